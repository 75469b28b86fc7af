use super::names::{Field, Name, Names, key};

/// What a record or a row of the sidecar says of an article, beside its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields {
    pub id: Option<String>,
    pub title: Option<String>,
    pub url: Option<String>,
    pub outlet: Option<String>,
    pub author: Option<String>,
    /// The name of the field and its raw value.
    pub published: Option<(String, String)>,
    /// Everything else, in order.
    pub rest: Vec<(String, String)>,
}

impl Fields {
    /// Sorts named values into fields; those that no field takes stay in their order.
    pub fn new(pairs: Vec<(String, String)>, names: &Names) -> Fields {
        let mut pairs: Vec<(String, (String, String))> = pairs.into_iter().map(|pair| (key(&pair.0), pair)).collect();
        let mut take = |field: Field, fits: fn(&Name, &str) -> bool| {
            names.of(field).iter().find_map(|name| {
                let at = pairs
                    .iter()
                    .position(|(key, (_, value))| *key == name.key && !value.trim().is_empty() && fits(name, value))?;
                Some(pairs.remove(at).1)
            })
        };
        let published = take(Field::Published, |_, value| !is_null(value));
        let mut text = |field, fits| take(field, fits).map(|(_, value)| value.trim().to_owned());
        // trafilatura's `source` is the address; elsewhere it is the newspaper.
        let url = text(Field::Url, |name, value| !name.doubtful || is_address(value));
        let outlet = text(Field::Outlet, |_, _| true);
        let (title, author) = (text(Field::Title, |_, _| true), text(Field::Author, |_, _| true));
        let id = take(Field::Id, |_, value| !is_null(value)).map(|(_, value)| value);
        Fields { id, title, url, outlet, author, published, rest: pairs.into_iter().map(|(_, pair)| pair).collect() }
    }

    /// Takes from `other` what is missing here, the date excepted: its basis is settled elsewhere.
    pub fn fill_from(&mut self, other: &Fields) {
        let fill = |mine: &mut Option<String>, theirs: &Option<String>| {
            if mine.is_none() {
                mine.clone_from(theirs);
            }
        };
        fill(&mut self.id, &other.id);
        fill(&mut self.title, &other.title);
        fill(&mut self.url, &other.url);
        fill(&mut self.outlet, &other.outlet);
        fill(&mut self.author, &other.author);
        for (key, value) in &other.rest {
            if !self.rest.iter().any(|(mine, _)| mine == key) {
                self.rest.push((key.clone(), value.clone()));
            }
        }
    }
}

/// Whether a value is the address of a page.
pub(super) fn is_address(value: &str) -> bool {
    value.contains("://") || value.trim_start().starts_with("www.") && value.contains('/')
}

/// How Python's `str` and pandas write a value that is not there; news-please does so for dates.
fn is_null(value: &str) -> bool {
    matches!(value.trim(), "None" | "null" | "nan" | "NaN" | "NaT")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let pairs = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Fields::new(pairs.collect(), &Names::default())
    }

    #[test]
    fn names_of_crawlers() {
        let newsplease = fields(&[
            ("authors", "A. B."),
            ("date_download", "2020-02-02 00:00:00"),
            ("date_publish", "None"),
            ("source_domain", "example.org"),
            ("title", "T"),
            ("title_page", "T | Example"),
            ("url", "https://example.org/1"),
        ]);
        assert_eq!(newsplease.published, None);
        assert_eq!(newsplease.author.as_deref(), Some("A. B."));
        assert_eq!(newsplease.outlet.as_deref(), Some("example.org"));
        assert_eq!(newsplease.title.as_deref(), Some("T"));
        let rest: Vec<&str> = newsplease.rest.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(rest, ["date_download", "date_publish", "title_page"]);

        let trafilatura = fields(&[
            ("source", "https://example.org/2"),
            ("source-hostname", "Example"),
            ("hostname", "example.org"),
            ("id", ""),
        ]);
        assert_eq!(trafilatura.url.as_deref(), Some("https://example.org/2"));
        assert_eq!(trafilatura.outlet.as_deref(), Some("Example"));
        assert_eq!(trafilatura.id, None);

        let other = fields(&[("Source", "AFP"), ("Headline", " T "), ("publishing_date", "2020-01-01")]);
        assert_eq!((other.outlet.as_deref(), other.title.as_deref()), (Some("AFP"), Some("T")));
        assert_eq!(other.published, Some(("publishing_date".to_owned(), "2020-01-01".to_owned())));
    }

    #[test]
    fn what_is_missing_is_filled() {
        let mut record = fields(&[("title", "own"), ("page", "1")]);
        record.fill_from(&fields(&[("title", "row"), ("author", "X"), ("page", "2"), ("desk", "sport")]));
        assert_eq!((record.title.as_deref(), record.author.as_deref()), (Some("own"), Some("X")));
        assert_eq!(record.rest, [("page".to_owned(), "1".to_owned()), ("desk".to_owned(), "sport".to_owned())]);
    }
}
