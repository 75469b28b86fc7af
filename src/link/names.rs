use std::collections::HashMap;

use super::grammar::Grammar;
use super::phrases::key;
use crate::document::Label;
use crate::lang::{Pack, PackError, Row};

pub(super) const COUNTRIES: &str = "link/countries.tsv";
pub(super) const PLACES: &str = "link/places.tsv";
pub(super) const ORGANISATIONS: &str = "link/organisations.tsv";
pub(super) const METONYMS: &str = "link/metonyms.tsv";

/// What the lists know about a name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    /// The canonical name.
    pub name: String,
    /// `country`, `capital`, `igo`, ...
    pub kind: String,
    /// ISO 3166-1 alpha-3 (3166-3 for states that are gone).
    pub country: Option<String>,
    /// PLOVER sectors and non-state codes.
    pub sectors: Vec<String>,
    /// Of places: 1 (a country) to 5 (a place inside a town).
    pub precision: Option<u8>,
    /// Whether only this spelling, capitals and all, is the name.
    exact: Option<String>,
}

impl Known {
    /// Whether sovereignty over the place is disputed.
    pub fn disputed(&self) -> bool {
        self.kind == "disputed"
    }
}

/// The lists of countries, places, organisations and metonyms.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    places: HashMap<String, Known>,
    organisations: HashMap<String, Known>,
    metonyms: HashMap<String, Known>,
}

impl Names {
    pub fn new(pack: &Pack) -> Result<Names, PackError> {
        let mut names = Names::default();
        for row in pack.table(COUNTRIES, &["name", "country", "kind", "aliases"])?.rows() {
            add(&mut names.places, &row, precision(row.get("kind"), &row)?, false)?;
        }
        for row in pack.table(PLACES, &["name", "country", "kind", "aliases"])?.rows() {
            add(&mut names.places, &row, precision(row.get("kind"), &row)?, false)?;
            if row.get("kind") == "capital" {
                add(&mut names.metonyms, &row, None, false)?;
            }
        }
        for row in pack.table(ORGANISATIONS, &["name", "country", "sectors", "kind", "aliases"])?.rows() {
            add(&mut names.organisations, &row, None, true)?;
        }
        let mut seats = HashMap::new();
        for row in pack.table(METONYMS, &["name", "country", "sectors", "aliases"])?.rows() {
            add(&mut seats, &row, None, false)?;
        }
        // What the list of metonyms says about a capital goes before the general reading.
        names.metonyms.extend(seats);
        Ok(names)
    }

    /// Looks a place's name up, without its article.
    pub fn place(&self, surface: &str, grammar: &Grammar) -> Option<&Known> {
        find(&self.places, surface, grammar)
    }

    /// Looks up a seat or capital that stands for an institution.
    pub fn metonym(&self, surface: &str, grammar: &Grammar) -> Option<&Known> {
        find(&self.metonyms, surface, grammar)
    }

    /// What a mention of this class and surface names. Persons are in no list.
    pub fn identify(&self, label: Label, surface: &str, grammar: &Grammar) -> Option<&Known> {
        let place = || find(&self.places, surface, grammar);
        let organisation = || find(&self.organisations, surface, grammar);
        let seat = || self.metonym(surface, grammar).filter(|known| known.kind == "seat");
        match label {
            Label::Place => place().or_else(seat).or_else(organisation),
            Label::Organisation => organisation().or_else(seat).or_else(place),
            Label::Other => organisation(),
            Label::Person => None,
        }
    }
}

fn find<'a>(map: &'a HashMap<String, Known>, surface: &str, grammar: &Grammar) -> Option<&'a Known> {
    [surface, grammar.without_article(surface)].into_iter().find_map(|form| {
        let known = map.get(&key(form))?;
        known.exact.as_ref().is_none_or(|exact| exact == form).then_some(known)
    })
}

/// How fine a kind of place is.
fn precision(kind: &str, row: &Row<'_>) -> Result<Option<u8>, PackError> {
    // Continents, seas, lands of several countries.
    if kind == "area" {
        return Ok(None);
    }
    Ok(Some(match kind {
        "country" | "territory" | "former" => 1,
        "region" | "disputed" => 2,
        "department" => 3,
        "capital" | "city" => 4,
        _ => return Err(row.error(format!("`{kind}` is no kind of place"))),
    }))
}

fn add(
    map: &mut HashMap<String, Known>,
    row: &Row<'_>,
    precision: Option<u8>,
    short_is_exact: bool,
) -> Result<(), PackError> {
    let name = row.required("name")?;
    let listed = if row.has("sectors") { row.list("sectors") } else { Vec::new() };
    let mut sectors: Vec<String> = listed.into_iter().map(str::to_owned).collect();
    let mut kind = if row.has("kind") { row.get("kind") } else { "seat" };
    if kind == "capital" && precision.is_none() {
        kind = "government";
        sectors.push("GOV".to_owned());
    }
    for form in std::iter::once(name).chain(row.list("aliases")) {
        let short = form.chars().count() <= 3;
        let known = Known {
            name: name.to_owned(),
            kind: kind.to_owned(),
            country: row.some("country").map(str::to_owned),
            sectors: sectors.clone(),
            precision,
            exact: (short_is_exact && short).then(|| form.to_owned()),
        };
        map.entry(key(form)).or_insert(known);
    }
    Ok(())
}
