use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::locate::is_model;
use super::registry::hex;
use super::{Embedded, Folder, ModelError};

const FILES: [&str; 3] = ["config.json", "model.safetensors", "tokenizer.json"];

/// What a check of a model found.
#[derive(Clone, Debug)]
pub struct ModelReport {
    /// The name of the folder, with the registered version.
    pub id: String,
    /// Where it lies.
    pub path: PathBuf,
    /// SPDX, where the model is registered.
    pub licence: Option<String>,
    /// Its files, as far as they are there.
    pub files: Vec<FileReport>,
    /// Why it cannot be used, if it cannot.
    pub problem: Option<ModelError>,
}

/// A file of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReport {
    /// Its name.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// In hexadecimal.
    pub sha256: String,
    /// Whether the registry has this digest for it; `None` where it has none.
    pub matches: Option<bool>,
}

/// Checks a model folder, or all the model folders inside a folder: reads every file and builds the network.
pub fn verify(folder: &Path) -> Result<Vec<ModelReport>, ModelError> {
    let mut folders = vec![folder.to_owned()];
    if !is_model(folder) {
        let entries = std::fs::read_dir(folder).map_err(|error| ModelError::io(folder, &error))?;
        folders = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_model(path)).collect();
        folders.sort();
    }
    if folders.is_empty() {
        return Err(ModelError::new(folder, "holds no model").hint("install one with `depeche models install DIR`"));
    }
    folders.iter().map(|path| report(path)).collect()
}

fn report(path: &Path) -> Result<ModelReport, ModelError> {
    let opened = Folder::open(path);
    let (id, entry) = match &opened {
        Ok(folder) => (folder.id(), folder.entry.clone()),
        Err(_) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let entry = super::Registry::beside(path)?.models.remove(&name);
            (name, entry)
        }
    };
    let mut files = Vec::new();
    for name in FILES {
        let Ok(bytes) = std::fs::read(path.join(name)) else { continue };
        let sha256 = hex(&Sha256::digest(&bytes));
        let matches = entry.as_ref().and_then(|entry| entry.files.get(name)).map(|known| known.sha256 == sha256);
        files.push(FileReport { name: name.to_owned(), size: bytes.len() as u64, sha256, matches });
    }
    let problem = opened.and_then(|folder| load(&folder)).err();
    Ok(ModelReport { id, path: path.to_owned(), licence: entry.map(|entry| entry.licence), files, problem })
}

/// Builds the network in the engine that computes it, if the program has it.
fn load(folder: &Folder) -> Result<(), ModelError> {
    #[cfg(feature = "rust-bert")]
    if folder.config.architecture() != Some(super::Architecture::Bert) {
        return super::RustBert::load(folder, super::Device::Cpu).map(drop);
    }
    Embedded::load(folder).map(drop)
}
