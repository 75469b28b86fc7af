//! The small lists of a pack that say what verbs and nouns around a trigger mean for the event.

use std::collections::HashMap;

use crate::document::Status;
use crate::document::names::names;
use crate::lang::{Pack, PackError};

use super::triggers::Lexicon;
use super::words::normal;

names! {
    /// What a cue is.
    CuePos { Verb = "v", Noun = "n", Adjective = "a", Conjunction = "c", Link = "link", Factive = "factive",
        Attempt = "attempt" }
}

names! {
    /// What a number before a word counts.
    Count { Dead = "dead", Injured = "injured", Arrested = "arrested" }
}

/// Compiled cues, support verbs and counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    cues: HashMap<(CuePos, String), Status>,
    /// By verb and the seat of the event's noun: the role of the verb's other argument.
    support: HashMap<(String, String), String>,
    counts: HashMap<String, Count>,
    count_verbs: HashMap<String, Count>,
    pub numbers: HashMap<String, u32>,
}

impl Rules {
    /// Nouns among the cues count in all the forms that the lexicon makes.
    pub fn new(pack: &Pack, lexicon: &Lexicon) -> Result<Rules, PackError> {
        let mut rules = Rules::default();
        for row in pack.table("events/cues.tsv", &["cue", "pos", "status"])?.rows() {
            let status = row.parse("status")?;
            for cue in row.list("cue") {
                let pos: CuePos = row.parse("pos")?;
                let forms = if pos == CuePos::Noun { lexicon.shapes(&normal(cue)) } else { vec![normal(cue)] };
                rules.cues.extend(forms.into_iter().map(|form| ((pos, form), status)));
            }
        }
        for row in pack.table("events/support.tsv", &["verb", "seat", "other"])?.rows() {
            let (seat, other) = (row.required("seat")?, row.required("other")?);
            if !matches!(seat, "object" | "subject") {
                return Err(row.error("`seat` must be object or subject"));
            }
            for verb in row.list("verb") {
                rules.support.insert((verb.to_owned(), seat.to_owned()), other.to_owned());
            }
        }
        for row in pack.table("events/counts.tsv", &["word", "pos", "counts"])?.rows() {
            let count: Count = row.parse("counts")?;
            let table = if row.get("pos") == "v" { &mut rules.count_verbs } else { &mut rules.counts };
            table.extend(row.list("word").into_iter().map(|word| (normal(word), count)));
        }
        for row in pack.table("events/numbers.tsv", &["word", "value"])?.rows() {
            rules.numbers.insert(normal(row.required("word")?), row.parse("value")?);
        }
        Ok(rules)
    }

    /// What a cue says about the events under it.
    pub fn cue(&self, pos: CuePos, word: &str) -> Option<Status> {
        self.cues.get(&(pos, word.to_owned())).copied()
    }

    /// The role of a support verb's other argument where the event's noun sits on `seat`; `none` for no role.
    pub fn support(&self, verb: &str, seat: &str) -> Option<&str> {
        self.support.get(&(verb.to_owned(), seat.to_owned())).map(String::as_str)
    }

    pub fn count(&self, word: &str) -> Option<Count> {
        self.counts.get(word).copied()
    }

    pub fn count_verb(&self, lemma: &str) -> Option<Count> {
        self.count_verbs.get(lemma).copied()
    }
}
