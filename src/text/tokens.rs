mod joins;

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::{Sentences, Words, is_apostrophe};
use crate::document::Span;
use crate::lang::{Pack, PackError};

const CONTRACTIONS: &str = "text/contractions.tsv";
const ELISIONS: &str = "text/elisions.txt";
const FILE: &str = "text/tokens.toml";

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Lists {
    whole: HashSet<String>,
    stopped: HashSet<String>,
    endings: HashSet<String>,
    units: HashSet<String>,
    clock: HashSet<String>,
    domains: HashSet<String>,
}

/// Cuts text into orthographic tokens as Universal Dependencies does, and knows the words of contractions.
///
/// Tokens are [`Words`], but an abbreviation keeps its full stop, digits in groups are one number, a run of one mark is
/// one mark, and the lists of the pack say what else belongs together. A sentence may be cut alone or in its document.
///
/// ```
/// use depeche::{lang::Pack, text::Tokens};
/// let tokens = Tokens::new(&Pack::embedded("fr")?)?;
/// let text = "M. Roux, celui-ci, a perdu 10 000 euros à 15h30...";
/// let cut: Vec<&str> = tokens.cut(text).into_iter().map(|span| span.of(text)).collect();
/// assert_eq!(cut, ["M.", "Roux", ",", "celui-ci", ",", "a", "perdu", "10 000", "euros", "à", "15", "h", "30", "..."]);
/// assert_eq!(tokens.contraction("Aux"), Some(("À".to_owned(), "les")));
/// # Ok::<(), depeche::lang::PackError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Tokens {
    words: Words,
    sentences: Sentences,
    elisions: HashSet<String>,
    lists: Lists,
    longest_whole: usize,
    contractions: HashMap<String, (String, String)>,
}

/// A form as the lists have it: in lower case, with typewritten apostrophes and hyphens.
pub(super) fn plain(form: &str) -> String {
    let straight = |c: char| match c {
        _ if is_apostrophe(c) || is_odd_apostrophe(c) => '\'',
        '\u{2010}' | '\u{2011}' => '-',
        c => c,
    };
    form.to_lowercase().chars().map(straight).collect()
}

/// Signs that are typed for an apostrophe, but are no apostrophes elsewhere.
fn is_odd_apostrophe(c: char) -> bool {
    matches!(c, '‘' | '`' | '´' | '′' | '‛')
}

/// A word with the capitals of another: of its first letter, or of all.
fn with_capitals_of(form: &str, word: &str) -> String {
    let mut letters = form.chars().filter(|c| c.is_alphabetic());
    match (letters.next().is_some_and(char::is_uppercase), letters.next()) {
        (true, Some(second)) if second.is_uppercase() => word.to_uppercase(),
        (true, _) => {
            let mut chars = word.chars();
            chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
        }
        _ => word.to_owned(),
    }
}

impl Tokens {
    /// Reads `text/tokens.toml` and `text/contractions.tsv`, and what [`Words`] and [`Sentences`] read.
    pub fn new(pack: &Pack) -> Result<Tokens, PackError> {
        let mut contractions = HashMap::new();
        for row in pack.table(CONTRACTIONS, &["form", "first", "second"])?.rows() {
            let words = (row.required("first")?.to_owned(), row.required("second")?.to_owned());
            contractions.insert(row.required("form")?.to_owned(), words);
        }
        let lists: Lists = pack.toml(FILE)?;
        Ok(Tokens {
            words: Words::new(pack)?,
            sentences: Sentences::new(pack)?,
            elisions: pack.list(ELISIONS).into_iter().map(|(_, word)| word.to_lowercase()).collect(),
            longest_whole: lists.whole.iter().map(String::len).max().unwrap_or(0),
            lists,
            contractions,
        })
    }

    /// Faults that do not keep the pack from loading: entries that can never match, contractions that stand twice.
    pub fn check(pack: &Pack) -> Result<Vec<PackError>, PackError> {
        let tokens = Tokens::new(pack)?;
        let mut faults = Vec::new();
        let mut seen = HashMap::new();
        for row in pack.table(CONTRACTIONS, &["form", "first", "second"])?.rows() {
            let form = row.get("form");
            if let Some(first) = seen.insert(form, row.line) {
                faults.push(row.error(format!("`{form}` stands in line {first} already")));
            }
            if form != form.to_lowercase() {
                faults.push(row.error(format!("`{form}`: contractions are written in lower case")));
            }
        }
        let mut whole: Vec<&String> = tokens.lists.whole.iter().collect();
        whole.sort();
        for form in whole {
            if plain(form) != *form {
                faults.push(PackError::new(FILE, 0, format!("`{form}` is not in lower case with typewritten signs")));
            } else if tokens.words.cut(form).len() < 2 {
                faults.push(PackError::new(FILE, 0, format!("`{form}` is one word without the list")));
            }
        }
        Ok(faults)
    }

    /// The tokens of a text, in order, white space left out.
    pub fn cut(&self, text: &str) -> Vec<Span> {
        let words = self.words.cut(text);
        let mut found = Vec::with_capacity(words.len());
        let mut at = 0;
        while at < words.len() {
            let joined = self.join(text, &words, at, found.last().copied());
            let token = Span::new(words[at].start, words[at + joined - 1].end);
            at += joined;
            if joined > 1 || !self.split_unit(text, token, &mut found) {
                found.push(token);
            }
        }
        found
    }

    /// The two words of a contraction, the first with the capitals of the whole.
    ///
    /// Some contractions are other words elsewhere: whether this is one, a tag must say.
    pub fn contraction(&self, form: &str) -> Option<(String, &str)> {
        let (first, second) = self.contractions.get(form).or_else(|| self.contractions.get(&form.to_lowercase()))?;
        Some((with_capitals_of(form, first), second))
    }

    /// Cuts a unit or a clock time from its number; whether there was one.
    fn split_unit(&self, text: &str, token: Span, found: &mut Vec<Span>) -> bool {
        let form = token.of(text);
        let number = form.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(form.len());
        let rest = &form[number..];
        let unit = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (letters, minutes) = (&rest[..unit], &rest[unit..]);
        let is_clock = || {
            let digits = |text: &str| text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            self.lists.clock.contains(letters) && digits(&form[..number]) && digits(minutes)
        };
        let is_unit = || minutes.is_empty() && self.lists.units.contains(letters);
        if number == 0 || letters.is_empty() || !(is_unit() || is_clock()) {
            return false;
        }
        let bounds = [token.start, token.start + number, token.start + number + unit, token.end];
        found.extend(bounds.windows(2).filter(|pair| pair[0] < pair[1]).map(|pair| Span::new(pair[0], pair[1])));
        true
    }
}

#[cfg(test)]
mod tests;
