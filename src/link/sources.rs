use super::drafts::CLAUSE;
use super::lists::Lists;
use super::reading::entities_in;
use super::segment::Segment;
use super::speech::{MarkerKind, Speech};
use crate::document::{Analysis, Label, Span};
use crate::text::Mood;

/// So many words are looked at for a noun phrase.
const PHRASE: usize = 40;

/// The name of a work or newspaper has no more words.
const TITLE: usize = 6;

/// What the noun phrases of a segment are read with.
pub(super) struct Reader<'a> {
    pub lists: &'a Lists,
    pub speech: &'a Speech,
    pub text: &'a str,
    pub analysis: &'a Analysis,
    pub segment: &'a Segment,
}

impl Reader<'_> {
    /// Whether a word stands inside an entity, but not at its beginning.
    fn inside_entity(&self, at: usize) -> bool {
        let span = self.segment.words[at].span;
        let next = self.analysis.entities.partition_point(|entity| entity.span.end <= span.start);
        self.analysis
            .entities
            .get(next)
            .is_some_and(|entity| entity.span.start < span.start && span.end <= entity.span.end)
    }

    /// Whether a word stands inside a time expression.
    fn in_time(&self, at: usize) -> bool {
        let Some(word) = self.segment.words.get(at) else { return false };
        let next = self.analysis.times.partition_point(|time| time.span.end <= word.span.start);
        self.analysis.times.get(next).is_some_and(|time| time.span.overlaps(word.span))
    }

    /// Whether a finite verb stands under a span.
    pub fn finite_in(&self, span: Span) -> bool {
        let words = self.lists.lexer.cut(self.text, span);
        let surfaces: Vec<&str> = words.iter().take(CLAUSE).map(|word| word.span.of(self.text)).collect();
        self.speech.verbs.verb_groups(&surfaces).iter().any(|group| group.person > 0)
    }

    /// Whether a quotation is the name of a work or newspaper: a few words that begin with a capital, no clause.
    pub fn is_title(&self, at: usize) -> bool {
        self.segment.quote(at).is_some_and(|quote| {
            let inner = quote.inner.of(self.text);
            let short = inner.split_whitespace().count() <= TITLE && !inner.ends_with(['.', '!', '?', '…', ',']);
            short && inner.starts_with(char::is_uppercase) && !self.finite_in(quote.inner)
        })
    }

    /// Whether a word says when, or how, and belongs to no noun phrase.
    pub fn is_adjunct(&self, at: usize) -> bool {
        let word = &self.segment.words[at];
        // "le gouvernement", "son établissement": a noun with an adverb's ending.
        let noun = || {
            let determined = at > 0 && self.lists.grammar.determiners.contains(self.segment.key(at - 1));
            determined || self.lists.roles.at(&self.segment.words, at).is_some()
        };
        self.in_time(at) || self.lists.grammar.is_adverb(word) && !word.capital && !noun()
    }

    /// Whether the noun phrase can name a source: an entity, a role, or a noun such as "report" heads it.
    pub fn is_source(&self, from: usize, to: usize) -> bool {
        let words = &self.segment.words[from..to];
        if to == from + 1 && self.is_title(from) {
            return true;
        }
        let Some(span) = self.segment.span(from, to) else { return false };
        let entities = entities_in(self.analysis, span);
        let head = self.lists.noun_start(words);
        let noun = words.iter().skip(head).take(2).any(|word| self.speech.source_nouns.contains(&word.key));
        let reading = self.lists.read(words, &entities, self.text, self.analysis);
        let named = reading.entity.is_some_and(|index| self.analysis.entities[index].label != Label::Other);
        let people = words.iter().skip(head).take(3).any(|word| self.lists.nationalities.get(&word.key).is_some());
        noun || named || people || reading.role.is_some()
    }

    /// Whether a person's name heads these words.
    pub fn names_person(&self, from: usize, to: usize) -> bool {
        let span = self.segment.span(from, to);
        let entity = span.and_then(|span| self.entity(span));
        entity.is_some_and(|index| self.analysis.entities[index].label == Label::Person)
    }

    /// The entity that a source phrase names: the one that heads it, else the first person, organisation or place inside.
    pub fn entity(&self, source: Span) -> Option<usize> {
        let words = self.lists.lexer.cut(self.text, source);
        let inside = entities_in(self.analysis, source);
        let head = self.lists.read(&words, &inside, self.text, self.analysis).entity;
        let of = |label: Label| inside.iter().copied().find(|&index| self.analysis.entities[index].label == label);
        head.or_else(|| of(Label::Person)).or_else(|| of(Label::Organisation)).or_else(|| of(Label::Place))
    }

    /// The noun phrase that begins at word `from`: to a mark, a verb, a clause, or a preposition that is not "of".
    pub fn phrase_from(&self, from: usize) -> usize {
        let grammar = &self.lists.grammar;
        let segment = self.segment;
        if from < segment.words.len() && self.is_title(from) {
            return from + 1;
        }
        let mut at = from;
        while at < segment.words.len().min(from + PHRASE) {
            let word = &segment.words[at];
            let key = &word.key;
            if self.inside_entity(at) {
                at += 1;
                continue;
            }
            if at == from + 1 && grammar.stressed_pronouns.contains(segment.key(from)) {
                break;
            }
            let determiner = at == from || grammar.determiners.contains(segment.key(at - 1));
            // "une note interne du ministère": an adjective that could be a verb.
            let ends = segment.is_mark(at + 1) || grammar.of.contains(segment.key(at + 1));
            let verb = segment.group_with(at).is_some_and(|group| {
                let adjective = group.words.len() == 1 && ends && at > from + 1;
                group.person > 0 && !adjective || group.person == 0 && group.words.start == at && !group.passive
            });
            let of = grammar.of.contains(key);
            let clause = grammar.relatives.contains(key) || grammar.subordinators.contains(key);
            let joins = grammar.conjunctions.contains(key) && self.joins(at);
            let preposition = grammar.prepositions.contains(key) && !self.belongs_to_title(at);
            let infinitive = at == from && segment.group_at(at).is_some_and(|group| group.mood == Mood::Infinitive);
            let stops = infinitive
                || at > from
                    && self.speech.markers.at(&segment.words, at).is_some_and(|(_, kind)| *kind == MarkerKind::Quoted)
                || segment.quote(at).is_some()
                || segment.is_mark(at) && key != "." && key != "'" && key != "-" && key != "’"
                || key == "."
                    && !segment
                        .words
                        .get(at.wrapping_sub(1))
                        .is_some_and(|before| grammar.courtesy.contains(&before.key))
                || verb && !determiner
                || clause
                || grammar.conjunctions.contains(key) && !joins
                || at > from && preposition && !of
                || at > from && self.is_adjunct(at);
            if stops {
                break;
            }
            at += 1;
        }
        at
    }

    /// Where a noun phrase ends with the complements of its participle: "un rapport publié mardi par la Cour".
    pub fn complements_end(&self, start: usize, end: usize) -> usize {
        let (segment, grammar) = (self.segment, &self.lists.grammar);
        let participle = |at: usize| {
            let group = segment.group_with(at).filter(|_| at > start);
            group.is_some_and(|group| group.person == 0 && group.mood == Mood::Participle)
        };
        if end == 0 || !participle(end - 1) {
            return end;
        }
        let mut close = end;
        while close < segment.words.len().min(start + PHRASE) {
            let quoted = self.speech.markers.at(&segment.words, close).is_some();
            let tied = grammar.is_preposition(&segment.words[close]);
            let next = match () {
                () if quoted => break,
                () if tied => self.phrase_from(close + 1),
                () if self.is_adjunct(close) => close + 1,
                () => break,
            };
            if next <= close + usize::from(tied) {
                break;
            }
            close = next;
        }
        close
    }

    /// Where the apposition of a noun phrase ends, or the phrase itself if it has none: "le maire, Paul Rey", "Paul Rey, le
    /// maire de Nantes et président du club". It ends at `to` or before a mark.
    pub fn apposition_end(&self, start: usize, end: usize, to: usize) -> usize {
        let (segment, grammar) = (self.segment, &self.lists.grammar);
        if segment.key(end) != "," || end + 1 >= to {
            return end;
        }
        let named = |at: usize| {
            let word = &segment.words[at];
            let next = self.analysis.entities.partition_point(|entity| entity.span.end <= word.span.start);
            let entity = self.analysis.entities.get(next)?;
            (entity.span.start == word.span.start && entity.label == Label::Person).then_some(entity)
        };
        let begin = end + 1;
        let courtesy = |at: &usize| grammar.courtesy.contains(segment.key(*at)) || segment.key(*at) == ".";
        let first = (begin..to).find(|at| !courtesy(at)).unwrap_or(begin);
        let noun = first + self.lists.noun_start(&segment.words[first..to]).min(1);
        let title = |at: usize| at < to && self.lists.role_at(&segment.words[..to], at).is_some();
        let holder = (start..end).any(|at| named(at).is_some());
        if first >= to || !(named(first).is_some() || holder && title(noun)) {
            return end;
        }
        let mut close = self.phrase_from(first).min(to);
        while close < to && grammar.conjunctions.contains(segment.key(close)) && title(close + 1) {
            close = self.phrase_from(close + 1).min(to);
        }
        let closed = close >= to
            || segment.is_mark(close)
            || self.is_adjunct(close)
            || grammar.is_preposition(&segment.words[close]);
        if closed && close > begin { close } else { end }
    }

    /// Where the one spoken to ends, behind the preposition at `at`: "à la presse", "à l'AFP", "devant les élus".
    pub fn addressee_end(&self, at: usize) -> usize {
        let (segment, grammar) = (self.segment, &self.lists.grammar);
        let end = segment.words.len().min(at + PHRASE);
        let mut word = (at + 1).min(end);
        while word < end && grammar.determiners.contains(segment.key(word)) {
            word += 1;
        }
        let from = word;
        while word < end {
            let named = self.begins_entity(word);
            let of = grammar.of.contains(segment.key(word - 1));
            let opens = !of
                && (grammar.determiners.contains(segment.key(word)) && !grammar.of.contains(segment.key(word))
                    || named);
            let clause = grammar.that.contains(segment.key(word)) || grammar.relatives.contains(segment.key(word));
            let verb = segment.group_at(word).is_some_and(|group| group.person > 0) && !self.inside_entity(word);
            if clause || verb && word > from {
                break;
            }
            if segment.is_mark(word)
                || segment.quote(word).is_some()
                || word > from && opens && !self.inside_entity(word)
            {
                break;
            }
            word += 1;
        }
        word
    }

    fn begins_entity(&self, at: usize) -> bool {
        let start = self.segment.words[at].span.start;
        let next = self.analysis.entities.partition_point(|entity| entity.span.start < start);
        self.analysis.entities.get(next).is_some_and(|entity| entity.span.start == start)
    }

    /// Whether a conjunction joins two noun phrases: what follows begins like one, and no verb does.
    fn joins(&self, at: usize) -> bool {
        let Some(next) = self.segment.words.get(at + 1) else { return false };
        let begins = self.lists.grammar.determiners.contains(&next.key)
            || next.capital
            || self.lists.grammar.of.contains(&next.key);
        begins && self.segment.group_with(at + 1).is_none()
    }

    /// "ministre délégué aux Transports", "secrétaire d'État à la Santé": a preposition between a role and its field.
    fn belongs_to_title(&self, at: usize) -> bool {
        let words = &self.segment.words;
        let role = (at.saturating_sub(4)..at).any(|start| {
            self.lists
                .role_at(words, start)
                .is_some_and(|(length, role)| start + length == at && !role.sectors.is_empty())
        });
        let field = words.iter().skip(at + 1).take(2).find(|word| word.capital);
        let named = field.is_some_and(|word| {
            let next = self.analysis.entities.partition_point(|entity| entity.span.end <= word.span.start);
            self.analysis.entities.get(next).is_some_and(|entity| entity.span.contains(word.span))
        });
        role && field.is_some() && !named
    }

    /// The subject before the verb group that begins at word `verb`; `plural` lets it join several nouns.
    pub fn subject_before(&self, verb: usize, floor: usize, plural: bool) -> Option<(usize, usize)> {
        let grammar = &self.lists.grammar;
        let segment = self.segment;
        let mut end = verb;
        while end > floor && self.is_adjunct(end - 1) && !grammar.subject_pronouns.contains(segment.key(end - 1)) {
            end -= 1;
        }
        // Back over an insertion: "X, premier ministre, a déclaré".
        if end > floor && segment.key(end - 1) == "," {
            let open = (floor..end - 1).rev().take(PHRASE).find(|&at| segment.key(at) == ",");
            match open {
                Some(open) if open > floor => {
                    let (start, stop) = self.subject_before(open, floor, plural)?;
                    let full = self.apposition_end(start, stop, end - 1);
                    return Some((start, if full == end - 1 { full } else { stop }));
                }
                _ => return None,
            }
        }
        if end > floor && grammar.relatives.contains(segment.key(end - 1)) {
            let mut antecedent = end - 1;
            if antecedent > floor && segment.key(antecedent - 1) == "," {
                antecedent -= 1;
            }
            return self.subject_before(antecedent, floor, plural);
        }
        if end > floor && grammar.subject_pronouns.contains(segment.key(end - 1)) {
            return Some((end - 1, end));
        }
        if end > floor && self.is_title(end - 1) {
            return Some((end - 1, end));
        }
        let mut start = end;
        while start > floor && end - start < PHRASE && !self.opens(start - 1, start == end, plural) {
            start -= 1;
        }
        let start = self.ungoverned(start, end)?;
        // A single word is a name, a pronoun or a noun of many ("beaucoup"), or it is no subject.
        let only = &segment.words[start];
        let alone = end == start + 1 && !only.capital && self.lists.roles.at(&segment.words, start).is_none();
        let bare = alone && !grammar.determiners.contains(&only.key) && !grammar.subject_pronouns.contains(&only.key);
        (!bare).then_some((start, end))
    }

    /// Whether a word stands before a subject, and not inside it.
    ///
    /// Right before the verb no other verb stands: what looks like one is an adjective ("le chef rebelle a dit").
    fn opens(&self, at: usize, beside: bool, plural: bool) -> bool {
        let (segment, grammar) = (self.segment, &self.lists.grammar);
        if self.inside_entity(at) {
            return false;
        }
        let key = segment.key(at);
        let mark = segment.is_mark(at) && !matches!(key, "'" | "’" | "-");
        let abbreviation = key == "." && at > 0 && grammar.courtesy.contains(segment.key(at - 1));
        let conjunction = grammar.conjunctions.contains(key) && !(plural && self.joins(at));
        let clause = grammar.relatives.contains(key) || grammar.subordinators.contains(key);
        let verb = !beside && segment.group_with(at).is_some_and(|group| group.person > 0);
        (mark && !abbreviation) || conjunction || clause || verb || segment.quote(at).is_some()
    }

    /// The first noun phrase between two words that no preposition governs.
    fn ungoverned(&self, start: usize, end: usize) -> Option<usize> {
        let grammar = &self.lists.grammar;
        let mut governed = false;
        for at in start..end {
            if self.inside_entity(at) {
                continue;
            }
            let word = &self.segment.words[at];
            let preposition = grammar.prepositions.contains(&word.key) && !grammar.determiners.contains(&word.key)
                || grammar.prepositions.contains(&word.key) && at == start
                || grammar.of.contains(&word.key) && !grammar.of_or_article.contains(&word.key);
            if preposition {
                governed = true;
            } else if self.is_adjunct(at) {
                governed = false;
            } else if grammar.determiners.contains(&word.key) || grammar.courtesy.contains(&word.key) {
                let direct = at > start && (grammar.is_preposition(&self.segment.words[at - 1]));
                if !(governed && direct) {
                    return Some(at);
                }
            } else if !governed && word.key.contains(char::is_alphanumeric) {
                return Some(at);
            }
        }
        None
    }

    /// The place of speech among words `from..to`: the words of the noun phrase without preposition and article.
    pub fn medium(&self, from: usize, to: usize) -> Option<String> {
        let (segment, grammar) = (self.segment, &self.lists.grammar);
        (from..to).find_map(|at| {
            let (length, ()) = self.speech.media.at(&segment.words[..to], at)?;
            let led = (at.saturating_sub(3).max(from)..at).rev().take(3).find(|&before| {
                let key = segment.key(before);
                grammar.before_media.contains(key)
                    || !(grammar.determiners.contains(key) || key.contains(char::is_alphanumeric))
            })?;
            let inside = grammar.before_media.contains(segment.key(led)) && !grammar.of.contains(segment.key(led))
                || led > from && grammar.before_media.contains(segment.key(led - 1));
            inside.then(|| segment.span(at, at + length).map(|span| span.of(self.text).to_owned())).flatten()
        })
    }

    /// Where the clause that ends before word `end` begins: behind the last colon or semicolon and conjunctions.
    pub fn clause_start(&self, floor: usize, end: usize) -> usize {
        let segment = self.segment;
        // "NICE, 3 mai (Agence) – ": behind a dateline.
        let dated = |at: usize| at > 0 && segment.key(at - 1) == ")" && matches!(segment.key(at), "–" | "—" | "-");
        let opens = |at: usize| {
            segment.is_mark(at) && (matches!(segment.key(at), ";" | ":" | "!" | "?") || dated(at)) && at + 1 < end
        };
        let floor = floor.max(end.saturating_sub(CLAUSE));
        let mut start = (floor..end).rev().find(|&at| opens(at)).map_or(floor, |at| at + 1);
        // "Ni A ni B": a conjunction that comes twice belongs to both.
        let twice = |at: usize| (at + 1..end).any(|other| segment.key(other) == segment.key(at));
        while start < end
            && (segment.is_mark(start) && !matches!(segment.key(start), "(")
                || self.lists.grammar.conjunctions.contains(segment.key(start)) && !twice(start))
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

    /// The span of content; of content that is one quotation, without its marks.
    pub fn inside_marks(&self, start: usize, end: usize, span: Span) -> Span {
        match (self.segment.quote(start), end.checked_sub(1).and_then(|last| self.segment.quote(last))) {
            (Some(only), Some(_)) if start + 1 == end => only.inner,
            _ => span,
        }
    }
}
