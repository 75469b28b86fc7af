//! The stand-off lines of brat. Offsets count code points of the text beside them.

use std::cmp::Reverse;

use super::labels::{Class, class};
use super::{Draft, Reading, entity, time};
use crate::evaluate::gold::{Attributes, Gold};

/// Whether the first line is one of brat: an id such as `T1`, and a tab.
pub(super) fn looks_like(content: &str) -> bool {
    let line = content.lines().next().unwrap_or_default();
    let id = line.split('\t').next().unwrap_or_default();
    line.contains('\t')
        && id.strip_prefix(['T', 'R', 'E', 'A', '#']).is_some_and(|n| n.parse::<u32>().is_ok())
        && read_span(line).is_ok_and(|span| span.is_some())
}

/// A span of the text, as its line gives it.
struct Span<'a> {
    id: &'a str,
    label: &'a str,
    /// Code points; several where the span has gaps.
    parts: Vec<(usize, usize)>,
    words: &'a str,
}

/// The span of a line; nothing where the line is no span: relations, events, attributes and notes.
fn read_span(line: &str) -> Result<Option<Span<'_>>, String> {
    if !line.starts_with('T') {
        return Ok(None);
    }
    let bad = || format!("`{line}` is no span such as `T1<tab>PER 0 5<tab>words`");
    let mut fields = line.splitn(3, '\t');
    let (Some(id), Some(span), Some(words)) = (fields.next(), fields.next(), fields.next()) else { return Err(bad()) };
    let (label, offsets) = span.split_once(' ').ok_or_else(bad)?;
    let part = |part: &str| {
        let (start, end) = part.trim().split_once(' ')?;
        Some((start.parse().ok()?, end.parse().ok()?))
    };
    let parts = offsets.split(';').map(part).collect::<Option<Vec<_>>>().ok_or_else(bad)?;
    Ok(Some(Span { id, label, parts, words }))
}

pub(super) fn read(content: &str, text: Option<&str>) -> Reading {
    let mut reading = Reading::default();
    let Some(text) = text else {
        reading.problem(1, "the text is missing: put it beside this file, as UTF-8, with the ending `.txt`");
        return reading;
    };
    let letters: Vec<char> = text.chars().collect();
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for (line, number) in content.lines().zip(1..) {
        let span = match read_span(line.trim_end_matches('\r')) {
            Ok(Some(span)) => span,
            Ok(None) => continue,
            Err(problem) => {
                reading.problem(number, problem);
                continue;
            }
        };
        // Triggers of events are spans too, with any name.
        let Some(class) = class(span.label) else {
            unknown.push((span.label, number));
            continue;
        };
        if class == Class::Other {
            continue;
        }
        match whole(&span.parts, &letters) {
            Some(place) => known.push((place, class, span, number)),
            None => {
                let message =
                    format!("`{}` has gaps: an entity or time is one stretch, keep one of its parts", span.id);
                reading.problem(number, message);
            }
        }
    }
    if let (true, Some((label, number))) = (known.is_empty() && reading.problems.is_empty(), unknown.first()) {
        reading.problem(
            *number,
            format!("no label of this file is known, `{label}` to begin with: use PER, LOC, ORG or MISC"),
        );
    }
    known.sort_by_key(|((start, end), ..)| (*start, Reverse(*end)));
    let gold = Gold { text: text.to_owned(), time_attributes: Attributes::Type, ..Gold::default() };
    let mut draft = Draft::new(gold, 1);
    let entities = draft.gold.entities.insert(Vec::new());
    let times = draft.gold.times.insert(Vec::new());
    for (place, class, span, number) in known {
        let there = letters.get(place.0..place.1).map(String::from_iter).unwrap_or_default();
        // Line breaks are spaces in the words of a line.
        let same = flat(&there) == flat(span.words);
        let words = if same { &there } else { span.words };
        let item = match class {
            Class::Entity(label) => {
                entities.push(entity(span.id, label.as_str(), place, words));
                format!("entity {}", entities.len())
            }
            Class::Time(kind) => {
                times.push(time(span.id, kind.as_str(), place, words));
                format!("time {}", times.len())
            }
            Class::Other => continue,
        };
        draft.lines.insert(item, number);
        draft.lines.insert(span.id.to_owned(), number);
    }
    reading.drafts.push(draft);
    reading.drop_layers_without_items();
    reading
}

/// The stretch that the parts make, if only white space lies between them: brat parts spans at line breaks.
fn whole(parts: &[(usize, usize)], letters: &[char]) -> Option<(usize, usize)> {
    let blank = |from: usize, to: usize| letters.get(from..to).is_some_and(|gap| gap.iter().all(|c| c.is_whitespace()));
    let joined = parts.windows(2).all(|pair| blank(pair[0].1, pair[1].0));
    joined.then_some((parts.first()?.0, parts.last()?.1))
}

fn flat(words: &str) -> String {
    words.trim_end().chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}
