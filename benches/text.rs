//! Figures of the `text` room on the treebanks, which stay outside the repository: `cargo bench --bench text`, with
//! `DEPECHE_DATA` set. `SHOW=1` lists the sentences that were cut wrongly.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::time::Instant;

use depeche::lang::Pack;
use depeche::text::{Sentences, Verbs};
use unicode_segmentation::UnicodeSegmentation;

fn read(path: &str) -> String {
    let root = std::env::var_os("DEPECHE_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = root.join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
}

/// A word of a treebank.
struct Word {
    form: String,
    lemma: String,
    upos: String,
}

/// The sentences of a treebank, each with its text.
fn treebank(path: &str) -> Vec<(String, Vec<Word>)> {
    let mut sentences = Vec::new();
    let (mut text, mut words) = (String::new(), Vec::new());
    for line in read(path).lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if let Some(found) = line.strip_prefix("# text = ") {
            text = found.to_owned();
        } else if let [id, form, lemma, upos, ..] = cells[..] {
            if id.chars().all(|c| c.is_ascii_digit()) {
                words.push(Word { form: form.to_owned(), lemma: lemma.to_owned(), upos: upos.to_owned() });
            }
        } else if line.is_empty() && !words.is_empty() {
            sentences.push((std::mem::take(&mut text), std::mem::take(&mut words)));
        }
    }
    sentences
}

fn verb_forms() {
    let pack = Pack::embedded("fr").expect("a pack");
    let verbs = Verbs::new(&pack).expect("good data");
    let build = || {
        let start = Instant::now();
        let built = Verbs::new(&pack).is_ok();
        (start.elapsed(), built)
    };
    let fastest = (0..20).map(|_| build()).min();
    println!("{} verbs built in {fastest:?} at best", verbs.lemmas().count());
    for file in ["ud/fr_sequoia-ud-dev.conllu", "ud/fr_pud-ud-test.conllu", "ud/fr_gsd-ud-dev.conllu"] {
        let (mut total, mut known, mut right, mut first) = (0, 0, 0, 0);
        let mut missing: BTreeMap<String, usize> = BTreeMap::new();
        let (mut heads, mut found, mut hit) = (0, 0, 0);
        let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
        for (_, sentence) in treebank(file) {
            for word in sentence.iter().filter(|word| word.upos == "VERB" || word.upos == "AUX") {
                let readings = verbs.analyse(&word.form);
                total += 1;
                known += usize::from(!readings.is_empty());
                let good = readings.iter().any(|form| form.lemma == word.lemma);
                right += usize::from(good);
                first += usize::from(readings.first().is_some_and(|form| form.lemma == word.lemma));
                if !good {
                    *missing.entry(format!("{} ({})", word.lemma, word.form.to_lowercase())).or_default() += 1;
                }
            }
            let forms: Vec<&str> = sentence.iter().map(|word| word.form.as_str()).collect();
            let groups = verbs.verb_groups(&forms);
            let gold: HashSet<usize> =
                sentence.iter().enumerate().filter(|(_, word)| word.upos == "VERB").map(|(at, _)| at).collect();
            let aux = |at: usize| sentence[at].upos == "AUX";
            let predicted: Vec<usize> = groups.iter().map(|group| group.head).filter(|at| !aux(*at)).collect();
            heads += gold.len();
            found += predicted.len();
            for at in predicted {
                if gold.contains(&at) {
                    hit += 1;
                } else {
                    *wrong.entry(format!("{} {}", forms[at].to_lowercase(), sentence[at].upos)).or_default() += 1;
                }
            }
        }
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole as f64;
        println!(
            "{file}: {total} verb tokens, known {:.2} %, lemma among the readings {:.2} %, first {:.2} %",
            percent(known, total),
            percent(right, total),
            percent(first, total)
        );
        println!(
            "  heads of groups: precision {:.1} %, recall {:.1} % of {heads}",
            percent(hit, found),
            percent(hit, heads)
        );
        let top = |counts: BTreeMap<String, usize>| {
            let mut counts: Vec<_> = counts.into_iter().collect();
            counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            counts.iter().take(60).map(|(what, count)| format!("{what} {count}")).collect::<Vec<_>>().join(", ")
        };
        println!("  missing: {}\n  wrong: {}", top(missing), top(wrong));
    }
    let list = read("lexicons/quote_verbs_inflected_ggt_fr.txt");
    let forms: Vec<&str> = list.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let unknown: Vec<&str> = forms.iter().copied().filter(|form| verbs.analyse(form).is_empty()).collect();
    println!("reporting verbs: {} forms, {} unknown: {}", forms.len(), unknown.len(), unknown.join(" "));
}

/// Precision, recall and F1 of inner bounds, in percent.
fn scores(gold: &HashSet<(usize, usize)>, found: &HashSet<(usize, usize)>) -> String {
    let hit = gold.intersection(found).count() as f64;
    let (precision, recall) = (hit / found.len() as f64, hit / gold.len() as f64);
    let f1 = 2.0 * precision * recall / (precision + recall);
    format!("precision {:.2} %, recall {:.2} %, F1 {:.2} %", 100.0 * precision, 100.0 * recall, 100.0 * f1)
}

fn sentence_bounds() {
    let sentences = Sentences::new(&Pack::embedded("fr").expect("a pack")).expect("good data");
    for file in ["ud/fr_sequoia-ud-dev.conllu", "ud/fr_pud-ud-test.conllu", "ud/fr_gsd-ud-dev.conllu"] {
        let texts: Vec<String> = treebank(file).into_iter().map(|(text, _)| text.trim().to_owned()).collect();
        let (mut gold, mut ours, mut plain) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut misses = Vec::new();
        for (number, texts) in texts.chunks(10).enumerate() {
            let document = texts.join(" ");
            let mut end = 0;
            for text in &texts[..texts.len() - 1] {
                end += text.len() + 1;
                gold.insert((number, end - 1));
            }
            let found: Vec<usize> = sentences.cut(&document).iter().map(|span| span.end).collect();
            ours.extend(found.iter().filter(|end| **end < document.len()).map(|end| (number, *end)));
            let bounds = document.split_sentence_bound_indices().map(|(at, _)| document[..at].trim_end().len());
            plain.extend(bounds.filter(|end| *end > 0).map(|end| (number, end)));
            let around = |at: usize| {
                let from = document.floor_char_boundary(at.saturating_sub(30));
                format!("{}¦{}", &document[from..at], &document[at..document.ceil_char_boundary(at + 30)])
            };
            misses.extend(
                gold.iter().filter(|b| b.0 == number && !ours.contains(b)).map(|b| format!("- {}", around(b.1))),
            );
            misses.extend(
                ours.iter().filter(|b| b.0 == number && !gold.contains(b)).map(|b| format!("+ {}", around(b.1))),
            );
        }
        println!("{file}: {}\n  UAX #29 alone: {}", scores(&gold, &ours), scores(&gold, &plain));
        if std::env::var_os("SHOW").is_some() {
            misses.iter().for_each(|miss| println!("    {miss}"));
        }
    }
}

fn main() {
    verb_forms();
    sentence_bounds();
}
