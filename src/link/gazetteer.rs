//! The gazetteer: names to places of the world, looked up in the bytes of `link/gazetteer.bin` as they lie.
//!
//! `scripts/gazetteer.py` writes the file and says what is in it. Nothing is unpacked: names are sorted, a lookup is a
//! binary search, a place is read when it is asked for.

use sha2::{Digest, Sha256};

use crate::lang::{Bytes, Pack, PackError};

pub(super) const GAZETTEER: &str = "link/gazetteer.bin";
const MAGIC: &[u8] = b"DEPGAZET";
const VERSION: u32 = 1;
/// Magic, version and SHA-256; then six counts.
const HEADER: usize = 8 + 4 + 32;
const COUNTS: usize = 6;
const RECORD: usize = 32;
const FOLD: usize = 8;
/// Before the code of a country, where its own place is asked for.
const CODE: char = '=';

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Country,
    Region,
    Department,
    Town,
    Capital,
}

impl Class {
    /// How fine a place of this class is, 1 (a country) to 4 (a town).
    pub fn precision(self) -> u8 {
        match self {
            Class::Country => 1,
            Class::Region => 2,
            Class::Department => 3,
            Class::Town | Class::Capital => 4,
        }
    }

    /// The kind of an entity.
    pub fn kind(self) -> &'static str {
        match self {
            Class::Country => "country",
            Class::Region => "region",
            Class::Department => "department",
            Class::Town => "city",
            Class::Capital => "capital",
        }
    }
}

/// A place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Record<'a> {
    /// Its number in the file.
    pub index: usize,
    /// The name in the language of the pack where the sources have it, else the local one.
    pub name: &'a str,
    /// ISO 3166-1 alpha-3.
    pub country: &'a str,
    pub class: Class,
    /// Degrees north and east; of an area, of the town nearest to the middle of its towns.
    pub point: Option<(f64, f64)>,
    /// 0 where the sources have none.
    pub geonames: u32,
    pub population: u32,
    /// The code of its first-level division.
    pub admin1: &'a str,
    /// The code of its second-level division.
    pub admin2: &'a str,
    /// Whether the name that was looked up is its first one, and not an alternate.
    pub main: bool,
}

/// The places of a pack; none without the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Gazetteer {
    bytes: Bytes,
    /// Where each section begins: folds, starts of names, first links, links, records, texts of records, names.
    at: [usize; 7],
    folds: usize,
    names: usize,
    links: usize,
    records: usize,
}

impl Gazetteer {
    /// Opens the file of a pack and checks version, length and digest.
    pub fn new(pack: &Pack) -> Result<Gazetteer, PackError> {
        let Some(bytes) = pack.bytes(GAZETTEER) else { return Ok(Gazetteer::default()) };
        let fault = |message: &str| PackError::new(GAZETTEER, 0, message);
        if bytes.get(..MAGIC.len()) != Some(MAGIC) {
            return Err(fault("is no gazetteer"));
        }
        match word(&bytes, MAGIC.len()) {
            Some(VERSION) => {}
            Some(other) => return Err(fault(&format!("has version {other}, this program reads {VERSION}"))),
            None => return Err(fault("is damaged: it ends in its header")),
        }
        let rest = bytes.get(HEADER..).unwrap_or_default();
        if bytes.get(MAGIC.len() + 4..HEADER) != Some(&Sha256::digest(rest)[..]) {
            return Err(fault("is damaged: its contents are not those of its digest"));
        }
        let mut counts = [0usize; COUNTS];
        for (at, count) in counts.iter_mut().enumerate() {
            *count = word(rest, 4 * at).ok_or_else(|| fault("is damaged: it ends in its counts"))? as usize;
        }
        let [folds, names, text, links, records, pool] = counts;
        let sizes = [FOLD * folds, 4 * (names + 1), 4 * (names + 1), 4 * links, RECORD * records, pool, text];
        let mut end = HEADER + 4 * COUNTS;
        let at = sizes.map(|size| {
            end += size;
            end - size
        });
        if end != bytes.len() {
            return Err(fault("is damaged: its length is not that of its sections"));
        }
        Ok(Gazetteer { bytes, at, folds, names, links, records })
    }

    /// A name as it is looked up: lower case, no accents; hyphens, apostrophes and spaces are one space.
    pub fn fold(&self, name: &str) -> String {
        let mut key = String::with_capacity(name.len());
        for c in name.chars() {
            if c.is_ascii() {
                match c {
                    '-' | '\'' | '.' | ',' | '/' | '(' | ')' => push_space(&mut key),
                    _ if c.is_ascii_whitespace() => push_space(&mut key),
                    _ => key.push(c.to_ascii_lowercase()),
                }
                continue;
            }
            match self.folded(c) {
                Some([b' ', ..]) => push_space(&mut key),
                Some(plain) => key.extend(plain.iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte))),
                None if c.is_whitespace() => push_space(&mut key),
                None => key.push(c),
            }
        }
        key.truncate(key.trim_end().len());
        key
    }

    fn folded(&self, c: char) -> Option<&[u8]> {
        let letter = |at: usize| word(&self.bytes, self.at[0] + FOLD * at);
        let at = search(self.folds, |at| letter(at).map(|code| code.cmp(&(c as u32))))?;
        self.bytes.get(self.at[0] + FOLD * at + 4..self.at[0] + FOLD * (at + 1))
    }

    /// The places of a name: those of which it is the first name before the others, and the largest first.
    pub fn find(&self, name: &str) -> Vec<Record<'_>> {
        self.of_key(&self.fold(name))
    }

    /// The country or territory of a code.
    pub fn country(&self, code: &str) -> Option<Record<'_>> {
        self.of_key(&format!("{CODE}{}", code.to_ascii_lowercase())).into_iter().next()
    }

    fn of_key(&self, key: &str) -> Vec<Record<'_>> {
        let Some(at) = search(self.names, |at| Some(self.name(at)?.cmp(key.as_bytes()))) else { return Vec::new() };
        let first = |at: usize| word(&self.bytes, self.at[2] + 4 * at).unwrap_or(0) as usize;
        let links = first(at)..first(at + 1).min(self.links);
        links.filter_map(|link| self.record(word(&self.bytes, self.at[3] + 4 * link)?)).collect()
    }

    fn name(&self, at: usize) -> Option<&[u8]> {
        let start = |at: usize| Some(self.at[6] + word(&self.bytes, self.at[1] + 4 * at)? as usize);
        self.bytes.get(start(at)?..start(at + 1)?)
    }

    fn record(&self, link: u32) -> Option<Record<'_>> {
        let index = (link >> 1) as usize;
        let at = self.at[4] + RECORD * index;
        let bytes = self.bytes.get(at..at + RECORD).filter(|_| index < self.records)?;
        let text = self.at[5] + word(bytes, 16)? as usize;
        let length = usize::from(*self.bytes.get(text)?);
        let degrees = |at: usize| Some(f64::from(word(bytes, at)? as i32)).filter(|scaled| *scaled > -2e9);
        let code = |at: usize, length: usize| {
            let code = std::str::from_utf8(bytes.get(at..at + length)?).ok()?;
            Some(code.trim_end_matches('\0'))
        };
        Some(Record {
            index,
            name: std::str::from_utf8(self.bytes.get(text + 1..text + 1 + length)?).ok()?,
            country: code(20, 3)?,
            class: match bytes[23] {
                1 => Class::Country,
                2 => Class::Region,
                3 => Class::Department,
                5 => Class::Capital,
                _ => Class::Town,
            },
            point: degrees(4).zip(degrees(8)).map(|(lat, lon)| (lat / 1e4, lon / 1e4)),
            geonames: word(bytes, 0)?,
            population: word(bytes, 12)?,
            admin1: code(24, 4)?,
            admin2: code(28, 4)?,
            main: link & 1 == 1,
        })
    }
}

fn push_space(key: &mut String) {
    if !key.is_empty() && !key.ends_with(' ') {
        key.push(' ');
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// Binary search among `count` sorted items, each of which can be compared with what is searched.
fn search(count: usize, compare: impl Fn(usize) -> Option<std::cmp::Ordering>) -> Option<usize> {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        match compare(middle)? {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return Some(middle),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embedded() -> Gazetteer {
        Gazetteer::new(&Pack::embedded("fr").unwrap()).unwrap()
    }

    #[test]
    fn names_are_found_in_any_spelling() {
        let gazetteer = embedded();
        for (name, want) in [
            ("Saint-Étienne", "Saint-Étienne FRA 42"),
            ("SAINT ETIENNE", "Saint-Étienne FRA 42"),
            ("St-Étienne", "Saint-Étienne FRA 42"),
            ("Sainte‑Geneviève‑des‑Bois", "Sainte-Geneviève-des-Bois FRA 91"),
            ("Ste Geneviève des Bois", "Sainte-Geneviève-des-Bois FRA 91"),
            ("L’Haÿ-les-Roses", "L'Haÿ-les-Roses FRA 94"),
            ("Saint-Dié", "Saint-Dié-des-Vosges FRA 88"),
            ("Saint-E\u{301}tienne", "Saint-Étienne FRA 42"),
            ("Œuilly", "Œuilly FRA 51"),
            ("Doubs", "Doubs FRA 25"),
            ("Texas", "Texas USA "),
            ("Bakou", "Bakou AZE "),
            ("Perpette-les-Oies", ""),
            ("", ""),
        ] {
            let found = gazetteer.find(name);
            let first = found.first().map(|r| format!("{} {} {}", r.name, r.country, r.admin2)).unwrap_or_default();
            assert_eq!(first, want, "{name}");
        }
        let place = gazetteer.country("AZE").unwrap();
        assert_eq!((place.name, place.geonames, place.class), ("Azerbaïdjan", 587_116, Class::Country));
        let (lat, lon) = gazetteer.find("Lausanne")[0].point.unwrap();
        assert!((lat - 46.516).abs() < 0.01 && (lon - 6.633).abs() < 0.01, "{lat} {lon}");
    }

    #[test]
    fn damage_is_told() {
        let good = Pack::embedded("fr").unwrap().bytes(GAZETTEER).unwrap().to_vec();
        let open = |bytes: Vec<u8>| {
            let pack = Pack::from_files("xx", []).with_bytes(GAZETTEER, bytes);
            Gazetteer::new(&pack).map(|_| ()).map_err(|error| error.to_string())
        };
        assert_eq!(open(good.clone()), Ok(()));
        let changed = |at: usize| {
            let mut bytes = good.clone();
            bytes[at] ^= 1;
            bytes
        };
        let cases = [
            (Vec::new(), "is no gazetteer"),
            (b"PK\x03\x04 something else".to_vec(), "is no gazetteer"),
            (good[..10].to_vec(), "ends in its header"),
            (good[..good.len() / 2].to_vec(), "not those of its digest"),
            (changed(good.len() - 1), "not those of its digest"),
            (changed(HEADER), "not those of its digest"),
            (changed(8), "has version 0, this program reads 1"),
        ];
        for (bytes, want) in cases {
            let told = open(bytes).unwrap_err();
            assert!(told.starts_with("link/gazetteer.bin: ") && told.contains(want), "{told}, not {want}");
        }
        // A file whose digest is right and whose counts are not.
        let mut bytes = good[..HEADER + 4 * COUNTS].to_vec();
        let digest = Sha256::digest(&bytes[HEADER..]);
        bytes[12..HEADER].copy_from_slice(&digest);
        assert!(open(bytes).unwrap_err().contains("its length is not that of its sections"));
        assert!(Gazetteer::default().find("Paris").is_empty());
    }
}
