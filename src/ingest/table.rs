use std::io::{self, BufRead};

use serde_json::{Map, Value};

use super::assemble::{self, Origin};
use super::decode::{decode, decode_piece};
use super::jsonl::{at, record, too_long};
use super::lines::{Line, fill};
use super::names::{Field, Names};
use super::records::Cut;
use super::sidecar::delimiter;
use super::{Rejected, Settings};
use crate::document::{Document, Failure};

/// The rows of a table of articles, none of them held beyond a limit. The first names the columns.
pub(super) struct Rows<'a, R> {
    reader: R,
    limit: usize,
    names: &'a Names,
    delimiter: u8,
    /// The names of the columns, once they are read.
    head: Option<Vec<String>>,
    fault: Option<Failure>,
}

/// Where in a row the next byte stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// At the beginning of a cell.
    Start,
    Bare,
    Quoted,
    /// Behind a quotation mark in a quoted cell: its end, or the first of two.
    Mark,
}

impl<'a, R: BufRead> Rows<'a, R> {
    pub fn new(reader: R, settings: &'a Settings) -> Rows<'a, R> {
        Rows { reader, limit: settings.max_bytes, names: &settings.names, delimiter: b',', head: None, fault: None }
    }

    /// The bytes of the next row; line ends in quotation marks belong to it.
    fn row(&mut self) -> io::Result<Option<Line>> {
        let (mut row, mut length, mut place) = (Vec::new(), 0_usize, Place::Start);
        let mut ended = false;
        while !ended {
            let buffer = fill(&mut self.reader)?;
            if buffer.is_empty() {
                break;
            }
            let mut taken = 0;
            for &byte in buffer {
                taken += 1;
                length += 1;
                if length <= self.limit {
                    row.push(byte);
                }
                place = match (place, byte) {
                    (Place::Quoted, b'"') => Place::Mark,
                    (Place::Quoted, _) => Place::Quoted,
                    (Place::Start | Place::Mark, b'"') => Place::Quoted,
                    (_, b'\n') => {
                        ended = true;
                        break;
                    }
                    (_, byte) if byte == self.delimiter => Place::Start,
                    _ => Place::Bare,
                };
            }
            self.reader.consume(taken);
        }
        Ok(match length {
            0 => None,
            _ if length > self.limit => Some(Line::TooLong),
            _ => Some(Line::Whole(row)),
        })
    }

    /// Reads the names of the columns; one of them must be the text's.
    fn begin(&mut self) -> io::Result<Option<Vec<String>>> {
        // The delimiter is not known yet, but no name of a column has a line end.
        let line = loop {
            match self.row()? {
                Some(line) if line.is_blank() => {}
                line => break line,
            }
        };
        let bytes = match line {
            Some(Line::Whole(bytes)) => bytes,
            Some(Line::TooLong) => {
                let message = format!("the first row is over the limit of {} bytes", self.limit);
                self.fault = Some(Failure::new("read.size", message));
                return Ok(None);
            }
            None => return Ok(None),
        };
        let text = match decode(bytes) {
            Ok(decoded) => decoded.text,
            Err(failure) => {
                self.fault = Some(at("the first row", failure));
                return Ok(None);
            }
        };
        self.delimiter = delimiter(&text);
        let names: Vec<String> = self.cells(&text).into_iter().map(|name| name.trim().to_owned()).collect();
        if !names.iter().any(|name| self.names.is(Field::Text, name)) {
            let message = "no column is a text: none is named `text`, `maintext`, `body`, ...";
            self.fault = Some(Failure::new("read.field", message));
            return Ok(None);
        }
        Ok(Some(names))
    }

    fn cells(&self, row: &str) -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new();
        // A line end of old Macintosh files in a cell is a part of it.
        reader.has_headers(false).flexible(true).delimiter(self.delimiter).terminator(csv::Terminator::Any(b'\n'));
        let row = row.strip_suffix('\n').unwrap_or(row);
        let row = row.strip_suffix('\r').unwrap_or(row);
        let first = reader.from_reader(row.as_bytes()).records().next();
        first.and_then(Result::ok).map(|record| record.iter().map(str::to_owned).collect()).unwrap_or_default()
    }
}

impl<R: BufRead> Cut for Rows<'_, R> {
    const PIECE: &'static str = "row";

    fn next(&mut self) -> io::Result<Option<Line>> {
        if self.head.is_none() && self.fault.is_none() {
            self.head = self.begin()?;
        }
        if self.head.is_none() {
            return Ok(None);
        }
        let row = self.row()?;
        // Spreadsheets end in rows of empty cells.
        let empty = |byte: &u8| *byte == self.delimiter || byte.is_ascii_whitespace();
        Ok(row.map(|row| match row {
            Line::Whole(bytes) if bytes.iter().all(empty) => Line::Whole(Vec::new()),
            row => row,
        }))
    }

    fn parse(&self, piece: Line, number: usize, origin: &Origin, settings: &Settings) -> Result<Document, Rejected> {
        let place = format!("row {number}");
        let Line::Whole(bytes) = piece else { return Err(origin.reject(too_long(&place, settings))) };
        let digest = assemble::digest(&bytes);
        let decoded = decode_piece(bytes).map_err(|failure| origin.reject(at(&place, failure)))?;
        let (cells, head) = (self.cells(&decoded.text), self.head.as_deref().unwrap_or_default());
        if cells.len() > head.len() {
            let message = format!("{} cells under {} columns", cells.len(), head.len());
            return Err(origin.reject(at(&place, Failure::new("read.table", message))));
        }
        // An empty cell is a value that is not there; of two columns of one name the first counts.
        let mut object = Map::new();
        for (name, value) in head.iter().zip(cells).filter(|(name, value)| !name.is_empty() && !value.is_empty()) {
            object.entry(name.clone()).or_insert(Value::String(value));
        }
        record(object, decoded, digest, &place, origin, settings)
    }

    fn fault(&self) -> Option<Failure> {
        self.fault.clone()
    }
}
