use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::export::open;
use super::sorted::Sorted;
use super::{ExportError, FILES};
use crate::record::{DuplicateRecord, json_line};

/// Words of a shingle: the pieces that texts are compared by.
const SHINGLE: usize = 5;

/// Two texts are near when they share so many of the shingles of both.
const NEAR: f64 = 0.5;

/// Smallest hashes of a text under so many functions, and how many of them make a band: texts meet when all of one band are
/// equal. At a likeness of a half, 96 pairs of a hundred meet; at 0.6, 99.
const BANDS: usize = 24;
const ROWS: usize = 3;

/// So many bands are sorted in memory; more go to files beside the dataset.
const IN_MEMORY: usize = 1_000_000;

/// What a search found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duplicates {
    /// Documents that were compared.
    pub documents: u64,
    /// Those with the very words of an earlier one.
    pub exact: u64,
    /// Those with much the same words as an earlier one.
    pub near: u64,
}

/// Finds the documents of the dataset in `folder` that repeat an earlier one, word for word or nearly, and hands out
/// `duplicates.jsonl` line by line, in the order of the documents.
///
/// Texts are compared by their runs of five words, whatever the spaces, case and punctuation: *exact* when all words are the
/// same, *near* when at least half of all such runs of the two are in both. Candidates come from MinHash bands that are sorted
/// on disk; each is then compared in full. Memory holds twelve bytes a document and a bounded number of bands.
pub fn duplicates(folder: &Path, take: impl FnMut(&str) -> io::Result<()>) -> Result<Duplicates, ExportError> {
    duplicates_within(folder, IN_MEMORY, take)
}

fn duplicates_within(
    folder: &Path,
    in_memory: usize,
    mut take: impl FnMut(&str) -> io::Result<()>,
) -> Result<Duplicates, ExportError> {
    let mut texts = Texts::open(folder)?;
    // Band, its hashes, and the document: equal ones lie side by side.
    let mut bands: Sorted<(usize, u64, u32)> = Sorted::new(folder, "duplicates", in_memory);
    while let Some(document) = texts.next()? {
        let number = texts.offsets.len() as u32 - 1;
        let hashes = smallest(&shingles(&words(&document.text)));
        for (band, rows) in hashes.chunks(ROWS).enumerate() {
            bands.push((band, mixed(rows), number)).map_err(ExportError::Write)?;
        }
    }
    // The later document first, so that its candidates lie side by side.
    let mut pairs: Sorted<(u32, u32)> = Sorted::new(folder, "duplicates.pairs", in_memory);
    let (mut block, mut first, mut last) = (None, 0, 0);
    let found = bands.merged(|(band, hash, number)| {
        if block == Some((band, hash)) {
            pairs.push((number, first))?;
            if last != first {
                pairs.push((number, last))?;
            }
        } else {
            (block, first) = (Some((band, hash)), number);
        }
        last = number;
        Ok(())
    });
    found.map_err(ExportError::Write)?;
    drop(bands);

    let mut search =
        Search { groups: (0..texts.offsets.len() as u32).collect(), texts, later: None, best: None, last: None };
    let mut found = Duplicates { documents: search.groups.len() as u64, ..Duplicates::default() };
    let mut fault = None;
    let mut compare = |pair: Option<(u32, u32)>| {
        let record = search.pair(pair).map_err(|error| {
            fault = Some(error);
            io::Error::other("the dataset can't be read")
        })?;
        let Some(record) = record else { return Ok(()) };
        *(if record.kind == "exact" { &mut found.exact } else { &mut found.near }) += 1;
        take(&json_line(&record))
    };
    let compared = pairs.merged(|pair| compare(Some(pair))).and_then(|()| compare(None));
    match (fault, compared) {
        (Some(fault), _) => Err(fault),
        (None, compared) => compared.map(|()| found).map_err(ExportError::Write),
    }
}

/// Goes through candidates, later document by later document.
struct Search {
    texts: Texts,
    /// The first document of each one's group.
    groups: Vec<u32>,
    later: Option<(u32, Document, Vec<u64>)>,
    /// The earlier document that is most like it, and how much.
    best: Option<(u32, f64)>,
    last: Option<(u32, u32)>,
}

impl Search {
    /// Takes a candidate, or the end of them; gives the record of the document before, where it repeats another.
    fn pair(&mut self, pair: Option<(u32, u32)>) -> Result<Option<DuplicateRecord>, ExportError> {
        if pair.is_some() && self.last == pair {
            return Ok(None);
        }
        self.last = pair;
        let mut record = None;
        if self.later.as_ref().map(|later| later.0) != pair.map(|pair| pair.0) {
            record = self.record()?;
            self.later = match pair {
                Some((number, _)) => {
                    let document = self.texts.at(number)?;
                    let shingles = shingles(&words(&document.text));
                    Some((number, document, shingles))
                }
                None => None,
            };
        }
        if let (Some((_, earlier)), Some((_, _, mine))) = (pair, &self.later) {
            let theirs = shingles(&words(&self.texts.at(earlier)?.text));
            let likeness = likeness(mine, &theirs);
            if likeness >= NEAR && self.best.is_none_or(|(_, best)| likeness > best) {
                self.best = Some((earlier, likeness));
            }
        }
        Ok(record)
    }

    fn record(&mut self) -> Result<Option<DuplicateRecord>, ExportError> {
        let (Some((number, document, _)), Some((earlier, similarity))) = (self.later.take(), self.best.take()) else {
            return Ok(None);
        };
        let group = self.groups[earlier as usize];
        self.groups[number as usize] = group;
        let first = self.texts.at(earlier)?;
        let exact = words(&document.text) == words(&first.text);
        Ok(Some(DuplicateRecord {
            doc: document.id,
            duplicate_of: first.id,
            kind: if exact { "exact" } else { "near" }.to_owned(),
            similarity,
            group: self.texts.at(group)?.id,
        }))
    }
}

#[derive(Deserialize)]
struct Document {
    id: String,
    #[serde(default)]
    text: String,
}

/// The documents of a dataset, one at a time, in order or by number.
struct Texts {
    path: PathBuf,
    reader: BufReader<File>,
    line: Vec<u8>,
    /// Where each begins.
    offsets: Vec<u64>,
    end: u64,
}

impl Texts {
    fn open(folder: &Path) -> Result<Texts, ExportError> {
        let (path, reader) = open(folder, FILES[0])?;
        Ok(Texts { path, reader, line: Vec::new(), offsets: Vec::new(), end: 0 })
    }

    fn next(&mut self) -> Result<Option<Document>, ExportError> {
        let number = self.offsets.len();
        let found = self.line(number)?;
        if found.is_some() {
            self.offsets.push(self.end);
            self.end += self.line.len() as u64;
        }
        Ok(found)
    }

    fn at(&mut self, number: u32) -> Result<Document, ExportError> {
        let seek = self.reader.seek(SeekFrom::Start(self.offsets[number as usize]));
        seek.map_err(|source| ExportError::Read { path: self.path.clone(), source })?;
        let gone =
            ExportError::Line { path: self.path.clone(), line: number as usize + 1, message: "it is gone".to_owned() };
        self.line(number as usize)?.ok_or(gone)
    }

    fn line(&mut self, number: usize) -> Result<Option<Document>, ExportError> {
        self.line.clear();
        let read = self.reader.read_until(b'\n', &mut self.line);
        if read.map_err(|source| ExportError::Read { path: self.path.clone(), source })? == 0 {
            return Ok(None);
        }
        let fault = |message: String| ExportError::Line { path: self.path.clone(), line: number + 1, message };
        let document: serde_json::Result<Option<Document>> = serde_json::from_slice(&self.line).map(Some);
        document.map_err(|error| {
            let null = error.to_string().contains("invalid type: null");
            fault(if null {
                "there is no text: the run left it out (`--no-text`)".to_owned()
            } else {
                error.to_string()
            })
        })
    }
}

/// A digest of the words of a text: equal for texts that [`duplicates`] takes for exact copies.
pub fn words_digest(text: &str) -> [u8; 16] {
    let mut digest = Sha256::new();
    for word in words(text) {
        digest.update(word);
        digest.update([0]);
    }
    let mut found = [0; 16];
    found.copy_from_slice(&digest.finalize()[..16]);
    found
}

/// Letters and digits between anything else, in lower case and composed. A text that has none is one word.
fn words(text: &str) -> Vec<String> {
    let composed: String = text.nfc().collect();
    let found = composed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let found: Vec<String> = found.map(str::to_lowercase).collect();
    if found.is_empty() && !text.is_empty() { vec![composed] } else { found }
}

/// The distinct runs of words, hashed and in order; a shorter text is one run.
fn shingles(words: &[String]) -> Vec<u64> {
    let runs = words.windows(SHINGLE.min(words.len()).max(1));
    let hash = |run: &[String]| {
        let mut digest = Sha256::new();
        for word in run {
            digest.update(word);
            digest.update([0]);
        }
        digest.finalize().iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
    };
    let mut found: Vec<u64> = runs.map(hash).collect::<HashSet<u64>>().into_iter().collect();
    found.sort_unstable();
    found
}

/// The smallest hash under each function. They are multiplications by odd numbers, which the first hash makes random enough.
fn smallest(shingles: &[u64]) -> Vec<u64> {
    let function = |n: usize| 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(2 * n as u64 + 1);
    let under = |n: usize| shingles.iter().map(|hash| (hash ^ hash >> 29).wrapping_mul(function(n))).min();
    (0..BANDS * ROWS).filter_map(under).collect()
}

fn mixed(rows: &[u64]) -> u64 {
    rows.iter().fold(0, |hash: u64, row| (hash.rotate_left(21) ^ row).wrapping_mul(0xff51_afd7_ed55_8ccd))
}

/// Shingles of both among those of either.
fn likeness(a: &[u64], b: &[u64]) -> f64 {
    let both = a.iter().filter(|hash| b.binary_search(hash).is_ok()).count();
    let either = a.len() + b.len() - both;
    if either == 0 { 0.0 } else { both as f64 / either as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred words, some of them other than in the text of the same topic.
    fn text(topic: usize, changed: usize) -> String {
        let word =
            |n: usize| if n < changed { format!("autre{topic}x{n}x{changed}") } else { format!("mot{topic}x{n}") };
        (0..100).map(word).collect::<Vec<_>>().join(" ")
    }

    fn found(texts: &[String], in_memory: usize) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let line =
            |(n, text): (usize, &String)| json_line(&serde_json::json!({"id": format!("d{n}"), "text": text, "x": []}));
        std::fs::write(folder.path().join(FILES[0]), texts.iter().enumerate().map(line).collect::<String>()).unwrap();
        let mut lines = Vec::new();
        let counts = duplicates_within(folder.path(), in_memory, |line| {
            let found: DuplicateRecord = serde_json::from_str(line).unwrap();
            lines.push(format!(
                "{} {} {} {:.2} {}",
                found.doc, found.duplicate_of, found.kind, found.similarity, found.group
            ));
            Ok(())
        });
        assert_eq!(counts.unwrap().documents as usize, texts.len());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no file is left behind");
        lines
    }

    #[test]
    fn copies_are_found_and_others_are_not() {
        let spaced = text(1, 0).to_uppercase().replace(' ', ",\n ");
        let texts =
            [text(1, 0), text(2, 0), spaced, text(1, 10), text(2, 70), text(1, 20), String::new(), String::new()];
        let texts = [&texts[..], &["Bakou a parlé.".to_owned(), "Bakou a parlé".to_owned(), "Bakou a dit.".to_owned()]]
            .concat();
        let expected = ["d2 d0 exact 1.00 d0", "d3 d0 near 0.81 d0", "d5 d0 near 0.66 d0", "d9 d8 exact 1.00 d8"];
        // Ten other words of a hundred: 86 runs are in both, of 106 in either.
        assert_eq!(found(&texts, 1000), expected);
    }

    #[test]
    fn memory_changes_nothing_and_recall_is_what_it_should_be() {
        // Two hundred pairs that share sixty hundredths of their runs and more.
        let texts: Vec<String> = (0..400).map(|n| text(n / 2, n % 2 * 20)).collect();
        let whole = found(&texts, 1_000_000);
        assert!(whole.len() >= 198, "{} of 200", whole.len());
        assert_eq!(found(&texts, 500), whole);
    }
}
