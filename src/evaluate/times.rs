//! Time expressions: where they stand, and what they mean.

use super::entities::credit;
use super::sheet::{Sheet, described};
use super::spans::{overlap, pair};
use crate::record::TimeRecord;

pub(super) fn score(gold: &[TimeRecord], found: &[TimeRecord], sheet: &mut Sheet) {
    let same_span = |gold: &TimeRecord, found: &TimeRecord| (gold.start, gold.end) == (found.start, found.end);
    let pairs = pair(gold, found, overlap);
    let both = || pairs.both.iter().map(|(i, j)| (&gold[*i], &found[*j]));

    sheet.counts("span_exact", pair(gold, found, |gold, found| same_span(gold, found).then_some(())).counts());
    sheet.counts("span_overlap", pairs.counts());
    sheet.counts("value", pairs.counts_where(|i, j| gold[i].value == found[j].value));
    sheet.share("type", both().map(|(gold, found)| credit(gold.r#type == found.r#type)));
    // Nearly all expressions have no bound: those would hide the few that have.
    let bounded = both().filter(|(gold, found)| gold.bound.is_some() || found.bound.is_some());
    sheet.share("bound", bounded.map(|(gold, found)| credit(gold.bound == found.bound)));

    let describe = |time: &TimeRecord| {
        described(&[Some(&time.r#type), time.value.as_deref().or(Some("-")), time.bound.as_deref()], time)
    };
    sheet.mistakes(&pairs, gold, found, describe, |gold, found| {
        same_span(gold, found)
            && (&gold.r#type, &gold.value, &gold.bound) == (&found.r#type, &found.value, &found.bound)
    });
}
