//! A token a line, the tag of its entity in the last column.

use std::collections::HashSet;

use super::labels::{Class, class};
use super::place::{Growing, Written, place};
use super::{Draft, Reading, entity, time};
use crate::evaluate::gold::{Attributes, Gold};

/// What begins a document in files of the shared tasks.
const DOCUMENT: &str = "-DOCSTART-";

/// Between sentences; a space would make one line of them.
const BREAK: &str = "\n";

/// What a tag says of its token; `None` is a token outside.
type Tag<'a> = Option<(Part, &'a str)>;

/// Where in its entity a token stands. What IOB1 and IOB2 call inside may be the first token too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    First,
    Inside,
    Last,
    Only,
}

/// `B-PER`, `I-PER`, `O` and the letters of BIOES, BILOU and BMES; `None` where this is no tag.
fn tag(text: &str) -> Option<Tag<'_>> {
    if matches!(text, "O" | "o") {
        return Some(None);
    }
    let (letter, label) = text.split_once('-').filter(|(_, label)| !label.is_empty())?;
    let part = match letter {
        "B" | "b" => Part::First,
        "I" | "i" | "M" | "m" => Part::Inside,
        "E" | "e" | "L" | "l" => Part::Last,
        "S" | "s" | "U" | "u" => Part::Only,
        _ => return None,
    };
    Some(Some((part, label)))
}

/// The columns of a line: by tabs, or by spaces where there is no tab.
fn columns(line: &str) -> Vec<&str> {
    let separator = if line.contains('\t') { '\t' } else { ' ' };
    line.split(separator).filter(|column| !column.is_empty()).collect()
}

fn is_comment(line: &str) -> bool {
    line.starts_with('#')
        && (line.contains(" = ") || line.starts_with("# newdoc") || columns(line).last().and_then(|c| tag(c)).is_none())
}

/// Whether the first lines are tokens with tags.
pub(super) fn looks_like(content: &str) -> bool {
    let lines = content.lines().map(str::trim_end).filter(|line| !line.is_empty() && !is_comment(line));
    let mut tokens = lines.filter(|line| !line.starts_with(DOCUMENT)).take(20).peekable();
    tokens.peek().is_some()
        && tokens.all(|line| {
            let columns = columns(line);
            columns.len() > 1 && columns.last().and_then(|last| tag(last)).is_some()
        })
}

struct Row<'a> {
    form: &'a str,
    tag: Tag<'a>,
    line: usize,
}

pub(super) fn read(content: &str) -> Reading {
    let mut reader = Reader::default();
    for (line, number) in content.lines().zip(1..) {
        reader.line(line.trim_end_matches([' ', '\t', '\r']), number);
    }
    reader.end_document();
    reader.reading.drop_layers_without_items();
    reader.reading
}

#[derive(Default)]
struct Reader<'a> {
    reading: Reading,
    id: &'a str,
    /// What `# text` gives for the sentence.
    given: Option<&'a str>,
    rows: Vec<Row<'a>>,
    text: Growing,
    draft: Option<Draft>,
    unknown: HashSet<&'a str>,
}

impl<'a> Reader<'a> {
    fn line(&mut self, line: &'a str, number: usize) {
        if line.trim().is_empty() {
            return self.end_sentence();
        }
        if is_comment(line) {
            return self.comment(line[1..].trim());
        }
        let columns = columns(line);
        match columns[..] {
            [DOCUMENT, ..] => self.end_document(),
            [form, .., last] => match tag(last) {
                // Some corpora have tokens of a space alone.
                Some(_) if form.trim().is_empty() => {}
                Some(tag) => self.rows.push(Row { form: form.trim(), tag, line: number }),
                None => self.reading.problem(number, format!("`{last}` is no tag such as B-PER, I-PER or O")),
            },
            _ => self.reading.problem(number, format!("`{line}` has one column: a line has a word and its tag")),
        }
    }

    fn comment(&mut self, comment: &'a str) {
        let (key, value) = comment.split_once('=').unwrap_or((comment, ""));
        match (key.trim(), value.trim()) {
            ("newdoc id", id) => {
                self.end_document();
                self.id = id;
            }
            ("newdoc", _) => self.end_document(),
            ("text", text) => {
                self.end_sentence();
                self.given = Some(text);
            }
            _ => {}
        }
    }

    fn end_sentence(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return;
        }
        let words: Vec<Written> = rows.iter().map(|row| Written { form: row.form, space_after: true }).collect();
        let placed = match place(&words, self.given.take()) {
            Ok(placed) => placed,
            Err(index) => {
                let row = rows.get(index).unwrap_or(&rows[rows.len() - 1]);
                let place = if index < rows.len() { "does not come next in" } else { "is not the last word of" };
                return self.reading.problem(row.line, format!("`{}` {place} `# text`: mend one of them", row.form));
            }
        };
        let start = self.text.push(BREAK, &placed.text);
        let line = rows[0].line;
        let mut draft = self.draft.take().unwrap_or_else(|| {
            let gold = Gold {
                id: self.id.to_owned(),
                entities: Some(Vec::new()),
                times: Some(Vec::new()),
                time_attributes: Attributes::Type,
                ..Gold::default()
            };
            Draft::new(gold, line)
        });
        let letters: Vec<char> = placed.text.chars().collect();
        for (first, last) in spans(&rows) {
            let (label, line) = (rows[first].tag.map_or("", |(_, label)| label), rows[first].line);
            let (from, to) = (placed.spans[first].start, placed.spans[last].end);
            let (words, at) = (letters[from..to].iter().collect::<String>(), (start + from, start + to));
            match class(label) {
                Some(Class::Entity(label)) => {
                    let items = draft.gold.entities.get_or_insert_default();
                    items.push(entity("", label.as_str(), at, &words));
                    draft.lines.insert(format!("entity {}", items.len()), line);
                }
                Some(Class::Time(kind)) => {
                    let items = draft.gold.times.get_or_insert_default();
                    items.push(time("", kind.as_str(), at, &words));
                    draft.lines.insert(format!("time {}", items.len()), line);
                }
                Some(Class::Other) => {}
                None if !self.unknown.insert(label) => {}
                None => {
                    let message = format!("the label `{label}` is unknown: use PER, LOC, ORG or MISC, or O");
                    self.reading.problem(line, message);
                }
            }
        }
        self.draft = Some(draft);
    }

    fn end_document(&mut self) {
        self.end_sentence();
        self.given = None;
        self.id = "";
        let text = std::mem::take(&mut self.text).text;
        if let Some(mut draft) = self.draft.take() {
            draft.gold.text = text;
            self.reading.drafts.push(draft);
        }
    }
}

/// First and last token of each entity, in any of the notations: a token belongs to the one before it if that is open,
/// has the same label, and this does not begin another.
fn spans(rows: &[Row]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut open: Option<&str> = None;
    for (index, row) in rows.iter().enumerate() {
        let Some((part, label)) = row.tag else {
            open = None;
            continue;
        };
        match found.last_mut() {
            Some(last) if open == Some(label) && matches!(part, Part::Inside | Part::Last) => last.1 = index,
            _ => found.push((index, index)),
        }
        open = matches!(part, Part::First | Part::Inside).then_some(label);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations() {
        #[rustfmt::skip]
        let cases = [
            ("IOB2", "B-PER I-PER O B-LOC B-LOC", "0-1 3-3 4-4"),
            ("IOB1", "I-PER I-PER O I-LOC B-LOC I-LOC I-ORG", "0-1 3-3 4-5 6-6"),
            ("BIOES", "B-PER I-PER E-PER S-LOC S-LOC O", "0-2 3-3 4-4"),
            ("BILOU", "U-PER B-ORG L-ORG O U-LOC", "0-0 1-2 4-4"),
            ("an end without a beginning", "O E-PER I-PER", "1-1 2-2"),
            ("another label inside", "B-PER I-LOC O-O", ""),
            ("outside alone", "O O O", ""),
        ];
        for (name, tags, expected) in cases {
            let tags: Option<Vec<Tag>> = tags.split(' ').map(tag).collect();
            let Some(tags) = tags else {
                assert_eq!(expected, "", "{name}");
                continue;
            };
            let rows: Vec<Row> = tags.into_iter().map(|tag| Row { form: "x", tag, line: 1 }).collect();
            let found: Vec<String> = spans(&rows).iter().map(|(first, last)| format!("{first}-{last}")).collect();
            assert_eq!(found.join(" "), expected, "{name}");
        }
    }
}
