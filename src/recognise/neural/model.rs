use std::path::Path;
use std::sync::Arc;

use super::{Embedded, Folder, ModelError, Tagger, TaggerError, decode, windows};
use crate::document::{Entity, Span};

/// A model folder and the engine that runs it.
#[derive(Clone)]
pub struct Model {
    folder: Arc<Folder>,
    tagger: Arc<dyn Tagger>,
    found_by: String,
}

impl Model {
    /// A model folder run by the embedded engine.
    pub fn open(path: &Path) -> Result<Model, ModelError> {
        let folder = Folder::open(path)?;
        let tagger = Arc::new(Embedded::load(&folder)?);
        Model::new(folder, tagger)
    }

    /// A model folder run by any engine.
    pub fn new(folder: Folder, tagger: Arc<dyn Tagger>) -> Result<Model, ModelError> {
        if tagger.labels() != folder.labels {
            return Err(ModelError::new(&folder.path, "has other labels than the engine that is to run it"));
        }
        let found_by = format!("model:{}", tagger.id());
        Ok(Model { folder: Arc::new(folder), tagger, found_by })
    }

    /// What its entities carry as `found_by` (`model:ner-fr@1`).
    pub fn found_by(&self) -> &str {
        &self.found_by
    }

    /// The folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// The names in the sentences of a text, in order.
    ///
    /// A score is the mean, over the words of the name, of the probability that the word belongs to a name of that class.
    pub fn names(&self, text: &str, sentences: impl Iterator<Item = Span>) -> Result<Vec<Entity>, TaggerError> {
        let mut found = Vec::new();
        windows::read(&self.folder, &*self.tagger, text, sentences, |read| {
            for name in decode::decode(text, read.span, &read.pieces, &read.logits, &self.folder.scheme) {
                found.push(Entity::new(name.label, name.span, name.score, self.found_by.as_str()));
            }
        })?;
        Ok(found)
    }
}
