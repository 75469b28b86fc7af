//! Archives, bombs and Parquet.

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

fn zip_with(method: CompressionMethod, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(super) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(CompressionMethod::Deflated, files)
}

/// Every place of some bytes, changed.
fn patch(mut bytes: Vec<u8>, old: &[u8], new: &[u8]) -> Vec<u8> {
    for at in 0..=bytes.len().saturating_sub(old.len()) {
        if bytes[at..].starts_with(old) {
            bytes[at..at + new.len()].copy_from_slice(new);
        }
    }
    bytes
}

/// The 16 bits at a distance from the beginning of every header: of members, and of the directory two bytes further.
fn set(bytes: Vec<u8>, at: usize, value: u8) -> Vec<u8> {
    let mut changed = bytes.clone();
    for start in 0..bytes.len() {
        let shift = if bytes[start..].starts_with(b"PK\x03\x04") {
            0
        } else if bytes[start..].starts_with(b"PK\x01\x02") {
            2
        } else {
            continue;
        };
        changed[start + at + shift] = value;
    }
    changed
}

fn check(found: &[String], expected: &[&str]) {
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} is not {expected}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn an_archive_is_walked_as_a_folder() {
    let records = gzip(b"{\"text\": \"Z.\", \"id\": \"own\"}\n{\"text\": \"Y.\", \"date\": \"2020-01-02\"}\n");
    let inner = zip(&[("x.txt", b"X.")]);
    let archive = zip(&[
        ("b.txt", "Été.".as_bytes()),
        ("a/2016-03-01.txt", b"Un."),
        ("a/z.jsonl.gz", &records),
        ("a/metadata.csv", b"file,title,id\nb.txt,T,seven\ngone.txt,,\n"),
        ("a/b.txt", b"Deux."),
        ("a\\c.html", b"<p>Trois.</p>"),
        ("d/", b""),
        ("d/.hidden.txt", b"H."),
        (".git/x.txt", b"H."),
        ("__MACOSX/._b.txt", b"H."),
        ("inner.zip", &inner),
        ("picture.jpg", b"\xff\xd8\xff"),
        ("big.txt", &[b'a'; 400]),
        ("../up.txt", b"U."),
        ("/abs.txt", b"A."),
        ("e/../e.txt", b"E."),
        ("t.parquet", b"PAR1"),
        ("z.warc", b""),
    ]);
    let folder = folder(&[("2019/press.zip", &archive), ("a.ZIP", &zip(&[])), ("z.txt", b"Z.")]);
    let settings = Settings { max_bytes: 300, ..Settings::default() };
    let zip_name = "2019/press.zip";
    let expected = [
        "2019/press.zip/../up.txt | 2019/press.zip/../up.txt | read.zip | the member's name is not a path inside the archive",
        "2019/press.zip/abs.txt | 2019/press.zip/abs.txt | read.zip | the member's name is not a path",
        "2019/press.zip/a/metadata.csv: ingest.sidecar: line 3: there is no file `gone.txt` in this folder",
        "2019/press.zip/a/2016-03-01 | 2019/press.zip/a/2016-03-01.txt | Un. | ",
        "seven | 2019/press.zip/a/b.txt | Deux. | ingest.undated",
        "own | 2019/press.zip/a/z.jsonl.gz | Z. | ingest.undated",
        "2019/press.zip/a/z#2 | 2019/press.zip/a/z.jsonl.gz | Y. | ",
        "2019/press.zip/a/c | 2019/press.zip/a/c.html | Trois. | ingest.undated",
        "2019/press.zip/b | 2019/press.zip/b.txt | Été. | ingest.undated",
        "2019/press.zip/big | 2019/press.zip/big.txt | read.size | the article is over the limit of 300 bytes",
        "2019/press.zip/e/../e.txt | 2019/press.zip/e/../e.txt | read.zip | ",
        "skipped 2019/press.zip/inner.zip",
        "skipped 2019/press.zip/picture.jpg",
        "2019/press.zip/t | 2019/press.zip/t.parquet | read.parquet | a Parquet file can't be read inside an archive",
        "2019/press.zip/z | 2019/press.zip/z.warc | read.empty | ",
        "a.ZIP | a.ZIP | read.empty | the archive has no member",
        "z | z.txt | Z. | ",
    ];
    check(&walk(&[folder.path()], &settings), &expected);
    let alone = walk(&[&folder.path().join(zip_name)], &settings);
    assert_eq!(alone[8], "press.zip/b | press.zip/b.txt | Été. | ingest.undated");
}

#[test]
fn a_damaged_member_or_archive_is_one_failure() {
    let two: &[(&str, &[u8])] = &[("a.txt", b"Un article."), ("b.txt", b"Deux.")];
    let stored = |files| zip_with(CompressionMethod::Stored, files);
    let whole = zip(two);
    let member = "x.zip/a | x.zip/a.txt | read.zip | the member is damaged or cut short";
    let b = "x.zip/b | x.zip/b.txt | Deux. | ingest.undated";
    let archive = "x.zip | x.zip | read.zip | the archive is damaged or cut short: ";
    let encrypted = "x.zip/a.txt | x.zip/a.txt | read.zip | the member is encrypted";
    let cases: Vec<(Vec<u8>, Vec<&str>)> = vec![
        (patch(stored(two), b"article", b"artists"), vec![member, b]),
        (whole[..whole.len() - 30].to_vec(), vec![archive]),
        (whole[..20].to_vec(), vec![archive]),
        (b"".to_vec(), vec![archive]),
        (b"Un texte.".to_vec(), vec![archive]),
        (set(zip(&two[..1]), 6, 1), vec![encrypted]),
        (
            set(zip(&two[..1]), 8, 12),
            vec!["x.zip/a.txt | x.zip/a.txt | read.zip | the member is compressed by a method that is not read"],
        ),
        (
            patch(stored(&[("\u{e9}\u{e9}.txt", b"U."), ("b.txt", b"Deux.")]), "éé".as_bytes(), b"\xe9t\xe9\xe9"),
            vec![
                b,
                "x.zip/\u{fffd}t\u{fffd}\u{fffd}.txt | x.zip/\u{fffd}t\u{fffd}\u{fffd}.txt | read.zip | the member's name is not UTF-8",
            ],
        ),
        (
            patch(stored(&[("c.txt", b"Un."), ("b.txt", b"Deux.")]), b"c.txt", b"b.txt"),
            vec!["x.zip | x.zip | read.zip | two members have the same name", b],
        ),
        // The directory tells of more data than there is.
        (set(stored(&two[..1]), 20, 255), vec!["x.zip | x.zip | read.zip | the members of the archive overlap"]),
        // A header where none is.
        (
            patch(patch(stored(two), b"PK\x03\x04", b"XX\x03\x04"), b"XX\x03\x04", b"PK\x03\x03"),
            vec![
                "x.zip/a.txt | x.zip/a.txt | read.zip | the member is damaged: ",
                "x.zip/b.txt | x.zip/b.txt | read.zip | ",
            ],
        ),
    ];
    for (bytes, expected) in cases {
        let folder = folder(&[("x.zip", &bytes)]);
        check(&walk(&[folder.path()], &Settings::default()), &expected);
    }
}

/// A zstd frame of blocks that say "so many times this byte".
fn zstd_bomb(byte: u8, blocks: usize) -> Vec<u8> {
    let block = |last: u32| {
        let header = (131_072_u32 << 3) | (1 << 1) | last;
        [&header.to_le_bytes()[..3], &[byte]].concat()
    };
    let blocks: Vec<u8> = (0..blocks).flat_map(|at| block(u32::from(at + 1 == blocks))).collect();
    [&b"\x28\xb5\x2f\xfd\x00\x38"[..], &blocks].concat()
}

#[test]
fn bombs_are_stopped() {
    let lines = [vec![b' '; 99_999], vec![b'\n']].concat().repeat(650);
    let packed = gzip(&lines);
    assert!(packed.len() < 100_000);
    let bzip2 = {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(&lines).unwrap();
        encoder.finish().unwrap()
    };
    let mut record = vec![b'a'; 1_000_000];
    record.splice(..0, *b"{\"title\": \"");
    record.extend(b"\"}\n");
    let folder = folder(&[
        ("a.jsonl.gz", &packed),
        ("b.json.zst", &zstd_bomb(b' ', 600)),
        ("c.csv.bz2", &bzip2),
        ("d.zip", &zip(&[("in.jsonl", &lines), ("in.jsonl.gz", &packed), ("z.txt", b"Z.")])),
        ("e.warc.zst", &zstd_bomb(b' ', 600)),
        ("f.html.zst", &zstd_bomb(b'a', 600)),
        ("g.jsonl.gz", &gzip(&record.repeat(65))),
    ]);
    let found = walk(&[folder.path()], &Settings::default());
    let found: Vec<&String> = found.iter().filter(|line| !line.contains("read.field")).collect();
    let ends: Vec<String> =
        found.iter().map(|line| line.split(" | ").skip(1).take(2).collect::<Vec<_>>().join(" ")).collect();
    let expected = [
        "a.jsonl.gz read.bomb",
        "b.json.zst read.bomb",
        "c.csv.bz2 read.bomb",
        "d.zip/in.jsonl read.bomb",
        "d.zip/in.jsonl.gz read.bomb",
        "d.zip/z.txt Z.",
        "e.warc.zst read.bomb",
        "f.html.zst read.size",
        "g.jsonl.gz read.bomb",
    ];
    assert_eq!(ends, expected);
    let large = Settings { max_bytes: 100_000_000, ..Settings::default() };
    let page = walk(&[&folder.path().join("f.html.zst")], &large);
    assert!(page[0].contains("read.bomb | 2") && page[0].contains("more than 250 times"), "{page:?}");
}

#[cfg(not(feature = "parquet"))]
#[test]
fn without_parquet_a_file_says_how_to_read_it() {
    let folder = folder(&[("a.parquet", b"PAR1")]);
    let expected =
        "a | a.parquet | read.parquet | this program was built without Parquet: build it with `--features parquet`";
    assert_eq!(walk(&[folder.path()], &Settings::default()), [expected]);
}

#[cfg(feature = "parquet")]
mod parquet {
    use super::*;

    fn file(name: &str) -> Vec<u8> {
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/parquet").join(name)).unwrap()
    }

    #[test]
    fn rows_are_articles() {
        let arrow = file("pyarrow.parquet");
        let folder = folder(&[
            ("a.parquet", &arrow),
            ("b.parquet.gz", &gzip(&arrow)),
            ("c.parquet", &arrow[..arrow.len() - 9]),
            ("d.parquet", b"PAR1"),
            ("e.parquet", &patch(arrow.clone(), b"text", b"mots")),
            ("f.parquet", &file("pandas.parquet")),
        ]);
        let expected = [
            "a1 | a.parquet | Le maire a parlé. | ",
            "a2 | a.parquet | Un été à Liège. | ingest.undated",
            "a#3 | a.parquet | read.field | row 3: there is no text",
            "a4 | a.parquet | Fin. | ",
            "b | b.parquet.gz | read.parquet | a Parquet file can't be read inside an archive or compressed",
            "c | c.parquet | read.parquet | the file is damaged",
            "d | d.parquet | read.parquet | the file is damaged",
            "e | e.parquet | read.field | no column is a text",
            "f#1 | f.parquet | Un.\n\nDeux. | ",
            "f#2 | f.parquet | Trois. | ",
        ];
        check(&walk(&[folder.path()], &Settings::default()), &expected);
        let documents: Vec<Document> = open([folder.path().to_owned()], &Settings::default())
            .filter_map(|entry| if let Entry::Source(source) = entry { Some(source) } else { None })
            .flat_map(|source| source.documents(&Settings::default()).flatten().collect::<Vec<_>>())
            .collect();
        let shown = |document: &Document| {
            let metadata: Vec<String> = document.metadata.iter().map(|(key, value)| format!("{key}={value}")).collect();
            let published = document.published.map(|published| published.to_string()).unwrap_or_default();
            format!("{published} {} {}", document.author.as_deref().unwrap_or_default(), metadata.join(" "))
        };
        let expected = [
            "2023-09-20  words=4 score=0.5",
            "  words=3",
            "1999-12-31  words=1 score=1.0 price=12.50",
            "2023-09-20T16:05:00Z A. B.; C. D. fetched=2023-10-01 place={\"name\":\"Liège\",\"n\":1}",
            "2023-09-21T00:00:00Z E. F. fetched=2023-10-01T12:30:00 place={\"name\":\"Arles\",\"n\":2}",
        ];
        assert_eq!(documents.iter().map(shown).collect::<Vec<_>>(), expected);
    }

    proptest! {
        #[test]
        fn a_damaged_file_gives_results(at in 0usize..2791, byte in any::<u8>(), cut in 0usize..2791) {
            let mut bytes = file("pyarrow.parquet");
            bytes[at] = byte;
            bytes.truncate(if cut % 4 == 0 { cut } else { 2791 });
            let folder = folder(&[("a.parquet", &bytes)]);
            prop_assert!(!walk(&[folder.path()], &Settings::default()).is_empty());
        }
    }
}

proptest! {
    #[test]
    fn a_damaged_archive_gives_results(at in 0usize..300, byte in any::<u8>(), cut in 0usize..600) {
        let mut bytes = zip(&[("a.txt", b"Un article."), ("b.jsonl", b"{\"text\": \"Deux.\"}"), ("c/metadata.csv", b"file\n")]);
        bytes[at] = byte;
        bytes.truncate(cut.max(1));
        let folder = folder(&[("a.zip", &bytes)]);
        prop_assert!(!walk(&[folder.path()], &Settings::default()).is_empty());
    }
}
