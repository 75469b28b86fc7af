//! Statements: what was said, and by whom.

use std::ops::Range;

use super::entities::credit;
use super::sheet::{Sheet, described};
use super::spans::{Located, overlap, pair, shared};
use crate::record::StatementRecord;

pub(super) fn score(gold: &[StatementRecord], found: &[StatementRecord], sheet: &mut Sheet) {
    let same_span =
        |gold: &StatementRecord, found: &StatementRecord| (gold.start, gold.end) == (found.start, found.end);
    let pairs = pair(gold, found, half);
    let both = || pairs.both.iter().map(|(i, j)| (&gold[*i], &found[*j]));

    sheet.counts("detection", pairs.counts());
    sheet.counts("span_exact", pair(gold, found, |gold, found| same_span(gold, found).then_some(())).counts());
    sheet.counts("sourced", pairs.counts_where(|i, j| same_source(&gold[i], &found[j])));
    sheet.share("kind", both().map(|(gold, found)| credit(gold.kind == found.kind)));
    sheet.share("source", both().map(|(gold, found)| credit(same_source(gold, found))));

    let describe = |item: &StatementRecord| {
        let source = item.source.as_deref().map(|source| format!("by `{source}`"));
        described(&[Some(&item.kind), source.as_deref()], item)
    };
    sheet.mistakes(&pairs, gold, found, describe, |gold, found| {
        same_span(gold, found) && gold.kind == found.kind && same_source(gold, found)
    });
}

/// What two contents share, if it is at least half of each.
fn half(gold: &StatementRecord, found: &StatementRecord) -> Option<usize> {
    let longer = gold.range().len().max(found.range().len());
    overlap(gold, found).filter(|shared| shared * 2 >= longer)
}

/// Whether the words of the two sources overlap; no source is right where the gold has none.
fn same_source(gold: &StatementRecord, found: &StatementRecord) -> bool {
    match (source(gold), source(found)) {
        (Some(gold), Some(found)) => shared(&gold, &found) > 0,
        (gold, found) => gold.is_none() && found.is_none(),
    }
}

fn source(statement: &StatementRecord) -> Option<Range<usize>> {
    Some(statement.source_start?..statement.source_end?)
}
