use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding};

use super::decode::utf16_without_bom;
use super::lines::fill;

/// A stream as UTF-8 where it is UTF-16, by its mark or its NULs; any other as it is.
pub(super) fn without_utf16<R: BufRead + Send + 'static>(mut reader: R) -> io::Result<Box<dyn BufRead + Send>> {
    let begin = fill(&mut reader)?;
    let marked = Encoding::for_bom(begin).map(|(encoding, _)| encoding).filter(|found| *found != encoding_rs::UTF_8);
    Ok(match marked.or_else(|| utf16_without_bom(begin)) {
        Some(encoding) => {
            Box::new(Transcode { reader, decoder: encoding.new_decoder(), out: Vec::new(), at: 0, ended: false })
        }
        None => Box::new(reader),
    })
}

struct Transcode<R> {
    reader: R,
    decoder: Decoder,
    out: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: BufRead> BufRead for Transcode<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.out.len() && !self.ended {
            let bytes = fill(&mut self.reader)?;
            self.ended = bytes.is_empty();
            let room =
                self.decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(usize::MAX).min(1 << 18);
            self.out.resize(room.max(64), 0);
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut self.out, self.ended);
            if let DecoderResult::Malformed(..) = result {
                let name = self.decoder.encoding().name();
                return Err(io::Error::new(io::ErrorKind::InvalidData, format!("it is no valid {name}")));
            }
            self.reader.consume(read);
            self.out.truncate(written);
            self.at = 0;
        }
        Ok(&self.out[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.out.len());
    }
}

impl<R: BufRead> Read for Transcode<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}
