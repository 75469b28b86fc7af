//! Amounts of time: durations and what recurs, as TIMEX3 text.

use super::grammar::Fields;
use super::resolve::clock_time;

/// A unit of the lexicon: `D`, `TH` (of the clock), `10Y`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unit {
    pub(super) count: f64,
    pub(super) letter: char,
    pub(super) clock: bool,
}

impl Unit {
    /// Longer units have higher ranks.
    fn rank(self) -> usize {
        let letters = if self.clock { "SMH" } else { "DWMQY" };
        letters.find(self.letter).unwrap_or(0) + if self.clock { 0 } else { letters.len() }
    }

    /// Reads `15D`, `TH`, `Q`.
    pub(super) fn parse(text: &str) -> Option<Unit> {
        let text = text.to_uppercase();
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let count = if digits == 0 { 1.0 } else { text[..digits].parse().ok()? };
        let rest = &text[digits..];
        let (clock, rest) = rest.strip_prefix('T').map_or((false, rest), |rest| (true, rest));
        Some(Unit { count, letter: rest.chars().next()?, clock })
    }
}

/// "30,4", "23''45", "trois" (read before this), `X` for an unknown number.
pub(super) fn number(text: &str) -> Option<f64> {
    let mut digits = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        match c {
            _ if c.is_ascii_digit() => digits.push(c),
            _ if digits.ends_with('.') => {}
            ',' | '"' | '″' | '”' | '\'' => digits.push('.'),
            _ => digits.push(c),
        }
    }
    digits.trim_end_matches('.').parse().ok().filter(|n: &f64| n.is_finite() && *n < 1e12)
}

/// The text of a duration: fields `number`, `unit`, `half`, and a second pair `number_b`, `unit_b`.
pub(super) fn duration(fields: &Fields) -> Option<String> {
    let unit = Unit::parse(fields.get("unit")?)?;
    let count = fields.get("number").map_or("1", String::as_str);
    if count.eq_ignore_ascii_case("x") {
        let letters = match (unit.letter, unit.count as u32) {
            ('Y', 10) => "DE".to_owned(),
            ('Y', 100) => "CE".to_owned(),
            (letter, _) => letter.to_string(),
        };
        return Some(format!("P{}X{letters}", if unit.clock { "T" } else { "" }));
    }
    let mut parts = vec![(number(count)? * unit.count, unit)];
    if fields.contains_key("half") {
        let half = half(unit, &mut parts)?;
        parts.push(half);
    }
    for suffix in ["_b", "_c", "_d", "_e", "_f"] {
        let Some(text) = fields.get(&format!("number{suffix}")) else { break };
        let unit = match fields.get(&format!("unit{suffix}")) {
            Some(unit) => Unit::parse(unit)?,
            None => Unit { count: 1.0, letter: 'M', clock: true },
        };
        parts.push((number(text)? * unit.count, unit));
    }
    // "Deux heures, trois heures" are no sum.
    let finer = |pair: &[(f64, Unit)]| pair[1].0 == 0.0 || pair[0].1.rank() > pair[1].1.rank();
    parts.windows(2).all(finer).then(|| write(&parts))
}

/// Half of a unit, in the unit below where that is whole.
fn half(unit: Unit, parts: &mut [(f64, Unit)]) -> Option<(f64, Unit)> {
    let below = |count: f64, letter: char, clock: bool| Some((count, Unit { count: 1.0, letter, clock }));
    match (unit.letter, unit.clock, unit.count as u32) {
        ('H', true, 1) => below(30.0, 'M', true),
        ('M', true, 1) => below(30.0, 'S', true),
        ('Y', false, 1) => below(6.0, 'M', false),
        ('D', false, 1) => below(12.0, 'H', true),
        _ => {
            parts[0].0 += unit.count / 2.0;
            below(0.0, unit.letter, unit.clock)
        }
    }
}

fn write(parts: &[(f64, Unit)]) -> String {
    let mut text = "P".to_owned();
    let mut clock = false;
    for (count, unit) in parts.iter().filter(|(count, _)| *count != 0.0) {
        if unit.clock && !clock {
            text.push('T');
            clock = true;
        }
        let rounded = (count * 100.0).round() / 100.0;
        text += &format!("{rounded}{}", unit.letter);
    }
    text
}

/// What recurs: a weekday, a part of the day, a season, a month, or a unit.
pub(super) fn set(fields: &Fields) -> Option<String> {
    let get = |name: &str| fields.get(name).map(|value| value.to_uppercase());
    let clock = clock_time(fields).map(|(time, _)| format!("T{:02}:{:02}", time.hour(), time.minute()));
    let tail = clock.or(get("part").map(|part| format!("T{part}"))).unwrap_or_default();
    if let Some(weekday) = get("weekday") {
        return Some(format!("XXXX-WXX-{weekday}{tail}"));
    }
    if let Some(season) = get("season") {
        return Some(format!("XXXX-{season}"));
    }
    if let Some(month) = get("month") {
        return Some(format!("XXXX-{month:0>2}"));
    }
    if !tail.is_empty() && get("unit").is_none() {
        return Some(format!("XXXX-XX-XX{tail}"));
    }
    if let Some(value) = get("value") {
        return Some(value);
    }
    duration(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written() {
        let fields = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
        for (pairs, text) in [
            (&[("number", "44"), ("unit", "D")][..], "P44D"),
            (&[("number", "30,4"), ("unit", "TS")], "PT30.4S"),
            (&[("number", "X"), ("unit", "TH")], "PTXH"),
            (&[("number", "X"), ("unit", "10Y")], "PXDE"),
            (&[("number", "2"), ("unit", "TH"), ("half", "1")], "PT2H30M"),
            (&[("number", "1"), ("unit", "Y"), ("half", "1")], "P1Y6M"),
            (&[("number", "1"), ("unit", "W"), ("half", "1")], "P1.5W"),
            (&[("unit", "50Y")], "P50Y"),
            (&[("number", "1"), ("unit", "15D")], "P15D"),
            (&[("number", "1"), ("unit", "Y"), ("number_b", "2"), ("unit_b", "M")], "P1Y2M"),
        ] {
            assert_eq!(duration(&fields(pairs)).as_deref(), Some(text));
        }
        assert_eq!(set(&fields(&[("weekday", "3")])).as_deref(), Some("XXXX-WXX-3"));
        assert_eq!(set(&fields(&[("part", "MO")])).as_deref(), Some("XXXX-XX-XXTMO"));
        assert_eq!(set(&fields(&[("unit", "W")])).as_deref(), Some("P1W"));
        let eight = [("weekday", "1"), ("hour", "8"), ("minute", "-15"), ("part", "EV")];
        assert_eq!(set(&fields(&eight)).as_deref(), Some("XXXX-WXX-1T19:45"));
        for (written, value) in [("30,4", 30.4), ("23\"45", 23.45), ("23''4", 23.4), ("1 200", 1200.0)] {
            assert_eq!(number(written), Some(value), "{written}");
        }
    }
}
