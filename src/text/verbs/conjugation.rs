//! Classes of conjugation: lemma in, forms out.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::{Mood, Tense, VerbForm};
use crate::lang::{Pack, PackError};

const FILE: &str = "morphology/conjugations.toml";

/// In a cell: there is no such form.
const NO_FORM: &str = "-";

/// Which form of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Slot {
    mood: Mood,
    tense: Tense,
    person: u8,
    plural: bool,
    feminine: bool,
}

impl Slot {
    const INFINITIVE: Slot =
        Slot { mood: Mood::Infinitive, tense: Tense::Present, person: 0, plural: false, feminine: false };

    /// The slot of the cell at `index`: six persons, or the agreements of a participle.
    fn at(mood: Mood, tense: Tense, index: usize) -> Slot {
        let (person, plural, feminine) = match mood {
            Mood::Infinitive => (0, false, false),
            Mood::Participle => (0, index % 2 == 1, index >= 2),
            _ => (index as u8 % 3 + 1, index >= 3, false),
        };
        Slot { mood, tense, person, plural, feminine }
    }

    pub(super) fn of(self, lemma: &str) -> VerbForm {
        let Slot { mood, tense, person, plural, feminine } = self;
        VerbForm { lemma: lemma.to_owned(), mood, tense, person, plural, feminine }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Cell {
    One(String),
    Several(Vec<String>),
}

impl Cell {
    fn spellings(&self) -> &[String] {
        match self {
            Cell::One(text) => std::slice::from_ref(text),
            Cell::Several(texts) => texts,
        }
    }
}

/// Mood, tense, then a cell for each form.
type Endings = BTreeMap<String, BTreeMap<String, Vec<Cell>>>;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    capitals: HashMap<char, Vec<char>>,
    #[serde(default)]
    part: BTreeMap<String, Endings>,
    #[serde(default)]
    class: BTreeMap<String, ClassText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassText {
    infinitive: String,
    stems: BTreeMap<String, Cell>,
    soften: Option<Soften>,
    #[serde(default)]
    forms: Endings,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Soften {
    before: String,
    from: String,
    to: String,
}

impl Soften {
    fn join(&self, stem: &str, ending: &str) -> Option<String> {
        let root = stem.strip_suffix(&self.from)?;
        ending.starts_with(|c| self.before.contains(c)).then(|| format!("{root}{}{ending}", self.to))
    }
}

/// What a class puts in the place of the end of the infinitive.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) infinitive: String,
    suffixes: Vec<(String, Slot)>,
}

impl Class {
    fn new(name: &str, text: ClassText, parts: &BTreeMap<String, Endings>) -> Result<Class, PackError> {
        let mut own = cells(name, &text.forms)?;
        own.retain(|(_, ending)| !ending.is_empty());
        let mut suffixes: Vec<(String, Slot)> = own
            .iter()
            .filter(|(_, ending)| *ending != NO_FORM)
            .map(|(slot, ending)| (ending.to_string(), *slot))
            .collect();
        for (part, stems) in &text.stems {
            let endings = parts.get(part).ok_or_else(|| fault(format!("class `{name}`: there is no part `{part}`")))?;
            for (slot, ending) in cells(part, endings)? {
                if ending == NO_FORM || own.iter().any(|(taken, _)| *taken == slot) {
                    continue;
                }
                for stem in stems.spellings() {
                    let soft = text.soften.as_ref().and_then(|soften| soften.join(stem, ending));
                    suffixes.push((soft.unwrap_or_else(|| format!("{stem}{ending}")), slot));
                }
            }
        }
        suffixes.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
        suffixes.dedup();
        Ok(Class { infinitive: text.infinitive, suffixes })
    }

    /// Hands out all forms of a verb, the infinitive first; `false` if the lemma is not of this class.
    pub(super) fn conjugate(&self, lemma: &str, mut take: impl FnMut(&str, Slot)) -> bool {
        let Some((root, run)) = self.root(lemma) else { return false };
        take(lemma, Slot::INFINITIVE);
        let mut form = String::new();
        for (suffix, slot) in &self.suffixes {
            form.clear();
            form.push_str(root);
            match suffix.split_once('*') {
                None => form.push_str(suffix),
                Some((before, after)) => [before, run, after].iter().for_each(|piece| form.push_str(piece)),
            }
            take(&form, *slot);
        }
        true
    }

    /// What the class leaves of a lemma, and what `*` stands for in it.
    fn root<'l>(&self, lemma: &'l str) -> Option<(&'l str, &'l str)> {
        let Some((before, after)) = self.infinitive.split_once('*') else {
            return Some((lemma.strip_suffix(&self.infinitive)?, ""));
        };
        let rest = lemma.strip_suffix(after)?;
        let at = rest.rfind(before)?;
        Some((&rest[..at], &rest[at + before.len()..]))
    }
}

/// The cells of a set of endings, each with its slot.
fn cells<'e>(name: &str, endings: &'e Endings) -> Result<Vec<(Slot, &'e str)>, PackError> {
    let mut found = Vec::new();
    for (mood, tenses) in endings {
        let mood: Mood = mood.parse().map_err(|error| fault(format!("`{name}`: {error}")))?;
        for (tense, cells) in tenses {
            let tense: Tense = tense.parse().map_err(|error| fault(format!("`{name}`: {error}")))?;
            let expected: &[usize] = match mood {
                Mood::Infinitive => &[1],
                Mood::Participle => &[1, 4],
                _ => &[6],
            };
            if !expected.contains(&cells.len()) {
                let message = format!("`{name}`: {mood} {tense} has {} cells, not {}", cells.len(), expected[0]);
                return Err(fault(message));
            }
            for (index, cell) in cells.iter().enumerate() {
                let slot = Slot::at(mood, tense, index);
                found.extend(cell.spellings().iter().map(|ending| (slot, ending.as_str())));
            }
        }
    }
    Ok(found)
}

/// An error about the file of conjugations.
pub(super) fn fault(message: String) -> PackError {
    PackError::new(FILE, 0, message)
}

/// The classes of conjugation, by name.
#[derive(Debug)]
pub(super) struct Classes {
    classes: BTreeMap<String, Class>,
    /// What a capital without accent may stand for at the beginning of a form.
    pub(super) capitals: HashMap<char, Vec<char>>,
}

impl Classes {
    pub(super) fn new(pack: &Pack) -> Result<Classes, PackError> {
        let File { capitals, part, class } = pack.toml(FILE)?;
        let classes = class
            .into_iter()
            .map(|(name, text)| Ok((name.clone(), Class::new(&name, text, &part)?)))
            .collect::<Result<_, _>>()?;
        Ok(Classes { classes, capitals })
    }

    pub(super) fn get(&self, name: &str) -> Option<&Class> {
        self.classes.get(name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.classes.keys().map(String::as_str)
    }
}
