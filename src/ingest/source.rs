use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::assemble::Origin;
use super::fields::Fields;
use super::sidecar::Sidecar;
use super::{Rejected, Settings, jsonl, plain};
use crate::document::{Document, Failure};

/// How a file is divided into articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One article.
    Plain,
    /// A JSON object a line, each an article.
    JsonLines,
}

/// The extensions that are read in a folder, each also with `.gz`.
const EXTENSIONS: &[(&str, Format)] =
    &[("txt", Format::Plain), ("text", Format::Plain), ("jsonl", Format::JsonLines), ("ndjson", Format::JsonLines)];

/// A file of articles.
#[derive(Clone, Debug)]
pub struct Source {
    file: PathBuf,
    path: String,
    /// Of a plain file's document; the beginning of the ids of records.
    id: String,
    format: Format,
    gzip: bool,
    sidecar: Arc<Sidecar>,
}

impl Source {
    /// A source by its name; `None` if the extension is not known.
    pub(super) fn known(file: &Path, path: &str, sidecar: &Arc<Sidecar>) -> Option<Source> {
        let (stem, gzip) = strip_gz(path);
        let (stem, extension) = stem.rsplit_once('.').filter(|(stem, _)| !stem.is_empty() && !stem.ends_with('/'))?;
        let (_, format) = *EXTENSIONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension))?;
        Some(Source::new(file, path, stem, format, gzip, sidecar))
    }

    /// A source by its name, plain text if the extension says nothing.
    pub(super) fn named(file: &Path, path: &str, sidecar: &Arc<Sidecar>) -> Source {
        Source::known(file, path, sidecar).unwrap_or_else(|| {
            let (stem, gzip) = strip_gz(path);
            let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
            Source::new(file, path, stem, Format::Plain, gzip, sidecar)
        })
    }

    fn new(file: &Path, path: &str, stem: &str, format: Format, gzip: bool, sidecar: &Arc<Sidecar>) -> Source {
        let sidecar = Arc::clone(sidecar);
        let id = if stem.is_empty() { path } else { stem }.to_owned();
        let mut source = Source { file: file.to_owned(), path: path.to_owned(), id, format, gzip, sidecar };
        if let Some(id) = source.row().and_then(|row| row.id.clone()) {
            source.id = id;
        }
        source
    }

    /// Where the file lies.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Relative to the input, with `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How it is read.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Reads the file: one result for each article in it, at least one, in order. A file of records is never held
    /// whole.
    pub fn documents<'a>(
        &'a self,
        settings: &'a Settings,
    ) -> impl Iterator<Item = Result<Document, Rejected>> + Send + use<'a> {
        match (self.format, self.reader()) {
            (_, Err(error)) => one(Err(self.origin(None).reject(self.failure(&error)))),
            (Format::Plain, Ok(reader)) => one(self.whole(reader, settings)),
            (Format::JsonLines, Ok(reader)) => {
                Box::new(jsonl::Records::new(BufReader::with_capacity(1 << 16, reader), self, settings))
            }
        }
    }

    fn reader(&self) -> io::Result<Box<dyn Read + Send>> {
        let file = File::open(&self.file)?;
        Ok(if self.gzip {
            Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file)))
        } else {
            Box::new(file)
        })
    }

    fn whole(&self, reader: Box<dyn Read + Send>, settings: &Settings) -> Result<Document, Rejected> {
        let origin = self.origin(None);
        let mut bytes = Vec::new();
        // One byte more than allowed shows that there is more, however much that may be.
        let read = reader.take(settings.max_bytes as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > settings.max_bytes {
            let message = format!("the article is over the limit of {} bytes", settings.max_bytes);
            return Err(origin.reject(Failure::new("read.size", message)));
        }
        match read {
            Ok(_) => plain::parse(bytes, &origin, settings),
            Err(error) => Err(origin.reject(self.failure(&error))),
        }
    }

    /// Of the file, or of its `n`th record.
    pub(super) fn origin(&self, n: Option<usize>) -> Origin<'_> {
        let id = n.map_or_else(|| self.id.clone(), |n| format!("{}#{n}", self.id));
        Origin { id, path: &self.path, sidecar: self.row() }
    }

    fn row(&self) -> Option<&Fields> {
        self.sidecar.row(&self.file.file_name()?.to_string_lossy())
    }

    pub(super) fn failure(&self, error: &io::Error) -> Failure {
        let damaged =
            matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::UnexpectedEof);
        if self.gzip && damaged && error.raw_os_error().is_none() {
            return Failure::new("read.gzip", format!("the gzip data is damaged or cut short: {error}"));
        }
        io_failure(error)
    }
}

fn one<'a>(result: Result<Document, Rejected>) -> Box<dyn Iterator<Item = Result<Document, Rejected>> + Send + 'a> {
    Box::new(std::iter::once(result))
}

fn strip_gz(path: &str) -> (&str, bool) {
    match path.rsplit_once('.') {
        Some((stem, extension)) if extension.eq_ignore_ascii_case("gz") && !stem.is_empty() => (stem, true),
        _ => (path, false),
    }
}

/// The failure of a file or folder that cannot be read, in the system's words and without the place: records hold no
/// absolute path.
pub(super) fn io_failure(error: &io::Error) -> Failure {
    let mut errors = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    let code = errors.find_map(|error| error.downcast_ref::<io::Error>()?.raw_os_error());
    let message = code.map_or_else(|| error.kind().to_string(), |code| io::Error::from_raw_os_error(code).to_string());
    let message = message.split(" (os error").next().unwrap_or_default();
    let mut letters = message.chars();
    let message: String = letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect();
    Failure::new("read.io", format!("cannot be read: {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_format_and_id() {
        let cases = [
            ("a.txt", Some(("a", Format::Plain, false))),
            ("sub/a.b.TXT", Some(("sub/a.b", Format::Plain, false))),
            ("a.text.gz", Some(("a", Format::Plain, true))),
            ("a.jsonl", Some(("a", Format::JsonLines, false))),
            ("a.ndjson.GZ", Some(("a", Format::JsonLines, true))),
            ("a.gz", None),
            ("a.pdf", None),
            ("txt", None),
            ("sub.txt/a", None),
            ("sub/.txt", None),
        ];
        let sidecar = Arc::default();
        for (path, expected) in cases {
            let found = Source::known(Path::new(path), path, &sidecar);
            let found = found.as_ref().map(|source| (source.id.as_str(), source.format, source.gzip));
            assert_eq!(found, expected, "{path}");
        }
        for (path, id, gzip) in [("a", "a", false), ("a.pdf", "a", false), ("a.gz", "a", true), (".txt", ".txt", false)]
        {
            let source = Source::named(Path::new(path), path, &sidecar);
            assert_eq!((source.id.as_str(), source.format, source.gzip), (id, Format::Plain, gzip), "{path}");
        }
    }
}
