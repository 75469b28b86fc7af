//! The layers of an analysis: what each component of the pipeline adds to a document.
//!
//! Spans are bytes into the document's text. Items refer to one another by their index in the layer
//! they belong to (`usize`); `record` turns indices into ids.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::names::names;
use super::{EventType, Span};

/// A sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Without the white space around it.
    pub span: Span,
}

/// A syntactic word, as Universal Dependencies counts them.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Where it stands. The words of a contraction ("du" = "de" + "le") have the span of the whole.
    pub span: Span,
    /// The word itself where the text has a contraction of it.
    pub form: Option<String>,
    /// The universal part of speech.
    pub upos: Option<String>,
    /// Universal features, `Name=Value` joined by `|`.
    pub features: Option<String>,
    /// The dictionary form.
    pub lemma: Option<String>,
    /// The index of the governing token; `None` at the root.
    pub head: Option<usize>,
    /// The dependency relation to it.
    pub relation: Option<String>,
}

names! {
    /// The classes of named entities.
    Label { Person = "PER", Place = "LOC", Organisation = "ORG", Other = "MISC" }
}

names! {
    /// What leads from the words of a mention to its identity.
    Via {
        /// The mention names it.
        Name = "name",
        /// An adjective or noun of nationality.
        Demonym = "demonym",
        /// A capital or a seat that stands for its government.
        Metonym = "metonym",
        /// Another mention in the document.
        Coreference = "coreference",
        /// The country that the document is about.
        Default = "default",
    }
}

/// A named entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Its class.
    pub label: Label,
    /// Where it stands, without article or title.
    pub span: Span,
    /// How sure its finder is, 0 to 1 (`recognise` says how it is computed).
    pub score: f64,
    /// The model, rule or list that found it.
    pub found_by: String,
    /// The canonical name.
    pub name: Option<String>,
    /// A finer class from a list or gazetteer (`country`, `city`, `ministry`).
    pub kind: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// PLOVER sectors.
    pub sectors: Vec<String>,
    /// The GeoNames id.
    pub geonames: Option<String>,
    /// The Wikidata id.
    pub wikidata: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// 1 (a country) to 5 (a place inside a town).
    pub precision: Option<u8>,
    /// The number of the cluster of mentions of one actor or place.
    pub cluster: Option<usize>,
}

impl Entity {
    /// An entity of which only class and place in the text are known.
    pub fn new(label: Label, span: Span, score: f64, found_by: impl Into<String>) -> Entity {
        Entity {
            label,
            span,
            score,
            found_by: found_by.into(),
            name: None,
            kind: None,
            country: None,
            sectors: Vec::new(),
            geonames: None,
            wikidata: None,
            lat: None,
            lon: None,
            precision: None,
            cluster: None,
        }
    }
}

/// A nationality adjective or noun.
#[derive(Clone, Debug, PartialEq)]
pub struct Demonym {
    /// Where it stands.
    pub span: Span,
    /// ISO 3166-1 alpha-3.
    pub country: String,
    /// The list that has it.
    pub found_by: String,
}

names! {
    /// TIMEX3's types.
    TimeType { Date = "DATE", Time = "TIME", Duration = "DURATION", Set = "SET" }
}

names! {
    /// Which side of a time expression is open.
    Bound { From = "from", Until = "until" }
}

/// What a time expression was resolved against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The date of publication.
    Published,
    /// Another time expression of the document, by index.
    Time(usize),
}

/// A time expression with its TIMEX3 attributes.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpression {
    /// TIMEX3's type.
    pub kind: TimeType,
    /// Where it stands, by the conventions of `docs/annotation-guidelines.md`.
    pub span: Span,
    /// TIMEX3's value (ISO 8601 with its extensions); `None` where it could not be resolved.
    pub value: Option<String>,
    /// TIMEX3's `mod` (`START`, `MID`, `END`, `APPROX`, ...).
    pub modifier: Option<String>,
    /// TIMEX3's `quant` (`EVERY`, ...).
    pub quant: Option<String>,
    /// TIMEX3's `freq` (`3X`, `1D`, ...).
    pub freq: Option<String>,
    /// The first day, where the value stands on the calendar.
    pub date_start: Option<Date>,
    /// The last day, inclusive.
    pub date_end: Option<Date>,
    /// The instant, where the zone is known.
    pub utc: Option<Timestamp>,
    /// The offset of the clock that the text reads.
    pub utc_offset: Option<Offset>,
    /// "since 1991" is 1991 with `From`.
    pub bound: Option<Bound>,
    /// The index of the expression that begins this range or duration.
    pub begin: Option<usize>,
    /// The index of the expression that ends it.
    pub end: Option<usize>,
    /// What it was resolved against.
    pub anchor: Option<Anchor>,
    /// The rule.
    pub found_by: String,
}

names! {
    /// How a statement renders what was said.
    StatementKind { Direct = "direct", Indirect = "indirect", Mixed = "mixed" }
}

/// What a source said.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The content, without the quotation marks around it.
    pub span: Span,
    /// Verbatim, paraphrased, or both.
    pub kind: StatementKind,
    /// The words that name who said it.
    pub source: Option<Span>,
    /// The entity among them, by index.
    pub source_entity: Option<usize>,
    /// The verb or marker that says that it was said.
    pub cue: Option<Span>,
    /// Where it was said (a communiqué, an interview).
    pub medium: Option<String>,
    /// The statement that quotes this one, by index.
    pub via: Option<usize>,
    /// The rule.
    pub found_by: String,
}

names! {
    /// How an event stands in the text.
    Status {
        /// The narrator says so.
        Asserted = "asserted",
        /// A source says so.
        Reported = "reported",
        /// Announced or planned.
        Expected = "expected",
        /// Feared, hoped, conditional.
        Hypothetical = "hypothetical",
        /// The conditional of rumour, an accusation.
        Alleged = "alleged",
        /// Said not to have happened.
        Denied = "denied",
    }
}

names! {
    /// Whether an event is said to have happened or not to have happened.
    Polarity { Positive = "positive", Negated = "negated" }
}

names! {
    /// PLOVER's auxiliary modes.
    Auxiliary { Historical = "historical", Future = "future", Hypothetical = "hypothetical", Negation = "negation" }
}

names! {
    /// Where an event's date comes from.
    DateBasis {
        /// A time expression of its clause or sentence.
        Explicit = "explicit",
        /// Bounds only, from the course of the text.
        Inferred = "inferred",
        /// The day of publication.
        Published = "published",
        /// Nowhere.
        None = "none",
    }
}

/// A party to an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// The words that name it.
    pub span: Span,
    /// The entity among them, by index.
    pub entity: Option<usize>,
    /// The canonical name.
    pub name: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// PLOVER sectors.
    pub sectors: Vec<String>,
    /// How country and sectors were found.
    pub via: Option<Via>,
    /// What an other is (`mediator`, ...); `None` for actors and recipients.
    pub role: Option<String>,
}

/// When an event happened. Never an invented day: an unknown end is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct EventTime {
    /// The time expression, by index.
    pub time: Option<usize>,
    /// Its value.
    pub value: Option<String>,
    /// The first day.
    pub date_start: Option<Date>,
    /// The last day, inclusive.
    pub date_end: Option<Date>,
    /// The instant.
    pub utc: Option<Timestamp>,
    /// Where this comes from.
    pub basis: DateBasis,
}

impl EventTime {
    /// An event of which the text gives no time.
    pub const NONE: EventTime =
        EventTime { time: None, value: None, date_start: None, date_end: None, utc: None, basis: DateBasis::None };
}

/// Where an event happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The words that name it.
    pub span: Span,
    /// The canonical name.
    pub name: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// The GeoNames id.
    pub geonames: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// 1 (a country) to 5 (a place inside a town).
    pub precision: Option<u8>,
    /// Whether sovereignty over it is disputed.
    pub disputed: bool,
}

/// One telling of an event in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The trigger.
    pub span: Span,
    /// The sentence it stands in, by index.
    pub sentence: usize,
}

/// A source that reports an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The statement, by index.
    pub statement: Option<usize>,
    /// The words that name the source.
    pub source: Option<Span>,
    /// The entity among them, by index.
    pub entity: Option<usize>,
    /// The verb or marker.
    pub cue: Option<Span>,
    /// How it is rendered.
    pub kind: Option<StatementKind>,
}

/// One real-world event of the document, coded by PLOVER 0.8.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// One of PLOVER's sixteen types.
    pub kind: EventType,
    /// The type's mode, as PLOVER writes it.
    pub mode: Option<String>,
    /// PLOVER's contexts.
    pub contexts: Vec<String>,
    /// How it stands in the text.
    pub status: Status,
    /// Whether it is said to have happened.
    pub polarity: Polarity,
    /// PLOVER's auxiliary modes.
    pub auxiliary: Vec<Auxiliary>,
    /// The shortest phrase that names the event, where it is told first.
    pub trigger: Span,
    /// The sentence of the trigger, by index.
    pub sentence: usize,
    /// Who did it; all parties of a reciprocal event.
    pub actors: Vec<Participant>,
    /// To whom.
    pub recipients: Vec<Participant>,
    /// Others, each with a role.
    pub others: Vec<Participant>,
    /// When.
    pub when: EventTime,
    /// Where.
    pub place: Option<Place>,
    /// Said by whom.
    pub reported_by: Vec<Report>,
    /// The number of dead, where the text gives one.
    pub dead: Option<u32>,
    /// The number of injured.
    pub injured: Option<u32>,
    /// The number of arrested.
    pub arrested: Option<u32>,
    /// The words that give a magnitude.
    pub size: Option<Span>,
    /// All tellings in the document, the first one included.
    pub mentions: Vec<Mention>,
    /// 0 to 1.
    pub confidence: f64,
    /// The rules.
    pub found_by: Vec<String>,
}
