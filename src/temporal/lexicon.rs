//! Words with values by class, and the named fragments that rules are made of.

use std::collections::{BTreeMap, HashMap};

use crate::lang::{Pack, PackError};
use crate::text::Numerals;

const FRAGMENTS: &str = "temporal/fragments.toml";
/// Accents that stand behind their letter, as decomposed text (NFD) has them: part of a regex class.
pub(super) const MARKS: &str = r"\x{300}-\x{308}\x{327}";
const APOSTROPHES: &str = "'’ʼʻ՚ꞌ＇′‵ʹ";

/// Classes of words with values (`month`: "janvier" is 1), and regex fragments by name.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    words: BTreeMap<String, HashMap<String, String>>,
    fragments: BTreeMap<String, String>,
    pub(super) numerals: Numerals,
}

#[derive(Default, serde::Deserialize)]
struct FragmentFile {
    #[serde(default)]
    fragments: BTreeMap<String, String>,
}

impl Lexicon {
    pub(super) fn new(pack: &Pack) -> Result<Lexicon, PackError> {
        let numerals = Numerals::new(pack)?;
        let lexicon = pack.table("temporal/lexicon.tsv", &["class", "word", "value"])?;
        let holidays = pack.table("temporal/holidays.tsv", &["name", "day"])?;
        let zones = pack.table("temporal/zones.tsv", &["name", "zone"])?;
        let mut entries = Vec::new();
        for row in lexicon.rows() {
            entries.push((row.required("class")?, row.required("word")?, row.required("value")?));
        }
        for row in holidays.rows() {
            entries.push(("holiday", row.required("name")?, row.required("day")?));
        }
        for row in zones.rows() {
            entries.push(("zone", row.required("name")?, row.required("zone")?));
        }
        let mut words: BTreeMap<String, HashMap<String, String>> = BTreeMap::new();
        let mut spelled: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (class, word, value) in entries {
            words.entry(class.to_owned()).or_default().insert(key(word), value.to_owned());
            spelled.entry(class.to_owned()).or_default().push(word);
        }
        let mut fragments: BTreeMap<String, String> =
            spelled.into_iter().map(|(class, words)| (class, alternatives(words.into_iter()))).collect();
        let word = alternatives(numerals.words(false)).replace(' ', "[ -]");
        let joiner = alternatives(numerals.joiners());
        let ordinal = alternatives(numerals.words(true)).replace(' ', "[ -]");
        fragments.insert("cardinal".into(), format!("{word}(?:[ -](?:{joiner}[ -])?{word}){{0,9}}"));
        fragments.insert("ordinal".into(), ordinal);
        let file: FragmentFile = pack.toml(FRAGMENTS)?;
        fragments.extend(file.fragments);
        Ok(Lexicon { words, fragments, numerals })
    }

    /// A rule's pattern as a regex: `{month}` becomes the fragment, `{month:anymonth}` the fragment in a group
    /// `month`; a space matches any one or two, an apostrophe any apostrophe.
    pub(super) fn expand(&self, pattern: &str) -> Result<String, String> {
        let mut out = String::new();
        self.expand_into(pattern, 0, &mut out)?;
        Ok(out)
    }

    fn expand_into(&self, pattern: &str, depth: usize, out: &mut String) -> Result<(), String> {
        if depth > 8 {
            return Err("fragments refer to one another in a circle".to_owned());
        }
        let mut rest = pattern;
        let mut class = false;
        // Where the class began in `out`, and whether it holds a letter with an accent.
        let (mut opened, mut accented) = (0, false);
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match c {
                '[' => {
                    (class, opened, accented) = (true, out.len(), false);
                    out.push(c);
                }
                ']' => {
                    class = false;
                    out.push(c);
                    if accented && !out[opened..].starts_with("[^") {
                        out.insert_str(opened, "(?:");
                        out.extend(["[", MARKS, "]?)"]);
                    }
                }
                ' ' if class => out.push_str(r"\s"),
                ' ' => out.push_str(r"(?:\s{1,2})"),
                '\\' => {
                    // An escape such as `\p{L}` or `\d` stays as it is.
                    let named = rest.starts_with(['p', 'P']) && rest[1..].starts_with('{');
                    let end = if named { rest.find('}').map_or(0, |end| end + 1) } else { 0 };
                    let end = end.max(rest.chars().next().map_or(0, char::len_utf8));
                    out.push(c);
                    out.push_str(&rest[..end]);
                    rest = &rest[end..];
                }
                '\'' if class => out.push_str(APOSTROPHES),
                '\'' => out.extend(["[", APOSTROPHES, "]"]),
                '{' if rest.starts_with(|c: char| c.is_alphabetic()) => {
                    let end = rest.find('}').ok_or("`{` without `}`")?;
                    let (group, name) = match rest[..end].split_once(':') {
                        Some((group, name)) => (format!("(?P<{group}>"), name),
                        None => ("(?:".to_owned(), &rest[..end]),
                    };
                    let fragment = self.fragments.get(name).ok_or(format!("there is no fragment `{name}`"))?;
                    out.push_str(&group);
                    self.expand_into(fragment, depth + 1, out)?;
                    out.push(')');
                    rest = &rest[end + 1..];
                }
                _ => match bare(c) {
                    Some(bare) if !class => out.extend([&format!("(?:{c}|{bare}["), MARKS, "])"]),
                    found => {
                        accented |= found.is_some();
                        out.push(c);
                    }
                },
            }
        }
        Ok(())
    }

    /// What the words of a group stand for: by the lexicon's classes `field` and `field_*`, as digits or number words,
    /// by one word of several, else as they are, in lower case.
    pub(super) fn read(&self, group: &str, words: &str) -> String {
        let field = group.split('_').next().unwrap_or(group).trim_end_matches(|c: char| c.is_ascii_digit());
        let of_field =
            |class: &str| class.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'));
        let classes = || self.words.iter().filter(|(class, _)| of_field(class)).map(|(_, words)| words);
        let key = key(words);
        if let Some(value) = classes().find_map(|words| words.get(&key)) {
            return value.clone();
        }
        if let Some(value) = self.numerals.value(words).or_else(|| self.numerals.value(&key)) {
            return value.to_string();
        }
        let known = key.split(' ').find_map(|word| classes().find_map(|words| words.get(word)).cloned());
        let part = known.or_else(|| key.split(' ').find_map(|word| Some(self.numerals.value(word)?.to_string())));
        part.filter(|_| !key.contains(|c: char| c.is_ascii_digit())).unwrap_or(key)
    }
}

/// Lower case, one space, one apostrophe, no accents: how words are looked up.
pub(super) fn key(words: &str) -> String {
    let mut out = String::new();
    for c in words.trim().chars().flat_map(char::to_lowercase) {
        match c {
            _ if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ if APOSTROPHES.contains(c) => out.push('\''),
            _ if is_mark(c) => {}
            _ => out.push(bare(c).unwrap_or(c)),
        }
    }
    out
}

/// A group of words, longest first; accents may be missing, a point may follow an abbreviation.
fn alternatives<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut words: Vec<&str> = words.collect();
    words.sort_by_key(|word| (std::cmp::Reverse(word.len()), word.to_owned()));
    let patterns: Vec<String> = words.into_iter().map(pattern_of).collect();
    if patterns.is_empty() { r"[^\s\S]".to_owned() } else { format!("(?:{})", patterns.join("|")) }
}

fn pattern_of(word: &str) -> String {
    word.chars().fold(String::new(), |mut out, c| {
        match bare(c) {
            Some(bare) => out.extend(['[', c, bare, ']']),
            None if c == ' ' || c == '\'' || c == '-' || c.is_alphanumeric() => out.push(c),
            None => out.push_str(&regex::escape(&c.to_string())),
        }
        out
    })
}

/// Whether a character is an accent of the letter before it.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The letter without its accent.
fn bare(c: char) -> Option<char> {
    Some(match c {
        'à' | 'â' | 'á' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' | 'í' => 'i',
        'ô' | 'ö' | 'ó' => 'o',
        'û' | 'ù' | 'ü' | 'ú' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        _ => return None,
    })
}
