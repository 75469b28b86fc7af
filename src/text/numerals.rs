use std::collections::HashMap;

use crate::lang::{Pack, PackError};

/// What a number word does to the words before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Is added: "vingt" in "cent vingt".
    Cardinal,
    /// Multiplies what stands before it: "cent", "mille".
    Multiplier,
    /// Joins two number words and counts nothing.
    Joiner,
    /// A rank.
    Ordinal,
}

/// Number words to values, by `text/numerals.tsv`.
///
/// ```
/// use depeche::{lang::Pack, text::Numerals};
/// let numerals = Numerals::new(&Pack::embedded("fr")?)?;
/// assert_eq!(numerals.value("quatre-vingt-dix-neuf"), Some(99));
/// assert_eq!(numerals.value("deux mille vingt et un"), Some(2021));
/// assert_eq!(numerals.value("Premier"), Some(1));
/// assert_eq!(numerals.value("tréma"), None);
/// # Ok::<(), depeche::lang::PackError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Numerals {
    words: HashMap<String, (u64, Role)>,
    /// How many parts the longest entry has.
    longest: usize,
}

impl Numerals {
    /// Reads `text/numerals.tsv`.
    pub fn new(pack: &Pack) -> Result<Numerals, PackError> {
        let table = pack.table("text/numerals.tsv", &["word", "value", "role"])?;
        let mut numerals = Numerals::default();
        for row in table.rows() {
            let parts: Vec<String> = parts(row.required("word")?);
            numerals.longest = numerals.longest.max(parts.len());
            let role = match row.required("role")? {
                "cardinal" => Role::Cardinal,
                "multiplier" => Role::Multiplier,
                "joiner" => Role::Joiner,
                "ordinal" => Role::Ordinal,
                other => return Err(row.error(format!("`{other}` is no role of a number word"))),
            };
            numerals.words.insert(parts.join(" "), (row.parse("value")?, role));
        }
        Ok(numerals)
    }

    /// The words of the table in these roles, for patterns.
    pub fn words(&self, ordinal: bool) -> impl Iterator<Item = &str> {
        let wanted = move |role: &Role| *role != Role::Joiner && (*role == Role::Ordinal) == ordinal;
        self.words.iter().filter(move |(_, (_, role))| wanted(role)).map(|(word, _)| word.as_str())
    }

    /// The words that join number words.
    pub fn joiners(&self) -> impl Iterator<Item = &str> {
        self.words.iter().filter(|(_, (_, role))| *role == Role::Joiner).map(|(word, _)| word.as_str())
    }

    /// The value of digits or number words; `None` if any word is no number word.
    pub fn value(&self, words: &str) -> Option<u64> {
        let words = words.trim();
        if words.bytes().all(|b| b.is_ascii_digit()) {
            return words.parse().ok();
        }
        let parts = parts(words);
        let (mut total, mut current, mut seen, mut at) = (0u64, 0u64, false, 0);
        while at < parts.len() {
            let (length, value, role) = self.entry(&parts[at..])?;
            at += length;
            match role {
                Role::Joiner => continue,
                Role::Ordinal if seen => return None,
                Role::Multiplier if value >= 1000 => {
                    total = total.checked_add(current.max(1).checked_mul(value)?)?;
                    current = 0;
                }
                Role::Multiplier => current = current.max(1).checked_mul(value)?,
                Role::Cardinal | Role::Ordinal => current = current.checked_add(value)?,
            }
            seen = true;
        }
        if seen { total.checked_add(current) } else { None }
    }

    /// The longest entry at the head of `parts`.
    fn entry(&self, parts: &[String]) -> Option<(usize, u64, Role)> {
        (1..=self.longest.min(parts.len())).rev().find_map(|length| {
            let (value, role) = self.words.get(&parts[..length].join(" "))?;
            Some((length, *value, *role))
        })
    }
}

/// Lower-cased words, cut at white space and hyphens.
fn parts(words: &str) -> Vec<String> {
    words
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}'))
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_words_have_values() {
        let numerals = Numerals::new(&Pack::embedded("fr").unwrap()).unwrap();
        for (words, value) in [
            ("zéro", Some(0)),
            ("vingt et un", Some(21)),
            ("vingt-et-un", Some(21)),
            ("soixante-dix-sept", Some(77)),
            ("soixante et onze", Some(71)),
            ("quatre-vingts", Some(80)),
            ("quatre-vingt-un", Some(81)),
            ("nonante-deux", Some(92)),
            ("deux cents", Some(200)),
            ("mille neuf cent quatre-vingt-neuf", Some(1989)),
            ("dix-neuf cent quatorze", Some(1914)),
            ("deux mille vingt", Some(2020)),
            ("trois millions deux cent mille", Some(3_200_000)),
            ("dix-neuvième", Some(19)),
            ("vingt-deuxième", None),
            ("14", Some(14)),
            ("et", None),
            ("", None),
            ("vingt chats", None),
        ] {
            assert_eq!(numerals.value(words), value, "{words}");
        }
    }
}
