//! Who a verb's grammatical subject is: to its left, across relatives, coordination and control.

use super::chunks::{Kind, Parse};
use super::relations::{Phrase, back, list_from, phrase_from, phrase_start};
use super::verbs::Shape;
use super::words::Class;

/// How far subjects are passed on from verb to verb.
const DEPTH: usize = 4;

/// The grammatical subject of a verb group; for a past participle, the noun that it qualifies.
pub(super) fn of(parse: &Parse, verb: usize, depth: usize) -> Vec<Phrase> {
    if depth > DEPTH {
        return Vec::new();
    }
    let group = &parse.verbs[verb];
    match group.shape {
        Shape::Finite => finite(parse, verb, depth),
        Shape::Infinitive => controlled(parse, verb, depth),
        Shape::Gerund | Shape::Participle => qualified(parse, verb, depth),
    }
}

fn finite(parse: &Parse, verb: usize, depth: usize) -> Vec<Phrase> {
    let group = &parse.verbs[verb];
    let mut at = group.chunk;
    let mut comma = false;
    while at > 0 {
        at -= 1;
        match &parse.chunks[at].kind {
            Kind::Other | Kind::Quote | Kind::Time(_) | Kind::Preposition(_) => {}
            Kind::Comma => comma |= back(parse, group.chunk) == Some(at),
            Kind::Pronoun => return pronoun(parse, at, group.plural, depth),
            Kind::Relative => {
                return if parse.words[parse.chunks[at].words.start].is(Class::Only) {
                    Vec::new()
                } else {
                    antecedent(parse, at)
                };
            }
            Kind::Coordinator => return previous(parse, at, depth),
            Kind::Subordinator => return Vec::new(),
            Kind::Stop => match opening(parse, at) {
                Some(open) => at = open,
                None => return Vec::new(),
            },
            Kind::Verb(other) => {
                let found = &parse.verbs[*other];
                if found.shape != Shape::Finite {
                    continue;
                }
                match relative_of(parse, found.chunk) {
                    Some(relative) => at = relative,
                    None if comma => return of(parse, *other, depth + 1),
                    None => return Vec::new(),
                }
            }
            Kind::Noun => {
                let start = phrase_start(parse, at);
                let left = back(parse, start);
                if left.is_some_and(|l| matches!(parse.chunks[l].kind, Kind::Preposition(_))) {
                    at = left.unwrap_or(0);
                    continue;
                }
                // "des soldats accusés d'avoir tué des civils ont": the object of an infinitive is no subject.
                let governor = left.and_then(|l| parse.verb_at(l));
                if governor.is_some_and(|verb| matches!(verb.shape, Shape::Infinitive | Shape::Gerund)) {
                    at = left.unwrap_or(0);
                    continue;
                }
                // The object of a relative clause: the subject is what the relative refers to.
                if let Some(object_of) =
                    left.and_then(|l| parse.verb_at(l)).filter(|verb| verb.shape != Shape::Participle)
                    && let Some(relative) = relative_of(parse, object_of.chunk)
                {
                    at = relative;
                    continue;
                }
                if comma && let Some(main) = interrupted(parse, start, at) {
                    return main;
                }
                if comma && let Some(other) = finite_before(parse, start) {
                    return of(parse, other, depth + 1);
                }
                let mut found = vec![phrase_from(parse, start).0];
                coordinate(parse, start, group.plural, &mut found);
                return found;
            }
        }
    }
    Vec::new()
}

/// "A, B et C ont": phrases coordinated to the left, which only a plural verb takes.
fn coordinate(parse: &Parse, start: usize, plural: bool, found: &mut Vec<Phrase>) {
    let mut start = start;
    while plural && found.len() < 8 {
        let Some(joint) = back(parse, start) else { return };
        let joins = parse.kind(joint) == Some(&Kind::Coordinator)
            || (found.len() > 1 && parse.kind(joint) == Some(&Kind::Comma));
        let Some(noun) = back(parse, joint).filter(|&n| joins && parse.kind(n) == Some(&Kind::Noun)) else { return };
        let first = phrase_start(parse, noun);
        let governed =
            back(parse, first).is_some_and(|l| matches!(parse.chunks[l].kind, Kind::Preposition(_) | Kind::Verb(_)));
        if governed {
            return;
        }
        found.insert(0, phrase_from(parse, first).0);
        start = first;
    }
}

/// "X, chef de Y, a signé": the phrase before the apposition, unless the apposition is the proper name.
fn interrupted(parse: &Parse, start: usize, end: usize) -> Option<Vec<Phrase>> {
    let named = parse.chunks[end].words.clone().any(|w| parse.words[w].entity.is_some());
    let left = back(parse, start).filter(|&l| parse.kind(l) == Some(&Kind::Comma))?;
    let noun = back(parse, left).filter(|&n| parse.kind(n) == Some(&Kind::Noun))?;
    let first = phrase_start(parse, noun);
    let governed =
        back(parse, first).is_some_and(|l| matches!(parse.chunks[l].kind, Kind::Preposition(_) | Kind::Verb(_)));
    if governed || (named && start == end && !parse.words[parse.chunks[noun].words.start].capital) {
        return None;
    }
    Some(vec![phrase_from(parse, first).0])
}

fn finite_before(parse: &Parse, chunk: usize) -> Option<usize> {
    for at in (0..chunk).rev() {
        match parse.chunks[at].kind {
            Kind::Verb(verb) if parse.verbs[verb].shape == Shape::Finite => {
                return relative_of(parse, at).is_none().then_some(verb);
            }
            Kind::Stop | Kind::Subordinator | Kind::Relative => return None,
            _ => {}
        }
    }
    None
}

/// The relative pronoun that a finite verb is the first verb after.
pub(super) fn relative_of(parse: &Parse, chunk: usize) -> Option<usize> {
    for at in (0..chunk).rev() {
        match parse.chunks[at].kind {
            Kind::Relative => return Some(at),
            Kind::Verb(verb) if parse.verbs[verb].shape == Shape::Finite => return None,
            Kind::Subordinator | Kind::Stop => return None,
            _ => {}
        }
    }
    None
}

/// What a relative pronoun refers to: the noun phrase before it.
pub(super) fn antecedent(parse: &Parse, relative: usize) -> Vec<Phrase> {
    let mut at = relative;
    while let Some(left) = back(parse, at) {
        match parse.chunks[left].kind {
            Kind::Noun => return vec![phrase_from(parse, phrase_start(parse, left)).0],
            Kind::Comma | Kind::Preposition(_) | Kind::Time(_) => at = left,
            Kind::Stop => match opening(parse, left) {
                Some(open) => at = open,
                None => return Vec::new(),
            },
            _ => return Vec::new(),
        }
    }
    Vec::new()
}

/// The antecedent that is the object of a verb: "l'accord que X a signé".
pub(super) fn object_antecedent(parse: &Parse, verb: usize) -> Option<Vec<Phrase>> {
    let relative = relative_of(parse, parse.verbs[verb].chunk)?;
    let only = parse.words[parse.chunks[relative].words.start].is(Class::Only);
    Some(antecedent(parse, relative)).filter(|found| only && !found.is_empty())
}

/// The subject of the finite verb before a coordinator.
fn previous(parse: &Parse, chunk: usize, depth: usize) -> Vec<Phrase> {
    for at in (0..chunk).rev() {
        match parse.chunks[at].kind {
            Kind::Verb(verb) if parse.verbs[verb].shape == Shape::Finite => {
                let passed = of(parse, verb, depth + 1);
                return passed;
            }
            Kind::Stop | Kind::Subordinator => return Vec::new(),
            _ => {}
        }
    }
    Vec::new()
}

/// A pronoun stands for the subject of the clause before, where number agrees.
fn pronoun(parse: &Parse, chunk: usize, plural: bool, depth: usize) -> Vec<Phrase> {
    let word = &parse.words[parse.chunks[chunk].words.start];
    if !word.is(Class::Subject) || word.is(Class::Only) {
        return Vec::new();
    }
    for at in (0..chunk).rev() {
        if let Kind::Verb(verb) = parse.chunks[at].kind
            && parse.verbs[verb].shape == Shape::Finite
        {
            return if parse.verbs[verb].plural == plural { of(parse, verb, depth + 1) } else { Vec::new() };
        }
    }
    Vec::new()
}

/// The subject of an infinitive: that of its governor, or the governor's object ("appelle X à se retirer").
fn controlled(parse: &Parse, verb: usize, depth: usize) -> Vec<Phrase> {
    let chunk = parse.verbs[verb].chunk;
    for at in (0..chunk).rev() {
        match &parse.chunks[at].kind {
            Kind::Verb(other) => {
                let linked = matches!(back(parse, chunk).and_then(|l| parse.function(l)), Some("to" | "of"));
                let object = back(parse, chunk).and_then(|l| back(parse, l)).filter(|_| linked);
                if let Some(noun) = object.filter(|&n| parse.kind(n) == Some(&Kind::Noun)) {
                    let start = phrase_start(parse, noun);
                    let left = back(parse, start);
                    let ruled = left == Some(at) || left.is_some_and(|l| parse.function(l) == Some("to"));
                    if ruled {
                        return vec![phrase_from(parse, start).0];
                    }
                }
                return of(parse, *other, depth + 1);
            }
            Kind::Stop | Kind::Subordinator => return Vec::new(),
            _ => {}
        }
    }
    Vec::new()
}

/// The noun that a participle qualifies, or the subject of the clause that it is added to.
fn qualified(parse: &Parse, verb: usize, depth: usize) -> Vec<Phrase> {
    let chunk = parse.verbs[verb].chunk;
    let group = &parse.verbs[verb];
    // "en condamnant": the subject of the clause, whatever noun stands before.
    if group.shape == Shape::Gerund
        && group.words.start < group.head
        && parse.words[group.words.start].is(Class::Clitic)
    {
        return previous(parse, chunk, depth);
    }
    let Some(left) = back(parse, chunk) else {
        return fronted(parse, verb).map_or(Vec::new(), |main| finite(parse, main, depth + 1));
    };
    match &parse.chunks[left].kind {
        Kind::Noun => {
            let start = phrase_start(parse, left);
            if parse.verbs[verb].shape == Shape::Participle {
                return vec![phrase_from(parse, start).0];
            }
            let (phrases, _) = list_from(parse, start);
            phrases
        }
        Kind::Time(_) => match back(parse, left).filter(|&l| parse.kind(l) == Some(&Kind::Noun)) {
            Some(noun) => vec![phrase_from(parse, phrase_start(parse, noun)).0],
            None => Vec::new(),
        },
        // "le ministre, accusé de fraude, ...": what is told of the noun before; a gerund is told of the subject.
        Kind::Comma if group.shape == Shape::Participle => {
            let noun = back(parse, left).filter(|&noun| parse.kind(noun) == Some(&Kind::Noun));
            noun.map_or_else(
                || previous(parse, left, depth),
                |noun| vec![phrase_from(parse, phrase_start(parse, noun)).0],
            )
        }
        Kind::Comma | Kind::Coordinator | Kind::Preposition(_) => previous(parse, left, depth),
        _ => Vec::new(),
    }
}

/// The finite verb whose subject a participle at the head of its sentence is told of: "Condamné en 2009, il a été libéré".
pub(super) fn fronted(parse: &Parse, verb: usize) -> Option<usize> {
    let group = &parse.verbs[verb];
    let first = group.shape == Shape::Participle && back(parse, group.chunk).is_none();
    let main = || parse.verbs.iter().position(|other| other.chunk > group.chunk && other.shape == Shape::Finite);
    if first { main() } else { None }
}

/// The bracket that this one closes.
fn opening(parse: &Parse, chunk: usize) -> Option<usize> {
    let mark = |at: usize| parse.words[parse.chunks[at].words.start].lower.as_str();
    let open = match mark(chunk) {
        ")" => "(",
        "]" => "[",
        "–" => "–",
        "—" => "—",
        _ => return None,
    };
    (0..chunk).rev().take(40).find(|&at| mark(at) == open)
}
