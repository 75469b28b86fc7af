use std::collections::BTreeMap;

use crate::document::names::names;

names! {
    /// What a named value of the input can be.
    Field {
        /// The words of the article.
        Text = "text",
        /// Its id.
        Id = "id",
        /// Its headline.
        Title = "title",
        /// Its address.
        Url = "url",
        /// Who published it.
        Outlet = "outlet",
        /// Who wrote it.
        Author = "author",
        /// When it was published.
        Published = "published",
        /// The language that it is in.
        Language = "language",
        /// In `metadata.csv`: the file that a row is about.
        File = "file",
        /// A name that header lines may have and no other field takes: its value is metadata.
        Other = "other",
    }
}

/// The names under which corpora and crawlers (trafilatura, news-please, Fundus, CC-News) keep fields, best first.
///
/// news-please has both `maintext` and a `text` that is the whole page.
const DEFAULTS: [(Field, &[&str]); 10] = [
    (
        Field::Text,
        &["maintext", "text", "plaintext", "plain_text", "article_text", "articleBody", "body", "content", "raw_text"],
    ),
    (Field::Id, &["id", "_id", "doc_id", "document_id", "article_id", "uuid", "guid"]),
    (Field::Title, &["title", "headline", "title_page", "title_rss"]),
    (Field::Url, &["url", "link", "canonical_url", "source_url", "permalink"]),
    (
        Field::Outlet,
        &[
            "outlet",
            "publisher",
            "sitename",
            "site_name",
            "source-hostname",
            "source_name",
            "source_domain",
            "hostname",
            "domain",
            "source",
        ],
    ),
    (Field::Author, &["author", "authors", "byline", "creator"]),
    (
        Field::Published,
        &[
            "published",
            "date",
            "date_publish",
            "publishing_date",
            "published_date",
            "publication_date",
            "date_published",
            "datePublished",
            "publish_date",
            "published_at",
            "publishedAt",
            "pub_date",
            "pubDate",
            "timestamp",
        ],
    ),
    (Field::Language, &["language", "lang"]),
    (Field::File, &["file"]),
    (
        Field::Other,
        &[
            "section",
            "category",
            "categories",
            "keyword",
            "keywords",
            "tags",
            "subtitle",
            "page",
            "pages",
            "edition",
            "issue",
            "issn",
            "copyright",
            "length",
            "word_count",
            "modified",
            "updated",
        ],
    ),
];

/// What crawlers call the address and others the newspaper.
const DOUBTFUL: &[&str] = &["source"];

/// The names that fields have in tables, records and header lines, best first.
///
/// Upper and lower case are the same, and so are `_`, `-` and a space.
///
/// ```
/// use depeche::ingest::{Field, Names, Settings, parse_line};
/// let mut names = Names::default();
/// names.prefer(Field::Text, "contenu_html");
/// let settings = Settings { names, ..Settings::default() };
/// let line = r#"{"text": "Résumé", "Contenu HTML": "Un accord jeudi."}"#;
/// assert_eq!(parse_line(line, 1, &settings)?.text, "Un accord jeudi.");
/// # Ok::<(), depeche::ingest::Rejected>(())
/// ```
#[derive(Clone, Debug)]
pub struct Names {
    fields: BTreeMap<Field, Vec<Name>>,
}

/// A name by which a field is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    /// As [`key`] writes it.
    pub key: String,
    /// Of an address: it counts only where the value looks like one.
    pub doubtful: bool,
}

impl Default for Names {
    fn default() -> Names {
        let name = |name: &&str| Name { key: key(name), doubtful: false };
        let mut fields: BTreeMap<_, Vec<_>> =
            DEFAULTS.iter().map(|(field, names)| (*field, names.iter().map(name).collect())).collect();
        let doubtful = DOUBTFUL.iter().map(|name| Name { key: key(name), doubtful: true });
        fields.entry(Field::Url).or_default().extend(doubtful);
        Names { fields }
    }
}

impl Names {
    /// One more name, behind those that are known; a language pack's. A name of an address is believed where the value is one.
    pub fn add(&mut self, field: Field, name: &str) {
        let (key, names) = (key(name), self.fields.entry(field).or_default());
        if names.iter().all(|known| known.key != key) {
            names.push(Name { key, doubtful: field == Field::Url });
        }
    }

    /// One more name, before all others and of no other field; the user's.
    pub fn prefer(&mut self, field: Field, name: &str) {
        let key = key(name);
        self.fields.values_mut().for_each(|names| names.retain(|known| known.key != key));
        self.fields.entry(field).or_default().insert(0, Name { key, doubtful: false });
    }

    /// The names of a field, best first.
    pub(super) fn of(&self, field: Field) -> &[Name] {
        self.fields.get(&field).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a field has this name.
    pub(super) fn is(&self, field: Field, name: &str) -> bool {
        let key = key(name);
        self.of(field).iter().any(|known| known.key == key)
    }

    /// The field that a header line of this name fills; the text is never one.
    pub(super) fn of_header(&self, name: &str) -> Option<Field> {
        const FIELDS: [Field; 8] = [
            Field::Published,
            Field::Title,
            Field::Author,
            Field::Url,
            Field::Outlet,
            Field::Id,
            Field::Language,
            Field::Other,
        ];
        let key = key(name);
        FIELDS
            .into_iter()
            .find(|field| self.of(*field).iter().any(|known| known.key == key && !known.doubtful))
            .or_else(|| {
                let doubtful = self.of(Field::Url).iter().any(|known| known.key == key);
                doubtful.then_some(Field::Url)
            })
    }
}

/// A name without what makes no difference.
pub(super) fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.trim().chars().flat_map(char::to_lowercase) {
        match c {
            '_' | '-' => key.push(' '),
            c if c.is_whitespace() => key.push(' '),
            '\u{2019}' => key.push('\''),
            c => key.push(c),
        }
        // A mark at the beginning stays: `_id` is not `id`.
        if key.ends_with("  ") {
            key.pop();
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_difference() {
        let same = [
            ("date_publish", "Date-Publish"),
            ("date de publication", " Date_de  publication "),
            ("datePublished", "DATEPUBLISHED"),
            ("date d'édition", "Date d\u{2019}Édition"),
            ("auteur\u{a0}", "auteur"),
        ];
        for (a, b) in same {
            assert_eq!(key(a), key(b));
        }
        for (a, b) in [("_id", "id"), ("date publish", "datepublish"), ("titre", "titré")] {
            assert_ne!(key(a), key(b));
        }
    }

    #[test]
    fn a_users_name_is_of_one_field_and_first() {
        let mut names = Names::default();
        names.add(Field::Title, "titre");
        names.add(Field::Title, "Title");
        names.prefer(Field::Title, "source");
        assert_eq!(names.of(Field::Title)[0].key, "source");
        assert_eq!(names.of(Field::Title).last().unwrap().key, "titre");
        assert!(!names.is(Field::Outlet, "source") && !names.is(Field::Url, "source"));
        assert_eq!(names.of_header("Source"), Some(Field::Title));
        assert_eq!(names.of_header("body"), None);
    }
}
