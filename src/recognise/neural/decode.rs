//! From logits to names.
//!
//! Names begin and end where words do. A word is a run of letters and digits, or one other character; so an elided article is a
//! word of its own, and so are the parts of a hyphenated name. The labels of the words are the best sequence in which no name
//! goes on that has not begun.

use super::{Piece, Scheme, Tag};
use crate::document::{Label, Span};

/// A name that the model found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) label: Label,
    pub(super) span: Span,
    pub(super) score: f64,
}

/// A word with a score for each label: the mean of its pieces' logarithms of probability.
struct Word {
    span: Span,
    scores: Vec<f32>,
}

/// The names in a sentence, in order. `logits` has a row a piece.
pub(super) fn decode(text: &str, sentence: Span, pieces: &[Piece], logits: &[f32], scheme: &Scheme) -> Vec<Found> {
    let words = score(&cut(text, sentence), pieces, logits, scheme);
    let path = best_path(&words, scheme);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Tag::Begin(class) = scheme.tags[path[at]] else {
            at += 1;
            continue;
        };
        let inside = |label: &&usize| scheme.tags[**label] == Tag::Inside(class);
        let end = at + 1 + path[at + 1..].iter().take_while(inside).count();
        if let Some(label) = scheme.classes[class].label {
            let span = words[at].span.cover(words[end - 1].span);
            let sum: f64 = words[at..end].iter().map(|word| probability(word, class, scheme)).sum();
            found.push(Found { label, span, score: sum / (end - at) as f64 });
        }
        at = end;
    }
    found
}

/// The words of a sentence. Marks that combine with the letter before them, and soft hyphens, do not end a word.
fn cut(text: &str, sentence: Span) -> Vec<Span> {
    let mut words: Vec<Span> = Vec::new();
    let mut inside = false;
    for (offset, c) in sentence.of(text).char_indices() {
        let start = sentence.start + offset;
        let end = start + c.len_utf8();
        let joins = matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}');
        let letter = c.is_alphanumeric();
        match words.last_mut() {
            Some(last) if inside && (letter || joins) => last.end = end,
            _ if c.is_whitespace() || joins => {}
            _ => words.push(Span::new(start, end)),
        }
        inside = letter || inside && joins;
    }
    words
}

/// The words that have pieces, with their scores.
fn score(words: &[Span], pieces: &[Piece], logits: &[f32], scheme: &Scheme) -> Vec<Word> {
    let labels = scheme.len();
    let rows: Vec<Vec<f32>> = logits.chunks_exact(labels).map(log_softmax).collect();
    let mut found = Vec::new();
    let mut first = 0;
    for span in words {
        while pieces.get(first).is_some_and(|piece| piece.span.end <= span.start) {
            first += 1;
        }
        let of_word = pieces[first..].iter().zip(&rows[first..]).take_while(|(piece, _)| piece.span.start < span.end);
        let mut scores = vec![0.0; labels];
        let mut count = 0;
        for (piece, row) in of_word.filter(|(piece, _)| piece.span.overlaps(*span)) {
            // A piece that begins with the word says which label the word has; one that goes on says which label goes on.
            // One that begins in the word before speaks for both.
            let begun_before = piece.span.start < span.start && found_before(words, *span, piece.span);
            for (label, score) in scores.iter_mut().enumerate() {
                let goes_on = scheme.goes_on[label];
                *score += match scheme.tags[label] {
                    _ if count == 0 && !begun_before => row[label],
                    Tag::Inside(_) if count == 0 => row
                        .iter()
                        .zip(&scheme.goes_on)
                        .filter(|(_, on)| **on == label)
                        .map(|(value, _)| *value)
                        .fold(f32::MIN, f32::max),
                    _ => row[goes_on],
                };
            }
            count += 1;
        }
        if count > 0 {
            scores.iter_mut().for_each(|score| *score /= count as f32);
            found.push(Word { span: *span, scores });
        }
    }
    found
}

fn found_before(words: &[Span], word: Span, piece: Span) -> bool {
    let index = words.partition_point(|other| other.start < word.start);
    index > 0 && words[index - 1].overlaps(piece)
}

fn log_softmax(row: &[f32]) -> Vec<f32> {
    let largest = row.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = row.iter().map(|value| (value - largest).exp()).sum();
    row.iter().map(|value| value - largest - sum.ln()).collect()
}

/// How probable it is that a word belongs to a name of a class, at its beginning or inside.
fn probability(word: &Word, class: usize, scheme: &Scheme) -> f64 {
    let scores = log_softmax(&word.scores);
    let of_class = |tag: &Tag| matches!(*tag, Tag::Begin(of) | Tag::Inside(of) if of == class);
    scheme.tags.iter().zip(scores).filter(|(tag, _)| of_class(tag)).map(|(_, score)| f64::from(score.exp())).sum()
}

/// The labels of the words that have the greatest sum of scores, where `I-X` follows `B-X` or `I-X` only.
fn best_path(words: &[Word], scheme: &Scheme) -> Vec<usize> {
    let labels = scheme.len();
    // The score of the best path to each label of the word before, and for each word and label the label before it.
    let mut best: Vec<f32> = Vec::new();
    let mut before: Vec<usize> = Vec::with_capacity(words.len() * labels);
    for word in words {
        let (top, top_score) = greatest(&best);
        let mut next = Vec::with_capacity(labels);
        for (label, score) in word.scores.iter().enumerate() {
            let (from, so_far) = match scheme.tags[label] {
                Tag::Inside(_) if best.is_empty() => (0, f32::MIN / 4.0),
                Tag::Inside(_) => (0..labels)
                    .filter(|other| scheme.tags[*other] != Tag::Outside && scheme.goes_on[*other] == label)
                    .map(|other| (other, best[other]))
                    .fold((0, f32::MIN / 4.0), |a, b| if b.1 > a.1 { b } else { a }),
                _ => (top, top_score),
            };
            before.push(from);
            next.push(so_far + score);
        }
        best = next;
    }
    let mut label = greatest(&best).0;
    let mut path = vec![0; words.len()];
    for (at, slot) in path.iter_mut().enumerate().rev() {
        *slot = label;
        label = before[at * labels + label];
    }
    path
}

/// The first of the greatest scores; nothing so far is worth 0.
fn greatest(scores: &[f32]) -> (usize, f32) {
    let better = |a: (usize, f32), b: (usize, f32)| if b.1 > a.1 { b } else { a };
    scores.iter().copied().enumerate().reduce(better).unwrap_or((0, 0.0))
}
