mod conjugation;
mod group;

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::document::names::names;
use crate::lang::{Pack, PackError};

use conjugation::{Classes, Slot};
use group::Grammar;

pub use group::VerbGroup;

const VERBS: &str = "morphology/verbs.tsv";

names! {
    /// A verb form's mood.
    Mood {
        Indicative = "indicative", Subjunctive = "subjunctive", Conditional = "conditional",
        Imperative = "imperative", Infinitive = "infinitive", Participle = "participle",
    }
}

names! {
    /// A verb form's tense. A participle is present or past.
    Tense { Present = "present", Imperfect = "imperfect", Past = "past", Future = "future" }
}

/// One reading of a verb form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerbForm {
    /// The infinitive.
    pub lemma: String,
    /// Its mood.
    pub mood: Mood,
    /// Its tense.
    pub tense: Tense,
    /// 1, 2 or 3; 0 where the form has none.
    pub person: u8,
    /// Whether it is plural (of a participle: its agreement).
    pub plural: bool,
    /// Whether a participle is feminine.
    pub feminine: bool,
}

/// The verb forms of a language, made from the conjugations of the pack.
///
/// ```
/// use depeche::{lang::Pack, text::{Mood, Tense, Verbs}};
/// let verbs = Verbs::new(&Pack::embedded("fr")?)?;
/// let reading = &verbs.analyse("annonçait")[0];
/// assert_eq!((reading.lemma.as_str(), reading.mood, reading.tense), ("annoncer", Mood::Indicative, Tense::Imperfect));
/// # Ok::<(), depeche::lang::PackError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Verbs {
    /// In buckets by the hash of the form: a hundred thousand forms are not worth keeping as text, nor sorting.
    entries: Vec<Entry>,
    /// Where each bucket begins, and where the last one ends.
    buckets: Vec<usize>,
    /// The readings of the form whose entries begin here, made when they are first asked for.
    readings: Vec<OnceLock<Vec<VerbForm>>>,
    lemmas: Vec<String>,
    capitals: HashMap<char, Vec<char>>,
    grammar: Grammar,
}

/// A form of a verb.
#[derive(Clone, Copy, Debug)]
struct Entry {
    form: u64,
    lemma: u32,
    slot: Slot,
}

/// How many bits of a hash number the buckets.
const BUCKET_BITS: u32 = 16;

fn bucket(hash: u64) -> usize {
    (hash >> (u64::BITS - BUCKET_BITS)) as usize
}

/// The entries bucket by bucket, each in the order of the pack, and the bounds of the buckets.
fn into_buckets(entries: &[Entry]) -> (Vec<Entry>, Vec<usize>) {
    let mut bounds = vec![0; (1 << BUCKET_BITS) + 1];
    entries.iter().for_each(|entry| bounds[bucket(entry.form) + 1] += 1);
    (1..bounds.len()).for_each(|index| bounds[index] += bounds[index - 1]);
    let (mut next, mut sorted) = (bounds.clone(), entries.to_vec());
    for entry in entries {
        let at = &mut next[bucket(entry.form)];
        sorted[*at] = *entry;
        *at += 1;
    }
    (sorted, bounds)
}

/// 64 bits keep all words of a language apart (FNV-1a, mixed so that its upper bits number buckets).
fn hash(form: &str) -> u64 {
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let folded = form.bytes().fold(0xcbf2_9ce4_8422_2325, fold);
    (folded ^ (folded >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Verbs {
    /// Reads the verbs and conjugations under `morphology/`.
    pub fn new(pack: &Pack) -> Result<Verbs, PackError> {
        let classes = Classes::new(pack)?;
        let table = pack.table(VERBS, &["lemma", "class"])?;
        let mut entries = Vec::with_capacity(table.rows().count() * 50);
        let mut lemmas: Vec<String> = Vec::new();
        for row in table.rows() {
            let (text, name) = (row.required("lemma")?, row.required("class")?);
            let class = classes.get(name).ok_or_else(|| row.error(format!("there is no class `{name}`")))?;
            let lemma = lemmas.len() as u32;
            if !class.conjugate(text, |form, slot| entries.push(Entry { form: hash(form), lemma, slot })) {
                return Err(row.error(format!("`{text}` does not end in `{}`", class.infinitive)));
            }
            lemmas.push(text.to_owned());
        }
        let (entries, buckets) = into_buckets(&entries);
        let readings = vec![OnceLock::new(); entries.len()];
        Ok(Verbs { entries, buckets, readings, lemmas, capitals: classes.capitals, grammar: Grammar::new(pack)? })
    }

    /// All readings of a form, whatever its case; empty for a word that is no form of a known verb.
    pub fn analyse(&self, form: &str) -> &[VerbForm] {
        self.readings_of(form, &form.to_lowercase())
    }

    /// The same where the form in lower case is at hand.
    fn readings_of(&self, form: &str, lower: &str) -> &[VerbForm] {
        self.find(lower).or_else(|| self.with_accent(form, lower)).unwrap_or(&[])
    }

    fn find(&self, form: &str) -> Option<&[VerbForm]> {
        let form = hash(form);
        let (start, end) = (*self.buckets.get(bucket(form))?, *self.buckets.get(bucket(form) + 1)?);
        let entries = &self.entries[start..end];
        let first = start + entries.iter().position(|entry| entry.form == form)?;
        let readings = || entries.iter().filter(|entry| entry.form == form);
        let make = || readings().map(|entry| entry.slot.of(&self.lemmas[entry.lemma as usize])).collect();
        Some(self.readings[first].get_or_init(make))
    }

    /// The readings of a form whose capital lost its accent.
    fn with_accent(&self, form: &str, lower: &str) -> Option<&[VerbForm]> {
        let first = lower.chars().next().filter(|_| form.starts_with(char::is_uppercase))?;
        let accented = self.capitals.get(&first)?;
        accented.iter().find_map(|letter| self.find(&format!("{letter}{}", &lower[first.len_utf8()..])))
    }

    /// The infinitives, in the order of the pack.
    pub fn lemmas(&self) -> impl Iterator<Item = &str> {
        self.lemmas.iter().map(String::as_str)
    }

    /// Faults that do not keep the pack from loading: a verb that is listed twice, a class without verbs.
    pub fn check(pack: &Pack) -> Result<Vec<PackError>, PackError> {
        let mut faults = Vec::new();
        let mut seen = HashMap::new();
        let mut used = std::collections::HashSet::new();
        let table = pack.table(VERBS, &["lemma", "class"])?;
        for row in table.rows() {
            if let Some(first) = seen.insert(row.get("lemma"), row.line) {
                faults.push(row.error(format!("`{}` stands in line {first} already", row.get("lemma"))));
            }
            used.insert(row.get("class"));
        }
        let classes = Classes::new(pack)?;
        let unused = classes.names().filter(|name| !used.contains(name));
        faults.extend(unused.map(|name| conjugation::fault(format!("no verb has the class `{name}`"))));
        Ok(faults)
    }
}

#[cfg(test)]
mod tests;
