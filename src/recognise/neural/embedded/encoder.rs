use rten_gemm::GemmExecutor;

use super::layers::{Attention, Heads, LayerNorm, Linear, add, gelu};
use super::parser::Parser;
use crate::recognise::neural::weights::Values;
use crate::recognise::neural::{Reading, Sequence};

/// Rows that go through a dense layer together: what they need stays in the cache.
const ROWS: usize = 256;

/// One layer of the encoder.
pub(super) struct Block {
    pub(super) query: Linear,
    pub(super) key: Linear,
    pub(super) value: Linear,
    pub(super) attended: Linear,
    pub(super) attended_norm: LayerNorm,
    pub(super) inner: Linear,
    pub(super) outer: Linear,
    pub(super) norm: LayerNorm,
}

/// The network: plain numbers, shared by all threads.
pub(super) struct Encoder {
    pub(super) words: Values,
    pub(super) positions: Vec<f32>,
    pub(super) norm: LayerNorm,
    pub(super) blocks: Vec<Block>,
    pub(super) classifier: Linear,
    pub(super) parser: Option<Parser>,
    pub(super) hidden: usize,
    pub(super) inner: usize,
    pub(super) heads: usize,
    /// The rows of `words`.
    pub(super) pieces: usize,
    pub(super) labels: usize,
}

/// What a pass needs besides the network, kept from pass to pass.
#[derive(Default)]
pub(super) struct Buffers {
    hidden: Vec<f32>,
    query: Vec<f32>,
    key: Vec<f32>,
    value: Vec<f32>,
    context: Vec<f32>,
    rows: Vec<f32>,
    inner: Vec<f32>,
    attention: Attention,
}

impl Encoder {
    /// Reads several sequences, none empty, laid end to end without padding.
    pub(super) fn read(&self, sequences: &[Sequence], buffers: &mut Buffers) -> Vec<Reading> {
        let gemm = GemmExecutor::new();
        let count: usize = sequences.iter().map(|sequence| sequence.ids.len()).sum();
        let size = self.hidden;
        for buffer in
            [&mut buffers.hidden, &mut buffers.query, &mut buffers.key, &mut buffers.value, &mut buffers.context]
        {
            buffer.resize(count * size, 0.0);
        }
        buffers.rows.resize(ROWS * size, 0.0);
        buffers.inner.resize(ROWS * self.inner, 0.0);
        self.embed(sequences, &mut buffers.hidden);
        for block in &self.blocks {
            self.attend(block, &gemm, sequences, buffers);
            self.feed_forward(block, &gemm, buffers);
        }
        let mut rest = &buffers.hidden[..];
        let mut found = Vec::with_capacity(sequences.len());
        for sequence in sequences {
            let (rows, after) = rest.split_at(sequence.ids.len() * size);
            let mut logits = vec![0.0; sequence.ids.len() * self.labels];
            self.classifier.apply(&gemm, rows, &mut logits);
            let parse = |parser: &Parser| parser.parse(&gemm, rows, &sequence.words);
            found.push(Reading { logits, words: self.parser.as_ref().map(parse).unwrap_or_default() });
            rest = after;
        }
        found
    }

    fn embed(&self, sequences: &[Sequence], hidden: &mut [f32]) {
        let positions =
            sequences.iter().flat_map(|sequence| sequence.ids.iter().zip(self.positions.chunks_exact(self.hidden)));
        for (row, (id, position)) in hidden.chunks_exact_mut(self.hidden).zip(positions) {
            let start = *id as usize * self.hidden;
            match &self.words {
                Values::Half(words) => {
                    for (value, word) in row.iter_mut().zip(&words[start..start + self.hidden]) {
                        *value = word.to_f32();
                    }
                }
                Values::Single(words) => row.copy_from_slice(&words[start..start + self.hidden]),
            }
            add(row, position);
        }
        self.norm.apply(hidden);
    }

    fn attend(&self, block: &Block, gemm: &GemmExecutor, sequences: &[Sequence], buffers: &mut Buffers) {
        let size = self.hidden;
        let parts =
            [(&block.query, &mut buffers.query), (&block.key, &mut buffers.key), (&block.value, &mut buffers.value)];
        for (linear, output) in parts {
            for (input, output) in buffers.hidden.chunks(ROWS * size).zip(output.chunks_mut(ROWS * size)) {
                linear.apply(gemm, input, output);
            }
        }
        let mut start = 0;
        for sequence in sequences {
            let rows = start..start + sequence.ids.len() * size;
            let heads = Heads {
                query: &buffers.query[rows.clone()],
                key: &buffers.key[rows.clone()],
                value: &buffers.value[rows.clone()],
                heads: self.heads,
                width: size / self.heads,
            };
            start = rows.end;
            buffers.attention.apply(gemm, &heads, &mut buffers.context[rows]);
        }
        for (input, hidden) in buffers.context.chunks(ROWS * size).zip(buffers.hidden.chunks_mut(ROWS * size)) {
            let rows = &mut buffers.rows[..input.len()];
            block.attended.apply(gemm, input, rows);
            add(hidden, rows);
            block.attended_norm.apply(hidden);
        }
    }

    fn feed_forward(&self, block: &Block, gemm: &GemmExecutor, buffers: &mut Buffers) {
        for hidden in buffers.hidden.chunks_mut(ROWS * self.hidden) {
            let inner = &mut buffers.inner[..hidden.len() / self.hidden * self.inner];
            block.inner.apply(gemm, hidden, inner);
            gelu(inner);
            let rows = &mut buffers.rows[..hidden.len()];
            block.outer.apply(gemm, inner, rows);
            add(hidden, rows);
            block.norm.apply(hidden);
        }
    }
}
