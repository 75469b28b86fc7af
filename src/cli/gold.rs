use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

use super::evaluate::read_gold;
use super::extract::plural;
use super::{Exit, Printer};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Check offsets, words, labels, values, ids and references of gold; what is wrong comes with file, line and what to mend
    Check {
        /// Gold files [default: the bundled gold]
        #[arg(value_name = "GOLD")]
        files: Vec<PathBuf>,
    },
}

pub(crate) fn run(command: &Command, printer: &Printer) -> Result<Exit> {
    let Command::Check { files } = command;
    let gold = read_gold(files)?;
    let sum = |count: fn(&crate::evaluate::Gold) -> Option<usize>| gold.iter().filter_map(count).sum::<usize>() as u64;
    let counts = [
        plural(gold.len() as u64, "document"),
        format!("{} entities", sum(|gold| Some(gold.entities.as_ref()?.len()))),
        plural(sum(|gold| Some(gold.demonyms.as_ref()?.len())), "demonym"),
        plural(sum(|gold| Some(gold.times.as_ref()?.len())), "time"),
        plural(sum(|gold| Some(gold.statements.as_ref()?.len())), "statement"),
        plural(sum(|gold| Some(gold.events.as_ref()?.len())), "event"),
    ];
    printer.say(&format!("no fault in {}", counts.join(", ")));
    Ok(Exit::Done)
}
