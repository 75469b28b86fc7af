use std::path::PathBuf;

use anyhow::Result;
use clap::Args as ClapArgs;

use super::extract::plural;
use super::{Exit, Printer};
use crate::dataset::{self, FileBeside};

#[derive(ClapArgs)]
#[command(after_help = "\
Writes duplicates.jsonl: each document whose words are those of an earlier one, exactly or nearly (half of their runs of five words),
with the one it is most like. Nothing is taken out of the dataset.

Examples:
  depeche duplicates out
  depeche duplicates out -o duplicates.jsonl")]
pub(crate) struct Args {
    /// The folder of the dataset
    #[arg(value_name = "DIR")]
    dataset: PathBuf,
    /// Write this file [default: duplicates.jsonl in the dataset]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let out = args.out.clone().unwrap_or_else(|| args.dataset.join("duplicates.jsonl"));
    let mut file = FileBeside::create_from(&args.dataset, &out)?;
    let found = dataset::duplicates(&args.dataset, |line| file.write(line))?;
    file.finish()?;
    let documents = plural(found.documents, "document");
    printer.say(&format!("{documents}: {} repeat an earlier one word for word, {} nearly", found.exact, found.near));
    Ok(Exit::Done)
}
