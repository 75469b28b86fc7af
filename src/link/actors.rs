use std::sync::Arc;

use super::focus::country_in_focus;
use super::linker::international;
use super::lists::Lists;
use super::phrases::Word;
use super::reading::{PARTIALLY_RECOGNISED, Reading, Tie, add_sectors, entities_in};
use super::roles::Role;
use crate::document::{Analysis, Document, Label, Participant, Span, Via};
use crate::lang::{Pack, PackError};

/// So far back, in bytes, an earlier mention of a role is looked for.
const REACH: usize = 6_000;

/// A role stands within so many bytes before its nationality.
const ROLE_LENGTH: usize = 60;

/// Tells who a noun phrase names: country, sectors, and how that is known.
///
/// ```
/// use depeche::document::{Analysis, Component, Document, Span, Via};
/// use depeche::lang::Pack;
/// use depeche::link::{Actors, Linker};
/// let pack = Pack::embedded("fr")?;
/// let (doc, mut analysis) = (Document::new("a", "fr", "L'armée malienne a repris la ville."), Analysis::default());
/// Linker::new(&pack)?.apply(&doc, &mut analysis)?;
/// let who = Actors::new(&pack)?.describe(Span::new(0, 17), &doc, &analysis);
/// assert_eq!((who.country.as_deref(), who.via), (Some("MLI"), Some(Via::Demonym)));
/// assert_eq!(who.sectors, ["MIL"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Actors {
    lists: Arc<Lists>,
}

impl Actors {
    /// Reads the lists of titles, roles, organisations, metonyms and demonyms.
    pub fn new(pack: &Pack) -> Result<Actors, PackError> {
        Ok(Actors { lists: Arc::new(Lists::new(pack)?) })
    }

    /// The party that the words under `span` name, from the entities and demonyms inside and the pack's lists.
    ///
    /// A name beside the head decides; then the first nationality, country or institution that the head belongs to;
    /// then an earlier mention of the same role; last, for institutions of a state, the one country that the document
    /// is about.
    pub fn describe(&self, span: Span, document: &Document, analysis: &Analysis) -> Participant {
        let words = self.lists.lexer.cut(&document.text, span);
        let entities = entities_in(analysis, span);
        let reading = self.lists.read(&words, &entities, &document.text, analysis);
        let role = reading.role.clone();
        let sectors = role.as_ref().map(|role| role.sectors.clone()).unwrap_or_default();
        let (entity, name, country, via) = (reading.entity, None, None, None);
        let mut who = Participant { span, entity, name, country, sectors, via, role: None };
        if let Some(index) = reading.entity {
            self.read_head(index, document, analysis, &mut who);
        }
        if who.entity.is_none()
            && let Some((country, via)) = self.breakaway(&words, &reading, document, analysis)
        {
            who.country = Some(country);
            who.via = Some(via);
            add_sectors(&mut who.sectors, &[PARTIALLY_RECOGNISED.to_owned()]);
        }
        let worldwide = who.entity.is_some_and(|index| {
            analysis.entities[index].kind.as_deref().is_some_and(international) && !who.sectors.is_empty()
        });
        if who.country.is_none()
            && !worldwide
            && let Some(hint) = reading.best()
        {
            who.entity = who.entity.or(hint.entity);
            who.country = Some(hint.country);
            who.via = Some(hint.via);
            if hint.disputed && hint.tie != Tie::Loose {
                add_sectors(&mut who.sectors, &[PARTIALLY_RECOGNISED.to_owned()]);
            }
        }
        let institution = |index: usize| {
            let entity = &analysis.entities[index];
            entity.label == Label::Organisation && !entity.kind.as_deref().is_some_and(international)
        };
        if who.country.is_none() && who.entity.is_none_or(institution) {
            self.look_around(&words, role, document, analysis, &mut who);
        }
        who
    }

    /// The one country that a document is about, if it is clear.
    pub fn country_in_focus(&self, document: &Document, analysis: &Analysis) -> Option<String> {
        country_in_focus(&self.lists, document, analysis)
    }

    /// The sovereign of separatists: of the disputed region that their phrase names, or of the one that the document is
    /// about. Their nationality is that of a people ("séparatistes arméniens"), unless it is that of another region.
    fn breakaway(
        &self,
        words: &[Word],
        reading: &Reading,
        document: &Document,
        analysis: &Analysis,
    ) -> Option<(String, Via)> {
        let lists = &self.lists;
        if !words.iter().any(|word| lists.grammar.separatists.contains(&word.key)) {
            return None;
        }
        if let Some(hint) = reading.hints.iter().find(|hint| hint.disputed) {
            return Some((hint.country.clone(), Via::Name));
        }
        let nationality = words.iter().find_map(|word| lists.nationalities.get(&word.key));
        if let Some(own) = nationality.filter(|own| own.kind == "disputed") {
            return own.country(&Default::default()).map(|country| (country.to_owned(), Via::Demonym));
        }
        let elsewhere = reading.hints.iter().any(|hint| hint.via == Via::Name);
        if elsewhere || nationality.is_some_and(|own| own.kind != "country") {
            return None;
        }
        let mut sovereigns: Vec<&str> = Vec::new();
        for entity in analysis.entities.iter().filter(|entity| entity.label != Label::Person) {
            let known = lists.names.identify(entity.label, entity.span.of(&document.text), &lists.grammar);
            if let Some(known) = known.filter(|known| known.disputed())
                && let Some(country) = known.country.as_deref()
                && !sovereigns.contains(&country)
            {
                sovereigns.push(country);
            }
        }
        match sovereigns[..] {
            [only] => Some((only.to_owned(), Via::Default)),
            _ => None,
        }
    }

    /// What is known about the entity that heads the phrase.
    fn read_head(&self, index: usize, document: &Document, analysis: &Analysis, who: &mut Participant) {
        let lists = &self.lists;
        let entity = &analysis.entities[index];
        let surface = entity.span.of(&document.text);
        let known = lists.names.identify(entity.label, surface, &lists.grammar);
        who.name = entity.name.clone().or_else(|| Some(known?.name.clone()));
        let listed = known.map(|known| known.sectors.clone()).unwrap_or_default();
        add_sectors(&mut who.sectors, if entity.sectors.is_empty() { &listed } else { &entity.sectors });
        // A capital or seat that heads the phrase of a party stands for those who sit in it.
        if let Some(seat) = lists.names.metonym(surface, &lists.grammar).filter(|_| entity.label != Label::Person) {
            add_sectors(&mut who.sectors, &seat.sectors);
            who.country.clone_from(&seat.country);
            who.via = Some(Via::Metonym);
            return;
        }
        if known.is_some_and(|known| known.disputed()) {
            add_sectors(&mut who.sectors, &[PARTIALLY_RECOGNISED.to_owned()]);
        }
        who.country = entity.country.clone().or_else(|| known?.country.clone());
        who.via = (who.country.is_some() || known.is_some()).then_some(Via::Name);
        // The name of a state's institution is everywhere the same: its country may be that of its words or the one in focus.
        let open = known.is_none_or(|known| known.country.is_none() && !international(&known.kind));
        if entity.label == Label::Organisation && open {
            let (country, via) = lists.organisation_country(index, document, analysis).unzip();
            who.via = via.or(who.country.as_ref().map(|_| Via::Default)).or(who.via);
            who.country = country.or(who.country.take());
        }
    }

    /// Evidence outside the phrase: an earlier mention of the same role, or the country in focus.
    fn look_around(
        &self,
        words: &[Word],
        role: Option<Role>,
        document: &Document,
        analysis: &Analysis,
        who: &mut Participant,
    ) {
        let Some(role) = role else { return };
        let grammar = &self.lists.grammar;
        let definite = words.first().is_some_and(|word| {
            let named = who.entity.is_some();
            named || grammar.articles.contains(&word.key) || grammar.demonstratives.contains(&word.key)
        });
        if !definite {
            return;
        }
        if let Some(country) = self.earlier_country(&role, who.span, document, analysis) {
            who.country = Some(country);
            who.via = Some(Via::Coreference);
        } else if role.kind.of_state() {
            who.country = country_in_focus(&self.lists, document, analysis);
            who.via = who.country.as_ref().map(|_| Via::Default);
        }
    }

    /// The country of the role's earlier mentions that have a nationality beside them, if they agree.
    fn earlier_country(&self, role: &Role, span: Span, document: &Document, analysis: &Analysis) -> Option<String> {
        let after = analysis.demonyms.partition_point(|demonym| demonym.span.start < span.start);
        let mut agreed: Option<&str> = None;
        for demonym in analysis.demonyms[..after].iter().rev() {
            if demonym.span.start + REACH < span.start {
                break;
            }
            let mut from = demonym.span.start.saturating_sub(ROLE_LENGTH);
            while !document.text.is_char_boundary(from) {
                from += 1;
            }
            let words = self.lists.lexer.cut(&document.text, Span::new(from, demonym.span.start));
            let beside = (0..words.len()).any(|at| {
                let found = self.lists.role_at(&words, at);
                found.is_some_and(|(length, other)| other.row == role.row && at + length == words.len())
            });
            if beside {
                if agreed.is_some_and(|country| country != demonym.country) {
                    return None;
                }
                agreed = Some(&demonym.country);
            }
        }
        agreed.map(str::to_owned)
    }
}
