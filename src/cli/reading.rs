//! What language packs and the user tell the readers of input: names of fields, words of dates.

use std::collections::{BTreeSet, HashMap};

use crate::ingest::{Calendar, Field, Names};
use crate::lang::{Pack, PackError};

const FIELDS: &str = "ingest/fields.tsv";
const DATES: &str = "ingest/dates.toml";
/// The names of months and weekdays are those of the temporal grammar.
const LEXICON: &str = "temporal/lexicon.tsv";

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Dates {
    day_first: bool,
    before: BTreeSet<String>,
    between: BTreeSet<String>,
    hours: BTreeSet<String>,
}

/// The names of fields: the user's, the usual ones, those of the packs.
pub(super) fn names(packs: &[Pack], own: &[OwnName]) -> Result<Names, PackError> {
    let mut names = Names::default();
    for pack in packs {
        for (_, field, name) in fields(pack)? {
            names.add(field, &name);
        }
    }
    // The first that was given is the best.
    for OwnName { field, name } in own.iter().rev() {
        names.prefer(*field, name);
    }
    Ok(names)
}

/// The words of dates of all packs.
pub(super) fn calendar(packs: &[Pack]) -> Result<Calendar, PackError> {
    let mut calendar = Calendar::default();
    for pack in packs {
        let dates: Dates = pack.toml(DATES)?;
        calendar.day_first |= dates.day_first;
        let lower = |words: BTreeSet<String>| words.into_iter().map(|word| word.to_lowercase());
        calendar.before.extend(lower(dates.before));
        calendar.between.extend(lower(dates.between));
        calendar.hours.extend(lower(dates.hours));
        for row in pack.table(LEXICON, &["class", "word", "value"])?.rows() {
            let word = row.get("word").trim_end_matches('.').to_lowercase();
            match row.get("class") {
                "month" | "month_short" => drop(calendar.months.insert(word, row.parse("value")?)),
                "day" => drop(calendar.days.insert(word, row.parse("value")?)),
                "weekday" | "weekday_short" => drop(calendar.weekdays.insert(word)),
                _ => {}
            }
        }
    }
    Ok(calendar)
}

/// Line, field and name of each row.
fn fields(pack: &Pack) -> Result<Vec<(usize, Field, String)>, PackError> {
    let table = pack.table(FIELDS, &["field", "name"])?;
    let rows = table.rows().map(|row| Ok((row.line, row.parse("field")?, row.required("name")?.to_owned())));
    rows.collect()
}

/// The faults of the files of a pack that say how input is read.
pub(super) fn check(pack: &Pack) -> Vec<PackError> {
    let mut faults: Vec<PackError> = calendar(std::slice::from_ref(pack)).err().into_iter().collect();
    let rows = match fields(pack) {
        Ok(rows) => rows,
        Err(fault) => return faults.into_iter().chain([fault]).collect(),
    };
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (line, _, name) in rows {
        if let Some(first) = seen.insert(name.to_lowercase(), line) {
            faults.push(PackError::new(FIELDS, line, format!("`{name}` stands in line {first} too")));
        }
    }
    faults
}

/// A name that the user gives a field: `FIELD=NAME`.
#[derive(Clone, Debug)]
pub(super) struct OwnName {
    field: Field,
    name: String,
}

impl std::fmt::Display for OwnName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.field, self.name)
    }
}

impl std::str::FromStr for OwnName {
    type Err = String;

    fn from_str(text: &str) -> Result<OwnName, String> {
        let (field, name) = text.split_once('=').ok_or("expected FIELD=NAME")?;
        let known: Vec<Field> =
            Field::ALL.iter().copied().filter(|field| !matches!(field, Field::File | Field::Other)).collect();
        let Some(field) = known.iter().find(|known| known.as_str() == field.trim()) else {
            let names: Vec<&str> = known.iter().map(|field| field.as_str()).collect();
            return Err(format!("`{field}` is no field; the fields are {}", names.join(", ")));
        };
        let name = name.trim();
        if name.is_empty() {
            return Err("the name is empty".to_owned());
        }
        Ok(OwnName { field: *field, name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_french_pack_tells_how_to_read() {
        let packs = [Pack::embedded("fr").unwrap()];
        let calendar = calendar(&packs).unwrap();
        assert!(calendar.day_first);
        for month in 1..=12 {
            assert!(calendar.months.values().filter(|value| **value == month).count() > 1 || month == 5, "{month}");
        }
        assert_eq!((calendar.days["1er"], calendar.months["sept"]), (1, 9));
        assert!(calendar.weekdays.contains("mercredi"));
        assert!(check(&packs[0]).is_empty());
    }

    #[test]
    fn faults_have_a_line() {
        let cases = [
            ("field\tname\nbody\tcorps\n", "ingest/fields.tsv:2: `field`: `body` is not one of"),
            ("field\tname\ntitle\tTitre\nurl\ttitre\n", "ingest/fields.tsv:3: `titre` stands in line 2 too"),
            ("name\tfield\n", "ingest/fields.tsv:1: the columns must be"),
        ];
        for (table, expected) in cases {
            let faults = check(&Pack::from_files("xx", [(FIELDS, table)]));
            assert!(faults[0].to_string().starts_with(expected), "{faults:?}");
        }
        let faults = check(&Pack::from_files("xx", [(DATES, "day_first = 1\n")]));
        assert_eq!((faults.len(), faults[0].line), (1, 1));
    }

    #[test]
    fn names_that_a_user_gives() {
        for (text, expected) in [
            ("text=contenu_html", Ok("text=contenu_html")),
            ("published = jour", Ok("published=jour")),
            ("title=a=b", Ok("title=a=b")),
            (
                "body=x",
                Err("`body` is no field; the fields are text, id, title, url, outlet, author, published, language"),
            ),
            (
                "other=x",
                Err("`other` is no field; the fields are text, id, title, url, outlet, author, published, language"),
            ),
            ("text", Err("expected FIELD=NAME")),
            ("text=", Err("the name is empty")),
        ] {
            let found: Result<OwnName, String> = text.parse();
            let found = found.map(|own| own.to_string());
            assert_eq!(found.as_ref().map(String::as_str).map_err(String::as_str), expected);
        }
    }
}
