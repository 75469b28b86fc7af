use std::path::Path;
use std::sync::Arc;

use super::{Embedded, Folder, ModelError, Morphology, SyntaxConfig, Tagger, TaggerError, decode, syntax, windows};
use crate::document::{Entity, Notice, Span, Token};

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

    /// Whether it reads syntax: the model has the heads, and the engine computes them.
    pub fn parses(&self) -> bool {
        self.syntax().is_some()
    }

    fn syntax(&self) -> Option<&SyntaxConfig> {
        self.folder.config.syntax.as_ref().filter(|_| self.tagger.parses())
    }

    /// Names, tokens and notices of the sentences of a text, in one pass.
    ///
    /// A name's score is the mean, over its words, of the probability that the word belongs to a name of that class. There are
    /// tokens if it [parses](Model::parses) and the words of the language are known.
    pub fn read(
        &self,
        text: &str,
        sentences: impl Iterator<Item = Span>,
        morphology: Option<&Morphology>,
    ) -> Result<Analysed, TaggerError> {
        let mut found = Analysed::default();
        // Of the sentence that is being read.
        let mut root = None;
        let syntax = self.syntax().zip(morphology);
        let cut = |stretch: &str| syntax.map(|(_, morphology)| morphology.tokens.cut(stretch)).unwrap_or_default();
        windows::read(&self.folder, &*self.tagger, text, sentences, cut, |read| {
            for name in decode::decode(text, read.span, &read.pieces, &read.logits, &self.folder.scheme) {
                found.names.push(Entity::new(name.label, name.span, name.score, self.found_by.as_str()));
            }
            if let Some((config, morphology)) = syntax {
                let first = found.tokens.len();
                let mut tokens = syntax::tokens(text, &read.words, &read.parsed, config, morphology, first);
                let own = tokens.iter().position(|token| token.head.is_none());
                match (root, own) {
                    (Some(root), Some(own)) if read.goes_on => syntax::hang(&mut tokens[own], root),
                    _ => root = own.map(|own| first + own),
                }
                found.tokens.extend(tokens);
            }
            if read.windows > 1 {
                let (pieces, windows) = (read.pieces.len(), read.windows);
                let message = format!("a sentence of {pieces} pieces was read in {windows} windows");
                found.notices.push(Notice::new("recognise.long_sentence", message).at(read.span));
            }
        })?;
        Ok(found)
    }
}

/// What a model says of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysed {
    /// In order.
    pub names: Vec<Entity>,
    /// In order; each sentence is a tree.
    pub tokens: Vec<Token>,
    /// Sentences that did not fit into the model.
    pub notices: Vec<Notice>,
}
