//! Grammatical relations by the dependencies of the tokens; what they leave open, the order of chunks tells.

use super::chunks::{Kind, Parse};
use super::relations::{Phrase, Relations, Seat, Shallow, Syntax, phrase_from};
use crate::document::{Analysis, Token};
use crate::text::{Clause, clauses};

/// The clauses of a sentence.
pub(super) struct Dependencies<'a> {
    /// Its index.
    pub sentence: usize,
    tokens: &'a [Token],
    clauses: Vec<Clause>,
}

impl<'a> Dependencies<'a> {
    /// Of one sentence of a document; none where there are no tokens.
    pub fn new(analysis: &'a Analysis, sentence: usize) -> Dependencies<'a> {
        let tokens = &analysis.tokens;
        let before = |end: usize| tokens.partition_point(|token| token.span.start < end);
        let span = analysis.sentences[sentence].span;
        Dependencies { sentence, tokens, clauses: clauses(tokens, before(span.start)..before(span.end)) }
    }

    /// The clause of a verb group, whose head is the lexical verb.
    fn clause(&self, parse: &Parse, verb: usize) -> Option<&Clause> {
        let head = parse.words[parse.verbs[verb].head].span;
        let index =
            self.clauses.binary_search_by_key(&head.start, |clause| self.tokens[clause.verb].span.start).ok()?;
        Some(&self.clauses[index])
    }

    /// The noun phrases of tokens; none for pronouns.
    fn phrases(&self, parse: &Parse, tokens: &[usize]) -> Vec<Phrase> {
        let phrase = |token: &usize| {
            let span = self.tokens[*token].span;
            let word = parse.words.partition_point(|word| word.span.end <= span.start);
            // A long sentence is parsed in windows: the token may lie in another.
            parse.words.get(word).filter(|word| word.span.overlaps(span))?;
            let chunk = parse.chunks.iter().position(|chunk| chunk.words.contains(&word))?;
            (parse.kind(chunk) == Some(&Kind::Noun)).then(|| phrase_from(parse, chunk).0)
        };
        let mut found: Vec<Phrase> = tokens.iter().filter_map(phrase).collect();
        found.dedup();
        found
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
        relations
    }

    fn of_noun(&self, parse: &Parse, chunk: usize) -> Relations {
        Shallow.of_noun(parse, chunk)
    }

    fn seat(&self, parse: &Parse, chunk: usize) -> Seat {
        Shallow.seat(parse, chunk)
    }

    fn governor(&self, parse: &Parse, verb: usize) -> (Option<usize>, Option<String>) {
        Shallow.governor(parse, verb)
    }
}
