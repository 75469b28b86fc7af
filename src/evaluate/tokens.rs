//! Sentences, and words with their syntax by the rules of the CoNLL 2018 evaluation.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::sheet::{Sheet, described};
use super::spans::{Counts, Located, Pairs};
use crate::record::{SentenceRecord, TokenRecord};

/// Words of one contraction that are compared; more are no language's, but those of a damaged record.
const MOST: usize = 100;

/// A sentence or word for lists of errors.
struct Item<'a> {
    range: Range<usize>,
    words: &'a str,
    summary: String,
}

impl Located for Item<'_> {
    fn range(&self) -> Range<usize> {
        self.range.clone()
    }
    fn words(&self) -> &str {
        self.words
    }
}

fn describe(item: &Item) -> String {
    described(&[Some(item.summary.as_str()).filter(|summary| !summary.is_empty())], item)
}

/// The pairs of an alignment: index of the gold item to that of the find.
fn pairs(aligned: &[Option<usize>], found: usize) -> Pairs {
    let of_found: HashSet<usize> = aligned.iter().flatten().copied().collect();
    Pairs {
        both: aligned.iter().enumerate().filter_map(|(i, j)| Some((i, (*j)?))).collect(),
        missed: (0..aligned.len()).filter(|i| aligned[*i].is_none()).collect(),
        false_finds: (0..found).filter(|j| !of_found.contains(j)).collect(),
    }
}

/// `exact`: the same span.
pub(super) fn score_sentences(text: &str, gold: &[SentenceRecord], found: &[SentenceRecord], sheet: &mut Sheet) {
    let places: HashMap<_, _> = found.iter().enumerate().map(|(j, found)| ((found.start, found.end), j)).collect();
    let aligned: Vec<_> = gold.iter().map(|gold| places.get(&(gold.start, gold.end)).copied()).collect();
    let pairs = pairs(&aligned, found.len());
    sheet.counts("exact", pairs.counts());
    let bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
    let items = |sentences: &[SentenceRecord]| -> Vec<Item> {
        let item = |sentence: &SentenceRecord| {
            let words = bytes.get(sentence.start).zip(bytes.get(sentence.end));
            let words = words.and_then(|(start, end)| text.get(*start..*end)).unwrap_or_default();
            Item { range: sentence.start..sentence.end, words, summary: String::new() }
        };
        sentences.iter().map(item).collect()
    };
    sheet.mistakes(&pairs, &items(gold), &items(found), describe, |_, _| true);
}

/// `span` of the tokens as they are written, `words` of the aligned ones, and over those, each attribute that the gold has.
pub(super) fn score(gold: &[TokenRecord], found: &[TokenRecord], sheet: &mut Sheet) {
    let aligned = align(gold, found);
    let pairs = pairs(&aligned, found.len());
    let written = |tokens: &[TokenRecord]| tokens.iter().map(|token| (token.start, token.end)).collect();
    let (gold_written, found_written): (BTreeSet<_>, BTreeSet<_>) = (written(gold), written(found));
    let right = gold_written.intersection(&found_written).count();
    sheet.counts("span", Counts { gold: gold_written.len(), found: found_written.len(), right: right as f64 });
    sheet.counts("words", pairs.counts());

    let has = |attribute: fn(&TokenRecord) -> bool| gold.iter().any(attribute);
    let (upos, features) = (has(|token| token.upos.is_some()), has(|token| token.features.is_some()));
    let (lemma, tree) = (has(|token| token.lemma.is_some()), has(|token| token.relation.is_some()));
    let attached = |i: usize, j: usize| match (gold[i].head, found[j].head) {
        (Some(gold), Some(found)) => aligned.get(gold).copied().flatten() == Some(found),
        (gold, found) => gold.is_none() && found.is_none(),
    };
    if upos {
        sheet.counts("upos", pairs.counts_where(|i, j| gold[i].upos == found[j].upos));
    }
    if features {
        sheet.counts("features", pairs.counts_where(|i, j| sorted(&gold[i]) == sorted(&found[j])));
    }
    if lemma {
        let same = |i: usize, j: usize| gold[i].lemma.is_none() || gold[i].lemma == found[j].lemma;
        sheet.counts("lemma", pairs.counts_where(same));
    }
    if tree {
        sheet.counts("head", pairs.counts_where(attached));
        let labelled = |i, j| attached(i, j) && universal(&gold[i]) == universal(&found[j]);
        sheet.counts("relation", pairs.counts_where(labelled));
    }

    let items = |tokens| -> Vec<Item> {
        let summary = |token: &TokenRecord| {
            let upos = token.upos.clone().filter(|_| upos);
            let features = Some(sorted(token).join("|")).filter(|joined| features && !joined.is_empty());
            let lemma = token.lemma.as_ref().filter(|_| lemma).map(|lemma| format!("`{lemma}`"));
            [upos, features, lemma].into_iter().flatten().collect::<Vec<_>>().join(" ")
        };
        let relation = |token: &TokenRecord, all: &[TokenRecord]| {
            let head = token.head.and_then(|head| all.get(head));
            let head = head.map_or(String::new(), |head| format!(" of `{}` {}", head.form, head.start));
            Some(format!("{}{head}", universal(token).unwrap_or("-"))).filter(|_| tree)
        };
        let item = |token, all| {
            let parts = [Some(summary(token)).filter(|summary| !summary.is_empty()), relation(token, all)];
            let summary = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
            Item { range: token.start..token.end, words: &token.form, summary }
        };
        let all: &[TokenRecord] = tokens;
        all.iter().map(|token| item(token, all)).collect()
    };
    sheet.mistakes(&pairs, &items(gold), &items(found), describe, |gold, found| gold.summary == found.summary);
}

/// `nsubj` of `nsubj:pass`.
fn universal(token: &TokenRecord) -> Option<&str> {
    token.relation.as_deref()?.split(':').next()
}

/// The features in one order.
fn sorted(token: &TokenRecord) -> Vec<&str> {
    let mut features: Vec<&str> = token.features.iter().flat_map(|all| all.split('|')).collect();
    features.sort_unstable();
    features
}

/// For each gold word the word found in its place. Outside contractions words are the same where they have the same span;
/// those of a contraction of either side are aligned by the longest common subsequence of their forms, case aside.
fn align(gold: &[TokenRecord], found: &[TokenRecord]) -> Vec<Option<usize>> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut shared: Vec<_> = contractions(gold).chain(contractions(found)).collect();
    shared.sort_unstable();
    for (start, end) in shared {
        match places.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => places.push((start, end)),
        }
    }
    let (gold_outside, gold_inside) = split(gold, &places);
    let (found_outside, found_inside) = split(found, &places);
    let mut aligned = vec![None; gold.len()];
    for (span, i) in gold_outside {
        aligned[i] = found_outside.get(&span).copied();
    }
    for (left, right) in gold_inside.iter().zip(&found_inside) {
        let forms = |indices: &[usize], tokens: &[TokenRecord]| -> Vec<String> {
            indices.iter().map(|index| squeezed(&tokens[*index].form)).collect()
        };
        for (i, j) in common(&forms(left, gold), &forms(right, found)) {
            aligned[left[i]] = Some(right[j]);
        }
    }
    aligned
}

fn squeezed(form: &str) -> String {
    form.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The places that several words share.
fn contractions(tokens: &[TokenRecord]) -> impl Iterator<Item = (usize, usize)> {
    let mut counts: HashMap<(usize, usize), usize> = HashMap::new();
    for token in tokens {
        *counts.entry((token.start, token.end)).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count > 1).map(|(place, _)| place)
}

type Split = (HashMap<(usize, usize), usize>, Vec<Vec<usize>>);

/// The words outside all contractions, by their span, and those that begin in each contraction.
fn split(tokens: &[TokenRecord], places: &[(usize, usize)]) -> Split {
    let (mut outside, mut inside) = (HashMap::new(), vec![Vec::new(); places.len()]);
    for (index, token) in tokens.iter().enumerate() {
        let at = places.partition_point(|place| place.1 <= token.start);
        match places.get(at) {
            Some(place) if place.0 <= token.start => inside[at].push(index),
            _ => drop(outside.insert((token.start, token.end), index)),
        }
    }
    inside.iter_mut().for_each(|words: &mut Vec<usize>| words.truncate(MOST));
    (outside, inside)
}

/// Index pairs of a longest common subsequence of two short lists.
fn common(left: &[String], right: &[String]) -> Vec<(usize, usize)> {
    let mut best = vec![vec![0; right.len() + 1]; left.len() + 1];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            best[i][j] = if left[i] == right[j] { best[i + 1][j + 1] + 1 } else { best[i + 1][j].max(best[i][j + 1]) };
        }
    }
    let (mut pairs, mut i, mut j) = (Vec::new(), 0, 0);
    while i < left.len() && j < right.len() {
        if left[i] == right[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[i + 1][j] > best[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}
