//! The forms of gold: one made sample each (`tests/data/gold`), read, scored against itself, and with errors planted.

use std::path::{Path, PathBuf};

use depeche::document::{Analysis, Layer};
use depeche::evaluate::{Attributes, Format, Gold, Options, Report, read_gold, score};
use depeche::record::{self, DocumentRecord};
use proptest::prelude::*;
use serde_json::{Value, json};

const FORMATS: [Format; 5] = [Format::Jsonl, Format::Conll, Format::Brat, Format::TimeMl, Format::Conllu];

const SAMPLES: [(&str, Format); 6] = [
    ("noms.iob2", Format::Conll),
    ("noms.conll", Format::Conll),
    ("depeche.ann", Format::Brat),
    ("depeche.tml", Format::TimeMl),
    ("article.xml", Format::TimeMl),
    ("port.conllu", Format::Conllu),
];

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/gold").join(name)
}

fn content(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

fn read(name: &str) -> Vec<Gold> {
    let content = content(name);
    let format = Format::of(name, &content);
    let words = std::fs::read_to_string(path(name).with_extension("txt")).ok();
    format.read(&content, name, words.as_deref()).unwrap()
}

/// The gold as a line of the program's own form; what is null or empty is left out.
fn line(gold: &Gold) -> Value {
    fn layer<T: serde::Serialize>(items: &Option<Vec<T>>) -> Value {
        let mut list = serde_json::to_value(items).unwrap();
        for item in list.as_array_mut().into_iter().flatten() {
            let item = item.as_object_mut().unwrap();
            item.retain(|_, value| ![json!(null), json!([]), json!(""), json!(1.0)].contains(value));
        }
        list
    }
    let mut line = json!({
        "id": gold.id, "title": gold.title, "published": gold.published.map(|day| day.to_string()), "text": gold.text,
        "sentences": layer(&gold.sentences), "tokens": layer(&gold.tokens), "entities": layer(&gold.entities),
        "times": layer(&gold.times),
    });
    line.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    line
}

/// A line with one item a line.
fn shown(line: &Value) -> String {
    let mut text = String::new();
    for (key, value) in line.as_object().unwrap() {
        match value.as_array() {
            None => text += &format!("{key}: {value}\n"),
            Some(items) => {
                text += &format!("{key}:\n");
                items.iter().for_each(|item| text += &format!("  {item}\n"));
            }
        }
    }
    text
}

/// A record that says what the gold says.
fn copy(gold: &Gold) -> DocumentRecord {
    let mut copy = record::document(&gold.document("fr"), &Analysis::default());
    copy.sentences = gold.sentences.clone().unwrap_or_default();
    copy.tokens = gold.tokens.clone().unwrap_or_default();
    copy.entities = gold.entities.clone().unwrap_or_default();
    copy.times = gold.times.clone().unwrap_or_default();
    copy
}

fn report(gold: &[Gold], records: &[DocumentRecord]) -> Report {
    score(gold, records, &Options::default()).unwrap()
}

#[test]
fn samples_are_read() {
    for (name, format) in SAMPLES {
        assert_eq!(Format::of(name, &content(name)), format, "{name}");
        let gold = read(name);
        let lines: Vec<Value> = gold.iter().map(line).collect();
        insta::assert_snapshot!(name, lines.iter().map(shown).collect::<Vec<_>>().join("\n"));
        // The same gold as JSON lines.
        let own = lines.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        let mut again = read_gold(&own, "gold.jsonl").unwrap();
        again.iter_mut().zip(&gold).for_each(|(again, gold)| again.time_attributes = gold.time_attributes);
        assert_eq!(again, gold, "{name}");
    }
}

#[test]
fn content_decides_where_the_name_does_not() {
    for (name, format) in SAMPLES {
        assert_eq!(Format::of("gold", &content(name)), format, "{name}");
    }
    for (name, content, expected) in [
        ("a.conll", "1\tBakou\t_\t_\t_\t_\t_\t_\t_\t_\n", Format::Conllu),
        ("a.CONLLU", "", Format::Conllu),
        ("a.txt", "{\"id\": \"a\"}", Format::Jsonl),
        ("a.txt", "\u{feff}\n <TimeML/>", Format::TimeMl),
        ("a.txt", "Bakou brûle", Format::Jsonl),
        ("-", "", Format::Jsonl),
    ] {
        assert_eq!(Format::of(name, content), expected, "{name} {content}");
    }
}

#[test]
fn a_copy_scores_100() {
    for (name, _) in SAMPLES {
        let gold = read(name);
        let report = report(&gold, &gold.iter().map(copy).collect::<Vec<_>>());
        assert!(!report.overall().is_empty(), "{name}");
        for score in report.overall() {
            let value = score.measure.value();
            assert!(value == Some(1.0) || value.is_none() && score.label.is_some(), "{name} {score}: {value:?}");
        }
        assert!(Layer::ALL.iter().all(|layer| report.errors(*layer).count() == 0), "{name}");
    }
}

#[test]
fn a_planted_error_moves_its_scores_and_no_other() {
    type Plant = fn(&mut DocumentRecord);
    let cases: &[(&str, &str, Plant, &str)] = &[
        (
            "noms.iob2",
            "label",
            |r| r.entities[0].label = "ORG".into(),
            "entities: strict strict.PER strict.ORG exact.PER exact.ORG partial.PER partial.ORG type type.PER type.ORG",
        ),
        (
            "noms.conll",
            "end",
            |r| r.entities[0].end -= 1,
            "entities: strict strict.PER exact exact.PER partial partial.PER",
        ),
        (
            "depeche.ann",
            "start",
            |r| r.entities[0].start += 1,
            "entities: strict strict.ORG exact exact.ORG partial partial.ORG",
        ),
        ("depeche.ann", "a value, which brat cannot tell", |r| r.times[0].value = Some("2024".into()), ""),
        ("depeche.ann", "type of a time", |r| r.times[0].r#type = "SET".into(), "times: type"),
        ("depeche.tml", "value", |r| r.times[1].value = Some("PT3H".into()), "times: value value_lenient"),
        ("depeche.tml", "a bound, which TimeML cannot tell", |r| r.times[1].bound = Some("from".into()), ""),
        ("article.xml", "span", |r| r.times[0].start -= 1, "times: span_exact"),
        (
            "port.conllu",
            "sentences joined",
            |r| {
                r.sentences[0].end = r.sentences[1].end;
                r.sentences.remove(1);
            },
            "sentences: exact",
        ),
        ("port.conllu", "part of speech", |r| r.tokens[1].upos = Some("ADJ".into()), "tokens: upos"),
        ("port.conllu", "order of features", |r| r.tokens[1].features = Some("Number=Sing|Gender=Masc".into()), ""),
        ("port.conllu", "features", |r| r.tokens[1].features = None, "tokens: features"),
        ("port.conllu", "lemma", |r| r.tokens[2].lemma = Some("parle".into()), "tokens: lemma"),
        ("port.conllu", "head", |r| r.tokens[0].head = Some(2), "tokens: head relation"),
        ("port.conllu", "a head beyond the end", |r| r.tokens[0].head = Some(999), "tokens: head relation"),
        ("port.conllu", "relation", |r| r.tokens[0].relation = Some("obj".into()), "tokens: relation"),
        ("port.conllu", "subtype", |r| r.tokens[0].relation = Some("det:x".into()), ""),
        (
            "port.conllu",
            "form in a contraction",
            |r| r.tokens[3].form = "du".into(),
            "tokens: words upos features lemma head relation",
        ),
        ("port.conllu", "place", |r| r.tokens[0].end -= 1, "tokens: span words upos features lemma head relation"),
    ];
    for (file, name, plant, expected) in cases {
        let gold = read(file);
        let mut records: Vec<DocumentRecord> = gold.iter().map(copy).collect();
        let before = report(&gold, &records);
        plant(&mut records[0]);
        let after = report(&gold, &records);
        let scores = before.overall().iter().zip(after.overall());
        let moved: Vec<String> =
            scores.filter(|(one, other)| one.measure != other.measure).map(|(score, _)| score.to_string()).collect();
        let (layer, names) = expected.split_once(": ").unwrap_or_default();
        let expected: Vec<String> = names.split_whitespace().map(|score| format!("{layer}.{score}")).collect();
        assert_eq!(moved, expected, "{file}: {name}");
    }
}

/// `python3 scripts/conll18.py tests/data/gold/port.conllu tests/data/gold/port-system.conllu`
#[test]
fn tokens_score_as_in_the_script() {
    let system: Vec<DocumentRecord> = read("port-system.conllu").iter().map(copy).collect();
    let report = report(&read("port.conllu"), &system);
    let f1 = |name| {
        let score = report.overall().iter().find(|score| score.layer == Layer::Tokens && score.name == name).unwrap();
        format!("{:.2}", 100.0 * score.measure.f1().unwrap())
    };
    assert_eq!(["words", "upos", "head", "relation"].map(f1), ["80.00", "75.00", "65.00", "60.00"]);
    insta::assert_snapshot!(report.errors(Layer::Tokens).map(|error| format!("{error}\n")).collect::<String>());
}

#[test]
fn an_attribute_that_is_not_annotated_is_not_scored() {
    let rows = "1\tBakou\t_\tPROPN\t_\t_\t_\t_\t_\tSpaceAfter=No\n2\t.\t_\tPUNCT\t_\t_\t_\t_\t_\t_\n";
    let gold = Format::Conllu.read(rows, "a.conllu", None).unwrap();
    assert_eq!(gold[0].text, "Bakou.");
    let names: Vec<String> = report(&gold, &[]).overall().iter().map(|score| score.to_string()).collect();
    assert_eq!(names, ["sentences.exact", "tokens.span", "tokens.words", "tokens.upos"]);
    assert_eq!(read("depeche.ann")[0].time_attributes, Attributes::Type);
}

#[test]
fn bad_gold_says_where_and_what_to_mend() {
    #[rustfmt::skip]
    let cases: &[(Format, &str, &str)] = &[
        (Format::Conll, "À O\nBakou\n", "2: `Bakou` has one column: a line has a word and its tag"),
        (Format::Conll, "À O\nBakou LOC\n", "2: `LOC` is no tag such as B-PER, I-PER or O"),
        (Format::Conll, "À O\nBakou B-PLACENAME\n", "2: the label `PLACENAME` is unknown: use PER, LOC, ORG or MISC, or O"),
        (Format::Conll, "# text = À Bakou\nÀ O\nMoscou B-LOC\n", "3: `Moscou` does not come next in `# text`: mend one of them"),
        (Format::Conll, "# text = À Bakou\nÀ O\n", "2: `À` is not the last word of `# text`: mend one of them"),
        (Format::Conll, "# newdoc id = a\nÀ O\n\n# newdoc id = a\nÀ O\n", "5: the id `a` is that of line 2: give each document its own"),
        (Format::Brat, "T1\tLOC 0 1\n", "1: `T1\tLOC 0 1` is no span such as `T1<tab>PER 0 5<tab>words`"),
        (Format::Brat, "R1\tIn Arg1:T1 Arg2:T2\nT1\tLOC 0 1;4 7\tÀ kou\n", "2: `T1` has gaps: an entity or time is one stretch, keep one of its parts"),
        (Format::Brat, "\nT1\tLOC 3 8\tBakou\n", "2: entity 1: 3-8 ends outside the text, which has 7 code points; `Bakou` stands at 2-7: mend the offsets"),
        (Format::Brat, "T1\tLOC 1 6\tBakou\n", "1: entity 1: 1-6 is ` Bako`, not `Bakou`; `Bakou` stands at 2-7: mend the offsets"),
        (Format::Brat, "T1\tLOC 2 7\tBakou\nT2\tORG 2 7\tBakou\n", "2: entities: `Bakou` (2-7) and `Bakou` (2-7) overlap: keep one"),
        (Format::Brat, "T1\tLOC 2 7\tBakou\nT1\tLOC 0 1\tÀ\n", "1: T1: two items have this id: give each its own"),
        (Format::Brat, "T1\tPort 2 7\tBakou\n", "1: no label of this file is known, `Port` to begin with: use PER, LOC, ORG or MISC"),
        (Format::TimeMl, "<TimeML>\n<TEXT>Il &eacute;tait</TEXT></TimeML>", "2: `&eacute;` is no entity of XML: write the character"),
        (Format::TimeMl, "<TimeML>\n<TEXT>Il</TEX></TimeML>", "2: not XML: ill-formed document: expected `</TEXT>`, but `</TEX>` was found"),
        (Format::TimeMl, "<TimeML>\n<TEXT>Il\n", "3: the file ends inside an element: its end is missing"),
        (Format::TimeMl, "<doc>\n<p>Il</p></doc>", "1: the first element is `doc`, not `TimeML`"),
        (Format::TimeMl, "<TimeML>\n\n<TEXT> </TEXT></TimeML>", "1: there is no text in it"),
        (Format::TimeMl, "<TimeML>Il\n<TIMEX3 tid=\"t1\" type=\"DAY\">hier</TIMEX3></TimeML>", "2: time 1: `type`: `DAY` is not one of DATE, TIME, DURATION, SET"),
        (Format::TimeMl, "<TimeML>\n<TIMEX3 type=\"DATE\" anchorTimeID=\"t7\">hier</TIMEX3></TimeML>", "2: time 1: `anchor` is `t7`, which no item of this document has as its id"),
        (Format::TimeMl, "<TimeML>\n<DCT><TIMEX3 value=\"1999-05\"/></DCT>Il</TimeML>", "2: creation time: `1999-05` is not an ISO date or date-time such as 2023-09-20 or 2023-09-20T18:05:00+02:00"),
        (Format::Conllu, "1\tBakou\tB-LOC\n", "1: 3 columns where a word has 10, between tabs"),
        (Format::Conllu, "1\tÀ\t_\t_\t_\t_\t_\t_\t_\t_\n3\tB\t_\t_\t_\t_\t_\t_\t_\t_\n", "2: `3` where word 2 is due"),
        (Format::Conllu, "1\tÀ\t_\t_\t_\t_\t2\t_\t_\t_\n", "1: the head 2 is no word of its sentence"),
        (Format::Conllu, "1\tÀ\t_\t_\t_\t_\tx\t_\t_\t_\n", "1: the head `x` is no number of a word"),
        (Format::Conllu, "1-2\tAu\t_\t_\t_\t_\t_\t_\t_\t_\n1\tà\t_\t_\t_\t_\t0\t_\t_\t_\n", "1: the sentence ends before word 2 of a contraction"),
        (Format::Conllu, "2-3\tAu\t_\t_\t_\t_\t_\t_\t_\t_\n", "1: `2-3` is no range of words that begins with 1"),
        (Format::Conllu, "# text = Au\n1\tDu\t_\t_\t_\t_\t_\t_\t_\t_\n", "2: `Du` does not come next in `# text`: mend one of them"),
        (Format::Jsonl, r#"{"id": "a", "text": "À", "sentences": [{"start": 0, "end": 2}]}"#, "1: sentence 1: 0-2 ends outside the text, which has 1 code points"),
        (Format::Jsonl, r#"{"id": "a", "text": "À B", "tokens": [{"start": 2, "end": 3, "form": "B"}, {"start": 0, "end": 1, "form": "À", "head": 2}]}"#,
         "1: token 2: begins at 0, before the end of the one ahead of it"),
    ];
    for (format, content, expected) in cases {
        let problems = format.read(content, "gold", Some("À Bakou")).map(|_| ()).unwrap_err().problems;
        assert!(problems.contains(&format!("gold:{expected}")), "{expected}\n{problems:#?}");
    }
    let alone = Format::Brat.read("", "a.ann", None).unwrap_err().to_string();
    assert_eq!(alone, "a.ann:1: the text is missing: put it beside this file, as UTF-8, with the ending `.txt`");
    let many = Format::Conll.read(&"x\n".repeat(60), "a.iob", None).unwrap_err().problems;
    assert_eq!((many.len(), many[50].as_str()), (51, "a.iob: and 10 more problems"));
}

/// Reads in every form; what can be read scores 100 against itself.
fn never_panics(content: &str) {
    let _format = Format::of("gold", content);
    for format in FORMATS {
        if let Ok(gold) = format.read(content, "gold", Some(content)) {
            let records: Vec<DocumentRecord> = gold.iter().map(copy).collect();
            for score in report(&gold, &records).overall() {
                assert!(score.measure.value().is_none_or(|value| value == 1.0), "{format:?} {score}: {content:?}");
            }
            let _reports = (report(&gold, &[]), score(&gold, &records[..records.len() / 2], &Options::default()));
        }
    }
}

/// What the forms are made of.
#[rustfmt::skip]
const PIECES: [&str; 56] = [
    "\n", "\n\n", "\t", " ", "_", "😀", "é", "\u{a0}", "\r\n", "0", "1", "2", "1-2", "1-1", "2.1", "18446744073709551615", "-", "# ", "text = ", "newdoc", "newdoc id = a\n", "newpar",
    "-DOCSTART-", "O", "B-PER", "I-PER", "E-LOC", "U-DATE", "T1\tPER 0 1\t", "T2\tLOC 1 2;3 4\t", ";", "<TimeML>", "</TimeML>", "<TEXT>", "</TEXT>", "<TIMEX3>", "</TIMEX3>",
    "<TIMEX3 tid=\"t1\" type=\"DATE\" value=\"1999-01-01\" functionInDocument=\"CREATION_TIME\">", "<TIMEX3 type=\"SET\"/>", "<DCT>", "</DCT>", "&amp;", "&#233;", "&x;", "&", "<![CDATA[", "]]>",
    "<!--", "-->", "<?", "1\ta\ta\tX\t_\t_\t0\troot\t_\t_\n", "2\tb\t_\tX\t_\t_\t1\tdet\t_\tSpaceAfter=No\n", "1-2\tab\t_\t_\t_\t_\t_\t_\t_\t_\n", "SpaceAfter=No", "\u{feff}", "\"",
];

proptest! {
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        never_panics(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_pieces(pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..40)) {
        never_panics(&pieces.concat());
    }

    #[test]
    fn any_damage(sample in 0..SAMPLES.len(), from in 0..2000usize, length in 0..30usize, piece in proptest::sample::select(&PIECES[..])) {
        let letters: Vec<char> = content(SAMPLES[sample].0).chars().collect();
        let from = from % letters.len();
        let end = (from + length).min(letters.len());
        let damaged: String = letters[..from].iter().copied().chain(piece.chars()).chain(letters[end..].iter().copied()).collect();
        never_panics(&damaged);
    }
}
