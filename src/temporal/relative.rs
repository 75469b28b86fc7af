//! Shifts: a number of units before or after an anchor.

use jiff::civil::{Date, Time};

use super::amount::{Unit, number};
use super::calendar::{day_shift, monday, month_shift};
use super::dates::{NOTHING, int};
use super::narrative::Want;
use super::refine::Found;
use super::resolve::{Resolved, Resolver, week};
use super::value::Value;
use crate::document::Anchor;

/// A number of units before or after an anchor; without a number the unit itself, last, this or next.
pub(super) fn relative(resolver: &Resolver, one: &Found) -> Resolved {
    let (fields, span) = (&one.candidate.fields, one.candidate.span);
    let unit = fields.get("unit").and_then(|unit| Unit::parse(unit));
    let (Some(unit), Some(shift)) = (unit, int(fields, "shift")) else { return NOTHING };
    let narrative = fields.get("anchor").is_some_and(|anchor| anchor == "narrative");
    let want = match shift {
        n if n > 0 => Want::After,
        0 => Want::Same,
        _ => Want::Before,
    };
    let anchored = match narrative {
        true if matches!(unit.letter, 'Y') => resolver.narrative_year(span).and_then(|(anchor, year)| {
            let same = resolver.narrative(span, want, |_| true).filter(|(_, day)| day.year() == year);
            Some((anchor, same.map_or(Date::new(year, 1, 1).ok()?, |(_, day)| day)))
        }),
        true => {
            let fits = |day| {
                let count = fields.get("number").map_or(Some(1.0), |number_of| number(number_of)).unwrap_or(0.0) as i64;
                let reached = match unit.letter {
                    'D' => count.checked_mul(shift).and_then(|days| day_shift(day, days)),
                    'M' => i32::try_from(count.saturating_mul(shift)).ok().and_then(|months| month_shift(day, months)),
                    _ => Some(day),
                };
                reached.is_none_or(|reached| resolver.today().is_none_or(|today| reached <= today))
            };
            match (unit.letter, unit.clock) {
                ('M' | 'Q', false) => resolver.narrative_start(span, want, fits),
                _ => resolver.narrative(span, want, fits),
            }
        }
        false => resolver.today().map(|today| (Anchor::Published, today)),
    };
    let Some((anchor, from)) = anchored else { return NOTHING };
    let count = match fields.get("number") {
        Some(text) if text.eq_ignore_ascii_case("x") => {
            let word = if shift < 0 { "PAST_REF" } else { "FUTURE_REF" };
            return (Some(Value::Text(word.to_owned())), Some(anchor));
        }
        Some(text) => number(text),
        None => Some(1.0),
    };
    let Some(count) = count.map(|count| count * unit.count * shift as f64).filter(|count| count.abs() < 1e7) else {
        return NOTHING;
    };
    let counted = fields.contains_key("number");
    if narrative && counted && anchor == Anchor::Published && shift > 0 {
        // "Deux jours plus tard", and the text has named no day: it is not the day of publication that is meant.
        return NOTHING;
    }
    let whole = count.round() as i64;
    if let Some(unit_b) = fields.get("unit_b").and_then(|unit| Unit::parse(unit)) {
        // "Il y a un an et deux mois": the finer unit is the one that counts.
        let count_b = fields.get("number_b").and_then(|count| number(count)).unwrap_or(0.0);
        let value = both(from, (unit, whole), (unit_b, (count_b * unit_b.count) as i64 * shift.signum()));
        return (value, Some(anchor));
    }
    let value = match (unit.letter, unit.clock) {
        ('D', _) => day_shift(from, whole).map(Value::Day),
        ('W', _) if counted => day_shift(from, 7 * whole).map(Value::Day),
        ('W', _) => day_shift(from, 7 * whole).and_then(week),
        ('E', _) => day_shift(from, 7 * whole).and_then(monday).map(Value::Weekend),
        ('M', false) if unit.count == 6.0 && !counted => half_year(from, shift as i32),
        ('M', false) => month_shift(from, whole as i32).map(|day| Value::Month(day.year(), day.month())),
        ('Q', _) => month_shift(from, 3 * whole as i32).map(|day| Value::Quarter(day.year(), (day.month() + 2) / 3)),
        ('Y', _) if unit.count == 10.0 && !counted => Some(Value::Decade(from.year() / 10 + shift as i16)),
        ('Y', _) if unit.count == 100.0 && !counted => Some(Value::Century(from.year() / 100 + shift as i16)),
        ('Y', _) => month_shift(from, (12 * whole) as i32).map(|day| Value::Year(day.year())),
        (letter, true) if narrative => return hours_told(resolver, anchor, from, count, letter),
        (letter, true) => return (hours(resolver, from, count, letter), Some(anchor)),
        _ => None,
    };
    (value, Some(anchor))
}

/// A number of units, and of smaller units on top.
fn both(from: Date, (unit, count): (Unit, i64), (finer, more): (Unit, i64)) -> Option<Value> {
    let shifted = |day: Date, unit: Unit, count: i64| match (unit.letter, unit.clock) {
        ('D', _) => day_shift(day, count),
        ('W', _) => day_shift(day, count.checked_mul(7)?),
        ('M', false) => month_shift(day, i32::try_from(count).ok()?),
        ('Y', _) => month_shift(day, i32::try_from(count.checked_mul(12)?).ok()?),
        _ => None,
    };
    let day = shifted(shifted(from, unit, count)?, finer, more)?;
    Some(if finer.letter == 'M' { Value::Month(day.year(), day.month()) } else { Value::Day(day) })
}

fn half_year(from: Date, shift: i32) -> Option<Value> {
    let day = month_shift(from, 6 * shift)?;
    Some(Value::Half(day.year(), if day.month() > 6 { 2 } else { 1 }))
}

/// Hours, minutes and seconds from the hour that the text told last; its day where it told none.
fn hours_told(resolver: &Resolver, anchor: Anchor, from: Date, count: f64, letter: char) -> Resolved {
    let Some((index, day, time, offset)) = resolver.hour_told() else {
        return (Some(Value::Text(format!("{from}TXX:XX"))).filter(|_| count.abs() < 12.0), Some(anchor));
    };
    let moment = later(day, time, count, letter);
    let clock = moment.map(|(day, time)| Value::Clock(Some(day), time, offset, letter == 'S'));
    (clock, Some(Anchor::Time(index)))
}

/// Hours, minutes and seconds from the moment of publication.
fn hours(resolver: &Resolver, from: Date, count: f64, letter: char) -> Option<Value> {
    let Some(time) = resolver.published.and_then(|published| published.time) else {
        return Some(Value::Text(format!("{from}TXX:XX"))).filter(|_| count.abs() < 12.0);
    };
    let (day, clock) = later(from, time, count, letter)?;
    Some(Value::Clock(Some(day), clock, None, letter == 'S'))
}

/// The moment so many hours, minutes or seconds after another, or before it.
fn later(day: Date, time: Time, count: f64, letter: char) -> Option<(Date, Time)> {
    let unit = match letter {
        'H' => 3600.0,
        'M' => 60.0,
        _ => 1.0,
    };
    let span = jiff::Span::new().try_seconds((count * unit) as i64).ok()?;
    let moment = day.to_datetime(time).checked_add(span).ok()?;
    Some((moment.date(), Time::new(moment.hour(), moment.minute(), moment.second(), 0).ok()?))
}
