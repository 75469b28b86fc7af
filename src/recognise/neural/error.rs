use std::path::{Path, PathBuf};

/// Why a model cannot be used: the file or folder, what is wrong with it, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` {message}{}", path.display(), hint.as_deref().map(|hint| format!("; {hint}")).unwrap_or_default())]
pub struct ModelError {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong, as the rest of a sentence about the file.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl ModelError {
    /// An error about a file or folder.
    pub fn new(path: impl AsRef<Path>, message: impl Into<String>) -> ModelError {
        ModelError { path: path.as_ref().to_owned(), message: message.into(), hint: None }
    }

    /// The same error with advice.
    pub fn hint(self, hint: impl Into<String>) -> ModelError {
        ModelError { hint: Some(hint.into()), ..self }
    }

    /// An error of the operating system about a file.
    pub(super) fn io(path: impl AsRef<Path>, error: &std::io::Error) -> ModelError {
        if error.kind() == std::io::ErrorKind::NotFound {
            return ModelError::new(path, "is missing")
                .hint("a model folder holds `config.json`, `tokenizer.json` and `model.safetensors`");
        }
        ModelError::new(path, format!("cannot be read: {error}"))
    }
}
