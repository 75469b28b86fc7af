use std::collections::{HashMap, HashSet};

use super::grammar::Grammar;
use super::phrases::{Lexer, Phrases, Word, key};
use crate::lang::{Pack, PackError, Row};
use crate::text::{VerbGroup, Verbs};

pub(super) const VERBS: &str = "link/reporting_verbs.tsv";
pub(super) const MARKERS: &str = "link/markers.tsv";

/// What a reporting verb governs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Frames {
    pub that: bool,
    pub quote: bool,
    pub infinitive: bool,
    /// A noun that is the news itself.
    pub object: bool,
    /// Words in quotation marks inside a phrase.
    pub fragment: bool,
    /// The person spoken to stands without a preposition.
    pub person: bool,
    /// A noun that is the news if the subject can be a source.
    pub topic: bool,
    /// Such a noun behind a preposition.
    pub noun: bool,
    /// What the words behind "about" are warned of.
    pub about: bool,
    /// A noun of what others say.
    pub claim: bool,
}

/// How a marker names its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkerKind {
    Source,
    Fixed,
    Opinion,
    Quoting,
    Quoted,
    /// Its second word is the source.
    Pronoun,
}

/// Reporting verbs, markers, sources and media of a language.
#[derive(Clone, Debug)]
pub(super) struct Speech {
    pub verbs: Verbs,
    plain: HashMap<String, Frames>,
    reflexive: HashMap<String, Frames>,
    /// By verb: the words behind it that make it report.
    fixed: HashMap<String, Phrases<Frames>>,
    /// Verbs that report where they are negated.
    negated: HashMap<String, Frames>,
    pub markers: Phrases<MarkerKind>,
    pub media: Phrases<()>,
    pub source_nouns: HashSet<String>,
    /// Nouns of what carries written words.
    pub bearers: HashSet<String>,
    /// Nouns of what others say.
    pub claims: HashSet<String>,
    /// Nouns that are no source behind a marker: a measure, a rule.
    pub manners: HashSet<String>,
    /// Nouns of saying.
    pub speech_nouns: HashSet<String>,
}

/// What a lemma says it is.
pub(super) enum Lemma<'a> {
    Plain(&'a str),
    Reflexive(&'a str),
    Negated(&'a str),
    Fixed(&'a str, &'a str),
}

impl<'a> Lemma<'a> {
    /// Reads an entry, with the pronoun or the negation that may stand before it.
    pub fn parse(entry: &'a str, grammar: &Grammar) -> Lemma<'a> {
        let without = |list: &[String]| list.iter().find_map(|word| entry.strip_prefix(word.as_str()));
        if let Some(rest) = without(&grammar.reflexive) {
            return Lemma::Reflexive(rest.trim_start());
        }
        if let Some(rest) = without(&grammar.negation) {
            return Lemma::Negated(rest);
        }
        match entry.split_once(' ') {
            Some((first, behind)) => Lemma::Fixed(first, behind),
            None => Lemma::Plain(entry),
        }
    }

    /// The verb that is conjugated.
    pub fn verb(&self) -> &'a str {
        match self {
            Lemma::Plain(verb) | Lemma::Reflexive(verb) | Lemma::Negated(verb) | Lemma::Fixed(verb, _) => verb,
        }
    }
}

pub(super) fn frames(row: &Row<'_>) -> Result<Frames, PackError> {
    let mut frames = Frames::default();
    for frame in row.list("frames") {
        match frame {
            "that" => frames.that = true,
            "quote" => frames.quote = true,
            "infinitive" => frames.infinitive = true,
            "object" => frames.object = true,
            "fragment" => frames.fragment = true,
            "person" => frames.person = true,
            "topic" => frames.topic = true,
            "noun" => frames.noun = true,
            "about" => frames.about = true,
            "claim" => frames.claim = true,
            _ => return Err(row.error(format!("`{frame}` is no frame"))),
        }
    }
    Ok(frames)
}

/// The columns of the reporting verbs.
pub(super) const VERB_COLUMNS: &[&str] = &["lemma", "class", "status", "frames"];

impl Speech {
    pub fn new(pack: &Pack, lexer: &Lexer, grammar: &Grammar) -> Result<Speech, PackError> {
        let nouns = |file: &str| pack.list(file).into_iter().map(|(_, noun)| key(noun)).collect();
        let mut speech = Speech {
            verbs: Verbs::new(pack)?,
            plain: HashMap::new(),
            reflexive: HashMap::new(),
            fixed: HashMap::new(),
            negated: HashMap::new(),
            markers: Phrases::default(),
            media: Phrases::default(),
            bearers: nouns("link/bearers.txt"),
            source_nouns: nouns("link/source_nouns.txt"),
            claims: nouns("link/claims.txt"),
            manners: nouns("link/manners.txt"),
            speech_nouns: nouns("link/speech_nouns.txt"),
        };
        for row in pack.table(VERBS, VERB_COLUMNS)?.rows() {
            let frames = frames(&row)?;
            match Lemma::parse(row.required("lemma")?, grammar) {
                Lemma::Plain(verb) => drop(speech.plain.insert(verb.to_owned(), frames)),
                Lemma::Reflexive(verb) => drop(speech.reflexive.insert(verb.to_owned(), frames)),
                Lemma::Negated(verb) => drop(speech.negated.insert(verb.to_owned(), frames)),
                Lemma::Fixed(verb, behind) => {
                    speech.fixed.entry(verb.to_owned()).or_default().insert(lexer.keys(behind), frames);
                }
            }
        }
        for row in pack.table(MARKERS, &["marker", "kind"])?.rows() {
            let kind = match row.get("kind") {
                "source" => MarkerKind::Source,
                "fixed" => MarkerKind::Fixed,
                "opinion" => MarkerKind::Opinion,
                "quoting" => MarkerKind::Quoting,
                "quoted" => MarkerKind::Quoted,
                "pronoun" => MarkerKind::Pronoun,
                other => return Err(row.error(format!("`{other}` is no kind of marker"))),
            };
            let keys = lexer.keys(row.required("marker")?);
            if kind == MarkerKind::Pronoun && keys.len() < 2 {
                return Err(row.error("`marker`: the second word of a `pronoun` is its source; there is one word"));
            }
            speech.markers.insert(keys, kind);
        }
        for (_, medium) in pack.list("link/media.txt") {
            speech.media.insert(lexer.keys(medium), ());
        }
        Ok(speech)
    }

    /// What a verb group governs, if it reports, and how many words behind it belong to it ("fait état").
    pub fn frames(&self, group: &VerbGroup, words: &[Word]) -> Option<(Frames, usize)> {
        if group.passive || group.modal.is_some() {
            return None;
        }
        if group.negated {
            return self.negated.get(&group.lemma).map(|frames| (*frames, 0));
        }
        if let Some((length, frames)) =
            self.fixed.get(&group.lemma).and_then(|phrases| phrases.at(words, group.words.end))
        {
            return Some((*frames, length));
        }
        let list = if group.reflexive { &self.reflexive } else { &self.plain };
        list.get(&group.lemma).map(|frames| (*frames, 0))
    }

    /// What a verb governs in its plain use, whatever its voice.
    pub fn plain(&self, lemma: &str) -> Option<Frames> {
        self.plain.get(lemma).copied()
    }
}
