use std::collections::HashMap;
use std::path::Path;

use rten_gemm::{GemmExecutor, PackedBMatrix};

use super::encoder::{Block, Encoder};
use super::layers::{LayerNorm, Linear};
use crate::recognise::neural::ModelError;
use crate::recognise::neural::folder::{Config, Folder};
use crate::recognise::neural::weights::{self, Values};

/// The weights file of a model folder.
pub(super) const FILE: &str = "model.safetensors";

/// What becomes of a tensor.
enum Loaded {
    Table(Values),
    Matrix(PackedBMatrix<f32>),
    Vector(Vec<f32>),
}

/// The tensors that are read and not yet put into their places.
struct Parts<'a> {
    path: &'a Path,
    parts: HashMap<String, Loaded>,
    epsilon: f32,
}

/// Reads the weights of a BERT token classifier.
pub(super) fn load(folder: &Folder) -> Result<Encoder, ModelError> {
    let config = &folder.config;
    check(&folder.path.join("config.json"), config)?;
    let labels = folder.scheme.len();
    let path = folder.path.join(FILE);
    let gemm = GemmExecutor::new();
    let mut parts = HashMap::new();
    weights::read(
        &path,
        folder.registered(FILE),
        |name| shape(name, config, labels),
        |name, values| {
            let loaded = match shape(name, config, labels).unwrap_or_default()[..] {
                [_, _] if name.contains("embeddings") => Loaded::Table(values),
                [rows, columns] => Loaded::Matrix(Linear::pack(&gemm, &values.into_single(), rows, columns)),
                _ => Loaded::Vector(values.into_single()),
            };
            parts.insert(name.to_owned(), loaded);
            Ok(())
        },
    )?;
    Parts { path: &path, parts, epsilon: config.layer_norm_eps as f32 }.build(config, labels)
}

/// Whether the configuration is one of the networks that the encoder computes.
fn check(path: &Path, config: &Config) -> Result<(), ModelError> {
    let is_bert =
        config.model_type == "bert" && config.architectures.iter().any(|name| name == "BertForTokenClassification");
    if !is_bert {
        let message = format!("is of a {} ({})", config.model_type, config.architectures.join(", "));
        return Err(ModelError::new(path, message).hint("the embedded engine computes BertForTokenClassification"));
    }
    let sizes = [
        config.hidden_size,
        config.intermediate_size,
        config.num_hidden_layers,
        config.num_attention_heads,
        config.max_position_embeddings,
        config.type_vocab_size,
        config.vocab_size,
    ];
    // No model in sight is larger; a damaged number is.
    if sizes.iter().any(|size| *size == 0 || *size > 1 << 24) {
        return Err(ModelError::new(path, "has a size that is 0 or beyond all measure"));
    }
    let unlike = if !config.hidden_size.is_multiple_of(config.num_attention_heads) {
        "a `hidden_size` that its heads do not divide"
    } else if config.hidden_act != "gelu" {
        "a `hidden_act` other than `gelu`"
    } else if config.position_embedding_type.as_deref().is_some_and(|kind| kind != "absolute") {
        "a `position_embedding_type` other than `absolute`"
    } else if config.is_decoder {
        "`is_decoder`"
    } else if !(config.layer_norm_eps > 0.0 && config.layer_norm_eps < 1.0) {
        "a `layer_norm_eps` that is not between 0 and 1"
    } else {
        return Ok(());
    };
    Err(ModelError::new(path, format!("has {unlike}")).hint("the embedded engine does not compute that"))
}

/// The shape that a tensor must have; `None` for one that the encoder does not use.
fn shape(name: &str, config: &Config, labels: usize) -> Option<Vec<usize>> {
    let (hidden, inner) = (config.hidden_size, config.intermediate_size);
    let (part, kind) = name.rsplit_once('.')?;
    let (part, outputs, inputs) = match part.strip_prefix("bert.") {
        None if part == "classifier" => (part, labels, hidden),
        None => return None,
        Some(part) => match part.strip_prefix("embeddings.") {
            Some("word_embeddings") => (part, config.vocab_size, hidden),
            Some("position_embeddings") => (part, config.max_position_embeddings, hidden),
            Some("token_type_embeddings") => (part, config.type_vocab_size, hidden),
            Some("LayerNorm") => (part, hidden, 0),
            Some(_) => return None,
            None => {
                let (number, part) = part.strip_prefix("encoder.layer.")?.split_once('.')?;
                number.parse::<usize>().ok().filter(|number| *number < config.num_hidden_layers)?;
                match part {
                    "attention.self.query" | "attention.self.key" | "attention.self.value" => (part, hidden, hidden),
                    "attention.output.dense" => (part, hidden, hidden),
                    "intermediate.dense" => (part, inner, hidden),
                    "output.dense" => (part, hidden, inner),
                    "attention.output.LayerNorm" | "output.LayerNorm" => (part, hidden, 0),
                    _ => return None,
                }
            }
        },
    };
    match kind {
        "weight" if part.ends_with("LayerNorm") => Some(vec![outputs]),
        "weight" => Some(vec![outputs, inputs]),
        "bias" if !part.starts_with("embeddings.") || part.ends_with("LayerNorm") => Some(vec![outputs]),
        _ => None,
    }
}

impl Parts<'_> {
    fn build(mut self, config: &Config, labels: usize) -> Result<Encoder, ModelError> {
        let words = self.table("bert.embeddings.word_embeddings.weight")?;
        // The program knows texts of one kind only, so the first token type goes into the positions.
        let mut positions = self.table("bert.embeddings.position_embeddings.weight")?.into_single();
        let types = self.table("bert.embeddings.token_type_embeddings.weight")?.into_single();
        for row in positions.chunks_exact_mut(config.hidden_size) {
            super::layers::add(row, &types[..config.hidden_size]);
        }
        let norm = self.norm("bert.embeddings.LayerNorm")?;
        let mut blocks = Vec::new();
        for number in 0..config.num_hidden_layers {
            let name = |part: &str| format!("bert.encoder.layer.{number}.{part}");
            blocks.push(Block {
                query: self.linear(&name("attention.self.query"))?,
                key: self.linear(&name("attention.self.key"))?,
                value: self.linear(&name("attention.self.value"))?,
                attended: self.linear(&name("attention.output.dense"))?,
                attended_norm: self.norm(&name("attention.output.LayerNorm"))?,
                inner: self.linear(&name("intermediate.dense"))?,
                outer: self.linear(&name("output.dense"))?,
                norm: self.norm(&name("output.LayerNorm"))?,
            });
        }
        Ok(Encoder {
            words,
            positions,
            norm,
            blocks,
            classifier: self.linear("classifier")?,
            hidden: config.hidden_size,
            inner: config.intermediate_size,
            heads: config.num_attention_heads,
            pieces: config.vocab_size,
            labels,
        })
    }

    fn missing(&self, name: &str) -> ModelError {
        ModelError::new(self.path, format!("has no `{name}`")).hint("weights and configuration are of different models")
    }

    fn table(&mut self, name: &str) -> Result<Values, ModelError> {
        match self.parts.remove(name) {
            Some(Loaded::Table(values)) => Ok(values),
            _ => Err(self.missing(name)),
        }
    }

    fn vector(&mut self, name: &str) -> Result<Vec<f32>, ModelError> {
        match self.parts.remove(name) {
            Some(Loaded::Vector(values)) => Ok(values),
            _ => Err(self.missing(name)),
        }
    }

    fn linear(&mut self, name: &str) -> Result<Linear, ModelError> {
        let weight = format!("{name}.weight");
        let Some(Loaded::Matrix(weights)) = self.parts.remove(&weight) else { return Err(self.missing(&weight)) };
        Ok(Linear::new(weights, self.vector(&format!("{name}.bias"))?))
    }

    fn norm(&mut self, name: &str) -> Result<LayerNorm, ModelError> {
        Ok(LayerNorm {
            weight: self.vector(&format!("{name}.weight"))?,
            bias: self.vector(&format!("{name}.bias"))?,
            epsilon: self.epsilon,
        })
    }
}
