//! Entities by a neural network.
//!
//! A [`Folder`] says what a model is called, how it cuts text into pieces and what its labels mean; a [`Tagger`] is an engine
//! that computes its logits. Windows over long texts, decoding and scores are the same for every engine.

mod config;
mod decode;
mod device;
mod embedded;
mod error;
mod folder;
mod labels;
mod locate;
mod model;
mod registry;
#[cfg(feature = "rust-bert")]
mod rust_bert;
mod syntax;
mod verify;
mod weights;
mod windows;

pub use config::{Architecture, Config};
pub use device::Device;
pub use embedded::Embedded;
pub use error::ModelError;
pub use folder::{Folder, Piece};
pub use labels::{Class, Notation, Scheme, Tag};
pub use locate::{Places, data_folder, locate};
pub use model::{Analysed, Model};
pub use registry::{Entry, FileEntry, Registry};
#[cfg(feature = "rust-bert")]
pub use rust_bert::RustBert;
pub use syntax::{Morphology, ParsedWord, SyntaxConfig};
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

    /// Whether [`Tagger::read`] parses.
    fn parses(&self) -> bool {
        false
    }

    /// Logits, and a parse of the words that are asked for where the engine [parses](Tagger::parses), in the same pass.
    fn read(&self, sequences: Vec<Sequence>) -> Result<Vec<Reading>, TaggerError> {
        let found = self.logits(sequences.into_iter().map(|sequence| sequence.ids).collect())?;
        Ok(found.into_iter().map(|logits| Reading { logits, words: Vec::new() }).collect())
    }
}

/// What an engine reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    /// Piece ids, special ones included.
    pub ids: Vec<u32>,
    /// The index of the piece that each word begins in, in order; empty where no parse is wanted.
    pub words: Vec<usize>,
}

/// What an engine finds in a [`Sequence`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// A matrix, pieces x labels, row by row.
    pub logits: Vec<f32>,
    /// A tree over the words; empty where none was asked for, or the engine does not parse.
    pub words: Vec<ParsedWord>,
}

/// Whether every sequence is one that a model can read.
fn check<'a>(sequences: impl Iterator<Item = &'a [u32]>, longest: usize, pieces: usize) -> Result<(), TaggerError> {
    for sequence in sequences {
        if sequence.is_empty() || sequence.len() > longest {
            return Err(TaggerError(format!("a sequence of {} pieces; 1 to {longest} can be", sequence.len())));
        }
        if let Some(id) = sequence.iter().find(|id| **id as usize >= pieces) {
            return Err(TaggerError(format!("a piece {id}; the model has {pieces}")));
        }
    }
    Ok(())
}

/// Why an engine could not compute.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the model cannot be run: {0}")]
pub struct TaggerError(pub String);
