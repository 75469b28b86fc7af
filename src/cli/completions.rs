use anyhow::Result;
use clap::{Args as ClapArgs, CommandFactory};

use super::{Cli, Exit, Printer};

#[derive(ClapArgs)]
#[command(after_help = "Example:\n  depeche completions bash > ~/.local/share/bash-completion/completions/depeche")]
pub(crate) struct Args {
    /// Which shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

pub(crate) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "depeche", &mut script);
    printer.data(&String::from_utf8(script)?)?;
    Ok(Exit::Done)
}
