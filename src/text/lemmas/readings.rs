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

/// The reading that agrees best with how far it contradicts the features; of two, the one that the pack has first.
fn closest<'r>(readings: &'r [VerbForm], features: &str) -> Option<(&'r VerbForm, u32)> {
    let clashes = |reading: &VerbForm| {
        let pairs = features.split('|').filter_map(|feature| feature.split_once('='));
        pairs.map(|(name, value)| clash(reading, name, value)).sum::<u32>()
    };
    readings.iter().map(|reading| (reading, clashes(reading))).min_by_key(|(_, clashes)| *clashes)
}

/// The lemma of the reading that agrees best.
pub(super) fn best<'r>(readings: &'r [VerbForm], features: &str) -> Option<&'r str> {
    closest(readings, features).map(|(reading, _)| reading.lemma.as_str())
}

/// The features of the reading that agrees best, where none agrees: no form is a future and a present at once.
pub(super) fn mended(readings: &[VerbForm], features: &str) -> Option<String> {
    let (reading, _) = closest(readings, features).filter(|(_, clashes)| *clashes > 0)?;
    let form = match reading.mood {
        Mood::Infinitive => "Inf",
        Mood::Participle => "Part",
        _ => "Fin",
    };
    let mood = match reading.mood {
        Mood::Indicative => Some("Ind"),
        Mood::Subjunctive => Some("Sub"),
        Mood::Conditional => Some("Cnd"),
        Mood::Imperative => Some("Imp"),
        _ => None,
    };
    let tense = match reading.tense {
        _ if matches!(reading.mood, Mood::Infinitive) => None,
        _ if matches!(reading.mood, Mood::Conditional) => Some("Pres"),
        Tense::Present => Some("Pres"),
        Tense::Imperfect => Some("Imp"),
        Tense::Past => Some("Past"),
        Tense::Future => Some("Fut"),
    };
    let agrees = form == "Fin" || form == "Part" && tense == Some("Past");
    let number = agrees.then_some(if reading.plural { "Plur" } else { "Sing" });
    let gender = (agrees && form == "Part").then_some(if reading.feminine { "Fem" } else { "Masc" });
    let person = (form == "Fin" && reading.person > 0).then(|| reading.person.to_string());
    let own = [
        ("Gender", gender),
        ("Mood", mood),
        ("Number", number),
        ("Person", person.as_deref()),
        ("Tense", tense),
        ("VerbForm", Some(form)),
    ];
    let kept =
        features.split('|').filter(|feature| own.iter().all(|(name, _)| feature.split('=').next() != Some(*name)));
    let written = own.iter().filter_map(|(name, value)| Some(format!("{name}={}", (*value)?)));
    let mut all: Vec<String> = written.chain(kept.filter(|feature| !feature.is_empty()).map(str::to_owned)).collect();
    all.sort();
    Some(all.join("|"))
}
