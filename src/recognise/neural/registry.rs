use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{ModelError, Notation};

/// The models that are known: digests of their files, licences, label maps.
///
/// The program carries `models/registry.toml`; a folder of models may hold a `registry.toml` of its own for others.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// By id, which is also the name of the model's folder.
    #[serde(default)]
    pub models: BTreeMap<String, Entry>,
}

/// What the registry says of a model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Counted up with every new training; part of `found_by`.
    pub version: u32,
    /// SPDX.
    #[serde(default)]
    pub licence: String,
    /// A class of the model's labels -> a class of entities, or `hint` where it is no entity.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// How its labels mark where a name begins, where it is known.
    #[serde(default)]
    pub scheme: Option<Notation>,
    /// By file name.
    #[serde(default)]
    pub files: BTreeMap<String, FileEntry>,
}

/// What a file must be.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// In bytes.
    pub size: u64,
    /// In hexadecimal.
    pub sha256: String,
}

impl Registry {
    /// The registry inside the program.
    pub fn embedded() -> Registry {
        toml::from_str(include_str!("../../../models/registry.toml")).expect("tested with the program")
    }

    /// The registry inside the program and what `registry.toml` beside the model's folder adds to it.
    pub fn beside(folder: &Path) -> Result<Registry, ModelError> {
        let mut registry = Registry::embedded();
        let path = folder.parent().unwrap_or(folder).join("registry.toml");
        if let Ok(text) = std::fs::read_to_string(&path) {
            let local: Registry = toml::from_str(&text)
                .map_err(|error| ModelError::new(&path, format!("is not a registry of models: {}", error.message())))?;
            for (id, entry) in local.models {
                registry.models.entry(id).or_insert(entry);
            }
        }
        Ok(registry)
    }
}

impl FileEntry {
    /// Whether a file of that size can be the one; asked before it is read.
    pub(super) fn check_size(&self, path: &Path, size: u64) -> Result<(), ModelError> {
        if size == self.size {
            return Ok(());
        }
        let damage = if size < self.size { "is cut short" } else { "is too long" };
        Err(damaged(path, format!("{damage}: {size} bytes where the registry has {}", self.size)))
    }

    /// Whether the bytes hashed are the ones registered.
    pub(super) fn check_digest(&self, path: &Path, hash: Sha256) -> Result<(), ModelError> {
        let found = hex(&hash.finalize());
        if found == self.sha256 {
            return Ok(());
        }
        Err(damaged(
            path,
            format!("is damaged or another version: its sha256 is {found}, the registry has {}", self.sha256),
        ))
    }

    /// Size and digest of bytes in memory.
    pub(super) fn check(&self, path: &Path, bytes: &[u8]) -> Result<(), ModelError> {
        self.check_size(path, bytes.len() as u64)?;
        self.check_digest(path, Sha256::new_with_prefix(bytes))
    }
}

fn damaged(path: &Path, message: String) -> ModelError {
    ModelError::new(path, message).hint("install the model again with `depeche models install DIR`")
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
