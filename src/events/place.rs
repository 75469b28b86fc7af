//! Where it happened: a place behind a locative preposition in the clause, then in the sentence.

use crate::document::{EventType, Label, Place};

use super::chunks::Kind;
use super::context::{Context, Found};
use super::relations::{Phrase, phrase_from, skip, take};
use super::triggers::Pos;

/// Functions of prepositions that place something.
const LOCATIVE: [&str; 4] = ["in", "near", "to", "place"];

/// The place of a found trigger. `taken` are the spans of its parties.
pub(super) fn of(context: &Context, found: &Found, taken: &[crate::document::Span]) -> Option<Place> {
    let kind = context.lexicon.senses[found.sense].kind?;
    // Words are spoken somewhere, but what they do has no place.
    if matches!(
        kind,
        EventType::Request | EventType::Reject | EventType::Threaten | EventType::Support | EventType::Sanction
    ) {
        return None;
    }
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
        // In its own clause the nearest; else what stands before all verbs, as a frame.
        let same = context.clause(at) == clause;
        if !same && (at > found.chunk || first_verb.is_none_or(|verb| at > verb)) {
            continue;
        }
        let distance = at.abs_diff(found.chunk) + if same { 0 } else { 100 } + if party { 10 } else { 0 };
        if best.is_none_or(|(_, nearest)| distance < nearest) {
            best = Some((entity, distance));
        }
    }
    let seized = || told_of_place(context, found).and_then(|phrase| place_in(context, &phrase));
    best.map(|(entity, _)| entity).or_else(seized).map(|entity| place(context, entity))
}

/// The object of a deed of force: what was attacked, occupied or taken is where it happened.
fn told_of_place(context: &Context, found: &Found) -> Option<Phrase> {
    let kind = context.lexicon.senses[found.sense].kind;
    if !matches!(kind, Some(EventType::Assault | EventType::Coerce)) {
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
    let generic = || context.lexicon.has(context.reader, "territory", &parse.words[head.clone()]);
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
    place_in(context, &phrase_from(parse, noun).0)
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
