//! Mentions become identities: countries, actors, places, and who said what.

use crate::document::{Analysis, Document, Participant, Span};
use crate::lang::{Pack, PackError};

/// Tells who a noun phrase names: country, sectors, and how that is known.
#[derive(Clone, Debug)]
pub struct Actors {}

impl Actors {
    /// Reads the lists of titles, roles, organisations, metonyms and demonyms.
    pub fn new(pack: &Pack) -> Result<Actors, PackError> {
        let _ = pack;
        Ok(Actors {})
    }

    /// The party that the words under `span` name, from the entities and demonyms inside and the pack's lists.
    pub fn describe(&self, span: Span, document: &Document, analysis: &Analysis) -> Participant {
        let _ = (document, analysis);
        Participant { span, entity: None, name: None, country: None, sectors: Vec::new(), via: None, role: None }
    }
}
