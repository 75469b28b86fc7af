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
    longest_elision: usize,
    enclitics: Vec<String>,
}

/// Whether a character is an apostrophe, typewritten or typographic.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Accents that stand as characters of their own, and marks that join.
fn is_mark_on_letter(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}')
}

/// The spaces that group digits: not the common one, which separates numbers as well.
fn is_narrow_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// Whether the space from `at` to `end` groups digits: one to three before it, three after it and no more.
fn is_thousand(text: &str, at: usize, end: usize) -> bool {
    let before = text[..at].chars().rev().take(4).take_while(char::is_ascii_digit).count();
    let after = text[end..].chars().take(4).take_while(char::is_ascii_digit).count();
    (1..=3).contains(&before) && after == 3
}

/// Where the web address at `start` ends, if one begins there; marks at its end belong to the sentence.
fn address_end(text: &str, start: usize) -> Option<usize> {
    let head = &text.as_bytes()[start..text.len().min(start + 8)];
    let is = |prefix: &[u8]| head.len() >= prefix.len() && head[..prefix.len()].eq_ignore_ascii_case(prefix);
    if !is(b"http://") && !is(b"https://") && !is(b"www.") {
        return None;
    }
    let rest = &text[start..];
    let inner =
        |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | '"' | '«' | '»' | '“' | '”');
    let end = rest.find(|c| !inner(c)).unwrap_or(rest.len());
    let trimmed = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '…', '\'', '’']);
    Some(start + trimmed.len())
}

/// Where the mail address at `start` ends, if one begins there.
fn mail_end(text: &str, start: usize) -> Option<usize> {
    const LONGEST: usize = 64;
    let inner = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'-' | b'_' | b'+');
    let run = |from: usize| text.as_bytes()[from..].iter().take(LONGEST).take_while(|c| inner(c)).count();
    let at = start + run(start);
    if at == start || text.as_bytes().get(at) != Some(&b'@') {
        return None;
    }
    let domain = text[at + 1..at + 1 + run(at + 1)].trim_end_matches(['.', '-']);
    domain.contains('.').then_some(at + 1 + domain.len())
}

impl Words {
    /// Reads `text/elisions.txt` and `text/enclitics.txt`.
    pub fn new(pack: &Pack) -> Result<Words, PackError> {
        let elisions: HashSet<String> = pack.list(ELISIONS).into_iter().map(|(_, word)| word.to_lowercase()).collect();
        let mut enclitics: Vec<String> =
            pack.list(ENCLITICS).into_iter().map(|(_, word)| word.to_lowercase()).collect();
        enclitics.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let longest_elision = elisions.iter().map(String::len).max().unwrap_or(0);
        Ok(Words { elisions, longest_elision, enclitics })
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
            let begins = c.is_ascii_alphanumeric() && (at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric());
            let address = || address_end(text, at).or_else(|| mail_end(text, at)).filter(|end| *end > at);
            if let Some(end) = begins.then(address).flatten() {
                found.push(Span::new(at, end));
                at = end;
                continue;
            }
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
        let mut first_piece = true;
        while let Some((offset, c)) = chars.next() {
            let at = start + offset;
            let next = chars.peek().map(|(_, next)| *next);
            let joins = next.is_some_and(char::is_alphanumeric);
            let keeps = match c {
                _ if c.is_alphanumeric() || is_mark_on_letter(c) => true,
                _ if is_apostrophe(c) => {
                    if first_piece && self.is_elision(&text[start..at]) {
                        return at + c.len_utf8();
                    }
                    first_piece = false;
                    joins
                }
                _ if is_hyphen(c) => joins,
                '.' | ',' => before.is_ascii_digit() && next.is_some_and(|next| next.is_ascii_digit()),
                _ if is_narrow_space(c) => is_thousand(text, at, at + c.len_utf8()),
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

    fn is_elision(&self, piece: &str) -> bool {
        piece.len() <= self.longest_elision && self.elisions.contains(&piece.to_lowercase())
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

/// Asserts that spans are in order and leave out white space and control characters alone.
#[cfg(test)]
pub(super) fn covers(text: &str, spans: &[Span]) {
    let left_out = |between: &str| between.chars().all(|c| c.is_whitespace() || c.is_control());
    let mut at = 0;
    for span in spans {
        assert!(span.start >= at && span.end > span.start, "{text:?}: {span:?}");
        assert!(left_out(&text[at..span.start]), "{text:?}: {span:?}");
        at = span.end;
    }
    assert!(left_out(&text[at..]), "{text:?}");
}

#[cfg(test)]
mod tests {

    use proptest::prelude::*;

    use super::*;

    fn words() -> &'static Words {
        static ONCE: std::sync::OnceLock<Words> = std::sync::OnceLock::new();
        ONCE.get_or_init(|| Words::new(&Pack::embedded("fr").expect("a pack")).expect("good data"))
    }

    #[test]
    fn words_are_cut() {
        for (text, expected) in [
            ("aujourd'hui", "aujourd'hui"),
            ("Aujourd’hui,", "Aujourd’hui|,"),
            ("jusqu'aujourd'hui", "jusqu'|aujourd'hui"),
            ("une porte entr'ouverte", "une|porte|entr'ouverte"),
            ("Mme O'Brien", "Mme|O'Brien"),
            ("l'ONU et L’OTAN", "l'|ONU|et|L’|OTAN"),
            ("le n° 3", "le|n|°|3"),
            ("12,5 % de 10\u{202f}000 euros", "12,5|%|de|10\u{202f}000|euros"),
            ("10\u{a0}000\u{a0}000 km", "10\u{a0}000\u{a0}000|km"),
            ("10 000 morts", "10|000|morts"),
            ("en 2019\u{a0}500 morts", "en|2019|500|morts"),
            ("M. Roux", "M|.|Roux"),
            ("a-t-il dit-elle vas-y", "a|-t-il|dit|-elle|vas|-y"),
            ("le cessez-le-feu", "le|cessez-le-feu"),
            ("donne-le-lui", "donne|-le|-lui"),
            ("Voir https://www.exemple.fr/a,b?c=d.", "Voir|https://www.exemple.fr/a,b?c=d|."),
            ("(www.exemple.fr)", "(|www.exemple.fr|)"),
            ("à j.roux@exemple.fr.", "à|j.roux@exemple.fr|."),
            ("@compte et #mot", "@|compte|et|#|mot"),
            ("AT&T, S&P", "AT&T|,|S&P"),
            ("14h30 9h", "14h30|9h"),
            ("« Oui »…", "«|Oui|»|…"),
            ("e\u{301}te\u{301}", "e\u{301}te\u{301}"),
        ] {
            let cut: Vec<&str> = words().cut(text).into_iter().map(|span| span.of(text)).collect();
            assert_eq!(cut.join("|"), expected);
        }
    }

    fn check_cover(text: &str) {
        covers(text, &words().cut(text));
    }

    proptest! {
        #[test]
        fn any_text_is_covered(text in "\\PC*") {
            check_cover(&text);
        }

        #[test]
        fn any_heap_of_marks_is_covered(text in "[a-cé1'’.@&, \u{a0}/:w\u{301}-]{0,60}") {
            check_cover(&text);
        }
    }

    #[test]
    fn long_runs_hold() {
        for piece in ["'", "a'", "-", "a-", "-le", "1.", "www.", "a@", "a.", "http://", "é", "1\u{a0}000", "&A"] {
            let text = piece.repeat((1 << 20) / piece.len());
            check_cover(&text);
        }
    }

    #[test]
    fn the_lists_have_no_faults() {
        assert_eq!(Words::check(&Pack::embedded("fr").expect("a pack")), []);
    }
}
