//! The vocabulary that every room shares: documents, spans, and the layers of an analysis.
//!
//! A [`Document`] is what `ingest` makes of a file; its text never changes afterwards. An
//! [`Analysis`] is what the components of the pipeline find in it, one layer after another.

mod layers;
pub(crate) mod names;
mod plover;
mod published;
mod span;

pub use layers::*;
pub use names::UnknownName;
pub use plover::EventType;
pub use published::{BadDate, Published, offset_text};
pub use span::Span;

use names::names;

names! {
    /// Where a publication date comes from.
    PublishedBasis {
        /// A field of the input or a row of the metadata sidecar.
        Field = "field",
        /// A header line of the file.
        Header = "header",
        /// The file's name.
        Filename = "filename",
        /// The name of a folder above it.
        Folder = "folder",
        /// The dateline of the article.
        Dateline = "dateline",
        /// Elsewhere in the text.
        Text = "text",
        /// `--published`.
        Option = "option",
        /// It is not known.
        None = "none",
    }
}

/// An article: a text with what is known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Stable from run to run.
    pub id: String,
    /// Relative to the input, with `/`.
    pub path: String,
    /// `sha256:` of the source bytes.
    pub digest: String,
    /// ISO 639-1.
    pub language: String,
    /// The headline.
    pub title: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// By which newspaper, agency or site.
    pub outlet: Option<String>,
    /// By whom.
    pub author: Option<String>,
    /// When.
    pub published: Option<Published>,
    /// How that is known.
    pub published_basis: PublishedBasis,
    /// The words.
    pub text: String,
    /// What else the source says, in its order.
    pub metadata: Vec<(String, String)>,
    /// What was odd about the source.
    pub notices: Vec<Notice>,
}

impl Document {
    /// A document of which nothing but id and text is known.
    ///
    /// ```
    /// use depeche::document::Document;
    /// let doc = Document::new("a1", "fr", "Bakou a lancé une opération jeudi.");
    /// assert_eq!(doc.published, None);
    /// ```
    pub fn new(id: impl Into<String>, language: impl Into<String>, text: impl Into<String>) -> Document {
        Document {
            id: id.into(),
            path: String::new(),
            digest: String::new(),
            language: language.into(),
            title: None,
            url: None,
            outlet: None,
            author: None,
            published: None,
            published_basis: PublishedBasis::None,
            text: text.into(),
            metadata: Vec::new(),
            notices: Vec::new(),
        }
    }
}

/// Something odd that did not stop the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Stable, `room.what`.
    pub code: String,
    /// For a person: lower case, no full stop.
    pub message: String,
    /// Where, if it lies in the text.
    pub span: Option<Span>,
}

impl Notice {
    /// A notice about the whole document.
    pub fn new(code: &str, message: impl Into<String>) -> Notice {
        Notice { code: code.to_owned(), message: message.into(), span: None }
    }

    /// The same notice, about a stretch of the text.
    pub fn at(self, span: Span) -> Notice {
        Notice { span: Some(span), ..self }
    }
}

/// Why a document failed. It becomes a line of `errors.jsonl`; the run goes on.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// Stable, `room.what`.
    pub code: String,
    /// For a person: lower case, no full stop.
    pub message: String,
}

impl Failure {
    /// A failure with a stable code.
    pub fn new(code: &str, message: impl Into<String>) -> Failure {
        Failure { code: code.to_owned(), message: message.into() }
    }
}

/// What has been found in a document: a layer a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Analysis {
    /// In order, not overlapping.
    pub sentences: Vec<Sentence>,
    /// In order; empty while there is no syntax.
    pub tokens: Vec<Token>,
    /// In order, not overlapping.
    pub entities: Vec<Entity>,
    /// In order.
    pub demonyms: Vec<Demonym>,
    /// In order, not overlapping.
    pub times: Vec<TimeExpression>,
    /// In order of their beginnings.
    pub statements: Vec<Statement>,
    /// In order of their triggers.
    pub events: Vec<Event>,
    /// Of all components, after the document's own.
    pub notices: Vec<Notice>,
}

impl Analysis {
    /// The index of the sentence that `span` begins in.
    pub fn sentence_of(&self, span: Span) -> Option<usize> {
        let after = self.sentences.partition_point(|sentence| sentence.span.start <= span.start);
        let index = after.checked_sub(1)?;
        (span.start < self.sentences[index].span.end).then_some(index)
    }
}

names! {
    /// The layers of an [`Analysis`] that components require and assign.
    Layer {
        Sentences = "sentences",
        Tokens = "tokens",
        Entities = "entities",
        Demonyms = "demonyms",
        Times = "times",
        Statements = "statements",
        Links = "links",
        Events = "events",
    }
}

/// A stage of the pipeline: reads some layers of one document, and fills others.
///
/// A component is a pure function of the document, its pack, its model and its settings: no clock, no
/// environment, no memory of other documents.
pub trait Component: Send + Sync {
    /// For messages.
    fn name(&self) -> &'static str;

    /// The layers that must be there before it runs.
    fn requires(&self) -> &'static [Layer];

    /// The layers that it fills.
    fn assigns(&self) -> &'static [Layer];

    /// Does the work. Notices go into the analysis; an error fails this document alone.
    fn apply(&self, document: &Document, analysis: &mut Analysis) -> Result<(), Failure>;
}
