//! Sentences, words, tokens, numerals and verb forms: pure functions of a string and a pack.

mod clauses;
mod lemmas;
mod numerals;
mod sentences;
mod tokens;
mod verbs;
mod words;

use crate::lang::{Pack, PackError};

pub use clauses::{Clause, clauses, governing_verb};
pub use lemmas::Lemmas;
pub use numerals::Numerals;
pub use sentences::{SentenceSplitter, Sentences};
pub use tokens::Tokens;
pub use verbs::{Mood, Tense, VerbForm, VerbGroup, Verbs};
pub use words::{Words, is_apostrophe};

/// The faults of this room's files of a pack.
pub fn check(pack: &Pack) -> Vec<PackError> {
    let checked = [Lemmas::check(pack), Sentences::check(pack), Tokens::check(pack), Verbs::check(pack)];
    let mut faults = Words::check(pack);
    faults.extend(checked.into_iter().flat_map(|outcome| outcome.unwrap_or_else(|fault| vec![fault])));
    faults
}
