use std::io::{self, BufRead};
use std::sync::LazyLock;

use regex::bytes::Regex;

use super::assemble::Origin;
use super::http::{self, Fault, HEAD, Head};
use super::jsonl::too_long;
use super::lines::{Line, fill};
use super::records::Cut;
use super::{Rejected, Settings, html, plain};
use crate::document::{Document, Failure};

/// How a record begins.
const MARK: &[u8] = b"WARC/";

/// The same behind a line end, with the beginning of its second line, which no page has.
static BEGINNING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u)\nWARC/1\.[0-9]\r?\nWARC-").expect("the pattern is well formed"));

/// The pages and plain texts among the records of a crawl. None is held beyond a limit, and other records never.
pub(super) struct Pages<R> {
    reader: R,
    limit: usize,
    /// Records so far, of any kind.
    record: usize,
    /// The first line of the next record was met.
    ahead: bool,
    current: Current,
    /// What was met behind the last piece, which is whole.
    broken: Option<io::Error>,
}

/// What the last piece is.
enum Current {
    Page(Named, Head),
    /// A page or text as it is, without the head of a server's answer.
    Bare(Named),
    Damage(&'static str),
}

/// The header of a record.
#[derive(Default)]
struct Named {
    kind: String,
    length: Option<u64>,
    content_type: String,
    id: Option<String>,
    url: Option<String>,
    date: Option<String>,
}

impl Named {
    fn set(&mut self, name: &str, value: &str) {
        let own = || Some(value.trim_start_matches('<').trim_end_matches('>').to_owned()).filter(|own| !own.is_empty());
        match name.to_ascii_lowercase().as_str() {
            "warc-type" => self.kind = value.to_ascii_lowercase(),
            "content-length" => self.length = value.parse().ok(),
            "content-type" => self.content_type = value.to_lowercase(),
            "warc-record-id" => self.id = own().map(|id| id.trim_start_matches("urn:uuid:").to_owned()),
            "warc-target-uri" => self.url = own(),
            "warc-date" => self.date = own(),
            _ => {}
        }
    }

    fn is_answer(&self) -> bool {
        self.kind == "response" && self.content_type.starts_with("application/http")
    }

    fn is_bare(&self) -> bool {
        matches!(self.kind.as_str(), "conversion" | "resource")
            && (self.content_type.starts_with("text/plain") || http::is_page(&self.content_type))
    }
}

impl<R: BufRead> Pages<R> {
    pub fn new(reader: R, limit: usize) -> Pages<R> {
        Pages { reader, limit, record: 0, ahead: false, current: Current::Damage(""), broken: None }
    }

    /// The next line without its end, of which no more than a header may take is held; `None` at the end.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let (mut line, mut any) = (Vec::new(), false);
        loop {
            let buffer = fill(&mut self.reader)?;
            if buffer.is_empty() {
                break;
            }
            any = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(buffer.len(), |at| at + 1);
            line.extend_from_slice(&buffer[..end.unwrap_or(taken).min((HEAD + 1).saturating_sub(line.len()))]);
            self.reader.consume(taken);
            if end.is_some() {
                break;
            }
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(any.then_some(line))
    }

    /// Goes to the next record; whether something else stood before it.
    fn find(&mut self) -> io::Result<bool> {
        let mut else_there = false;
        while !self.ahead {
            let Some(line) = self.line()? else { break };
            self.ahead = line.starts_with(MARK);
            else_there |= !self.ahead && !line.iter().all(u8::is_ascii_whitespace);
        }
        Ok(else_there)
    }

    /// The lines of a record's header, without its first; or what is wrong with it.
    fn header(&mut self) -> io::Result<Result<Named, &'static str>> {
        let (mut named, mut size) = (Named::default(), 0);
        let (mut name, mut value) = (String::new(), String::new());
        loop {
            let Some(line) = self.line()? else { return Ok(Err("its header is cut short")) };
            if line.starts_with(MARK) {
                self.ahead = true;
                return Ok(Err("its header is cut short"));
            }
            size += line.len() + 1;
            if size > HEAD {
                return Ok(Err("its header has no end"));
            }
            let line = String::from_utf8_lossy(&line).into_owned();
            if line.starts_with([' ', '\t']) && !line.trim().is_empty() {
                value.push(' ');
                value.push_str(line.trim());
                continue;
            }
            named.set(&name, value.trim());
            if line.trim().is_empty() {
                return Ok(Ok(named));
            }
            let (before, after) = line.split_once(':').unwrap_or_default();
            (name, value) = (before.trim().to_owned(), after.trim().to_owned());
        }
    }

    /// Reads past a block, of which so much is kept; `None` where the stream ends first, or another record begins inside:
    /// then the length was wrong.
    fn block(&mut self, length: u64, keep: usize) -> io::Result<Option<Vec<u8>>> {
        let (mut block, mut left) = (Vec::new(), length);
        while left > 0 {
            let buffer = fill(&mut self.reader)?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let taken = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
            // Where it lies across two buffers it is not seen, and costs one record more.
            if let Some(found) = BEGINNING.find(&buffer[..taken]) {
                let line_end = found.start() + 1;
                self.reader.consume(line_end);
                return Ok(None);
            }
            block.extend_from_slice(&buffer[..taken.min(keep.saturating_sub(block.len()))]);
            self.reader.consume(taken);
            left -= taken as u64;
        }
        Ok(Some(block))
    }

    /// The next record, which is a piece if it says so.
    fn read(&mut self) -> io::Result<Option<Line>> {
        let named = match self.header()? {
            Ok(named) => named,
            Err(fault) => return self.damage(fault),
        };
        let Some(length) = named.length else { return self.damage("its header gives no length") };
        // Of an answer, the head comes on top of what an article may have.
        let keep = if named.is_answer() || named.is_bare() { self.limit.saturating_add(HEAD) } else { 0 };
        let Some(block) = self.block(length, keep)? else { return self.damage("it is cut short") };
        match self.find() {
            Ok(false) => {}
            Ok(true) => return self.damage("its length is wrong"),
            Err(error) => self.broken = Some(error),
        }
        let over = (block.len() as u64) < length;
        if named.is_answer() {
            let Some(head) = http::head(&block) else { return self.damage("the head of the answer cannot be read") };
            if head.status != 200 || !http::is_page(&head.content_type) {
                return Ok(None);
            }
            self.current = Current::Page(named, head);
        } else if named.is_bare() {
            self.current = Current::Bare(named);
        } else {
            return Ok(None);
        }
        Ok(Some(if over { Line::TooLong } else { Line::Whole(block) }))
    }

    /// A piece that says what is wrong, at the next record that can be found.
    fn damage(&mut self, fault: &'static str) -> io::Result<Option<Line>> {
        self.find()?;
        self.current = Current::Damage(fault);
        Ok(Some(Line::TooLong))
    }
}

impl<R: BufRead> Cut for Pages<R> {
    const PIECE: &'static str = "page";

    fn next(&mut self) -> io::Result<Option<Line>> {
        if self.record == 0 && self.find()? {
            self.record = 1;
            return self.damage("no record begins here");
        }
        while std::mem::take(&mut self.ahead) {
            self.record += 1;
            if let Some(piece) = self.read()? {
                return Ok(Some(piece));
            }
        }
        self.broken.take().map_or(Ok(None), Err)
    }

    fn parse(&self, piece: Line, _number: usize, origin: &Origin, settings: &Settings) -> Result<Document, Rejected> {
        let place = format!("record {}", self.record);
        let (named, head) = match &self.current {
            Current::Page(named, head) => (named, Some(head)),
            Current::Bare(named) => (named, None),
            Current::Damage(fault) => return Err(origin.reject(Failure::new("read.warc", format!("{place}: {fault}")))),
        };
        let id = named.id.clone().unwrap_or_else(|| origin.id.clone());
        let reject = |failure| Rejected { id: id.clone(), ..origin.reject(failure) };
        let Line::Whole(block) = piece else { return Err(reject(too_long(&place, settings))) };
        let block = match head {
            None => Ok(block),
            Some(head) => http::body(head, &block, settings.max_bytes),
        };
        let bytes = block.map_err(|fault| {
            reject(match fault {
                Fault::TooLong => too_long(&place, settings),
                Fault::Damaged(name) => Failure::new("read.warc", format!("{place}: its {name} data is damaged")),
                Fault::Unknown(name) => {
                    Failure::new("read.warc", format!("{place}: it is compressed by `{name}`, which is not read"))
                }
            })
        })?;
        if bytes.len() > settings.max_bytes {
            return Err(reject(too_long(&place, settings)));
        }
        let content_type = head.map_or(&named.content_type, |head| &head.content_type);
        // The names of crawls and their folders tell when pages were fetched, not when they were published.
        let nowhere = Origin { id: id.clone(), path: "", sidecar: origin.sidecar };
        let parsed = if http::is_page(content_type) {
            html::parse_served(bytes, http::charset(content_type), &nowhere, settings)
        } else {
            plain::parse(bytes, &nowhere, settings)
        };
        let mut document = parsed.map_err(|rejected| reject(rejected.failure))?;
        document.path = origin.path.to_owned();
        document.url = named.url.clone().or(document.url);
        document.metadata.extend(named.date.clone().map(|date| ("crawled".to_owned(), date)));
        document.id = id;
        Ok(document)
    }

    fn fault(&self) -> Option<Failure> {
        Some(Failure::new("read.empty", "the file has no record of a page or a plain text"))
    }
}
