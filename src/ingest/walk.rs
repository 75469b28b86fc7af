use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::{DirEntry, Error, WalkBuilder};

use super::archive::{Archive, is_archive};
use super::glob::Glob;
use super::sidecar::{SIDECAR, Sidecar};
use super::source::io_failure;
use super::{Names, Rejected, Settings, Source};
use crate::document::{Failure, Notice};

/// So many sidecars are kept: files of one folder may be named among those of others.
const SIDECARS: usize = 64;

/// The files that tell a dataset, whole or under way.
const DATASET: [&[&str]; 2] =
    [&["manifest.json", "documents.jsonl", "events.jsonl"], &["run.journal", "documents.jsonl.part"]];

/// What a walk comes across.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A file of articles.
    Source(Source),
    /// A file, a folder, or an archive or a member of it that cannot be reached.
    Rejected(Rejected),
    /// A file that is no input: its extension is not known, or it is a device or the like.
    Skipped(String),
    /// Something odd about a file that holds no articles, such as the sidecar.
    Notice {
        /// Relative to the input, with `/`.
        path: String,
        /// What.
        notice: Notice,
    },
}

/// The inputs, walked as they are asked for: by name within a folder, hidden files left out.
pub struct Walk {
    inputs: Box<dyn Iterator<Item = Input> + Send>,
    folder: Option<Folder>,
    archive: Option<Archive>,
    /// Of the folders of the last files, the latest last.
    sidecars: VecDeque<(PathBuf, Arc<Sidecar>)>,
    found: VecDeque<Entry>,
    /// The folder of the last file, and whether it is a dataset.
    last_folder: Option<(PathBuf, bool)>,
    max_bytes: usize,
    names: Names,
    except: Option<PathBuf>,
}

/// What a walk begins with.
pub(super) enum Input {
    Named(PathBuf),
    /// From a list, with the path of its records if it is a file and another than its name.
    Listed(PathBuf, Option<String>),
    /// A line of a list that is none.
    Lost(Rejected),
}

struct Folder {
    root: PathBuf,
    walk: ignore::Walk,
    /// What of it is meant, and whether any was met.
    glob: Option<(Glob, bool)>,
}

/// Walks files, folders and patterns of paths, in the order given.
///
/// A file named by itself is read whatever its extension; its path is its name. Paths in a folder are relative to
/// that folder, so a dataset does not depend on where the corpus lies.
pub fn open(inputs: impl IntoIterator<Item = PathBuf>, settings: &Settings) -> Walk {
    let inputs: Vec<Input> = inputs.into_iter().map(Input::Named).collect();
    Walk::new(Box::new(inputs.into_iter()), settings)
}

impl Iterator for Walk {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.found.pop_front() {
                return Some(entry);
            }
            if let Some(archive) = &mut self.archive {
                match archive.next() {
                    Some(entries) => self.found.extend(entries),
                    None => self.archive = None,
                }
                continue;
            }
            match &mut self.folder {
                Some(folder) => match folder.walk.next() {
                    Some(Ok(entry)) => {
                        if folder.is_meant(&entry) {
                            let path = relative(&folder.root, entry.path());
                            self.visit(&entry, path);
                        }
                    }
                    Some(Err(error)) => {
                        let rejected = unreachable(&folder.root, &error);
                        self.found.push_back(Entry::Rejected(rejected));
                    }
                    None => {
                        let unmatched = self.folder.take().and_then(|folder| folder.glob).filter(|(_, met)| !met);
                        if let Some((glob, _)) = unmatched {
                            self.reject(glob.pattern, Failure::new("read.io", "no file matches the pattern"));
                        }
                    }
                },
                None => match self.inputs.next()? {
                    Input::Named(input) => self.start(input, None, true),
                    Input::Listed(input, path) => self.start(input, path, false),
                    Input::Lost(rejected) => return Some(Entry::Rejected(rejected)),
                },
            }
        }
    }
}

impl Folder {
    fn is_meant(&mut self, entry: &DirEntry) -> bool {
        let Some((glob, met)) = &mut self.glob else { return true };
        let is_meant = entry.path().strip_prefix(&self.root).is_ok_and(|path| glob.matches(path));
        *met |= is_meant;
        is_meant
    }
}

impl Walk {
    pub(super) fn new(inputs: Box<dyn Iterator<Item = Input> + Send>, settings: &Settings) -> Walk {
        Walk {
            inputs,
            folder: None,
            archive: None,
            sidecars: VecDeque::new(),
            found: VecDeque::new(),
            last_folder: None,
            max_bytes: settings.max_bytes,
            names: settings.names.clone(),
            except: settings.except.as_deref().and_then(|folder| folder.canonicalize().ok()),
        }
    }

    fn start(&mut self, input: PathBuf, path: Option<String>, may_be_pattern: bool) {
        let path = path.unwrap_or_else(|| name(&input));
        let is_inside = |except: &PathBuf| input.canonicalize().is_ok_and(|input| input.starts_with(except));
        if self.except.as_ref().is_some_and(is_inside) {
            return self.found.push_back(Entry::Skipped(path));
        }
        match fs::metadata(&input) {
            Ok(kind) if kind.is_dir() => self.enter(input, None),
            Ok(_) => {
                let sidecar = self.sidecar(&input, &path);
                if name(&input) == SIDECAR {
                    self.found.push_back(Entry::Skipped(path));
                } else if is_archive(&path) {
                    self.unpack(&input, path);
                } else {
                    self.found.push_back(Entry::Source(Source::named(&input, &path, &sidecar)));
                }
            }
            Err(error) if leads_nowhere(&input, &error) => self.reject(path, loop_failure()),
            Err(error) => match Glob::new(&input).filter(|_| may_be_pattern) {
                Some(Ok(glob)) if glob.root.is_dir() => self.enter(glob.root.clone(), Some(glob)),
                Some(Err(message)) => self.reject(path, Failure::new("read.io", message)),
                _ => self.reject(path, io_failure(&error)),
            },
        }
    }

    fn enter(&mut self, root: PathBuf, glob: Option<Glob>) {
        let mut walk = WalkBuilder::new(&root);
        walk.standard_filters(false).hidden(true).follow_links(true).sort_by_file_name(|a, b| a.cmp(b));
        let except = self.except.as_deref().and_then(|except| within(&root, except));
        if except.is_some() || glob.is_some() {
            let (root, glob) = (root.clone(), glob.clone());
            walk.filter_entry(move |entry| {
                let ends = |glob: &Glob| entry.path().strip_prefix(&root).is_ok_and(|path| glob.ends_before(path));
                except.as_deref() != Some(entry.path()) && !glob.as_ref().is_some_and(ends)
            });
        }
        self.folder = Some(Folder { root, walk: walk.build(), glob: glob.map(|glob| (glob, false)) });
    }

    fn unpack(&mut self, file: &Path, path: String) {
        match Archive::open(file, &path, self.max_bytes, &self.names) {
            Ok(archive) => self.archive = Some(archive),
            Err(failure) => self.reject(path, failure),
        }
    }

    fn reject(&mut self, path: String, failure: Failure) {
        self.found.push_back(Entry::Rejected(Rejected { id: path.clone(), path, failure }));
    }

    fn visit(&mut self, entry: &DirEntry, path: String) {
        let Some(kind) = entry.file_type() else { return };
        if kind.is_dir() {
            return;
        }
        if !kind.is_file() {
            return self.found.push_back(Entry::Skipped(path));
        }
        if self.is_of_a_dataset(entry.path(), &path) {
            return;
        }
        // Asked for every file, so that a sidecar is heard even where it describes nothing.
        let sidecar = self.sidecar(entry.path(), &path);
        if entry.file_name() == SIDECAR {
            return;
        }
        if is_archive(&path) {
            return self.unpack(entry.path(), path);
        }
        self.found.push_back(match Source::known(entry.path(), &path, &sidecar) {
            Some(source) => Entry::Source(source),
            None => Entry::Skipped(path),
        });
    }

    /// Whether a file was written by an earlier run, which is said once.
    fn is_of_a_dataset(&mut self, file: &Path, path: &str) -> bool {
        let folder = file.parent().unwrap_or(Path::new(""));
        if self.last_folder.as_ref().is_none_or(|(last, _)| last != folder) {
            let made = DATASET.iter().any(|files| files.iter().all(|name| folder.join(name).is_file()));
            self.last_folder = Some((folder.to_owned(), made));
            if made {
                let path = path.rsplit_once('/').map_or(".", |(above, _)| above).to_owned();
                let notice = Notice::new("ingest.dataset", "the dataset of an earlier run is left out");
                self.found.push_back(Entry::Notice { path, notice });
            }
        }
        self.last_folder.as_ref().is_some_and(|(_, made)| *made)
    }

    /// The sidecar of a file's folder, read when the first file of that folder is met.
    fn sidecar(&mut self, file: &Path, path: &str) -> Arc<Sidecar> {
        let folder = file.parent().unwrap_or(Path::new(""));
        if let Some((_, sidecar)) = self.sidecars.iter().rev().find(|(known, _)| known == folder) {
            return Arc::clone(sidecar);
        }
        let (sidecar, notices) = Sidecar::read(folder, self.max_bytes, &self.names);
        let path = path.rsplit_once('/').map_or_else(|| SIDECAR.to_owned(), |(above, _)| format!("{above}/{SIDECAR}"));
        self.found.extend(notices.into_iter().map(|notice| Entry::Notice { path: path.clone(), notice }));
        let sidecar = Arc::new(sidecar);
        if self.sidecars.len() == SIDECARS {
            self.sidecars.pop_front();
        }
        self.sidecars.push_back((folder.to_owned(), Arc::clone(&sidecar)));
        sidecar
    }
}

/// How a walk from `root` names a folder below it, which is given in full.
fn within(root: &Path, folder: &Path) -> Option<PathBuf> {
    let below = folder.strip_prefix(root.canonicalize().ok()?).ok()?;
    Some(root.join(below)).filter(|_| below != Path::new(""))
}

fn relative(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
    if parts.is_empty() { name(path) } else { parts.join("/") }
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| ".".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn unreachable(root: &Path, error: &Error) -> Rejected {
    let (mut place, mut inner) = (root, error);
    let failure = loop {
        match inner {
            Error::WithPath { path, err } => (place, inner) = (path, err),
            Error::WithDepth { err, .. } | Error::WithLineNumber { err, .. } => inner = err,
            Error::Loop { child, .. } => {
                place = child;
                break loop_failure();
            }
            Error::Io(error) if leads_nowhere(place, error) => break loop_failure(),
            Error::Io(error) => break io_failure(error),
            other => break Failure::new("read.io", other.to_string()),
        }
    };
    let path = relative(root, place);
    Rejected { id: path.clone(), path, failure }
}

/// Whether a link is its own target, by one step or several: the system then gives an error that has no stable name.
fn leads_nowhere(path: &Path, error: &io::Error) -> bool {
    let other = !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied);
    other && fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink())
}

fn loop_failure() -> Failure {
    Failure::new("read.loop", "a symbolic link leads back to itself or to a folder above it")
}
