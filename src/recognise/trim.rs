use std::collections::HashSet;

use crate::document::Span;
use crate::lang::Pack;
use crate::text::is_apostrophe;

/// Takes off a name what does not belong to it: lower-case articles before it, quotation marks and other marks around it.
#[derive(Clone, Debug)]
pub(super) struct Trim {
    articles: HashSet<String>,
}

impl Trim {
    /// Reads `entities/articles.txt`.
    pub(super) fn new(pack: &Pack) -> Trim {
        Trim { articles: pack.list("entities/articles.txt").into_iter().map(|(_, word)| word.to_owned()).collect() }
    }

    /// The name inside a span; `None` where there is none.
    ///
    /// A name has letters, and a capital or a digit among them, unless its script has no capitals.
    pub(super) fn apply(&self, text: &str, span: Span) -> Option<Span> {
        let mut name = self.begin(span.of(text));
        while let Some(shorter) = shorten(name) {
            name = shorter;
        }
        let letter = name.contains(char::is_alphabetic);
        if !letter || !name.contains(|c: char| c.is_numeric() || c.is_alphabetic() && !c.is_lowercase()) {
            return None;
        }
        let start = span.start + span.of(text).find(name)?;
        Some(Span::new(start, start + name.len()))
    }

    /// Without marks and articles at the beginning.
    fn begin<'a>(&self, name: &'a str) -> &'a str {
        let mut rest = name;
        loop {
            rest = rest.trim_start_matches(is_mark);
            let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let parts = after.starts_with(|c: char| is_apostrophe(c) || c.is_whitespace());
            if !parts || !self.articles.contains(word) {
                return rest;
            }
            rest = after;
        }
    }
}

/// Without the last character, if that is a mark that does not belong to the name.
fn shorten(name: &str) -> Option<&str> {
    let last = name.chars().next_back()?;
    let before = &name[..name.len() - last.len_utf8()];
    let opening = match last {
        ')' => '(',
        ']' => '[',
        '»' => '«',
        '”' => '“',
        _ => last,
    };
    let belongs = match last {
        // The last full stop of a dotted acronym.
        '.' => before.ends_with(char::is_uppercase) && before.contains('.'),
        '"' => before.matches('"').count() % 2 == 1,
        _ => opening != last && before.contains(opening),
    };
    (is_mark(last) && !belongs).then_some(before)
}

fn is_mark(c: char) -> bool {
    c.is_whitespace() || is_apostrophe(c) || ".,;:!?…-–—\"«»“”„‹›()[]{}/\\|·•*_~<>=\u{2010}\u{2011}".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let pack = Pack::from_files("xx", [("entities/articles.txt", "l\nla\nle\nde\nd\n")]);
        let trim = Trim::new(&pack);
        for (text, name) in [
            ("Lyon", Some("Lyon")),
            ("l'Oise", Some("Oise")),
            ("l’Oise", Some("Oise")),
            ("de la Meuse", Some("Meuse")),
            ("La Rochelle", Some("La Rochelle")),
            ("L'Oréal", Some("L'Oréal")),
            ("« Ouest-France »", Some("Ouest-France")),
            ("(Var),", Some("Var")),
            ("U.S.", Some("U.S.")),
            ("Lyon.", Some("Lyon")),
            ("Air Liban (AL)", Some("Air Liban (AL)")),
            ("Liban)", Some("Liban")),
            ("Canal+", Some("Canal+")),
            ("20 Minutes", Some("20 Minutes")),
            ("2019", None),
            ("armée", None),
            ("la", None),
            ("« »", None),
            ("", None),
            ("東京", Some("東京")),
        ] {
            let found = trim.apply(text, Span::new(0, text.len()));
            assert_eq!(found.map(|span| span.of(text)), name, "{text}");
        }
    }
}
