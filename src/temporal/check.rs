//! Runs the examples that every rule carries.

use super::TimeTagger;
use super::grammar::Rule;
use crate::document::{Document, Published, TimeExpression};
use crate::lang::{Pack, PackError};

/// Runs every rule's examples and counter-examples, and tells which fail.
///
/// In an example `[` and `]` stand around the words that the rule must cover. Relative values are counted from the
/// `reference` of the rule's file.
pub fn check(pack: &Pack) -> Vec<PackError> {
    let tagger = match TimeTagger::new(pack) {
        Ok(tagger) => tagger,
        Err(error) => return vec![error],
    };
    tagger.grammar.rules.iter().flat_map(|rule| check_rule(&tagger, rule)).collect()
}

fn check_rule(tagger: &TimeTagger, rule: &Rule) -> Vec<PackError> {
    let fault = |message: String| PackError::new(&rule.file, rule.line, format!("rule `{}`: {message}", rule.id));
    let published = match rule.reference.parse::<Published>() {
        Ok(published) => published,
        Err(error) => return vec![fault(format!("`reference`: {error}"))],
    };
    let times = |text: &str| -> Vec<TimeExpression> {
        let mut document = Document::new("example", "", text);
        document.published = Some(published);
        tagger.times(&document, &[], &[])
    };
    let mut faults = Vec::new();
    let trap = rule.read == super::grammar::Read::Trap;
    if rule.examples.is_empty() && !trap {
        faults.push(fault("has no example".to_owned()));
    }
    for [marked, value] in &rule.examples {
        let text = marked.replace(['[', ']'], "");
        let found = times(&text);
        let wanted = marked.find('[').zip(marked.find(']')).map(|(open, close)| &marked[open + 1..close]);
        let hit = found.iter().any(|time| {
            let here = time.found_by == rule.id && time.value.as_deref().unwrap_or("") == value;
            here && wanted.is_none_or(|wanted| time.span.of(&text) == wanted)
        });
        if !hit {
            faults.push(fault(format!("`{marked}` must give `{value}`; found {}", shown(&found, &text))));
        }
    }
    for text in &rule.counter_examples {
        let found = times(text);
        if (trap && !found.is_empty()) || found.iter().any(|time| time.found_by == rule.id) {
            faults.push(fault(format!("`{text}` must give nothing; found {}", shown(&found, text))));
        }
    }
    faults
}

fn shown(found: &[TimeExpression], text: &str) -> String {
    let shown: Vec<String> = found
        .iter()
        .map(|time| format!("`{}` = {} by {}", time.span.of(text), time.value.as_deref().unwrap_or("-"), time.found_by))
        .collect();
    if shown.is_empty() { "nothing".to_owned() } else { shown.join(", ") }
}
