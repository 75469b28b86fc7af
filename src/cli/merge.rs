use std::path::PathBuf;

use anyhow::Result;
use clap::Args as ClapArgs;

use super::extract::plural;
use super::{Exit, Printer};
use crate::dataset;

#[derive(ClapArgs)]
#[command(after_help = "\
The result is the same, byte for byte, as of one run over everything.

Example:
  depeche extract press -o part-1 --shard 1/2     on one machine
  depeche extract press -o part-2 --shard 2/2     on another
  depeche merge part-1 part-2 -o out")]
pub(crate) struct Args {
    /// The folders of all shards, in any order
    #[arg(value_name = "DIR", required = true)]
    shards: Vec<PathBuf>,
    /// Write the dataset into this folder
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// Replace a dataset that is already in the folder
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let counts = dataset::merge(&args.shards, &args.out, args.force)?;
    let (documents, events) = (plural(counts.documents, "document"), plural(counts.events, "event"));
    printer.say(&format!("{documents} and {events} of {}", plural(args.shards.len() as u64, "shard")));
    Ok(if counts.failed > 0 { Exit::Faults } else { Exit::Done })
}
