use std::io::BufRead;
use std::path::{Component, Path, PathBuf};

use super::lines::{Line, Lines};
use super::source::io_failure;
use super::walk::Input;
use super::{Rejected, Settings, Walk};
use crate::document::Failure;

/// No path is longer.
const LONGEST: usize = 1 << 16;

/// What stands for the list in the ids of its own failures.
const LIST: &str = "files-from";

/// Walks the files and folders that a list names, one a line, as they are asked for.
///
/// A line is a path in UTF-8 or in the system's bytes; blank lines are left out. What is named is read as if it were an
/// input by itself, except that the path of a file is the line as it stands where that is relative and has no `..`.
///
/// ```no_run
/// use depeche::ingest::{Settings, open_list};
/// let list = std::io::BufReader::new(std::fs::File::open("files.txt")?);
/// for entry in open_list(list, &Settings::default()) {
///     println!("{entry:?}");
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn open_list(list: impl BufRead + Send + 'static, settings: &Settings) -> Walk {
    let mut lines = Lines::new(list, LONGEST);
    let (mut number, mut broken) = (0, false);
    let inputs = std::iter::from_fn(move || {
        while !broken {
            number += 1;
            let reject = |failure| {
                let id = format!("{LIST}#{number}");
                Some(Input::Lost(Rejected { id, path: LIST.to_owned(), failure }))
            };
            let bytes = match lines.next() {
                Ok(None) => return None,
                Ok(Some(line)) if line.is_blank() => continue,
                Ok(Some(Line::Whole(bytes))) => bytes,
                Ok(Some(Line::TooLong)) => {
                    return reject(Failure::new("read.io", format!("line {number} is too long for a path")));
                }
                Err(error) => {
                    broken = true;
                    return reject(io_failure(&error));
                }
            };
            let bytes = match lines.declared() {
                Some((encoding, _)) => {
                    let text = encoding.decode_without_bom_handling(&bytes).0;
                    text.trim_end_matches('\r').as_bytes().to_vec()
                }
                None if number == 1 => bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).to_vec(),
                None => bytes,
            };
            let file = system_path(bytes);
            let path = inner(&file);
            return Some(Input::Listed(file, path));
        }
        None
    });
    Walk::new(Box::new(inputs), settings)
}

#[cfg(unix)]
fn system_path(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn system_path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

/// A path that is relative and stays inside, with `/` and without `.`; `None` for others.
fn inner(file: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for part in file.components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => parts.push(name.to_string_lossy()),
            _ => return None,
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_records_stay_inside() {
        let cases = [
            ("a.txt", Some("a.txt")),
            ("./2016/03/01/a.txt", Some("2016/03/01/a.txt")),
            ("a//b/./c.txt", Some("a/b/c.txt")),
            ("/data/a.txt", None),
            ("../a.txt", None),
            ("a/../b.txt", None),
            (".", None),
        ];
        for (line, expected) in cases {
            assert_eq!(inner(Path::new(line)).as_deref(), expected, "{line}");
        }
    }
}
