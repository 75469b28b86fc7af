use crate::document::{Analysis, Component, Document, Event, Sentence, Span};
use crate::lang::{Pack, PackError};

use super::coder::EventCoder;
use super::triggers::{COLUMNS, FOLDER};

/// Runs the examples of every trigger: each must fire with its sense's type and mode, each counter-example must not.
///
/// Examples are read without entities: a capitalised word inside a sentence counts as a name.
pub fn check(pack: &Pack) -> Vec<PackError> {
    let coder = match EventCoder::new(pack) {
        Ok(coder) => coder,
        Err(error) => return vec![error],
    };
    let mut faults = Vec::new();
    let mut senses = coder.senses().iter();
    for file in pack.files_under(FOLDER) {
        let table = match pack.table(file, COLUMNS) {
            Ok(table) => table,
            Err(error) => return vec![error],
        };
        for row in table.rows() {
            let Some(sense) = senses.next() else { continue };
            let Some(example) = row.some("example") else {
                faults.push(row.error("`example` is empty"));
                continue;
            };
            let fires = |event: &Event| Some(event.kind) == sense.kind && event.mode == sense.mode;
            let events = code(&coder, example);
            let right = match sense.kind {
                Some(_) => events.iter().any(fires),
                None => events.is_empty(),
            };
            if !right {
                let found: Vec<&str> = events.iter().flat_map(|event| &event.found_by).map(String::as_str).collect();
                faults.push(row.error(format!("`{}`: `{example}` gives [{}]", sense.id, found.join(", "))));
            }
            if let Some(counter) = row.some("counter")
                && let Some(event) = code(&coder, counter).iter().find(|event| fires(event))
            {
                let by = event.found_by.join(", ");
                faults.push(row.error(format!("`{}`: `{counter}` must not fire, but {by} does", sense.id)));
            }
        }
    }
    faults
}

fn code(coder: &EventCoder, text: &str) -> Vec<Event> {
    let document = Document::new("example", "", text);
    let sentence = Sentence { span: Span::new(0, text.len()) };
    let mut analysis = Analysis { sentences: vec![sentence], ..Analysis::default() };
    // The component reports no failure; an example that it failed on would give no event, which the caller reports.
    let _ = coder.apply(&document, &mut analysis);
    analysis.events
}
