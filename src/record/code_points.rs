/// From byte offsets to code points, in constant time per offset.
///
/// Counts are kept for every 64th byte; the rest is counted on demand.
pub(super) struct CodePoints<'t> {
    bytes: &'t [u8],
    counts: Vec<usize>,
}

const STEP: usize = 64;

impl<'t> CodePoints<'t> {
    pub fn new(text: &'t str) -> CodePoints<'t> {
        let bytes = text.as_bytes();
        let mut total = 0;
        let mut counts = vec![0];
        for chunk in bytes.chunks(STEP) {
            total += starts(chunk);
            counts.push(total);
        }
        CodePoints { bytes, counts }
    }

    /// How many code points begin before `byte`.
    pub fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.bytes.len());
        let step = byte / STEP;
        self.counts[step] + starts(&self.bytes[step * STEP..byte])
    }
}

/// How many code points begin in these bytes: all but UTF-8's continuation bytes.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_as_chars_do(text in "\\PC{0,300}") {
            let points = super::CodePoints::new(&text);
            for (count, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at(byte), count);
            }
            prop_assert_eq!(points.at(text.len()), text.chars().count());
        }
    }
}
