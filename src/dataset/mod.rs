//! The files of a run: `documents.jsonl`, `events.jsonl`, `errors.jsonl` and `manifest.json`.
//!
//! [`export_conllu`] turns them into another format, [`cluster`] groups the reports of one event.
//!
//! Files are written beside their place as `*.part` and renamed when the run ends, so that a reader
//! never sees half a file and an older dataset stays until the new one is there.

mod beside;
mod clusters;
mod conllu;
mod counts;
mod export;
mod manifest;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::record::{self, ErrorRecord};
pub use beside::FileBeside;
pub use clusters::{Clustered, cluster};
pub use counts::Counts;
pub use export::{ExportError, Exported, export_conllu};
pub use manifest::{Manifest, ModelEntry, PackEntry, RunSettings};

const FILES: [&str; 3] = ["documents.jsonl", "events.jsonl", "errors.jsonl"];
const MANIFEST: &str = "manifest.json";

/// Why a dataset could not be begun or ended.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// Something is there already.
    #[error("`{}` is not empty; give another folder, or --force to replace the dataset in it", .0.display())]
    Exists(PathBuf),
    /// The file system says no.
    #[error("can't write `{}`", .path.display())]
    Write {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A dataset being written.
pub struct Dataset {
    folder: PathBuf,
    documents: BufWriter<File>,
    events: BufWriter<File>,
    errors: BufWriter<File>,
}

impl Dataset {
    /// Begins a dataset in `folder`, which must be new or empty unless `force` is given.
    ///
    /// With `force`, the files of an older dataset are replaced when this one is finished; other files in
    /// the folder are left alone.
    pub fn create(folder: &Path, force: bool) -> Result<Dataset, DatasetError> {
        let fault = |source| DatasetError::Write { path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(fault)?;
        if !force && std::fs::read_dir(folder).map_err(fault)?.next().is_some() {
            return Err(DatasetError::Exists(folder.to_owned()));
        }
        let open = |name: &str| {
            let path = part(folder, name);
            match File::create(&path) {
                Ok(file) => Ok(BufWriter::with_capacity(1 << 16, file)),
                Err(source) => Err(DatasetError::Write { path, source }),
            }
        };
        Ok(Dataset {
            folder: folder.to_owned(),
            documents: open(FILES[0])?,
            events: open(FILES[1])?,
            errors: open(FILES[2])?,
        })
    }

    /// Adds a document: its line, and the lines of its events.
    pub fn document(&mut self, document: &str, events: &str) -> io::Result<()> {
        self.documents.write_all(document.as_bytes())?;
        self.events.write_all(events.as_bytes())
    }

    /// Adds a document that failed.
    pub fn error(&mut self, error: &ErrorRecord) -> io::Result<()> {
        self.errors.write_all(record::json_line(error).as_bytes())
    }

    /// Ends the dataset: all files get their names, the manifest last.
    pub fn finish(self, manifest: &Manifest) -> Result<(), DatasetError> {
        let folder = self.folder;
        for (name, writer) in FILES.into_iter().zip([self.documents, self.events, self.errors]) {
            let file = writer.into_inner().map_err(io::IntoInnerError::into_error);
            file.and_then(|file| file.sync_all())
                .and_then(|()| std::fs::rename(part(&folder, name), folder.join(name)))
                .map_err(|source| DatasetError::Write { path: folder.join(name), source })?;
        }
        let path = part(&folder, MANIFEST);
        std::fs::write(&path, manifest.to_json())
            .and_then(|()| std::fs::rename(&path, folder.join(MANIFEST)))
            .map_err(|source| DatasetError::Write { path: folder.join(MANIFEST), source })
    }
}

fn part(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.part"))
}
