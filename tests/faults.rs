//! Faults of the machine and of the input, with real processes: each is said, and nothing else is lost.
//! docs/reliability.md has the table. `scripts/soak` and `scripts/large` do what takes longer.
#![cfg(unix)]

mod common;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use common::{depeche, json_lines, lines};
use tempfile::{TempDir, tempdir};

const FILES: [&str; 4] = ["documents.jsonl", "events.jsonl", "errors.jsonl", "manifest.json"];

/// A run of the rules alone, which needs no model.
fn extract(input: &Path, out: &Path, more: &[&str]) -> Command {
    let mut command = depeche();
    command
        .arg("extract")
        .arg(input)
        .arg("-o")
        .arg(out)
        .args(["--engine", "none", "--published", "2023-09-20"])
        .args(more);
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn dataset(out: &Path) -> [Vec<u8>; 4] {
    let mut names: Vec<_> = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["documents.jsonl", "errors.jsonl", "events.jsonl", "manifest.json"]);
    FILES.map(|name| fs::read(out.join(name)).unwrap())
}

/// `path: code` of each failure.
fn failures(out: &Path) -> Vec<String> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    lines(&out.join("errors.jsonl"))
        .iter()
        .map(|line| format!("{}: {}", text(&line["path"]), text(&line["code"])))
        .collect()
}

fn ids(out: &Path) -> Vec<String> {
    lines(&out.join("documents.jsonl")).iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
}

/// A file of so many articles.
fn articles(folder: &Path, count: usize) -> PathBuf {
    let path = folder.join("in.jsonl");
    let mut file = fs::File::create(&path).unwrap();
    for n in 0..count {
        let day = 1 + n % 28;
        let text = format!(
            "Bakou, le {day} septembre 2023\\n\\nLe président Ilham Aliyev a rencontré jeudi {n} soldats arméniens à Erevan. \
             « Nous voulons la paix », a déclaré le ministère de la Défense. L'armée a arrêté {n} personnes lundi à Tbilissi."
        );
        // Some fail, some have an id that was there before.
        let id = if n % 10 == 3 { "same".to_owned() } else { n.to_string() };
        let line = if n % 17 == 5 {
            "{\"text\": 1}".to_owned()
        } else {
            format!("{{\"id\": \"{id}\", \"text\": \"{text}\"}}")
        };
        writeln!(file, "{line}").unwrap();
    }
    path
}

/// Lines of the journal.
fn noted(out: &Path) -> usize {
    fs::read_to_string(out.join("run.journal")).map_or(0, |text| text.lines().count())
}

/// Waits until a run has noted how far it is, behind what was noted before, or has come to its end.
fn wait_for_a_checkpoint(out: &Path, before: usize) {
    let began = Instant::now();
    while noted(out) <= before.max(1)
        && !out.join("manifest.json").exists()
        && began.elapsed() < Duration::from_secs(60)
    {
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn signal(pid: u32, name: &str) {
    assert!(Command::new("kill").args([name, &pid.to_string()]).status().unwrap().success());
}

/// A run in one go, to compare with.
fn in_one_go(folder: &TempDir, input: &Path) -> [Vec<u8>; 4] {
    let out = folder.path().join("one");
    extract(input, &out, &[]).output().unwrap();
    dataset(&out)
}

#[test]
fn killed_and_stopped_runs_go_on() {
    let folder = tempdir().unwrap();
    let input = articles(folder.path(), 8000);
    let out = folder.path().join("out");
    let mut stopped = 0;
    for (name, code) in
        [("-KILL", None), ("-TERM", Some(130)), ("-INT", Some(130)), ("-KILL", None), ("-HUP", Some(130))]
    {
        let (jobs, before) = (if stopped % 2 == 0 { "1" } else { "2" }, noted(&out));
        let mut child = extract(&input, &out, &["--resume", "-j", jobs])
            .stderr(Stdio::piped())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        wait_for_a_checkpoint(&out, before);
        std::thread::sleep(Duration::from_millis(100 * stopped));
        if child.try_wait().unwrap().is_some() {
            break; // It had come to its end: a fast machine.
        }
        signal(child.id(), name);
        let status = child.wait().unwrap();
        if status.code() == Some(1) {
            break;
        }
        assert_eq!(status.code(), code, "{name}");
        assert!(!out.join("documents.jsonl").exists() && out.join("documents.jsonl.part").exists());
        stopped += 1;
    }
    assert!(stopped > 0);
    if out.join("run.journal").exists() {
        what_is_unfinished_is_kept(&input, &out);
    }
    let output = extract(&input, &out, &["--resume"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(dataset(&out) == in_one_go(&folder, &input));
    // Once more is no harm.
    let output = extract(&input, &out, &["--resume"]).output().unwrap();
    assert!(output.status.code() == Some(1) && said(&output).contains("is complete"), "{}", said(&output));
}

fn what_is_unfinished_is_kept(input: &Path, out: &Path) {
    let output = extract(input, out, &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--resume"), "{}", said(&output));
    let output = extract(input, out, &["--resume", "--tokens"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let output = extract(input, out, &["--resume", "--no-text", "--limit", "9"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    for what in ["`settings.limit` was null and is 9", "`settings.text` was true and is false"] {
        assert!(said(&output).contains(what), "{}", said(&output));
    }
}

#[test]
fn two_runs_do_not_write_into_one_folder() {
    let folder = tempdir().unwrap();
    let input = articles(folder.path(), 4000);
    let out = folder.path().join("out");
    let mut child = extract(&input, &out, &[]).stderr(Stdio::null()).spawn().unwrap();
    wait_for_a_checkpoint(&out, 0);
    let output = extract(&input, &out, &["--resume"]).output().unwrap();
    if child.try_wait().unwrap().is_none() {
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("another process is writing"), "{}", said(&output));
    }
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(dataset(&out) == in_one_go(&folder, &input));
}

#[test]
fn a_changed_input_is_not_gone_on_with_unless_asked() {
    let folder = tempdir().unwrap();
    let input = articles(folder.path(), 4000);
    let out = folder.path().join("out");
    let mut child = extract(&input, &out, &[]).stderr(Stdio::null()).spawn().unwrap();
    wait_for_a_checkpoint(&out, 0);
    signal(child.id(), "-KILL");
    child.wait().unwrap();
    let text = fs::read_to_string(&input).unwrap();
    fs::write(&input, text.replacen("paix", "trêve", 1)).unwrap();
    if out.join("manifest.json").exists() {
        return;
    }
    let output = extract(&input, &out, &["--resume"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("the input is not what the run began with"), "{}", said(&output));
    let output = extract(&input, &out, &["--resume", "--force"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(dataset(&out) == in_one_go(&folder, &input));
}

#[test]
fn a_full_disk_is_said_and_the_run_goes_on_when_there_is_room() {
    let folder = tempdir().unwrap();
    if !Command::new("unshare").args(["-rm", "true"]).output().is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this system lets nobody mount a small file system (unshare -rm)");
        return;
    }
    let input = articles(folder.path(), 1500);
    let small = folder.path().join("small");
    fs::create_dir(&small).unwrap();
    let kept = folder.path().join("kept");
    let script = r#"
        mount -t tmpfs -o size=1m none "$1" || exit 77
        "$3" extract "$2" -o "$1/out" --engine none --published 2023-09-20; echo "first $?" >&2
        ls "$1/out" >&2
        "$3" extract "$2" -o "$1/out" --engine none --published 2023-09-20 --resume; echo "still full $?" >&2
        mount -o remount,size=100m "$1" || exit 77
        "$3" extract "$2" -o "$1/out" --engine none --published 2023-09-20 --resume; echo "with room $?" >&2
        cp -r "$1/out" "$4""#;
    let output = Command::new("unshare")
        .args(["-rm", "sh", "-c", script, "sh"])
        .args([&small, &input, Path::new(env!("CARGO_BIN_EXE_depeche")), &kept])
        .output()
        .unwrap();
    if output.status.code() == Some(77) {
        eprintln!("skipped: no tmpfs can be mounted");
        return;
    }
    let said = said(&output);
    assert!(said.contains("first 2") && said.contains("o space left on device"), "{said}");
    assert!(said.contains("--resume goes on") && said.contains("run.journal"), "{said}");
    assert!(said.contains("still full 2") && said.contains("with room 1"), "{said}");
    assert!(dataset(&kept) == in_one_go(&folder, &input));
}

#[test]
fn a_full_standard_output_is_an_error() {
    let folder = tempdir().unwrap();
    let input = articles(folder.path(), 20);
    let full = fs::OpenOptions::new().write(true).open("/dev/full");
    let Ok(full) = full else {
        eprintln!("skipped: there is no /dev/full");
        return;
    };
    let mut command = depeche();
    command.arg("extract").arg(&input).args(["--stdout", "--engine", "none"]).stdout(full);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("o space left"), "{}", said(&output));
}

#[test]
fn what_can_not_be_read_fails_alone() {
    let folder = tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir_all(input.join("sub")).unwrap();
    fs::write(input.join("a.txt"), "Bakou a parlé.").unwrap();
    fs::write(input.join("z.txt"), "Erevan a parlé.").unwrap();
    // Reading it is an error of the device.
    std::os::unix::fs::symlink("/proc/self/mem", input.join("broken.txt")).unwrap();
    std::os::unix::fs::symlink("/proc/self/mem", input.join("broken.jsonl")).unwrap();
    std::os::unix::fs::symlink("nowhere", input.join("gone.txt")).unwrap();
    std::os::unix::fs::symlink("../sub", input.join("sub/loop")).unwrap();
    std::os::unix::fs::symlink("self.txt", input.join("self.txt")).unwrap();
    assert!(Command::new("mkfifo").arg(input.join("pipe.txt")).status().unwrap().success());
    let out = folder.path().join("out");
    let output = extract(&input, &out, &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(ids(&out), ["a", "z"]);
    let expected = [
        "broken.jsonl: read.io",
        "broken.txt: read.io",
        "gone.txt: read.io",
        "self.txt: read.loop",
        "sub/loop: read.loop",
    ];
    assert_eq!(failures(&out), expected);
}

#[test]
fn a_closed_folder_fails_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir_all(input.join("closed")).unwrap();
    fs::write(input.join("a.txt"), "Bakou a parlé.").unwrap();
    fs::set_permissions(input.join("closed"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(input.join("closed")).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let out = folder.path().join("out");
    extract(&input, &out, &[]).output().unwrap();
    fs::set_permissions(input.join("closed"), fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!((ids(&out), failures(&out)), (vec!["a".to_owned()], vec!["closed: read.io".to_owned()]));
}

#[test]
fn files_may_vanish_grow_and_shrink_while_they_are_read() {
    let folder = tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    for n in 0..600 {
        fs::write(input.join(format!("f{n:03}.txt")), format!("Bakou a parlé jeudi {n} fois.")).unwrap();
    }
    let records = articles(folder.path(), 1500);
    fs::rename(records, input.join("a.jsonl")).unwrap();
    let out = folder.path().join("out");
    let mut child = extract(&input, &out, &["-j", "1"]).stderr(Stdio::null()).spawn().unwrap();
    let mut grown = fs::OpenOptions::new().append(true).open(input.join("a.jsonl")).unwrap();
    for n in (300..600).rev() {
        grown.write_all(b"{\"id\": \"new\", \"text\": \"Bakou a parl\\u00e9.\"}\n").unwrap();
        let path = input.join(format!("f{n:03}.txt"));
        match n % 3 {
            0 => fs::remove_file(path).unwrap(),
            1 => fs::write(path, "").unwrap(),
            _ => {}
        }
    }
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let found = ids(&out);
    // Whatever became of the others, those that nobody touched are there, once and in order.
    let expected: Vec<String> = (0..600).filter(|n| *n < 300 || n % 3 == 2).map(|n| format!("f{n:03}")).collect();
    assert!(expected.iter().all(|id| found.contains(id)));
    assert!(found.iter().filter(|id| id.starts_with('f')).is_sorted());
    assert!(failures(&out).iter().all(|failure| {
        ["read.io", "read.empty", "read.field", "read.json"].iter().any(|code| failure.ends_with(code))
    }));
}

#[test]
fn strange_texts_are_kept_and_drive_nothing() {
    let folder = tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    let escape = "\u{1b}[2J\u{1b}]0;titre\u{7}Bakou a parlé.";
    let texts: [(&str, String); 6] = [
        ("bidi", "\u{202e}éruoC al à\u{202c} قال الرئيس في باكو יום חמישי.".to_owned()),
        ("astral", "𝒳 𐍈 👩‍👩‍👧‍👦 a rencontré Ilham Aliyev à Bakou jeudi.".to_owned()),
        ("nul", format!("Bakou a\0 parlé jeudi. {}", "Ce texte est assez long. ".repeat(20))),
        ("escape", format!("{escape} {}", "Ce texte est assez long. ".repeat(20))),
        ("spaces", "\u{feff}\u{2028}\u{85}\u{a0}Bakou\u{202f}: accord\u{200b} signé\u{ad}.".to_owned()),
        ("marks", format!("e{}", "\u{301}".repeat(5000))),
    ];
    for (name, text) in &texts {
        fs::write(input.join(format!("{name}.txt")), text).unwrap();
    }
    let deep = format!("{{\"text\": {}{}}}\n", "[".repeat(100_000), "]".repeat(100_000));
    let surrogates = "{\"text\": \"Bakou \\ud800 a parlé.\"}\n{\"text\": \"Bakou a parlé \\ud83d\\ude00.\"}\n";
    fs::write(input.join("records.jsonl"), deep + surrogates).unwrap();
    fs::write(input.join("name\u{1b}[31m\n.jsonl"), "{}\n").unwrap();
    let out = folder.path().join("out");
    let output = extract(&input, &out, &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(!said(&output).contains('\u{1b}'), "{}", said(&output));
    let documents = lines(&out.join("documents.jsonl"));
    for (name, text) in &texts {
        let found = documents.iter().find(|document| document["id"] == **name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(found["text"].as_str().unwrap(), text.trim_start_matches('\u{feff}'));
        let characters: Vec<char> = found["text"].as_str().unwrap().chars().collect();
        for kind in ["entities", "times", "demonyms", "statements"] {
            for item in found[kind].as_array().unwrap() {
                let at = |key: &str| item[key].as_u64().unwrap() as usize;
                let span: String = characters[at("start")..at("end")].iter().collect();
                assert_eq!(item["text"], span, "{name}");
            }
        }
    }
    let failed = failures(&out);
    assert_eq!(
        failed.iter().filter(|failure| failure.starts_with("records.jsonl: read.json")).count(),
        2,
        "{failed:?}"
    );
    assert!(ids(&out).contains(&"records#3".to_owned()), "{:?}", ids(&out));
}

#[test]
fn the_press_archives_encodings_give_one_text() {
    let text = "L'œuvre coûte 3 € à Orléans, où l'été s'achève. Le président a déclaré jeudi : « Ça va ». Noël approche, et l'Œuf aussi.";
    let folder = tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    let utf16 = |little: bool| -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    let one_byte = |table: &[(char, u8)]| -> Vec<u8> {
        let byte = |c: char| table.iter().find(|(found, _)| *found == c).map_or(c as u32 as u8, |(_, byte)| *byte);
        text.chars().map(byte).collect()
    };
    let mac: &[(char, u8)] = &[
        ('œ', 0xcf),
        ('û', 0x9e),
        ('€', 0xdb),
        ('à', 0x88),
        ('é', 0x8e),
        ('ù', 0x9d),
        ('è', 0x8f),
        ('«', 0xc7),
        ('»', 0xc8),
        ('Ç', 0x82),
        ('ë', 0x91),
        ('Œ', 0xce),
        ('ô', 0x99),
    ];
    let files: [(&str, Vec<u8>); 8] = [
        ("utf8", text.as_bytes().to_vec()),
        ("utf8-bom", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("utf16-le", [b"\xff\xfe", &utf16(true)[..]].concat()),
        ("utf16-be", [b"\xfe\xff", &utf16(false)[..]].concat()),
        ("utf16-bare", utf16(true)),
        ("windows-1252", one_byte(&[('œ', 0x9c), ('€', 0x80), ('Œ', 0x8c)])),
        ("iso-8859-15", one_byte(&[('œ', 0xbd), ('€', 0xa4), ('Œ', 0xbc)])),
        ("mac-roman", one_byte(mac)),
    ];
    for (name, bytes) in &files {
        fs::write(input.join(format!("{name}.txt")), bytes).unwrap();
    }
    let twice: String = text.bytes().map(char::from).collect();
    fs::write(input.join("twice.txt"), &twice).unwrap();
    let out = folder.path().join("out");
    extract(&input, &out, &[]).output().unwrap();
    let documents = lines(&out.join("documents.jsonl"));
    assert_eq!(documents.len(), files.len() + 1);
    for document in &documents {
        let notices = document["notices"].to_string();
        if document["id"] == "twice" {
            assert!(document["text"] == twice && notices.contains("ingest.mojibake"), "{notices}");
        } else {
            assert_eq!(document["text"], text, "{}", document["id"]);
        }
    }
}

#[test]
fn exact_copies_are_left_out_when_asked_and_said() {
    let folder = tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    for (name, text) in [("a", "Bakou a parlé."), ("b", "Erevan a parlé."), ("c", "Bakou  a\nparlé.")] {
        fs::write(input.join(format!("{name}.txt")), text).unwrap();
    }
    let out = folder.path().join("out");
    assert!(extract(&input, &out, &[]).output().unwrap().status.success());
    assert_eq!(ids(&out), ["a", "b", "c"]);
    let found = depeche().arg("duplicates").arg(&out).output().unwrap();
    assert!(found.status.success(), "{}", said(&found));
    let duplicates = lines(&out.join("duplicates.jsonl"));
    assert_eq!(duplicates.len(), 1);
    assert_eq!((&duplicates[0]["doc"], &duplicates[0]["duplicate_of"]), (&"c".into(), &"a".into()));
    let output = extract(&input, &out, &["--force", "--skip-duplicates"]).output().unwrap();
    assert!(output.status.success() && said(&output).contains("1 document left out"), "{}", said(&output));
    assert_eq!(
        (ids(&out), failures(&out)),
        (vec!["a".to_owned(), "b".to_owned()], vec!["c.txt: skip.duplicate".to_owned()])
    );
    assert_eq!(
        json_lines(
            &fs::read(out.join("manifest.json")).unwrap().into_iter().filter(|byte| *byte != b'\n').collect::<Vec<_>>()
        )[0]["counts"]["duplicates"],
        1
    );
}

#[test]
fn a_finished_run_of_another_input_is_not_taken_for_this_one() {
    let folder = tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("a.txt"), "Bakou a parlé.").unwrap();
    let out = folder.path().join("out");
    assert!(extract(&input, &out, &["--resume"]).output().unwrap().status.success());
    let again = extract(&input, &out, &["--resume"]).output().unwrap();
    assert!(again.status.success() && said(&again).contains("is complete"), "{}", said(&again));
    fs::write(input.join("b.txt"), "Erevan a parlé.").unwrap();
    let grown = extract(&input, &out, &["--resume"]).output().unwrap();
    assert_eq!(grown.status.code(), Some(2));
    assert!(said(&grown).contains("the input is not what it was made of"), "{}", said(&grown));
    assert_eq!(ids(&out), ["a"]);
    // What was made of the older dataset does not outlive it.
    assert!(depeche().arg("duplicates").arg(&out).output().unwrap().status.success());
    assert!(extract(&input, &out, &["--resume", "--force"]).output().unwrap().status.success());
    assert_eq!(ids(&out), ["a", "b"]);
    assert!(!out.join("duplicates.jsonl").exists());
}

#[test]
fn the_files_of_a_dataset_are_not_overwritten_by_what_is_made_of_it() {
    let folder = tempdir().unwrap();
    let input = articles(folder.path(), 3);
    let out = folder.path().join("out");
    extract(&input, &out, &[]).output().unwrap();
    let before = dataset(&out);
    for verb in [&["duplicates"][..], &["cluster"], &["export", "--format", "conllu"]] {
        for name in FILES {
            let output = depeche().args(verb).arg(&out).arg("-o").arg(out.join(name)).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{verb:?} {name}");
            assert!(said(&output).contains("is a file of the dataset itself"), "{}", said(&output));
        }
    }
    assert!(dataset(&out) == before);
    let output = depeche().arg("merge").arg(&out).arg("-o").arg(&out).arg("--force").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(dataset(&out) == before);
}

#[test]
fn a_list_may_come_through_a_pipe() {
    let folder = tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    let names: Vec<String> = (0..300).map(|n| format!("f{n:03}")).collect();
    for name in &names {
        fs::write(input.join(format!("{name}.txt")), "Bakou a parlé.").unwrap();
    }
    let (pipe, out) = (folder.path().join("list"), folder.path().join("out"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = depeche();
    command.args(["extract", "--engine", "none", "--log-every", "1", "--files-from"]).arg(&pipe).arg("-o").arg(&out);
    let child = command.stderr(Stdio::piped()).spawn().unwrap();
    let lines: String = names.iter().map(|name| format!("{}/{name}.txt\n", input.display())).collect();
    fs::write(&pipe, lines).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(ids(&out), names);
}

#[test]
fn a_run_from_a_silent_standard_input_can_be_stopped() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    let mut command = depeche();
    command
        .args(["extract", "--stdin", "--engine", "none", "-o"])
        .arg(&out)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"{\"text\": \"Bakou.\"}\n").unwrap();
    let began = Instant::now();
    while !out.join("run.journal").exists() && began.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(10));
    }
    // The signals are heard a moment after the journal is begun.
    std::thread::sleep(Duration::from_millis(500));
    signal(child.id(), "-TERM");
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    assert!(said(&output).contains("--resume goes on"), "{}", said(&output));
}

#[test]
fn datasets_in_the_input_are_left_out_and_said() {
    let folder = tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("a.txt"), "Bakou a parlé.").unwrap();
    assert!(extract(&input, &input.join("first"), &[]).output().unwrap().status.success());
    let out = folder.path().join("out");
    let output = extract(&input, &out, &[]).output().unwrap();
    assert_eq!(ids(&out), ["a"]);
    assert!(said(&output).contains("first: the dataset of an earlier run is left out"), "{}", said(&output));
}
