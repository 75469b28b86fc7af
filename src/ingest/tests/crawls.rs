//! WARC files: what is an article, and what of damage.

use super::*;

fn record(head: &str, block: &[u8]) -> Vec<u8> {
    let length = format!("Content-Length: {}\r\n\r\n", block.len());
    [b"WARC/1.0\r\n", head.as_bytes(), length.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(id: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let named = format!(
        "WARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Date: 2016-08-26T12:45:20Z\r\n\
         WARC-Target-URI: https://example.org/{id}\r\nContent-Type: application/http; msgtype=response\r\n"
    );
    record(&named, &[head.as_bytes(), b"\r\n", body].concat())
}

const PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";

fn read(bytes: &[u8], settings: &Settings) -> Vec<String> {
    let folder = folder(&[("2016/08/26/CC-NEWS-20160826.warc", bytes)]);
    let found = walk(&[folder.path()], settings);
    found.iter().map(|line| line.replace("2016/08/26/CC-NEWS-20160826", "x")).collect()
}

#[test]
fn pages_and_texts_are_articles() {
    let info = record("WARC-Type: warcinfo\r\nContent-Type: application/warc-fields\r\n", b"software: x\r\n");
    let asked =
        record("WARC-Type: request\r\nContent-Type: application/http; msgtype=request\r\n", b"GET / HTTP/1.1\r\n\r\n");
    let latin = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=ISO-8859-1\r\n";
    let chunked = format!("{PAGE}Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n");
    let packed = gzip(b"<p>Trois.</p>");
    let chunks = [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat();
    let text = "warc-type: conversion\r\nWARC-Target-URI: <https://example.org/t>\r\nContent-Type: text/plain\r\n";
    let all = [
        info,
        asked,
        answer("p1", PAGE, "<title>T</title><p>Un \u{e9}t\u{e9}.</p>".as_bytes()),
        answer("p2", latin, b"<p>Deux \xe9t\xe9s \xe0 Li\xe8ge.</p>"),
        answer("p3", &chunked, &chunks),
        answer("p4", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n", b"<p>Rien.</p>"),
        answer("p5", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n", &[0; 9000]),
        answer("p6", PAGE, b""),
        answer("p7", PAGE, &[b"<p>".to_vec(), vec![b'a'; 6000]].concat()),
        answer("p8", &format!("{PAGE}Content-Encoding: br\r\n"), b"\x0b\x02\x80"),
        record(text, "Quatre \u{e9}t\u{e9}s.".as_bytes()),
        record("WARC-Type: resource\r\nContent-Type: text/html\r\n", b"<p>Cinq.</p>"),
        record("WARC-Type: metadata\r\nContent-Type: text/plain\r\n", b"fetchTimeMs: 1"),
        record("WARC-Type: revisit\r\nContent-Type: application/http\r\n", b"HTTP/1.1 200 OK\r\n\r\n"),
    ];
    let settings = Settings { max_bytes: 5000, ..Settings::default() };
    let expected = [
        "p1 | x.warc | T\n\nUn été. | ingest.undated",
        "p2 | x.warc | Deux étés à Liège. | ingest.undated",
        "p3 | x.warc | Trois. | ingest.undated",
        "p6 | x.warc | read.empty | the page has no paragraph of an article",
        "p7 | x.warc | read.size | record 9 is over the limit of 5000 bytes",
        "p8 | x.warc | read.warc | record 10: it is compressed by `br`, which is not read",
        "x#7 | x.warc | Quatre étés. | ingest.undated",
        "x#8 | x.warc | Cinq. | ingest.undated",
    ];
    assert_eq!(read(&all.concat(), &settings), expected);
    // As Common Crawl packs them: a gzip part a record.
    let parts: Vec<u8> = all.iter().flat_map(|record| gzip(record)).collect();
    let folder = folder(&[("x.warc.gz", &parts), ("y.warc.wet", b"")]);
    let found = walk(&[&folder.path().join("x.warc.gz")], &settings);
    assert_eq!(found, expected.map(|line| line.replace("x.warc", "x.warc.gz")));
    let empty = "y.warc | y.warc.wet | read.empty | the file has no record of a page or a plain text";
    assert_eq!(walk(&[&folder.path().join("y.warc.wet")], &settings), [empty]);
}

#[test]
fn a_page_keeps_what_the_crawl_says_of_it() {
    let bytes = answer("p1", PAGE, b"<meta property='og:url' content='https://example.org/other'><p>Un.</p>");
    let folder = folder(&[("2016-08-26.warc", &bytes), ("metadata.csv", b"file,outlet\n2016-08-26.warc,Le Journal\n")]);
    let settings = Settings::default();
    let entries: Vec<Entry> = open([folder.path().to_owned()], &settings).collect();
    let [Entry::Source(source)] = &entries[..] else { panic!("{entries:?}") };
    let document = source.documents(&settings).next().unwrap().unwrap();
    assert_eq!((document.id.as_str(), document.path.as_str()), ("p1", "2016-08-26.warc"));
    assert_eq!(document.url.as_deref(), Some("https://example.org/p1"));
    assert_eq!(document.outlet.as_deref(), Some("Le Journal"));
    assert_eq!(document.metadata, [("crawled".to_owned(), "2016-08-26T12:45:20Z".to_owned())]);
    assert_eq!((document.published, document.published_basis.as_str()), (None, "none"));
}

#[test]
fn a_damaged_record_is_one_failure() {
    let good = answer("ok", PAGE, b"<p>Fin.</p>");
    let with = |length: &str| {
        let head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n";
        let block = format!("{PAGE}\r\n<p>Un.</p>\r\n\r\n");
        format!("{head}{length}\r\n{block}").into_bytes()
    };
    let long = format!("WARC/1.0\r\nX: {}\r\n\r\n", "a".repeat(70_000)).into_bytes();
    let endless = "WARC/1.0\r\n".to_owned() + &"X: y\r\n".repeat(20_000);
    let cut = "WARC/1.0\r\nWARC-Type: response\r\n".to_owned();
    let headless = record("WARC-Type: response\r\nContent-Type: application/http\r\n", b"<p>Un.</p>");
    let block = format!("{PAGE}\r\n<p>Un.</p>").replace("\r\n", "\n");
    let head = "WARC/1.0\nwarc-type:response\nContent-Type:application/http;\n msgtype=response\n";
    let bare_ends = format!("{head}content-length: {}\n\n{block}\n", block.len());
    let cases: [(Vec<u8>, &[&str]); 11] = [
        (with("Content-Length: 20\r\n"), &["record 1: its length is wrong", "Fin."]),
        (with("Content-Length: 160\r\n"), &["record 1: it is cut short", "Fin."]),
        (with("Content-Length: 99999999999999999\r\n"), &["record 1: it is cut short", "Fin."]),
        (with("Content-Length: many\r\n"), &["record 1: its header gives no length", "Fin."]),
        (with(""), &["record 1: its header gives no length", "Fin."]),
        (long, &["record 1: its header has no end", "Fin."]),
        (endless.into_bytes(), &["record 1: its header has no end", "Fin."]),
        (cut.into_bytes(), &["record 1: its header is cut short", "Fin."]),
        (headless, &["record 1: the head of the answer cannot be read", "Fin."]),
        (b"Un texte.\r\n\xff\x00".to_vec(), &["record 1: no record begins here"]),
        (b"\r\n\n".to_vec(), &["Fin."]),
    ];
    for (bytes, expected) in cases {
        let both = [bytes.clone(), good.clone()].concat();
        let texts = read(&both, &Settings::default());
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
        for (at, expected) in expected.iter().enumerate() {
            assert!(texts.get(at).is_some_and(|line| line.contains(expected)), "{texts:?} is not {expected}: {shown}");
        }
        assert_eq!(texts.len(), expected.len(), "{texts:?}: {shown}");
    }
    let found = read(bare_ends.repeat(2).as_bytes(), &Settings::default());
    assert_eq!(found, ["x#1 | x.warc | Un. | ingest.undated", "x#2 | x.warc | Un. | ingest.undated"]);
    let folder = folder(&[("x.warc.gz", &[gzip(&good), gzip(&good)[..30].to_vec()].concat())]);
    let found = walk(&[folder.path()], &Settings::default());
    assert!(found.len() == 2 && found[1].contains("read.gzip"), "{found:?}");
    assert!(found[1].ends_with(", after page 1"), "{found:?}");
}

proptest! {
    #[test]
    fn any_crawl_gives_results(bytes in bytes(), at in 0usize..300, byte in any::<u8>(), limit in 0usize..400) {
        let mut crawl = [answer("a", PAGE, &bytes), answer("b", PAGE, b"<p>Un.</p>")].concat();
        crawl[at] = byte;
        let settings = Settings { max_bytes: limit, ..Settings::default() };
        prop_assert!(!read(&crawl, &settings).is_empty());
        prop_assert!(!read(&bytes, &settings).is_empty());
    }
}
