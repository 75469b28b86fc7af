//! From logits to names.
//!
//! Names begin and end where words do. A word is a run of letters and digits, or one other character; so an elided article is a
//! word of its own, and so are the parts of a hyphenated name. The labels of the words are the best sequence in which no name
//! goes on that has not begun (what begins and ends a name is the scheme's, [`super::Scheme`]).

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
        let goes_on = |next: &usize| scheme.continues(path[*next], path[*next - 1]);
        let end = at + 1 + (at + 1..words.len()).take_while(goes_on).count();
        if let Some(class) = scheme.class(path[at])
            && let Some(label) = scheme.classes[class].label
        {
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
            let best = |labels: &[usize]| labels.iter().map(|label| row[*label]).fold(f32::MIN, f32::max);
            for (label, score) in scores.iter_mut().enumerate() {
                *score += match scheme.tags[label] {
                    _ if count == 0 && !begun_before => row[label],
                    Tag::Inside(class) | Tag::Last(class) if count == 0 => best(&scheme.classes[class].members),
                    _ => best(&scheme.goes_on[label]),
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
    scheme.classes[class].members.iter().map(|label| f64::from(scores[*label].exp())).sum()
}

/// The labels of the words that have the greatest sum of scores, where names begin, go on and end as the scheme has it.
fn best_path(words: &[Word], scheme: &Scheme) -> Vec<usize> {
    let labels = scheme.len();
    let ends: Vec<usize> = (0..labels).filter(|label| scheme.ends(*label)).collect();
    let begins: Vec<bool> = (0..labels).map(|label| scheme.begins(label)).collect();
    let continued: Vec<Vec<usize>> =
        (0..labels).map(|label| (0..labels).filter(|before| scheme.continues(label, *before)).collect()).collect();
    // The score of the best path to each label of the word before, and for each word and label the label before it.
    let mut best: Vec<f32> = Vec::new();
    let mut before: Vec<usize> = Vec::with_capacity(words.len() * labels);
    for word in words {
        let closed = if best.is_empty() { (0, 0.0) } else { greatest(&ends, &best) };
        let mut next = Vec::with_capacity(labels);
        for (label, score) in word.scores.iter().enumerate() {
            let open = if best.is_empty() { NOWHERE } else { greatest(&continued[label], &best) };
            let (from, so_far) = if begins[label] && closed.1 >= open.1 { closed } else { open };
            before.push(from);
            next.push(so_far + score);
        }
        best = next;
    }
    let mut label = greatest(&ends, &best).0;
    let mut path = vec![0; words.len()];
    for (at, slot) in path.iter_mut().enumerate().rev() {
        *slot = label;
        label = before[at * labels + label];
    }
    path
}

/// A path that cannot be; adding to its score does not overflow.
const NOWHERE: (usize, f32) = (0, f32::MIN / 4.0);

/// The first label of the greatest score.
fn greatest(labels: &[usize], scores: &[f32]) -> (usize, f32) {
    let scored = labels.iter().filter_map(|label| Some((*label, *scores.get(*label)?)));
    scored.fold(NOWHERE, |best, next| if next.1 > best.1 { next } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::neural::Notation;

    /// The names in words labelled so, as `label word word`; the logits leave no doubt.
    fn names(notation: Option<Notation>, known: &str, labels: &str) -> Vec<String> {
        let known: Vec<String> = known.split(' ').map(String::from).collect();
        let scheme = Scheme::new(&known, &Default::default(), notation).unwrap();
        let mut text = String::new();
        let mut pieces = Vec::new();
        let mut logits = Vec::new();
        for (number, label) in labels.split(' ').enumerate() {
            let start = text.len();
            text += &format!("w{number} ");
            pieces.push(Piece { id: 0, span: Span::new(start, text.len() - 1) });
            logits.extend(known.iter().map(|other| if other == label { 9.0 } else { 0.0 }));
        }
        let found = decode(&text, Span::new(0, text.len()), &pieces, &logits, &scheme);
        found.iter().map(|name| format!("{} {}", name.label.as_str(), name.span.of(&text))).collect()
    }

    #[test]
    fn labels_with_a_beginning_only() {
        let labels = "O B-PER I-PER B-LOC I-LOC";
        for notation in [None, Some(Notation::Iob1), Some(Notation::Iob2)] {
            let read = |words: &str| names(notation, labels, words);
            assert_eq!(read("O O"), [""; 0]);
            assert_eq!(read("B-PER I-PER O B-LOC"), ["PER w0 w1", "LOC w3"]);
            assert_eq!(read("B-PER B-PER I-PER"), ["PER w0", "PER w1 w2"]);
        }
        // A name without its `B-`: read as it stands, unless names must have one.
        let read = |notation, words: &str| names(Some(notation), labels, words);
        assert_eq!(read(Notation::Iob1, "O I-PER I-PER I-LOC B-LOC"), ["PER w1 w2", "LOC w3", "LOC w4"]);
        assert_eq!(read(Notation::Iob2, "B-LOC I-PER O"), ["LOC w0"]);
    }

    #[test]
    fn labels_without_a_beginning() {
        for labels in ["O I-PER I-LOC", "O PER LOC"] {
            let person = labels.split(' ').nth(1).unwrap();
            let place = labels.split(' ').nth(2).unwrap();
            let words = format!("{person} {person} {place} O {person}");
            assert_eq!(names(None, labels, &words), ["PER w0 w1", "LOC w2", "PER w4"]);
        }
    }

    #[test]
    fn labels_with_an_end() {
        for (end, only) in [("L", "U"), ("E", "S")] {
            let labels = format!("O B-PER I-PER {end}-PER {only}-PER {only}-LOC");
            let read = |words: &str| names(None, &labels, &words.replace('L', end).replace('U', only));
            assert_eq!(read("U-PER U-PER O"), ["PER w0", "PER w1"]);
            assert_eq!(read("B-PER I-PER L-PER U-PER"), ["PER w0 w1 w2", "PER w3"]);
            // What neither begins nor ends is no name.
            assert_eq!(read("O I-PER O"), [""; 0]);
        }
    }
}
