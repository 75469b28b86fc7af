//! Line breaks: which of them end a sentence, and which are mere layout.

use std::borrow::Cow;

use super::bounds::{is_closer, is_mark, is_opener};
use crate::document::Span;

/// Text that is wrapped has no longer lines.
const WIDEST_WRAP: usize = 120;

/// Fewer lines prove no wrapping.
const WRAPPED_LINES: usize = 3;

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The text with its line breaks turned into spaces, byte for byte.
pub(super) fn flatten(block: &str) -> Cow<'_, str> {
    if !block.contains(is_break) {
        return Cow::Borrowed(block);
    }
    let mut flat = String::with_capacity(block.len());
    for c in block.chars() {
        if is_break(c) { (0..c.len_utf8()).for_each(|_| flat.push(' ')) } else { flat.push(c) }
    }
    Cow::Owned(flat)
}

/// A line without the white space around it.
#[derive(Clone, Copy)]
struct Line<'t> {
    span: Span,
    text: &'t str,
    width: usize,
}

/// The stretches of text between the line breaks that end a sentence; `abbreviated` says that a line ends in a full
/// stop that ends no sentence.
pub(super) fn blocks(text: &str, abbreviated: impl Fn(&str) -> bool) -> Vec<Span> {
    let mut blocks = Vec::new();
    for paragraph in paragraphs(text) {
        let width = wrap_width(&paragraph);
        let mut open: Option<Span> = None;
        for (index, line) in paragraph.iter().enumerate() {
            let joined = index > 0 && joins(paragraph[index - 1], *line, width, &abbreviated);
            match &mut open {
                Some(span) if joined => span.end = line.span.end,
                _ => blocks.extend(open.replace(line.span)),
            }
        }
        blocks.extend(open);
    }
    blocks
}

/// Runs of lines without a blank one.
fn paragraphs(text: &str) -> Vec<Vec<Line<'_>>> {
    let mut paragraphs = Vec::new();
    let mut lines = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let rest = &text[start..];
        let end = rest.find(is_break).unwrap_or(rest.len());
        let line = rest[..end].trim();
        if line.is_empty() {
            paragraphs.push(std::mem::take(&mut lines));
        } else {
            let from = start + end - rest[..end].trim_start().len();
            let span = Span::new(from, from + line.len());
            lines.push(Line { span, text: line, width: line.chars().count() });
        }
        let mark = rest[end..].chars().next().map_or(0, char::len_utf8);
        start += end + if rest[end..].starts_with("\r\n") { 2 } else { mark };
    }
    paragraphs.push(lines);
    paragraphs
}

/// The width that the lines were filled up to, if the first word of each would not have fitted on the line before.
fn wrap_width(lines: &[Line]) -> Option<usize> {
    let width = lines.iter().map(|line| line.width).max().filter(|width| *width <= WIDEST_WRAP)?;
    let mut full = 0;
    for pair in lines.windows(2) {
        let (fills, ends) = (fills(pair[0], pair[1], width), ends_sentence(pair[0].text));
        if !fills && !ends {
            return None;
        }
        full += usize::from(fills && !ends);
    }
    (full + 1 >= WRAPPED_LINES).then_some(width)
}

fn fills(line: Line, next: Line, width: usize) -> bool {
    let word = next.text.split_whitespace().next().map_or(0, |word| word.chars().count());
    line.width + 1 + word > width
}

/// Whether the sentence may go on from one line to the next.
fn joins(line: Line, next: Line, width: Option<usize>, abbreviated: impl Fn(&str) -> bool) -> bool {
    if abbreviated(line.text) {
        return true;
    }
    match width {
        Some(width) => !ends_sentence(line.text) || fills(line, next, width),
        None => !ends_sentence(line.text) && goes_on(next.text),
    }
}

fn ends_sentence(line: &str) -> bool {
    let words = line.trim_end_matches(|c: char| is_closer(c) || c == '"' || c.is_whitespace());
    words.ends_with(is_mark)
}

/// Whether a line begins in the middle of a sentence.
fn goes_on(line: &str) -> bool {
    let first = line.trim_start_matches(|c: char| is_opener(c) || c == '"' || c.is_whitespace()).chars().next();
    first.is_some_and(char::is_lowercase) || line.starts_with(|c: char| is_closer(c) || matches!(c, ',' | ';'))
}
