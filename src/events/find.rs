//! Finds triggers in a sentence and decides their sense by the conditions of the lexicon.

use crate::document::{EventType, Label, Statement, StatementKind};

use super::arguments::slot_phrases;
use super::chunks::Kind;
use super::context::{Context, Found};
use super::relations::{Phrase, Relations, Seat};
use super::triggers::{Condition, Pos, Sense};
use super::verbs::Shape;
use super::words::{Class, Word};

/// So many statements to each side of a verb are looked at for its quotation.
const NEAR: usize = 16;

/// How far from its verb the rest of a light-verb phrase may stand.
const REACH: usize = 8;

/// The triggers of a sentence, from left to right.
pub(super) fn triggers(context: &Context) -> Vec<Found> {
    let parse = context.parse;
    let mut found = Vec::new();
    let mut taken = vec![false; parse.words.len()];
    for verb in 0..parse.verbs.len() {
        if let Some((hit, end)) = verb_trigger(context, verb) {
            // The noun of "ouvrir le feu" names nothing by itself.
            let senses = &context.lexicon.senses[hit.sense];
            if senses.words.len() > 1 {
                (parse.verbs[verb].words.end..end).for_each(|at| taken[at] = true);
            }
            if senses.kind.is_some() {
                found.push(hit);
            }
        }
    }
    let mut at = 0;
    while at < parse.words.len() {
        let word = &parse.words[at];
        let free = word.entity.is_none() && word.time.is_none() && !taken[at];
        let hit = if free { noun_trigger(context, at) } else { None };
        match hit {
            Some(hit) => {
                at = hit.words.end;
                if context.lexicon.senses[hit.sense].kind.is_some() {
                    found.push(hit);
                }
            }
            None => at += 1,
        }
    }
    drop_topics(context, &mut found);
    found.sort_by_key(|hit| (hit.span.start, hit.span.end));
    found
}

/// "a signé un traité" tells one event: which of the verbs only carry their noun, because it has the same type, or because they
/// seal it.
pub(super) fn carriers(context: &Context, found: &[&Found]) -> Vec<bool> {
    let kind = |hit: &Found| context.lexicon.senses[hit.sense].kind;
    let mut carried: Vec<(usize, _)> = Vec::new();
    for hit in found.iter().filter(|hit| hit.pos == Pos::Noun) {
        carried.extend(context.carrier(&hit.seat).map(|verb| (verb, kind(hit))));
        let participle = context.participle_after(hit.chunk).map(|verb| (verb, &context.parse.verbs[verb].lemma));
        // "une trêve négociée par": the participle only says how it came about.
        let light = participle.filter(|(_, lemma)| context.rules.support(lemma, "object").is_some());
        carried.extend(light.map(|(verb, _)| (verb, context.parse.verbs[verb].lemma.as_str())).and_then(
            |(verb, lemma)| {
                context.lexicon.by_verb(lemma).first().map(|&sense| (verb, context.lexicon.senses[sense].kind))
            },
        ));
    }
    // "une fusillade tue douze personnes": what the event did is the event.
    for hit in found.iter().filter(|hit| hit.pos == Pos::Noun) {
        if let Seat::Subject(verb) = hit.seat
            && context.rules.support(&context.parse.verbs[verb].lemma, "subject") == Some("recipient")
        {
            carried.push((verb, kind(hit)));
        }
    }
    let only_carries = |hit: &Found| {
        let Some(verb) = hit.verb.filter(|_| context.lexicon.senses[hit.sense].words.len() == 1) else { return false };
        let seals = context.lexicon.lists("signing", &context.parse.verbs[verb].lemma);
        carried.iter().any(|(carrier, noun)| *carrier == verb && (*noun == kind(hit) || seals))
    };
    found.iter().map(|hit| only_carries(hit)).collect()
}

/// What is asked, refused, threatened or promised, and what a protest is for, is no second event.
fn drop_topics(context: &Context, found: &mut Vec<Found>) {
    use EventType::{Accuse, Agree, Protest, Reject, Request, Threaten};
    let kind = |hit: &Found| context.lexicon.senses[hit.sense].kind;
    let about: Vec<usize> = found
        .iter()
        .filter(|hit| matches!(kind(hit), Some(Request | Reject | Threaten | Agree)))
        .filter_map(|hit| hit.verb)
        .collect();
    let protests: Vec<usize> = found.iter().filter(|hit| kind(hit) == Some(Protest)).map(|hit| hit.chunk).collect();
    found.retain(|hit| {
        let Some(verb) = hit.verb else {
            return !governing(context, &hit.seat).is_some_and(|verb| about.contains(&verb));
        };
        if context.parse.verbs[verb].shape != Shape::Infinitive {
            return true;
        }
        let (governor, link) = context.syntax.governor(context.parse, verb);
        let link = link.as_deref().unwrap_or_default();
        let purpose = matches!(link, "for" | "purpose") && matches!(kind(hit), Some(Request | Accuse));
        let protest = purpose && protests.iter().any(|&chunk| chunk < hit.chunk);
        let content = matches!(link, "of" | "to") && governor.is_some_and(|verb| about.contains(&verb));
        !protest && !content
    });
}

/// The verb that a noun is the object of, or of whose object it is the complement ("le respect d'un cessez-le-feu"), or whose
/// infinitive has it as its object ("menace de reprendre les combats").
fn governing(context: &Context, seat: &Seat) -> Option<usize> {
    let of_object = |seat: &Seat| match seat {
        Seat::Object(verb) => Some(*verb),
        Seat::Oblique { function, noun: None, verb } if matches!(function.as_str(), "of" | "to") => *verb,
        _ => None,
    };
    let verb = match seat {
        Seat::Oblique { function, noun: Some(noun), .. } if function == "of" => {
            of_object(&context.syntax.seat(context.parse, *noun))
        }
        seat => of_object(seat),
    }?;
    let group = &context.parse.verbs[verb];
    let above = (group.shape == Shape::Infinitive).then(|| context.syntax.governor(context.parse, verb));
    match above {
        Some((Some(governor), Some(link))) if matches!(link.as_str(), "of" | "to") => Some(governor),
        _ => Some(verb),
    }
}

/// Whether a verb only introduces the words that somebody said: it is the cue of a direct quotation, and has no object
/// beside it.
pub(super) fn only_quotes(context: &Context, found: &Found) -> bool {
    let statements = &context.analysis.statements;
    // The quotation stands near its cue, before or behind it.
    let near = statements.partition_point(|statement| statement.span.start <= found.span.start);
    let near = statements[near.saturating_sub(NEAR)..].iter().take(2 * NEAR);
    let quoted = near.filter(|statement| statement.kind == StatementKind::Direct);
    let mut own = quoted.filter(|statement| statement.cue.is_some_and(|cue| cue.contains(found.span)));
    let said = |statement: &Statement, phrase: &Phrase| {
        let span = context.span(phrase);
        statement.span.overlaps(span) || statement.source.is_some_and(|source| source.overlaps(span))
    };
    found.verb.is_some()
        && own.any(|statement| {
            let mut beside = found.relations.object.iter().filter(|phrase| !said(statement, phrase));
            beside.next().is_none()
        })
}

fn verb_trigger(context: &Context, verb: usize) -> Option<(Found, usize)> {
    let parse = context.parse;
    let group = &parse.verbs[verb];
    let mut relations: Option<Relations> = None;
    let mut best: Option<(Found, usize)> = None;
    for &index in context.lexicon.by_verb(&group.lemma) {
        let sense = &context.lexicon.senses[index];
        if sense.reflexive != group.reflexive {
            continue;
        }
        let relations = relations.get_or_insert_with(|| context.syntax.of_verb(parse, verb));
        let Some((first, end)) = tail(context, sense, verb, relations) else { continue };
        let words = group.head..end.max(group.head + 1);
        // A reflexive verb keeps its pronoun: "se sont rendus".
        let own = (group.words.start..group.head).find(|&at| sense.reflexive && parse.words[at].is(Class::Reflexive));
        let start = own.unwrap_or(group.head);
        let head = context.span(&(start..group.head + 1));
        let span = if sense.words.len() > 1 && !is_function(context, sense) {
            context.span(&(first.min(start)..end.max(group.head + 1)))
        } else {
            head
        };
        let found = Found {
            sense: index,
            pos: Pos::Verb,
            words,
            span,
            chunk: group.chunk,
            verb: Some(verb),
            relations: relations.clone(),
            seat: Seat::Free,
            others: Vec::new(),
        };
        if sense.conditions.iter().all(|condition| holds(context, &found, condition)) {
            match &mut best {
                None if sense.kind.is_none() => return Some((found, end)),
                None => best = Some((found, end)),
                Some((first, _)) if sense.kind.is_some() => first.others.push(found),
                // What is no event hides only what comes after it.
                Some(_) => break,
            }
        }
    }
    best
}

/// Whether the rest of a sense is only a preposition ("appeler à").
fn is_function(context: &Context, sense: &Sense) -> bool {
    sense.words.len() == 2 && context.reader.function(&sense.words[1]).is_some()
}

/// Where the words of a phrase beside its verb stand: behind it, or in the subject of its passive.
fn tail(context: &Context, sense: &Sense, verb: usize, relations: &Relations) -> Option<(usize, usize)> {
    let words = &context.parse.words;
    let group = &context.parse.verbs[verb];
    let rest: Vec<&String> = sense.words[1..]
        .iter()
        .filter(|word| {
            !context.reader.is(word, Class::Determiner)
                || (context.reader.is(word, Class::Of) && !context.reader.is(word, Class::Indefinite))
        })
        .collect();
    if rest.is_empty() {
        return Some((group.head, group.head + 1));
    }
    if let Some(end) = run(context, &rest, group.words.end, words.len(), is_function(context, sense)) {
        return Some((group.head, end));
    }
    let object = relations.object.first().filter(|_| group.passive)?;
    run(context, &rest, object.start, object.end, false)?;
    Some((object.start, group.head + 1))
}

/// The end of words that follow one another with little between them.
fn run(context: &Context, rest: &[&String], from: usize, until: usize, far: bool) -> Option<usize> {
    let words = &context.parse.words;
    let far = far && !rest.iter().any(|word| context.reader.is(word, Class::Of));
    let mut at = past_time(words, from);
    for (index, expected) in rest.iter().enumerate() {
        let reach = if far {
            REACH
        } else if index == 0 && !context.reader.is(expected, Class::Of) {
            4
        } else {
            3
        };
        let limit = until.min(at + reach);
        at = (at..limit).take_while(|&i| !matches!(words[i].lower.as_str(), "," | ";" | ":" | ".")).find(|&i| {
            let function = context.reader.function(expected);
            let same = function
                .is_some_and(|f| matches!(f, "to" | "of") && context.reader.function(&words[i].lower) == Some(f));
            same || context.lexicon.is_form(context.reader, expected, &words[i].lower)
        })? + 1;
    }
    Some(at)
}

/// Past a time between commas: "a refusé, mardi, de".
fn past_time(words: &[Word], at: usize) -> usize {
    let comma = |at: usize| words.get(at).is_some_and(|word| word.lower == ",");
    let start = if comma(at) { at + 1 } else { at };
    let end = (start..words.len()).find(|&i| words[i].time.is_none()).unwrap_or(words.len());
    match end > start && comma(at) == comma(end) {
        true if comma(end) => end + 1,
        true => end,
        false => at,
    }
}

fn noun_trigger(context: &Context, at: usize) -> Option<Found> {
    let parse = context.parse;
    let chunk = parse.chunk_of(at);
    let mut shared: Option<(Relations, Seat)> = None;
    let mut best: Option<Found> = None;
    for &index in context.lexicon.by_noun(&parse.words[at].lower) {
        let sense = &context.lexicon.senses[index];
        let Some(end) = context.lexicon.phrase_end(context.reader, &sense.words, &parse.words, at) else { continue };
        if parse.kind(chunk) != Some(&Kind::Noun) {
            continue;
        }
        let last = parse.chunk_of(end - 1);
        let (relations, seat) = shared
            .get_or_insert_with(|| (context.syntax.of_noun(parse, chunk), context.syntax.seat(parse, chunk)))
            .clone();
        let mut found = Found {
            sense: index,
            pos: Pos::Noun,
            words: at..end,
            span: context.span(&(at..end)),
            chunk,
            verb: None,
            relations: if last == chunk { relations } else { context.syntax.of_noun(parse, last) },
            seat,
            others: Vec::new(),
        };
        carried(context, &mut found);
        if sense.conditions.iter().all(|condition| holds(context, &found, condition)) {
            match &mut best {
                None if sense.kind.is_none() => return Some(found),
                None => best = Some(found),
                // Only other senses of the same words: "grève" is none of "grève de la faim".
                Some(first) if sense.kind.is_some() && first.words == found.words => first.others.push(found),
                Some(_) => break,
            }
        }
    }
    best
}

/// Adds what hangs on the verb or participle that carries a noun: "a été conclu avec X", "menée par X contre Y".
fn carried(context: &Context, found: &mut Found) {
    let parse = context.parse;
    let carrier = context.carrier(&found.seat).or(match found.seat {
        Seat::Subject(verb) => Some(verb),
        _ => None,
    });
    for verb in carrier.into_iter().chain(context.participle_after(found.chunk)) {
        let lemma = &parse.verbs[verb].lemma;
        let support = ["object", "subject"].iter().any(|seat| context.rules.support(lemma, seat).is_some());
        if !support {
            continue;
        }
        for (function, phrase) in context.syntax.of_verb(parse, verb).obliques {
            let joins = matches!(function.as_str(), "with" | "between" | "against" | "on");
            let agent = function == "by" && context.rules.support(lemma, "object") == Some("actor");
            let known = found.relations.obliques.iter().any(|(_, other)| *other == phrase);
            if (joins || agent) && !known {
                found.relations.obliques.push((function, phrase));
            }
        }
    }
}

/// Whether a condition of a sense holds here.
fn holds(context: &Context, found: &Found, condition: &Condition) -> bool {
    let parse = context.parse;
    let words = &parse.words;
    let after = || {
        let stop = (found.words.end..words.len()).find(|&at| matches!(words[at].lower.as_str(), ";" | ":" | "." | "("));
        found.words.end..stop.unwrap_or(words.len()).min(found.words.end + 12)
    };
    let before = found.words.start.saturating_sub(1)..found.words.start;
    let whole = 0..words.len();
    let chunk = &parse.chunks[found.chunk].words;
    let near = chunk.start..(found.words.end + 3).min(words.len()).max(chunk.end);
    let slots: Vec<Phrase> = match condition.slot.as_str() {
        "clause" | "sentence" => vec![whole],
        "after" => vec![after()],
        "before" => vec![before],
        "near" => vec![near],
        "governed" => {
            let verb = context.carrier(&found.seat).or(match &found.seat {
                Seat::Oblique { verb, noun: None, .. } => *verb,
                _ => None,
            });
            let verb = verb.or_else(|| context.participle_after(found.chunk));
            let listed = verb.is_some_and(|verb| {
                condition.options.iter().any(|option| context.lexicon.lists(option, &parse.verbs[verb].lemma))
            });
            return listed != condition.negative;
        }
        slot => slot_phrases(context, found, slot),
    };
    if condition.negative && condition.options.iter().any(|option| context.topics.contains(option)) {
        return false;
    }
    if slots.is_empty() && !condition.negative {
        // A pronoun, or the unnamed agent of a passive, may be anyone, but `any` asks for one in words.
        if condition.options == ["any"] && found.verb.is_some_and(|verb| parse.verbs[verb].passive) {
            return false;
        }
        let open = |verb: usize| match condition.slot.as_str() {
            "subject" => parse.verbs[verb].passive || pronoun_subject(context, verb),
            // "il a été libéré": rather somebody than a town.
            "object" => parse.verbs[verb].passive && pronoun_subject(context, verb) && !is_of_places(condition),
            _ => false,
        };
        // What hides a sense must be there in words.
        return context.lexicon.senses[found.sense].kind.is_some() && found.verb.is_some_and(open);
    }
    let any = slots.iter().any(|phrase| condition.options.iter().any(|option| fits(context, phrase, option)));
    any != condition.negative
}

pub(super) fn pronoun_subject(context: &Context, verb: usize) -> bool {
    let chunk = context.parse.verbs[verb].chunk;
    let before = super::relations::back(context.parse, chunk);
    before.is_some_and(|at| {
        let word = &context.parse.words[context.parse.chunks[at].words.start];
        context.parse.kind(at) == Some(&Kind::Pronoun) && word.is(Class::Subject) && !word.is(Class::Only)
    })
}

fn is_of_places(condition: &Condition) -> bool {
    let named = |name: &str| condition.options.iter().any(|option| option == name);
    (named("LOC") || named("territory")) && !["PER", "PARTY", "person", "any"].into_iter().any(named)
}

fn fits(context: &Context, phrase: &Phrase, option: &str) -> bool {
    let all = &context.parse.words;
    let words = &all[phrase.clone()];
    let label = |labels: &[Label]| {
        words.iter().any(|w| w.entity.is_some_and(|e| labels.contains(&context.analysis.entities[e].label)))
            || phrase.clone().any(|at| is_name(&all[at], at))
    };
    match option {
        "any" => !words.is_empty(),
        "PER" => label(&[Label::Person]),
        "LOC" => label(&[Label::Place]),
        "ORG" => label(&[Label::Organisation]),
        "PARTY" => {
            label(&[Label::Person, Label::Place, Label::Organisation]) || words.iter().any(|w| w.demonym.is_some())
        }
        option => match option.strip_prefix('=') {
            Some(literal) => {
                let literal = context.reader.cut(literal);
                phrase.clone().any(|at| {
                    context.lexicon.phrase_end(context.reader, &literal, all, at).is_some_and(|end| end <= phrase.end)
                })
            }
            None => context.lexicon.has(context.reader, option, words),
        },
    }
}

/// A capitalised word that nobody knows reads as a name.
fn is_name(word: &Word, at: usize) -> bool {
    word.capital && word.entity.is_none() && word.time.is_none() && (at > 0 || word.plain())
}
