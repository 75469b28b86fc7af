use std::collections::HashMap;

use super::gazetteer::{Class, Record};

/// A country, or a part of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Area {
    pub country: String,
    pub admin1: String,
    pub admin2: String,
}

impl Area {
    pub fn of(record: &Record<'_>) -> Area {
        let department = record.class == Class::Department;
        Area {
            country: record.country.to_owned(),
            admin1: if record.class == Class::Country { String::new() } else { record.admin1.to_owned() },
            admin2: if department { record.admin2.to_owned() } else { String::new() },
        }
    }

    pub fn holds(&self, record: &Record<'_>) -> bool {
        let part = |own: &str, other: &str| own.is_empty() || own == other;
        part(&self.country, record.country)
            && part(&self.admin1, record.admin1)
            && part(&self.admin2, record.admin2)
            && record.class.precision() > 1
    }
}

/// How often a document names a country or a part of it.
#[derive(Default)]
pub(super) struct Evidence {
    pub countries: HashMap<String, f64>,
    pub all: f64,
    /// Whether a place or a demonym is among what names them.
    pub placed: bool,
    /// By country and code, first level and second level.
    admin1: HashMap<(String, String), f64>,
    admin2: HashMap<(String, String), f64>,
}

impl Evidence {
    pub fn country(&mut self, country: &str, weight: f64) {
        *self.countries.entry(country.to_owned()).or_default() += weight;
        self.all += weight;
    }

    pub fn inside(&mut self, record: &Record<'_>) {
        let code = |code: &str| (record.country.to_owned(), code.to_owned());
        for (map, part) in [(&mut self.admin1, record.admin1), (&mut self.admin2, record.admin2)] {
            if !part.is_empty() && record.class != Class::Country {
                *map.entry(code(part)).or_default() += 1.0;
            }
        }
    }

    /// The share of a country among all that is named, without the votes of the name that is asked about.
    pub fn share(&self, country: &str, own: Option<(&str, f64)>) -> f64 {
        let votes = own.map_or(0.0, |(_, votes)| votes);
        let mine = own.filter(|(of, _)| *of == country).map_or(0.0, |(_, votes)| votes);
        let count = self.countries.get(country).copied().unwrap_or(0.0) - mine;
        if self.all - votes <= 0.0 { 0.0 } else { count / (self.all - votes) }
    }

    pub fn near(&self, record: &Record<'_>) -> f64 {
        let named = |map: &HashMap<(String, String), f64>, code: &str| {
            !code.is_empty() && map.contains_key(&(record.country.to_owned(), code.to_owned()))
        };
        let department = if named(&self.admin2, record.admin2) { 2.0 } else { 0.0 };
        department + if named(&self.admin1, record.admin1) { 1.0 } else { 0.0 }
    }
}
