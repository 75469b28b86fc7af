use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::clusters::clusters;
use super::figures::Figures;
use super::focus::{country_in_focus, country_of_places};
use super::lists::Lists;
use super::phrases::{Word, key};
use super::places::Places;
use super::reading::{PARTIALLY_RECOGNISED, add_sectors, entities_in};
use crate::document::{Analysis, Component, Document, Entity, Failure, Label, Layer, Span, Via};
use crate::lang::{Pack, PackError};

/// The sectors of a country's public life.
const PUBLIC: [&str; 11] = ["GOV", "LEG", "JUD", "COP", "MIL", "PTY", "OPP", "LAB", "AGR", "MED", "SOC"];

/// So many words around a name are searched for its title.
const TITLE_WORDS: usize = 12;

/// The component that finds demonyms and tells who and where the entities are.
///
/// ```
/// use depeche::document::{Analysis, Component, Document, Entity, Label, Span};
/// use depeche::{lang::Pack, link::Linker};
/// let text = "Le président chilien Gabriel Boric a parlé. M. Boric partira.";
/// let (doc, mut analysis) = (Document::new("a", "fr", text), Analysis::default());
/// for (name, at) in [("Gabriel Boric", text.find("Gabriel")), ("Boric", text.rfind("Boric"))] {
///     let span = Span::new(at.unwrap(), at.unwrap() + name.len());
///     analysis.entities.push(Entity::new(Label::Person, span, 1.0, "example"));
/// }
/// Linker::new(&Pack::embedded("fr")?)?.apply(&doc, &mut analysis)?;
/// let second = &analysis.entities[1];
/// assert_eq!((second.name.as_deref(), second.country.as_deref()), (Some("Gabriel Boric"), Some("CHL")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Linker {
    lists: Arc<Lists>,
    places: Arc<Places>,
    figures: Arc<Figures>,
}

impl Linker {
    /// Reads the lists under `link/`.
    pub fn new(pack: &Pack) -> Result<Linker, PackError> {
        Ok(Linker {
            lists: Arc::new(Lists::new(pack)?),
            places: Arc::new(Places::new(pack)?),
            figures: Arc::new(Figures::new(pack)?),
        })
    }

    /// The words of the sentence that a span begins in, or of what surrounds it where there are no sentences.
    fn around(&self, span: Span, text: &str, analysis: &Analysis, words: &[Word]) -> Range<usize> {
        let sentence = analysis.sentence_of(span).map_or(Span::new(0, text.len()), |at| analysis.sentences[at].span);
        let first = words.partition_point(|word| word.span.start < sentence.start);
        let last = words.partition_point(|word| word.span.end <= sentence.end);
        let begin = words.partition_point(|word| word.span.start < span.start);
        let end = words.partition_point(|word| word.span.start < span.end);
        let from = first.max(begin.saturating_sub(TITLE_WORDS)).min(begin);
        from..last.min(end + TITLE_WORDS).max(end)
    }

    /// Country and sectors of an entity from the title before its name or the apposition behind it. Whether it has a title
    /// that leaves the country open and names no private person.
    fn read_titles(&self, index: usize, document: &Document, analysis: &mut Analysis, words: &[Word]) -> bool {
        let lists = &*self.lists;
        let span = analysis.entities[index].span;
        let around = self.around(span, &document.text, analysis, words);
        let begin = words.partition_point(|word| word.span.start < span.start);
        let end = words.partition_point(|word| word.span.start < span.end);
        let person = analysis.entities[index].label == Label::Person;
        let titles =
            [lists.title_before(words, around.start, begin, person), lists.title_behind(words, end, around.end)];
        let mut open = false;
        for title in titles.into_iter().flatten() {
            // "le quotidien belge Le Soir", and no person: "le ministre de la {ORG:...}".
            let named = self.lists.roles.at(&words[title.clone()], 0).is_some_and(|(_, role)| !role.kind.of_person());
            if !person && (!named || words[title.end - 1].key == "," || title.start > begin) {
                continue;
            }
            let inside = words[title.start].span.cover(words[title.end - 1].span);
            let entities = entities_in(analysis, inside);
            let reading = lists.read(&words[title], &entities, &document.text, analysis);
            let sectors = reading.role.as_ref().map(|role| role.sectors.clone()).unwrap_or_default();
            let beside = reading.entity.and_then(|other| analysis.entities[other].country.clone());
            let hint = reading.best().filter(|hint| hint.tie != super::reading::Tie::Loose);
            let entity = &mut analysis.entities[index];
            open |= sectors.is_empty() || is_public(&sectors);
            add_sectors(&mut entity.sectors, &sectors);
            if entity.country.is_none() {
                entity.country = hint.map(|hint| hint.country).or(beside);
            }
        }
        if analysis.entities[index].country.is_none() {
            analysis.entities[index].country = lists.nationality_before(words, begin, analysis);
        }
        if person {
            self.read_affiliation(index, lists.affiliation(words, end, around.end), analysis, words);
        }
        open
    }

    /// What the pack knows about a person of whom the text says too little.
    fn recognise(&self, person: &mut Entity, document: &Document) {
        let year = document.published.map(|published| published.date.year());
        let Some(figure) = self.figures.find(person.name.as_deref().unwrap_or_default(), year) else { return };
        person.country = person.country.take().or_else(|| figure.country.clone());
        if person.sectors.is_empty() && person.country == figure.country {
            person.sectors = figure.sectors;
        }
    }

    /// What a person belongs to, in an apposition without a known title, gives country and sectors.
    fn read_affiliation(&self, index: usize, at: Option<Range<usize>>, analysis: &mut Analysis, words: &[Word]) {
        let Some(at) = at else { return };
        let inside = words[at.start].span.cover(words[at.end - 1].span);
        let of_body = |other: &usize| analysis.entities[*other].label == Label::Organisation;
        let body = entities_in(analysis, inside).into_iter().find(of_body);
        let Some(body) = body.map(|body| analysis.entities[body].clone()) else { return };
        let entity = &mut analysis.entities[index];
        entity.country = entity.country.take().or(body.country);
        if entity.sectors.is_empty() {
            entity.sectors = body.sectors;
        }
    }

    /// What its own words and those around it say about an organisation. Whether it is one of the country which they leave
    /// open.
    fn read_organisation(
        &self,
        index: usize,
        document: &Document,
        analysis: &mut Analysis,
        words: &[Word],
        placed: &HashMap<String, String>,
    ) -> bool {
        let (lists, text) = (&*self.lists, &document.text);
        let country = lists.organisation_country(index, document, analysis);
        let own = lists.lexer.cut(text, analysis.entities[index].span);
        let role = lists.roles.first(&own, 0).map(|(_, _, role)| role);
        let country = country.map(|(country, _)| country).or_else(|| named_after(text, &own, placed));
        let entity = &mut analysis.entities[index];
        if entity.country.is_none() && !entity.kind.as_deref().is_some_and(international) {
            entity.country = country;
            if entity.country.is_none() && entity.kind.is_none() {
                self.read_titles(index, document, analysis, words);
            }
        }
        let entity = &mut analysis.entities[index];
        if let Some(role) = role.filter(|_| entity.kind.is_none()) {
            add_sectors(&mut entity.sectors, &role.sectors);
        }
        let of_state = role.is_some_and(|role| role.kind.of_state()) || entity.kind.as_deref() == Some("parliament");
        of_state || is_public(&entity.sectors)
    }
}

/// Whether the first of these sectors is one of a country's public life: whoever belongs to it acts at home, unless the text
/// says otherwise. Private persons, companies and the press are not counted.
fn is_public(sectors: &[String]) -> bool {
    sectors.first().is_some_and(|sector| PUBLIC.contains(&sector.as_str()))
}

impl Lists {
    /// What the lists know about an entity, and what its own words say.
    fn fill(&self, entity: &mut Entity, text: &str) {
        let surface = entity.span.of(text);
        if let Some(known) = self.names.identify(entity.label, surface, &self.grammar) {
            entity.name = Some(known.name.clone());
            entity.kind = Some(known.kind.clone());
            entity.country.clone_from(&known.country);
            entity.sectors.clone_from(&known.sectors);
            if known.disputed() {
                add_sectors(&mut entity.sectors, &[PARTIALLY_RECOGNISED.to_owned()]);
            }
            entity.precision = known.precision;
        } else {
            let bare = if entity.label == Label::Place { self.grammar.without_article(surface) } else { surface };
            entity.name = Some(bare.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }

    /// "le Danois Mikkelsen", "l'allemand Siemens": the nationality right before a name, as a noun.
    fn nationality_before(&self, words: &[Word], name: usize, analysis: &Analysis) -> Option<String> {
        let (article, noun) = (words.get(name.checked_sub(2)?)?, &words[name - 1]);
        let led = self.grammar.determiners.contains(&article.key);
        let at = analysis.demonyms.partition_point(|demonym| demonym.span.start < noun.span.start);
        let demonym = analysis.demonyms.get(at).filter(|demonym| led && demonym.span == noun.span);
        demonym.map(|demonym| demonym.country.clone())
    }

    /// The country of an organisation that is in no list: from its own words ("gouvernement espagnol", "police de
    /// Marseille"), or from a nationality or "de" and a place right behind ("ministère de la Défense russe").
    pub fn organisation_country(
        &self,
        index: usize,
        document: &Document,
        analysis: &Analysis,
    ) -> Option<(String, Via)> {
        let text = &document.text;
        let span = analysis.entities[index].span;
        let words = self.lexer.cut(text, span);
        // "CFDT Cheminots": a branch of the union that its acronym names.
        let acronym = words.first().filter(|first| words.len() > 1 && is_acronym(first.span.of(text)));
        let whole = acronym.and_then(|first| {
            self.names.identify(Label::Organisation, first.span.of(text), &self.grammar)?.country.clone()
        });
        if let Some(country) = whole {
            return Some((country, Via::Name));
        }
        for (at, word) in words.iter().enumerate() {
            if let Some(country) =
                self.nationalities.get(&word.key).and_then(|found| found.country(&Default::default()))
            {
                return Some((country.to_owned(), Via::Demonym));
            }
            let led = at > 0 && (word.capital || self.grammar.of.contains(&words[at - 1].key));
            // "France Télévisions", "Air France".
            let country = |known: &super::names::Known| known.kind == "country";
            let first =
                at == 0 && words.len() > 1 && self.names.place(word.span.of(text), &self.grammar).is_some_and(country);
            if led || first {
                let rest = Span::new(word.span.start, span.end).of(text);
                let place = self
                    .names
                    .place(rest, &self.grammar)
                    .or_else(|| self.names.place(word.span.of(text), &self.grammar));
                if let Some(country) = place.and_then(|place| place.country.clone()) {
                    return Some((country, Via::Name));
                }
            }
        }
        let behind = text.get(span.end..)?;
        let gap = |start: usize| text.get(span.end..start).unwrap_or("").trim();
        let after = analysis.demonyms.partition_point(|demonym| demonym.span.start < span.end);
        if let Some(demonym) = analysis.demonyms.get(after)
            && gap(demonym.span.start).is_empty()
            && behind.starts_with(char::is_whitespace)
        {
            return Some((demonym.country.clone(), Via::Demonym));
        }
        let next = analysis.entities.get(index + 1).filter(|next| next.label == Label::Place)?;
        let between = self.lexer.cut(text, Span::new(span.end, next.span.start.min(span.end + 12)));
        let tied = !between.is_empty()
            && between.len() <= 2
            && between.last().is_some_and(|last| last.span.end <= next.span.start)
            && self.grammar.of.contains(&between[0].key);
        let whole = text.get(span.end..next.span.start).is_some_and(|gap| gap.len() <= 12);
        (tied && whole).then(|| Some((next.country.clone()?, Via::Name))).flatten()
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
        analysis.entities.iter_mut().for_each(|entity| lists.fill(entity, text));
        self.places.resolve(lists, text, &mut analysis.entities, &analysis.demonyms);
        let of_label = |label| {
            let indices = analysis.entities.iter().enumerate().filter(move |(_, entity)| entity.label == label);
            indices.map(|(index, _)| index).collect::<Vec<_>>()
        };
        let (organisations, persons) = (of_label(Label::Organisation), of_label(Label::Person));
        let placed = placed(text, &analysis.entities);
        let mut at_home = Vec::new();
        // A person may belong to an organisation.
        for index in organisations {
            if self.read_organisation(index, document, analysis, &words, &placed) {
                at_home.push(index);
            }
        }
        for index in persons {
            if self.read_titles(index, document, analysis, &words) {
                at_home.push(index);
            }
            self.recognise(&mut analysis.entities[index], document);
        }
        clusters(lists, text, &mut analysis.entities);
        let focus = country_in_focus(lists, document, analysis);
        let at_home: HashSet<Option<usize>> = at_home.iter().map(|&index| analysis.entities[index].cluster).collect();
        for entity in &mut analysis.entities {
            // A street is not abroad without a word of it.
            let street = entity.label == Label::Place && entity.precision == Some(5);
            let acts = !entity.kind.as_deref().is_some_and(international) && at_home.contains(&entity.cluster);
            if entity.country.is_none() && (acts || street) {
                entity.country.clone_from(&focus);
            }
        }
        self.fill_places(document, analysis);
        Ok(())
    }
}

impl Linker {
    /// Places that no list has lie in the country that the document is about; so do institutions named after them, and those of
    /// whose kind nothing is known.
    fn fill_places(&self, document: &Document, analysis: &mut Analysis) {
        let Some(country) = country_of_places(&self.lists, document, analysis) else { return };
        let text = &document.text;
        let unknown = |entity: &Entity| {
            let surface = entity.span.of(text);
            let inside = entity.label == Label::Place && entity.precision == Some(5);
            entity.country.is_none()
                && (entity.kind.is_none() || inside)
                && surface.chars().count() > 2
                && !is_acronym(surface)
        };
        let places = analysis.entities.iter().filter(|entity| entity.label == Label::Place && unknown(entity));
        let filled: HashSet<String> = places.map(|entity| key(entity.span.of(text))).collect();
        for entity in analysis.entities.iter_mut().filter(|entity| unknown(entity)) {
            let words = || self.lists.lexer.cut(text, entity.span);
            let named_after = || words().iter().any(|word| word.capital && filled.contains(&word.key));
            let plain = entity.sectors.is_empty() || is_public(&entity.sectors);
            if entity.label == Label::Place || entity.label == Label::Organisation && (plain || named_after()) {
                entity.country = Some(country.clone());
            }
        }
    }
}

/// The countries of the places of a document, by their names as they are written.
fn placed(text: &str, entities: &[Entity]) -> HashMap<String, String> {
    let places = entities.iter().filter(|entity| entity.label == Label::Place);
    places.filter_map(|entity| Some((key(entity.span.of(text)), entity.country.clone()?))).collect()
}

/// The country of the place that ends an institution's name, if the document names the place as well.
fn named_after(text: &str, words: &[Word], placed: &HashMap<String, String>) -> Option<String> {
    let end = words.last()?.span.end;
    let tails = words.iter().skip(1).rev().take(TITLE_WORDS).filter(|word| word.capital);
    tails.map(|word| Span::new(word.span.start, end).of(text)).find_map(|tail| placed.get(&key(tail)).cloned())
}

/// Whether an organisation of a listed kind that has no country in the list belongs to none: it acts in many.
pub(super) fn international(kind: &str) -> bool {
    matches!(kind, "igo" | "armed" | "ngo" | "sport")
}

/// Whether a word is written in capitals.
fn is_acronym(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(char::is_uppercase)
}
