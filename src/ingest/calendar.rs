use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use crate::document::Published;

/// The words by which a language writes dates, so that `20 septembre 2023` can be read; data of a language pack.
///
/// Words are in lower case, without a full stop at the end. The default knows none and reads figures only.
///
/// ```
/// use depeche::ingest::{Calendar, Settings, parse_line};
/// let mut calendar = Calendar::default();
/// calendar.months.insert("septembre".to_owned(), 9);
/// let settings = Settings { calendar, ..Settings::default() };
/// let document = parse_line(r#"{"text": "Un accord.", "date": "20 septembre 2023"}"#, 1, &settings)?;
/// assert_eq!(document.published.unwrap().to_string(), "2023-09-20");
/// # Ok::<(), depeche::ingest::Rejected>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    /// Names and abbreviations of months, 1 to 12.
    pub months: BTreeMap<String, i8>,
    /// Names and abbreviations of weekdays.
    pub weekdays: BTreeSet<String>,
    /// Days of the month that are written as words or with an ending.
    pub days: BTreeMap<String, i8>,
    /// What may stand before a day.
    pub before: BTreeSet<String>,
    /// What may stand between a day and a clock time.
    pub between: BTreeSet<String>,
    /// What stands between hours and minutes, or behind hours.
    pub hours: BTreeSet<String>,
    /// Whether `01/03/2016` is the first of March.
    pub day_first: bool,
}

/// A day as it is written, the year left out or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WrittenDay {
    pub year: Option<i16>,
    pub month: i8,
    pub day: i8,
}

impl WrittenDay {
    /// The date, where the year is written and the day is one.
    pub fn date(self) -> Option<Date> {
        Date::new(self.year?, self.month, self.day).ok()
    }
}

impl Calendar {
    /// A whole text that is a date, with a clock time or without. `01/03/2016` is read if its order is known.
    pub(super) fn read(&self, text: &str, day_first: bool) -> Option<Published> {
        let mut rest = Rest(text.trim().trim_end_matches('.'));
        let date = self.day(&mut rest, day_first)?.date()?;
        if rest.0.trim().is_empty() {
            return Some(Published::from(date));
        }
        rest.spaces();
        rest.any(&[',', '-', '–', '|', '·', 'T']);
        rest.word_of(&self.between);
        let (time, offset) = self.clock(&mut rest)?;
        rest.0.trim().is_empty().then_some(Published { date, time: Some(time), offset })
    }

    /// A day at the beginning of `rest`, which then goes on behind it.
    pub(super) fn day(&self, rest: &mut Rest, day_first: bool) -> Option<WrittenDay> {
        while rest.word_of(&self.before) {}
        if rest.word_of(&self.weekdays) {
            rest.any(&['.']);
            rest.any(&[',']);
            rest.word_of(&self.before);
        }
        rest.spaces();
        if let Some(found) = figures(rest, day_first) {
            return Some(found);
        }
        let length = rest.0.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.0.len());
        let written = &rest.0[..length];
        let day = match written.parse::<i8>() {
            Ok(day) if written.len() <= 2 => day,
            _ => *self.days.get(&written.to_lowercase())?,
        };
        rest.0 = &rest.0[length..];
        // A no-break space may stand there; a line end not.
        let word = rest.word()?;
        let month = *self.months.get(&word.to_lowercase())?;
        rest.any(&['.']);
        let before_year = rest.0;
        rest.spaces();
        let year = rest.number(4).filter(|year| (1500..=2100).contains(year));
        if year.is_none() {
            rest.0 = before_year;
        }
        Some(WrittenDay { year, month, day })
    }

    /// `18:05`, `18:05:30`, and with the words of the language `18h05`, `18 h`; UTC and GMT behind it.
    fn clock(&self, rest: &mut Rest) -> Option<(Time, Option<Offset>)> {
        rest.spaces();
        let hour = rest.number(2).or_else(|| rest.number(1))?;
        let (minute, second) = if rest.any(&[':']) {
            (rest.number(2)?, if rest.any(&[':']) { rest.number(2)? } else { 0 })
        } else if rest.word_of(&self.hours) {
            rest.spaces();
            (rest.number(2).unwrap_or(0), 0)
        } else {
            return None;
        };
        let narrow = |number: i16| i8::try_from(number).ok();
        let time = Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, 0).ok()?;
        rest.spaces();
        let utc = matches!(rest.0, "UTC" | "GMT" | "Z");
        if utc {
            rest.0 = "";
        }
        Some((time, utc.then_some(Offset::UTC)))
    }
}

/// `20/09/2023` with `/`, `-` or `.`, in the order that is possible or known.
fn figures(rest: &mut Rest, day_first: bool) -> Option<WrittenDay> {
    let mut ahead = Rest(rest.0);
    let first = ahead.short_number()?;
    let separator = ahead.0.chars().next().filter(|c| matches!(c, '/' | '-' | '.'))?;
    ahead.any(&[separator]);
    let second = ahead.short_number()?;
    if !ahead.any(&[separator]) {
        return None;
    }
    let year = ahead.number(4).filter(|year| (1500..=2100).contains(year))?;
    let (day, month) = match (first <= 12, second <= 12) {
        (false, true) => (first, second),
        (true, false) => (second, first),
        (true, true) if first == second || day_first => (first, second),
        _ => return None,
    };
    rest.0 = ahead.0;
    Some(WrittenDay { year: Some(year), month, day })
}

/// What is left to read of a text.
#[derive(Clone, Copy)]
pub(super) struct Rest<'a>(pub &'a str);

impl<'a> Rest<'a> {
    /// Goes over spaces, but not over a line end.
    pub fn spaces(&mut self) {
        self.0 = self.0.trim_start_matches(|c: char| c.is_whitespace() && !matches!(c, '\n' | '\r'));
    }

    /// Goes over one of these characters; whether there was one.
    pub fn any(&mut self, marks: &[char]) -> bool {
        let rest = self.0.strip_prefix(marks);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// The letters that come next, behind spaces.
    pub fn word(&mut self) -> Option<&'a str> {
        let mut ahead = *self;
        ahead.spaces();
        let end = ahead.0.find(|c: char| !c.is_alphabetic()).unwrap_or(ahead.0.len());
        let (word, rest) = ahead.0.split_at(end);
        if word.is_empty() {
            return None;
        }
        self.0 = rest;
        Some(word)
    }

    /// Goes over a word of a set, behind spaces; whether there was one.
    fn word_of(&mut self, words: &BTreeSet<String>) -> bool {
        let mut ahead = *self;
        let found = ahead.word().is_some_and(|word| words.contains(&word.to_lowercase()));
        if found {
            *self = ahead;
        }
        found
    }

    /// A number of so many figures, no more and no less.
    fn number(&mut self, figures: usize) -> Option<i16> {
        let end = self.0.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.0.len());
        if end != figures {
            return None;
        }
        let (number, rest) = self.0.split_at(end);
        self.0 = rest;
        number.parse().ok()
    }

    /// A number of one or two figures.
    fn short_number(&mut self) -> Option<i8> {
        self.number(1).or_else(|| self.number(2)).and_then(|number| i8::try_from(number).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::french;
    use super::*;

    #[test]
    fn dates_of_fields() {
        // What is read without knowing the order of the day and the month, and with it where that makes a difference.
        let cases = [
            ("20 septembre 2023", "2023-09-20"),
            ("20 Septembre 2023.", "2023-09-20"),
            ("le 20 sept. 2023", "2023-09-20"),
            ("mercredi 20 septembre 2023 à 18h05", "2023-09-20T18:05:00"),
            ("Mer. 20 sept 2023, 18:05", "2023-09-20T18:05:00"),
            ("mercredi, le 20 septembre 2023 - 18 h", "2023-09-20T18:00:00"),
            ("20 septembre 2023 à 8 heures", "2023-09-20T08:00:00"),
            ("20 septembre 2023 18:05:30 GMT", "2023-09-20T18:05:30Z"),
            ("1er mars 2016", "2016-03-01"),
            ("1ER MARS 2016", "2016-03-01"),
            ("premier mars 2016", "2016-03-01"),
            ("20\u{a0}septembre\u{a0}2023", "2023-09-20"),
            ("20/09/2023", "2023-09-20"),
            ("20/9/2023 18:05", "2023-09-20T18:05:00"),
            ("20.09.2023", "2023-09-20"),
            ("20-09-2023 à 18h05", "2023-09-20T18:05:00"),
            ("09/20/2023", "2023-09-20"),
            ("3/3/2016", "2016-03-03"),
            ("01/03/2016", ""),
            ("20/09-2023", ""),
            ("20/09/23", ""),
            ("20/13/2023", ""),
            ("32/01/2023", ""),
            ("31 avril 2023", ""),
            ("20 septembre", ""),
            ("septembre 2023", ""),
            ("20 brumaire 2023", ""),
            ("20 septembre 20233", ""),
            ("20 septembre 2023 à Paris", ""),
            ("20 septembre 2023 25:00", ""),
            ("du 20 au 22 septembre 2023", ""),
            ("20 septembre 2023 - 22 septembre 2023", ""),
            ("hier", ""),
            ("", ""),
        ];
        let calendar = french();
        let read = |text, day_first| calendar.read(text, day_first).map(|found| found.to_string()).unwrap_or_default();
        for (text, expected) in cases {
            assert_eq!(read(text, false), expected, "{text}");
        }
        assert_eq!(read("01/03/2016", true), "2016-03-01");
        assert_eq!(read("09/20/2023", true), "2023-09-20");
        assert_eq!(Calendar::default().read("20 septembre 2023", true), None);
    }
}
