//! What every step of the coder looks at: the document, its layers, a parsed sentence, and the rules.

use crate::document::{Analysis, Document, Span};

use super::chunks::{Kind, Parse};
use super::discourse::Discourse;
use super::relations::{Phrase, Relations, Seat, Syntax, back, phrase_from, skip};
use super::rules::Rules;
use super::triggers::{Lexicon, Pos};
use super::verbs::Shape;
use super::words::{Class, Reader};

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
    pub discourse: &'a Discourse,
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
    /// What the words mean as well, in order of preference.
    pub others: Vec<Found>,
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

    /// Whether the sentence is the headline: the first line of the text, with a blank line and more text behind it.
    pub fn headline(&self) -> bool {
        let (text, span) = (&self.document.text, self.analysis.sentences[self.sentence].span);
        if self.sentence > 0 || !text.get(..span.start).is_some_and(|before| before.trim().is_empty()) {
            return false;
        }
        let behind = text.get(span.end..).unwrap_or_default().trim_start_matches([' ', '\r']);
        let blank =
            behind.strip_prefix('\n').is_some_and(|rest| rest.trim_start_matches([' ', '\r']).starts_with('\n'));
        blank && !behind.trim().is_empty()
    }

    /// The clause of a chunk: a number that grows at every subordinator, relative pronoun and strong mark, and at a coordinator
    /// before a subject of its own.
    pub fn clause(&self, chunk: usize) -> usize {
        let opens = |at: usize| match self.parse.chunks[at].kind {
            Kind::Subordinator | Kind::Relative | Kind::Stop => true,
            Kind::Coordinator => self.opens_clause(at + 1),
            _ => false,
        };
        (0..=chunk).filter(|&at| opens(at)).count()
    }

    fn opens_clause(&self, chunk: usize) -> bool {
        let at = skip(self.parse, chunk);
        match self.parse.kind(at) {
            Some(Kind::Pronoun) => self.parse.words[self.parse.chunks[at].words.start].is(Class::Subject),
            Some(Kind::Noun) => {
                // "A et B ont": a plural verb takes both.
                let after = skip(self.parse, phrase_from(self.parse, at).1);
                self.parse.verb_at(after).is_some_and(|verb| verb.shape == Shape::Finite && !verb.plural)
            }
            _ => false,
        }
    }

    /// The verb that a noun group is the object of, or the grammatical subject of in a passive.
    pub fn carrier(&self, seat: &Seat) -> Option<usize> {
        match seat {
            Seat::Object(verb) => Some(*verb),
            Seat::Subject(verb) if self.parse.verbs[*verb].passive => Some(*verb),
            _ => None,
        }
    }

    /// Whether a time or place behind a trigger belongs to a verb in between: "un accord prévoyant la paix d'ici à 2030". A comma
    /// sets it apart, and what something is done for takes place with it.
    pub fn is_of_another(&self, found: &Found, at: usize) -> bool {
        let parse = self.parse;
        let left = back(parse, at);
        let left = left.filter(|&left| parse.function(left).is_some()).map_or(left, |left| back(parse, left));
        if left.is_some_and(|left| parse.kind(left) == Some(&Kind::Comma)) {
            return false;
        }
        (found.chunk + 1..at).any(|chunk| {
            let Kind::Verb(verb) = parse.chunks[chunk].kind else { return false };
            match parse.verbs[verb].shape {
                Shape::Finite => false,
                Shape::Infinitive => back(parse, chunk).and_then(|left| parse.function(left)) != Some("for"),
                Shape::Gerund => true,
                Shape::Participle => left == Some(chunk) && self.participle_after(found.chunk) != Some(verb),
            }
        })
    }

    /// The participle right after the noun phrase that a chunk begins ("une trêve négociée par").
    pub fn participle_after(&self, chunk: usize) -> Option<usize> {
        let mut at = chunk + 1;
        while let Some(kind) = self.parse.kind(at) {
            match kind {
                Kind::Verb(verb) => {
                    return (self.parse.verbs[*verb].shape == Shape::Participle).then_some(*verb);
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
