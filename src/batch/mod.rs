//! Many documents at once: a rayon pool over documents, outcomes in input order, memory bounded.
//!
//! [`Inputs`] reads the documents: ids of their own, limits, shards, and what an earlier process has done already.
//! A reader hands documents to the pool one by one; each worker analyses and serialises its document;
//! outcomes come back in input order. At most sixteen documents a worker are between the reader and the
//! sink, so that one slow document can't make the rest pile up.

mod inputs;
mod window;

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use crate::dataset::Counts;
use crate::document::{Document, Failure};
use crate::ingest::Rejected;
use crate::pipeline::Analyse;
use crate::record::{self, DocumentRecord, ErrorRecord};
pub use inputs::{At, Inputs, Note, Plan, Push};
use window::Window;

const DOCUMENTS_A_WORKER: usize = 16;

/// A document, or why it could not be read.
pub type Input = Result<Document, Rejected>;

/// What to run, and how.
pub struct Job<'a> {
    /// The components, of one language or of several.
    pub pipeline: &'a dyn Analyse,
    /// Worker threads.
    pub jobs: usize,
    /// Whether records carry the text.
    pub text: bool,
    /// Whether records carry the tokens.
    pub tokens: bool,
    /// Set from outside to stop: documents that were begun are finished, no other is begun.
    pub cancelled: &'a AtomicBool,
}

/// What became of one document.
pub enum Outcome {
    /// Its lines, ready to write.
    Done(Lines),
    /// Why there are none.
    Failed(ErrorRecord),
}

/// A document's lines with what they hold.
pub struct Lines {
    /// The line of `documents.jsonl`.
    pub document: String,
    /// The lines of `events.jsonl`.
    pub events: String,
    /// What was found.
    pub counts: Counts,
}

impl Job<'_> {
    /// Analyses the documents that `read` pushes, and hands each outcome to `sink` with the key of its item, in input order.
    ///
    /// `read` runs on a thread of its own; a push waits for room and says whether to go on. An error of the
    /// sink stops the run and comes back. True if all that `read` had was done; false if the run was cancelled
    /// before: then the sink has had the outcomes up to the first document that was not begun.
    pub fn run<R>(&self, read: R, mut sink: impl FnMut(&str, Outcome) -> io::Result<()>) -> io::Result<bool>
    where
        R: FnOnce(Push) + Send,
    {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.jobs.max(1)).build().map_err(io::Error::other)?;
        let window = Window::new(self.jobs.max(1) * DOCUMENTS_A_WORKER);
        let (sender, outcomes) = mpsc::channel();
        std::thread::scope(|scope| {
            let (pool, window) = (&pool, &window);
            scope.spawn(move || {
                pool.in_place_scope_fifo(|workers| {
                    let mut index = 0_u64;
                    read(&mut |key, input| {
                        if !window.enter() {
                            return ControlFlow::Break(());
                        }
                        let (sender, at) = (sender.clone(), index);
                        index += 1;
                        workers.spawn_fifo(move |_| {
                            let begin = !self.cancelled.load(Ordering::Relaxed);
                            // The receiver is gone only when the run is over; the rest is then thrown away.
                            let _ = sender.send((at, begin.then(|| (key, self.outcome(input)))));
                        });
                        ControlFlow::Continue(())
                    });
                });
            });
            let mut waiting = BTreeMap::new();
            let mut next = 0;
            for (index, outcome) in outcomes {
                waiting.insert(index, outcome);
                while let Some(outcome) = waiting.remove(&next) {
                    next += 1;
                    window.leave();
                    let written = match outcome {
                        Some((key, outcome)) => sink(&key, outcome).map(|()| true),
                        None => Ok(false),
                    };
                    if !matches!(written, Ok(true)) {
                        window.close();
                        return written;
                    }
                }
            }
            Ok(true)
        })
    }

    fn outcome(&self, input: Input) -> Outcome {
        let failed = |id: String, path: String, failure: Failure| {
            Outcome::Failed(ErrorRecord {
                id,
                path: Some(path).filter(|path| !path.is_empty()),
                code: failure.code,
                message: failure.message,
            })
        };
        let document = match input {
            Ok(document) => document,
            Err(rejected) => return failed(rejected.id, rejected.path, rejected.failure),
        };
        match self.pipeline.analyse(&document) {
            Ok(mut analysis) => {
                if !self.tokens {
                    analysis.tokens.clear();
                }
                Outcome::Done(self.lines(&document, record::document(&document, &analysis)))
            }
            Err(failure) => failed(document.id, document.path, failure),
        }
    }

    fn lines(&self, document: &Document, mut record: DocumentRecord) -> Lines {
        if !self.text {
            record.text = None;
        }
        Lines {
            counts: Counts::of(&document.text, &record),
            events: record.events.iter().map(record::json_line).collect(),
            document: record::json_line(&record),
        }
    }
}

#[cfg(test)]
mod tests;
