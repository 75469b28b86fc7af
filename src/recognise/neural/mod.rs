//! Entities by a neural network.
//!
//! A [`Folder`] says what a model is called, how it cuts text into pieces and what its labels mean; a [`Tagger`] is an engine
//! that computes its logits. Windows over long texts, decoding and scores are the same for every engine.

mod decode;
mod embedded;
mod error;
mod folder;
mod labels;
mod locate;
mod model;
mod registry;
mod verify;
mod weights;
mod windows;

pub use embedded::Embedded;
pub use error::ModelError;
pub use folder::{Config, Folder, Piece};
pub use labels::{Class, Scheme, Tag};
pub use locate::{Places, data_folder, locate};
pub use model::Model;
pub use registry::{Entry, FileEntry, Registry};
pub use verify::{FileReport, ModelReport, verify};

/// An engine with a model: pieces in, logits out.
pub trait Tagger: Send + Sync {
    /// The model, with its version (`ner-fr@1`).
    fn id(&self) -> &str;

    /// The labels, in the order of the logits.
    fn labels(&self) -> &[String];

    /// The pieces of the longest sequence, special ones included.
    fn longest(&self) -> usize;

    /// For each sequence of piece ids (special ones included) a matrix of logits, pieces x labels, row by row.
    ///
    /// The logits of a sequence must not depend on the others.
    fn logits(&self, sequences: Vec<Vec<u32>>) -> Result<Vec<Vec<f32>>, TaggerError>;
}

/// Why an engine could not compute.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the model cannot be run: {0}")]
pub struct TaggerError(pub String);
