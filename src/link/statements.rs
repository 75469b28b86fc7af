use std::sync::Arc;

use super::drafts::{Draft, Drafts};
use super::lists::Lists;
use super::segment::{Segment, segments};
use super::sources::Reader;
use super::speech::Speech;
use crate::document::{Analysis, Component, Document, Failure, Label, Layer, Span, Statement, StatementKind};
use crate::lang::{Pack, PackError};

/// A quotation that stands alone says something if it has so many words.
const ALONE: usize = 4;

/// A pronoun or a lone quotation may lean on a statement so many segments back.
const MEMORY: usize = 3;

/// The component that finds who said what.
///
/// ```
/// use depeche::document::{Analysis, Component, Document, Sentence, Span};
/// use depeche::{lang::Pack, link::StatementFinder};
/// let text = "« Nous ne céderons pas », a averti la maire de Nantes.";
/// let (doc, mut analysis) = (Document::new("a", "fr", text), Analysis::default());
/// analysis.sentences.push(Sentence { span: Span::new(0, text.len()) });
/// StatementFinder::new(&Pack::embedded("fr")?)?.apply(&doc, &mut analysis)?;
/// let said = &analysis.statements[0];
/// assert_eq!(said.span.of(text), "Nous ne céderons pas");
/// assert_eq!(said.source.unwrap().of(text), "maire de Nantes");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct StatementFinder {
    lists: Arc<Lists>,
    speech: Arc<Speech>,
}

/// The last source of the document, for pronouns and quotations that stand alone.
#[derive(Clone, Copy, Debug)]
struct LastSource {
    segment: usize,
    source: Option<Span>,
    entity: Option<usize>,
}

impl StatementFinder {
    /// Reads the reporting verbs, markers, media and source nouns under `link/`.
    pub fn new(pack: &Pack) -> Result<StatementFinder, PackError> {
        let lists = Lists::new(pack)?;
        let speech = Speech::new(pack, &lists.lexer, &lists.grammar)?;
        Ok(StatementFinder { lists: Arc::new(lists), speech: Arc::new(speech) })
    }

    /// The quotation that makes up a whole segment.
    fn lone_quote(&self, segment: &Segment, text: &str) -> Option<Span> {
        let at = segment.quotes.iter().position(Option::is_some)?;
        let alone = (0..segment.words.len()).all(|other| other == at || segment.is_mark(other));
        let quote = segment.quotes[at]?;
        let long = quote.inner.of(text).split_whitespace().count() >= ALONE;
        (alone && long).then_some(quote.inner)
    }

    /// The words of a source without the determiner before them, a newspaper's name without its marks.
    fn bare(&self, source: Span, text: &str, analysis: &Analysis) -> Span {
        let grammar = &self.lists.grammar;
        let words = self.lists.lexer.cut(text, source);
        let drops = words.first().is_some_and(|first| grammar.dropped.contains(&first.key));
        // "l'un d'eux" has no head without its article.
        let kept = words.get(1).is_none_or(|next| grammar.dropped.contains(&next.key));
        let named = analysis.entities.partition_point(|entity| entity.span.start < source.start);
        // "Le Monde" is a name.
        let kept = kept || analysis.entities.get(named).is_some_and(|entity| entity.span.start == source.start);
        let start = if drops && !kept { words[1].span.start } else { source.start };
        let marks = |c: char| matches!(c, '«' | '»' | '“' | '”' | '"') || c.is_whitespace();
        let rest = &text[start..source.end];
        let inner = rest.trim_matches(marks);
        if !rest.starts_with(marks) || inner.is_empty() {
            return Span::new(start, source.end);
        }
        let start = start + (rest.len() - rest.trim_start_matches(marks).len());
        Span::new(start, start + inner.len())
    }

    /// A turn of a dialogue that nobody comments on: to the end of its line.
    fn turn(&self, segment: &Segment, text: &str) -> Option<Span> {
        let start = segment.words.get(1).filter(|_| segment.is_turn(text))?.span.start;
        let end = text[start..].find('\n').map_or(text.len(), |line| start + line);
        let span = super::quotes::trim(text, Span::new(start, end));
        (span.of(text).split_whitespace().count() >= ALONE).then_some(span)
    }

    fn is_pronoun(&self, source: Span, text: &str) -> bool {
        let key = super::phrases::key(source.of(text));
        self.lists.grammar.subject_pronouns.contains(&key) || self.lists.grammar.stressed_pronouns.contains(&key)
    }
}

impl Component for StatementFinder {
    fn name(&self) -> &'static str {
        "statements"
    }

    fn requires(&self) -> &'static [Layer] {
        &[Layer::Sentences, Layer::Entities]
    }

    fn assigns(&self) -> &'static [Layer] {
        &[Layer::Statements]
    }

    fn apply(&self, document: &Document, analysis: &mut Analysis) -> Result<(), Failure> {
        let text = document.text.as_str();
        let mut found: Vec<Statement> = Vec::new();
        let mut last: Option<LastSource> = None;
        let mut turns: Vec<LastSource> = Vec::new();
        let mut speaker: Option<Span> = None;
        for (number, segment) in segments(document, analysis, &self.lists.lexer, &self.speech).iter().enumerate() {
            let reader = || Reader { lists: &self.lists, speech: &self.speech, text, analysis, segment };
            let mut drafts = Drafts::read(reader());
            let recent = last.filter(|last| last.segment + MEMORY > number);
            if drafts.is_empty()
                && let Some(span) = self.lone_quote(segment, text)
            {
                let known =
                    |source: &Span| !self.is_pronoun(*source, text) || recent.is_some_and(|l| l.entity.is_some());
                let source = speaker.filter(known).or(recent.and_then(|last| last.source));
                let (kind, rule) = (StatementKind::Direct, "statements.alone");
                drafts.push(Draft { span, kind, source, cue: None, medium: None, via: None, rule });
            }
            // In a dialogue of two the turns alternate.
            if drafts.is_empty()
                && turns.last().is_some_and(|last| last.segment + MEMORY > number)
                && let Some(span) = self.turn(segment, text)
            {
                let source = turns.len().checked_sub(2).and_then(|before| turns[before].source);
                let (kind, rule) = (StatementKind::Direct, "statements.turn");
                drafts.push(Draft { span, kind, source, cue: None, medium: None, via: None, rule });
            }
            speaker = if drafts.is_empty() { Drafts::new(reader()).speaker() } else { None };
            let offset = found.len();
            for draft in drafts {
                let pronoun = draft.source.is_some_and(|source| self.is_pronoun(source, text));
                let person = |index: &usize| analysis.entities[*index].label == Label::Person;
                let earlier = || recent.and_then(|last| last.entity).filter(person);
                let named = draft.source.and_then(|source| reader().entity(source));
                let entity = if pronoun { earlier() } else { named };
                last = Some(LastSource { segment: number, source: draft.source, entity });
                if segment.is_turn(text) {
                    turns.extend(last);
                }
                found.push(Statement {
                    span: draft.span,
                    kind: draft.kind,
                    source: draft.source.map(|source| self.bare(source, text, analysis)),
                    source_entity: entity,
                    cue: draft.cue,
                    medium: draft.medium,
                    via: draft.via.map(|via| via + offset),
                    found_by: draft.rule.to_owned(),
                });
            }
        }
        analysis.statements = in_order(found);
        Ok(())
    }
}

/// The statements in the order of their beginnings, each once, their links kept.
fn in_order(found: Vec<Statement>) -> Vec<Statement> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|&index| (found[index].span, found[index].cue, index));
    order.dedup_by(|later, first| {
        let (a, b) = (&found[*later], &found[*first]);
        a.span == b.span && a.source == b.source
    });
    let mut places = vec![None; found.len()];
    order.iter().enumerate().for_each(|(place, &index)| places[index] = Some(place));
    order
        .iter()
        .map(|&index| {
            let statement = &found[index];
            Statement { via: statement.via.and_then(|via| places[via]), ..statement.clone() }
        })
        .collect()
}
