//! Reading gold: JSON lines in the shape of document records, or stand-off entities.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::formats::{Draft, Format, Reading};
use crate::document::{Document, Layer, Published, PublishedBasis};
use crate::record::{
    DemonymRecord, EntityRecord, EventRecord, SentenceRecord, StatementRecord, TimeRecord, TokenRecord,
};

/// A document with what a person found in it. A layer that is `None` was not annotated, and is not scored; an
/// empty one was, and holds nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gold {
    /// The document's id.
    pub id: String,
    /// ISO 639-1, where the line says so.
    pub language: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// The words that all offsets count in.
    pub text: String,
    /// Sentences.
    pub sentences: Option<Vec<SentenceRecord>>,
    /// Words and their syntax.
    pub tokens: Option<Vec<TokenRecord>>,
    /// Named entities, with their countries where annotated.
    pub entities: Option<Vec<EntityRecord>>,
    /// Nationality adjectives and nouns.
    pub demonyms: Option<Vec<DemonymRecord>>,
    /// Time expressions.
    pub times: Option<Vec<TimeRecord>>,
    /// Who said what.
    pub statements: Option<Vec<StatementRecord>>,
    /// Who did what to whom.
    pub events: Option<Vec<EventRecord>>,
    /// What the times of this gold can tell.
    pub time_attributes: Attributes,
}

/// What the form of a gold can tell of a time expression beside its span. What it cannot tell is not scored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attributes {
    /// Everything that a record has.
    #[default]
    All,
    /// What a `TIMEX3` element has: no bound.
    Timex3,
    /// The type alone.
    Type,
}

impl Attributes {
    fn tell(self, name: &str) -> bool {
        match self {
            Attributes::All => true,
            Attributes::Timex3 => name != "bound",
            Attributes::Type => name.starts_with("span") || name == "type",
        }
    }
}

impl Gold {
    /// Whether this gold can tell how good a score is.
    pub(super) fn tells(&self, layer: Layer, score: &str) -> bool {
        layer != Layer::Times || self.time_attributes.tell(score)
    }

    /// Found times without what this gold cannot tell.
    pub(super) fn comparable(&self, found: &[TimeRecord]) -> Vec<TimeRecord> {
        let mut found = found.to_vec();
        for time in &mut found {
            let slots = [
                ("value", &mut time.value),
                ("bound", &mut time.bound),
                ("mod", &mut time.r#mod),
                ("quant", &mut time.quant),
                ("freq", &mut time.freq),
            ];
            for (name, slot) in slots {
                slot.take_if(|_| !self.time_attributes.tell(name));
            }
        }
        found
    }

    /// The document to run the pipeline on, in `language` where the gold names none.
    pub fn document(&self, language: &str) -> Document {
        let mut document = Document::new(&self.id, self.language.as_deref().unwrap_or(language), &self.text);
        document.title = self.title.clone();
        document.published = self.published;
        if self.published.is_some() {
            document.published_basis = PublishedBasis::Field;
        }
        document
    }
}

/// What is wrong with a file of gold: a line for each problem, with the file and the line to mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", problems.join("\n"))]
pub struct GoldError {
    /// `file:line: what is wrong`.
    pub problems: Vec<String>,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    language: Option<String>,
    title: Option<String>,
    published: Option<String>,
    text: String,
    sentences: Option<Vec<Value>>,
    tokens: Option<Vec<Value>>,
    entities: Option<Vec<Value>>,
    demonyms: Option<Vec<Value>>,
    times: Option<Vec<Value>>,
    statements: Option<Vec<Value>>,
    events: Option<Vec<Value>>,
}

/// Reads and checks the content of a file of gold.
///
/// A line is an object with `id`, `text` and any of the layers of a document record. Items need only the keys that
/// are scored; the others may be there.
///
/// ```
/// use depeche::evaluate::read_gold;
/// let line = r#"{"id": "a", "text": "À Bakou", "entities": [{"label": "LOC", "start": 2, "end": 6, "text": "Bakou"}]}"#;
/// assert_eq!(
///     read_gold(line, "gold.jsonl").unwrap_err().to_string(),
///     "gold.jsonl:1: entity 1: 2-6 is `Bako`, not `Bakou`; `Bakou` stands at 2-7: mend the offsets",
/// );
/// ```
pub fn read_gold(content: &str, file: &str) -> Result<Vec<Gold>, GoldError> {
    Format::Jsonl.read(content, file, None)
}

/// Reads the lines, each a document.
pub(super) fn read_lines(content: &str) -> Reading {
    let mut reading = Reading::default();
    for (line, number) in content.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let mut found = Vec::new();
        if let Some(gold) = read_line(line, &mut found) {
            reading.drafts.push(Draft::new(gold, number));
        }
        reading.problems.extend(found.into_iter().map(|problem| (number, problem)));
    }
    reading
}

fn read_line(line: &str, problems: &mut Vec<String>) -> Option<Gold> {
    let value: Value = serde_json::from_str(line)
        .map_err(|error| problems.push(format!("not JSON from column {} on: {}", error.column(), cause(&error))))
        .ok()?;
    let line: Line = serde_json::from_value(value)
        .map_err(|error| problems.push(format!("{error}: a line has `id`, `text` and lists of items")))
        .ok()?;
    let published = line.published.as_ref().and_then(|text| {
        text.parse::<Published>().map_err(|error| problems.push(format!("`published`: {error}"))).ok()
    });
    let gold = Gold {
        id: line.id,
        language: line.language,
        title: line.title,
        published,
        text: line.text,
        // Every text has sentences and words: a record that has none was made without them.
        sentences: items("sentence", line.sentences.filter(|list| !list.is_empty()), &json!({}), problems),
        tokens: items("token", line.tokens.filter(|list| !list.is_empty()), &json!({}), problems),
        entities: items(
            "entity",
            line.entities,
            &json!({"id": "", "score": 1, "found_by": "", "sectors": []}),
            problems,
        ),
        demonyms: items("demonym", line.demonyms, &json!({"found_by": ""}), problems),
        times: items("time", line.times, &json!({"id": "", "found_by": ""}), problems),
        statements: items("statement", line.statements, &json!({"id": "", "found_by": ""}), problems),
        events: items("event", line.events, &event_defaults(), problems),
        time_attributes: Attributes::All,
    };
    // An item that cannot be read is reported already; without it, its references and neighbours would be too.
    problems.is_empty().then_some(gold)
}

/// Serde's message without its place, which is one of the line and not of the file.
fn cause(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(cause, _)| cause.to_owned())
}

fn event_defaults() -> Value {
    let party = json!({"sectors": []});
    json!({
        "schema_version": "1", "id": "", "doc": "", "quad": 0, "contexts": [], "polarity": "positive", "auxiliary": [],
        "sentence": "", "sentence_start": 0, "sentence_end": 0, "actors": [party], "recipients": [party],
        "others": [party], "date_basis": "none", "reported_by": [], "confidence": 1, "found_by": [],
        "mentions": [{"sentence_start": 0, "sentence_end": 0}],
    })
}

/// The items of a layer, each completed by `defaults`.
fn items<T: DeserializeOwned>(
    name: &str,
    items: Option<Vec<Value>>,
    defaults: &Value,
    problems: &mut Vec<String>,
) -> Option<Vec<T>> {
    let mut read = Vec::new();
    for (mut item, number) in items?.into_iter().zip(1..) {
        complete(&mut item, defaults);
        match serde_json::from_value(item.clone()) {
            Ok(item) => read.push(item),
            Err(error) => problems.push(format!("{name} {number}: {}{error}", culprit::<T>(&item, &error.to_string()))),
        }
    }
    Some(read)
}

/// The key whose value cannot be read, which serde does not tell: the first with which the error comes up.
fn culprit<T: DeserializeOwned>(item: &Value, error: &str) -> String {
    if error.starts_with("missing field") {
        return String::new();
    }
    let mut so_far = serde_json::Map::new();
    let mut is_culprit = |(key, value): &(&String, &Value)| {
        so_far.insert((*key).clone(), (*value).clone());
        serde_json::from_value::<T>(so_far.clone().into()).is_err_and(|other| other.to_string() == error)
    };
    let mut entries = item.as_object().into_iter().flatten();
    entries.find(&mut is_culprit).map_or(String::new(), |(key, _)| format!("`{key}`: "))
}

/// Adds the keys that are missing. The default of a list is empty; what stands in it completes the list's items.
fn complete(item: &mut Value, defaults: &Value) {
    let (Some(object), Some(defaults)) = (item.as_object_mut(), defaults.as_object()) else { return };
    for (key, default) in defaults {
        let Some(template) = default.as_array() else {
            object.entry(key).or_insert_with(|| default.clone());
            continue;
        };
        let list = object.entry(key).or_insert_with(|| json!([])).as_array_mut();
        for (inner, template) in list.into_iter().flatten().flat_map(|inner| template.first().map(|t| (inner, t))) {
            complete(inner, template);
        }
    }
}
