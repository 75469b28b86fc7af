use super::segment::Segment;
use super::sources::Reader;
use super::speech::{Frames, MarkerKind};
use crate::document::{Span, StatementKind};
use crate::text::{Mood, VerbGroup};

/// So many words may stand between a verb and what it governs.
const GAP: usize = 24;

/// A clause has no more words; what is longer is no prose.
pub(super) const CLAUSE: usize = 300;

/// So many statements around one are searched for the one that quotes it.
const NEAR: usize = 24;

/// A quotation of fewer words, not behind a colon, is a manner of speaking.
const QUOTED_WORDS: usize = 3;

/// A statement before its source is linked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub span: Span,
    pub kind: StatementKind,
    pub source: Option<Span>,
    pub cue: Option<Span>,
    pub medium: Option<String>,
    /// The index of the draft that quotes this one.
    pub via: Option<usize>,
    pub rule: &'static str,
}

/// A reporting verb in its place.
struct Cue {
    /// Its first and last words, clitics before it included.
    begin: usize,
    end: usize,
    span: Span,
    frames: Frames,
    group: VerbGroup,
    /// The subject pronoun behind the auxiliary or the verb.
    pronoun: Option<Span>,
}

/// What stands behind a reporting verb.
enum Complement {
    /// The word after "que".
    That(usize),
    Quote(usize),
    Infinitive(usize),
    Object(usize),
}

/// Collects the statements of one segment.
pub(super) struct Drafts<'a> {
    reader: Reader<'a>,
    found: Vec<Draft>,
    /// Words that earlier statements have used up.
    used: usize,
    subject: Option<Span>,
    medium: Option<String>,
}

impl<'a> Drafts<'a> {
    /// Reads a segment: comments on a clause first ("..., a dit X"), then verbs and what they govern, then markers.
    pub fn read(reader: Reader<'a>) -> Vec<Draft> {
        let mut drafts = Drafts { reader, found: Vec::new(), used: 0, subject: None, medium: None };
        let cues = drafts.cues();
        for (index, cue) in cues.iter().enumerate() {
            let next = cues.get(index + 1).map_or(drafts.segment().words.len(), |next| next.begin);
            if !drafts.comment(cue, next) {
                drafts.governs(cue, &cues);
            }
        }
        drafts.markers();
        drafts.chain();
        drafts.found
    }

    fn segment(&self) -> &'a Segment {
        self.reader.segment
    }

    fn cues(&self) -> Vec<Cue> {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        let groups = &segment.groups;
        let mut found = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            let next = groups.get(index + 1).filter(|next| next.words.start == group.words.end);
            let Some((frames, double)) = self.reader.speech.frames(group, next) else { continue };
            let participle = group.mood == Mood::Participle && !group.perfect;
            if group.person == 0 && !participle || group.person != 0 && group.person != 3 {
                continue;
            }
            let last = if double { next.map_or(group.head, |next| next.head) } else { group.head };
            let clitic = |at: &usize| {
                grammar.object_pronouns.contains(segment.key(*at)) && !grammar.reflexive_word(segment.key(*at))
            };
            let first = (group.words.start..=group.head).find(|at| !clitic(at)).unwrap_or(group.head);
            let Some(span) = segment.span(first, last + 1) else { continue };
            let pronoun =
                |at: usize| grammar.inverted_pronouns.contains(segment.key(at)).then(|| self.bare_pronoun(at));
            let pronoun = (first..=last + 1).find_map(pronoun);
            let behind = grammar.inverted_pronouns.contains(segment.key(last + 1));
            let end = last + 1 + usize::from(behind);
            found.push(Cue { begin: group.words.start, end, span, frames, group: group.clone(), pronoun });
        }
        found
    }

    /// A pronoun behind its verb without the hyphens that tie it.
    fn bare_pronoun(&self, at: usize) -> Span {
        let span = self.segment().words[at].span;
        let surface = span.of(self.reader.text);
        let cut = surface
            .rfind(['-', '\u{2010}', '\u{2011}'])
            .map_or(0, |hyphen| hyphen + surface[hyphen..].chars().next().map_or(0, char::len_utf8));
        Span::new(span.start + cut, span.end)
    }

    /// "..., a déclaré X, ...": the clause around the verb is what was said. Whether the verb is used so.
    fn comment(&mut self, cue: &Cue, next: usize) -> bool {
        let segment = self.segment();
        let grammar = &self.reader.lists.grammar;
        let as_word = cue.begin > 0 && grammar.as_words.contains(segment.key(cue.begin - 1));
        let before = if as_word { cue.begin - 1 } else { cue.begin };
        let behind_quote = before > 0 && segment.quote(before - 1).is_some();
        let behind_comma = before > 0 && matches!(segment.key(before - 1), "," | "-" | "–" | "—");
        let beside = behind_quote || behind_comma || as_word && before == 0;
        if !beside || !cue.frames.quote || cue.group.person == 0 {
            return false;
        }
        let (source, after) = match cue.pronoun {
            Some(pronoun) => (pronoun, cue.end),
            None => {
                let start = self.skip_adjuncts(cue.end);
                let end = self.reader.phrase_from(start);
                let Some(span) = segment.span(start, end).filter(|_| self.reader.is_source(start, end)) else {
                    return false;
                };
                (span, end)
            }
        };
        let content_end = if behind_quote { before } else { before.saturating_sub(1) };
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
            let kind = if mixed { StatementKind::Mixed } else { StatementKind::Indirect };
            let span = self.reader.inside_marks(start, end, span);
            draft(span, kind, "statements.comment.clause");
        }
        // The quotation goes on behind the comment.
        let again = (adjunct..segment.words.len().min(adjunct + 3))
            .find(|&at| segment.quote(at).is_some() || !matches!(segment.key(at), "," | ":" | "." | ";"));
        if let Some(second) = again.and_then(|at| segment.quote(at)).filter(|_| quote.is_some()) {
            draft(second.inner, StatementKind::Direct, "statements.comment.quote");
            self.used = again.map_or(adjunct, |at| at + 1);
        } else {
            self.used = adjunct;
        }
        self.subject = Some(source);
        true
    }

    /// Whether the words before a comment are a relative clause of its subject ("Le maire, qui était là, ...").
    fn in_relative(&self, floor: usize, end: usize) -> bool {
        let segment = self.segment();
        let open = (floor..end).rev().take(CLAUSE).find(|&at| segment.key(at) == ",");
        open.is_some_and(|at| {
            self.reader.lists.grammar.relatives.contains(segment.key(at + 1)) && !segment.finite_between(floor, at)
        })
    }

    fn skip_adjuncts(&self, mut at: usize) -> usize {
        while at < self.segment().words.len() && self.reader.is_adjunct(at) {
            at += 1;
        }
        at
    }

    /// Where the adjuncts behind a comment's subject end: "dans un communiqué", "mardi", "à l'AFP".
    fn adjuncts_end(&self, from: usize) -> usize {
        let segment = self.segment();
        let stops = |at: usize| segment.is_mark(at) && segment.key(at) != "'" || segment.quote(at).is_some();
        (from..segment.words.len().min(from + GAP)).find(|&at| stops(at)).unwrap_or(segment.words.len().min(from + GAP))
    }

    /// "X a déclaré que ...", "X a ajouté : «...»", "X dit avoir ...", "X a annoncé la mort de ...".
    fn governs(&mut self, cue: &Cue, cues: &[Cue]) {
        let segment = self.segment();
        let Some((complement, between)) = self.complement(cue) else { return };
        let floor = self.used.min(cue.begin);
        let found = match cue.pronoun {
            Some(pronoun) => Some(pronoun),
            None if cue.group.person == 0 => self.subject,
            None => {
                let subject = self.reader.subject_before(cue.begin, floor, cue.group.plural);
                let nobody = |at: usize| self.reader.lists.grammar.nobody.contains(segment.key(at));
                if subject.is_some_and(|(start, end)| end == start + 1 && nobody(start)) {
                    return;
                }
                let start = subject.map_or(floor, |(start, _)| start);
                self.medium = self
                    .reader
                    .medium(floor.max(start.saturating_sub(GAP)), start)
                    .or(self.medium.take().filter(|_| subject.is_none()));
                subject.and_then(|(start, end)| segment.span(start, end)).or(self.subject)
            }
        };
        let Some(source) = found else { return };
        self.subject = Some(source);
        let (span, kind, rule, end) = match complement {
            Complement::Quote(at) => {
                let Some(quote) = segment.quote(at) else { return };
                (quote.inner, StatementKind::Direct, "statements.quote", at + 1)
            }
            Complement::That(start) | Complement::Infinitive(start) | Complement::Object(start) => {
                let end = self.content_end(start, cue, cues);
                let Some(span) = segment.span(start, end) else { return };
                let whole = segment.quote(start).filter(|_| end == start + 1);
                let mixed = (start..end).any(|at| segment.quote(at).is_some());
                let kind = match whole {
                    Some(_) => StatementKind::Direct,
                    None if mixed => StatementKind::Mixed,
                    None => StatementKind::Indirect,
                };
                let rule = match complement {
                    Complement::That(_) => "statements.that",
                    Complement::Infinitive(_) => "statements.infinitive",
                    _ => "statements.object",
                };
                let span = self.reader.inside_marks(start, end, span);
                (whole.map_or(span, |quote| quote.inner), kind, rule, end)
            }
        };
        let medium = self.reader.medium(cue.end, between).or_else(|| self.medium.clone());
        let medium = medium.or_else(|| self.reader.medium(end, self.adjuncts_end(end + 1)));
        self.used = end;
        self.found.push(Draft { span, kind, source: Some(source), cue: Some(cue.span), medium, via: None, rule });
    }

    /// What the verb governs, and the word up to which nothing but adjuncts stands between them.
    fn complement(&self, cue: &Cue) -> Option<(Complement, usize)> {
        let segment = self.segment();
        let grammar = &self.reader.lists.grammar;
        let mut inside = false;
        let mut colon = false;
        let mut bare = 0;
        let limit = segment.words.len().min(cue.end + GAP);
        let mut at = cue.end;
        while at < limit {
            let word = &segment.words[at];
            let key = word.key.as_str();
            if let Some(quote) = segment.quote(at) {
                let long = colon || quote.inner.of(self.reader.text).split_whitespace().count() >= QUOTED_WORDS;
                return (cue.frames.quote && long).then_some((Complement::Quote(at), at));
            }
            if grammar.that.contains(key) {
                return cue.frames.that.then_some((Complement::That(at + 1), at));
            }
            if key == ":" {
                colon = true;
            } else if key == "," {
                inside = false;
            } else if segment.is_mark(at) && key != "'" || grammar.relatives.contains(key) || colon {
                return None;
            } else if self.reader.is_adjunct(at) {
                inside = false;
            } else if let Some(group) = segment.group_with(at).filter(|_| !inside) {
                let direct = (cue.end..at).all(|before| self.reader.is_adjunct(before));
                let infinitive = group.mood == Mood::Infinitive && cue.frames.infinitive && direct;
                return infinitive.then_some((Complement::Infinitive(at), at));
            } else if grammar.prepositions.contains(key) || inside && grammar.of.contains(key) {
                inside = true;
            } else if grammar.determiners.contains(key) && !inside {
                let digit = segment.key(at + 1).starts_with(|c: char| c.is_ascii_digit());
                if cue.frames.person {
                    inside = true;
                } else if !digit {
                    let near = at <= cue.end + 4;
                    return (cue.frames.object && near).then_some((Complement::Object(at), at));
                }
            } else if !inside {
                bare += 1;
                if bare > 3 || word.capital && !cue.frames.person {
                    return None;
                }
            }
            at += 1;
        }
        None
    }

    /// Where the content of an indirect statement ends.
    fn content_end(&self, start: usize, cue: &Cue, cues: &[Cue]) -> usize {
        let segment = self.segment();
        let grammar = &self.reader.lists.grammar;
        let mut end = segment.words.len().min(start + CLAUSE);
        let relative = cue.begin > 0 && grammar.relatives.contains(segment.key(cue.begin - 1));
        let cue_at = |begin: usize| {
            let index = cues.partition_point(|other| other.begin < begin);
            cues.get(index).filter(|other| other.begin == begin)
        };
        for at in start..end {
            let key = segment.key(at);
            let starts = at + 1;
            let stop = if key == "," {
                let reporting = cue_at(starts);
                let resumes = relative && segment.group_at(starts).is_some_and(|group| group.person > 0);
                let comment = reporting.is_some_and(|other| other.group.person == 0 || self.comments(other));
                comment || resumes || self.marker_at(starts).is_some() || self.medium_closes(starts)
            } else if key == ";" {
                true
            } else if grammar.conjunctions.contains(key) {
                segment.group_at(starts).is_some_and(|group| {
                    let reporting = cue_at(starts).is_some_and(|other| other.group.person > 0);
                    let same = group.perfect && cue.group.perfect && group.tense == cue.group.tense;
                    let aligned = segment.key(group.words.start) == segment.key(cue.group.words.start);
                    reporting && group.mood == cue.group.mood || same && aligned && group.person > 0
                })
            } else {
                false
            };
            if stop {
                end = at;
                break;
            }
        }
        while end > start && segment.is_mark(end - 1) && !matches!(segment.key(end - 1), ")" | "%" | "€" | "$" | "°")
        {
            end -= 1;
        }
        end
    }

    /// Whether a verb behind a comma has its subject behind it.
    fn comments(&self, cue: &Cue) -> bool {
        let start = self.skip_adjuncts(cue.end);
        cue.pronoun.is_some() || {
            let end = self.reader.phrase_from(start);
            start < end && self.reader.is_source(start, end)
        }
    }

    fn marker_at(&self, at: usize) -> Option<(usize, MarkerKind)> {
        let (length, kind) = self.reader.speech.markers.at(&self.segment().words, at)?;
        (*kind != MarkerKind::Opinion).then_some((length, *kind))
    }

    /// Whether the words from here on, to the end, only say where it was said.
    fn medium_closes(&self, at: usize) -> bool {
        let end = self.adjuncts_end(at);
        end + 1 >= self.segment().words.len() && end < at + 7 && self.reader.medium(at, end).is_some()
    }

    /// "selon X, ...", "..., selon X", "citant Y".
    fn markers(&mut self) {
        let segment = self.segment();
        let mut at = 0;
        while at < segment.words.len() {
            let Some((length, kind)) = self.reader.speech.markers.at(&segment.words, at).map(|(l, k)| (l, *k)) else {
                at += 1;
                continue;
            };
            let from = if kind == MarkerKind::Fixed { at } else { at + length };
            let end = self
                .reader
                .phrase_from(from)
                .max(from + usize::from(kind == MarkerKind::Fixed))
                .min(segment.words.len());
            let named =
                kind == MarkerKind::Fixed && end > at + length || from < end && self.reader.is_source(from, end);
            let initial = self.reader.clause_start(0, at) == at;
            let allowed = kind != MarkerKind::Opinion || initial && segment.key(end) == ",";
            let (Some(source), true, true) = (segment.span(from, end), named, allowed) else {
                at += length;
                continue;
            };
            let cue = segment.span(at, at + length);
            match kind {
                MarkerKind::Quoting | MarkerKind::Quoted => self.second_hand(at, source, cue, kind),
                _ => self.marked(at, end, initial, source, cue),
            }
            at = end.max(at + length);
        }
    }

    /// The clause beside a marker and its source.
    fn marked(&mut self, at: usize, end: usize, initial: bool, source: Span, cue: Option<Span>) {
        let segment = self.segment();
        let medium = self.reader.medium(end, self.adjuncts_end(end));
        let (start, stop) = if initial {
            let mut start = self.adjuncts_end(end);
            while segment.key(start) == "," && self.marker_at(start + 1).is_some() {
                start = self.adjuncts_end(start + 1);
            }
            if segment.key(start) != "," {
                start = end.max(self.skip_adjuncts(end));
            }
            (start + usize::from(segment.key(start) == ","), self.reader.clause_end(start, segment.words.len()))
        } else {
            let stop = at - usize::from(at > 0 && segment.key(at - 1) == ",");
            let start = self.reader.clause_start(0, stop);
            let goes_on = !segment.finite_between(start, stop) && segment.key(end) == ",";
            (start, if goes_on { self.reader.clause_end(end, segment.words.len()) } else { stop })
        };
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

    /// "selon X, citant Y": Y said the same, and X quotes it; "selon Y, cité par X": the other way round.
    fn second_hand(&mut self, at: usize, source: Span, cue: Option<Span>, kind: MarkerKind) {
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
    fn chain(&mut self) {
        for index in 0..self.found.len() {
            let Some(cue) = self.found[index].cue.filter(|_| self.found[index].via.is_none()) else { continue };
            let source = self.found[index].source;
            let around = self.found.iter().enumerate().skip(index.saturating_sub(NEAR)).take(2 * NEAR);
            let outer = around.filter(|(other, draft)| {
                let said = source.is_some_and(|source| draft.span.contains(source));
                *other != index && draft.span.contains(cue) && said && draft.cue != Some(cue)
            });
            let nearest = outer.min_by_key(|(_, draft)| draft.span.len()).map(|(other, _)| other);
            self.found[index].via = nearest;
        }
    }
}

impl Reader<'_> {
    /// Where the clause that ends before word `end` begins: behind the last colon or semicolon and conjunctions.
    pub fn clause_start(&self, floor: usize, end: usize) -> usize {
        let segment = self.segment;
        let opens = |at: usize| segment.is_mark(at) && matches!(segment.key(at), ";" | ":" | "!" | "?") && at + 1 < end;
        let floor = floor.max(end.saturating_sub(CLAUSE));
        let mut start = (floor..end).rev().find(|&at| opens(at)).map_or(floor, |at| at + 1);
        while start < end
            && (segment.is_mark(start) && !matches!(segment.key(start), "(")
                || self.lists.grammar.conjunctions.contains(segment.key(start)))
        {
            start += 1;
        }
        start.min(end)
    }

    /// Where the clause that begins at word `from` ends: before a semicolon or the final mark.
    pub fn clause_end(&self, from: usize, to: usize) -> usize {
        let segment = self.segment;
        let from = from.min(segment.words.len());
        let to = to.min(segment.words.len()).min(from + CLAUSE).max(from);
        let mut end = (from..to).find(|&at| segment.key(at) == ";").unwrap_or(to);
        while end > from && segment.is_mark(end - 1) && !matches!(segment.key(end - 1), ")" | "%" | "€" | "$") {
            end -= 1;
        }
        end
    }

    /// Content that begins or ends with a quotation does not take that quotation's outer mark in when the other one is not.
    pub fn inside_marks(&self, start: usize, end: usize, span: Span) -> Span {
        match (self.segment.quote(start), end.checked_sub(1).and_then(|last| self.segment.quote(last))) {
            (Some(only), Some(_)) if start + 1 == end => only.inner,
            _ => span,
        }
    }
}
