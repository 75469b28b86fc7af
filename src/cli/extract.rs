use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args as ClapArgs;

use super::engine::{self, EngineArgs};
use super::progress::Progress;
use super::reading::{self, OwnName};
use super::{Exit, Printer};
use crate::batch::{At, Inputs, Job, Note, Outcome, Plan, Push};
use crate::dataset::{
    Chain, Counts, Dataset, Manifest, ModelEntry, Opened, PackEntry, Replay, RunSettings, Shard, Start,
};
use crate::document::Published;
use crate::ingest::{self, Entry, Settings, Walk};
use crate::lang::Pack;
use crate::pipeline::Pipelines;
use crate::recognise::neural::Model;
use crate::record;

#[derive(ClapArgs)]
#[command(after_help = "\
Reads .txt, .html, .jsonl, .json, .csv, .tsv, .warc and .wet files, also .gz, .zst and .bz2, and in .zip archives, in any of the usual encodings
(and .parquet, where the program was built for it); a folder's metadata.csv and header lines give dates and titles.
Writes documents.jsonl, events.jsonl, errors.jsonl and manifest.json (see `depeche schema`).

Examples:
  depeche extract corpus/sample -o out
  depeche extract press/2023 press/extra.jsonl -o out --published 2023-09-20 -j 2
  depeche extract export.csv -o out --field text=html_content --field published=day
  depeche extract 'press/20*/**/*.txt' -o out
  find press -name '*.txt' -newer last | depeche extract --files-from - -o out
  depeche extract press -o out --resume                            after a crash, a full disk or Ctrl-C
  depeche extract press -o part-2 --shard 2/8                      one of eight machines; then depeche merge
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
    /// Go on with a run that was interrupted or killed, where it was; the result is the same as in one go
    #[arg(long, conflicts_with = "stdout")]
    resume: bool,
    /// Only a part of the documents: the Ith of N, to be put together by `depeche merge`
    #[arg(long, value_name = "I/N", conflicts_with = "stdout")]
    shard: Option<Shard>,
    /// Leave out documents whose words are those of an earlier one (errors.jsonl says which)
    #[arg(long)]
    skip_duplicates: bool,
    /// Where no person watches, say how far the run is every so many seconds (0: never)
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    log_every: u64,
    /// Write every word with its part of speech, features, lemma and dependency into the document records
    #[arg(long)]
    tokens: bool,
    /// Leave the text out of document records
    #[arg(long)]
    no_text: bool,
    /// The largest article that is read, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=4096))]
    max_size: u32,
    /// Language of all documents: the code of a bundled pack, or the folder of one, named by its language (`./fr`); `auto` looks at each
    #[arg(long, value_name = "CODE|DIR|auto", default_value = AUTO)]
    lang: String,
    /// What a field is called in your files, before the usual names: text, id, title, url, outlet, author, published or
    /// language (may come several times)
    #[arg(long = "field", value_name = "FIELD=NAME")]
    fields: Vec<OwnName>,
    #[command(flatten)]
    engine: EngineArgs,
}

/// How long a run that was told to stop may wait for standard input.
const PATIENCE: Duration = Duration::from_secs(2);

/// So many failures are shown as they happen; all are in `errors.jsonl`.
const FAILURES_SHOWN: u64 = 3;

/// The value of `--lang` that leaves the language to each document.
const AUTO: &str = "auto";
/// What documents are in unless something else is known.
const DEFAULT_LANGUAGE: &str = "fr";

impl Args {
    fn is_auto(&self) -> bool {
        self.lang == AUTO
    }

    /// The language packs of the run, at least one.
    fn packs(&self) -> Result<Vec<Pack>> {
        if self.is_auto() {
            return Ok(Pack::codes().iter().map(|code| Pack::embedded(code)).collect::<Result<_, _>>()?);
        }
        let known = Pack::codes().contains(&self.lang) || Path::new(&self.lang).is_dir();
        match Pack::named(&self.lang) {
            Err(error) if !known => bail!("{error}; `--lang {AUTO}` finds what it can in others"),
            pack => Ok(vec![pack?]),
        }
    }

    /// `--stdin --stdout`: a record for every line, with the line's own id.
    fn is_filter(&self) -> bool {
        self.stdin && self.stdout
    }

    /// The inputs, or those that the list names; none of standard input.
    fn entries(&self, settings: &Settings) -> Result<Option<Walk>> {
        if self.stdin {
            return Ok(None);
        }
        let Some(list) = &self.files_from else { return Ok(Some(ingest::open(self.inputs.clone(), settings))) };
        let list: Box<dyn BufRead + Send> = if list == Path::new("-") {
            Box::new(BufReader::new(io::stdin()))
        } else {
            let file = File::open(list).with_context(|| format!("can't read `{}`", list.display()))?;
            Box::new(BufReader::new(file))
        };
        Ok(Some(ingest::open_list(list, settings)))
    }

    /// Whether the inputs can be walked more than once: standard input and pipes can't.
    fn are_lasting(&self) -> bool {
        !self.stdin && self.files_from.as_ref().is_none_or(|list| list.is_file() && list != Path::new("-"))
    }

    /// How the items of the input are seen.
    fn plan<'a>(&self, settings: &'a Settings, cancelled: &'a AtomicBool, note: Note<'a>, at: At<'a>) -> Plan<'a> {
        Plan {
            settings,
            limit: self.limit,
            shard: self.shard,
            skip_duplicates: self.skip_duplicates,
            // The answer to a line carries the line's own id, even one that came before.
            unique_ids: !self.is_filter(),
            cancelled,
            note,
            at,
        }
    }

    /// Reads all inputs, or from where an earlier process was.
    fn read(&self, inputs: &mut Inputs, entries: Option<Walk>, push: Push) {
        match entries {
            Some(entries) => inputs.walk(entries, push),
            None => inputs.lines(io::stdin().lock(), push),
        }
    }

    /// Whether the input is still what a finished run read; nothing of it is analysed.
    fn is_same(&self, finished: Option<&Chain>, settings: &Settings, cancelled: &AtomicBool) -> Result<bool> {
        let mut inputs = Inputs::new(self.plan(settings, cancelled, &|_| {}, &|_| {}), Replay::default());
        self.read(&mut inputs, self.entries(settings)?, &mut |_, _| ControlFlow::Continue(()));
        Ok(finished == Some(&inputs.digest))
    }

    fn start(&self) -> Start {
        match (self.resume, self.force) {
            (true, _) => Start::Resume,
            (false, true) => Start::Replace,
            (false, false) => Start::New,
        }
    }

    fn manifest(&self, settings: &Settings, packs: Vec<PackEntry>, models: Vec<ModelEntry>) -> Manifest {
        let settings = RunSettings {
            engine: self.engine.name().to_owned(),
            device: self.engine.device(),
            labels: self.engine.labels(),
            language: if self.is_auto() { AUTO.to_owned() } else { settings.language.clone() },
            fields: self.fields.iter().map(OwnName::to_string).collect(),
            published: self.published.map(|published| published.to_string()),
            limit: self.limit,
            shard: self.shard.map(|shard| shard.to_string()),
            skip_duplicates: self.skip_duplicates,
            max_bytes: settings.max_bytes as u64,
            text: !self.no_text,
            tokens: self.tokens,
        };
        Manifest::new(settings, packs, models)
    }

    /// How a whole run ended.
    fn exit(&self, counts: &Counts, printer: &Printer) -> Exit {
        let place = match &self.out {
            Some(folder) => folder.join("errors.jsonl").display().to_string(),
            None => "`error_code` of its record".to_owned(),
        };
        if counts.duplicates > 0 {
            printer.say(&format!(
                "{} left out, the same as an earlier one: see {place}",
                plural(counts.duplicates, "document")
            ));
        }
        // A filter has answered every line, those that failed too.
        if counts.failed == 0 || self.is_filter() {
            return Exit::Done;
        }
        printer.say(&format!("{} failed: see {place}", plural(counts.failed, "document")));
        Exit::Faults
    }
}

pub(crate) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let packs = args.packs()?;
    // What a document is in where nothing shows another language.
    let language = if args.is_auto() { DEFAULT_LANGUAGE } else { packs[0].code() }.to_owned();
    let model = args.engine.load()?;
    if args.tokens && !model.as_ref().is_some_and(Model::parses) {
        bail!("`--tokens` needs a model with syntax: the shipped one, run by `--engine embedded`");
    }
    let models = model.iter().map(engine::entry).collect::<Result<_, _>>()?;
    let pipelines = Pipelines::new(&packs, model)?;
    let settings = Settings {
        language: language.clone(),
        detect_language: args.is_auto(),
        names: reading::names(&packs, &args.fields)?,
        calendar: reading::calendar(&packs)?,
        published: args.published,
        max_bytes: args.max_size as usize * 1_000_000,
        except: args.out.clone(),
    };
    let cancelled = Arc::new(AtomicBool::new(false));
    let job = Job {
        pipeline: &pipelines,
        jobs: jobs(args.jobs),
        text: !args.no_text,
        tokens: args.tokens,
        cancelled: &cancelled,
    };
    let packs = packs.iter().map(|pack| PackEntry { language: pack.code().to_owned(), digest: pack.digest() });
    let manifest = args.manifest(&settings, packs.collect(), models);
    // A list that can't be read is known before a folder is touched.
    if args.are_lasting() {
        args.entries(&settings)?;
    }
    let mut sink = match &args.out {
        Some(folder) => match Dataset::open(folder, &manifest, args.start())? {
            Opened::Ready(dataset) => Sink::Folder(dataset),
            Opened::Complete { counts, input } if args.is_same(input.as_ref(), &settings, &cancelled)? => {
                printer.say(&format!("`{}` is complete: {}", folder.display(), plural(counts.documents, "document")));
                return Ok(args.exit(&counts, printer));
            }
            Opened::Complete { .. } if !args.force || !args.are_lasting() => bail!(
                "`{}` is complete, but the input is not what it was made of; --force begins anew",
                folder.display()
            ),
            Opened::Complete { .. } => match Dataset::open(folder, &manifest, Start::Replace)? {
                Opened::Ready(dataset) => Sink::Folder(dataset),
                Opened::Complete { .. } => unreachable!("what is replaced is begun anew"),
            },
        },
        None => Sink::Stdout { printer, language: language.clone(), counts: Counts::default() },
    };
    let log = Some(Duration::from_secs(args.log_every)).filter(|every| !every.is_zero());
    let progress =
        Arc::new(Progress::new(printer.on_terminal() && args.out.is_some(), log.filter(|_| args.out.is_some())));
    // What can be read once only is left to the run.
    if progress.wants_length()
        && args.are_lasting()
        && let Some(entries) = args.entries(&settings)?
    {
        measure(entries, &progress);
    }
    stop_on_signal(cancelled.clone(), args.stdin.then(|| progress.clone()), args.out.is_some())?;

    let began = Instant::now();
    let say = |message: &str| progress.suspend(|| printer.say(message));
    let note = |message: &str| say(&format!("notice: {message}"));
    let at = |position| progress.read(position);
    let (before, input, complete) = loop {
        let before = sink.counts();
        if before != Counts::default() {
            say(&format!("{} done before; reading up to there", plural(before.items(), "document")));
        }
        let mut inputs = Inputs::new(args.plan(&settings, &cancelled, &note, &at), sink.replay());
        let entries = args.entries(&settings)?;
        let mut shown = 0;
        let all = job.run(
            |push| args.read(&mut inputs, entries, push),
            |key, outcome| {
                if let Outcome::Failed(error) = &outcome
                    && !error.is_left_out()
                    && shown < FAILURES_SHOWN
                {
                    shown += 1;
                    let name = error.path.as_deref().unwrap_or(&error.id);
                    say(&format!("failed: {name}: {} ({})", error.message, error.code));
                }
                sink.take(key, outcome)?;
                if let Some(line) = progress.done(&sink.counts().since(&before)) {
                    printer.say(&line);
                }
                Ok(())
            },
        );
        let all = all.map_err(|error| can_not_write(error, args))?;
        match (inputs.changed, &mut sink) {
            (Some(changed), Sink::Folder(dataset)) if args.force && args.are_lasting() => {
                dataset.go_back(changed.good)?
            }
            (Some(changed), _) => bail!(changed),
            (None, _) => break (before, inputs.digest, all && !inputs.stopped),
        }
    };
    progress.finish();

    let counts = sink.counts();
    let summary = summary(&counts.since(&before), began.elapsed().as_secs_f64());
    if let Sink::Folder(mut dataset) = sink {
        printer.say(&summary);
        if before != Counts::default() {
            printer.say(&format!("{} with those done before", plural(counts.documents, "document")));
        }
        if complete {
            dataset.finish(&manifest, &input)?;
        } else {
            dataset.checkpoint().map_err(|error| can_not_write(error, args))?;
        }
    }
    if !complete {
        printer.say(&interrupted_after(counts.items(), args.out.is_some()));
        return Ok(Exit::Interrupted);
    }
    Ok(args.exit(&counts, printer))
}

/// One a core, unless the user says otherwise.
pub(super) fn jobs(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// The first signal lets documents that were begun finish; the second ends the program.
///
/// A run from standard input may be blocked there for ever. A filter ends at the first signal, between two lines; a run into a
/// folder has a moment, and what it noted is kept.
fn stop_on_signal(cancelled: Arc<AtomicBool>, stdin: Option<Arc<Progress>>, resumable: bool) -> Result<()> {
    ctrlc::set_handler(move || {
        let again = cancelled.swap(true, Ordering::Relaxed);
        if stdin.is_some() && resumable && !again {
            std::thread::sleep(PATIENCE);
        }
        if stdin.is_some() || again {
            let _whole_line = io::stdout().lock();
            if let Some(progress) = &stdin {
                Printer::new().say(&interrupted_after(progress.documents(), resumable));
            }
            std::process::exit(130);
        }
    })
    .context("can't watch for Ctrl-C")
}

/// Finds the size of all sources, for the time left, while the run goes on.
fn measure(entries: Walk, progress: &Arc<Progress>) {
    let progress = Arc::clone(progress);
    std::thread::spawn(move || {
        let size = |entry| if let Entry::Source(source) = entry { source.size() } else { 0 };
        progress.length(entries.map(size).sum());
    });
}

/// Where outcomes go.
enum Sink<'a> {
    Folder(Box<Dataset>),
    Stdout { printer: &'a Printer, language: String, counts: Counts },
}

impl Sink<'_> {
    fn take(&mut self, key: &str, outcome: Outcome) -> io::Result<()> {
        match (self, outcome) {
            (Sink::Folder(dataset), Outcome::Done(lines)) => {
                dataset.document(key, &lines.document, &lines.events, &lines.counts)
            }
            (Sink::Folder(dataset), Outcome::Failed(error)) => dataset.error(key, &error),
            (Sink::Stdout { printer, counts, .. }, Outcome::Done(lines)) => {
                counts.add(&lines.counts);
                printer.data(&lines.document)
            }
            (Sink::Stdout { printer, counts, language }, Outcome::Failed(error)) => {
                counts.add(&Counts::of_error(&error));
                printer.data(&record::json_line(&record::failed_document(error, language)))
            }
        }
    }

    fn counts(&self) -> Counts {
        match self {
            Sink::Folder(dataset) => dataset.counts(),
            Sink::Stdout { counts, .. } => *counts,
        }
    }

    fn replay(&self) -> Replay {
        match self {
            Sink::Folder(dataset) => dataset.replay(),
            Sink::Stdout { .. } => Replay::default(),
        }
    }
}

fn can_not_write(error: io::Error, args: &Args) -> anyhow::Error {
    let hint = if args.out.is_some() { "; when that is mended, --resume goes on" } else { "" };
    anyhow::Error::new(error).context(format!("can't write the output{hint}"))
}

fn interrupted_after(documents: u64, resumable: bool) -> String {
    let rest = if resumable { "--resume goes on" } else { "what was written is whole lines" };
    format!("interrupted after {}; {rest}", plural(documents, "document"))
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
