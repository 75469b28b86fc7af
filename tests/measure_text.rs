//! Figures of the `text` room on the treebanks, which stay outside the repository:
//! `cargo test --release --test measure_text -- --ignored --nocapture`, with `DEPECHE_DATA` set.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::time::Instant;

use depeche::lang::Pack;
use depeche::text::Verbs;

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

#[test]
#[ignore = "needs the treebanks"]
fn verb_forms() {
    let pack = Pack::embedded("fr").expect("a pack");
    let start = Instant::now();
    let verbs = Verbs::new(&pack).expect("good data");
    println!("built in {:?}: {} verbs", start.elapsed(), verbs.lemmas().count());
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
