//! The ordered components of an analysis, and the check that each has what it needs.

use crate::document::{Analysis, Component, Document, Failure, Layer};
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
}
