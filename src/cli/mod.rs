//! The command line: one file a verb. The only room that writes to stdout and stderr.

mod cluster;
mod completions;
mod duplicates;
mod engine;
mod evaluate;
mod export;
mod extract;
mod gold;
mod lang;
mod merge;
mod models;
mod printer;
mod progress;
mod reading;
mod schema;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use printer::Printer;

/// French news in, structured events out.
#[derive(Parser)]
#[command(
    name = "depeche",
    version,
    about,
    max_term_width = 100,
    after_help = "\
Examples:
  depeche extract articles/ -o out                 a folder becomes a dataset
  depeche extract a.txt b.jsonl.gz -o out --force  files, replacing an older dataset
  depeche extract --stdin --stdout < in.jsonl      a filter: a JSON object a line in, a record a line out
  depeche evaluate                                 how good it is, on the gold that is bundled

Exit status: 0 done, 1 some documents failed, 2 usage or set-up error, 130 interrupted."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read articles, write a dataset
    Extract(extract::Args),
    /// Turn a dataset into another format
    Export(export::Args),
    /// Make one dataset of the shards of a run
    Merge(merge::Args),
    /// Group the reports of one real event across a dataset
    Cluster(cluster::Args),
    /// Find the documents of a dataset that repeat an earlier one
    Duplicates(duplicates::Args),
    /// Score the pipeline against gold
    Evaluate(evaluate::Args),
    /// Look after gold
    #[command(subcommand)]
    Gold(gold::Command),
    /// Print the JSON Schema of an output file
    Schema(schema::Args),
    /// Look after language packs
    #[command(subcommand)]
    Lang(lang::Command),
    /// Look after models
    #[command(subcommand)]
    Models(models::Command),
    /// Print a shell's completion script
    Completions(completions::Args),
}

/// How a command ended, when it could do its work at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0.
    Done,
    /// 1: some documents failed, or a check found faults.
    Faults,
    /// 130.
    Interrupted,
}

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let printer = Printer::new();
    let ended = match cli.command {
        Command::Extract(args) => extract::run(&args, &printer),
        Command::Export(args) => export::run(&args, &printer),
        Command::Merge(args) => merge::run(&args, &printer),
        Command::Duplicates(args) => duplicates::run(&args, &printer),
        Command::Cluster(args) => cluster::run(&args, &printer),
        Command::Evaluate(args) => evaluate::run(&args, &printer),
        Command::Gold(command) => gold::run(&command, &printer),
        Command::Schema(args) => schema::run(&args, &printer),
        Command::Lang(command) => lang::run(&command, &printer),
        Command::Models(command) => models::run(&command, &printer),
        Command::Completions(args) => completions::run(&args, &printer),
    };
    match ended {
        Ok(Exit::Done) => ExitCode::SUCCESS,
        Ok(Exit::Faults) => ExitCode::from(1),
        Ok(Exit::Interrupted) => ExitCode::from(130),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            printer.say(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Whether the reader of our output went away (`depeche ... | head`): not a fault.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definition_is_sound() {
        use clap::CommandFactory;
        super::Cli::command().debug_assert();
    }
}
