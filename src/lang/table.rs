use super::PackError;

/// A table of a pack, its columns checked against what its reader expects.
#[derive(Debug)]
pub struct Table<'a> {
    file: String,
    columns: &'static [&'static str],
    rows: Vec<(usize, Vec<&'a str>)>,
}

/// A row of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub struct Row<'t> {
    file: &'t str,
    columns: &'static [&'static str],
    /// Counted from 1.
    pub line: usize,
    cells: &'t [&'t str],
}

/// The lines that carry content: numbered from 1, without comments and empty ones.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_end()))
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
}

impl<'a> Table<'a> {
    pub(super) fn parse(file: &str, text: &'a str, columns: &'static [&'static str]) -> Result<Table<'a>, PackError> {
        let mut rows = Vec::new();
        let mut content = lines(text);
        if let Some((line, header)) = content.next() {
            let found: Vec<&str> = header.split('\t').collect();
            if found != columns {
                let message = format!("the columns must be {}; found {}", columns.join(", "), found.join(", "));
                return Err(PackError::new(file, line, message));
            }
        }
        for (line, row) in content {
            let mut cells: Vec<&str> = row.split('\t').map(str::trim).collect();
            if cells.len() > columns.len() {
                let message = format!("{} cells where {} columns were announced", cells.len(), columns.len());
                return Err(PackError::new(file, line, message));
            }
            cells.resize(columns.len(), "");
            rows.push((line, cells));
        }
        Ok(Table { file: file.to_owned(), columns, rows })
    }

    /// The rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, cells)| Row { file: &self.file, columns: self.columns, line: *line, cells })
    }
}

impl<'t> Row<'t> {
    /// A cell by the name of its column; an empty text where the row leaves it out.
    ///
    /// # Panics
    ///
    /// If the table was not read with that column: a fault of the caller, not of the pack.
    pub fn get(&self, column: &str) -> &'t str {
        let index = self.columns.iter().position(|name| *name == column);
        self.cells[index.unwrap_or_else(|| panic!("no column `{column}` in {}", self.file))]
    }

    /// Whether the table was read with that column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains(&column)
    }

    /// A cell, if it is not empty.
    pub fn some(&self, column: &str) -> Option<&'t str> {
        Some(self.get(column)).filter(|cell| !cell.is_empty())
    }

    /// The parts of a cell that holds several, separated by `;`.
    pub fn list(&self, column: &str) -> Vec<&'t str> {
        self.get(column).split(';').map(str::trim).filter(|part| !part.is_empty()).collect()
    }

    /// A cell that must be filled.
    pub fn required(&self, column: &str) -> Result<&'t str, PackError> {
        self.some(column).ok_or_else(|| self.error(format!("`{column}` is empty")))
    }

    /// A cell read as a value.
    pub fn parse<T>(&self, column: &str) -> Result<T, PackError>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        self.get(column).parse().map_err(|error| self.error(format!("`{column}`: {error}")))
    }

    /// An error about this row.
    pub fn error(&self, message: impl Into<String>) -> PackError {
        PackError::new(self.file, self.line, message)
    }
}
