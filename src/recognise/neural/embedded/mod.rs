//! The embedded engine: a BERT encoder in f32 over the matrix products of `rten-gemm`.
//!
//! The logits of a sequence do not depend on what it is computed with: they are the same to the bit alone, beside others, in
//! any order and on any thread. Sequences are laid end to end in passes of about a thousand pieces, without padding.

mod encoder;
mod lanes;
mod layers;
mod load;
mod parser;

use std::sync::Arc;

use encoder::{Buffers, Encoder};
use lanes::Lanes;

use super::{Folder, ModelError, Reading, Sequence, Tagger, TaggerError, check};

/// Pieces in a pass; a longer sequence is a pass of its own.
const PASS: usize = 1024;

/// A model whose weights are in memory.
pub struct Embedded {
    encoder: Arc<Encoder>,
    lanes: Lanes<Buffers>,
    id: String,
    labels: Vec<String>,
    longest: usize,
}

impl Embedded {
    /// Reads the weights of a folder.
    pub fn load(folder: &Folder) -> Result<Embedded, ModelError> {
        Ok(Embedded {
            encoder: Arc::new(load::load(folder)?),
            lanes: Lanes::new(),
            id: folder.id(),
            labels: folder.labels.clone(),
            longest: folder.config.longest(),
        })
    }
}

impl Tagger for Embedded {
    fn id(&self) -> &str {
        &self.id
    }

    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn longest(&self) -> usize {
        self.longest
    }

    fn logits(&self, sequences: Vec<Vec<u32>>) -> Result<Vec<Vec<f32>>, TaggerError> {
        let read = self.read(sequences.into_iter().map(|ids| Sequence { ids, words: Vec::new() }).collect())?;
        Ok(read.into_iter().map(|reading| reading.logits).collect())
    }

    fn parses(&self) -> bool {
        self.encoder.parser.is_some()
    }

    fn read(&self, sequences: Vec<Sequence>) -> Result<Vec<Reading>, TaggerError> {
        check(sequences.iter().map(|sequence| &sequence.ids[..]), self.longest, self.encoder.pieces)?;
        if sequences.iter().any(|sequence| sequence.words.iter().any(|word| *word >= sequence.ids.len())) {
            return Err(TaggerError("a word that begins behind the last piece".to_owned()));
        }
        let encoder = Arc::clone(&self.encoder);
        let work = move |buffers: &mut Buffers| {
            let mut found = Vec::with_capacity(sequences.len());
            for pass in passes(&sequences) {
                found.extend(encoder.read(pass, buffers));
            }
            found
        };
        self.lanes.run(work).map_err(|error| TaggerError(format!("no thread can be started: {error}")))
    }
}

/// Runs of neighbouring sequences of about [`PASS`] pieces.
fn passes(sequences: &[Sequence]) -> impl Iterator<Item = &[Sequence]> {
    let mut rest = sequences;
    std::iter::from_fn(move || {
        let mut pieces = 0;
        let fits = |sequence: &&Sequence| {
            pieces += sequence.ids.len();
            pieces <= PASS
        };
        let count = rest.iter().take_while(fits).count().max(1).min(rest.len());
        let (pass, after) = rest.split_at(count);
        rest = after;
        (!pass.is_empty()).then_some(pass)
    })
}
