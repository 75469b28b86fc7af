//! Which reading of a verb form agrees with its features.

use crate::text::{Mood, Tense, VerbForm};

fn mood(value: &str) -> Option<Mood> {
    Some(match value {
        "Ind" => Mood::Indicative,
        "Sub" => Mood::Subjunctive,
        "Cnd" => Mood::Conditional,
        "Imp" => Mood::Imperative,
        _ => return None,
    })
}

fn tense(value: &str) -> Option<Tense> {
    Some(match value {
        "Pres" => Tense::Present,
        "Imp" => Tense::Imperfect,
        "Past" => Tense::Past,
        "Fut" => Tense::Future,
        _ => return None,
    })
}

/// How far a reading contradicts a feature: 0 is not at all.
fn clash(reading: &VerbForm, name: &str, value: &str) -> u32 {
    let participle = reading.mood == Mood::Participle;
    let (clashes, weight) = match name {
        "VerbForm" => {
            let agrees = match value {
                "Inf" => reading.mood == Mood::Infinitive,
                "Part" => participle,
                "Fin" => !participle && reading.mood != Mood::Infinitive,
                _ => true,
            };
            (!agrees, 8)
        }
        "Mood" => (mood(value).is_some_and(|mood| mood != reading.mood), 4),
        // A conditional has no tense of its own.
        "Tense" => (tense(value).is_some_and(|tense| tense != reading.tense), 4),
        "Person" => (value.parse().is_ok_and(|person: u8| person != reading.person), 2),
        // A participle without agreement has the form of the masculine singular.
        "Number" => ((value == "Plur") != reading.plural, 2),
        "Gender" => (participle && (value == "Fem") != reading.feminine, 1),
        _ => (false, 0),
    };
    if clashes { weight } else { 0 }
}

/// The lemma of the reading that agrees best; of two, the one that the pack has first.
pub(super) fn best<'r>(readings: &'r [VerbForm], features: &str) -> Option<&'r str> {
    let clashes = |reading: &VerbForm| {
        let pairs = features.split('|').filter_map(|feature| feature.split_once('='));
        pairs.map(|(name, value)| clash(reading, name, value)).sum::<u32>()
    };
    readings.iter().min_by_key(|reading| clashes(reading)).map(|reading| reading.lemma.as_str())
}
