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
use crate::evaluate::{self, Format, Gold, Options, Report};
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
  depeche evaluate gold.jsonl --records out/documents.jsonl --errors times")]
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
    /// End with status 1 if the F1 of the entities is below this (0 to 1)
    #[arg(long, value_name = "F1")]
    min: Option<f64>,
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
    let text = if args.json { format!("{:#}\n", report.to_json()) } else { table(&report, args) };
    printer.data(&text)?;
    match args.min {
        Some(min) if entity_f1(&report).is_none_or(|f1| f1 < min) => {
            printer.say(&format!("the F1 of the entities is below {min}"));
            Ok(Exit::Faults)
        }
        _ => Ok(Exit::Done),
    }
}

/// The bundled gold, the article that everything began with first; or the files that the user names.
fn read_gold(files: &[PathBuf]) -> Result<Vec<Gold>> {
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
            let _all_read = documents.into_iter().map(Ok).try_for_each(push);
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

fn entity_f1(report: &Report) -> Option<f64> {
    let strict = report.overall().iter().find(|score| score.layer == Layer::Entities && score.label.is_none())?;
    strict.measure.f1()
}
