//! Parts of speech, features and dependencies: what the labels of the heads mean, and how scores become tokens.

mod tokens;
mod tree;

use serde::Deserialize;

pub use tokens::Morphology;
pub(super) use tokens::{hang, tokens};
pub(super) use tree::decode;

/// The first group of tags.
const UPOS: &str = "UPOS";
/// The relation of the word that hangs on nothing.
pub(super) const ROOT: &str = "root";
/// That of the root of a later window.
pub(super) const PARATAXIS: &str = "parataxis";

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

    /// Whether the numbers of parsed words are those of words and labels.
    pub(super) fn fits(&self, parsed: &[ParsedWord]) -> bool {
        let tags = |word: &ParsedWord| {
            word.tags.len() == self.tags.len()
                && self.tags.iter().zip(&word.tags).all(|((_, values), tag)| *tag < values.len())
        };
        let head = |word: &ParsedWord| word.head.is_none_or(|head| head < parsed.len());
        parsed.iter().all(|word| head(word) && word.relation < self.relations.len() && tags(word))
    }

    /// The number of `root`.
    pub(super) fn root(&self) -> usize {
        self.relations.iter().position(|relation| relation == ROOT).unwrap_or(0)
    }
}

/// Adds a later tree to those before it: its root hangs on the first one's.
pub(super) fn append(parsed: &mut Vec<ParsedWord>, later: Vec<ParsedWord>) {
    let before = parsed.len();
    let root = parsed.iter().position(|word| word.head.is_none());
    parsed.extend(
        later.into_iter().map(|word| ParsedWord { head: word.head.map(|head| head + before).or(root), ..word }),
    );
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
