use std::io::{self, BufRead};

use super::assemble::Origin;
use super::jsonl::parse_any;
use super::lines::{Line, fill};
use super::records::Cut;
use super::{Rejected, Settings};
use crate::document::Document;

/// The objects of a JSON file: of an array, one behind the other, or one alone, on one line or many. None is held beyond a
/// limit, and the array never.
pub(super) struct Objects<R> {
    reader: R,
    limit: usize,
}

impl<R: BufRead> Objects<R> {
    pub fn new(reader: R, limit: usize) -> Objects<R> {
        Objects { reader, limit }
    }
}

impl<R: BufRead> Cut for Objects<R> {
    const PIECE: &'static str = "record";

    fn next(&mut self) -> io::Result<Option<Line>> {
        let (mut piece, mut length) = (Vec::new(), 0_usize);
        let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
        loop {
            let buffer = fill(&mut self.reader)?;
            if buffer.is_empty() {
                break;
            }
            let (mut taken, mut ended) = (0, false);
            for &byte in buffer {
                // Between the objects of an array; a byte order mark may stand at the beginning.
                let between = byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b']' | 0xef | 0xbb | 0xbf);
                if length == 0 && between {
                    taken += 1;
                    continue;
                }
                // What is no object ends with its line.
                if depth == 0 && length > 0 && matches!(byte, b'\n' | b'{') {
                    ended = true;
                    break;
                }
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if quoted => escaped = true,
                    b'"' => quoted = !quoted,
                    b'{' if !quoted => depth += 1,
                    b'}' if !quoted => depth = depth.saturating_sub(1),
                    _ => {}
                }
                taken += 1;
                length += 1;
                if length <= self.limit {
                    piece.push(byte);
                }
                if depth == 0 && byte == b'}' && !quoted {
                    ended = true;
                    break;
                }
            }
            self.reader.consume(taken);
            if ended {
                break;
            }
        }
        Ok(match length {
            0 => None,
            _ if length > self.limit => Some(Line::TooLong),
            _ => Some(Line::Whole(piece)),
        })
    }

    fn parse(&self, piece: Line, number: usize, origin: &Origin, settings: &Settings) -> Result<Document, Rejected> {
        parse_any(piece, None, &format!("record {number}"), origin, settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(text: &str, limit: usize, buffer: usize) -> Vec<Option<String>> {
        let mut objects = Objects::new(io::BufReader::with_capacity(buffer, text.as_bytes()), limit);
        let mut found = Vec::new();
        while let Some(piece) = objects.next().unwrap() {
            found.push(match piece {
                Line::Whole(bytes) => Some(String::from_utf8(bytes).unwrap()),
                Line::TooLong => None,
            });
        }
        found
    }

    #[test]
    fn objects_are_cut_out_of_any_layout() {
        let cases: [(&str, &[Option<&str>]); 9] = [
            ("", &[]),
            ("[]", &[]),
            ("\u{feff}[{\"a\":1},\n{\"b\":\"}{\"}]\n", &[Some("{\"a\":1}"), Some("{\"b\":\"}{\"}")]),
            ("{\n \"a\": {\"b\": [1]}\n}", &[Some("{\n \"a\": {\"b\": [1]}\n}")]),
            ("{\"a\":\"\\\"}\"}{\"b\":1}", &[Some("{\"a\":\"\\\"}\"}"), Some("{\"b\":1}")]),
            ("7\n{\"a\":1}", &[Some("7"), Some("{\"a\":1}")]),
            ("{\"a\":1", &[Some("{\"a\":1")]),
            ("[{\"a\":\"12345678901234567890\"},{\"b\":1}]", &[None, Some("{\"b\":1}")]),
            ("[{\"a\":1}", &[Some("{\"a\":1}")]),
        ];
        for (text, expected) in cases {
            for buffer in [1, 3, 64] {
                let expected: Vec<_> = expected.iter().map(|piece| piece.map(str::to_owned)).collect();
                assert_eq!(objects(text, 24, buffer), expected, "{text:?}");
            }
        }
    }
}
