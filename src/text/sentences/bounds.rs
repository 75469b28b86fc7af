//! The bounds of sentences inside a stretch without line breaks.

use unicode_segmentation::UnicodeSegmentation;

use super::{Abbreviation, Sentences};
use crate::document::Span;
use crate::text::is_apostrophe;

/// How many marks in a row are looked at: more of them are no writing, and must not cost time.
const MARKS: usize = 8;

/// The longest abbreviation, in characters.
const ABBREVIATION: usize = 16;

/// The longest stretch that is handed to UAX #29 at once: its rules look ahead without bound.
const STRETCH: usize = 512;

pub(super) fn is_opener(c: char) -> bool {
    matches!(c, '«' | '“' | '„' | '‹' | '(' | '[' | '{' | '‘')
}

pub(super) fn is_closer(c: char) -> bool {
    matches!(c, '»' | '”' | '›' | ')' | ']' | '}' | '’')
}

pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‽' | '。' | '！' | '？')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '•' | '*')
}

/// A stretch of text, and where its ambiguous quotation marks stand.
struct Line<'t> {
    text: &'t str,
    quotes: Vec<usize>,
}

impl Line<'_> {
    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn after(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// Where the white space that begins at `at` ends.
    fn skip_space(&self, at: usize) -> usize {
        self.text.len() - self.text[at..].trim_start().len()
    }

    /// Whether the mark at `at` closes what was opened before.
    fn closes(&self, at: usize) -> bool {
        match self.after(at) {
            Some('"') => {
                let end = at + 1;
                let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !is_mark(c) && c != ',');
                let (left, right) =
                    (self.before(at).is_none_or(char::is_whitespace), self.after(end).is_none_or(char::is_whitespace));
                match (left, right) {
                    (true, false) => {
                        !self.after(end).is_some_and(|c| c.is_alphanumeric() || is_apostrophe(c)) && self.odd(at)
                    }
                    (false, true) => true,
                    _ => self.odd(at) || !free(self.before(at)) && free(self.after(end)),
                }
            }
            Some(c) => is_closer(c),
            None => false,
        }
    }

    fn opens(&self, at: usize) -> bool {
        match self.after(at) {
            Some('"') => !self.closes(at),
            Some(c) => is_opener(c),
            None => false,
        }
    }

    /// Whether a quotation is open at `at`, if its marks come in pairs.
    fn odd(&self, at: usize) -> bool {
        self.quotes.partition_point(|quote| *quote < at) % 2 == 1
    }

    /// A bound between sentences as (end of the left one, start of the right one): marks that close belong to the left,
    /// marks that open to the right.
    fn settle(&self, bound: usize) -> (usize, usize) {
        let mut left = self.text[..bound].trim_end().len();
        for _ in 0..MARKS {
            let Some(c) = self.before(left) else { break };
            if !self.opens(left - c.len_utf8()) {
                break;
            }
            left = self.text[..left - c.len_utf8()].trim_end().len();
        }
        let mut right = self.skip_space(left);
        for _ in 0..MARKS {
            if !self.closes(right) {
                break;
            }
            left = right + self.after(right).map_or(0, char::len_utf8);
            right = self.skip_space(left);
        }
        (left, right)
    }

    /// The sentence mark before `at`, and where it ends: closing marks and white space may stand between.
    fn mark(&self, at: usize) -> Option<(char, usize)> {
        let mut end = at;
        for _ in 0..MARKS {
            let c = self.before(end)?;
            if is_mark(c) {
                return Some((c, end));
            }
            if !(is_closer(c) || c == '"' || c.is_whitespace()) {
                return None;
            }
            end -= c.len_utf8();
        }
        None
    }

    /// The first letter or digit from `at` on, after marks that open and dashes.
    fn opening(&self, at: usize) -> Option<(usize, char)> {
        let skipped = |c: &char| is_opener(*c) || is_dash(*c) || c.is_whitespace() || *c == '"';
        let (offset, c) = self.text[at..].char_indices().take(2 * MARKS).find(|(_, c)| !skipped(c))?;
        Some((at + offset, c))
    }
}

/// The abbreviation-like token that ends at `end`, a full stop left out.
fn token(text: &str, end: usize) -> &str {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '§');
    let tail = text[..end].char_indices().rev().take(ABBREVIATION).take_while(|(_, c)| inner(*c));
    let start = tail.last().map_or(end, |(at, _)| at);
    text[start..end].trim_start_matches(['.', '-'])
}

/// Whether the token is an initial or made of initials: "J", "J.-P", "U.S".
fn is_initials(token: &str) -> bool {
    let mut pieces = token.split(['.', '-']).filter(|piece| !piece.is_empty()).peekable();
    pieces.peek().is_some()
        && pieces.all(|piece| {
            let mut chars = piece.chars();
            chars.next().is_some_and(char::is_uppercase)
                && chars
                    .next()
                    .is_none_or(|c| c.is_lowercase() && piece.chars().count() == 2 && token.contains(['.', '-']))
        })
}

fn begins_with_initial(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('.')
}

impl Sentences {
    /// The sentences of a stretch without line breaks.
    pub(super) fn bounds(&self, text: &str) -> Vec<Span> {
        let line = Line { text, quotes: text.match_indices('"').map(|(at, _)| at).collect() };
        let mut found = Vec::new();
        let mut start = line.skip_space(0);
        // A number or a mark alone ("1.", "...") is no sentence: it belongs to the next one.
        let (mut letters, mut read) = (false, start);
        for bound in candidates(text) {
            let (end, next) = line.settle(bound);
            if end <= start || next >= text.len() {
                continue;
            }
            letters |= text[read.min(end)..end].contains(char::is_alphabetic);
            read = read.max(end);
            if letters && self.ends(&line, end, next) {
                found.push(Span::new(start, end));
                (letters, read, start) = (false, next, next);
            }
        }
        let last = Span::new(start, text.trim_end().len());
        match found.last_mut() {
            Some(before) if !last.of(text).contains(char::is_alphanumeric) => before.end = before.end.max(last.end),
            _ if last.is_empty() => {}
            _ => found.push(last),
        }
        found
    }

    /// Whether a sentence ends at `end` and the next one begins at `next`.
    fn ends(&self, line: &Line, end: usize, next: usize) -> bool {
        let Some((mark, mark_end)) = line.mark(end) else { return end < next };
        let glued = line.opens(next) && line.after(next) != Some('(') || matches!(mark, '。' | '！' | '？');
        if end == next && !glued {
            return false;
        }
        if line.after(next).is_some_and(|c| matches!(c, ',' | ';' | ':' | '/' | '%') || is_mark(c)) {
            return false;
        }
        let Some((at, opening)) = line.opening(next) else { return true };
        if opening.is_lowercase() {
            return false;
        }
        if mark == '…' || line.text[..mark_end].ends_with("..") {
            return opening.is_uppercase();
        }
        if mark != '.' || mark_end != end {
            return true;
        }
        let token = token(line.text, mark_end - mark.len_utf8());
        let bracket = line.after(next).is_some_and(|c| matches!(c, '(' | '['));
        match self.class(line.text, token, mark_end - mark.len_utf8()) {
            Some(Abbreviation::Title) => false,
            Some(Abbreviation::Number) => !opening.is_numeric() && !bracket && !begins_with_initial(&line.text[at..]),
            Some(Abbreviation::Name) => self.starts(&line.text[at..]) || opening.is_numeric() && !is_initials(token),
            None => true,
        }
    }

    /// What the pack says about the token before a full stop; initials and acronyms are like names.
    fn class(&self, text: &str, token: &str, end: usize) -> Option<Abbreviation> {
        if token.is_empty() {
            return None;
        }
        // A capital alone is an initial, not a short word in capitals.
        let initial = token.chars().nth(1).is_none() && token.starts_with(char::is_uppercase);
        let any_case = || self.abbreviations.get(&token.to_lowercase()).filter(|_| !initial);
        let before = text[..end - token.len()].chars().next_back();
        let cut_off = before.is_some_and(|c| c.is_alphanumeric());
        match self.abbreviations.get(token).or_else(any_case) {
            Some(class) if !cut_off => Some(*class),
            _ => is_initials(token).then_some(Abbreviation::Name),
        }
    }

    /// Whether the full stop at `stop` belongs to an abbreviation and not to the sentence alone.
    pub(in crate::text) fn keeps_stop(&self, text: &str, stop: usize) -> bool {
        let after = &text[stop + 1..];
        let rest = after.trim_start();
        let Some(class) = self.class(text, token(text, stop), stop).filter(|_| !rest.is_empty()) else { return false };
        goes_on(after)
            || match class {
                Abbreviation::Title => true,
                Abbreviation::Number => begins_with_initial(rest) || begins_with_roman(rest),
                Abbreviation::Name => rest.starts_with(char::is_uppercase) && !self.starts(rest),
            }
    }

    /// Whether the text begins with a word that begins sentences.
    fn starts(&self, text: &str) -> bool {
        let inner = |c: char| c.is_alphanumeric() || c == '-';
        let end = text.find(|c| !inner(c)).unwrap_or(text.len());
        let word = &text[..end];
        self.starters.contains(word) || word.split('-').next().is_some_and(|first| self.starters.contains(first))
    }

    /// Whether a line ends in an abbreviation that never ends a sentence.
    pub(super) fn ends_abbreviated(&self, line: &str) -> bool {
        let Some(body) = line.strip_suffix('.') else { return false };
        self.class(body, token(body, body.len()), body.len()) == Some(Abbreviation::Title)
    }
}

/// Whether a sentence goes on after a full stop: in lower case, with a number, or with a mark that does not end it.
pub(in crate::text) fn goes_on(rest: &str) -> bool {
    let inside = |c: char| c.is_lowercase() || c.is_numeric() || matches!(c, ',' | ';' | ':' | ')' | ']' | '/');
    rest.trim_start().starts_with(inside)
}

/// Whether the text begins with a number in Roman capitals.
fn begins_with_roman(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    end > 0 && text[..end].chars().all(|c| "IVXLC".contains(c))
}

/// Where sentences may end, in order: the bounds of UAX #29, and the marks before a number, which it skips.
fn candidates(text: &str) -> Vec<usize> {
    let mut bounds = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let end = stretch(text, start);
        bounds.extend(text[start..end].split_sentence_bound_indices().map(|(at, _)| start + at).skip(1));
        if end < text.len() && text[start..end].trim_end().ends_with(is_mark) {
            bounds.push(end);
        }
        start = end;
    }
    let mut marked = false;
    for (at, c) in text.char_indices() {
        if marked && c.is_whitespace() {
            bounds.push(at);
        }
        marked = is_mark(c) || marked && (is_closer(c) || c == '"');
    }
    bounds.sort_unstable();
    bounds.dedup();
    bounds
}

/// The end of the next stretch: at white space where there is some.
fn stretch(text: &str, start: usize) -> usize {
    if text.len() - start <= STRETCH {
        return text.len();
    }
    let limit = (start + STRETCH..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let space = text[start..limit].rfind(char::is_whitespace).map(|offset| start + offset);
    space.filter(|at| *at > start).unwrap_or(limit)
}
