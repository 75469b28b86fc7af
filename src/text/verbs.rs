mod conjugation;
mod group;

use std::collections::HashMap;

use crate::document::names::names;
use crate::lang::{Pack, PackError};

use conjugation::Classes;
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
    forms: HashMap<String, Vec<VerbForm>>,
    lemmas: Vec<String>,
    capitals: HashMap<char, Vec<char>>,
    grammar: Grammar,
}

impl Verbs {
    /// Reads the verbs and conjugations under `morphology/`.
    pub fn new(pack: &Pack) -> Result<Verbs, PackError> {
        let classes = Classes::new(pack)?;
        let table = pack.table(VERBS, &["lemma", "class"])?;
        let mut verbs = Verbs { grammar: Grammar::new(pack)?, ..Verbs::default() };
        verbs.forms.reserve(table.rows().count() * 40);
        for row in table.rows() {
            let (lemma, class) = (row.required("lemma")?, row.required("class")?);
            let class = classes.get(class).ok_or_else(|| row.error(format!("there is no class `{class}`")))?;
            let forms = class
                .conjugate(lemma)
                .ok_or_else(|| row.error(format!("`{lemma}` does not end in `{}`", class.infinitive)))?;
            for (form, slot) in forms {
                verbs.forms.entry(form).or_default().push(slot.of(lemma));
            }
            verbs.lemmas.push(lemma.to_owned());
        }
        verbs.capitals = classes.capitals;
        Ok(verbs)
    }

    /// All readings of a form, whatever its case; empty for a word that is no form of a known verb.
    pub fn analyse(&self, form: &str) -> &[VerbForm] {
        let lower = form.to_lowercase();
        self.forms.get(&lower).or_else(|| self.with_accent(form, &lower)).map_or(&[], Vec::as_slice)
    }

    /// The readings of a form whose capital lost its accent.
    fn with_accent(&self, form: &str, lower: &str) -> Option<&Vec<VerbForm>> {
        let first = lower.chars().next().filter(|_| form.starts_with(char::is_uppercase))?;
        let accented = self.capitals.get(&first)?;
        accented.iter().find_map(|letter| self.forms.get(&format!("{letter}{}", &lower[first.len_utf8()..])))
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
