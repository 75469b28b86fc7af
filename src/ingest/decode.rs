use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::legacy;
use crate::document::{Failure, Notice, Span};

/// A text, and how it was found in the bytes.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// Without a byte order mark, otherwise as it was.
    pub text: String,
    /// The encoding that was chosen.
    pub encoding: &'static Encoding,
    /// What was guessed or replaced.
    pub notices: Vec<Notice>,
}

/// Beginnings of files that are not text, whatever their names say.
const BINARY: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip file or an office document"),
    (b"\x1f\x8b\x08", "gzip data without the extension `.gz`"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"BZh", "bzip2 data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\xfd7zXZ", "xz data"),
    (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format", "a database"),
];

/// Bytes to text: a byte order mark, UTF-16 without one, strict UTF-8, UTF-8 with a little damage, and then a guess
/// whose result must make sense.
///
/// ```
/// use depeche::ingest::decode;
/// let decoded = decode(b"l'\xe9t\xe9 \x9cuvre".to_vec())?;
/// assert_eq!((decoded.text.as_str(), decoded.encoding.name()), ("l'été œuvre", "windows-1252"));
/// # Ok::<(), depeche::document::Failure>(())
/// ```
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, Failure> {
    if let Some((_, what)) = BINARY.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(Failure::new("read.binary", format!("not text but {what}")));
    }
    decode_piece(bytes)
}

/// The same for a piece of a file: how it begins says nothing.
pub(super) fn decode_piece(mut bytes: Vec<u8>) -> Result<Decoded, Failure> {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        bytes.drain(..length);
        return if encoding == UTF_8 { utf8(bytes, false) } else { decode_as(&bytes, encoding, false) };
    }
    if let Some(encoding) = utf16_without_bom(&bytes) {
        return decode_as(&bytes, encoding, true);
    }
    if too_many(bytes.iter().filter(|byte| is_control(char::from(**byte))).count(), bytes.len()) {
        return Err(binary());
    }
    utf8(bytes, true)
}

/// Decodes what is known, or was guessed, to be in an encoding: strictly.
pub(super) fn decode_as(bytes: &[u8], encoding: &'static Encoding, guessed: bool) -> Result<Decoded, Failure> {
    let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) else {
        let how = if guessed { "looks like" } else { "is marked as" };
        return Err(Failure::new("read.encoding", format!("the text {how} {} and is not valid", encoding.name())));
    };
    let notices = if guessed { vec![guess(encoding)] } else { Vec::new() };
    Ok(Decoded { text: text.into_owned(), encoding, notices })
}

fn utf8(bytes: Vec<u8>, may_guess: bool) -> Result<Decoded, Failure> {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text, encoding: UTF_8, notices: Vec::new() }),
        Err(error) => error.into_bytes(),
    };
    let (mut good, mut bad, mut cut) = (0usize, 0usize, false);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
        cut = matches!(chunk.invalid().first(), Some(0xc3..)) && !chunk.invalid().is_empty();
    }
    // A text that was cut inside its last character, or has a rare fault, is not worth losing.
    if (bad == 1 && cut && good > 0) || good >= bad.saturating_mul(20) {
        let message =
            format!("{bad} damaged {} of UTF-8 replaced by U+FFFD", if bad == 1 { "piece" } else { "pieces" });
        let text = String::from_utf8_lossy(&bytes).into_owned();
        return Ok(Decoded { text, encoding: UTF_8, notices: vec![Notice::new("ingest.replaced", message)] });
    }
    if !may_guess {
        return Err(Failure::new("read.encoding", "the text is marked as UTF-8 and is not valid"));
    }
    let (text, encoding) = legacy::choose(&bytes, detect(&bytes))
        .ok_or_else(|| Failure::new("read.encoding", "no encoding makes sense of the bytes"))?;
    if twice_decoded(&text).is_some() {
        return Err(Failure::new("read.encoding", "UTF-8 mixed with another encoding"));
    }
    Ok(Decoded { text, encoding, notices: vec![guess(encoding)] })
}

/// What the detector says of the part that shows most: it is slow, and a large file tells no more.
fn detect(bytes: &[u8]) -> &'static Encoding {
    const ENOUGH: usize = 1 << 17;
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(64);
    let end = bytes.len().min(start + ENOUGH);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[start..end], end == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

fn guess(encoding: &'static Encoding) -> Notice {
    Notice::new("ingest.encoding", format!("the encoding was guessed: {}", encoding.name()))
}

/// UTF-16 of a text in Latin letters has a NUL in nearly every second byte.
pub(super) fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) / 2 * 2];
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    let many = |count: usize| half >= 2 && count * 10 >= half * 7;
    let few = |count: usize| count * 20 <= half;
    if many(odd) && few(even) {
        Some(UTF_16LE)
    } else if many(even) && few(odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether a decoded text is one, and what is odd about it.
pub(super) fn check(text: &str) -> Result<Vec<Notice>, Failure> {
    let controls = text.chars().filter(|c| is_control(*c)).count();
    if controls > 0 && too_many(controls, text.chars().count()) {
        return Err(binary());
    }
    if text.chars().all(|c| c.is_whitespace() || is_control(c) || matches!(c, '\u{200b}' | '\u{feff}')) {
        return Err(Failure::new("read.empty", "the text is empty or white space"));
    }
    let mut notices = Vec::new();
    if controls > 0 {
        let noun = if controls == 1 { "character" } else { "characters" };
        notices.push(Notice::new("ingest.control", format!("the text has {controls} control {noun}")));
    }
    if let Some(span) = twice_decoded(text) {
        let message = format!("`{}`: the text was decoded twice before it came here", span.of(text));
        notices.push(Notice::new("ingest.mojibake", message).at(span));
    }
    Ok(notices)
}

/// Not a character of any text: NUL and its like, but no white space, and no end or escape of old files.
fn is_control(c: char) -> bool {
    c < ' ' && !matches!(c, '\t'..='\r' | '\u{1a}' | '\u{1b}')
}

fn too_many(controls: usize, all: usize) -> bool {
    controls > 0 && controls.saturating_mul(32) >= all
}

fn binary() -> Failure {
    Failure::new("read.binary", "not text: NULs or control characters")
}

/// The first place where UTF-8 was read in an encoding of one byte a character, and saved as UTF-8 again.
fn twice_decoded(text: &str) -> Option<Span> {
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((start, c)) = chars.next() {
        if let ('Ã' | 'Â' | 'â' | '√', Some(&(at, next))) = (c, chars.peek())
            && is_half_of_letter(before, c, next)
        {
            return Some(Span::new(start, at + next.len_utf8()));
        }
        before = c;
    }
    None
}

/// Whether `c` and `next` are what the two bytes of one character became.
fn is_half_of_letter(before: char, c: char, next: char) -> bool {
    match (c, next) {
        // Mac Roman.
        ('√', _) => matches!(next, '©' | '®' | '†' | '™' | '¥' | '¢' | '¨'),
        // Three bytes: the typographic apostrophe and its like.
        ('â', _) => matches!(next, '€' | '\u{80}'),
        // A word in capitals may end in the letter, and a sign follow it.
        (_, '\u{a0}' | '»' | '›' | '”' | '’' | '…' | '–' | '—') => !before.is_uppercase(),
        _ => {
            matches!(next, '\u{80}'..='\u{bf}' | '“' | '‘' | '‚' | '„' | '†' | '‡' | '‰' | '‹' | '•' | '€' | '™')
                || matches!(next, 'ƒ' | 'ˆ' | '˜' | 'Š' | 'š' | 'Œ' | 'œ' | 'Ž' | 'ž' | 'Ÿ')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::codes;
    use super::*;

    #[test]
    fn decoding_case_by_case() {
        // Text, encoding and notices, or the code of the failure.
        type Outcome = Result<(&'static str, &'static str, &'static str), &'static str>;
        let cases: [(&[u8], Outcome); 25] = [
            (b"", Ok(("", "UTF-8", ""))),
            (b"abc", Ok(("abc", "UTF-8", ""))),
            (b"\xef\xbb\xbf\xc3\xa9t\xc3\xa9", Ok(("été", "UTF-8", ""))),
            (b"\xff\xfe\xe9\0t\0", Ok(("ét", "UTF-16LE", ""))),
            (b"\xfe\xff\0\xe9\0t", Ok(("ét", "UTF-16BE", ""))),
            (b"\xe9\0t\0\xe9\0", Ok(("été", "UTF-16LE", "ingest.encoding"))),
            (b"\0\xe9\0t\0\xe9", Ok(("été", "UTF-16BE", "ingest.encoding"))),
            (b"l'\xe9t\xe9 \x96 l\x92ann\xe9e", Ok(("l'été – l’année", "windows-1252", "ingest.encoding"))),
            (b"le c\xbdur, 5 \xa4", Ok(("le cœur, 5 €", "ISO-8859-15", "ingest.encoding"))),
            (b"d\xe9j\xe0 \xe9t\xe9 pr\xe9vu\x81", Ok(("déjà été prévu\u{81}", "windows-1252", "ingest.encoding"))),
            (b"le pr\x8esident d\x8eclare", Ok(("le président déclare", "macintosh", "ingest.encoding"))),
            // Cut inside the last character, and one fault among many good characters.
            (b"\xc3\xa9t\xc3\xa9 \xe2\x80", Ok(("été \u{fffd}", "UTF-8", "ingest.replaced"))),
            (b"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 \xe9 \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
                Ok(("éééééééééé \u{fffd} éééééééééé", "UTF-8", "ingest.replaced"))),
            (b"\xff\xfe\xe9", Err("read.encoding")),
            (b"\xff\xfe\0\xd8t\0", Err("read.encoding")),
            (b"\xef\xbb\xbf\xe9t\xe9", Err("read.encoding")),
            (b"\xc3\xa9 \xc3\xa8 \xc3\xa0 \xc3\xa7 t\xe9t\xe9", Err("read.encoding")),
            (b"a\xffz\x81b\xff \x9d\xa4x\xfeY", Err("read.encoding")),
            (&[0; 100], Err("read.binary")),
            (&[0; 3], Err("read.binary")),
            (b"a\x01b\x02c\x03\xe9\x04", Err("read.binary")),
            (b"%PDF-1.7 text", Err("read.binary")),
            (b"PK\x03\x04zip", Err("read.binary")),
            (b"\x89PNG\r\n", Err("read.binary")),
            (b"\x1f\x8b\x08\0", Err("read.binary")),
        ];
        for (bytes, expected) in cases {
            let found = decode(bytes.to_vec());
            let found =
                found.as_ref().map(|decoded| (decoded.text.as_str(), decoded.encoding.name(), codes(&decoded.notices)));
            let found = found.map_err(|failure| failure.code.as_str());
            assert_eq!(
                found,
                expected.map(|(text, name, codes)| (text, name, codes.to_owned())),
                "{}",
                bytes.escape_ascii()
            );
        }
    }

    #[test]
    fn checks_of_decoded_texts() {
        let long = format!("{}\0", "mot ".repeat(20));
        let cases = [
            ("Un été.", Ok("")),
            ("Un\u{a0}: « été » \u{1b}[1mgras\u{1b}[0m 😀 \u{202b}", Ok("")),
            (&long, Ok("ingest.control")),
            ("Un Ã©tÃ© Ã\u{a0} Paris", Ok("ingest.mojibake")),
            ("lâ€™accord", Ok("ingest.mojibake")),
            ("Â« oui Â»", Ok("ingest.mojibake")),
            ("l'√©t√©", Ok("ingest.mojibake")),
            ("SÃO PAULO, AMANHÃ… et l'Âge d'or, Âgé, AMANHÃ\u{a0}!", Ok("")),
            ("√2, pâle, bâton", Ok("")),
            ("", Err("read.empty")),
            (" \r\n\t\u{a0}\u{feff}\u{200b}", Err("read.empty")),
            ("\0\0\0", Err("read.binary")),
            ("a\0b\0c\0", Err("read.binary")),
        ];
        for (text, expected) in cases {
            let found = check(text).map(|notices| codes(&notices)).map_err(|failure| failure.code);
            assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned), "{text:?}");
        }
    }
}
