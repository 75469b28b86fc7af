use std::path::PathBuf;

use anyhow::Result;
use clap::{Args as ClapArgs, ValueEnum};

use crate::dataset::ModelEntry;
use crate::recognise::neural::{Model, ModelError, Places, data_folder, locate};

/// The model of the default engine.
const DEFAULT_MODEL: &str = "ner-fr";

#[derive(ClapArgs)]
pub(crate) struct EngineArgs {
    /// What finds entities
    #[arg(long, value_enum, default_value = "embedded")]
    engine: Engine,
    /// A model folder, or a folder of models [default: DEPECHE_MODELS, beside the program, your data folder]
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// The neural model, on the processor
    Embedded,
    /// Lists and rules alone
    None,
}

impl EngineArgs {
    /// As the manifest says it.
    pub fn name(&self) -> &'static str {
        match self.engine {
            Engine::Embedded => "embedded",
            Engine::None => "none",
        }
    }

    /// The model that was asked for; none for the rules alone.
    pub fn load(&self) -> Result<Option<Model>> {
        match self.engine {
            Engine::Embedded => Ok(Some(Model::open(&locate(DEFAULT_MODEL, &places(self.model.clone()))?)?)),
            Engine::None => Ok(None),
        }
    }
}

/// What the manifest says of a model.
pub(super) fn entry(model: &Model) -> Result<ModelEntry, ModelError> {
    let folder = model.folder();
    Ok(ModelEntry { id: folder.id(), digest: format!("sha256:{}", folder.weights_digest()?) })
}

/// The folder in which models are found without being asked for.
pub(super) fn models_folder() -> Result<PathBuf, ModelError> {
    let model = locate(DEFAULT_MODEL, &places(None))?;
    Ok(model.parent().unwrap_or(&model).to_owned())
}

/// The user's folder of models.
pub(super) fn user_folder() -> Option<PathBuf> {
    data_folder(|name| std::env::var_os(name)).map(|folder| folder.join("models"))
}

fn places(asked: Option<PathBuf>) -> Places {
    Places {
        asked,
        models: std::env::var_os("DEPECHE_MODELS").map(PathBuf::from),
        executable: std::env::current_exe().ok(),
        data: data_folder(|name| std::env::var_os(name)),
        // So that `cargo run` and `cargo install --path .` just work.
        checkout: Some(PathBuf::from(env!("CARGO_MANIFEST_DIR"))),
    }
}
