use super::drafts::{Complement, Cue, Draft, Drafts, GAP};
use crate::document::{Label, Span, StatementKind};
use crate::text::Mood;

/// A noun of what others say stands so near its determiner.
const CLAIM: usize = 4;

/// A subject behind its verb begins so near, in bytes ("indique-t-on").
const INVERTED: usize = 4;

/// What is said without a clause of its own: nouns that are the news, passives, clauses taken up again.
impl Drafts<'_> {
    /// The noun phrase at word `at` behind a verb, if it is news.
    pub(super) fn object(&self, cue: &Cue, at: usize) -> Option<Complement> {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        let noun = |at: &usize| !grammar.is_preposition(&segment.words[*at]) && !segment.is_mark(*at);
        let mut words = (at + 1..segment.words.len().min(at + CLAIM)).take_while(noun);
        let claim = cue.frames.claim && words.any(|word| self.reader.speech.claims.contains(segment.key(word)));
        // "n'exclut pas un recours" is news, "n'a pas exclu la presse" is none.
        let known = cue.group.negated && grammar.articles.contains(segment.key(at));
        match cue.frames {
            frames if frames.object || claim => Some(Complement::Object(at)),
            frames if frames.topic && !known => Some(Complement::Topic(at)),
            _ => None,
        }
    }

    /// The noun behind the preposition of a verb: "fait état de", "conclut à", "alerte sur".
    pub(super) fn noun(&self, cue: &Cue) -> Option<usize> {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        let at = self.skip_adjuncts(cue.end);
        let key = segment.key(at);
        let tied = cue.frames.noun && (grammar.of.contains(key) || grammar.to.contains(key))
            || cue.frames.about && grammar.about.contains(key);
        let noun = at + 1 < segment.words.len() && !segment.is_mark(at + 1);
        (tied && noun && segment.group_at(at + 1).is_none()).then_some(at + 1)
    }

    /// Where quoted words end with what they are said of: "« avec force » cette attaque", "« des fraudes » sur l'île".
    pub(super) fn judged_end(&self, from: usize) -> usize {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        let mut end = from;
        for _ in 0..2 {
            let key = segment.key(end);
            let about = grammar.about.contains(key);
            let noun = grammar.determiners.contains(key) || grammar.of.contains(key);
            if end >= segment.words.len() || self.reader.is_adjunct(end) || !(about || noun) {
                break;
            }
            let next = self.reader.phrase_from(end + usize::from(about));
            let body = segment.span(end, next).and_then(|span| self.reader.entity(span));
            let place = body.is_none_or(|index| self.reader.analysis.entities[index].label != Label::Organisation);
            if about && (!place || self.reader.medium(end, next).is_some()) {
                break;
            }
            end = next.max(end);
        }
        end
    }

    /// Whether a noun phrase or pronoun can be a source.
    pub(super) fn names_source(&self, from: usize, to: usize) -> bool {
        let pronoun = to == from + 1 && self.reader.lists.grammar.subject_pronouns.contains(self.segment().key(from));
        pronoun || self.reader.is_source(from, to)
    }

    /// "Il a été annoncé par X que ...", "La mort de Y a été confirmée par X".
    pub(super) fn passives(&mut self, cues: &[Cue]) {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        for group in segment.groups.iter().filter(|group| group.passive && group.person == 3) {
            let frames = self.reader.speech.plain(&group.lemma).filter(|_| !group.negated && group.modal.is_none());
            let Some(frames) = frames.filter(|frames| frames.that || frames.object) else { continue };
            let by = self.skip_adjuncts(group.words.end);
            let end = self.reader.phrase_from(by + 1);
            if !grammar.by.contains(segment.key(by)) || by + 1 >= end || !self.reader.is_source(by + 1, end) {
                continue;
            }
            let floor = self.reader.clause_start(0, group.words.start);
            let Some((from, to)) = self.reader.subject_before(group.words.start, floor, group.plural) else { continue };
            let pronoun = to == from + 1 && grammar.subject_pronouns.contains(segment.key(from));
            let (begin, last) = (group.words.start, group.head + 1);
            let end = self.reader.apposition_end(by + 1, end, segment.words.len());
            let (Some(source), Some(cue)) = (segment.span(by + 1, end), segment.span(begin, last)) else { continue };
            let that = self.skip_adjuncts(end);
            let content = if pronoun && grammar.that.contains(segment.key(that)) {
                let cue = Cue { begin, end, span: cue, frames, group: group.clone(), pronoun: None };
                segment.span(that + 1, self.content_end(that + 1, &cue, cues))
            } else {
                segment.span(from, to).filter(|_| frames.object && !pronoun)
            };
            let Some(span) = content else { continue };
            let (kind, rule) = (StatementKind::Indirect, "statements.passive");
            let (source, cue) = (Some(source), Some(cue));
            self.found.push(Draft { span, kind, source, cue, medium: None, via: None, rule });
        }
    }

    /// "..., ce que X a démenti": the clause before is what X speaks of.
    pub(super) fn repeated(&mut self, cues: &[Cue]) {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        for cue in cues.iter().filter(|cue| cue.frames.object || cue.frames.claim) {
            let floor = cue.begin.saturating_sub(GAP).max(2);
            let that = |at: &usize| {
                grammar.that.contains(segment.key(*at)) && grammar.demonstratives.contains(segment.key(*at - 1))
            };
            let Some(that) = (floor..cue.begin).rev().find(that).filter(|that| segment.key(that - 2) == ",") else {
                continue;
            };
            let comma = that - 2;
            let source = if cue.begin == that + 1 {
                let from = self.skip_adjuncts(cue.end);
                Some((from, self.reader.phrase_from(from))).filter(|(from, to)| from < to)
            } else {
                let subject = self.reader.subject_before(cue.begin, that + 1, cue.group.plural);
                subject.filter(|(from, _)| *from == self.skip_adjuncts(that + 1))
            };
            let Some(source) = source.and_then(|(from, to)| segment.span(from, to)) else { continue };
            let start = self.reader.clause_start(0, comma);
            let Some(before) = segment.span(start, comma) else { continue };
            // What was reported as a clause; "alerte sur un risque, ce que X nie" denies the alert.
            let clause = |draft: &&Draft| draft.span.end == before.end && self.reader.finite_in(draft.span);
            let said = self.found.iter().rev().find(clause);
            let (span, kind) = match said {
                Some(draft) => (draft.span, draft.kind),
                None if segment.finite_between(start, comma) => (before, StatementKind::Indirect),
                None => continue,
            };
            let (source, cue, rule) = (Some(source), Some(cue.span), "statements.repeated");
            self.found.push(Draft { span, kind, source, cue, medium: None, via: None, rule });
        }
    }

    /// "On" is a source only with the place that it speaks from: "indique-t-on à la mairie", "au ministère, on assure".
    pub(super) fn anybody(&mut self) {
        let mut found = std::mem::take(&mut self.found);
        found.retain_mut(|draft| {
            let (Some(source), Some(cue)) = (draft.source, draft.cue) else { return true };
            let key = super::phrases::key(source.of(self.reader.text));
            if !self.reader.lists.grammar.anybody.contains(&key) {
                return true;
            }
            let words = &self.segment().words;
            let last = cue.end.max(if source.start < cue.end + INVERTED { source.end } else { cue.end });
            let behind = words.partition_point(|word| word.span.end <= last);
            let first = words.partition_point(|word| word.span.end <= cue.start.min(source.start));
            if self.marker_at(behind).is_some() {
                return true;
            }
            let place = self.place_of_speech(self.reader.clause_start(0, first), first);
            let place = place.or_else(|| self.place_of_speech(self.skip_adjuncts(behind), words.len()));
            draft.source = place.or(draft.source);
            place.is_some()
        });
        self.found = found;
    }

    /// The place at word `at` that stands for those who speak there: "auprès du parquet", "dans l'entourage du roi".
    fn place_of_speech(&self, at: usize, to: usize) -> Option<Span> {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        let at = at + usize::from(grammar.of.contains(segment.key(at)));
        if at >= to || !grammar.among.contains(segment.key(at)) {
            return None;
        }
        let from = at + 1 + usize::from(grammar.of.contains(segment.key(at + 1)));
        let end = self.reader.phrase_from(from).min(to);
        (from < end && self.reader.is_source(from, end)).then(|| segment.span(from, end)).flatten()
    }

    /// Who speaks before a colon and a quotation where no finite verb says so: "Réponse du ministre", "Et le coach de glisser".
    pub(super) fn introducer(&self, start: usize, colon: usize) -> Option<(Span, Option<Span>)> {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        let noun = start + self.reader.lists.noun_start(&segment.words[start..colon]);
        if self.reader.speech.speech_nouns.contains(segment.key(noun)) && grammar.of.contains(segment.key(noun + 1)) {
            let named = noun + 2 < colon && self.reader.is_source(noun + 2, colon);
            return named.then(|| segment.span(noun + 2, colon)).flatten().map(|source| (source, None));
        }
        let said = segment.groups.iter().find(|group| group.words.start > start && group.words.end == colon)?;
        let (frames, _) = self.reader.speech.frames(said, &[])?;
        let of = said.words.start - 1;
        let tells = said.mood == Mood::Infinitive && frames.quote && grammar.of.contains(segment.key(of));
        let named = tells && start < of && self.reader.is_source(start, of);
        Some((segment.span(start, of).filter(|_| named)?, segment.span(said.words.start, colon)))
    }

    /// The subject of a sentence that may speak in the next: "Le gardien s'explique."
    pub(super) fn speaker(&self) -> Option<Span> {
        let segment = self.segment();
        let main = segment.groups.iter().find(|group| group.person == 3 && !group.passive)?;
        let (from, to) = self.reader.subject_before(main.words.start, 0, main.plural)?;
        let source = segment.span(from, to).filter(|_| self.names_source(from, to))?;
        let place = |index: usize| self.reader.analysis.entities[index].label == Label::Place;
        let role =
            self.reader.lists.role_at(&segment.words, from + self.reader.lists.noun_start(&segment.words[from..to]));
        (role.is_some() || !self.reader.entity(source).is_some_and(place)).then_some(source)
    }
}
