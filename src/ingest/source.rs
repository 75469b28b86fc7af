use std::fs::{self, File};
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::archive::Member;
use super::assemble::Origin;
use super::fields::Fields;
use super::guard::{Fed, Steady, is_damage, refuse, refused};
use super::json::Objects;
use super::lines::Lines;
use super::packing::Packing;
use super::records::Records;
use super::sidecar::Sidecar;
use super::table::Rows;
use super::transcode::without_utf16;
use super::warc::Pages;
use super::{Rejected, Settings, html, parquet, plain};
use crate::document::{Document, Failure};

/// How a file is divided into articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One article.
    Plain,
    /// A JSON object a line, each an article.
    JsonLines,
    /// A JSON object, or an array of them, each an article.
    Json,
    /// A page, whose article is one.
    Html,
    /// A row of comma, semicolon or tab separated values under named columns, each an article.
    Table,
    /// A record of a crawl that holds a page or a plain text, each an article.
    Warc,
    /// A row of a Parquet file under named columns, each an article.
    Parquet,
}

/// The extensions that are read in a folder, each also with that of a compression.
const EXTENSIONS: &[(&str, Format)] = &[
    ("txt", Format::Plain),
    ("text", Format::Plain),
    ("jsonl", Format::JsonLines),
    ("ndjson", Format::JsonLines),
    ("json", Format::Json),
    ("csv", Format::Table),
    ("tsv", Format::Table),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("warc", Format::Warc),
    ("wet", Format::Warc),
    ("parquet", Format::Parquet),
];

/// A file of articles.
#[derive(Clone, Debug)]
pub struct Source {
    file: PathBuf,
    /// Where in that file, which is an archive.
    member: Option<Member>,
    /// Named by itself, so it may be a pipe.
    named: bool,
    path: String,
    /// Of a plain file's document; the beginning of the ids of records.
    id: String,
    format: Format,
    packing: Option<Packing>,
    sidecar: Arc<Sidecar>,
}

impl Source {
    /// A source by its name; `None` if the extension is not known.
    pub(super) fn known(file: &Path, path: &str, sidecar: &Arc<Sidecar>) -> Option<Source> {
        let (stem, packing) = Packing::of(path);
        let (stem, extension) = stem.rsplit_once('.').filter(|(stem, _)| !stem.is_empty() && !stem.ends_with('/'))?;
        let (_, format) = *EXTENSIONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension))?;
        Some(Source::new(file, path, stem, format, packing, sidecar))
    }

    /// A source by its name, plain text if the extension says nothing.
    pub(super) fn named(file: &Path, path: &str, sidecar: &Arc<Sidecar>) -> Source {
        let source = Source::known(file, path, sidecar).unwrap_or_else(|| {
            let (stem, packing) = Packing::of(path);
            let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
            Source::new(file, path, stem, Format::Plain, packing, sidecar)
        });
        Source { named: true, ..source }
    }

    /// The source as a member of the archive that its file is.
    pub(super) fn inside(self, member: Member) -> Source {
        Source { member: Some(member), ..self }
    }

    fn new(
        file: &Path,
        path: &str,
        stem: &str,
        format: Format,
        packing: Option<Packing>,
        sidecar: &Arc<Sidecar>,
    ) -> Source {
        let sidecar = Arc::clone(sidecar);
        let id = if stem.is_empty() { path } else { stem }.to_owned();
        let (file, path) = (file.to_owned(), path.to_owned());
        let mut source = Source { file, member: None, named: false, path, id, format, packing, sidecar };
        if let Some(id) = source.row().and_then(|row| row.id.clone()) {
            source.id = id;
        }
        source
    }

    /// Where the file lies; of a member, its archive.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The bytes that it takes on the disk; 0 where that is not known.
    pub fn size(&self) -> u64 {
        let on_disk = || fs::metadata(&self.file).map_or(0, |data| data.len());
        self.member.as_ref().map_or_else(on_disk, Member::packed)
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
        let limit = settings.max_bytes;
        let buffered = self.reader().map(|reader| BufReader::with_capacity(1 << 16, reader));
        let opened = buffered.and_then(|reader| {
            Ok(match self.format {
                Format::Plain => one(self.whole(reader, plain::parse, settings)),
                Format::Html => one(self.whole(reader, html::parse, settings)),
                Format::JsonLines => Box::new(Records::new(Lines::new(reader, limit), self, settings)),
                Format::Json => Box::new(Records::new(Objects::new(without_utf16(reader)?, limit), self, settings)),
                Format::Table => Box::new(Records::new(Rows::new(without_utf16(reader)?, settings), self, settings)),
                Format::Warc => Box::new(Records::new(Pages::new(reader, limit), self, settings)),
                Format::Parquet => parquet::documents(self, settings),
            })
        });
        opened.unwrap_or_else(|error| one(Err(self.origin(None).reject(self.failure(&error)))))
    }

    fn reader(&self) -> io::Result<Box<dyn Read + Send>> {
        let fed = Fed::default();
        let packed: Box<dyn Read + Send> = match &self.member {
            Some(member) => member.open(&self.file, &fed)?,
            None => {
                let (file, length) = self.open()?;
                Box::new(fed.count(Steady::new(file, length)))
            }
        };
        Ok(match self.packing {
            Some(packing) => Box::new(fed.guard(packing.open(BufReader::with_capacity(1 << 16, packed)))),
            None => packed,
        })
    }

    /// Whether the file is what is read, not something in it.
    pub(super) fn is_bare(&self) -> bool {
        self.member.is_none() && self.packing.is_none()
    }

    /// The file and its length, 0 where that is not known.
    fn open(&self) -> io::Result<(File, u64)> {
        // It may be another than the walk met; a pipe without a writer would be waited for for ever.
        if !self.named && !fs::metadata(&self.file)?.is_file() {
            return Err(refuse("read.io", "cannot be read: it is no file any more"));
        }
        let file = File::open(&self.file)?;
        let data = file.metadata()?;
        Ok((file, if data.is_file() { data.len() } else { 0 }))
    }

    fn whole(
        &self,
        reader: impl Read,
        parse: fn(Vec<u8>, &Origin, &Settings) -> Result<Document, Rejected>,
        settings: &Settings,
    ) -> Result<Document, Rejected> {
        let origin = self.origin(None);
        let mut bytes = Vec::new();
        // One byte more than allowed shows that there is more, however much that may be.
        let read = reader.take(settings.max_bytes as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > settings.max_bytes {
            let message = format!("the article is over the limit of {} bytes", settings.max_bytes);
            return Err(origin.reject(Failure::new("read.size", message)));
        }
        match read {
            Ok(_) => parse(bytes, &origin, settings),
            Err(error) => Err(origin.reject(self.failure(&error))),
        }
    }

    /// Of the file, or of its `n`th record.
    pub(super) fn origin(&self, n: Option<usize>) -> Origin<'_> {
        let id = n.map_or_else(|| self.id.clone(), |n| format!("{}#{n}", self.id));
        Origin { id, path: &self.path, sidecar: self.row() }
    }

    fn row(&self) -> Option<&Fields> {
        self.sidecar.row(self.path.rsplit('/').next()?)
    }

    pub(super) fn failure(&self, error: &io::Error) -> Failure {
        if let Some(failure) = refused(error) {
            return failure;
        }
        if let Some((code, name)) = self.packing.map(Packing::names).filter(|_| is_damage(error)) {
            return Failure::new(code, format!("the {name} data is damaged or cut short: {error}"));
        }
        if error.kind() == ErrorKind::InvalidData && error.raw_os_error().is_none() {
            return Failure::new("read.encoding", error.to_string());
        }
        io_failure(error)
    }
}

/// The articles of a source, one after the other.
pub(super) type Articles<'a> = Box<dyn Iterator<Item = Result<Document, Rejected>> + Send + 'a>;

pub(super) fn one<'a>(result: Result<Document, Rejected>) -> Articles<'a> {
    Box::new(std::iter::once(result))
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
            ("a.txt", Some(("a", Format::Plain, None))),
            ("sub/a.b.TXT", Some(("sub/a.b", Format::Plain, None))),
            ("a.text.gz", Some(("a", Format::Plain, Some(Packing::Gzip)))),
            ("a.jsonl", Some(("a", Format::JsonLines, None))),
            ("a.ndjson.GZ", Some(("a", Format::JsonLines, Some(Packing::Gzip)))),
            ("a.gz", None),
            ("a.json.zst", Some(("a", Format::Json, Some(Packing::Zstd)))),
            ("a.TSV.bz2", Some(("a", Format::Table, Some(Packing::Bzip2)))),
            ("CC-NEWS-20160926.warc.gz", Some(("CC-NEWS-20160926", Format::Warc, Some(Packing::Gzip)))),
            ("a.parquet", Some(("a", Format::Parquet, None))),
            ("a.zip", None),
            ("a.pdf", None),
            ("txt", None),
            ("sub.txt/a", None),
            ("sub/.txt", None),
        ];
        let sidecar = Arc::default();
        for (path, expected) in cases {
            let found = Source::known(Path::new(path), path, &sidecar);
            let found = found.as_ref().map(|source| (source.id.as_str(), source.format, source.packing));
            assert_eq!(found, expected, "{path}");
        }
        let gzip = Some(Packing::Gzip);
        for (path, id, packing) in [("a", "a", None), ("a.pdf", "a", None), ("a.gz", "a", gzip), (".txt", ".txt", None)]
        {
            let source = Source::named(Path::new(path), path, &sidecar);
            assert_eq!((source.id.as_str(), source.format, source.packing), (id, Format::Plain, packing), "{path}");
        }
    }
}
