use super::phrases::{Lexer, Word};
use super::quotes::{Quote, quotes};
use super::speech::Speech;
use crate::document::{Analysis, Document, Span};
use crate::text::VerbGroup;

/// A stretch of text that is read for statements at once: sentences that no quotation crosses the border of.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    /// Its words; a quotation is one word.
    pub words: Vec<Word>,
    /// By word: the quotation that stands there.
    pub quotes: Vec<Option<Quote>>,
    /// The verb groups outside quotations.
    pub groups: Vec<VerbGroup>,
}

impl Segment {
    /// The text from word `from` to before word `to`.
    pub fn span(&self, from: usize, to: usize) -> Option<Span> {
        let words = self.words.get(from..to)?;
        Some(words.first()?.span.cover(words.last()?.span))
    }

    pub fn key(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.key.as_str())
    }

    pub fn quote(&self, at: usize) -> Option<Quote> {
        self.quotes.get(at).copied().flatten()
    }

    /// Whether the word is a mark (and no quotation).
    pub fn is_mark(&self, at: usize) -> bool {
        self.quote(at).is_none() && !self.key(at).contains(char::is_alphanumeric)
    }

    /// Whether a dash at the beginning of a line opens it: a turn of a dialogue.
    pub fn is_turn(&self, text: &str) -> bool {
        self.words.first().is_some_and(|first| {
            let begins = text[..first.span.start].trim_end_matches([' ', '\u{a0}', '\u{202f}']).chars().next_back();
            matches!(first.key.as_str(), "—" | "–" | "-") && begins.is_none_or(|c| c == '\n')
        })
    }

    /// The verb group that begins at a word.
    pub fn group_at(&self, at: usize) -> Option<&VerbGroup> {
        let index = self.groups.partition_point(|group| group.words.start < at);
        self.groups.get(index).filter(|group| group.words.start == at)
    }

    /// The verb group that a word belongs to.
    pub fn group_with(&self, at: usize) -> Option<&VerbGroup> {
        let index = self.groups.partition_point(|group| group.words.end <= at);
        self.groups.get(index).filter(|group| group.words.contains(&at))
    }

    /// Whether a finite verb stands between two words.
    pub fn finite_between(&self, from: usize, to: usize) -> bool {
        let first = self.groups.partition_point(|group| group.words.start < from);
        self.groups[first..].iter().take_while(|group| group.words.end <= to).any(|group| group.person > 0)
    }
}

/// Cuts a document into segments.
pub(super) fn segments(document: &Document, analysis: &Analysis, lexer: &Lexer, speech: &Speech) -> Vec<Segment> {
    let text = &document.text;
    let quotes = quotes(text);
    let mut found = Vec::new();
    let mut next = 0;
    let mut open: Option<Span> = None;
    for sentence in &analysis.sentences {
        let span = match open {
            Some(before) if joined(text, before, sentence.span, &quotes) => before.cover(sentence.span),
            Some(before) => {
                found.push(segment(text, before, &quotes, &mut next, lexer, speech));
                sentence.span
            }
            None => sentence.span,
        };
        open = Some(span);
    }
    if let Some(last) = open {
        found.push(segment(text, last, &quotes, &mut next, lexer, speech));
    }
    found
}

/// Whether a sentence goes on with the one before: in a quotation, or right behind one without a new beginning.
fn joined(text: &str, before: Span, sentence: Span, quotes: &[Quote]) -> bool {
    let at = quotes.partition_point(|quote| quote.outer.end <= before.start.max(sentence.start.saturating_sub(1)));
    let inside = |quote: &Quote| quote.outer.start < sentence.start && sentence.start < quote.outer.end;
    if quotes[at..].iter().take(2).any(inside) {
        return true;
    }
    let gap = text.get(before.end..sentence.start).unwrap_or("\n");
    let closed = before.of(text).ends_with(['»', '”', '"']);
    let goes_on = sentence.of(text).chars().find(|c| !c.is_whitespace());
    closed && !gap.contains('\n') && goes_on.is_some_and(|c| c.is_lowercase() || c == ',')
}

fn segment(text: &str, span: Span, quotes: &[Quote], next: &mut usize, lexer: &Lexer, speech: &Speech) -> Segment {
    while quotes.get(*next).is_some_and(|quote| quote.outer.start < span.start) {
        *next += 1;
    }
    let mut segment = Segment { words: Vec::new(), quotes: Vec::new(), groups: Vec::new() };
    let mut at = span.start;
    while let Some(quote) = quotes.get(*next).filter(|quote| quote.outer.start < span.end) {
        segment.words.extend(lexer.cut(text, Span::new(at, quote.outer.start)));
        segment.quotes.resize(segment.words.len(), None);
        segment.words.push(Word { span: quote.outer, key: "\"".to_owned(), capital: false });
        segment.quotes.push(Some(*quote));
        at = quote.outer.end;
        *next += 1;
    }
    segment.words.extend(lexer.cut(text, Span::new(at, span.end.max(at))));
    segment.quotes.resize(segment.words.len(), None);
    let surfaces: Vec<&str> = segment
        .words
        .iter()
        .zip(&segment.quotes)
        .map(|(word, quote)| if quote.is_some() { "\"" } else { word.span.of(text) })
        .collect();
    segment.groups = speech.verbs.verb_groups(&surfaces);
    segment
}
