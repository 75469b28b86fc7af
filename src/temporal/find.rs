//! Where the rules match: one pass over the text, the longest match at each word.

use super::grammar::{Candidate, Grammar, Read};
use super::lexicon::Lexicon;
use crate::document::Sentence;

/// The matches, in order and not overlapping. None crosses the end of a sentence; what a trap covers is left out.
pub(super) fn find(text: &str, sentences: &[Sentence], grammar: &Grammar, lexicon: &Lexicon) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut free = 0;
    let mut ended = 0;
    let (mut before, mut last) = (' ', ' ');
    let mut walk = grammar.automaton.walker();
    let mut matches = Vec::new();
    for (at, c) in text.char_indices() {
        let joined =
            matches!(last, '-' | '\u{2010}' | '\u{2011}') && before.is_alphanumeric() && ended + last.len_utf8() != at;
        let begins = c.is_alphanumeric() && !last.is_alphanumeric() && !joined;
        (before, last) = (last, c);
        if at < free || !begins {
            continue;
        }
        let window = Grammar::window(text, at, sentence_end(sentences, at));
        walk(window, &mut matches);
        let Some(candidates) = grammar.choose(text, at, window, &matches, lexicon) else { continue };
        let Some(end) = candidates.last().map(|candidate| candidate.span.end) else { continue };
        free = end;
        ended = end;
        if grammar.rules[candidates[0].rule].read != Read::Trap {
            found.extend(candidates);
        }
    }
    found
}

/// Where the sentence around a position ends; the end of all texts where there is none.
fn sentence_end(sentences: &[Sentence], at: usize) -> usize {
    let after = sentences.partition_point(|sentence| sentence.span.end <= at);
    let around = sentences.get(after).filter(|sentence| sentence.span.start <= at);
    around.map_or(usize::MAX, |sentence| sentence.span.end)
}
