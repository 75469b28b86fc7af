mod bounds;
mod lines;

use std::collections::{HashMap, HashSet};

use crate::document::{Analysis, Component, Document, Failure, Layer, Sentence, Span};
use crate::lang::{Pack, PackError};

pub(super) use bounds::goes_on;

const ABBREVIATIONS: &str = "text/abbreviations.tsv";
const STARTERS: &str = "text/starters.txt";

/// When the full stop of an abbreviation ends no sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Abbreviation {
    /// Never the end.
    Title,
    /// Not the end before a number, a bracket or an initial.
    Number,
    /// Not the end, unless a word that begins sentences follows.
    Name,
}

/// Cuts text into sentences: the bounds of UAX #29, mended by the abbreviations of the pack and rules of layout.
///
/// A blank line always ends a sentence. A single line break ends one too, unless the next line goes on in lower case
/// or the text is wrapped at a fixed width.
///
/// ```
/// use depeche::{lang::Pack, text::Sentences};
/// let sentences = Sentences::new(&Pack::embedded("fr")?)?;
/// let text = "M. J.-P. Roux est parti le 3 sept. 2019. « Pourquoi ? » demande-t-il.";
/// let cut: Vec<&str> = sentences.cut(text).into_iter().map(|span| span.of(text)).collect();
/// assert_eq!(cut, ["M. J.-P. Roux est parti le 3 sept. 2019.", "« Pourquoi ? » demande-t-il."]);
/// # Ok::<(), depeche::lang::PackError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sentences {
    abbreviations: HashMap<String, Abbreviation>,
    starters: HashSet<String>,
}

impl Sentences {
    /// Reads `text/abbreviations.tsv` and `text/starters.txt`.
    pub fn new(pack: &Pack) -> Result<Sentences, PackError> {
        let mut abbreviations = HashMap::new();
        for row in pack.table(ABBREVIATIONS, &["abbreviation", "class"])?.rows() {
            let class = match row.get("class") {
                "title" => Abbreviation::Title,
                "number" => Abbreviation::Number,
                "name" => Abbreviation::Name,
                other => return Err(row.error(format!("`{other}` is not one of title, number, name"))),
            };
            abbreviations.insert(row.required("abbreviation")?.to_owned(), class);
        }
        let starters = pack.list(STARTERS).into_iter().map(|(_, word)| word.to_owned()).collect();
        Ok(Sentences { abbreviations, starters })
    }

    /// The sentences of a text, in order, without the white space around them.
    pub fn cut(&self, text: &str) -> Vec<Span> {
        let mut found = Vec::new();
        for block in lines::blocks(text, |line| self.ends_abbreviated(line)) {
            let flat = lines::flatten(block.of(text));
            found.extend(self.bounds(&flat).into_iter().map(|span| span.shift(block.start)));
        }
        found
    }

    /// Faults that do not keep the pack from loading: entries that are listed twice.
    pub fn check(pack: &Pack) -> Result<Vec<PackError>, PackError> {
        let mut faults = Vec::new();
        let mut seen = HashMap::new();
        for row in pack.table(ABBREVIATIONS, &["abbreviation", "class"])?.rows() {
            let entry = row.get("abbreviation");
            if let Some(first) = seen.insert(entry, row.line) {
                faults.push(row.error(format!("`{entry}` stands in line {first} already")));
            }
            if entry.ends_with('.') {
                faults.push(row.error(format!("`{entry}`: the last full stop is left out")));
            }
        }
        faults.extend(super::words::twice(pack, STARTERS));
        Ok(faults)
    }
}

/// The component that fills the layer of sentences.
#[derive(Clone, Debug)]
pub struct SentenceSplitter(Sentences);

impl SentenceSplitter {
    /// Reads the lists of the pack.
    pub fn new(pack: &Pack) -> Result<SentenceSplitter, PackError> {
        Sentences::new(pack).map(SentenceSplitter)
    }
}

impl Component for SentenceSplitter {
    fn name(&self) -> &'static str {
        "sentences"
    }

    fn requires(&self) -> &'static [Layer] {
        &[]
    }

    fn assigns(&self) -> &'static [Layer] {
        &[Layer::Sentences]
    }

    fn apply(&self, document: &Document, analysis: &mut Analysis) -> Result<(), Failure> {
        analysis.sentences = self.0.cut(&document.text).into_iter().map(|span| Sentence { span }).collect();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
