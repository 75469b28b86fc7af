//! Verb groups: an auxiliary or a finite verb with its clitics, negation and participles.

use std::ops::Range;

use crate::text::{Mood, Tense, VerbForm};

use super::words::{Class, Reader, Word};

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
    /// What that word may be a form of.
    pub lemmas: Vec<String>,
    pub shape: Shape,
    /// Of the finite part.
    pub mood: Mood,
    pub tense: Tense,
    /// An auxiliary and a participle that tell a finished action.
    pub compound: bool,
    pub passive: bool,
    pub reflexive: bool,
    pub negated: bool,
    pub plural: bool,
    /// Whether an object pronoun stands before it.
    pub clitic: bool,
}

impl VerbGroup {
    pub fn is(&self, lemma: &str) -> bool {
        self.lemmas.iter().any(|found| found == lemma)
    }
}

/// How many adverbs and marks of negation may stand between an auxiliary and its participle.
const GAP: usize = 5;

/// The verb group that begins at a word, and where it ends.
pub(super) fn group_at(reader: &Reader, words: &[Word], start: usize) -> Option<(VerbGroup, usize)> {
    let mut at = start;
    let (mut ne, mut reflexive, mut clitic) = (false, false, false);
    while let Some(word) = words.get(at).filter(|_| at < start + 5) {
        if word.entity.is_some() || word.time.is_some() {
            return None;
        }
        if word.is(Class::Ne) {
            ne = true;
        } else if word.is(Class::Reflexive) {
            reflexive = true;
        } else if word.is(Class::Clitic) && !(word.is(Class::Determiner) && !object_pronoun(reader, words, at)) {
            clitic = true;
        } else if at > start && word.is(Class::Negator) && !word.is(Class::Determiner) {
            at += 1;
            continue;
        } else {
            break;
        }
        at += 1;
    }
    let word = words.get(at)?;
    if word.entity.is_some() || word.time.is_some() || word.forms.is_empty() {
        return None;
    }
    if at == start && (word.is(Class::Determiner) || reader.preposition(words, at).is_some()) {
        return None;
    }
    if at > start && reader.preposition(words, start).is_some() && !ne && !reflexive && word.forms.iter().all(is_participle) {
        return None;
    }
    let pronouns = at > start;
    let form = choose(reader, words, at, pronouns)?;
    let mut group = VerbGroup {
        words: start..at + 1,
        chunk: 0,
        head: at,
        lemmas: lemmas(&word.forms.iter().filter(|f| f.mood == form.mood && f.tense == form.tense).collect::<Vec<_>>()),
        shape: shape(form),
        mood: form.mood,
        tense: form.tense,
        compound: false,
        passive: false,
        reflexive,
        negated: false,
        plural: form.plural,
        clitic,
    };
    if group.shape == Shape::Participle {
        group.passive = !group.lemmas.iter().any(|lemma| reader.auxiliary(lemma) == Some("be-perfect"));
    } else {
        auxiliary(reader, words, &mut group);
    }
    let marks = (group.words.end..words.len().min(group.words.end + 3)).take_while(|&i| !words[i].is_mark());
    let inside = group.words.clone().any(|i| words[i].is(Class::Negator));
    let after: Vec<usize> = marks.collect();
    let before = start.checked_sub(1).is_some_and(|i| words[i.saturating_sub(3)..=i].iter().any(|w| w.is(Class::Negator)));
    let only = words[group.words.end..].iter().take(6).take_while(|w| !w.is_mark()).any(|w| w.is(Class::Only));
    let negator = inside || after.iter().take(2).any(|&i| words[i].is(Class::Negator));
    group.negated = (ne && (negator || before || (!only && group.shape != Shape::Finite))) || (inside && !only);
    let end = group.words.end;
    Some((group, end))
}

/// Extends a group over auxiliaries: "a été conclu", "s'est rendu", "avoir tué".
fn auxiliary(reader: &Reader, words: &[Word], group: &mut VerbGroup) {
    for _ in 0..2 {
        let Some(role) = group.lemmas.iter().find_map(|lemma| reader.auxiliary(lemma)).filter(|r| *r != "be-perfect") else {
            return;
        };
        let Some(at) = participle_after(words, group.words.end) else { return };
        let forms: Vec<&VerbForm> = words[at].forms.iter().filter(|form| is_participle(form)).collect();
        let found = lemmas(&forms);
        if role == "be" {
            let perfect = group.reflexive || found.iter().any(|lemma| reader.auxiliary(lemma) == Some("be-perfect"));
            group.compound |= perfect;
            group.passive = !perfect;
        } else {
            group.compound = true;
        }
        group.lemmas = found;
        group.head = at;
        group.words.end = at + 1;
        if role == "be" {
            return;
        }
    }
}

fn participle_after(words: &[Word], from: usize) -> Option<usize> {
    for at in from..words.len().min(from + GAP) {
        let word = &words[at];
        if word.entity.is_some() || word.time.is_some() {
            return None;
        }
        if word.forms.iter().any(is_participle) && !word.is(Class::Negator) && !word.is(Class::Determiner) {
            return Some(at);
        }
        let passes = word.is(Class::Adverb) || word.is(Class::Negator) || word.is_enclitic();
        if !passes {
            return None;
        }
    }
    None
}

fn is_participle(form: &VerbForm) -> bool {
    form.mood == Mood::Participle && form.tense == Tense::Past
}

fn shape(form: &VerbForm) -> Shape {
    match form.mood {
        Mood::Infinitive => Shape::Infinitive,
        Mood::Participle if form.tense == Tense::Past => Shape::Participle,
        Mood::Participle => Shape::Gerund,
        _ => Shape::Finite,
    }
}

fn lemmas(forms: &[&VerbForm]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for form in forms {
        if !found.contains(&form.lemma) {
            found.push(form.lemma.clone());
        }
    }
    found
}

/// The reading of a word as a verb that fits its left context, or none where it stands as a noun or adjective.
fn choose<'a>(reader: &Reader, words: &[Word<'a>], at: usize, pronouns: bool) -> Option<&'a VerbForm> {
    let forms: &'a [VerbForm] = words[at].forms;
    let left = left_of(reader, words, at);
    let first = |test: &dyn Fn(&VerbForm) -> bool| forms.iter().find(|form| test(form));
    let auxiliary = forms.iter().any(|f| matches!(reader.auxiliary(&f.lemma), Some("have" | "be")));
    if left == Left::Nominal && !pronouns {
        return None;
    }
    if let Some(form) = first(&|f| f.mood == Mood::Infinitive) {
        return Some(form);
    }
    let speaks = at.checked_sub(1).is_some_and(|i| words[i].is(Class::Subject));
    let third = |f: &VerbForm| {
        matches!(f.mood, Mood::Indicative | Mood::Conditional | Mood::Subjunctive) && (f.person == 3 || pronouns || speaks)
    };
    let homograph = reader.nouns.contains(&words[at].lower);
    let finite_fits = match left {
        Left::Nominal | Left::Preposition => pronouns,
        Left::Start | Left::Mark => (!homograph || pronouns) && (at > 0 || auxiliary || pronouns),
        Left::Noun => true,
        Left::Subject => true,
    };
    let participle = first(&is_participle);
    let best = |form: &&VerbForm| match (form.mood, form.tense) {
        (Mood::Indicative, Tense::Present) => 0,
        (Mood::Indicative, _) => 1,
        (Mood::Conditional, _) => 2,
        _ => 3,
    };
    let finite = forms.iter().filter(|f| third(f)).min_by_key(best).filter(|_| finite_fits);
    if let Some(form) = finite {
        // "un homme mis en examen": after a bare noun a participle is likelier than a past historic of the same shape.
        let past_historic = form.mood == Mood::Indicative && form.tense == Tense::Past;
        if participle.is_none() || (left == Left::Subject || pronouns) || !past_historic {
            return Some(form);
        }
    }
    if left != Left::Start
        && let Some(form) = first(&|f| f.mood == Mood::Participle && f.tense == Tense::Present)
    {
        return Some(form);
    }
    participle.filter(|_| matches!(left, Left::Noun | Left::Mark | Left::Start) && !pronouns && !(homograph && left != Left::Noun))
}

/// What stands to the left of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Start,
    /// An article, a numeral, or an adjective after one.
    Nominal,
    Preposition,
    Mark,
    Subject,
    Noun,
}

fn left_of(reader: &Reader, words: &[Word], at: usize) -> Left {
    let mut at = at;
    let mut premodified = false;
    while let Some(before) = at.checked_sub(1) {
        let word = &words[before];
        if word.entity.is_some() || word.time.is_some() {
            return Left::Noun;
        }
        if word.is(Class::Premodifier) {
            premodified = true;
        } else if word.is(Class::Clitic) && word.is(Class::Determiner) {
            let pronoun = before.checked_sub(1).is_some_and(|i| pronoun_context(&words[i]));
            return if pronoun { Left::Subject } else { Left::Nominal };
        } else if word.is(Class::Determiner) || word.is(Class::Number) {
            return Left::Nominal;
        } else if word.is(Class::Subject) || word.is(Class::Relative) || word.is(Class::Ne) || word.is(Class::Reflexive) {
            return Left::Subject;
        } else if word.is(Class::Of) || word.is(Class::Fused) || reader.preposition(words, before).is_some() {
            return if premodified { Left::Nominal } else { Left::Preposition };
        } else if word.is(Class::Adverb) || word.is(Class::Negator) {
        } else if word.is(Class::Coordinator) || word.is(Class::Subordinator) || word.is_mark() {
            return if premodified { Left::Nominal } else { Left::Mark };
        } else {
            return Left::Noun;
        }
        at = before;
    }
    if premodified { Left::Nominal } else { Left::Start }
}

fn pronoun_context(word: &Word) -> bool {
    word.is(Class::Subject) || word.is(Class::Relative) || word.is(Class::Ne) || word.is(Class::Reflexive)
}

/// Whether "le", "la", "l'" or "les" is a pronoun here.
fn object_pronoun(reader: &Reader, words: &[Word], at: usize) -> bool {
    if at.checked_sub(1).is_some_and(|i| pronoun_context(&words[i])) {
        return true;
    }
    let Some(next) = words.get(at + 1) else { return false };
    let auxiliary = next.forms.iter().any(|f| f.mood != Mood::Infinitive && matches!(reader.auxiliary(&f.lemma), Some("have" | "be")));
    let infinitive = next.forms.iter().any(|f| f.mood == Mood::Infinitive)
        && at.checked_sub(1).is_some_and(|i| !words[i].is(Class::Determiner) && (words[i].is(Class::Of) || reader.preposition(words, i).is_some()));
    auxiliary && next.forms.iter().all(|f| f.mood != Mood::Participle) || infinitive
}
