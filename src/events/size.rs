//! How many were killed, injured, arrested: numbers where the text gives them, its words otherwise.

use crate::document::Span;

use super::context::{Context, Found};
use super::relations::Seat;
use super::rules::Count;
use super::verbs::Shape;
use super::words::{Class, QUANTITY, Word};

/// A counted group of people.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sized {
    pub count: Count,
    pub number: Option<u32>,
    pub span: Span,
    /// The word that counts.
    pub at: usize,
}

/// How far before the counted word its numeral may stand.
const REACH: usize = 6;

/// Every count of a sentence that a noun names ("douze morts", "une dizaine de blessés").
pub(super) fn of_nouns(context: &Context) -> Vec<Sized> {
    let words = &context.parse.words;
    let mut found: Vec<Sized> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(count) = context.rules.count(&word.lower).filter(|_| word.entity.is_none()) else { continue };
        let parse = context.parse;
        if parse.verb_at(parse.chunk_of(at)).is_some_and(|verb| verb.shape != Shape::Participle) {
            continue;
        }
        let from = at.saturating_sub(REACH);
        let belongs = |i: usize| {
            let verb = parse.verb_at(parse.chunk_of(i)).is_some();
            !words[i].is_mark() && words[i].entity.is_none() && !words[i].is(Class::Coordinator) && !verb
        };
        let start = (from..at).rev().take_while(|&i| belongs(i)).last().unwrap_or(at);
        if let Some((number, first)) = number_in(context, start, at) {
            found.push(Sized { count, number, span: words[first].span.cover(word.span), at });
        }
    }
    found
}

/// The count that the object of a trigger verb gives ("tué trois soldats"), or of a verb that a trigger noun is the subject of.
pub(super) fn of_verb(context: &Context, found: &Found) -> Option<Sized> {
    let subject = match found.seat {
        Seat::Subject(verb) if !context.parse.verbs[verb].passive => Some(verb),
        _ => None,
    };
    let verb = found.verb.or(subject)?;
    let count = context.rules.count_verb(&context.parse.verbs[verb].lemma)?;
    let relations = context.syntax.of_verb(context.parse, verb);
    let object = relations.object.first()?;
    let (number, first) = number_in(context, object.start, object.end.min(object.start + REACH))?;
    Some(Sized { count, number, span: context.span(&(first..object.end)), at: object.start })
}

/// The numeral in a stretch of words and where it begins; a vague one ("plusieurs", "une dizaine de") has no number.
fn number_in(context: &Context, start: usize, end: usize) -> Option<(Option<u32>, usize)> {
    let words = &context.parse.words;
    let quantity = (start..end).find(|&at| {
        let (function, after) = context.reader.preposition(words, at).unwrap_or(("", at));
        function == QUANTITY && after <= end && !words[after - 1..end].iter().any(|w| value(context, w).is_some())
    });
    let first = (start..end).find(|&at| value(context, &words[at]).is_some());
    if let Some(at) = quantity.filter(|&at| first.is_none_or(|first| first >= at)) {
        return Some((None, at));
    }
    let Some(first) = first else {
        let vague = (start..end).find(|&at| {
            words[at].is(Class::Number) && words[at].is(Class::Indefinite) && value(context, &words[at]).is_none()
        })?;
        return Some((None, vague));
    };
    let run = (first..end).take_while(|&at| value(context, &words[at]).is_some());
    let mut total: u32 = 0;
    for at in run {
        let next = value(context, &words[at])?;
        let digits = words[at].lower.chars().all(|c| c.is_ascii_digit());
        total = match next {
            _ if digits && words[at].lower.len() == 3 && total > 0 => total.checked_mul(1000)?.checked_add(next)?,
            100 | 1000 if total > 0 && !digits => total.checked_mul(next)?,
            _ => total.checked_add(next)?,
        };
    }
    // "un des morts", "une personne": the article alone is a number only before a counted noun; zero counts nobody.
    (total > 0).then_some((Some(total), first))
}

/// The value of one word: digits, or numerals of the pack joined by hyphens.
fn value(context: &Context, word: &Word) -> Option<u32> {
    if word.time.is_some() {
        return None;
    }
    if word.lower.chars().all(|c| c.is_ascii_digit()) {
        return word.lower.parse().ok();
    }
    let numbers = &context.rules.numbers;
    if let Some(value) = numbers.get(&word.lower) {
        return Some(*value);
    }
    if !word.lower.contains('-') {
        return None;
    }
    let mut total: u32 = 0;
    for part in word.lower.split('-') {
        match numbers.get(part) {
            Some(20) if total == 4 => total = 80,
            Some(value @ (100 | 1000)) if total > 0 => total = total.checked_mul(*value)?,
            Some(value) => total = total.checked_add(*value)?,
            None if context.reader.is(part, Class::Coordinator) => {}
            None => return None,
        }
    }
    (total > 0).then_some(total)
}
