//! Values on the calendar, from a century to an instant: their TIMEX3 text and their days.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use super::calendar::{last_of_month, month_shift};

/// A value that a time expression resolves to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// The number of the century less one: 19 for the twentieth.
    Century(i16),
    /// The first three digits.
    Decade(i16),
    Year(i16),
    /// A year before our era, as it is written.
    BeforeEra(i64),
    /// Year and 1 or 2.
    Half(i16, i8),
    /// Year and 1 to 4.
    Quarter(i16, i8),
    /// Year and TIMEX3's code; a winter carries the year it begins in.
    Season(i16, String),
    Month(i16, i8),
    /// The Monday.
    Week(Date),
    /// The Monday before.
    Weekend(Date),
    Day(Date),
    /// A day and TIMEX3's code of its part.
    Part(Date, String),
    /// An hour of the clock, on a day and in a zone where they are known.
    Clock(Option<Date>, Time, Option<Offset>, bool),
    /// A value that lies nowhere on the calendar.
    Text(String),
}

impl Value {
    /// TIMEX3's text.
    pub(super) fn text(&self) -> String {
        match self {
            Value::Century(c) => format!("{c:02}"),
            Value::Decade(d) => format!("{d:03}"),
            Value::Year(y) => format!("{y:04}"),
            Value::BeforeEra(y) => format!("BC{y:04}"),
            Value::Half(y, h) => format!("{y:04}-H{h}"),
            Value::Quarter(y, q) => format!("{y:04}-Q{q}"),
            Value::Season(y, s) => format!("{y:04}-{s}"),
            Value::Month(y, m) => format!("{y:04}-{m:02}"),
            Value::Week(d) | Value::Weekend(d) => {
                let week = d.iso_week_date();
                let tail = if matches!(self, Value::Weekend(_)) { "-WE" } else { "" };
                format!("{:04}-W{:02}{tail}", week.year(), week.week())
            }
            Value::Day(d) => d.to_string(),
            Value::Part(d, part) => format!("{d}T{part}"),
            Value::Clock(day, time, offset, seconds) => {
                let day = day.map_or("XXXX-XX-XX".to_owned(), |d| d.to_string());
                let mut text = format!("{day}T{:02}:{:02}", time.hour(), time.minute());
                if *seconds {
                    text += &format!(":{:02}", time.second());
                }
                match offset {
                    Some(offset) if *offset == Offset::UTC => text + "Z",
                    Some(offset) => text + &crate::document::offset_text(*offset),
                    None => text,
                }
            }
            Value::Text(text) => text.clone(),
        }
    }

    /// The first and the last day, inclusive.
    pub(super) fn days(&self) -> Option<(Date, Date)> {
        let years = |from: i16, to: i16| Some((Date::new(from, 1, 1).ok()?, Date::new(to, 12, 31).ok()?));
        let months = |y: i16, m: i8, count: i32| {
            let first = Date::new(y, m, 1).ok()?;
            Some((first, last_of_month(month_shift(first, count - 1)?)))
        };
        let span =
            |d: &Date, from: i64, to: i64| Some((d.checked_add(from.days()).ok()?, d.checked_add(to.days()).ok()?));
        match self {
            Value::Century(c) => years((c * 100).max(1), c * 100 + 99),
            Value::Decade(d) => years((d * 10).max(1), d * 10 + 9),
            Value::Year(y) => years(*y, *y),
            Value::Half(y, h) => months(*y, h * 6 - 5, 6),
            Value::Quarter(y, q) => months(*y, q * 3 - 2, 3),
            Value::Season(y, s) => months(*y, season_month(s)?, 3),
            Value::Month(y, m) => months(*y, *m, 1),
            Value::Week(d) => span(d, 0, 6),
            Value::Weekend(d) => span(d, 5, 6),
            // A night ends on the day after.
            Value::Part(d, part) if part == "NI" => span(d, 0, 1),
            Value::Day(d) | Value::Part(d, _) | Value::Clock(Some(d), ..) => Some((*d, *d)),
            Value::BeforeEra(_) | Value::Clock(None, ..) | Value::Text(_) => None,
        }
    }

    /// The day, where the value lies within one.
    pub(super) fn day(&self) -> Option<Date> {
        match self {
            Value::Day(d) | Value::Part(d, _) | Value::Clock(Some(d), ..) => Some(*d),
            _ => None,
        }
    }

    /// The day, or the first of the month that the value is.
    pub(super) fn start(&self) -> Option<Date> {
        match self {
            Value::Month(y, m) => Date::new(*y, *m, 1).ok(),
            value => value.day(),
        }
    }

    /// The year that the value lies in.
    pub(super) fn year(&self) -> Option<i16> {
        let (first, last) = self.days()?;
        (first.year() == last.year() || matches!(self, Value::Season(..))).then_some(first.year())
    }

    /// The instant, where day, clock and zone are known.
    pub(super) fn instant(&self) -> Option<Timestamp> {
        let Value::Clock(Some(day), time, Some(offset), _) = self else { return None };
        offset.to_timestamp(day.to_datetime(*time)).ok()
    }
}

/// The month that a season begins in, by the meteorologists' quarters.
pub(super) fn season_month(code: &str) -> Option<i8> {
    Some(match code {
        "SP" => 3,
        "SU" => 6,
        "FA" => 9,
        "WI" => 12,
        _ => return None,
    })
}

/// The season that a day lies in, with its year.
pub(super) fn season_of(day: Date) -> (i16, &'static str) {
    let codes = ["WI", "SP", "SU", "FA"];
    let at = (day.month() % 12) / 3;
    (if day.month() < 3 { day.year() - 1 } else { day.year() }, codes[at as usize])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn values_have_text_and_days() {
        let day = date(2023, 9, 20);
        for (value, text, first, last) in [
            (Value::Century(18), "18", date(1800, 1, 1), date(1899, 12, 31)),
            (Value::Decade(196), "196", date(1960, 1, 1), date(1969, 12, 31)),
            (Value::Year(1991), "1991", date(1991, 1, 1), date(1991, 12, 31)),
            (Value::Half(2023, 2), "2023-H2", date(2023, 7, 1), date(2023, 12, 31)),
            (Value::Quarter(2023, 1), "2023-Q1", date(2023, 1, 1), date(2023, 3, 31)),
            (Value::Season(2023, "WI".into()), "2023-WI", date(2023, 12, 1), date(2024, 2, 29)),
            (Value::Month(2023, 2), "2023-02", date(2023, 2, 1), date(2023, 2, 28)),
            (Value::Week(date(2023, 9, 18)), "2023-W38", date(2023, 9, 18), date(2023, 9, 24)),
            (Value::Weekend(date(2023, 9, 18)), "2023-W38-WE", date(2023, 9, 23), date(2023, 9, 24)),
            (Value::Part(day, "EV".into()), "2023-09-20TEV", day, day),
        ] {
            assert_eq!((value.text().as_str(), value.days()), (text, Some((first, last))));
        }
    }
}
