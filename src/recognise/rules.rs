//! Entities from the lists of the pack: countries, places and organisations, found by their names as they are written.

use std::collections::{HashMap, HashSet};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::document::{Entity, Label, Span};
use crate::lang::{Pack, PackError, Row};
use crate::text::is_apostrophe;

/// What an entity from a list is worth: about the precision of the lists alone (`depeche evaluate GOLD --engine none`).
const SCORE: f64 = 0.9;

const PLACE_COLUMNS: &[&str] = &["name", "country", "kind", "aliases"];
const ORGANISATION_COLUMNS: &[&str] = &["name", "country", "sectors", "kind", "aliases"];

/// An entity from a list.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) entity: Entity,
    /// Whether it is a place whose name other things go by, such as clubs.
    pub(super) town: bool,
}

/// A name in a list.
#[derive(Clone, Debug)]
struct Name {
    label: Label,
    canonical: String,
    kind: Option<String>,
    country: Option<String>,
    found_by: &'static str,
    town: bool,
}

/// The names of all lists.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    search: AhoCorasick,
    names: Vec<Name>,
    /// Words that may be capitalised without being part of a name.
    particles: HashSet<String>,
    /// Words that join the parts of a name.
    joints: HashSet<String>,
}

impl Rules {
    /// Reads `link/countries.tsv`, `link/places.tsv` and `link/organisations.tsv`; `entities/ambiguous.txt` has the forms that
    /// say too little when they stand alone.
    pub(super) fn new(pack: &Pack) -> Result<Rules, PackError> {
        let words = |file| pack.list(file).into_iter().map(|(_, word)| word.to_owned()).collect::<HashSet<String>>();
        let ambiguous = words("entities/ambiguous.txt");
        let lists = [
            ("link/countries.tsv", PLACE_COLUMNS, Label::Place, "list:countries", false),
            ("link/organisations.tsv", ORGANISATION_COLUMNS, Label::Organisation, "list:organisations", false),
            ("link/places.tsv", PLACE_COLUMNS, Label::Place, "list:places", true),
        ];
        let mut names = Vec::new();
        // The first list that has a form keeps it.
        let mut forms: HashMap<String, usize> = HashMap::new();
        for (file, columns, label, found_by, town) in lists {
            for row in pack.table(file, columns)?.rows() {
                let canonical = row.required("name")?;
                let mut written = spellings(canonical, &row);
                if label == Label::Place {
                    written.extend(capitals(&written));
                }
                for form in written {
                    if !ambiguous.contains(&form) && form.contains(char::is_uppercase) {
                        forms.entry(form).or_insert(names.len());
                    }
                }
                let owned = |column| row.some(column).map(str::to_owned);
                let (kind, country) = (owned("kind"), owned("country"));
                names.push(Name { label, canonical: canonical.to_owned(), kind, country, found_by, town });
            }
        }
        let mut forms: Vec<(String, usize)> = forms.into_iter().collect();
        forms.sort();
        let search =
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(forms.iter().map(|(form, _)| form));
        let search = search.map_err(|error| PackError::new("entities", 0, error.to_string()))?;
        let names = forms.into_iter().map(|(_, index)| names[index].clone()).collect();
        Ok(Rules { search, names, particles: words("entities/particles.txt"), joints: words("entities/articles.txt") })
    }

    /// The names in a text, in order, not overlapping.
    pub(super) fn find(&self, text: &str) -> Vec<Listed> {
        let mut found = Vec::new();
        for hit in self.search.find_iter(text) {
            let span = Span::new(hit.start(), hit.end());
            if is_word(text, span) && !self.is_part(text, span) {
                let name = &self.names[hit.pattern().as_usize()];
                let mut entity = Entity::new(name.label, span, SCORE, name.found_by);
                entity.name = Some(name.canonical.clone());
                entity.kind.clone_from(&name.kind);
                entity.country.clone_from(&name.country);
                found.push(Listed { entity, town: name.town });
            }
        }
        found
    }

    /// Whether the words around say that this is a part of a longer name: a capitalised word beside it, or before it with
    /// nothing but joints between.
    fn is_part(&self, text: &str, span: Span) -> bool {
        let after = text[span.end..].strip_prefix([' ', '\u{a0}']).unwrap_or("");
        if after.starts_with(char::is_uppercase) {
            return true;
        }
        let mut before = &text[..span.start];
        // No name has more joints in a row ("de la").
        for _ in 0..3 {
            before = before.trim_end_matches(|c: char| is_apostrophe(c) || matches!(c, ' ' | '\u{a0}'));
            let start = before
                .rfind(|c: char| !c.is_alphanumeric() && c != '-')
                .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
            let word = &before[start..];
            if word.starts_with(char::is_uppercase) {
                return !self.particles.contains(&word.to_lowercase()) && !self.joints.contains(&word.to_lowercase());
            }
            if !self.joints.contains(word) {
                return false;
            }
            before = &before[..start];
        }
        false
    }
}

/// The forms of a name, with both apostrophes.
fn spellings(name: &str, row: &Row) -> Vec<String> {
    let mut forms: Vec<String> =
        row.list("aliases").into_iter().chain([name]).map(|form| form.replace('’', "'")).collect();
    forms.extend(
        forms.iter().filter(|form| form.contains('\'')).map(|form| form.replace('\'', "’")).collect::<Vec<_>>(),
    );
    forms
}

/// Names of places as datelines write them; a short one could be an acronym.
fn capitals(forms: &[String]) -> Vec<String> {
    let long = |form: &&String| form.chars().filter(|c| c.is_alphabetic()).count() > 3;
    forms.iter().filter(long).map(|form| form.to_uppercase()).collect()
}

/// Whether no letter or digit touches the span, not even across a hyphen.
fn is_word(text: &str, span: Span) -> bool {
    let hyphen = |c: &char| matches!(c, '-' | '\u{2010}' | '\u{2011}');
    let free = |mut outward: Box<dyn Iterator<Item = char> + '_>| match outward.next() {
        Some(c) if hyphen(&c) => !outward.next().is_some_and(char::is_alphanumeric),
        Some(c) => !c.is_alphanumeric() && !matches!(c, '\u{300}'..='\u{36f}'),
        None => true,
    };
    free(Box::new(text[..span.start].chars().rev())) && free(Box::new(text[span.end..].chars()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let pack = Pack::from_files(
            "xx",
            [
                (
                    "link/countries.tsv",
                    "name\tcountry\tkind\taliases\nFrance\tFRA\tcountry\nMaurice\tMUS\tcountry\tîle Maurice\nCôte d’Ivoire\tCIV\tcountry\n",
                ),
                (
                    "link/organisations.tsv",
                    "name\tcountry\tsectors\tkind\taliases\nUnion africaine\t\tIGO\tigo\tUA;union africaine\n",
                ),
                ("entities/ambiguous.txt", "Maurice\n"),
                ("entities/articles.txt", "la\nde\nl\n"),
                ("entities/particles.txt", "en\nselon\n"),
            ],
        );
        let rules = Rules::new(&pack).unwrap();
        rules
            .find(text)
            .into_iter()
            .map(|Listed { entity, .. }| format!("{} {}", entity.label, entity.span.of(text)))
            .collect()
    }

    #[test]
    fn names_of_the_lists() {
        let none: [&str; 0] = [];
        assert_eq!(found("En France, la France et l'UA."), ["LOC France", "LOC France", "ORG UA"]);
        assert_eq!(found("La Côte d'Ivoire et la Côte d’Ivoire"), ["LOC Côte d'Ivoire", "LOC Côte d’Ivoire"]);
        assert_eq!(found("Maurice part pour l'île Maurice"), ["LOC île Maurice"]);
        assert_eq!(found("l'union africaine, l'Union africaine"), ["ORG Union africaine"]);
        assert_eq!(found("selon l’Union africaine : France"), ["ORG Union africaine", "LOC France"]);
        assert_eq!(found("Franceville, UAE, Île-de-France, France-Info, e\u{301}France"), none);
        assert_eq!(found("Air France, France Inter, le Tour de France, la Banque de la France"), none);
        assert_eq!(found("France"), ["LOC France"]);
        assert_eq!(found("FRANCE, 12 mars (Agence)"), ["LOC FRANCE"]);
        assert_eq!(found("FRANCE INTER"), none);
        assert_eq!(found(""), none);
    }
}
