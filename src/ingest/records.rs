use std::io;

use super::assemble::Origin;
use super::lines::Line;
use super::{Rejected, Settings, Source};
use crate::document::{Document, Failure};

/// Cuts a stream into the pieces that records are.
pub(super) trait Cut {
    /// What a piece is called in messages.
    const PIECE: &'static str = "line";

    /// The next piece; `None` at the end.
    fn next(&mut self) -> io::Result<Option<Line>>;

    /// The document that the `number`th piece is.
    fn parse(&self, piece: Line, number: usize, origin: &Origin, settings: &Settings) -> Result<Document, Rejected>;

    /// Why the stream has no record, where there is more to say than that.
    fn fault(&self) -> Option<Failure> {
        None
    }
}

/// The records of a file, one at a time.
pub(super) struct Records<'a, C> {
    cut: C,
    source: &'a Source,
    settings: &'a Settings,
    /// Pieces so far.
    piece: usize,
    /// Records so far; blank pieces are none.
    count: usize,
    done: bool,
}

impl<'a, C: Cut> Records<'a, C> {
    pub fn new(cut: C, source: &'a Source, settings: &'a Settings) -> Records<'a, C> {
        Records { cut, source, settings, piece: 0, count: 0, done: false }
    }

    /// The rest of the stream is out of reach.
    fn stop(&mut self, failure: Failure) -> Option<Result<Document, Rejected>> {
        self.done = true;
        Some(Err(self.source.origin(Some(self.count + 1)).reject(failure)))
    }
}

impl<C: Cut> Iterator for Records<'_, C> {
    type Item = Result<Document, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let piece = match self.cut.next() {
                Ok(Some(piece)) => piece,
                Ok(None) if self.count == 0 => {
                    self.done = true;
                    let empty = || Failure::new("read.empty", "the file has no record");
                    let failure = self.cut.fault().unwrap_or_else(empty);
                    return Some(Err(self.source.origin(None).reject(failure)));
                }
                Ok(None) => break,
                Err(error) => {
                    let mut failure = self.source.failure(&error);
                    failure.message.push_str(&format!(", after {} {}", C::PIECE, self.piece));
                    return self.stop(failure);
                }
            };
            self.piece += 1;
            if piece.is_blank() {
                continue;
            }
            self.count += 1;
            let origin = self.source.origin(Some(self.count));
            return Some(self.cut.parse(piece, self.piece, &origin, self.settings));
        }
        self.done = true;
        None
    }
}
