//! Which words and marks are one token together.

use super::{Tokens, is_odd_apostrophe, plain};
use crate::document::Span;
use crate::text::sentences::goes_on;

/// The words of the longest form that is one token.
const WHOLE: usize = 8;

/// Marks that make one mark when they are repeated.
const REPEATED: &str = ".!?-–—_*=~";

/// Words and marks from one on.
#[derive(Clone, Copy)]
struct Rest<'t> {
    text: &'t str,
    words: &'t [Span],
    at: usize,
}

impl<'t> Rest<'t> {
    fn get(self, offset: usize) -> Option<&'t str> {
        self.words.get(self.at + offset).map(|span| span.of(self.text))
    }

    /// The word at an offset, if nothing stands between it and the one before it.
    fn glued(self, offset: usize) -> Option<&'t str> {
        let before = self.words.get(self.at + offset - 1)?;
        let word = self.words.get(self.at + offset)?;
        (before.end == word.start).then(|| word.of(self.text))
    }

    /// The word at an offset, if one common space stands between it and the one before it.
    fn spaced(self, offset: usize) -> Option<&'t str> {
        let before = self.words.get(self.at + offset - 1)?;
        let word = self.words.get(self.at + offset)?;
        (&self.text[before.end..word.start] == " ").then(|| word.of(self.text))
    }

    fn start(self) -> usize {
        self.words[self.at].start
    }

    fn end(self, offset: usize) -> usize {
        self.words[self.at + offset].end
    }
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn begins_with_digit(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

fn is_capital(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
}

/// Three digits, and decimals after the last group.
fn is_group(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3 && (word.len() == 3 || word[3..].starts_with(','))
}

/// A number, a capital, or a word that goes on in capitals or digits: "12", "H", "IIb".
fn is_code(word: &str) -> bool {
    let mut chars = word.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_digit() || c.is_uppercase());
    first && (begins_with_digit(word) || chars.next().is_none_or(|c| c.is_uppercase() || c.is_ascii_digit()))
}

impl Tokens {
    /// How many words from `at` on are one token; `before` is the token before them.
    pub(super) fn join(&self, text: &str, words: &[Span], at: usize, before: Option<Span>) -> usize {
        let rest = Rest { text, words, at };
        if let Some(count) = self.number(rest, before) {
            return count;
        }
        if rest.glued(1).is_none() {
            return 1;
        }
        self.whole(rest)
            .or_else(|| self.repeated(rest))
            .or_else(|| self.elision(rest))
            .or_else(|| self.initials(rest))
            .or_else(|| self.abbreviation(rest))
            .or_else(|| self.codes(rest))
            .or_else(|| self.signs(rest, before))
            .or_else(|| self.name(rest))
            .or_else(|| self.variants(rest))
            .unwrap_or(1)
    }

    /// Digits in groups of three: "10 000", but neither "2019 500" nor "06 12 345".
    fn number(&self, rest: Rest, before: Option<Span>) -> Option<usize> {
        rest.get(0).filter(|word| is_digits(word) && word.len() <= 3 && !word.starts_with('0'))?;
        let beside = |span: Span| &rest.text[span.end..rest.start()] == " " && begins_with_digit(span.of(rest.text));
        if before.is_some_and(beside) {
            return None;
        }
        let mut count = 1;
        while rest.spaced(count).is_some_and(is_group) {
            count += 1;
        }
        (count > 1 && !rest.spaced(count).is_some_and(begins_with_digit)).then_some(count)
    }

    /// A form of the pack's list.
    fn whole(&self, rest: Rest) -> Option<usize> {
        let mut longest = None;
        for count in 2..=WHOLE {
            if rest.glued(count - 1).is_none() || rest.end(count - 1) - rest.start() > 2 * self.longest_whole {
                break;
            }
            if self.lists.whole.contains(&plain(&rest.text[rest.start()..rest.end(count - 1)])) {
                longest = Some(count);
            }
        }
        longest
    }

    /// The same mark several times.
    fn repeated(&self, rest: Rest) -> Option<usize> {
        let mark = rest.get(0).filter(|mark| REPEATED.contains(mark))?;
        let count = 1 + (1..).take_while(|offset| rest.glued(*offset) == Some(mark)).count();
        (count > 1).then_some(count)
    }

    /// An elision with a sign that is typed for its apostrophe.
    fn elision(&self, rest: Rest) -> Option<usize> {
        rest.glued(1).filter(|sign| sign.chars().all(is_odd_apostrophe))?;
        rest.glued(2).filter(|word| word.starts_with(char::is_alphanumeric))?;
        self.elisions.contains(&rest.get(0)?.to_lowercase()).then_some(2)
    }

    /// Capitals with full stops: "O.N.U.", "J.-C.". The last stop ends the sentence only after a hyphen or a single one.
    fn initials(&self, rest: Rest) -> Option<usize> {
        rest.get(0).filter(|word| is_capital(word))?;
        let (mut count, mut hyphen) = (1, false);
        loop {
            if rest.glued(count) != Some(".") {
                break;
            }
            let dash = usize::from(rest.glued(count + 1) == Some("-"));
            if !rest.glued(count + 1 + dash).is_some_and(is_capital) {
                break;
            }
            hyphen |= dash > 0;
            count += 2 + dash;
        }
        let stops = rest.glued(count) == Some(".") && rest.glued(count + 1) != Some(".");
        let own = stops && (count > 1 && !hyphen || self.sentences.keeps_stop(rest.text, rest.end(count - 1)));
        let count = count + usize::from(own);
        (count > 1).then_some(count)
    }

    /// A word and the full stop that abbreviates it.
    fn abbreviation(&self, rest: Rest) -> Option<usize> {
        if rest.glued(1) != Some(".") || rest.glued(2) == Some(".") {
            return None;
        }
        let word = rest.get(0).filter(|word| word.starts_with(char::is_alphabetic))?;
        let listed = || self.lists.stopped.contains(&word.to_lowercase());
        let goes_on = || goes_on(&rest.text[rest.end(1)..]);
        (self.sentences.keeps_stop(rest.text, rest.end(0)) || goes_on() && listed()).then_some(2)
    }

    /// Numbers and codes with slashes: "23/12/2006", "IIb/IIIa".
    fn codes(&self, rest: Rest) -> Option<usize> {
        rest.get(0).filter(|word| is_code(word))?;
        let mut count = 1;
        while rest.glued(count) == Some("/") && rest.glued(count + 1).is_some_and(is_code) {
            count += 2;
        }
        (count > 1).then_some(count)
    }

    /// The sign of a number ("-0,8" but not "1990 -1995"), and of a scale ("°C" after a space).
    fn signs(&self, rest: Rest, before: Option<Span>) -> Option<usize> {
        let next = rest.glued(1)?;
        let free = rest.text[..rest.start()].ends_with([' ', '\u{a0}', '\u{202f}', '(']);
        let counts = before.is_some_and(|span| begins_with_digit(span.of(rest.text)));
        let joins = match rest.get(0)? {
            "-" | "+" | "−" => free && !counts && begins_with_digit(next),
            "°" => free && matches!(next, "C" | "F"),
            _ => false,
        };
        joins.then_some(2)
    }

    /// The name of a site, and a capitalised word whose end only looks like an enclitic ("Jong-Il").
    fn name(&self, rest: Rest) -> Option<usize> {
        let (word, next) = (rest.get(0)?, rest.glued(1)?);
        if next == "." && word.len() > 1 && rest.glued(2).is_some_and(|end| self.lists.domains.contains(end)) {
            return Some(3);
        }
        let tail = next.strip_prefix('-').is_some_and(|tail| tail.starts_with(char::is_uppercase));
        (tail && word.contains(char::is_lowercase)).then_some(2)
    }

    /// A word with another ending in brackets: "élu(e)s".
    fn variants(&self, rest: Rest) -> Option<usize> {
        rest.get(0).filter(|word| word.ends_with(char::is_lowercase) && rest.glued(1) == Some("("))?;
        rest.glued(2).filter(|ending| self.lists.endings.contains(*ending) && rest.glued(3) == Some(")"))?;
        Some(if rest.glued(4).is_some_and(|ending| self.lists.endings.contains(ending)) { 5 } else { 4 })
    }
}
