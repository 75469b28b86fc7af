//! What the files of this room do together: every code, every encoding, walks, and any bytes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;

mod containers;
mod crawls;
mod places;

pub(super) fn encode(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let unit = |unit: u16| if encoding == UTF_16BE { unit.to_be_bytes() } else { unit.to_le_bytes() };
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return Some(text.encode_utf16().flat_map(unit).collect());
    }
    let (bytes, _, missing) = encoding.encode(text);
    (!missing).then(|| bytes.into_owned())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn codes(notices: &[crate::document::Notice]) -> String {
    notices.iter().map(|notice| notice.code.as_str()).collect::<Vec<_>>().join(" ")
}

/// What the French pack has, in small.
pub(super) fn french() -> Calendar {
    let words = |words: &str| words.split(' ').map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    let months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre";
    let short = [("jan", 1), ("févr", 2), ("fév", 2), ("avr", 4), ("juil", 7), ("sept", 9), ("oct", 10), ("déc", 12)];
    let months = months.split(' ').zip(1..).chain(short).map(|(word, number)| (word.to_owned(), number));
    Calendar {
        months: months.collect(),
        weekdays: words("lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim"),
        days: [("1er", 1), ("premier", 1)].map(|(word, day)| (word.to_owned(), day)).into(),
        before: words("le"),
        between: words("à"),
        hours: words("h heures"),
        day_first: true,
    }
}

/// `id | path | text | codes of notices`, or `id | path | code | message`.
fn show(result: &Result<Document, Rejected>) -> String {
    match result {
        Ok(document) => {
            format!("{} | {} | {} | {}", document.id, document.path, document.text, codes(&document.notices))
        }
        Err(rejected) => {
            format!("{} | {} | {} | {}", rejected.id, rejected.path, rejected.failure.code, rejected.failure.message)
        }
    }
}

fn walk(inputs: &[&Path], settings: &Settings) -> Vec<String> {
    let mut found = Vec::new();
    for entry in open(inputs.iter().map(|path| path.to_path_buf()), settings) {
        match entry {
            Entry::Source(source) => found.extend(source.documents(settings).map(|result| show(&result))),
            Entry::Rejected(rejected) => found.push(show(&Err(rejected))),
            Entry::Skipped(path) => found.push(format!("skipped {path}")),
            Entry::Notice { path, notice } => found.push(format!("{path}: {}: {}", notice.code, notice.message)),
        }
    }
    found
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

#[test]
fn a_folder_of_everything() {
    let records = b"{\"id\": \"r1\", \"text\": \"Un.\"}\n\n{\"text\": \"Deux.\", \"date\": \"2020-01-02\"}\n{oops}\n";
    let folder = folder(&[
        ("b.txt", b"B."),
        ("a/2016-03-01-x.txt", b"X."),
        ("a/z.jsonl", records),
        ("a/z2.ndjson.gz", &gzip(b"{\"text\": \"Z.\", \"date\": \"2020-01-02\"}")),
        ("a.txt.gz", &gzip("Été.".as_bytes())),
        ("bad.txt.gz", b"\x1f\x8b\x08broken"),
        ("cut.jsonl.gz", &gzip(&b"{\"text\": \"Z.\", \"date\": \"2020-01-02\"}\n".repeat(9))[..60]),
        ("blank.txt", b" \n"),
        ("none.jsonl", b"\n"),
        ("big.txt", &[b'a'; 301]),
        ("bomb.txt.gz", &gzip(&[b'a'; 100_000])),
        ("nul.txt", &[0; 64]),
        ("picture.jpg", b"\xff\xd8\xff"),
        (".hidden.txt", b"H."),
        (".git/x.txt", b"H."),
        ("metadata.csv", b"file,title,date,desk\nb.txt,T,2021-02-03,d\ngone.txt,G,,\n"),
        ("only/metadata.csv", b"title\nx\n"),
    ]);
    let settings = Settings { max_bytes: 300, ..Settings::default() };
    let expected = [
        "metadata.csv: ingest.sidecar: line 3: there is no file `gone.txt` in this folder",
        "a/2016-03-01-x | a/2016-03-01-x.txt | X. | ",
        "r1 | a/z.jsonl | Un. | ingest.undated",
        "a/z#2 | a/z.jsonl | Deux. | ",
        "a/z#3 | a/z.jsonl | read.json | line 4: invalid JSON at column 2: key must be a string",
        "a/z2#1 | a/z2.ndjson.gz | Z. | ",
        "a | a.txt.gz | Été. | ingest.undated",
        "b | b.txt | B. | ",
        "bad | bad.txt.gz | read.gzip | the gzip data is damaged or cut short: ",
        "big | big.txt | read.size | the article is over the limit of 300 bytes",
        "blank | blank.txt | read.empty | the text is empty or white space",
        "bomb | bomb.txt.gz | read.size | the article is over the limit of 300 bytes",
        "cut#",
        "none | none.jsonl | read.empty | the file has no record",
        "nul | nul.txt | read.binary | not text: NULs or control characters",
        "only/metadata.csv: ingest.sidecar: there is no column `file`",
        "skipped picture.jpg",
    ];
    let mut found = walk(&[folder.path()], &settings);
    // The notice about a sidecar comes with the first file of its folder.
    found.sort_by_key(|line| !line.starts_with("metadata.csv"));
    let cut: Vec<String> = found.iter().filter(|line| line.starts_with("cut#")).cloned().collect();
    assert!(cut.last().is_some_and(|line| line.contains("read.gzip")), "{cut:?}");
    found.dedup_by_key(|line| if line.starts_with("cut#") { "cut".to_owned() } else { line.clone() });
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} is not {expected}");
    }
    assert_eq!(walk(&[folder.path()], &settings), walk(&[folder.path()], &settings));
}

#[test]
fn tables_and_arrays_and_compressions() {
    let zstd =
        |bytes: &[u8]| ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Uncompressed);
    let bzip2 = |bytes: &[u8]| {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let utf16 = |text: &str| [b"\xff\xfe".to_vec(), encode(text, UTF_16LE).unwrap()].concat();
    let two_frames = [zstd(b"[{\"text\": \"Un.\"},"), zstd(b"{\"text\": \"Deux.\"}]")].concat();
    let table =
        "id,text,date,page\r\n1,\"Un, \"\"deux\"\"\net trois.\",2020-01-02,7\r\n\r\n2,,2020-01-03,8\n3,a,b,c,d\n4,Fin.";
    let folder = folder(&[
        ("a.csv", table.as_bytes()),
        ("b.csv", b"\xef\xbb\xbfTitre;body;published\nT;\xc9t\xe9 \xe0 Li\xe8ge.;2020-01-02\n"),
        ("c.tsv", &utf16("body\tdate\nÉté 5\" de pluie.\t2020-01-02\nHiver.\t2020-01-03\n")),
        ("d.csv", b"name,size\nx,1\ny,2\n"),
        ("e.csv", b""),
        ("f.csv", &[b"text\n\"".to_vec(), b"a\n".repeat(200), b"Fin.\n".to_vec()].concat()),
        (
            "g.json",
            b"[\n {\"text\": \"Un.\",\n  \"date\": \"2020-01-02\"},\n {\"id\": \"g2\", \"text\": \"Deux.\"},\n 7\n]\n",
        ),
        ("h.json", &utf16("{\"text\": \"Été.\", \"date\": \"2020-01-02\"}")),
        ("i.json.zst", &two_frames),
        ("j.txt.bz2", &[bzip2(b"Un. "), bzip2(b"Deux.")].concat()),
        ("k.txt.zst", &zstd(&[b'a'; 500])[..40]),
        ("l.txt.bz2", &bzip2(b"Un.")[..20]),
        ("m.txt.zst", &zstd(&[b'a'; 50_000])),
        ("l2.csv", b",text,text,date\nx,PAR1 Un\rsuite.,Autre.,2020-01-02\n,,,\n\"\",Deux.,,2020-01-03\n"),
        ("l3.csv", &[b"text,\"".to_vec(), b"a\n".repeat(200)].concat()),
        ("l4.csv", b"\xff\xfet\0e\0x\0t\0\n\0a\0\x00\xdc\n\0"),
        ("n.json", &[b"[{\"text\": ".to_vec(), b"[".repeat(250), b"}]".to_vec()].concat()),
    ]);
    let settings = Settings { max_bytes: 300, ..Settings::default() };
    let expected = [
        "1 | a.csv | Un, \"deux\"\net trois. | ",
        "2 | a.csv | read.field | row 3: there is no text",
        "a#3 | a.csv | read.table | row 4: 5 cells under 4 columns",
        "4 | a.csv | Fin. | ingest.undated",
        "b#1 | b.csv | Été à Liège. | ingest.encoding",
        "c#1 | c.tsv | Été 5\" de pluie. | ",
        "c#2 | c.tsv | Hiver. | ",
        "d | d.csv | read.field | no column is a text",
        "e | e.csv | read.empty | the file has no record",
        "f#1 | f.csv | read.size | row 1 is over the limit of 300 bytes",
        "g#1 | g.json | Un. | ",
        "g2 | g.json | Deux. | ingest.undated",
        "g#3 | g.json | read.json | record 3: not a JSON object",
        "h#1 | h.json | Été. | ",
        "i#1 | i.json.zst | Un. | ingest.undated",
        "i#2 | i.json.zst | Deux. | ingest.undated",
        "j | j.txt.bz2 | Un. Deux. | ingest.undated",
        "k | k.txt.zst | read.zstd | the zstd data is damaged or cut short",
        "l | l.txt.bz2 | read.bzip2 | the bzip2 data is damaged or cut short",
        "l2#1 | l2.csv | PAR1 Un\rsuite. | ",
        "l2#2 | l2.csv | Deux. | ",
        "l3 | l3.csv | read.size | the first row is over the limit of 300 bytes",
        "l4#1 | l4.csv | read.encoding | it is no valid UTF-16LE, after row 0",
        "m | m.txt.zst | read.size | the article is over the limit of 300 bytes",
        "n#1 | n.json | read.json | record 1: invalid JSON",
    ];
    let found = walk(&[folder.path()], &settings);
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} is not {expected}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn files_named_one_by_one() {
    let folder = folder(&[
        ("sub/a.dat", b"A."),
        ("sub/.b.txt", b"B."),
        ("sub/c.TXT", b"C."),
        ("sub/metadata.csv", b"file;id;published\nc.TXT;seven;2021-02-03\n"),
    ]);
    let at = |name: &str| folder.path().join("sub").join(name);
    let inputs = [at("a.dat"), at(".b.txt"), at("c.TXT"), at("metadata.csv"), at("gone.txt")];
    let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    let expected = [
        "a | a.dat | A. | ingest.undated",
        ".b | .b.txt | B. | ingest.undated",
        "seven | c.TXT | C. | ",
        "skipped metadata.csv",
        "gone.txt | gone.txt | read.io | cannot be read: no such file or directory",
    ];
    assert_eq!(walk(&inputs, &Settings::default()), expected);
}

#[cfg(unix)]
#[test]
fn links_loops_and_closed_folders() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;
    let folder = folder(&[("a/b/x.txt", b"X."), ("closed/y.txt", b"Y."), ("z.txt", b"Z.")]);
    let at = |name: &str| folder.path().join(name);
    symlink(at("a"), at("a/b/up")).unwrap();
    symlink(at("self.txt"), at("self.txt")).unwrap();
    symlink(at("nowhere"), at("dangling.txt")).unwrap();
    symlink(at("z.txt"), at("link.txt")).unwrap();
    let _socket = UnixListener::bind(at("socket.txt")).unwrap();
    fs::set_permissions(at("closed"), fs::Permissions::from_mode(0o000)).unwrap();
    // Permission bits do not bind root.
    let closed = if fs::read_dir(at("closed")).is_ok() {
        "closed/y | closed/y.txt | Y. | ingest.undated"
    } else {
        "closed | closed | read.io | cannot be read: permission denied"
    };
    let found = walk(&[folder.path(), &at("self.txt")], &Settings::default());
    fs::set_permissions(at("closed"), fs::Permissions::from_mode(0o755)).unwrap();
    let looped = "read.loop | a symbolic link leads back to itself or to a folder above it";
    let expected = [
        &format!("a/b/up | a/b/up | {looped}"),
        "a/b/x | a/b/x.txt | X. | ingest.undated",
        closed,
        "dangling.txt | dangling.txt | read.io | cannot be read: no such file or directory",
        "link | link.txt | Z. | ingest.undated",
        &format!("self.txt | self.txt | {looped}"),
        "skipped socket.txt",
        "z | z.txt | Z. | ingest.undated",
        &format!("self.txt | self.txt | {looped}"),
    ];
    assert_eq!(found, expected);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&[]);
    fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"\xe9t\xe9.txt")), "X.").unwrap();
    assert_eq!(
        walk(&[folder.path()], &Settings::default()),
        ["\u{fffd}t\u{fffd} | \u{fffd}t\u{fffd}.txt | X. | ingest.undated"]
    );
}

#[test]
fn records() {
    let deep = format!("{{\"text\": {}", "[".repeat(100_000));
    let long = format!("{{\"text\": \"{}\"}}", "a".repeat(100_000));
    let cases = [
        (r#"{"id": "a", "text": "X."}"#, "a |  | X. | ingest.undated"),
        (r#"{"id": 12, "maintext": "X.", "text": "<html>", "date": "2020-01-01"}"#, "12 |  | X. | "),
        (r#"{"id": null, "Body": ["X.", "Y."], "date": 1695233100}"#, "stdin#3 |  | X.\n\nY. | "),
        (r#"{"text": "", "plaintext": "X.", "date": "hier"}"#, "stdin#3 |  | X. | ingest.published ingest.undated"),
        (
            r#"{"body": {"summary": ["S."], "sections": [{"headline": [], "paragraphs": ["P.", "Q."]}]}, "date": "2020-01-01"}"#,
            "stdin#3 |  | S.\n\nP.\n\nQ. | ",
        ),
        ("\u{feff}{\"text\": \"X.\"}\r\n", "stdin#3 |  | X. | ingest.undated"),
        (r#"{"id": "a", "text": " "}"#, "a |  | read.empty | line 3: `text` is empty"),
        (r#"{"id": "a", "text": "\u0000\u0000"}"#, "a |  | read.binary | line 3: not text: NULs or control characters"),
        (r#"{"id": "a", "text": 7}"#, "a |  | read.field | line 3: `text` is not a string"),
        (r#"{"id": "a", "text": null}"#, "a |  | read.field | line 3: there is no text: none of the fields"),
        (r#"{"id": "a", "text": "\ud800"}"#, "stdin#3 |  | read.json | line 3: invalid JSON at column"),
        (r#"["text"]"#, "stdin#3 |  | read.json | line 3: not a JSON object"),
        ("", "stdin#3 |  | read.json | line 3: an empty line, not a JSON object"),
        (&deep, "stdin#3 |  | read.json | line 3: invalid JSON at column 136: recursion limit exceeded"),
        (&long, "stdin#3 |  | read.size | line 3 is over the limit of 5000 bytes"),
        ("\0\0\0\0\0\0\0", "stdin#3 |  | read.binary | line 3: not text: NULs or control characters"),
    ];
    let settings = Settings { max_bytes: 5000, ..Settings::default() };
    for (line, expected) in cases {
        let limit = if line.len() > 10_000 && line.ends_with('[') { 1 << 20 } else { settings.max_bytes };
        let found = show(&parse_line(line, 3, &Settings { max_bytes: limit, ..settings.clone() }));
        assert!(found.starts_with(expected), "{found} is not {expected}");
    }
    let line = "{\"text\": \"l'\u{e9}t\u{e9}\", \"date\": \"2020-01-01\"}";
    let found = parse_line(encode(line, WINDOWS_1252).unwrap(), 1, &settings).unwrap();
    assert_eq!((found.text.as_str(), codes(&found.notices).as_str()), ("l'été", "ingest.encoding"));
}

#[test]
fn the_filter_form_answers_every_line() {
    let settings = Settings { max_bytes: 40, ..Settings::default() };
    let input = format!(
        "{{\"text\": \"X.\"}}\n\n{{\"id\": \"b\", \"text\": \"{}\"}}\r\n{{\"id\": \"c\", \"text\": \"Y.\"}}",
        "y".repeat(99)
    );
    let found: Vec<String> = parse_lines(input.as_bytes(), &settings).map(|result| show(&result)).collect();
    let expected = [
        "stdin#1 |  | X. | ingest.undated",
        "stdin#2 |  | read.json | line 2: an empty line, not a JSON object",
        "stdin#3 |  | read.size | line 3 is over the limit of 40 bytes",
        "c |  | Y. | ingest.undated",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_record_keeps_all_it_says() {
    let line = r#"{"url": " https://example.org/1 ", "title": "T", "text": "X.", "authors": ["A", "B"], "sitename": "Le Journal",
        "hostname": "example.org", "tags": ["x", "y"], "words": 3, "free": true, "none": null, "image": {"src": "i"}, "published": "2023-09-20"}"#;
    let document =
        parse_line(line, 1, &Settings { published: "2000-01-01".parse().ok(), ..Settings::default() }).unwrap();
    let metadata: Vec<String> = document.metadata.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(metadata, ["hostname=example.org", "tags=x; y", "words=3", "free=true", r#"image={"src":"i"}"#]);
    assert_eq!(document.url.as_deref(), Some("https://example.org/1"));
    assert_eq!(document.title.as_deref(), Some("T"));
    assert_eq!(document.author.as_deref(), Some("A; B"));
    assert_eq!(document.outlet.as_deref(), Some("Le Journal"));
    assert_eq!(document.published.map(|published| published.to_string()).as_deref(), Some("2023-09-20"));
    assert_eq!(document.digest, assemble::digest(line.as_bytes()));
}

#[test]
fn a_plain_file_keeps_its_bytes() {
    let folder = folder(&[
        ("2016_03_01-001.txt", "\u{feff}Titre\r\n\r\nTexte été.\r\n".as_bytes()),
        ("latin.txt", b"Titre\n\nl'\xe9t\xe9."),
        ("metadata.csv", b"file,title,author,desk\nlatin.txt,Autre,X,monde\n"),
    ]);
    let settings = Settings { published: "2000-01-01".parse().ok(), ..Settings::default() };
    let documents: Vec<Document> = open([folder.path().to_owned()], &settings)
        .filter_map(|entry| if let Entry::Source(source) = entry { Some(source) } else { None })
        .flat_map(|source| source.documents(&settings).collect::<Vec<_>>())
        .map(Result::unwrap)
        .collect();
    let [first, second] = &documents[..] else { panic!("{documents:?}") };
    assert_eq!((first.text.as_str(), first.title.as_deref()), ("Titre\r\n\r\nTexte été.\r\n", Some("Titre")));
    assert_eq!((first.published_basis.as_str(), first.metadata.len()), ("filename", 0));
    // sha256 of the bytes as they lie on the disk, the mark included.
    assert_eq!(first.digest, assemble::digest("\u{feff}Titre\r\n\r\nTexte été.\r\n".as_bytes()));
    assert_eq!((second.text.as_str(), second.title.as_deref()), ("Titre\n\nl'été.", Some("Autre")));
    assert_eq!((second.published_basis.as_str(), second.author.as_deref()), ("option", Some("X")));
    let metadata: Vec<String> = second.metadata.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(metadata, ["desk=monde", "encoding=windows-1252"]);
}

#[test]
fn records_in_utf16_and_with_a_mark() {
    let lines = "{\"text\": \"l'été\"}\r\n\r\n{\"text\": \"\u{a0a}\"}\n";
    let marked = |encoding| [&[0xff, 0xfe][..], &encode(lines, encoding).unwrap()].concat();
    let folder = folder(&[
        ("a.jsonl", &marked(UTF_16LE)),
        ("b.jsonl", &encode(lines, UTF_16BE).unwrap()),
        ("c.jsonl", format!("\u{feff}{lines}").as_bytes()),
    ]);
    let settings = Settings { published: "2000-01-01".parse().ok(), ..Settings::default() };
    let found = walk(&[folder.path()], &settings);
    let expected = [
        "a#1 | a.jsonl | l'été | ",
        "a#2 | a.jsonl | \u{a0a} | ",
        "b#1 | b.jsonl | l'été | ingest.encoding",
        "b#2 | b.jsonl | \u{a0a} | ingest.encoding",
        "c#1 | c.jsonl | l'été | ",
        "c#2 | c.jsonl | \u{a0a} | ",
    ];
    assert_eq!(found, expected);
}

/// Bytes that resemble text, and any others.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..300),
        any::<String>().prop_map(String::into_bytes),
        "[a-zéèœ«» ,.\\n\\r\"{}:]{0,80}".prop_map(String::into_bytes),
        proptest::collection::vec(prop_oneof![Just(0u8), b'a'..=b'z', Just(0xe9), Just(0xc3), Just(b'\n')], 0..100),
    ]
}

proptest! {
    #[test]
    fn any_plain_file_gives_one_result(bytes in bytes(), limit in 0usize..400, gz in any::<bool>()) {
        let name = if gz { "a.txt.gz" } else { "a.txt" };
        let folder = folder(&[(name, &bytes)]);
        let settings = Settings { max_bytes: limit, ..Settings::default() };
        let entries: Vec<Entry> = open([folder.path().to_owned()], &settings).collect();
        prop_assert_eq!(entries.len(), 1);
        let Entry::Source(source) = &entries[0] else { panic!("{entries:?}") };
        let results: Vec<_> = source.documents(&settings).collect();
        prop_assert_eq!(results.len(), 1);
        if let Ok(document) = &results[0] {
            prop_assert!(!document.text.trim().is_empty());
            prop_assert!(document.notices.iter().filter_map(|notice| notice.span).all(|span| !span.of(&document.text).is_empty()));
        }
    }

    #[test]
    fn any_file_of_any_kind_gives_results(bytes in bytes(), at in 0usize..9, limit in 0usize..400) {
        let names = ["a.csv", "a.tsv", "a.json", "a.html", "a.jsonl.zst", "a.csv.bz2", "a.json.gz", "a.txt.zst", "a.htm"];
        let heads = ["text,date\n", "text\tdate\n", "[{\"text\": \"", "<p>"];
        let head = heads.get(at).copied().unwrap_or_default().as_bytes();
        let folder = folder(&[(names[at], &[head, &bytes].concat())]);
        let settings = Settings { max_bytes: limit, ..Settings::default() };
        for entry in open([folder.path().to_owned()], &settings) {
            let Entry::Source(source) = entry else { panic!("{entry:?}") };
            let results: Vec<_> = source.documents(&settings).collect();
            prop_assert!(!results.is_empty());
            for document in results.iter().flatten() {
                prop_assert!(!document.text.trim().is_empty());
            }
        }
    }

    #[test]
    fn any_beginning_of_a_text_gives_a_document(
        parts in proptest::collection::vec(prop_oneof![
            Just("Titre : "), Just("Date : "), Just("source:"), Just("PARIS"), Just("Le "), Just(", "), Just("12 mars 2020"),
            Just("1er sept. "), Just("(AFP)"), Just(" - "), Just("—"), Just("\n"), Just("\r\n\n"), Just("---\n"), Just("\u{a0}"),
            Just("/"), Just("99/99/9999"), Just("é\u{301}"), Just("("), Just("01/02/2003"), Just("İ"), Just("18h05"),
        ], 0..25),
    ) {
        let settings = Settings {
            calendar: french(),
            published: "2000-01-01".parse().ok(),
            detect_language: true,
            ..Settings::default()
        };
        let text = parts.concat();
        let origin = Origin { id: "a".to_owned(), path: "a.txt", sidecar: None };
        if let Ok(document) = plain::parse(text.clone().into_bytes(), &origin, &settings) {
            prop_assert!(text.ends_with(&document.text) && !document.text.trim().is_empty());
        }
        let _ = parse_line(serde_json::json!({"text": "x", "date": text, "lang": text}).to_string(), 1, &settings);
    }

    #[test]
    fn any_line_gives_a_document_or_a_rejection(bytes in bytes(), json in any::<bool>()) {
        let line = if json { [b"{\"text\": \"", &bytes[..], b"\"}"].concat() } else { bytes };
        let settings = Settings::default();
        match parse_line(&line, 1, &settings) {
            Ok(document) => prop_assert!(!document.text.trim().is_empty()),
            Err(rejected) => prop_assert!(rejected.failure.code.starts_with("read.")),
        }
    }

    #[test]
    fn no_line_of_a_stream_is_lost(lines in proptest::collection::vec("[ -~é]{0,20}", 0..20)) {
        let folder = folder(&[("a.jsonl", lines.join("\n").as_bytes())]);
        let settings = Settings::default();
        let count = walk(&[folder.path()], &settings).len();
        let filled = lines.iter().filter(|line| !line.trim().is_empty()).count();
        prop_assert_eq!(count, filled.max(1));
    }

    #[test]
    fn utf8_is_never_changed(text in any::<String>()) {
        if let Ok(decoded) = decode(text.clone().into_bytes()) && decoded.encoding == UTF_8 {
            prop_assert_eq!(decoded.text, text.strip_prefix('\u{feff}').unwrap_or(&text));
        }
    }
}
