//! From a text to logits: a sentence is a sequence of pieces, or several windows if it is long.
//!
//! Sentences are read alone. The model was trained on runs of neighbouring sentences too, but reading runs gained nothing on the
//! development articles, a sentence alone costs less attention, and its names do not depend on where it stands.

use std::ops::Range;

use super::{Folder, ParsedWord, Piece, Sequence, Tagger, TaggerError, syntax};
use crate::document::Span;

/// Two windows over a long sentence share so many pieces.
const OVERLAP: usize = 128;

/// Sentences are handed to the engine in portions of about so many pieces, so that memory does not grow with the document.
const PORTION: usize = 8192;

/// A stretch longer than this is no sentence, and is read as several (bytes).
const STRETCH: usize = 16 << 10;

/// A sequence for the engine, as ranges of the pieces of a portion.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Window {
    /// The stretch that it lies in.
    stretch: usize,
    /// The pieces that go in.
    input: Range<usize>,
    /// Those of them whose logits are taken from here.
    keep: Range<usize>,
}

/// A stretch of text to be read.
struct Stretch {
    span: Span,
    /// Whether it is not the first of its sentence.
    goes_on: bool,
    pieces: Vec<Piece>,
    words: Vec<Span>,
}

/// A sentence with what the model says of it.
#[derive(Clone, Debug)]
pub(super) struct Read {
    /// In the document.
    pub(super) span: Span,
    /// Their spans are in the document, too.
    pub(super) pieces: Vec<Piece>,
    /// A row a piece.
    pub(super) logits: Vec<f32>,
    /// As the caller cut them, in the document; empty where there are no pieces.
    pub(super) words: Vec<Span>,
    /// A tree over the words; empty where the engine does not parse.
    pub(super) parsed: Vec<ParsedWord>,
    /// How many windows it took.
    pub(super) windows: usize,
    /// Whether it goes on with the sentence of the stretch before.
    pub(super) goes_on: bool,
}

/// Reads the sentences of a text and hands each to `take`, in order. `cut` gives the words of a sentence that is to be parsed.
pub(super) fn read(
    folder: &Folder,
    tagger: &dyn Tagger,
    text: &str,
    sentences: impl Iterator<Item = Span>,
    cut: impl Fn(&str) -> Vec<Span>,
    mut take: impl FnMut(Read),
) -> Result<(), TaggerError> {
    let mut portion = Vec::new();
    let mut count = 0;
    let numbered = |span: Span| stretches(text, span).enumerate();
    for (number, span) in sentences.flat_map(numbered) {
        let shift = |inside: Span| inside.shift(span.start);
        let mut pieces = folder.cut(span.of(text)).map_err(|error| TaggerError(error.to_string()))?;
        pieces.iter_mut().for_each(|piece| piece.span = shift(piece.span));
        let mut words = if pieces.is_empty() { Vec::new() } else { cut(span.of(text)) };
        words.iter_mut().for_each(|word| *word = shift(*word));
        count += pieces.len();
        portion.push(Stretch { span, goes_on: number > 0, pieces, words });
        if count >= PORTION {
            run(folder, tagger, &mut portion, &mut take)?;
            count = 0;
        }
    }
    run(folder, tagger, &mut portion, &mut take)
}

/// Runs the engine on a portion and empties it.
fn run(
    folder: &Folder,
    tagger: &dyn Tagger,
    portion: &mut Vec<Stretch>,
    take: &mut impl FnMut(Read),
) -> Result<(), TaggerError> {
    let lengths: Vec<usize> = portion.iter().map(|stretch| stretch.pieces.len()).collect();
    let special = folder.prefix.len() + folder.suffix.len();
    let windows = plan(&lengths, tagger.longest().saturating_sub(special).max(1));
    let ids: Vec<u32> = portion.iter().flat_map(|stretch| stretch.pieces.iter().map(|piece| piece.id)).collect();
    // The pieces that words begin in, counted through the portion; each word is parsed in the window that keeps its piece.
    let mut start = 0;
    let mut firsts: Vec<Vec<usize>> = Vec::with_capacity(portion.len());
    for stretch in portion.iter() {
        firsts.push(first_pieces(&stretch.words, &stretch.pieces).into_iter().map(|piece| start + piece).collect());
        start += stretch.pieces.len();
    }
    let sequence = |window: &Window| {
        let firsts = &firsts[window.stretch];
        let kept = firsts.partition_point(|piece| *piece < window.keep.start)
            ..firsts.partition_point(|piece| *piece < window.keep.end);
        let place = |piece: &usize| folder.prefix.len() + piece - window.input.start;
        Sequence {
            ids: [&folder.prefix[..], &ids[window.input.clone()], &folder.suffix].concat(),
            words: firsts[kept].iter().map(place).collect(),
        }
    };
    let mut found = tagger.read(windows.iter().map(sequence).collect())?.into_iter();
    let labels = folder.scheme.len();
    let mut windows = windows.into_iter().peekable();
    for (number, Stretch { span, goes_on, pieces, words }) in portion.drain(..).enumerate() {
        let mut read = Read {
            span,
            logits: Vec::with_capacity(pieces.len() * labels),
            pieces,
            words,
            parsed: Vec::new(),
            windows: 0,
            goes_on,
        };
        while let Some(window) = windows.next_if(|window| window.stretch == number) {
            let reading = found.next().unwrap_or_default();
            let row = |piece: usize| (folder.prefix.len() + piece - window.input.start) * labels;
            let kept = reading.logits.get(row(window.keep.start)..row(window.keep.end));
            read.logits.extend(kept.ok_or_else(|| TaggerError("fewer logits than pieces".to_owned()))?);
            syntax::append(&mut read.parsed, reading.words);
            read.windows += 1;
        }
        let fits = || folder.config.syntax.as_ref().is_some_and(|syntax| syntax.fits(&read.parsed));
        if !read.parsed.is_empty() && (read.parsed.len() != read.words.len() || !fits()) {
            return Err(TaggerError("a parse that does not fit the words or the labels".to_owned()));
        }
        take(read);
    }
    Ok(())
}

/// The piece that each word begins in. Both are in order, and there are pieces if there are words.
fn first_pieces(words: &[Span], pieces: &[Piece]) -> Vec<usize> {
    let mut at = 0;
    let first = |word: &Span| {
        while at + 1 < pieces.len() && pieces[at].span.end <= word.start {
            at += 1;
        }
        at
    };
    words.iter().map(first).collect()
}

/// The sequences for sentences of so many pieces. A sentence of more than `longest` pieces becomes windows that overlap, each
/// of which keeps what lies nearer to its middle than to its neighbour's.
fn plan(lengths: &[usize], longest: usize) -> Vec<Window> {
    let mut windows = Vec::new();
    let mut start = 0;
    for (stretch, length) in lengths.iter().enumerate().filter(|(_, length)| **length > 0) {
        let end = start + length;
        if *length > longest {
            slide(stretch, start..end, longest, &mut windows);
        } else {
            windows.push(Window { stretch, input: start..end, keep: start..end });
        }
        start = end;
    }
    windows
}

fn slide(stretch: usize, sentence: Range<usize>, longest: usize, windows: &mut Vec<Window>) {
    let overlap = OVERLAP.min(longest / 2);
    let mut start = sentence.start;
    let mut kept = sentence.start;
    while start + longest < sentence.end {
        let end = start + longest;
        windows.push(Window { stretch, input: start..end, keep: kept..end - overlap / 2 });
        kept = end - overlap / 2;
        start = end - overlap;
    }
    // The last one is moved back, to be as long as the others.
    windows.push(Window { stretch, input: sentence.end - longest..sentence.end, keep: kept..sentence.end });
}

/// A sentence as it is, or cut at white space where it is far too long for one.
fn stretches(text: &str, sentence: Span) -> impl Iterator<Item = Span> {
    let mut rest = sentence;
    std::iter::from_fn(move || {
        if rest.is_empty() || rest.of(text).is_empty() {
            return None;
        }
        let mut end = rest.end;
        if rest.len() > STRETCH {
            end = text.floor_char_boundary(rest.start + STRETCH);
            if let Some(space) = text[rest.start..end].rfind(char::is_whitespace).filter(|space| *space > 0) {
                end = rest.start + space;
            }
        }
        let stretch = Span::new(rest.start, end);
        rest.start = end;
        Some(stretch)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_a_sequence() {
        let inputs = |lengths: &[usize]| -> Vec<Range<usize>> {
            plan(lengths, 20).into_iter().map(|window| window.input).collect()
        };
        assert!(inputs(&[0, 0]).is_empty());
        assert_eq!(inputs(&[4, 0, 20, 1]), [0..4, 4..24, 24..25]);
        assert_eq!(inputs(&[2, 21]), [0..2, 2..22, 3..23]);
    }

    #[test]
    fn windows_over_a_long_sentence_keep_every_piece_once() {
        for length in 21..200 {
            let windows = plan(&[3, length, 2], 20);
            let kept: Vec<usize> = windows.iter().flat_map(|window| window.keep.clone()).collect();
            assert_eq!(kept, (0..length + 5).collect::<Vec<_>>());
            for window in &windows {
                assert!(
                    window.input.len() <= 20
                        && window.input.start <= window.keep.start
                        && window.keep.end <= window.input.end
                );
            }
        }
    }

    #[test]
    fn words_begin_in_pieces() {
        let pieces = |spans: &[(usize, usize)]| -> Vec<Piece> {
            spans.iter().map(|(start, end)| Piece { id: 0, span: Span::new(*start, *end) }).collect()
        };
        let words = |spans: &[(usize, usize)]| -> Vec<Span> {
            spans.iter().map(|(start, end)| Span::new(*start, *end)).collect()
        };
        // The second piece holds two words, the third and fourth one.
        let found =
            first_pieces(&words(&[(0, 3), (4, 5), (5, 6), (7, 12)]), &pieces(&[(0, 3), (4, 6), (7, 9), (9, 12)]));
        assert_eq!(found, [0, 1, 1, 2]);
        // Words behind the last piece begin in it.
        assert_eq!(first_pieces(&words(&[(0, 1), (8, 9)]), &pieces(&[(0, 2)])), [0, 0]);
    }

    #[test]
    fn what_is_too_long_for_a_sentence_is_cut() {
        let text = "é".repeat(STRETCH) + " " + &"à b ".repeat(STRETCH);
        let cut: Vec<Span> = stretches(&text, Span::new(0, text.len())).collect();
        assert!(cut.len() > 5 && cut.iter().all(|span| span.len() <= STRETCH && !span.of(&text).is_empty()));
        assert_eq!(cut.iter().map(|span| span.of(&text)).collect::<String>(), text);
    }
}
