//! A model folder as Hugging Face's libraries write it: `config.json` and `tokenizer.json` (the weights are the engine's).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tokenizers::Tokenizer;

use super::config::Config;
use super::labels::Scheme;
use super::registry::{Entry, Registry, hex};
use super::{FileEntry, ModelError, weights};
use crate::document::Span;

/// A subword of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its row in the embedding table.
    pub id: u32,
    /// Where it stands.
    pub span: Span,
}

/// A model without its weights: what it is called, how it cuts text, what its labels mean.
#[derive(Debug)]
pub struct Folder {
    /// Where it lies.
    pub path: PathBuf,
    /// The name of the folder.
    pub name: String,
    /// What the registry says of it, if it is registered.
    pub entry: Option<Entry>,
    /// The shape of the network.
    pub config: Config,
    /// The labels, in the order of the logits.
    pub labels: Vec<String>,
    /// What they mean.
    pub scheme: Scheme,
    tokenizer: Tokenizer,
    /// Pieces that begin every sequence.
    pub prefix: Vec<u32>,
    /// Pieces that end every sequence.
    pub suffix: Vec<u32>,
}

impl Folder {
    /// Reads and checks a folder, all but the weights.
    pub fn open(path: &Path) -> Result<Folder, ModelError> {
        Folder::open_with(path, &BTreeMap::new())
    }

    /// The same, with the meaning of classes of labels, which goes before what the registry says of them.
    pub fn open_with(path: &Path, labels: &BTreeMap<String, String>) -> Result<Folder, ModelError> {
        if !path.is_dir() {
            let message = if path.exists() { "is not a folder" } else { "is missing" };
            return Err(ModelError::new(path, message)
                .hint("a model folder holds `config.json`, `tokenizer.json` and `model.safetensors`"));
        }
        // The folder's own name, also where it was given as `.` or through a link.
        let real = path.canonicalize().map_err(|error| ModelError::io(path, &error))?;
        let name = real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let entry = Registry::beside(&real)?.models.remove(&name);
        let read = |file: &str| -> Result<(PathBuf, Vec<u8>), ModelError> {
            let path = path.join(file);
            let bytes = std::fs::read(&path).map_err(|error| ModelError::io(&path, &error))?;
            if let Some(registered) = entry.as_ref().and_then(|entry| entry.files.get(file)) {
                registered.check(&path, &bytes)?;
            }
            Ok((path, bytes))
        };
        let (config_path, bytes) = read("config.json")?;
        let config = Config::parse(&config_path, &bytes)?;
        let mut map = entry.as_ref().map(|entry| entry.labels.clone()).unwrap_or_default();
        map.extend(labels.clone());
        let labels = config.labels(&config_path)?;
        let notation = entry.as_ref().and_then(|entry| entry.scheme);
        let scheme = Scheme::new(&labels, &map, notation).map_err(|message| {
            ModelError::new(&config_path, message)
                .hint("say what a class means by `--labels CLASS=PER` (or LOC, ORG, MISC, or hint, which is left out)")
        })?;
        let (tokenizer_path, bytes) = read("tokenizer.json")?;
        let tokenizer = tokenizer(&tokenizer_path, &bytes, &config)?;
        let (prefix, suffix) = specials(&tokenizer_path, &tokenizer)?;
        if config.longest() <= prefix.len() + suffix.len() {
            return Err(ModelError::new(&config_path, "has no positions for the pieces of a text"));
        }
        Ok(Folder { path: path.to_owned(), name, entry, config, labels, scheme, tokenizer, prefix, suffix })
    }

    /// The id that `found_by` carries: the name and the registered version.
    pub fn id(&self) -> String {
        match &self.entry {
            Some(entry) => format!("{}@{}", self.name, entry.version),
            None => self.name.clone(),
        }
    }

    /// What the registry says of one of the files.
    pub fn registered(&self, file: &str) -> Option<&FileEntry> {
        self.entry.as_ref()?.files.get(file)
    }

    /// The digest of the weights, in hexadecimal: the registered one, which loading compares, or else that of the file.
    pub fn weights_digest(&self) -> Result<String, ModelError> {
        if let Some(registered) = self.registered(weights::FILE) {
            return Ok(registered.sha256.clone());
        }
        let path = self.path.join(weights::FILE);
        let bytes = std::fs::read(&path).map_err(|error| ModelError::io(&path, &error))?;
        Ok(hex(&Sha256::digest(&bytes)))
    }

    /// The pieces of a stretch of text, without those that begin and end a sequence. Spans count from the start of `text`.
    pub fn cut(&self, text: &str) -> Result<Vec<Piece>, tokenizers::Error> {
        let encoding = self.tokenizer.encode(text, false)?;
        let spans = encoding.get_offsets().iter();
        Ok(encoding
            .get_ids()
            .iter()
            .zip(spans)
            .map(|(id, (start, end))| Piece { id: *id, span: Span::new(*start, *end) })
            .collect())
    }
}

fn tokenizer(path: &Path, bytes: &[u8], config: &Config) -> Result<Tokenizer, ModelError> {
    let wrong = |error: tokenizers::Error| ModelError::new(path, format!("is not a tokenizer: {error}"));
    let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(wrong)?;
    tokenizer.with_truncation(None).map_err(wrong)?;
    tokenizer.with_padding(None);
    let largest = tokenizer.get_vocab(true).into_values().max().unwrap_or(0) as usize;
    if largest >= config.vocab_size {
        let message = format!("has a piece {largest} where the model knows {} pieces", config.vocab_size);
        return Err(ModelError::new(path, message).hint("tokenizer and weights are of different models"));
    }
    Ok(tokenizer)
}

/// The special pieces before and after a text, as the post-processor puts them.
fn specials(path: &Path, tokenizer: &Tokenizer) -> Result<(Vec<u32>, Vec<u32>), ModelError> {
    let wrong = |error: tokenizers::Error| ModelError::new(path, format!("cannot cut a text: {error}"));
    let encoding = tokenizer.encode("a", true).map_err(wrong)?;
    let (ids, mask) = (encoding.get_ids(), encoding.get_special_tokens_mask());
    let before = mask.iter().take_while(|special| **special == 1).count();
    let after = mask.iter().rev().take_while(|special| **special == 1).count();
    if before == ids.len() {
        return Err(ModelError::new(path, "cuts a text into nothing"));
    }
    Ok((ids[..before].to_vec(), ids[ids.len() - after..].to_vec()))
}
