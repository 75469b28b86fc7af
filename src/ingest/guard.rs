use std::error::Error;
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::document::Failure;

/// So many bytes may come out of compressed data, however few went in.
const ALWAYS: u64 = 64_000_000;

/// Beyond that, what comes out is at most so many times what went in. Text is under 50.
const RATIO: u64 = 250;

/// A failure on its way through the readers above the one that found it.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
struct Refusal(Failure);

/// An error that [`refused`] turns back into the failure.
pub(super) fn refuse(code: &str, message: impl Into<String>) -> io::Error {
    io::Error::other(Refusal(Failure::new(code, message)))
}

/// The failure that an error carries, however deep.
pub(super) fn refused(error: &io::Error) -> Option<Failure> {
    fn find<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Failure> {
        if let Some(refusal) = error.downcast_ref::<Refusal>() {
            return Some(&refusal.0);
        }
        // Of an error that it holds, `source` gives the source only.
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inside) => find(inside),
            None => error.source().and_then(find),
        }
    }
    find(error).cloned()
}

/// Whether an error is about the data, not the system that reads it.
pub(super) fn is_damage(error: &io::Error) -> bool {
    let kinds = [ErrorKind::InvalidInput, ErrorKind::InvalidData, ErrorKind::UnexpectedEof];
    error.raw_os_error().is_none() && kinds.contains(&error.kind())
}

/// How much compressed data was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Fed(Arc<AtomicU64>);

impl Fed {
    /// Counts what is read from here on.
    pub fn count<R: Read>(&self, reader: R) -> Counted<R> {
        Counted { reader, fed: self.clone() }
    }

    /// Ends what is read with an error where it is out of proportion to what was counted.
    pub fn guard<R: Read>(&self, reader: R) -> Guard<R> {
        Guard { reader, fed: self.clone(), out: 0 }
    }
}

pub(super) struct Counted<R> {
    reader: R,
    fed: Fed,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(into)?;
        self.fed.0.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

pub(super) struct Guard<R> {
    reader: R,
    fed: Fed,
    out: u64,
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(into)?;
        self.out += count as u64;
        let fed = self.fed.0.load(Ordering::Relaxed);
        if self.out > ALWAYS && self.out > fed.saturating_mul(RATIO) {
            let message = format!("{fed} compressed bytes became more than {RATIO} times as many: no text does");
            return Err(refuse("read.bomb", message));
        }
        Ok(count)
    }
}

/// A file that is read to the end it had when it was opened: one that becomes shorter meanwhile is an error.
pub(super) struct Steady<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Steady<R> {
    /// `length` is 0 where it is not known.
    pub fn new(reader: R, length: u64) -> Steady<R> {
        Steady { reader, left: length }
    }
}

impl<R: Read> Read for Steady<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(into)?;
        if count == 0 && self.left > 0 && !into.is_empty() {
            return Err(refuse("read.io", "the file became shorter while it was read"));
        }
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_out_is_measured_by_what_went_in() {
        let mut spent = Vec::new();
        for (fed_bytes, out, expected) in [(0, ALWAYS, true), (0, ALWAYS + 1, false), (ALWAYS, 4 * ALWAYS, true)] {
            let fed = Fed::default();
            fed.count(io::repeat(0).take(fed_bytes)).read_to_end(&mut spent).unwrap();
            let read = io::copy(&mut fed.guard(io::repeat(0).take(out)), &mut io::sink());
            assert_eq!(read.is_ok(), expected, "{fed_bytes} {out}");
            if let Err(error) = read {
                let wrapped = io::Error::new(ErrorKind::InvalidData, error);
                assert_eq!(refused(&wrapped).map(|failure| failure.code).as_deref(), Some("read.bomb"));
            }
        }
    }

    #[test]
    fn a_file_that_shrinks_is_an_error() {
        let read = |bytes: &[u8], length| {
            let mut all = Vec::new();
            Steady::new(bytes, length).read_to_end(&mut all).map_err(|error| refused(&error).unwrap().code)
        };
        assert_eq!(read(b"abc", 3), Ok(3));
        assert_eq!(read(b"abc", 0), Ok(3));
        assert_eq!(read(b"abc", 2), Ok(3));
        assert_eq!(read(b"abc", 4), Err("read.io".to_owned()));
    }
}
