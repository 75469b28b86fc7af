//! Patterns, lists of paths, and files that change while they are read.

use super::*;

fn list(lines: &[u8], settings: &Settings) -> Vec<String> {
    let entries = open_list(std::io::Cursor::new(lines.to_vec()), settings);
    entries.flat_map(|entry| shown(entry, settings)).collect()
}

fn shown(entry: Entry, settings: &Settings) -> Vec<String> {
    match entry {
        Entry::Source(source) => source.documents(settings).map(|result| show(&result)).collect(),
        Entry::Rejected(rejected) => vec![show(&Err(rejected))],
        Entry::Skipped(path) => vec![format!("skipped {path}")],
        Entry::Notice { path, notice } => vec![format!("{path}: {}", notice.message)],
    }
}

#[test]
fn patterns_name_files_and_folders() {
    let folder = folder(&[
        ("2016/03/01/a.txt", b"A."),
        ("2016/b.txt", b"B."),
        ("2017/c.txt", b"C."),
        ("2017/c.dat", b"C."),
        ("2017/.d.txt", b"D."),
        ("[x]/e.txt", b"E."),
        ("metadata.csv", b"file\n"),
        ("f.zip", b""),
    ]);
    let undated = "ingest.undated";
    let a = "2016/03/01/a | 2016/03/01/a.txt | A. | ".to_owned();
    let b = format!("2016/b | 2016/b.txt | B. | {undated}");
    let c = format!("2017/c | 2017/c.txt | C. | {undated}");
    let skipped = "skipped 2017/c.dat".to_owned();
    let cases: [(&str, Vec<String>); 10] = [
        ("**/*.txt", vec![a.clone(), b.clone(), c.clone(), format!("[x]/e | [x]/e.txt | E. | {undated}")]),
        ("20*", vec![a.clone(), b.clone(), skipped.clone(), c.clone()]),
        ("20*/", vec![a.clone(), b.clone(), skipped.clone(), c.clone()]),
        ("{2017,2018}/*", vec![skipped, c]),
        ("2016/?.txt", vec![format!("b | b.txt | B. | {undated}")]),
        ("201[67]/03", vec![a]),
        ("[x]", vec![format!("e | e.txt | E. | {undated}")]),
        ("2016/*.pdf", vec!["*.pdf | *.pdf | read.io | no file matches the pattern".to_owned()]),
        ("2018/*", vec!["* | * | read.io | cannot be read: no such file or directory".to_owned()]),
        ("20[", vec!["20[ | 20[ | read.io | no such file, and no pattern: ".to_owned()]),
    ];
    for (pattern, expected) in cases {
        let found = walk(&[&folder.path().join(pattern)], &Settings::default());
        assert_eq!(found.len(), expected.len(), "{pattern}: {found:?}");
        for (found, expected) in found.iter().zip(&expected) {
            assert!(found.starts_with(expected.as_str()), "{pattern}: {found} is not {expected}");
        }
    }
}

#[test]
fn lists_name_files_and_folders() {
    let folder = folder(&[
        ("2016/03/01/a.txt", b"A."),
        ("b.dat", b"B."),
        ("c*.txt", b"C."),
        ("metadata.csv", b"file,title\nb.dat,T\n"),
    ]);
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (a, b, c, all) = (at("2016/03/01/a.txt"), at("b.dat"), at("c*.txt"), at("2016"));
    let lines = format!("{a}\r\n\n  \n{b}\n{all}\n{c}\n{}\n{}", at("metadata.csv"), at("c?.txt"));
    let expected = [
        "a | a.txt | A. | ingest.undated",
        "b | b.dat | B. | ingest.undated",
        "03/01/a | 03/01/a.txt | A. | ingest.undated",
        "c* | c*.txt | C. | ingest.undated",
        "skipped metadata.csv",
        "c?.txt | c?.txt | read.io | cannot be read: no such file or directory",
    ];
    assert_eq!(list(lines.as_bytes(), &Settings::default()), expected);
    assert_eq!(list(format!("\u{feff}{lines}").as_bytes(), &Settings::default()), expected);
    let utf16 = [b"\xff\xfe".to_vec(), encode(&lines, UTF_16LE).unwrap()].concat();
    assert_eq!(list(&utf16, &Settings::default()), expected);
    let long = [vec![b'a'; 70_000], b"\ngone\0.txt".to_vec()].concat();
    let found = list(&long, &Settings::default());
    assert_eq!(found[0], "files-from#1 | files-from | read.io | line 1 is too long for a path");
    assert!(found[1].contains("read.io") && found.len() == 2, "{found:?}");
    assert!(list(b"\n\n", &Settings::default()).is_empty());
    // Tests run in the folder of the package.
    let found = list(b"./corpus/sample/karabakh.txt\ncorpus/../corpus/sample/karabakh.txt\n", &Settings::default());
    assert!(found[0].starts_with("corpus/sample/karabakh | corpus/sample/karabakh.txt | "), "{found:?}");
    assert!(found[1].starts_with("karabakh | karabakh.txt | "), "{found:?}");
}

#[cfg(unix)]
#[test]
fn a_line_may_be_of_any_bytes() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&[]);
    let file = folder.path().join(std::ffi::OsStr::from_bytes(b"\xe9t\xe9.txt"));
    fs::write(&file, "X.").unwrap();
    assert_eq!(
        list(file.as_os_str().as_bytes(), &Settings::default()),
        ["\u{fffd}t\u{fffd} | \u{fffd}t\u{fffd}.txt | X. | ingest.undated"]
    );
}

#[cfg(unix)]
#[test]
fn files_that_change_after_the_walk() {
    let folder = folder(&[("a.txt", b"A."), ("b.txt", b"B."), ("c.txt", b"C."), ("d.txt", b"D."), ("e.zip", b"")]);
    let at = |name: &str| folder.path().join(name);
    fs::write(at("e.zip"), containers::zip(&[("x.txt", b"Un article."), ("y.txt", b"Y.")])).unwrap();
    let settings = Settings::default();
    let entries: Vec<Entry> = open([folder.path().to_owned()], &settings).collect();
    for name in ["a.txt", "b.txt", "c.txt", "e.zip"] {
        fs::remove_file(at(name)).unwrap();
    }
    fs::create_dir(at("b.txt")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(at("c.txt")).status().unwrap().success());
    fs::write(at("e.zip"), "PK").unwrap();
    let found: Vec<String> = entries.into_iter().flat_map(|entry| shown(entry, &settings)).collect();
    let expected = [
        "a | a.txt | read.io | cannot be read: no such file or directory",
        "b | b.txt | read.io | cannot be read: it is no file any more",
        "c | c.txt | read.io | cannot be read: it is no file any more",
        "d | d.txt | D. | ingest.undated",
        "e.zip/x | e.zip/x.txt | read.zip | the member is damaged or cut short",
        "e.zip/y | e.zip/y.txt | read.zip | the member is damaged or cut short",
    ];
    assert_eq!(found, expected);
}
