//! Where the scorers of one document write.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::report::{DocumentScores, Measure, Score};
use super::spans::{Counts, Located, Pairs};
use crate::document::names::names;
use crate::document::{Label, Layer};

names! {
    /// What is wrong with an item.
    Fault {
        /// It is in the gold and was not found.
        Missed = "missed",
        /// It was found and is not in the gold.
        False = "false",
        /// It was found with another span or other attributes.
        Wrong = "wrong",
    }
}

/// A difference between gold and record, for error lists.
///
/// Prints as `a1 8-13: missed LOC "Bakou"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    /// The document's id.
    pub document: String,
    /// The layer.
    pub layer: String,
    /// See [`Fault`].
    pub fault: String,
    /// The first code point, in the gold where the gold has the item.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// What the gold says, the words included.
    pub gold: Option<String>,
    /// What was found, the words included.
    pub found: Option<String>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}-{}: {}", self.document, self.start, self.end, self.fault)?;
        match (&self.gold, &self.found) {
            (Some(gold), Some(found)) => write!(f, " {found}, gold {gold}"),
            (Some(item), None) | (None, Some(item)) => write!(f, " {item}"),
            (None, None) => Ok(()),
        }
    }
}

/// The scores and mistakes of one document, as they come in.
pub(super) struct Sheet {
    layer: Layer,
    scores: DocumentScores,
}

impl Sheet {
    pub fn new(document: &str) -> Sheet {
        let scores = DocumentScores { id: document.to_owned(), scores: Vec::new(), mistakes: Vec::new() };
        Sheet { layer: Layer::Entities, scores }
    }

    /// What follows belongs to this layer.
    pub fn open(&mut self, layer: Layer) {
        self.layer = layer;
    }

    pub fn close(self) -> DocumentScores {
        self.scores
    }

    /// A score of precision, recall and F1.
    pub fn counts(&mut self, name: &'static str, counts: Counts) {
        self.score(name, None, Measure::Counts(counts));
    }

    /// The same for one label.
    pub fn label_counts(&mut self, name: &'static str, label: Label, counts: Counts) {
        self.score(name, Some(label), Measure::Counts(counts));
    }

    /// A score that is the mean of what each pair gets, 0 to 1.
    pub fn share(&mut self, name: &'static str, credits: impl Iterator<Item = f64>) {
        let (right, pairs) = credits.fold((0.0, 0), |(right, pairs), credit| (right + credit, pairs + 1));
        self.score(name, None, Measure::Share { right, pairs });
    }

    fn score(&mut self, name: &'static str, label: Option<Label>, measure: Measure) {
        self.scores.scores.push(Score { layer: self.layer, name, label, measure });
    }

    /// Lists what was missed, what was found wrongly, and the pairs that are not the same, in the order of the text.
    pub fn mistakes<T: Located>(
        &mut self,
        pairs: &Pairs,
        gold: &[T],
        found: &[T],
        describe: impl Fn(&T) -> String,
        same: impl Fn(&T, &T) -> bool,
    ) {
        let both = pairs.both.iter().map(|(i, j)| (Some(&gold[*i]), Some(&found[*j])));
        let missed = pairs.missed.iter().map(|i| (Some(&gold[*i]), None));
        let false_finds = pairs.false_finds.iter().map(|j| (None, Some(&found[*j])));
        let mut mistakes: Vec<Mistake> = both
            .filter(|(gold, found)| !gold.zip(*found).is_some_and(|(gold, found)| same(gold, found)))
            .chain(missed)
            .chain(false_finds)
            .filter_map(|(gold, found)| {
                let range = gold.or(found)?.range();
                let fault = match (gold, found) {
                    (Some(_), Some(_)) => Fault::Wrong,
                    (Some(_), None) => Fault::Missed,
                    _ => Fault::False,
                };
                Some(Mistake {
                    document: self.scores.id.clone(),
                    layer: self.layer.to_string(),
                    fault: fault.to_string(),
                    start: range.start,
                    end: range.end,
                    gold: gold.map(&describe),
                    found: found.map(&describe),
                })
            })
            .collect();
        mistakes.sort_by_key(|mistake| (mistake.start, mistake.end));
        self.scores.mistakes.append(&mut mistakes);
    }
}

/// Attributes and words, as error lists show an item; attributes that are absent are left out.
pub(super) fn described(attributes: &[Option<&str>], item: &impl Located) -> String {
    let mut text = String::new();
    for attribute in attributes.iter().flatten() {
        text.push_str(attribute);
        text.push(' ');
    }
    format!("{text}\"{}\"", item.words().replace('\n', " "))
}
