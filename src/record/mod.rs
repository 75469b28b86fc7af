//! The output contract: analyses become records of constant shape.
//!
//! Every record has every key, always, in the same order; absent is null or an empty list; offsets are
//! Unicode code points. `docs/records.md` is the page for users.

mod code_points;
mod convert;
mod json;
mod shape;

pub use convert::{document, failed_document};
pub use json::json_line;
pub use shape::*;

/// The JSON Schema of the lines of one output file (`documents`, `events` or `errors`).
///
/// ```
/// let schema = depeche::record::schema("events").unwrap();
/// assert!(schema["properties"]["trigger"].is_object());
/// ```
pub fn schema(file: &str) -> Option<serde_json::Value> {
    let schema = match file {
        "documents" => schemars::schema_for!(DocumentRecord),
        "events" => schemars::schema_for!(EventRecord),
        "errors" => schemars::schema_for!(ErrorRecord),
        _ => return None,
    };
    Some(schema.to_value())
}
