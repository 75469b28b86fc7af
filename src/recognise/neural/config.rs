use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::{ModelError, SyntaxConfig};

/// The parts of `config.json` that matter, under the names of BERT; DistilBERT has its own.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    #[serde(default)]
    pub(super) architectures: Vec<String>,
    #[serde(default)]
    pub(super) model_type: String,
    #[serde(default, alias = "activation")]
    pub(super) hidden_act: String,
    #[serde(default)]
    pub(super) position_embedding_type: Option<String>,
    #[serde(default)]
    pub(super) is_decoder: bool,
    #[serde(alias = "dim")]
    pub(super) hidden_size: usize,
    #[serde(alias = "hidden_dim")]
    pub(super) intermediate_size: usize,
    #[serde(alias = "n_layers")]
    pub(super) num_hidden_layers: usize,
    #[serde(alias = "n_heads")]
    pub(super) num_attention_heads: usize,
    pub(super) max_position_embeddings: usize,
    #[serde(default = "one")]
    pub(super) type_vocab_size: usize,
    pub(super) vocab_size: usize,
    /// What BERT and DistilBERT have.
    #[serde(default = "bert_epsilon")]
    pub(super) layer_norm_eps: f64,
    #[serde(default)]
    pub(super) pad_token_id: Option<i64>,
    #[serde(default)]
    id2label: BTreeMap<String, String>,
    /// Of our own models: the heads of syntax.
    #[serde(default)]
    pub(super) syntax: Option<SyntaxConfig>,
}

fn one() -> usize {
    1
}

fn bert_epsilon() -> f64 {
    1e-12
}

/// A network for token classification, by the way its layers are put together and named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// BERT.
    Bert,
    /// RoBERTa, CamemBERT and XLM-RoBERTa: positions are counted from behind the padding piece.
    Roberta,
    /// DistilBERT.
    DistilBert,
}

/// As `config.json` calls them: the kind of model and its class in transformers.
const ARCHITECTURES: [(&str, &str, Architecture); 5] = [
    ("bert", "BertForTokenClassification", Architecture::Bert),
    ("roberta", "RobertaForTokenClassification", Architecture::Roberta),
    ("camembert", "CamembertForTokenClassification", Architecture::Roberta),
    ("xlm-roberta", "XLMRobertaForTokenClassification", Architecture::Roberta),
    ("distilbert", "DistilBertForTokenClassification", Architecture::DistilBert),
];

/// The piece that fills up shorter sequences of RoBERTa kinds; their positions begin behind it.
pub(super) const ROBERTA_PADDING: usize = 1;

impl Config {
    /// Reads a configuration and checks what every engine relies on.
    pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Config, ModelError> {
        let config: Config = serde_json::from_slice(bytes)
            .map_err(|error| ModelError::new(path, format!("is not a model configuration: {error}")))?;
        config.check().map_err(|message| ModelError::new(path, message))?;
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        let sizes = [
            self.hidden_size,
            self.intermediate_size,
            self.num_hidden_layers,
            self.num_attention_heads,
            self.max_position_embeddings,
            self.type_vocab_size,
            self.vocab_size,
        ];
        // No model in sight is larger; a damaged number is.
        if sizes.iter().any(|size| *size == 0 || *size > 1 << 24) {
            return Err("has a size that is 0 or beyond all measure".to_owned());
        }
        if let Some(syntax) = &self.syntax {
            syntax.check()?;
        }
        let unlike = if !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            "a `hidden_size` that its heads do not divide"
        } else if self.position_embedding_type.as_deref().is_some_and(|kind| kind != "absolute") {
            "a `position_embedding_type` other than `absolute`"
        } else if self.is_decoder {
            "`is_decoder`"
        } else if self.architecture() == Some(Architecture::Roberta)
            && self.pad_token_id.is_some_and(|id| id != ROBERTA_PADDING as i64)
        {
            "a `pad_token_id` that is unlike RoBERTa's"
        } else if !(self.layer_norm_eps > 0.0 && self.layer_norm_eps < 1.0) {
            "a `layer_norm_eps` that is not between 0 and 1"
        } else {
            return Ok(());
        };
        Err(format!("has {unlike}; no engine computes that"))
    }

    /// The network; `None` for one that no engine computes.
    pub fn architecture(&self) -> Option<Architecture> {
        let known = |(kind, class, _): &&(&str, &str, Architecture)| {
            self.model_type == *kind && self.architectures.iter().any(|name| name == class)
        };
        ARCHITECTURES.iter().find(known).map(|(_, _, architecture)| *architecture)
    }

    /// That the network is not one of those that `engine` computes.
    pub(super) fn refused(&self, path: &Path, engine: &str) -> ModelError {
        let kind = if self.model_type.is_empty() { "model of no kind" } else { &self.model_type };
        ModelError::new(path, format!("is of a {kind} ({})", self.architectures.join(", "))).hint(engine)
    }

    /// The pieces of the longest sequence: as many as there are positions for.
    pub fn longest(&self) -> usize {
        match self.architecture() {
            Some(Architecture::Roberta) => self.max_position_embeddings.saturating_sub(ROBERTA_PADDING + 1),
            _ => self.max_position_embeddings,
        }
    }

    /// The labels in the order of their numbers.
    pub(super) fn labels(&self, path: &Path) -> Result<Vec<String>, ModelError> {
        let mut labels = Vec::new();
        for number in 0..self.id2label.len() {
            let label = self.id2label.get(&number.to_string());
            labels.push(
                label.ok_or_else(|| ModelError::new(path, format!("has no label {number} in `id2label`")))?.clone(),
            );
        }
        if labels.is_empty() {
            return Err(
                ModelError::new(path, "has no `id2label`").hint("only models for token classification can be used")
            );
        }
        Ok(labels)
    }
}
