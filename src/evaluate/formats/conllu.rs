//! CoNLL-U: sentences and words of Universal Dependencies.

use std::collections::HashMap;

use super::place::{Growing, Written, place};
use super::{Draft, Reading};
use crate::evaluate::gold::Gold;
use crate::record::{SentenceRecord, TokenRecord};

const COLUMNS: usize = 10;

/// Between paragraphs.
const PARAGRAPH: &str = "\n\n";

/// Whether the first word of a file has the columns of CoNLL-U.
pub(super) fn looks_like(content: &str) -> bool {
    let mut lines = content.lines().map(|line| line.trim_end_matches('\r'));
    let row = lines.find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    let columns: Vec<&str> = row.split('\t').collect();
    columns.len() == COLUMNS && (columns[0] == "1" || columns[0].starts_with("1-") || columns[0].starts_with("0."))
}

/// A token as it is written: a word, or a contraction of several.
struct Surface<'a> {
    form: &'a str,
    space_after: bool,
    words: usize,
    line: usize,
}

pub(super) fn read(content: &str) -> Reading {
    let mut reader = Reader::default();
    for (line, number) in content.lines().zip(1..) {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            reader.end_sentence();
        } else if let Some(comment) = line.strip_prefix('#') {
            reader.comment(comment);
        } else if !reader.broken
            && let Err(problem) = reader.row(line, number)
        {
            reader.reading.problem(number, problem);
            reader.broken = true;
        }
    }
    reader.end_document();
    reader.reading
}

#[derive(Default)]
struct Reader<'a> {
    reading: Reading,
    id: &'a str,
    given: Option<&'a str>,
    paragraph: bool,
    /// Whether a line of the sentence could not be read: those after it would all be wrong.
    broken: bool,
    surfaces: Vec<Surface<'a>>,
    /// The words of the sentence, their spans not yet known and their heads counted from its first word.
    words: Vec<(TokenRecord, usize)>,
    /// The number of the last word of the contraction that is open.
    until: usize,
    text: Growing,
    space: bool,
    sentences: Vec<SentenceRecord>,
    tokens: Vec<TokenRecord>,
    lines: HashMap<String, usize>,
}

fn present(field: &str) -> Option<String> {
    Some(field.to_owned()).filter(|field| !matches!(field.as_str(), "_" | ""))
}

impl<'a> Reader<'a> {
    fn comment(&mut self, comment: &'a str) {
        let (key, value) = comment.split_once('=').unwrap_or((comment, ""));
        match key.trim() {
            "newdoc" | "newdoc id" => {
                self.end_document();
                self.id = value.trim();
            }
            "newpar" | "newpar id" => self.paragraph = true,
            "text" => self.given = Some(value.trim()),
            _ => {}
        }
    }

    fn row(&mut self, line: &'a str, number: usize) -> Result<(), String> {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[id, form, lemma, upos, _, features, head, relation, _, misc] = &fields[..] else {
            return Err(format!("{} columns where a word has {COLUMNS}, between tabs", fields.len()));
        };
        // An empty node: a word that nobody wrote.
        if id.contains('.') {
            return Ok(());
        }
        let due = self.words.len() + 1;
        let space_after = !misc.split('|').any(|part| part == "SpaceAfter=No");
        let surface = |words| Surface { form, space_after, words, line: number };
        if let Some((first, last)) = id.split_once('-') {
            let range = first.parse().ok().zip(last.parse::<usize>().ok());
            let (_, last) = range
                .filter(|(first, last): &(usize, usize)| *first == due && first <= last && due > self.until)
                .ok_or_else(|| format!("`{id}` is no range of words that begins with {due}"))?;
            self.until = last;
            self.surfaces.push(surface(0));
            return Ok(());
        }
        if id.parse() != Ok(due) {
            return Err(format!("`{id}` where word {due} is due"));
        }
        match self.surfaces.last_mut() {
            Some(contraction) if due <= self.until => contraction.words += 1,
            _ => self.surfaces.push(surface(1)),
        }
        let number_of_head = Some(head).filter(|head| *head != "_").map(str::parse::<usize>).transpose();
        let head = number_of_head.map_err(|_| format!("the head `{head}` is no number of a word"))?;
        let token = TokenRecord {
            start: 0,
            end: 0,
            form: form.to_owned(),
            upos: present(upos),
            features: present(features),
            // A lemma may be the underscore itself, as the word is.
            lemma: present(lemma).or_else(|| (form == "_" && lemma == "_").then(|| lemma.to_owned())),
            // 0 is the root.
            head: head.and_then(|head| head.checked_sub(1)),
            relation: present(relation),
        };
        self.words.push((token, number));
        Ok(())
    }

    fn end_sentence(&mut self) {
        let (surfaces, words) = (std::mem::take(&mut self.surfaces), std::mem::take(&mut self.words));
        let given = self.given.take();
        let until = std::mem::take(&mut self.until);
        let broken = std::mem::take(&mut self.broken);
        let (Some(first), Some(last), false) = (surfaces.first(), surfaces.last(), broken) else { return };
        if until > words.len() {
            let text = format!("the sentence ends before word {until} of a contraction");
            return self.reading.problem(last.line, text);
        }
        let written: Vec<Written> =
            surfaces.iter().map(|surface| Written { form: surface.form, space_after: surface.space_after }).collect();
        let placed = match place(&written, given) {
            Ok(placed) => placed,
            Err(index) => {
                let surface = surfaces.get(index).unwrap_or(last);
                let place = if index < surfaces.len() { "does not come next in" } else { "is not the last word of" };
                let text = format!("`{}` {place} `# text`: mend one of them", surface.form);
                return self.reading.problem(surface.line, text);
            }
        };
        let paragraph = std::mem::take(&mut self.paragraph);
        let separator = if paragraph { PARAGRAPH } else { [" ", ""][usize::from(!self.space)] };
        let start = self.text.push(separator, &placed.text);
        self.space = last.space_after;
        self.sentences.push(SentenceRecord { start, end: start + placed.text.chars().count() });
        self.lines.insert(format!("sentence {}", self.sentences.len()), first.line);
        let spans =
            surfaces.iter().zip(placed.spans).flat_map(|(surface, span)| std::iter::repeat_n(span, surface.words));
        let (before, count) = (self.tokens.len(), words.len());
        for ((mut token, line), span) in words.into_iter().zip(spans) {
            (token.start, token.end) = (start + span.start, start + span.end);
            if let Some(head) = token.head.filter(|head| *head >= count) {
                self.reading.problem(line, format!("the head {} is no word of its sentence", head + 1));
            }
            token.head = token.head.map(|head| before.saturating_add(head));
            self.tokens.push(token);
            self.lines.insert(format!("token {}", self.tokens.len()), line);
        }
    }

    fn end_document(&mut self) {
        self.end_sentence();
        let text = std::mem::take(&mut self.text).text;
        let (sentences, tokens) = (std::mem::take(&mut self.sentences), std::mem::take(&mut self.tokens));
        let lines = std::mem::take(&mut self.lines);
        let id = std::mem::take(&mut self.id).to_owned();
        if let Some(line) = lines.values().min().copied() {
            let gold = Gold { id, text, sentences: Some(sentences), tokens: Some(tokens), ..Gold::default() };
            self.reading.drafts.push(Draft { gold, line, lines });
        }
    }
}
