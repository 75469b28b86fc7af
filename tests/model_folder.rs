//! Damaged and unsuitable model folders: each is an error that names the file and says what to do, never a panic.

use std::fs;
use std::path::Path;

use depeche::recognise::neural::{Embedded, Folder, ModelError, Registry, verify};
use safetensors::tensor::{Dtype, TensorView, serialize};
use serde_json::{Value, json};

const LABELS: [&str; 3] = ["O", "B-PER", "I-PER"];

fn config() -> Value {
    json!({
        "architectures": ["BertForTokenClassification"], "model_type": "bert", "hidden_act": "gelu",
        "hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
        "max_position_embeddings": 32, "type_vocab_size": 2, "vocab_size": 4, "layer_norm_eps": 1e-12,
        "id2label": {"0": LABELS[0], "1": LABELS[1], "2": LABELS[2]},
    })
}

/// The tensors of a tiny network, all values 0.5.
fn tensors() -> Vec<(String, Vec<usize>)> {
    let mut found = vec![
        ("bert.embeddings.word_embeddings.weight".to_owned(), vec![4, 8]),
        ("bert.embeddings.position_embeddings.weight".to_owned(), vec![32, 8]),
        ("bert.embeddings.token_type_embeddings.weight".to_owned(), vec![2, 8]),
    ];
    let mut pair = |name: &str, shape: &[usize]| {
        found.push((format!("{name}.weight"), shape.to_vec()));
        found.push((format!("{name}.bias"), vec![shape[0]]));
    };
    pair("bert.embeddings.LayerNorm", &[8]);
    for name in ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"] {
        pair(&format!("bert.encoder.layer.0.{name}"), &[8, 8]);
    }
    pair("bert.encoder.layer.0.attention.output.LayerNorm", &[8]);
    pair("bert.encoder.layer.0.intermediate.dense", &[16, 8]);
    pair("bert.encoder.layer.0.output.dense", &[8, 16]);
    pair("bert.encoder.layer.0.output.LayerNorm", &[8]);
    pair("classifier", &[3, 8]);
    found
}

fn weights(tensors: &[(String, Vec<usize>)], value: f32) -> Vec<u8> {
    let data: Vec<Vec<u8>> =
        tensors.iter().map(|(_, shape)| value.to_le_bytes().repeat(shape.iter().product())).collect();
    let views = tensors
        .iter()
        .zip(&data)
        .map(|((name, shape), data)| (name.as_str(), TensorView::new(Dtype::F32, shape.clone(), data).unwrap()));
    serialize(views, None).unwrap()
}

fn write(folder: &Path, config: &Value, weights: &[u8]) {
    let tokenizer = json!({
        "version": "1.0", "truncation": {"max_length": 2, "strategy": "LongestFirst", "stride": 0, "direction": "Right"}, "padding": null,
        "added_tokens": [], "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": null, "decoder": null,
        "model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0], ["a", -1.0], ["b", -1.0]], "byte_fallback": false},
    });
    fs::write(folder.join("config.json"), config.to_string()).unwrap();
    fs::write(folder.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    fs::write(folder.join("model.safetensors"), weights).unwrap();
}

fn load(folder: &Path) -> Result<Folder, ModelError> {
    let opened = Folder::open(folder)?;
    Embedded::load(&opened)?;
    Ok(opened)
}

/// A good folder, spoilt; the file that is blamed and a part of the message.
fn spoilt(spoil: impl Fn(&Path), file: &str, message: &str) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &config(), &weights(&tensors(), 0.5));
    spoil(folder.path());
    let error = load(folder.path()).err().unwrap_or_else(|| panic!("not noticed: {message}"));
    assert!(error.path.ends_with(file), "{error}");
    assert!(error.to_string().contains(message), "{error}");
}

fn with_config(change: impl Fn(&mut Value)) -> impl Fn(&Path) {
    move |folder| {
        let mut config = config();
        change(&mut config);
        fs::write(folder.join("config.json"), config.to_string()).unwrap();
    }
}

fn with_tensors(change: impl Fn(&mut Vec<(String, Vec<usize>)>)) -> impl Fn(&Path) {
    move |folder| {
        let mut tensors = tensors();
        change(&mut tensors);
        fs::write(folder.join("model.safetensors"), weights(&tensors, 0.5)).unwrap();
    }
}

fn with_bytes(file: &str, bytes: Vec<u8>) -> impl Fn(&Path) {
    move |folder| fs::write(folder.join(file), &bytes).unwrap()
}

#[test]
fn a_tiny_model_is_read_and_truncation_is_switched_off() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &config(), &weights(&tensors(), 0.5));
    let opened = load(folder.path()).unwrap();
    assert_eq!(opened.cut("a b a b").unwrap().len(), 4);
    assert!(verify(folder.path()).unwrap()[0].problem.is_none());
}

#[test]
fn files() {
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        spoilt(|folder| fs::remove_file(folder.join(file)).unwrap(), file, "is missing");
        spoilt(with_bytes(file, Vec::new()), file, "is ");
        spoilt(with_bytes(file, vec![0xff; 100]), file, "is not a");
    }
    spoilt(with_bytes("tokenizer.json", b"{}".to_vec()), "tokenizer.json", "is not a tokenizer");
    let whole = weights(&tensors(), 0.5);
    for length in [1, 7, 8, 9, 100, whole.len() / 2, whole.len() - 1] {
        spoilt(with_bytes("model.safetensors", whole[..length].to_vec()), "model.safetensors", "is ");
    }
    spoilt(with_bytes("model.safetensors", weights(&tensors(), f32::NAN)), "model.safetensors", "not finite");
    assert!(Folder::open(Path::new("no/such/folder")).unwrap_err().to_string().contains("is missing"));
}

#[test]
fn shapes_and_names() {
    let file = "model.safetensors";
    spoilt(with_tensors(|tensors| tensors[0].1 = vec![5, 8]), file, "shape [5, 8]");
    spoilt(with_tensors(|tensors| tensors[0].1 = vec![32]), file, "shape [32]");
    spoilt(with_tensors(|tensors| tensors[5].0 = "other.weight".to_owned()), file, "has no `bert");
    spoilt(with_tensors(|tensors| drop(tensors.pop())), file, "has no `classifier");
    spoilt(with_tensors(Vec::clear), file, "has no `bert");
}

#[test]
fn configurations() {
    let file = "config.json";
    spoilt(with_config(|config| config["model_type"] = json!("roberta")), file, "BertForTokenClassification");
    spoilt(with_config(|config| config["architectures"] = json!(["BertModel"])), file, "BertModel");
    spoilt(with_config(|config| config["hidden_act"] = json!("relu")), file, "hidden_act");
    spoilt(with_config(|config| config["num_attention_heads"] = json!(3)), file, "heads");
    spoilt(with_config(|config| config["num_attention_heads"] = json!(0)), file, "is 0");
    spoilt(with_config(|config| config["hidden_size"] = json!(1u64 << 40)), file, "beyond");
    spoilt(with_config(|config| config["hidden_size"] = json!(-1)), file, "not a model configuration");
    spoilt(with_config(|config| config["layer_norm_eps"] = json!(0.0)), file, "layer_norm_eps");
    spoilt(with_config(|config| config["max_position_embeddings"] = json!(0)), file, "is 0");
    spoilt(with_config(|config| config["id2label"] = json!({})), file, "id2label");
    spoilt(with_config(|config| config["id2label"] = json!({"0": "O", "2": "B-PER"})), file, "no label 1");
    spoilt(with_config(|config| config["id2label"]["1"] = json!("B-ANIMAL")), file, "`ANIMAL`");
    spoilt(with_config(|config| config["id2label"]["0"] = json!("I-LOC")), file, "no label `O`");
    spoilt(with_config(|config| config["vocab_size"] = json!(2)), "tokenizer.json", "knows 2 pieces");
    spoilt(with_config(|config| config["vocab_size"] = json!(5)), "model.safetensors", "[5, 8]");
}

#[test]
fn digests() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("tiny");
    fs::create_dir(&folder).unwrap();
    let bytes = weights(&tensors(), 0.5);
    write(&folder, &config(), &bytes);
    let registry = |size: usize, digest: &str| {
        let text = format!(
            "[models.tiny]\nversion = 3\n[models.tiny.files.\"model.safetensors\"]\nsize = {size}\nsha256 = \"{digest}\"\n"
        );
        fs::write(root.path().join("registry.toml"), text).unwrap();
    };
    registry(bytes.len() + 1, "");
    assert!(load(&folder).unwrap_err().to_string().contains("is cut short"));
    registry(bytes.len(), "00");
    let error = load(&folder).unwrap_err();
    assert!(error.to_string().contains("sha256") && error.hint.is_some(), "{error}");
    let reports = verify(root.path()).unwrap();
    assert_eq!(reports[0].id, "tiny@3");
    assert!(reports[0].problem.is_some());
    let digest = reports[0].files.iter().find(|file| file.name == "model.safetensors").unwrap().sha256.clone();
    registry(bytes.len(), &digest);
    assert_eq!(load(&folder).unwrap().id(), "tiny@3");
    // A damaged file is called damaged, whatever the damage looks like.
    let mut damaged = bytes.clone();
    damaged[8] = b'!';
    fs::write(folder.join("model.safetensors"), &damaged).unwrap();
    assert!(load(&folder).unwrap_err().to_string().contains("is damaged"));
    fs::write(root.path().join("registry.toml"), "nonsense").unwrap();
    assert!(load(&folder).unwrap_err().to_string().contains("is not a registry"));
    assert!(verify(tempfile::tempdir().unwrap().path()).is_err());
}

#[test]
fn the_registry_of_the_program() {
    let registry = Registry::embedded();
    assert!(registry.models.contains_key("ner-fr"));
}
