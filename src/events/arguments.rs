//! Who did it, to whom, and through whom: relations become parties by the sense's roles.

use crate::document::{EventType, Label, Participant, Span, Via};
use crate::link::Actors;

use super::chunks::Kind;
use super::context::{Context, Found};
use super::discourse::{self, Subject};
use super::find::pronoun_subject;
use super::relations::{Phrase, back, opens_with, phrase_from, skip, take};
use super::subjects::fronted;
use super::triggers::{Pos, Roles};
use super::verbs::Shape;
use super::words::{Class, QUANTITY, Word};

/// The parties of an event.
#[derive(Clone, Debug, Default)]
pub(super) struct Parties {
    pub actors: Vec<Participant>,
    pub recipients: Vec<Participant>,
    pub others: Vec<Participant>,
}

/// Classes of the pack whose members are parties even where nobody knows their country.
const PARTIES: [&str; 5] = ["person", "state", "group", "armed", "troops"];

/// Sectors of parties that no country stands behind.
const ABROAD: [&str; 3] = ["IGO", "UNO", "EUR"];

/// PLOVER's context of relations between states.
const DIPLOMATIC: &str = "diplomatic";

/// Sectors of persons who do not stand for a country, one by one.
const PRIVATE: [&str; 5] = ["CVL", "CRM", "UAF", "REB", "REF"];

/// Sectors of those who act in the dark or across borders.
const UNKNOWN: [&str; 3] = ["UAF", "UNK", "NGO"];

/// The parties of a found trigger.
pub(super) fn of(context: &Context, actors: &Actors, found: &Found) -> Parties {
    let sense = &context.lexicon.senses[found.sense];
    let mut parties = Parties { actors: fill(context, actors, found, &sense.actor, &[]), ..Parties::default() };
    if sense.actor.all
        && parties.actors.len() == 1
        && let Some(source) = speaking_party(context, actors, found)
    {
        parties.actors.insert(0, source);
    }
    parties.recipients = fill(context, actors, found, &sense.recipient, &parties.actors);
    // A trip at home is to nobody.
    let home = |party: &Participant| {
        party.country.is_some() && parties.actors.iter().any(|actor| actor.country == party.country)
    };
    if sense.kind == Some(EventType::Consult) {
        parties.recipients.retain(|party| !(is_place(context, party) && home(party)));
    }
    if sense.kind == Some(EventType::Sanction)
        && parties.recipients.is_empty()
        && sense.contexts.iter().any(|c| c == DIPLOMATIC)
    {
        parties.recipients.extend(counterpart(context, &parties.actors));
    }
    for phrase in mediators(context, found) {
        if let Some(party) = describe(context, actors, &phrase, found) {
            let taken = parties.actors.iter().chain(&parties.recipients).any(|other| other.span.overlaps(party.span));
            if !taken {
                parties.others.push(Participant { role: Some("mediator".to_owned()), ..party });
            }
        }
    }
    parties
}

fn fill(context: &Context, actors: &Actors, found: &Found, roles: &Roles, taken: &[Participant]) -> Vec<Participant> {
    let mut filled: Vec<Participant> = Vec::new();
    for slot in &roles.slots {
        for phrase in slot_phrases(context, found, slot) {
            let sides = pair(context, actors, &phrase);
            if !sides.is_empty() && filled.is_empty() {
                filled.extend(sides);
                continue;
            }
            let Some(party) = describe(context, actors, &phrase, found) else { continue };
            let place = slot == "of" && found.pos == Pos::Noun && is_town(context, &party);
            let known = |other: &Participant| other.span.overlaps(party.span);
            if !place && !filled.iter().any(known) && !taken.iter().any(known) && filled.len() < 12 {
                filled.push(party);
            }
        }
        if filled.is_empty() && matches!(slot.as_str(), "object" | "of") {
            filled.extend(behind_object(context, actors, found, taken));
        }
        if filled.is_empty() {
            let spoken_of = spoken_of(context, actors, found, slot);
            filled.extend(spoken_of.filter(|party| !taken.iter().any(|other| other.span.overlaps(party.span))));
        }
        if !roles.all && !filled.is_empty() {
            break;
        }
    }
    filled
}

/// Whom it strikes where the object is a thing: its owner ("geler les avoirs du dictateur", "rejeter la proposition russe"), or
/// the object of the infinitive ("refuser de recevoir les grévistes").
fn behind_object(context: &Context, actors: &Actors, found: &Found, taken: &[Participant]) -> Option<Participant> {
    let parse = context.parse;
    let verb = found.verb.filter(|_| found.pos == Pos::Verb)?;
    let kind = context.lexicon.senses[found.sense].kind?;
    let forceful = matches!(kind, EventType::Assault | EventType::Coerce | EventType::Protest);
    let party = |phrase: &Phrase| {
        let party = describe(context, actors, phrase, found)?;
        // A capital that is asked or blamed is its government.
        let seat = party.via == Some(Via::Metonym) && !forceful;
        let free = (seat || !is_town(context, &party)) && !taken.iter().any(|other| other.span.overlaps(party.span));
        free.then_some(party)
    };
    let owner = |phrase: &Phrase| {
        let (first, last) = (parse.chunk_of(phrase.start), parse.chunk_of(phrase.end - 1));
        let head = &parse.words[parse.chunks[first].words.clone()];
        if context.lexicon.has(context.reader, "person", head) {
            return None;
        }
        let owners = (first + 1..=last).filter(|&at| parse.kind(at) == Some(&Kind::Noun));
        let demonym = |at: &usize| parse.words[*at].demonym.is_some() && parse.words[*at].entity.is_none();
        let named = || parse.chunks[first].words.clone().find(demonym).and_then(|at| party(&(at..at + 1)));
        owners.into_iter().find_map(|at| party(&(parse.chunks[at].words.start..phrase.end))).or_else(named)
    };
    found.relations.object.iter().find_map(owner).or_else(|| {
        let infinitive = |other: &usize| {
            parse.verbs[*other].shape == Shape::Infinitive
                && parse.verbs[*other].chunk > parse.verbs[verb].chunk
                && context.syntax.governor(parse, *other).0 == Some(verb)
        };
        // Those words say what is to be done; a charge says what was.
        let words = matches!(
            kind,
            EventType::Request | EventType::Reject | EventType::Threaten | EventType::Agree | EventType::Concede
        );
        let governed = (0..parse.verbs.len()).find(infinitive).filter(|_| words)?;
        let object = context.syntax.of_verb(parse, governed).object;
        object.iter().find_map(|phrase| party(phrase).or_else(|| owner(phrase)))
    })
}

/// "les deux pays": the two countries that the document is about, each in its turn.
fn pair(context: &Context, actors: &Actors, phrase: &Phrase) -> Vec<Participant> {
    let words = &context.parse.words[phrase.clone()];
    let two = |word: &Word| context.rules.numbers.get(&word.lower) == Some(&2);
    let definite = words.first().is_some_and(|word| word.is(Class::Definite));
    let Some(sides) = context
        .discourse
        .pair
        .as_ref()
        .filter(|_| definite && words.iter().any(two) && context.lexicon.has(context.reader, "pair", words))
    else {
        return Vec::new();
    };
    let span = context.span(&(phrase.start + 1..phrase.end));
    let who = actors.describe(span, context.document, context.analysis);
    if who.country.is_some() {
        return Vec::new();
    }
    let side = |country: &String| Participant {
        country: Some(country.clone()),
        via: Some(Via::Coreference),
        entity: None,
        name: None,
        ..who.clone()
    };
    sides.iter().map(side).collect()
}

/// Whom a pronoun in the slot, or a possessive on the trigger, stands for.
fn spoken_of(context: &Context, actors: &Actors, found: &Found, slot: &str) -> Option<Participant> {
    let subject = |verb: usize| pronoun_subject(context, verb).then(|| antecedent(context, verb)).flatten();
    let (span, bare) = match found.verb {
        Some(verb) => {
            let group = &context.parse.verbs[verb];
            let verb = fronted(context.parse, verb).unwrap_or(verb);
            let own = slot == if group.passive { "object" } else { "subject" };
            let subject = if own { subject(verb) } else { None }?;
            (subject.span, subject.bare)
        }
        // "son arrestation", "leurs attaques"
        None if matches!(slot, "support" | "of") && opens_with(context.parse, found.chunk, Class::Possessive) => {
            let owner = owner(context, actors, found).map(|span| (span, span.start));
            owner.or_else(|| context.discourse.subjects.last().map(|subject| (subject.span, subject.bare)))?
        }
        None if slot == "support" => {
            let verb = context.carrier(&found.seat)?;
            let active = !context.parse.verbs[verb].passive;
            let carries = context.rules.support(&context.parse.verbs[verb].lemma, "object") == Some("actor");
            let subject = subject(verb).filter(|_| active && carries)?;
            (subject.span, subject.bare)
        }
        None => return None,
    };
    let mut party = named(context, actors, span, false)?;
    party.span.start = party.span.start.max(bare).min(party.span.end);
    Some(Participant { via: Some(Via::Coreference), ..party })
}

/// The subject that the pronoun before a verb stands for: of its own sentence, or of those before, the nearest that agrees.
fn antecedent(context: &Context, verb: usize) -> Option<Subject> {
    let group = &context.parse.verbs[verb];
    let pronoun = back(context.parse, group.chunk)?;
    let span = context.parse.words[context.parse.chunks[pronoun].words.start].span;
    let gender = discourse::gender(context.analysis, span);
    let agrees = |subject: &Subject| subject.agrees(group.plural, gender);
    let here = discourse::subjects(context).filter(|subject| subject.span.end <= span.start).filter(agrees).last();
    here.or_else(|| context.discourse.subjects.iter().rev().copied().find(agrees))
}

/// "X a confirmé la fin de son opération": the nearest subject before the trigger that is a party.
fn owner(context: &Context, actors: &Actors, found: &Found) -> Option<Span> {
    let before = (0..context.parse.verbs.len()).rev().filter(|&verb| context.parse.verbs[verb].chunk < found.chunk);
    before.take(4).find_map(|verb| {
        let subject = context.syntax.of_verb(context.parse, verb).subject;
        let party = describe(context, actors, subject.first()?, found)?;
        party.country.is_some().then_some(party.span)
    })
}

/// "X a confirmé qu'un accord avait été conclu avec Y": where only the other side is named, an official source is the first side.
fn speaking_party(context: &Context, actors: &Actors, found: &Found) -> Option<Participant> {
    let with = take(&found.relations.obliques, "with");
    if with.is_empty() {
        return None;
    }
    let statement =
        context.analysis.statements.iter().filter(|s| s.span.contains(found.span)).min_by_key(|s| s.span.len())?;
    let party = actors.describe(statement.source?, context.document, context.analysis);
    let official = party.country.is_some() && party.sectors.iter().all(|sector| sector != "JRN");
    let apart = !with.iter().any(|phrase| context.span(phrase).overlaps(party.span));
    (official && apart).then_some(party)
}

fn is_place(context: &Context, party: &Participant) -> bool {
    party.entity.is_some_and(|index| context.analysis.entities[index].label == Label::Place)
}

/// "rappelle son ambassadeur": from the other of the two countries that the document is about, or from the one that it is about.
fn counterpart(context: &Context, actors: &[Participant]) -> Option<Participant> {
    let own = actors.first().filter(|_| actors.len() == 1)?;
    let country = own.country.as_ref()?;
    let other = match &context.discourse.pair {
        Some(pair) if pair.contains(country) => pair.iter().find(|side| *side != country),
        _ => context.discourse.focus.as_ref().filter(|focus| *focus != country),
    }?;
    let entity = context.analysis.entities.iter().position(|entity| {
        entity.label == Label::Place && entity.country.as_ref() == Some(other) && entity.precision == Some(1)
    })?;
    let found = &context.analysis.entities[entity];
    Some(Participant {
        span: found.span,
        entity: Some(entity),
        name: found.name.clone(),
        country: Some(other.clone()),
        sectors: Vec::new(),
        via: Some(Via::Coreference),
        role: None,
    })
}

/// Whether a party is a town: "l'attentat de Nice" says where.
fn is_town(context: &Context, party: &Participant) -> bool {
    party.entity.is_some_and(|index| {
        let entity = &context.analysis.entities[index];
        entity.label == Label::Place && entity.precision.is_none_or(|fine| fine >= 4) && party.via != Some(Via::Demonym)
    })
}

/// The phrases in a slot: a relation by its name, or one of the slots that nouns have.
pub(super) fn slot_phrases(context: &Context, found: &Found, slot: &str) -> Vec<Phrase> {
    match slot {
        "subject" | "agent" => found.relations.subject.clone(),
        "object" => found.relations.object.clone(),
        "demonym" => demonyms(context, found),
        "support" => supported(context, found, "actor"),
        "victim" => supported(context, found, "recipient"),
        "source" => sources(context, found),
        // "l'attaque des rebelles", but not "l'attaque d'un camp".
        "of-actor" => {
            let acts = |phrase: &Phrase| {
                let head = phrase.clone().find(|&at| !context.parse.words[at].is(Class::Determiner));
                let words = head.map_or(&[][..], |head| &context.parse.words[head..head + 1]);
                ["armed", "troops", "group", "police"]
                    .iter()
                    .any(|class| context.lexicon.has(context.reader, class, words))
            };
            take(&found.relations.obliques, "of").into_iter().filter(acts).collect()
        }
        "pair" => Vec::new(),
        "between" => {
            let mut phrases = take(&found.relations.obliques, "between");
            phrases.dedup();
            phrases
        }
        function => take(&found.relations.obliques, function),
    }
}

/// "les forces arméniennes": nationalities in the noun group of the trigger, outside the names in it.
fn demonyms(context: &Context, found: &Found) -> Vec<Phrase> {
    let words = &context.parse.chunks[found.chunk].words;
    (found.words.start..words.end.max(found.words.end))
        .filter(|&at| context.parse.words[at].demonym.is_some() && context.parse.words[at].entity.is_none())
        .map(|at| at..at + 1)
        .collect()
}

/// The other argument of the verb that carries a noun, if the verb gives it this role.
fn supported(context: &Context, found: &Found, role: &str) -> Vec<Phrase> {
    if found.pos != Pos::Noun {
        return Vec::new();
    }
    let mut phrases = Vec::new();
    if let Some(verb) = context.carrier(&found.seat) {
        let group = &context.parse.verbs[verb];
        if context.rules.support(&group.lemma, "object") == Some(role) {
            phrases = context.syntax.of_verb(context.parse, verb).subject;
        }
    } else if let super::relations::Seat::Subject(verb) = found.seat {
        let group = &context.parse.verbs[verb];
        if context.rules.support(&group.lemma, "subject") == Some(role) {
            phrases = context.syntax.of_verb(context.parse, verb).object;
        }
    } else if let super::relations::Seat::Oblique { verb: Some(verb), noun: None, .. } = &found.seat {
        let group = &context.parse.verbs[*verb];
        if context.rules.support(&group.lemma, "object") == Some(role) {
            phrases = context.syntax.of_verb(context.parse, *verb).subject;
        }
    }
    // "Après des mois de négociations, Rome et Paris ont signé": those who met are those who act.
    if let super::relations::Seat::Oblique { function, .. } = &found.seat
        && phrases.is_empty()
        && matches!(function.as_str(), "after" | "time" | "of")
        && context.lexicon.senses[found.sense].kind == Some(EventType::Consult)
        && context.parse.verbs.first().is_some_and(|verb| verb.chunk > found.chunk && verb.shape == Shape::Finite)
    {
        phrases = context.syntax.of_verb(context.parse, 0).subject;
    }
    if phrases.is_empty()
        && let Some(verb) = context.participle_after(found.chunk)
        && context.rules.support(&context.parse.verbs[verb].lemma, "object") == Some(role)
    {
        phrases = take(&context.syntax.of_verb(context.parse, verb).obliques, "by");
    }
    phrases
}

/// "les conditions présentées par X": who stands behind the object.
fn sources(context: &Context, found: &Found) -> Vec<Phrase> {
    let Some(object) = found.relations.object.first() else { return Vec::new() };
    let chunk = context.parse.chunk_of(object.start);
    let after = skip(context.parse, phrase_from(context.parse, chunk).1);
    match context.parse.kind(after) {
        Some(Kind::Verb(verb)) => take(&context.syntax.of_verb(context.parse, *verb).obliques, "by"),
        _ => Vec::new(),
    }
}

/// Phrases behind "sous la médiation de" and the like in the trigger's clause, and agents of verbs that mediate.
fn mediators(context: &Context, found: &Found) -> Vec<Phrase> {
    let parse = context.parse;
    let clause = context.clause(found.chunk);
    let mut phrases: Vec<Phrase> = (0..parse.chunks.len())
        .filter(|&at| parse.function(at) == Some("mediator") && context.clause(at) == clause)
        .filter_map(|at| {
            let noun = skip(parse, at + 1);
            (parse.kind(noun) == Some(&Kind::Noun)).then(|| phrase_from(parse, noun).0)
        })
        .collect();
    phrases.extend(supported(context, found, "mediator"));
    phrases
}

/// The party that a phrase names, if it names one.
fn describe(context: &Context, actors: &Actors, phrase: &Phrase, found: &Found) -> Option<Participant> {
    let words = &context.parse.words;
    let mut phrase = phrase.clone();
    while phrase.start < phrase.end && words[phrase.start].is(Class::Of) && !words[phrase.start].is(Class::Determiner) {
        phrase.start += 1;
    }
    phrase.start = partitive(context, &phrase);
    let entity = words.get(phrase.start).and_then(|word| word.entity).or_else(|| {
        let article =
            words.get(phrase.start).is_some_and(|w| w.is(Class::Definite) && !w.is(Class::Of) || w.lower == "l'");
        words.get(phrase.start + 1).and_then(|word| word.entity).filter(|_| article)
    });
    let mut span = context.span(&phrase);
    if let Some(index) = entity {
        // A name, without its article and what follows in the same words.
        let name = context.analysis.entities[index].span;
        let rest = words[phrase.clone()].iter().any(|word| word.span.start >= name.end);
        span = if rest { Span::new(name.start, span.end.max(name.end)) } else { name };
    }
    // The words of a longer trigger may name a party: "a convoqué l'ambassadeur de Zambie".
    let inside = span.overlaps(found.span);
    if span.is_empty() || inside && context.lexicon.senses[found.sense].words.len() == 1 {
        return None;
    }
    let listed = || {
        let head = &words[phrase.clone()];
        PARTIES.iter().any(|class| context.lexicon.has(context.reader, class, head))
    };
    let unknown = || {
        let first = phrase.clone().find(|&at| !words[at].is(Class::Determiner));
        first.is_some_and(|at| words[at].capital && (at > 0 || words[at].plain()))
    };
    let listed = listed();
    let mut party = named(context, actors, span, listed || unknown())?;
    if inside && !matches!(party.via, Some(Via::Name | Via::Demonym)) {
        return None;
    }
    let people = listed || party.entity.is_none() && !party.sectors.is_empty();
    // A man of whom nothing is told may come from anywhere, and so may men whom nobody knows.
    let anybody = party.sectors.first().is_some_and(|sector| {
        UNKNOWN.contains(&&**sector) || PRIVATE.contains(&&**sector) && is_singular(context, &phrase)
    });
    if people
        && !anybody
        && party.country.is_none()
        && party.entity.is_none()
        && !party.sectors.iter().any(|s| ABROAD.contains(&&**s))
        && !international(context, &phrase)
    {
        party.country.clone_from(&context.discourse.focus);
        party.via = party.country.as_ref().map(|_| Via::Default);
    }
    // The phrase goes without its article and numerals.
    let bare = |at: &usize| words[*at].is(Class::Determiner) || words[*at].is(Class::Of) && words[*at].entity.is_none();
    let counted = context.reader.preposition(words, phrase.start).filter(|(function, _)| *function == QUANTITY);
    let from = counted.map_or(phrase.start, |(_, end)| end);
    let first = (from..phrase.end).find(|at| !bare(at)).unwrap_or(phrase.start);
    party.span.start = party.span.start.max(words[first].span.start).min(party.span.end);
    Some(party)
}

/// Whether a phrase is of many countries: "membres de l'ONU", "la coalition internationale".
fn international(context: &Context, phrase: &Phrase) -> bool {
    let words = &context.parse.words[phrase.clone()];
    let mut names = words.iter().filter_map(|word| Some(&context.analysis.entities[word.entity?]));
    names.any(|name| name.country.is_none() && name.sectors.iter().any(|sector| ABROAD.contains(&&**sector)))
        || context.lexicon.has(context.reader, "international", words)
}

/// Where the whole begins of which a phrase takes a part: "au moins six des accusés", "un des occupants".
fn partitive(context: &Context, phrase: &Phrase) -> usize {
    let words = &context.parse.words;
    let counted = context.reader.preposition(words, phrase.start).filter(|(function, _)| *function == QUANTITY);
    let from = counted.map_or(phrase.start, |(_, end)| end);
    let number = |word: &Word| word.is(Class::Number) || word.is(Class::Indefinite) || word.is(Class::Pronoun);
    let of = |word: &Word| word.is(Class::Of) && word.is(Class::Definite);
    let parts = words[phrase.clone()].len() > 2 && words.get(from).is_some_and(number);
    if parts && from + 1 < phrase.end && of(&words[from + 1]) { from + 1 } else { phrase.start }
}

/// Whether the parser takes the noun of a phrase for a singular.
fn is_singular(context: &Context, phrase: &Phrase) -> bool {
    let (tokens, span) = (&context.analysis.tokens, context.span(phrase));
    let from = tokens.partition_point(|token| token.span.start < span.start);
    let inside = tokens[from..].iter().take_while(|token| token.span.start < span.end);
    let noun = inside.into_iter().find(|token| token.upos.as_deref() == Some("NOUN"));
    noun.and_then(|noun| noun.features.as_deref())
        .is_some_and(|features| features.split('|').any(|one| one == "Number=Sing"))
}

/// The party that a stretch of text names; one that nothing is known of only where it is `sure` to be one.
fn named(context: &Context, actors: &Actors, span: Span, sure: bool) -> Option<Participant> {
    let party = actors.describe(span, context.document, context.analysis);
    let known = party.entity.is_some() || party.country.is_some() || !party.sectors.is_empty();
    (known || sure).then_some(party)
}
