use super::Words;
use crate::document::Span;
use crate::lang::{Pack, PackError};

/// Stub until the branch `tokens` is merged.
#[derive(Clone, Debug)]
pub struct Tokens {
    words: Words,
}

impl Tokens {
    /// Stub.
    pub fn new(pack: &Pack) -> Result<Tokens, PackError> {
        Ok(Tokens { words: Words::new(pack)? })
    }
    /// Stub.
    pub fn cut(&self, text: &str) -> Vec<Span> {
        self.words.cut(text)
    }
    /// Stub.
    pub fn contraction(&self, form: &str) -> Option<(&str, &str)> {
        let _ = form;
        None
    }
}
