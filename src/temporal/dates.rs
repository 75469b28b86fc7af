//! Calendar dates: complete ones, and incomplete ones in the direction of their clause.

use jiff::civil::Date;

use super::calendar::{Direction, choose, day_shift, easter, monday, month_shift, nth_weekday, republican, weekday};
use super::grammar::{Fields, Read};
use super::narrative::Want;
use super::refine::{Found, left};
use super::relative;
use super::resolve::{Resolved, Resolver, week};
use super::value::{Value, season_month, season_of};
use crate::document::Anchor;

pub(super) const NOTHING: Resolved = (None, None);
/// Half a year, in days.
const FAR: i32 = 183;
const PUBLISHED: Option<Anchor> = Some(Anchor::Published);

/// The value of an expression that stands for a date.
pub(super) fn resolve(resolver: &Resolver, read: Read, one: &Found) -> Resolved {
    let fields = &one.candidate.fields;
    let resolved = match read {
        Read::Date => date(resolver, one),
        Read::Relative => relative::relative(resolver, one),
        Read::Season => season(resolver, one),
        Read::Quarter | Read::Half => part_of_year(resolver, read, one),
        Read::Decade => (decade(fields), None),
        Read::Century => (century(fields), None),
        Read::Holiday => holiday(resolver, one),
        Read::Republican => {
            let days = || republican(roman(fields.get("year")?)?, int(fields, "month")?, int(fields, "day")?);
            (days().map(Value::Day), None)
        }
        Read::Nth => nth(resolver, one),
        _ => NOTHING,
    };
    let resolved = match (resolved, int(fields, "days")) {
        ((Some(Value::Day(day)), anchor), Some(days)) => (day_shift(day, days).map(Value::Day), anchor),
        (resolved, _) => resolved,
    };
    let resolved = match (resolved, fields.get("grain").map(|grain| grain.to_uppercase()).as_deref()) {
        // "La semaine du 6 octobre".
        ((Some(Value::Day(day)), anchor), Some("W")) => (week(day), anchor),
        ((Some(Value::Day(day)), anchor), Some("E")) => (monday(day).map(Value::Weekend), anchor),
        (resolved, _) => resolved,
    };
    match (resolved, fields.get("part")) {
        ((Some(Value::Day(day)), anchor), Some(part)) => (Some(Value::Part(day, part.to_uppercase())), anchor),
        (resolved, _) => resolved,
    }
}

pub(super) fn int(fields: &Fields, name: &str) -> Option<i64> {
    fields.get(name)?.parse().ok()
}

fn small(fields: &Fields, name: &str) -> Option<i8> {
    i8::try_from(int(fields, name)?).ok()
}

/// The day of the fields, where they give all of it.
pub(super) fn whole(fields: &Fields) -> Option<Date> {
    Date::new(int(fields, "year")? as i16, small(fields, "month")?, small(fields, "day")?).ok()
}

/// The year of the fields; two digits mean the century that lies nearest before or just after publication.
fn year(resolver: &Resolver, fields: &Fields) -> Option<i16> {
    let text = fields.get("year")?;
    let digits = text.trim_start_matches('\'');
    let year = i16::try_from(digits.parse::<i64>().ok()?).ok()?;
    if digits.len() > 2 {
        return Some(year);
    }
    let latest = resolver.today().map_or(2030, |today| today.year() + 10);
    let century = latest / 100 * 100;
    Some(if century + year > latest { century - 100 + year } else { century + year })
}

/// Past, coming or this: the direction that a word of the expression itself gives.
fn stated(fields: &Fields) -> Option<Direction> {
    match int(fields, "shift")? {
        n if n < 0 => Some(Direction::Past),
        0 => Some(Direction::Nearest),
        _ => Some(Direction::Future),
    }
}

fn date(resolver: &Resolver, one: &Found) -> Resolved {
    let fields = &one.candidate.fields;
    let year = year(resolver, fields);
    let (month, day) = (small(fields, "month"), small(fields, "day"));
    if let Some(era) = fields.get("era") {
        let year = int(fields, "year");
        let after = || Some(Value::Year(i16::try_from(year?).ok()?));
        return (if era.eq_ignore_ascii_case("ad") { after() } else { year.map(Value::BeforeEra) }, None);
    }
    match (year, month, day) {
        (Some(y), Some(m), Some(d)) => (Date::new(y, m, d).ok().map(Value::Day), None),
        (Some(y), Some(m), None) => ((1..=12).contains(&m).then_some(Value::Month(y, m)), None),
        (Some(y), None, None) => (Some(Value::Year(y)), None),
        (None, Some(m), _) => month_without_year(resolver, one, m, day),
        (None, None, Some(d)) => day_alone(resolver, one, d),
        (None, None, None) => weekday_alone(resolver, one),
        (Some(_), None, Some(_)) => NOTHING,
    }
}

fn month_without_year(resolver: &Resolver, one: &Found, month: i8, day: Option<i8>) -> Resolved {
    let fields = &one.candidate.fields;
    let value = |date: Date| match day {
        Some(_) => Value::Day(date),
        None => Value::Month(date.year(), date.month()),
    };
    let Some(today) = resolver.today() else {
        let tail = day.map_or(String::new(), |day| format!("-{day:02}"));
        return (Some(Value::Text(format!("XXXX-{month:02}{tail}"))), None);
    };
    let years = |span: i16| today.year() - span..=today.year() + span;
    let dates = |span: i16| years(span).filter_map(move |year| Date::new(year, month, day.unwrap_or(1)).ok());
    if let Some(wanted) = small(fields, "weekday").filter(|_| day.is_some()) {
        // The weekday decides the year, the nearest first.
        let agree = dates(6).filter(|date| date.weekday().to_monday_one_offset() == wanted);
        if let Some(date) = choose(today, agree, Direction::Nearest) {
            return (Some(value(date)), PUBLISHED);
        }
    }
    if fields.get("anchor").is_some_and(|anchor| anchor == "narrative") {
        // The first such day or month after what the text told last, or before it.
        let back = stated(fields) == Some(Direction::Past);
        let want = if back { Want::Before } else { Want::After };
        let (anchor, from) = match resolver.narrative_start(one.candidate.span, want, |_| true) {
            Some((Anchor::Published, _)) | None => match resolver.narrative_year(one.candidate.span) {
                // Of a year that was named as a whole, what follows it lies in the next.
                Some((anchor @ Anchor::Time(_), year)) => {
                    (anchor, if back { Date::new(year, 1, 1) } else { Date::new(year, 12, 31) }.unwrap_or(today))
                }
                _ => (Anchor::Published, today),
            },
            Some(anchored) => anchored,
        };
        let from = if back { day_shift(from, -1) } else { day_shift(from, 1) }.unwrap_or(from);
        let around =
            (from.year() - 1..=from.year() + 1).filter_map(|year| Date::new(year, month, day.unwrap_or(1)).ok());
        let direction = if back { Direction::Past } else { Direction::Future };
        return (choose(from, around, direction).map(value), Some(anchor));
    }
    let told = match int(fields, "years") {
        // A month of the same year as before, or of the next.
        Some(years) => resolver
            .narrative_year(one.candidate.span)
            .and_then(|(anchor, year)| Some((anchor, year.checked_add(years as i16)?))),
        None => resolver.year_told(one).filter(|_| stated(fields).is_none()),
    };
    let told = told.and_then(|(anchor, year)| Some((anchor, Date::new(year, month, day.unwrap_or(1)).ok()?)));
    if let Some((anchor, date)) = told {
        return (Some(value(date)), Some(anchor));
    }
    let here = if day.is_none() { today.first_of_month() } else { today };
    let (direction, sure) = match stated(fields) {
        Some(direction) => (direction, true),
        None => resolver.tendency(one),
    };
    let dates: Vec<Date> = dates(if day == Some(29) && month == 2 { 4 } else { 1 }).collect();
    let chosen = choose(here, dates.iter().copied(), direction);
    // Far away, where the same day lies near on the other side, only a plain word is believed.
    let far = |date: &Date| (*date - here).get_days().abs() > FAR;
    let chosen = match chosen.filter(|date| !sure && far(date)) {
        Some(_) => choose(here, dates, Direction::Nearest),
        None => chosen,
    };
    (chosen.map(value), PUBLISHED)
}

fn day_alone(resolver: &Resolver, one: &Found, day: i8) -> Resolved {
    let Some(today) = resolver.today() else { return NOTHING };
    let fields = &one.candidate.fields;
    let months = (-12..=12).filter_map(|shift| month_shift(today.first_of_month(), shift));
    let dates = months.filter_map(|month| Date::new(month.year(), month.month(), day).ok());
    if let Some(wanted) = small(fields, "weekday") {
        let agree = dates.filter(|date| date.weekday().to_monday_one_offset() == wanted);
        return (choose(today, agree, Direction::Nearest).map(Value::Day), PUBLISHED);
    }
    (choose(today, dates, resolver.direction(one)).map(Value::Day), PUBLISHED)
}

fn weekday_alone(resolver: &Resolver, one: &Found) -> Resolved {
    let fields = &one.candidate.fields;
    let Some(wanted) = small(fields, "weekday") else { return NOTHING };
    let narrative = fields.get("anchor").is_some_and(|anchor| anchor == "narrative");
    let anchored = match narrative {
        true => resolver.narrative(one.candidate.span, Want::After, |_| true),
        false => resolver.today().map(|today| (Anchor::Published, today)),
    };
    let Some((anchor, from)) = anchored else {
        return (Some(Value::Text(format!("XXXX-WXX-{wanted}"))), None);
    };
    let day = match int(fields, "shift") {
        Some(0) => match resolver.tendency(one) {
            // "Ce lundi" is the nearest one, on the side that a plain verb tells.
            (direction, true) => weekday(from, wanted, direction),
            _ => weekday(from, wanted, Direction::Nearest),
        },
        Some(shift) if shift < 0 => day_shift(from, -1).and_then(|from| weekday(from, wanted, Direction::Past)),
        Some(shift) => {
            // "Mardi en huit", said on a Tuesday, is the next one.
            let next = i64::from(!fields.contains_key("inclusive"));
            let first = day_shift(from, next).and_then(|from| weekday(from, wanted, Direction::Future));
            first.and_then(|day| day_shift(day, 7 * (shift - 1)))
        }
        None => match int(fields, "week") {
            Some(weeks) => monday(from).and_then(|start| day_shift(start, 7 * weeks + i64::from(wanted) - 1)),
            None => weekday(from, wanted, direction_announced(resolver, one)),
        },
    };
    (day.map(Value::Day), Some(anchor))
}

/// The direction of a weekday: where nothing else tells it, what is announced lies ahead.
fn direction_announced(resolver: &Resolver, one: &Found) -> Direction {
    let announced = || resolver.tagger.context.appointed.is_match(left(resolver.text, one.candidate.span.start));
    match resolver.direction(one) {
        Direction::Nearest if announced() => Direction::Future,
        direction => direction,
    }
}

fn season(resolver: &Resolver, one: &Found) -> Resolved {
    let fields = &one.candidate.fields;
    let Some(code) = fields.get("season").map(|code| code.to_uppercase()) else { return NOTHING };
    let Some(month) = season_month(&code) else { return NOTHING };
    if let Some(year) = year(resolver, fields) {
        return (Some(Value::Season(year, code)), None);
    }
    let Some(today) = resolver.today() else { return (Some(Value::Text(format!("XXXX-{code}"))), None) };
    if let Some((anchor, year)) = resolver.year_told(one).filter(|_| stated(fields).is_none()) {
        return (Some(Value::Season(year, code)), Some(anchor));
    }
    let (now, season) = season_of(today);
    let starts = (today.year() - 2..=today.year() + 2).filter_map(|year| Date::new(year, month, 1).ok());
    let year = match int(fields, "shift") {
        Some(shift) if shift < 0 => {
            let begun = Date::new(now, season_month(season).unwrap_or(1), 1).ok();
            let over = begun.and_then(|begun| day_shift(begun, -1));
            over.and_then(|over| choose(over, starts, Direction::Past)).map(|day| day.year())
        }
        Some(0) if season == code => Some(now),
        Some(0) => choose(today, starts, Direction::Future).map(|day| day.year()).map(|year| year.min(today.year())),
        Some(_) => choose(today, starts, Direction::Future).map(|day| day.year()),
        None if season == code => Some(now),
        None => match resolver.tendency(one) {
            (Direction::Past, _) => choose(today, starts, Direction::Past).map(|day| day.year()),
            (Direction::Future, true) => choose(today, starts, Direction::Future).map(|day| day.year()),
            _ => Some(today.year()),
        },
    };
    (year.map(|year| Value::Season(year, code)), PUBLISHED)
}

fn part_of_year(resolver: &Resolver, read: Read, one: &Found) -> Resolved {
    let fields = &one.candidate.fields;
    let most = if read == Read::Quarter { 4 } else { 2 };
    let Some(number) = small(fields, "number").filter(|number| (1..=most).contains(number)) else { return NOTHING };
    let value = |year| if read == Read::Quarter { Value::Quarter(year, number) } else { Value::Half(year, number) };
    if let Some(year) = year(resolver, fields) {
        return (Some(value(year)), None);
    }
    let Some(today) = resolver.today() else { return NOTHING };
    if let Some(shift) = int(fields, "shift") {
        return (Some(value(today.year().saturating_add(shift as i16))), PUBLISHED);
    }
    if let Some((anchor, year)) = resolver.year_told(one) {
        return (Some(value(year)), Some(anchor));
    }
    // The one that runs, is just over or about to begin: figures of the last quarter come out in the next.
    let direction = resolver.direction(one);
    let distance = |value: &Value| {
        let (first, last) = value.days()?;
        let (ahead, behind) = ((first - today).get_days(), (today - last).get_days());
        match direction {
            Direction::Past if ahead > 0 => None,
            Direction::Future if behind > 0 => None,
            _ => Some(ahead.max(behind).max(0)),
        }
    };
    let values = (today.year() - 1..=today.year() + 1).map(value);
    (values.filter(|value| distance(value).is_some()).min_by_key(|value| distance(value)), PUBLISHED)
}

fn decade(fields: &Fields) -> Option<Value> {
    let number = i16::try_from(int(fields, "number")?).ok()?;
    match number {
        0..=99 => Some(Value::Decade(190 + number / 10)),
        1000..=2990 => Some(Value::Decade(number / 10)),
        _ => None,
    }
}

fn century(fields: &Fields) -> Option<Value> {
    let text = fields.get("number")?;
    let number = text.parse().ok().or_else(|| roman(text)).filter(|number| (1..=30).contains(number))?;
    match fields.get("era").is_some_and(|era| era.eq_ignore_ascii_case("bc")) {
        true => Some(Value::Text(format!("BC{:02}", number - 1))),
        false => Some(Value::Century(number as i16 - 1)),
    }
}

/// A Roman number in either case, or digits.
fn roman(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let value = |c: char| match c.to_ascii_lowercase() {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        _ => None,
    };
    let digits: Vec<i64> = text.chars().map(value).collect::<Option<_>>()?;
    let sign = |at: usize| if digits.get(at + 1).is_some_and(|next| *next > digits[at]) { -1 } else { 1 };
    (!digits.is_empty() && digits.len() < 10)
        .then(|| digits.iter().enumerate().map(|(at, digit)| sign(at) * digit).sum())
}

/// A feast: `12-25`, or days from Easter (`easter+39`).
fn holiday(resolver: &Resolver, one: &Found) -> Resolved {
    let fields = &one.candidate.fields;
    let Some(name) = fields.get("holiday") else { return NOTHING };
    let in_year = |year: i16| match name.strip_prefix("easter") {
        Some(days) => day_shift(easter(year)?, days.parse().unwrap_or(0)),
        None => {
            let (month, day) = name.split_once('-')?;
            Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
        }
    };
    if let Some(year) = year(resolver, fields) {
        return (in_year(year).map(Value::Day), None);
    }
    let Some(today) = resolver.today() else { return NOTHING };
    let years = (today.year() - 1..=today.year() + 1).filter_map(in_year);
    let direction = stated(fields).unwrap_or_else(|| resolver.direction(one));
    (choose(today, years, direction).map(Value::Day), PUBLISHED)
}

/// The nth weekday, day, week or week-end of a month, a season or a year; a number below zero counts from the end.
fn nth(resolver: &Resolver, one: &Found) -> Resolved {
    let fields = &one.candidate.fields;
    let of = fields.get("unit_of").map(|unit| unit.to_uppercase());
    // A week is known by its Monday or, from the end, its Sunday; a week-end by its Saturday.
    let number = int(fields, "number");
    let wanted = match (of.as_deref(), number) {
        (Some("W"), Some(number)) => Some(if number > 0 { 1 } else { 7 }),
        (Some("E"), _) => Some(6),
        _ => small(fields, "weekday"),
    };
    let Some(number) = number.filter(|_| wanted.is_some() || of.is_some()) else { return NOTHING };
    let mut whole = one.clone();
    for name in ["number", "weekday", "part", "unit_of"] {
        whole.candidate.fields.remove(name);
    }
    let read = match () {
        _ if fields.contains_key("season") => Read::Season,
        _ if fields.contains_key("unit") => Read::Relative,
        _ => Read::Date,
    };
    let (value, anchor) = resolve(resolver, read, &whole);
    let Some((mut first, last)) = value.as_ref().and_then(Value::days) else { return NOTHING };
    if let Some(Value::Season(year, code)) = &value {
        // A season here is the almanac's, from its equinox or solstice on.
        let day = if code == "FA" { 23 } else { 21 };
        first = Date::new(*year, season_month(code).unwrap_or(1), day).unwrap_or(first);
    }
    let day = match (wanted, number) {
        (Some(wanted), n) if n > 0 => nth_weekday(first, wanted, n),
        (Some(wanted), _) => weekday(last, wanted, Direction::Past),
        (None, n) if n > 0 => day_shift(first, n - 1).filter(|day| *day <= last),
        (None, _) => Some(last),
    };
    let value = match of.as_deref() {
        Some("W") => day.and_then(week),
        Some("E") => day.and_then(monday).map(Value::Weekend),
        _ => day.map(Value::Day),
    };
    (value, anchor.or(PUBLISHED.filter(|_| !fields.contains_key("year"))))
}
