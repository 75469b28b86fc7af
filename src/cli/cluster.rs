use std::path::PathBuf;

use anyhow::Result;
use clap::Args as ClapArgs;

use super::extract::plural;
use super::{Exit, Printer};
use crate::dataset::{self, FileBeside};

#[derive(ClapArgs)]
#[command(after_help = "\
Writes clusters.jsonl: every event of events.jsonl under the cluster that it belongs to. Reports meet when type, country and
polarity are the same, the times overlap, nothing contradicts, and the place or both parties are the same.

Examples:
  depeche cluster out
  depeche cluster out -o clusters.jsonl")]
pub(crate) struct Args {
    /// The folder of the dataset
    #[arg(value_name = "DIR")]
    dataset: PathBuf,
    /// Write this file [default: clusters.jsonl in the dataset]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let out = args.out.clone().unwrap_or_else(|| args.dataset.join("clusters.jsonl"));
    let mut file = FileBeside::create_from(&args.dataset, &out)?;
    let found = dataset::cluster(&args.dataset, |line| file.write(line))?;
    file.finish()?;
    let (events, clusters) = (plural(found.events, "event"), plural(found.clusters, "cluster"));
    printer.say(&format!("{events} in {clusters}, {} of more than one report", found.shared));
    Ok(Exit::Done)
}
