use std::collections::HashMap;
use std::io::BufRead;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};

use super::Input;
use crate::dataset::{Chain, Changed, Replay, Shard, words_digest};
use crate::document::{Document, Failure};
use crate::ingest::{self, Entry, Ids, Rejected, Settings};

/// Hears what does not stop the run.
pub type Note<'a> = &'a (dyn Fn(&str) + Sync);
/// Hears where in the input an item ends, in bytes.
pub type At<'a> = &'a (dyn Fn(u64) + Sync);

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
    pub note: Note<'a>,
    /// Told where in the input an item ends that goes into the run, in bytes.
    pub at: At<'a>,
}

/// Takes an item into the run, with what it is known by when the run goes on, and says whether to read more.
pub type Push<'p> = &'p mut dyn FnMut(String, Input) -> ControlFlow<()>;

/// The items of an input, one by one, in order: from the first that was not answered by an earlier process.
pub struct Inputs<'a> {
    plan: Plan<'a>,
    replay: Replay,
    ids: Ids,
    /// The id of the first document with these words; about a hundred bytes a document.
    texts: HashMap<[u8; 16], Box<str>>,
    /// Of the next item.
    index: u64,
    /// Of all items so far, those of other shards too.
    pub digest: Chain,
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
            digest: Chain::default(),
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
        let (index, key) = (self.index, key(&item));
        self.index += 1;
        self.digest.add(&key);
        if self.plan.shard.is_some_and(|shard| !shard.has(index)) {
            return ControlFlow::Continue(());
        }
        if !self.replay.is_over() {
            match self.replay.answered(&key) {
                Ok(true) => return ControlFlow::Continue(()),
                Ok(false) => {}
                Err(changed) => {
                    self.changed = Some(changed);
                    return ControlFlow::Break(());
                }
            }
        }
        (self.plan.at)(position);
        push(key, item)
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
        let digest = words_digest(&document.text);
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
fn key(item: &Input) -> String {
    let mut digest = Sha256::new();
    let mut add = |part: Option<&str>| {
        digest.update(part.map_or(u64::MAX, |part| part.len() as u64).to_le_bytes());
        digest.update(part.unwrap_or_default());
    };
    match item {
        Ok(document) => {
            let Document { id, path, digest, language, title, url, outlet, author, published, text, .. } = document;
            [id, path, digest, language, text].into_iter().for_each(|part| add(Some(part)));
            [title, url, outlet, author].into_iter().for_each(|part| add(part.as_deref()));
            add(published.map(|published| published.to_string()).as_deref());
            add(Some(document.published_basis.as_str()));
            for (name, value) in &document.metadata {
                add(Some(name));
                add(Some(value));
            }
            for notice in &document.notices {
                add(Some(&notice.code));
                add(Some(&notice.message));
            }
        }
        Err(rejected) => {
            let Rejected { id, path, failure: Failure { code, message } } = rejected;
            [id, path, code, message].into_iter().for_each(|part| add(Some(part)));
        }
    }
    digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
