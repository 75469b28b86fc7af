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
    sheet.counts("value_lenient", pairs.counts_where(|i, j| means_the_same(&gold[i], &found[j])));
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

/// Equal values, or values that mean the same days, a finer day inside the gold's, the same clock without its zone, or the same
/// length in other units.
fn means_the_same(gold: &TimeRecord, found: &TimeRecord) -> bool {
    let (Some(value), Some(other)) = (gold.value.as_deref(), found.value.as_deref()) else {
        return gold.value == found.value;
    };
    if value == other || clock(value).is_some_and(|clock_| clock(other) == Some(clock_)) {
        return true;
    }
    if let (Some(length), Some(other)) = (length(value), length(other)) {
        return length == other;
    }
    // Clock times are compared as such: an hour lies inside its day, but is not the day.
    let days = |time: &TimeRecord| Some((time.date_start.clone()?, time.date_end.clone()?));
    match (days(gold), days(found)) {
        (Some(gold), Some(found)) if clock(value).is_none() && clock(other).is_none() => {
            gold.0 <= found.0 && found.1 <= gold.1
        }
        _ => false,
    }
}

/// The date and clock time of a value, without zone and seconds of zero.
fn clock(value: &str) -> Option<(&str, &str)> {
    let (day, time) = value.split_once('T').filter(|(day, _)| !day.starts_with('P'))?;
    let time = &time[..time.find(['Z', '+', '-']).unwrap_or(time.len())];
    let time = time.strip_suffix(":00").filter(|time| time.contains(':')).unwrap_or(time);
    time.starts_with(|c: char| c.is_ascii_digit()).then_some((day, time))
}

/// A duration in months and in seconds.
fn length(value: &str) -> Option<(f64, f64)> {
    let (days, hours) = value.strip_prefix('P').map(|rest| rest.split_once('T').unwrap_or((rest, "")))?;
    let (mut months, mut seconds) = (0.0, 0.0);
    for (part, is_clock) in [(days, false), (hours, true)] {
        let mut rest = part;
        while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
            let count: f64 = rest[..at].parse().ok()?;
            match (rest.as_bytes()[at], is_clock) {
                (b'Y', false) => months += 12.0 * count,
                (b'Q', false) => months += 3.0 * count,
                (b'M', false) => months += count,
                (b'W', false) => seconds += 7.0 * 86_400.0 * count,
                (b'D', false) => seconds += 86_400.0 * count,
                (b'H', true) => seconds += 3_600.0 * count,
                (b'M', true) => seconds += 60.0 * count,
                (b'S', true) => seconds += count,
                _ => return None,
            }
            rest = &rest[at + 1..];
        }
        if !rest.is_empty() {
            return None;
        }
    }
    Some((months, seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(value: &str, days: &str) -> TimeRecord {
        let (start, end) = days.split_once(' ').map_or((None, None), |(start, end)| (Some(start), Some(end)));
        serde_json::from_value(serde_json::json!({
            "id": "", "type": "DATE", "start": 0, "end": 1, "text": "x", "value": value, "mod": null, "quant": null, "freq": null,
            "date_start": start, "date_end": end, "utc": null, "utc_offset": null, "bound": null, "begin": null, "end_time": null,
            "anchor": null, "found_by": ""
        }))
        .unwrap()
    }

    #[test]
    fn what_means_the_same() {
        let month = "2023-09-01 2023-09-30";
        let cases = [
            ("2023-09", month, "2023-09", month, true),
            ("2023-09", month, "2023-09-12", "2023-09-12 2023-09-12", true),
            ("2023-09-12", "2023-09-12 2023-09-12", "2023-09", month, false),
            ("2023-W37", "2023-09-11 2023-09-17", "2023-09-11/2023-09-17", "2023-09-11 2023-09-17", true),
            ("2023-09", month, "2023-10", "2023-10-01 2023-10-31", false),
            ("2023-09-20T09:00Z", "2023-09-20 2023-09-20", "2023-09-20T09:00", "2023-09-20 2023-09-20", true),
            ("2023-09-20T09:00+02:00", "", "2023-09-20T09:00:00Z", "", true),
            ("2023-09-20T09:00", "", "2023-09-20T10:00", "", false),
            ("2023-09-20", "2023-09-20 2023-09-20", "2023-09-20T10:00", "2023-09-20 2023-09-20", false),
            ("P1W", "", "P7D", "", true),
            ("P1Y", "", "P12M", "", true),
            ("PT24H", "", "P1D", "", true),
            ("P1M", "", "PT1M", "", false),
            ("P1M", "", "P30D", "", false),
            ("PXD", "", "PXM", "", false),
            ("P", "", "2023", "2023-01-01 2023-12-31", false),
            ("PRESENT_REF", "", "PAST_REF", "", false),
            ("2023é", "", "P1é", "", false),
        ];
        for (gold, gold_days, found, found_days, expected) in cases {
            let right = means_the_same(&time(gold, gold_days), &time(found, found_days));
            assert_eq!(right, expected, "{gold} {found}");
        }
    }
}
