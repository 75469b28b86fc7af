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

/// The JSON Schema of a kind of record, as it is written: every key is required, also one that may be null.
///
/// ```
/// use depeche::record::{EventRecord, schema};
/// assert!(schema::<EventRecord>()["properties"]["trigger"].is_object());
/// ```
pub fn schema<T: schemars::JsonSchema>() -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::default().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}
