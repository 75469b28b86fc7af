//! Entities: persons, places, organisations and other names, found by a neural model and by the lists of the pack; and
//! the syntax that the model reads in the same pass.

pub mod neural;
mod overlap;
mod rules;
mod trim;

use crate::document::{Analysis, Component, Document, Failure, Layer};
use crate::lang::{Pack, PackError};
use crate::text::Tokens;

use neural::Model;
use rules::Rules;
use trim::Trim;

/// The component that finds entities, and reads tokens with their syntax; there are none without a model that has it.
pub struct Recogniser {
    model: Option<Model>,
    rules: Rules,
    trim: Trim,
    cutter: Tokens,
}

impl Recogniser {
    /// A recogniser with a model, or with the lists of the pack alone.
    pub fn new(pack: &Pack, model: Option<Model>) -> Result<Recogniser, PackError> {
        Ok(Recogniser { model, rules: Rules::new(pack)?, trim: Trim::new(pack), cutter: Tokens::new(pack)? })
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
            let read = model.read(text, sentences, &self.cutter);
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
