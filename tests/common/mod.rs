//! What the tests of the command line share.

#![allow(dead_code)] // each test file uses a part of it

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn sample() -> PathBuf {
    root().join("corpus/sample")
}

/// The program, undisturbed by the environment of whoever runs the tests.
pub fn depeche() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_depeche"));
    command.current_dir(root()).env_remove("DEPECHE_MODELS").env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

/// Runs the program with `input` on its standard input.
pub fn filter(args: &[&str], input: &str) -> Output {
    use std::io::Write;
    let mut child = depeche()
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("the program ends");
    let _ = writer.join();
    output
}

pub fn lines(path: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

pub fn json_lines(bytes: &[u8]) -> Vec<serde_json::Value> {
    let text = std::str::from_utf8(bytes).expect("output is UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

/// Whether the bundled weights are there (a checkout without them can still run the rules).
pub fn has_model() -> bool {
    let there = root().join("models/ner-fr/model.safetensors").exists();
    if !there {
        eprintln!("skipped: models/ner-fr/model.safetensors is not in this checkout");
    }
    there
}
