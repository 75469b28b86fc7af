//! The recogniser on any text, with the lists alone and with the bundled model.

use std::path::Path;
use std::sync::OnceLock;

use depeche::document::{Analysis, Component, Document, Entity, Sentence, Span};
use depeche::lang::Pack;
use depeche::recognise::Recogniser;
use depeche::recognise::neural::Model;
use proptest::prelude::*;
use rayon::prelude::*;

fn lists() -> &'static Recogniser {
    static LISTS: OnceLock<Recogniser> = OnceLock::new();
    LISTS.get_or_init(|| Recogniser::new(&Pack::embedded("fr").unwrap(), None).unwrap())
}

fn neural() -> Option<&'static Recogniser> {
    static NEURAL: OnceLock<Option<Recogniser>> = OnceLock::new();
    let open = || {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/ner-fr");
        if !path.join("model.safetensors").exists() {
            eprintln!("skipped: there is no model in {}", path.display());
            return None;
        }
        Some(Recogniser::new(&Pack::embedded("fr").unwrap(), Some(Model::open(&path).unwrap())).unwrap())
    };
    NEURAL.get_or_init(open).as_ref()
}

/// The entities, every line a sentence.
fn entities(recogniser: &Recogniser, text: &str) -> Vec<Entity> {
    let mut analysis = Analysis::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        analysis.sentences.push(Sentence { span: Span::new(start, start + line.trim_end().len()) });
        start += line.len();
    }
    recogniser.apply(&Document::new("x", "fr", text), &mut analysis).unwrap();
    for (entity, next) in analysis.entities.iter().zip(analysis.entities.iter().skip(1)) {
        assert!(entity.span.end <= next.span.start, "{entity:?} {next:?}");
    }
    for entity in &analysis.entities {
        assert!(!entity.span.of(text).is_empty() && (0.0..=1.0).contains(&entity.score), "{entity:?}");
    }
    analysis.entities
}

const TEXTS: [&str; 6] = [
    "Le préfet de l’Ardèche, Solène Aubrac, s’est rendue mardi à Privas.",
    "🙂 d'abord Lisbonne, puis Porto\u{202f}: « La Voix du Nord » y était.",
    "SELON LE MINISTÈRE DE L'INTÉRIEUR, UN MORT À NANTES",
    "\u{feff}\0\u{301}é\u{ad}\u{200d}",
    "Jean-Yves\u{a0}Le\u{a0}Drian a reçu Mme Merkel à l'Élysée (Paris).",
    "",
];

#[test]
fn names_in_sentences() {
    let Some(recogniser) = neural() else { return };
    let names = |text: &str| -> Vec<String> {
        let of = |entity: &Entity| format!("{} {}", entity.label, entity.span.of(text));
        entities(recogniser, text).iter().map(of).collect()
    };
    assert_eq!(
        names("Le préfet de la Drôme, Solène Aubrac, s’est rendue à Privas."),
        ["LOC Drôme", "PER Solène Aubrac", "LOC Privas"]
    );
    assert_eq!(names("L’Espagne et l'Italie ont signé."), ["LOC Espagne", "LOC Italie"]);
    assert_eq!(names("Trois soldats russes sont arrivés mardi à 9 h 30."), Vec::<String>::new());
}

#[test]
fn a_document_does_not_depend_on_the_others() {
    let Some(recogniser) = neural() else { return };
    let texts: Vec<&str> = TEXTS.iter().copied().cycle().take(48).collect();
    let alone: Vec<Vec<Entity>> = TEXTS.iter().map(|text| entities(recogniser, text)).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let spread: Vec<Vec<Entity>> = pool.install(|| texts.par_iter().map(|text| entities(recogniser, text)).collect());
    for (index, found) in spread.iter().enumerate() {
        assert_eq!(*found, alone[index % TEXTS.len()]);
    }
}

#[test]
fn very_long_texts() {
    for part in ["a", "Paris ", "«", "é\u{301}", "🙂", "Air "] {
        entities(lists(), &part.repeat(40_000));
        if let Some(recogniser) = neural() {
            entities(recogniser, &part.repeat(900));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>(), cut in 0usize..200, joined in "[ -'’«»A-Zé\n]{0,40}") {
        for text in [text.clone(), format!("{}{joined}{text}", TEXTS[cut % TEXTS.len()].chars().skip(cut % 7).collect::<String>())] {
            entities(lists(), &text);
            if let Some(recogniser) = neural() {
                entities(recogniser, &text);
            }
        }
    }
}
