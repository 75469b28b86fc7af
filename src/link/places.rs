//! The places of a document, settled together: which town of a name is meant, and where it lies.

use std::collections::HashMap;

use super::evidence::{Area, Evidence};
use super::gazetteer::{Class, Gazetteer, Record};
use super::grammar::Grammar;
use super::lists::Lists;
use super::phrases::key;
use super::reading::only;
use crate::document::{Demonym, Entity, Label, Span};
use crate::lang::{Pack, PackError};

pub(super) const INSIDE: &str = "link/inside_towns.tsv";
pub(super) const AREAS: &str = "link/area_words.tsv";
/// So fine is a place inside a town.
const INSIDE_TOWN: u8 = 5;
/// Between a place and the area that it lies in stand no more bytes than ", dans le département du".
const GAP: usize = 32;
/// A smaller place shares its name with much else: it is meant where its region is named.
const VILLAGE: u32 = 1000;
/// Towns of this size are known abroad.
const KNOWN: u32 = 100_000;
/// Towns of this size are known by other names than their own.
const KNOWN_BY_OTHERS: u32 = 15_000;
/// What a better reading must be ahead of the next: about a town three times as large.
const AHEAD: f64 = 0.5;

/// What the gazetteer adds to the lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    gazetteer: Gazetteer,
    /// First words of names of places inside a town, with their kinds.
    inside: HashMap<String, String>,
    /// Common nouns of areas, with their kinds.
    areas: HashMap<String, String>,
}

/// Mentions of one name.
struct Name<'a> {
    mentions: Vec<usize>,
    /// What the lists say: country and kind.
    listed: Option<(Option<String>, String)>,
    candidates: Vec<Record<'a>>,
    /// The areas that a mention puts it in.
    within: Vec<Area>,
    /// Whether an article stands before it: then an area goes before a town ("dans la Vienne").
    article: bool,
}

impl Places {
    pub fn new(pack: &Pack) -> Result<Places, PackError> {
        let kinds = |file| -> Result<HashMap<String, String>, PackError> {
            let table = pack.table(file, &["word", "kind"])?;
            table.rows().map(|row| Ok((key(row.required("word")?), row.required("kind")?.to_owned()))).collect()
        };
        Ok(Places { gazetteer: Gazetteer::new(pack)?, inside: kinds(INSIDE)?, areas: kinds(AREAS)? })
    }

    /// Says of the places among the entities, which the lists have filled, where they lie.
    pub fn resolve(&self, lists: &Lists, text: &str, entities: &mut [Entity], demonyms: &[Demonym]) {
        self.mark_inside(text, entities);
        let mut names = self.names(lists, text, entities);
        let mut evidence = Evidence::default();
        demonyms.iter().for_each(|demonym| evidence.country(&demonym.country, 1.0));
        evidence.placed = !demonyms.is_empty();
        for entity in entities.iter() {
            let place = entity.label == Label::Place;
            if let Some(country) = entity.country.as_deref() {
                // A company is at home in many countries.
                evidence.country(country, if place { 1.0 } else { 0.5 });
                evidence.placed |= place;
            }
        }
        for name in &names {
            if let Some(area) = name.area(self) {
                evidence.inside(&area);
            }
        }
        // What is plain first: the rest is read in its light.
        for plain in [true, false] {
            let mut later = Vec::new();
            for name in names {
                if plain && !name.is_plain() {
                    later.push(name);
                    continue;
                }
                let Some(record) = name.choose(&evidence) else {
                    name.country_only(&evidence, entities);
                    continue;
                };
                if name.listed.is_none() {
                    evidence.country(record.country, 1.0);
                    evidence.placed = true;
                }
                evidence.inside(&record);
                for &index in &name.mentions {
                    fill(&mut entities[index], &record, name.listed.as_ref());
                }
            }
            names = later;
        }
        self.coarsen(lists, text, entities);
        self.areas(entities);
        surround(entities);
    }

    /// "La région de Tillabéri" is no town: never finer than the text.
    fn coarsen(&self, lists: &Lists, text: &str, entities: &mut [Entity]) {
        for entity in entities.iter_mut().filter(|entity| entity.label == Label::Place) {
            let town = matches!(entity.kind.as_deref(), None | Some("city" | "capital"));
            let Some(kind) = self.area_before(&lists.grammar, text, entity.span.start).filter(|_| town) else {
                continue;
            };
            if entity.country.is_none() {
                continue;
            }
            entity.precision = Some(if kind == "region" { 2 } else { 3 });
            entity.kind = Some(kind.to_owned());
            (entity.geonames, entity.lat, entity.lon) = (None, None, None);
        }
    }

    /// The kind of area that the noun before a name says it is: "région de", "département de la".
    fn area_before(&self, grammar: &Grammar, text: &str, start: usize) -> Option<&str> {
        let mut before = text.get(..start)?;
        for _ in 0..3 {
            let word = last_word(before)?;
            let small = key(word);
            if let Some(kind) = self.areas.get(&small) {
                return Some(kind);
            }
            let elided =
                || grammar.of.contains(&format!("{small}'")) || grammar.articles.contains(&format!("{small}'"));
            if !grammar.of.contains(&small) && !grammar.articles.contains(&small) && !elided() {
                return None;
            }
            let cut = before.trim_end_matches(|c: char| c.is_whitespace() || crate::text::is_apostrophe(c));
            before = &cut[..cut.len() - word.len()];
        }
        None
    }

    /// Streets, squares and buildings by the first word of their names.
    fn mark_inside(&self, text: &str, entities: &mut [Entity]) {
        for entity in entities.iter_mut().filter(|entity| entity.label == Label::Place && entity.kind.is_none()) {
            let surface = entity.span.of(text);
            let words: Vec<String> = surface.split_whitespace().take(3).map(key).collect();
            // "lycée {Saint-Exupéry}": the town of that name is not meant.
            let before = text.get(..entity.span.start).and_then(last_word).map(key);
            if let Some(kind) = before.and_then(|before| self.inside.get(&before)) {
                entity.kind = Some(kind.clone());
                entity.precision = Some(INSIDE_TOWN);
                continue;
            }
            let first = |count: usize| self.inside.get(&words.get(..count)?.join(" ")).filter(|_| words.len() > count);
            if let Some(kind) = first(2).or_else(|| first(1)) {
                let whole = self.gazetteer.find(surface).iter().any(|record| record.main);
                if !whole || surface.starts_with(char::is_lowercase) {
                    entity.kind = Some(kind.clone());
                    entity.precision = Some(INSIDE_TOWN);
                }
            }
        }
    }

    /// The names of places, each with its mentions and what it may be.
    fn names<'a>(&'a self, lists: &Lists, text: &str, entities: &[Entity]) -> Vec<Name<'a>> {
        let mut numbers: HashMap<(String, bool), usize> = HashMap::new();
        let mut names: Vec<Name<'a>> = Vec::new();
        for (index, entity) in entities.iter().enumerate() {
            if entity.label != Label::Place || entity.precision == Some(INSIDE_TOWN) {
                continue;
            }
            let canonical = entity.name.as_deref().unwrap_or_else(|| entity.span.of(text));
            let before = text.get(..entity.span.start).and_then(last_word);
            let article = before.is_some_and(|word| lists.grammar.articles.contains(&key(word)));
            let number = *numbers.entry((self.gazetteer.fold(canonical), article)).or_insert(names.len());
            if number == names.len() {
                let listed = entity.kind.clone().map(|kind| (entity.country.clone(), kind));
                let candidates = self.candidates(canonical, entity.span.of(text), &lists.grammar);
                names.push(Name { mentions: Vec::new(), listed, candidates, within: Vec::new(), article });
            }
            names[number].mentions.push(index);
            if names[number].within.is_empty() {
                names[number].within = self.within(lists, text, entities, index);
            }
        }
        names
    }

    fn candidates(&self, canonical: &str, surface: &str, grammar: &Grammar) -> Vec<Record<'_>> {
        let mut found: Vec<Record<'_>> = Vec::new();
        for form in [surface, canonical, grammar.without_article(surface)] {
            for record in self.gazetteer.find(form) {
                match found.iter_mut().find(|other| other.index == record.index) {
                    Some(other) => other.main |= record.main,
                    None => found.push(record),
                }
            }
        }
        found
    }

    /// The areas that stand behind a place: "Saint-Dié (Vosges)", "Saint-Dié (88)", "Vienne, en Isère".
    fn within(&self, lists: &Lists, text: &str, entities: &[Entity], index: usize) -> Vec<Area> {
        let end = entities[index].span.end;
        let Some(behind) = text.get(end..) else { return Vec::new() };
        if let Some(code) = bracketed_code(behind) {
            return vec![Area { country: String::new(), admin1: String::new(), admin2: code.to_owned() }];
        }
        let Some(next) = entities.get(index + 1).filter(|next| next.label == Label::Place) else { return Vec::new() };
        let tied = text
            .get(end..next.span.start)
            .is_some_and(|gap| gap.len() <= GAP && self.leads_into(lists, gap, text, Span::new(end, next.span.start)));
        if !tied {
            return Vec::new();
        }
        let whole = |kind: &str| matches!(kind, "country" | "territory");
        if let (Some(country), Some(true)) = (&next.country, next.kind.as_deref().map(whole)) {
            return vec![Area { country: country.clone(), admin1: String::new(), admin2: String::new() }];
        }
        let name = next.name.as_deref().unwrap_or_else(|| next.span.of(text));
        let found = self.gazetteer.find(name);
        let (areas, towns): (Vec<&Record<'_>>, Vec<&Record<'_>>) =
            found.iter().filter(|record| record.main).partition(|record| record.class.precision() < 4);
        if areas.is_empty() && self.area_before(&lists.grammar, text, next.span.start).is_some() {
            // A region abroad is known by its capital: "dans la région de Kayes".
            let country = only(towns.iter().map(|record| record.country));
            let area =
                |country: &str| Area { country: country.to_owned(), admin1: String::new(), admin2: String::new() };
            return country.map(area).into_iter().collect();
        }
        areas.into_iter().map(Area::of).collect()
    }

    /// Whether what stands between two places says that the first lies in the second: an opening bracket or comma, and
    /// prepositions, with or without the noun of the area.
    fn leads_into(&self, lists: &Lists, gap: &str, text: &str, span: Span) -> bool {
        let grammar = &lists.grammar;
        let gap = gap.trim();
        if matches!(gap, "(" | ",") {
            return true;
        }
        let words = lists.lexer.cut(text, span);
        let mark = |at: usize| matches!(words[at].key.as_str(), "," | "(");
        let begin = usize::from(!words.is_empty() && mark(0));
        let small = |word: &super::phrases::Word| {
            grammar.is_preposition(word)
                || grammar.determiners.contains(&word.key)
                || self.areas.contains_key(&word.key)
        };
        let led = words.get(begin).is_some_and(|word| {
            grammar.lies_in.contains(&word.key) || begin > 0 && grammar.prepositions.contains(&word.key)
        });
        led && words[begin..].iter().all(small)
    }

    /// Countries, regions and départements of the lists: id and coordinates.
    fn areas(&self, entities: &mut [Entity]) {
        for entity in entities.iter_mut().filter(|entity| entity.label == Label::Place && entity.geonames.is_none()) {
            let Some(country) = entity.country.as_deref() else { continue };
            let record = match entity.kind.as_deref() {
                Some("country" | "territory") => self.gazetteer.country(country),
                Some("region" | "department") => {
                    let found = self.gazetteer.find(entity.name.as_deref().unwrap_or_default());
                    let area = |record: &&Record<'_>| record.main && record.class.precision() < 4;
                    let own = |record: &&Record<'_>| record.country == country && record.class != Class::Country;
                    let first = found.iter().filter(area).find(own);
                    first.or_else(|| found.iter().filter(area).find(|r| r.class == Class::Country)).copied()
                }
                _ => None,
            };
            if let Some(record) = record {
                locate(entity, &record);
            }
        }
    }
}

impl<'a> Name<'a> {
    /// The area that a listed country, region or département is.
    fn area(&self, places: &'a Places) -> Option<Record<'a>> {
        let (country, kind) = self.listed.as_ref()?;
        let country = country.as_deref()?;
        match kind.as_str() {
            "region" | "department" => {
                let own = |r: &&Record<'_>| r.main && r.country == country && matches!(r.class.precision(), 2 | 3);
                self.candidates.iter().find(own).copied()
            }
            "country" | "territory" => places.gazetteer.country(country),
            _ => None,
        }
    }

    /// Whether the gazetteer may say which place it is: towns, and what is in no list.
    fn is_open(&self) -> bool {
        self.listed.as_ref().is_none_or(|(_, kind)| matches!(kind.as_str(), "city" | "capital"))
    }

    /// Whether no context is needed: an area behind it, or one large place of that name.
    fn is_plain(&self) -> bool {
        if !self.is_open() || self.listed.is_some() || !self.within.is_empty() {
            return true;
        }
        let Some(first) = self.candidates.first() else { return true };
        let next = self.candidates.get(1).map_or(0, |next| next.population);
        first.main && first.population >= KNOWN_BY_OTHERS && first.population / 20 >= next
    }

    /// The place that is meant.
    fn choose(&self, evidence: &Evidence) -> Option<Record<'a>> {
        if !self.is_open() {
            return None;
        }
        let inside = |record: &&Record<'a>| self.within.iter().any(|area| area.holds(record));
        let towns = || self.candidates.iter().filter(|record| self.listed.is_none() || record.class.precision() == 4);
        let settled: Vec<&Record<'a>> = towns().filter(inside).collect();
        let area = self.candidates.iter().find(|record| record.main && matches!(record.class.precision(), 2 | 3));
        if let Some(area) = area.filter(|area| self.article && settled.is_empty() && self.plausible(area, evidence)) {
            return Some(*area);
        }
        // The list's own country holds, unless the text puts the place elsewhere.
        let country = self.listed.as_ref().map(|(country, _)| country.as_deref());
        let own = |record: &&Record<'a>| country.is_none_or(|country| country == Some(record.country));
        let contained = !settled.is_empty();
        let pool: Vec<&Record<'a>> = if contained { settled } else { towns().filter(own).collect() };
        let mut scored: Vec<(f64, &Record<'a>)> = pool
            .into_iter()
            .filter(|record| contained || self.listed.is_some() || self.plausible(record, evidence))
            .map(|record| (self.score(record, evidence), record))
            .collect();
        scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let (best, record) = *scored.first()?;
        let clear = contained && self.listed.is_some() || scored.get(1).is_none_or(|(next, _)| best - next >= AHEAD);
        clear.then_some(*record)
    }

    /// The votes of its own mentions for the country that the lists give it.
    fn own(&self) -> Option<(&str, f64)> {
        let country = self.listed.as_ref()?.0.as_deref()?;
        Some((country, self.mentions.len() as f64))
    }

    fn score(&self, record: &Record<'_>, evidence: &Evidence) -> f64 {
        let name = if record.main { 1.0 } else { 0.0 };
        f64::from(record.population + 100).log10()
            + name
            + 3.0 * evidence.share(record.country, self.own())
            + evidence.near(record)
    }

    /// Whether a document that names these countries may mean this place without saying so.
    fn plausible(&self, record: &Record<'_>, evidence: &Evidence) -> bool {
        if matches!(record.class, Class::Region | Class::Department) {
            return evidence.share(record.country, self.own()) >= 0.5;
        }
        if evidence.countries.contains_key(record.country) {
            let least = if record.main { VILLAGE } else { KNOWN_BY_OTHERS };
            return record.population >= least || evidence.near(record) > 0.0;
        }
        record.main && (record.population >= KNOWN || !evidence.placed)
    }

    /// Where which town is not clear, the country is told that all which it may be lie in, or else that of the areas that
    /// the text puts it in.
    fn country_only(&self, evidence: &Evidence, entities: &mut [Entity]) {
        if self.listed.is_some() {
            return;
        }
        let plausible = self.candidates.iter().filter(|record| self.plausible(record, evidence));
        let areas = self.within.iter().map(|area| area.country.as_str()).filter(|country| !country.is_empty());
        let country = only(plausible.map(|record| record.country)).or_else(|| only(areas));
        for &index in self.mentions.iter().filter(|_| country.is_some()) {
            entities[index].country = country.map(str::to_owned);
        }
    }
}

/// What is known about a place goes to an entity. What the lists say about its name stays, unless the text puts it in
/// another country.
fn fill(entity: &mut Entity, record: &Record<'_>, listed: Option<&(Option<String>, String)>) {
    let kept = listed.is_some_and(|(country, _)| country.as_deref() == Some(record.country));
    if !kept {
        entity.kind = Some(record.class.kind().to_owned());
        entity.country = Some(record.country.to_owned());
        // A foreign place keeps the name that the text has for it, unless that is written in capitals.
        let shouted = |name: &String| record.main && !name.contains(char::is_lowercase);
        if !record.admin2.is_empty() || entity.name.as_ref().is_none_or(shouted) {
            entity.name = Some(record.name.to_owned());
        }
        entity.precision = Some(record.class.precision());
    }
    locate(entity, record);
}

fn locate(entity: &mut Entity, record: &Record<'_>) {
    entity.geonames = (record.geonames != 0).then(|| record.geonames.to_string());
    (entity.lat, entity.lon) = record.point.unzip();
}

/// The last word of a text, with nothing but a space or an apostrophe behind it.
fn last_word(before: &str) -> Option<&str> {
    let word = before.trim_end_matches(|c: char| c.is_whitespace() || crate::text::is_apostrophe(c));
    let gap = before.len() - word.len();
    word.rsplit(|c: char| !c.is_alphabetic()).next().filter(|word| (1..=4).contains(&gap) && !word.is_empty())
}

/// A place inside a town lies in the country of the towns and départements of the document, if that is one.
fn surround(entities: &mut [Entity]) {
    let near = |entity: &&Entity| entity.label == Label::Place && matches!(entity.precision, Some(3 | 4));
    let mut countries = entities.iter().filter(near).filter_map(|entity| entity.country.clone());
    let Some(country) = countries.next() else { return };
    if !countries.all(|other| other == country) {
        return;
    }
    for entity in entities.iter_mut() {
        if entity.label == Label::Place && entity.precision == Some(INSIDE_TOWN) && entity.country.is_none() {
            entity.country = Some(country.clone());
        }
    }
}

/// The code of a second-level division in brackets right behind a place: " (88)".
fn bracketed_code(behind: &str) -> Option<&str> {
    let rest = behind.trim_start().strip_prefix('(')?;
    let code = &rest[..rest.bytes().take(4).position(|byte| byte == b')')?];
    let plain = code.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    (plain && code.len() >= 2 && code.starts_with(|c: char| c.is_ascii_digit())).then_some(code)
}
