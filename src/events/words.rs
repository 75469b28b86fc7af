//! A sentence as the coder reads it: words with their classes, verb readings and layers.

use std::collections::{HashMap, HashSet};

use crate::document::names::names;
use crate::document::{Analysis, Span};
use crate::lang::{Pack, PackError};
use crate::text::{Verbs, Words};

names! {
    /// The closed classes that `events/words.tsv` gives to words. A word may have several.
    Class {
        Determiner = "determiner", Definite = "definite", Demonstrative = "demonstrative", Indefinite = "indefinite",
        Of = "of", Fused = "fused", Coordinator = "coordinator", Subordinator = "subordinator",
        Relative = "relative", Subject = "subject", Reflexive = "reflexive", Clitic = "clitic", Ne = "ne",
        Negator = "negator", Only = "only", Adverb = "adverb", Premodifier = "premodifier", Number = "number",
        Pronoun = "pronoun", DateNoun = "date-noun",
        Possessive = "possessive", Simultaneous = "simultaneous", Where = "where",
    }
}

/// The function of words that belong to the numeral after them.
pub(super) const QUANTITY: &str = "quantity";

/// An abbreviated title is no longer than this, in bytes ("Mme.", "Mgr.").
const ABBREVIATION: usize = 4;

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Classes(u32);

impl Classes {
    fn with(self, class: Class) -> Classes {
        Classes(self.0 | 1 << class as u32)
    }

    fn union(self, other: Classes) -> Classes {
        Classes(self.0 | other.0)
    }

    fn has(self, class: Class) -> bool {
        self.0 & 1 << class as u32 != 0
    }
}

/// A word of a sentence.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub span: Span,
    pub lower: String,
    pub capital: bool,
    pub classes: Classes,
    pub entity: Option<usize>,
    pub demonym: Option<usize>,
    pub time: Option<usize>,
    /// What the parser says it is, where that decides anything.
    pub parsed: Option<Parsed>,
}

/// The parts of speech that decide whether a form is a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parsed {
    Noun,
    Verb,
}

impl Word {
    pub fn is(&self, class: Class) -> bool {
        self.classes.has(class)
    }

    /// A mark that is no letter or digit.
    pub fn is_mark(&self) -> bool {
        !self.lower.chars().any(char::is_alphanumeric)
    }

    /// A word without any class: no article, pronoun or adverb.
    pub fn plain(&self) -> bool {
        self.classes == Classes::default() && !self.is_mark()
    }

    /// A pronoun or particle that Words cut off a verb (`-t-il`).
    pub fn is_enclitic(&self) -> bool {
        self.lower.starts_with('-') && self.lower.len() > 1
    }
}

/// A preposition or prepositional phrase of the pack, with the function that it marks.
#[derive(Clone, Debug)]
struct Preposition {
    words: Vec<String>,
    function: String,
}

/// The grammatical words of a language, and the verbs.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    cutter: Words,
    pub verbs: Verbs,
    classes: HashMap<String, Classes>,
    endings: Vec<(String, Classes)>,
    prepositions: HashMap<String, Vec<Preposition>>,
    /// Forms of nouns that name events: where a verb form looks the same, the context decides.
    pub nouns: HashSet<String>,
}

impl Reader {
    pub fn new(pack: &Pack) -> Result<Reader, PackError> {
        let mut classes: HashMap<String, Classes> = HashMap::new();
        let mut endings = Vec::new();
        for row in pack.table("events/words.tsv", &["word", "classes"])?.rows() {
            let word = normal(row.required("word")?);
            let mut set = Classes::default();
            for name in row.list("classes") {
                set = set.with(name.parse().map_err(|error| row.error(format!("`classes`: {error}")))?);
            }
            match word.strip_prefix('*') {
                Some(ending) => endings.push((ending.to_owned(), set)),
                None => {
                    let entry = classes.entry(word).or_default();
                    *entry = entry.union(set);
                }
            }
        }
        let cutter = Words::new(pack)?;
        let mut prepositions: HashMap<String, Vec<Preposition>> = HashMap::new();
        for row in pack.table("events/prepositions.tsv", &["preposition", "function"])?.rows() {
            let phrase = row.required("preposition")?;
            let words: Vec<String> = cutter.cut(phrase).into_iter().map(|span| normal(span.of(phrase))).collect();
            let Some(first) = words.first().cloned() else { return Err(row.error("`preposition` has no word")) };
            let function = row.required("function")?.to_owned();
            prepositions.entry(first).or_default().push(Preposition { words, function });
        }
        for list in prepositions.values_mut() {
            list.sort_by_key(|preposition| std::cmp::Reverse(preposition.words.len()));
        }
        let verbs = Verbs::new(pack)?;
        Ok(Reader { cutter, verbs, classes, endings, prepositions, nouns: HashSet::new() })
    }

    /// The words of a phrase, in lower case with one kind of apostrophe.
    pub fn cut(&self, phrase: &str) -> Vec<String> {
        self.cutter.cut(phrase).into_iter().map(|span| normal(span.of(phrase))).collect()
    }

    /// The words of a sentence.
    pub fn read(&self, text: &str, sentence: Span, analysis: &Analysis) -> Vec<Word> {
        let mut words = self.cut_with_layers(text, sentence, analysis);
        // The point of "M. Dupont" ends no clause.
        let abbreviates = |three: &[Word]| {
            let [title, point, name] = three else { return false };
            point.lower == "."
                && title.capital
                && title.span.end == point.span.start
                && title.span.len() <= ABBREVIATION
                && title.entity.is_none()
                && name.entity.is_some()
        };
        let points: HashSet<Span> =
            words.windows(3).filter(|three| abbreviates(three)).map(|three| three[1].span).collect();
        words.retain(|word| !points.contains(&word.span));
        words
    }

    fn cut_with_layers(&self, text: &str, sentence: Span, analysis: &Analysis) -> Vec<Word> {
        let inside = |span: Span, start: usize, end: usize| start <= span.start && span.start < end;
        self.cutter
            .cut(sentence.of(text))
            .into_iter()
            .map(|span| {
                let span = span.shift(sentence.start);
                let raw = span.of(text);
                let lower = normal(raw);
                let entity = last_at(&analysis.entities, |e| e.span, span)
                    .filter(|&i| inside(span, analysis.entities[i].span.start, analysis.entities[i].span.end));
                let demonym = last_at(&analysis.demonyms, |d| d.span, span)
                    .filter(|&i| inside(span, analysis.demonyms[i].span.start, analysis.demonyms[i].span.end));
                let time = last_at(&analysis.times, |t| t.span, span)
                    .filter(|&i| inside(span, analysis.times[i].span.start, analysis.times[i].span.end));
                let classes = self.classes_of(&lower);
                let capital = raw.chars().next().is_some_and(char::is_uppercase);
                Word { span, lower, capital, classes, entity, demonym, time, parsed: parsed(analysis, span) }
            })
            .collect()
    }

    fn classes_of(&self, lower: &str) -> Classes {
        if let Some(found) = self.classes.get(lower) {
            return *found;
        }
        if lower.chars().next().is_some_and(|c| c.is_ascii_digit()) {
            return Classes::default().with(Class::Number);
        }
        if self.nouns.contains(lower) {
            return Classes::default();
        }
        let ending = self.endings.iter().find(|(ending, _)| lower.len() > ending.len() + 2 && lower.ends_with(ending));
        ending.map(|(_, classes)| *classes).unwrap_or_default()
    }

    /// Whether a word has a class, by itself.
    pub fn is(&self, word: &str, class: Class) -> bool {
        self.classes_of(word).has(class)
    }

    /// The preposition at word `at`: its function and where it ends.
    pub fn preposition(&self, words: &[Word], at: usize) -> Option<(&str, usize)> {
        let fits = |preposition: &&Preposition| {
            preposition.words.iter().enumerate().all(|(i, expected)| {
                words.get(at + i).is_some_and(|word| word.entity.is_none() && self.same(expected, &word.lower))
            })
        };
        let mut fitting = self.prepositions.get(&words[at].lower)?.iter().filter(fits);
        let first = fitting.next()?;
        let end = at + first.words.len();
        // "près de la ville", but "près de mille hommes".
        let counts = words.get(end).is_some_and(|word| word.is(Class::Number));
        let mut same_length = fitting.take_while(|other| other.words.len() == first.words.len());
        let found = same_length.find(|other| counts && other.function == QUANTITY).unwrap_or(first);
        Some((&found.function, end))
    }

    /// The function of a word that is a preposition by itself.
    pub fn function(&self, word: &str) -> Option<&str> {
        let found = self.prepositions.get(word)?.iter().find(|preposition| preposition.words.len() == 1)?;
        Some(&found.function)
    }

    /// Whether a word of a phrase in the pack stands for this word of a text: an "of" or a definite article takes any of its shapes.
    pub fn same(&self, expected: &str, found: &str) -> bool {
        expected == found || {
            let (a, b) = (self.classes_of(expected), self.classes_of(found));
            (a.has(Class::Of) && b.has(Class::Of))
                || (a.has(Class::Definite) && b.has(Class::Definite) && a.has(Class::Fused) == b.has(Class::Fused))
        }
    }
}

/// The part of speech of the token that begins with a word.
fn parsed(analysis: &Analysis, span: Span) -> Option<Parsed> {
    let tokens = &analysis.tokens;
    let token = tokens.get(tokens.partition_point(|token| token.span.start < span.start))?;
    match token.upos.as_deref().filter(|_| token.span.start == span.start)? {
        "NOUN" | "PROPN" => Some(Parsed::Noun),
        "VERB" | "AUX" => Some(Parsed::Verb),
        _ => None,
    }
}

/// Lower case, with the typewriter apostrophe and hyphen.
pub(super) fn normal(word: &str) -> String {
    word.chars()
        .map(|c| match c {
            '’' | 'ʼ' => '\'',
            '\u{2010}' | '\u{2011}' => '-',
            c => c,
        })
        .collect::<String>()
        .to_lowercase()
}

/// The last item of a sorted layer that begins at or before a span.
fn last_at<T>(items: &[T], span_of: impl Fn(&T) -> Span, span: Span) -> Option<usize> {
    items.partition_point(|item| span_of(item).start <= span.start).checked_sub(1)
}
