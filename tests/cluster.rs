//! `depeche cluster`, as users run it.

mod common;

use std::fs;

use common::{depeche, lines};
use insta_cmd::assert_cmd_snapshot;

#[test]
fn help_of_cluster() {
    assert_cmd_snapshot!(depeche().args(["cluster", "--help"]));
}

#[test]
fn copies_of_an_article_share_their_events() {
    let folder = tempfile::tempdir().unwrap();
    let (articles, out) = (folder.path().join("articles"), folder.path().join("out"));
    fs::create_dir(&articles).unwrap();
    for copy in ["a-2023-09-20", "b-2023-09-20"] {
        fs::copy(common::sample().join("karabakh.txt"), articles.join(format!("{copy}.txt"))).unwrap();
    }
    let run = depeche().args(["extract", "--engine", "none"]).arg(&articles).arg("-o").arg(&out).output().unwrap();
    assert!(run.status.success(), "{run:?}");
    let cluster = || depeche().arg("cluster").arg(&out).output().unwrap();
    assert!(cluster().status.success());
    let (events, clusters) = (lines(&out.join("events.jsonl")), lines(&out.join("clusters.jsonl")));
    assert!(!events.is_empty());
    assert_eq!(clusters.len(), events.len());
    for line in &clusters {
        assert_eq!((&line["size"], &line["first_doc"]), (&2.into(), &"a-2023-09-20".into()), "{line}");
    }
    let whole = fs::read(out.join("clusters.jsonl")).unwrap();
    let damaged = fs::read_to_string(out.join("events.jsonl")).unwrap();
    fs::write(out.join("events.jsonl"), &damaged[..damaged.len() - 9]).unwrap();
    let output = cluster();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(&format!("line {}", events.len())), "{said}");
    assert_eq!(fs::read(out.join("clusters.jsonl")).unwrap(), whole, "the older file stays");
    assert_eq!(depeche().arg("cluster").arg(folder.path()).output().unwrap().status.code(), Some(2));
}
