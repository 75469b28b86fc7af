use crate::document::Span;

/// A quotation is not longer than this, in bytes: past it, its closing mark is missing.
const LONGEST: usize = 6_000;

/// Nor does it have so many marks inside.
const MARKS: usize = 200;

/// A stretch between quotation marks, outermost ones only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quote {
    /// With its marks.
    pub outer: Span,
    /// Without them and the white space beside them.
    pub inner: Span,
}

/// The quotations of a text, in order.
///
/// Guillemets and curly quotes pair with their like, and may nest; a straight quote pairs with the next one of its line. One
/// that is never closed ends with its line if it begins there or behind a colon; otherwise it is no quotation.
pub(super) fn quotes(text: &str) -> Vec<Quote> {
    let mut found = Vec::new();
    let marks: Vec<(usize, char)> =
        text.char_indices().filter(|(_, c)| matches!(c, '«' | '»' | '“' | '”' | '„' | '"' | '\n')).collect();
    let mut at = 0;
    while let Some(&(start, open)) = marks.get(at) {
        at += 1;
        if matches!(open, '\n' | '»' | '”') {
            continue;
        }
        let (end, next) = match close(text, &marks, at) {
            Some(index) => (marks[index].0, index + 1),
            None if begins(text, start) => {
                let line = marks[at..].iter().position(|(_, c)| *c == '\n').map_or(marks.len(), |offset| at + offset);
                (marks.get(line).map_or(text.len(), |(end, _)| *end), line)
            }
            None => continue,
        };
        at = next;
        let closing = text[end..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
        let inner = trim(text, Span::new(start + open.len_utf8(), end));
        if !inner.is_empty() {
            found.push(Quote { outer: Span::new(start, end + closing), inner });
        }
    }
    found
}

/// The index of the mark that closes the quotation opened by the one before `from`.
fn close(text: &str, marks: &[(usize, char)], from: usize) -> Option<usize> {
    let (start, open) = marks[from - 1];
    let mut depth = 1;
    for (index, &(at, c)) in marks.iter().enumerate().skip(from).take(MARKS) {
        if at > start + LONGEST {
            return None;
        }
        match (open, c) {
            ('"', '"') => return Some(index),
            ('"', '\n') => return None,
            // A guillemet at the beginning of a line goes on with the quotation of the line before.
            ('«', '«') if !line_begins(text, at) => depth += 1,
            ('«', '»') | ('“' | '„', '”') => depth -= 1,
            ('“' | '„', '“') if open == '„' => depth -= 1,
            ('“', '“') => depth += 1,
            (_, '\n') if text[at..].starts_with("\n\n") && !text[at..].trim_start().starts_with(open) => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(index);
        }
    }
    None
}

fn line_begins(text: &str, at: usize) -> bool {
    text[..at].trim_end_matches([' ', '\u{a0}', '\u{202f}']).chars().next_back().is_none_or(|c| c == '\n')
}

/// Whether a quotation may well begin here: at the beginning of a line, or behind a colon.
fn begins(text: &str, at: usize) -> bool {
    text[..at].trim_end_matches([' ', '\u{a0}', '\u{202f}']).chars().next_back().is_none_or(|c| c == '\n' || c == ':')
}

/// A span without the white space at its ends.
pub(super) fn trim(text: &str, span: Span) -> Span {
    let inside = span.of(text);
    let start = span.start + (inside.len() - inside.trim_start().len());
    Span::new(start, (start + inside.trim().len()).max(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_of_all_marks() {
        let cases = [
            ("Il dit « oui » et \"non\".", "oui|non"),
            ("«\u{a0}Un «\u{202f}deux\u{202f}» trois\u{a0}»", "Un «\u{202f}deux\u{202f}» trois"),
            ("“Un” et „deux” et “trois", "Un|deux"),
            ("\"Jamais ouvert\nni fermé", "Jamais ouvert"),
            ("Un 27\" d'écran.", ""),
            ("Il ajoute : « Nous verrons.\n\nRien d'autre.", "Nous verrons."),
            ("« Un.\n« Deux. » Fin", "Un.\n« Deux."),
            ("» « »", ""),
            ("", ""),
        ];
        for (text, want) in cases {
            let found: Vec<&str> = quotes(text).iter().map(|quote| quote.inner.of(text)).collect();
            assert_eq!(found.join("|"), want, "{text}");
        }
    }
}
