use std::path::{Path, PathBuf};

use super::ModelError;

/// The file by which a model folder is known.
const MARK: &str = "config.json";

/// Where models may lie. The caller looks into its environment; this room does not.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// What the user asked for: a model folder, or a folder that holds it. Nothing else is looked at then.
    pub asked: Option<PathBuf>,
    /// The value of `DEPECHE_MODELS`.
    pub models: Option<PathBuf>,
    /// The program.
    pub executable: Option<PathBuf>,
    /// The user's data folder of depeche.
    pub data: Option<PathBuf>,
    /// The checkout that the program was built from.
    pub checkout: Option<PathBuf>,
}

/// The folder of a model: the first place that has it.
pub fn locate(id: &str, places: &Places) -> Result<PathBuf, ModelError> {
    if let Some(asked) = &places.asked {
        let folders = [asked.clone(), asked.join(id)];
        return folders.iter().find(|folder| is_model(folder)).cloned().ok_or_else(|| {
            ModelError::new(asked, format!("is no model folder and has none named `{id}`"))
                .hint("a model folder holds `config.json`, `tokenizer.json` and `model.safetensors`")
        });
    }
    let beside = places.executable.as_deref().and_then(Path::parent);
    let candidates: Vec<PathBuf> = places
        .models
        .iter()
        .cloned()
        .chain(beside.map(|folder| folder.join("models")))
        .chain(places.data.as_ref().map(|folder| folder.join("models")))
        .chain(places.checkout.as_ref().map(|folder| folder.join("models")))
        .collect();
    let found = candidates.iter().map(|folder| folder.join(id)).find(|folder| is_model(folder));
    found.ok_or_else(|| {
        let looked: Vec<String> = candidates.iter().map(|folder| format!("`{}`", folder.display())).collect();
        let message = match &looked[..] {
            [] => "is a model that was looked for nowhere".to_owned(),
            _ => format!("is a model that lies in none of {}", looked.join(", ")),
        };
        ModelError::new(id, message)
            .hint("install it with `depeche models install DIR`, or do without by `--engine none`")
    })
}

/// The user's data folder of depeche, by the customs of the system; `variable` looks up the environment.
pub fn data_folder(variable: impl Fn(&str) -> Option<std::ffi::OsString>) -> Option<PathBuf> {
    let folder = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_DATA_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/share")))
    };
    base.map(|base| base.join("depeche"))
}

pub(super) fn is_model(folder: &Path) -> bool {
    folder.join(MARK).is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_that_has_the_model() {
        let root = tempfile::tempdir().unwrap();
        let at = |path: &str| root.path().join(path);
        for folder in ["env/ner-fr", "bin/models/ner-fr", "data/models/ner-fr", "work/models/ner-fr", "own"] {
            std::fs::create_dir_all(at(folder)).unwrap();
            std::fs::write(at(folder).join(MARK), "{}").unwrap();
        }
        let mut places = Places {
            asked: Some(at("own")),
            models: Some(at("env")),
            executable: Some(at("bin/depeche")),
            data: Some(at("data")),
            checkout: Some(at("work")),
        };
        assert_eq!(locate("ner-fr", &places), Ok(at("own")));
        places.asked = Some(at("env"));
        assert_eq!(locate("ner-fr", &places), Ok(at("env/ner-fr")));
        places.asked = Some(at("work"));
        assert_eq!(locate("ner-fr", &places).unwrap_err().path, at("work"));
        places.asked = None;
        for expected in ["env/ner-fr", "bin/models/ner-fr", "data/models/ner-fr", "work/models/ner-fr"] {
            assert_eq!(locate("ner-fr", &places), Ok(at(expected)));
            std::fs::remove_dir_all(at(expected)).unwrap();
        }
        let message = locate("ner-fr", &places).unwrap_err().to_string();
        for place in ["env", "bin/models", "data/models", "work/models"] {
            assert!(message.contains(at(place).to_str().unwrap()), "{message}");
        }
        assert!(message.contains("depeche models install DIR"), "{message}");
        assert!(locate("ner-fr", &Places::default()).is_err());
    }

    #[test]
    fn data_folders() {
        assert_eq!(data_folder(|_| None), None);
        let relative = |name: &str| (name == "XDG_DATA_HOME").then(|| "relative".into());
        assert_eq!(data_folder(relative), None);
    }
}
