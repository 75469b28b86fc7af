//! Which gold item is which found item, counted once for all layers.

use std::cmp::Reverse;
use std::ops::{AddAssign, Range};

use crate::record::{DemonymRecord, EntityRecord, EventRecord, MentionRecord, StatementRecord, TimeRecord};

/// An item that stands somewhere in the text; offsets are code points here, as in the records.
pub(super) trait Located {
    /// Where it stands.
    fn range(&self) -> Range<usize>;
    /// Its words.
    fn words(&self) -> &str;
}

macro_rules! located {
    ($($record:ty: $start:ident, $end:ident, $text:ident;)+) => {
        $(impl Located for $record {
            fn range(&self) -> Range<usize> {
                self.$start..self.$end
            }
            fn words(&self) -> &str {
                &self.$text
            }
        })+
    };
}

located! {
    EntityRecord: start, end, text;
    DemonymRecord: start, end, text;
    TimeRecord: start, end, text;
    StatementRecord: start, end, text;
    EventRecord: trigger_start, trigger_end, trigger;
    MentionRecord: start, end, text;
}

impl<T: Located> Located for &T {
    fn range(&self) -> Range<usize> {
        T::range(self)
    }
    fn words(&self) -> &str {
        T::words(self)
    }
}

/// How many code points two stretches share.
pub(super) fn shared(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// How many code points two items share; `None` where they do not overlap.
pub(super) fn overlap(gold: &impl Located, found: &impl Located) -> Option<usize> {
    Some(shared(&gold.range(), &found.range())).filter(|shared| *shared > 0)
}

/// Gold items and found items, one to one; indices into the two lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pairs {
    pub both: Vec<(usize, usize)>,
    pub missed: Vec<usize>,
    pub false_finds: Vec<usize>,
}

/// Pairs items greedily: the best rank first, then the order of the text. `None` is no match.
///
/// Every pair is tried: the texts of gold are read by people, and short.
pub(super) fn pair<T, R: Ord>(gold: &[T], found: &[T], rank: impl Fn(&T, &T) -> Option<R>) -> Pairs {
    let mut candidates = Vec::new();
    for (i, gold) in gold.iter().enumerate() {
        for (j, found) in found.iter().enumerate() {
            if let Some(rank) = rank(gold, found) {
                candidates.push((Reverse(rank), i, j));
            }
        }
    }
    candidates.sort();
    let (mut gold_free, mut found_free) = (vec![true; gold.len()], vec![true; found.len()]);
    let mut both = Vec::new();
    for (_, i, j) in candidates {
        if gold_free[i] && found_free[j] {
            (gold_free[i], found_free[j]) = (false, false);
            both.push((i, j));
        }
    }
    both.sort();
    let left = |free: Vec<bool>| (0..free.len()).filter(|index| free[*index]).collect();
    Pairs { both, missed: left(gold_free), false_finds: left(found_free) }
}

impl Pairs {
    /// How many pairs there are.
    pub fn counts(&self) -> Counts {
        self.counts_where(|_, _| true)
    }

    /// How many pairs are right by a further condition.
    pub fn counts_where(&self, right: impl Fn(usize, usize) -> bool) -> Counts {
        Counts {
            gold: self.both.len() + self.missed.len(),
            found: self.both.len() + self.false_finds.len(),
            right: self.both.iter().filter(|(i, j)| right(*i, *j)).count() as f64,
        }
    }
}

/// What precision, recall and F1 are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Items in the gold.
    pub gold: usize,
    /// Items found.
    pub found: usize,
    /// Gold items that were found; what is found in part counts in part.
    pub right: f64,
}

impl Counts {
    /// Right finds among all finds; `None` where nothing was found.
    pub fn precision(self) -> Option<f64> {
        ratio(self.right, self.found)
    }

    /// Right finds among all gold items; `None` where there is no gold item.
    pub fn recall(self) -> Option<f64> {
        ratio(self.right, self.gold)
    }

    /// The harmonic mean of the two; `None` where there is neither gold nor find.
    pub fn f1(self) -> Option<f64> {
        ratio(2.0 * self.right, self.gold + self.found)
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.gold += other.gold;
        self.found += other.found;
        self.right += other.right;
    }
}

/// A ratio, if there is anything to divide by.
pub(super) fn ratio(right: f64, of: usize) -> Option<f64> {
    (of > 0).then(|| right / of as f64)
}

/// B³: for each item, by the clusters that gold and record put it in, the share of its found cluster that belongs to its
/// gold cluster, and the share of its gold cluster that is found with it. An item without a found cluster is alone.
pub(super) fn b_cubed<T: PartialEq>(items: impl Iterator<Item = (T, Option<T>)>) -> Vec<(f64, f64)> {
    let items: Vec<(T, Option<T>)> = items.collect();
    let of = |at: usize| {
        let (gold, found) = &items[at];
        let same = |other: usize| other == at || found.is_some() && items[other].1 == *found;
        let all = 0..items.len();
        let of_found = all.clone().filter(|&other| same(other)).count();
        let of_gold = all.clone().filter(|&other| items[other].0 == *gold).count();
        let both = all.filter(|&other| same(other) && items[other].0 == *gold).count();
        (both as f64 / of_found as f64, both as f64 / of_gold as f64)
    };
    (0..items.len()).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_overlap_goes_first() {
        let rank = |a: &Range<usize>, b: &Range<usize>| Some(shared(a, b)).filter(|shared| *shared > 0);
        let (a, b) = (vec![0..4, 4..9], vec![2..9, 20..22]);
        let pairs = pair(&a, &b, rank);
        assert_eq!(pairs, Pairs { both: vec![(1, 0)], missed: vec![0], false_finds: vec![1] });
        assert_eq!(pairs.counts(), Counts { gold: 2, found: 2, right: 1.0 });
    }

    #[test]
    fn nothing_divides_by_zero() {
        for (gold, found, p, r, f) in
            [(0, 0, None, None, None), (2, 0, None, Some(0.0), Some(0.0)), (0, 2, Some(0.0), None, Some(0.0))]
        {
            let counts = Counts { gold, found, right: 0.0 };
            assert_eq!((counts.precision(), counts.recall(), counts.f1()), (p, r, f), "{counts:?}");
        }
    }
}
