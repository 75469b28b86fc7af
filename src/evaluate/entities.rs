//! Entities, the countries they are linked to, and demonyms.

use super::sheet::{Sheet, described};
use super::spans::{Counts, Pairs, overlap, pair};
use crate::document::Label;
use crate::record::{DemonymRecord, EntityRecord};

/// The entities that count.
#[derive(Clone, Copy)]
pub(super) struct Choice<'a> {
    pub(super) labels: &'a [Label],
    /// Only those with a capital letter.
    pub(super) capitals: bool,
}

/// `strict` is span and label, `overlap` one shared code point and label; over all chosen labels, then by label.
pub(super) fn score(gold: &[EntityRecord], found: &[EntityRecord], choice: Choice, sheet: &mut Sheet) {
    let (gold, found) = (chosen(gold, choice), chosen(found, choice));
    for (name, pairs) in [("strict", strict(&gold, &found)), ("overlap", overlapping(&gold, &found))] {
        sheet.counts(name, pairs.counts());
        for label in choice.labels {
            let of_label = |entity: &&EntityRecord| entity.label == label.as_str();
            sheet.label_counts(
                name,
                *label,
                Counts {
                    gold: gold.iter().filter(|entity| of_label(entity)).count(),
                    found: found.iter().filter(|entity| of_label(entity)).count(),
                    right: pairs.both.iter().filter(|(i, _)| of_label(&gold[*i])).count(),
                },
            );
        }
    }
    let touching = pair(&gold, &found, overlap);
    sheet.mistakes(&touching, &gold, &found, |entity| described(&[Some(&entity.label)], entity), is_strict);
}

/// `country`, of the strictly found entities that have one in the gold. No score where the gold has none.
pub(super) fn score_links(gold: &[EntityRecord], found: &[EntityRecord], choice: Choice, sheet: &mut Sheet) {
    if gold.iter().all(|entity| entity.country.is_none()) {
        return;
    }
    let (gold, found) = (chosen(gold, choice), chosen(found, choice));
    let mut both = strict(&gold, &found).both;
    both.retain(|(i, _)| gold[*i].country.is_some());
    sheet.share("country", both.iter().map(|(i, j)| credit(gold[*i].country == found[*j].country)));
    let describe = |entity: &&EntityRecord| described(&[entity.country.as_deref()], entity);
    let same = |gold: &&EntityRecord, found: &&EntityRecord| gold.country == found.country;
    sheet.mistakes(&Pairs { both, ..Pairs::default() }, &gold, &found, describe, same);
}

/// `exact` is span and country, `span` the span alone.
pub(super) fn score_demonyms(gold: &[DemonymRecord], found: &[DemonymRecord], sheet: &mut Sheet) {
    let same_span = |gold: &DemonymRecord, found: &DemonymRecord| (gold.start, gold.end) == (found.start, found.end);
    let same = |gold: &DemonymRecord, found: &DemonymRecord| same_span(gold, found) && gold.country == found.country;
    sheet.counts("exact", pair(gold, found, |gold, found| same(gold, found).then_some(())).counts());
    sheet.counts("span", pair(gold, found, |gold, found| same_span(gold, found).then_some(())).counts());
    let describe = |demonym: &DemonymRecord| described(&[Some(&demonym.country)], demonym);
    sheet.mistakes(&pair(gold, found, overlap), gold, found, describe, same);
}

/// What a pair gets for an attribute that is right or wrong.
pub(super) fn credit(right: bool) -> f64 {
    f64::from(u8::from(right))
}

fn chosen<'a>(entities: &'a [EntityRecord], choice: Choice) -> Vec<&'a EntityRecord> {
    let counts = |entity: &&EntityRecord| {
        choice.labels.iter().any(|label| label.as_str() == entity.label)
            && (!choice.capitals || entity.text.contains(char::is_uppercase))
    };
    entities.iter().filter(counts).collect()
}

fn is_strict(gold: &&EntityRecord, found: &&EntityRecord) -> bool {
    (gold.start, gold.end, &gold.label) == (found.start, found.end, &found.label)
}

fn strict(gold: &[&EntityRecord], found: &[&EntityRecord]) -> Pairs {
    pair(gold, found, |gold, found| is_strict(gold, found).then_some(()))
}

fn overlapping(gold: &[&EntityRecord], found: &[&EntityRecord]) -> Pairs {
    pair(gold, found, |gold, found| overlap(gold, found).filter(|_| gold.label == found.label))
}
