//! Datasets in other formats, exported as users do.

mod common;

use std::fs;
use std::path::Path;

use common::{depeche, root};
use insta_cmd::assert_cmd_snapshot;
use tempfile::tempdir;

fn export(dataset: &Path, out: &Path) -> std::process::Output {
    depeche().arg("export").arg(dataset).args(["--format", "conllu", "-o"]).arg(out).output().unwrap()
}

#[test]
fn help_of_export() {
    assert_cmd_snapshot!(depeche().args(["export", "--help"]));
}

#[test]
fn tokens_become_conllu() {
    assert_cmd_snapshot!(depeche().args(["export", "tests/data/tokens", "--format", "conllu", "-o", "-"]));
}

#[test]
fn a_file_is_whole_or_as_it_was() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out.conllu");
    let output = export(&root().join("tests/data/tokens"), &out);
    assert!(output.status.success(), "{output:?}");
    let written = fs::read_to_string(&out).unwrap();
    assert!(written.starts_with("# newdoc id = ") && written.ends_with("\n\n"));

    let dataset = folder.path().join("damaged");
    fs::create_dir(&dataset).unwrap();
    let good = fs::read_to_string(root().join("tests/data/tokens/documents.jsonl")).unwrap();
    for (content, said) in [
        (format!("{good}{{\"id\": 1"), "line 4: "),
        (format!("{good}{}", "\n"), "line 4: "),
        (good.replacen("\"end\": 28", "\"end\": 2800", 2), "line 1: token 8 is not in the text"),
        (good.replacen("\"text\": \"Il", "\"texte\": \"Il", 1), "line 1: the record carries no text"),
        (good.lines().nth(1).unwrap().to_owned(), "has no tokens; run `depeche extract --tokens`"),
    ] {
        fs::write(dataset.join("documents.jsonl"), content).unwrap();
        let output = export(&dataset, &out);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(said), "{message}");
        assert_eq!(fs::read_to_string(&out).unwrap(), written);
    }
    assert_eq!(export(folder.path(), &out).status.code(), Some(2));
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}
