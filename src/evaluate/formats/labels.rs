//! What the labels of corpora mean here. The names are data: `corpus/labels.tsv`.

use crate::document::{Label, TimeType};

static NAMES: &str = include_str!("../../../corpus/labels.tsv");

/// What a span with a label is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A named entity.
    Entity(Label),
    /// A time expression.
    Time(TimeType),
    /// A number, a nationality and the like: known, and not scored.
    Other,
}

/// The class of a label, `None` where nobody knows it. Case and what is no letter do not count; of
/// `loc.adm.town` the part before the first full stop does.
pub(super) fn class(label: &str) -> Option<Class> {
    let whole = plain(label);
    named(&whole).or_else(|| named(&plain(label.split('.').next()?)))
}

fn named(name: &str) -> Option<Class> {
    let rows = NAMES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    let (_, kind) = rows.into_iter().find(|(known, _)| *known == name)?;
    let entity = kind.parse().map(Class::Entity).ok();
    Some(entity.or_else(|| kind.parse().map(Class::Time).ok()).unwrap_or(Class::Other))
}

fn plain(label: &str) -> String {
    label.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_corpora() {
        for (label, expected) in [
            ("PER", Some(Class::Entity(Label::Person))),
            ("Personne", Some(Class::Entity(Label::Person))),
            ("GPE", Some(Class::Entity(Label::Place))),
            ("loc.adm.town", Some(Class::Entity(Label::Place))),
            ("ORGANIZATION", Some(Class::Entity(Label::Organisation))),
            ("WORK_OF_ART", Some(Class::Entity(Label::Other))),
            ("DATE", Some(Class::Time(TimeType::Date))),
            ("Set", Some(Class::Time(TimeType::Set))),
            ("PERCENT", Some(Class::Other)),
            ("PRE", None),
            ("", None),
        ] {
            assert_eq!(class(label), expected, "{label}");
        }
    }

    #[test]
    fn the_table_has_two_columns_and_each_name_once() {
        let rows: Vec<&str> = NAMES.lines().filter(|line| !line.starts_with('#')).collect();
        let names: std::collections::HashSet<&str> = rows.iter().map(|row| row.split_once('\t').unwrap().0).collect();
        assert_eq!(names.len(), rows.len());
        for row in rows {
            let (name, kind) = row.split_once('\t').unwrap();
            assert_eq!(plain(name), name);
            assert!(kind == "-" || kind.parse::<Label>().is_ok() || kind.parse::<TimeType>().is_ok(), "{row}");
        }
    }
}
