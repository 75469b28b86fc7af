//! Scores of the pipeline's records against gold, layer by layer.
//!
//! Whoever calls this room runs the pipeline over [`Gold::document`]s and hands over the records; nothing here
//! computes a layer. `docs/evaluation.md` defines every score.

mod bootstrap;
mod check;
mod compare;
mod entities;
mod events;
mod formats;
mod gold;
mod report;
mod sheet;
mod spans;
mod statements;
mod times;
mod tokens;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

pub use bootstrap::Interval;
pub use compare::{Change, Comparison, OldReport};
pub use formats::Format;
pub use gold::{Attributes, Gold, GoldError, read_gold};
pub use report::{DocumentScores, Measure, Report, Score};
pub use sheet::{Fault, Mistake};
pub use spans::Counts;

use crate::document::{Label, Layer};
use crate::record::DocumentRecord;
use entities::Choice;
use sheet::Sheet;

/// What to score.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The entity labels that count; all four where `None`.
    pub labels: Option<Vec<Label>>,
    /// Leaves out entities without a capital letter, in gold and output: common nouns with an adjective of nationality, which
    /// some corpora mark, are no names here.
    pub capitals: bool,
    /// The layers that count, where the gold has them; all where `None`.
    pub layers: Option<Vec<Layer>>,
}

/// A record that was made of another text than the gold of the same id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{id}`: record and gold have different texts, so their offsets cannot be compared")]
pub struct OtherText {
    /// The document.
    pub id: String,
}

/// Scores records against the gold of the same id.
///
/// A document without a record counts as one in which nothing was found; a record without gold is passed over.
/// Documents are reported in the order of the gold.
///
/// ```
/// use depeche::evaluate::{Options, read_gold, score};
/// let gold = r#"{"id": "a", "text": "À Bakou", "entities": [{"label": "LOC", "start": 2, "end": 7, "text": "Bakou"}]}"#;
/// let report = score(&read_gold(gold, "gold.jsonl")?, &[], &Options::default())?;
/// assert_eq!(report.overall()[0].measure.recall(), Some(0.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn score(gold: &[Gold], system: &[DocumentRecord], options: &Options) -> Result<Report, OtherText> {
    let records: HashMap<&str, &DocumentRecord> = system.iter().map(|record| (record.id.as_str(), record)).collect();
    let labels = options.labels.as_deref().unwrap_or(Label::ALL);
    let choice = Choice { labels, capitals: options.capitals };
    let layers: Vec<Layer> = Layer::ALL
        .iter()
        .copied()
        .filter(|layer| options.layers.as_ref().is_none_or(|chosen| chosen.contains(layer)))
        .collect();
    let mut documents = Vec::new();
    for gold in gold {
        let record = records.get(gold.id.as_str()).copied();
        if record.and_then(|record| record.text.as_ref()).is_some_and(|text| *text != gold.text) {
            return Err(OtherText { id: gold.id.clone() });
        }
        documents.push(score_document(gold, record, choice, &layers));
    }
    Ok(Report::new(documents))
}

fn score_document(gold: &Gold, record: Option<&DocumentRecord>, choice: Choice, layers: &[Layer]) -> DocumentScores {
    /// A layer of the record; nothing where there is no record.
    fn found<T>(record: Option<&DocumentRecord>, layer: fn(&DocumentRecord) -> &[T]) -> &[T] {
        record.map_or(&[], layer)
    }
    let mut sheet = Sheet::new(&gold.id);
    for layer in layers {
        sheet.open(*layer);
        match layer {
            Layer::Entities => {
                if let Some(gold) = &gold.entities {
                    entities::score(gold, found(record, |record| &record.entities), choice, &mut sheet);
                }
            }
            Layer::Links => {
                if let Some(gold) = &gold.entities {
                    entities::score_links(gold, found(record, |record| &record.entities), choice, &mut sheet);
                }
            }
            Layer::Demonyms => {
                if let Some(gold) = &gold.demonyms {
                    entities::score_demonyms(gold, found(record, |record| &record.demonyms), &mut sheet);
                }
            }
            Layer::Times => {
                if let Some(times) = &gold.times {
                    times::score(times, &gold.comparable(found(record, |record| &record.times)), &mut sheet);
                }
            }
            Layer::Statements => {
                if let Some(gold) = &gold.statements {
                    statements::score(gold, found(record, |record| &record.statements), &mut sheet);
                }
            }
            Layer::Events => {
                if let Some(gold) = &gold.events {
                    events::score(gold, found(record, |record| &record.events), &mut sheet);
                }
            }
            Layer::Sentences => {
                if let Some(sentences) = &gold.sentences {
                    let found = found(record, |record| &record.sentences);
                    tokens::score_sentences(&gold.text, sentences, found, &mut sheet);
                }
            }
            Layer::Tokens => {
                if let Some(tokens) = &gold.tokens {
                    tokens::score(tokens, found(record, |record| &record.tokens), &mut sheet);
                }
            }
        }
    }
    let mut scores = sheet.close();
    scores.scores.retain(|score| gold.tells(score.layer, score.name));
    scores
}
