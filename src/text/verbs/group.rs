//! Verb groups: clitics, auxiliary, what stands between, participle or infinitive.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use serde::Deserialize;

use super::{Mood, Tense, VerbForm, Verbs};
use crate::lang::{Pack, PackError};
use crate::text::is_apostrophe;

const FILE: &str = "morphology/auxiliaries.toml";

/// How many words and phrases may stand between two verbs of a group.
const BETWEEN: usize = 6;

/// How long an insertion between two commas may be.
const INSERTION: usize = 8;

/// How many clitics and negations are looked for before a verb.
const BEFORE: usize = 5;

/// How many verbs follow one another at most ("aurait pu être tué").
const CHAIN: usize = 5;

/// A verb with its auxiliaries, negation and clitics.
///
/// "n'aurait pas été tué" is the verb "tuer", conditional past, passive and negated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerbGroup {
    /// The words of the group, by index: clitics before it, adverbs and negations inside it.
    pub words: Range<usize>,
    /// The index of the word that carries the meaning.
    pub head: usize,
    /// The infinitive of the head.
    pub lemma: String,
    /// The mood of the whole, that of its first verb.
    pub mood: Mood,
    /// The tense of the whole: "a tué" and "vient de tuer" are past, "va tuer" is future, "aurait tué" conditional past.
    pub tense: Tense,
    /// The person of the first verb; 0 where it has none.
    pub person: u8,
    /// Whether the first verb is plural.
    pub plural: bool,
    /// Whether it is a compound tense.
    pub perfect: bool,
    /// Whether the subject undergoes: "est tué", and a bare "tué".
    pub passive: bool,
    /// Whether it has a reflexive clitic.
    pub reflexive: bool,
    /// Whether it is denied.
    pub negated: bool,
    /// The infinitive of a verb of possibility or duty over it.
    pub modal: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    perfect: HashSet<String>,
    passive: HashSet<String>,
    moving: HashSet<String>,
    intransitive: HashSet<String>,
    reflexive: HashSet<String>,
    reflexive_singular: BTreeMap<String, u8>,
    reflexive_plural: BTreeMap<String, u8>,
    clitics: HashSet<String>,
    first_and_second: HashSet<String>,
    determiners: HashSet<String>,
    articles: HashSet<String>,
    openers: HashSet<String>,
    prepositions: HashSet<String>,
    never_alone: HashSet<String>,
    nouns: HashSet<String>,
    negation: Negation,
    between: Between,
    semi: Vec<Semi>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Negation {
    particles: HashSet<String>,
    words: HashSet<String>,
    restrictive: HashSet<String>,
    before_infinitive: HashSet<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Between {
    endings: Vec<String>,
    phrases: Vec<String>,
}

/// A verb that gives tense or modality to the infinitive after it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Semi {
    lemma: String,
    links: Vec<String>,
    tense: Option<String>,
    of: Vec<String>,
    modal: bool,
}

/// A compiled [`Semi`].
#[derive(Clone, Debug)]
struct SemiAuxiliary {
    links: Vec<Vec<String>>,
    tense: Option<Tense>,
    of: Vec<Tense>,
    modal: bool,
}

/// What the pack says about verb groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Grammar {
    file: File,
    /// By their first word, the longest first.
    phrases: HashMap<String, Vec<Vec<String>>>,
    semi: HashMap<String, Vec<SemiAuxiliary>>,
}

impl Grammar {
    pub(super) fn new(pack: &Pack) -> Result<Grammar, PackError> {
        let file: File = pack.toml(FILE)?;
        let tense = |text: &String| text.parse::<Tense>().map_err(|error| PackError::new(FILE, 0, error.to_string()));
        let mut semi: HashMap<String, Vec<SemiAuxiliary>> = HashMap::new();
        for entry in &file.semi {
            let links = entry.links.iter().map(|link| pieces(link)).collect();
            let of = entry.of.iter().map(tense).collect::<Result<_, _>>()?;
            let tense = entry.tense.as_ref().map(tense).transpose()?;
            let compiled = SemiAuxiliary { links, tense, of, modal: entry.modal };
            semi.entry(entry.lemma.clone()).or_default().push(compiled);
        }
        let mut phrases: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for phrase in file.between.phrases.iter().map(|phrase| pieces(phrase)) {
            if let Some(first) = phrase.first() {
                phrases.entry(first.clone()).or_default().push(phrase);
            }
        }
        phrases.values_mut().for_each(|list| list.sort_by_key(|phrase| std::cmp::Reverse(phrase.len())));
        Ok(Grammar { file, phrases, semi })
    }
}

/// The words of a phrase of the pack: at white space and after apostrophes, but an inner one of a longer word stays.
fn pieces(phrase: &str) -> Vec<String> {
    let elided = |word: &str| match word.split_once('\'') {
        Some((before, after)) if !after.is_empty() && before.chars().count() <= 2 => {
            vec![format!("{before}'"), after.to_owned()]
        }
        _ => vec![word.to_owned()],
    };
    phrase.split_whitespace().flat_map(elided).collect()
}

/// A word as the pack writes it: lower case, typewriter apostrophe.
fn plain(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.chars().flat_map(char::to_lowercase).map(|c| if is_apostrophe(c) { '\'' } else { c }).collect()
}

/// The words that a group is looked for in: as they stand, as the pack writes them, and their readings.
struct Words<'w, 'v> {
    shown: &'w [&'w str],
    plain: Vec<String>,
    readings: Vec<&'v [VerbForm]>,
}

impl<'w, 'v> Words<'w, 'v> {
    fn new(shown: &'w [&'w str], verbs: &'v Verbs) -> Words<'w, 'v> {
        let plain: Vec<String> = shown.iter().map(|word| plain(word)).collect();
        let readings = shown.iter().zip(&plain).map(|(word, plain)| verbs.readings_of(word, plain)).collect();
        Words { shown, plain, readings }
    }

    fn at(&self, index: usize) -> &str {
        self.plain.get(index).map_or("", String::as_str)
    }

    fn readings(&self, index: usize) -> &'v [VerbForm] {
        self.readings.get(index).copied().unwrap_or_default()
    }

    /// The end of `phrase` if it begins at `index`.
    fn phrase(&self, index: usize, phrase: &[String]) -> Option<usize> {
        let found = phrase.iter().enumerate().all(|(offset, piece)| self.at(index + offset) == *piece);
        found.then_some(index + phrase.len())
    }
}

/// What stands before the first verb.
#[derive(Default)]
struct Clitics {
    start: usize,
    particle: bool,
    negation: bool,
    reflexive: bool,
}

impl Verbs {
    /// The verb group whose first verb (auxiliary or not) is `words[at]`, of words as [`super::super::Words`] cuts them.
    ///
    /// ```
    /// use depeche::{lang::Pack, text::{Tense, Verbs}};
    /// let verbs = Verbs::new(&Pack::embedded("fr")?)?;
    /// let words = ["Il", "n'", "a", "pas", "encore", "été", "arrêté", "."];
    /// let group = verbs.verb_group(&words, 2).unwrap();
    /// assert_eq!((group.words, group.lemma.as_str(), group.tense), (1..7, "arrêter", Tense::Past));
    /// assert!(group.passive && group.negated);
    /// # Ok::<(), depeche::lang::PackError>(())
    /// ```
    pub fn verb_group(&self, words: &[&str], at: usize) -> Option<VerbGroup> {
        self.group(&Words::new(words, self), at)
    }

    fn group<'v>(&'v self, words: &Words<'_, 'v>, at: usize) -> Option<VerbGroup> {
        let first = self.best(words, at)?;
        let clitics = self.clitics(words, at, first);
        let mut group = VerbGroup {
            words: clitics.start..at + 1,
            head: at,
            lemma: first.lemma.clone(),
            mood: first.mood,
            tense: first.tense,
            person: first.person,
            plural: first.plural,
            perfect: false,
            passive: first.mood == Mood::Participle && first.tense == Tense::Past && self.may_be_passive(&first.lemma),
            reflexive: clitics.reflexive,
            negated: false,
            modal: None,
        };
        let mut current = first;
        for _ in 0..CHAIN {
            match self.participle(words, &mut group, current).or_else(|| self.infinitive(words, &mut group, current)) {
                Some(next) => current = next,
                None => break,
            }
        }
        self.negate(words, &mut group, &clitics);
        Some(group)
    }

    /// All verb groups of a sentence, from left to right, not overlapping. A word after a determiner and a capitalised
    /// word inside the sentence begin none.
    pub fn verb_groups(&self, words: &[&str]) -> Vec<VerbGroup> {
        let words = &Words::new(words, self);
        let mut groups: Vec<VerbGroup> = Vec::new();
        let mut at = 0;
        while at < words.shown.len() {
            if words.readings(at).is_empty() {
                at += 1;
                continue;
            }
            let floor = groups.last().map_or(0, |last| last.words.end);
            let group = if self.is_nominal(words, at, floor) { None } else { self.group(words, at) };
            let alone = |group: &VerbGroup| group.head == at && self.grammar.file.never_alone.contains(words.at(at));
            let group = group.filter(|group| !alone(group));
            at += 1;
            if let Some(mut group) = group {
                group.words.start = group.words.start.max(floor);
                at = group.words.end;
                groups.push(group);
            }
        }
        groups
    }

    /// Whether the word stands where a noun or a name stands; `floor` is where the verb group before it ends.
    fn is_nominal(&self, words: &Words, at: usize, floor: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let is_word = |index: usize| words.shown[index].ends_with(|c: char| c.is_alphanumeric() || is_apostrophe(c));
        let file = &self.grammar.file;
        if words.shown[at].starts_with(char::is_uppercase) && is_word(before)
            || file.determiners.contains(words.at(before))
        {
            return true;
        }
        let article = file.articles.contains(words.at(before));
        let preposition = file.prepositions.contains(words.at(before));
        let opens = |index: usize| {
            let word = words.at(index);
            !is_word(index) || file.openers.contains(word) || file.prepositions.contains(word)
        };
        match self.best(words, at) {
            Some(form) if form.mood == Mood::Infinitive => article && file.nouns.contains(&form.lemma),
            Some(form) if form.mood == Mood::Participle => (article || preposition) && form.tense == Tense::Past,
            _ => preposition || article && (before == floor || opens(before - 1)),
        }
    }

    /// The likeliest reading of a word that begins a group.
    fn best<'v>(&self, words: &Words<'_, 'v>, at: usize) -> Option<&'v VerbForm> {
        let readings = words.readings(at);
        let pronoun = |index: usize| self.grammar.file.first_and_second.contains(words.at(index));
        let speaker = (1..=3).any(|back| at >= back && pronoun(at - back)) || pronoun(at + 1);
        let rank = |form: &VerbForm| {
            let singular = !form.plural && (form.person == 1 || form.person == 2);
            let mood = match form.mood {
                Mood::Imperative => 6,
                Mood::Participle if form.tense == Tense::Past => 4,
                _ if singular && speaker => 0,
                _ if singular => 5,
                Mood::Indicative | Mood::Infinitive | Mood::Participle => 1,
                Mood::Conditional => 2,
                Mood::Subjunctive => 3,
            };
            (mood, form.tense != Tense::Present)
        };
        readings.iter().min_by_key(|form| rank(form))
    }

    fn may_be_passive(&self, lemma: &str) -> bool {
        !self.grammar.file.moving.contains(lemma) && !self.grammar.file.intransitive.contains(lemma)
    }

    /// Clitics and negation to the left of the first verb.
    fn clitics(&self, words: &Words, at: usize, first: &VerbForm) -> Clitics {
        let file = &self.grammar.file;
        let mut found = Clitics { start: at, ..Clitics::default() };
        if first.mood == Mood::Participle && first.tense == Tense::Past {
            return found;
        }
        while found.start > 0 && at - found.start < BEFORE {
            let index = found.start - 1;
            let word = words.at(index);
            let own = |persons: &BTreeMap<String, u8>| persons.get(word) == Some(&first.person);
            if file.negation.particles.contains(word) {
                found.particle = true;
            } else if first.mood == Mood::Infinitive && file.negation.words.contains(word) {
                found.negation = true;
            } else if first.plural && own(&file.reflexive_plural) {
                // One alone is the subject.
                if index == 0 || words.at(index - 1) != word {
                    break;
                }
                found.reflexive = true;
            } else if file.clitics.contains(word) {
                let same = !first.plural && own(&file.reflexive_singular);
                found.reflexive |= same || file.reflexive.contains(word);
            } else {
                break;
            }
            found.start = index;
        }
        found
    }

    /// Goes on to the participle that `current`, an auxiliary, governs.
    fn participle<'v>(&self, words: &Words<'_, 'v>, group: &mut VerbGroup, current: &VerbForm) -> Option<&'v VerbForm> {
        let file = &self.grammar.file;
        let (perfect, passive) = (file.perfect.contains(&current.lemma), file.passive.contains(&current.lemma));
        if !perfect && !passive {
            return None;
        }
        let at = self.skip(words, group.words.end, true);
        let next = self.reading(words, at, |form| form.mood == Mood::Participle && form.tense == Tense::Past)?;
        if perfect || group.reflexive || file.moving.contains(&next.lemma) {
            self.make_past(group);
        } else {
            group.passive = self.may_be_passive(&next.lemma);
        }
        self.advance(group, at, next);
        Some(next)
    }

    /// Goes on to the infinitive that `current` gives tense or modality to.
    fn infinitive<'v>(&self, words: &Words<'_, 'v>, group: &mut VerbGroup, current: &VerbForm) -> Option<&'v VerbForm> {
        let infinitive = |form: &VerbForm| form.mood == Mood::Infinitive;
        for semi in self.grammar.semi.get(&current.lemma)? {
            let in_tense = current.mood == Mood::Indicative && semi.of.contains(&current.tense);
            if !semi.of.is_empty() && !in_tense {
                continue;
            }
            let mut at = self.skip(words, group.words.end, false);
            if !semi.links.is_empty() {
                let Some(end) = semi.links.iter().find_map(|link| words.phrase(at, link)) else { continue };
                at = end;
            }
            let (at, reflexive) = self.before_infinitive(words, at);
            let Some(next) = self.reading(words, at, infinitive) else { continue };
            group.reflexive = reflexive;
            group.tense = semi.tense.unwrap_or(group.tense);
            if semi.modal {
                group.modal.get_or_insert_with(|| current.lemma.clone());
            }
            self.advance(group, at, next);
            return Some(next);
        }
        None
    }

    fn advance(&self, group: &mut VerbGroup, at: usize, next: &VerbForm) {
        group.words.end = at + 1;
        group.head = at;
        group.lemma.clone_from(&next.lemma);
    }

    fn make_past(&self, group: &mut VerbGroup) {
        group.perfect = true;
        if !(group.mood == Mood::Indicative && group.tense == Tense::Future) {
            group.tense = Tense::Past;
        }
    }

    fn reading<'v>(
        &self,
        words: &Words<'_, 'v>,
        at: usize,
        wanted: impl Fn(&VerbForm) -> bool,
    ) -> Option<&'v VerbForm> {
        words.readings(at).iter().find(|form| wanted(form))
    }

    /// The index after the adverbs, negations and enclitics at `index`, and after an insertion between commas.
    fn skip(&self, words: &Words, mut index: usize, insertions: bool) -> usize {
        let mut insertions = insertions;
        for _ in 0..BETWEEN {
            if let Some(end) = self.adverb(words, index) {
                index = end;
                continue;
            }
            let closing = (index + 2..index + 2 + INSERTION).find(|at| words.at(*at) == ",");
            match closing {
                Some(closing) if insertions && words.at(index) == "," => {
                    insertions = false;
                    index = closing + 1;
                }
                _ => break,
            }
        }
        index
    }

    fn adverb(&self, words: &Words, index: usize) -> Option<usize> {
        let word = words.at(index);
        let phrases = self.grammar.phrases.get(word).map_or(&[][..], Vec::as_slice);
        if let Some(end) = phrases.iter().find_map(|phrase| words.phrase(index, phrase)) {
            return Some(end);
        }
        let enclitic = word.starts_with('-') && word.len() > 1;
        let adverb = self.grammar.file.between.endings.iter().any(|ending| {
            word.strip_suffix(ending.as_str()).is_some_and(|stem| stem.chars().count() > 2)
                && words.readings(index).is_empty()
        });
        (enclitic || adverb || self.grammar.file.negation.words.contains(word)).then_some(index + 1)
    }

    /// The index of the infinitive after its clitics, adverbs and negation, and whether one clitic is reflexive.
    fn before_infinitive(&self, words: &Words, mut index: usize) -> (usize, bool) {
        let file = &self.grammar.file;
        let mut reflexive = false;
        for _ in 0..BETWEEN {
            let word = words.at(index);
            if file.clitics.contains(word) || file.negation.particles.contains(word) {
                reflexive |= file.reflexive.contains(word);
                index += 1;
            } else if let Some(end) = self.adverb(words, index) {
                index = end;
            } else {
                break;
            }
        }
        (index, reflexive)
    }

    /// Decides whether the group is denied, and takes a negation right after it in.
    fn negate(&self, words: &Words, group: &mut VerbGroup, clitics: &Clitics) {
        let negation = &self.grammar.file.negation;
        let inside = |set: &HashSet<String>| group.words.clone().any(|index| set.contains(words.at(index)));
        let particle = clitics.particle || inside(&negation.particles);
        let mut word = clitics.negation || inside(&negation.words);
        if particle && !word {
            let mut end = group.words.end;
            while words.at(end).starts_with('-') && words.at(end).len() > 1 {
                end += 1;
            }
            if negation.words.contains(words.at(end)) {
                word = true;
                group.words.end = end + 1;
            }
        }
        let end = group.words.end;
        let limited = (end..end + 4).any(|index| negation.restrictive.contains(words.at(index)));
        group.negated = match (particle, word) {
            (true, true) => true,
            (true, false) => !limited && group.mood != Mood::Subjunctive,
            (false, _) => false,
        };
        let before = clitics.start.checked_sub(1).map_or("", |index| words.at(index));
        group.negated |= group.mood == Mood::Infinitive && negation.before_infinitive.contains(before);
    }
}
