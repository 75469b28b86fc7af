//! Find + refine + resolve, in bytes a second: `cargo bench --bench times`.
//!
//! The bundled article by itself, and texts of 1 MB and 10 MB made of the sample articles: the rate must not fall.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use depeche::document::{Document, Sentence};
use depeche::lang::Pack;
use depeche::temporal::TimeTagger;
use depeche::text::Sentences;

fn articles(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            articles(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            found.push(path);
        }
    }
}

fn bench(criterion: &mut Criterion) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample");
    let mut paths = Vec::new();
    articles(&sample, &mut paths);
    paths.sort();
    let all: String = paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect::<Vec<_>>().join("\n\n");
    let article = fs::read_to_string(sample.join("karabakh.txt")).expect("the bundled article");
    let pack = Pack::embedded("fr").expect("the pack is in the program");
    let tagger = TimeTagger::new(&pack).expect("the pack has no faults");
    let splitter = Sentences::new(&pack).expect("the pack has no faults");
    let mut group = criterion.benchmark_group("times");
    group.sample_size(10).measurement_time(Duration::from_secs(5));
    for (name, text) in [
        ("article", article),
        ("1 MB", all.repeat(1_000_000 / all.len() + 1)),
        ("10 MB", all.repeat(10_000_000 / all.len() + 1)),
    ] {
        let mut document = Document::new("b", "fr", text);
        document.published = "2023-09-20".parse().ok();
        let sentences: Vec<Sentence> = splitter.cut(&document.text).into_iter().map(|span| Sentence { span }).collect();
        group.throughput(Throughput::Bytes(document.text.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| tagger.times(&document, &sentences, &[]).len()));
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
