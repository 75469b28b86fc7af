use std::collections::{HashMap, HashSet};

use crate::document::Span;
use crate::lang::{Pack, PackError};

const ELISIONS: &str = "text/elisions.txt";
const ENCLITICS: &str = "text/enclitics.txt";

/// Cuts text into words and punctuation marks, by the elisions and enclitics of the pack.
///
/// A hyphenated word is one word; a number keeps its inner points and commas; a mark is a word of its own.
///
/// ```
/// use depeche::{lang::Pack, text::Words};
/// let words = Words::new(&Pack::embedded("fr")?)?;
/// let text = "L’appel au cessez-le-feu, a-t-il dit, n'a pas 1,5 mot.";
/// let cut: Vec<&str> = words.cut(text).into_iter().map(|span| span.of(text)).collect();
/// assert_eq!(cut, ["L’", "appel", "au", "cessez-le-feu", ",", "a", "-t-il", "dit", ",", "n'", "a", "pas", "1,5", "mot", "."]);
/// # Ok::<(), depeche::lang::PackError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Words {
    elisions: HashSet<String>,
    enclitics: Vec<String>,
}

/// Whether a character is an apostrophe, typewritten or typographic.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

impl Words {
    /// Reads `text/elisions.txt` and `text/enclitics.txt`.
    pub fn new(pack: &Pack) -> Result<Words, PackError> {
        let elisions = pack.list(ELISIONS).into_iter().map(|(_, word)| word.to_lowercase()).collect();
        let mut enclitics: Vec<String> =
            pack.list(ENCLITICS).into_iter().map(|(_, word)| word.to_lowercase()).collect();
        enclitics.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Ok(Words { elisions, enclitics })
    }

    /// Faults that do not keep the pack from loading: entries that are listed twice, or can never match.
    pub fn check(pack: &Pack) -> Vec<PackError> {
        let mut faults = twice(pack, ELISIONS);
        faults.extend(twice(pack, ENCLITICS));
        let no_hyphen = pack.list(ENCLITICS).into_iter().filter(|(_, entry)| !entry.starts_with('-'));
        faults.extend(
            no_hyphen
                .map(|(line, entry)| PackError::new(ENCLITICS, line, format!("`{entry}` begins without a hyphen"))),
        );
        let apostrophe = pack.list(ELISIONS).into_iter().filter(|(_, entry)| entry.contains(is_apostrophe));
        faults.extend(
            apostrophe
                .map(|(line, entry)| PackError::new(ELISIONS, line, format!("`{entry}`: the apostrophe is left out"))),
        );
        faults
    }

    /// The words of a text, in order, white space left out.
    pub fn cut(&self, text: &str) -> Vec<Span> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let end = if c.is_alphanumeric() { self.word_end(text, at) } else { at + c.len_utf8() };
            if c.is_alphanumeric() {
                self.push_word(text, Span::new(at, end), &mut found);
            } else if !c.is_whitespace() && !c.is_control() {
                found.push(Span::new(at, end));
            }
            at = end;
        }
        found
    }

    /// Where the word that starts at `start` ends: after an elision's apostrophe, or where letters and digits stop.
    fn word_end(&self, text: &str, start: usize) -> usize {
        let mut chars = text[start..].char_indices().peekable();
        let mut before = ' ';
        while let Some((offset, c)) = chars.next() {
            let at = start + offset;
            let next = chars.peek().map(|(_, next)| *next);
            let joins = next.is_some_and(char::is_alphanumeric);
            let keeps = match c {
                _ if c.is_alphanumeric() => true,
                '\u{300}'..='\u{36f}' => true,
                _ if is_apostrophe(c) => {
                    if self.elisions.contains(&text[start..at].to_lowercase()) {
                        return at + c.len_utf8();
                    }
                    joins
                }
                _ if is_hyphen(c) => joins,
                '.' | ',' => before.is_ascii_digit() && next.is_some_and(|next| next.is_ascii_digit()),
                '&' => joins && before.is_uppercase(),
                _ => false,
            };
            if !keeps {
                return at;
            }
            before = c;
        }
        text.len()
    }

    /// One word, or a verb and its enclitics.
    fn push_word(&self, text: &str, span: Span, found: &mut Vec<Span>) {
        let mut rest = span;
        let mut tail = Vec::new();
        while let Some(cut) = self.enclitic(rest.of(text)) {
            tail.push(Span::new(rest.start + cut, rest.end));
            rest.end = rest.start + cut;
        }
        found.push(rest);
        found.extend(tail.into_iter().rev());
    }

    fn enclitic(&self, word: &str) -> Option<usize> {
        self.enclitics.iter().find_map(|enclitic| {
            let cut = word.len().checked_sub(enclitic.len())?;
            let matches = cut > 0 && word.is_char_boundary(cut) && word[cut..].eq_ignore_ascii_case(enclitic);
            matches.then_some(cut)
        })
    }
}

/// The entries of a list that stand in it twice.
pub(super) fn twice(pack: &Pack, file: &str) -> Vec<PackError> {
    let mut seen = HashMap::new();
    let again = pack.list(file).into_iter().filter_map(|(line, entry)| {
        let first = seen.insert(entry, line)?;
        Some(PackError::new(file, line, format!("`{entry}` stands in line {first} already")))
    });
    again.collect()
}
