use std::collections::HashMap;
use std::path::Path;

use rten_gemm::{GemmExecutor, PackedBMatrix};

use super::encoder::{Block, Encoder};
use super::layers::{LayerNorm, Linear};
use super::parser::Parser;
use crate::recognise::neural::weights::{self, Values};
use crate::recognise::neural::{Architecture, Config, Folder, ModelError, SyntaxConfig};

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
    let path = folder.path.join(weights::FILE);
    let gemm = GemmExecutor::new();
    let mut parts = HashMap::new();
    weights::read(
        &path,
        folder.registered(weights::FILE),
        |name| shape(name, config, labels),
        |name, values| {
            let loaded = match shape(name, config, labels).unwrap_or_default()[..] {
                [_, _] if name.contains("embeddings") || name == LATER => Loaded::Table(values),
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
    if config.architecture() != Some(Architecture::Bert) {
        let hint = "the embedded engine computes BertForTokenClassification; `--engine rust-bert` computes others, too";
        return Err(config.refused(path, hint));
    }
    if config.hidden_act != "gelu" {
        return Err(ModelError::new(path, "has a `hidden_act` other than `gelu`")
            .hint("the embedded engine does not compute that; `--engine rust-bert` may"));
    }
    Ok(())
}

/// The shape that a tensor must have; `None` for one that the encoder does not use.
fn shape(name: &str, config: &Config, labels: usize) -> Option<Vec<usize>> {
    let (hidden, inner) = (config.hidden_size, config.intermediate_size);
    let (part, kind) = name.rsplit_once('.')?;
    let (part, outputs, inputs) = match part.strip_prefix("bert.") {
        None if part == "classifier" => (part, labels, hidden),
        None => return syntax_shape(name.strip_prefix(SYNTAX)?, config),
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

/// What the names of the heads of syntax begin with.
const SYNTAX: &str = "syntax.";
const LATER: &str = "syntax.later";

/// The shape of a tensor of the heads of syntax.
fn syntax_shape(name: &str, config: &Config) -> Option<Vec<usize>> {
    let syntax = config.syntax.as_ref()?;
    let (hidden, arc, relation) = (config.hidden_size, syntax.arc_size, syntax.relation_size);
    let (part, kind) = name.rsplit_once('.').unwrap_or((name, ""));
    let (outputs, inputs) = match part {
        "later" if kind.is_empty() => return Some(vec![syntax.later, hidden]),
        "tags" => (syntax.tag_count(), hidden),
        "arc_dependent" | "arc_head" => (arc, hidden),
        "arc" => (arc, arc),
        "relation_dependent" | "relation_head" => (relation, hidden),
        "relation" => (syntax.relations.len(), relation),
        _ => return None,
    };
    match kind {
        "weight" => Some(vec![outputs, inputs]),
        "bias" if part != "relation_head" => Some(vec![outputs]),
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
        let parser = config.syntax.as_ref().map(|syntax| self.parser(syntax)).transpose()?;
        Ok(Encoder {
            words,
            positions,
            norm,
            blocks,
            classifier: self.linear("classifier")?,
            parser,
            hidden: config.hidden_size,
            inner: config.intermediate_size,
            heads: config.num_attention_heads,
            pieces: config.vocab_size,
            labels,
        })
    }

    fn parser(&mut self, config: &SyntaxConfig) -> Result<Parser, ModelError> {
        let relation_head = "syntax.relation_head.weight";
        let Some(Loaded::Matrix(weights)) = self.parts.remove(relation_head) else {
            return Err(self.missing(relation_head));
        };
        Ok(Parser {
            later: self.table(LATER)?.into_single(),
            tags: self.linear("syntax.tags")?,
            arc_dependent: self.linear("syntax.arc_dependent")?,
            arc_head: self.linear("syntax.arc_head")?,
            arc: self.linear("syntax.arc")?,
            relation_dependent: self.linear("syntax.relation_dependent")?,
            relation_head: Linear::new(weights, vec![0.0; config.relation_size]),
            relation: self.linear("syntax.relation")?,
            config: config.clone(),
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
