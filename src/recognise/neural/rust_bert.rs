//! The rust-bert engine: the networks of the `rust-bert` crate over libtorch, on processor or GPU. The only file that names
//! `tch`.
//!
//! Only its networks are taken. Its pipelines shift offsets by accents, hand results of later batches to earlier texts and fail
//! on long ones; cutting, windows and decoding are those of the other engine.
//!
//! A network can be moved to another thread, but not be used by two. So every thread that computes has one, made when it is
//! first needed, and all share the same weights. Each uses one thread of libtorch: parallelism is over documents, set by
//! `--jobs` alone, and what comes out does not depend on it. The other way, one owner of the network with as many threads of
//! libtorch, was slower on two cores.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rust_bert::Activation;
use rust_bert::bert::{BertConfig, BertForTokenClassification};
use rust_bert::distilbert::{DistilBertConfig, DistilBertForTokenClassification};
use rust_bert::roberta::RobertaForTokenClassification;
use tch::nn::VarStore;
use tch::{Kind, Tensor, no_grad};

use super::config::ROBERTA_PADDING;
use super::{Architecture, Config, Device, Folder, ModelError, Tagger, TaggerError, check, weights};

/// The only version of libtorch that `tch` compiles with.
const LIBTORCH: &str = "2.4.0";

/// Pieces in a pass, with those that fill up shorter sequences; a longer sequence is a pass of its own. Small enough for the
/// processor's cache: more at a time is slower.
const CPU_PASS: usize = 256;
/// The same on a GPU, which wants more at a time. Not tried on one.
const CUDA_PASS: usize = 16384;

/// A model whose weights are in the memory of a device.
pub struct RustBert {
    id: String,
    labels: Vec<String>,
    config: Config,
    device: tch::Device,
    weights: Mutex<HashMap<String, Tensor>>,
    idle: Mutex<Vec<Network>>,
}

/// One of the networks of rust-bert.
enum Network {
    Bert(BertForTokenClassification),
    Roberta(RobertaForTokenClassification),
    DistilBert(DistilBertForTokenClassification),
}

impl RustBert {
    /// Reads the weights of a folder into the memory of a device.
    pub fn load(folder: &Folder, device: Device) -> Result<RustBert, ModelError> {
        same_libtorch(&Path::new(env!("DEPECHE_LIBTORCH")).with_file_name("build-version"))?;
        let device = find(device)?;
        let config = &folder.config;
        refuse(&folder.path.join("config.json"), config)?;
        let path = folder.path.join(weights::FILE);
        enough(&path, config)?;
        let (network, variables) = guard(|| Network::new(config, folder.labels.len(), device))
            .map_err(|message| ModelError::new(&folder.path, message))?;
        fill(&path, folder, &variables)?;
        Ok(RustBert {
            id: folder.id(),
            labels: folder.labels.clone(),
            config: config.clone(),
            device,
            weights: Mutex::new(variables),
            idle: Mutex::new(vec![network]),
        })
    }

    /// A network that no other thread uses.
    fn network(&self) -> Result<Network, String> {
        if let Some(idle) = lock(&self.idle).pop() {
            return Ok(idle);
        }
        // One at a time: a new one is as large as the weights until it shares them.
        let weights = lock(&self.weights);
        guard(|| {
            let (network, variables) = Network::new(&self.config, self.labels.len(), self.device)?;
            no_grad(|| variables.into_iter().for_each(|(name, mut variable)| variable.set_data(&weights[&name])));
            Ok(network)
        })
    }

    /// Logits of sequences of which none is too long, in portions of similar length.
    fn compute(&self, network: &Network, sequences: &[Vec<u32>]) -> Result<Vec<Vec<f32>>, String> {
        let mut order: Vec<usize> = (0..sequences.len()).collect();
        order.sort_by_key(|at| sequences[*at].len());
        let mut found = vec![Vec::new(); sequences.len()];
        let most = if self.device.is_cuda() { CUDA_PASS } else { CPU_PASS };
        let mut rest = &order[..];
        while !rest.is_empty() {
            // Sequences are sorted, so the next is the longest so far.
            let fits = |(count, at): &(usize, &usize)| (count + 1) * sequences[**at].len() <= most;
            let count = rest.iter().enumerate().take_while(fits).count().max(1);
            let (pass, after) = rest.split_at(count);
            rest = after;
            let length = pass.last().map_or(0, |at| sequences[*at].len());
            let mut ids = vec![0i64; count * length];
            let mut mask = vec![0i64; count * length];
            for (at, (ids, mask)) in pass.iter().zip(ids.chunks_mut(length).zip(mask.chunks_mut(length))) {
                // What pads the rest is masked; RoBERTa counts positions by it.
                ids.fill(self.padding());
                ids.iter_mut().zip(&sequences[*at]).for_each(|(slot, id)| *slot = i64::from(*id));
                mask[..sequences[*at].len()].fill(1);
            }
            let tensor = |values: &[i64]| {
                let flat = Tensor::f_from_slice(values)?;
                flat.f_view([count as i64, length as i64])?.f_to_device(self.device)
            };
            let (ids, mask) = (tensor(&ids).map_err(first_line)?, tensor(&mask).map_err(first_line)?);
            let logits = network.forward(&ids, &mask)?;
            let width = self.labels.len();
            let rows = numbers(&logits, count * length * width).map_err(first_line)?;
            for (at, rows) in pass.iter().zip(rows.chunks(length * width)) {
                found[*at] = rows[..sequences[*at].len() * width].to_vec();
            }
        }
        Ok(found)
    }

    fn padding(&self) -> i64 {
        match self.config.architecture() {
            Some(Architecture::Roberta) => ROBERTA_PADDING as i64,
            _ => 0,
        }
    }
}

impl Tagger for RustBert {
    fn id(&self) -> &str {
        &self.id
    }

    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn longest(&self) -> usize {
        self.config.longest()
    }

    fn logits(&self, sequences: Vec<Vec<u32>>) -> Result<Vec<Vec<f32>>, TaggerError> {
        check(sequences.iter().map(Vec::as_slice), self.longest(), self.config.vocab_size)?;
        one_thread();
        let outcome = self.network().and_then(|network| {
            let found = guard(|| no_grad(|| self.compute(&network, &sequences)))?;
            lock(&self.idle).push(network);
            Ok(found)
        });
        outcome.map_err(TaggerError)
    }
}

impl Network {
    /// A network of random values, and its variables by name.
    fn new(config: &Config, labels: usize, device: tch::Device) -> Result<(Network, HashMap<String, Tensor>), String> {
        let mut store = VarStore::new(device);
        let root = store.root();
        // Only their number matters here.
        let id2label = Some((0..labels as i64).map(|number| (number, String::new())).collect());
        let size = |size: usize| size as i64;
        let bert = BertConfig {
            hidden_act: activation(config).unwrap_or(Activation::gelu),
            hidden_size: size(config.hidden_size),
            intermediate_size: size(config.intermediate_size),
            max_position_embeddings: size(config.max_position_embeddings),
            num_attention_heads: size(config.num_attention_heads),
            num_hidden_layers: size(config.num_hidden_layers),
            type_vocab_size: size(config.type_vocab_size),
            vocab_size: size(config.vocab_size),
            id2label: id2label.clone(),
            ..BertConfig::default()
        };
        let wrong = |error: rust_bert::RustBertError| error.to_string();
        let network = match config.architecture() {
            Some(Architecture::Bert) => Network::Bert(BertForTokenClassification::new(root, &bert).map_err(wrong)?),
            Some(Architecture::Roberta) => {
                Network::Roberta(RobertaForTokenClassification::new(root, &bert).map_err(wrong)?)
            }
            Some(Architecture::DistilBert) => {
                let config = DistilBertConfig {
                    activation: bert.hidden_act,
                    dim: bert.hidden_size,
                    hidden_dim: bert.intermediate_size,
                    max_position_embeddings: bert.max_position_embeddings,
                    n_heads: bert.num_attention_heads,
                    n_layers: bert.num_hidden_layers,
                    // Learnt or computed by a formula, the positions are in the file.
                    sinusoidal_pos_embds: false,
                    vocab_size: bert.vocab_size,
                    id2label,
                    ..DistilBertConfig::default()
                };
                Network::DistilBert(DistilBertForTokenClassification::new(root, &config).map_err(wrong)?)
            }
            None => return Err("is of no network that is known".to_owned()),
        };
        store.freeze();
        Ok((network, store.variables()))
    }

    /// Logits (sequences x pieces x labels).
    fn forward(&self, ids: &Tensor, mask: &Tensor) -> Result<Tensor, String> {
        let (ids, mask) = (Some(ids), Some(mask));
        Ok(match self {
            Network::Bert(network) => network.forward_t(ids, mask, None, None, None, false).logits,
            Network::Roberta(network) => network.forward_t(ids, mask, None, None, None, false).logits,
            Network::DistilBert(network) => {
                network.forward_t(ids, mask, None, false).map_err(|error| error.to_string())?.logits
            }
        })
    }
}

/// Puts the values of the weights file into the variables; every variable must have been in it.
fn fill(path: &Path, folder: &Folder, variables: &HashMap<String, Tensor>) -> Result<(), ModelError> {
    let mut missing: BTreeSet<&String> = variables.keys().collect();
    weights::read(
        path,
        folder.registered(weights::FILE),
        |name| Some(variables.get(name)?.size().into_iter().map(|size| size as usize).collect()),
        |name, values| {
            if let Some(variable) = variables.get(name) {
                let copied = Tensor::f_from_slice(&values.into_single())
                    .and_then(|values| values.f_view_as(variable))
                    .and_then(|values| no_grad(|| variable.shallow_clone().f_copy_(&values)));
                copied.map_err(|error| ModelError::new(path, first_line(error)))?;
                missing.retain(|other| *other != name);
            }
            Ok(())
        },
    )?;
    match missing.first() {
        Some(name) => {
            Err(ModelError::new(path, format!("has no `{name}`"))
                .hint("weights and configuration are of different models"))
        }
        None => Ok(()),
    }
}

/// Whether libtorch is of the version that this program was compiled with, as far as its folder says.
fn same_libtorch(file: &Path) -> Result<(), ModelError> {
    match std::fs::read_to_string(file) {
        Ok(version) if version.trim().split('+').next() != Some(LIBTORCH) => {
            Err(ModelError::new(file, format!("says that libtorch is {}", version.trim()))
                .hint(format!("this program needs libtorch {LIBTORCH}: see `scripts/with-libtorch`")))
        }
        _ => Ok(()),
    }
}

/// The device, if there is such a one.
fn find(device: Device) -> Result<tch::Device, ModelError> {
    let Device::Cuda(number) = device else { return Ok(tch::Device::Cpu) };
    let count = if tch::Cuda::is_available() { tch::Cuda::device_count().max(0) as usize } else { 0 };
    if number < count {
        return Ok(tch::Device::Cuda(number));
    }
    let name = device.to_string();
    Err(match count {
        0 => ModelError::new(name, "is a device that libtorch does not see").hint(
            "take `--device cpu`, or build with the libtorch for CUDA (docs/engines.md) on a machine that has a GPU",
        ),
        1 => ModelError::new(name, "is a device that is not there").hint("there is `cuda:0` only"),
        _ => ModelError::new(name, "is a device that is not there")
            .hint(format!("there are `cuda:0` to `cuda:{}`", count - 1)),
    })
}

/// Whether rust-bert computes the network, as its configuration has it.
fn refuse(path: &Path, config: &Config) -> Result<(), ModelError> {
    if config.architecture().is_none() {
        let hint = "the rust-bert engine computes token classification by BERT, RoBERTa, CamemBERT, XLM-RoBERTa and \
                    DistilBERT";
        return Err(config.refused(path, hint));
    }
    if activation(config).is_none() {
        return Err(ModelError::new(path, format!("has a `hidden_act` `{}`", config.hidden_act))
            .hint("the rust-bert engine does not compute that"));
    }
    Ok(())
}

fn activation(config: &Config) -> Option<Activation> {
    Some(match config.hidden_act.as_str() {
        "gelu" => Activation::gelu,
        "gelu_new" => Activation::gelu_new,
        "relu" => Activation::relu,
        "silu" | "swish" => Activation::swish,
        "mish" => Activation::mish,
        "tanh" => Activation::tanh,
        _ => return None,
    })
}

/// Whether the weights file is large enough for the network, which is built, and takes its memory, before the file is read.
fn enough(path: &Path, config: &Config) -> Result<(), ModelError> {
    let (hidden, inner) = (config.hidden_size as u128, config.intermediate_size as u128);
    let rows = (config.vocab_size + config.max_position_embeddings) as u128;
    let layers = config.num_hidden_layers as u128 * (4 * hidden + 2 * inner);
    let wanted = 2 * hidden * (rows + layers);
    let size = std::fs::metadata(path).map_err(|error| ModelError::io(path, &error))?.len();
    if u128::from(size) < wanted {
        return Err(ModelError::new(path, format!("is cut short: {size} bytes where config.json asks for {wanted}"))
            .hint("if it is whole, weights and configuration are of different models"));
    }
    Ok(())
}

/// Runs what may panic, which is how rust-bert reports most faults of libtorch (no memory on the device, for one).
fn guard<R>(work: impl FnOnce() -> Result<R, String>) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(text.unwrap_or_else(|| "libtorch failed".to_owned()))
    })
}

/// Sets the calling thread's part of libtorch to one thread, once.
fn one_thread() {
    thread_local!(static SET: Cell<bool> = const { Cell::new(false) });
    if !SET.replace(true) {
        tch::set_num_threads(1);
    }
}

fn numbers(tensor: &Tensor, count: usize) -> Result<Vec<f32>, tch::TchError> {
    let mut found = vec![0.0; count];
    tensor.f_to_device(tch::Device::Cpu)?.f_to_kind(Kind::Float)?.f_contiguous()?.f_copy_data(&mut found, count)?;
    Ok(found)
}

/// What libtorch says, without the trace that follows.
fn first_line(error: tch::TchError) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_libtorch_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for (version, right) in [("2.4.0\n", true), ("2.4.0+cu121", true), ("2.5.1+cpu\n", false), ("2.4.01", false)] {
            std::fs::write(file.path(), version).unwrap();
            let found = same_libtorch(file.path());
            assert_eq!(found.is_ok(), right, "{version}");
            assert!(right || found.unwrap_err().to_string().contains("needs libtorch 2.4.0"));
        }
        assert!(same_libtorch(Path::new("no/such/file")).is_ok());
    }
}
