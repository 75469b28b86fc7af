//! The days and years that the text has named, and which of them a later clause goes on from.

use jiff::civil::Date;

use super::calendar::Direction;
use super::tense::Clause;
use crate::document::Span;

/// A day or a year that the text named.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// The expression, by index.
    pub(super) index: usize,
    pub(super) span: Span,
    pub(super) sentence: Span,
    pub(super) day: Option<Date>,
    /// The day, or the first of the month.
    pub(super) start: Option<Date>,
    pub(super) year: Option<i16>,
    pub(super) clause: Clause,
    /// Whether it bounds something else: a deadline, a comparison.
    pub(super) limit: bool,
    /// Whether its own words give the year.
    pub(super) full: bool,
    /// Whether it is a whole year.
    pub(super) coarse: bool,
}

/// What looks for its day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Want {
    /// A clock time, a part of the day: on the day itself.
    Same,
    /// The day after, three days later.
    After,
    /// The day before.
    Before,
}

/// An expression that looks for the day or year it is counted from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seeker {
    pub(super) span: Span,
    pub(super) sentence: Span,
    pub(super) clause: Clause,
}

/// The passage so far.
#[derive(Clone, Debug)]
pub(super) struct Passage {
    today: Option<Date>,
    named: Vec<Named>,
    /// What stands between quotation marks, in order.
    quotes: Vec<Span>,
    /// Where lines end.
    lines: Vec<usize>,
}

/// How many expressions are looked back at.
const BACK: usize = 40;
/// How far behind a deadline its clock time stands, in bytes.
const ADJACENT: usize = 6;
/// How far a year named before holds, in bytes.
const YEAR: usize = 400;
/// How far behind the beginning of a sentence its frame stands: a preposition.
const OPENING: usize = 4;
/// The same with a participle before it.
const BIRTH: usize = 12;
/// How far it holds inside a sentence.
const YEAR_INSIDE: usize = 200;

impl Passage {
    pub(super) fn new(text: &str, today: Option<Date>) -> Passage {
        let lines = text.match_indices('\n').map(|(at, _)| at).collect();
        Passage { today, named: Vec::new(), quotes: quotes(text), lines }
    }

    pub(super) fn remember(&mut self, named: Named) {
        self.named.push(named);
    }

    /// The quotation around a position, by index.
    fn quote(&self, at: usize) -> Option<usize> {
        let index = self.quotes.partition_point(|quote| quote.start <= at).checked_sub(1)?;
        (at < self.quotes[index].end).then_some(index)
    }

    /// What was named before, the last first, as far as a clause can go on from it.
    fn back(&self, from: Seeker) -> impl Iterator<Item = &Named> {
        let quote = self.quote(from.span.start);
        self.named.iter().rev().take(BACK).filter(move |named| {
            let there = self.quote(named.span.start);
            let away = from.span.start.saturating_sub(named.span.end);
            let limit = named.limit && (away > ADJACENT || named.sentence != from.sentence);
            !limit && (there.is_none() || there == quote)
        })
    }

    /// The day that a clause goes on from, where `fits` accepts it.
    pub(super) fn day(&self, from: Seeker, want: Want, fits: impl Fn(Date) -> bool) -> Option<(&Named, Date)> {
        self.point(from, want, |named| named.day, fits)
    }

    /// The same of a day or a month, by its first day.
    pub(super) fn start(&self, from: Seeker, want: Want, fits: impl Fn(Date) -> bool) -> Option<(&Named, Date)> {
        self.point(from, want, |named| named.start, fits)
    }

    fn point(
        &self,
        from: Seeker,
        want: Want,
        of: impl Fn(&Named) -> Option<Date>,
        fits: impl Fn(Date) -> bool,
    ) -> Option<(&Named, Date)> {
        let days = self.back(from).filter_map(|named| Some((named, of(named)?)));
        let ahead = |day: Date| self.today.is_some_and(|today| day > today);
        let over = |day: Date| self.today.is_some_and(|today| day < today);
        let mut days = days.filter(|(named, day)| {
            let same = named.sentence == from.sentence;
            if want == Want::Same && same && from.span.start.saturating_sub(named.span.end) <= ADJACENT {
                return true;
            }
            let behind = (named.clause.aside || named.clause.pluperfect) && !same;
            let fits_tense = match from.clause.direction {
                Some(Direction::Past) => !ahead(*day) && fits(*day),
                Some(Direction::Future) if want == Want::Same => same || !over(*day),
                _ => true,
            };
            fits_tense && (want == Want::After || !behind || from.clause.pluperfect && !named.clause.aside)
        });
        days.next()
    }

    /// The last year named, whole or by a day in it.
    pub(super) fn year(&self, from: Seeker) -> Option<(&Named, i16)> {
        let past = from.clause.direction == Some(Direction::Past);
        let later = |year: i16| past && self.today.is_some_and(|today| year > today.year());
        self.back(from).filter_map(|named| Some((named, named.year?))).find(|(_, year)| !later(*year))
    }

    /// The year that a month without one lies in, where the passage tells of another than the present one.
    pub(super) fn year_told(&self, from: Seeker) -> Option<(&Named, i16)> {
        let (named, year) = self.back(from).find_map(|named| Some((named, named.year?)))?;
        let today = self.today?.year();
        let away = from.span.start.saturating_sub(named.span.end);
        let against = if year < today { Direction::Future } else { Direction::Past };
        if year == today || from.clause.sure && from.clause.direction == Some(against) {
            return None;
        }
        let same = named.sentence == from.sentence && away < YEAR_INSIDE;
        let opens = |by: usize| named.span.start.saturating_sub(named.sentence.start) <= by;
        let line = |at: usize| self.lines.partition_point(|end| *end < at);
        let near = away < YEAR && line(named.span.start) == line(from.span.start);
        let carried = match from.clause.direction {
            _ if from.clause.pluperfect => named.full || named.clause.pluperfect,
            Some(direction) if direction == against => false,
            _ => {
                let main = !named.clause.aside && !named.clause.pluperfect;
                named.full && main && year < today && (!named.coarse || opens(OPENING))
            }
        };
        // In one sentence a day named before may be another event's; a year, a month or the first words are the frame.
        (if same { named.day.is_none() || opens(BIRTH) && carried } else { near && carried }).then_some((named, year))
    }
}

/// What stands between quotation marks, and turns of a dialogue. A mark left open ends with its line.
fn quotes(text: &str) -> Vec<Span> {
    let mut quotes = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut fresh = true;
    let mut close = |open: &mut Option<(usize, char)>, end: usize| {
        if let Some((start, _)) = open.take() {
            quotes.push(Span::new(start, end));
        }
    };
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('\n', _) => close(&mut open, at),
            ('»' | '”', Some((_, '«' | '“'))) | ('"', Some((_, '"'))) => close(&mut open, at),
            ('«' | '“' | '"', None) => open = Some((at, c)),
            ('—' | '–', None) if fresh => open = Some((at, c)),
            _ => {}
        }
        fresh = c == '\n' || fresh && c.is_whitespace();
    }
    close(&mut open, text.len());
    quotes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_end_with_their_mark_or_their_line() {
        for (text, expected) in [
            ("Il dit « oui » et \"non\".", vec!["« oui ", "\"non"]),
            ("— Non, dit-il.\nIl part – vite.", vec!["— Non, dit-il."]),
            ("Un « mot\nsans fin", vec!["« mot"]),
        ] {
            let found: Vec<&str> = quotes(text).into_iter().map(|span| span.of(text)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
