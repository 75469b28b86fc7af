//! Sentences, words, numerals and verb forms: pure functions of a string and a pack.

mod verbs;
mod words;

pub use verbs::{Mood, Tense, VerbForm, VerbGroup, Verbs};
pub use words::{Words, is_apostrophe};
