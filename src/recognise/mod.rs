//! Entities: persons, places, organisations and other names, found by a neural model and by the lists of the pack; and
//! the syntax that the model reads in the same pass.

pub mod neural;
mod overlap;
mod rules;
mod trim;

use crate::document::{Analysis, Component, Document, Failure, Layer};
use crate::lang::{Pack, PackError};
use crate::text::{Lemmas, Tokens, Verbs};

use neural::{Model, Morphology};
use rules::Rules;
use trim::Trim;

/// The component that finds entities, and reads tokens with their syntax; there are none without a model that has it.
pub struct Recogniser {
    model: Option<Model>,
    rules: Rules,
    trim: Trim,
    /// Where the model parses.
    morphology: Option<Morphology>,
}

impl Recogniser {
    /// A recogniser with a model, or with the lists of the pack alone.
    pub fn new(pack: &Pack, model: Option<Model>) -> Result<Recogniser, PackError> {
        let parses = model.as_ref().is_some_and(Model::parses);
        let morphology = parses.then(|| -> Result<_, PackError> {
            let lemmas = Lemmas::new(pack, Verbs::new(pack)?)?;
            Ok(Morphology { tokens: Tokens::new(pack)?, lemmas })
        });
        let morphology = morphology.transpose()?;
        Ok(Recogniser { model, rules: Rules::new(pack)?, trim: Trim::new(pack), morphology })
    }

    /// The same where the model's syntax is that of another language: entities, and no tokens.
    pub fn without_syntax(pack: &Pack, model: Option<Model>) -> Result<Recogniser, PackError> {
        Ok(Recogniser { model, rules: Rules::new(pack)?, trim: Trim::new(pack), morphology: None })
    }
}

impl Component for Recogniser {
    fn name(&self) -> &'static str {
        "recognise"
    }

    fn requires(&self) -> &'static [Layer] {
        &[Layer::Sentences]
    }

    fn assigns(&self) -> &'static [Layer] {
        &[Layer::Entities, Layer::Tokens]
    }

    fn apply(&self, document: &Document, analysis: &mut Analysis) -> Result<(), Failure> {
        let text = &document.text;
        let mut found = Vec::new();
        if let Some(model) = &self.model {
            let sentences = analysis.sentences.iter().map(|sentence| sentence.span);
            let read = model.read(text, sentences, self.morphology.as_ref());
            let read = read.map_err(|error| Failure::new("recognise.model", error.to_string()))?;
            for mut entity in read.names {
                if let Some(span) = self.trim.apply(text, entity.span) {
                    entity.span = span;
                    found.push(entity);
                }
            }
            analysis.tokens = read.tokens;
            analysis.notices.extend(read.notices);
        }
        analysis.entities = overlap::merge(found, self.rules.find(text));
        Ok(())
    }
}

/// The faults of this room's files of a pack.
pub fn check(pack: &Pack) -> Vec<PackError> {
    Rules::new(pack).err().into_iter().collect()
}
