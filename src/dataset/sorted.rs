use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::record::json_line;

/// Sorts more than memory holds: sorted runs go to files beside the dataset, and are merged.
pub(super) struct Sorted<'a, T> {
    folder: &'a Path,
    name: &'static str,
    in_memory: usize,
    now: Vec<T>,
    files: Vec<PathBuf>,
}

impl<'a, T: Ord + Serialize + DeserializeOwned> Sorted<'a, T> {
    /// Of whatever is given to it, `in_memory` at a time; files are called by the name.
    pub fn new(folder: &'a Path, name: &'static str, in_memory: usize) -> Sorted<'a, T> {
        Sorted { folder, name, in_memory, now: Vec::new(), files: Vec::new() }
    }

    pub fn push(&mut self, item: T) -> io::Result<()> {
        self.now.push(item);
        if self.now.len() >= self.in_memory { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        self.now.sort();
        let path = self.folder.join(format!("{}.{}.part", self.name, self.files.len()));
        self.files.push(path.clone());
        let mut file = BufWriter::new(File::create(path)?);
        for item in self.now.drain(..) {
            file.write_all(json_line(&item).as_bytes())?;
        }
        file.flush()
    }

    /// Hands out all items in order.
    pub fn merged(&mut self, mut take: impl FnMut(T) -> io::Result<()>) -> io::Result<()> {
        if self.files.is_empty() {
            self.now.sort();
            return self.now.drain(..).try_for_each(take);
        }
        self.spill()?;
        let open = |path: &PathBuf| Ok(BufReader::new(File::open(path)?).lines());
        let mut lines = self.files.iter().map(open).collect::<io::Result<Vec<_>>>()?;
        let mut heads = BinaryHeap::new();
        let mut next = |run: usize| -> io::Result<Option<Reverse<(T, usize)>>> {
            let line = lines[run].next().transpose()?;
            line.map(|line| Ok(Reverse((serde_json::from_str(&line)?, run)))).transpose()
        };
        for run in 0..self.files.len() {
            heads.extend(next(run)?);
        }
        while let Some(Reverse((item, run))) = heads.pop() {
            take(item)?;
            heads.extend(next(run)?);
        }
        Ok(())
    }
}

impl<T> Drop for Sorted<'_, T> {
    fn drop(&mut self) {
        for file in &self.files {
            let _ = std::fs::remove_file(file);
        }
    }
}
