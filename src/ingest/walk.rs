use std::collections::VecDeque;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::{DirEntry, Error, WalkBuilder};

use super::sidecar::{SIDECAR, Sidecar};
use super::source::io_failure;
use super::{Names, Rejected, Settings, Source};
use crate::document::{Failure, Notice};

/// What a walk comes across.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A file of articles.
    Source(Source),
    /// A file or folder that cannot be reached.
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
    inputs: std::vec::IntoIter<PathBuf>,
    folder: Option<(PathBuf, ignore::Walk)>,
    /// Of the folder of the last file and the folders above it.
    sidecars: Vec<(PathBuf, Arc<Sidecar>)>,
    found: VecDeque<Entry>,
    max_bytes: usize,
    names: Names,
    except: Option<PathBuf>,
}

/// Walks files and folders, in the order given.
///
/// A file named by itself is read whatever its extension; its path is its name. Paths in a folder are relative to
/// that folder, so a dataset does not depend on where the corpus lies.
pub fn open(inputs: impl IntoIterator<Item = PathBuf>, settings: &Settings) -> Walk {
    let inputs: Vec<PathBuf> = inputs.into_iter().collect();
    Walk {
        inputs: inputs.into_iter(),
        folder: None,
        sidecars: Vec::new(),
        found: VecDeque::new(),
        max_bytes: settings.max_bytes,
        names: settings.names.clone(),
        except: settings.except.as_deref().and_then(|folder| folder.canonicalize().ok()),
    }
}

impl Iterator for Walk {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.found.pop_front() {
                return Some(entry);
            }
            match &mut self.folder {
                Some((root, walk)) => match walk.next() {
                    Some(Ok(entry)) => {
                        let path = relative(root, entry.path());
                        self.visit(&entry, path);
                    }
                    Some(Err(error)) => {
                        let rejected = unreachable(root, &error);
                        self.found.push_back(Entry::Rejected(rejected));
                    }
                    None => self.folder = None,
                },
                None => {
                    let input = self.inputs.next()?;
                    self.start(input);
                }
            }
        }
    }
}

impl Walk {
    fn start(&mut self, input: PathBuf) {
        match fs::metadata(&input) {
            Ok(kind) if kind.is_dir() => {
                let mut walk = WalkBuilder::new(&input);
                walk.standard_filters(false).hidden(true).follow_links(true).sort_by_file_name(|a, b| a.cmp(b));
                if let Some(except) = self.except.as_deref().and_then(|except| within(&input, except)) {
                    walk.filter_entry(move |entry| entry.path() != except);
                }
                self.folder = Some((input, walk.build()));
            }
            Ok(_) => {
                let path = name(&input);
                let sidecar = self.sidecar(&input, &path);
                self.found.push_back(if path == SIDECAR {
                    Entry::Skipped(path)
                } else {
                    Entry::Source(Source::named(&input, &path, &sidecar))
                });
            }
            Err(error) => {
                let path = name(&input);
                let failure = if leads_nowhere(&input, &error) { loop_failure() } else { io_failure(&error) };
                self.found.push_back(Entry::Rejected(Rejected { id: path.clone(), path, failure }));
            }
        }
    }

    fn visit(&mut self, entry: &DirEntry, path: String) {
        let Some(kind) = entry.file_type() else { return };
        if kind.is_dir() {
            return;
        }
        if !kind.is_file() {
            return self.found.push_back(Entry::Skipped(path));
        }
        // Asked for every file, so that a sidecar is heard even where it describes nothing.
        let sidecar = self.sidecar(entry.path(), &path);
        if entry.file_name() == SIDECAR {
            return;
        }
        self.found.push_back(match Source::known(entry.path(), &path, &sidecar) {
            Some(source) => Entry::Source(source),
            None => Entry::Skipped(path),
        });
    }

    /// The sidecar of a file's folder, read when the first file of that folder is met.
    fn sidecar(&mut self, file: &Path, path: &str) -> Arc<Sidecar> {
        let folder = file.parent().unwrap_or(Path::new(""));
        self.sidecars.retain(|(above, _)| folder.starts_with(above));
        if let Some((last, sidecar)) = self.sidecars.last()
            && last == folder
        {
            return Arc::clone(sidecar);
        }
        let (sidecar, notices) = Sidecar::read(folder, self.max_bytes, &self.names);
        let path = path.rsplit_once('/').map_or_else(|| SIDECAR.to_owned(), |(above, _)| format!("{above}/{SIDECAR}"));
        self.found.extend(notices.into_iter().map(|notice| Entry::Notice { path: path.clone(), notice }));
        let sidecar = Arc::new(sidecar);
        self.sidecars.push((folder.to_owned(), Arc::clone(&sidecar)));
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
