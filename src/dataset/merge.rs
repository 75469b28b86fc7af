use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::journal::Journal;
use super::manifest::{self, Finished, to_json};
use super::{Counts, DatasetError, ERROR, FILES, FileBeside, MANIFEST, ORDER, Shard, holds_others, is_settled};

/// Why shards could not be merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// A folder without a manifest.
    #[error("`{}` holds no finished run", .0.display())]
    Unfinished(PathBuf),
    /// A run of its own.
    #[error("`{}` is no shard of a run; shards are made by `extract --shard`", .0.display())]
    NoShard(PathBuf),
    /// Shards of other runs.
    #[error("`{}` and `{}` are not shards of one run: {}", .first.display(), .other.display(), .what.join("; "))]
    Different {
        /// A shard.
        first: PathBuf,
        /// Another.
        other: PathBuf,
        /// How their runs differ.
        what: Vec<String>,
    },
    /// A shard that was not given.
    #[error("shard {number}/{of} is missing")]
    Missing {
        /// Which.
        number: u64,
        /// How many there are.
        of: u64,
    },
    /// A shard that was given twice.
    #[error("`{}` is shard {number} once more", .folder.display())]
    Twice {
        /// The second.
        folder: PathBuf,
        /// Which.
        number: u64,
    },
    /// A file that is not what its run wrote, or of another input.
    #[error("`{}` does not fit the other files of the shards", .0.display())]
    Damaged(PathBuf),
    /// The file system says no.
    #[error("can't read `{}`", .path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The result would take the place of a shard.
    #[error("`{}` is one of the shards; write into another folder", .0.display())]
    Own(PathBuf),
    /// The dataset can't be written.
    #[error(transparent)]
    Write(#[from] DatasetError),
}

/// Makes one dataset of all shards of a run: the same bytes as of a run in one piece.
pub fn merge(shards: &[PathBuf], folder: &Path, replace: bool) -> Result<Counts, MergeError> {
    let shards = sorted(shards)?;
    let fault = |source| MergeError::Write(DatasetError::Write { path: folder.to_owned(), source });
    std::fs::create_dir_all(folder).map_err(fault)?;
    let place = folder.canonicalize().map_err(fault)?;
    if shards.folders.iter().any(|shard| shard.canonicalize().is_ok_and(|shard| shard == place)) {
        return Err(MergeError::Own(folder.to_owned()));
    }
    // No run may write here meanwhile.
    let (mut journal, bytes) = Journal::open(folder)?;
    if !bytes.is_empty() && !replace {
        return Err(DatasetError::Unfinished(folder.to_owned()).into());
    }
    let merged = if !replace && holds_others(folder).map_err(fault)? {
        Err(DatasetError::Exists(folder.to_owned()).into())
    } else {
        journal.forget().map_err(fault)?;
        write(shards, folder)
    };
    journal.remove().map_err(fault)?;
    merged
}

fn write(shards: Shards, folder: &Path) -> Result<Counts, MergeError> {
    let Shards { mut run, input, counts, folders } = shards;
    let fault = |path: PathBuf| |source| MergeError::Write(DatasetError::Write { path, source });
    let create = |name: &str| FileBeside::create(&folder.join(name));
    let [mut documents, mut events, mut errors] = [create(FILES[0])?, create(FILES[1])?, create(FILES[2])?];
    let mut shards = folders.iter().map(|folder| Open::new(folder)).collect::<Result<Vec<_>, _>>()?;
    let of = shards.len();
    for at in 0.. {
        let shard = &mut shards[at % of];
        let Some(order) = shard.order.line()? else { break };
        if order.trim_end() == ERROR {
            errors.write(shard.errors.expected()?).map_err(fault(folder.join(FILES[2])))?;
            continue;
        }
        let count: Option<u64> = order.trim_end().parse().ok();
        let count = count.ok_or_else(|| shard.order.damaged())?;
        documents.write(shard.documents.expected()?).map_err(fault(folder.join(FILES[0])))?;
        for _ in 0..count {
            events.write(shard.events.expected()?).map_err(fault(folder.join(FILES[1])))?;
        }
    }
    for shard in &mut shards {
        for lines in [&mut shard.order, &mut shard.documents, &mut shard.events, &mut shard.errors] {
            if lines.line()?.is_some() {
                return Err(lines.damaged());
            }
        }
    }
    run["settings"]["shard"] = Value::Null;
    run["input_digest"] = input;
    run["counts"] = serde_json::to_value(counts).expect("counts are numbers");
    let mut manifest = create(MANIFEST)?;
    manifest.write(&to_json(&run)).map_err(fault(folder.join(MANIFEST)))?;
    super::remove_derived(folder);
    for file in [documents, events, errors, manifest] {
        file.finish()?;
    }
    Ok(counts)
}

/// What the shards have in common, what they count together, and their folders in order.
struct Shards {
    run: Value,
    input: Value,
    counts: Counts,
    folders: Vec<PathBuf>,
}

fn sorted(shards: &[PathBuf]) -> Result<Shards, MergeError> {
    let mut counts = Counts::default();
    let mut first: Option<(PathBuf, Value)> = None;
    let mut places: Vec<Option<PathBuf>> = Vec::new();
    for folder in shards {
        let finished = manifest::read(folder).filter(|_| is_settled(folder));
        let Finished { mut run, input, counts: counted } =
            finished.ok_or_else(|| MergeError::Unfinished(folder.clone()))?;
        // Shards of other inputs do not fit together, even where nobody would see it.
        run["input_digest"] = input;
        let shard = run["settings"]["shard"].take();
        let shard: Option<Shard> = shard.as_str().and_then(|shard| shard.parse().ok());
        let Shard { number, of } = shard.ok_or_else(|| MergeError::NoShard(folder.clone()))?;
        run["settings"]["shard"] = of.into();
        let (begun, common) = first.get_or_insert_with(|| (folder.clone(), run.clone()));
        manifest::same(common, &run).map_err(|what| MergeError::Different {
            first: begun.clone(),
            other: folder.clone(),
            what,
        })?;
        places.resize(of as usize, None);
        if places[number as usize - 1].replace(folder.clone()).is_some() {
            return Err(MergeError::Twice { folder: folder.clone(), number });
        }
        counts.add(&counted);
    }
    let of = places.len() as u64;
    let missing = |number| MergeError::Missing { number, of };
    let folders = places.into_iter().zip(1..).map(|(folder, number)| folder.ok_or_else(|| missing(number)));
    let folders = folders.collect::<Result<_, _>>()?;
    // The command line asks for one folder at least.
    let (_, mut run) = first.ok_or(missing(1))?;
    let input = run["input_digest"].take();
    Ok(Shards { run, input, counts, folders })
}

/// The files of a shard, being read.
struct Open {
    order: Lines,
    documents: Lines,
    events: Lines,
    errors: Lines,
}

impl Open {
    fn new(folder: &Path) -> Result<Open, MergeError> {
        let lines = |name: &str| Lines::new(folder.join(name));
        Ok(Open {
            order: lines(ORDER)?,
            documents: lines(FILES[0])?,
            events: lines(FILES[1])?,
            errors: lines(FILES[2])?,
        })
    }
}

struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    line: String,
}

impl Lines {
    fn new(path: PathBuf) -> Result<Lines, MergeError> {
        match File::open(&path) {
            Ok(file) => Ok(Lines { path, reader: BufReader::new(file), line: String::new() }),
            Err(source) => Err(MergeError::Read { path, source }),
        }
    }

    fn line(&mut self) -> Result<Option<&str>, MergeError> {
        self.line.clear();
        let read = self.reader.read_line(&mut self.line);
        let count = read.map_err(|source| MergeError::Read { path: self.path.clone(), source })?;
        if count > 0 && !self.line.ends_with('\n') {
            return Err(self.damaged());
        }
        Ok(Some(self.line.as_str()).filter(|_| count > 0))
    }

    fn expected(&mut self) -> Result<&str, MergeError> {
        let damaged = self.damaged();
        self.line()?.ok_or(damaged)
    }

    fn damaged(&self) -> MergeError {
        MergeError::Damaged(self.path.clone())
    }
}
