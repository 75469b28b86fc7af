//! The tokens of a document as CoNLL-U, the format of Universal Dependencies.

use std::fmt::Write;

use serde::Deserialize;

use crate::record::{SentenceRecord, TokenRecord};

/// What CoNLL-U needs of a line of `documents.jsonl`.
#[derive(Debug, Deserialize)]
pub struct Parsed {
    id: String,
    text: Option<String>,
    sentences: Vec<SentenceRecord>,
    tokens: Vec<TokenRecord>,
}

/// Why a record has no CoNLL-U.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConlluError {
    /// The words of contractions are in the text alone.
    #[error("the record carries no text; extract without --no-text")]
    NoText,
    /// The offsets of a token are not those of this text.
    #[error("token {0} is not in the text, or stands before the one ahead of it")]
    Place(usize),
    /// Trees do not cross sentences.
    #[error("the head of token {0} is no token of its sentence")]
    Head(usize),
}

/// A field that may hold spaces, but neither tabs nor line breaks.
fn spaced(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_control() || c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}').collect();
    let joined = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if joined.trim().is_empty() { "_".to_owned() } else { joined }
}

/// A field without any space.
fn tight(text: Option<&str>) -> String {
    let clean: String = text.unwrap_or("_").split(|c: char| c.is_whitespace() || c.is_control()).collect();
    if clean.is_empty() { "_".to_owned() } else { clean }
}

impl Parsed {
    /// Whether it has tokens at all.
    pub fn has_tokens(&self) -> bool {
        !self.tokens.is_empty()
    }

    /// Its sentences in CoNLL-U; empty without tokens. A range line holds the contraction that several tokens stand for.
    pub fn to_conllu(&self) -> Result<String, ConlluError> {
        if !self.has_tokens() {
            return Ok(String::new());
        }
        let text = self.text.as_deref().ok_or(ConlluError::NoText)?;
        let places = self.places(text)?;
        let mut out = format!("# newdoc id = {}\n", spaced(&self.id));
        let mut first = 0;
        while first < self.tokens.len() {
            let number = self.sentence_of(first);
            let count = (first..self.tokens.len()).take_while(|token| self.sentence_of(*token) == number).count();
            self.sentence(&mut out, number, first..first + count, &places, text)?;
            first += count;
        }
        Ok(out)
    }

    /// The bytes of each token, whose offsets are code points.
    fn places(&self, text: &str) -> Result<Vec<(usize, usize)>, ConlluError> {
        let mut bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
        bytes.push(text.len());
        let mut before = (0, 0);
        let place = |(index, token): (usize, &TokenRecord)| {
            let (start, end) = (token.start, token.end);
            let follows = start >= before.1 || (start, end) == before;
            before = (start, end);
            let found = bytes.get(start).zip(bytes.get(end)).filter(|_| follows && start < end);
            found.map(|(start, end)| (*start, *end)).ok_or(ConlluError::Place(index))
        };
        self.tokens.iter().enumerate().map(place).collect()
    }

    /// The number of the sentence that a token is in, from 1.
    fn sentence_of(&self, token: usize) -> usize {
        let start = self.tokens[token].start;
        self.sentences.partition_point(|sentence| sentence.start <= start).max(1)
    }

    fn sentence(
        &self,
        out: &mut String,
        number: usize,
        tokens: std::ops::Range<usize>,
        places: &[(usize, usize)],
        text: &str,
    ) -> Result<(), ConlluError> {
        let (mut words, mut rows) = (String::new(), String::new());
        let mut at = tokens.start;
        while at < tokens.end {
            let count = (at..tokens.end).take_while(|other| places[*other] == places[at]).count();
            let (start, end) = places[at];
            let glued = places[at..tokens.end].get(count).is_some_and(|next| next.0 == end);
            let misc = if glued { "SpaceAfter=No" } else { "_" };
            let form = spaced(if count > 1 { &text[start..end] } else { &self.tokens[at].form });
            words.push_str(&form);
            words.push_str(if glued { "" } else { " " });
            if count > 1 {
                let range = at + 1 - tokens.start..=at + count - tokens.start;
                let blank = ["_"; 7].join("\t");
                let _ = writeln!(rows, "{}-{}\t{form}\t{blank}\t{misc}", range.start(), range.end());
            }
            for token in at..at + count {
                self.row(&mut rows, token, &tokens, if count > 1 { "_" } else { misc })?;
            }
            at += count;
        }
        let id = self.id.split_whitespace().collect::<Vec<_>>().join("_");
        let _ = writeln!(out, "# sent_id = {}-{number}\n# text = {}\n{rows}", spaced(&id), words.trim_end());
        Ok(())
    }

    fn row(
        &self,
        rows: &mut String,
        index: usize,
        sentence: &std::ops::Range<usize>,
        misc: &str,
    ) -> Result<(), ConlluError> {
        let token = &self.tokens[index];
        let head = match (token.head, &token.relation) {
            (Some(head), _) if sentence.contains(&head) => (head + 1 - sentence.start).to_string(),
            (Some(_), _) => return Err(ConlluError::Head(index)),
            (None, Some(_)) => "0".to_owned(),
            (None, None) => "_".to_owned(),
        };
        let fields = [
            (index + 1 - sentence.start).to_string(),
            spaced(&token.form),
            token.lemma.as_deref().map_or_else(|| "_".to_owned(), spaced),
            tight(token.upos.as_deref()),
            "_".to_owned(),
            tight(token.features.as_deref()),
            head,
            tight(token.relation.as_deref()),
            "_".to_owned(),
            misc.to_owned(),
        ];
        let _ = writeln!(rows, "{}", fields.join("\t"));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn token(start: usize, end: usize, form: &str) -> TokenRecord {
        let (upos, features, lemma, head, relation) = (None, None, None, None, None);
        TokenRecord { start, end, form: form.to_owned(), upos, features, lemma, head, relation }
    }

    fn document(text: &str, tokens: Vec<TokenRecord>) -> Parsed {
        Parsed { id: "a".to_owned(), text: Some(text.to_owned()), sentences: Vec::new(), tokens }
    }

    #[test]
    fn without_syntax_there_is_no_tree() {
        let found = document("Où  çà?", vec![token(0, 2, "Où"), token(4, 6, "çà"), token(6, 7, "?")]).to_conllu();
        insta::assert_snapshot!(found.unwrap(), @"
        # newdoc id = a
        # sent_id = a-1
        # text = Où çà?
        1	Où	_	_	_	_	_	_	_	_
        2	çà	_	_	_	_	_	_	_	SpaceAfter=No
        3	?	_	_	_	_	_	_	_	_
        ");
    }

    #[test]
    fn faults_are_named() {
        let mut hanging = token(0, 1, "a");
        hanging.head = Some(1);
        for (tokens, expected) in [
            (vec![token(0, 9, "a")], ConlluError::Place(0)),
            (vec![token(1, 1, "a")], ConlluError::Place(0)),
            (vec![token(1, 2, "b"), token(0, 1, "a")], ConlluError::Place(1)),
            (vec![token(usize::MAX, 1, "b")], ConlluError::Place(0)),
            (vec![hanging], ConlluError::Head(0)),
        ] {
            assert_eq!(document("ab", tokens).to_conllu(), Err(expected));
        }
        let bare = Parsed { text: None, ..document("", vec![token(0, 1, "a")]) };
        assert_eq!(bare.to_conllu(), Err(ConlluError::NoText));
        assert_eq!(document("ab", Vec::new()).to_conllu(), Ok(String::new()));
    }

    proptest! {
        #[test]
        fn any_field_leaves_the_format_whole(field in ".{0,12}|[\\t\\n\\r \u{85}\u{2028}a_#]{0,6}", id in ".{0,6}|[\\n\\t ]{0,3}") {
            let mut odd = token(0, 1, &field);
            (odd.upos, odd.features, odd.lemma, odd.relation) =
                (Some(field.clone()), Some(field.clone()), Some(field.clone()), Some(field.clone()));
            let found = Parsed { id, ..document("a\n", vec![odd, token(1, 2, "\n")]) }.to_conllu().unwrap();
            let lines: Vec<&str> = found.split('\n').collect();
            prop_assert_eq!(lines.len(), 7, "{:?}", found);
            for row in &lines[3..5] {
                prop_assert_eq!(row.split('\t').filter(|field| !field.is_empty()).count(), 10);
            }
            let broken = found.contains(['\r', '\u{85}', '\u{2028}']);
            prop_assert!(!broken);
        }
    }
}
