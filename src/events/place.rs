//! Where it happened: a place behind a locative preposition in the clause, then in the sentence.

use crate::document::{EventType, Label, Place, Span};

use super::chunks::Kind;
use super::context::{Context, Found};
use super::relations::{Phrase, back, opens_with, phrase_from, phrase_start, skip, take};
use super::triggers::Pos;
use super::words::Class;

/// The precision of a country as a place.
const COUNTRY: u8 = 1;

/// So many names back, the place that a common noun stands for is looked for.
const REACH: usize = 12;

/// Functions of prepositions that place something.
const LOCATIVE: [&str; 4] = ["in", "near", "to", "place"];

/// The place of a found trigger. `taken` are the spans of its parties.
pub(super) fn of(context: &Context, found: &Found, taken: &[Span]) -> Option<Place> {
    let kind = context.lexicon.senses[found.sense].kind?;
    let framed = frame(context);
    // Words are spoken somewhere, but what they do has no place, unless the sentence begins with it.
    let words = matches!(
        kind,
        EventType::Request | EventType::Reject | EventType::Threaten | EventType::Support | EventType::Sanction
    );
    if words {
        return framed.map(|entity| place(context, entity));
    }
    let behind = || behind_preposition(context, found, taken);
    let seized = || told_of_place(context, found).and_then(|phrase| place_in(context, &phrase));
    let where_clause = || antecedent(context, found);
    behind().or_else(seized).or_else(where_clause).or(framed).map(|entity| place(context, entity))
}

/// The place that a locative preposition gives: the nearest of the clause, else what stands before all verbs.
fn behind_preposition(context: &Context, found: &Found, taken: &[Span]) -> Option<usize> {
    let parse = context.parse;
    let clause = context.clause(found.chunk);
    let first_verb = parse.verbs.first().map(|verb| verb.chunk);
    let mut best: Option<(usize, usize)> = None;
    for at in 0..parse.chunks.len() {
        let Some(function) = parse.function(at) else { continue };
        let own = function == "of" && found.pos == Pos::Noun && at == found.chunk + 1;
        if !LOCATIVE.contains(&function) && !own {
            continue;
        }
        let Some(entity) = place_behind(context, at) else { continue };
        let span = context.analysis.entities[entity].span;
        let party = taken.iter().any(|other| other.overlaps(span));
        if party && (own || function != "to" && function != "in") {
            continue;
        }
        let same = context.clause(at) == clause;
        if same && at > found.chunk && context.is_of_another(found, at) {
            continue;
        }
        if !same && (at > found.chunk || first_verb.is_none_or(|verb| at > verb)) {
            continue;
        }
        let distance = at.abs_diff(found.chunk) + if same { 0 } else { 100 } + if party { 10 } else { 0 };
        if best.is_none_or(|(_, nearest)| distance < nearest) {
            best = Some((entity, distance));
        }
    }
    best.map(|(entity, _)| entity)
}

/// "au port de Dakar, où ils étaient entendus": the place that a relative clause is told of.
fn antecedent(context: &Context, found: &Found) -> Option<usize> {
    let parse = context.parse;
    let opens = |at: &usize| matches!(parse.chunks[*at].kind, Kind::Relative | Kind::Stop | Kind::Subordinator);
    let relative = (0..found.chunk).rev().find(opens)?;
    let wherever = parse.words[parse.chunks[relative].words.clone()].iter().any(|word| word.is(Class::Where));
    let before = back(parse, relative).filter(|_| wherever)?;
    let noun = if parse.kind(before) == Some(&Kind::Comma) { back(parse, before)? } else { before };
    let start = phrase_start(parse, noun);
    place_in(context, &phrase_from(parse, start).0).filter(|_| parse.kind(noun) == Some(&Kind::Noun))
}

/// The place that stands over a whole sentence: "À Dakar, ...", "Levallois-Perret : ..." (a country there says what it is about).
fn frame(context: &Context) -> Option<usize> {
    let parse = context.parse;
    let first = skip(parse, 0);
    let (noun, stop) = match parse.function(first) {
        Some("in" | "to") => (skip(parse, first + 1), Kind::Comma),
        None => (first, Kind::Stop),
        _ => return None,
    };
    let found = place_in(context, &phrase_from(parse, noun).0).filter(|_| parse.kind(noun) == Some(&Kind::Noun))?;
    let behind = phrase_from(parse, noun).1;
    let country = context.analysis.entities[found].precision.is_none_or(|precision| precision <= COUNTRY);
    (parse.kind(behind) == Some(&stop) && !(country && stop == Kind::Stop)).then_some(found)
}

/// The object of a deed of force: what was attacked, occupied or taken is where it happened.
fn told_of_place(context: &Context, found: &Found) -> Option<Phrase> {
    let sense = &context.lexicon.senses[found.sense];
    // "ont quitté le nord de l'Irak"
    let left = sense.kind == Some(EventType::Retreat) && sense.mode.as_deref() == Some("withdraw");
    if !left && !matches!(sense.kind, Some(EventType::Assault | EventType::Coerce | EventType::Protest)) {
        return None;
    }
    let objects = match found.pos {
        Pos::Verb => found.relations.object.clone(),
        Pos::Noun => {
            ["of", "against", "on"].iter().flat_map(|function| take(&found.relations.obliques, function)).collect()
        }
    };
    objects.into_iter().find(|phrase| place_in(context, phrase).is_some())
}

/// The place name at the head of a phrase, or behind a common noun for a place.
fn place_in(context: &Context, phrase: &Phrase) -> Option<usize> {
    let parse = context.parse;
    let head = parse.chunks[parse.chunk_of(phrase.start)].words.clone();
    let of_class = |class| context.lexicon.has(context.reader, class, &parse.words[head.clone()]);
    let generic = || of_class("territory") || of_class("building");
    let is_place = |at: &usize| {
        parse.words[*at].entity.is_some_and(|index| context.analysis.entities[index].label == Label::Place)
    };
    let at = head.clone().find(is_place).or_else(|| phrase.clone().find(is_place).filter(|_| generic()))?;
    parse.words[at].entity
}

/// The place name that a preposition leads to: "dans la ville de Yevlakh", "au Karabakh".
fn place_behind(context: &Context, preposition: usize) -> Option<usize> {
    let parse = context.parse;
    let noun = skip(parse, preposition + 1);
    if parse.kind(noun) != Some(&Kind::Noun) {
        return None;
    }
    let phrase = phrase_from(parse, noun).0;
    place_in(context, &phrase).or_else(|| spoken_of(context, noun, &phrase))
}

/// "dans la ville", "dans cette région": a definite noun for a place stands for the last place named before.
fn spoken_of(context: &Context, noun: usize, phrase: &Phrase) -> Option<usize> {
    let parse = context.parse;
    let words = &parse.chunks[noun].words;
    let bare = words.len() == 2 && phrase.end == words.end || words.len() == 1;
    let definite = opens_with(parse, noun, Class::Definite) || opens_with(parse, noun, Class::Demonstrative);
    if !(bare && definite && context.lexicon.has(context.reader, "town", &parse.words[words.clone()])) {
        return None;
    }
    let entities = &context.analysis.entities;
    let from = parse.words[words.start].span.start;
    let before = entities.partition_point(|entity| entity.span.start < from);
    let fine = |index: &usize| {
        let entity = &entities[*index];
        entity.label == Label::Place && entity.precision.is_some_and(|precision| precision > COUNTRY)
    };
    (0..before).rev().take(REACH).find(fine)
}

fn place(context: &Context, index: usize) -> Place {
    let entity = &context.analysis.entities[index];
    Place {
        span: entity.span,
        name: entity.name.clone(),
        country: entity.country.clone(),
        geonames: entity.geonames.clone(),
        lat: entity.lat,
        lon: entity.lon,
        precision: entity.precision,
        disputed: entity.kind.as_deref() == Some("disputed"),
    }
}
