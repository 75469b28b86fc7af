//! Time expressions: find -> refine -> resolve, by the rules under `temporal/` of a language pack.
//!
//! `grammar` compiles the rules, `find` runs them over the text, `refine` looks at what stands around the matches,
//! `resolve` puts the values on the calendar. No language is known here.

mod amount;
mod automaton;
mod calendar;
mod check;
mod dates;
mod find;
mod grammar;
mod lexicon;
mod narrative;
mod refine;
mod relative;
mod resolve;
mod steps;
mod tense;
#[cfg(test)]
mod tests;
mod value;
mod zones;

pub use check::check;

use crate::document::{Analysis, Component, Document, Failure, Layer, Notice, Sentence, TimeExpression, Token};
use crate::lang::{Pack, PackError};
use grammar::Grammar;
use lexicon::Lexicon;
use refine::Context;
use tense::Tenses;

/// Finds time expressions and resolves them to TIMEX3 values.
///
/// ```
/// use depeche::document::Document;
/// use depeche::{lang::Pack, temporal::TimeTagger};
/// let tagger = TimeTagger::new(&Pack::embedded("fr")?)?;
/// let mut document = Document::new("a", "fr", "Il a démissionné hier.");
/// document.published = Some("2023-09-20".parse()?);
/// let times = tagger.times(&document, &[], &[]);
/// assert_eq!(times[0].value.as_deref(), Some("2023-09-19"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct TimeTagger {
    lexicon: Lexicon,
    grammar: Grammar,
    context: Context,
    tenses: Tenses,
}

impl TimeTagger {
    /// Compiles the rules of a pack.
    pub fn new(pack: &Pack) -> Result<TimeTagger, PackError> {
        let lexicon = Lexicon::new(pack)?;
        let grammar = Grammar::new(pack, &lexicon)?;
        let context = Context::new(pack, &lexicon)?;
        Ok(TimeTagger { lexicon, grammar, context, tenses: Tenses::new(pack)? })
    }

    /// The time expressions of a document, in order and not overlapping. None crosses the end of a sentence. Where there are
    /// tokens, the tense is that of the verb that an expression hangs on.
    pub fn times(&self, document: &Document, sentences: &[Sentence], tokens: &[Token]) -> Vec<TimeExpression> {
        let found = self.found(document, sentences);
        resolve::Resolver::new(self, document, sentences, tokens).run(&found)
    }

    fn found(&self, document: &Document, sentences: &[Sentence]) -> Vec<refine::Found> {
        let candidates = find::find(&document.text, sentences, &self.grammar, &self.lexicon);
        refine::refine(&document.text, candidates, &self.grammar, &self.context)
    }

    /// The same, each with what it was read as and resolved by: fields of the rule, context, direction, anchor.
    ///
    /// ```
    /// # use depeche::document::Document;
    /// # use depeche::{lang::Pack, temporal::TimeTagger};
    /// # let tagger = TimeTagger::new(&Pack::embedded("fr")?)?;
    /// let mut document = Document::new("a", "fr", "Il démissionnera lundi.");
    /// document.published = Some("2023-09-20".parse()?);
    /// let (time, steps) = &tagger.explain(&document, &[], &[])[0];
    /// assert_eq!(time.value.as_deref(), Some("2023-09-25"));
    /// assert_eq!(steps[0], "date.weekday read weekday=1");
    /// assert_eq!(steps[1], "its clause looks to the future");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(
        &self,
        document: &Document,
        sentences: &[Sentence],
        tokens: &[Token],
    ) -> Vec<(TimeExpression, Vec<String>)> {
        let found = self.found(document, sentences);
        let mut resolver = resolve::Resolver::new(self, document, sentences, tokens);
        let times = resolver.run(&found);
        let steps: Vec<Vec<String>> =
            (0..found.len()).map(|index| steps::steps(&resolver, index, &found, &times)).collect();
        times.into_iter().zip(steps).collect()
    }
}

impl Component for TimeTagger {
    fn name(&self) -> &'static str {
        "temporal"
    }

    fn requires(&self) -> &'static [Layer] {
        &[Layer::Sentences]
    }

    fn assigns(&self) -> &'static [Layer] {
        &[Layer::Times]
    }

    fn apply(&self, document: &Document, analysis: &mut Analysis) -> Result<(), Failure> {
        let times = self.times(document, &analysis.sentences, &analysis.tokens);
        for time in times.iter().filter(|time| unresolved(time)) {
            let words = time.span.of(&document.text);
            let message = match document.published {
                None => format!("`{words}` is relative and the date of publication is unknown"),
                Some(_) => format!("`{words}` could not be put on the calendar"),
            };
            analysis.notices.push(Notice::new("temporal.unresolved", message).at(time.span));
        }
        analysis.times = times;
        Ok(())
    }
}

/// Whether a date or time has no value, or one with an unknown year.
fn unresolved(time: &TimeExpression) -> bool {
    use crate::document::TimeType::{Date, Time};
    let open = time.value.as_deref().is_none_or(|value| value.starts_with("XXXX"));
    open && matches!(time.kind, Date | Time)
}
