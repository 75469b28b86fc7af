use std::collections::{HashMap, HashSet};

use super::demonyms::{DEMONYMS, PREFIXES};
use super::grammar::Grammar;
use super::names::{COUNTRIES, METONYMS, ORGANISATIONS, PLACES};
use super::phrases::key;
use super::places::{AREAS, INSIDE};
use super::roles::ROLES;
use super::speech::{Lemma, MARKERS, VERB_COLUMNS, VERBS};
use super::{Actors, Linker, StatementFinder};
use crate::document::Status;
use crate::lang::{Pack, PackError, Row, Table};
use crate::text::Verbs;

/// PLOVER's sectors, and its codes for those who belong to no state.
const SECTORS: &[&str] = &[
    "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM", "CVL", "EDU",
    "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC", "IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC",
];

/// The faults of this room's lists: entries that stand twice or contradict one another, codes that do not exist, verbs
/// that the pack cannot conjugate.
///
/// ```
/// use depeche::lang::Pack;
/// assert_eq!(depeche::link::check(&Pack::embedded("fr")?), []);
/// let bad = Pack::from_files("xx", [("link/countries.tsv", "name\tcountry\tkind\taliases\nLa\tl\tcountry\tla\n")]);
/// assert_eq!(depeche::link::check(&bad).len(), 2);
/// # Ok::<(), depeche::lang::PackError>(())
/// ```
pub fn check(pack: &Pack) -> Vec<PackError> {
    let mut faults = Vec::new();
    faults.extend(Linker::new(pack).err());
    faults.extend(Actors::new(pack).err().filter(|_| faults.is_empty()));
    faults.extend(StatementFinder::new(pack).err().filter(|_| faults.is_empty()));
    if let Err(error) = check_lists(pack, &mut faults)
        && !faults.contains(&error)
    {
        faults.push(error);
    }
    faults
}

fn check_lists(pack: &Pack, faults: &mut Vec<PackError>) -> Result<(), PackError> {
    let countries = pack.table(COUNTRIES, &["name", "country", "kind", "aliases"])?;
    let codes: HashSet<&str> = countries.rows().map(|row| row.get("country")).collect();
    let places = pack.table(PLACES, &["name", "country", "kind", "aliases"])?;
    let organisations = pack.table(ORGANISATIONS, &["name", "country", "sectors", "kind", "aliases"])?;
    let metonyms = pack.table(METONYMS, &["name", "country", "sectors", "aliases"])?;
    let demonyms = pack.table(DEMONYMS, &["forms", "country", "kind"])?;
    let prefixes = pack.table(PREFIXES, &["prefix", "country"])?;
    let inside = pack.table(INSIDE, &["word", "kind"])?;
    let areas = pack.table(AREAS, &["word", "kind"])?;
    let roles = pack.table(ROLES, &["forms", "kind", "sectors"])?;
    let mut named = Seen::default();
    for (table, forms) in [(&countries, NAMED), (&places, NAMED)] {
        named.unique(table, forms, faults);
    }
    for (table, forms) in [
        (&organisations, NAMED),
        (&metonyms, NAMED),
        (&demonyms, &["forms"]),
        (&prefixes, &["prefix"]),
        (&inside, &["word"]),
        (&areas, &["word"]),
        (&roles, &["forms"]),
    ] {
        Seen::default().unique(table, forms, faults);
    }
    for table in [&countries, &places, &organisations, &metonyms, &demonyms, &prefixes] {
        for row in table.rows() {
            for code in row.list("country") {
                if !is_code(code) {
                    faults.push(row.error(format!("`{code}` is no country code of three capitals")));
                } else if !codes.contains(code) {
                    faults.push(row.error(format!("no row of `{COUNTRIES}` has the country `{code}`")));
                }
            }
        }
    }
    for table in [&organisations, &metonyms, &roles] {
        for row in table.rows() {
            let unknown = row.list("sectors").into_iter().filter(|sector| !SECTORS.contains(sector));
            faults.extend(unknown.map(|sector| row.error(format!("`{sector}` is no PLOVER sector"))));
        }
    }
    check_speech(pack, faults)
}

fn check_speech(pack: &Pack, faults: &mut Vec<PackError>) -> Result<(), PackError> {
    let grammar = Grammar::new(pack)?;
    let conjugated = Verbs::new(pack)?;
    let verbs = pack.table(VERBS, VERB_COLUMNS)?;
    Seen::default().unique(&verbs, &["lemma"], faults);
    Seen::default().unique(&pack.table(MARKERS, &["marker", "kind"])?, &["marker"], faults);
    for row in verbs.rows() {
        let verb = Lemma::parse(row.get("lemma"), &grammar).verb();
        if conjugated.analyse(verb).is_empty() {
            faults.push(row.error(format!("the pack does not conjugate `{verb}`")));
        }
        if let Err(error) = row.parse::<Status>("status") {
            faults.push(error);
        }
        if row.list("frames").is_empty() {
            faults.push(row.error("`frames` is empty"));
        }
    }
    for file in [
        "link/media.txt",
        "link/source_nouns.txt",
        "link/bearers.txt",
        "link/claims.txt",
        "link/speech_nouns.txt",
        "link/manners.txt",
    ] {
        let mut seen = HashSet::new();
        for (line, entry) in pack.list(file) {
            if !seen.insert(key(entry)) {
                faults.push(PackError::new(file, line, format!("`{entry}` stands twice")));
            }
        }
    }
    Ok(())
}

const NAMED: &[&str] = &["name", "aliases"];

fn is_code(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The forms of a list with the lines that have them.
#[derive(Default)]
struct Seen {
    lines: HashMap<String, usize>,
}

impl Seen {
    /// Every form of these columns may stand once.
    fn unique(&mut self, table: &Table<'_>, columns: &[&str], faults: &mut Vec<PackError>) {
        for row in table.rows() {
            for form in columns.iter().flat_map(|column| forms(&row, column)) {
                if let Some(line) = self.lines.insert(key(form), row.line) {
                    faults.push(row.error(format!("`{form}` stands in line {line} already")));
                }
            }
        }
    }
}

fn forms<'t>(row: &Row<'t>, column: &str) -> Vec<&'t str> {
    row.list(column)
}
