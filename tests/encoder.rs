//! The embedded engine against the committed reference of transformers, and against itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use depeche::recognise::neural::{Embedded, Folder, Sequence, Tagger};
use rayon::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    text: String,
    ids: Vec<u32>,
    logits: Vec<Vec<f32>>,
    /// The pieces that words begin in, and what the heads of syntax say of the words.
    words: Vec<usize>,
    heads: Option<Vec<Option<usize>>>,
    relations: Option<Vec<usize>>,
    tags: Vec<Vec<usize>>,
}

fn model() -> Option<(Folder, Arc<Embedded>)> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/ner-fr");
    if !path.join("model.safetensors").exists() {
        eprintln!("skipped: there is no model in {}", path.display());
        return None;
    }
    let folder = Folder::open(&path).unwrap();
    let engine = Embedded::load(&folder).unwrap();
    Some((folder, Arc::new(engine)))
}

fn reference() -> Vec<Reference> {
    serde_json::from_str(include_str!("data/ner-fr-reference.json")).unwrap()
}

#[test]
fn agrees_with_transformers() {
    let Some((folder, engine)) = model() else { return };
    let reference = reference();
    let logits = engine.logits(reference.iter().map(|item| item.ids.clone()).collect()).unwrap();
    let mut worst = 0.0f32;
    for (item, found) in reference.iter().zip(logits) {
        let pieces = folder.cut(&item.text).unwrap();
        let ids =
            [&folder.prefix[..], &pieces.iter().map(|piece| piece.id).collect::<Vec<u32>>(), &folder.suffix].concat();
        assert_eq!(ids, item.ids, "{}", item.text);
        let expected: Vec<f32> = item.logits.concat();
        assert_eq!(found.len(), expected.len());
        let difference = found.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        worst = worst.max(difference);
        assert!(difference < 1e-3, "{difference} in {}", item.text);
    }
    println!("largest difference of a logit: {worst:e}");
}

#[test]
fn parses_as_the_reference_does() {
    let Some((_, engine)) = model() else { return };
    assert!(engine.parses());
    let reference = reference();
    let sequence = |item: &Reference| Sequence { ids: item.ids.clone(), words: item.words.clone() };
    let read = engine.read(reference.iter().map(sequence).collect()).unwrap();
    let mut compared = 0;
    for (item, reading) in reference.iter().zip(read) {
        assert_eq!(reading.words.len(), item.words.len(), "{}", item.text);
        for (at, word) in reading.words.iter().enumerate() {
            assert_eq!(word.tags, item.tags[at], "{}: tags of word {at}", item.text);
            if let (Some(heads), Some(relations)) = (&item.heads, &item.relations) {
                assert_eq!((word.head, word.relation), (heads[at], relations[at]), "{}: word {at}", item.text);
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "the reference has {compared} words in trees");
}

#[test]
fn logits_do_not_depend_on_company_order_or_thread() {
    let Some((_, engine)) = model() else { return };
    let sequences: Vec<Vec<u32>> = [1usize, 2, 3, 5, 6, 7, 31, 32, 33, 64, 65, 129, 200, 512, 4, 11]
        .iter()
        .map(|length| (0..*length).map(|at| ((at * 7919 + length * 104_729) % 57_000) as u32).collect())
        .collect();
    let alone: Vec<Vec<f32>> =
        sequences.iter().map(|sequence| engine.logits(vec![sequence.clone()]).unwrap().remove(0)).collect();
    assert!(engine.logits(sequences.clone()).unwrap() == alone, "together");
    let mut backwards = engine.logits(sequences.iter().rev().cloned().collect()).unwrap();
    backwards.reverse();
    assert!(backwards == alone, "backwards");
    let spread: Vec<Vec<f32>> =
        sequences.par_iter().map(|sequence| engine.logits(vec![sequence.clone()]).unwrap().remove(0)).collect();
    assert!(spread == alone, "on several threads");
    let parsed = |sequences: &[Vec<u32>]| -> Vec<_> {
        let ask = |ids: &Vec<u32>| Sequence { ids: ids.clone(), words: (0..ids.len()).step_by(2).collect() };
        engine.read(sequences.iter().map(ask).collect()).unwrap()
    };
    let one_by_one: Vec<_> = sequences.chunks(1).flat_map(parsed).collect();
    assert!(parsed(&sequences) == one_by_one, "parsed together");
}

#[test]
fn refuses_what_it_cannot_compute() {
    let Some((_, engine)) = model() else { return };
    assert_eq!(engine.logits(Vec::new()).unwrap(), Vec::<Vec<f32>>::new());
    assert!(engine.logits(vec![Vec::new()]).is_err());
    assert!(engine.logits(vec![vec![0; engine.longest() + 1]]).is_err());
    assert!(engine.logits(vec![vec![u32::MAX]]).is_err());
    assert!(engine.read(vec![Sequence { ids: vec![0, 2], words: vec![2] }]).is_err());
}
