use std::io::{self, BufRead, Read};

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

/// How a file is compressed, by the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
    Bzip2,
}

const EXTENSIONS: [(&str, Packing); 3] = [("gz", Packing::Gzip), ("zst", Packing::Zstd), ("bz2", Packing::Bzip2)];

impl Packing {
    /// A name without the end that says how the file is compressed, and what it says.
    pub fn of(path: &str) -> (&str, Option<Packing>) {
        let known = path.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).and_then(|(stem, extension)| {
            let found = EXTENSIONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension))?;
            Some((stem, Some(found.1)))
        });
        known.unwrap_or((path, None))
    }

    /// What was compressed.
    pub fn open<R: BufRead + Send + 'static>(self, reader: R) -> Box<dyn Read + Send> {
        match self {
            Packing::Gzip => Box::new(MultiGzDecoder::new(reader)),
            Packing::Bzip2 => Box::new(MultiBzDecoder::new(reader)),
            Packing::Zstd => Box::new(Frames { reader: Some(reader), frame: None }),
        }
    }

    /// The code of its failure, and what it is called.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Packing::Gzip => ("read.gzip", "gzip"),
            Packing::Zstd => ("read.zstd", "zstd"),
            Packing::Bzip2 => ("read.bzip2", "bzip2"),
        }
    }
}

/// Zstandard frames one after the other, as `cat` leaves them. Skippable frames are taken for damage.
struct Frames<R: Read> {
    /// Between frames.
    reader: Option<R>,
    frame: Option<StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(mut reader) = self.reader.take() {
                if super::lines::fill(&mut reader)?.is_empty() {
                    return Ok(0);
                }
                let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, format!("{error}"));
                self.frame = Some(StreamingDecoder::new(reader).map_err(invalid)?);
            }
            let Some(frame) = &mut self.frame else { return Ok(0) };
            let count = frame.read(into).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
            if count > 0 || into.is_empty() {
                return Ok(count);
            }
            self.reader = self.frame.take().map(StreamingDecoder::into_inner);
        }
    }
}
