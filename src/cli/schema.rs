use anyhow::Result;
use clap::{Args as ClapArgs, ValueEnum};

use super::{Exit, Printer};
use crate::record;

#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Which file
    #[arg(value_enum, default_value = "documents")]
    file: File,
}

#[derive(Clone, Copy, ValueEnum)]
enum File {
    Documents,
    Events,
    Errors,
    Clusters,
    Duplicates,
}

pub(crate) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let schema = match args.file {
        File::Documents => record::schema::<record::DocumentRecord>(),
        File::Events => record::schema::<record::EventRecord>(),
        File::Errors => record::schema::<record::ErrorRecord>(),
        File::Clusters => record::schema::<record::ClusterRecord>(),
        File::Duplicates => record::schema::<record::DuplicateRecord>(),
    };
    printer.data(&format!("{}\n", serde_json::to_string_pretty(&schema)?))?;
    Ok(Exit::Done)
}
