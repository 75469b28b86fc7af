use std::sync::Arc;

use super::focus::country_in_focus;
use super::lists::Lists;
use super::phrases::Word;
use super::roles::Role;
use crate::document::{Analysis, Document, Entity, Label, Participant, Span, Via};
use crate::lang::{Pack, PackError};

/// So far back, in bytes, an earlier mention is looked for.
const REACH: usize = 6_000;

/// Tells who a noun phrase names: country, sectors, and how that is known.
///
/// ```
/// use depeche::document::{Analysis, Document, Span, Via};
/// use depeche::lang::Pack;
/// use depeche::link::{Actors, Linker};
/// use depeche::document::Component;
/// let pack = Pack::embedded("fr")?;
/// let text = "L'armée malienne a repris la ville.";
/// let (doc, mut analysis) = (Document::new("a", "fr", text), Analysis::default());
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

/// How an entity or demonym hangs on the head of its noun phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tie {
    /// It is the head, or stands beside it ("le président Ilham Aliyev").
    Head,
    /// The head is its own ("l'armée de Birmanie").
    Of,
    /// It only says where, against whom ("les forces russes en Ukraine").
    Loose,
}

/// A hint at a country inside a noun phrase.
struct Hint {
    start: usize,
    tie: Tie,
    country: String,
    via: Via,
    entity: Option<usize>,
    disputed: bool,
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
        let role = self.head_role(&words, analysis, &entities);
        let head_end = role.as_ref().map_or_else(|| self.noun_start(&words), |(at, length, _)| at + length);
        let mut who = Participant {
            span,
            entity: None,
            name: None,
            country: None,
            sectors: role.as_ref().map(|(.., role)| role.sectors.clone()).unwrap_or_default(),
            via: None,
            role: None,
        };
        let mut hints = Vec::new();
        for &index in &entities {
            let entity = &analysis.entities[index];
            let tie = self.tie(&words, head_end, entity.span);
            self.read_entity(index, entity, tie, document, &mut who, &mut hints);
        }
        self.read_demonyms(&words, head_end, &entities, analysis, &mut hints);
        if who.country.is_none() {
            apply_hint(hints, &mut who);
        }
        if who.country.is_none() && who.entity.is_none_or(|index| analysis.entities[index].label == Label::Organisation)
        {
            self.look_around(&words, role.map(|(_, _, role)| role), document, analysis, &mut who);
        }
        who
    }

    /// The first word that is no determiner or form of address.
    fn noun_start(&self, words: &[Word]) -> usize {
        let grammar = &self.lists.grammar;
        let skip = |word: &Word| grammar.determiners.contains(&word.key) || grammar.courtesy.contains(&word.key);
        words.iter().position(|word| !skip(word) && word.key != ".").unwrap_or(words.len())
    }

    /// The role that heads the phrase: before any preposition, unless the roles before it decide nothing.
    fn head_role(&self, words: &[Word], analysis: &Analysis, entities: &[usize]) -> Option<(usize, usize, Role)> {
        let mut at = self.noun_start(words);
        let mut found: Option<(usize, usize, Role)> = None;
        while at < words.len() {
            let word = &words[at];
            let named = entities.iter().map(|&index| &analysis.entities[index]);
            let inside = named.clone().find(|entity| entity.span.contains(word.span));
            if inside.is_some_and(|entity| matches!(entity.label, Label::Person | Label::Place)) {
                break;
            }
            if let Some((length, role)) = self.lists.roles.at(words, at) {
                let undecided = role.sectors.is_empty();
                found = match found {
                    Some((first, first_length, head)) => {
                        Some((first, first_length, Role { sectors: role.sectors.clone(), ..head }))
                    }
                    None => Some((at, length, role.clone())),
                };
                if !undecided {
                    break;
                }
                at += length;
                continue;
            }
            // Past a preposition another noun begins: "les membres de" leads on, "la ville de" does not.
            let leads_on =
                self.lists.grammar.of.contains(&word.key) || self.lists.grammar.determiners.contains(&word.key);
            if self.lists.grammar.is_preposition(word) && !(leads_on && found.is_some()) {
                break;
            }
            at += 1;
        }
        found
    }

    /// How what stands under `target` hangs on the head that ends before word `head_end`.
    fn tie(&self, words: &[Word], head_end: usize, target: Span) -> Tie {
        let until = words.partition_point(|word| word.span.start < target.start);
        let mut tie = Tie::Head;
        for word in words.get(head_end..until).unwrap_or(&[]) {
            if self.lists.grammar.of.contains(&word.key) {
                tie = if tie == Tie::Head { Tie::Of } else { tie };
            } else if self.lists.grammar.prepositions.contains(&word.key) {
                tie = Tie::Loose;
            }
        }
        tie
    }

    fn read_entity(
        &self,
        index: usize,
        entity: &Entity,
        tie: Tie,
        document: &Document,
        who: &mut Participant,
        hints: &mut Vec<Hint>,
    ) {
        let lists = &self.lists;
        let surface = entity.span.of(&document.text);
        let known = lists.names.identify(entity.label, surface, &lists.grammar);
        let country = entity.country.clone().or_else(|| known?.country.clone());
        let disputed = known.is_some_and(|known| known.disputed());
        if tie == Tie::Head && who.entity.is_none() {
            who.entity = Some(index);
            who.name = entity.name.clone().or_else(|| known.map(|known| known.name.clone()));
            let listed = || known.map(|known| known.sectors.clone()).unwrap_or_default();
            let own = if entity.sectors.is_empty() { listed() } else { entity.sectors.clone() };
            add_sectors(&mut who.sectors, &own);
            // A capital or seat that heads the phrase of a party stands for those who sit in it.
            let seat = lists.names.metonym(surface, &lists.grammar).filter(|_| entity.label != Label::Person);
            if let Some(seat) = seat {
                add_sectors(&mut who.sectors, &seat.sectors);
                who.country = seat.country.clone();
                who.via = Some(Via::Metonym);
                return;
            }
            if disputed {
                add_sectors(&mut who.sectors, &["PRE".to_owned()]);
            }
            who.via = country.as_ref().map(|_| Via::Name).or_else(|| known.map(|_| Via::Name));
            who.country = country;
            return;
        }
        if let Some(country) = country {
            hints.push(Hint { start: entity.span.start, tie, country, via: Via::Name, entity: Some(index), disputed });
        }
    }

    fn read_demonyms(
        &self,
        words: &[Word],
        head_end: usize,
        entities: &[usize],
        analysis: &Analysis,
        hints: &mut Vec<Hint>,
    ) {
        for word in words {
            let from = analysis.demonyms.partition_point(|demonym| demonym.span.end <= word.span.start);
            let listed = analysis.demonyms.get(from).filter(|demonym| word.span.contains(demonym.span));
            let named = || {
                entities.iter().any(|&index| {
                    let entity = &analysis.entities[index];
                    entity.span.contains(word.span) && entity.label != Label::Organisation
                })
            };
            // Towns and regions, too, tell who somebody is, and so do the words inside an organisation's name.
            let hinted = || {
                let nationality = self.lists.nationalities.get(&word.key).filter(|_| !named())?;
                nationality.country(&Default::default()).map(str::to_owned)
            };
            if let Some(country) = listed.map(|demonym| demonym.country.clone()).or_else(hinted) {
                let tie = self.tie(words, head_end, word.span);
                let start = word.span.start;
                hints.push(Hint { start, tie, country, via: Via::Demonym, entity: None, disputed: false });
            }
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
        let definite = words
            .first()
            .is_some_and(|word| grammar.articles.contains(&word.key) || grammar.demonstratives.contains(&word.key));
        let earlier = || self.earlier_country(&role, who.span, document, analysis);
        if let Some(country) = definite.then(earlier).flatten() {
            who.country = Some(country);
            who.via = Some(Via::Coreference);
        } else if role.kind.of_state() && definite {
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
            let mut from = demonym.span.start.saturating_sub(60);
            while !document.text.is_char_boundary(from) {
                from += 1;
            }
            let words = self.lists.lexer.cut(&document.text, Span::new(from, demonym.span.start));
            let beside = (0..words.len()).any(|at| {
                let found = self.lists.roles.at(&words, at);
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

/// The entities inside a span, by index.
fn entities_in(analysis: &Analysis, span: Span) -> Vec<usize> {
    let from = analysis.entities.partition_point(|entity| entity.span.start < span.start);
    let rest = analysis.entities[from..].iter().enumerate();
    rest.take_while(|(_, entity)| entity.span.start < span.end)
        .filter(|(_, entity)| span.contains(entity.span))
        .map(|(index, _)| from + index)
        .collect()
}

fn add_sectors(sectors: &mut Vec<String>, more: &[String]) {
    for sector in more {
        if !sectors.contains(sector) {
            sectors.push(sector.clone());
        }
    }
}

/// The nearest hint to the head, tied ones before loose ones.
fn apply_hint(hints: Vec<Hint>, who: &mut Participant) {
    let best = hints.into_iter().min_by_key(|hint| (hint.tie == Tie::Loose, hint.start));
    if let Some(hint) = best {
        who.entity = who.entity.or(hint.entity);
        who.country = Some(hint.country);
        who.via = Some(hint.via);
        if hint.disputed && hint.tie != Tie::Loose {
            add_sectors(&mut who.sectors, &["PRE".to_owned()]);
        }
    }
}
