use std::io::{self, BufRead, ErrorKind};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::decode::utf16_without_bom;

/// The lines of a stream, none of them held beyond a limit.
pub(super) struct Lines<R> {
    reader: R,
    limit: usize,
    begun: bool,
    unit: Unit,
    encoding: Option<&'static Encoding>,
    guessed: bool,
}

/// What a line end looks like.
#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Byte,
    Little,
    Big,
}

/// A line without its end, or the fact that there was one over the limit.
#[derive(Debug, PartialEq)]
pub(super) enum Line {
    Whole(Vec<u8>),
    TooLong,
}

impl Line {
    /// Whether there is nothing on it but white space, in UTF-16 or a smaller encoding.
    pub fn is_blank(&self) -> bool {
        let Line::Whole(bytes) = self else { return false };
        let spaces = bytes.iter().filter(|byte| byte.is_ascii_whitespace()).count();
        let zeros = bytes.iter().filter(|byte| **byte == 0).count();
        spaces + zeros == bytes.len() && zeros <= spaces
    }
}

impl<R: BufRead> Lines<R> {
    pub fn new(reader: R, limit: usize) -> Lines<R> {
        Lines { reader, limit, begun: false, unit: Unit::Byte, encoding: None, guessed: false }
    }

    /// The next line; `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<Line>> {
        if !self.begun {
            self.begin()?;
        }
        let (mut line, mut length, mut previous) = (Vec::new(), 0usize, 0u8);
        let ended = loop {
            let limit = self.limit.saturating_add(4);
            let buffer = fill(&mut self.reader)?;
            if buffer.is_empty() {
                break false;
            }
            let newline = buffer.iter().position(|byte| *byte == b'\n');
            let taken = newline.map_or(buffer.len(), |at| at + 1);
            let before = if taken > 1 { buffer[taken - 2] } else { previous };
            previous = buffer[taken - 1];
            length += taken;
            if length <= limit {
                line.extend_from_slice(&buffer[..taken]);
            }
            self.reader.consume(taken);
            if newline.is_none() {
                continue;
            }
            match self.unit {
                Unit::Byte => break true,
                Unit::Big if length.is_multiple_of(2) && before == 0 => break true,
                Unit::Little if !length.is_multiple_of(2) => {
                    let Some(next) = fill(&mut self.reader)?.first().copied() else { break false };
                    self.reader.consume(1);
                    length += 1;
                    previous = next;
                    if length <= limit {
                        line.push(next);
                    }
                    if next == 0 {
                        break true;
                    }
                }
                _ => {}
            }
        };
        if length == 0 {
            return Ok(None);
        }
        let end = match (ended, self.unit) {
            (false, _) => 0,
            (true, Unit::Byte) => 1,
            (true, _) => 2,
        };
        length -= end;
        if length > self.limit {
            return Ok(Some(Line::TooLong));
        }
        line.truncate(length);
        if self.unit == Unit::Byte && line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Some(Line::Whole(line)))
    }

    /// The encoding of the whole stream, where its beginning shows one, and whether it was guessed for want of a mark.
    pub fn declared(&self) -> Option<(&'static Encoding, bool)> {
        self.encoding.map(|encoding| (encoding, self.guessed))
    }

    /// UTF-16 has line ends of two bytes, so it must be known before the first line is cut.
    fn begin(&mut self) -> io::Result<()> {
        self.begun = true;
        let buffer = fill(&mut self.reader)?;
        let (encoding, mark) = match buffer {
            [0xff, 0xfe, ..] => (Some(UTF_16LE), 2),
            [0xfe, 0xff, ..] => (Some(UTF_16BE), 2),
            _ => (utf16_without_bom(buffer), 0),
        };
        self.encoding = encoding;
        self.guessed = encoding.is_some() && mark == 0;
        self.unit = match encoding {
            Some(encoding) if encoding == UTF_16LE => Unit::Little,
            Some(_) => Unit::Big,
            None => Unit::Byte,
        };
        self.reader.consume(mark);
        Ok(())
    }
}

/// What a reader has next, asked again where a signal came in between.
pub(super) fn fill(reader: &mut impl BufRead) -> io::Result<&[u8]> {
    // Asked twice because the borrow checker does not let a loop return what it borrowed; the second call is free.
    while let Err(error) = reader.fill_buf() {
        if error.kind() != ErrorKind::Interrupted {
            return Err(error);
        }
    }
    reader.fill_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], limit: usize, buffer: usize) -> Vec<Option<String>> {
        let mut lines = Lines::new(io::BufReader::with_capacity(buffer, bytes), limit);
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push(match line {
                Line::Whole(bytes) => Some(lines.encoding.map_or_else(
                    || String::from_utf8_lossy(&bytes).into_owned(),
                    |encoding| encoding.decode_without_bom_handling(&bytes).0.into_owned(),
                )),
                Line::TooLong => None,
            });
        }
        found
    }

    #[test]
    fn lines_are_cut_and_bounded() {
        let cases: [(&str, &[Option<&str>]); 8] = [
            ("", &[]),
            ("a", &[Some("a")]),
            ("a\nb\n", &[Some("a"), Some("b")]),
            ("a\r\n\r\nb", &[Some("a"), Some(""), Some("b")]),
            ("\n\n", &[Some(""), Some("")]),
            ("12345678\nb", &[Some("12345678"), Some("b")]),
            ("123456789\nb\n", &[None, Some("b")]),
            ("12345678901234567890123456789", &[None]),
        ];
        for (text, expected) in cases {
            for buffer in [1, 2, 3, 64] {
                assert_eq!(
                    all(text.as_bytes(), 8, buffer),
                    expected.iter().map(|line| line.map(str::to_owned)).collect::<Vec<_>>(),
                    "{text:?}"
                );
            }
        }
    }

    #[test]
    fn lines_of_utf16_are_cut_at_whole_units() {
        // U+0A0A and U+0A00 hold the byte of a line end.
        let text = "é\u{a0a}x\u{a00}\nb\u{10a}\n";
        for mark in [[0xff, 0xfe], [0xfe, 0xff]] {
            let unit = |unit: u16| if mark[0] == 0xff { unit.to_le_bytes() } else { unit.to_be_bytes() };
            let bytes: Vec<u8> = mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect();
            for buffer in [2, 3, 4, 64] {
                assert_eq!(
                    all(&bytes, 100, buffer),
                    [Some("é\u{a0a}x\u{a00}".to_owned()), Some("b\u{10a}".to_owned())]
                );
            }
        }
    }
}
