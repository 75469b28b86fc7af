//! `scripts/with-libtorch`, as far as it goes without fetching anything.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn with_libtorch(variables: &[(&str, &Path)], command: &[&str]) -> Output {
    let mut script = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/with-libtorch"));
    script.args(command).env_remove("LIBTORCH").env_remove("LIBTORCH_BYPASS_VERSION_CHECK");
    script.envs(variables.iter().copied()).output().unwrap()
}

fn refused(variables: &[(&str, &Path)], command: &[&str], message: &str) {
    let run = with_libtorch(variables, command);
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(2), "{said}");
    assert!(said.contains(message), "{said}");
    assert!(run.stdout.is_empty(), "the command was run");
}

#[test]
fn a_libtorch_that_is_set_is_used_if_it_is_the_right_one() {
    let folder = tempfile::tempdir().unwrap();
    let libtorch = [("LIBTORCH", folder.path())];
    refused(&libtorch, &["echo"], "holds no lib/libtorch_cpu");
    fs::create_dir(folder.path().join("lib")).unwrap();
    fs::write(folder.path().join("lib/libtorch_cpu.so"), "").unwrap();
    for (version, right) in [("2.4.0", true), ("2.4.0+cu121\n", true), ("2.5.1", false), ("2.4.01", false)] {
        fs::write(folder.path().join("build-version"), version).unwrap();
        if right {
            let run = with_libtorch(&libtorch, &["sh", "-c", "echo $LIBTORCH; exit 7"]);
            assert_eq!(run.status.code(), Some(7), "the command's own status");
            assert_eq!(String::from_utf8_lossy(&run.stdout).trim(), folder.path().to_str().unwrap());
        } else {
            refused(&libtorch, &["echo"], "only 2.4.0 compiles");
        }
    }
}

#[test]
fn what_it_cannot_do_is_said() {
    let folder = tempfile::tempdir().unwrap();
    refused(&[], &[], "what shall be run?");
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    refused(&[("XDG_CACHE_HOME", &file)], &["echo"], "can't write to");
}
