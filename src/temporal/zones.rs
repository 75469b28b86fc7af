//! Zones of clock times: a rule of the pack's table, or an offset as it is written.

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};

/// The offset that a zone has at a local clock time. `zone` is a POSIX time zone (`CET-1CEST,M3.5.0,M10.5.0/3`) or ends
/// in an offset (`utc+2`, `gmt+5:30`).
pub(super) fn offset(zone: &str, day: Date, time: Time) -> Option<Offset> {
    if let Some(offset) = written(zone) {
        return Some(offset);
    }
    let zone = TimeZone::posix(&zone.to_uppercase()).ok()?;
    Some(zone.to_ambiguous_zoned(day.to_datetime(time)).compatible().ok()?.offset())
}

/// `utc+2`, `gmt-3:30`, `+02:00`, `z`.
fn written(zone: &str) -> Option<Offset> {
    if zone == "z" {
        return Some(Offset::UTC);
    }
    let lower = zone.to_lowercase();
    let digits = lower.trim_start_matches("utc").trim_start_matches("gmt").trim_start();
    let sign = match digits.chars().next()? {
        '+' => 1,
        '-' | '−' | '–' => -1,
        _ => return None,
    };
    let digits = digits.trim_start_matches(['+', '-', '−', '–', ' ']);
    let (hours, minutes) = match digits.split_once([':', 'h']) {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None => (digits, "0"),
    };
    let minutes = if minutes.is_empty() { "0" } else { minutes };
    let seconds = hours.trim().parse::<i32>().ok()? * 3600 + minutes.trim().parse::<i32>().ok()? * 60;
    (seconds <= 14 * 3600).then(|| Offset::from_seconds(sign * seconds).ok()).flatten()
}

/// The offset of a clock that reads `local` when another, with a known offset, reads `other`.
pub(super) fn inferred(local: Time, other: Time, known: Offset) -> Option<Offset> {
    let seconds = |time: Time| i32::from(time.hour()) * 3600 + i32::from(time.minute()) * 60;
    let mut offset = seconds(local) - (seconds(other) - known.seconds());
    while offset > 14 * 3600 {
        offset -= 24 * 3600;
    }
    while offset < -12 * 3600 {
        offset += 24 * 3600;
    }
    Offset::from_seconds(offset).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn zones_have_offsets() {
        let paris = "CET-1CEST,M3.5.0,M10.5.0/3";
        for (zone, day, hours) in [
            (paris, date(2023, 9, 20), Some(2)),
            (paris, date(2023, 12, 20), Some(1)),
            ("UTC0", date(2023, 1, 1), Some(0)),
            ("utc+2", date(2023, 1, 1), Some(2)),
            ("gmt-3", date(2023, 1, 1), Some(-3)),
            ("nowhere at all", date(2023, 1, 1), None),
            ("+99", date(2023, 1, 1), None),
        ] {
            let found = offset(zone, day, time(9, 0, 0, 0));
            assert_eq!(found.map(|offset| offset.seconds() / 3600), hours, "{zone} {day}");
        }
        let four = inferred(time(13, 0, 0, 0), time(9, 0, 0, 0), Offset::UTC);
        assert_eq!(four, Offset::from_seconds(4 * 3600).ok());
        let over_midnight = inferred(time(1, 0, 0, 0), time(22, 0, 0, 0), Offset::UTC);
        assert_eq!(over_midnight, Offset::from_seconds(3 * 3600).ok());
    }
}
