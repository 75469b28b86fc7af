use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Subcommand;

use super::engine;
use super::{Exit, Printer};
use crate::recognise::neural;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Compare the files of the models with their digests
    Check {
        /// A folder of models [default: where `extract` would find them]
        folder: Option<PathBuf>,
    },
    /// Copy models into the user's data folder, where every later run finds them
    Install {
        /// A folder of models, such as `models` of the repository
        folder: PathBuf,
    },
}
