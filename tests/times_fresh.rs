//! Times of sentences in the manner of the press, `tests/data/times-fresh*.jsonl`: spans and values stay as good as they are.
//! Faults that they showed were mended by class, so the figures do not say how good the rules are elsewhere.

use std::fs;
use std::path::Path;

use depeche::document::{Analysis, Component, Document};
use depeche::lang::Pack;
use depeche::temporal::TimeTagger;
use depeche::text::SentenceSplitter;

#[derive(serde::Deserialize)]
struct Case {
    id: String,
    text: String,
    reference: String,
    expected: Vec<Expected>,
}

#[derive(serde::Deserialize)]
struct Expected {
    /// In code points.
    start: usize,
    end: usize,
    value: String,
    alt_values: Vec<String>,
}

impl Expected {
    /// A value with no day is compared on its hour alone.
    fn accepts(&self, value: &str) -> bool {
        let hour = value.find('T').map_or("", |at| &value[at..]);
        let mut values = self.alt_values.iter().chain([&self.value]);
        values.any(|wanted| wanted == value || wanted.starts_with('T') && wanted == hour)
    }
}

/// Prints the figures: F1 of exact spans, share of right values among the exact spans, share of silent traps.
fn score(name: &str) -> (f64, f64, f64) {
    let pack = Pack::embedded("fr").unwrap();
    let (splitter, tagger) = (SentenceSplitter::new(&pack).unwrap(), TimeTagger::new(&pack).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    let (mut wanted, mut found, mut exact, mut right, mut traps, mut silent) = (0, 0, 0, 0, 0, 0);
    for line in fs::read_to_string(path).unwrap().lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        let mut document = Document::new(&case.id, "fr", &case.text);
        document.published = Some(case.reference.parse().unwrap());
        let mut analysis = Analysis::default();
        splitter.apply(&document, &mut analysis).unwrap();
        tagger.apply(&document, &mut analysis).unwrap();
        wanted += case.expected.len();
        found += analysis.times.len();
        traps += usize::from(case.expected.is_empty());
        silent += usize::from(case.expected.is_empty() && analysis.times.is_empty());
        let points = |byte: usize| document.text[..byte].chars().count();
        for gold in &case.expected {
            let same =
                analysis.times.iter().find(|t| (points(t.span.start), points(t.span.end)) == (gold.start, gold.end));
            exact += usize::from(same.is_some());
            let value = same.and_then(|time| time.value.as_deref());
            if value.is_some_and(|value| gold.accepts(value)) {
                right += 1;
            } else {
                println!("{}: wanted {}, got {value:?}", case.id, gold.value);
            }
        }
    }
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole as f64;
    let figures = (share(2 * exact, wanted + found), share(right, exact), share(silent, traps));
    println!("{name}: exact spans F1 {:.1}, values {:.1}, silent traps {:.1}", figures.0, figures.1, figures.2);
    figures
}

#[test]
fn times_of_fresh_sentences() {
    let suites = [
        ("times-fresh.jsonl", (97.0, 96.0, 97.0)),
        ("times-fresh-2.jsonl", (97.0, 95.0, 97.0)),
        ("times-fresh-3.jsonl", (95.0, 93.0, 96.0)),
    ];
    for (name, floor) in suites {
        let (spans, values, traps) = score(name);
        assert!(spans >= floor.0 && values >= floor.1 && traps >= floor.2, "{name}: {spans:.1} {values:.1} {traps:.1}");
    }
}
