use serde::{Deserialize, Serialize};

use crate::record::{DocumentRecord, ErrorRecord};

/// Sums over documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Documents with a record.
    pub documents: u64,
    /// Documents with an error instead.
    pub failed: u64,
    /// Documents left out because an earlier one has the same text.
    pub duplicates: u64,
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
            duplicates: 0,
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

    /// Those of an item that has no document.
    pub fn of_error(error: &ErrorRecord) -> Counts {
        let left_out = u64::from(error.is_left_out());
        Counts { failed: 1 - left_out, duplicates: left_out, ..Counts::default() }
    }

    /// Documents, failures and what was left out.
    pub fn items(&self) -> u64 {
        self.documents + self.failed + self.duplicates
    }

    /// What came after `before`.
    pub fn since(&self, before: &Counts) -> Counts {
        Counts {
            documents: self.documents - before.documents,
            failed: self.failed - before.failed,
            duplicates: self.duplicates - before.duplicates,
            words: self.words - before.words,
            sentences: self.sentences - before.sentences,
            entities: self.entities - before.entities,
            demonyms: self.demonyms - before.demonyms,
            times: self.times - before.times,
            statements: self.statements - before.statements,
            events: self.events - before.events,
            notices: self.notices - before.notices,
        }
    }

    /// Adds those of another document or run.
    pub fn add(&mut self, other: &Counts) {
        self.documents += other.documents;
        self.failed += other.failed;
        self.duplicates += other.duplicates;
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
