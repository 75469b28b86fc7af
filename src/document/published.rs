use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// When a document was published, as finely as its source says.
///
/// Reads ISO 8601 dates and date-times, with or without an offset, and prints them back:
///
/// ```
/// use depeche::document::Published;
/// for text in ["2023-09-20", "2023-09-20T18:05:00", "2013-02-12T04:30:00-02:00", "2023-09-20T16:05:00Z"] {
///     assert_eq!(text.parse::<Published>()?.to_string(), text);
/// }
/// # Ok::<(), depeche::document::BadDate>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The local calendar day.
    pub date: Date,
    /// The local clock time, where known: the reference of "in two hours".
    pub time: Option<Time>,
    /// The offset from UTC of that clock, where known.
    pub offset: Option<Offset>,
}

/// A text that is no ISO 8601 date or date-time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ISO date or date-time such as 2023-09-20 or 2023-09-20T18:05:00+02:00")]
pub struct BadDate(pub String);

impl From<Date> for Published {
    fn from(date: Date) -> Published {
        Published { date, time: None, offset: None }
    }
}

impl FromStr for Published {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Published, BadDate> {
        let bad = || BadDate(text.chars().take(40).collect());
        let text = text.trim();
        if text.get(..10).is_none_or(|day| day.parse::<Date>().is_err()) {
            return Err(bad());
        }
        if text.len() == 10 {
            return text.parse::<Date>().map(Published::from).map_err(|_| bad());
        }
        let (clock, offset) = match text.get(10..).and_then(|rest| rest.find(['+', '-', 'Z', 'z'])) {
            Some(at) => {
                let (clock, zone) = text.split_at(10 + at);
                (clock.trim_end(), Some(parse_offset(zone).ok_or_else(bad)?))
            }
            None => (text, None),
        };
        let local: DateTime = clock.parse().map_err(|_| bad())?;
        Ok(Published { date: local.date(), time: Some(local.time()), offset })
    }
}

/// `Z`, `+02`, `+0200`, `+02:00`.
fn parse_offset(zone: &str) -> Option<Offset> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(Offset::UTC);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone.get(1..)?.chars().filter(|c| *c != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |range| digits.get(range).map_or(Some(0), |part: &str| part.parse::<i32>().ok());
    Offset::from_seconds(sign * (number(0..2)? * 3600 + number(2..4)? * 60)).ok()
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        if let Some(time) = self.time {
            write!(f, "T{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())?;
        }
        match self.offset {
            Some(offset) if self.time.is_some() => write_offset(f, offset, "Z"),
            _ => Ok(()),
        }
    }
}

fn write_offset(f: &mut fmt::Formatter<'_>, offset: Offset, zero: &str) -> fmt::Result {
    let seconds = offset.seconds();
    if seconds == 0 {
        return f.write_str(zero);
    }
    let sign = if seconds < 0 { '-' } else { '+' };
    write!(f, "{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
}

/// An offset from UTC as records write it: `+04:00`, `+00:00`.
pub fn offset_text(offset: Offset) -> String {
    struct Text(Offset);
    impl fmt::Display for Text {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_offset(f, self.0, "+00:00")
        }
    }
    Text(offset).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets() {
        let cases = [
            ("Z", Some("Z")),
            ("+02", Some("+02:00")),
            ("-0330", Some("-03:30")),
            ("+05:45", Some("+05:45")),
            ("+00:00", Some("Z")),
            ("+2", None),
            ("+020", None),
            ("+99", None),
            ("+-1", None),
            ("+aéa", None),
            ("+", None),
        ];
        for (zone, expected) in cases {
            let found = format!("2023-09-20T18:05:00{zone}").parse::<Published>().ok();
            let expected = expected.map(|zone| format!("2023-09-20T18:05:00{zone}"));
            assert_eq!(found.map(|found| found.to_string()), expected, "{zone}");
        }
    }
}
