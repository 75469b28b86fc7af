//! Whatever comes in: no panic, and every span inside the text, on characters, in order.

use std::sync::LazyLock;

use depeche::document::{Analysis, Document, Span};
use depeche::lang::Pack;
use depeche::pipeline::Pipeline;
use depeche::record;
use proptest::prelude::*;

static PIPELINE: LazyLock<Pipeline> =
    LazyLock::new(|| Pipeline::standard(&Pack::embedded("fr").unwrap(), None).unwrap());

/// Words of the press, thrown together: they reach deeper into the rules than random letters do.
const WORDS: &[&str] = &[
    "Bakou",
    "l'Azerbaïdjan",
    "L’Arménie",
    "le",
    "président",
    "a déclaré",
    "que",
    "« ",
    " »",
    "\"",
    "jeudi",
    "le 20 septembre",
    "13 heures",
    "(9 heures GMT)",
    "depuis 1991",
    "À l'automne 2020",
    "cessez-le-feu",
    "accord",
    "arméniens",
    "n'a pas",
    "aurait",
    "tué",
    "trois",
    "blessés",
    ",",
    ".",
    ";",
    ":",
    "?",
    "…",
    "—",
    "\n",
    "\n\n",
    "selon",
    "M. Dupont",
    "J.-P.",
    "été",
    "du 3 au 5 mai",
    "entre",
    "et",
    "44 jours",
    "manifestation",
    "contre",
    "par",
    "𝒳",
    "e\u{301}",
    "\u{202f}",
    "\u{200b}",
    "(",
    ")",
    "31/02/2023",
    "99999999999999999999",
    "l'",
    "qu'",
    "-t-il",
    "sous la médiation de",
    "Union soviétique",
    "il y a",
    "vingt et un",
    "ans",
];

fn press() -> impl Strategy<Value = String> {
    let word = prop_oneof![8 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => "\\PC{0,6}".prop_map(|s| s)];
    prop::collection::vec((word, prop::sample::select(&[" ", " ", " ", "", "\u{a0}"][..])), 0..60)
        .prop_map(|parts| parts.into_iter().map(|(word, space)| word + space).collect())
}

fn check(document: &Document) -> Result<(), TestCaseError> {
    let analysis = PIPELINE.analyse(document).map_err(|failure| TestCaseError::fail(failure.message))?;
    let inside = |span: Span| document.text.get(span.start..span.end).is_some() && span.start <= span.end;
    for span in spans(&analysis) {
        prop_assert!(inside(span), "{span:?} is not in the text");
    }
    let apart = |spans: Vec<Span>| spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
    prop_assert!(apart(analysis.sentences.iter().map(|item| item.span).collect()), "sentences overlap");
    prop_assert!(apart(analysis.entities.iter().map(|item| item.span).collect()), "entities overlap");
    prop_assert!(apart(analysis.times.iter().map(|item| item.span).collect()), "times overlap");
    for event in &analysis.events {
        let sentence = analysis.sentences[event.sentence].span;
        prop_assert!(sentence.contains(event.trigger), "a trigger outside its sentence");
    }
    let record = record::document(document, &analysis);
    let text: Vec<char> = document.text.chars().collect();
    for item in &record.entities {
        prop_assert_eq!(text[item.start..item.end].iter().collect::<String>(), item.text.clone());
    }
    Ok(())
}

fn spans(analysis: &Analysis) -> Vec<Span> {
    let mut spans: Vec<Span> = analysis.sentences.iter().map(|item| item.span).collect();
    spans.extend(analysis.entities.iter().map(|item| item.span));
    spans.extend(analysis.demonyms.iter().map(|item| item.span));
    spans.extend(analysis.times.iter().map(|item| item.span));
    for statement in &analysis.statements {
        spans.push(statement.span);
        spans.extend(statement.source);
        spans.extend(statement.cue);
    }
    for event in &analysis.events {
        spans.push(event.trigger);
        let parties = event.actors.iter().chain(&event.recipients).chain(&event.others);
        spans.extend(parties.map(|party| party.span));
        spans.extend(event.place.iter().map(|place| place.span));
        spans.extend(event.size);
        spans.extend(event.mentions.iter().map(|mention| mention.span));
    }
    spans
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn press_words_in_any_order(text in press(), dated in any::<bool>()) {
        let mut document = Document::new("p", "fr", text);
        document.published = dated.then(|| "2023-09-20".parse().unwrap());
        check(&document)?;
    }

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        check(&Document::new("p", "fr", text))?;
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let settings = depeche::ingest::Settings::default();
        if let Ok(document) = depeche::ingest::parse_line(&bytes, 1, &settings) {
            check(&document)?;
        }
        check(&Document::new("p", "fr", String::from_utf8_lossy(&bytes)))?;
    }
}
