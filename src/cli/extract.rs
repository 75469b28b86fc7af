use std::io::{self, BufRead};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args as ClapArgs;

use super::engine::{self, EngineArgs};
use super::progress::Progress;
use super::{Exit, Printer};
use crate::batch::{Job, Outcome};
use crate::dataset::{Counts, Dataset, Manifest, PackEntry, RunSettings};
use crate::document::{Document, Failure, Published};
use crate::ingest::{self, Ids, Rejected, Settings, Source};
use crate::lang::Pack;
use crate::pipeline::Pipeline;
use crate::record;

#[derive(ClapArgs)]
#[command(after_help = "\
Reads .txt and .jsonl files, also gzipped, in any of the usual encodings; a folder's metadata.csv gives dates and titles.
Writes documents.jsonl, events.jsonl, errors.jsonl and manifest.json (see `depeche schema`).

Examples:
  depeche extract corpus/sample -o out
  depeche extract press/2023 press/extra.jsonl -o out --published 2023-09-20 -j 2
  depeche extract --stdin --stdout < articles.jsonl > records.jsonl")]
pub(crate) struct Args {
    /// Files and folders
    #[arg(value_name = "INPUT", required_unless_present = "stdin", conflicts_with = "stdin")]
    inputs: Vec<PathBuf>,
    /// Write the dataset into this folder
    #[arg(short, long, value_name = "DIR", required_unless_present = "stdout", conflicts_with = "stdout")]
    out: Option<PathBuf>,
    /// Read JSON objects from standard input, one a line (`text`, and optionally `id`, `title`, `published`, `url`, ...)
    #[arg(long)]
    stdin: bool,
    /// Write document records to standard output, one a line
    #[arg(long)]
    stdout: bool,
    /// Publication date of documents that carry none (ISO 8601)
    #[arg(long, value_name = "DATE")]
    published: Option<Published>,
    /// Worker threads [default: one a core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Stop after so many documents
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Replace a dataset that is already in the folder
    #[arg(long)]
    force: bool,
    /// Leave the text out of document records
    #[arg(long)]
    no_text: bool,
    /// The largest article that is read, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=4096))]
    max_size: u32,
    /// Language pack
    #[arg(long, value_name = "CODE", default_value = "fr")]
    lang: String,
    #[command(flatten)]
    engine: EngineArgs,
}

pub(crate) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let pack = Pack::embedded(&args.lang)?;
    let tagger = engine::load(&args.engine)?;
    let models = tagger.iter().map(|tagger| engine::entry(tagger.as_ref())).collect();
    let pipeline = Pipeline::standard(&pack, tagger)?;
    let settings = Settings {
        language: args.lang.clone(),
        published: args.published,
        max_bytes: args.max_size as usize * 1_000_000,
    };
    let cancelled = Arc::new(AtomicBool::new(false));
    stop_on_signal(cancelled.clone(), args.stdin)?;
    let job = Job { pipeline: &pipeline, jobs: jobs(args.jobs), text: !args.no_text, cancelled: &cancelled };

    let mut sink = match &args.out {
        Some(folder) => Sink::Folder(Box::new(Dataset::create(folder, args.force)?)),
        None => Sink::Stdout(printer, args.lang.clone()),
    };
    let input = if args.stdin { Input::Stdin } else { Input::open(&args.inputs, &settings, printer) };
    let progress = Progress::new(input.bytes(), printer.on_terminal() && args.out.is_some());

    let began = Instant::now();
    let mut counts = Counts::default();
    let documents = unique(input.documents(&settings)).take(limit(args.limit)).map(|(position, item)| {
        progress.read(position);
        item
    });
    job.run(documents, |outcome| {
        progress.done();
        sink.take(outcome, &mut counts)
    })
    .context("can't write the output")?;
    progress.finish();

    let interrupted = cancelled.load(Ordering::Relaxed);
    let summary = summary(&counts, began.elapsed().as_secs_f64());
    if let Sink::Folder(dataset) = sink {
        let run_settings = RunSettings {
            engine: args.engine.name().to_owned(),
            language: args.lang.clone(),
            published: args.published.map(|published| published.to_string()),
            limit: args.limit,
            max_bytes: settings.max_bytes as u64,
            text: !args.no_text,
        };
        let packs = vec![PackEntry { language: args.lang.clone(), digest: pack.digest() }];
        dataset.finish(&Manifest::new(!interrupted, run_settings, packs, models, counts))?;
        printer.say(&summary);
    }
    if interrupted {
        printer.say(&format!("interrupted after {} documents; what was written is whole lines", counts.documents));
        return Ok(Exit::Interrupted);
    }
    if counts.failed > 0 && args.out.is_some() {
        printer.say(&format!("{} failed: see errors.jsonl", plural(counts.failed, "document")));
        return Ok(Exit::Faults);
    }
    Ok(Exit::Done)
}

/// One a core, unless the user says otherwise.
pub(super) fn jobs(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

fn limit(asked: Option<u64>) -> usize {
    asked.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
}

/// The first signal lets documents that were begun finish; the second ends the program.
///
/// A filter may be blocked on its input for ever, so there the first one ends it, between two lines.
fn stop_on_signal(cancelled: Arc<AtomicBool>, filter: bool) -> Result<()> {
    ctrlc::set_handler(move || {
        if filter || cancelled.swap(true, Ordering::Relaxed) {
            let _whole_line = io::stdout().lock();
            std::process::exit(130);
        }
    })
    .context("can't watch for Ctrl-C")
}

/// Where documents come from.
enum Input {
    Stdin,
    Sources(Vec<Entry>),
}

/// A file, or a fault found while walking, in order.
type Entry = Result<Source, Rejected>;

type Item = Result<Document, Rejected>;

impl Input {
    fn open(inputs: &[PathBuf], settings: &Settings, printer: &Printer) -> Input {
        let walk = ingest::open(inputs, settings);
        for notice in &walk.notices {
            printer.say(&format!("notice: {}", notice.message));
        }
        if walk.skipped > 0 {
            printer.say(&format!("notice: {} of other kinds left out", plural(walk.skipped as u64, "file")));
        }
        Input::Sources(walk.entries)
    }

    /// The size of all sources; 0 where it is not known.
    fn bytes(&self) -> u64 {
        match self {
            Input::Stdin => 0,
            Input::Sources(entries) => entries.iter().flatten().map(Source::bytes).sum(),
        }
    }

    /// Documents in order, each with how far the input has been read, in bytes.
    fn documents<'a>(self, settings: &'a Settings) -> Box<dyn Iterator<Item = (u64, Item)> + Send + 'a> {
        match self {
            Input::Stdin => Box::new(lines(settings)),
            Input::Sources(entries) => {
                let mut before = 0;
                Box::new(entries.into_iter().flat_map(move |entry| -> Box<dyn Iterator<Item = (u64, Item)> + Send> {
                    let source = match entry {
                        Ok(source) => source,
                        Err(rejected) => return Box::new(std::iter::once((before, Err(rejected)))),
                    };
                    let (start, end) = (before, before + source.bytes());
                    before = end;
                    let mut position = start;
                    Box::new(source.into_documents(settings).map(move |item| {
                        let size = item.as_ref().map_or(0, |document| document.text.len() as u64);
                        position = (position + size).min(end);
                        (position, item)
                    }))
                }))
            }
        }
    }
}

/// The lines of standard input as documents.
fn lines(settings: &Settings) -> impl Iterator<Item = (u64, Item)> + Send + '_ {
    ingest::parse_stream(io::BufReader::new(io::stdin()), settings).map(|item| (0, item))
}

/// Gives every document an id of its own, in input order.
fn unique<'a>(items: impl Iterator<Item = (u64, Item)> + Send + 'a) -> impl Iterator<Item = (u64, Item)> + Send + 'a {
    let mut ids = Ids::default();
    items.map(move |(position, item)| {
        let item = item.map(|mut document| {
            let (id, notice) = ids.claim(&document.id);
            document.id = id;
            document.notices.extend(notice);
            document
        });
        (position, item)
    })
}

/// Where outcomes go.
enum Sink<'a> {
    Folder(Box<Dataset>),
    Stdout(&'a Printer, String),
}

impl Sink<'_> {
    fn take(&mut self, outcome: Outcome, counts: &mut Counts) -> io::Result<()> {
        match outcome {
            Outcome::Done(lines) => {
                counts.add(&lines.counts);
                match self {
                    Sink::Folder(dataset) => dataset.document(&lines.document, &lines.events),
                    Sink::Stdout(printer, _) => printer.data(&lines.document),
                }
            }
            Outcome::Failed(error) => {
                counts.failed += 1;
                match self {
                    Sink::Folder(dataset) => dataset.error(&error),
                    Sink::Stdout(printer, language) => {
                        let failure = Failure::new(&error.code, error.message);
                        printer.data(&record::json_line(&record::failed_document(&error.id, language, &failure)))
                    }
                }
            }
        }
    }
}

fn plural(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn summary(counts: &Counts, seconds: f64) -> String {
    let rate = |count: u64| count as f64 / seconds.max(0.001);
    format!(
        "{} in {seconds:.1} s ({:.1} documents/s, {:.0} words/s): {} entities, {} times, {} statements, {} events",
        plural(counts.documents, "document"),
        rate(counts.documents),
        rate(counts.words),
        counts.entities,
        counts.times,
        counts.statements,
        counts.events,
    )
}
