use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use ::parquet::basic::{LogicalType, TimeUnit};
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::reader::RowIter;
use ::parquet::record::{Field, Row};
use ::parquet::schema::types::Type;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Span};
use serde_json::{Map, Number, Value};

use super::assemble::Origin;
use super::guard::refuse;
use super::jsonl::parse_any;
use super::lines::Line;
use super::names::{Field as Named, Names};
use super::parquet::CODE;
use super::records::Cut;
use super::source::io_failure;
use super::{Rejected, Settings};
use crate::document::{Document, Failure};

/// What pandas calls the numbers of its rows.
const INDEX: &str = "__index_level_";

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// The rows of a Parquet file as JSON objects, a group of rows open at a time.
pub(super) struct Rows {
    rows: RowIter<'static>,
    clocks: Vec<Clock>,
    fault: Option<Failure>,
    limit: usize,
}

/// What the numbers of a column mean, where the reader of rows does not tell.
#[derive(Clone, Copy, Default)]
struct Clock {
    /// They are instants, not the time on a wall.
    utc: bool,
    nanoseconds: bool,
}

impl Rows {
    pub fn open(file: &Path, limit: usize, names: &Names) -> Result<Rows, Failure> {
        let file = File::open(file).map_err(|error| io_failure(&error))?;
        let opened = whole(|| {
            let reader = SerializedFileReader::new(file)?;
            let schema = reader.metadata().file_metadata().schema().clone();
            Ok((schema, RowIter::from_file_into(Box::new(reader))))
        });
        let (schema, rows) = opened.map_err(|message| Failure::new(CODE, message))?;
        let columns = schema.get_fields();
        let has_text = columns.iter().any(|column| names.is(Named::Text, column.name()));
        let fault = (!has_text)
            .then(|| Failure::new("read.field", "no column is a text: none is named `text`, `maintext`, `body`, ..."));
        Ok(Rows { rows, clocks: columns.iter().map(|column| clock(column)).collect(), fault, limit })
    }
}

/// What the crate gives for a file: it panics on some that are damaged.
fn whole<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(error)) => Err(format!("the file is damaged, or of a kind that is not read: {error}")),
        Err(_) => Err("the file is damaged".to_owned()),
    }
}

impl Cut for Rows {
    const PIECE: &'static str = "row";

    fn next(&mut self) -> io::Result<Option<Line>> {
        if self.fault.is_some() {
            return Ok(None);
        }
        let (rows, clocks) = (&mut self.rows, &self.clocks);
        let object = whole(|| rows.next().transpose().map(|row| row.map(|row| object(&row, clocks))));
        let Some(object) = object.map_err(|message| refuse(CODE, message))? else { return Ok(None) };
        let bytes = Value::Object(object).to_string().into_bytes();
        Ok(Some(if bytes.len() > self.limit { Line::TooLong } else { Line::Whole(bytes) }))
    }

    fn parse(&self, piece: Line, number: usize, origin: &Origin, settings: &Settings) -> Result<Document, Rejected> {
        parse_any(piece, None, &format!("row {number}"), origin, settings)
    }

    fn fault(&self) -> Option<Failure> {
        self.fault.clone()
    }
}

fn clock(column: &Type) -> Clock {
    if !column.is_primitive() {
        return Clock::default();
    }
    match column.get_basic_info().logical_type_ref() {
        Some(LogicalType::Timestamp(time)) => {
            Clock { utc: time.is_adjusted_to_u_t_c, nanoseconds: matches!(time.unit, TimeUnit::NANOS) }
        }
        _ => Clock::default(),
    }
}

fn object(row: &Row, clocks: &[Clock]) -> Map<String, Value> {
    let columns = row.get_column_iter().zip(clocks.iter().copied().chain(std::iter::repeat(Clock::default())));
    let kept = columns.filter(|((name, _), _)| !name.starts_with(INDEX));
    kept.map(|((name, field), clock)| (name.clone(), value(field, clock))).collect()
}

fn value(field: &Field, clock: Clock) -> Value {
    let float = |number: f64| Number::from_f64(number).map_or(Value::Null, Value::Number);
    match field {
        Field::Null => Value::Null,
        Field::Bool(flag) => (*flag).into(),
        Field::Byte(number) => (*number).into(),
        Field::Short(number) => (*number).into(),
        Field::Int(number) => (*number).into(),
        Field::Long(number) if clock.nanoseconds => instant(SignedDuration::from_nanos(*number), clock),
        Field::Long(number) => (*number).into(),
        Field::UByte(number) => (*number).into(),
        Field::UShort(number) => (*number).into(),
        Field::UInt(number) => (*number).into(),
        Field::ULong(number) => (*number).into(),
        Field::Float16(number) => float(number.to_f64()),
        Field::Float(number) => float(f64::from(*number)),
        Field::Double(number) => float(*number),
        Field::Str(text) => text.clone().into(),
        // Some writers do not say that a text is one.
        Field::Bytes(bytes) => bytes.as_utf8().map_or(Value::Null, |text| text.into()),
        Field::Date(days) => day(*days).map_or(Value::Null, |day| day.to_string().into()),
        Field::TimestampMillis(count) => instant(SignedDuration::from_millis(*count), clock),
        Field::TimestampMicros(count) => instant(SignedDuration::from_micros(*count), clock),
        Field::Decimal(_) | Field::TimeMillis(_) | Field::TimeMicros(_) => field.to_string().into(),
        Field::Group(row) => Value::Object(object(row, &[])),
        Field::ListInternal(list) => list.elements().iter().map(|part| value(part, Clock::default())).collect(),
        Field::MapInternal(map) => {
            let pairs = map.entries().iter().map(|(key, part)| {
                let key = match value(key, Clock::default()) {
                    Value::String(key) => key,
                    other => other.to_string(),
                };
                (key, value(part, Clock::default()))
            });
            Value::Object(pairs.collect())
        }
    }
}

fn day(days: i32) -> Option<Date> {
    EPOCH.date().checked_add(Span::new().try_days(days).ok()?).ok()
}

/// A point in time in ISO 8601. Midnight on no known clock is how tables write a day.
fn instant(since: SignedDuration, clock: Clock) -> Value {
    let Ok(at) = EPOCH.checked_add(since) else { return Value::Null };
    if clock.utc {
        format!("{at}Z").into()
    } else if at.time() == EPOCH.time() {
        at.date().to_string().into()
    } else {
        at.to_string().into()
    }
}
