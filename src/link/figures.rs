use std::collections::HashMap;

use super::phrases::key;
use crate::lang::{Pack, PackError};

pub(super) const FIGURES: &str = "link/figures.tsv";

/// What a public figure was in some years.
#[derive(Clone, Debug)]
struct Post {
    country: Option<String>,
    sectors: Vec<String>,
    from: Option<i16>,
    to: Option<i16>,
}

/// Public figures, by full name and, where it is nobody else's, by surname.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures {
    posts: HashMap<String, Vec<Post>>,
}

/// What is known about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// ISO 3166-1 alpha-3; none for who speaks for an international body.
    pub country: Option<String>,
    /// PLOVER sectors in the year asked for.
    pub sectors: Vec<String>,
}

impl Figures {
    pub fn new(pack: &Pack) -> Result<Figures, PackError> {
        let mut figures = Figures::default();
        for row in pack.table(FIGURES, &["name", "short", "country", "sectors", "from", "to"])?.rows() {
            let year = |column| match row.some(column) {
                Some(_) => row.parse::<i16>(column).map(Some),
                None => Ok(None),
            };
            let post = Post {
                country: row.some("country").map(str::to_owned),
                sectors: row.list("sectors").into_iter().map(str::to_owned).collect(),
                from: year("from")?,
                to: year("to")?,
            };
            if post.from.zip(post.to).is_some_and(|(from, to)| from > to) {
                return Err(row.error("`from` is after `to`"));
            }
            let names = [Some(row.required("name")?), row.some("short")];
            for name in names.into_iter().flatten() {
                figures.posts.entry(key(name)).or_default().push(post.clone());
            }
        }
        Ok(figures)
    }

    /// What a person of this name was in a year; without a year, or in one of no post, only the country.
    pub fn find(&self, name: &str, year: Option<i16>) -> Option<Figure> {
        let posts = self.posts.get(&key(name))?;
        let holds = |post: &&Post| {
            year.is_some_and(|year| post.from.is_none_or(|from| from <= year) && post.to.is_none_or(|to| year <= to))
        };
        // Of two posts in one year, that which began last.
        let current = posts.iter().filter(holds).max_by_key(|post| post.from);
        let country = match current {
            Some(post) => post.country.clone(),
            None => posts.iter().find_map(|post| post.country.clone()),
        };
        Some(Figure { country, sectors: current.map(|post| post.sectors.clone()).unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_what_it_was_in_the_year() {
        let figures = Figures::new(&Pack::embedded("fr").unwrap()).unwrap();
        let figure = |name, year| figures.find(name, year).map(|figure| (figure.country, figure.sectors.join("+")));
        let known = |country: &str, sectors: &str| Some((Some(country.to_owned()), sectors.to_owned()));
        assert_eq!(figure("Angela Merkel", Some(2017)), known("DEU", "GOV"));
        assert_eq!(figure("Merkel", Some(2017)), known("DEU", "GOV"));
        assert_eq!(figure("Merkel", None), known("DEU", ""));
        assert_eq!(figure("Nicolas Sarkozy", Some(2010)), known("FRA", "GOV"));
        assert_eq!(figure("Nicolas Sarkozy", Some(2015)), known("FRA", "PTY"));
        assert_eq!(figure("Martin", Some(2017)), None);
    }
}
