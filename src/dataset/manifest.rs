use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::Serialize;
use serde_json::Value;

use super::{Chain, Counts, MANIFEST};
use crate::record::SCHEMA_VERSION;

/// What a run was: enough to run it again. No clock, host, absolute path or number of threads, so that
/// equal runs have equal manifests.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    schema_version: &'static str,
    program: &'static str,
    version: &'static str,
    offset_unit: &'static str,
    /// Always: a run that has not ended has a journal and no manifest.
    complete: bool,
    /// What was asked for.
    pub settings: RunSettings,
    /// Language packs with their digests.
    pub packs: Vec<PackEntry>,
    /// Models with their digests.
    pub models: Vec<ModelEntry>,
    /// Of all that was read, by all shards together, once it is known.
    input_digest: Option<Chain>,
    /// What came out, once it is known.
    counts: Option<Counts>,
}

/// The settings that change what comes out.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RunSettings {
    /// `embedded`, `rust-bert` or `none`.
    pub engine: String,
    /// What the engine computes on: `cpu`, `cuda:0`.
    pub device: String,
    /// `--labels`: the meaning of a model's classes, where it was given.
    pub labels: BTreeMap<String, String>,
    /// The language of the documents; `auto` where each has its own.
    pub language: String,
    /// `--field`: the user's names of fields, `FIELD=NAME`.
    pub fields: Vec<String>,
    /// `--published`.
    pub published: Option<String>,
    /// `--limit`.
    pub limit: Option<u64>,
    /// `--shard`: `2/8`.
    pub shard: Option<String>,
    /// `--skip-duplicates`.
    pub skip_duplicates: bool,
    /// The largest article that is read, in bytes.
    pub max_bytes: u64,
    /// Whether records carry the text.
    pub text: bool,
    /// Whether records carry the tokens.
    pub tokens: bool,
}

/// A language pack of the run.
#[derive(Clone, Debug, Serialize)]
pub struct PackEntry {
    /// ISO 639-1.
    pub language: String,
    /// `sha256:` over its files.
    pub digest: String,
}

/// A model of the run.
#[derive(Clone, Debug, Serialize)]
pub struct ModelEntry {
    /// As in `found_by`.
    pub id: String,
    /// `sha256:` of its weights.
    pub digest: String,
}

/// Four files of each are open when they are merged.
const MAX_SHARDS: u64 = 200;

/// A part of a run: every `of`th item, from the `number`th on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    pub number: u64,
    /// How many there are.
    pub of: u64,
}

impl Shard {
    /// Whether the item at `index` (from 0) belongs to it.
    pub fn has(self, index: u64) -> bool {
        index % self.of == self.number - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let parts = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((number, of)) if (1..=of).contains(&number) && of <= MAX_SHARDS => Ok(Shard { number, of }),
            _ => Err("expected I/N, such as 2/8: the second of eight".to_owned()),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl Manifest {
    /// The manifest of a run that begins.
    pub fn new(settings: RunSettings, packs: Vec<PackEntry>, models: Vec<ModelEntry>) -> Manifest {
        Manifest {
            schema_version: SCHEMA_VERSION,
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            offset_unit: "codepoint",
            complete: true,
            settings,
            packs,
            models,
            input_digest: None,
            counts: None,
        }
    }

    pub(super) fn is_shard(&self) -> bool {
        self.settings.shard.is_some()
    }

    /// All of it but the counts: what a run that goes on must have in common with what it was.
    pub(super) fn run(&self) -> Value {
        let mut run = serde_json::to_value(self).expect("a manifest has string keys");
        RESULTS.iter().for_each(|key| drop(run.as_object_mut().and_then(|run| run.shift_remove(*key))));
        run
    }

    /// The manifest of a run that has ended.
    pub(super) fn to_json(&self, counts: &Counts, input: &Chain) -> String {
        to_json(&Manifest { counts: Some(*counts), input_digest: Some(input.clone()), ..self.clone() })
    }
}

/// Indented JSON with a newline at the end.
pub(super) fn to_json(manifest: &impl Serialize) -> String {
    let mut json = serde_json::to_string_pretty(manifest).expect("a manifest has string keys");
    json.push('\n');
    json
}

/// What a manifest says beside the run itself.
const RESULTS: [&str; 2] = ["input_digest", "counts"];

/// The manifest of a finished run.
pub(super) struct Finished {
    pub run: Value,
    pub input: Value,
    pub counts: Counts,
}

/// Reads the manifest of a finished run.
pub(super) fn read(folder: &Path) -> Option<Finished> {
    let mut run: Value = serde_json::from_slice(&std::fs::read(folder.join(MANIFEST)).ok()?).ok()?;
    let take = |key: &str| run.as_object_mut()?.shift_remove(key);
    let [input, counts] = RESULTS.map(take);
    Some(Finished { run, input: input?, counts: serde_json::from_value(counts?).ok()? })
}

/// Whether a run is what it was; if not, what differs.
pub(super) fn same(then: &Value, now: &Value) -> Result<(), Vec<String>> {
    let mut found = Vec::new();
    differences("", then, now, &mut found);
    if found.is_empty() { Ok(()) } else { Err(found) }
}

fn differences(place: &str, then: &Value, now: &Value, found: &mut Vec<String>) {
    match (then, now) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: Vec<&String> = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))).collect();
            for key in keys {
                let place = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
                differences(&place, a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (n, (a, b)) in a.iter().zip(b).enumerate() {
                differences(&format!("{place}[{n}]"), a, b, found);
            }
        }
        _ if then == now => {}
        _ => found.push(format!("`{place}` was {then} and is {now}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_said() {
        let then = json!({"version": "1", "settings": {"engine": "none", "limit": null}, "packs": [{"digest": "a"}]});
        assert_eq!(same(&then, &then), Ok(()));
        let now = json!({"version": "1", "settings": {"engine": "embedded", "limit": null, "new": true}, "packs": [{"digest": "b"}]});
        let expected = [
            r#"`settings.engine` was "none" and is "embedded""#,
            "`settings.new` was null and is true",
            r#"`packs[0].digest` was "a" and is "b""#,
        ];
        assert_eq!(same(&then, &now), Err(expected.map(str::to_owned).to_vec()));
    }

    #[test]
    fn shards() {
        for text in ["1/1", "2/8", "8/8"] {
            assert_eq!(text.parse::<Shard>().unwrap().to_string(), text);
        }
        for text in ["", "1", "0/2", "3/2", "1/0", "a/b", "-1/2", "1/2/3"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
        let shards: Vec<Shard> = (1..=3).map(|number| Shard { number, of: 3 }).collect();
        assert!((0..10).all(|index| shards.iter().filter(|shard| shard.has(index)).count() == 1));
    }
}
