//! The heads of syntax, over the vectors of the encoder.
//!
//! A word's vector is that of the piece it begins in; where words share a piece, the later ones add a vector of their own.
//! The piece that begins the sequence stands for the root. The score of an arc is the product of a vector of the
//! dependent and one of the head; the relation is read from the sum of two others.

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_tensor::{Matrix, NdTensorView};

use super::layers::{Linear, add, gelu};
use crate::recognise::neural::syntax::{self, ParsedWord, SyntaxConfig};

pub(super) struct Parser {
    pub(super) later: Vec<f32>,
    pub(super) tags: Linear,
    pub(super) arc_dependent: Linear,
    pub(super) arc_head: Linear,
    pub(super) arc: Linear,
    pub(super) relation_dependent: Linear,
    pub(super) relation_head: Linear,
    pub(super) relation: Linear,
    pub(super) config: SyntaxConfig,
}

/// So many words are a tree at most; the trees of more hang on the first.
const WORDS: usize = 512;

impl Parser {
    /// Tags, heads and relations of the words that begin in these pieces of a sequence, of which `rows` are the vectors.
    ///
    /// One piece can stand for any number of signs. Those that the network cannot tell apart hang on the last that it can.
    pub(super) fn parse(&self, gemm: &GemmExecutor, rows: &[f32], words: &[usize]) -> Vec<ParsedWord> {
        let ranks = ranks(words);
        let told: Vec<usize> = (0..words.len()).filter(|at| ranks[*at] <= self.config.later).collect();
        let mut parsed = Vec::with_capacity(told.len());
        for part in told.chunks(WORDS) {
            let vectors = self.vectors(rows, part.iter().map(|at| (words[*at], ranks[*at])));
            syntax::append(&mut parsed, self.tree(gemm, rows, vectors));
        }
        if told.len() == words.len() {
            return parsed;
        }
        let mut found: Vec<ParsedWord> = Vec::with_capacity(words.len());
        let mut parsed = parsed.into_iter();
        for (at, rank) in ranks.into_iter().enumerate() {
            let like_the_last = |last: &ParsedWord| ParsedWord { head: Some(at - 1), ..last.clone() };
            let word = if rank <= self.config.later {
                parsed.next().map(|word| ParsedWord { head: word.head.map(|head| told[head]), ..word })
            } else {
                found.last().map(like_the_last)
            };
            found.extend(word);
        }
        found
    }

    /// A tree over words, of which these are the vectors.
    fn tree(&self, gemm: &GemmExecutor, rows: &[f32], vectors: Vec<f32>) -> Vec<ParsedWord> {
        let size = self.tags.inputs();
        let count = vectors.len() / size;
        let with_root = [&rows[..size], &vectors].concat();
        let apply = |linear: &Linear, input: &[f32]| {
            let mut output = vec![0.0; input.len() / linear.inputs() * linear.outputs()];
            linear.apply(gemm, input, &mut output);
            output
        };
        let bent = |linear: &Linear, input: &[f32]| {
            let mut output = apply(linear, input);
            gelu(&mut output);
            output
        };

        let dependents = apply(&self.arc, &bent(&self.arc_dependent, &vectors));
        let heads = bent(&self.arc_head, &with_root);
        let mut scores = vec![0.0; count * (count + 1)];
        let width = self.config.arc_size;
        let dependents: Matrix<f32> = NdTensorView::from_data([count, width], &dependents[..]);
        let heads: Matrix<f32> = NdTensorView::from_data([count + 1, width], &heads[..]);
        let (left, right) = (GemmInputA::Unpacked(dependents), GemmInputB::Unpacked(heads.transposed()));
        gemm.gemm(&mut scores, left, right, GemmOptions::default()).expect("the shapes are those of one sequence");
        let heads = syntax::decode(&scores, count);

        let width = self.config.relation_size;
        let mut pairs = apply(&self.relation_dependent, &vectors);
        let governors = apply(&self.relation_head, &with_root);
        for (pair, head) in pairs.chunks_exact_mut(width).zip(&heads) {
            let row = head.map_or(0, |head| head + 1) * width;
            add(pair, &governors[row..row + width]);
        }
        gelu(&mut pairs);
        let relations = apply(&self.relation, &pairs);
        let tags = apply(&self.tags, &vectors);

        let root = self.config.root();
        let rows = relations.chunks_exact(self.config.relations.len()).zip(tags.chunks_exact(self.config.tag_count()));
        let word = |(head, (relations, tags)): (Option<usize>, (&[f32], &[f32]))| ParsedWord {
            head,
            relation: if head.is_none() { root } else { largest(relations, Some(root)) },
            tags: self.groups(tags),
        };
        heads.into_iter().zip(rows).map(word).collect()
    }

    /// The vectors of words, of the pieces that they begin in and their ranks there.
    fn vectors(&self, rows: &[f32], words: impl Iterator<Item = (usize, usize)>) -> Vec<f32> {
        let size = self.tags.inputs();
        let mut vectors = Vec::new();
        for (piece, rank) in words {
            let start = vectors.len();
            vectors.extend_from_slice(&rows[piece * size..(piece + 1) * size]);
            if rank > 0 {
                add(&mut vectors[start..], &self.later[(rank - 1) * size..rank * size]);
            }
        }
        vectors
    }

    fn groups(&self, tags: &[f32]) -> Vec<usize> {
        let mut rest = tags;
        let group = |(_, values): &(String, Vec<String>)| {
            let (scores, after) = rest.split_at(values.len());
            rest = after;
            largest(scores, None)
        };
        self.config.tags.iter().map(group).collect()
    }
}

/// How many words before each begin in the same piece.
fn ranks(words: &[usize]) -> Vec<usize> {
    let mut rank = 0;
    let next = |at: usize| {
        rank = if at > 0 && words[at - 1] == words[at] { rank + 1 } else { 0 };
        rank
    };
    (0..words.len()).map(next).collect()
}

/// The number of the largest score, one left out.
fn largest(scores: &[f32], but: Option<usize>) -> usize {
    let numbers = (0..scores.len()).filter(|number| Some(*number) != but);
    numbers.max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a))).unwrap_or(0)
}
