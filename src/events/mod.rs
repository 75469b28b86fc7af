//! Who did what to whom: triggers, arguments, attributes, time, place, size, and one record for each event.
//!
//! Types, modes and contexts are PLOVER 0.8's; what names them in a language is the pack's (`events/`). Syntax comes in through one
//! seam (`relations::Syntax`), so that dependencies can replace the order of words.

mod arguments;
mod attributes;
mod check;
mod chunks;
mod coder;
mod confidence;
mod context;
mod dependencies;
mod discourse;
mod find;
mod merge;
mod place;
mod relations;
mod rules;
mod size;
mod subjects;
mod triggers;
mod verbs;
mod when;
mod words;

#[cfg(test)]
mod tests;

pub use check::check;
pub use coder::EventCoder;
