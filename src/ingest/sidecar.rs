use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::decode::decode;
use super::fields::Fields;
use super::guard::refused;
use super::names::{Field, Names};
use super::source::io_failure;
use crate::document::Notice;

/// The reserved name of the table beside the files it describes.
pub const SIDECAR: &str = "metadata.csv";

/// A sidecar may be larger than an article: it describes a whole folder.
const TIMES_LARGER: usize = 50;

/// What the `metadata.csv` of a folder says of the files in it.
///
/// Its column `file` names them; other columns have the names that records use, and the rest is metadata.
#[derive(Clone, Debug, Default)]
pub(super) struct Sidecar {
    rows: HashMap<String, Fields>,
}

impl Sidecar {
    /// Reads the sidecar of a folder, if there is one, and tells what is wrong with it.
    pub fn read(folder: &Path, max_bytes: usize, names: &Names) -> (Sidecar, Vec<Notice>) {
        let file = folder.join(SIDECAR);
        if !file.is_file() {
            return Default::default();
        }
        Sidecar::from_reader(File::open(file), max_bytes, names, |name| folder.join(name).is_file())
    }

    /// The same of one that was opened; `is_there` knows the files beside it.
    pub fn from_reader(
        reader: io::Result<impl Read>,
        max_bytes: usize,
        names: &Names,
        is_there: impl Fn(&str) -> bool,
    ) -> (Sidecar, Vec<Notice>) {
        let limit = max_bytes.saturating_mul(TIMES_LARGER);
        let mut bytes = Vec::new();
        let read = reader.and_then(|reader| reader.take(limit as u64 + 1).read_to_end(&mut bytes));
        if let Err(error) = read {
            let failure = refused(&error).unwrap_or_else(|| io_failure(&error));
            return (Sidecar::default(), vec![notice(failure.message)]);
        }
        if bytes.len() > limit {
            return (Sidecar::default(), vec![notice(format!("over the limit of {limit} bytes"))]);
        }
        Sidecar::parse(bytes, names, is_there)
    }

    fn parse(bytes: Vec<u8>, names: &Names, is_there: impl Fn(&str) -> bool) -> (Sidecar, Vec<Notice>) {
        let mut sidecar = Sidecar::default();
        let decoded = match decode(bytes) {
            Ok(decoded) => decoded,
            Err(failure) => return (sidecar, vec![notice(failure.message)]),
        };
        let mut notices = decoded.notices;
        let text = decoded.text;
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter(&text)).flexible(true).from_reader(text.as_bytes());
        let columns: Vec<String> = match reader.headers() {
            Ok(header) => header.iter().map(|name| name.trim().to_owned()).collect(),
            Err(error) => return (sidecar, vec![notice(error.to_string())]),
        };
        let Some(file_column) = columns.iter().position(|name| names.is(Field::File, name)) else {
            notices.push(notice("there is no column `file`"));
            return (sidecar, notices);
        };
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    notices.push(notice(error.to_string()));
                    continue;
                }
            };
            let line = record.position().map_or(0, csv::Position::line);
            let name = record.get(file_column).unwrap_or_default().trim();
            let fault = if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            } else if record.len() > columns.len() {
                format!("{} cells where {} columns were announced", record.len(), columns.len())
            } else if name.is_empty() {
                "`file` is empty".to_owned()
            } else if name.contains(['/', '\\', '\0']) || !is_there(name) {
                format!("there is no file `{name}` in this folder")
            } else if sidecar.rows.contains_key(name) {
                format!("a second row for `{name}`; the first one counts")
            } else {
                let cells = columns.iter().zip(&record).enumerate().filter(|(index, _)| *index != file_column);
                let cells = cells.map(|(_, (column, cell))| (column.clone(), cell.to_owned()));
                let cells = cells.filter(|(column, cell)| !column.is_empty() && !cell.is_empty());
                let fields = Fields::new(cells.collect(), names);
                sidecar.rows.insert(name.to_owned(), fields);
                continue;
            };
            notices.push(notice(format!("line {line}: {fault}")));
        }
        (sidecar, notices)
    }

    /// The row of a file, by its name.
    pub fn row(&self, name: &str) -> Option<&Fields> {
        self.rows.get(name)
    }
}

fn notice(message: impl Into<String>) -> Notice {
    Notice::new("ingest.sidecar", message)
}

/// The most frequent of the usual ones in the header.
pub(super) fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| header.bytes().filter(|byte| *byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: &[u8]) -> (Sidecar, Vec<String>) {
        let (sidecar, notices) = Sidecar::parse(bytes.to_vec(), &Names::default(), |name| name.starts_with('a'));
        (sidecar, notices.into_iter().map(|notice| format!("{} {}", notice.code, notice.message)).collect())
    }

    #[test]
    fn delimiters_and_encodings() {
        let cases: [&[u8]; 6] = [
            b"file,title,date,page\na.txt,\xc3\x89t\xc3\xa9,2020-01-02,7\n",
            b"\xef\xbb\xbffile;title;date;page\r\na.txt;\xc3\x89t\xc3\xa9;2020-01-02;7\r\n",
            b"File\tTitle\tDate\tpage\na.txt\t\xc3\x89t\xc3\xa9\t2020-01-02\t7",
            b"page, file ,title,published\n7,a.txt,\"\xc3\x89t\xc3\xa9\",2020-01-02\n\n",
            b"file;title;date;page\na.txt;\xc9t\xe9;2020-01-02;7\n",
            b"\xff\xfef\0i\0l\0e\0,\0t\0i\0t\0l\0e\0,\0d\0a\0t\0e\0,\0p\0a\0g\0e\0\n\0a\0.\0t\0x\0t\0,\0\xc9\0t\0\xe9\0,\x002\x000\x002\x000\0-\x000\x001\0-\x000\x002\0,\x007\0",
        ];
        for bytes in cases {
            let (sidecar, _) = parse(bytes);
            let row = sidecar.row("a.txt").unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(bytes)));
            assert_eq!(row.title.as_deref(), Some("Été"));
            assert_eq!(row.published.as_ref().map(|(_, raw)| raw.as_str()), Some("2020-01-02"));
            assert_eq!(row.rest, [("page".to_owned(), "7".to_owned())]);
        }
    }

    #[test]
    fn faults_become_notices() {
        let (sidecar, notices) =
            parse(b"file,title\na.txt,A\na.txt,B\nmissing.txt,C\n,D\na2.txt,E,F\n../a.txt,G\na3.txt\n,\n\"a4.txt\",\"H;\nI\"\n");
        assert_eq!(
            notices,
            [
                "ingest.sidecar line 3: a second row for `a.txt`; the first one counts",
                "ingest.sidecar line 4: there is no file `missing.txt` in this folder",
                "ingest.sidecar line 5: `file` is empty",
                "ingest.sidecar line 6: 3 cells where 2 columns were announced",
                "ingest.sidecar line 7: there is no file `../a.txt` in this folder",
            ]
        );
        let mut names: Vec<&str> = sidecar.rows.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["a.txt", "a3.txt", "a4.txt"]);
        assert_eq!(sidecar.rows["a.txt"].title.as_deref(), Some("A"));
        assert_eq!(parse(b"name,title\na.txt,A\n").1, ["ingest.sidecar there is no column `file`"]);
        assert_eq!(parse(b"").1, ["ingest.sidecar there is no column `file`"]);
        assert_eq!(parse(&[0; 50]).1.len(), 1);
    }
}
