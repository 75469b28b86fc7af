//! The main job, run as users run it.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::{depeche, filter, has_model, json_lines, lines, sample};
use tempfile::tempdir;

fn extract(input: &Path, out: &Path, more: &[&str]) -> std::process::Output {
    depeche().arg("extract").arg(input).arg("-o").arg(out).args(more).output().unwrap()
}

fn text_of(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const FILES: [&str; 4] = ["documents.jsonl", "events.jsonl", "errors.jsonl", "manifest.json"];

#[test]
fn the_sample_becomes_a_dataset() {
    if !has_model() {
        return;
    }
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    let output = extract(&sample(), &out, &[]);
    assert!(output.status.success(), "{}", text_of(&output));
    let names: BTreeSet<String> =
        fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(names, FILES.iter().map(|name| name.to_string()).collect());
    let documents = lines(&out.join("documents.jsonl"));
    assert!(documents.len() > 15);
    assert!(lines(&out.join("errors.jsonl")).is_empty());
    let events: usize = documents.iter().map(|document| document["events"].as_array().unwrap().len()).sum();
    assert_eq!(lines(&out.join("events.jsonl")).len(), events);
    assert!(events > 0);
    for document in &documents {
        spans_are_right(document);
    }
}

/// Every item stands where it says, in code points.
fn spans_are_right(document: &serde_json::Value) {
    let text: Vec<char> = document["text"].as_str().unwrap().chars().collect();
    let at = |start: &serde_json::Value, end: &serde_json::Value| -> String {
        text[start.as_u64().unwrap() as usize..end.as_u64().unwrap() as usize].iter().collect()
    };
    for layer in ["entities", "demonyms", "times", "statements"] {
        for item in document[layer].as_array().unwrap() {
            assert_eq!(
                at(&item["start"], &item["end"]),
                item["text"].as_str().unwrap(),
                "{layer} of {}",
                document["id"]
            );
        }
    }
    for event in document["events"].as_array().unwrap() {
        assert_eq!(at(&event["trigger_start"], &event["trigger_end"]), event["trigger"].as_str().unwrap());
        for role in ["actors", "recipients", "others", "mentions"] {
            for item in event[role].as_array().unwrap() {
                assert_eq!(at(&item["start"], &item["end"]), item["text"].as_str().unwrap());
            }
        }
    }
}

#[test]
fn tokens_are_written_and_exported() {
    if !has_model() {
        return;
    }
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    assert!(extract(&sample(), &out, &["--tokens"]).status.success());
    for document in lines(&out.join("documents.jsonl")) {
        let tokens = document["tokens"].as_array().unwrap();
        assert!(!tokens.is_empty(), "{}", document["id"]);
        for token in tokens {
            assert_eq!(token["head"].is_null(), token["relation"] == "root", "{token}");
            assert!(token["head"].as_u64().is_none_or(|head| (head as usize) < tokens.len()), "{token}");
        }
        let roots = tokens.iter().filter(|token| token["head"].is_null()).count();
        assert_eq!(roots, document["sentences"].as_array().unwrap().len(), "a sentence is a tree: {}", document["id"]);
    }
    let output = depeche().arg("export").arg(&out).args(["--format", "conllu", "-o", "-"]).output().unwrap();
    assert!(output.status.success(), "{}", text_of(&output));
    let conllu = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<&str> = conllu.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(rows.len() > 3000 && rows.iter().all(|row| row.split('\t').count() == 10));
    assert!(
        rows.iter().any(|row| row.split('\t').nth(1) == Some("du") && row.contains('-')),
        "ranges for contractions"
    );
}

#[test]
fn tokens_need_a_model_that_parses() {
    let folder = tempdir().unwrap();
    let output = extract(&sample(), &folder.path().join("out"), &["--tokens", "--engine", "none"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text_of(&output).contains("--tokens"), "{}", text_of(&output));
}

#[test]
fn a_sentence_of_thousands_of_words_is_read_in_windows() {
    if !has_model() {
        return;
    }
    let sentence = "le maire de la commune de Vertou a reçu les délégués, ".repeat(300) + "puis il est parti.";
    let line = serde_json::json!({"id": "a", "text": sentence}).to_string() + "\n";
    let output = filter(&["extract", "--stdin", "--stdout", "--tokens"], &line);
    let record = &json_lines(&output.stdout)[0];
    let codes: Vec<&str> = record["notices"].as_array().unwrap().iter().filter_map(|n| n["code"].as_str()).collect();
    assert!(codes.contains(&"recognise.long_sentence"), "{codes:?}");
    let tokens = record["tokens"].as_array().unwrap();
    assert!(tokens.len() > 3000);
    assert!(record["entities"].as_array().unwrap().len() >= 290, "names in every window");
    one_tree(tokens);
}

/// Every token leads to the one that is the root.
fn one_tree(tokens: &[serde_json::Value]) {
    let head = |at: usize| tokens[at]["head"].as_u64().map(|head| head as usize);
    assert_eq!((0..tokens.len()).filter(|at| head(*at).is_none()).count(), 1);
    for (start, token) in tokens.iter().enumerate() {
        assert_eq!(token["head"].is_null(), token["relation"] == "root", "{token}");
        let (mut at, mut steps) = (start, 0);
        while let Some(next) = head(at) {
            at = next;
            steps += 1;
            assert!(steps <= tokens.len(), "a circle at {start}");
        }
    }
}

/// Signs that are one piece together however many they are.
#[test]
fn thousands_of_signs_are_no_burden() {
    if !has_model() {
        return;
    }
    let line = serde_json::json!({"id": "a", "text": "■".repeat(5000)}).to_string() + "\n";
    let record = &json_lines(&filter(&["extract", "--stdin", "--stdout", "--tokens"], &line).stdout)[0];
    one_tree(record["tokens"].as_array().unwrap());
}

#[test]
fn threads_change_no_byte() {
    if !has_model() {
        return;
    }
    let folder = tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    assert!(extract(&sample(), &one, &["-j", "1"]).status.success());
    assert!(extract(&sample(), &two, &["-j", "2"]).status.success());
    for name in FILES {
        assert!(fs::read(one.join(name)).unwrap() == fs::read(two.join(name)).unwrap(), "{name} differs");
    }
}

#[test]
fn the_program_works_from_an_empty_folder() {
    if !has_model() {
        return;
    }
    let folder = tempdir().unwrap();
    let output =
        depeche().current_dir(folder.path()).arg("extract").arg(sample().join("karabakh.txt")).arg("--stdout").output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", text_of(&output));
    let records = json_lines(&output.stdout);
    let by_model = |entity: &serde_json::Value| entity["found_by"].as_str().unwrap().starts_with("model:ner-fr");
    assert!(records[0]["entities"].as_array().unwrap().iter().any(by_model));
}

#[test]
fn models_are_found_in_every_place_and_missed_aloud() {
    if !has_model() {
        return;
    }
    let folder = tempdir().unwrap();
    let models = common::root().join("models");
    let run = |command: &mut std::process::Command| {
        command.current_dir(folder.path()).args(["--stdin", "--stdout"]);
        command.stdin(std::process::Stdio::null()).output().unwrap()
    };
    assert!(run(depeche().arg("extract").env("DEPECHE_MODELS", &models)).status.success());
    let missing = run(depeche().args(["extract", "--model", "nowhere"]));
    assert_eq!(missing.status.code(), Some(2));
    assert!(text_of(&missing).contains("nowhere"), "{}", text_of(&missing));

    let data = folder.path().join("data");
    let install = depeche().args(["models", "install"]).arg(&models).env("XDG_DATA_HOME", &data).output().unwrap();
    assert!(install.status.success(), "{}", text_of(&install));
    let check = depeche().args(["models", "check"]).arg(data.join("depeche/models")).output().unwrap();
    assert!(check.status.success(), "{}", text_of(&check));

    let weights = data.join("depeche/models/ner-fr/model.safetensors");
    let mut bytes = fs::read(&weights).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&weights, bytes).unwrap();
    let damaged = run(depeche().arg("extract").env("DEPECHE_MODELS", data.join("depeche/models")));
    assert_eq!(damaged.status.code(), Some(2));
    assert!(text_of(&damaged).contains("model.safetensors"), "{}", text_of(&damaged));
    let check = depeche().args(["models", "check"]).arg(data.join("depeche/models")).output().unwrap();
    assert_eq!(check.status.code(), Some(1), "{}", text_of(&check));
}

#[test]
fn bad_files_fail_alone() {
    let folder = tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(input.join(name), bytes).unwrap();
    write("2023-09-20-a.txt", "Bakou a parlé jeudi.".as_bytes());
    write("empty.txt", b" \n");
    write("nul.txt", &[0; 4096]);
    write("cut.txt.gz", &[0x1f, 0x8b, 8, 0, 0, 0]);
    write(
        "records.jsonl",
        "{\"id\": \"x\", \"text\": \"Erevan a répondu.\"}\n{\"id\": \n[1]\n{\"title\": \"t\"}\n".as_bytes(),
    );
    write("big.txt", "mot ".repeat(300_000).as_bytes());
    write("other.pdf", b"%PDF");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&input, input.join("loop")).unwrap();
    let out = folder.path().join("out");
    let output = extract(&input, &out, &["--engine", "none", "--max-size", "1"]);
    assert_eq!(output.status.code(), Some(1), "{}", text_of(&output));
    let ids: Vec<String> =
        lines(&out.join("documents.jsonl")).iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["2023-09-20-a", "x"]);
    let errors: Vec<String> = lines(&out.join("errors.jsonl"))
        .iter()
        .map(|line| format!("{} {}", line["path"].as_str().unwrap(), line["code"].as_str().unwrap()))
        .collect();
    insta::assert_snapshot!(errors.join("\n"));
    assert!(text_of(&output).contains("1 file of other kinds"), "{}", text_of(&output));
}

#[test]
fn an_older_dataset_is_safe() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    let file = folder.path().join("a.txt");
    fs::write(&file, "Bakou a parlé.").unwrap();
    assert!(extract(&file, &out, &["--engine", "none"]).status.success());
    let again = extract(&file, &out, &["--engine", "none"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text_of(&again).contains("--force"));
    assert!(extract(&file, &out, &["--engine", "none", "--force", "--no-text"]).status.success());
    assert!(lines(&out.join("documents.jsonl"))[0]["text"].is_null());
}

#[test]
fn nothing_readable_is_said_so() {
    let folder = tempdir().unwrap();
    let output = extract(&folder.path().join("nowhere"), &folder.path().join("out"), &["--engine", "none"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines(&folder.path().join("out/errors.jsonl"))[0]["code"], "read.io");
}

#[test]
fn a_filter_answers_every_line() {
    let input = concat!(
        "{\"id\": \"a\", \"text\": \"𝒳 À Bakou, le 20 septembre 2023.\", \"published\": \"2023-09-20\"}\n",
        "nonsense\n",
        "\n",
        "{\"id\": \"a\", \"text\": \"Le même id.\"}\n",
        "{\"id\": 7}\n",
        "{\"id\": \"last\", \"text\": \"Fin.\"}",
    );
    let output = filter(&["extract", "--stdin", "--stdout", "--engine", "none"], input);
    assert!(output.status.success(), "{}", text_of(&output));
    let records = json_lines(&output.stdout);
    let ids: Vec<&str> = records.iter().map(|record| record["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a", "stdin#2", "stdin#3", "a", "7", "last"]);
    let codes: Vec<Option<&str>> = records.iter().map(|record| record["error_code"].as_str()).collect();
    assert_eq!(codes, [None, Some("read.json"), Some("read.json"), None, Some("read.field"), None]);
    let keys: BTreeSet<Vec<&String>> =
        records.iter().map(|record| record.as_object().unwrap().keys().collect()).collect();
    assert_eq!(keys.len(), 1, "every record has every key in the same order");
    spans_are_right(&records[0]);
    let time = &records[0]["times"][0];
    assert_eq!((time["value"].as_str(), time["start"].as_u64()), (Some("2023-09-20"), Some(11)));
}

#[test]
fn a_dataset_inside_its_input_is_not_read() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "Bakou a parlé.").unwrap();
    let run = |more: &[&str]| {
        let mut command = depeche();
        command.current_dir(folder.path()).args(["extract", ".", "-o", "out", "--engine", "none"]).args(more);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", text_of(&output));
        assert!(!text_of(&output).contains("left out"), "{}", text_of(&output));
        FILES.map(|name| fs::read(folder.path().join("out").join(name)).unwrap())
    };
    assert!(run(&[]) == run(&["--force"]));
}

#[test]
fn lines_of_a_dataset_have_ids_of_their_own() {
    use std::io::Write;
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    let mut command = depeche();
    command.args(["extract", "--stdin", "--engine", "none", "-o"]).arg(&out).stdin(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    let lines_in = "{\"id\": \"a\", \"text\": \"Un.\"}\n{\"id\": \"a\", \"text\": \"Deux.\"}\n";
    child.stdin.take().unwrap().write_all(lines_in.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    let documents = lines(&out.join("documents.jsonl"));
    assert_eq!((&documents[0]["id"], &documents[1]["id"]), (&"a".into(), &"a~2".into()));
}

#[test]
fn inputs_come_from_a_list_or_a_pattern() {
    use std::io::Write;
    let folder = tempdir().unwrap();
    for (name, text) in [("2016/03/01/a.txt", "Bakou a parlé."), ("2017/b.txt", "Paris a parlé."), ("c.dat", "Fin.")]
    {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::write(folder.path().join("list"), "./2016/03/01/a.txt\r\n\nc.dat\n2017\ngone.txt\n").unwrap();
    let run = |args: &[&str], input: &str| {
        let mut command = depeche();
        command.current_dir(folder.path()).args(["extract", "--stdout", "--engine", "none"]).args(args);
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
        let mut child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let shown = |output: &std::process::Output| -> Vec<String> {
        let records = json_lines(&output.stdout);
        let column = |record: &serde_json::Value, key: &str| record[key].as_str().unwrap_or("-").to_owned();
        records
            .iter()
            .map(|record| ["id", "published", "error_code"].map(|key| column(record, key)).join(" "))
            .collect()
    };
    let expected = ["2016/03/01/a 2016-03-01 -", "c - -", "b - -", "gone.txt - read.io"];
    let listed = run(&["--files-from", "list"], "");
    assert_eq!((shown(&listed), listed.status.code()), (expected.map(str::to_owned).to_vec(), Some(1)));
    let piped = run(&["--files-from", "-"], &fs::read_to_string(folder.path().join("list")).unwrap());
    assert_eq!(shown(&piped), expected);
    let matched = run(&["20*/**/[ab].txt"], "");
    assert_eq!(shown(&matched), ["2016/03/01/a 2016-03-01 -", "2017/b - -"]);
    assert_eq!(shown(&run(&["20*/*.pdf"], "")), ["20*/*.pdf - read.io"]);
    for faulty in
        [&["--files-from", "nowhere"][..], &["--files-from", "list", "--stdin"], &["a", "--files-from", "list"]]
    {
        assert_eq!(run(faulty, "").status.code(), Some(2), "{faulty:?}");
    }
}

#[test]
fn files_that_fail_keep_their_path_on_standard_output() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("empty.txt"), " ").unwrap();
    let output = depeche().arg("extract").arg(folder.path()).args(["--stdout", "--engine", "none"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let records = json_lines(&output.stdout);
    assert_eq!((&records[0]["path"], &records[0]["error_code"]), (&"empty.txt".into(), &"read.empty".into()));
}

/// Sends Ctrl-C to a run that reads from standard input for as long as it likes.
#[cfg(unix)]
fn interrupt(args: &[&str]) -> std::process::Output {
    use std::io::Write;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    let mut child = depeche()
        .args(["extract", "--stdin", "--engine", "none"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let (began, pid) = (Instant::now(), child.id().to_string());
    // The pipe is closed when the program has stopped reading; it must not take for ever.
    let writer = std::thread::spawn(move || {
        let mut lines = 0;
        while began.elapsed() < Duration::from_secs(60)
            && stdin.write_all(b"{\"text\": \"Bakou a parl\\u00e9.\"}\n").is_ok()
        {
            lines += 1;
            // More than a pipe holds: the program is reading.
            if lines == 5000 {
                assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
            }
            if lines > 5000 {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_how_far_it_came_and_can_go_on() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    let output = interrupt(&["-o", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(130), "{}", text_of(&output));
    // No file has its name before all is there.
    assert!(!out.join("documents.jsonl").exists() && !out.join("manifest.json").exists());
    let documents = lines(&out.join("documents.jsonl.part")).len();
    assert!(documents > 0);
    let message = format!("interrupted after {documents} documents; --resume goes on");
    assert!(text_of(&output).contains(&message), "{}", text_of(&output));

    let output = interrupt(&["--stdout"]);
    assert_eq!(output.status.code(), Some(130), "{}", text_of(&output));
    assert!(!json_lines(&output.stdout).is_empty() && output.stdout.ends_with(b"\n"));
    assert!(text_of(&output).contains("interrupted after "), "{}", text_of(&output));
}

#[test]
fn a_limit_stops_and_a_date_fills_in() {
    let folder = tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    for name in ["a.txt", "b.txt", "c.txt"] {
        fs::write(input.join(name), "Hier, Bakou a parlé.").unwrap();
    }
    let out = folder.path().join("out");
    assert!(extract(&input, &out, &["--engine", "none", "--limit", "2", "--published", "2023-09-20"]).status.success());
    let documents = lines(&out.join("documents.jsonl"));
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0]["published_basis"], "option");
    assert_eq!(documents[0]["times"][0]["value"], "2023-09-19");
}

#[test]
fn the_bundled_article_has_its_eleven_times() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    let output = extract(&sample(), &out, &["--engine", "none"]);
    assert!(output.status.success(), "{}", text_of(&output));
    let documents = lines(&out.join("documents.jsonl"));
    let article = documents.iter().find(|document| document["id"] == "karabakh").unwrap();
    assert_eq!(article["published_basis"], "field");
    let times: Vec<String> = article["times"]
        .as_array()
        .unwrap()
        .iter()
        .map(|time| {
            let column = |key: &str| time[key].as_str().unwrap_or("-").to_owned();
            format!("{} | {} | {} | {}", column("text"), column("type"), column("value"), column("bound"))
        })
        .collect();
    insta::assert_snapshot!(times.join("\n"), @r"
    9h00 GMT | TIME | 2023-09-20T09:00Z | from
    le lendemain | DATE | 2023-09-21 | -
    le 20 septembre | DATE | 2023-09-20 | -
    13 heures | TIME | 2023-09-20T13:00+04:00 | -
    9 heures GMT | TIME | 2023-09-20T09:00Z | -
    jeudi | DATE | 2023-09-21 | -
    1991 | DATE | 1991 | from
    l'automne 2020 | DATE | 2020-FA | -
    44 jours | DURATION | P44D | -
    plusieurs jours | DURATION | PXD | -
    1990 | DATE | 1990 | -
    ");
}
