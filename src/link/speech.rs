use std::collections::{HashMap, HashSet};

use super::phrases::{Lexer, Phrases, key};
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
}

/// How a marker names its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkerKind {
    Source,
    Fixed,
    Opinion,
    Quoting,
    Quoted,
}

/// Reporting verbs, markers, sources and media of a language.
#[derive(Clone, Debug)]
pub(super) struct Speech {
    pub verbs: Verbs,
    plain: HashMap<String, Frames>,
    reflexive: HashMap<String, Frames>,
    /// A verb and the infinitive behind it.
    double: HashMap<(String, String), Frames>,
    pub markers: Phrases<MarkerKind>,
    pub media: Phrases<()>,
    pub source_nouns: HashSet<String>,
    /// Nouns of what carries written words.
    pub bearers: HashSet<String>,
}

/// What a lemma says it is.
pub(super) enum Lemma<'a> {
    Plain(&'a str),
    Reflexive(&'a str),
    Double(&'a str, &'a str),
}

impl<'a> Lemma<'a> {
    /// Reads an entry; `reflexive` are the pronouns that may stand before it.
    pub fn parse(entry: &'a str, reflexive: &[String]) -> Lemma<'a> {
        if let Some(rest) = reflexive.iter().find_map(|pronoun| entry.strip_prefix(pronoun.as_str())) {
            return Lemma::Reflexive(rest.trim_start());
        }
        match entry.split_once(' ') {
            Some((first, second)) => Lemma::Double(first, second),
            None => Lemma::Plain(entry),
        }
    }

    /// The verb that is conjugated.
    pub fn verb(&self) -> &'a str {
        match self {
            Lemma::Plain(verb) | Lemma::Reflexive(verb) | Lemma::Double(verb, _) => verb,
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
            _ => return Err(row.error(format!("`{frame}` is no frame"))),
        }
    }
    Ok(frames)
}

/// The columns of the reporting verbs.
pub(super) const VERB_COLUMNS: &[&str] = &["lemma", "class", "status", "frames"];

impl Speech {
    pub fn new(pack: &Pack, lexer: &Lexer, reflexive: &[String]) -> Result<Speech, PackError> {
        let mut speech = Speech {
            verbs: Verbs::new(pack)?,
            plain: HashMap::new(),
            reflexive: HashMap::new(),
            double: HashMap::new(),
            markers: Phrases::default(),
            media: Phrases::default(),
            bearers: pack.list("link/bearers.txt").into_iter().map(|(_, noun)| key(noun)).collect(),
            source_nouns: pack.list("link/source_nouns.txt").into_iter().map(|(_, noun)| key(noun)).collect(),
        };
        for row in pack.table(VERBS, VERB_COLUMNS)?.rows() {
            let frames = frames(&row)?;
            match Lemma::parse(row.required("lemma")?, reflexive) {
                Lemma::Plain(verb) => speech.plain.insert(verb.to_owned(), frames),
                Lemma::Reflexive(verb) => speech.reflexive.insert(verb.to_owned(), frames),
                Lemma::Double(first, second) => speech.double.insert((first.to_owned(), second.to_owned()), frames),
            };
        }
        for row in pack.table(MARKERS, &["marker", "kind"])?.rows() {
            let kind = match row.get("kind") {
                "source" => MarkerKind::Source,
                "fixed" => MarkerKind::Fixed,
                "opinion" => MarkerKind::Opinion,
                "quoting" => MarkerKind::Quoting,
                "quoted" => MarkerKind::Quoted,
                other => return Err(row.error(format!("`{other}` is no kind of marker"))),
            };
            speech.markers.insert(lexer.keys(row.required("marker")?), kind);
        }
        for (_, medium) in pack.list("link/media.txt") {
            speech.media.insert(lexer.keys(medium), ());
        }
        Ok(speech)
    }

    /// What a verb group governs, if it reports; `next` is the infinitive right behind it.
    pub fn frames(&self, group: &VerbGroup, next: Option<&VerbGroup>) -> Option<(Frames, bool)> {
        if group.passive || group.negated || group.modal.is_some() {
            return None;
        }
        if let Some(next) = next
            && let Some(frames) = self.double.get(&(group.lemma.clone(), next.lemma.clone()))
        {
            return Some((*frames, true));
        }
        let list = if group.reflexive { &self.reflexive } else { &self.plain };
        list.get(&group.lemma).map(|frames| (*frames, false))
    }
}
