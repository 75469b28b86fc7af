//! Sentences, words, numerals and verb forms: pure functions of a string and a pack.

mod sentences;
mod verbs;
mod words;

pub use sentences::{SentenceSplitter, Sentences};
pub use verbs::{Mood, Tense, VerbForm, VerbGroup, Verbs};
pub use words::{Words, is_apostrophe};
