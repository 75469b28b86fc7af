use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Compact JSON whose floats all have four decimals, so that a column has one type and one width.
struct FourDecimals;

impl Formatter for FourDecimals {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        // A score is finite by construction; JSON has no spelling for anything else.
        let value = if value.is_finite() { value } else { 0.0 };
        write!(writer, "{value:.4}")
    }
}

/// A record as one line of JSON, the newline included.
///
/// ```
/// assert_eq!(depeche::record::json_line(&("é", 0.5)), "[\"é\",0.5000]\n");
/// ```
pub fn json_line<T: Serialize>(record: &T) -> String {
    let mut bytes = Vec::new();
    record
        .serialize(&mut Serializer::with_formatter(&mut bytes, FourDecimals))
        .expect("records have string keys and are written to memory");
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("serde_json writes UTF-8")
}
