use std::collections::HashSet;

use super::lists::Lists;
use super::phrases::key;
use crate::document::{Analysis, Document, Label};

/// So many mentions of countries, from the beginning of the text, say what a document is about.
const LOOKED_AT: usize = 200;

/// The one country that a document is about, if it is clear.
///
/// Its places and demonyms are counted. The country must be named at least twice, and twice as often as the next one; a
/// lead that begins with it counts for something: then more often than the next one is enough. Where there are neither
/// places nor demonyms, it is that of all institutions.
pub(super) fn country_in_focus(lists: &Lists, document: &Document, analysis: &Analysis) -> Option<String> {
    let mut counts = counts(lists, document, analysis, false);
    // A single town may be where they go to; a single institution is at home.
    let institutions = counts.is_empty();
    if institutions {
        counts = self::counts(lists, document, analysis, true);
    }
    let (country, count, first) = counts.iter().max_by_key(|(_, count, _)| *count)?;
    let next = counts.iter().filter(|(other, ..)| other != country).map(|(_, count, _)| *count).max().unwrap_or(0);
    let leads = counts.iter().all(|(_, _, other)| first <= other);
    let clear = institutions && next == 0 || *count >= 2 && (*count >= 2 * next || leads && *count > next);
    clear.then(|| country.clone())
}

/// The country in which the places of a document lie that no list has: two different names, words or institutions point
/// to it, and to no other country half as many mentions.
pub(super) fn country_of_places(lists: &Lists, document: &Document, analysis: &Analysis) -> Option<String> {
    let counts = counts(lists, document, analysis, true);
    let (country, count, _) = counts.iter().max_by_key(|(_, count, _)| *count)?;
    let all: usize = counts.iter().map(|(_, count, _)| *count).sum();
    let clear = *count >= 2 && 3 * (all - count) <= all;
    clear.then(|| country.clone())
}

/// The countries that a document names, how often, and where first. `apart`: each word or name once, organisations too.
fn counts(lists: &Lists, document: &Document, analysis: &Analysis, apart: bool) -> Vec<(String, usize, usize)> {
    let text = &document.text;
    let counted = |label: Label| label == Label::Place || apart && label == Label::Organisation;
    let entities = analysis.entities.iter().take(LOOKED_AT).filter(|entity| counted(entity.label));
    let mut mentions: Vec<(usize, String, String)> = entities
        .filter_map(|entity| {
            let listed = || lists.names.place(entity.span.of(text), &lists.grammar)?.country.clone();
            let name = key(entity.name.as_deref().unwrap_or_else(|| entity.span.of(text)));
            Some((entity.span.start, entity.country.clone().or_else(listed)?, name))
        })
        .collect();
    let demonyms = analysis.demonyms.iter().take(LOOKED_AT);
    mentions.extend(demonyms.map(|demonym| (demonym.span.start, demonym.country.clone(), key(demonym.span.of(text)))));
    mentions.sort();
    let mut seen = HashSet::new();
    let mut counts: Vec<(String, usize, usize)> = Vec::new();
    for (start, country, name) in mentions {
        if apart && !seen.insert(name) {
            continue;
        }
        match counts.iter_mut().find(|(other, ..)| *other == country) {
            Some((_, count, _)) => *count += 1,
            None => counts.push((country, 1, start)),
        }
    }
    counts
}
