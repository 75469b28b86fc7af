use super::drafts::{CLAUSE, Cue, Draft, Drafts, GAP, QUOTED_WORDS};
use super::segment::Segment;
use super::sources::Reader;
use crate::document::{Span, StatementKind};

/// The one spoken to, or the place of speech, has no more words where no quotation shows that the verb is a comment.
const ADDRESSEE: usize = 4;

/// Comments on the clause or quotation beside them: "..., a déclaré X".
impl Drafts<'_> {
    /// "..., a déclaré X, ...": the clause around the verb is what was said. Whether the verb is used so.
    pub(super) fn comment(&mut self, cue: &Cue, next: usize) -> bool {
        let segment = self.segment();
        let grammar = &self.reader.lists.grammar;
        let as_word = cue.begin > 0 && grammar.as_words.contains(segment.key(cue.begin - 1));
        let before = if as_word { cue.begin - 1 } else { cue.begin };
        let behind_quote = before > 0 && segment.quote(before - 1).is_some();
        let behind_comma = before > 0 && matches!(segment.key(before - 1), "," | "-" | "–" | "—");
        // "– Où étiez-vous ? demande le juge."
        let asked =
            segment.is_turn(self.reader.text) && before > 1 && matches!(segment.key(before - 1), "?" | "!" | "…");
        let behind_comma = behind_comma || asked;
        let beside = behind_quote || behind_comma || as_word && before == 0;
        if !beside || !cue.frames.quote || cue.group.person == 0 {
            return false;
        }
        let quoted = behind_quote || self.quoted_before(before) || segment.is_turn(self.reader.text);
        let Some((source, after)) = self.subject_behind(cue, quoted) else {
            return false;
        };
        let content_end = if behind_quote || asked { before } else { before.saturating_sub(1) };
        let quote = content_end.checked_sub(1).and_then(|at| segment.quote(at));
        // "Le maire, en colère, a annoncé la police": without a clause or quotation before it, it is no comment.
        let floor = self.used.min(content_end);
        let clause = segment.finite_between(floor, content_end) && !self.in_relative(floor, content_end);
        let adjunct = self.adjuncts_end(after);
        if quote.is_none() && !clause && !(as_word && before == 0) && adjunct >= segment.words.len() {
            return false;
        }
        let medium = self.reader.medium(cue.end, adjunct).or_else(|| self.medium.clone());
        let cue_span = cue.span;
        let turn = self.segment().is_turn(self.reader.text);
        let mut draft = |span: Span, kind, rule| {
            let medium = medium.clone();
            self.found.push(Draft { span, kind, source: Some(source), cue: Some(cue_span), medium, via: None, rule });
        };
        let start = self.reader.clause_start(floor, content_end);
        if let Some(quote) = quote
            && (start + 1 >= content_end || segment.key(content_end - 2) == ":")
        {
            draft(quote.inner, StatementKind::Direct, "statements.comment.quote");
        } else if let Some(span) = segment.span(start, content_end) {
            // "Cette mesure, estime X, coûtera cher": the clause goes on behind the comment.
            let goes_on = !clause && quote.is_none() && segment.key(adjunct) == ",";
            let end = if goes_on { self.reader.clause_end(adjunct + 1, next) } else { content_end };
            let span = if goes_on { segment.span(start, end).unwrap_or(span) } else { span };
            let mixed = (start..end).any(|at| segment.quote(at).is_some());
            let kind = match mixed {
                _ if turn => StatementKind::Direct,
                true => StatementKind::Mixed,
                false => StatementKind::Indirect,
            };
            let span = self.reader.inside_marks(start, end, span);
            draft(span, kind, "statements.comment.clause");
        }
        self.used = adjunct;
        // The quotation goes on behind the comment: in the same sentence it is one statement, in the next another.
        if let (Some(_), Some(second)) = (quote, segment.quote(adjunct + 1)) {
            match segment.key(adjunct) {
                "," => {
                    let last = self.found.len() - 1;
                    self.found[last].span = self.found[last].span.cover(second.inner);
                    self.used = adjunct + 2;
                }
                "." | ":" | ";" => {
                    draft(second.inner, StatementKind::Direct, "statements.comment.quote");
                    self.used = adjunct + 2;
                }
                _ => {}
            }
        }
        self.subject = Some(source);
        true
    }

    /// Whether a quotation that is no title ends right before a word, or before the comma before it.
    pub(super) fn quoted_before(&self, before: usize) -> bool {
        let segment = self.segment();
        let comma = before > 0 && matches!(segment.key(before - 1), "," | "-" | "–" | "—");
        let at = before.checked_sub(1 + usize::from(comma));
        let quote = at.and_then(|at| segment.quote(at));
        at.zip(quote).is_some_and(|(at, quote)| {
            let words = quote.inner.of(self.reader.text).split_whitespace().count();
            (words >= QUOTED_WORDS || words + 1 == QUOTED_WORDS && self.reader.finite_in(quote.inner))
                && !self.reader.is_title(at)
        })
    }

    /// The subject behind a verb, and the word behind it: "a dit X", "a dit à la presse X". Behind a quotation any noun
    /// phrase is one; elsewhere it must name a source.
    pub(super) fn subject_behind(&self, cue: &Cue, quoted: bool) -> Option<(Span, usize)> {
        if let Some(pronoun) = cue.pronoun {
            return Some((pronoun, cue.end));
        }
        let segment = self.segment();
        let grammar = &self.reader.lists.grammar;
        let mut start = self.skip_adjuncts(cue.end);
        for _ in 0..if quoted { 2 } else { 1 } {
            if grammar.is_preposition(segment.words.get(start)?) {
                let behind = self.reader.addressee_end(start);
                if !quoted && behind > start + ADDRESSEE {
                    return None;
                }
                start = self.skip_adjuncts(behind);
            }
        }
        let end = self.reader.phrase_from(start);
        let first = segment.words.get(start)?;
        let nominal = grammar.determiners.contains(&first.key) || first.capital;
        let governed = grammar.is_preposition(first) && !grammar.of_or_article.contains(&first.key);
        if governed || end <= start || !(self.reader.is_source(start, end) || quoted && nominal) {
            return None;
        }
        let end = self.reader.apposition_end(start, end, segment.words.len());
        Some((segment.span(start, end)?, end))
    }

    /// Whether the words before a comment are a relative clause of its subject ("Le maire, qui était là, ...").
    pub(super) fn in_relative(&self, floor: usize, end: usize) -> bool {
        let segment = self.segment();
        let open = (floor..end).rev().take(CLAUSE).find(|&at| segment.key(at) == ",");
        open.is_some_and(|at| {
            self.reader.lists.grammar.relatives.contains(segment.key(at + 1)) && !segment.finite_between(floor, at)
        })
    }

    pub(super) fn skip_adjuncts(&self, mut at: usize) -> usize {
        while at < self.segment().words.len() && self.reader.is_adjunct(at) {
            at += 1;
        }
        at
    }

    /// Where the adjuncts behind a comment's subject end: "dans un communiqué", "mardi", "à l'AFP".
    pub(super) fn adjuncts_end(&self, from: usize) -> usize {
        let segment = self.segment();
        let stops = |at: usize| segment.is_mark(at) && segment.key(at) != "'" || segment.quote(at).is_some();
        (from..segment.words.len().min(from + GAP)).find(|&at| stops(at)).unwrap_or(segment.words.len().min(from + GAP))
    }

    /// Whether a verb behind a comma has its subject behind it.
    pub(super) fn comments(&self, cue: &Cue) -> bool {
        self.subject_behind(cue, false).is_some()
    }

    /// Quotations that hold their comment: "« Nous restons, a dit X, et nous attendrons. »".
    pub(super) fn inserted(&mut self) {
        let segment = self.segment();
        for quote in segment.quotes.iter().flatten() {
            if self.found.iter().any(|draft| draft.span.overlaps(quote.inner)) {
                continue;
            }
            let reader = &self.reader;
            let words = reader.lists.lexer.cut(reader.text, quote.inner);
            if words.len() > CLAUSE {
                continue;
            }
            let surfaces: Vec<&str> = words.iter().map(|word| word.span.of(reader.text)).collect();
            let groups = reader.speech.verbs.verb_groups(&surfaces);
            let inside = Segment { quotes: vec![None; words.len()], words, groups };
            let reader = Reader { segment: &inside, ..*reader };
            let drafts = Drafts::new(reader);
            let comment = drafts.cues().into_iter().find_map(|cue| {
                let behind = cue.begin > 0 && matches!(inside.key(cue.begin - 1), "," | "!" | "?" | "»" | "\"");
                if !behind || !cue.frames.quote || cue.group.person == 0 {
                    return None;
                }
                let (source, after) = drafts.subject_behind(&cue, true)?;
                let end = drafts.adjuncts_end(after);
                let closed = end >= inside.words.len() || matches!(inside.key(end), "," | "." | ":" | ";");
                closed.then_some((source, cue.span))
            });
            if let Some((source, cue)) = comment {
                let (span, kind, rule) = (quote.inner, StatementKind::Direct, "statements.comment.inserted");
                self.found.push(Draft {
                    span,
                    kind,
                    source: Some(source),
                    cue: Some(cue),
                    medium: None,
                    via: None,
                    rule,
                });
                self.subject = Some(source);
            }
        }
    }

    /// Quotations behind a colon whose clause has no verb of saying: "Le maire est furieux : « ... »", "Paul Rey : « ... »".
    pub(super) fn introduced(&mut self) {
        let segment = self.segment();
        for colon in 1..segment.words.len().saturating_sub(1) {
            let Some(quote) = segment.quote(colon + 1).filter(|_| segment.key(colon) == ":") else { continue };
            if self.found.iter().any(|draft| draft.span.overlaps(quote.inner)) || !self.reader.finite_in(quote.inner) {
                continue;
            }
            let start = self.reader.clause_start(0, colon);
            let main = segment.groups.iter().filter(|group| group.words.start >= start && group.words.end <= colon);
            let subject = main
                .filter(|group| group.person == 3)
                .find_map(|group| self.reader.subject_before(group.words.start, start, group.plural));
            let finite = segment.finite_between(start, colon);
            // "une banderole : « ... »": written words are nobody's.
            let written = (start..colon).any(|at| self.reader.speech.bearers.contains(segment.key(at)));
            if written {
                continue;
            }
            let (from, to) = match subject {
                Some(found) => found,
                None if !finite && colon - start < GAP => (start, colon),
                None => continue,
            };
            let pronoun = self.reader.lists.grammar.subject_pronouns.contains(segment.key(from)) && to == from + 1;
            let whole = finite || self.reader.names_person(from, to);
            let Some(source) = segment.span(from, to) else { continue };
            let introduced = if finite { None } else { self.introducer(start, colon) };
            let subject = || (whole && (pronoun || self.reader.is_source(from, to))).then_some((source, None));
            if let Some((source, cue)) = introduced.or_else(subject) {
                let (span, kind, rule) = (quote.inner, StatementKind::Direct, "statements.colon");
                self.found.push(Draft { span, kind, source: Some(source), cue, medium: None, via: None, rule });
                self.subject = Some(source);
            }
        }
    }
}
