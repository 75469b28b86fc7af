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
    WINDOWS_1252, WINDOWS_1250, WINDOWS_1254, WINDOWS_1257, WINDOWS_1258, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_10,
    ISO_8859_13, ISO_8859_14, ISO_8859_15, MACINTOSH,
];

/// The best reading of bytes that are not UTF-8, beginning with what the detector found; `None` if none makes sense.
pub(super) fn choose(bytes: &[u8], detected: &'static Encoding) -> Option<(String, &'static Encoding)> {
    let mut best = reading(bytes, detected);
    if LATIN.contains(&detected) {
        for encoding in [WINDOWS_1252, ISO_8859_15, MACINTOSH] {
            let other = reading(bytes, encoding);
            let same = matches!((&best, &other), (Some(best), Some(other)) if best.text == other.text);
            let better = match (&best, &other) {
                (Some(best), Some(other)) => other.score > best.score,
                (None, other) => other.is_some(),
                _ => false,
            };
            // The same text under a commoner name, or a better one.
            if better || (same && encoding == WINDOWS_1252) {
                best = other;
            }
        }
    }
    best.filter(|reading| reading.score >= 0).map(|reading| (reading.text, reading.encoding))
}

struct Reading {
    text: String,
    encoding: &'static Encoding,
    score: i64,
}

fn reading(bytes: &[u8], encoding: &'static Encoding) -> Option<Reading> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned();
    // Bytes without a character become control characters of the second block.
    if text.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}')) {
        return None;
    }
    let score = score(&text);
    Some(Reading { text, encoding, score })
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
        '\u{a0}' | '…' | '•' | '·' => if between_letters { -1 } else { 1 },
        '–' | '—' => 1,
        '’' => if between_letters { 2 } else { 0 },
        '«' | '“' | '‘' | '„' | '‹' => if before.is_alphanumeric() { -1 } else { 1 },
        '»' | '”' | '›' => if after.is_alphanumeric() { -1 } else { 1 },
        '€' | '£' => if between_letters { -2 } else { 1 },
        '°' | 'º' | 'ª' | '²' | '³' | '§' | '©' | '®' => if between_letters { -2 } else { 0 },
        // Hardly ever meant: the place of the euro sign in ISO-8859-15.
        '¤' => -1,
        // The places of œ, Œ, Ÿ, š, Š, ž and Ž there; a fraction follows a number or a space and no letter follows it.
        '½' | '¼' | '¾' | '¨' | '¦' | '¸' | '´' | 'ˆ' | '˜' | 'ƒ' => if beside_letter { -2 } else { 0 },
        _ if c.is_lowercase() => match (before.is_uppercase(), before.is_lowercase() || after.is_lowercase()) {
            (_, true) => 2,
            (true, _) if after.is_uppercase() => -2,
            _ => i32::from(!before.is_alphabetic()),
        },
        _ if c.is_uppercase() => if before.is_lowercase() { -3 } else { i32::from(beside_letter) },
        _ if c.is_alphabetic() => i32::from(beside_letter),
        _ => if between_letters { -2 } else if beside_letter { -1 } else { 0 },
    }
}
