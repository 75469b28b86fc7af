//! Language packs: a language is a folder of lists, rules and cases under `lang/`.
//!
//! A [`Pack`] hands out its files as text, tables and typed TOML, and remembers file and line for
//! messages. It knows no language and no room: each room compiles what it needs from the pack, once.
//!
//! ```
//! use depeche::lang::Pack;
//! let pack = Pack::embedded("fr")?;
//! assert_eq!(pack.code(), "fr");
//! # Ok::<(), depeche::lang::PackError>(())
//! ```

mod bytes;
mod table;

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

pub use bytes::Bytes;
pub use table::{Row, Table};

/// Files with this ending are no text.
const BINARY: &str = ".bin";

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/lang");

/// A fault of a language pack, with the place to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {message}", if *line > 0 { format!(":{line}") } else { String::new() })]
pub struct PackError {
    /// The file, relative to the pack.
    pub file: String,
    /// Counted from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

impl PackError {
    /// An error about line `line` of `file`.
    pub fn new(file: impl Into<String>, line: usize, message: impl Into<String>) -> PackError {
        PackError { file: file.into(), line, message: message.into() }
    }
}

/// A language pack: the files of one language, read once.
#[derive(Clone, Debug)]
pub struct Pack {
    code: String,
    files: BTreeMap<String, String>,
    binaries: BTreeMap<String, Bytes>,
}

impl Pack {
    /// The codes of the packs inside the program.
    pub fn codes() -> Vec<String> {
        EMBEDDED.dirs().filter_map(|dir| dir.path().to_str()).map(str::to_owned).collect()
    }

    /// A pack inside the program.
    pub fn embedded(code: &str) -> Result<Pack, PackError> {
        let Some(dir) = EMBEDDED.get_dir(code) else {
            let message = format!("there is no language pack `{code}`; there are: {}", Pack::codes().join(", "));
            return Err(PackError::new(code, 0, message));
        };
        let mut pack = Pack { code: code.to_owned(), files: BTreeMap::new(), binaries: BTreeMap::new() };
        pack.collect(dir, dir.path())?;
        Ok(pack)
    }

    /// A pack inside the program by its code, or else the one in a folder of that name.
    ///
    /// ```
    /// use depeche::lang::Pack;
    /// assert_eq!(Pack::named("fr")?.code(), "fr");
    /// assert!(Pack::named("no/such/folder").is_err());
    /// # Ok::<(), depeche::lang::PackError>(())
    /// ```
    pub fn named(name: &str) -> Result<Pack, PackError> {
        let folder = Path::new(name);
        let own = !Pack::codes().iter().any(|code| code == name) && folder.is_dir();
        if own { Pack::open(folder) } else { Pack::embedded(name) }
    }

    /// A pack in a folder; its code is the folder's name, which is the language of what is read with it.
    pub fn open(folder: &Path) -> Result<Pack, PackError> {
        let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let code = whole.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let mut pack = Pack { code, files: BTreeMap::new(), binaries: BTreeMap::new() };
        for entry in ignore::WalkBuilder::new(folder).standard_filters(false).build() {
            let entry = entry.map_err(|e| PackError::new(folder.to_string_lossy(), 0, e.to_string()))?;
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                continue;
            }
            let name = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
            let bytes = std::fs::read(entry.path()).map_err(|e| PackError::new(&name, 0, e.to_string()))?;
            if name.ends_with(BINARY) {
                pack.binaries.insert(name, bytes.into());
            } else {
                pack.files.insert(name.clone(), decode(&name, &bytes)?);
            }
        }
        Ok(pack)
    }

    /// A pack made of files in memory, for tests and tools.
    pub fn from_files<'a>(code: &str, files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Pack {
        let files = files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        Pack { code: code.to_owned(), files, binaries: BTreeMap::new() }
    }

    /// The pack with one more file that is no text, for tests and tools; its name ends in `.bin`.
    pub fn with_bytes(mut self, file: &str, bytes: Vec<u8>) -> Pack {
        self.binaries.insert(file.to_owned(), bytes.into());
        self
    }

    /// The language, ISO 639-1.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// `sha256:` over the names and contents of all files.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (name, text) in &self.files {
            hash.update(name.as_bytes());
            hash.update([0]);
            hash.update(text.as_bytes());
            hash.update([0]);
        }
        for (name, bytes) in &self.binaries {
            hash.update(name.as_bytes());
            hash.update([0]);
            hash.update(&bytes[..]);
            hash.update([0]);
        }
        format!("sha256:{}", hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    /// The names of the files under a folder of the pack, in order.
    pub fn files_under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.files.keys().map(String::as_str).filter(move |name| name.starts_with(folder))
    }

    /// A file as text, if the pack has it.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(String::as_str)
    }

    /// A file that is no text (`.bin`), if the pack has it.
    pub fn bytes(&self, file: &str) -> Option<Bytes> {
        self.binaries.get(file).cloned()
    }

    /// A `.tsv` file: a header line, then rows; `#` begins a comment line. A pack without the file has an empty table.
    pub fn table(&self, file: &str, columns: &'static [&'static str]) -> Result<Table<'_>, PackError> {
        Table::parse(file, self.text(file).unwrap_or(""), columns)
    }

    /// A `.txt` file: an entry a line, as (line number, entry); `#` begins a comment line. Empty without the file.
    pub fn list(&self, file: &str) -> Vec<(usize, &str)> {
        table::lines(self.text(file).unwrap_or("")).collect()
    }

    /// A `.toml` file in a room's own shape; the shape's default without the file.
    pub fn toml<T: serde::de::DeserializeOwned + Default>(&self, file: &str) -> Result<T, PackError> {
        let Some(text) = self.text(file) else { return Ok(T::default()) };
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| text[..span.start].matches('\n').count() + 1);
            PackError::new(file, line, error.message())
        })
    }

    fn collect(&mut self, dir: &'static Dir<'static>, root: &Path) -> Result<(), PackError> {
        for file in dir.files() {
            let name = file.path().strip_prefix(root).unwrap_or(file.path()).to_string_lossy().replace('\\', "/");
            if name.ends_with(BINARY) {
                self.binaries.insert(name, file.contents().into());
            } else {
                self.files.insert(name.clone(), decode(&name, file.contents())?);
            }
        }
        dir.dirs().try_for_each(|inner| self.collect(inner, root))
    }
}

fn decode(name: &str, bytes: &[u8]) -> Result<String, PackError> {
    let text = std::str::from_utf8(bytes).map_err(|_| PackError::new(name, 0, "is not UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned())
}
