use serde::Serialize;

use crate::record::DocumentRecord;

/// Sums over documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Documents with a record.
    pub documents: u64,
    /// Documents with an error instead.
    pub failed: u64,
    /// Stretches between white space.
    pub words: u64,
    /// Sentences.
    pub sentences: u64,
    /// Named entities.
    pub entities: u64,
    /// Nationality words.
    pub demonyms: u64,
    /// Time expressions.
    pub times: u64,
    /// Statements.
    pub statements: u64,
    /// Events.
    pub events: u64,
    /// Notices.
    pub notices: u64,
}

impl Counts {
    /// Those of one document.
    pub fn of(text: &str, record: &DocumentRecord) -> Counts {
        Counts {
            documents: 1,
            failed: 0,
            words: text.split_whitespace().count() as u64,
            sentences: record.sentences.len() as u64,
            entities: record.entities.len() as u64,
            demonyms: record.demonyms.len() as u64,
            times: record.times.len() as u64,
            statements: record.statements.len() as u64,
            events: record.events.len() as u64,
            notices: record.notices.len() as u64,
        }
    }

    /// Adds those of another document or run.
    pub fn add(&mut self, other: &Counts) {
        self.documents += other.documents;
        self.failed += other.failed;
        self.words += other.words;
        self.sentences += other.sentences;
        self.entities += other.entities;
        self.demonyms += other.demonyms;
        self.times += other.times;
        self.statements += other.statements;
        self.events += other.events;
        self.notices += other.notices;
    }
}
