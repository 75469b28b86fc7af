//! The files of a run: `documents.jsonl`, `events.jsonl`, `errors.jsonl` and `manifest.json`.
//!
//! [`export_conllu`] turns them into another format, [`cluster`] groups the reports of one event, [`duplicates`]
//! finds documents that repeat another, [`merge`] makes one dataset of the shards of a run.
//!
//! Files are written beside their place as `*.part` and renamed when the run ends, so that a reader
//! never sees half a file and an older dataset stays until the new one is there. `run.journal` says up to where the parts
//! are good, so that a run that was killed goes on from there ([`Start::Resume`]).

mod beside;
mod clusters;
mod conllu;
mod counts;
mod duplicates;
mod export;
mod journal;
mod manifest;
mod merge;
mod replay;
mod sorted;

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::record::{self, ErrorRecord};
pub use beside::FileBeside;
pub use clusters::{Clustered, cluster};
pub use counts::Counts;
pub use duplicates::{Duplicates, duplicates, words_digest};
pub use export::{ExportError, Exported, export_conllu};
pub use journal::Chain;
use journal::{Checkpoint, JOURNAL, Journal, Past};
pub use manifest::{Manifest, ModelEntry, PackEntry, RunSettings, Shard};
pub use merge::{MergeError, merge};
pub use replay::{Changed, Replay};

const FILES: [&str; 3] = ["documents.jsonl", "events.jsonl", "errors.jsonl"];
const MANIFEST: &str = "manifest.json";
/// Of a shard: what became of each of its items, a line an item.
const ORDER: &str = "order.txt";
/// The line of an item that has an error; that of a document is the number of its events.
const ERROR: &str = "!";

/// A crash costs what was done since the last checkpoint: a second's work, or a thousandth of a long run.
const INTERVAL: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// Why a dataset could not be begun or ended.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// Something is there already.
    #[error("`{}` is not empty; give another folder, or --force to replace the dataset in it", .0.display())]
    Exists(PathBuf),
    /// A run has not ended.
    #[error("`{}` holds an unfinished run; --resume goes on with it, --force begins anew", .0.display())]
    Unfinished(PathBuf),
    /// What was to be written is what is read.
    #[error("`{}` is a file of the dataset itself; write into another", .0.display())]
    Own(PathBuf),
    /// The journal is not what a run writes.
    #[error("the journal in `{}` can't be read, so the run can't go on; begin anew with --force", .0.display())]
    Unreadable(PathBuf),
    /// A run is going on.
    #[error("another process is writing into `{}`", .0.display())]
    Busy(PathBuf),
    /// What is there was made otherwise.
    #[error("`{}` was begun otherwise: {}; run it as it was begun, or begin anew (--force without --resume)", .folder.display(), .what.join("; "))]
    Otherwise {
        /// The dataset.
        folder: PathBuf,
        /// Each setting, pack or model that is not what it was.
        what: Vec<String>,
    },
    /// The file system says no.
    #[error("can't write `{}`", .path.display())]
    Write {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// What to do with what is in the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Nothing may be there.
    New,
    /// An older dataset is replaced when this one is finished; other files are left alone.
    Replace,
    /// An unfinished run goes on where it was; where there is none, one begins.
    Resume,
}

/// A folder that is ready to be written into, or needs no more.
pub enum Opened {
    /// Begun, or begun again.
    Ready(Box<Dataset>),
    /// The run has ended before.
    Complete {
        /// What it counted.
        counts: Counts,
        /// The digest of what it read; none where its manifest does not say.
        input: Option<Chain>,
    },
}

/// A dataset being written.
pub struct Dataset {
    folder: PathBuf,
    parts: Vec<Part>,
    journal: Journal,
    /// What an earlier process did, where this one goes on.
    past: Option<Past>,
    /// What is done; the lengths are those of the last checkpoint.
    now: Checkpoint,
    began: Instant,
    noted: Instant,
}

struct Part {
    name: &'static str,
    writer: BufWriter<File>,
    length: u64,
}

impl Part {
    fn open(folder: &Path, name: &'static str) -> Result<Part, DatasetError> {
        let path = part(folder, name);
        match OpenOptions::new().write(true).create(true).truncate(false).open(&path) {
            Ok(file) => Ok(Part { name, writer: BufWriter::with_capacity(1 << 16, file), length: 0 }),
            Err(source) => Err(DatasetError::Write { path, source }),
        }
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.length = length;
        let file = self.writer.get_mut();
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length))?;
        file.sync_data()
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.length += text.len() as u64;
        self.writer.write_all(text.as_bytes())
    }

    /// Brings what was written since a checkpoint to the disk.
    fn sync(&mut self, before: u64) -> io::Result<()> {
        if self.length == before {
            return Ok(());
        }
        self.writer.flush()?;
        self.writer.get_ref().sync_data()
    }
}

impl Dataset {
    /// Begins the dataset of a run in `folder`, or goes on with it.
    pub fn open(folder: &Path, manifest: &Manifest, start: Start) -> Result<Opened, DatasetError> {
        let fault = |source| DatasetError::Write { path: folder.to_owned(), source };
        let otherwise = |what| DatasetError::Otherwise { folder: folder.to_owned(), what };
        std::fs::create_dir_all(folder).map_err(fault)?;
        let (mut journal, bytes) = Journal::open(folder)?;
        let has_others = holds_others(folder).map_err(fault)?;
        let run = manifest.run();
        if bytes.is_empty() && has_others && start != Start::Replace {
            journal.remove().map_err(fault)?;
            let finished = manifest::read(folder).filter(|_| start == Start::Resume);
            let finished = finished.ok_or_else(|| DatasetError::Exists(folder.to_owned()))?;
            manifest::same(&finished.run, &run).map_err(otherwise)?;
            return Ok(Opened::Complete {
                counts: finished.counts,
                input: serde_json::from_value(finished.input).ok(),
            });
        }
        if !bytes.is_empty() && start == Start::New {
            return Err(DatasetError::Unfinished(folder.to_owned()));
        }
        let mut past = if start == Start::Resume { Past::parse(&bytes) } else { None };
        if let Some(past) = &past {
            manifest::same(&past.run, &run).map_err(otherwise)?;
            if past.finishing {
                settle(folder, journal).map_err(fault)?;
                let input = manifest::read(folder).and_then(|finished| serde_json::from_value(finished.input).ok());
                return Ok(Opened::Complete { counts: past.last().counts, input });
            }
        }
        let names = FILES.into_iter().chain(manifest.is_shard().then_some(ORDER));
        let parts: Vec<Part> = names.map(|name| Part::open(folder, name)).collect::<Result<_, _>>()?;
        match &mut past {
            Some(past) => {
                // What a checkpoint counts is on the disk, unless somebody cut the files since.
                let there = parts.iter().map(|part| part.writer.get_ref().metadata().map(|data| data.len()));
                let there: Vec<u64> = there.collect::<io::Result<_>>().map_err(fault)?;
                past.keep_while(|checkpoint| {
                    checkpoint.lengths.len() == there.len()
                        && checkpoint.lengths.iter().zip(&there).all(|(a, b)| a <= b)
                });
            }
            None => {
                // A run writes nothing before the first line of its journal is on the disk.
                let written = |part: &Part| part.writer.get_ref().metadata().is_ok_and(|data| data.len() > 0);
                if start == Start::Resume && parts.iter().any(written) {
                    return Err(DatasetError::Unreadable(folder.to_owned()));
                }
                journal.begin(&run).map_err(fault)?;
                if !manifest.is_shard() {
                    // What a shard left here is no part of this run.
                    let _ = std::fs::remove_file(part(folder, ORDER));
                }
            }
        }
        let (folder, now) = (folder.to_owned(), Checkpoint::default());
        let mut dataset = Dataset { folder, parts, journal, past, now, began: Instant::now(), noted: Instant::now() };
        dataset.rewind().map_err(fault)?;
        sync_folder(&dataset.folder);
        Ok(Opened::Ready(Box::new(dataset)))
    }

    /// Items of the input that an earlier process answered.
    pub fn replay(&self) -> Replay {
        Replay::new(self.past.iter().flat_map(|past| &past.checkpoints).map(|(checkpoint, _)| checkpoint.clone()))
    }

    /// Goes back to where the first `items` are done, a number that a [`Replay`] gave; what follows is thrown away.
    pub fn go_back(&mut self, items: u64) -> io::Result<()> {
        if let Some(past) = &mut self.past {
            past.keep_while(|checkpoint| checkpoint.items <= items);
        }
        self.rewind()
    }

    /// To the last checkpoint.
    fn rewind(&mut self) -> io::Result<()> {
        self.now = self.past.as_ref().map(Past::last).unwrap_or_default();
        self.now.lengths.resize(self.parts.len(), 0);
        if let Some(past) = &self.past {
            self.journal.go_on(past)?;
        }
        for (part, length) in self.parts.iter_mut().zip(&self.now.lengths) {
            part.cut(*length)?;
        }
        Ok(())
    }

    /// What is done so far, by earlier processes too.
    pub fn counts(&self) -> Counts {
        self.now.counts
    }

    /// Adds a document: its line, and the lines of its events. `key` is what the item is known by when a run goes on.
    pub fn document(&mut self, key: &str, document: &str, events: &str, counts: &Counts) -> io::Result<()> {
        self.parts[0].write(document)?;
        self.parts[1].write(events)?;
        self.added(key, counts, &counts.events.to_string())
    }

    /// Adds an item that has no document, and why.
    pub fn error(&mut self, key: &str, error: &ErrorRecord) -> io::Result<()> {
        self.parts[2].write(&record::json_line(error))?;
        self.added(key, &Counts::of_error(error), ERROR)
    }

    fn added(&mut self, key: &str, counts: &Counts, order: &str) -> io::Result<()> {
        if let Some(part) = self.parts.iter_mut().find(|part| part.name == ORDER) {
            part.write(order)?;
            part.write("\n")?;
        }
        self.now.items += 1;
        self.now.chain.add(key);
        self.now.counts.add(counts);
        let interval = (self.began.elapsed() / 1000).clamp(INTERVAL.0, INTERVAL.1);
        if self.noted.elapsed() >= interval { self.checkpoint() } else { Ok(()) }
    }

    /// Brings all to the disk, and notes how far it is: from here a run goes on.
    pub fn checkpoint(&mut self) -> io::Result<()> {
        for (part, length) in self.parts.iter_mut().zip(&mut self.now.lengths) {
            part.sync(*length)?;
            *length = part.length;
        }
        self.journal.checkpoint(&self.now)?;
        self.noted = Instant::now();
        Ok(())
    }

    /// Ends the dataset: all files get their names, the manifest last. `input` is the digest of all that was read.
    pub fn finish(self, manifest: &Manifest, input: &Chain) -> Result<(), DatasetError> {
        let path = self.folder.clone();
        self.end(manifest, input).map_err(|source| DatasetError::Write { path, source })
    }

    fn end(mut self, manifest: &Manifest, input: &Chain) -> io::Result<()> {
        self.checkpoint()?;
        let mut file = File::create(part(&self.folder, MANIFEST))?;
        file.write_all(manifest.to_json(&self.now.counts, input).as_bytes())?;
        file.sync_data()?;
        self.journal.finishing()?;
        remove_derived(&self.folder);
        drop(self.parts);
        settle(&self.folder, self.journal)
    }
}

/// Takes away what was made of the dataset that is replaced, or belonged to it as a shard.
fn remove_derived(folder: &Path) {
    for name in [ORDER, "clusters.jsonl", "duplicates.jsonl"] {
        let _ = std::fs::remove_file(folder.join(name));
    }
}

/// Whether there is anything in the folder but a journal.
fn holds_others(folder: &Path) -> io::Result<bool> {
    let mut names = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.file_name()));
    names.try_fold(false, |found, name| Ok(found || name? != JOURNAL))
}

/// Whether the files of a dataset are of one run: not while a run that was killed is giving them their names.
fn is_settled(folder: &Path) -> bool {
    let journal = std::fs::read(folder.join(JOURNAL)).ok();
    !journal.and_then(|bytes| Past::parse(&bytes)).is_some_and(|past| past.finishing)
}

/// Gives the part files that are there their names; what is named already was named by a process that was killed since.
fn settle(folder: &Path, journal: Journal) -> io::Result<()> {
    for name in FILES.into_iter().chain([ORDER, MANIFEST]) {
        match std::fs::rename(part(folder, name), folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(io::Error::new(error.kind(), format!("`{name}` can't get its name: {error}")));
            }
            _ => {}
        }
    }
    sync_folder(folder);
    journal.remove()
}

/// So that names outlive a power cut; where folders can't be synced, the system sees to it.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

fn part(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.part"))
}

#[cfg(test)]
mod tests;
