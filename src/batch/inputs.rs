use std::collections::HashMap;
use std::io::BufRead;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};

use super::Input;
use crate::dataset::{Changed, Replay, Shard};
use crate::document::{Document, Failure};
use crate::ingest::{self, Entry, Ids, Rejected, Settings};

/// What is to be read of an input, and how a run sees it.
pub struct Plan<'a> {
    /// How it is read.
    pub settings: &'a Settings,
    /// Stop after so many items.
    pub limit: Option<u64>,
    /// Only the items of this shard.
    pub shard: Option<Shard>,
    /// Leave out documents whose words are those of an earlier one; they become errors with the code `skip.duplicate`.
    pub skip_duplicates: bool,
    /// Give each document an id of its own.
    pub unique_ids: bool,
    /// Set from outside to stop.
    pub cancelled: &'a AtomicBool,
    /// Told of what does not stop the run.
    pub note: &'a (dyn Fn(&str) + Sync),
    /// Told where in the input an item ends that goes into the run, in bytes.
    pub at: &'a (dyn Fn(u64) + Sync),
}

/// Takes an item into the run, and says whether to go on.
pub type Push<'p> = &'p mut dyn FnMut(Input) -> ControlFlow<()>;

/// The items of an input, one by one, in order: from the first that was not answered by an earlier process.
pub struct Inputs<'a> {
    plan: Plan<'a>,
    replay: Replay,
    ids: Ids,
    /// The id of the first document with these words; about a hundred bytes a document.
    texts: HashMap<[u8; 16], Box<str>>,
    /// Of the next item.
    index: u64,
    skipped: u64,
    /// Whether it was cancelled before the end.
    pub stopped: bool,
    /// That the input is not what an earlier process read.
    pub changed: Option<Changed>,
}

impl<'a> Inputs<'a> {
    /// An input from its beginning; `replay` has the items that were answered.
    pub fn new(plan: Plan<'a>, replay: Replay) -> Inputs<'a> {
        Inputs {
            plan,
            replay,
            ids: Ids::default(),
            texts: HashMap::new(),
            index: 0,
            skipped: 0,
            stopped: false,
            changed: None,
        }
    }

    /// Reads what a walk comes across.
    pub fn walk(&mut self, entries: impl Iterator<Item = Entry>, push: Push) {
        let _ = self.entries(entries, push);
        if self.skipped > 0 {
            let plural = if self.skipped == 1 { "" } else { "s" };
            (self.plan.note)(&format!("{} file{plural} of other kinds left out", self.skipped));
        }
        self.end();
    }

    /// Reads a stream of JSON objects, one a line.
    pub fn lines(&mut self, reader: impl BufRead, push: Push) {
        let settings = self.plan.settings;
        let _ = ingest::parse_lines(reader, settings).try_for_each(|item| self.item(item, 0, push));
        self.end();
    }

    fn entries(&mut self, entries: impl Iterator<Item = Entry>, push: Push) -> ControlFlow<()> {
        let mut start = 0;
        for entry in entries {
            match entry {
                Entry::Source(source) => {
                    let end = start + source.size();
                    let mut position = start;
                    for item in source.documents(self.plan.settings) {
                        let length = item.as_ref().map_or(0, |document| document.text.len() as u64);
                        position = (position + length).min(end);
                        self.item(item, position, push)?;
                    }
                    start = end;
                }
                Entry::Rejected(rejected) => self.item(Err(rejected), start, push)?,
                Entry::Skipped(_) => self.skipped += 1,
                Entry::Notice { path, notice } => (self.plan.note)(&format!("{path}: {}", notice.message)),
            }
        }
        ControlFlow::Continue(())
    }

    fn item(&mut self, item: Input, position: u64, push: Push) -> ControlFlow<()> {
        if self.plan.cancelled.load(Ordering::Relaxed) {
            self.stopped = true;
            return ControlFlow::Break(());
        }
        if self.plan.limit.is_some_and(|limit| self.index >= limit) {
            return ControlFlow::Break(());
        }
        let item = item.map(|document| if self.plan.unique_ids { self.claim_id(document) } else { document });
        let item = if self.plan.skip_duplicates { item.and_then(|document| self.first(document)) } else { item };
        let index = self.index;
        self.index += 1;
        if self.plan.shard.is_some_and(|shard| !shard.has(index)) {
            return ControlFlow::Continue(());
        }
        if !self.replay.is_over() {
            match self.replay.answered(&key(&item)) {
                Ok(true) => return ControlFlow::Continue(()),
                Ok(false) => {}
                Err(changed) => {
                    self.changed = Some(changed);
                    return ControlFlow::Break(());
                }
            }
        }
        (self.plan.at)(position);
        push(item)
    }

    fn end(&mut self) {
        if self.changed.is_none() && !self.stopped {
            self.changed = self.replay.end().err();
        }
    }

    fn claim_id(&mut self, mut document: Document) -> Document {
        let (id, notice) = self.ids.claim(&document.id);
        document.id = id;
        document.notices.extend(notice);
        document
    }

    /// The document if its words are new.
    fn first(&mut self, document: Document) -> Input {
        let mut words = Sha256::new();
        for word in document.text.split_whitespace() {
            words.update(word);
            words.update(" ");
        }
        let mut digest = [0; 16];
        digest.copy_from_slice(&words.finalize()[..16]);
        match self.texts.get(&digest) {
            Some(first) => {
                let failure = Failure::new("skip.duplicate", format!("the same words as `{first}`"));
                Err(Rejected { id: document.id, path: document.path, failure })
            }
            None => {
                self.texts.insert(digest, document.id.as_str().into());
                Ok(document)
            }
        }
    }
}

/// What an item is known by when a run goes on: all that comes out depends on this, the settings, packs and models.
pub(super) fn key(item: &Input) -> String {
    let mut digest = Sha256::new();
    let mut add = |part: &str| {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    };
    match item {
        Ok(document) => {
            [&document.id, &document.path, &document.digest, &document.language].into_iter().for_each(|part| add(part));
            for part in [&document.title, &document.url, &document.outlet, &document.author] {
                add(part.as_deref().unwrap_or_default());
            }
            add(&document.published.map(|published| published.to_string()).unwrap_or_default());
            add(document.published_basis.as_str());
            for (name, value) in &document.metadata {
                add(name);
                add(value);
            }
        }
        Err(rejected) => {
            [&rejected.id, &rejected.path, &rejected.failure.code, &rejected.failure.message]
                .into_iter()
                .for_each(|part| add(part));
        }
    }
    digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
