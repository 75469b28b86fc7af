use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{DatasetError, FILES, JOURNAL, MANIFEST, ORDER};

/// A file that is written beside its place and renamed when it is whole; dropped before that, it leaves nothing behind.
pub struct FileBeside {
    path: PathBuf,
    part: PathBuf,
    writer: Option<BufWriter<File>>,
}

impl FileBeside {
    /// Begins a file that is made of the dataset in `folder`: anything but a file of that dataset.
    pub fn create_from(folder: &Path, path: &Path) -> Result<FileBeside, DatasetError> {
        let own = FILES.into_iter().chain([MANIFEST, ORDER, JOURNAL]).map(|name| folder.join(name));
        let is = |own: &Path| {
            own == path || own.canonicalize().is_ok_and(|own| path.canonicalize().is_ok_and(|path| own == path))
        };
        if own.into_iter().any(|own| is(&own)) {
            return Err(DatasetError::Own(path.to_owned()));
        }
        FileBeside::create(path)
    }

    /// Begins a file; an older one stays until [`finish`](FileBeside::finish).
    pub fn create(path: &Path) -> Result<FileBeside, DatasetError> {
        let fault = |source| DatasetError::Write { path: path.to_owned(), source };
        // What a link leads to is replaced, not the link; a device or a pipe cannot be.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if path.is_dir() {
            return Err(fault(io::ErrorKind::IsADirectory.into()));
        }
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return Err(fault(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
        }
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let writer = Some(BufWriter::with_capacity(1 << 16, File::create(&part).map_err(fault)?));
        Ok(FileBeside { path, part, writer })
    }

    /// Adds text.
    pub fn write(&mut self, text: &str) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), |writer| writer.write_all(text.as_bytes()))
    }

    /// Gives the file its name.
    pub fn finish(mut self) -> Result<(), DatasetError> {
        let Some(writer) = self.writer.take() else { return Ok(()) };
        let done = writer.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| file.sync_all());
        let named = done.and_then(|()| std::fs::rename(&self.part, &self.path));
        self.path.parent().into_iter().for_each(super::sync_folder);
        named.map_err(|source| {
            let _ = std::fs::remove_file(&self.part);
            DatasetError::Write { path: self.path.clone(), source }
        })
    }
}

impl Drop for FileBeside {
    fn drop(&mut self) {
        if self.writer.take().is_some() {
            let _ = std::fs::remove_file(&self.part);
        }
    }
}
