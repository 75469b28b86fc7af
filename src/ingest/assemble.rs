use encoding_rs::UTF_8;
use sha2::{Digest, Sha256};

use super::decode::Decoded;
use super::fields::Fields;
use super::published::Dated;
use super::{Rejected, Settings, language, published};
use crate::document::{Document, Failure, PublishedBasis};

/// Where an article comes from.
pub(super) struct Origin<'a> {
    /// The id that its place gives it.
    pub id: String,
    pub path: &'a str,
    /// What the sidecar says of its file.
    pub sidecar: Option<&'a Fields>,
}

impl Origin<'_> {
    pub fn reject(&self, failure: Failure) -> Rejected {
        Rejected { id: self.id.clone(), path: self.path.to_owned(), failure }
    }
}

/// What a format reads from an article.
pub(super) struct Content {
    pub fields: Fields,
    pub decoded: Decoded,
    pub digest: String,
    /// Overrides the one that the place and the sidecar give.
    pub id: Option<String>,
    /// Of its own date: a field's or a header's.
    pub basis: PublishedBasis,
}

/// Puts together what the article, the sidecar, the path and the settings say, the first of them first.
pub(super) fn document(content: Content, origin: &Origin, settings: &Settings) -> Document {
    let Content { mut fields, decoded, digest, id, basis } = content;
    let dated = |(name, raw), basis| Dated { name, raw, basis };
    let own = fields.published.take().map(|date| dated(date, basis));
    let row = origin.sidecar.and_then(|sidecar| sidecar.published.clone());
    let mut dates: Vec<Dated> = own.into_iter().chain(row.map(|date| dated(date, PublishedBasis::Field))).collect();
    dates.sort_by_key(|date| date.basis);
    if let Some(sidecar) = origin.sidecar {
        fields.fill_from(sidecar);
    }
    let id = id.or(fields.id).unwrap_or_else(|| origin.id.clone());
    let mut document = Document {
        path: origin.path.to_owned(),
        digest,
        title: fields.title,
        url: fields.url,
        outlet: fields.outlet,
        author: fields.author,
        metadata: fields.rest,
        notices: decoded.notices,
        ..Document::new(id, &settings.language, decoded.text)
    };
    if decoded.encoding != UTF_8 {
        document.metadata.push(("encoding".to_owned(), decoded.encoding.name().to_owned()));
    }
    published::date(&mut document, &dates, settings);
    if settings.detect_language {
        language::settle(&mut document, settings);
    }
    document
}

/// `sha256:` and the digest in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
