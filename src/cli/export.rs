use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args as ClapArgs, ValueEnum};

use super::{Exit, Printer};
use crate::dataset::{FileBeside, export_conllu};

#[derive(ClapArgs)]
#[command(after_help = "\
Reads documents.jsonl of a dataset that was written with tokens.

Examples:
  depeche export out --format conllu -o out.conllu
  depeche export out --format conllu -o - | less")]
pub(crate) struct Args {
    /// The folder of the dataset
    #[arg(value_name = "DIR")]
    dataset: PathBuf,
    /// The format
    #[arg(long, value_enum)]
    format: Format,
    /// Write this file; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Words, lemmas, features and trees, as Universal Dependencies has them
    Conllu,
}

pub(crate) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let Format::Conllu = args.format;
    let exported = if args.out == Path::new("-") {
        export_conllu(&args.dataset, |text| printer.data(text))?
    } else {
        let mut file = FileBeside::create_from(&args.dataset, &args.out)?;
        let exported = export_conllu(&args.dataset, |text| file.write(text))?;
        file.finish()?;
        exported
    };
    if exported.left_out > 0 {
        printer
            .say(&format!("notice: {} without tokens left out", super::extract::plural(exported.left_out, "document")));
    }
    Ok(Exit::Done)
}
