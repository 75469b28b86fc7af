//! Verb groups as the coder uses them: those of `text`, with their shape and their chunk.

use std::ops::Range;

use crate::text::{self, Mood, Tense};

use super::words::{Class, Parsed, Reader, Word};

/// How a verb group stands in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Finite,
    Infinitive,
    /// A present participle.
    Gerund,
    /// A past participle without its auxiliary.
    Participle,
}

/// A verb group.
#[derive(Clone, Debug)]
pub(super) struct VerbGroup {
    pub words: Range<usize>,
    /// The chunk it is.
    pub chunk: usize,
    /// The word that carries the meaning.
    pub head: usize,
    pub lemma: String,
    pub shape: Shape,
    pub mood: Mood,
    pub tense: Tense,
    /// A compound tense.
    pub perfect: bool,
    pub passive: bool,
    pub reflexive: bool,
    pub negated: bool,
    pub plural: bool,
    /// A verb of possibility or duty over it.
    pub modal: Option<String>,
}

/// The verb groups of a sentence. Names and times hold no verbs; a word that is a noun of the lexicon after a mark or at the
/// beginning is that noun.
pub(super) fn groups(reader: &Reader, text: &str, words: &[Word]) -> Vec<VerbGroup> {
    let shown: Vec<&str> = words
        .iter()
        .map(|word| {
            let name = word.entity.is_some() || word.time.is_some() || word.parsed == Some(Parsed::Noun);
            if name { "X" } else { word.span.of(text) }
        })
        .collect();
    reader.verbs.verb_groups(&shown).into_iter().filter_map(|group| keep(reader, words, group)).collect()
}

fn keep(reader: &Reader, words: &[Word], group: text::VerbGroup) -> Option<VerbGroup> {
    let head = words.get(group.head)?;
    let sure = head.parsed == Some(Parsed::Verb);
    let bare = group.words.len() == 1;
    let participle = group.mood == Mood::Participle;
    let article = group.head.checked_sub(1).is_some_and(|before| words[before].is(Class::Determiner));
    if bare && participle && article {
        return None;
    }
    // "l'assaillant": an article read as a pronoun.
    let first = &words[group.words.start];
    if participle && group.words.len() == 2 && first.is(Class::Determiner) {
        return None;
    }
    if bare
        && !sure
        && (nominal_left(words, group.head) || (reader.nouns.contains(&head.lower) && mark_left(words, group.head)))
    {
        return None;
    }
    let shape = match (group.mood, group.tense) {
        (Mood::Infinitive, _) => Shape::Infinitive,
        (Mood::Participle, Tense::Past) if bare => Shape::Participle,
        (Mood::Participle, _) => Shape::Gerund,
        _ => Shape::Finite,
    };
    // "les rebelles" is no "tu rebelles": the first and second person need their pronoun.
    let pronoun = words[..group.words.start].last().is_some_and(|word| word.is(Class::Subject))
        || words.get(group.words.end).is_some_and(Word::is_enclitic);
    if shape == Shape::Finite && matches!(group.person, 1 | 2) && !pronoun {
        return None;
    }
    if shape == Shape::Finite && group.words.len() == 2 && preposition_left(reader, words, group.words.start) {
        return None;
    }
    Some(VerbGroup {
        words: group.words,
        chunk: 0,
        head: group.head,
        lemma: group.lemma,
        shape,
        mood: group.mood,
        tense: group.tense,
        perfect: group.perfect,
        passive: group.passive,
        reflexive: group.reflexive,
        negated: group.negated,
        plural: group.plural,
        modal: group.modal,
    })
}

/// Whether a numeral, or an adjective that only comes before nouns, stands before a word.
fn nominal_left(words: &[Word], at: usize) -> bool {
    let mut at = at;
    let mut modified = false;
    while let Some(before) = at.checked_sub(1) {
        let word = &words[before];
        if word.entity.is_some() || word.time.is_some() {
            return false;
        }
        if !word.is(Class::Premodifier) {
            let article = word.is(Class::Determiner) && !word.is(Class::Clitic);
            return article || word.is(Class::Number) || (modified && !word.is(Class::Subject));
        }
        modified = true;
        at = before;
    }
    modified
}

/// Whether a word that may be a pronoun is a preposition: "en garde", but not "il en garde".
fn preposition_left(reader: &Reader, words: &[Word], at: usize) -> bool {
    let pronoun = |word: &Word| {
        [Class::Subject, Class::Ne, Class::Reflexive, Class::Relative].into_iter().any(|class| word.is(class))
    };
    reader.function(&words[at].lower).is_some() && !at.checked_sub(1).is_some_and(|before| pronoun(&words[before]))
}

fn mark_left(words: &[Word], at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| {
        let word = &words[before];
        word.is_mark() || word.is(Class::Of) || word.is(Class::Coordinator)
    })
}
