use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::record::json_line;

/// So many files are open at once.
const OPEN: usize = 100;

/// Sorts more than memory holds: sorted runs go to files beside the dataset, and are merged.
pub(super) struct Sorted<'a, T> {
    folder: &'a Path,
    name: &'static str,
    in_memory: usize,
    now: Vec<T>,
    files: Vec<PathBuf>,
    /// Files so far, also those that are no more.
    made: usize,
}

impl<'a, T: Ord + Serialize + DeserializeOwned> Sorted<'a, T> {
    /// Of whatever is given to it, `in_memory` at a time; files are called by the name.
    pub fn new(folder: &'a Path, name: &'static str, in_memory: usize) -> Sorted<'a, T> {
        Sorted { folder, name, in_memory, now: Vec::new(), files: Vec::new(), made: 0 }
    }

    pub fn push(&mut self, item: T) -> io::Result<()> {
        self.now.push(item);
        if self.now.len() >= self.in_memory { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        self.now.sort();
        let mut file = self.file()?;
        for item in self.now.drain(..) {
            file.write_all(json_line(&item).as_bytes())?;
        }
        file.flush()?;
        if self.files.len() < OPEN { Ok(()) } else { self.join() }
    }

    fn file(&mut self) -> io::Result<BufWriter<File>> {
        let path = self.folder.join(format!("{}.{}.part", self.name, self.made));
        self.made += 1;
        self.files.push(path.clone());
        Ok(BufWriter::new(File::create(path)?))
    }

    /// Makes one file of all.
    fn join(&mut self) -> io::Result<()> {
        let files = std::mem::take(&mut self.files);
        let mut file = self.file()?;
        merge::<T>(&files, |item| file.write_all(json_line(&item).as_bytes()))?;
        files.iter().for_each(|file| drop(std::fs::remove_file(file)));
        file.flush()
    }

    /// Hands out all items in order.
    pub fn merged(&mut self, take: impl FnMut(T) -> io::Result<()>) -> io::Result<()> {
        if self.files.is_empty() {
            self.now.sort();
            return self.now.drain(..).try_for_each(take);
        }
        self.spill()?;
        merge(&self.files, take)
    }
}

/// Hands out the items of sorted files in order.
fn merge<T: Ord + DeserializeOwned>(files: &[PathBuf], mut take: impl FnMut(T) -> io::Result<()>) -> io::Result<()> {
    let open = |path: &PathBuf| Ok(BufReader::new(File::open(path)?).lines());
    let mut lines = files.iter().map(open).collect::<io::Result<Vec<_>>>()?;
    let mut heads = BinaryHeap::new();
    let mut next = |run: usize| -> io::Result<Option<Reverse<(T, usize)>>> {
        let line = lines[run].next().transpose()?;
        line.map(|line| Ok(Reverse((serde_json::from_str(&line)?, run)))).transpose()
    };
    for run in 0..files.len() {
        heads.extend(next(run)?);
    }
    while let Some(Reverse((item, run))) = heads.pop() {
        take(item)?;
        heads.extend(next(run)?);
    }
    Ok(())
}

impl<T> Drop for Sorted<'_, T> {
    fn drop(&mut self) {
        for file in &self.files {
            let _ = std::fs::remove_file(file);
        }
    }
}
