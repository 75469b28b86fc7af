//! Whether it happened, and who says so: status, polarity and reports of a trigger.

use crate::document::{EventType, Polarity, Report, Statement, StatementKind, Status};
use crate::text::{Mood, Tense};

use super::chunks::{Kind, Parse};
use super::context::{Context, Found};
use super::relations::{Seat, back};
use super::rules::CuePos;
use super::verbs::Shape;
use super::words::Class;

/// How a trigger stands in the text.
#[derive(Clone, Debug)]
pub(super) struct Attributes {
    pub status: Status,
    pub polarity: Polarity,
    pub reports: Vec<Report>,
    /// Rule ids of what decided.
    pub rules: Vec<&'static str>,
}

/// What is known so far about an event's reality.
#[derive(Clone, Copy, Debug)]
struct Reality {
    status: Status,
    negated: bool,
}

const REAL: Reality = Reality { status: Status::Asserted, negated: false };
const DEPTH: usize = 4;

/// The attributes of a found trigger.
pub(super) fn of(context: &Context, found: &Found) -> Attributes {
    let reality = match found.verb {
        Some(verb) => attempted(context, found, verb).unwrap_or_else(|| verb_reality(context, verb, 0)),
        None => noun_reality(context, found),
    };
    let mut status = reality.status;
    let mut negated = reality.negated;
    let mut rules = Vec::new();
    let mut reports = Vec::new();
    if let Some(index) = innermost(context, found) {
        let statement = &context.analysis.statements[index];
        reports.push(report(index, statement));
        if let Some(via) = statement.via.filter(|&via| via != index)
            && let Some(outer) = context.analysis.statements.get(via)
        {
            reports.push(report(via, outer));
        }
        // "selon X, les rebelles auraient pris la ville": the conditional is the source's.
        if status == Status::Alleged && statement.source.is_some() && by_mood(context, found) {
            status = Status::Asserted;
        }
        if statement.kind == StatementKind::Indirect
            && let Some(cued) = cue_status(context, statement)
            // "a annoncé que l'armée a repris la ville": a finite verb tells by its own tense what is still to come.
            && (cued != Status::Expected
                || found.verb.is_none_or(|verb| context.parse.verbs[verb].shape != Shape::Finite))
        {
            status = weaker(status, cued);
        }
        if status == Status::Asserted {
            status = Status::Reported;
        }
        rules.push("status.statement");
    } else if reality.status != Status::Asserted {
        rules.push("status.modality");
    }
    if status == Status::Denied {
        negated = true;
    }
    let polarity = if negated { Polarity::Negated } else { Polarity::Positive };
    Attributes { status, polarity, reports, rules }
}

/// Whether the conditional alone makes an event an alleged one.
fn by_mood(context: &Context, found: &Found) -> bool {
    let verb = found.verb.or(match found.seat {
        Seat::Object(verb) | Seat::Subject(verb) => Some(verb),
        _ => None,
    });
    verb.map(|verb| &context.parse.verbs[verb])
        .is_some_and(|group| group.mood == Mood::Conditional && group.modal.is_none())
}

fn report(index: usize, statement: &Statement) -> Report {
    Report {
        statement: Some(index),
        source: statement.source,
        entity: statement.source_entity,
        cue: statement.cue,
        kind: Some(statement.kind),
    }
}

/// The shortest statement around a trigger.
fn innermost(context: &Context, found: &Found) -> Option<usize> {
    let statements = &context.analysis.statements;
    let until = statements.partition_point(|statement| statement.span.start <= found.span.start);
    (0..until)
        .rev()
        .take(64)
        .filter(|&index| statements[index].span.contains(found.span))
        .min_by_key(|&index| (statements[index].span.len(), index))
}

fn cue_status(context: &Context, statement: &Statement) -> Option<Status> {
    let cue = statement.cue?.of(&context.document.text);
    context.reader.cut(cue).iter().find_map(|word| {
        let forms = context.reader.verbs.analyse(word);
        forms.iter().find_map(|form| context.rules.cue(CuePos::Verb, &form.lemma))
    })
}

/// The less real of two.
fn weaker(a: Status, b: Status) -> Status {
    let rank = |status| match status {
        Status::Asserted => 0,
        Status::Reported => 1,
        Status::Expected => 2,
        Status::Alleged => 3,
        Status::Hypothetical => 4,
        Status::Denied => 5,
    };
    if rank(a) >= rank(b) { a } else { b }
}

fn combine(a: Reality, b: Reality) -> Reality {
    Reality { status: weaker(a.status, b.status), negated: a.negated != b.negated }
}

/// "a tenté de tuer": an attempt at an assault is one, as real as the attempt.
fn attempted(context: &Context, found: &Found, verb: usize) -> Option<Reality> {
    let assault = context.lexicon.senses[found.sense].kind == Some(EventType::Assault);
    let governor = context.syntax.governor(context.parse, verb).0.filter(|_| assault)?;
    let group = &context.parse.verbs[governor];
    context.rules.cue(CuePos::Attempt, &group.lemma)?;
    (context.parse.verbs[verb].shape == Shape::Infinitive).then(|| verb_reality(context, governor, 1))
}

/// The finite verb that an infinitive hangs on, through others.
fn finite_over(context: &Context, verb: usize) -> usize {
    let mut at = verb;
    for _ in 0..DEPTH {
        if context.parse.verbs[at].shape != Shape::Infinitive {
            break;
        }
        let Some(governor) = context.syntax.governor(context.parse, at).0 else { break };
        at = governor;
    }
    at
}

/// What mood, tense and government say about a verb's event.
fn verb_reality(context: &Context, verb: usize, depth: usize) -> Reality {
    let group = &context.parse.verbs[verb];
    let mut reality = Reality { status: Status::Asserted, negated: group.negated };
    if depth > DEPTH {
        return reality;
    }
    if let Some(modal) = &group.modal
        && let Some(status) = context.rules.cue(CuePos::Verb, modal)
    {
        let accomplished = group.tense == Tense::Past && status == Status::Expected && group.mood == Mood::Indicative;
        reality.status = if accomplished { Status::Asserted } else { status };
    }
    match group.shape {
        Shape::Finite => {
            let (conjunction, matrix) = above(context, verb);
            let mood = match (group.mood, group.tense) {
                (Mood::Indicative, Tense::Future) => Status::Expected,
                (Mood::Conditional, Tense::Past) => Status::Alleged,
                (Mood::Conditional, _) if group.perfect => Status::Alleged,
                // "devraient se réunir": it is planned; "pourraient se réunir": it is not.
                (Mood::Conditional, _) if group.modal.is_some() => {
                    let modal = group.modal.as_deref().and_then(|modal| context.rules.cue(CuePos::Verb, modal));
                    modal.filter(|status| *status == Status::Expected).unwrap_or(Status::Hypothetical)
                }
                (Mood::Conditional, _) if matrix.is_some() => Status::Expected,
                (Mood::Conditional, _) => Status::Hypothetical,
                _ => Status::Asserted,
            };
            reality.status = weaker(reality.status, mood);
            if let Some(status) = conjunction {
                reality.status = weaker(reality.status, status);
            }
            if let Some(matrix) = matrix
                && let Some(status) = context.rules.cue(CuePos::Verb, &context.parse.verbs[matrix].lemma)
                && (status != Status::Expected || mood != Status::Asserted)
            {
                reality.status = weaker(reality.status, status);
            }
            reality
        }
        Shape::Infinitive => {
            let (governor, link) = context.syntax.governor(context.parse, verb);
            let linked = link.as_deref().and_then(|link| context.rules.cue(CuePos::Link, link));
            let outer = match (linked, governor) {
                (Some(Status::Denied), _) => Reality { status: Status::Asserted, negated: true },
                // "condamné pour avoir tué": what it is about lies behind it.
                (Some(Status::Hypothetical), _) if group.perfect => Reality { status: Status::Alleged, negated: false },
                // "a menacé avant de frapper", "partirait après avoir signé": as real as what it comes before or after.
                (Some(Status::Asserted), Some(governor)) => {
                    let governor = finite_over(context, governor);
                    Reality { status: verb_reality(context, governor, depth + 1).status, negated: false }
                }
                (Some(status), _) => Reality { status, negated: false },
                (None, Some(governor)) => {
                    let lemma = &context.parse.verbs[governor].lemma;
                    // "avoue avoir tué": what has been done is no plan.
                    let plain = if group.perfect { Status::Asserted } else { Status::Hypothetical };
                    let cue = context.rules.cue(CuePos::Verb, lemma);
                    let cue = cue.filter(|cue| !(group.perfect && *cue == Status::Hypothetical)).unwrap_or(plain);
                    combine(Reality { status: cue, negated: false }, verb_reality(context, governor, depth + 1))
                }
                (None, None) => Reality { status: Status::Hypothetical, negated: false },
            };
            combine(reality, outer)
        }
        Shape::Gerund => {
            let (governor, _) = context.syntax.governor(context.parse, verb);
            let outer = governor.filter(|&governor| context.parse.verbs[governor].shape == Shape::Finite);
            let inherited = outer.map_or(REAL, |governor| verb_reality(context, governor, depth + 1));
            Reality { status: weaker(reality.status, inherited.status), negated: reality.negated }
        }
        Shape::Participle => reality,
    }
}

/// The conjunction cue over a finite verb, and the verb that its "que" clause depends on.
fn above(context: &Context, verb: usize) -> (Option<Status>, Option<usize>) {
    let parse = context.parse;
    let chunk = parse.verbs[verb].chunk;
    for at in (0..chunk).rev() {
        match parse.chunks[at].kind {
            Kind::Subordinator => {
                let word = parse.chunks[at].words.start;
                let conjunction = (word.saturating_sub(2)..=word)
                    .filter(|&w| w == word || !parse.words[w].is_mark())
                    .find_map(|w| context.rules.cue(CuePos::Conjunction, &parse.words[w].lower));
                let matrix = (0..at).rev().find_map(|c| match parse.chunks[c].kind {
                    Kind::Verb(matrix) => Some(Some(matrix)),
                    Kind::Stop => Some(None),
                    _ => None,
                });
                return (conjunction, matrix.flatten());
            }
            Kind::Relative | Kind::Stop => return (None, None),
            Kind::Verb(other) if parse.verbs[other].shape == Shape::Finite => return (None, None),
            _ => {}
        }
    }
    (None, None)
}

/// What stands around a noun says about its event.
fn noun_reality(context: &Context, found: &Found) -> Reality {
    // "aucun accord n'a été trouvé": the article and the verb deny once.
    let none = context.parse.words[context.parse.chunks[found.chunk].words.clone()]
        .iter()
        .any(|word| word.is(Class::Negator) && word.is(Class::Determiner));
    let reality = around(context, found);
    Reality { negated: none || reality.negated, ..reality }
}

fn around(context: &Context, found: &Found) -> Reality {
    let parse = context.parse;
    let mut reality = REAL;
    let words = &parse.chunks[found.chunk].words;
    for word in &parse.words[words.clone()] {
        if let Some(status) = context.rules.cue(CuePos::Adjective, &word.lower) {
            reality.status = weaker(reality.status, status);
        }
    }
    if let Some(participle) = context.participle_after(found.chunk) {
        let lemma = &parse.verbs[participle].lemma;
        if let Some(status @ (Status::Expected | Status::Alleged)) = context.rules.cue(CuePos::Verb, lemma) {
            reality.status = weaker(reality.status, status);
        }
    }
    // "a annoncé son soutien", "la libération a été annoncée": said, it is done.
    let done =
        |verb: usize, status: Status| status == Status::Expected && performed(context, found) && is_told(parse, verb);
    let mut seat = found.seat.clone();
    for _ in 0..DEPTH {
        seat = match seat {
            Seat::Oblique { function, noun: Some(noun), verb } => {
                let head = &parse.chunks[noun].words;
                let cue = parse.words[head.clone()].iter().find_map(|w| context.rules.cue(CuePos::Noun, &w.lower));
                if let Some(status) = cue.filter(|_| matches!(function.as_str(), "of" | "to" | "for" | "against")) {
                    // "la fin de l'occupation": what ends was there.
                    reality.status = weaker(reality.status, status);
                    return reality;
                }
                if function != "of" {
                    return combine(reality, governed(context, &function, verb));
                }
                context.syntax.seat(parse, noun)
            }
            Seat::Oblique { function, noun: None, verb } => {
                return combine(reality, governed(context, &function, verb));
            }
            Seat::Object(verb) => {
                let lemma = &parse.verbs[verb].lemma;
                if context.rules.cue(CuePos::Factive, lemma).is_some() {
                    return reality;
                }
                let cue = context.rules.cue(CuePos::Verb, lemma).filter(|status| !done(verb, *status));
                let support = context.rules.support(lemma, "object").is_some();
                if let Some(status) = cue {
                    reality.status = weaker(reality.status, status);
                }
                let outer = verb_reality(context, verb, 1);
                return if support || cue.is_some() { combine(reality, outer) } else { reality };
            }
            Seat::Subject(verb) => {
                let group = &parse.verbs[verb];
                if group.passive && context.rules.cue(CuePos::Factive, &group.lemma).is_some() {
                    return reality;
                }
                let cue = context
                    .rules
                    .cue(CuePos::Verb, &group.lemma)
                    .filter(|status| group.passive && !done(verb, *status));
                let seat = if group.passive { "object" } else { "subject" };
                let support = context.rules.support(&group.lemma, seat).is_some();
                if let Some(status) = cue {
                    reality.status = weaker(reality.status, status);
                }
                let outer = verb_reality(context, verb, 1);
                return if support || cue.is_some() || group.reflexive { combine(reality, outer) } else { reality };
            }
            Seat::Free => return reality,
        };
    }
    reality
}

/// Whether the event is one that words bring about.
fn performed(context: &Context, found: &Found) -> bool {
    use EventType::{Accuse, Concede, Reject, Request, Retreat, Sanction, Support, Threaten};
    let kind = context.lexicon.senses[found.sense].kind;
    kind.is_some_and(|kind| {
        matches!(kind, Support | Reject | Request | Accuse | Threaten | Concede | Retreat | Sanction)
    })
}

/// Whether a verb tells what has been done.
fn is_told(parse: &Parse, verb: usize) -> bool {
    let group = &parse.verbs[verb];
    group.shape == Shape::Finite
        && group.mood == Mood::Indicative
        && matches!(group.tense, Tense::Past | Tense::Present)
}

/// A noun behind a preposition after a verb: "appelle à une trêve", but not "après une attaque".
fn governed(context: &Context, function: &str, verb: Option<usize>) -> Reality {
    let governs = matches!(function, "of" | "to" | "for" | "purpose" | "if");
    if matches!(function, "purpose" | "if") {
        return Reality { status: Status::Hypothetical, negated: false };
    }
    let Some(verb) = verb.filter(|_| governs) else { return REAL };
    let lemma = &context.parse.verbs[verb].lemma;
    match context.rules.cue(CuePos::Verb, lemma) {
        Some(Status::Asserted) => REAL,
        Some(status) => combine(Reality { status, negated: false }, verb_reality(context, verb, 1)),
        None if context.rules.support(lemma, "object").is_some() => verb_reality(context, verb, 1),
        None => REAL,
    }
}

/// Whether a trigger tells something finished: the day of publication bounds it.
pub(super) fn is_past(context: &Context, found: &Found) -> bool {
    let verb = found.verb.or(match found.seat {
        Seat::Object(verb) | Seat::Subject(verb) => Some(verb),
        _ => None,
    });
    verb.is_none_or(|verb| {
        let group = &context.parse.verbs[verb];
        !(group.tense == Tense::Future && group.shape == Shape::Finite) && back(context.parse, group.chunk).is_some()
    })
}
