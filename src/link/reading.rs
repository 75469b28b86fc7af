use super::lists::Lists;
use super::phrases::Word;
use super::roles::Role;
use crate::document::{Analysis, Label, Span, Via};

/// The sector of partially recognised entities.
pub(super) const PARTIALLY_RECOGNISED: &str = "PRE";

/// How an entity or demonym hangs on the head of its noun phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tie {
    /// It is the head, or stands beside it ("le président Ilham Aliyev").
    Head,
    /// The head is its own ("l'armée de Birmanie").
    Of,
    /// It only says where, against whom ("les forces russes en Ukraine").
    Loose,
}

/// A hint at a country inside a noun phrase.
#[derive(Clone, Debug)]
pub(super) struct Hint {
    pub start: usize,
    pub tie: Tie,
    pub country: String,
    pub via: Via,
    pub entity: Option<usize>,
    pub disputed: bool,
}

/// What the words of a noun phrase say about the party that it names.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// The role that heads it; its sectors are those of the first role that decides.
    pub role: Option<Role>,
    /// The entity that heads it or stands beside its head.
    pub entity: Option<usize>,
    /// In the order of the text; none for `entity`.
    pub hints: Vec<Hint>,
}

impl Reading {
    /// The hint nearest to the head, tied ones before loose ones.
    pub fn best(self) -> Option<Hint> {
        self.hints.into_iter().min_by_key(|hint| (hint.tie == Tie::Loose, hint.start))
    }
}

impl Lists {
    /// Reads the words of a noun phrase, with the entities among them (by index).
    pub fn read(&self, words: &[Word], entities: &[usize], text: &str, analysis: &Analysis) -> Reading {
        let role = self.head_role(words, analysis, entities);
        let head_end = role.as_ref().map_or_else(|| self.noun_start(words), |(at, length, _)| at + length);
        let mut reading = Reading { role: role.map(|(_, _, role)| role), entity: None, hints: Vec::new() };
        let ties = self.ties(words, head_end);
        let tie_at = |span: Span| {
            let at = words.partition_point(|word| word.span.start < span.start);
            ties.get(at).copied().unwrap_or(Tie::Loose)
        };
        for &index in entities {
            let entity = &analysis.entities[index];
            let tie = tie_at(entity.span);
            if tie == Tie::Head && reading.entity.is_none() {
                reading.entity = Some(index);
                continue;
            }
            let known = self.names.identify(entity.label, entity.span.of(text), &self.grammar);
            let country = entity.country.clone().or_else(|| known?.country.clone());
            let disputed = known.is_some_and(|known| known.disputed());
            if let Some(country) = country {
                let (start, via) = (entity.span.start, Via::Name);
                reading.hints.push(Hint { start, tie, country, via, entity: Some(index), disputed });
            }
        }
        for word in words {
            if let Some(country) = self.nationality(word, entities, analysis) {
                let (start, tie) = (word.span.start, tie_at(word.span));
                reading.hints.push(Hint { start, tie, country, via: Via::Demonym, entity: None, disputed: false });
            }
        }
        reading
    }

    /// The country of a word that is a demonym, or the adjective of a town or region.
    fn nationality(&self, word: &Word, entities: &[usize], analysis: &Analysis) -> Option<String> {
        let from = analysis.demonyms.partition_point(|demonym| demonym.span.end <= word.span.start);
        if let Some(demonym) = analysis.demonyms.get(from).filter(|demonym| word.span.contains(demonym.span)) {
            return Some(demonym.country.clone());
        }
        // The words inside an organisation's name count, those of a person's or place's do not.
        let named = entities.iter().map(|&index| &analysis.entities[index]);
        let mut inside = named.filter(|entity| entity.span.contains(word.span));
        if inside.any(|entity| entity.label != Label::Organisation) {
            return None;
        }
        self.nationalities.get(&word.key)?.country(&Default::default()).map(str::to_owned)
    }

    /// The first word that is no determiner or form of address.
    pub fn noun_start(&self, words: &[Word]) -> usize {
        let skip = |word: &Word| {
            let key = &word.key;
            self.grammar.determiners.contains(key) || self.grammar.courtesy.contains(key) || key == "."
        };
        words.iter().position(|word| !skip(word)).unwrap_or(words.len())
    }

    /// The role that heads the phrase, with its first word and length.
    ///
    /// It stands before any preposition; a role without sectors leads on to the one behind it.
    fn head_role(&self, words: &[Word], analysis: &Analysis, entities: &[usize]) -> Option<(usize, usize, Role)> {
        let mut at = self.noun_start(words);
        let mut found: Option<(usize, usize, Role)> = None;
        let mut next = 0;
        while let Some(word) = words.get(at) {
            while entities.get(next).is_some_and(|&index| analysis.entities[index].span.end <= word.span.start) {
                next += 1;
            }
            let inside = entities.get(next).map(|&index| &analysis.entities[index]);
            let inside = inside.filter(|entity| entity.span.contains(word.span));
            // The words of a name that the lists know say nothing more.
            if inside.is_some_and(|e| matches!(e.label, Label::Person | Label::Place) || e.kind.is_some()) {
                break;
            }
            if let Some((length, role)) = self.role_at(words, at) {
                let decides = !role.sectors.is_empty();
                match &mut found {
                    Some((_, _, head)) => head.sectors.clone_from(&role.sectors),
                    None => found = Some((at, length, role.clone())),
                }
                if decides {
                    break;
                }
                at += length;
                continue;
            }
            // Past a preposition another noun begins: "les membres de" leads on to it, "la ville de" does not.
            let leads_on = self.grammar.of.contains(&word.key) && found.is_some();
            if self.grammar.is_preposition(word) && !leads_on {
                break;
            }
            at += 1;
        }
        found
    }

    /// How each word hangs on the head that ends before word `head_end`.
    fn ties(&self, words: &[Word], head_end: usize) -> Vec<Tie> {
        let mut tie = Tie::Head;
        words
            .iter()
            .enumerate()
            .map(|(at, word)| {
                let before = tie;
                if at >= head_end {
                    if self.grammar.of.contains(&word.key) {
                        tie = if tie == Tie::Head { Tie::Of } else { tie };
                    } else if self.grammar.prepositions.contains(&word.key) {
                        tie = Tie::Loose;
                    }
                }
                before
            })
            .collect()
    }
}

/// The entities inside a span, by index.
pub(super) fn entities_in(analysis: &Analysis, span: Span) -> Vec<usize> {
    let from = analysis.entities.partition_point(|entity| entity.span.start < span.start);
    let rest = analysis.entities[from..].iter().enumerate();
    rest.take_while(|(_, entity)| entity.span.start < span.end)
        .filter(|(_, entity)| span.contains(entity.span))
        .map(|(index, _)| from + index)
        .collect()
}

/// Adds the sectors that are not there yet.
pub(super) fn add_sectors(sectors: &mut Vec<String>, more: &[String]) {
    for sector in more {
        if !sectors.contains(sector) {
            sectors.push(sector.clone());
        }
    }
}

/// The one value that all have, if they agree.
pub(super) fn only<'a>(mut values: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}
