use std::io::{self, BufRead};

use encoding_rs::Encoding;
use serde_json::{Map, Value};

use super::assemble::{self, Content, Origin};
use super::decode::{Decoded, check, decode, decode_as};
use super::fields::Fields;
use super::lines::{Line, Lines};
use super::names::{Field, Names, key};
use super::records::Cut;
use super::{Rejected, Settings};
use crate::document::{Document, Failure, PublishedBasis};

impl<R: BufRead> Cut for Lines<R> {
    fn next(&mut self) -> io::Result<Option<Line>> {
        Lines::next(self)
    }

    fn parse(&self, line: Line, number: usize, origin: &Origin, settings: &Settings) -> Result<Document, Rejected> {
        parse_any(line, self.declared(), &format!("line {number}"), origin, settings)
    }
}

/// A record as it comes, over the limit or not. `place` is where it stands: "line 3".
pub(super) fn parse_any(
    line: Line,
    declared: Option<(&'static Encoding, bool)>,
    place: &str,
    origin: &Origin,
    settings: &Settings,
) -> Result<Document, Rejected> {
    match line {
        Line::Whole(bytes) => parse(bytes, declared, place, origin, settings),
        Line::TooLong => Err(origin.reject(too_long(place, settings))),
    }
}

pub(super) fn too_long(place: &str, settings: &Settings) -> Failure {
    Failure::new("read.size", format!("{place} is over the limit of {} bytes", settings.max_bytes))
}

/// A JSON object with a text is one document.
fn parse(
    bytes: Vec<u8>,
    declared: Option<(&'static Encoding, bool)>,
    place: &str,
    origin: &Origin,
    settings: &Settings,
) -> Result<Document, Rejected> {
    let digest = assemble::digest(&bytes);
    let decoded = match declared {
        Some((encoding, guessed)) => decode_as(&bytes, encoding, guessed),
        None => decode(bytes),
    };
    let decoded = decoded.map_err(|failure| origin.reject(at(place, failure)))?;
    let object = object(&decoded.text).map_err(|failure| origin.reject(at(place, failure)))?;
    record(object, decoded, digest, place, origin, settings)
}

/// A failure with the place of its record.
pub(super) fn at(place: &str, failure: Failure) -> Failure {
    Failure { message: format!("{place}: {}", failure.message), ..failure }
}

/// The document that named values describe, one of which is its text. `decoded` is what they were read from.
pub(super) fn record(
    mut object: Map<String, Value>,
    decoded: Decoded,
    digest: String,
    place: &str,
    origin: &Origin,
    settings: &Settings,
) -> Result<Document, Rejected> {
    let text = take_text(&mut object, &settings.names);
    let pairs = object.into_iter().filter_map(|(key, value)| Some((key, one_line(&value)?)));
    let fields = Fields::new(pairs.collect(), &settings.names);
    let id = fields.id.clone().unwrap_or_else(|| origin.id.clone());
    // From here on a failure is known by the record's own id.
    let reject = |failure| Rejected { id: id.clone(), ..origin.reject(at(place, failure)) };
    let text = text.map_err(reject)?;
    let mut notices = decoded.notices;
    notices.extend(check(&text).map_err(reject)?);
    let decoded = Decoded { text, encoding: decoded.encoding, notices };
    let content = Content { fields, decoded, digest, id: Some(id), basis: PublishedBasis::Field };
    Ok(assemble::document(content, origin, settings))
}

fn object(line: &str) -> Result<Map<String, Value>, Failure> {
    match serde_json::from_str(line) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Failure::new("read.json", "not a JSON object")),
        Err(_) if line.trim().is_empty() => Err(Failure::new("read.json", "an empty line, not a JSON object")),
        Err(error) => {
            let message = error.to_string();
            // serde_json counts lines of its own.
            let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
            Err(Failure::new("read.json", format!("invalid JSON at column {}: {what}", error.column())))
        }
    }
}

/// The first field that has words in it; a blank one if there is no better.
fn take_text(object: &mut Map<String, Value>, names: &Names) -> Result<String, Failure> {
    let keys: Vec<(String, String)> = object.keys().map(|own| (key(own), own.clone())).collect();
    let mut fault = None;
    for name in names.of(Field::Text) {
        let Some((_, key)) = keys.iter().find(|(key, _)| *key == name.key) else { continue };
        match &object[key] {
            Value::Null => continue,
            Value::Number(_) | Value::Bool(_) => {
                fault.get_or_insert_with(|| Failure::new("read.field", format!("`{key}` is not a string")));
            }
            // A list of paragraphs, or Fundus's tree of sections.
            value => match flat(value, "\n\n") {
                Some(text) if !text.trim().is_empty() => {
                    object.shift_remove(key);
                    return Ok(text);
                }
                _ => {
                    fault.get_or_insert_with(|| Failure::new("read.empty", format!("`{key}` is empty")));
                }
            },
        }
    }
    Err(fault.unwrap_or_else(|| {
        Failure::new("read.field", "there is no text: none of the fields `text`, `maintext`, `body`, ...")
    }))
}

/// A value as metadata: a list of scalars is joined, a deeper one stays JSON.
fn one_line(value: &Value) -> Option<String> {
    let is_scalar = |value: &Value| !value.is_array() && !value.is_object();
    match value {
        Value::Array(parts) if parts.iter().all(is_scalar) => flat(value, "; "),
        Value::Array(_) | Value::Object(_) => Some(value.to_string()),
        _ => flat(value, ""),
    }
}

/// A value as a text: scalars as they are, the parts of a list or tree joined; nothing for null.
fn flat(value: &Value, between: &str) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Array(parts) => join(parts.iter(), between),
        Value::Object(parts) => join(parts.values(), between),
    }
}

fn join<'v>(parts: impl Iterator<Item = &'v Value>, between: &str) -> Option<String> {
    let parts: Vec<String> = parts.filter_map(|part| flat(part, between)).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(between))
}
