//! Which encoding of one byte a character: the detector knows frequencies, this knows how words and signs stand.
//!
//! It reports ISO-8859-15 and Mac Roman as windows-1252, so the three are compared by what they make of the
//! bytes beyond ASCII: a small letter among small letters speaks for an encoding, a capital or a sign inside a word
//! against it.

use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_10, ISO_8859_13, ISO_8859_14, ISO_8859_15, MACINTOSH,
    WINDOWS_1250, WINDOWS_1252, WINDOWS_1254, WINDOWS_1257, WINDOWS_1258,
};

/// Encodings of Latin letters that the detector may answer.
const LATIN: [&Encoding; 13] = [
    WINDOWS_1252,
    WINDOWS_1250,
    WINDOWS_1254,
    WINDOWS_1257,
    WINDOWS_1258,
    ISO_8859_2,
    ISO_8859_3,
    ISO_8859_4,
    ISO_8859_10,
    ISO_8859_13,
    ISO_8859_14,
    ISO_8859_15,
    MACINTOSH,
];

/// With fewer signs than this the frequencies of letters say little, and the commonest encodings go first.
const FEW: usize = 8;

/// The best reading of bytes that are not UTF-8, beginning with what the detector found; `None` if none makes sense.
pub(super) fn choose(bytes: &[u8], detected: &'static Encoding) -> Option<(String, &'static Encoding)> {
    let latin = LATIN.contains(&detected);
    let mut candidates = vec![detected];
    // Short texts in Mac Roman pass for Shift_JIS; other alphabets stay what the detector says, if that makes sense.
    if latin || !detected.is_single_byte() || !reading(bytes, detected).is_some_and(|found| found.makes_sense()) {
        candidates.extend([WINDOWS_1252, ISO_8859_15, MACINTOSH]);
    }
    if latin && bytes.iter().filter(|byte| !byte.is_ascii()).count() < FEW {
        candidates.rotate_left(1);
    }
    let mut best: Option<Reading> = None;
    for reading in candidates.into_iter().filter_map(|encoding| reading(bytes, encoding)) {
        // The same text under a commoner name is as good as a better one.
        let replaces = best.as_ref().is_none_or(|best| {
            reading.score > best.score || (reading.encoding == WINDOWS_1252 && reading.text == best.text)
        });
        if replaces {
            best = Some(reading);
        }
    }
    best.filter(Reading::makes_sense).map(|reading| (reading.text, reading.encoding))
}

struct Reading {
    text: String,
    encoding: &'static Encoding,
    score: i64,
    /// Characters beyond ASCII.
    signs: usize,
}

impl Reading {
    /// Real texts score above 1 a sign, random bytes about 0; of a few signs, all may be symbols.
    fn makes_sense(&self) -> bool {
        let demanding = LATIN.contains(&self.encoding) && self.signs >= FEW;
        if demanding { self.score * 2 >= self.signs as i64 } else { self.score >= 0 }
    }
}

fn reading(bytes: &[u8], encoding: &'static Encoding) -> Option<Reading> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned();
    // Bytes without a character become control characters of the second block.
    if text.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}')) {
        return None;
    }
    let (score, signs) = (score(&text), text.chars().filter(|c| !c.is_ascii()).count());
    Some(Reading { text, encoding, score, signs })
}

fn score(text: &str) -> i64 {
    let mut score = 0;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            score += i64::from(weigh(before, c, chars.peek().copied().unwrap_or(' ')));
        }
        before = c;
    }
    score
}

/// How well a character stands between its neighbours.
fn weigh(before: char, c: char, after: char) -> i32 {
    let between_letters = before.is_alphabetic() && after.is_alphabetic();
    let beside_letter = before.is_alphabetic() || after.is_alphabetic();
    match c {
        '\u{a0}' | '…' | '•' | '·' => {
            if between_letters {
                -1
            } else {
                1
            }
        }
        '–' | '—' => 1,
        '’' => {
            if before.is_alphabetic() {
                2
            } else {
                0
            }
        }
        '«' | '“' | '‘' | '„' | '‹' => {
            if before.is_alphanumeric() {
                -1
            } else {
                1
            }
        }
        '»' | '”' | '›' => {
            if after.is_alphanumeric() {
                -1
            } else {
                1
            }
        }
        '€' | '£' => {
            if between_letters {
                -2
            } else {
                1
            }
        }
        '°' | 'º' | 'ª' | '²' | '³' | '§' | '©' | '®' => {
            if between_letters {
                -2
            } else {
                1
            }
        }
        // Combining accents.
        '\u{300}'..='\u{36f}' => 0,
        // Hardly ever meant: the place of the euro sign in ISO-8859-15.
        '¤' => -1,
        // The places of œ, Œ, Ÿ, š, Š, ž and Ž there; a fraction follows a number or a space and no letter follows it.
        '½' | '¼' | '¾' => {
            if beside_letter {
                -2
            } else {
                1
            }
        }
        '¨' | '¦' | '¸' | '´' | 'ˆ' | '˜' | 'ƒ' => {
            if beside_letter {
                -2
            } else {
                0
            }
        }
        _ if c.is_lowercase() && after.is_uppercase() => -2,
        _ if c.is_lowercase() && (before.is_lowercase() || after.is_lowercase()) => 2,
        _ if c.is_lowercase() => {
            if before.is_numeric() {
                -1
            } else {
                1
            }
        }
        _ if c.is_uppercase() && before.is_lowercase() => -3,
        _ if c.is_uppercase() => i32::from(beside_letter),
        _ if c.is_alphabetic() && (before.is_ascii_lowercase() || after.is_ascii_lowercase()) => -1,
        _ if c.is_alphabetic() => i32::from(beside_letter),
        _ => {
            if between_letters {
                -2
            } else if beside_letter {
                -1
            } else {
                0
            }
        }
    }
}
