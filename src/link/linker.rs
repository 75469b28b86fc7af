use std::sync::Arc;

use super::lists::Lists;
use crate::document::{Analysis, Component, Document, Failure, Layer, Span};
use crate::lang::{Pack, PackError};

/// The component that finds demonyms and tells who and where the entities are.
#[derive(Clone, Debug)]
pub struct Linker {
    lists: Arc<Lists>,
}

impl Linker {
    /// Reads the lists under `link/`.
    pub fn new(pack: &Pack) -> Result<Linker, PackError> {
        Ok(Linker { lists: Arc::new(Lists::new(pack)?) })
    }
}

impl Component for Linker {
    fn name(&self) -> &'static str {
        "link"
    }

    fn requires(&self) -> &'static [Layer] {
        &[Layer::Sentences, Layer::Entities]
    }

    fn assigns(&self) -> &'static [Layer] {
        &[Layer::Demonyms, Layer::Links]
    }

    fn apply(&self, document: &Document, analysis: &mut Analysis) -> Result<(), Failure> {
        let lists = &*self.lists;
        let text = &document.text;
        let words = lists.lexer.cut(text, Span::new(0, text.len()));
        analysis.demonyms = lists.nationalities.find(text, &words, &analysis.entities, &lists.names, &lists.grammar);
        Ok(())
    }
}
