//! Time expressions of a text with the rule, the anchor and the steps of each:
//!
//! ```sh
//! echo "Il a démissionné lundi, à 9h00 GMT." | cargo run --example times -- --published 2023-09-20
//! ```
//!
//! `--pack FOLDER` reads rules from a folder instead of the program, so that a rule is tried without building.
//! `--json` reads objects with `id`, `text` and `published`, a line each, and writes records with `times`.
//! `--repeat N FILE` reads a file and tags it N times, for `benches/times-vs-chrono`.

use std::io::{self, BufRead, BufWriter, Read, Write};
use std::path::Path;

use depeche::document::{Analysis, Component, Document};
use depeche::lang::Pack;
use depeche::record;
use depeche::temporal::TimeTagger;
use depeche::text::SentenceSplitter;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mut folder, mut published, mut json, mut repeat) = (None, None, false, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--pack" => folder = arguments.next(),
            "--published" => published = arguments.next(),
            "--json" => json = true,
            "--repeat" => repeat = arguments.next().zip(arguments.next()),
            other => return Err(format!("unknown argument `{other}`").into()),
        }
    }
    let pack = match &folder {
        Some(folder) => Pack::open(Path::new(folder))?,
        None => Pack::embedded("fr")?,
    };
    let splitter = SentenceSplitter::new(&pack)?;
    let tagger = TimeTagger::new(&pack)?;
    let mut out = BufWriter::new(io::stdout().lock());
    if !json {
        let mut text = String::new();
        match &repeat {
            Some((_, file)) => text = std::fs::read_to_string(file)?,
            None => drop(io::stdin().read_to_string(&mut text)?),
        }
        let mut document = Document::new("stdin", pack.code(), text);
        document.published = published.map(|day| day.parse()).transpose()?;
        let mut analysis = Analysis::default();
        splitter.apply(&document, &mut analysis).map_err(|failure| failure.message)?;
        if let Some((count, _)) = repeat {
            let found: usize = (0..count.parse()?)
                .map(|_: usize| tagger.times(&document, &analysis.sentences, &analysis.tokens).len())
                .sum();
            writeln!(out, "{found}")?;
            return Ok(());
        }
        for (time, steps) in tagger.explain(&document, &analysis.sentences, &analysis.tokens) {
            writeln!(out, "{:?} = {}", time.span.of(&document.text), time.value.as_deref().unwrap_or("-"))?;
            steps.iter().try_for_each(|step| writeln!(out, "    {step}"))?;
        }
        return Ok(());
    }
    for line in io::stdin().lock().lines() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        let field = |name: &str| line[name].as_str().unwrap_or_default();
        let mut document = Document::new(field("id"), pack.code(), field("text"));
        document.published = field("published").parse().ok();
        let mut analysis = Analysis::default();
        splitter.apply(&document, &mut analysis).map_err(|failure| failure.message)?;
        tagger.apply(&document, &mut analysis).map_err(|failure| failure.message)?;
        write!(out, "{}", record::json_line(&record::document(&document, &analysis)))?;
    }
    Ok(())
}
