use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Counts, DatasetError};

/// The journal of an unfinished run, beside its part files.
pub(super) const JOURNAL: &str = "run.journal";

/// A line of the journal. Before it stand eight digits of its digest: what a power cut left of a line is told from a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Entry {
    /// The first line: what this is a run of, as the manifest says it, before anything was counted.
    Run(Value),
    Checkpoint(Checkpoint),
    /// All is written; what is left to do is to give the files their names.
    Finishing,
}

/// How far a run has come, with all of it on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// Items that have a record or an error.
    pub items: u64,
    /// Of those items.
    pub chain: Chain,
    /// The length of each part file, in bytes.
    pub lengths: Vec<u64>,
    pub counts: Counts,
}

/// A digest over the keys of items, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain(String);

impl Chain {
    /// Takes in the next item.
    pub fn add(&mut self, key: &str) {
        self.0 = hex(&Sha256::new().chain_update(&self.0).chain_update(key).finalize(), 16);
    }
}

/// The first bytes of a digest, in hexadecimal.
pub(super) fn hex(digest: &[u8], bytes: usize) -> String {
    digest.iter().take(bytes).map(|byte| format!("{byte:02x}")).collect()
}

/// What an earlier process wrote into the journal.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Past {
    pub run: Value,
    /// Each with the place in the journal where it ends.
    pub checkpoints: Vec<(Checkpoint, u64)>,
    /// Where the first line ends.
    begin: u64,
    pub finishing: bool,
}

impl Past {
    /// Reads a journal up to the first line that is not whole; `None` if that is the first.
    pub fn parse(bytes: &[u8]) -> Option<Past> {
        let mut past: Option<Past> = None;
        let mut end = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(entry) = entry(line) else { break };
            end += line.len() as u64;
            match (&mut past, entry) {
                (None, Entry::Run(run)) => {
                    past = Some(Past { run, checkpoints: Vec::new(), begin: end, finishing: false });
                }
                (Some(past), Entry::Checkpoint(checkpoint)) => past.checkpoints.push((checkpoint, end)),
                (Some(past), Entry::Finishing) => past.finishing = true,
                _ => break,
            }
        }
        past
    }

    /// Forgets the checkpoints that `keep` does not want, from the first of them on.
    pub fn keep_while(&mut self, keep: impl Fn(&Checkpoint) -> bool) {
        let kept = self.checkpoints.iter().take_while(|(checkpoint, _)| keep(checkpoint)).count();
        self.checkpoints.truncate(kept);
    }

    /// The last checkpoint; the beginning where there is none.
    pub fn last(&self) -> Checkpoint {
        self.checkpoints.last().map(|(checkpoint, _)| checkpoint.clone()).unwrap_or_default()
    }

    fn end(&self) -> u64 {
        self.checkpoints.last().map_or(self.begin, |(_, end)| *end)
    }
}

fn entry(line: &[u8]) -> Option<Entry> {
    let line = line.strip_suffix(b"\n")?;
    let (digest, json) = (line.get(..8)?, line.get(9..)?);
    if digest != check(json).as_bytes() || line[8] != b' ' {
        return None;
    }
    serde_json::from_slice(json).ok()
}

fn check(json: &[u8]) -> String {
    hex(&Sha256::digest(json), 4)
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |data: std::fs::Metadata| (data.dev(), data.ino());
    let (here, there) = (file.metadata().map(place), std::fs::metadata(path).map(place));
    matches!((here, there), (Ok(here), Ok(there)) if here == there)
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

/// The journal being written; one process at a time has it.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Takes the journal of a folder, which is made where there is none, with what is in it.
    pub fn open(folder: &Path) -> Result<(Journal, Vec<u8>), DatasetError> {
        let path = folder.join(JOURNAL);
        let fault = |source| DatasetError::Write { path: path.clone(), source };
        let mut file = loop {
            let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            let file = file.map_err(fault)?;
            // Some file systems have no locks; there nobody is kept out.
            if let Err(TryLockError::WouldBlock) = file.try_lock() {
                return Err(DatasetError::Busy(folder.to_owned()));
            }
            // Who had it before may have removed it when its run had ended.
            if is_at(&file, &path) {
                break file;
            }
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(fault)?;
        Ok((Journal { path, file }, bytes))
    }

    /// Forgets what an earlier process wrote.
    pub fn forget(&mut self) -> io::Result<()> {
        self.cut(0)
    }

    /// Begins anew.
    pub fn begin(&mut self, run: &Value) -> io::Result<()> {
        self.cut(0)?;
        self.add(&Entry::Run(run.clone()))
    }

    /// Goes on behind what is good of an earlier process's lines.
    pub fn go_on(&mut self, past: &Past) -> io::Result<()> {
        self.cut(past.end())
    }

    pub fn checkpoint(&mut self, checkpoint: &Checkpoint) -> io::Result<()> {
        self.add(&Entry::Checkpoint(checkpoint.clone()))
    }

    pub fn finishing(&mut self) -> io::Result<()> {
        self.add(&Entry::Finishing)
    }

    pub fn remove(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::Start(length)).map(|_| ())
    }

    fn add(&mut self, entry: &Entry) -> io::Result<()> {
        let json = serde_json::to_string(entry).expect("an entry has string keys");
        self.file.write_all(format!("{} {json}\n", check(json.as_bytes())).as_bytes())?;
        self.file.sync_data()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> (Vec<u8>, Vec<Checkpoint>) {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        journal.begin(&serde_json::json!({"version": "1", "settings": {"é": 1}})).unwrap();
        let mut checkpoints = Vec::new();
        for items in [3, 7, 20] {
            let mut chain = Chain::default();
            chain.add(&items.to_string());
            let lengths = vec![items * 100, items * 10, 0];
            checkpoints.push(Checkpoint { items, chain, lengths, counts: Counts::default() });
            journal.checkpoint(checkpoints.last().unwrap()).unwrap();
        }
        journal.finishing().unwrap();
        (std::fs::read(folder.path().join(JOURNAL)).unwrap(), checkpoints)
    }

    #[test]
    fn whole_lines_count_wherever_it_was_cut_or_damaged() {
        let (bytes, checkpoints) = journal();
        let whole = Past::parse(&bytes).unwrap();
        assert!(whole.finishing);
        let ends: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').map(|at| at + 1).collect();
        for cut in 0..bytes.len() {
            let lines = ends.iter().filter(|end| **end <= cut).count();
            let past = Past::parse(&bytes[..cut]);
            assert_eq!(past.is_some(), lines > 0, "{cut}");
            let Some(past) = past else { continue };
            let found: Vec<&Checkpoint> = past.checkpoints.iter().map(|(found, _)| found).collect();
            assert_eq!(found, checkpoints.iter().take(lines - 1).collect::<Vec<_>>());
            assert_eq!((past.end(), past.finishing), (ends[lines.min(4) - 1] as u64, lines == 5));
            // A byte that is not what it was costs its line and those behind it, no other.
            let mut damaged = bytes.clone();
            damaged[cut] ^= 0x20;
            let lines = ends.iter().filter(|end| **end <= cut).count();
            assert_eq!(Past::parse(&damaged).map_or(0, |past| past.checkpoints.len() + 1), lines.min(4));
        }
    }

    #[test]
    fn one_process_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = Journal::open(folder.path()).unwrap();
        assert!(matches!(Journal::open(folder.path()), Err(DatasetError::Busy(_))));
        drop(first);
        assert!(Journal::open(folder.path()).is_ok());
    }
}
