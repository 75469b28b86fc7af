use super::{ParsedWord, SyntaxConfig};
use crate::document::{Span, Token};
use crate::text::{Lemmas, Tokens};

/// What a language pack knows of words.
pub struct Morphology {
    /// Cuts text into tokens, and knows the words of contractions.
    pub tokens: Tokens,
    /// Finds lemmas.
    pub lemmas: Lemmas,
}

/// The tokens of a sentence: its words with what the model says of them, a contraction as two.
///
/// `first` is the number of the document's tokens before the sentence.
pub(in crate::recognise::neural) fn tokens(
    text: &str,
    words: &[Span],
    parsed: &[ParsedWord],
    config: &SyntaxConfig,
    morphology: &Morphology,
    first: usize,
) -> Vec<Token> {
    let places = places(text, words, parsed, config, &morphology.tokens, first);
    let mut found = Vec::with_capacity(words.len());
    for ((span, word), place) in words.iter().zip(parsed).zip(&places) {
        let head = word.head.map(|head| places[head].governor);
        let relation = config.relations[word.relation].as_str();
        let token = |form: Option<&str>, upos: &str, features: String, head: Option<usize>, relation: &str| Token {
            span: *span,
            form: form.map(str::to_owned),
            upos: Some(upos.to_owned()),
            lemma: Some(morphology.lemmas.lemma(form.unwrap_or(span.of(text)), upos, &features)),
            features: Some(features).filter(|features| !features.is_empty()),
            head,
            relation: Some(relation.to_owned()),
        };
        let features = features(word, config);
        match &place.parts {
            None => found.push(token(None, place.upos, features, head, relation)),
            Some((preposition, second, upos)) if place.second_governs() => {
                found.push(token(Some(preposition), place.upos, String::new(), Some(place.governor), "case"));
                found.push(token(Some(second), upos, features, head, relation));
            }
            Some((preposition, article, upos)) => {
                found.push(token(Some(preposition), place.upos, features, head, relation));
                // The article belongs to the noun that the preposition marks, or to the phrase that the preposition opens.
                let (head, relation) = match (relation, word.head) {
                    ("case" | "mark", _) => (head, "det"),
                    ("fixed", Some(phrase)) => (parsed[phrase].head.map(|head| places[head].governor), "det"),
                    _ => (None, "fixed"),
                };
                found.push(token(Some(article), upos, String::new(), head.or(Some(place.first)), relation));
            }
        }
    }
    found
}

/// Where a word stands among the tokens.
struct Place<'a> {
    /// Its only token, or the first of two.
    first: usize,
    /// The one that others hang on.
    governor: usize,
    upos: &'a str,
    /// Of a contraction: its words, and the part of speech of the second.
    parts: Option<(String, &'a str, &'a str)>,
}

impl Place<'_> {
    fn second_governs(&self) -> bool {
        self.governor != self.first
    }
}

fn places<'a>(
    text: &str,
    words: &[Span],
    parsed: &[ParsedWord],
    config: &'a SyntaxConfig,
    cutter: &'a Tokens,
    mut first: usize,
) -> Vec<Place<'a>> {
    let place = |(span, word): (&Span, &ParsedWord)| {
        let tag = config.tags[0].1[word.tags[0]].as_str();
        let (upos, second) = tag.split_once('+').map_or((tag, None), |(upos, second)| (upos, Some(second)));
        let parts = second.and_then(|second| {
            let (preposition, rest) = cutter.contraction(span.of(text))?;
            Some((preposition, rest, second))
        });
        let governor = first + usize::from(matches!(&parts, Some((_, _, "PRON"))));
        let own = first;
        first += 1 + usize::from(parts.is_some());
        Place { first: own, governor, upos, parts }
    };
    words.iter().zip(parsed).map(place).collect()
}

/// `Gender=Fem|Number=Sing`, in the order of the configuration.
fn features(word: &ParsedWord, config: &SyntaxConfig) -> String {
    let mut found = String::new();
    for ((name, values), value) in config.tags.iter().zip(&word.tags).skip(1) {
        let value = &values[*value];
        if !value.is_empty() {
            let bar = if found.is_empty() { "" } else { "|" };
            found.push_str(&format!("{bar}{name}={value}"));
        }
    }
    found
}
