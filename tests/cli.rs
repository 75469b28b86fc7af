//! Snapshots of what the command line says: a changed message is a visible diff.

mod common;

use common::depeche;
use insta_cmd::assert_cmd_snapshot;

#[test]
fn help() {
    assert_cmd_snapshot!(depeche().arg("--help"));
}

#[test]
fn help_of_extract() {
    assert_cmd_snapshot!(depeche().args(["extract", "--help"]));
}

#[test]
fn help_of_evaluate() {
    assert_cmd_snapshot!(depeche().args(["evaluate", "--help"]));
}

#[test]
fn usage_errors() {
    assert_cmd_snapshot!("no_output", depeche().args(["extract", "corpus/sample"]));
    assert_cmd_snapshot!("bad_date", depeche().args(["extract", "x", "--stdout", "--published", "20 septembre"]));
    assert_cmd_snapshot!("no_pack", depeche().args(["extract", "x", "--stdout", "--engine", "none", "--lang", "xx"]));
    assert_cmd_snapshot!("no_model", depeche().args(["extract", "x", "--stdout", "--model", "nowhere"]));
}

#[test]
fn schemas() {
    for file in ["documents", "events", "errors", "clusters"] {
        assert_cmd_snapshot!(file, depeche().args(["schema", file]));
    }
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = depeche().args(["completions", shell]).output().unwrap();
        assert!(output.status.success());
        assert!(String::from_utf8_lossy(&output.stdout).contains("depeche"), "{shell}");
    }
}

#[test]
fn the_french_pack_has_no_faults() {
    let output = depeche().args(["lang", "check", "fr"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
