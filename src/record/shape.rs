//! The records as they leave the program. `docs/records.md` describes every key.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of the shapes below.
pub const SCHEMA_VERSION: &str = "1";

/// A line of `documents.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentRecord {
    /// Always `"1"` for this shape.
    pub schema_version: String,
    /// Stable from run to run.
    pub id: String,
    /// The source file, relative to the input; null for standard input.
    pub path: Option<String>,
    /// `sha256:` of the source bytes.
    pub digest: Option<String>,
    /// ISO 639-1.
    pub language: String,
    /// The headline.
    pub title: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The newspaper, agency or site.
    pub outlet: Option<String>,
    /// By whom.
    pub author: Option<String>,
    /// ISO date or date-time.
    pub published: Option<String>,
    /// How `published` is known.
    pub published_basis: String,
    /// The words that all offsets count in; null with `--no-text`.
    pub text: Option<String>,
    /// In order.
    pub sentences: Vec<SentenceRecord>,
    /// Empty while there is no syntax.
    pub tokens: Vec<TokenRecord>,
    /// Named entities.
    pub entities: Vec<EntityRecord>,
    /// Nationality adjectives and nouns.
    pub demonyms: Vec<DemonymRecord>,
    /// Time expressions.
    pub times: Vec<TimeRecord>,
    /// Who said what.
    pub statements: Vec<StatementRecord>,
    /// Who did what to whom.
    pub events: Vec<EventRecord>,
    /// Oddities that did not stop the document.
    pub notices: Vec<NoticeRecord>,
    /// What else the source says.
    pub metadata: Vec<MetadataRecord>,
    /// Filled only where records go to standard output, for a document that failed.
    pub error_code: Option<String>,
    /// For a person.
    pub error_message: Option<String>,
}

/// A sentence; its words are `text[start:end]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SentenceRecord {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// A word and its syntax.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TokenRecord {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The word.
    pub form: String,
    /// Universal part of speech.
    pub upos: Option<String>,
    /// Universal features.
    pub features: Option<String>,
    /// Dictionary form.
    pub lemma: Option<String>,
    /// Index of the governing token.
    pub head: Option<usize>,
    /// Universal dependency relation.
    pub relation: Option<String>,
}

/// A named entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EntityRecord {
    /// `<doc>#e1`.
    pub id: String,
    /// PER, LOC, ORG or MISC.
    pub label: String,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub text: String,
    /// 0 to 1.
    pub score: f64,
    /// The model, rule or list.
    pub found_by: String,
    /// The canonical name.
    pub name: Option<String>,
    /// A finer class.
    pub kind: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// PLOVER sectors.
    pub sectors: Vec<String>,
    /// GeoNames id.
    pub geonames: Option<String>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// 1 (a country) to 5 (a place inside a town).
    pub precision: Option<u8>,
    /// `<doc>#c1`: the mentions of one actor or place share it.
    pub cluster: Option<String>,
}

/// A nationality adjective or noun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DemonymRecord {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The word.
    pub text: String,
    /// ISO 3166-1 alpha-3.
    pub country: String,
    /// The list.
    pub found_by: String,
}

/// A time expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeRecord {
    /// `<doc>#t1`.
    pub id: String,
    /// DATE, TIME, DURATION or SET.
    pub r#type: String,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub text: String,
    /// TIMEX3 value; null where it could not be resolved.
    pub value: Option<String>,
    /// TIMEX3 mod.
    pub r#mod: Option<String>,
    /// TIMEX3 quant.
    pub quant: Option<String>,
    /// TIMEX3 freq.
    pub freq: Option<String>,
    /// First day.
    pub date_start: Option<String>,
    /// Last day, inclusive.
    pub date_end: Option<String>,
    /// The instant.
    pub utc: Option<String>,
    /// `+04:00`.
    pub utc_offset: Option<String>,
    /// `from` or `until`.
    pub bound: Option<String>,
    /// Id of the expression that begins this range or duration.
    pub begin: Option<String>,
    /// Id of the expression that ends it.
    pub end_time: Option<String>,
    /// `published`, or the id of another expression.
    pub anchor: Option<String>,
    /// The rule.
    pub found_by: String,
}

/// What a source said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatementRecord {
    /// `<doc>#s1`.
    pub id: String,
    /// First code point of the content.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The content.
    pub text: String,
    /// direct, indirect or mixed.
    pub kind: String,
    /// The words that name who said it.
    pub source: Option<String>,
    /// Their first code point.
    pub source_start: Option<usize>,
    /// One past their last.
    pub source_end: Option<usize>,
    /// The entity among them.
    pub source_entity: Option<String>,
    /// The verb or marker.
    pub cue: Option<String>,
    /// Its first code point.
    pub cue_start: Option<usize>,
    /// One past its last.
    pub cue_end: Option<usize>,
    /// Where it was said.
    pub medium: Option<String>,
    /// Id of the statement that quotes this one.
    pub via: Option<String>,
    /// The rule.
    pub found_by: String,
}

/// A party to an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ParticipantRecord {
    /// The words.
    pub text: String,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Id of the entity among them.
    pub entity: Option<String>,
    /// The canonical name.
    pub name: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// PLOVER sectors.
    pub sectors: Vec<String>,
    /// name, demonym, metonym, coreference or default.
    pub via: Option<String>,
    /// What an other is.
    pub role: Option<String>,
}

/// A source of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReportRecord {
    /// Id of the statement.
    pub statement: Option<String>,
    /// The words that name the source.
    pub source: Option<String>,
    /// Id of the entity among them.
    pub entity: Option<String>,
    /// The verb or marker.
    pub cue: Option<String>,
    /// direct, indirect or mixed.
    pub kind: Option<String>,
}

/// One telling of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MentionRecord {
    /// First code point of the trigger.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The trigger.
    pub text: String,
    /// First code point of its sentence.
    pub sentence_start: usize,
    /// One past the last.
    pub sentence_end: usize,
}

/// A line of `events.jsonl`: one real-world event of a document, coded by PLOVER 0.8.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventRecord {
    /// Always `"1"` for this shape.
    pub schema_version: String,
    /// `<doc>#v1`.
    pub id: String,
    /// Id of the document.
    pub doc: String,
    /// When that was published.
    pub published: Option<String>,
    /// By whom.
    pub outlet: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Where.
    pub url: Option<String>,
    /// One of PLOVER's 16 types.
    pub r#type: String,
    /// PLOVER's mode.
    pub mode: Option<String>,
    /// Quad class 1 to 4.
    pub quad: u8,
    /// PLOVER's contexts.
    pub contexts: Vec<String>,
    /// asserted, reported, expected, hypothetical, alleged or denied.
    pub status: String,
    /// positive or negated.
    pub polarity: String,
    /// PLOVER's auxiliary modes.
    pub auxiliary: Vec<String>,
    /// The shortest phrase that names the event.
    pub trigger: String,
    /// Its first code point.
    pub trigger_start: usize,
    /// One past its last.
    pub trigger_end: usize,
    /// The evidence.
    pub sentence: String,
    /// Its first code point.
    pub sentence_start: usize,
    /// One past its last.
    pub sentence_end: usize,
    /// Who did it; all parties of a reciprocal event.
    pub actors: Vec<ParticipantRecord>,
    /// To whom.
    pub recipients: Vec<ParticipantRecord>,
    /// Others, each with a role.
    pub others: Vec<ParticipantRecord>,
    /// Id of the time expression.
    pub time: Option<String>,
    /// Its TIMEX3 value.
    pub value: Option<String>,
    /// First day.
    pub date_start: Option<String>,
    /// Last day, inclusive.
    pub date_end: Option<String>,
    /// The instant.
    pub utc: Option<String>,
    /// explicit, inferred, published or none.
    pub date_basis: String,
    /// The words that name the place.
    pub place: Option<String>,
    /// Their first code point.
    pub place_start: Option<usize>,
    /// One past their last.
    pub place_end: Option<usize>,
    /// The place's canonical name.
    pub place_name: Option<String>,
    /// Its country, ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Its GeoNames id.
    pub geonames: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// 1 (a country) to 5 (a place inside a town).
    pub precision: Option<u8>,
    /// Whether sovereignty over the place is disputed.
    pub disputed: Option<bool>,
    /// Who says so.
    pub reported_by: Vec<ReportRecord>,
    /// Dead, where the text gives a number.
    pub dead: Option<u32>,
    /// Injured.
    pub injured: Option<u32>,
    /// Arrested.
    pub arrested: Option<u32>,
    /// The words that give a magnitude.
    pub size_text: Option<String>,
    /// All tellings in the document.
    pub mentions: Vec<MentionRecord>,
    /// 0 to 1.
    pub confidence: f64,
    /// The rules.
    pub found_by: Vec<String>,
}

/// Something odd that did not stop the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoticeRecord {
    /// Stable.
    pub code: String,
    /// For a person.
    pub message: String,
    /// First code point, if it lies in the text.
    pub start: Option<usize>,
    /// One past the last.
    pub end: Option<usize>,
}

/// A key and a value that the source gives beside the known ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetadataRecord {
    /// As the source names it.
    pub key: String,
    /// As text.
    pub value: String,
}

/// A line of `errors.jsonl`: a document that failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorRecord {
    /// The id it would have had.
    pub id: String,
    /// The source file, relative to the input; null for standard input.
    pub path: Option<String>,
    /// Stable.
    pub code: String,
    /// For a person.
    pub message: String,
}

impl ErrorRecord {
    /// Whether this is no failure: the run was asked to leave such documents out.
    pub fn is_left_out(&self) -> bool {
        self.code.starts_with("skip.")
    }
}

/// A line of `clusters.jsonl`: an event with those that report the same one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClusterRecord {
    /// The id of the cluster: that of its first event.
    pub cluster: String,
    /// The id of the event.
    pub event: String,
    /// The document that tells it.
    pub doc: String,
    /// How many events the cluster has.
    pub size: u64,
    /// The document that was published first; of one day, the first of the dataset.
    pub first_doc: String,
}

/// A line of `duplicates.jsonl`: a document that repeats an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DuplicateRecord {
    /// The document.
    pub doc: String,
    /// The earlier document that is most like it.
    pub duplicate_of: String,
    /// `exact` (the same words) or `near`.
    pub kind: String,
    /// The share of runs of five words that both have, among those of either: 0 to 1.
    pub similarity: f64,
    /// The document at the beginning of the chain: the one that `duplicate_of`, or what that one repeats, goes back to.
    pub group: String,
}
