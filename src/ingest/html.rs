use std::collections::HashMap;
use std::sync::LazyLock;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use encoding_rs::Encoding;
use scraper::node::Node;
use scraper::{ElementRef, Html, Selector};
use serde_json::{Map, Value};

use super::assemble::{self, Content, Origin};
use super::decode::{Decoded, check, decode, decode_as};
use super::fields::Fields;
use super::{Rejected, Settings};
use crate::document::{Document, Failure, PublishedBasis};

/// So far in, the declaration of an encoding is looked for.
const HEAD: usize = 4096;

/// Deeper than this, a page is no page: the time that a parser takes grows with the square of the depth.
const DEEPEST: usize = 512;

/// So many formatting elements may be open: a parser opens them again in each paragraph.
const FORMATS: usize = 64;

/// Formatting elements.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements without an end, or whose end may be left out.
const UNCLOSED: [&str; 26] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "td", "th", "tr", "dt", "dd", "option", "thead", "tbody", "tfoot", "!doctype",
];

/// The article itself, the surest mark first.
const BODIES: [&str; 5] = ["[itemprop~=articleBody]", "article", "main", "[role=main]", "body"];

/// What holds no words of an article, wherever it stands.
const OUTSIDE: [&str; 13] = [
    "script", "style", "noscript", "template", "nav", "aside", "footer", "button", "figure", "iframe", "svg", "select",
    "menu",
];

/// What begins a paragraph of its own.
const BLOCKS: [&str; 25] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "blockquote",
    "pre",
    "table",
    "tr",
    "dl",
    "dd",
    "dt",
    "br",
    "td",
    "th",
    "hr",
];

/// Metadata of a page by the names of its `meta` elements (`property`, `name`, `itemprop`), and the field each fills.
const METAS: [(&str, &str); 12] = [
    ("article:published_time", "published"),
    ("datePublished", "published"),
    ("date", "published"),
    ("dcterms.created", "published"),
    ("dc.date", "published"),
    ("og:title", "title"),
    ("author", "author"),
    ("article:author", "author"),
    ("og:site_name", "outlet"),
    ("og:url", "url"),
    ("article:section", "section"),
    ("keywords", "keywords"),
];

fn select(selector: &str) -> Selector {
    Selector::parse(selector).expect("the selectors of this file are valid")
}

static META: LazyLock<Selector> = LazyLock::new(|| select("meta[content]"));
static JSON_LD: LazyLock<Selector> = LazyLock::new(|| select("script[type^='application/ld+json']"));
static TITLES: LazyLock<[Selector; 2]> = LazyLock::new(|| [select("h1"), select("title")]);
static CANONICAL: LazyLock<Selector> = LazyLock::new(|| select("link[rel=canonical][href]"));
static TIME: LazyLock<Selector> = LazyLock::new(|| select("time[datetime]"));
static BODY: LazyLock<Vec<Selector>> = LazyLock::new(|| BODIES.iter().map(|selector| select(selector)).collect());

/// A page is one document: its title, a blank line, and the paragraphs of the article in it.
pub(super) fn parse(bytes: Vec<u8>, origin: &Origin, settings: &Settings) -> Result<Document, Rejected> {
    parse_served(bytes, None, origin, settings)
}

/// The same of a page that came with the name of its encoding.
pub(super) fn parse_served(
    bytes: Vec<u8>,
    served: Option<&'static Encoding>,
    origin: &Origin,
    settings: &Settings,
) -> Result<Document, Rejected> {
    let digest = assemble::digest(&bytes);
    let decoded = decode_page(bytes, served).map_err(|failure| origin.reject(failure))?;
    if is_too_deep(&decoded.text) {
        let message = format!("its elements are nested deeper than {DEEPEST}, or {FORMATS} for formats");
        return Err(origin.reject(Failure::new("read.html", message)));
    }
    let page = Html::parse_document(&decoded.text);
    let (mut pairs, article) = structured(&page);
    pairs.extend(metas(&page));
    if settings.detect_language {
        pairs.extend(page.root_element().attr("lang").map(|language| ("language".to_owned(), language.to_owned())));
    }
    let (found, own) = paragraphs(&page);
    let mut fields = Fields::new(unique(pairs), &settings.names);
    // The first heading of a page may be its logo.
    let first = || TITLES.iter().find_map(|selector| page.select(selector).map(words).find(|text| !text.is_empty()));
    fields.title = own.or(fields.title).or_else(first);
    let title = fields.title.clone().unwrap_or_default();
    // Where scripts build the page, only the structured data has the text.
    let mut body = match article {
        Some(article) if length(&found) * 2 < article.len() => {
            article.lines().map(squeezed).filter(|line| !line.is_empty()).collect()
        }
        _ => found,
    };
    if body.is_empty() {
        let failure = Failure::new("read.empty", "the page has no paragraph of an article");
        return Err(origin.reject(failure));
    }
    if !title.is_empty() && !body.contains(&title) {
        body.insert(0, title);
    }
    let text = body.join("\n\n");
    let mut notices = decoded.notices;
    notices.extend(check(&text).map_err(|failure| origin.reject(failure))?);
    let decoded = Decoded { text, encoding: decoded.encoding, notices };
    let content = Content { fields, decoded, digest, id: None, basis: PublishedBasis::Field };
    Ok(assemble::document(content, origin, settings))
}

/// Whether elements are nested deeper than a page has need of, as a parser would see them, about.
fn is_too_deep(page: &str) -> bool {
    let mut open: HashMap<String, usize> = HashMap::new();
    let (mut depth, mut formats, mut rest) = (0_usize, 0_usize, page);
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->").unwrap_or(comment.len())..];
            continue;
        }
        let (closes, tag) = rest.strip_prefix('/').map_or((false, rest), |tag| (true, tag));
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len());
        let name = tag[..end].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || UNCLOSED.contains(&name.as_str()) {
            continue;
        }
        let formatting = usize::from(FORMATTING.contains(&name.as_str()));
        if closes {
            // An end closes only what is open.
            if let Some(count) = open.get_mut(&name).filter(|count| **count > 0) {
                *count -= 1;
                depth -= 1;
                formats -= formatting;
            }
            continue;
        }
        let inside = &tag[end..tag.find('>').unwrap_or(tag.len()).max(end)];
        if inside.ends_with('/') {
            continue;
        }
        // What stands in a script is no element.
        if matches!(name.as_str(), "script" | "style") {
            let ends = [format!("</{name}"), format!("</{}", name.to_ascii_uppercase())];
            rest = &rest[ends.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len())..];
        }
        *open.entry(name).or_default() += 1;
        depth += 1;
        formats += formatting;
        if depth > DEEPEST || formats > FORMATS {
            return true;
        }
    }
    false
}

/// By a byte order mark, as UTF-8, by what was served with the page, by its own declaration, or by a guess.
fn decode_page(bytes: Vec<u8>, served: Option<&'static Encoding>) -> Result<Decoded, Failure> {
    // UTF-8 shows itself, whatever an archive left in the head of the page.
    let known = Encoding::for_bom(&bytes).is_some() || std::str::from_utf8(&bytes).is_ok();
    let named = [served, declared(&bytes)].into_iter().flatten();
    let mut fitting = named.filter(|encoding| !known && encoding.is_ascii_compatible());
    let by_declaration = fitting.find_map(|encoding| decode_as(&bytes, encoding, false).ok());
    by_declaration.map_or_else(|| decode(bytes), Ok)
}

/// The encoding that `charset=` names in the head of a page.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    let name = head.split("charset=").nth(1)?.trim_start_matches(['"', '\'']);
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(name.len());
    Encoding::for_label(&name.as_bytes()[..end])
}

/// The first value of each name; a date in words comes behind one in figures.
fn unique(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.sort_by_key(|(name, value)| name == "published" && !value.trim().starts_with(|c: char| c.is_ascii_digit()));
    let mut found: Vec<(String, String)> = Vec::new();
    for (name, value) in pairs {
        let value = squeezed(&value);
        if !value.is_empty() && found.iter().all(|(other, _)| *other != name) {
            found.push((name, value));
        }
    }
    found
}

/// What `meta` elements, the canonical address and the first dated `time` say.
fn metas(page: &Html) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (known, field) in METAS {
        let named = |meta: &ElementRef| {
            ["property", "name", "itemprop"]
                .iter()
                .any(|attribute| meta.attr(attribute).is_some_and(|name| name.eq_ignore_ascii_case(known)))
        };
        let value = page.select(&META).find(named).and_then(|meta| meta.attr("content"));
        found.extend(value.map(|value| (field.to_owned(), value.to_owned())));
    }
    let attribute = |selector, name| page.select(selector).find_map(|element: ElementRef| element.attr(name));
    found.extend(attribute(&CANONICAL, "href").map(|url| ("url".to_owned(), url.to_owned())));
    found.extend(attribute(&TIME, "datetime").map(|date| ("published".to_owned(), date.to_owned())));
    found
}

/// What the page says of its article as JSON-LD: values by field, and the text.
fn structured(page: &Html) -> (Vec<(String, String)>, Option<String>) {
    let scripts = page.select(&JSON_LD).filter_map(|script| serde_json::from_str(&script.inner_html()).ok());
    let articles: Vec<Map<String, Value>> = scripts.filter_map(article).collect();
    let mut found = Vec::new();
    for article in &articles {
        let plain = |name: &str| article.get(name).and_then(scalar);
        let named = |name: &str| article.get(name).and_then(named);
        let values = [
            ("published", plain("datePublished")),
            ("title", plain("headline")),
            ("author", named("author")),
            ("outlet", named("publisher")),
            ("url", plain("url")),
            ("section", plain("articleSection")),
        ];
        found.extend(values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    (found, articles.iter().find_map(|article| article.get("articleBody").and_then(scalar)))
}

/// The article in a piece of JSON-LD: itself, in a list, or in a `@graph`.
fn article(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Array(parts) => parts.into_iter().find_map(article),
        Value::Object(mut object) => {
            let kinds = object.get("@type").map(Value::to_string).unwrap_or_default();
            if ["Article", "BlogPosting", "Report"].iter().any(|kind| kinds.contains(kind)) {
                return Some(object);
            }
            object.remove("@graph").and_then(article)
        }
        _ => None,
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(parts) => parts.iter().find_map(scalar),
        _ => None,
    }
}

/// A person or body, given by name, as an object, or several in a list.
fn named(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => object.get("name").and_then(scalar),
        Value::Array(parts) => {
            let names: Vec<String> = parts.iter().filter_map(named).collect();
            (!names.is_empty()).then(|| names.join("; "))
        }
        value => scalar(value),
    }
}

/// The paragraphs of the article and its heading: of the surest element that has any, and of several of one kind the longest.
fn paragraphs(page: &Html) -> (Vec<String>, Option<String>) {
    for selector in BODY.iter() {
        let outermost = |element: &ElementRef| {
            !element.ancestors().filter_map(ElementRef::wrap).any(|above| selector.matches(&above))
        };
        let found = page.select(selector).filter(outermost).map(|element| (blocks(element), element));
        let longest = found.max_by_key(|(paragraphs, _)| length(paragraphs));
        if let Some((paragraphs, element)) = longest.filter(|(paragraphs, _)| !paragraphs.is_empty()) {
            let heading = element.select(&TITLES[0]).map(words).find(|text| !text.is_empty());
            let article = element.value().name() != "body";
            return (paragraphs, heading.filter(|_| article));
        }
    }
    (Vec::new(), None)
}

fn length(paragraphs: &[String]) -> usize {
    paragraphs.iter().map(String::len).sum()
}

/// The text of an element, cut at its blocks; without what stands around an article.
fn blocks(root: ElementRef) -> Vec<String> {
    let whole = root.value().name() == "body";
    let (mut found, mut open) = (Vec::new(), String::new());
    let mut close = |open: &mut String| {
        let text = squeezed(open);
        open.clear();
        if !text.trim().is_empty() {
            found.push(text);
        }
    };
    let mut hidden: Option<NodeId> = None;
    for edge in root.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) if hidden.is_none() => {
                    // The header of a page is none of an article's, which may hold its lead.
                    let header = whole && element.name() == "header";
                    if node.id() != root.id() && (header || OUTSIDE.contains(&element.name())) {
                        hidden = Some(node.id());
                    }
                    if BLOCKS.contains(&element.name()) {
                        close(&mut open);
                    }
                }
                Node::Text(text) if hidden.is_none() => open.push_str(&text.text),
                _ => {}
            },
            Edge::Close(node) => {
                if hidden == Some(node.id()) {
                    hidden = None;
                }
                if node.value().as_element().is_some_and(|element| BLOCKS.contains(&element.name())) {
                    close(&mut open);
                }
            }
        }
    }
    close(&mut open);
    found
}

fn words(element: ElementRef) -> String {
    squeezed(&element.text().collect::<String>())
}

/// A text with its line ends and runs of spaces as one space; a no-break space stays.
fn squeezed(text: &str) -> String {
    let white = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
    text.split(white).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &[u8]) -> Result<Document, Rejected> {
        let origin = Origin { id: "a".to_owned(), path: "a.html", sidecar: None };
        parse(page.to_vec(), &origin, &Settings::default())
    }

    const PAGE: &str = r#"<!doctype html><html lang="fr"><head><title>Accord à Bakou | Le Journal</title>
        <meta property="og:site_name" content="Le Journal"><link rel="canonical" href="https://example.org/1">
        <script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"}, {"@type": ["NewsArticle"],
        "headline": "Accord à Bakou", "datePublished": "2023-09-20T18:05:00+02:00",
        "author": [{"@type": "Person", "name": "A. B."}, {"name": "C. D."}]}]}</script></head>
        <body><header><h1>Accord à Bakou</h1></header><nav><p>Accueil</p></nav><article><p>Un
        accord   a été <a href="x">conclu</a>.</p><figure><figcaption>Photo</figcaption></figure><aside><p>À lire aussi</p></aside>
        <p>La trêve&nbsp;tient&#160;: « oui »<br>Fin.</p><script>var a = "<p>non</p>"</script></article>
        <article><p>Autre.</p></article><footer><p>Mentions</p></footer></body></html>"#;

    #[test]
    fn a_page_is_its_article() {
        let document = read(PAGE.as_bytes()).unwrap();
        assert_eq!(
            document.text,
            "Accord à Bakou\n\nUn accord a été conclu.\n\nLa trêve\u{a0}tient\u{a0}: « oui »\n\nFin."
        );
        assert_eq!(document.title.as_deref(), Some("Accord à Bakou"));
        assert_eq!(document.outlet.as_deref(), Some("Le Journal"));
        assert_eq!(document.author.as_deref(), Some("A. B.; C. D."));
        assert_eq!(document.url.as_deref(), Some("https://example.org/1"));
        assert_eq!(document.published.unwrap().date.to_string(), "2023-09-20");
        assert_eq!(document.published_basis, PublishedBasis::Field);
    }

    #[test]
    fn encodings_scripts_and_nothing() {
        let text = |page: &[u8]| read(page).map(|document| document.text).map_err(|rejected| rejected.failure.code);
        let declared = b"<meta charset=\"iso-8859-1\"><body><p>L'\xe9t\xe9 \xe0 Li\xe8ge.</p>";
        assert_eq!(text(declared).as_deref(), Ok("L'été à Liège."));
        assert_eq!(text(b"<p>Li\xc3\xa8ge</p>").as_deref(), Ok("Liège"));
        assert_eq!(text(b"<meta charset=iso-8859-1><p>Li\xc3\xa8ge</p>").as_deref(), Ok("Liège"));
        assert_eq!(text(b"<table><tr><td>Un<td>Deux</table>").as_deref(), Ok("Un\n\nDeux"));
        assert_eq!(text(b"Un texte sans aucune balise.").as_deref(), Ok("Un texte sans aucune balise."));
        let script = b"<body><script type='application/ld+json'>[{\"@type\": \"Article\", \"headline\": \"T\",
            \"articleBody\": \"Un.\\n\\nDeux.\"}]</script><div id=app></div>";
        assert_eq!(text(script).as_deref(), Ok("T\n\nUn.\n\nDeux."));
        assert_eq!(text(b"<html><body><nav>x</nav></body></html>"), Err("read.empty".into()));
        assert_eq!(text(b""), Err("read.empty".into()));
    }

    #[test]
    fn deep_and_broken_pages_end() {
        let formats = [b"<p>".to_vec(), b"<b>".repeat(100), b"x".to_vec()].concat();
        assert_eq!(read(&formats).unwrap_err().failure.code, "read.html");
        let map =
            [b"<svg>".to_vec(), b"<path d='1'/>".repeat(5_000), b"</svg><!--".to_vec(), b"<div>".repeat(900)].concat();
        assert_eq!(read(&[map, b"--><p>Carte.</p>".to_vec()].concat()).unwrap().text, "Carte.");
        assert_eq!(read(&b"<div></x>".repeat(9_000)).unwrap_err().failure.code, "read.html");
        let deep = |times: usize| read(&[b"<div>".repeat(times), b"Fond.".to_vec()].concat());
        assert_eq!(deep(400).unwrap().text, "Fond.");
        assert_eq!(deep(200_000).unwrap_err().failure.code, "read.html");
        let unclosed = [b"<br><p>Un <b>mot</b><li>".repeat(20_000)].concat();
        assert!(read(&unclosed).is_ok());
        assert!(read(b"<p>a<!-- <p>b").is_ok());
        // Whatever comes of it.
        let _ = read(b"<scr\x00ipt><p <p <<p>>&#xffffff;&");
    }
}
