//! The forms of gold: the JSON lines of this program, and the files that other tools and corpora have.
//!
//! Each reader makes [`Draft`]s, which go through the same check; `docs/evaluation.md` tells what is read of each form.

mod brat;
mod conll;
mod conllu;
mod labels;
mod place;
mod timeml;

use std::collections::HashMap;
use std::path::Path;

use super::check::{Problem, check};
use super::gold::{self, Gold, GoldError};
use crate::record::{EntityRecord, TimeRecord};

/// Problems that are told of one file; what comes after them is counted.
const MOST: usize = 50;

/// A form of gold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON lines: records, or stand-off.
    Jsonl,
    /// A token a line with tags such as `B-PER`: IOB1, IOB2, BIOES, BILOU.
    Conll,
    /// The stand-off lines of the brat tool, with the text in a file beside them.
    Brat,
    /// XML with `TIMEX3` elements in the text.
    TimeMl,
    /// Sentences and words of Universal Dependencies.
    Conllu,
}

impl Format {
    /// The form of a file: by its name, and by its content where the name does not tell.
    ///
    /// ```
    /// use depeche::evaluate::Format;
    /// assert_eq!(Format::of("dev.conllu", ""), Format::Conllu);
    /// assert_eq!(Format::of("dev.txt", "Bakou\tB-LOC\n"), Format::Conll);
    /// ```
    pub fn of(file: &str, content: &str) -> Format {
        let extension = Path::new(file).extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match extension.as_str() {
            "jsonl" | "json" | "ndjson" => Format::Jsonl,
            "ann" => Format::Brat,
            "tml" | "xml" | "timeml" => Format::TimeMl,
            "conllu" => Format::Conllu,
            // The name of both formats, in some corpora.
            "conll" if conllu::looks_like(content) => Format::Conllu,
            "conll" | "iob" | "iob1" | "iob2" | "bio" | "bioes" | "bilou" => Format::Conll,
            _ => Format::of_content(content),
        }
    }

    fn of_content(content: &str) -> Format {
        let content = content.trim_start_matches('\u{feff}').trim_start();
        match content.chars().next() {
            Some('{') => Format::Jsonl,
            Some('<') => Format::TimeMl,
            _ if conllu::looks_like(content) => Format::Conllu,
            _ if brat::looks_like(content) => Format::Brat,
            _ if conll::looks_like(content) => Format::Conll,
            _ => Format::Jsonl,
        }
    }

    /// Reads and checks the content of a file of gold. `words` is the content of the file beside it that has the
    /// text, which only brat needs: `a.txt` for `a.ann`.
    ///
    /// ```
    /// use depeche::evaluate::Format;
    /// let gold = Format::Brat.read("T1\tLOC 2 7\tBakou", "a.ann", Some("À Bakou"))?;
    /// assert_eq!(gold[0].entities.as_ref().unwrap()[0].text, "Bakou");
    /// # Ok::<(), depeche::evaluate::GoldError>(())
    /// ```
    pub fn read(self, content: &str, file: &str, words: Option<&str>) -> Result<Vec<Gold>, GoldError> {
        let content = content.trim_start_matches('\u{feff}');
        let mut reading = match self {
            Format::Jsonl => gold::read_lines(content),
            Format::Conll => conll::read(content),
            Format::Brat => brat::read(content, words.map(|words| words.trim_start_matches('\u{feff}'))),
            Format::TimeMl => timeml::read(content),
            Format::Conllu => conllu::read(content),
        };
        if self != Format::Jsonl {
            reading.name(file);
        }
        reading.finish(file)
    }
}

/// A document of gold as it was read, not yet checked.
pub(super) struct Draft {
    pub gold: Gold,
    /// Where it begins in its file.
    pub line: usize,
    /// Where its items stand in its file, by the names that the check gives them.
    pub lines: HashMap<String, usize>,
}

impl Draft {
    pub fn new(gold: Gold, line: usize) -> Draft {
        Draft { gold, line, lines: HashMap::new() }
    }
}

/// What a reader makes of a file.
#[derive(Default)]
pub(super) struct Reading {
    pub drafts: Vec<Draft>,
    /// With their lines.
    pub problems: Vec<(usize, String)>,
}

impl Reading {
    pub fn problem(&mut self, line: usize, text: impl Into<String>) {
        self.problems.push((line, text.into()));
    }

    /// Documents without an id have the name of the file, numbered where there are several.
    fn name(&mut self, file: &str) {
        let stem = Path::new(file).file_stem().map_or("document".into(), |stem| stem.to_string_lossy());
        let several = self.drafts.len() > 1;
        for (draft, number) in self.drafts.iter_mut().zip(1..) {
            if draft.gold.id.is_empty() {
                draft.gold.id = if several { format!("{stem}-{number}") } else { stem.to_string() };
            }
        }
    }

    /// A file without any time did not mark times; one with times and no entity did not mark entities.
    fn drop_layers_without_items(&mut self) {
        let any = |has: fn(&Gold) -> bool| self.drafts.iter().any(|draft| has(&draft.gold));
        let entities = any(|gold| gold.entities.as_ref().is_some_and(|items| !items.is_empty()));
        let times = any(|gold| gold.times.as_ref().is_some_and(|items| !items.is_empty()));
        for draft in &mut self.drafts {
            draft.gold.times.take_if(|_| !times);
            draft.gold.entities.take_if(|_| times && !entities);
        }
    }

    fn finish(mut self, file: &str) -> Result<Vec<Gold>, GoldError> {
        let mut lines_of_ids: HashMap<&str, usize> = HashMap::new();
        for draft in &self.drafts {
            let mut found: Vec<Problem> = Vec::new();
            check(&draft.gold, &mut found);
            for problem in found {
                let line = draft.lines.get(&problem.item).copied().unwrap_or(draft.line);
                self.problems.push((line, problem.text));
            }
            if let Some(first) = lines_of_ids.insert(&draft.gold.id, draft.line) {
                let id = &draft.gold.id;
                let text = format!("the id `{id}` is that of line {first}: give each document its own");
                self.problems.push((draft.line, text));
            }
        }
        if self.problems.is_empty() {
            return Ok(self.drafts.into_iter().map(|draft| draft.gold).collect());
        }
        self.problems.sort_by_key(|(line, _)| *line);
        let more = self.problems.len().saturating_sub(MOST);
        let told = self.problems.into_iter().take(MOST).map(|(line, text)| format!("{file}:{line}: {text}"));
        let more = (more > 0).then(|| format!("{file}: and {more} more problems"));
        Err(GoldError { problems: told.chain(more).collect() })
    }
}

/// A named entity with what is scored of it.
fn entity(id: &str, label: &str, (start, end): (usize, usize), text: &str) -> EntityRecord {
    EntityRecord {
        id: id.to_owned(),
        label: label.to_owned(),
        start,
        end,
        text: text.to_owned(),
        score: 1.0,
        found_by: String::new(),
        name: None,
        kind: None,
        country: None,
        sectors: Vec::new(),
        geonames: None,
        wikidata: None,
        lat: None,
        lon: None,
        precision: None,
        cluster: None,
    }
}

/// A time expression of which span and type are known.
fn time(id: &str, kind: &str, (start, end): (usize, usize), text: &str) -> TimeRecord {
    TimeRecord {
        id: id.to_owned(),
        r#type: kind.to_owned(),
        start,
        end,
        text: text.to_owned(),
        value: None,
        r#mod: None,
        quant: None,
        freq: None,
        date_start: None,
        date_end: None,
        utc: None,
        utc_offset: None,
        bound: None,
        begin: None,
        end_time: None,
        anchor: None,
        found_by: String::new(),
    }
}
