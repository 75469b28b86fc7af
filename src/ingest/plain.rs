use super::assemble::{Content, Origin};
use super::decode::{check, decode};
use super::fields::Fields;
use super::{Rejected, Settings, assemble, header};
use crate::document::{Document, PublishedBasis};

/// A plain file is one document; its bytes are all of its text, but for header lines.
pub(super) fn parse(bytes: Vec<u8>, origin: &Origin, settings: &Settings) -> Result<Document, Rejected> {
    let digest = assemble::digest(&bytes);
    let mut decoded = decode(bytes).map_err(|failure| origin.reject(failure))?;
    let (mut fields, mut own) = (Fields::default(), None);
    if let Some(header) = header::read(&decoded.text, &settings.names, &settings.calendar) {
        decoded.text.drain(..header.end);
        fields = Fields::new(header.pairs, &settings.names);
        own = header.title;
    }
    fields.title = fields.title.or(own);
    decoded.notices.extend(check(&decoded.text).map_err(|failure| origin.reject(failure))?);
    let title = title(&decoded.text).map(str::to_owned);
    let content = Content { fields, decoded, digest, id: None, basis: PublishedBasis::Header };
    let mut document = assemble::document(content, origin, settings);
    document.title = document.title.or(title);
    Ok(document)
}

/// The first line, where a blank line follows and something comes after that.
fn title(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let (first, rest) = cut_line(text)?;
    let (second, body) = cut_line(rest)?;
    let found = second.trim().is_empty() && !body.trim().is_empty();
    found.then_some(first.trim()).filter(|title| !title.is_empty())
}

/// A line and what follows its end: `\n`, `\r\n`, or the `\r` of old Macintosh files.
pub(super) fn cut_line(text: &str) -> Option<(&str, &str)> {
    let at = text.find(['\n', '\r'])?;
    let end = if text[at..].starts_with("\r\n") { 2 } else { 1 };
    Some((&text[..at], &text[at + end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        let cases = [
            ("Titre\n\nTexte.", Some("Titre")),
            ("Titre\r\n\r\nTexte.", Some("Titre")),
            ("Titre\r\rTexte.", Some("Titre")),
            ("Titre \n \t\nTexte.", Some("Titre")),
            ("\n\nTitre\n\n\nTexte.", Some("Titre")),
            ("Titre\nTexte.\n\nSuite.", None),
            ("Texte seul.", None),
            ("Texte seul.\n\n", None),
            ("Texte seul.\n\n \n\t", None),
            ("", None),
            (" \n\n", None),
        ];
        for (text, expected) in cases {
            assert_eq!(title(text), expected, "{text:?}");
        }
    }
}
