//! Scores as a table that can be pasted, and as JSON.

use std::fmt;

use serde::Serialize;

use super::bootstrap::{self, Interval};
use super::sheet::Mistake;
use super::spans::{Counts, ratio};
use crate::document::{Label, Layer};

/// What a score is made of. Measures of documents add up to those of a collection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// Gold items against finds.
    Counts(Counts),
    /// An attribute over the pairs where it is compared; `right` is the sum of what each pair gets, 0 to 1.
    Share {
        /// The sum.
        right: f64,
        /// How many pairs were compared.
        pairs: usize,
    },
}

impl Measure {
    /// See [`Counts::precision`].
    pub fn precision(self) -> Option<f64> {
        self.counts().and_then(Counts::precision)
    }

    /// See [`Counts::recall`].
    pub fn recall(self) -> Option<f64> {
        self.counts().and_then(Counts::recall)
    }

    /// See [`Counts::f1`].
    pub fn f1(self) -> Option<f64> {
        self.counts().and_then(Counts::f1)
    }

    /// What the compared pairs get on average; `None` where there is none.
    pub fn accuracy(self) -> Option<f64> {
        match self {
            Measure::Counts(_) => None,
            Measure::Share { right, pairs } => ratio(right, pairs),
        }
    }

    /// F1 or accuracy, whichever this is.
    pub fn value(self) -> Option<f64> {
        self.f1().or(self.accuracy())
    }

    fn counts(self) -> Option<Counts> {
        match self {
            Measure::Counts(counts) => Some(counts),
            Measure::Share { .. } => None,
        }
    }

    pub(super) fn plus(mut self, other: Measure) -> Measure {
        match (&mut self, other) {
            (Measure::Counts(sum), Measure::Counts(counts)) => *sum += counts,
            (Measure::Share { right, pairs }, Measure::Share { right: more, pairs: others }) => {
                *right += more;
                *pairs += others;
            }
            // A name stands for one kind of measure.
            _ => {}
        }
        self
    }
}

/// One score of one layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// What was scored.
    pub layer: Layer,
    /// The score's name; `docs/evaluation.md` defines it.
    pub name: &'static str,
    /// The label it is restricted to; `None` over all chosen ones.
    pub label: Option<Label>,
    /// How well.
    pub measure: Measure,
}

impl Score {
    fn same_score(&self, other: &Score) -> bool {
        (self.layer, self.name, self.label) == (other.layer, other.name, other.label)
    }

    /// What this score is in another list; `None` where it is not there.
    fn measure_among(&self, scores: &[Score]) -> Option<Measure> {
        scores.iter().find(|other| other.same_score(self)).map(|score| score.measure)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.layer, self.name)?;
        self.label.map_or(Ok(()), |label| write!(f, ".{label}"))
    }
}

/// The scores of one document. Prints as a table.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentScores {
    /// The document's id.
    pub id: String,
    /// Layer by layer.
    pub scores: Vec<Score>,
    /// Layer by layer, in the order of the text.
    pub mistakes: Vec<Mistake>,
}

/// The scores of a collection. Prints as a table, percentages with one decimal and `-` where nothing can be said.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    documents: Vec<DocumentScores>,
    overall: Vec<Score>,
    /// Of each overall score.
    intervals: Vec<Option<Interval>>,
}

impl Report {
    pub(super) fn new(documents: Vec<DocumentScores>) -> Report {
        let mut overall: Vec<Score> = Vec::new();
        for score in documents.iter().flat_map(|document| &document.scores) {
            match overall.iter_mut().find(|sum| sum.same_score(score)) {
                Some(sum) => sum.measure = sum.measure.plus(score.measure),
                None => overall.push(*score),
            }
        }
        overall.sort_by_key(|score| score.layer);
        let interval = |score: &Score| {
            let measures: Vec<_> = documents.iter().map(|document| score.measure_among(&document.scores)).collect();
            bootstrap::interval(&measures)
        };
        let intervals = overall.iter().map(interval).collect();
        Report { documents, overall, intervals }
    }

    /// Over all documents together: every item counts the same, in a long document or a short one.
    pub fn overall(&self) -> &[Score] {
        &self.overall
    }

    /// The 95 % bootstrap interval of the [value](Measure::value) of an overall score; `None` where fewer than five
    /// documents have one.
    pub fn interval(&self, score: &Score) -> Option<Interval> {
        self.rows().find(|(other, _)| other.same_score(score)).and_then(|(_, interval)| interval)
    }

    fn rows(&self) -> impl Iterator<Item = (&Score, Option<Interval>)> {
        self.overall.iter().zip(self.intervals.iter().copied())
    }

    /// Document by document, in the order of the gold.
    pub fn per_document(&self) -> &[DocumentScores] {
        &self.documents
    }

    /// What was missed, found falsely or found otherwise, document by document.
    pub fn errors(&self, layer: Layer) -> impl Iterator<Item = &Mistake> {
        self.all_errors().filter(move |mistake| mistake.layer == layer.as_str())
    }

    /// All of them.
    pub(super) fn all_errors(&self) -> impl Iterator<Item = &Mistake> {
        self.documents.iter().flat_map(|document| &document.mistakes)
    }

    /// One line a document: the main score of each layer.
    pub fn document_table(&self) -> String {
        let main: Vec<&Score> = self.overall.iter().filter(|score| MAIN.contains(&(score.layer, score.name))).collect();
        let main: Vec<&Score> = main.into_iter().filter(|score| score.label.is_none()).collect();
        let heads = main.iter().map(|score| score.to_string()).collect();
        let cells = |scores: &[Score]| {
            let cell = |measure: Option<Measure>| measure.map_or(String::new(), |measure| percent(measure.value()));
            main.iter().map(|score| cell(score.measure_among(scores))).collect()
        };
        let rows = self.documents.iter().map(|document| (document.id.clone(), cells(&document.scores)));
        let all = ("all".to_owned(), cells(&self.overall));
        aligned("document", heads, rows.chain([all]).collect())
    }

    /// The scores and errors as JSON: ratios, null where nothing can be said, and one shape for every row. Those of
    /// single documents have no interval.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "overall": self.rows().map(|(score, interval)| Row::new(score, interval)).collect::<Vec<_>>(),
            "documents": self.documents.iter().map(|document| serde_json::json!({
                "id": document.id,
                "scores": document.scores.iter().map(|score| Row::new(score, None)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "errors": self.all_errors().collect::<Vec<_>>(),
        })
    }
}

/// The score that stands for a layer where there is room for one.
const MAIN: [(Layer, &str); 8] = [
    (Layer::Sentences, "exact"),
    (Layer::Tokens, "relation"),
    (Layer::Entities, "strict"),
    (Layer::Demonyms, "exact"),
    (Layer::Times, "value"),
    (Layer::Statements, "sourced"),
    (Layer::Links, "country"),
    (Layer::Events, "detection"),
];

#[derive(Serialize)]
struct Row {
    layer: &'static str,
    score: &'static str,
    label: Option<&'static str>,
    precision: Option<f64>,
    recall: Option<f64>,
    f1: Option<f64>,
    accuracy: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    gold: Option<usize>,
    found: Option<usize>,
    pairs: Option<usize>,
    right: f64,
}

impl Row {
    fn new(score: &Score, interval: Option<Interval>) -> Row {
        let measure = score.measure;
        let counts = measure.counts();
        let (right, pairs) = match measure {
            Measure::Counts(counts) => (counts.right, None),
            Measure::Share { right, pairs } => (right, Some(pairs)),
        };
        Row {
            layer: score.layer.as_str(),
            score: score.name,
            label: score.label.map(Label::as_str),
            precision: measure.precision(),
            recall: measure.recall(),
            f1: measure.f1(),
            accuracy: measure.accuracy(),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            gold: counts.map(|counts| counts.gold),
            found: counts.map(|counts| counts.found),
            pairs,
            right,
        }
    }

    /// The cells under [`HEADS`]; empty where a column says nothing about this kind of score.
    fn cells(&self) -> Vec<String> {
        let ratios = match self.pairs {
            None => [Some(self.precision), Some(self.recall), Some(self.f1), None],
            Some(_) => [None, None, None, Some(self.accuracy)],
        };
        let false_finds = self.found.map(|found| found as f64 - self.right);
        let count = |count: Option<usize>| count.map(|count| count as f64);
        let counts = [count(self.gold), count(self.found), false_finds, count(self.pairs), Some(self.right)];
        let counts = counts.map(|count| count.map_or(String::new(), number));
        ratios.map(|ratio| ratio.map_or(String::new(), percent)).into_iter().chain(counts).collect()
    }
}

const HEADS: [&str; 9] = ["precision", "recall", "F1", "accuracy", "gold", "found", "false", "pairs", "right"];

/// A count; of what is right in part, one decimal.
fn number(count: f64) -> String {
    if count.fract() == 0.0 { format!("{count:.0}") } else { format!("{count:.1}") }
}

pub(super) fn percent(ratio: Option<f64>) -> String {
    ratio.map_or("-".to_owned(), |ratio| format!("{:.1}", 100.0 * ratio))
}

/// `71.2-84.0`.
fn range(interval: Option<Interval>) -> String {
    interval.map_or("-".to_owned(), |Interval { low, high }| format!("{}-{}", percent(Some(low)), percent(Some(high))))
}

/// One line a score; with the column of intervals where they are given.
fn table(scores: &[Score], intervals: Option<&[Option<Interval>]>) -> String {
    let heads = HEADS.into_iter().chain(intervals.map(|_| "95 %")).map(str::to_owned).collect();
    let row = |(index, score): (usize, &Score)| {
        let mut cells = Row::new(score, None).cells();
        cells.extend(intervals.map(|intervals| range(intervals[index])));
        (score.to_string(), cells)
    };
    aligned("score", heads, scores.iter().enumerate().map(row).collect())
}

/// Lays out a table: names to the left, figures to the right of their columns.
pub(super) fn aligned(name: &str, heads: Vec<String>, rows: Vec<(String, Vec<String>)>) -> String {
    let rows: Vec<_> = [(name.to_owned(), heads)].into_iter().chain(rows).collect();
    let width = |cell: &String| cell.chars().count();
    let names = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let columns: Vec<usize> = (0..rows[0].1.len())
        .map(|column| rows.iter().filter_map(|(_, cells)| cells.get(column)).map(width).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for (name, cells) in rows {
        let mut line = format!("{name:<names$}");
        for (cell, column) in cells.iter().zip(&columns) {
            line.push_str(&format!("  {cell:>column$}"));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&table(&self.overall, Some(&self.intervals)))
    }
}

impl fmt::Display for DocumentScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&table(&self.scores, None))
    }
}
