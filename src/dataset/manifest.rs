use std::collections::BTreeMap;

use serde::Serialize;

use super::Counts;
use crate::record::SCHEMA_VERSION;

/// What a run was: enough to run it again. No clock, host, absolute path or number of threads, so that
/// equal runs have equal manifests.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    schema_version: &'static str,
    program: &'static str,
    version: &'static str,
    offset_unit: &'static str,
    /// False when the run was interrupted: the files hold the documents up to there.
    pub complete: bool,
    /// What was asked for.
    pub settings: RunSettings,
    /// Language packs with their digests.
    pub packs: Vec<PackEntry>,
    /// Models with their digests.
    pub models: Vec<ModelEntry>,
    /// What came out.
    pub counts: Counts,
}

/// The settings that change what comes out.
#[derive(Clone, Debug, Serialize)]
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

impl Manifest {
    /// The manifest of a run.
    pub fn new(
        complete: bool,
        settings: RunSettings,
        packs: Vec<PackEntry>,
        models: Vec<ModelEntry>,
        counts: Counts,
    ) -> Manifest {
        Manifest {
            schema_version: SCHEMA_VERSION,
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            offset_unit: "codepoint",
            complete,
            settings,
            packs,
            models,
            counts,
        }
    }

    /// Indented JSON with a newline at the end.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).expect("a manifest has string keys");
        json.push('\n');
        json
    }
}
