use super::phrases::Word;
use super::segment::Segment;
use super::sources::Reader;
use super::speech::{Frames, MarkerKind};
use crate::document::{Span, StatementKind};
use crate::text::{Mood, VerbGroup};

/// So many words may stand between a verb and what it governs.
pub(super) const GAP: usize = 24;

/// A clause has no more words; what is longer is no prose.
pub(super) const CLAUSE: usize = 300;

/// So many statements around one are searched for the one that quotes it.
pub(super) const NEAR: usize = 24;

/// A quotation of fewer words, not behind a colon, is a manner of speaking.
pub(super) const QUOTED_WORDS: usize = 3;

/// The noun that is the news stands behind so few words that are no adjuncts.
const NEAR_OBJECT: usize = 4;

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
pub(super) struct Cue {
    /// Its first and last words, clitics before it included.
    pub begin: usize,
    pub end: usize,
    pub span: Span,
    pub frames: Frames,
    pub group: VerbGroup,
    /// The subject pronoun behind the auxiliary or the verb.
    pub pronoun: Option<Span>,
}

/// What stands behind a reporting verb.
pub(super) enum Complement {
    /// The word after "que".
    That(usize),
    Quote(usize),
    Infinitive(usize),
    Object(usize),
    /// Such a noun where only a source gives news.
    Topic(usize),
    /// Words in quotation marks that are no clause, and what they stand in: the first word, and the one behind the last.
    Fragment(usize, usize),
}

/// Collects the statements of one segment.
pub(super) struct Drafts<'a> {
    pub reader: Reader<'a>,
    pub found: Vec<Draft>,
    /// Words that earlier statements have used up.
    pub used: usize,
    pub subject: Option<Span>,
    pub medium: Option<String>,
}

impl<'a> Drafts<'a> {
    pub fn new(reader: Reader<'a>) -> Drafts<'a> {
        Drafts { reader, found: Vec::new(), used: 0, subject: None, medium: None }
    }

    /// Reads a segment: comments on a clause first ("..., a dit X"), then verbs and what they govern, then markers.
    pub fn read(reader: Reader<'a>) -> Vec<Draft> {
        let mut drafts = Drafts::new(reader);
        let cues = drafts.cues();
        for (index, cue) in cues.iter().enumerate() {
            let next = cues.get(index + 1).map_or(drafts.segment().words.len(), |next| next.begin);
            if !drafts.comment(cue, next) {
                drafts.governs(cue, &cues);
            }
        }
        drafts.passives(&cues);
        drafts.inserted();
        drafts.introduced();
        drafts.repeated(&cues);
        drafts.anybody();
        drafts.markers();
        drafts.chain();
        drafts.found
    }

    pub fn segment(&self) -> &'a Segment {
        self.reader.segment
    }

    pub fn cues(&self) -> Vec<Cue> {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        let groups = &segment.groups;
        let mut found = Vec::new();
        for (index, group) in groups.iter().enumerate() {
            let mut end_group = None;
            let (frames, behind) = match self.reader.speech.frames(group, &segment.words) {
                Some(found) => found,
                // "s'est borné à répondre": the verb of saying behind one that it leans on.
                None if let Some((said, frames)) = self.leans(group, groups.get(index + 1)) => {
                    end_group = Some(said);
                    (frames, 0)
                }
                // Behind a quotation and before its subject any verb is one of saying: "« ... », soupire X".
                None if self.is_manner(group) => (Frames { quote: true, ..Frames::default() }, 0),
                None => continue,
            };
            let participle = group.mood == Mood::Participle && !group.perfect;
            if group.person == 0 && !participle || group.person != 0 && group.person != 3 {
                continue;
            }
            let last = if behind > 0 { group.words.end - 1 + behind } else { group.head };
            let last = end_group.map_or(last, |said| said.head);
            // "n'exclut pas": the negation is what reports.
            let last = if group.negated { last.max(group.words.end - 1) } else { last };
            let clitic = |at: &usize| {
                let clitic = grammar.object_pronouns.contains(segment.key(*at));
                clitic && !group.negated && !grammar.reflexive_word(segment.key(*at))
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

    /// The verb of saying that a verb leads to with a preposition: "a tenu à préciser", "s'est contenté de répondre".
    fn leans<'g>(&self, group: &VerbGroup, next: Option<&'g VerbGroup>) -> Option<(&'g VerbGroup, Frames)> {
        let next = next.filter(|next| next.mood == Mood::Infinitive && next.words.start == group.words.end + 1)?;
        let grammar = &self.reader.lists.grammar;
        let tied = grammar.is_preposition(&self.segment().words[group.words.end]);
        let leads = grammar.leads_to_speech.contains(&group.lemma) && !group.passive && !group.negated;
        let (frames, _) = self.reader.speech.frames(next, &[]).filter(|_| tied && leads && group.modal.is_none())?;
        Some((next, frames))
    }

    /// Whether a verb stands between a quotation and the one who speaks.
    fn is_manner(&self, group: &VerbGroup) -> bool {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        let only = grammar.be.contains(segment.key(group.head)) || grammar.have.contains(segment.key(group.head));
        let active = group.person == 3 && !group.passive && !group.negated && group.modal.is_none();
        active && !only && self.quoted_before(group.words.start)
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

    /// "X a déclaré que ...", "X a ajouté : «...»", "X dit avoir ...", "X a annoncé la mort de ...".
    fn governs(&mut self, cue: &Cue, cues: &[Cue]) {
        let segment = self.segment();
        let Some((complement, between)) = self.complement(cue) else { return };
        // "confirmant une tendance": of a participle only a clause is news.
        if cue.group.person == 0
            && self.subject.is_none()
            && matches!(complement, Complement::Object(_) | Complement::Topic(_))
        {
            return;
        }
        let floor = self.used.min(cue.begin);
        let found = match cue.pronoun {
            Some(pronoun) => Some(pronoun),
            None if cue.group.person == 0 => self.subject.or_else(|| self.main_subject(cue)),
            None => {
                let subject = self.reader.subject_before(cue.begin, floor, cue.group.plural);
                let nobody = |at: usize| self.reader.lists.grammar.nobody.contains(segment.key(at));
                let anybody = |at: usize| {
                    let fragment = matches!(complement, Complement::Fragment(..));
                    fragment && self.reader.lists.grammar.anybody.contains(segment.key(at))
                };
                if subject.is_some_and(|(start, end)| end == start + 1 && (nobody(start) || anybody(start))) {
                    return;
                }
                let source = subject.is_some_and(|(start, end)| self.names_source(start, end));
                let weak = matches!(complement, Complement::Fragment(..)) && !cue.frames.fragment;
                if !source && (weak || matches!(complement, Complement::Topic(_))) {
                    return;
                }
                let start = subject.map_or(floor, |(start, _)| start);
                // "le texte que le maire souhaite changer": a wish about the noun, no statement.
                let relative = start > 0 && self.reader.lists.grammar.that.contains(segment.key(start - 1));
                if relative && matches!(complement, Complement::Infinitive(_)) {
                    return;
                }
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
            Complement::That(start)
            | Complement::Infinitive(start)
            | Complement::Object(start)
            | Complement::Topic(start)
            | Complement::Fragment(start, _) => {
                let end = match complement {
                    Complement::Fragment(_, end) => end,
                    Complement::Infinitive(_) => self.infinitive_end(start, self.content_end(start, cue, cues)),
                    _ => self.content_end(start, cue, cues),
                };
                let Some(span) = segment.span(start, end) else { return };
                let whole = segment.quote(start).filter(|_| end == start + 1);
                let mixed = (start..end).any(|at| segment.quote(at).is_some());
                let fragment = matches!(complement, Complement::Fragment(..));
                let kind = match whole {
                    Some(_) if !fragment => StatementKind::Direct,
                    Some(_) => StatementKind::Mixed,
                    None if mixed => StatementKind::Mixed,
                    None => StatementKind::Indirect,
                };
                let rule = match complement {
                    Complement::That(_) => "statements.that",
                    Complement::Infinitive(_) => "statements.infinitive",
                    Complement::Fragment(..) => "statements.fragment",
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

    /// The subject of the clause that a participle hangs on: "X a refusé, estimant que ...".
    fn main_subject(&self, cue: &Cue) -> Option<Span> {
        let segment = self.segment();
        let floor = cue.begin.saturating_sub(CLAUSE);
        let detached = (floor..cue.begin).rev().take(3).find(|&at| segment.key(at) == ",").is_some();
        let main = segment.groups.iter().filter(|group| group.words.start >= floor && group.words.end < cue.begin);
        let subject = |group: &VerbGroup| self.reader.subject_before(group.words.start, floor, group.plural);
        let (start, end) = main.filter(|group| detached && group.person == 3).find_map(subject)?;
        segment.span(start, end)
    }

    /// What the verb governs, and the word up to which nothing but adjuncts stands between them.
    fn complement(&self, cue: &Cue) -> Option<(Complement, usize)> {
        let fragment = || self.fragment(cue).map(|(start, end)| (Complement::Fragment(start, end), start));
        let noun = || self.noun(cue).map(|start| (Complement::Topic(start), cue.end));
        self.clause(cue).or_else(fragment).or_else(noun)
    }

    fn clause(&self, cue: &Cue) -> Option<(Complement, usize)> {
        let segment = self.segment();
        let grammar = &self.reader.lists.grammar;
        let mut inside = false;
        let mut colon = false;
        let mut bare = 0;
        let mut far = 0;
        let limit = segment.words.len().min(cue.end + GAP);
        let mut at = cue.end;
        while at < limit {
            let word = &segment.words[at];
            let key = word.key.as_str();
            if let Some(quote) = segment.quote(at) {
                let words = quote.inner.of(self.reader.text).split_whitespace().count();
                let clause = || words >= QUOTED_WORDS && self.reader.finite_in(quote.inner);
                return if cue.frames.quote && (colon || clause()) {
                    Some((Complement::Quote(at), at))
                } else {
                    self.fragment(cue).map(|(start, end)| (Complement::Fragment(start, end), at))
                };
            }
            if grammar.that.contains(key) {
                let start = at + 1 + usize::from(segment.key(at + 1) == ",");
                return cue.frames.that.then_some((Complement::That(start), at));
            }
            if key == ":" {
                colon = true;
            } else if key == "," {
                inside = false;
            } else if segment.is_mark(at) && key != "'"
                || grammar.conjunctions.contains(key) && segment.key(at - 1) == ","
                || grammar.relatives.contains(key)
                || colon
            {
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
                    return self.object(cue, at).filter(|_| far <= NEAR_OBJECT).map(|object| (object, at));
                }
            } else if !inside {
                bare += 1;
                if bare > 3 || word.capital && !cue.frames.person {
                    return None;
                }
            }
            far += usize::from(!segment.is_mark(at) && !self.reader.is_adjunct(at));
            at += 1;
        }
        None
    }

    /// A quoted fragment behind the verb: "a salué « un geste fort »", "a dénoncé une « mascarade »", "a appelé le pays à
    /// « tenir »".
    fn fragment(&self, cue: &Cue) -> Option<(usize, usize)> {
        let segment = self.segment();
        let grammar = &self.reader.lists.grammar;
        let limit = segment.words.len().min(cue.end + GAP);
        let stops = |at: usize| {
            let finite = segment.group_at(at).is_some_and(|group| group.person > 0);
            finite
                || grammar.relatives.contains(segment.key(at))
                || matches!(segment.key(at), ":" | ";" | "." | "!" | "?")
        };
        let at = (cue.end..limit).take_while(|&at| !stops(at)).find(|&at| segment.quote(at).is_some())?;
        let quote = segment.quote(at)?;
        let direct = (cue.end..at).all(|before| self.reader.is_adjunct(before));
        let words = quote.inner.of(self.reader.text).split_whitespace().count();
        let allowed = cue.frames.fragment || cue.frames.quote && direct && words > 1;
        if !allowed || self.reader.is_title(at) {
            return None;
        }
        let infinitive = segment
            .groups
            .iter()
            .find(|group| group.mood == Mood::Infinitive && group.words.start >= cue.end && group.words.end <= at);
        if let Some(infinitive) = infinitive {
            let mut end = self.adjuncts_end(at + 1);
            let ties = |word: &Word| grammar.is_preposition(word) || grammar.conjunctions.contains(&word.key);
            while end > at + 1 && ties(&segment.words[end - 1]) {
                end -= 1;
            }
            return Some((infinitive.words.start, end));
        }
        let Some(last) = at.checked_sub(1).filter(|&last| last >= cue.end) else {
            return Some((at, self.judged_end(at + 1)));
        };
        let led = grammar.is_preposition(&segment.words[last]) && !grammar.determiners.contains(segment.key(last));
        let noun = (cue.end..at).rev().find(|&before| grammar.determiners.contains(segment.key(before)));
        // "dénonce à la radio « des fraudes »": a noun phrase of its own.
        let own = self.reader.lists.lexer.cut(self.reader.text, quote.inner);
        let own = own.first().is_some_and(|first| grammar.determiners.contains(&first.key));
        let noun = noun.filter(|&noun| !own || noun == last);
        let end = self.judged_end(at + 1);
        match noun.filter(|_| !led && segment.key(last) != ",") {
            Some(noun) => Some((noun, end)),
            None => Some((at, end)),
        }
    }

    /// Where the content of an indirect statement ends.
    pub(super) fn content_end(&self, start: usize, cue: &Cue, cues: &[Cue]) -> usize {
        let segment = self.segment();
        let grammar = &self.reader.lists.grammar;
        let mut end = segment.words.len().min(start + CLAUSE);
        let relative = cue.begin > 0 && grammar.relatives.contains(segment.key(cue.begin - 1));
        let cue_at = |begin: usize| {
            let index = cues.partition_point(|other| other.begin < begin);
            cues.get(index).filter(|other| other.begin == begin)
        };
        let subordinate = self.is_subordinate(cue);
        for at in start..end {
            let key = segment.key(at);
            let starts = at + 1;
            let stop = if key == "," {
                let that =
                    |at: usize| grammar.that.contains(segment.key(at)) || grammar.relatives.contains(segment.key(at));
                // ", ce que Y dément", ", tandis que Z attend": the narrator's again.
                let narrator = that(starts + 1)
                    && (grammar.nobody.contains(segment.key(starts)) || grammar.contrast.contains(segment.key(starts)));
                // "Si X a dit que A, B": the main clause begins.
                let main = subordinate
                    && segment.finite_between(start, at)
                    && !that(starts)
                    && !grammar.conjunctions.contains(segment.key(starts))
                    && segment.finite_between(starts, end);
                let reporting = cue_at(starts);
                let resumes = relative && segment.group_at(starts).is_some_and(|group| group.person > 0);
                let comment = reporting.is_some_and(|other| other.group.person == 0 || self.comments(other));
                comment || resumes || narrator || main || self.marker_at(starts).is_some() || self.medium_closes(starts)
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

    /// Where what was said in an infinitive ends: before a comma behind which a clause of its own stands ("dit avoir fui, mais
    /// il ajoute", "avoue avoir tiré, les enquêteurs cherchent").
    fn infinitive_end(&self, start: usize, end: usize) -> usize {
        let (segment, grammar) = (self.segment(), &self.reader.lists.grammar);
        let own_clause = |comma: usize| {
            let finite = segment.groups.iter().find(|group| group.words.start > comma && group.person > 0);
            let led = |at: usize| {
                let key = segment.key(at);
                grammar.that.contains(key) || grammar.relatives.contains(key) || grammar.subordinators.contains(key)
            };
            finite.is_some_and(|group| group.words.end <= end && !(comma + 1..group.words.start).any(led))
        };
        (start..end).find(|&at| segment.key(at) == "," && own_clause(at)).unwrap_or(end)
    }

    /// Whether a verb's clause is subordinate to one behind it: it begins the sentence, with a word such as "si".
    fn is_subordinate(&self, cue: &Cue) -> bool {
        let segment = self.segment();
        let begin = self.reader.clause_start(0, cue.begin);
        let opens =
            (begin..cue.begin).take(2).any(|at| self.reader.lists.grammar.subordinators.contains(segment.key(at)));
        opens && !segment.finite_between(begin, cue.begin)
    }

    pub fn marker_at(&self, at: usize) -> Option<(usize, MarkerKind)> {
        let (length, kind) = self.reader.speech.markers.at(&self.segment().words, at)?;
        (*kind != MarkerKind::Opinion).then_some((length, *kind))
    }

    /// Whether the words from here on, to the end, only say where it was said.
    fn medium_closes(&self, at: usize) -> bool {
        let end = self.adjuncts_end(at);
        end + 1 >= self.segment().words.len() && end < at + 7 && self.reader.medium(at, end).is_some()
    }
}
