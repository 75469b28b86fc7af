use std::collections::VecDeque;

use super::journal::{Chain, Checkpoint};

/// The items that an earlier process answered, told from those it did not by reading the input once more.
///
/// The items are held against the digests of the checkpoints, so that a run goes on only with the input that it began with.
#[derive(Default)]
pub struct Replay {
    ahead: VecDeque<Checkpoint>,
    items: u64,
    chain: Chain,
    /// Of the last checkpoint that agrees.
    good: u64,
}

/// The input is not what the run began with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the input is not what the run began with: documents {} to {until} are not what they were; `--resume --force` does them \
     and all behind them again", good + 1
)]
pub struct Changed {
    /// The first so many are as they were.
    pub good: u64,
    /// The change is among the first so many.
    pub until: u64,
}

impl Replay {
    pub(super) fn new(checkpoints: impl Iterator<Item = Checkpoint>) -> Replay {
        Replay { ahead: checkpoints.collect(), ..Replay::default() }
    }

    /// Whether the item that comes next was answered.
    pub fn answered(&mut self, key: &str) -> Result<bool, Changed> {
        if self.is_over() {
            return Ok(false);
        }
        self.items += 1;
        self.chain.add(key);
        // A process that was stopped before it had done anything leaves the same checkpoint once more.
        while let Some(next) = self.ahead.front().filter(|next| next.items <= self.items) {
            if self.chain != next.chain {
                return Err(Changed { good: self.good, until: next.items });
            }
            self.good = next.items;
            self.ahead.pop_front();
        }
        Ok(true)
    }

    /// Whether any item is still to come that was answered.
    pub fn is_over(&self) -> bool {
        self.ahead.is_empty()
    }

    /// The input has ended; it must not be shorter than it was.
    pub fn end(&self) -> Result<(), Changed> {
        self.ahead.front().map_or(Ok(()), |next| Err(Changed { good: self.good, until: next.items }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoints() -> Vec<Checkpoint> {
        let mut chain = Chain::default();
        let mut found = Vec::new();
        for n in 1..=10_u64 {
            chain.add(&n.to_string());
            let times = [4, 7, 7, 10].iter().filter(|items| **items == n).count();
            let checkpoint = Checkpoint { items: n, chain: chain.clone(), ..Checkpoint::default() };
            found.extend(std::iter::repeat_n(checkpoint, times));
        }
        found
    }

    /// How many of the items were answered, and what was found changed.
    fn replay(items: impl Iterator<Item = u64>) -> (u64, Result<(), Changed>) {
        let mut replay = Replay::new(checkpoints().into_iter());
        let mut answered = 0;
        for item in items {
            match replay.answered(&item.to_string()) {
                Ok(true) => answered += 1,
                Ok(false) => {}
                Err(changed) => return (answered, Err(changed)),
            }
        }
        (answered, replay.end())
    }

    #[test]
    fn the_same_input_goes_on_and_another_does_not() {
        assert_eq!(replay(1..=15), (10, Ok(())));
        assert_eq!(replay(1..=10), (10, Ok(())));
        assert_eq!(replay(1..=9), (9, Err(Changed { good: 7, until: 10 })));
        assert_eq!(replay([1, 2, 3, 4, 6, 5].into_iter().chain(7..20)).1, Err(Changed { good: 4, until: 7 }));
        assert_eq!(replay(2..20).1, Err(Changed { good: 0, until: 4 }));
        assert_eq!(replay(std::iter::empty()).1, Err(Changed { good: 0, until: 4 }));
    }
}
