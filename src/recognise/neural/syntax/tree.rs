//! The best tree over the words of a sentence: Chu-Liu/Edmonds, with one word at the root.

/// What keeps a second word from the root: more than any sum of scores.
const PENALTY: f64 = 1e9;

/// The score of an arc that has none.
const LOWEST: f64 = -1e6;

/// An arc between words as they were before any were joined: head, dependent.
type Arc = (usize, usize);

/// The heads of words. `scores` has a row a word, in which column 0 is the root and column `w + 1` is the word `w`.
///
/// The sum of the scores is the largest of all trees in which one word hangs on the root. `None` is the root.
pub(in crate::recognise::neural) fn decode(scores: &[f32], words: usize) -> Vec<Option<usize>> {
    let width = words + 1;
    debug_assert_eq!(scores.len(), words * width);
    let heads: Vec<usize> = (0..words).map(|word| best(&scores[word * width..(word + 1) * width], word + 1)).collect();
    let found = if is_tree(&heads) { heads } else { Graph::new(scores, words).arborescence() };
    found.into_iter().map(|head| head.checked_sub(1)).collect()
}

/// The column of the largest value but one.
fn best(row: &[f32], but: usize) -> usize {
    let largest = |best: usize, column: usize| if row[column] > row[best] { column } else { best };
    let first = usize::from(but == 0);
    (0..row.len()).filter(|column| *column != but).fold(first, largest)
}

/// Whether every word leads to the root, and one word only hangs on it.
fn is_tree(heads: &[usize]) -> bool {
    if heads.iter().filter(|head| **head == 0).count() != 1 {
        return false;
    }
    // The walk that reached a word first; reaching it again on the same walk is a circle.
    let mut seen = vec![0; heads.len() + 1];
    for start in 1..=heads.len() {
        let mut at = start;
        while at != 0 && seen[at] == 0 {
            seen[at] = start;
            at = heads[at - 1];
        }
        if at != 0 && seen[at] == start {
            return false;
        }
    }
    true
}

/// A dense graph whose circles are joined into nodes one after another.
///
/// Node 0 is the root, 1 to `words` are the words, the others are joined circles. Each node that is still active has a
/// slot of the matrices; a circle takes the slot of one of its nodes.
struct Graph {
    words: usize,
    width: usize,
    /// Slot of the head x slot of the dependent.
    scores: Vec<f64>,
    arcs: Vec<Arc>,
    slot: Vec<usize>,
    active: Vec<usize>,
    /// The circle that a node was joined into.
    circle: Vec<usize>,
    /// The arc that enters each node.
    entering: Vec<Arc>,
}

impl Graph {
    fn new(scores: &[f32], words: usize) -> Graph {
        let width = words + 1;
        let mut graph = Graph {
            words,
            width,
            scores: vec![f64::NEG_INFINITY; width * width],
            arcs: vec![(0, 0); width * width],
            slot: (0..width).collect(),
            active: (0..width).collect(),
            circle: vec![usize::MAX; width],
            entering: vec![(0, 0); width],
        };
        for (word, row) in scores.chunks_exact(width).enumerate() {
            for (head, score) in row.iter().enumerate().filter(|(head, _)| *head != word + 1) {
                let penalty = if head == 0 { PENALTY } else { 0.0 };
                // Numbers that overflowed still make a tree.
                let score = if score.is_finite() { f64::from(*score) } else { LOWEST };
                graph.scores[head * width + word + 1] = score - penalty;
                graph.arcs[head * width + word + 1] = (head, word + 1);
            }
        }
        graph
    }

    fn at(&self, head: usize, dependent: usize) -> usize {
        self.slot[head] * self.width + self.slot[dependent]
    }

    /// The head of each word.
    fn arborescence(mut self) -> Vec<usize> {
        let mut circles = Vec::new();
        loop {
            let mut heads = vec![0; self.slot.len()];
            for index in 1..self.active.len() {
                let node = self.active[index];
                let better = |best: usize, head: usize| {
                    if self.scores[self.at(head, node)] > self.scores[self.at(best, node)] { head } else { best }
                };
                heads[node] = self.active.iter().copied().filter(|head| *head != node).fold(0, better);
                self.entering[node] = self.arcs[self.at(heads[node], node)];
            }
            let found = self.circles(&heads);
            if found.is_empty() {
                break;
            }
            circles.extend(found.iter().map(|circle| self.join(circle, &heads)));
        }
        // What enters a circle enters one of its nodes; the others keep the arcs of the circle.
        for circle in circles.into_iter().rev() {
            let (head, dependent) = self.entering[circle];
            let mut node = dependent;
            while self.circle[node] != circle {
                node = self.circle[node];
            }
            self.entering[node] = (head, dependent);
        }
        (1..=self.words).map(|word| self.entering[word].0).collect()
    }

    /// The circles of best heads, which share no node.
    fn circles(&self, heads: &[usize]) -> Vec<Vec<usize>> {
        let mut found = Vec::new();
        let mut seen = vec![0; heads.len()];
        for start in self.active.iter().copied().filter(|node| *node != 0) {
            let mut at = start;
            while at != 0 && seen[at] == 0 {
                seen[at] = start;
                at = heads[at];
            }
            if at != 0 && seen[at] == start {
                let mut circle = vec![at];
                let mut next = heads[at];
                while next != at {
                    circle.push(next);
                    next = heads[next];
                }
                found.push(circle);
            }
        }
        found
    }

    /// Joins the nodes of a circle into a new one and returns it.
    fn join(&mut self, circle: &[usize], heads: &[usize]) -> usize {
        let joined = self.slot.len();
        let inside: Vec<(usize, f64)> =
            circle.iter().map(|node| (*node, self.scores[self.at(heads[*node], *node)])).collect();
        circle.iter().for_each(|node| self.circle[*node] = joined);
        self.active.retain(|node| !circle.contains(node));
        let slot = self.slot[circle[0]];
        for index in 0..self.active.len() {
            let other = self.active[index];
            let (mut into, mut out_of) = ((f64::NEG_INFINITY, (0, 0)), (f64::NEG_INFINITY, (0, 0)));
            for (node, lost) in &inside {
                let (enter, leave) = (self.at(other, *node), self.at(*node, other));
                let gain = self.scores[enter] - lost;
                if gain > into.0 {
                    into = (gain, self.arcs[enter]);
                }
                if self.scores[leave] > out_of.0 {
                    out_of = (self.scores[leave], self.arcs[leave]);
                }
            }
            let (enter, leave) = (self.slot[other] * self.width + slot, slot * self.width + self.slot[other]);
            (self.scores[enter], self.arcs[enter]) = into;
            (self.scores[leave], self.arcs[leave]) = out_of;
        }
        self.slot.push(slot);
        self.circle.push(usize::MAX);
        self.entering.push((0, 0));
        self.active.push(joined);
        joined
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(scores: &[f32], heads: &[Option<usize>]) -> f64 {
        let width = heads.len() + 1;
        let column = |head: &Option<usize>| head.map_or(0, |head| head + 1);
        heads.iter().enumerate().map(|(word, head)| f64::from(scores[word * width + column(head)])).sum()
    }

    fn tree(heads: &[Option<usize>]) -> bool {
        is_tree(&heads.iter().map(|head| head.map_or(0, |head| head + 1)).collect::<Vec<_>>())
    }

    /// The best tree, found by trying all.
    fn by_trial(scores: &[f32], words: usize) -> f64 {
        let mut best = f64::NEG_INFINITY;
        for mut code in 0..(words + 1).pow(words as u32) {
            let heads: Vec<Option<usize>> = (0..words)
                .map(|_| {
                    let column = code % (words + 1);
                    code /= words + 1;
                    column.checked_sub(1)
                })
                .collect();
            if tree(&heads) {
                best = best.max(sum(scores, &heads));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn it_is_the_best_tree(words in 1usize..6, noise in prop::collection::vec(-20i8..20, 30)) {
            let scores: Vec<f32> = (0..words * (words + 1)).map(|at| f32::from(noise[at % 30]) / 4.0).collect();
            let heads = decode(&scores, words);
            prop_assert!(tree(&heads));
            prop_assert_eq!(sum(&scores, &heads), by_trial(&scores, words));
        }

        #[test]
        fn it_is_a_tree(words in 0usize..60, seed in any::<u32>()) {
            let mut state = seed;
            let scores: Vec<f32> = (0..words * (words + 1))
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 16) as f32 / 1000.0
                })
                .collect();
            let heads = decode(&scores, words);
            prop_assert!(words == 0 && heads.is_empty() || tree(&heads));
        }
    }

    #[test]
    fn scores_that_are_no_numbers_make_a_tree() {
        for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert!(tree(&decode(&[odd; 30 * 31], 30)));
        }
    }

    #[test]
    fn circles_within_circles() {
        // Each word likes its neighbour best, all the way round, and pairs of them even more.
        let words = 400;
        let score = |word: usize, head: usize| match head.checked_sub(1) {
            None => -50.0,
            Some(head) if head == word ^ 1 => 10.0,
            Some(head) => -((head as f32) - (word as f32)).abs(),
        };
        let scores: Vec<f32> = (0..words * (words + 1)).map(|at| score(at / (words + 1), at % (words + 1))).collect();
        assert!(tree(&decode(&scores, words)));
    }
}
