//! How much of a score is the choice of articles: the bootstrap over documents.

use super::report::Measure;

/// How many collections are drawn.
const RESAMPLES: usize = 1000;

/// Of how many values one is cut off at either end: 2.5 %.
const CUT: usize = 40;

/// With fewer documents there is no interval: so few have hardly any resamples that differ (four have 35), and what is
/// not among them, good or bad, no resample can show. The result would look surer than it is.
const FEWEST: usize = 5;

/// Fixed, so that the same records give the same figures. All scores of a report see the same resamples.
const SEED: u64 = 95;

/// Where 95 % of the values lie that a score takes when the documents are drawn anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The 2.5th percentile.
    pub low: f64,
    /// The 97.5th percentile.
    pub high: f64,
}

/// The interval of a score, by its measure in each document of the collection; `None` where a document has none.
///
/// A resample draws as many documents as there are, with replacement. The document is the unit because items of one
/// text are not independent: they share a subject, a style and often the very error.
pub(super) fn interval(documents: &[Option<Measure>]) -> Option<Interval> {
    if documents.iter().flatten().filter(|measure| measure.value().is_some()).count() < FEWEST {
        return None;
    }
    let mut random = SplitMix64(SEED);
    let resamples = (0..RESAMPLES).map(|_| {
        let drawn = documents.iter().filter_map(|_| documents[random.below(documents.len())]);
        drawn.reduce(Measure::plus)
    });
    let mut values: Vec<f64> = resamples.filter_map(|sum| sum?.value()).collect();
    values.sort_by(f64::total_cmp);
    let outside = values.len() / CUT;
    let inside = values.get(outside..values.len() - outside)?;
    Some(Interval { low: *inside.first()?, high: *inside.last()? })
}

/// The generator of Steele, Lea and Flood, 2014.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number less than `end`, all of them equally likely.
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::super::spans::Counts;
    use super::*;

    /// An accuracy in each document, by what is right and how many pairs there are.
    fn shares(documents: &[(f64, usize)]) -> Vec<Option<Measure>> {
        documents.iter().map(|&(right, pairs)| Some(Measure::Share { right, pairs })).collect()
    }

    /// An F1 in each document, by gold, found and right.
    fn counts(documents: &[(usize, usize, u8)]) -> Vec<Option<Measure>> {
        documents
            .iter()
            .map(|&(gold, found, right)| Some(Measure::Counts(Counts { gold, found, right: right.into() })))
            .collect()
    }

    #[test]
    fn intervals_of_small_collections() {
        let (right, wrong) = ((1.0, 1), (0.0, 1));
        #[rustfmt::skip]
        let cases = [
            // One pair a document, three of five right: the number right is binomial (5, 0.6), with P(0) = 1.0 %,
            // P(0 or 1) = 8.7 % and P(5) = 7.8 %; so 2.5 % are cut off within 1 and within 5.
            ("three of five", shares(&[right, wrong, right, wrong, right]), Some((0.2, 1.0))),
            // Binomial (10, 0.5): P(0 or 1) = 1.1 %, P(0, 1 or 2) = 5.5 %, and the same from above.
            ("five of ten", shares(&[right, wrong].repeat(5)), Some((0.2, 0.8))),
            ("the same in all", shares(&[(0.5, 2); 7]), Some((0.25, 0.25))),
            ("the same in all, of other sizes", counts(&[(4, 4, 2), (1, 3, 1), (6, 2, 2), (2, 2, 1), (8, 8, 4)]), Some((0.5, 0.5))),
            ("no error", counts(&[(3, 3, 3); 5]), Some((1.0, 1.0))),
            ("four documents", shares(&[right, wrong, right, wrong]), None),
            ("four with something to compare", shares(&[right, (0.0, 0), wrong, right, (0.0, 0), wrong]), None),
            ("four with the layer", [shares(&[right, wrong, right, wrong]), vec![None; 9]].concat(), None),
            ("no document", Vec::new(), None),
        ];
        for (name, documents, expected) in cases {
            let found = interval(&documents);
            assert_eq!(found, expected.map(|(low, high)| Interval { low, high }), "{name}");
            assert_eq!(found, interval(&documents), "{name}: another time");
        }
    }

    #[test]
    fn the_value_lies_inside_and_more_documents_narrow_it() {
        let documents = counts(&[(9, 8, 7), (4, 6, 3), (12, 9, 8), (2, 2, 0), (7, 7, 6), (5, 4, 4), (3, 5, 1)]);
        let value = documents.iter().flatten().copied().reduce(Measure::plus).unwrap().value().unwrap();
        let few = interval(&documents).unwrap();
        let many = interval(&documents.repeat(9)).unwrap();
        assert!(few.low < many.low && many.low < value, "{few:?} {many:?} {value}");
        assert!(value < many.high && many.high < few.high, "{few:?} {many:?} {value}");
    }

    #[test]
    fn documents_without_the_score_do_not_count_as_wrong() {
        let all_right = [shares(&[(1.0, 1); 6]), vec![None; 20]].concat();
        assert_eq!(interval(&all_right), Some(Interval { low: 1.0, high: 1.0 }));
    }

    #[test]
    fn the_generator_is_that_of_the_paper() {
        let mut random = SplitMix64(1234567);
        assert_eq!([random.next(), random.next()], [6457827717110365317, 3203168211198807973]);
        let mut seen = [0; 3];
        (0..3000).for_each(|_| seen[random.below(3)] += 1);
        assert!(seen.iter().all(|times| (900..1100).contains(times)), "{seen:?}");
    }
}
