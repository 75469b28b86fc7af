//! Reading `model.safetensors`: one pass, tensor by tensor, hashed on the way, so that the file is never whole in memory.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use half::{bf16, f16};
use safetensors::Dtype;
use safetensors::tensor::Metadata;
use sha2::{Digest, Sha256};

use super::{FileEntry, ModelError};

/// The weights file of a model folder.
pub const FILE: &str = "model.safetensors";

/// What to do about a file that is damaged.
const AGAIN: &str = "the file is damaged: copy or export it again";

/// No header of a model is longer.
const LONGEST_HEADER: u64 = 16 << 20;

/// The values of a tensor, in the precision of the file.
#[derive(Clone, Debug)]
pub enum Values {
    /// Half precision.
    Half(Vec<f16>),
    /// Single precision.
    Single(Vec<f32>),
}

impl Values {
    /// All values in single precision.
    pub fn into_single(self) -> Vec<f32> {
        match self {
            Values::Half(values) => values.into_iter().map(f32::from).collect(),
            Values::Single(values) => values,
        }
    }

    fn finite(&self) -> bool {
        match self {
            Values::Half(values) => values.iter().all(|value| value.is_finite()),
            Values::Single(values) => values.iter().all(|value| value.is_finite()),
        }
    }
}

/// A file being read, and the hash of what was read so far.
struct Hashed<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Hashed<R> {
    fn bytes(&mut self, buffer: &mut Vec<u8>, count: usize) -> std::io::Result<()> {
        buffer.resize(count, 0);
        self.inner.read_exact(buffer)?;
        self.hash.update(buffer);
        Ok(())
    }

    fn drain(&mut self) -> std::io::Result<()> {
        let mut buffer = vec![0; 1 << 16];
        loop {
            match self.inner.read(&mut buffer)? {
                0 => return Ok(()),
                count => self.hash.update(&buffer[..count]),
            }
        }
    }
}

/// Hands every tensor for which `shape_of` gives a shape to `take`, in the order of the file.
///
/// The shape is the one that the tensor must have. Size and digest are checked against the registry where it has the
/// file; a wrong digest is reported before anything else that is wrong, since it explains it.
pub fn read(
    path: &Path,
    registered: Option<&FileEntry>,
    shape_of: impl Fn(&str) -> Option<Vec<usize>>,
    take: impl FnMut(&str, Values) -> Result<(), ModelError>,
) -> Result<(), ModelError> {
    let file = File::open(path).map_err(|error| ModelError::io(path, &error))?;
    let size = file.metadata().map_err(|error| ModelError::io(path, &error))?.len();
    if let Some(entry) = registered {
        entry.check_size(path, size)?;
    }
    let mut source = Hashed { inner: BufReader::with_capacity(1 << 18, file), hash: Sha256::new() };
    let outcome = tensors(path, &mut source, size, shape_of, take);
    if let Some(entry) = registered {
        source.drain().map_err(|error| ModelError::io(path, &error))?;
        entry.check_digest(path, source.hash)?;
    }
    outcome
}

fn tensors<R: Read>(
    path: &Path,
    source: &mut Hashed<R>,
    size: u64,
    shape_of: impl Fn(&str) -> Option<Vec<usize>>,
    mut take: impl FnMut(&str, Values) -> Result<(), ModelError>,
) -> Result<(), ModelError> {
    let io = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => ModelError::new(path, "is cut short").hint(AGAIN),
        _ => ModelError::io(path, &error),
    };
    let malformed = |what: String| ModelError::new(path, format!("is not a safetensors file: {what}")).hint(AGAIN);
    let mut buffer = Vec::new();
    source.bytes(&mut buffer, 8).map_err(io)?;
    let header = buffer.iter().rev().fold(0u64, |length, byte| length << 8 | u64::from(*byte));
    if header > LONGEST_HEADER.min(size) {
        return Err(malformed(format!("a header of {header} bytes")));
    }
    source.bytes(&mut buffer, header as usize).map_err(io)?;
    let length = header + 8;
    let header: Metadata = serde_json::from_slice(&buffer).map_err(|error| malformed(error.to_string()))?;
    let wanted = length.saturating_add(header.data_len() as u64);
    if wanted > size {
        return Err(ModelError::new(path, format!("is cut short: {size} bytes of {wanted}")).hint(AGAIN));
    }
    for name in header.offset_keys() {
        let Some(info) = header.info(&name) else { continue };
        source.bytes(&mut buffer, info.data_offsets.1 - info.data_offsets.0).map_err(io)?;
        let Some(shape) = shape_of(&name) else { continue };
        if info.shape != shape {
            let message = format!("has `{name}` of shape {:?} where config.json asks for {shape:?}", info.shape);
            return Err(ModelError::new(path, message).hint("weights and configuration are of different models"));
        }
        let values = values(&buffer, info.dtype).ok_or_else(|| {
            ModelError::new(path, format!("has `{name}` in {:?}", info.dtype)).hint("F16, BF16 and F32 can be read")
        })?;
        if !values.finite() {
            return Err(ModelError::new(path, format!("has values in `{name}` that are not finite")).hint(AGAIN));
        }
        take(&name, values)?;
    }
    Ok(())
}

fn values(bytes: &[u8], dtype: Dtype) -> Option<Values> {
    let halves = || bytes.as_chunks::<2>().0.iter();
    Some(match dtype {
        Dtype::F16 => Values::Half(halves().map(|pair| f16::from_le_bytes(*pair)).collect()),
        Dtype::BF16 => Values::Single(halves().map(|pair| bf16::from_le_bytes(*pair).to_f32()).collect()),
        Dtype::F32 => Values::Single(bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect()),
        _ => return None,
    })
}
