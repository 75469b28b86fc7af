//! The operations of a BERT encoder, each of which treats every row (a piece) alone.

use rten_gemm::{BiasVector, GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::{SimdOp, SimdUnaryOp};
use rten_tensor::{Matrix, NdTensorView};
use rten_vecmath::{Gelu, Softmax};

/// A dense layer, its weights laid out for the products.
///
/// A row of the result is the same, to the bit, whatever other rows are computed with it: the sums run over the columns of
/// the weights in blocks of fixed length. (A product of one row with a matrix that is *not* laid out beforehand would take
/// another path.)
pub(super) struct Linear {
    weights: PackedBMatrix<f32>,
    bias: Vec<f32>,
}

impl Linear {
    pub(super) fn new(weights: PackedBMatrix<f32>, bias: Vec<f32>) -> Linear {
        Linear { weights, bias }
    }

    /// The width of its input.
    pub(super) fn inputs(&self) -> usize {
        self.weights.rows()
    }

    /// The width of its output.
    pub(super) fn outputs(&self) -> usize {
        self.weights.cols()
    }

    /// Lays out a matrix of `rows` outputs for `columns` inputs.
    pub(super) fn pack(gemm: &GemmExecutor, weights: &[f32], rows: usize, columns: usize) -> PackedBMatrix<f32> {
        gemm.prepack_b(NdTensorView::from_data([rows, columns], weights).transposed())
    }

    /// `input` (rows x inputs) times the weights plus the bias, into `output` (rows x outputs).
    pub(super) fn apply(&self, gemm: &GemmExecutor, input: &[f32], output: &mut [f32]) {
        let columns = self.inputs();
        let input = NdTensorView::from_data([input.len() / columns, columns], input);
        let options = GemmOptions { bias: Some(BiasVector::Row(&self.bias)), ..GemmOptions::default() };
        gemm.gemm(output, GemmInputA::Unpacked(input), GemmInputB::Packed(&self.weights), options)
            .expect("shapes are checked when the model is loaded");
    }
}

/// Normalises rows to mean 0 and variance 1, then scales and shifts them.
pub(super) struct LayerNorm {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
    pub(super) epsilon: f32,
}

impl LayerNorm {
    pub(super) fn apply(&self, rows: &mut [f32]) {
        for row in rows.chunks_exact_mut(self.weight.len()) {
            let mean = sum(row, |value| value) / row.len() as f32;
            let variance = sum(row, |value| (value - mean) * (value - mean)) / row.len() as f32;
            let scale = 1.0 / (variance + self.epsilon).sqrt();
            for ((value, weight), bias) in row.iter_mut().zip(&self.weight).zip(&self.bias) {
                *value = (*value - mean) * scale * weight + bias;
            }
        }
    }
}

/// A sum in eight strands, which is faster and more exact than one.
fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut strands = [0.0f32; 8];
    let (chunks, rest) = row.as_chunks::<8>();
    for chunk in chunks {
        for (strand, value) in strands.iter_mut().zip(chunk) {
            *strand += of(*value);
        }
    }
    strands.iter().sum::<f32>() + rest.iter().map(|value| of(*value)).sum::<f32>()
}

pub(super) fn gelu(values: &mut [f32]) {
    Gelu {}.map_mut(values);
}

pub(super) fn add(values: &mut [f32], other: &[f32]) {
    for (value, other) in values.iter_mut().zip(other) {
        *value += other;
    }
}

/// Queries, keys and values of one sequence, each `length` x (heads x `width`).
pub(super) struct Heads<'a> {
    pub(super) query: &'a [f32],
    pub(super) key: &'a [f32],
    pub(super) value: &'a [f32],
    pub(super) heads: usize,
    pub(super) width: usize,
}

/// Buffers that attention reuses.
#[derive(Default)]
pub(super) struct Attention {
    weights: Vec<f32>,
    context: Vec<f32>,
}

impl Attention {
    /// Every piece of the sequence looks at every piece; into `output`, of the shape of the queries.
    pub(super) fn apply(&mut self, gemm: &GemmExecutor, of: &Heads, output: &mut [f32]) {
        let size = of.heads * of.width;
        let length = of.query.len() / size;
        let view = |values| -> Matrix<f32> { NdTensorView::from_data([length, size], values) };
        let (query, key, value) = (view(of.query), view(of.key), view(of.value));
        self.weights.resize(length * length, 0.0);
        self.context.resize(length * of.width, 0.0);
        let scaled = GemmOptions { alpha: 1.0 / (of.width as f32).sqrt(), ..GemmOptions::default() };
        for head in 0..of.heads {
            let columns = head * of.width..(head + 1) * of.width;
            let [query, key, value] = [query, key, value].map(|matrix| matrix.slice((.., columns.clone())));
            let product = |out: &mut [f32], left: Matrix<f32>, right: Matrix<f32>, options| {
                gemm.gemm(out, GemmInputA::Unpacked(left), GemmInputB::Unpacked(right), options)
                    .expect("the shapes are those of one sequence");
            };
            product(&mut self.weights, query, key.transposed(), scaled.clone());
            for row in self.weights.chunks_exact_mut(length) {
                Softmax::new_mut(row).dispatch();
            }
            let weights = NdTensorView::from_data([length, length], self.weights.as_slice());
            product(&mut self.context, weights, value, GemmOptions::default());
            for (row, context) in output.chunks_exact_mut(size).zip(self.context.chunks_exact(of.width)) {
                row[columns.clone()].copy_from_slice(context);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers between -1 and 1 that look random.
    fn noise(count: usize, seed: u32) -> Vec<f32> {
        let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(12345);
        let next = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..count).map(next).collect()
    }

    #[test]
    fn a_row_does_not_depend_on_the_number_of_rows() {
        let gemm = GemmExecutor::new();
        for (inputs, outputs) in [(384, 384), (1536, 384), (384, 13), (100, 70)] {
            let packed = Linear::pack(&gemm, &noise(inputs * outputs, 1), outputs, inputs);
            let linear = Linear::new(packed, noise(outputs, 2));
            let input = noise(200 * inputs, 3);
            let mut whole = vec![0.0; 200 * outputs];
            linear.apply(&gemm, &input, &mut whole);
            for rows in 1..=200 {
                // The last rows, so that they lie elsewhere in the tiles.
                let mut some = vec![0.0; rows * outputs];
                linear.apply(&gemm, &input[(200 - rows) * inputs..], &mut some);
                assert_eq!(some, whole[(200 - rows) * outputs..], "{rows} rows of {inputs} inputs");
            }
        }
    }

    #[test]
    fn element_wise_operations_do_not_depend_on_the_place() {
        let values = noise(100, 4);
        let mut whole = values.clone();
        gelu(&mut whole);
        for start in 0..values.len() {
            let mut rest = values[start..].to_vec();
            gelu(&mut rest);
            assert_eq!(rest, whole[start..]);
        }
    }

    #[test]
    fn layer_norm() {
        let norm = LayerNorm { weight: vec![1.0, 2.0, 1.0], bias: vec![0.0, 0.0, 1.0], epsilon: 1e-12 };
        let mut row = [1.0, 2.0, 3.0];
        norm.apply(&mut row);
        let expected = [-1.2247449, 0.0, 2.2247449];
        assert!(row.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-6), "{row:?}");
    }
}
