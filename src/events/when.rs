//! When it happened: from the clause outward, with the basis stated, and never an invented day.

use jiff::civil::Date;

use crate::document::{Anchor, Bound, DateBasis, EventTime, EventType, Polarity, Status, TimeExpression, TimeType};
use crate::text::Tense;

use super::attributes;
use super::chunks::Kind;
use super::context::{Context, Found};
use super::relations::{Seat, back, opens_with};
use super::subjects::relative_of;
use super::verbs::Shape;
use super::words::Class;

/// The time of a found trigger.
pub(super) fn of(context: &Context, found: &Found, status: Status, polarity: Polarity) -> EventTime {
    let stated = || in_clause(context, found).or_else(|| renamed(context, found)).or_else(|| opening(context, found));
    if presupposed(context, found) {
        return EventTime::NONE;
    }
    if let Some(end) = followed(context, found) {
        return bounds(None, Some(end));
    }
    let stated = stated();
    let published = context.document.published.map(|published| published.date);
    // "a demandé une réunion jeudi": what is told already is not to come, but what it is about.
    let told_already = matches!(status, Status::Asserted | Status::Reported)
        && found.verb.is_some_and(|verb| context.parse.verbs[verb].tense != Tense::Future);
    let ahead = |time: usize| published.is_some() && context.analysis.times[time].date_start > published;
    if let Some((time, function)) = stated.filter(|(time, _)| !(told_already && ahead(*time))) {
        return explicit(context, time, function);
    }
    match status {
        Status::Asserted | Status::Reported if polarity == Polarity::Positive && announced(context, found) => {
            EventTime { date_start: published, date_end: published, basis: DateBasis::Published, ..EventTime::NONE }
        }
        Status::Asserted | Status::Reported | Status::Alleged if polarity == Polarity::Positive => {
            told(context, found, published)
        }
        _ => EventTime::NONE,
    }
}

/// Whether a headline tells it as news of the day: in the present, or without any finite verb.
fn announced(context: &Context, found: &Found) -> bool {
    let verbs = context.parse.verbs.iter().filter(|verb| verb.shape == Shape::Finite);
    let mut own = verbs.filter(|verb| {
        found.verb.is_none_or(|own| {
            context.parse.verbs[own].shape != Shape::Finite || verb.chunk == context.parse.verbs[own].chunk
        })
    });
    context.document.published.is_some() && context.headline() && own.all(|verb| verb.tense == Tense::Present)
}

/// The bounds of something told without a time of its own: the course of the paragraph; of a reaction, what it reacts to.
fn told(context: &Context, found: &Found, published: Option<Date>) -> EventTime {
    if !foreground(context, found) {
        return EventTime::NONE;
    }
    let reaction = context.lexicon.senses[found.sense].kind.is_some_and(reacts);
    let since = if reaction { bounds(context.discourse.news, None) } else { EventTime::NONE };
    if !attributes::is_past(context, found) {
        return since;
    }
    let before = context.parse.chunks[..found.chunk].iter().rev().find_map(|chunk| match chunk.kind {
        Kind::Time(time) => Some(&context.analysis.times[time]),
        _ => None,
    });
    let past = |time: &&TimeExpression| usable(time) && published.is_none_or(|day| time.date_start <= Some(day));
    if let Some(time) = before.filter(past).filter(|time| time.bound.is_none() && time.date_start.is_some()) {
        return bounds(time.date_start, None);
    }
    if let Some(earlier) = context.discourse.earlier.as_ref().filter(|time| time.date_start.is_some()) {
        // What follows a moment of a day is told of that day; what follows a day or a year comes after its beginning.
        let moment = earlier.time.is_some_and(|time| context.analysis.times[time].kind == TimeType::Time);
        let date_end = if moment && !reaction { earlier.date_end } else { None };
        return bounds(earlier.date_start, date_end);
    }
    since
}

/// Whether events of a type answer others: words, help, and what the authorities do.
fn reacts(kind: EventType) -> bool {
    use EventType::{Accuse, Aid, Coerce, Reject, Request, Support, Threaten};
    matches!(kind, Request | Accuse | Reject | Threaten | Support | Aid | Coerce)
}

/// Whether the course of events goes on with it: a main clause in a tense that tells. A relative clause, a participle, an
/// imperfect or a pluperfect may speak of any time before.
fn foreground(context: &Context, found: &Found) -> bool {
    let parse = context.parse;
    let Some(verb) = found.verb.or_else(|| context.carrier(&found.seat)) else { return false };
    let group = &parse.verbs[verb];
    let telling = match group.shape {
        Shape::Finite => group.perfect && group.tense != Tense::Imperfect || group.tense == Tense::Past,
        Shape::Gerund => true,
        Shape::Infinitive | Shape::Participle => false,
    };
    telling && relative_of(parse, group.chunk).is_none()
}

/// "libérer la ville de l'occupation": a definite noun that another event's verb presupposes lies before that event.
fn presupposed(context: &Context, found: &Found) -> bool {
    let Seat::Oblique { function, noun, verb } = &found.seat else { return false };
    let above = noun.map(|noun| context.syntax.seat(context.parse, noun));
    let verb = match above {
        Some(Seat::Object(verb) | Seat::Oblique { verb: Some(verb), .. }) => Some(verb),
        _ => *verb,
    };
    let Some(verb) = verb else { return false };
    let before = matches!(function.as_str(), "of" | "against" | "after" | "despite" | "cause" | "from" | "for");
    let definite = opens_with(context.parse, found.chunk, Class::Definite);
    let event = context.lexicon.by_verb(&context.parse.verbs[verb].lemma).first();
    let timed = matches!(context.parse.kind(found.chunk + 1), Some(Kind::Time(_)));
    let carried = context.rules.support(&context.parse.verbs[verb].lemma, "object").is_some();
    before && definite && event.is_some() && !timed && !carried
}

/// "a été ouverte mardi après une plainte": what an act came after lies before the time of the act.
fn followed(context: &Context, found: &Found) -> Option<Date> {
    let Seat::Oblique { function, verb: Some(verb), .. } = &found.seat else { return None };
    let (time, bound) = in_clause(context, &Found { chunk: context.parse.verbs[*verb].chunk, ..found.clone() })?;
    let own = matches!(context.parse.kind(found.chunk + 1), Some(Kind::Time(_)));
    let end = context.analysis.times[time].date_end;
    end.filter(|_| function == "after" && bound.is_none_or(|bound| bound != "since") && !own)
}

fn bounds(date_start: Option<Date>, date_end: Option<Date>) -> EventTime {
    let basis = if date_start.is_none() && date_end.is_none() { DateBasis::None } else { DateBasis::Inferred };
    EventTime { date_start, date_end, basis, ..EventTime::NONE }
}

/// Whether a time ended clearly before publication: what is told of it is history, not news.
pub(super) fn long_before(end: Option<Date>, published: Option<Date>) -> bool {
    const DAYS: i32 = 90;
    match (end, published) {
        (Some(end), Some(published)) => published.since(end).is_ok_and(|span| span.get_days() > DAYS),
        _ => false,
    }
}

fn usable(time: &TimeExpression) -> bool {
    matches!(time.kind, TimeType::Date | TimeType::Time) && (time.date_start.is_some() || time.utc.is_some())
}

/// The nearest usable time of the trigger's clause, and the function of the preposition before it.
fn in_clause(context: &Context, found: &Found) -> Option<(usize, Option<String>)> {
    let parse = context.parse;
    let clause = context.clause(found.chunk);
    let mut best: Option<(usize, usize)> = None;
    for (at, chunk) in parse.chunks.iter().enumerate() {
        let Kind::Time(time) = chunk.kind else { continue };
        if !usable(&context.analysis.times[time]) || (context.clause(at) != clause && !bracketed(context, at, clause)) {
            continue;
        }
        let between = if at < found.chunk { at..found.chunk } else { found.chunk + 1..at };
        let carrier = context.carrier(&found.seat);
        let verbs = between
            .filter(|&c| {
                parse.verb_at(c).is_some_and(|verb| {
                    verb.shape == Shape::Finite && Some(verb.chunk) != carrier.map(|v| parse.verbs[v].chunk)
                })
            })
            .count();
        let own = match found.seat {
            Seat::Subject(_) => 1,
            _ => 0,
        };
        if verbs > own || context.is_of_another(found, at) {
            continue;
        }
        let distance = at.abs_diff(found.chunk);
        if best.is_none_or(|(_, nearest)| distance < nearest) {
            best = Some((at, distance));
        }
    }
    let (at, _) = best?;
    let Kind::Time(time) = parse.chunks[at].kind else { return None };
    let function = back(parse, at).and_then(|left| parse.function(left)).map(str::to_owned);
    Some((clock_of(context, time), function))
}

/// Whether a chunk stands in brackets right behind its clause: "(9 heures GMT)".
fn bracketed(context: &Context, chunk: usize, clause: usize) -> bool {
    let open = back(context.parse, chunk);
    open.is_some_and(|open| {
        context.parse.kind(open) == Some(&Kind::Stop) && open > 0 && context.clause(open - 1) == clause
    })
}

/// The clock time that belongs to a date, where one is anchored on it in the same sentence.
fn clock_of(context: &Context, time: usize) -> usize {
    let times = &context.analysis.times;
    let next = time + 1;
    let follows = times
        .get(next)
        .is_some_and(|clock| clock.kind == TimeType::Time && clock.anchor == Some(Anchor::Time(time)) && usable(clock));
    let near = follows && times[next].span.start.saturating_sub(times[time].span.end) < 12;
    if near { next } else { time }
}

/// The function of a time that an apposition renames: whatever bound stood before it bounds something else.
const RENAMED: &str = "renamed";

/// "1991, date à laquelle ...", "le 4 mai, lorsque ...": the time that stands over a relative or temporal clause.
fn renamed(context: &Context, found: &Found) -> Option<(usize, Option<String>)> {
    let parse = context.parse;
    let relative = (0..found.chunk)
        .rev()
        .find(|&at| matches!(parse.chunks[at].kind, Kind::Relative | Kind::Stop | Kind::Subordinator))?;
    let simultaneous = parse.words[parse.chunks[relative].words.start].is(Class::Simultaneous);
    if parse.kind(relative) != Some(&Kind::Relative) && !simultaneous {
        return None;
    }
    let mut at = relative;
    for _ in 0..5 {
        at = back(parse, at)?;
        match &parse.chunks[at].kind {
            Kind::Time(time) if usable(&context.analysis.times[*time]) => {
                return Some((*time, Some(RENAMED.to_owned())));
            }
            Kind::Noun | Kind::Verb(_)
                if parse.words[parse.chunks[at].words.clone()].iter().any(|w| w.is(Class::DateNoun)) => {}
            Kind::Comma | Kind::Preposition(_) => {}
            _ => return None,
        }
    }
    None
}

/// A time at the head of the sentence, before its first verb: it stands over all that follows, but not over what others say.
fn opening(context: &Context, found: &Found) -> Option<(usize, Option<String>)> {
    let parse = context.parse;
    for (at, chunk) in parse.chunks.iter().enumerate().take(12) {
        match chunk.kind {
            Kind::Time(time) if usable(&context.analysis.times[time]) => {
                let span = context.analysis.times[time].span;
                let foreign = context
                    .analysis
                    .statements
                    .iter()
                    .any(|statement| statement.span.contains(found.span) && !statement.span.contains(span));
                let function = back(parse, at).and_then(|left| parse.function(left)).map(str::to_owned);
                return (!foreign).then(|| (clock_of(context, time), function));
            }
            Kind::Verb(_) | Kind::Subordinator | Kind::Relative => return None,
            _ => {}
        }
    }
    None
}

/// The other end of a range that begins with a time: the next one, behind nothing but "à" or "au".
fn range_end(context: &Context, time: usize) -> Option<usize> {
    let (parse, times) = (context.parse, &context.analysis.times);
    let at = parse.chunks.iter().position(|chunk| chunk.kind == Kind::Time(time))?;
    let opens = back(parse, at)
        .and_then(|before| parse.function(before))
        .is_some_and(|f| matches!(f, "of" | "since" | "from" | "between"));
    let Some(Kind::Time(last)) = parse.kind(at + 2) else { return None };
    let joins = parse.function(at + 1).is_some_and(|f| matches!(f, "to" | "until"))
        || parse.kind(at + 1) == Some(&Kind::Coordinator);
    let days = |time: usize| times[time].date_start.is_some() && usable(&times[time]);
    (opens && joins && days(time) && days(*last) && times[time].date_start < times[*last].date_end).then_some(*last)
}

/// An event's time from an expression: its interval, or one bound where only one is given.
fn explicit(context: &Context, index: usize, function: Option<String>) -> EventTime {
    let time = &context.analysis.times[index];
    let whole = EventTime {
        time: Some(index),
        value: time.value.clone(),
        date_start: time.date_start,
        date_end: time.date_end,
        utc: time.utc,
        basis: DateBasis::Explicit,
    };
    // "de jeudi à samedi"
    if let Some(last) = range_end(context, index) {
        return EventTime { date_end: context.analysis.times[last].date_end, ..whole };
    }
    let function = function.as_deref();
    let clock = time.kind == TimeType::Time || function == Some(RENAMED);
    let from = time.bound == Some(Bound::From) || matches!(function, Some("since" | "after"));
    let until = time.bound == Some(Bound::Until) || matches!(function, Some("until" | "ahead"));
    if from && !clock {
        return EventTime { date_end: None, basis: DateBasis::Inferred, ..whole };
    }
    if until && !clock {
        return EventTime { date_start: None, basis: DateBasis::Inferred, ..whole };
    }
    whole
}
