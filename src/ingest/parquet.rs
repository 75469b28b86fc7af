use super::Settings;
use super::Source;
use super::source::{Articles, one};
use crate::document::Failure;

pub(super) const CODE: &str = "read.parquet";

/// The articles of a Parquet file, whose index stands at its end: it is read where it lies.
pub(super) fn documents<'a>(source: &'a Source, settings: &'a Settings) -> Articles<'a> {
    let rows = if source.is_bare() {
        rows(source, settings)
    } else {
        Err(Failure::new(CODE, "a Parquet file can't be read inside an archive or compressed: unpack it first"))
    };
    rows.unwrap_or_else(|failure| one(Err(source.origin(None).reject(failure))))
}

#[cfg(feature = "parquet")]
fn rows<'a>(source: &'a Source, settings: &'a Settings) -> Result<Articles<'a>, Failure> {
    let rows = super::parquet_rows::Rows::open(source.file(), settings.max_bytes, &settings.names)?;
    Ok(Box::new(super::records::Records::new(rows, source, settings)))
}

#[cfg(not(feature = "parquet"))]
fn rows<'a>(_: &'a Source, _: &'a Settings) -> Result<Articles<'a>, Failure> {
    Err(Failure::new(CODE, "this program was built without Parquet: build it with `--features parquet`"))
}
