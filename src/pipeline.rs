//! The ordered components of an analysis, and the check that each has what it needs.

use std::collections::BTreeMap;

use crate::document::{Analysis, Component, Document, Failure, Layer, Notice};
use crate::events::EventCoder;
use crate::lang::{Pack, PackError};
use crate::link::{Linker, StatementFinder};
use crate::recognise::Recogniser;
use crate::recognise::neural::Model;
use crate::temporal::TimeTagger;
use crate::text::SentenceSplitter;

/// Components in the order they run.
pub struct Pipeline {
    components: Vec<Box<dyn Component>>,
}

/// A component that would run before a layer it reads is there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("component `{component}` requires the layer `{layer}`, which no component before it assigns")]
pub struct MissingLayer {
    /// Who requires it.
    pub component: &'static str,
    /// What is missing.
    pub layer: Layer,
}

impl Pipeline {
    /// Puts components in a row.
    ///
    /// ```
    /// use depeche::{lang::Pack, link::Linker, pipeline::Pipeline};
    /// let linker = Linker::new(&Pack::embedded("fr")?)?;
    /// let error = Pipeline::new(vec![Box::new(linker)]).err().unwrap();
    /// assert_eq!(error.component, "link"); // there are no sentences yet
    /// # Ok::<(), depeche::lang::PackError>(())
    /// ```
    pub fn new(components: Vec<Box<dyn Component>>) -> Result<Pipeline, MissingLayer> {
        let mut assigned: Vec<Layer> = Vec::new();
        for component in &components {
            if let Some(layer) = component.requires().iter().find(|layer| !assigned.contains(layer)) {
                return Err(MissingLayer { component: component.name(), layer: *layer });
            }
            assigned.extend(component.assigns());
        }
        Ok(Pipeline { components })
    }

    /// All components of a language, with a model or with the lists of the pack alone.
    pub fn standard(pack: &Pack, model: Option<Model>) -> Result<Pipeline, PackError> {
        let pipeline = Pipeline::new(vec![
            Box::new(SentenceSplitter::new(pack)?),
            Box::new(Recogniser::new(pack, model)?),
            Box::new(TimeTagger::new(pack)?),
            Box::new(Linker::new(pack)?),
            Box::new(StatementFinder::new(pack)?),
            Box::new(EventCoder::new(pack)?),
        ]);
        Ok(pipeline.expect("each of these finds what it requires"))
    }

    /// What can be done for a language without a pack.
    pub fn bare(model: Option<Model>) -> Result<Pipeline, PackError> {
        let pack = Pack::from_files("und", []);
        let pipeline = Pipeline::new(vec![
            Box::new(Unsupported),
            Box::new(SentenceSplitter::new(&pack)?),
            Box::new(Recogniser::without_syntax(&pack, model)?),
        ]);
        Ok(pipeline.expect("each of these finds what it requires"))
    }

    /// The names of the components, in order.
    pub fn names(&self) -> Vec<&'static str> {
        self.components.iter().map(|component| component.name()).collect()
    }

    /// Runs all components over one document.
    ///
    /// A component that panics fails this document with the code `internal.panic`, and nothing else.
    pub fn analyse(&self, document: &Document) -> Result<Analysis, Failure> {
        let mut analysis = Analysis::default();
        for component in &self.components {
            let step = std::panic::AssertUnwindSafe(|| component.apply(document, &mut analysis));
            std::panic::catch_unwind(step).unwrap_or_else(|_| {
                let message = format!("component `{}` panicked; please report this document", component.name());
                Err(Failure::new("internal.panic", message))
            })?;
        }
        Ok(analysis)
    }
}

/// What analyses documents: a pipeline, or one for each language.
pub trait Analyse: Send + Sync {
    /// Finds what there is to find in one document.
    fn analyse(&self, document: &Document) -> Result<Analysis, Failure>;
}

impl Analyse for Pipeline {
    fn analyse(&self, document: &Document) -> Result<Analysis, Failure> {
        Pipeline::analyse(self, document)
    }
}

/// A pipeline for each language that has a pack, and a bare one for all others.
///
/// A document in a language without a pack gets sentences, the entities of the model, and the notice
/// `lang.unsupported`: no times, countries, statements or events, which would be invented.
///
/// ```
/// use depeche::{document::Document, lang::Pack, pipeline::Pipelines};
/// let pipelines = Pipelines::new(&[Pack::embedded("fr")?], None)?;
/// let analysis = pipelines.analyse(&Document::new("a", "en", "The talks began on 3 May.")).unwrap();
/// assert_eq!((analysis.notices[0].code.as_str(), analysis.times.len()), ("lang.unsupported", 0));
/// # Ok::<(), depeche::lang::PackError>(())
/// ```
pub struct Pipelines {
    languages: BTreeMap<String, Pipeline>,
    bare: Pipeline,
}

impl Pipelines {
    /// Pipelines of the packs' languages. All share one model.
    pub fn new(packs: &[Pack], model: Option<Model>) -> Result<Pipelines, PackError> {
        let languages = packs.iter().map(|pack| Ok((pack.code().to_owned(), Pipeline::standard(pack, model.clone())?)));
        let languages = languages.collect::<Result<_, _>>()?;
        Ok(Pipelines { languages, bare: Pipeline::bare(model)? })
    }

    /// Runs the pipeline of a document's language over it.
    pub fn analyse(&self, document: &Document) -> Result<Analysis, Failure> {
        self.languages.get(&document.language).unwrap_or(&self.bare).analyse(document)
    }
}

impl Analyse for Pipelines {
    fn analyse(&self, document: &Document) -> Result<Analysis, Failure> {
        Pipelines::analyse(self, document)
    }
}

/// Says of a document that its language has no pack.
struct Unsupported;

impl Component for Unsupported {
    fn name(&self) -> &'static str {
        "unsupported"
    }

    fn requires(&self) -> &'static [Layer] {
        &[]
    }

    fn assigns(&self) -> &'static [Layer] {
        &[]
    }

    fn apply(&self, document: &Document, analysis: &mut Analysis) -> Result<(), Failure> {
        let message =
            format!("there is no language pack `{}`: sentences and the model's entities only", document.language);
        analysis.notices.push(Notice::new("lang.unsupported", message));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Panics;

    impl Component for Panics {
        fn name(&self) -> &'static str {
            "panics"
        }
        fn requires(&self) -> &'static [Layer] {
            &[]
        }
        fn assigns(&self) -> &'static [Layer] {
            &[]
        }
        fn apply(&self, _: &Document, _: &mut Analysis) -> Result<(), Failure> {
            panic!("on purpose")
        }
    }

    #[test]
    fn a_panic_fails_one_document() {
        let pipeline = Pipeline::new(vec![Box::new(Panics)]).unwrap();
        let failure = pipeline.analyse(&Document::new("a", "fr", "b")).unwrap_err();
        assert_eq!(failure.code, "internal.panic");
    }
    #[test]
    fn a_language_without_a_pack_is_read_in_part() {
        let pipelines = Pipelines::new(&[Pack::embedded("fr").unwrap()], None).unwrap();
        let text = "M. Dupont a parlé mardi à Paris. « Oui », a dit le ministre français. L'armée a tué 3 personnes à Goma.\n\nFin.";
        let found = |language| pipelines.analyse(&Document::new("a", language, text)).unwrap();
        let french = found("fr");
        assert!(!french.times.is_empty() && !french.demonyms.is_empty());
        assert!(french.notices.iter().all(|notice| notice.code != "lang.unsupported"));
        for language in ["en", "und", ""] {
            let bare = found(language);
            assert!(bare.sentences.len() >= 3);
            let only =
                Analysis { sentences: bare.sentences.clone(), notices: bare.notices.clone(), ..Analysis::default() };
            assert_eq!(bare, only);
            assert_eq!(bare.notices.len(), 1);
            assert!(bare.notices[0].message.contains(&format!("`{language}`")));
        }
        for odd in
            ["", " ", "\u{feff}", ".", "a\u{301}\n\n\n", "\u{1f1eb}\u{1f1f7}?!…", "日本語。中国语。", "ا\u{200f} ب."]
        {
            assert!(pipelines.analyse(&Document::new("a", "xx", odd)).is_ok());
        }
    }
}
