//! What is tried with any input: each of these must hold whatever the bytes. The fuzzer calls them with inputs of its making,
//! `tests/fuzzed.rs` with those that it found worth keeping.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use depeche::dataset::{Dataset, Manifest, Opened, RunSettings, Start};
use depeche::document::{Document, Sentence};
use depeche::ingest::{self, Calendar, Entry, Field, Names, Settings};
use depeche::lang::Pack;
use depeche::pipeline::Pipeline;
use depeche::temporal::TimeTagger;
use depeche::text::Sentences;
use sha2::{Digest, Sha256};

static PACK: LazyLock<Pack> = LazyLock::new(|| Pack::embedded("fr").expect("the pack is in the program"));
static SENTENCES: LazyLock<Sentences> = LazyLock::new(|| Sentences::new(&PACK).expect("the pack has no faults"));
static TAGGER: LazyLock<TimeTagger> = LazyLock::new(|| TimeTagger::new(&PACK).expect("the pack has no faults"));

/// What is tried with any bytes.
pub type Target = fn(&[u8]);

/// How input is read, with some words of a language, so that header lines, dates in words and datelines are met.
static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    let mut names = Names::default();
    for (field, name) in
        [(Field::Title, "titre"), (Field::Published, "date"), (Field::Author, "auteur"), (Field::Text, "texte")]
    {
        names.add(field, name);
    }
    let mut calendar = Calendar { day_first: true, ..Calendar::default() };
    for (name, month) in [("janvier", 1), ("mars", 3), ("août", 8), ("sept", 9), ("septembre", 9), ("déc", 12)] {
        calendar.months.insert(name.to_owned(), month);
    }
    calendar.days.insert("1er".to_owned(), 1);
    calendar.weekdays.insert("jeudi".to_owned());
    calendar.before.insert("le".to_owned());
    let published = "2023-09-20".parse().ok();
    Settings { names, calendar, published, detect_language: true, max_bytes: 1 << 16, ..Settings::default() }
});

/// By name.
pub const TARGETS: [(&str, Target); 7] = [
    ("decode", decode),
    ("sentences", sentences),
    ("times", times),
    ("packs", packs),
    ("jsonl", jsonl),
    ("files", files),
    ("journal", journal),
];

/// Bytes become a text or a failure; UTF-8 stays what it is.
pub fn decode(bytes: &[u8]) {
    let decoded = ingest::decode(bytes.to_vec());
    if let Ok(decoded) = &decoded {
        assert!(decoded.notices.iter().all(|notice| !notice.code.is_empty()));
        let has_mark = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| bytes.starts_with(mark));
        if let (Ok(text), false) = (std::str::from_utf8(bytes), has_mark || bytes.contains(&0)) {
            assert_eq!(decoded.text, text);
        }
    }
}

/// Sentences lie in order, on characters, and hold all that is not white space.
pub fn sentences(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut last = 0;
    for span in SENTENCES.cut(text) {
        assert!(text[last..span.start].trim().is_empty() && !span.of(text).trim().is_empty());
        last = span.end;
    }
    assert!(text[last..].trim().is_empty());
}

/// Times lie in order, on characters, inside their sentence.
pub fn times(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut document = Document::new("f", "fr", text);
    document.published = "2023-09-20".parse().ok();
    let sentences: Vec<Sentence> = SENTENCES.cut(text).into_iter().map(|span| Sentence { span }).collect();
    let mut last = 0;
    for (time, steps) in TAGGER.explain(&document, &sentences, &[]) {
        assert!(time.span.start >= last && time.span.end <= text.len() && !time.span.of(text).trim().is_empty());
        assert!(!steps.is_empty());
        last = time.span.end;
    }
}

/// A pack with one damaged file is an error or a pipeline. The first byte chooses the file.
pub fn packs(bytes: &[u8]) {
    const NAMES: [&str; 16] = [
        "text/abbreviations.tsv",
        "text/contractions.tsv",
        "text/numerals.tsv",
        "text/tokens.toml",
        "morphology/conjugations.toml",
        "morphology/endings.tsv",
        "morphology/verbs.tsv",
        "temporal/lexicon.tsv",
        "temporal/fragments.toml",
        "temporal/tense.toml",
        "temporal/zones.tsv",
        "temporal/rules/10-dates.toml",
        "link/countries.tsv",
        "link/demonyms.tsv",
        "link/grammar.toml",
        "events/words.tsv",
    ];
    let Some((choice, rest)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let pack = Pack::from_files("xx", [(NAMES[*choice as usize % NAMES.len()], text)]);
    if let Ok(pipeline) = Pipeline::standard(&pack, None) {
        let document = Document::new("f", "xx", "Bakou, le 20 septembre. L'armée a parlé jeudi.");
        assert!(!pipeline.analyse(&document).is_err_and(|failure| failure.code == "internal.panic"));
    }
}

/// A line is a document with a text or a rejection with a code.
pub fn jsonl(bytes: &[u8]) {
    match ingest::parse_line(bytes, 1, &SETTINGS) {
        Ok(document) => assert!(!document.text.trim().is_empty()),
        Err(rejected) => assert!(rejected.failure.code.starts_with("read.")),
    }
}

/// A file of any kind gives at least one result, and ends. The first byte chooses the kind.
pub fn files(bytes: &[u8]) {
    const NAMES: [&str; 10] =
        ["a.txt", "a.html", "a.csv", "a.json", "a.jsonl", "a.warc", "a.zip", "a.jsonl.gz", "a.txt.zst", "a.tsv.bz2"];
    let Some((choice, rest)) = bytes.split_first() else { return };
    let folder = scratch("files");
    let path = folder.join(NAMES[*choice as usize % NAMES.len()]);
    fs::write(&path, rest).expect("the scratch folder can be written");
    let mut results = 0;
    for entry in ingest::open([path.clone()], &SETTINGS) {
        match entry {
            Entry::Source(source) => {
                for result in source.documents(&SETTINGS) {
                    results += 1;
                    match result {
                        Ok(document) => assert!(!document.text.trim().is_empty()),
                        Err(rejected) => assert!(rejected.failure.code.starts_with("read.")),
                    }
                }
            }
            Entry::Rejected(_) | Entry::Skipped(_) | Entry::Notice { .. } => results += 1,
        }
    }
    let _ = fs::remove_file(&path);
    // The members of an archive may all be folders or hidden.
    assert!(results > 0 || path.extension().is_some_and(|extension| extension == "zip"));
}

/// A journal of any content is gone on with up to a checkpoint that the parts bear out, or begun anew.
///
/// Each line gets the digest that it needs, unless it begins with a space.
pub fn journal(bytes: &[u8]) {
    let folder = scratch("journal");
    let manifest = Manifest::new(
        RunSettings {
            engine: "none".to_owned(),
            device: "cpu".to_owned(),
            language: "fr".to_owned(),
            ..RunSettings::default()
        },
        Vec::new(),
        Vec::new(),
    );
    let first = folder.join("run.journal");
    let open = |start| Dataset::open(&folder, &manifest, start).ok();
    if !first.exists() {
        drop(open(Start::Replace));
    }
    let begin = fs::read(&first).expect("a run was begun");
    let mut written = begin.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default().to_vec();
    for line in bytes.split(|byte| *byte == b'\n') {
        if line.first() != Some(&b' ') {
            let digest: String = Sha256::digest(line).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
            written.extend(digest.as_bytes());
            written.push(b' ');
        }
        written.extend(line);
        written.push(b'\n');
    }
    fs::write(&first, &written).expect("the scratch folder can be written");
    for name in ["documents", "events", "errors"] {
        fs::write(folder.join(format!("{name}.jsonl.part")), [b'x'; 100]).expect("the scratch folder can be written");
    }
    match open(Start::Resume) {
        Some(Opened::Ready(mut dataset)) => {
            let lengths = |name: &str| fs::metadata(folder.join(name)).map_or(0, |data| data.len());
            assert!(lengths("documents.jsonl.part") <= 100 && lengths("run.journal") <= written.len() as u64);
            let mut replay = dataset.replay();
            for item in 0..50 {
                if let Err(changed) = replay.answered(&item.to_string()) {
                    dataset.go_back(changed.good).expect("it goes back");
                    break;
                }
            }
        }
        Some(Opened::Complete { .. }) | None => {}
    }
    let _ = fs::remove_dir_all(&folder);
}

/// A folder of this process and thread, in memory where the system has one there.
fn scratch(name: &str) -> PathBuf {
    let shared = Path::new("/dev/shm");
    let base = if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() };
    let thread = format!("{:?}", std::thread::current().id());
    let digits: String = thread.chars().filter(char::is_ascii_digit).collect();
    let folder = base.join(format!("depeche-{name}-{}-{digits}", std::process::id()));
    fs::create_dir_all(&folder).expect("the scratch folder can be made");
    folder
}
