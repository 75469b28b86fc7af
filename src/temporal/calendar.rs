//! Calendar arithmetic that needs no text: weekdays, months, movable feasts.

use jiff::Span;
use jiff::civil::{Date, Weekday, date};

/// Which way an incomplete date lies from its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Past,
    Future,
    Nearest,
}

/// `day` moved by a number of days.
pub(super) fn day_shift(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// `day` moved by a number of months, cut to the length of the month reached.
pub(super) fn month_shift(day: Date, months: i32) -> Option<Date> {
    day.checked_add(Span::new().try_months(months).ok()?).ok()
}

/// The last day of the month of `day`.
pub(super) fn last_of_month(day: Date) -> Date {
    day.last_of_month()
}

/// The Monday of the week of `day`.
pub(super) fn monday(day: Date) -> Option<Date> {
    day_shift(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

/// The day of a weekday (1 is Monday) that lies in that direction; the anchor's own day counts both ways.
pub(super) fn weekday(anchor: Date, wanted: i8, direction: Direction) -> Option<Date> {
    let wanted = Weekday::from_monday_one_offset(wanted).ok()?;
    let ahead = i64::from(anchor.weekday().until(wanted));
    let days = match direction {
        Direction::Future => ahead,
        Direction::Past if ahead == 0 => 0,
        Direction::Past => ahead - 7,
        Direction::Nearest if ahead > 3 => ahead - 7,
        Direction::Nearest => ahead,
    };
    day_shift(anchor, days)
}

/// The candidate that lies in that direction: of past ones the latest, of coming ones the earliest.
pub(super) fn choose(anchor: Date, candidates: impl IntoIterator<Item = Date>, direction: Direction) -> Option<Date> {
    let distance = |day: &Date| (*day - anchor).get_days();
    let candidates: Vec<Date> = candidates.into_iter().collect();
    let side = |day: &&Date| match direction {
        Direction::Past => distance(day) <= 0,
        Direction::Future => distance(day) >= 0,
        Direction::Nearest => true,
    };
    let best = |days: &mut dyn Iterator<Item = &Date>| days.min_by_key(|day| distance(day).abs()).copied();
    best(&mut candidates.iter().filter(side)).or_else(|| best(&mut candidates.iter()))
}

/// Easter Sunday by the Gregorian computus.
pub(super) fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

/// A day of the French Republican calendar, years I to XIV.
pub(super) fn republican(year: i64, month: i64, day: i64) -> Option<Date> {
    let valid = (1..=14).contains(&year) && (1..=13).contains(&month) && (1..=30).contains(&day);
    let days = 365 * (year - 1) + year / 4 + 30 * (month - 1) + day - 1;
    valid.then(|| day_shift(date(1792, 9, 22), days)).flatten()
}

/// The nth weekday at or after a day.
pub(super) fn nth_weekday(from: Date, wanted: i8, nth: i64) -> Option<Date> {
    day_shift(weekday(from, wanted, Direction::Future)?, 7 * (nth - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_lie_where_the_direction_says() {
        let wednesday = date(2023, 9, 20);
        for (wanted, direction, day) in [
            (4, Direction::Nearest, date(2023, 9, 21)),
            (4, Direction::Past, date(2023, 9, 14)),
            (4, Direction::Future, date(2023, 9, 21)),
            (3, Direction::Past, wednesday),
            (3, Direction::Future, wednesday),
            (6, Direction::Nearest, date(2023, 9, 23)),
            (7, Direction::Nearest, date(2023, 9, 17)),
        ] {
            assert_eq!(weekday(wednesday, wanted, direction), Some(day), "{wanted} {direction:?}");
        }
    }

    #[test]
    fn movable_feasts_and_the_republic() {
        assert_eq!(easter(2022), Some(date(2022, 4, 17)));
        assert_eq!(easter(1999), Some(date(1999, 4, 4)));
        assert_eq!(easter(2024), Some(date(2024, 3, 31)));
        assert_eq!(republican(8, 2, 18), Some(date(1799, 11, 9)));
        assert_eq!(republican(2, 11, 9), Some(date(1794, 7, 27)));
        assert_eq!(republican(15, 1, 1), None);
    }
}
