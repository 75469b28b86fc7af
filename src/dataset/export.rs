use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::conllu::Parsed;
use super::{FILES, is_settled};

/// Why a dataset could not be turned into another format.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no dataset, or the file system says no.
    #[error("can't read `{}`", .path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line is damaged.
    #[error("`{}`, line {line}: {message}", .path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// Its files are of two runs.
    #[error("a run that writes into `{}` was killed at its very end; `extract --resume` ends it", .0.display())]
    Unsettled(PathBuf),
    /// There is nothing to export.
    #[error("`{}` has no tokens; run `depeche extract --tokens`", .0.display())]
    NoTokens(PathBuf),
    /// The output does not take it.
    #[error("can't write the output")]
    Write(#[source] io::Error),
}

/// What an export wrote and left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Documents that were written.
    pub documents: u64,
    /// Documents without tokens.
    pub left_out: u64,
}

/// A file of a dataset, to be read.
pub(super) fn open(folder: &Path, name: &str) -> Result<(PathBuf, BufReader<File>), ExportError> {
    if !is_settled(folder) {
        return Err(ExportError::Unsettled(folder.to_owned()));
    }
    let path = folder.join(name);
    match File::open(&path) {
        Ok(file) => Ok((path, BufReader::with_capacity(1 << 16, file))),
        Err(source) => Err(ExportError::Read { path, source }),
    }
}

/// Hands out the documents of the dataset in `folder` as CoNLL-U, one after the other: one line is in memory at a time.
pub fn export_conllu(folder: &Path, mut take: impl FnMut(&str) -> io::Result<()>) -> Result<Exported, ExportError> {
    let (path, mut reader) = open(folder, FILES[0])?;
    let read = |source| ExportError::Read { path: path.clone(), source };
    let mut exported = Exported::default();
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(read)? == 0 {
            break;
        }
        let fault = |message: String| ExportError::Line { path: path.clone(), line: number, message };
        let parsed: Parsed = serde_json::from_slice(&line).map_err(|error| fault(error.to_string()))?;
        if !parsed.has_tokens() {
            exported.left_out += 1;
            continue;
        }
        take(&parsed.to_conllu().map_err(|error| fault(error.to_string()))?).map_err(ExportError::Write)?;
        exported.documents += 1;
    }
    if exported.documents == 0 && exported.left_out > 0 {
        return Err(ExportError::NoTokens(path));
    }
    Ok(exported)
}
