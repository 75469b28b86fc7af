use super::lists::Lists;
use crate::document::{Analysis, Document, Label};

/// So many mentions of countries, from the beginning of the text, say what a document is about.
const LOOKED_AT: usize = 200;

/// The one country that a document is about, if it is clear.
///
/// Its places and demonyms are counted. The country must be named at least twice, and twice as often as the next
/// one; a lead that begins with it counts for something: then more often than the next one is enough.
pub(super) fn country_in_focus(lists: &Lists, document: &Document, analysis: &Analysis) -> Option<String> {
    let places = analysis.entities.iter().take(LOOKED_AT).filter(|entity| entity.label == Label::Place);
    let mut mentions: Vec<(usize, String)> = places
        .filter_map(|entity| {
            let listed = || lists.names.place(entity.span.of(&document.text), &lists.grammar)?.country.clone();
            Some((entity.span.start, entity.country.clone().or_else(listed)?))
        })
        .collect();
    mentions
        .extend(analysis.demonyms.iter().take(LOOKED_AT).map(|demonym| (demonym.span.start, demonym.country.clone())));
    mentions.sort();
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for (_, country) in &mentions {
        match counts.iter_mut().find(|(other, _)| other == country) {
            Some((_, count)) => *count += 1,
            None => counts.push((country, 1)),
        }
    }
    let &(country, count) = counts.iter().max_by_key(|(_, count)| *count)?;
    let next = counts.iter().filter(|(other, _)| *other != country).map(|(_, count)| *count).max().unwrap_or(0);
    let leads = mentions.first().is_some_and(|(_, first)| first == country);
    let clear = count >= 2 && (count >= 2 * next || leads && count > next);
    clear.then(|| country.to_owned())
}
