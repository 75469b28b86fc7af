//! Parts of speech, features and dependencies: what the labels of the heads mean, and how scores become tokens.

mod tokens;
mod tree;

use serde::Deserialize;

pub use tokens::Morphology;
pub(super) use tokens::tokens;
pub(super) use tree::decode;

/// The first group of tags.
const UPOS: &str = "UPOS";
/// The relation of the word that hangs on nothing.
pub(super) const ROOT: &str = "root";

/// The part of `config.json` about syntax: labels in the order of the scores, and sizes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SyntaxConfig {
    /// Groups of tags; the first is `UPOS`, the others are features, of which an empty value is none. A contraction has
    /// the parts of speech of both its words (`ADP+DET`).
    pub(super) tags: Vec<(String, Vec<String>)>,
    /// The relations of dependencies, `root` among them.
    pub(super) relations: Vec<String>,
    pub(super) arc_size: usize,
    pub(super) relation_size: usize,
    /// How many words after the first may begin in one piece and still be told apart.
    pub(super) later: usize,
}

impl SyntaxConfig {
    /// What is wrong with it, if anything.
    pub(super) fn check(&self) -> Result<(), String> {
        let known = |size: usize| (1..1 << 16).contains(&size);
        if self.tags.first().is_none_or(|(name, _)| name != UPOS) {
            return Err("has `syntax` whose first group of tags is not `UPOS`".to_owned());
        }
        if self.tags.iter().any(|(_, values)| !known(values.len())) || self.tags.len() > 64 {
            return Err("has `syntax` with an empty group of tags, or more than can be".to_owned());
        }
        if !self.relations.iter().any(|relation| relation == ROOT) || self.relations.len() < 2 {
            return Err("has `syntax` without the relation `root`, or without others".to_owned());
        }
        if !known(self.relations.len()) || !known(self.arc_size) || !known(self.relation_size) || self.later > 64 {
            return Err("has `syntax` with a size that is 0 or beyond all measure".to_owned());
        }
        Ok(())
    }

    /// All tags together.
    pub(super) fn tag_count(&self) -> usize {
        self.tags.iter().map(|(_, values)| values.len()).sum()
    }

    /// The number of `root`.
    pub(super) fn root(&self) -> usize {
        self.relations.iter().position(|relation| relation == ROOT).unwrap_or(0)
    }
}

/// What an engine says of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedWord {
    /// The number of the word that governs it, in its sequence; `None` at the root.
    pub head: Option<usize>,
    /// The number of the relation.
    pub relation: usize,
    /// The number of its tag in each group.
    pub tags: Vec<usize>,
}
