//! The seam between syntax and events: what grammatical relations a verb or a noun has in its sentence.
//!
//! [`Shallow`] reads them off the order of chunks; `dependencies` puts what the parser says before it.

use std::ops::Range;

use super::chunks::{Kind, Parse};
use super::subjects;
use super::verbs::Shape;
use super::words::Class;

/// The words of a noun phrase.
pub(super) type Phrase = Range<usize>;

/// The logical relations of a verb or noun: the subject of a passive is its object here, its agent its subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Relations {
    pub subject: Vec<Phrase>,
    pub object: Vec<Phrase>,
    /// Prepositional phrases, each with the function that the pack gives its preposition.
    pub obliques: Vec<(String, Phrase)>,
}

/// How a noun group sits in its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seat {
    /// Grammatical subject of a verb group.
    Subject(usize),
    /// Object of a verb group.
    Object(usize),
    /// Behind a preposition, after a noun (by chunk) or a verb group.
    Oblique {
        function: String,
        noun: Option<usize>,
        verb: Option<usize>,
    },
    Free,
}

/// Tells grammatical relations.
pub(super) trait Syntax {
    /// Of a verb group.
    fn of_verb(&self, parse: &Parse, verb: usize) -> Relations;
    /// Of the noun in a chunk: its complements.
    fn of_noun(&self, parse: &Parse, chunk: usize) -> Relations;
    /// Where the noun group of a chunk sits.
    fn seat(&self, parse: &Parse, chunk: usize) -> Seat;
    /// The verb group that an infinitive depends on, and the function that links them.
    fn governor(&self, parse: &Parse, verb: usize) -> (Option<usize>, Option<String>);
}

/// Relations from the order of chunks alone.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shallow;

impl Syntax for Shallow {
    fn of_verb(&self, parse: &Parse, verb: usize) -> Relations {
        let group = &parse.verbs[verb];
        let mut relations = Relations::default();
        let subject = subjects::of(parse, verb, 0);
        let (object, obliques) = right_of(parse, group.chunk);
        relations.obliques = obliques;
        if group.passive {
            relations.object = subject;
            relations.subject = take(&relations.obliques, "by");
        } else {
            relations.subject = subject;
            relations.object = object;
            if relations.object.is_empty()
                && let Some(antecedent) = subjects::object_antecedent(parse, verb)
            {
                relations.object = antecedent;
            }
        }
        relations
    }

    fn of_noun(&self, parse: &Parse, chunk: usize) -> Relations {
        let mut relations = Relations::default();
        let (mut at, mut own) = (chunk + 1, true);
        while let Some(next) = parse.kind(at) {
            match next {
                Kind::Preposition(function) => {
                    let noun = skip(parse, at + 1);
                    if parse.kind(noun) == Some(&Kind::Noun) {
                        let (phrases, after) = list_from(parse, noun);
                        relations.obliques.extend(phrases.into_iter().map(|phrase| (function.clone(), phrase)));
                        at = after;
                    } else {
                        at += 1;
                    }
                }
                Kind::Time(_) | Kind::Quote | Kind::Other => at += 1,
                // "un conflit armé entre": past a participle, but its agent is its own.
                Kind::Verb(verb) if at == chunk + 1 && parse.verbs[*verb].shape == Shape::Participle => {
                    own = false;
                    at += 1;
                }
                _ => break,
            }
        }
        if !own {
            relations.obliques.retain(|(function, _)| function != "by");
        }
        relations
    }

    fn seat(&self, parse: &Parse, chunk: usize) -> Seat {
        let start = phrase_start(parse, chunk);
        if start != chunk && matches!(parse.function(chunk - 1), Some("of")) {
            return Seat::Oblique { function: "of".to_owned(), noun: Some(chunk - 2), verb: None };
        }
        let Some(left) = back(parse, start) else { return right_seat(parse, chunk) };
        match &parse.chunks[left].kind {
            Kind::Verb(verb) if parse.verbs[*verb].shape != Shape::Participle => Seat::Object(*verb),
            Kind::Preposition(function) => {
                let before = back(parse, left);
                let noun = before.filter(|&b| parse.kind(b) == Some(&Kind::Noun));
                let verb = (0..left).rev().take(8).find_map(|c| match parse.chunks[c].kind {
                    Kind::Verb(verb) => Some(Some(verb)),
                    Kind::Stop | Kind::Subordinator | Kind::Relative => Some(None),
                    _ => None,
                });
                Seat::Oblique { function: function.clone(), noun, verb: verb.flatten() }
            }
            Kind::Coordinator if right_seat(parse, chunk) == Seat::Free => {
                let before = back(parse, left).filter(|&b| parse.kind(b) == Some(&Kind::Noun));
                before.map_or(Seat::Free, |b| self.seat(parse, phrase_start(parse, b)))
            }
            _ => right_seat(parse, chunk),
        }
    }

    fn governor(&self, parse: &Parse, verb: usize) -> (Option<usize>, Option<String>) {
        let chunk = parse.verbs[verb].chunk;
        let mut link = None;
        for at in (0..chunk).rev() {
            match &parse.chunks[at].kind {
                Kind::Verb(found) => return (Some(*found), link),
                Kind::Preposition(function) if back(parse, chunk) == Some(at) => link = Some(function.clone()),
                Kind::Subordinator | Kind::Relative => break,
                Kind::Stop => break,
                _ => {}
            }
        }
        (None, link)
    }
}

/// The grammatical subject seat to the right of a noun group.
fn right_seat(parse: &Parse, chunk: usize) -> Seat {
    let after = phrase_from(parse, chunk).1;
    for at in after..parse.chunks.len().min(after + 12) {
        match &parse.chunks[at].kind {
            Kind::Verb(verb) if parse.verbs[*verb].shape == Shape::Finite => {
                let words = &parse.chunks[chunk].words;
                let covers = subjects::of(parse, *verb, 0).iter().any(|s| s.start <= words.start && words.end <= s.end);
                return if covers { Seat::Subject(*verb) } else { Seat::Free };
            }
            Kind::Subordinator | Kind::Stop => break,
            _ => {}
        }
    }
    Seat::Free
}

/// The object and the prepositional phrases to the right of a verb's chunk.
fn right_of(parse: &Parse, chunk: usize) -> (Vec<Phrase>, Vec<(String, Phrase)>) {
    let (mut object, mut obliques) = (Vec::new(), Vec::new());
    let (mut at, mut comma) = (chunk + 1, false);
    while let Some(kind) = parse.kind(at) {
        match kind {
            Kind::Noun => {
                let ends_relative = object.is_empty() && subjects::relative_of(parse, chunk).is_some();
                if comma && !object.is_empty() || (parse_subject_ahead(parse, at) && !ends_relative) {
                    break;
                }
                let (phrases, after) = list_from(parse, at);
                if object.is_empty() && !comma {
                    object = phrases;
                }
                at = after;
                continue;
            }
            Kind::Preposition(function) => {
                let noun = skip(parse, at + 1);
                if parse.kind(noun) == Some(&Kind::Noun) {
                    let (phrases, after) = list_from(parse, noun);
                    obliques.extend(phrases.into_iter().map(|phrase| (function.clone(), phrase)));
                    at = after;
                    continue;
                }
            }
            Kind::Comma => comma = true,
            Kind::Time(_) | Kind::Quote | Kind::Other => {}
            Kind::Coordinator => {
                if matches!(parse.kind(at + 1), Some(Kind::Verb(_))) {
                    break;
                }
            }
            _ => break,
        }
        at += 1;
    }
    (object, obliques)
}

/// Whether the noun group at a chunk is followed by a finite verb: then it begins a clause of its own.
fn parse_subject_ahead(parse: &Parse, chunk: usize) -> bool {
    let after = skip(parse, phrase_from(parse, chunk).1);
    parse.verb_at(after).is_some_and(|verb| verb.shape == Shape::Finite)
}

/// The noun phrase that begins at a chunk, its "of" complements included, and the chunk after it.
pub(super) fn phrase_from(parse: &Parse, chunk: usize) -> (Phrase, usize) {
    let mut end = chunk;
    while parse.function(end + 1) == Some("of") && parse.kind(end + 2) == Some(&Kind::Noun) {
        end += 2;
    }
    (parse.chunks[chunk].words.start..parse.chunks[end].words.end, end + 1)
}

/// A noun phrase and those coordinated with it to the right, and the chunk after them.
pub(super) fn list_from(parse: &Parse, chunk: usize) -> (Vec<Phrase>, usize) {
    let (phrase, mut after) = phrase_from(parse, chunk);
    let mut found = vec![phrase];
    loop {
        let mut next = after;
        let coordinator = parse.kind(next) == Some(&Kind::Coordinator);
        let comma = parse.kind(next) == Some(&Kind::Comma);
        if !coordinator && !comma {
            break;
        }
        next = skip(parse, next + 1);
        // "de A et de B" repeats the preposition.
        if coordinator
            && parse.function(next).is_some()
            && parse.function(next) == parse.function(chunk.wrapping_sub(1))
        {
            next += 1;
        }
        if parse.kind(next) != Some(&Kind::Noun) || parse_subject_ahead(parse, next) {
            break;
        }
        let (phrase, end) = phrase_from(parse, next);
        let listed = coordinator || closes_list(parse, end);
        if !listed {
            break;
        }
        found.push(phrase);
        after = end;
    }
    (found, after)
}

/// Whether a comma list goes on to its coordinator.
fn closes_list(parse: &Parse, from: usize) -> bool {
    let mut at = from;
    for _ in 0..6 {
        match parse.kind(at) {
            Some(Kind::Coordinator) => {
                return parse.kind(at + 1) == Some(&Kind::Noun) && !parse_subject_ahead(parse, at + 1);
            }
            Some(Kind::Comma) if parse.kind(at + 1) == Some(&Kind::Noun) => at = phrase_from(parse, at + 1).1,
            _ => return false,
        }
    }
    false
}

/// The first chunk of the phrase that ends with this one.
pub(super) fn phrase_start(parse: &Parse, chunk: usize) -> usize {
    let mut start = chunk;
    while start >= 2 && parse.function(start - 1) == Some("of") && parse.kind(start - 2) == Some(&Kind::Noun) {
        start -= 2;
    }
    start
}

/// The chunk left of this one, quotation marks and adverbs left out.
pub(super) fn back(parse: &Parse, chunk: usize) -> Option<usize> {
    (0..chunk).rev().find(|&at| !matches!(parse.chunks[at].kind, Kind::Quote | Kind::Other))
}

/// This chunk, or the next that is no quotation mark or adverb.
pub(super) fn skip(parse: &Parse, chunk: usize) -> usize {
    let mut at = chunk;
    while matches!(parse.kind(at), Some(Kind::Quote | Kind::Other)) {
        at += 1;
    }
    at
}

/// The phrases of one function.
pub(super) fn take(obliques: &[(String, Phrase)], function: &str) -> Vec<Phrase> {
    obliques.iter().filter(|(found, _)| found == function).map(|(_, phrase)| phrase.clone()).collect()
}

/// Whether a noun group opens with an article or demonstrative of this class.
pub(super) fn opens_with(parse: &Parse, chunk: usize, class: Class) -> bool {
    let start = parse.chunks[chunk].words.start;
    let fused = start.checked_sub(1).is_some_and(|i| parse.words[i].is(Class::Fused));
    parse.words[start].is(class) || (fused && class == Class::Definite)
}
