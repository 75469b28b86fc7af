//! Entities, the countries they are linked to, and demonyms.

use super::sheet::{Sheet, described};
use super::spans::{Counts, Located, Pairs, b_cubed, overlap, pair};
use crate::document::Label;
use crate::record::{DemonymRecord, EntityRecord};

/// The entities that count.
#[derive(Clone, Copy)]
pub(super) struct Choice<'a> {
    pub(super) labels: &'a [Label],
    /// Only those with a capital letter.
    pub(super) capitals: bool,
}

/// The four schemes of SemEval 2013 and nervaluate: `strict` is span and label, `exact` the span, `partial` the span or half of it
/// where it overlaps, `type` one shared code point and label; over all chosen labels, then by label.
pub(super) fn score(gold: &[EntityRecord], found: &[EntityRecord], choice: Choice, sheet: &mut Sheet) {
    let (gold, found) = (chosen(gold, choice), chosen(found, choice));
    // Of a label, only its entities count on either side.
    let of = |label: &Label| {
        let of_label = |entity: &&&EntityRecord| entity.label == label.as_str();
        let gold: Vec<&EntityRecord> = gold.iter().filter(of_label).copied().collect();
        let found: Vec<&EntityRecord> = found.iter().filter(of_label).copied().collect();
        schemes(&gold, &found)
    };
    let by_label: Vec<(Label, [(&str, Counts); 4])> = choice.labels.iter().map(|label| (*label, of(label))).collect();
    for (at, (name, counts)) in schemes(&gold, &found).into_iter().enumerate() {
        sheet.counts(name, counts);
        for (label, schemes) in &by_label {
            sheet.label_counts(name, *label, schemes[at].1);
        }
    }
    let touching = pair(&gold, &found, overlap);
    sheet.mistakes(&touching, &gold, &found, |entity| described(&[Some(&entity.label)], entity), is_strict);
}

/// The counts of each scheme.
fn schemes(gold: &[&EntityRecord], found: &[&EntityRecord]) -> [(&'static str, Counts); 4] {
    let same = |gold: &EntityRecord, found: &EntityRecord| gold.range() == found.range();
    let any = pair(gold, found, |gold, found| Some((same(gold, found), overlap(gold, found)?)));
    let exact = any.counts_where(|i, j| same(gold[i], found[j]));
    // What overlaps and is not exact counts half.
    let partial = Counts { right: (any.both.len() as f64 + exact.right) / 2.0, ..exact };
    [
        ("strict", strict(gold, found).counts()),
        ("exact", exact),
        ("partial", partial),
        ("type", overlapping(gold, found).counts()),
    ]
}

/// Over the strictly found entities: `country`, where gold or record has one; `place`, of the places that have a country in
/// the gold; `sectors` as the mean overlap, where gold or record has any; B³ of the clusters, of those that the gold puts in
/// one. No score where the gold knows no country.
pub(super) fn score_links(gold: &[EntityRecord], found: &[EntityRecord], choice: Choice, sheet: &mut Sheet) {
    if gold.iter().all(|entity| entity.country.is_none()) {
        return;
    }
    let (gold, found) = (chosen(gold, choice), chosen(found, choice));
    let both = strict(&gold, &found).both;
    let pairs = || both.iter().map(|(i, j)| (gold[*i], found[*j]));
    let countries = pairs().filter(|(gold, found)| gold.country.is_some() || found.country.is_some());
    sheet.share("country", countries.map(|(gold, found)| credit(gold.country == found.country)));
    let places = pairs().filter(|(gold, _)| gold.label == Label::Place.as_str() && gold.country.is_some());
    sheet.share("place", places.map(|(gold, found)| credit(same_place(gold, found))));
    let sectors = pairs().filter(|(gold, found)| !gold.sectors.is_empty() || !found.sectors.is_empty());
    sheet.share("sectors", sectors.map(|(gold, found)| jaccard(&gold.sectors, &found.sectors)));
    let clusters = pairs().filter_map(|(gold, found)| Some((gold.cluster.as_deref()?, found.cluster.as_deref())));
    let clusters = b_cubed(clusters);
    sheet.share("b3_precision", clusters.iter().map(|(precision, _)| *precision));
    sheet.share("b3_recall", clusters.iter().map(|(_, recall)| *recall));
    let describe = |entity: &&EntityRecord| {
        let name = entity.name.as_deref().filter(|name| *name != entity.text);
        let precision = entity.precision.map(|precision| precision.to_string());
        described(&[entity.country.as_deref(), precision.as_deref(), entity.geonames.as_deref(), name], entity)
    };
    let same = |gold: &&EntityRecord, found: &&EntityRecord| {
        gold.country == found.country && (gold.country.is_none() || gold.precision.is_none() || same_place(gold, found))
    };
    sheet.mistakes(&Pairs { both, ..Pairs::default() }, &gold, &found, describe, same);
}

/// Whether two entities are one place: the same country, as fine, and with the same GeoNames id, or with the same name
/// where the gold has no id.
fn same_place(gold: &EntityRecord, found: &EntityRecord) -> bool {
    let named = || gold.name.as_deref().map(str::to_lowercase) == found.name.as_deref().map(str::to_lowercase);
    let identified = match &gold.geonames {
        Some(id) => found.geonames.as_ref() == Some(id),
        None => named(),
    };
    gold.country == found.country && gold.precision == found.precision && identified
}

/// The share of two lists that is in both.
fn jaccard(gold: &[String], found: &[String]) -> f64 {
    let shared = gold.iter().filter(|sector| found.contains(sector)).count();
    shared as f64 / (gold.len() + found.len() - shared).max(1) as f64
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
