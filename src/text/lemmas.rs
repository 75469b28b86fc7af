mod readings;

use std::collections::{HashMap, HashSet};

use super::Verbs;
use super::tokens::plain;
use crate::lang::{Pack, PackError};

const FORMS: &str = "morphology/lemmas.tsv";
const ENDINGS: &str = "morphology/endings.tsv";
const INVARIABLE: &str = "morphology/invariable.txt";
const PERSONS: &str = "morphology/persons.txt";
const ACCENTED: &str = "morphology/accented.txt";

const FORM_COLUMNS: &[&str] = &["upos", "form", "lemma"];
const ENDING_COLUMNS: &[&str] = &["step", "upos", "ending", "lemma", "except"];

/// What an ending tells of its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Step {
    /// A plural becomes a singular.
    Plural,
    /// A feminine becomes a masculine.
    Feminine,
    /// The same for a noun, if the masculine is a person.
    Person,
    /// A form of an unknown verb becomes its infinitive.
    Verb,
}

#[derive(Clone, Debug)]
struct Ending {
    ending: String,
    lemma: String,
    except: HashSet<String>,
}

/// Finds the dictionary form of a word whose part of speech and features are known.
///
/// ```
/// use depeche::{lang::Pack, text::{Lemmas, Verbs}};
/// let pack = Pack::embedded("fr")?;
/// let lemmas = Lemmas::new(&pack, Verbs::new(&pack)?)?;
/// assert_eq!(lemmas.lemma("nouvelles", "ADJ", "Gender=Fem|Number=Plur"), "nouveau");
/// assert_eq!(lemmas.lemma("nouvelles", "NOUN", "Gender=Fem|Number=Plur"), "nouvelle");
/// assert_eq!(lemmas.lemma("suit", "VERB", "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"), "suivre");
/// assert_eq!(lemmas.lemma("L’", "DET", ""), "le");
/// # Ok::<(), depeche::lang::PackError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Lemmas {
    verbs: Verbs,
    /// By part of speech, then by form.
    forms: HashMap<String, HashMap<String, String>>,
    /// By step and part of speech, the longest first.
    endings: HashMap<(Step, String), Vec<Ending>>,
    invariable: HashSet<String>,
    persons: HashSet<String>,
    /// Words that begin with an accent, by their spelling without it.
    accented: HashMap<String, String>,
}

fn list(pack: &Pack, file: &str) -> HashSet<String> {
    pack.list(file).into_iter().map(|(_, word)| word.to_owned()).collect()
}

/// The letter under an accent that newsrooms leave out on capitals.
fn without_accent(word: &str) -> Option<String> {
    let first = word.chars().next()?;
    let bare = match first {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        _ => return None,
    };
    Some(format!("{bare}{}", &word[first.len_utf8()..]))
}

impl Lemmas {
    /// Reads the lists under `morphology/`.
    pub fn new(pack: &Pack, verbs: Verbs) -> Result<Lemmas, PackError> {
        let mut forms: HashMap<String, HashMap<String, String>> = HashMap::new();
        for row in pack.table(FORMS, FORM_COLUMNS)?.rows() {
            let of_upos = forms.entry(row.required("upos")?.to_owned()).or_default();
            of_upos.insert(row.required("form")?.to_owned(), row.required("lemma")?.to_owned());
        }
        let mut endings: HashMap<_, Vec<Ending>> = HashMap::new();
        for row in pack.table(ENDINGS, ENDING_COLUMNS)?.rows() {
            let step = match row.get("step") {
                "plural" => Step::Plural,
                "feminine" => Step::Feminine,
                "person" => Step::Person,
                "verb" => Step::Verb,
                other => return Err(row.error(format!("`{other}` is not one of plural, feminine, person, verb"))),
            };
            let except = row.list("except").into_iter().map(str::to_owned).collect();
            let ending =
                Ending { ending: row.required("ending")?.to_owned(), lemma: row.get("lemma").to_owned(), except };
            endings.entry((step, row.required("upos")?.to_owned())).or_default().push(ending);
        }
        endings.values_mut().for_each(|list| list.sort_by_key(|ending| std::cmp::Reverse(ending.ending.len())));
        let accented = pack.list(ACCENTED).into_iter();
        Ok(Lemmas {
            verbs,
            forms,
            endings,
            invariable: list(pack, INVARIABLE),
            persons: list(pack, PERSONS),
            accented: accented.filter_map(|(_, word)| Some((without_accent(word)?, word.to_owned()))).collect(),
        })
    }

    /// Faults that do not keep the pack from loading: what is listed twice, or can never match.
    pub fn check(pack: &Pack) -> Result<Vec<PackError>, PackError> {
        let mut faults = Vec::new();
        let mut seen = HashMap::new();
        for row in pack.table(FORMS, FORM_COLUMNS)?.rows() {
            let (upos, form) = (row.get("upos"), row.get("form"));
            if let Some(first) = seen.insert((upos, form), row.line) {
                faults.push(row.error(format!("`{form}` stands in line {first} already")));
            }
            if plain(form) != form.to_lowercase() {
                faults.push(row.error(format!("`{form}` is not written with typewritten signs")));
            }
        }
        let mut seen = HashMap::new();
        for row in pack.table(ENDINGS, ENDING_COLUMNS)?.rows() {
            let ending = row.get("ending");
            if let Some(first) = seen.insert((row.get("step"), row.get("upos"), ending), row.line) {
                faults.push(row.error(format!("`{ending}` stands in line {first} already")));
            }
            let strangers = row.list("except").into_iter().filter(|word| !word.ends_with(ending));
            faults.extend(strangers.map(|word| row.error(format!("`{word}` does not end in `{ending}`"))));
        }
        for file in [INVARIABLE, PERSONS, ACCENTED] {
            faults.extend(super::words::twice(pack, file));
        }
        let joined = pack.list(PERSONS).into_iter().filter(|(_, word)| word.contains('-'));
        faults.extend(
            joined.map(|(line, word)| PackError::new(PERSONS, line, format!("`{word}`: only its last part counts"))),
        );
        let bare = pack.list(ACCENTED).into_iter().filter(|(_, word)| without_accent(word).is_none());
        faults.extend(
            bare.map(|(line, word)| PackError::new(ACCENTED, line, format!("`{word}` begins without an accent"))),
        );
        Ok(faults)
    }

    /// The lemma of a form; `features` are those of Universal Dependencies (`Gender=Fem|Number=Plur`).
    ///
    /// A word that nothing is known of is its own lemma, in lower case unless it is a name or a code.
    pub fn lemma(&self, form: &str, upos: &str, features: &str) -> String {
        let form = without_variant(form);
        let lower = plain(form);
        if let Some(lemma) = self.forms.get(upos).and_then(|forms| forms.get(form).or_else(|| forms.get(&lower))) {
            return lemma.clone();
        }
        match upos {
            "VERB" | "AUX" => self.verb(form, &lower, features),
            "NOUN" | "ADJ" if is_code(form) => form.to_owned(),
            "NOUN" | "ADJ" => self.nominal(form, &lower, upos, features),
            "NUM" if is_spelled(form) => lower,
            "PROPN" | "NUM" | "X" | "SYM" | "PUNCT" => form.to_owned(),
            _ => lower,
        }
    }

    /// The features of a verb form where no reading of it agrees with those given: the closest reading's.
    ///
    /// ```
    /// use depeche::{lang::Pack, text::{Lemmas, Verbs}};
    /// let pack = Pack::embedded("fr")?;
    /// let lemmas = Lemmas::new(&pack, Verbs::new(&pack)?)?;
    /// let present = "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin";
    /// assert_eq!(lemmas.mended("aura", "AUX", present).as_deref(), Some("Mood=Ind|Number=Sing|Person=3|Tense=Fut|VerbForm=Fin"));
    /// assert_eq!(lemmas.mended("voit", "VERB", present), None);
    /// # Ok::<(), depeche::lang::PackError>(())
    /// ```
    pub fn mended(&self, form: &str, upos: &str, features: &str) -> Option<String> {
        let verb = matches!(upos, "VERB" | "AUX");
        verb.then(|| readings::mended(self.verbs.analyse(form), features)).flatten()
    }

    fn verb(&self, form: &str, lower: &str, features: &str) -> String {
        if let Some(lemma) = readings::best(self.verbs.analyse(form), features) {
            return lemma.to_owned();
        }
        // A prefix with a hyphen is no part of the verb's conjugation.
        let (prefix, last) = lower.split_at(lower.len() - last_part(lower).len());
        match readings::best(self.verbs.analyse(last), features) {
            Some(lemma) => format!("{prefix}{lemma}"),
            None => self.step(Step::Verb, "VERB", lower).unwrap_or_else(|| lower.to_owned()),
        }
    }

    fn nominal(&self, form: &str, lower: &str, upos: &str, features: &str) -> String {
        let has = |feature: &str| features.split('|').any(|known| known == feature);
        let mut lemma = lower.to_owned();
        if has("Number=Plur") {
            let parts: Vec<String> = lemma.split('-').map(|part| self.singular(part, upos)).collect();
            lemma = parts.join("-");
        }
        if has("Gender=Fem") {
            let step = if upos == "NOUN" { Step::Person } else { Step::Feminine };
            lemma = self.step(step, upos, &lemma).unwrap_or(lemma);
        }
        let accented = self.accented.get(&lemma).filter(|_| form.starts_with(char::is_uppercase));
        accented.cloned().unwrap_or(lemma)
    }

    fn singular(&self, word: &str, upos: &str) -> String {
        let step = || self.step(Step::Plural, upos, word);
        let known = self.forms.get(upos).and_then(|forms| forms.get(word)).cloned();
        known.or_else(|| if self.invariable.contains(word) { None } else { step() }).unwrap_or_else(|| word.to_owned())
    }

    /// The word with the ending of the step, if one fits.
    fn step(&self, step: Step, upos: &str, word: &str) -> Option<String> {
        let endings = self.endings.get(&(step, upos.to_owned()))?;
        endings.iter().find_map(|ending| {
            let stem = word.strip_suffix(&ending.ending)?;
            let lemma = format!("{stem}{}", ending.lemma);
            let fits = step != Step::Person || self.persons.contains(last_part(&lemma));
            (fits && !ending.except.contains(last_part(word))).then_some(lemma)
        })
    }
}

/// The word without another ending in brackets: "élu(e)".
fn without_variant(form: &str) -> &str {
    match form.find('(') {
        Some(at) if at > 0 && form.ends_with(|c: char| c == ')' || c.is_alphabetic()) => &form[..at],
        _ => form,
    }
}

/// What stands after the last hyphen.
fn last_part(word: &str) -> &str {
    word.rsplit('-').next().unwrap_or(word)
}

/// Whether a number is written in letters, and not in Roman capitals.
fn is_spelled(form: &str) -> bool {
    form.contains(char::is_lowercase) && form.chars().skip(1).all(|c| c.is_lowercase() || c == '-')
}

/// Whether a word is written like an acronym or a formula: "PIB", "pH", "F-16".
fn is_code(form: &str) -> bool {
    const LONGEST: usize = 4;
    let capitals = form.chars().filter(|c| c.is_uppercase()).count();
    let letters = form.chars().filter(|c| c.is_alphabetic()).count();
    let inner = form.chars().skip(1).any(char::is_uppercase) && !form.contains('-');
    let mixed = capitals > 1 && capitals < letters;
    form.contains(|c: char| c.is_ascii_digit())
        || capitals == letters && letters <= LONGEST
        || inner && (mixed || form.starts_with(char::is_lowercase))
}

#[cfg(test)]
mod tests;
