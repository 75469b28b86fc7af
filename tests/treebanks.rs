//! Tokens and lemmas measured on the treebanks, which stay outside the repository:
//! `DEPECHE_DATA=../shared cargo test --test treebanks -- --ignored --nocapture`. `SHOW=1` lists what went wrong.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use depeche::lang::Pack;
use depeche::text::{Lemmas, Tokens, Verbs};

const TREEBANKS: [&str; 4] =
    ["fr_sequoia-ud-train.conllu", "fr_gsd-ud-dev.conllu", "fr_pud-ud-test.conllu", "fr_sequoia-ud-dev.conllu"];

/// The rows of the sentences of a treebank.
fn sentences(text: &str) -> Vec<Vec<Vec<&str>>> {
    let content = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let blocks = text.split("\n\n").map(|block| block.lines().filter(content));
    blocks.map(|lines| lines.map(|line| line.split('\t').collect()).collect::<Vec<_>>()).collect()
}

/// Hits of a number of tries.
#[derive(Default)]
struct Rate {
    hits: usize,
    tries: usize,
}

impl Rate {
    fn count(&mut self, hit: bool) {
        self.hits += usize::from(hit);
        self.tries += 1;
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{:.2} % of {}", 100.0 * self.hits as f64 / self.tries as f64, self.tries)
    }
}

/// The text of a sentence and the places of its orthographic tokens.
fn written(rows: &[Vec<&str>]) -> (String, HashSet<(usize, usize)>) {
    let (mut text, mut places, mut inside) = (String::new(), HashSet::new(), 0);
    for row in rows {
        let range = row[0].split_once('-').and_then(|(_, last)| last.parse::<usize>().ok());
        let number = row[0].parse::<usize>().ok();
        if range.is_none() && number.is_none_or(|number| number <= inside) {
            continue;
        }
        inside = range.unwrap_or(inside);
        places.insert((text.len(), text.len() + row[1].len()));
        text.push_str(row[1]);
        if !row[9].contains("SpaceAfter=No") {
            text.push(' ');
        }
    }
    (text, places)
}

#[test]
#[ignore = "needs the shared data"]
fn tokens_and_lemmas() {
    let root = std::env::var_os("DEPECHE_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let pack = Pack::embedded("fr").unwrap();
    let tokens = Tokens::new(&pack).unwrap();
    let lemmas = Lemmas::new(&pack, Verbs::new(&pack).unwrap()).unwrap();
    for file in TREEBANKS {
        let path = root.join("ud").join(file);
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("no `{}`: set DEPECHE_DATA", path.display());
            continue;
        };
        let (mut precision, mut recall) = (Rate::default(), Rate::default());
        let mut rates: BTreeMap<&str, Rate> = BTreeMap::new();
        let mut misses: BTreeMap<String, usize> = BTreeMap::new();
        for rows in sentences(&text) {
            let (text, gold) = written(&rows);
            let found: HashSet<_> = tokens.cut(&text).into_iter().map(|span| (span.start, span.end)).collect();
            found.iter().for_each(|place| precision.count(gold.contains(place)));
            for place in &gold {
                recall.count(found.contains(place));
                if !found.contains(place) {
                    *misses.entry(format!("token `{}`", &text[place.0..place.1])).or_default() += 1;
                }
            }
            for row in rows.iter().filter(|row| row[0].parse::<usize>().is_ok()) {
                let (form, lemma, upos, features) = (row[1], row[2], row[3], row[5]);
                let got = lemmas.lemma(form, upos, features);
                let class = if upos == "AUX" { "VERB" } else { upos };
                let classes = ["all", class].into_iter().chain((upos != "PRON").then_some("all but PRON"));
                classes.for_each(|class| rates.entry(class).or_default().count(got == lemma));
                if got != lemma {
                    *misses.entry(format!("lemma {upos} `{form}` is `{lemma}`, not `{got}`")).or_default() += 1;
                }
            }
        }
        println!("{file}: tokens: precision {precision}, recall {recall}; lemmas:");
        let shown = ["all", "all but PRON", "VERB", "NOUN", "ADJ"];
        shown.iter().for_each(|class| println!("  {class}: {}", rates[class]));
        if std::env::var_os("SHOW").is_some() {
            misses.iter().for_each(|(miss, count)| println!("  {count} {miss}"));
        }
    }
}
