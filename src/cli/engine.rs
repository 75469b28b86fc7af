use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, bail};
use clap::{Args as ClapArgs, ValueEnum};

use crate::dataset::ModelEntry;
use crate::recognise::neural::{Device, Embedded, Folder, Model, ModelError, Places, Tagger, data_folder, locate};

/// The model of the neural engines.
const DEFAULT_MODEL: &str = "ner-fr";

#[derive(ClapArgs)]
pub(crate) struct EngineArgs {
    /// What finds entities
    #[arg(long, value_enum, default_value = "embedded")]
    engine: Engine,
    /// A model folder, or a folder of models [default: DEPECHE_MODELS, beside the program, your data folder]
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// What the classes of the model's labels mean: CLASS=PER, LOC, ORG, MISC or hint (left out)
    #[arg(long, value_name = "CLASS=LABEL", value_delimiter = ',', value_parser = pair)]
    labels: Vec<(String, String)>,
    /// Where the model is computed: cpu, cuda or cuda:N (a GPU, rust-bert only)
    #[arg(long, value_name = "DEVICE", default_value = "cpu")]
    device: Device,
    /// Of the numbers that the model is computed with
    #[arg(long, value_enum, default_value = "f32")]
    precision: Precision,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// The neural model, on the processor
    Embedded,
    /// Any token classifier of the BERT family, over libtorch (when built with the feature `rust-bert`)
    RustBert,
    /// Lists and rules alone
    None,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Precision {
    /// Single precision
    F32,
}

impl EngineArgs {
    /// As the manifest says it.
    pub fn name(&self) -> &'static str {
        match self.engine {
            Engine::Embedded => "embedded",
            Engine::RustBert => "rust-bert",
            Engine::None => "none",
        }
    }

    /// The device, as the manifest says it.
    pub fn device(&self) -> String {
        self.device.to_string()
    }

    /// What the classes of the model's labels mean, as far as it was given.
    pub fn labels(&self) -> BTreeMap<String, String> {
        self.labels.iter().cloned().collect()
    }

    /// The model that was asked for; none for the rules alone.
    pub fn load(&self) -> Result<Option<Model>> {
        if self.engine != Engine::RustBert && self.device != Device::Cpu {
            bail!("--device {} is for --engine rust-bert; --engine {} runs on the processor", self.device, self.name());
        }
        if self.engine == Engine::None {
            return Ok(None);
        }
        let folder = Folder::open_with(&locate(DEFAULT_MODEL, &places(self.model.clone()))?, &self.labels())?;
        let tagger: Arc<dyn Tagger> = match self.engine {
            Engine::RustBert => rust_bert(&folder, self.device)?,
            _ => Arc::new(Embedded::load(&folder)?),
        };
        Ok(Some(Model::new(folder, tagger)?))
    }
}

#[cfg(feature = "rust-bert")]
fn rust_bert(folder: &Folder, device: Device) -> Result<Arc<dyn Tagger>> {
    Ok(Arc::new(crate::recognise::neural::RustBert::load(folder, device)?))
}

#[cfg(not(feature = "rust-bert"))]
fn rust_bert(_: &Folder, _: Device) -> Result<Arc<dyn Tagger>> {
    bail!(
        "this program was built without the rust-bert engine; build it with \
         `scripts/with-libtorch cargo build --release --features rust-bert`"
    )
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (class, label) = text.split_once('=').ok_or("expected CLASS=LABEL")?;
    Ok((class.to_owned(), label.to_owned()))
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
