use std::collections::{HashMap, HashSet};

use super::grammar::Grammar;
use super::names::Names;
use super::phrases::{Word, key};
use crate::document::{Demonym, Entity, Label, Span};
use crate::lang::{Pack, PackError};

pub(super) const DEMONYMS: &str = "link/demonyms.tsv";
pub(super) const PREFIXES: &str = "link/demonym_prefixes.tsv";

/// A row of the list of demonyms.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Nationality {
    /// The country; where there are several, the first is meant unless the document names another only.
    countries: Vec<String>,
    /// `country`, `region`, `city`, ...
    pub kind: String,
    /// Whether the form is the one that can also name a language.
    language: bool,
}

impl Nationality {
    /// Whether it is a demonym in the records, and not only a hint about actors.
    fn recorded(&self) -> bool {
        !self.countries.is_empty() && !matches!(self.kind.as_str(), "city" | "area" | "bloc")
    }

    /// The country meant in a document that names these countries.
    pub fn country(&self, named: &HashSet<&str>) -> Option<&str> {
        let first = self.countries.first()?;
        if named.contains(first.as_str()) {
            return Some(first);
        }
        Some(self.countries.iter().find(|country| named.contains(country.as_str())).unwrap_or(first))
    }
}

/// The adjectives and nouns of nationality.
#[derive(Clone, Debug, Default)]
pub(super) struct Nationalities {
    forms: HashMap<String, Nationality>,
    prefixes: HashMap<String, String>,
}

impl Nationalities {
    pub fn new(pack: &Pack) -> Result<Nationalities, PackError> {
        let mut forms = HashMap::new();
        for row in pack.table(DEMONYMS, &["forms", "country", "kind"])?.rows() {
            for (index, form) in row.list("forms").into_iter().enumerate() {
                let countries = row.list("country").into_iter().map(str::to_owned).collect();
                let entry = Nationality { countries, kind: row.required("kind")?.to_owned(), language: index == 0 };
                forms.entry(key(form)).or_insert(entry);
            }
        }
        let mut prefixes = HashMap::new();
        for row in pack.table(PREFIXES, &["prefix", "country"])?.rows() {
            prefixes.insert(key(row.required("prefix")?), row.required("country")?.to_owned());
        }
        Ok(Nationalities { forms, prefixes })
    }

    /// The nationality that a single word expresses.
    pub fn get(&self, key: &str) -> Option<&Nationality> {
        self.forms.get(key)
    }

    /// The demonyms among the words of a text, outside entities.
    pub fn find(
        &self,
        text: &str,
        words: &[Word],
        entities: &[Entity],
        names: &Names,
        grammar: &Grammar,
    ) -> Vec<Demonym> {
        let named: HashSet<&str> = entities
            .iter()
            .filter(|entity| entity.label == Label::Place)
            .filter_map(|entity| names.place(entity.span.of(text), grammar)?.country.as_deref())
            .collect();
        let mut found = Vec::new();
        let mut next = 0;
        for (index, word) in words.iter().enumerate() {
            while entities.get(next).is_some_and(|entity| entity.span.end <= word.span.start) {
                next += 1;
            }
            // A tagger may take "les Arméniens" for a name: they are a people all the same.
            let inside = entities.get(next).filter(|entity| entity.span.overlaps(word.span));
            if inside.is_some_and(|entity| entity.span != word.span || entity.label == Label::Person) {
                continue;
            }
            // "la Suisse", "l'Argentine": the country.
            if word.capital && names.place(word.span.of(text), grammar).is_some() {
                continue;
            }
            let before = index.checked_sub(1).map(|before| words[before].key.as_str());
            self.read(text, word, before, &named, grammar, &mut found);
        }
        found
    }

    /// The demonyms in one word: one, or the two parts of a compound.
    fn read(
        &self,
        text: &str,
        word: &Word,
        before: Option<&str>,
        named: &HashSet<&str>,
        grammar: &Grammar,
        found: &mut Vec<Demonym>,
    ) {
        let mut push = |span: Span, country: &str, list: &str| {
            found.push(Demonym { span, country: country.to_owned(), found_by: list.to_owned() });
        };
        if let Some(nationality) = self.forms.get(&word.key).filter(|nationality| nationality.recorded()) {
            let language = nationality.language && !word.capital;
            if language && before.is_some_and(|before| grammar.before_languages.contains(before)) {
                return;
            }
            if let Some(country) = nationality.country(named) {
                push(word.span, country, DEMONYMS);
            }
            return;
        }
        let surface = word.span.of(text);
        let Some(hyphen) = surface.find(['-', '\u{2010}', '\u{2011}']) else { return };
        let after = hyphen + surface[hyphen..].chars().next().map_or(0, char::len_utf8);
        let second = self.forms.get(&key(&surface[after..])).filter(|nationality| nationality.recorded());
        if let (Some(first), Some(second)) = (self.prefixes.get(&key(&surface[..hyphen])), second) {
            push(Span::new(word.span.start, word.span.start + hyphen), first, PREFIXES);
            if let Some(country) = second.country(named) {
                push(Span::new(word.span.start + after, word.span.end), country, DEMONYMS);
            }
        }
    }
}
