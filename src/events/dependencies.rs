//! Grammatical relations by the dependencies of the tokens; what they leave open, the order of chunks tells.

use super::chunks::{Kind, Parse};
use super::relations::{Phrase, Relations, Seat, Shallow, Syntax, back, phrase_from};
use crate::document::{Analysis, Token};
use crate::text::{Clause, clauses};

/// The clauses of a sentence.
pub(super) struct Dependencies<'a> {
    /// Its index.
    pub sentence: usize,
    tokens: &'a [Token],
    /// The tokens of the sentence.
    range: std::ops::Range<usize>,
    clauses: Vec<Clause>,
}

impl<'a> Dependencies<'a> {
    /// Of one sentence of a document; none where there are no tokens.
    pub fn new(analysis: &'a Analysis, sentence: usize) -> Dependencies<'a> {
        let tokens = &analysis.tokens;
        let before = |end: usize| tokens.partition_point(|token| token.span.start < end);
        let span = analysis.sentences[sentence].span;
        let range = before(span.start)..before(span.end);
        Dependencies { sentence, tokens, clauses: clauses(tokens, range.clone()), range }
    }

    /// The clause of a verb group, whose head is the lexical verb.
    fn clause(&self, parse: &Parse, verb: usize) -> Option<&Clause> {
        let head = parse.words[parse.verbs[verb].head].span;
        let index =
            self.clauses.binary_search_by_key(&head.start, |clause| self.tokens[clause.verb].span.start).ok()?;
        Some(&self.clauses[index])
    }

    /// The chunk that a token stands in. A long sentence is parsed in windows: it may lie in another.
    fn chunk_of(&self, parse: &Parse, token: usize) -> Option<usize> {
        let span = self.tokens[token].span;
        let word = parse.words.partition_point(|word| word.span.end <= span.start);
        parse.words.get(word).filter(|word| word.span.overlaps(span))?;
        let chunk = parse.chunk_of(word);
        parse.chunks[chunk].words.contains(&word).then_some(chunk)
    }

    /// The noun phrases of tokens; none for pronouns.
    fn phrases(&self, parse: &Parse, tokens: &[usize]) -> Vec<Phrase> {
        let phrase = |token: &usize| {
            let chunk = self.chunk_of(parse, *token)?;
            (parse.kind(chunk) == Some(&Kind::Noun)).then(|| phrase_from(parse, chunk).0)
        };
        let mut found: Vec<Phrase> = tokens.iter().filter_map(phrase).collect();
        found.dedup();
        found
    }

    fn relation(&self, token: usize) -> &str {
        self.tokens[token].relation.as_deref().unwrap_or_default()
    }

    /// The token that governs the others of a chunk: the first whose own governor lies outside.
    fn head_of(&self, parse: &Parse, chunk: usize) -> Option<usize> {
        let words = &parse.words[parse.chunks[chunk].words.clone()];
        let (first, last) = (words.first()?.span, words.last()?.span);
        let begin = self.tokens.partition_point(|token| token.span.end <= first.start);
        let inside =
            |token: usize| self.tokens[token].span.start < last.end && self.tokens[token].span.end > first.start;
        let mut tokens = (begin..self.range.end).take_while(|&token| inside(token));
        tokens.find(|&token| {
            // The article in "du" belongs to the noun, the preposition before it not.
            self.relation(token) != "case" && self.tokens[token].head.is_none_or(|head| !inside(head))
        })
    }

    /// The verb group whose lexical verb is a token.
    fn verb_of(&self, parse: &Parse, token: usize) -> Option<usize> {
        let start = self.tokens[token].span.start;
        let verbs = 0..parse.verbs.len();
        verbs.into_iter().find(|&verb| parse.words[parse.verbs[verb].head].span.start == start)
    }

    /// The function of the preposition before a noun chunk.
    fn function<'p>(&self, parse: &'p Parse, chunk: usize) -> Option<&'p str> {
        back(parse, chunk).and_then(|before| parse.function(before))
    }

    /// The phrases with a preposition that hang on a token, those coordinated with them included.
    fn obliques(&self, parse: &Parse, governor: usize, relations: &[&str]) -> Vec<(String, Phrase)> {
        let mut found = Vec::new();
        let of = |token: usize, head: usize| self.tokens[token].head == Some(head);
        let main = |token: usize| self.relation(token).split(':').next().unwrap_or_default();
        for token in self.range.clone().filter(|&token| of(token, governor) && relations.contains(&main(token))) {
            let Some(chunk) = self.chunk_of(parse, token).filter(|&c| parse.kind(c) == Some(&Kind::Noun)) else {
                continue;
            };
            let Some(function) = self.function(parse, chunk) else { continue };
            let others = self.range.clone().filter(|&other| of(other, token) && main(other) == "conj");
            for noun in std::iter::once(token).chain(others) {
                let own = self.phrases(parse, &[noun]);
                found.extend(own.into_iter().map(|phrase| (function.to_owned(), phrase)));
            }
        }
        found
    }

    /// Where a noun stands, by its relation; `None` where the parser leaves it open.
    fn seat_of(&self, parse: &Parse, token: usize, depth: usize) -> Option<Seat> {
        const DEPTH: usize = 4;
        let head = self.tokens[token].head?;
        let chunk = self.chunk_of(parse, token)?;
        let relation = self.relation(token);
        match relation.split(':').next()? {
            "nsubj" => self.verb_of(parse, head).map(Seat::Subject),
            "obj" => self.verb_of(parse, head).map(Seat::Object),
            "obl" => {
                let (function, verb) = (self.function(parse, chunk)?.to_owned(), self.verb_of(parse, head)?);
                Some(Seat::Oblique { function, noun: None, verb: Some(verb) })
            }
            "nmod" => {
                let function = self.function(parse, chunk)?.to_owned();
                let noun = self.chunk_of(parse, head).filter(|&c| parse.kind(c) == Some(&Kind::Noun))?;
                Some(Seat::Oblique { function, noun: Some(noun), verb: None })
            }
            "conj" | "appos" if depth < DEPTH => self.seat_of(parse, head, depth + 1),
            _ => None,
        }
    }
}

impl Syntax for Dependencies<'_> {
    fn of_verb(&self, parse: &Parse, verb: usize) -> Relations {
        let mut relations = Shallow.of_verb(parse, verb);
        let agrees = |clause: &&Clause| clause.passive == parse.verbs[verb].passive;
        let Some(clause) = self.clause(parse, verb).filter(agrees) else { return relations };
        let [subjects, objects, agents] =
            [&clause.subjects, &clause.objects, &clause.agents].map(|tokens| self.phrases(parse, tokens));
        let (subject, object) = if clause.passive { (agents, subjects) } else { (subjects, objects) };
        if !subject.is_empty() {
            relations.subject = subject;
        }
        if !object.is_empty() {
            relations.object = object;
        }
        for oblique in self.obliques(parse, clause.verb, &["obl"]) {
            if !relations.obliques.contains(&oblique) {
                relations.obliques.push(oblique);
            }
        }
        relations
    }

    fn of_noun(&self, parse: &Parse, chunk: usize) -> Relations {
        let mut relations = Shallow.of_noun(parse, chunk);
        if let Some(head) = self.head_of(parse, chunk) {
            for oblique in self.obliques(parse, head, &["nmod", "obl"]) {
                if !relations.obliques.contains(&oblique) {
                    relations.obliques.push(oblique);
                }
            }
        }
        relations
    }

    fn seat(&self, parse: &Parse, chunk: usize) -> Seat {
        let own = self.head_of(parse, chunk).and_then(|head| self.seat_of(parse, head, 0));
        own.unwrap_or_else(|| Shallow.seat(parse, chunk))
    }

    fn governor(&self, parse: &Parse, verb: usize) -> (Option<usize>, Option<String>) {
        Shallow.governor(parse, verb)
    }
}
