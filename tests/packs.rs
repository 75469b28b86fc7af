//! A pack of one's own: `--lang` takes a folder, and says in which file and line it is wrong.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::depeche;

/// A copy of the French pack in which one file is changed.
fn pack(folder: &Path, file: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) -> PathBuf {
    let pack = folder.join("fr");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("lang/fr"), &pack);
    let file = pack.join(file);
    fs::write(&file, change(fs::read(&file).unwrap_or_default())).unwrap();
    pack
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Exit status, what came out, and what was said about it.
fn run(pack: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = depeche().args(arguments).arg(pack).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

const EXTRACT: &[&str] = &["extract", "corpus/sample/karabakh.txt", "--stdout", "--engine", "none", "--lang"];

#[test]
fn a_line_more_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let row = b"Lacune-les-Bains\tFRA\tcity\t\n";
    let pack = pack(folder.path(), "link/places.tsv", |bytes| [&bytes[..], row].concat());
    let article = folder.path().join("a.txt");
    fs::write(&article, "Le maire de Lacune-les-Bains a parl\u{e9}.").unwrap();
    let article = article.to_str().unwrap();
    let (status, records, _) = run(&pack, &["extract", article, "--stdout", "--engine", "none", "--lang"]);
    assert_eq!(status, 0);
    let record: serde_json::Value = serde_json::from_str(records.trim()).unwrap();
    assert_eq!(record["entities"][0]["country"], "FRA", "{}", record["entities"]);
    assert_eq!(record["language"], "fr");
}

#[test]
fn damage_is_a_set_up_error() {
    type Change = fn(Vec<u8>) -> Vec<u8>;
    let cases: [(&str, Change, &str); 6] = [
        (
            "link/gazetteer.bin",
            |mut bytes| {
                let at = bytes.len() / 2;
                bytes[at] ^= 1;
                bytes
            },
            "link/gazetteer.bin: is damaged: its contents are not those of its digest",
        ),
        (
            "link/gazetteer.bin",
            |bytes| bytes[..bytes.len() / 2].to_vec(),
            "link/gazetteer.bin: is damaged: its contents are not those of its digest",
        ),
        (
            "link/gazetteer.bin",
            |mut bytes| {
                bytes[8] = 99;
                bytes
            },
            "this program reads",
        ),
        ("link/gazetteer.bin", |_| b"hello".to_vec(), "link/gazetteer.bin: is no gazetteer"),
        // What cannot be read at all stops a run; what only contradicts itself is for `lang check`.
        ("link/places.tsv", |bytes| [&bytes[..], b"Paris\tFRA\tcastle\t\n"].concat(), "`castle` is no kind of place"),
        ("link/roles.tsv", |_| b"forms\tkind\nroi\toffice\n".to_vec(), "link/roles.tsv:1:"),
    ];
    for (file, change, message) in cases {
        let folder = tempfile::tempdir().unwrap();
        let pack = pack(folder.path(), file, change);
        let (status, records, said) = run(&pack, EXTRACT);
        assert_eq!((status, records.as_str()), (2, ""), "{file}: {said}");
        assert!(said.contains(message), "{file}: {said}");
    }
}

#[test]
fn absurd_lists_are_listed_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "Nulleville\tFrance\tcity\t\nParis\tDEU\tcity\t\n".as_bytes();
    let pack = pack(folder.path(), "link/places.tsv", |bytes| [&bytes[..], rows].concat());
    let lines = fs::read_to_string(pack.join("link/places.tsv")).unwrap().lines().count();
    let (status, faults, _) = run(&pack, &["lang", "check"]);
    assert_eq!(status, 1);
    for (line, fault) in
        [(lines - 1, "`France` is no country code of three capitals"), (lines, "`Paris` stands in line")]
    {
        let expected = format!("fr/link/places.tsv:{line}: {fault}");
        assert!(faults.contains(&expected), "{expected}\n{faults}");
    }
}
