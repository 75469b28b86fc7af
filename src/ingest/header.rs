use super::calendar::Calendar;
use super::fields::is_address;
use super::names::{Field, Names};
use super::plain::cut_line;

/// The longest name, and the longest value of a field that is no title, in bytes.
const LONGEST: (usize, usize) = (40, 300);
/// So many words the name of a newspaper or author has where nothing else shows that a line is a header.
const NAME: usize = 6;

/// The lines at the top of a file that say what it is.
#[derive(Debug, PartialEq)]
pub(super) struct Header {
    /// Names and values as they stand there, without the empty ones.
    pub pairs: Vec<(String, String)>,
    /// A line without a name above them.
    pub title: Option<String>,
    /// Where the text begins, in bytes.
    pub end: usize,
}

/// `Name: value` lines at the very top, each of a known name, ended by a blank line or `---`, with text behind them.
///
/// A value goes on in indented lines. Anything else is no header, and part of the text.
pub(super) fn read(text: &str, names: &Names, calendar: &Calendar) -> Option<Header> {
    let mut rest = text.trim_start();
    let (mut pairs, mut fields): (Vec<(String, String)>, Vec<Field>) = Default::default();
    let mut title = None;
    let leads_to_header = |behind| cut_line(behind).is_some_and(|(next, _)| named(next, names).is_some());
    // The opening mark of front matter.
    if let Some((line, behind)) = cut_line(rest)
        && is_rule(line)
    {
        rest = behind;
    }
    loop {
        let (line, behind) = cut_line(rest)?;
        let indented = line.starts_with([' ', '\t']) && !line.trim().is_empty();
        if line.trim().is_empty() || is_rule(line) {
            rest = behind;
            break;
        } else if let (true, Some((_, value))) = (indented, pairs.last_mut()) {
            value.push(' ');
            value.push_str(line.trim());
        } else if let Some((name, field, value)) = named(line, names) {
            fields.push(field);
            pairs.push((name.to_owned(), value.to_owned()));
        } else if pairs.is_empty() && title.is_none() && may_be_title(line) && leads_to_header(behind) {
            title = Some(line.trim().to_owned());
        } else {
            return None;
        }
        rest = behind;
    }
    let long = pairs.iter().zip(&fields).any(|((_, value), field)| *field != Field::Title && value.len() > LONGEST.1);
    let sure = match &fields[..] {
        [] => false,
        [field] => stands_alone(*field, &pairs[0].1, calendar),
        fields => fields.iter().any(|field| *field != Field::Other),
    };
    if long || !sure || rest.trim().is_empty() {
        return None;
    }
    // Blank lines behind the header are no part of the text; the indentation of its first line is.
    while let Some((_, behind)) = cut_line(rest).filter(|(line, _)| line.trim().is_empty()) {
        rest = behind;
    }
    pairs.retain(|(_, value)| !value.is_empty());
    Some(Header { pairs, title, end: text.len() - rest.len() })
}

/// The name, its field and the value of a header line.
fn named<'a>(line: &'a str, names: &Names) -> Option<(&'a str, Field, &'a str)> {
    let (name, value) = line.split_once(':')?;
    let (name, value) = (name.trim(), value.trim());
    let field =
        Some(name).filter(|name| !name.is_empty() && name.len() <= LONGEST.0).and_then(|name| names.of_header(name))?;
    let quoted = value.len() > 1 && value.starts_with('"') && value.ends_with('"');
    Some((name, field, if quoted { value[1..value.len() - 1].trim() } else { value }))
}

/// Whether one line alone is a header and not the first of an article: "Media: who owns them" is a headline.
fn stands_alone(field: Field, value: &str, calendar: &Calendar) -> bool {
    match field {
        Field::Title => true,
        Field::Published => super::published::read(value, calendar, calendar.day_first).is_some(),
        Field::Url => is_address(value),
        Field::Author | Field::Outlet => {
            value.split_whitespace().count() <= NAME
                && value.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
                && !value.ends_with(['.', '?', '!', '…', '»'])
        }
        _ => false,
    }
}

/// A first line that ends in a full stop is a sentence.
fn may_be_title(line: &str) -> bool {
    line.len() <= LONGEST.1 && !line.trim_end().ends_with('.')
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.bytes().all(|byte| byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::super::tests::french;
    use super::*;

    fn names() -> Names {
        let mut names = Names::default();
        let french = [
            (Field::Title, "titre"),
            (Field::Author, "auteur"),
            (Field::Outlet, "journal"),
            (Field::Outlet, "média"),
            (Field::Published, "date de publication"),
            (Field::Published, "publié le"),
            (Field::Url, "lien"),
            (Field::Url, "adresse"),
            (Field::Other, "rubrique"),
            (Field::Other, "page"),
        ];
        french.into_iter().for_each(|(field, name)| names.add(field, name));
        names
    }

    /// `name=value; name=value | text`, a title without a name as `=title`.
    fn show(text: &str) -> Option<String> {
        let header = read(text, &names(), &french())?;
        let pairs: Vec<String> = header.title.iter().map(|title| format!("={title}")).collect();
        let pairs = pairs.into_iter().chain(header.pairs.iter().map(|(name, value)| format!("{name}={value}")));
        Some(format!("{} | {}", pairs.collect::<Vec<_>>().join("; "), &text[header.end..]))
    }

    #[test]
    fn headers() {
        let cases = [
            (
                "Titre : Un accord\nDate : 20 septembre 2023\n\nTexte.\n",
                "Titre=Un accord; Date=20 septembre 2023 | Texte.\n",
            ),
            (
                "TITRE: Un accord\r\nJOURNAL: Le Journal\r\n\r\n\r\n  Texte.",
                "TITRE=Un accord; JOURNAL=Le Journal |   Texte.",
            ),
            ("title: A\nauthor: B\n---\nTexte.", "title=A; author=B | Texte."),
            ("---\ntitle: \"A : b\"\ndate: 2023-09-20\n---\n\nTexte.", "title=A : b; date=2023-09-20 | Texte."),
            (
                "Un accord à Bakou\nSource : AFP\nDate : 20/09/2023\n\nTexte.",
                "=Un accord à Bakou; Source=AFP; Date=20/09/2023 | Texte.",
            ),
            ("Un accord\nSource : AFP\n\nTexte.", "=Un accord; Source=AFP | Texte."),
            (
                "Titre : Un accord\n  à Bakou\nAuteur :\nRubrique: Monde\n\nT",
                "Titre=Un accord à Bakou; Rubrique=Monde | T",
            ),
            ("Source : AFP\n\nTexte.", "Source=AFP | Texte."),
            (
                "Publié le : mercredi 20 septembre 2023 à 18h05\n\nTexte.",
                "Publié le=mercredi 20 septembre 2023 à 18h05 | Texte.",
            ),
            ("\n\nTitre : A\n\nTexte.\n\nSource : AFP\n", "Titre=A | Texte.\n\nSource : AFP\n"),
            ("Lien : https://example.org/a\n\nTexte.", "Lien=https://example.org/a | Texte."),
            ("Titre\u{a0}: A\n\nTexte.", "Titre=A | Texte."),
        ];
        for (text, expected) in cases {
            assert_eq!(show(text).as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn no_headers() {
        let long = format!("Source : {}\nAuteur : X\n\nTexte.", "mot ".repeat(100));
        let cases = [
            "Ukraine : la guerre continue\n\nTexte.",
            "Ukraine : la guerre continue\nDate : 2023-09-20\nTexte sans ligne vide.",
            "Média : qui possède quoi ?\n\nTexte.",
            "Média : une concentration qui inquiète de plus en plus\n\nTexte.",
            "Journal : la fin d'une époque\n\nTexte.",
            "Le Monde : Que pensez-vous ?\nX : Rien.\n\nTexte.",
            "Auteur : Que pensez-vous de tout cela ?\n\nX : Rien.",
            "Un texte.\n\nSource : AFP\n\nSuite.",
            "Le président a démissionné jeudi.\nSource : AFP\n\nSuite.",
            "Un titre\nSource : une question de confiance entre les partenaires de la région\n\nSuite.",
            "Un titre\nDate : samedi prochain\n\nSuite.",
            "Un titre\nUn autre\nSource : AFP\n\nSuite.",
            "Titre de l'article\n\nSource : AFP\n\nTexte.",
            "Ingrédients : farine, œufs\nPage : 3\n\nMélanger.",
            "Titre : A\nIngrédients : farine\n\nMélanger.",
            "Rubrique : Monde\nPage : 3\n\nTexte.",
            "Date : samedi prochain\n\nTexte.",
            "Adresse : 3, rue de la Paix\n\nTexte.",
            "Titre : A\nTexte qui suit.\n\nTexte.",
            "Titre : A\n\n",
            "Titre : A\nAuteur : B",
            "Titre : A",
            "12:30 Titre\n\nTexte.",
            " : valeur\n\nTexte.",
            "---\n\nTexte.",
            "",
            &long,
        ];
        for text in cases {
            assert_eq!(show(text), None, "{text:?}");
        }
    }
}
