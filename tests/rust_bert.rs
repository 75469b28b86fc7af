//! The rust-bert engine: against transformers on tiny models of every architecture, against the embedded engine on the bundled
//! one, and on what breaks rust-bert's own pipelines. Needs the feature `rust-bert`; `scripts/test-all` runs it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use depeche::document::{Entity, Span};
use depeche::recognise::neural::{Device, Embedded, Folder, Model, ModelError, RustBert, Tagger};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

const KINDS: [&str; 5] = ["bert", "distilbert", "roberta", "camembert", "xlm-roberta"];

#[derive(Deserialize)]
struct Reference {
    deviation: f32,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    text: String,
    ids: Vec<u32>,
    logits: Vec<Vec<f32>>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn tiny(kind: &str) -> PathBuf {
    root().join("tests/data/tiny").join(kind)
}

fn load(path: &Path) -> Result<(Folder, RustBert), ModelError> {
    let folder = Folder::open(path)?;
    let engine = RustBert::load(&folder, Device::Cpu)?;
    Ok((folder, engine))
}

fn model(path: &Path) -> Model {
    let (folder, engine) = load(path).unwrap();
    Model::new(folder, Arc::new(engine)).unwrap()
}

fn bundled() -> Option<PathBuf> {
    let path = root().join("models/ner-fr");
    if path.join("model.safetensors").exists() {
        return Some(path);
    }
    eprintln!("skipped: there is no model in {}", path.display());
    None
}

fn farthest(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn agrees_with_transformers() {
    for kind in KINDS {
        let reference: Reference =
            serde_json::from_str(&fs::read_to_string(tiny(kind).join("reference.json")).unwrap()).unwrap();
        let (folder, engine) = load(&tiny(kind)).unwrap();
        for item in &reference.items {
            let mut ids = folder.prefix.clone();
            ids.extend(folder.cut(&item.text).unwrap().iter().map(|piece| piece.id));
            ids.extend(&folder.suffix);
            // The last text of each kind is cut off at as many pieces as the model can read.
            let kept = item.ids.len().min(engine.longest()) - 1;
            assert_eq!(ids[..kept], item.ids[..kept], "{kind}: {}", item.text);
        }
        let found = engine.logits(reference.items.iter().map(|item| item.ids.clone()).collect()).unwrap();
        let worst = found.iter().zip(&reference.items).map(|(found, item)| farthest(found, &item.logits.concat()));
        let worst = worst.fold(0.0, f32::max);
        println!("{kind}: {worst:e} from transformers, whose own epsilon would change {:e}", reference.deviation);
        assert!(worst < 1e-4, "{kind}: {worst}");
        assert!(reference.deviation < 1e-3, "{kind}");
    }
}

#[test]
fn positions_end_where_the_architecture_says() {
    for kind in KINDS {
        let (_, engine) = load(&tiny(kind)).unwrap();
        assert_eq!(engine.longest(), 512, "{kind}");
        assert_eq!(engine.logits(vec![vec![5; 512]]).unwrap()[0].len(), 512 * engine.labels().len());
        assert!(engine.logits(vec![vec![5; 513]]).is_err());
        assert!(engine.logits(vec![vec![u32::MAX]]).is_err());
        assert!(engine.logits(vec![Vec::new()]).is_err());
        assert!(engine.logits(Vec::new()).unwrap().is_empty());
    }
}

#[test]
fn company_changes_rounding_only_and_threads_nothing() {
    for kind in KINDS {
        let (_, engine) = load(&tiny(kind)).unwrap();
        let sequences: Vec<Vec<u32>> =
            (1..90u32).map(|length| (0..length * 7 % 300 + 1).map(|at| (at * 31 + length) % 150).collect()).collect();
        let together = engine.logits(sequences.clone()).unwrap();
        for (sequence, found) in sequences.iter().zip(&together) {
            let alone = engine.logits(vec![sequence.clone()]).unwrap().remove(0);
            let difference = farthest(found, &alone);
            assert!(difference < 1e-4, "{kind}: {difference}");
        }
        let spread: Vec<_> = (0..8).into_par_iter().map(|_| engine.logits(sequences.clone()).unwrap()).collect();
        assert!(spread.iter().all(|found| *found == together), "{kind}: other bits on other threads");
    }
}

/// The names in stretches of a text.
fn names_in(model: &Model, text: &str, spans: &[Span]) -> Vec<Entity> {
    model.read(text, spans.iter().copied(), None).unwrap().names
}

/// The names in a text that is one sentence.
fn names(model: &Model, text: &str) -> Vec<Entity> {
    let found = names_in(model, text, &[Span::new(0, text.len())]);
    for entity in &found {
        assert!(!entity.span.of(text).trim().is_empty() && (0.0..=1.0).contains(&entity.score), "{entity:?}");
    }
    found
}

/// What breaks rust-bert's own pipelines: accents, more texts than a batch, more pieces than positions, apostrophes, signs that
/// normalisation spells out, nothing at all, and a `tokenizer.json` that truncates and pads (the tiny BERT's does, at 64).
#[test]
fn texts_that_break_the_pipelines_of_rust_bert() {
    for kind in KINDS {
        let model = model(&tiny(kind));
        let texts: Vec<String> =
            (0..70).map(|number| format!("Texte {number} : é é é Bakou GMT, dit l'État.")).collect();
        let alone: Vec<Vec<Entity>> = texts.iter().map(|text| names(&model, text)).collect();
        let whole = texts.concat();
        let mut start = 0;
        let spans: Vec<Span> = texts
            .iter()
            .map(|text| {
                start += text.len();
                Span::new(start - text.len(), start)
            })
            .collect();
        let together = names_in(&model, &whole, &spans);
        let expected: Vec<(Span, _)> = spans
            .iter()
            .zip(&alone)
            .flat_map(|(span, names)| names.iter().map(|name| (name.span.shift(span.start), name.label)))
            .collect();
        assert!(!expected.is_empty(), "{kind}: a test of nothing");
        assert_eq!(together.iter().map(|name| (name.span, name.label)).collect::<Vec<_>>(), expected, "{kind}");

        let long = "À Bakou, l’Azerbaïdjan s'est retiré ; ½ million d'été. ".repeat(700);
        assert!(model.folder().cut(&long).unwrap().len() > 10_000, "{kind}");
        let found = names(&model, &long);
        let thirds = |third: usize| found.iter().any(|name| name.span.start * 3 / long.len() == third);
        assert!((0..3).all(thirds), "{kind}: names in a part of the text only");

        for text in ["", " ", "é", "½", "½½½ l'½", "'", "l’", "\u{0}\u{200d}🙂", "<pad> <s> [SEP] [PAD]"] {
            names(&model, text);
        }
    }
}

#[test]
fn both_engines_compute_the_same() {
    let Some(path) = bundled() else { return };
    let (folder, engine) = load(&path).unwrap();
    let embedded = Embedded::load(&folder).unwrap();
    let reference: Vec<Item> = serde_json::from_str(include_str!("data/ner-fr-reference.json")).unwrap();
    let sequences: Vec<Vec<u32>> = reference.into_iter().map(|item| item.ids).collect();
    let (found, expected) = (engine.logits(sequences.clone()).unwrap(), embedded.logits(sequences).unwrap());
    let worst = found.iter().zip(&expected).map(|(a, b)| farthest(a, b)).fold(0.0, f32::max);
    println!("largest difference of a logit between the engines: {worst:e}");
    assert!(worst < 1e-3, "{worst}");
}

fn depeche(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_depeche")).args(arguments).current_dir(root()).output().unwrap()
}

fn extract(out: &Path, engine: &str, jobs: &str) -> Vec<u8> {
    let out = out.join(format!("{engine}-{jobs}"));
    let run = depeche(&["extract", "corpus/sample", "-o", out.to_str().unwrap(), "--engine", engine, "-j", jobs]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    fs::read(out.join("documents.jsonl")).unwrap()
}

/// Sets every score aside and gives them back.
fn without_scores(value: &mut Value, scores: &mut Vec<f64>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| without_scores(item, scores)),
        Value::Object(items) => {
            for (key, item) in items.iter_mut() {
                match (key.as_str(), item.as_f64()) {
                    ("score" | "confidence", Some(score)) => {
                        scores.push(score);
                        *item = Value::Null;
                    }
                    _ => without_scores(item, scores),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn the_same_entities_but_for_the_last_digits_of_scores() {
    if bundled().is_none() {
        return;
    }
    let out = tempfile::tempdir().unwrap();
    let rust_bert = extract(out.path(), "rust-bert", "2");
    assert!(rust_bert == extract(out.path(), "rust-bert", "1"), "bytes depend on -j");
    let embedded = extract(out.path(), "embedded", "2");
    let read = |bytes: &[u8]| {
        let mut scores = Vec::new();
        let mut records: Vec<Value> = bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect();
        for record in &mut records {
            // Syntax, which this engine does not read, has a say in these.
            record.as_object_mut().unwrap().retain(|layer, _| layer != "times" && layer != "events");
            without_scores(record, &mut scores);
        }
        (records, scores)
    };
    let ((records, scores), (expected, others)) = (read(&rust_bert), read(&embedded));
    assert_eq!(records, expected);
    assert!(scores.len() == others.len() && scores.len() > 100);
    let differing = scores.iter().zip(&others).filter(|(a, b)| a != b).count();
    let worst = scores.iter().zip(&others).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    println!("{differing} of {} scores differ, by at most {worst:e}", scores.len());
    assert!(worst <= 1.01e-4, "{worst}");
}

/// A copy of the tiny BERT, spoilt; the file that is blamed and a part of the message.
fn spoilt(kind: &str, spoil: impl Fn(&Path), file: &str, message: &str) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["config.json", "tokenizer.json", "model.safetensors"] {
        fs::copy(tiny(kind).join(name), folder.path().join(name)).unwrap();
    }
    spoil(folder.path());
    let run = depeche(&[
        "extract",
        "corpus/sample",
        "-o",
        folder.path().join("out").to_str().unwrap(),
        "--engine",
        "rust-bert",
        "--model",
        folder.path().to_str().unwrap(),
    ]);
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(2), "{said}");
    assert!(said.contains(file) && said.contains(message) && said.contains("; "), "{said}");
    assert!(said.starts_with("error: ") && said.lines().count() == 1, "{said}");
    assert!(!folder.path().join("out").exists());
}

fn with_config(change: impl Fn(&mut Value)) -> impl Fn(&Path) {
    move |folder| {
        let path = folder.join("config.json");
        let mut config: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(&mut config);
        fs::write(path, config.to_string()).unwrap();
    }
}

fn with_weights(change: impl Fn(&mut Vec<u8>)) -> impl Fn(&Path) {
    move |folder| {
        let path = folder.join("model.safetensors");
        let mut bytes = fs::read(&path).unwrap();
        change(&mut bytes);
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn bad_models_are_refused_with_the_file_and_a_hint() {
    let weights = "model.safetensors";
    for kind in KINDS {
        for file in ["tokenizer.json", weights] {
            spoilt(kind, |folder| fs::remove_file(folder.join(file)).unwrap(), file, "is missing");
        }
        spoilt(kind, with_config(|config| config["model_type"] = json!("electra")), "config.json", "DistilBERT");
        spoilt(kind, with_config(|config| config["architectures"] = json!(["BertModel"])), "config.json", "BertModel");
        spoilt(kind, with_config(|config| config["id2label"]["1"] = json!("B-ANIMAL")), "config.json", "--labels");
        spoilt(kind, with_config(|config| config["vocab_size"] = json!(399)), "tokenizer.json", "399 pieces");
        spoilt(kind, with_config(|config| config["vocab_size"] = json!(401)), weights, "[401, 24]");
        spoilt(kind, with_weights(|bytes| bytes.truncate(bytes.len() - 3)), weights, "is cut short");
        spoilt(kind, with_weights(|bytes| bytes.truncate(100)), weights, "is cut short");
        // The last tensor's last value becomes NaN in either precision.
        let nan = |bytes: &mut Vec<u8>| {
            let end = bytes.len();
            bytes[end - 4..].fill(0x7f);
            bytes[end - 1] = 0x7f;
            bytes[end - 2] = 0xff;
        };
        spoilt(kind, with_weights(nan), weights, "not finite");
    }
    spoilt("bert", with_config(|config| config["hidden_act"] = json!("quick_gelu")), "config.json", "quick_gelu");
    spoilt("bert", with_config(|config| config["hidden_size"] = json!(48)), weights, "is cut short");
    spoilt("bert", with_config(|config| config["num_hidden_layers"] = json!(1 << 20)), weights, "is cut short");
    spoilt(
        "bert",
        with_config(|config| config["num_hidden_layers"] = json!(3)),
        weights,
        "has no `bert.encoder.layer.2",
    );
    spoilt("roberta", with_config(|config| config["pad_token_id"] = json!(0)), "config.json", "pad_token_id");
    spoilt("camembert", with_config(|config| config["model_type"] = json!("bert")), "config.json", "CamembertFor");
}

#[test]
fn devices() {
    let refused = |device: &str, message: &str| {
        let run = depeche(&["extract", "corpus/sample", "-o", "unused", "--engine", "rust-bert", "--device", device]);
        let said = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{said}");
        assert!(said.contains(message) && !said.contains("panicked"), "{said}");
    };
    refused("gpu", "expected cpu, cuda or cuda:N");
    refused("cuda:", "expected cpu, cuda or cuda:N");
    refused("cuda:200", "cuda:200");
    let folder = Folder::open(&tiny("bert")).unwrap();
    match RustBert::load(&folder, Device::Cuda(0)) {
        Ok(engine) => {
            println!("there is a GPU: its logits are held against the processor's");
            let (_, processor) = load(&tiny("bert")).unwrap();
            let ids = vec![vec![5; 100], vec![6; 3]];
            let (found, expected) = (engine.logits(ids.clone()).unwrap(), processor.logits(ids).unwrap());
            assert!(farthest(&found.concat(), &expected.concat()) < 1e-3);
        }
        Err(error) => {
            assert!(error.to_string().contains("--device cpu"), "{error}");
            refused("cuda", "--device cpu");
        }
    }
}

#[test]
fn a_map_of_labels_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["config.json", "tokenizer.json", "model.safetensors"] {
        fs::copy(tiny("camembert").join(name), folder.path().join(name)).unwrap();
    }
    with_config(|config| {
        config["id2label"] = json!({"0": "O", "1": "I-person", "2": "I-place", "3": "I-number"});
    })(folder.path());
    let extract = |labels: &[&str]| {
        let arguments = ["extract", "corpus/sample", "--stdout", "--engine", "rust-bert", "--model"];
        let mut arguments: Vec<&str> = arguments.to_vec();
        arguments.push(folder.path().to_str().unwrap());
        arguments.extend(labels);
        depeche(&arguments)
    };
    assert_eq!(extract(&[]).status.code(), Some(2));
    let run = extract(&["--labels", "person=PER,place=LOC", "--labels", "number=hint"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let mut labels: BTreeMap<String, usize> = BTreeMap::new();
    for line in run.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let record: Value = serde_json::from_slice(line).unwrap();
        for entity in record["entities"].as_array().unwrap() {
            if entity["found_by"].as_str().unwrap().starts_with("model:") {
                *labels.entry(entity["label"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
    }
    assert_eq!(labels.keys().collect::<Vec<_>>(), ["LOC", "PER"], "{labels:?}");
}
