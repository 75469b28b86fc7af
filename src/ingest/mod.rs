//! Bytes and files become [`Document`]s: walking, archives, compression, encodings, formats, metadata, publication dates.
//!
//! [`open`] walks files, folders, archives and patterns, and [`open_list`] what a list names; both yield [`Entry`]s
//! in a fixed order. [`Source::documents`] reads one file, lazily, and gives a document or a rejection for each
//! article in it. [`parse_line`] is the filter form. The text of a document is the source's text: only the encoding,
//! a byte order mark and header lines at the top of a plain file are taken off (of a page, the paragraphs of its article).
//! The words of a language come from outside, as [`Names`] of fields and the [`Calendar`] of dates.
//!
//! ```
//! use depeche::ingest::{Settings, parse_line};
//! let line = r#"{"id": 7, "headline": "Bakou", "maintext": "Un accord jeudi.", "date": "2023-09-20"}"#;
//! let document = parse_line(line, 1, &Settings::default())?;
//! assert_eq!((document.id.as_str(), document.text.as_str()), ("7", "Un accord jeudi."));
//! # Ok::<(), depeche::ingest::Rejected>(())
//! ```
//!
//! # Codes
//!
//! They are stable. A failure loses its article (or folder) and nothing else; a notice loses nothing.
//!
//! | failure | when |
//! | --- | --- |
//! | `read.io` | a file or folder cannot be opened or read, or becomes shorter meanwhile; a pattern matches nothing |
//! | `read.loop` | a symbolic link leads back to a folder above it, or to itself |
//! | `read.size` | an article (of compressed data, what comes out), a line, a record or a row is over the size limit |
//! | `read.gzip`, `read.zstd`, `read.bzip2` | the compressed data is damaged or cut short |
//! | `read.bomb` | over 64 MB and more than 250 times as much comes out of compressed data as went in |
//! | `read.zip` | an archive, or a member of it, is damaged or cannot be read |
//! | `read.warc` | a record of a crawl is damaged, or compressed in a way that is not read |
//! | `read.parquet` | a Parquet file is damaged or lies in another, or the feature `parquet` is missing |
//! | `read.binary` | the content is not text: NULs, control characters, a known binary format |
//! | `read.encoding` | no encoding makes sense of the bytes |
//! | `read.empty` | the text is empty or white space; a file of records has none |
//! | `read.json` | a line or record is not a JSON object |
//! | `read.table` | a row has more cells than there are columns |
//! | `read.html` | the elements of a page are nested thousands deep |
//! | `read.field` | a record has no text, or one that is not a string |
//!
//! | notice | when |
//! | --- | --- |
//! | `ingest.encoding` | the encoding was guessed: which |
//! | `ingest.replaced` | a few bytes of a UTF-8 text are damaged and became U+FFFD |
//! | `ingest.mojibake` | the text was decoded twice before it came here; it is left as it is |
//! | `ingest.control` | the text has a few NULs or control characters; they are left in |
//! | `ingest.published` | a publication date could not be read; the raw value is in the metadata |
//! | `ingest.undated` | no publication date is known |
//! | `ingest.id` | the id was taken by an earlier document |
//! | `ingest.dataset` | a folder is the dataset of an earlier run, which is left out |
//! | `ingest.sidecar` | `metadata.csv`, or a row of it, cannot be used |

mod archive;
mod assemble;
mod calendar;
mod dateline;
mod decode;
mod fields;
mod glob;
mod guard;
mod header;
mod html;
mod http;
mod ids;
mod json;
mod jsonl;
mod language;
mod legacy;
mod lines;
mod list;
mod names;
mod packing;
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_rows;
mod plain;
mod published;
mod records;
mod sidecar;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod transcode;
mod walk;
mod warc;

use std::io::BufRead;
use std::path::PathBuf;

use crate::document::{Document, Failure, Published};
use assemble::Origin;
use lines::{Line, Lines};

pub use calendar::Calendar;
pub use decode::{Decoded, decode};
pub use ids::Ids;
pub use list::open_list;
pub use names::{Field, Names};
pub use sidecar::SIDECAR;
pub use source::{Format, Source};
pub use walk::{Entry, Walk, open};

/// How input is read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The language of the documents, ISO 639-1.
    pub language: String,
    /// Whether a document may be in another language: its own field says so, or its text is looked at. Where neither
    /// is clear it is in `language`.
    pub detect_language: bool,
    /// The names of fields.
    pub names: Names,
    /// The words of dates.
    pub calendar: Calendar,
    /// The publication date of documents that give none of their own.
    pub published: Option<Published>,
    /// The size limit of an article, in bytes, after decompression.
    pub max_bytes: usize,
    /// A folder that is left out where an input holds it: the dataset of an earlier run.
    pub except: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            language: "fr".to_owned(),
            detect_language: false,
            names: Names::default(),
            calendar: Calendar::default(),
            published: None,
            max_bytes: 20_000_000,
            except: None,
        }
    }
}

/// An article that could not be read: a line of `errors.jsonl`.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{path}: {failure}")]
pub struct Rejected {
    /// The id that the document would have had.
    pub id: String,
    /// Relative to the input, with `/`.
    pub path: String,
    /// Why.
    pub failure: Failure,
}

/// The filter form: one line of standard input, the `n`th (from 1), as a document.
///
/// The line is a JSON object, as bytes or text, without or with its line end. A record without an id of its own is
/// `stdin#n`.
pub fn parse_line(line: impl AsRef<[u8]>, n: usize, settings: &Settings) -> Result<Document, Rejected> {
    let line = line.as_ref();
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = if line.len() > settings.max_bytes { Line::TooLong } else { Line::Whole(line.to_vec()) };
    jsonl::parse_any(line, None, &format!("line {n}"), &stdin(n), settings)
}

/// The filter form as a stream: one result for each line, also for a blank one, and no more memory than a line takes.
pub fn parse_lines<'a>(
    reader: impl BufRead + 'a,
    settings: &'a Settings,
) -> impl Iterator<Item = Result<Document, Rejected>> + 'a {
    let mut lines = Lines::new(reader, settings.max_bytes);
    let mut numbers = 1..;
    let mut broken = false;
    std::iter::from_fn(move || {
        let line = if broken { None } else { lines.next().transpose() }?;
        let n = numbers.next()?;
        Some(line.map_or_else(
            |error| {
                broken = true;
                Err(stdin(n).reject(source::io_failure(&error)))
            },
            |line| jsonl::parse_any(line, lines.declared(), &format!("line {n}"), &stdin(n), settings),
        ))
    })
}

fn stdin(n: usize) -> Origin<'static> {
    Origin { id: format!("stdin#{n}"), path: "", sidecar: None }
}
