use super::drafts::{Draft, Drafts, GAP, NEAR};
use super::segment::Segment;
use super::speech::MarkerKind;
use crate::document::{Span, StatementKind};
use crate::text::{Mood, VerbGroup};

impl Draft {
    /// Whether its cue ends right before a word.
    fn ends_cue(&self, segment: &Segment, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| segment.words.get(before));
        self.cue
            .zip(before)
            .is_some_and(|(cue, word)| word.span.overlaps(cue) || self.source.is_some_and(|s| word.span.contains(s)))
    }
}

/// Statements without a verb: "selon X", and those at second hand.
impl Drafts<'_> {
    /// "selon X, ...", "..., selon X", "citant Y".
    pub(super) fn markers(&mut self) {
        let segment = self.segment();
        let mut at = 0;
        while at < segment.words.len() {
            let Some((length, kind)) = self.reader.speech.markers.at(&segment.words, at).map(|(l, k)| (l, *k)) else {
                at += 1;
                continue;
            };
            let fixed = kind == MarkerKind::Fixed;
            // "de sources proches": the preposition is the marker, and its noun the source.
            let inner = kind == MarkerKind::Pronoun;
            let from = if fixed || inner { at + 1 } else { self.skip_adjuncts(at + length) };
            let end = match kind {
                MarkerKind::Pronoun => at + 2,
                _ => self.reader.phrase_from(from).max(if fixed { at + length } else { from }).min(segment.words.len()),
            };
            let end = self.reader.complements_end(from, end);
            let named = inner || fixed && end > at + length || from < end && self.reader.is_source(from, end);
            let named = named || kind == MarkerKind::Source && self.may_speak(at, from, end);
            let initial = self.opens_clause(at, end);
            let end = match kind {
                MarkerKind::Quoting | MarkerKind::Quoted => end,
                MarkerKind::Pronoun => at + length,
                _ => self.reader.apposition_end(from, end, segment.words.len()),
            };
            // "a-t-on appris de source policière": the source of the verb.
            if fixed && let Some(draft) = self.found.iter_mut().find(|draft| draft.ends_cue(segment, at)) {
                draft.source = segment.span(from, end).or(draft.source);
                at = end.max(at + length);
                continue;
            }
            let allowed = match kind {
                MarkerKind::Opinion => initial && segment.key(end) == "," && self.opines(from, end),
                MarkerKind::Pronoun => segment.is_mark(end),
                MarkerKind::Fixed => initial || at > 0 && segment.key(at - 1) == ",",
                _ => true,
            };
            let last = if inner { from + 1 } else { end };
            let (Some(source), true, true) = (segment.span(from, last), named, allowed) else {
                at += length;
                continue;
            };
            // "qui cite Y", "en citant Y": the verb alone.
            let grammar = &self.reader.lists.grammar;
            let led = grammar.relatives.contains(segment.key(at)) || grammar.prepositions.contains(segment.key(at));
            let verb = at + usize::from(led && matches!(kind, MarkerKind::Quoting | MarkerKind::Quoted));
            let cue = segment.span(verb, if fixed { at + 1 } else { at + length });
            match kind {
                MarkerKind::Quoting | MarkerKind::Quoted => self.second_hand(at, source, cue, kind),
                _ => self.marked(at, end, initial, source, cue),
            }
            at = end.max(at + length);
        }
    }

    /// The clause beside a marker and its source.
    pub(super) fn marked(&mut self, at: usize, end: usize, initial: bool, source: Span, cue: Option<Span>) {
        let segment = self.segment();
        let medium = self.reader.medium(end, self.adjuncts_end(end));
        let comma = |at: usize| segment.key(at) == ",";
        let (start, stop) = if initial {
            let mut start = self.closing_comma(end);
            // What is inserted behind the source: another marker, a relative clause, a participle.
            while comma(start) && self.inserts(start + 1) {
                let next = self.closing_comma(start + 1);
                if next <= start || !comma(next) {
                    break;
                }
                start = next;
            }
            if !comma(start) {
                start = end.max(self.skip_adjuncts(end));
            }
            (start + usize::from(comma(start)), self.reader.clause_end(start, segment.words.len()))
        } else {
            let mut stop = at - usize::from(at > 0 && matches!(segment.key(at - 1), "," | "("));
            // ", toujours selon X"
            let adverb = |at: usize| self.reader.is_adjunct(at) && comma(at - 1);
            if stop == at && at > 1 && adverb(at - 1) {
                stop = at - 2;
            }
            let mut start = self.reader.clause_start(0, stop);
            let behind = self.adjuncts_end(end);
            let before = self.earlier_marker(start, stop);
            let pair = before.is_some() || self.later_marker(behind).is_some();
            if pair {
                // "600, selon X, 1 500 d'après Y": each says what stands right beside its marker.
                let comma_before = (start..stop).rev().find(|&at| comma(at)).map_or(start, |at| at + 1);
                start = before.map_or(comma_before, |before| before.max(comma_before));
                let ties =
                    |at: usize| segment.is_mark(at) || self.reader.lists.grammar.conjunctions.contains(segment.key(at));
                while start < stop && ties(start) {
                    start += 1;
                }
            }
            let open = stop > start && self.is_open(stop - 1);
            let goes_on = !pair && comma(behind) && (open || !segment.finite_between(start, stop));
            // "Il s'agit selon lui d'une erreur": no comma, but the clause is not over.
            let bare = !pair && stop == at && open && end < segment.words.len() && !segment.is_mark(end);
            let behind = if bare { end } else { behind };
            (start, if goes_on || bare { self.reader.clause_end(behind, segment.words.len()) } else { stop })
        };
        let start = start.min(stop);
        let Some(span) = segment.span(start, stop) else { return };
        // "La mort, selon X": without a verb anywhere it is a title's noun, still said by X.
        let quoted = segment.quote(start).filter(|_| stop == start + 1);
        let mixed = (start..stop).any(|at| segment.quote(at).is_some());
        let kind = match quoted {
            Some(_) => StatementKind::Direct,
            None if mixed => StatementKind::Mixed,
            None => StatementKind::Indirect,
        };
        let span = quoted.map_or(self.reader.inside_marks(start, stop, span), |quote| quote.inner);
        self.found.push(Draft { span, kind, source: Some(source), cue, medium, via: None, rule: "statements.marker" });
    }

    /// Whether a noun of no list is a source: it names no manner, and its marker stands apart or tells a rumour.
    fn may_speak(&self, at: usize, from: usize, end: usize) -> bool {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        let manner = (from..end).take(3).any(|word| self.reader.speech.manners.contains(segment.key(word)));
        let apart = match at {
            0 => segment.key(end) == ",",
            _ => segment.key(at - 1) == "," && segment.is_mark(end),
        };
        let phrase = grammar.dropped.contains(segment.key(from)) && from + 1 < end && !manner;
        phrase && (apart && segment.finite_between(0, segment.words.len()) || self.conditional(0, segment.words.len()))
    }

    /// Whether a marker begins the clause of what is said; its source ends at `end`.
    fn opens_clause(&self, at: usize, end: usize) -> bool {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        let before = if at > 0 { segment.key(at - 1) } else { "" };
        let more = segment.words.len() > end + 2;
        // "que, selon X, ..."
        let that = at > 1 && before == "," && grammar.that.contains(segment.key(at - 2));
        let joined = that || grammar.conjunctions.contains(before) || grammar.that.contains(before);
        let clause = || {
            let close = self.reader.clause_end(end, segment.words.len());
            segment.key(end) == "," && segment.finite_between(end, close)
        };
        self.skip_adjuncts(self.reader.clause_start(0, at)) >= at
            || matches!(before, ";" | ":") && more
            || joined && clause()
    }

    /// Whether a verb in the conditional stands between two words.
    fn conditional(&self, from: usize, to: usize) -> bool {
        let inside = |group: &&VerbGroup| group.words.start >= from && group.words.end <= to;
        self.segment().groups.iter().filter(inside).any(|group| group.mood == Mood::Conditional)
    }

    /// Whether what follows an opinion marker's source is an opinion: of a person by name, quoted, or in the conditional.
    fn opines(&self, from: usize, end: usize) -> bool {
        let segment = self.segment();
        let close = self.reader.clause_end(end, segment.words.len());
        self.reader.names_person(from, end)
            || self.conditional(end, close)
            || (end..close).any(|at| segment.quote(at).is_some() && !self.reader.is_title(at))
    }

    /// The next comma behind a noun phrase, quotations and adjuncts passed; what `adjuncts_end` finds where there is none.
    fn closing_comma(&self, from: usize) -> usize {
        let segment = self.segment();
        let stops = |at: &usize| segment.is_mark(*at) && !matches!(segment.key(*at), "'" | "-" | "(" | ")");
        let until = segment.words.len().min(from + GAP);
        let stop = (from..until).find(stops).unwrap_or(until);
        if segment.key(stop) == "," { stop } else { self.adjuncts_end(from) }
    }

    /// Whether words behind a comma are inserted: a marker, a relative clause, a participle.
    fn inserts(&self, at: usize) -> bool {
        let segment = self.segment();
        let participle = |group: &VerbGroup| group.person == 0 && group.mood == Mood::Participle;
        self.marker_at(at).is_some()
            || self.reader.lists.grammar.relatives.contains(segment.key(at))
            || segment.group_at(at).is_some_and(participle)
    }

    /// Whether a clause cannot end with this word: a verb that wants its object, a preposition.
    fn is_open(&self, last: usize) -> bool {
        let segment = self.segment();
        let grammar = &self.reader.lists.grammar;
        let verb = segment.group_with(last).is_some_and(|group| group.person > 0 && !group.passive && !group.perfect);
        let clause = grammar.relatives.contains(segment.key(last)) || grammar.conjunctions.contains(segment.key(last));
        verb || clause || grammar.is_preposition(&segment.words[last]) || grammar.that.contains(segment.key(last))
    }

    /// The end of the source of a marker before, in the same clause.
    fn earlier_marker(&self, from: usize, to: usize) -> Option<usize> {
        let source = |at: usize| self.marker_at(at).filter(|(_, kind)| *kind == MarkerKind::Source);
        let (at, length) = (from..to).rev().find_map(|at| source(at).map(|(length, _)| (at, length)))?;
        Some(self.reader.phrase_from(at + length).min(to))
    }

    /// A marker of another source behind the first one's, in the same clause.
    fn later_marker(&self, from: usize) -> Option<usize> {
        let segment = self.segment();
        let until = segment.words.len().min(from + GAP);
        let stops = |at: &usize| matches!(segment.key(*at), "." | ";" | ":");
        let until = (from..until).find(stops).unwrap_or(until);
        (from + 1..until).find(|&at| self.marker_at(at).is_some_and(|(_, kind)| kind == MarkerKind::Source))
    }

    /// "selon X, citant Y": Y said the same, and X quotes it; "selon Y, cité par X": the other way round.
    pub(super) fn second_hand(&mut self, at: usize, source: Span, cue: Option<Span>, kind: MarkerKind) {
        let place = self.segment().words[at].span.start;
        let near = |draft: &Draft| draft.source.is_some_and(|source| source.start < place);
        let candidates = self.found.iter().enumerate().rev().take(NEAR).filter(|(_, draft)| near(draft));
        let Some((first, draft)) = candidates.max_by_key(|(_, draft)| draft.source.map(|source| source.start)) else {
            return;
        };
        let mut second =
            Draft { source: Some(source), cue, medium: None, rule: "statements.second-hand", ..draft.clone() };
        let last = self.found.len();
        if kind == MarkerKind::Quoting {
            second.via = Some(first);
        } else {
            self.found[first].via = Some(last);
        }
        self.found.push(second);
    }

    /// A statement whose cue stands inside another's content is quoted by that other.
    pub(super) fn chain(&mut self) {
        for index in 0..self.found.len() {
            let Some(cue) = self.found[index].cue.filter(|_| self.found[index].via.is_none()) else { continue };
            let source = self.found[index].source;
            let around = self.found.iter().enumerate().skip(index.saturating_sub(NEAR)).take(2 * NEAR);
            let outer = around.filter(|(other, draft)| {
                let said = source.is_some_and(|source| draft.span.contains(source));
                // Who denies that X said it does not quote X.
                let quotes = draft.rule != "statements.repeated";
                *other != index && quotes && draft.span.contains(cue) && said && draft.cue != Some(cue)
            });
            let nearest = outer.min_by_key(|(_, draft)| draft.span.len()).map(|(other, _)| other);
            self.found[index].via = nearest;
        }
    }
}
