//! Words in a row become a text, with their places in it.

use std::ops::Range;

/// A word as it is written, and whether a space comes after it.
pub(super) struct Written<'a> {
    pub form: &'a str,
    pub space_after: bool,
}

/// A text and the places of its words in code points.
#[derive(Debug, PartialEq)]
pub(super) struct Placed {
    pub text: String,
    pub spans: Vec<Range<usize>>,
}

/// Joins words to a text; or finds them in the `given` one, in order, where spaces may differ. The error is the index of
/// the word that does not come next there, or the number of words where the text goes on after the last.
pub(super) fn place(words: &[Written], given: Option<&str>) -> Result<Placed, usize> {
    match given {
        Some(given) => find(words, given.trim()),
        None => Ok(join(words)),
    }
}

fn join(words: &[Written]) -> Placed {
    let (mut text, mut spans, mut at) = (String::new(), Vec::new(), 0);
    let mut space = false;
    for word in words {
        if space {
            text.push(' ');
            at += 1;
        }
        let end = at + word.form.chars().count();
        text.push_str(word.form);
        spans.push(at..end);
        (at, space) = (end, word.space_after);
    }
    Placed { text, spans }
}

fn find(words: &[Written], given: &str) -> Result<Placed, usize> {
    let mut rest = given.chars().peekable();
    let (mut spans, mut at) = (Vec::new(), 0);
    for (index, word) in words.iter().enumerate() {
        while rest.next_if(|c| c.is_whitespace()).is_some() {
            at += 1;
        }
        let start = at;
        for letter in word.form.chars() {
            // A space inside a word may be a narrow one in the text, or none.
            if letter.is_whitespace() {
                while rest.next_if(|c| c.is_whitespace()).is_some() {
                    at += 1;
                }
            } else {
                rest.next_if_eq(&letter).ok_or(index)?;
                at += 1;
            }
        }
        if start == at {
            return Err(index);
        }
        spans.push(start..at);
    }
    if rest.any(|c| !c.is_whitespace()) {
        return Err(words.len());
    }
    Ok(Placed { text: given.to_owned(), spans })
}

/// The text of a document, to which sentences are added.
#[derive(Default)]
pub(super) struct Growing {
    pub text: String,
    points: usize,
}

impl Growing {
    /// Adds a sentence behind `separator`, which is left out at the beginning; gives the code point it begins at.
    pub fn push(&mut self, separator: &str, sentence: &str) -> usize {
        if !self.text.is_empty() {
            self.text.push_str(separator);
            self.points += separator.chars().count();
        }
        let start = self.points;
        self.text.push_str(sentence);
        self.points += sentence.chars().count();
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_texts() {
        let cases: [(&str, Option<&str>, Result<&str, usize>); 8] = [
            ("L' eau", None, Ok("0-2 3-6")),
            ("L'+ eau", None, Ok("0-2 2-5")),
            ("L' eau", Some("L'eau"), Ok("0-2 2-5")),
            ("À 2_001 !", Some("À\u{a0}2\u{202f}001\u{a0}!"), Ok("0-1 2-7 8-9")),
            ("L' air", Some("L'eau"), Err(1)),
            ("L'", Some("L'eau"), Err(1)),
            ("L' eau", Some(""), Err(0)),
            ("😀 a", Some(" 😀a "), Ok("0-1 1-2")),
        ];
        for (words, given, expected) in cases {
            let forms: Vec<String> = words.split(' ').map(|form| form.replace('_', " ")).collect();
            let words: Vec<Written> = forms
                .iter()
                .map(|form| Written { form: form.trim_end_matches('+'), space_after: !form.ends_with('+') })
                .collect();
            let found = place(&words, given).map(|placed| {
                let spans = placed.spans.iter().map(|span| format!("{}-{}", span.start, span.end));
                spans.collect::<Vec<_>>().join(" ")
            });
            assert_eq!(found, expected.map(str::to_owned), "{given:?}");
        }
    }
}
