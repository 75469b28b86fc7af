//! From what a rule read to a value: one pass over the expressions, each resolved against the text so far.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::calendar::{Direction, day_shift, monday};
use super::grammar::{Fields, Read};
use super::narrative::{Named, Passage, Seeker, Want};
use super::refine::{Found, left};
use super::tense::Reading;
use super::value::Value;
use super::{TimeTagger, amount, dates, zones};
use crate::document::{Anchor, Bound, Document, Published, Sentence, Span, TimeExpression, TimeType, Token};
use crate::text::governing_verb;

/// What resolution knows when it comes to an expression.
pub(super) struct Resolver<'a> {
    pub(super) tagger: &'a TimeTagger,
    pub(super) text: &'a str,
    pub(super) published: Option<Published>,
    sentences: &'a [Sentence],
    /// None without syntax.
    tokens: &'a [Token],
    /// The values so far, by index.
    values: Vec<Option<Value>>,
    passage: Passage,
    /// Where the expressions stand.
    spans: Vec<Span>,
    /// The last sentence and the last clause that were looked at: they are asked for more than once.
    reading: RefCell<Option<Rc<Reading>>>,
    last: Cell<Option<Seeker>>,
}

/// A value and what it was resolved against.
pub(super) type Resolved = (Option<Value>, Option<Anchor>);

/// How far back a clock time looks for its day, in bytes.
const CARRY: usize = 1200;
/// How far behind a clock time what recurs stands, in bytes.
const AFTER: usize = 4;
/// How far from its part of the day a clock time stands, in bytes: a preposition.
const BESIDE: usize = 10;

impl<'a> Resolver<'a> {
    pub(super) fn new(
        tagger: &'a TimeTagger,
        document: &'a Document,
        sentences: &'a [Sentence],
        tokens: &'a [Token],
    ) -> Resolver<'a> {
        Resolver {
            tagger,
            text: &document.text,
            published: document.published,
            sentences,
            tokens,
            values: Vec::new(),
            spans: Vec::new(),
            reading: RefCell::new(None),
            last: Cell::new(None),
            passage: Passage::new(&document.text, document.published.map(|published| published.date)),
        }
    }

    /// Resolves all expressions.
    pub(super) fn run(&mut self, found: &[Found]) -> Vec<TimeExpression> {
        let mut times = Vec::with_capacity(found.len());
        self.spans = found.iter().map(|one| one.candidate.span).collect();
        for (index, one) in found.iter().enumerate() {
            let rule = &self.tagger.grammar.rules[one.candidate.rule];
            let (value, anchor) = self.value(rule.read, index, found);
            let kind = rule.kind.unwrap_or_else(|| kind(rule.read, value.as_ref()));
            if matches!(kind, TimeType::Date | TimeType::Time) && rule.read != Read::Set {
                self.remember(index, one, value.as_ref(), anchor);
            }
            self.values.push(value);
            let field = |name: &str| one.candidate.fields.get(name).map(|value| value.to_uppercase());
            times.push(TimeExpression {
                kind,
                span: one.candidate.span,
                value: None,
                modifier: one.modifier.clone(),
                quant: field("quant"),
                freq: field("freq"),
                date_start: None,
                date_end: None,
                utc: None,
                utc_offset: None,
                bound: one.bound.filter(|_| matches!(kind, TimeType::Date | TimeType::Time)),
                begin: one.begin,
                end: one.end,
                anchor,
                found_by: rule.id.clone(),
            });
        }
        self.equivalents(found);
        for (time, value) in times.iter_mut().zip(&self.values) {
            write(time, value.as_ref());
        }
        times
    }

    fn value(&self, read: Read, index: usize, found: &[Found]) -> Resolved {
        let one = &found[index];
        let fields = &one.candidate.fields;
        match read {
            Read::Clock => self.clock(index, found),
            Read::Duration => (amount::duration(fields).map(Value::Text), None),
            Read::Set => (amount::set(fields).map(Value::Text), None),
            Read::Constant => (fields.get("value").map(|value| Value::Text(value.to_uppercase())), None),
            Read::Trap => (None, None),
            _ => dates::resolve(self, read, one),
        }
    }

    /// The day of publication as an anchor.
    pub(super) fn today(&self) -> Option<Date> {
        self.published.map(|published| published.date)
    }

    /// What an expression brings to the search for its anchor.
    pub(super) fn seeker(&self, span: Span) -> Seeker {
        if let Some(last) = self.last.get().filter(|last| last.span == span) {
            return last;
        }
        let sentence = self.sentence(span);
        let reading = self.reading(sentence);
        let governor = governing_verb(self.tokens, span).map(|verb| self.tokens[verb].span);
        let seeker = Seeker { span, sentence, clause: self.tagger.tenses.clause(&reading, span, governor) };
        self.last.set(Some(seeker));
        seeker
    }

    fn reading(&self, sentence: Span) -> Rc<Reading> {
        let mut last = self.reading.borrow_mut();
        if let Some(reading) = last.as_ref().filter(|reading| reading.sentence == sentence) {
            return Rc::clone(reading);
        }
        let reading = Rc::new(self.tagger.tenses.read(self.text, sentence, &self.spans));
        *last = Some(Rc::clone(&reading));
        reading
    }

    /// The day that the text is at, for what is `want`ed of it; else the day of publication.
    pub(super) fn narrative(&self, span: Span, want: Want, fits: impl Fn(Date) -> bool) -> Option<(Anchor, Date)> {
        let named = self.passage.day(self.seeker(span), want, fits);
        let named = named.map(|(named, day)| (Anchor::Time(named.index), day));
        named.or_else(|| Some((Anchor::Published, self.today()?)))
    }

    /// The day or the month that the text is at, by its first day; else the day of publication.
    pub(super) fn narrative_start(
        &self,
        span: Span,
        want: Want,
        fits: impl Fn(Date) -> bool,
    ) -> Option<(Anchor, Date)> {
        let named = self.passage.start(self.seeker(span), want, fits);
        let named = named.map(|(named, day)| (Anchor::Time(named.index), day));
        named.or_else(|| Some((Anchor::Published, self.today()?)))
    }

    /// The last year that the text named, else the year of publication.
    pub(super) fn narrative_year(&self, span: Span) -> Option<(Anchor, i16)> {
        let named = self.passage.year(self.seeker(span)).map(|(named, year)| (Anchor::Time(named.index), year));
        named.or_else(|| Some((Anchor::Published, self.today()?.year())))
    }

    /// The year that the passage tells of, where it is another than the present one.
    pub(super) fn year_told(&self, one: &Found) -> Option<(Anchor, i16)> {
        let span = one.candidate.span;
        let ahead = self.tagger.context.coming.is_match(left(self.text, span.start));
        let told = self.passage.year_told(self.seeker(span)).filter(|_| !ahead);
        told.map(|(named, year)| (Anchor::Time(named.index), year))
    }

    /// The sentence around a span; the whole text while there are none.
    fn sentence(&self, span: Span) -> Span {
        let after = self.sentences.partition_point(|sentence| sentence.span.start <= span.start);
        let sentence = after.checked_sub(1).map(|index| self.sentences[index].span);
        sentence.unwrap_or(Span::new(0, self.text.len()))
    }

    /// Which way an incomplete date lies: by the preposition before it, else by its clause's verb.
    pub(super) fn direction(&self, one: &Found) -> Direction {
        self.tendency(one).0
    }

    /// The direction, and whether a verb close by leaves no doubt of it.
    pub(super) fn tendency(&self, one: &Found) -> (Direction, bool) {
        let span = one.candidate.span;
        let before = left(self.text, span.start);
        if self.tagger.context.coming.is_match(before) {
            return (Direction::Future, false);
        }
        if self.tagger.context.gone.is_match(before) {
            return (Direction::Past, true);
        }
        let clause = self.seeker(span).clause;
        (clause.direction.unwrap_or(Direction::Nearest), clause.sure)
    }

    fn remember(&mut self, index: usize, one: &Found, value: Option<&Value>, anchor: Option<Anchor>) {
        let Some(value) = value else { return };
        // The day of a clock time that took it from elsewhere is named there.
        let own = !matches!((value, anchor), (Value::Clock(..), Some(Anchor::Time(_))));
        let (day, year) = (value.day().filter(|_| own), value.year());
        if day.is_none() && year.is_none() {
            return;
        }
        let mut seeker = self.seeker(one.candidate.span);
        // The text looks back there and returns.
        let fields = &one.candidate.fields;
        seeker.clause.aside |=
            fields.contains_key("anchor") && fields.get("shift").is_some_and(|shift| shift.starts_with('-'));
        let context = &self.tagger.context;
        let limit = one.bound == Some(Bound::Until) || context.apart.is_match(left(self.text, seeker.span.start));
        self.passage.remember(Named {
            index,
            span: seeker.span,
            sentence: seeker.sentence,
            day,
            start: value.start().filter(|_| own),
            year,
            clause: seeker.clause,
            limit,
            full: one.candidate.fields.contains_key("year"),
            coarse: matches!(value, Value::Year(_)),
        });
    }

    /// An hour of the clock: its day stands before it in the text, right behind it, or is the day of publication.
    fn clock(&self, index: usize, found: &[Found]) -> Resolved {
        let one = &found[index];
        let fields = &one.candidate.fields;
        let (day, anchor) = match dates::whole(fields) {
            Some(day) => (Some(day), None),
            // The end of a range lies on the day of its beginning.
            None => self.day_of_clock(one.begin.unwrap_or(index), found).unzip(),
        };
        if !fields.contains_key("hour") {
            let part = fields.get("part").map(|part| part.to_uppercase());
            return (part.zip(day).map(|(part, day)| Value::Part(day, part)), anchor);
        }
        let Some((mut time, over)) = clock_time(fields) else { return (None, None) };
        if !fields.contains_key("part") && self.after_noon(anchor, one.candidate.span, found, time) {
            time = time.wrapping_add(jiff::Span::new().hours(12));
        }
        if let Some((stem, set)) = self.recurring(index, found) {
            return (Some(Value::Text(format!("{stem}T{:02}:{:02}", time.hour(), time.minute()))), Some(set));
        }
        // Past midnight: said so, the small hours of a night, or a range that would end before it begins.
        let night = self.night_of(anchor) && time.hour() < 10;
        let begun = one.begin.and_then(|begin| self.values.get(begin)?.as_ref());
        let turned = matches!(begun, Some(Value::Clock(same, begun, ..)) if *same == day && *begun > time);
        let day = if over || night || turned { day.and_then(|day| day_shift(day, 1)) } else { day };
        let offset = fields.get("zone").or(fields.get("zone_p")).and_then(|zone| offset(zone, day, time));
        (Some(Value::Clock(day, time, offset, fields.contains_key("second"))), anchor)
    }

    /// Whether a clock time stands right beside an afternoon or an evening and counts from noon: "3 heures cet après-midi".
    fn after_noon(&self, anchor: Option<Anchor>, span: Span, found: &[Found], time: Time) -> bool {
        let Some(Anchor::Time(index)) = anchor else { return false };
        let Some(other) = found.get(index) else { return false };
        let (first, last) = if other.candidate.span.start < span.start {
            (other.candidate.span.end, span.start)
        } else {
            (span.end, other.candidate.span.start)
        };
        let hours = match other.candidate.fields.get("part").map(|part| part.to_uppercase()).as_deref() {
            Some("AF") => 1..8,
            Some("EV") => 5..12,
            _ => return false,
        };
        last.saturating_sub(first) <= BESIDE && hours.contains(&time.hour())
    }

    /// The day of a clock time right beside what recurs, a weekday or any: "le lundi à 14 heures".
    fn recurring(&self, index: usize, found: &[Found]) -> Option<(String, Anchor)> {
        let rule = |at: usize| found.get(at).map(|one| one.candidate.rule);
        let recurs = |at: usize| rule(at).is_some_and(|rule| self.tagger.grammar.rules[rule].read == Read::Set);
        let near = |first: usize, second: usize, most: usize| {
            let (first, second) = (found[first].candidate.span, found[second].candidate.span);
            second.start.saturating_sub(first.end) <= most
        };
        let first = found[index].begin.unwrap_or(index);
        let last = found[index].end.unwrap_or(index);
        let before = first.checked_sub(1).filter(|set| recurs(*set) && near(*set, first, BESIDE));
        // "À 10 heures le dimanche": behind it.
        let after = || Some(last + 1).filter(|set| recurs(*set) && near(last, *set, AFTER));
        let set = before.or_else(after)?;
        let text = amount::set(&found[set].candidate.fields)?;
        // "Du lundi au vendredi" is no one day.
        let kin = if set < index { set.checked_sub(1) } else { Some(set + 1) };
        let several = kin.is_some_and(|kin| rule(kin) == rule(set));
        let stem = match text.split('T').next()? {
            stem if stem.starts_with("XXXX-WXX-") && !several => stem,
            stem if stem.starts_with("XXXX-WXX-") || stem == "XXXX-XX-XX" || text == "P1D" => "XXXX-XX-XX",
            _ => return None,
        };
        Some((stem.to_owned(), Anchor::Time(set)))
    }

    /// The hour of the clock that the text told last, unless it has gone on to another day since.
    pub(super) fn hour_told(&self) -> Option<(usize, Date, Time, Option<Offset>)> {
        let mut on: Option<Date> = None;
        for (index, value) in self.values.iter().enumerate().rev().take(6) {
            match value {
                Some(Value::Clock(Some(day), time, offset, _)) => {
                    return on.is_none_or(|on| on == *day).then_some((index, *day, *time, *offset));
                }
                value => on = on.or(value.as_ref().and_then(Value::day)),
            }
        }
        None
    }

    /// Whether a clock time hangs on a night.
    fn night_of(&self, anchor: Option<Anchor>) -> bool {
        let Some(Anchor::Time(index)) = anchor else { return false };
        self.values.get(index).is_some_and(|value| matches!(value, Some(Value::Part(_, part)) if part == "NI"))
    }

    fn day_of_clock(&self, index: usize, found: &[Found]) -> Option<(Date, Anchor)> {
        let seeker = self.seeker(found[index].candidate.span);
        let span = seeker.span;
        let recent = self.passage.day(seeker, Want::Same, |_| true);
        let recent = recent.filter(|(named, _)| span.start.saturating_sub(named.span.end) < CARRY);
        if let Some((named, day)) = recent.filter(|(named, _)| named.sentence == seeker.sentence) {
            return Some((day, Anchor::Time(named.index)));
        }
        // "4 h mardi": the day follows.
        // The two ends of a range share it.
        let end = found[index].end.unwrap_or(index);
        if let Some(next) = found.get(end + 1) {
            let between = self.text.get(found[end].candidate.span.end..next.candidate.span.start).unwrap_or("-");
            let read = self.tagger.grammar.rules[next.candidate.rule].read;
            let adjacent = between.chars().all(|c| c.is_whitespace() || c == ',') && between.len() < 4;
            if adjacent && !matches!(read, Read::Clock | Read::Duration | Read::Set) {
                let day = dates::resolve(self, read, next).0.and_then(|value| value.day());
                if let Some(day) = day {
                    return Some((day, Anchor::Time(end + 1)));
                }
            }
        }
        match recent {
            Some((named, day)) => Some((day, Anchor::Time(named.index))),
            None => Some((self.today()?, Anchor::Published)),
        }
    }

    /// Two clocks that show one instant fix each other's zone; the offset found so holds for the clocks without one.
    fn equivalents(&mut self, found: &[Found]) {
        let mut local: Option<Offset> = None;
        for (first, one) in found.iter().enumerate() {
            let Some(second) = one.equal.filter(|second| *second > first) else { continue };
            let (a, b) = (self.values[first].clone(), self.values[second].clone());
            let (Some(Value::Clock(day, x, p, s)), Some(Value::Clock(other, y, q, t))) = (a, b) else { continue };
            let (p, q) = match (p, q) {
                (None, Some(q)) => (zones::inferred(x, y, q), Some(q)),
                (Some(p), None) => (Some(p), zones::inferred(y, x, p)),
                both => both,
            };
            local = local.or(if one.candidate.fields.keys().any(|name| name.starts_with("zone")) { q } else { p });
            let a = Value::Clock(day, x, p, s);
            let shown = a.instant().zip(q).map(|(instant, q)| q.to_datetime(instant));
            let same = shown.filter(|shown| (shown.hour(), shown.minute()) == (y.hour(), y.minute()));
            self.values[second] = Some(Value::Clock(same.map_or(other, |shown| Some(shown.date())), y, q, t));
            self.values[first] = Some(a);
        }
        let Some(local) = local else { return };
        for value in &mut self.values {
            if let Some(Value::Clock(_, _, offset @ None, _)) = value {
                *offset = Some(local);
            }
        }
    }
}

/// The clock time of the fields, and whether it lies on the day after: 24 hours, midnight said with its evening.
pub(super) fn clock_time(fields: &Fields) -> Option<(Time, bool)> {
    let number = |name: &str| fields.get(name).and_then(|value| value.parse::<i32>().ok());
    let mut hour = number("hour")?;
    let minute = number("minute").unwrap_or(0);
    let second = number("second").unwrap_or(0);
    if let Some(part) = fields.get("part") {
        match part.to_uppercase().as_str() {
            "AF" | "EV" | "PM" if hour < 12 => hour += 12,
            "AM" | "MO" | "NI" if hour == 12 => hour = 0,
            _ => {}
        }
    }
    let total = hour * 60 + minute;
    let over = total >= 24 * 60;
    let total = total.rem_euclid(24 * 60);
    let time = Time::new((total / 60) as i8, (total % 60) as i8, i8::try_from(second).ok()?, 0).ok()?;
    Some((time, over))
}

fn offset(zone: &str, day: Option<Date>, time: Time) -> Option<Offset> {
    match day {
        Some(day) => zones::offset(zone, day, time),
        None => {
            let at = |month| zones::offset(zone, Date::constant(2001, month, 1), time);
            at(1).filter(|offset| Some(*offset) == at(7))
        }
    }
}

/// The type where the rule gives none.
fn kind(read: Read, value: Option<&Value>) -> TimeType {
    match (read, value) {
        (Read::Duration, _) => TimeType::Duration,
        (Read::Set, _) => TimeType::Set,
        (Read::Clock, _) | (_, Some(Value::Part(..) | Value::Clock(..))) => TimeType::Time,
        _ => TimeType::Date,
    }
}

/// Writes a value into the expression.
fn write(time: &mut TimeExpression, value: Option<&Value>) {
    let Some(value) = value else { return };
    time.value = Some(value.text());
    if let Some((first, last)) = value.days() {
        (time.date_start, time.date_end) = (Some(first), Some(last));
    }
    time.utc = value.instant();
    if let Value::Clock(_, _, offset, _) = value {
        time.utc_offset = *offset;
    }
}

/// The week that a day lies in.
pub(super) fn week(day: Date) -> Option<Value> {
    monday(day).map(Value::Week)
}
