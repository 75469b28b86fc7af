//! How an expression came to its value, in words.

use super::calendar::Direction;
use super::refine::Found;
use super::resolve::Resolver;
use crate::document::{Anchor, TimeExpression};

/// The steps of the expression at `index`: what the rule read, what stands around it, what it was counted from.
pub(super) fn steps(resolver: &Resolver, index: usize, found: &[Found], times: &[TimeExpression]) -> Vec<String> {
    let (one, time) = (&found[index], &times[index]);
    let fields: Vec<String> =
        one.candidate.fields.iter().map(|(name, value)| format!("{name}={}", value.to_lowercase())).collect();
    let words = |other: usize| times[other].span.of(resolver.text);
    let mut steps = vec![format!("{} read {}", time.found_by, fields.join(" ")).trim_end().to_owned()];
    if let Some(bound) = time.bound {
        steps.push(format!("the words before it make it an open end ({})", bound.as_str()));
    }
    if let Some(modifier) = &time.modifier {
        steps.push(format!("modified: {modifier}"));
    }
    if let Some(other) = one.end {
        steps.push(format!("a range that ends with `{}`", words(other)));
    }
    if let Some(other) = one.begin {
        steps.push(format!("a range that begins with `{}`", words(other)));
    }
    if let Some(other) = one.equal {
        steps.push(format!("the same instant as `{}` on another clock", words(other)));
    }
    match time.anchor {
        Some(Anchor::Published) => {
            let (direction, _) = resolver.tendency(one);
            steps.push(match direction {
                Direction::Past => "its clause looks to the past".to_owned(),
                Direction::Future => "its clause looks to the future".to_owned(),
                Direction::Nearest => "nothing around it says past or future".to_owned(),
            });
            let published = resolver.published.map(|published| published.date.to_string()).unwrap_or_default();
            steps.push(format!("counted from the day of publication, {published}"));
        }
        Some(Anchor::Time(other)) => {
            let value = times[other].value.as_deref().unwrap_or("?");
            steps.push(format!("counted from `{}`, {value}", words(other)));
        }
        None => {}
    }
    let value = time.value.as_deref().unwrap_or("nothing: it stays unresolved");
    steps.push(format!("{} {value}", time.kind.as_str()));
    steps
}
