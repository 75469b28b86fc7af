use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args as ClapArgs;

use super::engine::{self, EngineArgs};
use super::progress::Progress;
use super::{Exit, Printer};
use crate::batch::{Input, Job, Outcome};
use crate::dataset::{Counts, Dataset, Manifest, PackEntry, RunSettings};
use crate::document::{Document, Published};
use crate::ingest::{self, Entry, Ids, Settings, Walk};
use crate::lang::Pack;
use crate::pipeline::Pipeline;
use crate::recognise::neural::Model;
use crate::record;

#[derive(ClapArgs)]
#[command(after_help = "\
Reads .txt, .html, .jsonl, .json, .csv, .tsv, .warc and .wet files, also .gz, .zst and .bz2, and in .zip archives, in any of the usual encodings
(and .parquet, where the program was built for it); a folder's metadata.csv gives dates and titles.
Writes documents.jsonl, events.jsonl, errors.jsonl and manifest.json (see `depeche schema`).

Examples:
  depeche extract corpus/sample -o out
  depeche extract press/2023 press/extra.jsonl -o out --published 2023-09-20 -j 2
  depeche extract 'press/20*/**/*.txt' -o out
  find press -name '*.txt' -newer last | depeche extract --files-from - -o out
  depeche extract --stdin --stdout < articles.jsonl > records.jsonl")]
pub(crate) struct Args {
    /// Files, folders, archives and patterns ('press/20*/**/*.txt')
    #[arg(value_name = "INPUT", required_unless_present_any = ["stdin", "files_from"], conflicts_with_all = ["stdin", "files_from"])]
    inputs: Vec<PathBuf>,
    /// Read the paths of the inputs from this file, one a line (`-`: from standard input)
    #[arg(long, value_name = "FILE", conflicts_with = "stdin")]
    files_from: Option<PathBuf>,
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
    /// Write every word with its part of speech, features, lemma and dependency into the document records
    #[arg(long)]
    tokens: bool,
    /// Leave the text out of document records
    #[arg(long)]
    no_text: bool,
    /// The largest article that is read, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=4096))]
    max_size: u32,
    /// Language pack: the code of a bundled one, or a folder named by its language (`./fr`)
    #[arg(long, value_name = "CODE|DIR", default_value = "fr")]
    lang: String,
    #[command(flatten)]
    engine: EngineArgs,
}

/// So many failures are shown as they happen; all are in `errors.jsonl`.
const FAILURES_SHOWN: u64 = 3;

impl Args {
    /// `--stdin --stdout`: a record for every line, with the line's own id.
    fn is_filter(&self) -> bool {
        self.stdin && self.stdout
    }

    /// The list of the inputs, where there is one.
    fn list(&self) -> Result<Option<Box<dyn BufRead + Send>>> {
        Ok(match &self.files_from {
            None => None,
            Some(list) if list == Path::new("-") => Some(Box::new(BufReader::new(io::stdin()))),
            Some(list) => {
                let file = File::open(list).with_context(|| format!("can't read `{}`", list.display()))?;
                Some(Box::new(BufReader::new(file)))
            }
        })
    }

    /// The inputs, or those that the list names.
    fn entries(&self, list: Option<Box<dyn BufRead + Send>>, settings: &Settings) -> Walk {
        match list {
            Some(list) => ingest::open_list(list, settings),
            None => ingest::open(self.inputs.clone(), settings),
        }
    }
}

pub(crate) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let pack = Pack::named(&args.lang)?;
    let model = args.engine.load()?;
    if args.tokens && !model.as_ref().is_some_and(Model::parses) {
        bail!("`--tokens` needs a model with syntax: the shipped one, run by `--engine embedded`");
    }
    let models = model.iter().map(engine::entry).collect::<Result<_, _>>()?;
    let pipeline = Pipeline::standard(&pack, model)?;
    let settings = Settings {
        language: pack.code().to_owned(),
        published: args.published,
        max_bytes: args.max_size as usize * 1_000_000,
        except: args.out.clone(),
    };
    let cancelled = Arc::new(AtomicBool::new(false));
    let job = Job {
        pipeline: &pipeline,
        jobs: jobs(args.jobs),
        text: !args.no_text,
        tokens: args.tokens,
        cancelled: &cancelled,
    };

    let list = args.list()?;
    let mut sink = match &args.out {
        Some(folder) => Sink::Folder(Box::new(Dataset::create(folder, args.force)?)),
        None => Sink::Stdout(printer, pack.code().to_owned()),
    };
    // The folder of the dataset is there now, and is left out.
    let entries = args.entries(list, &settings);
    let watched = printer.on_terminal() && args.out.is_some();
    let progress = Arc::new(Progress::new(if watched { total(args, &settings)? } else { 0 }, watched));
    stop_on_signal(cancelled.clone(), args.is_filter().then(|| progress.clone()))?;

    let began = Instant::now();
    let mut counts = Counts::default();
    let mut reader = Reader {
        args,
        settings: &settings,
        printer,
        progress: &progress,
        ids: Ids::default(),
        left: args.limit.unwrap_or(u64::MAX),
        skipped: 0,
    };
    let complete = job
        .run(
            |push| reader.read(entries, push),
            |outcome| {
                if let Outcome::Failed(error) = &outcome
                    && counts.failed < FAILURES_SHOWN
                {
                    let name = error.path.as_deref().unwrap_or(&error.id);
                    progress.suspend(|| printer.say(&format!("failed: {name}: {} ({})", error.message, error.code)));
                }
                sink.take(outcome, &mut counts)?;
                progress.done();
                Ok(())
            },
        )
        .context("can't write the output")?;
    progress.finish();

    let summary = summary(&counts, began.elapsed().as_secs_f64());
    if let Sink::Folder(dataset) = sink {
        let run_settings = RunSettings {
            engine: args.engine.name().to_owned(),
            device: args.engine.device(),
            labels: args.engine.labels(),
            language: pack.code().to_owned(),
            published: args.published.map(|published| published.to_string()),
            limit: args.limit,
            max_bytes: settings.max_bytes as u64,
            text: !args.no_text,
            tokens: args.tokens,
        };
        let packs = vec![PackEntry { language: pack.code().to_owned(), digest: pack.digest() }];
        dataset.finish(&Manifest::new(complete, run_settings, packs, models, counts))?;
        printer.say(&summary);
    }
    if !complete {
        printer.say(&interrupted_after(counts.documents + counts.failed));
        return Ok(Exit::Interrupted);
    }
    // A filter has answered every line, those that failed too.
    if counts.failed > 0 && !args.is_filter() {
        let place = match &args.out {
            Some(folder) => folder.join("errors.jsonl").display().to_string(),
            None => "`error_code` of its record".to_owned(),
        };
        printer.say(&format!("{} failed: see {place}", plural(counts.failed, "document")));
        return Ok(Exit::Faults);
    }
    Ok(Exit::Done)
}

/// One a core, unless the user says otherwise.
pub(super) fn jobs(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// The first signal lets documents that were begun finish; the second ends the program.
///
/// A filter may be blocked on its input for ever, so there the first one ends it, between two lines.
fn stop_on_signal(cancelled: Arc<AtomicBool>, filter: Option<Arc<Progress>>) -> Result<()> {
    ctrlc::set_handler(move || {
        if filter.is_some() || cancelled.swap(true, Ordering::Relaxed) {
            let _whole_line = io::stdout().lock();
            if let Some(progress) = &filter {
                Printer::new().say(&interrupted_after(progress.documents()));
            }
            std::process::exit(130);
        }
    })
    .context("can't watch for Ctrl-C")
}

/// Reads the inputs of a run, document by document.
struct Reader<'a> {
    args: &'a Args,
    settings: &'a Settings,
    printer: &'a Printer,
    progress: &'a Progress,
    ids: Ids,
    left: u64,
    skipped: u64,
}

type Push<'p> = &'p mut dyn FnMut(Input) -> ControlFlow<()>;

impl Reader<'_> {
    fn read(&mut self, entries: Walk, push: Push) {
        let _stopped = if self.args.stdin { self.stdin(push) } else { self.walk(entries, push) };
        if self.skipped > 0 {
            self.note(&format!("{} of other kinds left out", plural(self.skipped, "file")));
        }
    }

    fn stdin(&mut self, push: Push) -> ControlFlow<()> {
        let filter = self.args.is_filter();
        for item in ingest::parse_lines(io::stdin().lock(), self.settings) {
            // The answer to a line carries the line's own id, even one that came before.
            let item = if filter { item } else { item.map(|document| self.claim_id(document)) };
            self.push(item, 0, push)?;
        }
        ControlFlow::Continue(())
    }

    fn walk(&mut self, entries: Walk, push: Push) -> ControlFlow<()> {
        let mut start = 0;
        for entry in entries {
            match entry {
                Entry::Source(source) => {
                    let end = start + source.size();
                    let mut position = start;
                    for item in source.documents(self.settings) {
                        let item = item.map(|document| self.claim_id(document));
                        let length = item.as_ref().map_or(0, |document| document.text.len() as u64);
                        position = (position + length).min(end);
                        self.push(item, position, push)?;
                    }
                    start = end;
                }
                Entry::Rejected(rejected) => self.push(Err(rejected), start, push)?,
                Entry::Skipped(_) => self.skipped += 1,
                Entry::Notice { path, notice } => self.note(&format!("{path}: {}", notice.message)),
            }
        }
        ControlFlow::Continue(())
    }

    /// One document or rejection, within the limit.
    fn push(&mut self, item: Input, position: u64, push: Push) -> ControlFlow<()> {
        if self.left == 0 {
            return ControlFlow::Break(());
        }
        self.left -= 1;
        self.progress.read(position);
        push(item)
    }

    fn claim_id(&mut self, mut document: Document) -> Document {
        let (id, notice) = self.ids.claim(&document.id);
        document.id = id;
        document.notices.extend(notice);
        document
    }

    fn note(&self, message: &str) {
        self.progress.suspend(|| self.printer.say(&format!("notice: {message}")));
    }
}

/// The size of all sources, for the time left; asked only when a person watches, and not where it would take the list away.
fn total(args: &Args, settings: &Settings) -> Result<u64> {
    if args.files_from.as_deref().is_some_and(|list| !list.is_file()) {
        return Ok(0);
    }
    let entries = args.entries(args.list()?, settings);
    Ok(entries.map(|entry| if let Entry::Source(source) = entry { source.size() } else { 0 }).sum())
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
                        printer.data(&record::json_line(&record::failed_document(error, language)))
                    }
                }
            }
        }
    }
}

fn interrupted_after(documents: u64) -> String {
    format!("interrupted after {}; what was written is whole lines", plural(documents, "document"))
}

pub(super) fn plural(count: u64, noun: &str) -> String {
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
