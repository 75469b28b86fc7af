use super::{PARATAXIS, ParsedWord, ROOT, SyntaxConfig};
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
        let relation = match config.relations[word.relation].as_str() {
            // Of a window after the first.
            ROOT if head.is_some() => PARATAXIS,
            relation => relation,
        };
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
        let features = morphology.lemmas.mended(span.of(text), place.upos, &features).unwrap_or(features);
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
                    ("fixed", Some(phrase)) => {
                        let noun = parsed[phrase].head.unwrap_or(phrase);
                        (Some(places[noun].governor), "det")
                    }
                    _ => (None, "fixed"),
                };
                found.push(token(Some(article), upos, String::new(), head.or(Some(place.first)), relation));
            }
        }
    }
    found
}

/// Hangs the root of a stretch on that of the first stretch of its sentence.
pub(in crate::recognise::neural) fn hang(root: &mut Token, first: usize) {
    root.head = Some(first);
    root.relation = Some(PARATAXIS.to_owned());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Pack;
    use crate::text::Verbs;

    /// Tokens of a text whose words are parsed as `tag relation head` (heads from 1, 0 is the root).
    fn read(text: &str, parsed: &[(&str, &str, usize)]) -> Vec<String> {
        let pack = Pack::embedded("fr").unwrap();
        let morphology = Morphology {
            tokens: Tokens::new(&pack).unwrap(),
            lemmas: Lemmas::new(&pack, Verbs::new(&pack).unwrap()).unwrap(),
        };
        let tags = ["NOUN", "ADP", "ADV", "VERB", "PRON", "ADP+DET", "ADP+PRON"].map(str::to_owned).to_vec();
        let relations =
            ["root", "case", "nmod", "fixed", "advmod", "obl", "obj", "parataxis"].map(str::to_owned).to_vec();
        let number = |of: &[String], name: &str| of.iter().position(|one| one == name).unwrap();
        let word = |(tag, relation, head): &(&str, &str, usize)| ParsedWord {
            head: head.checked_sub(1),
            relation: number(&relations, relation),
            tags: vec![number(&tags, tag)],
        };
        let words: Vec<ParsedWord> = parsed.iter().map(word).collect();
        let config = SyntaxConfig {
            tags: vec![("UPOS".to_owned(), tags.clone())],
            relations: relations.clone(),
            arc_size: 1,
            relation_size: 1,
            later: 0,
        };
        let cut = morphology.tokens.cut(text);
        assert_eq!(cut.len(), words.len());
        let show = |token: &Token| {
            let form = token.form.as_deref().unwrap_or(token.span.of(text));
            let head = token.head.map_or(0, |head| head + 1);
            format!("{form} {} {head} {}", token.upos.as_deref().unwrap(), token.relation.as_deref().unwrap())
        };
        tokens(text, &cut, &words, &config, &morphology, 0).iter().map(show).collect()
    }

    #[test]
    fn contractions_are_two_tokens() {
        let found = read("fin du jour", &[("NOUN", "root", 0), ("ADP+DET", "case", 3), ("NOUN", "nmod", 1)]);
        assert_eq!(found, ["fin NOUN 0 root", "de ADP 4 case", "le DET 4 det", "jour NOUN 1 nmod"]);
        let found = read("pas du tout", &[("ADV", "root", 0), ("ADP+DET", "advmod", 1), ("NOUN", "fixed", 2)]);
        assert_eq!(found, ["pas ADV 0 root", "de ADP 1 advmod", "le DET 2 fixed", "tout NOUN 2 fixed"]);
        // "à cause du vent": the article belongs to the noun.
        let found = read(
            "à cause du vent",
            &[("ADP", "case", 4), ("NOUN", "fixed", 1), ("ADP+DET", "fixed", 1), ("NOUN", "root", 0)],
        );
        assert_eq!(found[2..4], ["de ADP 1 fixed", "le DET 5 det"]);
        // The pronoun is what hangs on the verb.
        let found = read("auquel parler", &[("ADP+PRON", "obl", 2), ("VERB", "root", 0)]);
        assert_eq!(found, ["à ADP 2 case", "lequel PRON 3 obl", "parler VERB 0 root"]);
        // A tag that the form does not bear out.
        assert_eq!(read("jour", &[("ADP+DET", "root", 0)]), ["jour ADP 0 root"]);
    }

    #[test]
    fn the_root_of_a_later_window_is_none() {
        let found = read("jour fin", &[("NOUN", "root", 0), ("NOUN", "root", 1)]);
        assert_eq!(found[1], "fin NOUN 1 parataxis");
    }
}
