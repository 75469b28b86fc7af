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
        // Bytes without a character; one stray one must not lose an article.
        '\u{80}'..='\u{9f}' => -5,
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use encoding_rs::{GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1256};

    use super::super::tests::{codes, encode};
    use super::super::{Settings, decode, parse_line};
    use super::*;

    const SENTENCES: [&str; 16] = [
        "Été",
        "Le procès a été reporté.",
        "Dès l'été, la Cour a jugé « irrecevable » la requête.",
        "À Noël, l’aîné des Français n'était pas là.",
        "Le cœur de la manœuvre : une œuvre à 12 000 €.",
        "Une œuvre.",
        "Un prix de 5 € en Normandie",
        "Il reste 1 ½ litre d'eau, soit 2½ fois moins que prévu à l'été.",
        "ŒUVRE INACHEVÉE À LA FÊTE",
        "C'est l’Élysée qui l’a décidé…",
        "Le mur de l'Atlantique était gardé jour et nuit.",
        "Il a dit : « Ça suffit ! » – puis s'est tu.",
        "Les 20 °C annoncés n'ont pas été dépassés ; la côte a vu 8 m³ d'eau.",
        "Miloš a battu un Français, né à Besançon, en trois manches serrées.",
        "Selon l’hôpital, l’état du blessé s’améliore ; son frère, lui, est décédé.",
        "Catch : décès de Bobby, né à Saint-Étienne",
    ];

    #[test]
    fn encodings_of_french_press_archives() {
        let mut tried = 0;
        for encoding in [UTF_8, UTF_16LE, UTF_16BE, WINDOWS_1252, ISO_8859_15, MACINTOSH] {
            for text in SENTENCES.iter().copied().chain([SENTENCES.join("\r\n").as_str()]) {
                let Some(bytes) = encode(text, encoding) else { continue };
                let decoded = decode(bytes).unwrap_or_else(|failure| panic!("{}: {text}: {failure}", encoding.name()));
                assert_eq!(decoded.text, text, "{} as {}", encoding.name(), decoded.encoding.name());
                assert_eq!(codes(&decoded.notices), if encoding == UTF_8 { "" } else { "ingest.encoding" });
                tried += 1;
            }
        }
        assert!(tried > 70, "{tried}");
    }

    /// `DEPECHE_DATA=../shared cargo test --lib dev_articles -- --ignored --nocapture`
    #[test]
    #[ignore = "needs the shared data"]
    fn dev_articles_in_every_encoding() {
        let data = std::env::var("DEPECHE_DATA").unwrap_or_else(|_| "../shared".to_owned());
        let lines = fs::read_to_string(Path::new(&data).join("ner/winer_dev.jsonl")).unwrap();
        let settings = Settings { max_bytes: usize::MAX, ..Settings::default() };
        for encoding in [UTF_16LE, UTF_16BE, WINDOWS_1252, ISO_8859_15, MACINTOSH] {
            let (mut articles, mut lost, mut paragraphs, mut wrong) = (0, 0, 0, 0);
            let is_wrong = |text: &str, bytes| decode(bytes).map_or(true, |decoded| decoded.text != text);
            for line in lines.lines() {
                let text = parse_line(line, 1, &settings).unwrap().text;
                // ISO-8859-15 has no typographic signs; the archives that use it have straight ones.
                let signs = if encoding == ISO_8859_15 {
                    [("’", "'"), ("–", "-"), ("…", "..."), ("“", "\""), ("”", "\"")]
                } else {
                    [("'", "’"), ("\"", "“"), ("...", "…"), (" - ", " – "), ("’’", "”")]
                };
                let text = signs.iter().fold(text, |text, (from, to)| text.replace(from, to));
                for part in text.lines().filter(|part| !part.is_ascii()) {
                    let Some(bytes) = encode(part, encoding) else { continue };
                    paragraphs += 1;
                    wrong += usize::from(is_wrong(part, bytes));
                }
                if let Some(bytes) = encode(&text, encoding) {
                    articles += 1;
                    lost += usize::from(is_wrong(&text, bytes));
                }
            }
            println!(
                "{}: {lost} of {articles} articles and {wrong} of {paragraphs} paragraphs misread",
                encoding.name()
            );
            assert_eq!(lost, 0);
        }
    }

    #[test]
    fn random_bytes_are_no_text() {
        let mut state = 1u32;
        let mut byte = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b' ' + ((state >> 24) % 0xe0) as u8
        };
        let tried: Vec<Vec<u8>> = (0..100).map(|_| (0..200).map(|_| byte()).collect()).collect();
        let read = tried.into_iter().filter(|bytes| decode(bytes.clone()).is_ok()).count();
        assert!(read < 3, "{read} of 100");
    }

    #[test]
    fn encodings_of_elsewhere() {
        let cases = [
            (WINDOWS_1250, "Příliš žluťoučký kůň úpěl ďábelské ódy, řekl ministr zahraničí."),
            (WINDOWS_1251, "Президент заявил, что переговоры начнутся завтра в Москве."),
            (WINDOWS_1256, "أعلنت وزارة الدفاع عن وقف إطلاق النار يوم الخميس."),
            (SHIFT_JIS, "首相は木曜日に東京で記者会見を開いた。NHKによると、交渉は続く。"),
            (GBK, "国防部周四宣布停火，双方将举行会谈。"),
        ];
        for (encoding, text) in cases {
            let decoded = decode(encode(text, encoding).unwrap()).unwrap();
            assert_eq!((decoded.encoding.name(), decoded.text.as_str()), (encoding.name(), text));
        }
    }
}
