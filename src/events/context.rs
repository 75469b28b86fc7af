//! What every step of the coder looks at: the document, its layers, a parsed sentence, and the rules.

use crate::document::{Analysis, Document, Span};

use super::chunks::{Kind, Parse};
use super::relations::{Phrase, Relations, Seat, Syntax};
use super::rules::Rules;
use super::triggers::{Lexicon, Pos};
use super::words::Reader;

/// A sentence under work.
pub(super) struct Context<'a> {
    pub document: &'a Document,
    pub analysis: &'a Analysis,
    pub sentence: usize,
    pub parse: &'a Parse,
    pub syntax: &'a dyn Syntax,
    pub reader: &'a Reader,
    pub lexicon: &'a Lexicon,
    pub rules: &'a Rules,
    /// Classes whose words fill the whole document: an article about sport stays one in a sentence without its words.
    pub topics: &'a [String],
}

/// A trigger found in a sentence.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The sense, by index in the lexicon.
    pub sense: usize,
    pub pos: Pos,
    /// From the head to the last word of the phrase.
    pub words: Phrase,
    /// The words that the trigger is written with.
    pub span: Span,
    /// The chunk of the head.
    pub chunk: usize,
    /// The verb group that is the trigger.
    pub verb: Option<usize>,
    pub relations: Relations,
    /// Of a noun.
    pub seat: Seat,
}

impl Context<'_> {
    /// The span of a stretch of words.
    pub fn span(&self, phrase: &Phrase) -> Span {
        let words = &self.parse.words[phrase.clone()];
        match (words.first(), words.last()) {
            (Some(first), Some(last)) => first.span.cover(last.span),
            _ => Span::new(0, 0),
        }
    }

    /// The clause of a chunk: a number that grows at every subordinator, relative pronoun and strong mark.
    pub fn clause(&self, chunk: usize) -> usize {
        let opens = |kind: &Kind| matches!(kind, Kind::Subordinator | Kind::Relative | Kind::Stop);
        self.parse.chunks[..=chunk].iter().filter(|chunk| opens(&chunk.kind)).count()
    }

    /// The verb that a noun group is the object of, or the grammatical subject of in a passive.
    pub fn carrier(&self, seat: &Seat) -> Option<usize> {
        match seat {
            Seat::Object(verb) => Some(*verb),
            Seat::Subject(verb) if self.parse.verbs[*verb].passive => Some(*verb),
            _ => None,
        }
    }

    /// The participle right after the noun phrase that a chunk begins ("une trêve négociée par").
    pub fn participle_after(&self, chunk: usize) -> Option<usize> {
        let mut at = chunk + 1;
        while let Some(kind) = self.parse.kind(at) {
            match kind {
                Kind::Verb(verb) => {
                    return (self.parse.verbs[*verb].shape == super::verbs::Shape::Participle).then_some(*verb);
                }
                Kind::Preposition(function) if function == "of" || function == "between" => {}
                Kind::Noun if self.parse.function(at - 1).is_some() => {}
                Kind::Quote | Kind::Other | Kind::Time(_) => {}
                _ => return None,
            }
            at += 1;
        }
        None
    }
}
