use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::{Context, Result, bail};
use clap::Args as ClapArgs;
use include_dir::{Dir, include_dir};

use super::engine::EngineArgs;
use super::extract::jobs;
use super::{Exit, Printer};
use crate::batch::{Job, Outcome};
use crate::document::{Document, Label, Layer};
use crate::evaluate::{self, Comparison, Format, Gold, OldReport, Options, Report};
use crate::lang::Pack;
use crate::pipeline::Pipeline;
use crate::record::DocumentRecord;

static BUNDLED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/corpus/gold");

#[derive(ClapArgs)]
#[command(after_help = "\
Gold is JSON lines: document records, or stand-off {id, published, text, entities: [{start, end, text, label}]}.
Read as well: IOB (.conll .iob .iob2 .bio: a word a line, its tag last), brat (a.ann beside a.txt), TimeML (.tml .xml)
and CoNLL-U (.conllu: sentences and tokens). docs/evaluation.md tells what is read of each.
A layer that the gold lacks is not scored. docs/evaluation.md defines every score.

Examples:
  depeche evaluate                                          the bundled gold
  depeche evaluate dev.jsonl --layers entities --only PER,LOC,ORG
  depeche evaluate fr-test.conllu articles/*.tml
  depeche evaluate gold.jsonl --records out/documents.jsonl --errors times
  depeche evaluate --json > old.json; ...; depeche evaluate --compare old.json --errors events")]
pub(crate) struct Args {
    /// Gold files [default: the bundled gold]
    #[arg(value_name = "GOLD")]
    gold: Vec<PathBuf>,
    /// Score only these layers
    #[arg(long, value_delimiter = ',', value_name = "LAYER,...")]
    layers: Option<Vec<Layer>>,
    /// Score only entities of these labels
    #[arg(long, value_delimiter = ',', value_name = "LABEL,...")]
    only: Option<Vec<Label>>,
    /// Score only entities with a capital letter: common nouns that some corpora mark are left out on both sides
    #[arg(long)]
    capitals: bool,
    /// Score these records instead of running the pipeline (`-` reads standard input)
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
    /// List what was missed and what was found wrongly in these layers
    #[arg(long, value_delimiter = ',', value_name = "LAYER,...")]
    errors: Vec<Layer>,
    /// Print one table a document before the sums
    #[arg(long)]
    per_document: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// End with status 1 if a score is below this: `times.value_f1=0.85`, `entities.strict_recall.PER=0.9` (F1 or accuracy where
    /// no measure is named)
    #[arg(long, value_name = "SCORE=VALUE", value_delimiter = ',', value_parser = floor)]
    min: Vec<Floor>,
    /// Hold the scores against those of an older run (its --json): what got better and worse, errors too with --errors
    #[arg(long, value_name = "OLD.json")]
    compare: Option<PathBuf>,
    /// End with status 1 if a score fell by more than this since the older run (0 to 1)
    #[arg(long, value_name = "FALL", requires = "compare")]
    max_fall: Option<f64>,
    /// Worker threads [default: one a core]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Language pack: the code of a bundled one, or a folder named by its language (`./fr`)
    #[arg(long, value_name = "CODE|DIR", default_value = "fr")]
    lang: String,
    #[command(flatten)]
    engine: EngineArgs,
}

pub(crate) fn run(args: &Args, printer: &Printer) -> Result<Exit> {
    let gold = read_gold(&args.gold)?;
    let records = match &args.records {
        Some(file) => read_records(file)?,
        None => analyse(args, &gold)?,
    };
    let options = Options { labels: args.only.clone(), capitals: args.capitals, layers: args.layers.clone() };
    let report = evaluate::score(&gold, &records, &options)?;
    let comparison = args.compare.as_deref().map(read_old).transpose()?.map(|old| Comparison::new(&old, &report));
    let text = match &comparison {
        _ if args.json => format!("{:#}\n", report.to_json()),
        Some(comparison) => changes(comparison, args),
        None => table(&report, args),
    };
    printer.data(&text)?;
    let mut faults = Vec::new();
    for floor in &args.min {
        faults.extend(floor.fault(&report)?);
    }
    if let (Some(most), Some(comparison)) = (args.max_fall, &comparison) {
        // A hundredth of a hundredth is what the committed figures are rounded by.
        let fell = comparison.scores.iter().filter(|change| change.fall() > most + 1e-4);
        faults.extend(fell.map(|change| format!("`{}` fell by {:.1} points", change.score, 100.0 * change.fall())));
    }
    faults.iter().for_each(|fault| printer.say(fault));
    Ok(if faults.is_empty() { Exit::Done } else { Exit::Faults })
}

/// The least that a score may be.
#[derive(Clone, Debug)]
struct Floor {
    /// `entities.strict.PER`.
    score: String,
    measure: Option<&'static str>,
    least: f64,
}

const MEASURES: [&str; 4] = ["precision", "recall", "f1", "accuracy"];

/// `layer.score[_measure][.LABEL]=value`.
fn floor(text: &str) -> Result<Floor, String> {
    let expected = || format!("expected SCORE=VALUE, such as times.value_f1=0.85, not `{text}`");
    let (name, least) = text.split_once('=').ok_or_else(expected)?;
    let least = least.parse().ok().filter(|least| (0.0..=1.0).contains(least)).ok_or_else(expected)?;
    let mut parts: Vec<&str> = name.split('.').collect();
    let score = parts.get_mut(1).ok_or_else(expected)?;
    let named =
        score.rsplit_once('_').and_then(|(stem, last)| Some((stem, *MEASURES.iter().find(|name| **name == last)?)));
    let measure = named.map(|(_, measure)| measure);
    *score = named.map_or(*score, |(stem, _)| stem);
    Ok(Floor { score: parts.join("."), measure, least })
}

impl Floor {
    /// Why the report does not reach it.
    fn fault(&self, report: &Report) -> Result<Option<String>> {
        let Some(score) = report.overall().iter().find(|score| score.to_string() == self.score) else {
            let there: Vec<String> = report.overall().iter().map(ToString::to_string).collect();
            bail!("there is no score `{}`; there are: {}", self.score, there.join(", "));
        };
        let measure = score.measure;
        let value = match self.measure {
            Some("precision") => measure.precision(),
            Some("recall") => measure.recall(),
            Some("f1") => measure.f1(),
            Some(_) => measure.accuracy(),
            None => measure.value(),
        };
        let below = value.is_none_or(|value| value < self.least);
        let shown = value.map_or("nothing".to_owned(), |value| format!("{value:.4}"));
        Ok(below.then(|| format!("`{}` is {shown}, below {}", self.score, self.least)))
    }
}

fn read_old(file: &Path) -> Result<OldReport> {
    let content = std::fs::read_to_string(file).with_context(|| format!("can't read `{}`", file.display()))?;
    serde_json::from_str(&content).with_context(|| format!("`{}` is no report of `evaluate --json`", file.display()))
}

/// What got better and worse.
fn changes(comparison: &Comparison, args: &Args) -> String {
    let mut text = comparison.to_string();
    for layer in &args.errors {
        for (what, errors) in [("mended", &comparison.mended), ("new", &comparison.made)] {
            text += &format!("\n{layer}, {what}:\n");
            for mistake in errors.iter().filter(|mistake| mistake.layer == layer.as_str()) {
                text += &format!("  {mistake}\n");
            }
        }
    }
    text
}

/// The bundled gold, the article that everything began with first; or the files that the user names.
pub(super) fn read_gold(files: &[PathBuf]) -> Result<Vec<Gold>> {
    let mut gold = Vec::new();
    if files.is_empty() {
        let mut bundled: Vec<_> =
            BUNDLED.files().filter(|file| file.path().extension().is_some_and(|e| e == "jsonl")).collect();
        bundled.sort_by_key(|file| (file.path() != Path::new("karabakh.jsonl"), file.path()));
        for file in bundled {
            let content = file.contents_utf8().context("bundled gold is UTF-8")?;
            gold.extend(evaluate::read_gold(content, &file.path().to_string_lossy())?);
        }
    }
    let mut files_of_ids: HashMap<String, &Path> = HashMap::new();
    for file in files {
        let content = std::fs::read_to_string(file).with_context(|| format!("can't read `{}`", file.display()))?;
        let name = file.to_string_lossy();
        let format = Format::of(&name, &content);
        // Without it the reader tells what is missing.
        let words =
            (format == Format::Brat).then(|| std::fs::read_to_string(file.with_extension("txt")).ok()).flatten();
        for document in format.read(&content, &name, words.as_deref())? {
            if let Some(first) = files_of_ids.insert(document.id.clone(), file) {
                let (name, first) = (file.display(), first.display());
                bail!("{name}: the id `{}` is that of a document of {first}: give each document its own", document.id);
            }
            gold.push(document);
        }
    }
    if gold.is_empty() {
        bail!("there is no gold in what was given");
    }
    Ok(gold)
}

fn read_records(file: &Path) -> Result<Vec<DocumentRecord>> {
    let mut content = String::new();
    if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut content).context("can't read standard input")?;
    } else {
        content = std::fs::read_to_string(file).with_context(|| format!("can't read `{}`", file.display()))?;
    }
    let lines = content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            serde_json::from_str(line)
                .with_context(|| format!("{}:{}: is not a document record", file.display(), index + 1))
        })
        .collect()
}

/// Runs the pipeline over the texts of the gold.
fn analyse(args: &Args, gold: &[Gold]) -> Result<Vec<DocumentRecord>> {
    let pack = Pack::named(&args.lang)?;
    let pipeline = Pipeline::standard(&pack, args.engine.load()?)?;
    let never = AtomicBool::new(false);
    let wanted = args.layers.as_ref().is_none_or(|layers| layers.contains(&Layer::Tokens));
    let tokens = wanted && gold.iter().any(|gold| gold.tokens.is_some());
    let job = Job { pipeline: &pipeline, jobs: jobs(args.jobs), text: true, tokens, cancelled: &never };
    let documents: Vec<Document> = gold.iter().map(|gold| gold.document(pack.code())).collect();
    let mut records = Vec::new();
    let mut failed = None;
    job.run(
        |push| {
            let _all_read = documents.into_iter().try_for_each(|document| push(String::new(), Ok(document)));
        },
        |_, outcome| {
            match outcome {
                Outcome::Done(lines) => records.push(serde_json::from_str(&lines.document)?),
                Outcome::Failed(error) => failed = Some(error),
            }
            Ok(())
        },
    )?;
    if let Some(error) = failed {
        bail!("`{}` failed: {}", error.id, error.message);
    }
    Ok(records)
}

fn table(report: &Report, args: &Args) -> String {
    let mut text = String::new();
    if args.per_document {
        text += &report.document_table();
        text.push('\n');
    }
    text += &report.to_string();
    for layer in &args.errors {
        text += &format!("\n{layer}:\n");
        for mistake in report.errors(*layer) {
            text += &format!("  {mistake}\n");
        }
    }
    text
}
