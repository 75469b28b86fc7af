//! What a sentence takes over from the document around it: the country in focus, the two sides, who was spoken of last.

use jiff::civil::Date;

use crate::document::{Analysis, Document, EventTime, Label, Span};
use crate::link::Actors;

use super::context::Context;
use super::subjects;
use super::verbs::Shape;
use super::words::Class;

/// The document so far, as a sentence finds it.
#[derive(Clone, Debug, Default)]
pub(super) struct Discourse {
    /// The country that the document is about.
    pub focus: Option<String>,
    /// The two countries that it is about, where there are two ("les deux pays").
    pub pair: Option<[String; 2]>,
    /// The day of the news: the first that the text names of those before publication. Reactions come after it.
    pub news: Option<Date>,
    /// The last explicit time of the paragraph.
    pub earlier: Option<EventTime>,
    /// The subjects of the sentences before, the last one at the end: what pronouns stand for.
    pub subjects: Vec<Subject>,
}

/// A subject in words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    pub span: Span,
    /// Where it begins without its article and numerals.
    pub bare: usize,
    pub plural: bool,
    /// Where the parser knows it; a person's name has none.
    pub gender: Option<Gender>,
}

/// Grammatical gender, as far as pronouns tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Feminine,
    Masculine,
}

impl Subject {
    /// Whether a pronoun of this number and gender may stand for it.
    pub fn agrees(&self, plural: bool, gender: Option<Gender>) -> bool {
        self.plural == plural && (gender.is_none() || self.gender.is_none() || self.gender == gender)
    }
}

/// The gender that the parser gives to the first noun or pronoun of a span.
pub(super) fn gender(analysis: &Analysis, span: Span) -> Option<Gender> {
    let tokens = &analysis.tokens;
    let from = tokens.partition_point(|token| token.span.start < span.start);
    let mut inside = tokens[from..].iter().take_while(|token| token.span.start < span.end);
    let noun = inside.find(|token| matches!(token.upos.as_deref(), Some("NOUN" | "PRON")))?;
    let mut features = noun.features.as_deref()?.split('|');
    features.find_map(|feature| match feature {
        "Gender=Fem" => Some(Gender::Feminine),
        "Gender=Masc" => Some(Gender::Masculine),
        _ => None,
    })
}

impl Discourse {
    pub fn new(actors: &Actors, document: &Document, analysis: &Analysis) -> Discourse {
        Discourse {
            focus: actors.country_in_focus(document, analysis).or_else(|| only_country(analysis)),
            pair: sides(analysis),
            news: document.published.and_then(|published| day_of_news(analysis, published.date)),
            ..Discourse::default()
        }
    }

    /// Remembers the subject of a sentence.
    pub fn follow(&mut self, context: &Context) {
        const REMEMBERED: usize = 4;
        if let Some(subject) = subjects(context).next() {
            self.subjects.push(subject);
            let old = self.subjects.len().saturating_sub(REMEMBERED);
            self.subjects.drain(..old);
        }
    }
}

/// The first day that the text names of the month that ends with the day of publication.
fn day_of_news(analysis: &Analysis, published: Date) -> Option<Date> {
    const DAYS: i32 = 30;
    let days = analysis.times.iter().filter(|time| time.date_start == time.date_end).filter_map(|time| time.date_start);
    let recent = |day: &Date| published.since(*day).is_ok_and(|span| (0..=DAYS).contains(&span.get_days()));
    days.into_iter().find(recent)
}

/// The country of all names and demonyms that have one, if it is one and found twice.
fn only_country(analysis: &Analysis) -> Option<String> {
    let named = analysis.entities.iter().filter_map(|entity| entity.country.as_deref());
    let mut countries = named.chain(analysis.demonyms.iter().map(|demonym| demonym.country.as_str()));
    let first = countries.next()?;
    let rest: Vec<&str> = countries.collect();
    (!rest.is_empty() && rest.iter().all(|country| *country == first)).then(|| first.to_owned())
}

/// The two countries named most, if both are named twice and oftener than any third.
fn sides(analysis: &Analysis) -> Option<[String; 2]> {
    let mut counts: Vec<(usize, &str)> = Vec::new();
    let places = analysis.entities.iter().filter(|entity| entity.label == Label::Place);
    let named = places.filter_map(|entity| entity.country.as_deref());
    for country in named.chain(analysis.demonyms.iter().map(|demonym| demonym.country.as_str())) {
        match counts.iter_mut().find(|(_, other)| *other == country) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, country)),
        }
    }
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let third = counts.get(2).map_or(0, |(count, _)| *count);
    match counts.as_slice() {
        [(_, first), (count, second), ..] if *count >= 2 && *count > third => {
            Some([(*first).to_owned(), (*second).to_owned()])
        }
        _ => None,
    }
}

/// The subjects, in words, of the first finite verbs of a sentence.
pub(super) fn subjects(context: &Context) -> impl Iterator<Item = Subject> {
    const VERBS: usize = 4;
    let parse = context.parse;
    let finite = (0..parse.verbs.len()).filter(move |&verb| parse.verbs[verb].shape == Shape::Finite).take(VERBS);
    finite.filter_map(move |verb| {
        let phrase = subjects::of(parse, verb, 0).into_iter().next()?;
        let bare = phrase.clone().find(|&at| !parse.words[at].is(Class::Determiner)).unwrap_or(phrase.start);
        let span = context.span(&phrase);
        let gender = gender(context.analysis, parse.words[bare].span);
        Some(Subject { span, bare: parse.words[bare].span.start, plural: parse.verbs[verb].plural, gender })
    })
}
