use anyhow::Result;
use clap::Subcommand;

use super::{Exit, Printer, reading};
use crate::lang::{Pack, PackError};
use crate::{events, link, recognise, temporal, text};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List the language packs inside the program
    List,
    /// Run every rule's examples and counter-examples, and look for faults in the lists
    Check {
        /// The code of a bundled pack, or a folder (`./fr` where a bundled pack has its name) [default: all bundled packs]
        pack: Option<String>,
    },
}

pub(crate) fn run(command: &Command, printer: &Printer) -> Result<Exit> {
    match command {
        Command::List => {
            let list: String = Pack::codes().iter().map(|code| format!("{code}\n")).collect();
            printer.data(&list)?;
            Ok(Exit::Done)
        }
        Command::Check { pack } => {
            let packs = match pack {
                Some(name) => vec![Pack::named(name)?],
                None => Pack::codes().iter().map(|code| Pack::embedded(code)).collect::<Result<_, _>>()?,
            };
            let mut faults = 0;
            for pack in packs {
                let found = check(&pack);
                faults += found.len();
                for fault in &found {
                    printer.data(&format!("{}/{fault}\n", pack.code()))?;
                }
                let verdict = if found.is_empty() { "no faults".to_owned() } else { format!("{} faults", found.len()) };
                printer.say(&format!("{}: {} files, {verdict}", pack.code(), pack.files_under("").count()));
            }
            Ok(if faults == 0 { Exit::Done } else { Exit::Faults })
        }
    }
}

/// The faults that each room finds in its part of a pack.
fn check(pack: &Pack) -> Vec<PackError> {
    [reading::check, text::check, recognise::check, temporal::check, link::check, events::check]
        .iter()
        .flat_map(|room| room(pack))
        .collect()
}
