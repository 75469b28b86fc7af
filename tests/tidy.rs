//! The walls of the house: who may import whom, and what may not stand in `src/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Room -> the rooms it may name in `crate::` paths. The table of ARCHITECTURE.md.
const MAY_USE: &[(&str, &[&str])] = &[
    ("document", &[]),
    ("lang", &["document"]),
    ("ingest", &["document"]),
    ("text", &["document", "lang"]),
    ("recognise", &["document", "lang", "text"]),
    ("temporal", &["document", "lang", "text"]),
    ("link", &["document", "lang", "text", "recognise"]),
    ("events", &["document", "lang", "text", "temporal", "link"]),
    ("pipeline", &["document", "lang", "text", "recognise", "temporal", "link", "events"]),
    ("record", &["document"]),
    ("dataset", &["record"]),
    ("batch", &["document", "ingest", "pipeline", "record", "dataset"]),
    ("evaluate", &["document", "record"]),
];

/// Rooms that may use everything: the front door.
const OPEN: &[&str] = &["cli", "lib", "main"];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Room, path and text of every file that is no test.
fn sources() -> Vec<(String, PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let is_test =
        |path: &Path| path.components().any(|part| ["tests", "tests.rs"].iter().any(|name| part.as_os_str() == *name));
    rust_files(&src)
        .into_iter()
        .filter(|path| !is_test(path.strip_prefix(&src).unwrap()))
        .map(|path| {
            let inside = path.strip_prefix(&src).unwrap();
            let first = inside.components().next().unwrap().as_os_str().to_string_lossy();
            (first.trim_end_matches(".rs").to_owned(), path.clone(), fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// The code of a file without comments, doc examples and its `mod tests`.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The rooms that a file names: `crate::room`, and the members of `use crate::{...}`.
fn rooms_named(code: &str) -> Vec<String> {
    let word = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (index, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    _ if start && !c.is_whitespace() => {
                        found.push(word(&group[index..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            found.push(word(rest));
        }
    }
    found
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let table: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut faults = Vec::new();
    for (room, path, text) in sources() {
        if OPEN.contains(&room.as_str()) {
            continue;
        }
        let allowed = table.get(room.as_str()).unwrap_or_else(|| panic!("the room `{room}` is not in the table"));
        for named in rooms_named(&code(&text)) {
            if named != room && !allowed.contains(&named.as_str()) {
                faults.push(format!("{}: `{room}` may not use `{named}`", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_reader_of_imports_reads_groups() {
    let code = "use crate::{document::{Span, Layer}, text}; let x = crate::link::Actors; use crate::lang::Pack;";
    assert_eq!(rooms_named(code), ["document", "text", "link", "lang"]);
}

#[test]
fn one_file_knows_libtorch() {
    let libtorch = regex::Regex::new(r"\b(tch|torch_sys)::").unwrap();
    let names: Vec<PathBuf> =
        sources().into_iter().filter(|(_, _, text)| libtorch.is_match(&code(text))).map(|(_, path, _)| path).collect();
    assert!(matches!(&names[..], [one] if one.ends_with("recognise/neural/rust_bert.rs")), "{names:?}");
}

#[test]
fn the_source_speaks_no_language() {
    let letters = "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ";
    let mut faults = Vec::new();
    for (_, path, text) in sources() {
        for line in code(&text).lines() {
            let accented = |literal: &str| literal.chars().filter(|c| letters.contains(*c)).count();
            // A literal of one character may name a letter; a word may not stand there.
            let literals = line.split('"').skip(1).step_by(2);
            if literals.clone().any(|literal| literal.chars().count() > 1 && accented(literal) > 0) {
                faults.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "words of a language in src/:\n{}", faults.join("\n"));
}

#[test]
fn only_the_command_line_talks() {
    let mut faults = Vec::new();
    for (room, path, text) in sources() {
        let loud = ["println!(", "eprintln!(", "print!(", "eprint!(", "dbg!(", "io::stdout()", "io::stderr()"];
        if room != "cli" && loud.iter().any(|name| code(&text).contains(name)) {
            faults.push(path.display().to_string());
        }
    }
    assert!(faults.is_empty(), "stdout and stderr belong to cli/: {}", faults.join(", "));
}

#[test]
fn analysis_reads_no_clock_and_no_environment() {
    let pure = ["document", "text", "recognise", "temporal", "link", "events", "record"];
    let mut faults = Vec::new();
    for (room, path, text) in sources() {
        let reads = ["SystemTime", "Instant::now", "Zoned::now", "Timestamp::now", "env::var"];
        if pure.contains(&room.as_str()) && reads.iter().any(|name| code(&text).contains(name)) {
            faults.push(path.display().to_string());
        }
    }
    assert!(faults.is_empty(), "{}", faults.join(", "));
}

#[test]
fn files_hold_one_idea() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|(_, _, text)| text.lines().count() > 500)
        .map(|(_, path, text)| format!("{}: {} lines", path.display(), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}
