//! Cuts the words of a sentence into chunks: noun groups, verb groups, prepositions, and what stands between them.

use std::ops::Range;

use super::verbs::{VerbGroup, groups};
use super::words::{Class, QUANTITY, Reader, Word};

/// What a chunk is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Noun,
    /// A verb group, by index.
    Verb(usize),
    /// A preposition, with its function (`of`, `against`, ...).
    Preposition(String),
    Coordinator,
    Subordinator,
    Relative,
    /// A subject pronoun.
    Pronoun,
    /// A time expression, by index in its layer.
    Time(usize),
    Comma,
    Quote,
    /// A mark that separates more strongly than a comma.
    Stop,
    Other,
}

/// A stretch of words.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    pub kind: Kind,
    pub words: Range<usize>,
}

/// A sentence, cut.
#[derive(Debug)]
pub(super) struct Parse {
    pub words: Vec<Word>,
    pub chunks: Vec<Chunk>,
    pub verbs: Vec<VerbGroup>,
}

impl Parse {
    pub fn new(reader: &Reader, text: &str, words: Vec<Word>) -> Parse {
        let verbs = groups(reader, text, &words);
        let mut parse = Parse { words, chunks: Vec::new(), verbs };
        let mut at = 0;
        while at < parse.words.len() {
            at = parse.next_chunk(reader, at);
        }
        parse
    }

    fn next_chunk(&mut self, reader: &Reader, at: usize) -> usize {
        let word = &self.words[at];
        let (kind, end) = if let Some(time) = word.time {
            (Kind::Time(time), self.run(at, |w| w.time == Some(time)))
        } else if word.is_mark() {
            (mark(&word.lower), at + 1)
        } else if word.entity.is_some() {
            (Kind::Noun, self.noun_end(reader, at))
        } else if let Some(verb) = self.group_at(at) {
            self.verbs[verb].chunk = self.chunks.len();
            (Kind::Verb(verb), self.verbs[verb].words.end)
        } else if self.counts(reader, at) {
            (Kind::Noun, self.noun_end(reader, at))
        } else if let Some((function, end)) = self.preposition(reader, at) {
            (Kind::Preposition(function), end)
        } else if word.is(Class::Relative) {
            (Kind::Relative, at + 1)
        } else if word.is(Class::Subordinator) {
            let relative = matches!(self.chunks.last(), Some(Chunk { kind: Kind::Noun, .. })) && word.is(Class::Only);
            (if relative { Kind::Relative } else { Kind::Subordinator }, at + 1)
        } else if word.is(Class::Coordinator) {
            (Kind::Coordinator, at + 1)
        } else if word.is(Class::Subject) || word.is(Class::Pronoun) {
            (Kind::Pronoun, at + 1)
        } else if [Class::Adverb, Class::Ne, Class::Reflexive, Class::Negator].into_iter().any(|c| word.is(c))
            && !word.is(Class::Determiner)
            || word.is_enclitic()
        {
            (Kind::Other, at + 1)
        } else {
            (Kind::Noun, self.noun_end(reader, at))
        };
        let end = end.max(at + 1);
        self.chunks.push(Chunk { kind, words: at..end });
        end
    }

    fn run(&self, at: usize, holds: impl Fn(&Word) -> bool) -> usize {
        self.words[at..].iter().position(|word| !holds(word)).map_or(self.words.len(), |length| at + length)
    }

    /// Whether "plus de" or the like and a numeral begin at a word.
    fn counts(&self, reader: &Reader, at: usize) -> bool {
        reader.preposition(&self.words, at).is_some_and(|(function, end)| {
            function == QUANTITY && self.words.get(end).is_some_and(|word| word.is(Class::Number))
        })
    }

    /// The preposition at a word, unless the word is an article there ("tuer des civils").
    fn preposition(&self, reader: &Reader, at: usize) -> Option<(String, usize)> {
        let (function, end) = reader.preposition(&self.words, at)?;
        if function == QUANTITY {
            return None;
        }
        let word = &self.words[at];
        // "de nouvelles élections" after a verb.
        let modified = self.words.get(at + 1).is_some_and(|next| next.is(Class::Premodifier));
        if word.is(Class::Of)
            && modified
            && end == at + 1
            && matches!(self.chunks.last(), Some(Chunk { kind: Kind::Verb(_), .. }))
        {
            return None;
        }
        if word.is(Class::Fused) && word.is(Class::Of) {
            let article = match self.chunks.last().map(|chunk| &chunk.kind) {
                None | Some(Kind::Verb(_) | Kind::Preposition(_) | Kind::Subordinator | Kind::Relative) => true,
                Some(Kind::Stop | Kind::Other | Kind::Time(_)) => true,
                Some(Kind::Coordinator | Kind::Comma) => {
                    let before = self.chunks.iter().rev().find(|chunk| chunk.kind == Kind::Noun);
                    before.is_none_or(|noun| self.words[noun.words.start].is(Class::Determiner))
                }
                _ => false,
            };
            if article && end == at + 1 {
                return None;
            }
        }
        Some((function.to_owned(), end))
    }

    /// Where the noun group that begins at `at` ends.
    fn noun_end(&self, reader: &Reader, at: usize) -> usize {
        let mut end = at;
        while end < self.words.len() {
            let word = &self.words[end];
            if let Some(entity) = word.entity {
                end = self.run(end, |w| w.entity == Some(entity));
                continue;
            }
            let ends = word.time.is_some() || word.is_mark() || word.is_enclitic();
            if end == at && !ends {
                end = match reader.preposition(&self.words, end) {
                    Some((QUANTITY, after)) => after,
                    _ => end + 1,
                };
                continue;
            }
            let opens = [Class::Coordinator, Class::Subordinator, Class::Relative, Class::Ne, Class::Reflexive]
                .into_iter()
                .any(|class| word.is(class));
            let article = word.is(Class::Determiner)
                && !word.is(Class::Number)
                && !(self.words[end - 1].is(Class::Determiner) && end == at + 1);
            let loose = word.is(Class::Adverb) || (word.is(Class::Subject) && !word.is(Class::Determiner));
            if ends || opens || article || loose || reader.preposition(&self.words, end).is_some() {
                break;
            }
            if self.group_at(end).is_some() {
                break;
            }
            end += 1;
        }
        end
    }

    /// The verb group that begins at a word.
    fn group_at(&self, at: usize) -> Option<usize> {
        self.verbs.binary_search_by_key(&at, |group| group.words.start).ok()
    }

    /// The chunk that holds a word.
    pub fn chunk_of(&self, word: usize) -> usize {
        self.chunks.partition_point(|chunk| chunk.words.end <= word).min(self.chunks.len().saturating_sub(1))
    }

    /// The verb group of a chunk.
    pub fn verb_at(&self, chunk: usize) -> Option<&VerbGroup> {
        match self.chunks.get(chunk)?.kind {
            Kind::Verb(index) => self.verbs.get(index),
            _ => None,
        }
    }

    /// The function of a chunk that is a preposition.
    pub fn function(&self, chunk: usize) -> Option<&str> {
        match &self.chunks.get(chunk)?.kind {
            Kind::Preposition(function) => Some(function),
            _ => None,
        }
    }

    /// The kind of a chunk, if there is one.
    pub fn kind(&self, chunk: usize) -> Option<&Kind> {
        self.chunks.get(chunk).map(|chunk| &chunk.kind)
    }
}

fn mark(mark: &str) -> Kind {
    match mark {
        "," => Kind::Comma,
        "\"" | "«" | "»" | "“" | "”" | "'" | "’" => Kind::Quote,
        ";" | ":" | "(" | ")" | "[" | "]" | "–" | "—" | "-" | "." | "!" | "?" | "…" => Kind::Stop,
        _ => Kind::Other,
    }
}
