use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::guard::{Fed, is_damage, refuse};
use super::names::Names;
use super::sidecar::{SIDECAR, Sidecar};
use super::source::io_failure;
use super::{Entry, Rejected, Source};
use crate::document::Failure;

const CODE: &str = "read.zip";

/// The members of a zip archive, walked by name as the files of a folder are.
pub(super) struct Archive {
    file: PathBuf,
    /// Relative to the input.
    path: String,
    zip: ZipArchive<BufReader<File>>,
    /// Their names and places in the directory, from the last to the first.
    members: Vec<(Vec<u8>, usize)>,
    /// Of the folder of the last member and the folders above it.
    sidecars: Vec<(String, Arc<Sidecar>)>,
    /// That two members have one name is yet to be told.
    doubled: bool,
    max_bytes: usize,
    field_names: Names,
}

/// Whether a file is an archive by its name.
pub(super) fn is_archive(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("zip"))
}

impl Archive {
    /// Reads the directory of an archive.
    pub fn open(file: &Path, path: &str, max_bytes: usize, field_names: &Names) -> Result<Archive, Failure> {
        let (zip, length) = directory(file).map_err(|error| match error {
            ZipError::Io(error) if !is_damage(&error) => io_failure(&error),
            error => Failure::new(CODE, format!("the archive is damaged or cut short: {error}")),
        })?;
        if zip.is_empty() {
            return Err(Failure::new("read.empty", "the archive has no member"));
        }
        // A small archive can name the same large data again and again.
        let sizes = (0..zip.len()).filter_map(|index| Some(zip.by_index_data(index).ok()?.compressed_size()));
        if sizes.fold(0, u64::saturating_add) > length {
            return Err(Failure::new(CODE, "the members of the archive overlap"));
        }
        let names = zip.file_names_raw().map(<[u8]>::to_vec);
        let mut members: Vec<(Vec<u8>, usize)> = names.zip(0..).collect();
        members.sort_unstable_by(|a, b| b.cmp(a));
        let doubled = zip.has_duplicate_names();
        let (file, path) = (file.to_owned(), path.to_owned());
        Ok(Archive {
            file,
            path,
            zip,
            members,
            sidecars: Vec::new(),
            doubled,
            max_bytes,
            field_names: field_names.clone(),
        })
    }

    /// The next members that say something: a source, a failure, what the sidecar has to tell. `None` at the end.
    pub fn next(&mut self) -> Option<Vec<Entry>> {
        if std::mem::take(&mut self.doubled) {
            let failure = Failure::new(CODE, "two members have the same name: only one of them can be read");
            return Some(vec![rejected(&self.path, failure)]);
        }
        let (bytes, index) = self.members.pop()?;
        let name = String::from_utf8_lossy(&bytes).replace('\\', "/");
        // Some tools write `./a.txt` and `a//b.txt`.
        let parts = || name.split('/').filter(|part| !matches!(*part, "" | "."));
        let path = format!("{}/{}", self.path, parts().collect::<Vec<_>>().join("/"));
        if name.ends_with('/') || parts().any(|part| part.starts_with('.') && !part.trim_matches('.').is_empty()) {
            return Some(Vec::new());
        }
        if name.starts_with("__MACOSX/") {
            return Some(Vec::new());
        }
        let fault = if std::str::from_utf8(&bytes).is_err() {
            Some("the member's name is not UTF-8")
        } else if name.starts_with('/') || parts().any(|part| part == "..") || name.contains('\0') {
            Some("the member's name is not a path inside the archive")
        } else {
            None
        };
        if let Some(fault) = fault {
            return Some(vec![rejected(&path, Failure::new(CODE, fault))]);
        }
        let (sidecar, mut entries) = self.sidecar(&name);
        if parts().next_back() == Some(SIDECAR) {
            return Some(entries);
        }
        let source = Source::known(&self.file, &path, &sidecar).filter(|_| !self.is_link(index));
        entries.push(match (source, self.member(index)) {
            (None, _) => Entry::Skipped(path),
            (Some(source), Ok(member)) => Entry::Source(source.inside(member)),
            (Some(_), Err(failure)) => rejected(&path, failure),
        });
        Some(entries)
    }

    fn is_link(&self, index: usize) -> bool {
        self.zip.by_index_data(index).is_ok_and(|entry| entry.is_symlink())
    }

    /// Where the data of a member lies.
    fn member(&mut self, index: usize) -> Result<Member, Failure> {
        let fault = |message: String| Failure::new(CODE, message);
        let entry = self.zip.by_index_raw(index).map_err(|error| match error {
            ZipError::Io(error) if !is_damage(&error) => io_failure(&error),
            error => fault(format!("the member is damaged: {error}")),
        })?;
        if entry.encrypted() {
            return Err(fault("the member is encrypted".to_owned()));
        }
        let deflated = match entry.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            other => return Err(fault(format!("the member is compressed by a method that is not read: {other}"))),
        };
        let start = entry.data_start().ok_or_else(|| fault("the member is damaged".to_owned()))?;
        Ok(Member { start, packed: entry.compressed_size(), size: entry.size(), crc: entry.crc32(), deflated })
    }

    /// The sidecar of a member's folder, and what is wrong with it where it is met for the first time.
    fn sidecar(&mut self, name: &str) -> (Arc<Sidecar>, Vec<Entry>) {
        let folder = name.rfind('/').map_or("", |at| &name[..=at]);
        self.sidecars.retain(|(above, _)| folder.starts_with(above.as_str()));
        if let Some((last, sidecar)) = self.sidecars.last()
            && last == folder
        {
            return (Arc::clone(sidecar), Vec::new());
        }
        let place = format!("{folder}{SIDECAR}");
        let (mut sidecar, mut entries) = (Sidecar::default(), Vec::new());
        if let Some(index) = self.zip.index_for_name(&place) {
            let path = format!("{}/{place}", self.path);
            match self.member(index) {
                Ok(member) => {
                    let reader = member.open(&self.file, &Fed::default());
                    let there = |file: &str| self.zip.index_for_name(&format!("{folder}{file}")).is_some();
                    let (found, notices) = Sidecar::from_reader(reader, self.max_bytes, &self.field_names, there);
                    sidecar = found;
                    entries.extend(notices.into_iter().map(|notice| Entry::Notice { path: path.clone(), notice }));
                }
                Err(failure) => entries.push(rejected(&path, failure)),
            }
        }
        let sidecar = Arc::new(sidecar);
        self.sidecars.push((folder.to_owned(), Arc::clone(&sidecar)));
        (sidecar, entries)
    }
}

fn directory(file: &Path) -> Result<(ZipArchive<BufReader<File>>, u64), ZipError> {
    let file = File::open(file)?;
    let length = file.metadata()?.len();
    Ok((ZipArchive::new(BufReader::new(file))?, length))
}

fn rejected(path: &str, failure: Failure) -> Entry {
    Entry::Rejected(Rejected { id: path.to_owned(), path: path.to_owned(), failure })
}

/// Where the data of a member lies in its archive, and what it must come to.
#[derive(Clone, Debug)]
pub(super) struct Member {
    start: u64,
    packed: u64,
    size: u64,
    crc: u32,
    deflated: bool,
}

impl Member {
    /// Its size in the archive.
    pub fn packed(&self) -> u64 {
        self.packed
    }

    /// What was compressed, as a stream whose length and checksum are compared at its end.
    pub fn open(&self, archive: &Path, fed: &Fed) -> io::Result<Box<dyn Read + Send>> {
        let mut file = File::open(archive)?;
        file.seek(SeekFrom::Start(self.start))?;
        let packed = fed.count(file.take(self.packed));
        let plain: Box<dyn Read + Send> = if self.deflated {
            Box::new(DeflateDecoder::new(BufReader::with_capacity(1 << 16, packed)))
        } else {
            Box::new(packed)
        };
        Ok(Box::new(fed.guard(Checked { reader: plain, size: self.size, crc: self.crc, found: Crc::new(), count: 0 })))
    }
}

struct Checked<R> {
    reader: R,
    size: u64,
    crc: u32,
    found: Crc,
    count: u64,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let damaged = || refuse(CODE, "the member is damaged or cut short");
        let count = self.reader.read(into).map_err(|error| if is_damage(&error) { damaged() } else { error })?;
        self.found.update(&into[..count]);
        self.count += count as u64;
        let ended = count == 0 && !into.is_empty();
        if self.count > self.size || ended && (self.count, self.found.sum()) != (self.size, self.crc) {
            return Err(damaged());
        }
        Ok(count)
    }
}
