use std::collections::HashMap;

use crate::document::Span;
use crate::lang::{Pack, PackError};
use crate::text::{Words, is_apostrophe};

/// A word with the key under which lists are searched.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    /// Where it stands in the text.
    pub span: Span,
    /// See [`key`].
    pub key: String,
    /// Whether it begins with a capital.
    pub capital: bool,
}

/// A word as lists are searched for it: lower case, one kind of apostrophe, hyphen and space.
pub(super) fn key(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            _ if is_apostrophe(c) => key.push('\''),
            '\u{2010}' | '\u{2011}' => key.push('-'),
            _ if c.is_whitespace() => {
                if !key.is_empty() && !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            _ => key.extend(c.to_lowercase()),
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// Cuts a text into words with their keys.
#[derive(Clone, Debug)]
pub(super) struct Lexer {
    words: Words,
}

impl Lexer {
    pub fn new(pack: &Pack) -> Result<Lexer, PackError> {
        Ok(Lexer { words: Words::new(pack)? })
    }

    /// The words under `span`, placed in the whole text; none where the span is not inside it.
    pub fn cut(&self, text: &str, span: Span) -> Vec<Word> {
        let inside = span.of(text);
        let cut = self.words.cut(inside).into_iter();
        cut.map(|word| {
            let surface = word.of(inside);
            let capital = surface.chars().next().is_some_and(char::is_uppercase);
            Word { span: word.shift(span.start), key: key(surface), capital }
        })
        .collect()
    }

    /// The keys of a list entry.
    pub fn keys(&self, entry: &str) -> Vec<String> {
        self.words.cut(entry).into_iter().map(|word| key(word.of(entry))).collect()
    }
}

/// A list of phrases, searched word by word; of several that begin at a word, the longest is found.
#[derive(Clone, Debug)]
pub(super) struct Phrases<T> {
    /// By first word, the longest first.
    by_first: HashMap<String, Vec<(Vec<String>, T)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Phrases<T> {
        Phrases { by_first: HashMap::new() }
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase; an earlier entry of the same words stays in front.
    pub fn insert(&mut self, keys: Vec<String>, value: T) {
        let Some(first) = keys.first() else { return };
        let entries = self.by_first.entry(first.clone()).or_default();
        let place = entries.iter().position(|(other, _)| other.len() < keys.len()).unwrap_or(entries.len());
        entries.insert(place, (keys, value));
    }

    /// The longest phrase that begins at word `at`, and how many words it has.
    pub fn at(&self, words: &[Word], at: usize) -> Option<(usize, &T)> {
        let rest = words.get(at..)?;
        let entries = self.by_first.get(&rest.first()?.key)?;
        let found = entries
            .iter()
            .find(|(keys, _)| keys.len() <= rest.len() && keys.iter().zip(rest).all(|(key, word)| *key == word.key))?;
        Some((found.0.len(), &found.1))
    }

    /// The first phrase at or after word `from`: its first word, its length, its value.
    pub fn first(&self, words: &[Word], from: usize) -> Option<(usize, usize, &T)> {
        (from..words.len()).find_map(|at| self.at(words, at).map(|(length, value)| (at, length, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_fold_case_and_typography() {
        for (word, want) in [
            ("L’Élysée", "l'élysée"),
            ("nord\u{2011}coréen", "nord-coréen"),
            (" Sri\u{202f}Lanka ", "sri lanka"),
            ("", ""),
        ] {
            assert_eq!(key(word), want);
        }
    }

    #[test]
    fn the_longest_phrase_wins() {
        let lexer = Lexer::new(&Pack::embedded("fr").unwrap()).unwrap();
        let mut phrases = Phrases::default();
        phrases.insert(lexer.keys("ministre"), 1);
        phrases.insert(lexer.keys("ministre de la Défense"), 2);
        for (text, want) in
            [("le ministre de la Défense", Some((1, 4, &2))), ("le ministre de la", Some((1, 1, &1))), ("rien", None)]
        {
            let words = lexer.cut(text, Span::new(0, text.len()));
            assert_eq!(phrases.first(&words, 0), want, "{text}");
        }
    }
}
