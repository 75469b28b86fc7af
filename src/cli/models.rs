use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use super::{Exit, Printer, engine};
use crate::recognise::neural;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Compare the files of the models with their digests, and load them
    Check {
        /// A folder of models [default: where `extract` would find them]
        folder: Option<PathBuf>,
    },
    /// Copy models into your data folder, where every later run finds them
    Install {
        /// A folder of models, such as `models` of the repository
        folder: PathBuf,
    },
}

pub(crate) fn run(command: &Command, printer: &Printer) -> Result<Exit> {
    match command {
        Command::Check { folder: Some(folder) } => check(folder, printer),
        Command::Check { folder: None } => check(&engine::models_folder()?, printer),
        Command::Install { folder } => install(folder, printer),
    }
}

fn check(folder: &Path, printer: &Printer) -> Result<Exit> {
    let mut faults = 0;
    for report in neural::verify(folder)? {
        let licence = report.licence.as_deref().unwrap_or("not registered");
        printer.data(&format!("{}  {licence}  {}\n", report.id, report.path.display()))?;
        for file in &report.files {
            let verdict = match file.matches {
                Some(true) => "ok",
                Some(false) => "DIFFERS from its registered digest",
                None => "not registered",
            };
            printer.data(&format!("  {:20} {:>11} bytes  {}  {verdict}\n", file.name, file.size, file.sha256))?;
        }
        if let Some(problem) = &report.problem {
            faults += 1;
            printer.data(&format!("  {problem}\n"))?;
        }
    }
    Ok(if faults == 0 { Exit::Done } else { Exit::Faults })
}

/// Copies whole models: each file beside its place first, then renamed.
fn install(folder: &Path, printer: &Printer) -> Result<Exit> {
    let target = engine::user_folder().context("there is no data folder: set XDG_DATA_HOME or HOME")?;
    let reports = neural::verify(folder)?;
    if let Some(problem) = reports.iter().find_map(|report| report.problem.as_ref()) {
        bail!("nothing was copied: {problem}");
    }
    let registry = folder.join("registry.toml");
    if registry.is_file() {
        copy(&registry, &target.join("registry.toml"))?;
    }
    for report in reports {
        let name = report.path.file_name().context("a model folder has a name")?;
        for file in &report.files {
            copy(&report.path.join(&file.name), &target.join(name).join(&file.name))?;
        }
        printer.say(&format!("{} is in {}", report.id, target.join(name).display()));
    }
    Ok(Exit::Done)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let fault = || format!("can't copy `{}` to `{}`", from.display(), to.display());
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).with_context(fault)?;
    }
    let part = to.with_extension("part");
    std::fs::copy(from, &part).and_then(|_| std::fs::rename(&part, to)).with_context(fault)
}
