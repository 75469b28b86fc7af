use std::io::{Cursor, Read};

use encoding_rs::Encoding;
use flate2::read::{DeflateDecoder, ZlibDecoder};
use httparse::{EMPTY_HEADER, ParserConfig, Response, Status};

use super::packing::Packing;

/// No head of an answer is longer.
pub(super) const HEAD: usize = 1 << 16;

/// What a server said of the body that it sent.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Head {
    pub status: u16,
    /// In lower case, with parameters.
    pub content_type: String,
    chunked: bool,
    /// The compressions of the body, in the order in which they were done.
    codings: Vec<String>,
    /// Where the body begins.
    body: usize,
}

/// Why a body cannot be had.
#[derive(Debug, PartialEq)]
pub(super) enum Fault {
    TooLong,
    /// The name of the compression.
    Damaged(String),
    Unknown(String),
}

/// The head of an answer as it was sent.
pub(super) fn head(answer: &[u8]) -> Option<Head> {
    // The parser knows one version; the heads of later ones were written down in its form.
    let version = answer.iter().take(16).position(|byte| *byte == b' ').filter(|_| answer.starts_with(b"HTTP/"))?;
    let known = b"HTTP/1.1";
    let bytes = [known, &answer[version..answer.len().min(HEAD)]].concat();
    let mut headers = [EMPTY_HEADER; 256];
    let mut response = Response::new(&mut headers);
    let mut config = ParserConfig::default();
    config
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .allow_multiple_spaces_in_response_status_delimiters(true)
        .ignore_invalid_headers_in_responses(true);
    let Ok(Status::Complete(end)) = config.parse_response(&mut response, &bytes) else { return None };
    let values = |name: &str| {
        let found = response.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
        found.map(|header| String::from_utf8_lossy(header.value).to_lowercase()).collect::<Vec<_>>().join(",")
    };
    let codings = values("content-encoding");
    let codings = codings.split(',').map(str::trim).filter(|name| !matches!(*name, "" | "identity"));
    Some(Head {
        status: response.code?,
        content_type: values("content-type"),
        chunked: values("transfer-encoding").contains("chunked"),
        codings: codings.map(str::to_owned).collect(),
        body: end - known.len() + version,
    })
}

/// Whether a type of content is a page.
pub(super) fn is_page(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    matches!(kind, "text/html" | "application/xhtml+xml")
}

/// The encoding that a type of content names.
pub(super) fn charset(content_type: &str) -> Option<&'static Encoding> {
    let name = content_type.split("charset=").nth(1)?.trim_start_matches(['"', '\'', ' ']);
    Encoding::for_label(name.split(['"', '\'', ';', ',', ' ']).next()?.as_bytes())
}

/// A body has one compression, rarely two.
const CODINGS: usize = 4;

/// The body without chunks and compressions. Archives often undo them and leave the head as it was, so the body itself has
/// the last word.
pub(super) fn body(head: &Head, answer: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
    if let Some(coding) = head.codings.get(CODINGS) {
        return Err(Fault::Unknown(format!("{coding} and {} more", head.codings.len() - 1)));
    }
    let body = answer.get(head.body..).unwrap_or_default();
    let mut body = Some(body).filter(|_| head.chunked).and_then(without_chunks).unwrap_or_else(|| body.to_vec());
    for coding in head.codings.iter().rev() {
        let (known, magic): (_, &[u8]) = match coding.trim_start_matches("x-") {
            "gzip" => (Some(Packing::Gzip), b"\x1f\x8b"),
            "zstd" => (Some(Packing::Zstd), b"\x28\xb5\x2f\xfd"),
            "deflate" => (None, b""),
            _ if is_text(&body) => continue,
            _ => return Err(Fault::Unknown(coding.clone())),
        };
        if !body.starts_with(magic) || magic.is_empty() && is_text(&body) {
            continue;
        }
        let inflated = match known {
            Some(packing) => bounded(packing.open(Cursor::new(body)), limit),
            // What the name means, and what some servers took it for.
            None => {
                bounded(ZlibDecoder::new(&body[..]), limit).or_else(|_| bounded(DeflateDecoder::new(&body[..]), limit))
            }
        };
        body = inflated.map_err(|_| Fault::Damaged(coding.clone()))?;
    }
    if body.len() > limit { Err(Fault::TooLong) } else { Ok(body) }
}

fn bounded(reader: impl Read, limit: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn is_text(body: &[u8]) -> bool {
    let begin = &body[..body.len().min(512)];
    begin.iter().find(|byte| !byte.is_ascii_whitespace()).is_none_or(|byte| *byte == b'<' || *byte == 0xef)
}

/// What the chunks hold, as far as they go; `None` where the body does not begin with one.
fn without_chunks(body: &[u8]) -> Option<Vec<u8>> {
    let (mut rest, mut found) = (body, Vec::new());
    while let Ok(Status::Complete((begin, size))) = httparse::parse_chunk_size(rest) {
        let end = usize::try_from(size).ok().and_then(|size| begin.checked_add(size)).unwrap_or(usize::MAX);
        found.extend_from_slice(&rest[begin..end.clamp(begin, rest.len())]);
        if size == 0 || end >= rest.len() {
            return Some(found);
        }
        rest = &rest[end..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
    (rest.len() < body.len()).then_some(found)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(answer: &[u8], limit: usize) -> Result<String, Fault> {
        let head = head(answer).ok_or(Fault::Unknown("head".to_owned()))?;
        body(&head, answer, limit).map(|body| String::from_utf8_lossy(&body).into_owned())
    }

    #[test]
    fn bodies_are_as_the_server_had_them() {
        let pack = |bytes: &[u8]| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        };
        let zlib = |bytes: &[u8]| {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        };
        let page = b"<p>Liege.</p>";
        let sent = |head: &str, body: &[u8]| [head.as_bytes(), b"\r\n", body].concat();
        let chunk = |body: &[u8]| [format!("{:x};x=1\r\n", body.len()).as_bytes(), body, b"\r\n0\r\n\r\n"].concat();
        let (gzip, chunked) = ("Content-Encoding: gzip\r\n", "Transfer-Encoding: chunked\r\n");
        let ok = "HTTP/1.1 200 OK\r\n";
        let text = Ok("<p>Liege.</p>".to_owned());
        let cases = [
            (sent(ok, page), text.as_ref()),
            (sent("HTTP/2 200\r\n", page), text.as_ref()),
            (sent("HTTP/1.0 200 OK\nX\n", page), text.as_ref()),
            (sent(&format!("{ok}{chunked}"), &chunk(page)), text.as_ref()),
            (sent(&format!("{ok}{chunked}"), b"6\r\n<p>Lie\r\n7\r\nge.</p>\r\n0\r\n\r\n"), text.as_ref()),
            (sent(&format!("{ok}{chunked}"), b"ffff\r\n<p>Liege.</p>"), text.as_ref()),
            (sent(&format!("{ok}{chunked}"), page), text.as_ref()),
            (sent(&format!("{ok}{gzip}"), &pack(page)), text.as_ref()),
            (sent(&format!("{ok}{gzip}"), page), text.as_ref()),
            (sent(&format!("{ok}{gzip}{chunked}"), &chunk(&pack(page))), text.as_ref()),
            (sent(&format!("{ok}Content-Encoding: deflate\r\n"), &zlib(page)), text.as_ref()),
            (sent(&format!("{ok}Content-Encoding: br\r\n"), page), text.as_ref()),
            (sent(&format!("{ok}Content-Encoding: br\r\n"), b"\x0b\x02"), Err(&Fault::Unknown("br".to_owned()))),
            (sent(&format!("{ok}{gzip}"), &pack(page)[..15]), Err(&Fault::Damaged("gzip".to_owned()))),
            (sent(ok, &[b'a'; 51]), Err(&Fault::TooLong)),
            (sent(&format!("{ok}{gzip}"), &pack(&[b'a'; 9000])), Err(&Fault::TooLong)),
            (b"HTTP/1.1 200 OK".to_vec(), Err(&Fault::Unknown("head".to_owned()))),
            (b"<p>".to_vec(), Err(&Fault::Unknown("head".to_owned()))),
            (sent(ok, b""), Ok(&String::new())),
        ];
        for (answer, expected) in cases {
            assert_eq!(read(&answer, 50).as_ref(), expected, "{}", answer.escape_ascii());
        }
        let head = head(b"HTTP/1.1 404 No\r\nContent-Type: Text/HTML; Charset=\"ISO-8859-15\"\r\n\r\n").unwrap();
        assert_eq!((head.status, is_page(&head.content_type)), (404, true));
        assert_eq!(charset(&head.content_type).map(Encoding::name), Some("ISO-8859-15"));
    }
}
