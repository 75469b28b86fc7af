//! What got better and what got worse since an older report.

use std::fmt;

use serde::Deserialize;

use super::report::{Report, aligned, percent};
use super::sheet::Mistake;

/// What is kept of an older report: the JSON of [`Report::to_json`], or its list `overall` alone.
#[derive(Clone, Debug, Deserialize)]
pub struct OldReport {
    overall: Vec<OldScore>,
    #[serde(default)]
    errors: Option<Vec<Mistake>>,
}

#[derive(Clone, Debug, Deserialize)]
struct OldScore {
    layer: String,
    score: String,
    label: Option<String>,
    f1: Option<f64>,
    accuracy: Option<f64>,
}

impl OldScore {
    fn name(&self) -> String {
        let label = self.label.as_ref().map(|label| format!(".{label}")).unwrap_or_default();
        format!("{}.{}{label}", self.layer, self.score)
    }
}

/// A report beside an older one. Prints as a table of the scores that are not what they were.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The scores of either, F1 or accuracy.
    pub scores: Vec<Change>,
    /// Errors that are no more.
    pub mended: Vec<Mistake>,
    /// Errors that were not there; none where the older report has no list of them.
    pub made: Vec<Mistake>,
}

/// A score then and now; `None` where there was nothing to score.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// As in the table.
    pub score: String,
    /// In the older report.
    pub then: Option<f64>,
    /// In this one.
    pub now: Option<f64>,
}

impl Change {
    /// How much it fell; a score that is no longer there fell all the way.
    pub fn fall(&self) -> f64 {
        self.then.map_or(0.0, |then| then - self.now.unwrap_or(0.0))
    }
}

impl Comparison {
    /// Holds a report against an older one.
    ///
    /// ```
    /// use depeche::evaluate::{Comparison, Options, read_gold, score};
    /// let gold = r#"{"id": "a", "text": "À Bakou", "demonyms": []}"#;
    /// let report = score(&read_gold(gold, "gold.jsonl")?, &[], &Options::default())?;
    /// let old = r#"{"overall": [{"layer": "demonyms", "score": "exact", "label": null, "f1": 0.5, "accuracy": null}]}"#;
    /// let comparison = Comparison::new(&serde_json::from_str(old)?, &report);
    /// assert_eq!(comparison.scores[0].fall(), 0.5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(old: &OldReport, report: &Report) -> Comparison {
        let then = |name: &str| {
            let score = old.overall.iter().find(|score| score.name() == name)?;
            score.f1.or(score.accuracy)
        };
        let now = report.overall().iter().map(|score| (score.to_string(), score.measure.value()));
        let mut scores: Vec<Change> = now.map(|(score, now)| Change { then: then(&score), score, now }).collect();
        for gone in &old.overall {
            let name = gone.name();
            if !scores.iter().any(|change| change.score == name) {
                scores.push(Change { score: name, then: gone.f1.or(gone.accuracy), now: None });
            }
        }
        let errors = old.errors.as_deref();
        let without = |these: Vec<&Mistake>, those: &[&Mistake]| -> Vec<Mistake> {
            these.into_iter().filter(|mistake| !those.contains(mistake)).cloned().collect()
        };
        let (new, before) =
            (report.all_errors().collect::<Vec<_>>(), errors.unwrap_or_default().iter().collect::<Vec<_>>());
        let made = if errors.is_some() { without(new.clone(), &before) } else { Vec::new() };
        Comparison { scores, mended: without(before, &new), made }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Figures that went through JSON may differ in their last digit.
        let same = |change: &&Change| {
            change.then.zip(change.now).map_or(change.then == change.now, |(a, b)| (a - b).abs() < 1e-9)
        };
        let changed = self.scores.iter().filter(|change| !same(change));
        let row = |change: &Change| {
            let difference = change.then.zip(change.now).map(|(then, now)| format!("{:+.1}", 100.0 * (now - then)));
            let cells = vec![percent(change.then), percent(change.now), difference.unwrap_or_else(|| "-".to_owned())];
            (change.score.clone(), cells)
        };
        let rows: Vec<_> = changed.map(row).collect();
        if rows.is_empty() {
            return writeln!(f, "no score has changed");
        }
        f.write_str(&aligned("score", ["then", "now", "change"].map(str::to_owned).to_vec(), rows))
    }
}
