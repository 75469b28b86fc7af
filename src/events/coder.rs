use std::collections::{HashMap, HashSet};

use crate::document::{
    Analysis, Auxiliary, Component, DateBasis, Document, Event, EventType, Failure, Layer, Mention, Participant,
    Polarity, Span, Status,
};
use crate::lang::{Pack, PackError};
use crate::link::Actors;
use crate::text::Tense;

use super::arguments::{self, Parties};
use super::attributes::{self, Attributes};
use super::chunks::Parse;
use super::confidence::Confidence;
use super::context::{Context, Found};
use super::dependencies::Dependencies;
use super::discourse::Discourse;
use super::find;
use super::merge::{Candidate, merge};
use super::relations::{Phrase, Seat, opens_with};
use super::rules::{Count, CuePos, Rules};
use super::size::{self, Sized};
use super::subjects::{fronted, relative_of};
use super::triggers::{Lexicon, Pos, Sense};
use super::verbs::Shape;
use super::words::{Class, Reader, Word};
use super::{place, when};

/// Longer sentences are read in windows of so many words, which bounds all work on one.
const WINDOW: usize = 256;

/// Codes the events of a document by PLOVER 0.8.
///
/// ```
/// use depeche::document::{Analysis, Component, Document, EventType, Sentence, Span};
/// use depeche::{events::EventCoder, lang::Pack};
/// let coder = EventCoder::new(&Pack::embedded("fr")?)?;
/// let text = "Les rebelles ont libéré les otages.";
/// let mut analysis = Analysis { sentences: vec![Sentence { span: Span::new(0, text.len()) }], ..Analysis::default() };
/// coder.apply(&Document::new("a", "fr", text), &mut analysis)?;
/// let event = &analysis.events[0];
/// assert_eq!((event.kind, event.mode.as_deref()), (EventType::Retreat, Some("release")));
/// assert_eq!(event.recipients[0].span.of(text), "otages");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct EventCoder {
    reader: Reader,
    lexicon: Lexicon,
    rules: Rules,
    confidence: Confidence,
    actors: Actors,
}

impl EventCoder {
    /// Compiles the lexicon and the lists under `events/`.
    pub fn new(pack: &Pack) -> Result<EventCoder, PackError> {
        let mut reader = Reader::new(pack)?;
        let lexicon = Lexicon::new(pack, &reader)?;
        reader.nouns = lexicon.noun_forms().cloned().collect();
        let rules = Rules::new(pack, &lexicon)?;
        Ok(EventCoder { reader, lexicon, rules, confidence: Confidence::new(pack)?, actors: Actors::new(pack)? })
    }

    /// The id, type and mode of the sense that a line of a file of triggers defines.
    pub(super) fn senses(&self) -> &[Sense] {
        &self.lexicon.senses
    }

    fn candidates(&self, document: &Document, analysis: &Analysis) -> Vec<Candidate> {
        let mut found = Vec::new();
        let mut discourse = Discourse::new(&self.actors, document, analysis);
        let mut end = 0;
        let topics = self.topics(document, analysis);
        for (sentence, span) in analysis.sentences.iter().map(|sentence| sentence.span).enumerate() {
            if document.text.get(end..span.start).is_some_and(|gap| gap.contains('\n')) {
                discourse.earlier = None;
            }
            end = span.end;
            let words = self.reader.read(&document.text, span, analysis);
            let syntax = Dependencies::new(analysis, sentence);
            let mut explicit = None;
            for window in words.chunks(WINDOW) {
                for candidate in self.window(document, analysis, &syntax, window, &mut discourse, &topics) {
                    if candidate.event.when.basis == DateBasis::Explicit {
                        explicit.get_or_insert_with(|| candidate.event.when.clone());
                    }
                    found.push(candidate);
                }
            }
            discourse.earlier = explicit.or(discourse.earlier);
        }
        found
    }

    /// The guarded classes of the lexicon whose words fill the document: at least five of them, and one word in fifty.
    fn topics(&self, document: &Document, analysis: &Analysis) -> Vec<String> {
        let mut words = 0;
        let mut seen: HashMap<&str, (usize, HashSet<String>)> = HashMap::new();
        for sentence in &analysis.sentences {
            for word in self.reader.cut(sentence.span.of(&document.text)) {
                words += 1;
                for class in self.lexicon.topics_of(&word) {
                    let (hits, kinds) = seen.entry(class).or_default();
                    *hits += 1;
                    kinds.insert(word.clone());
                }
            }
        }
        let fills = |hits: usize, kinds: usize| kinds >= 5 && hits * 50 >= words;
        let mut topics: Vec<String> = seen
            .into_iter()
            .filter(|(_, (hits, kinds))| fills(*hits, kinds.len()))
            .map(|(class, _)| class.to_owned())
            .collect();
        topics.sort();
        topics
    }

    fn window(
        &self,
        document: &Document,
        analysis: &Analysis,
        syntax: &Dependencies,
        words: &[Word],
        discourse: &mut Discourse,
        topics: &[String],
    ) -> Vec<Candidate> {
        let parse = Parse::new(&self.reader, &document.text, words.to_vec());
        let context = Context {
            document,
            analysis,
            sentence: syntax.sentence,
            parse: &parse,
            syntax,
            reader: &self.reader,
            lexicon: &self.lexicon,
            rules: &self.rules,
            topics,
            discourse: &discourse.clone(),
        };
        discourse.follow(&context);
        let found = find::triggers(&context);
        if found.is_empty() {
            return Vec::new();
        }
        let counts = size::of_nouns(&context);
        let mut coded: Vec<(Found, Candidate)> = found
            .into_iter()
            .filter_map(|mut found| {
                // The first sense that something shows; else the first of all.
                let others = std::mem::take(&mut found.others);
                let mut read = std::iter::once(found).chain(others).filter_map(|found| {
                    let counted = !counts.is_empty() && self.takes_counts(&found, Count::Dead);
                    let candidate = self.code(&context, &found, counted)?;
                    Some((found, candidate))
                });
                let first = read.next()?;
                if first.1.weak { Some(read.find(|(_, other)| !other.weak).unwrap_or(first)) } else { Some(first) }
            })
            .collect();
        // A noun that nothing shows to be an event carries none of its verb's.
        let told: Vec<&Found> = coded.iter().filter(|(_, candidate)| !candidate.weak).map(|(found, _)| found).collect();
        let carriers: HashSet<Span> = told
            .iter()
            .zip(find::carriers(&context, &told))
            .filter(|(_, only)| *only)
            .map(|(found, _)| found.span)
            .collect();
        coded.retain(|(found, _)| !carriers.contains(&found.span));
        for sized in counts {
            self.attach(sized, &mut coded);
        }
        coded.into_iter().map(|(_, candidate)| candidate).collect()
    }

    /// The event of a trigger; none where nothing shows that it tells an event.
    fn code(&self, context: &Context, found: &Found, counted: bool) -> Option<Candidate> {
        let sense = &self.lexicon.senses[found.sense];
        let told_as = sense.kind?;
        if find::only_quotes(context, found) || is_state(context, found, told_as) {
            return None;
        }
        let parties = arguments::of(context, &self.actors, found);
        if played(context, told_as, &parties) {
            return None;
        }
        let Attributes { status, polarity, reports, rules } = attributes::of(context, found);
        let when = when::of(context, found, status, polarity);
        let published = context.document.published.map(|published| published.date);
        // "a confirmé les discussions de jeudi": told by a source, but still to come.
        let to_come = when.basis == DateBasis::Explicit && published.is_some() && when.date_start > published;
        let factive = match found.seat {
            Seat::Object(verb) => context.rules.cue(CuePos::Factive, &context.parse.verbs[verb].lemma).is_some(),
            _ => false,
        };
        let told = factive && matches!(status, Status::Asserted | Status::Reported);
        let status = if told && to_come { Status::Expected } else { status };
        let taken: Vec<Span> = parties.actors.iter().chain(&parties.recipients).map(|party| party.span).collect();
        let place = place::of(context, found, &taken);
        let definite = found.pos == Pos::Noun
            && (opens_with(context.parse, found.chunk, Class::Definite)
                || opens_with(context.parse, found.chunk, Class::Demonstrative));
        // "a avancé, tuant dix hommes": told beside what it belongs to.
        let aside = found.verb.is_some_and(|verb| context.parse.verbs[verb].shape == Shape::Gerund);
        let definite = definite || aside && told_as == EventType::Assault;
        let explicit = when.basis == DateBasis::Explicit;
        let shown = evidence(context, found, sense, &parties, explicit || place.is_some(), counted);
        if !shown && (!definite || aside) {
            return None;
        }
        let (kind, mode) = match (status, told_as) {
            // PLOVER reads cooperation to come as agreement to it.
            (Status::Expected, EventType::Consult | EventType::Support | EventType::Cooperate | EventType::Aid) => {
                (EventType::Agree, None)
            }
            (_, EventType::Consult) if !parties.others.is_empty() => {
                (told_as, sense.mode.clone().or_else(|| Some("third-party".to_owned())))
            }
            _ => (told_as, sense.mode.clone()),
        };
        let own = size::of_verb(context, found);
        let number = |count: Count| own.filter(|sized| sized.count == count).and_then(|sized| sized.number);
        let mut found_by = vec![sense.id.clone()];
        found_by.extend(rules.into_iter().map(str::to_owned));
        let event = Event {
            auxiliary: auxiliary(status, polarity, kind == told_as, when::long_before(when.date_end, published)),
            kind,
            mode,
            contexts: sense.contexts.clone(),
            status,
            polarity,
            trigger: found.span,
            sentence: context.sentence,
            actors: parties.actors,
            recipients: parties.recipients,
            others: parties.others,
            when,
            place,
            reported_by: reports,
            dead: number(Count::Dead),
            injured: number(Count::Injured),
            arrested: number(Count::Arrested),
            size: own.map(|sized| sized.span),
            mentions: vec![Mention { span: found.span, sentence: context.sentence }],
            // Only when all its mentions are known.
            confidence: 0.0,
            found_by,
        };
        let indefinite = found.pos == Pos::Noun && opens_with(context.parse, found.chunk, Class::Indefinite);
        let heads = vec![sense.words[0].clone()];
        let words = |parties: &[Participant]| {
            parties.iter().map(|party| party.span.of(&context.document.text).to_lowercase()).collect::<Vec<_>>()
        };
        let sides =
            if event.actors.len() == 1 { [words(&event.actors), words(&event.recipients)] } else { Default::default() };
        Some(Candidate {
            event,
            trust: sense.trust,
            heads,
            sides,
            definite,
            indefinite,
            told_as,
            headline: context.headline(),
            weak: !shown,
        })
    }

    fn takes_counts(&self, found: &Found, count: Count) -> bool {
        match self.lexicon.senses[found.sense].kind {
            Some(EventType::Assault) => count != Count::Arrested,
            Some(EventType::Coerce) => {
                count == Count::Arrested && self.lexicon.senses[found.sense].mode.as_deref() == Some("arrest")
            }
            Some(EventType::Protest) => true,
            _ => false,
        }
    }

    /// Gives a count of the sentence to the nearest event that it can measure.
    fn attach(&self, sized: Sized, coded: &mut [(Found, Candidate)]) {
        let nearest = coded
            .iter_mut()
            .filter(|(found, candidate)| {
                self.takes_counts(found, sized.count) && candidate.event.polarity == Polarity::Positive
            })
            .min_by_key(|(found, _)| found.words.start.abs_diff(sized.at));
        let Some((_, candidate)) = nearest else { return };
        let event = &mut candidate.event;
        let slot = match sized.count {
            Count::Dead => &mut event.dead,
            Count::Injured => &mut event.injured,
            Count::Arrested => &mut event.arrested,
        };
        *slot = slot.or(sized.number);
        event.size = Some(event.size.map_or(sized.span, |span| span.cover(sized.span)));
    }
}

/// Sectors of the authorities.
const AUTHORITIES: [&str; 4] = ["COP", "JUD", "GOV", "MIL"];

/// Whether what fills the whole article (sport, a plot, ...) makes an event of this type a figure of speech or fiction.
fn played(context: &Context, kind: EventType, parties: &Parties) -> bool {
    let mut sectors = parties.actors.iter().flat_map(|party| &party.sectors);
    let official = sectors.any(|sector| AUTHORITIES.contains(&sector.as_str()));
    let plays =
        |topic: &String| context.lexicon.plays(topic, kind) && !(official && context.lexicon.has_officials(topic));
    context.topics.iter().any(plays)
}

/// Whether a relative clause only says what somebody is for or against: "un parti qui soutient le président".
fn is_state(context: &Context, found: &Found, kind: EventType) -> bool {
    use EventType::{Aid, Cooperate, Reject, Support};
    found.verb.map(|verb| &context.parse.verbs[verb]).is_some_and(|group| {
        group.shape == Shape::Finite
            && group.tense == Tense::Present
            && !group.perfect
            && matches!(kind, Aid | Cooperate | Reject | Support)
            && relative_of(context.parse, group.chunk).is_some()
    })
}

/// Whether anything beside the trigger shows an event: a party, a time, a place, a count, or a verb that says it took place.
/// The surer a trigger, the less it needs.
fn evidence(context: &Context, found: &Found, sense: &Sense, parties: &Parties, anchored: bool, counted: bool) -> bool {
    let actor = !parties.actors.is_empty();
    let recipient = !parties.recipients.is_empty();
    let party = actor || recipient || !parties.others.is_empty();
    if found.pos == Pos::Verb {
        let shown = sense.conditions.iter().any(|condition| !condition.negative);
        let known = || found.relations.subject.iter().chain(&found.relations.object);
        let literal = party || counted || known().next().is_none() || known().any(|phrase| at_stake(context, phrase));
        if sense.kind == Some(EventType::Assault) && !shown && !literal {
            return false;
        }
        // A bare participle may only describe ("les territoires libérés").
        let participle = found.verb.is_some_and(|verb| context.parse.verbs[verb].shape == Shape::Participle);
        // "Arrêté mardi, le suspect": at the head of a sentence it tells, if of somebody.
        let fronted = found.verb.is_some_and(|verb| fronted(context.parse, verb).is_some());
        let bare = participle && !(fronted && (party || found.relations.object.is_empty()));
        let known =
            found.relations.object.first().is_some_and(|object| context.parse.words[object.start].is(Class::Definite));
        // "une filière très demandée" describes as well.
        let spoken = matches!(
            sense.kind,
            Some(EventType::Request | EventType::Reject | EventType::Support | EventType::Threaten)
        );
        if bare && !actor && (sense.trust < 3 || (known || spoken) && !context.headline()) {
            return false;
        }
        return match sense.trust {
            3 => true,
            2 => party || anchored,
            _ => actor && (recipient || anchored || parties.actors.len() > 1 || !found.relations.object.is_empty()),
        };
    }
    let supported = match found.seat {
        Seat::Object(verb) => context.rules.support(&context.parse.verbs[verb].lemma, "object").is_some(),
        Seat::Subject(verb) => {
            let group = &context.parse.verbs[verb];
            let seat = if group.passive { "object" } else { "subject" };
            context.rules.support(&group.lemma, seat).is_some()
        }
        _ => false,
    };
    // A headline names its event without an article.
    let indefinite = opens_with(context.parse, found.chunk, Class::Indefinite);
    let supported =
        supported || context.headline() && context.parse.words[context.parse.chunks[found.chunk].words.start].plain();
    match sense.trust {
        3 => party || anchored || counted || supported || indefinite,
        2 => party || anchored || counted || supported,
        _ => (party && (anchored || supported || counted)) || (supported && anchored) || (actor && recipient),
    }
}

/// Classes of the pack for what force is used with or on, beside those who use or suffer it.
const AT_STAKE: [&str; 11] = [
    "target",
    "building",
    "territory",
    "craft",
    "vessel",
    "blast",
    "artillery",
    "airpower",
    "weapons",
    "person",
    "group",
];

/// Whether a deed of force is done with or to this, or by or to somebody; without any it is a figure of speech ("le gel a tué
/// les bourgeons").
fn at_stake(context: &Context, phrase: &Phrase) -> bool {
    let words = &context.parse.words[phrase.clone()];
    let named = words.iter().any(|word| word.entity.is_some() || word.demonym.is_some());
    let vague = !words.iter().any(Word::plain);
    named || vague || AT_STAKE.iter().any(|class| context.lexicon.has(context.reader, class, words))
}

fn auxiliary(status: Status, polarity: Polarity, keeps_type: bool, historical: bool) -> Vec<Auxiliary> {
    let marks = [
        (Auxiliary::Historical, historical),
        (Auxiliary::Future, status == Status::Expected && keeps_type),
        (Auxiliary::Hypothetical, status == Status::Hypothetical),
        (Auxiliary::Negation, polarity == Polarity::Negated),
    ];
    marks.into_iter().filter(|(_, holds)| *holds).map(|(mark, _)| mark).collect()
}

impl Component for EventCoder {
    fn name(&self) -> &'static str {
        "events"
    }

    fn requires(&self) -> &'static [Layer] {
        &[Layer::Sentences, Layer::Entities, Layer::Demonyms, Layer::Times, Layer::Statements, Layer::Links]
    }

    fn assigns(&self) -> &'static [Layer] {
        &[Layer::Events]
    }

    fn apply(&self, document: &Document, analysis: &mut Analysis) -> Result<(), Failure> {
        let merged = merge(self.candidates(document, analysis)).into_iter();
        let sure = |Candidate { event, trust, .. }: Candidate| Event {
            confidence: self.confidence.of(&event, trust),
            ..event
        };
        analysis.events = merged.map(sure).collect();
        Ok(())
    }
}
