//! Gold and records made of small literals: what is right scores 100, and each planted error moves its own scores.

use serde_json::Value;

use super::*;
use crate::document::Analysis;
use crate::record;

/// One document with every layer; spread over several lines to be read.
const GOLD: &str = r#"{
  "id": "a1", "language": "fr", "published": "2023-09-20",
  "text": "😀 Bakou a bombardé Stepanakert le 19 septembre à 9 heures GMT, a déclaré le ministère de la Défense. Des négociateurs arméniens ont rencontré Ilham Aliyev à Yevlakh depuis jeudi.",
  "entities": [
    {"label": "LOC", "start": 2, "end": 7, "text": "Bakou", "country": "AZE", "precision": 4, "geonames": "587084", "cluster": "c1"},
    {"label": "LOC", "start": 19, "end": 30, "text": "Stepanakert"},
    {"label": "ORG", "start": 76, "end": 99, "text": "ministère de la Défense", "cluster": "c1"},
    {"label": "PER", "start": 142, "end": 154, "text": "Ilham Aliyev", "country": "AZE", "sectors": ["GOV"], "cluster": "c2"},
    {"label": "LOC", "start": 157, "end": 164, "text": "Yevlakh", "country": "AZE", "name": "Yevlakh", "precision": 4, "cluster": "c3"}
  ],
  "demonyms": [{"start": 118, "end": 127, "text": "arméniens", "country": "ARM"}],
  "times": [
    {"id": "t1", "type": "DATE", "start": 31, "end": 46, "text": "le 19 septembre", "value": "2023-09-19", "anchor": "published"},
    {"id": "t2", "type": "TIME", "start": 49, "end": 61, "text": "9 heures GMT", "value": "2023-09-19T09:00Z", "anchor": "t1"},
    {"id": "t3", "type": "DATE", "start": 172, "end": 177, "text": "jeudi", "value": "2023-09-21", "bound": "from", "anchor": "published"}
  ],
  "statements": [
    {"id": "s1", "kind": "indirect", "start": 2, "end": 61,
      "text": "Bakou a bombardé Stepanakert le 19 septembre à 9 heures GMT",
      "source": "le ministère de la Défense", "source_start": 73, "source_end": 99,
      "cue": "a déclaré", "cue_start": 63, "cue_end": 72}
  ],
  "events": [
    {"id": "v1", "type": "ASSAULT", "mode": "aerial", "status": "reported",
      "trigger": "bombardé", "trigger_start": 10, "trigger_end": 18, "sentence_start": 0, "sentence_end": 100,
      "actors": [{"start": 2, "end": 7, "text": "Bakou", "country": "AZE"}],
      "recipients": [{"start": 19, "end": 30, "text": "Stepanakert", "country": "ARM"}],
      "time": "t2", "date_start": "2023-09-19", "date_end": "2023-09-19", "date_basis": "explicit",
      "place": "Stepanakert", "place_start": 19, "place_end": 30},
    {"id": "v2", "type": "CONSULT", "mode": "visit", "status": "asserted",
      "trigger": "rencontré", "trigger_start": 132, "trigger_end": 141, "sentence_start": 101, "sentence_end": 178,
      "mentions": [{"start": 132, "end": 141, "text": "rencontré"}, {"start": 105, "end": 117, "text": "négociateurs"}],
      "actors": [{"start": 105, "end": 127, "text": "négociateurs arméniens", "country": "ARM"},
        {"start": 142, "end": 154, "text": "Ilham Aliyev", "country": "AZE"}],
      "time": "t3", "date_start": "2023-09-21", "place": "Yevlakh", "place_start": 157, "place_end": 164}
  ]
}"#;

/// The literal as a line of JSON, with `change` made to it.
fn gold_line(change: impl Fn(&mut Value)) -> String {
    let mut value = serde_json::from_str(GOLD).unwrap();
    change(&mut value);
    serde_json::to_string(&value).unwrap()
}

fn gold() -> Vec<Gold> {
    read_gold(&gold_line(|_| {}), "gold.jsonl").unwrap()
}

/// A record that says what the gold says.
fn copy(gold: &Gold) -> DocumentRecord {
    let mut copy = record::document(&gold.document("fr"), &Analysis::default());
    copy.entities = gold.entities.clone().unwrap_or_default();
    copy.demonyms = gold.demonyms.clone().unwrap_or_default();
    copy.times = gold.times.clone().unwrap_or_default();
    copy.statements = gold.statements.clone().unwrap_or_default();
    copy.events = gold.events.clone().unwrap_or_default();
    copy
}

fn report(system: &[DocumentRecord]) -> Report {
    score(&gold(), system, &Options::default()).unwrap()
}

#[test]
fn a_copy_scores_100() {
    let report = report(&[copy(&gold()[0])]);
    for score in report.overall() {
        let expected = if score.label == Some(Label::Other) { None } else { Some(1.0) };
        assert_eq!(score.measure.value(), expected, "{score}");
    }
    assert!(Layer::ALL.iter().all(|layer| report.errors(*layer).count() == 0));
}

#[test]
fn nothing_found_scores_0() {
    let empty = record::document(&gold()[0].document("fr"), &Analysis::default());
    let of_empty = report(&[empty]);
    assert_eq!(of_empty.overall(), report(&[]).overall());
    for score in of_empty.overall() {
        let measure = score.measure;
        match measure {
            Measure::Counts(Counts { gold: 0, .. }) => assert_eq!(measure.f1(), None, "{score}"),
            Measure::Counts(_) => assert_eq!((measure.precision(), measure.f1()), (None, Some(0.0)), "{score}"),
            Measure::Share { .. } => assert_eq!(measure.accuracy(), None, "{score}"),
        }
    }
    assert_eq!(of_empty.errors(Layer::Entities).count(), 5);
}

/// The scores that differ between a perfect record and one with a planted error.
fn moved(plant: impl Fn(&mut DocumentRecord)) -> Vec<String> {
    let perfect = copy(&gold()[0]);
    let mut planted = perfect.clone();
    plant(&mut planted);
    let (before, after) = (report(&[perfect]), report(&[planted]));
    let scores = before.overall().iter().zip(after.overall());
    scores.filter(|(before, after)| before.measure != after.measure).map(|(score, _)| score.to_string()).collect()
}

#[test]
fn a_planted_error_moves_its_scores_and_no_other() {
    type Plant = fn(&mut DocumentRecord);
    // The name of the case, the error, and the scores that must move, their layer given once.
    let cases: &[(&str, Plant, &str)] = &[
        (
            "wrong label",
            |r| r.entities[1].label = "ORG".into(),
            "entities: strict strict.LOC strict.ORG exact.LOC exact.ORG partial.LOC partial.ORG type type.LOC type.ORG",
        ),
        (
            "shifted offset",
            |r| r.entities[1].start += 1,
            "entities: strict strict.LOC exact exact.LOC partial partial.LOC",
        ),
        (
            "shifted and linked",
            |r| r.entities[4].end -= 1,
            "entities: strict strict.LOC exact exact.LOC partial partial.LOC links: country place b3_precision b3_recall",
        ),
        (
            "split entity",
            |r| {
                let mut last = r.entities[3].clone();
                (r.entities[3].end, last.start) = (last.start + 5, last.start + 6);
                r.entities.insert(4, last);
            },
            "entities: strict strict.PER exact exact.PER partial partial.PER type type.PER links: country sectors b3_precision b3_recall",
        ),
        (
            "a label that is not scored",
            |r| {
                let mut date = r.entities[0].clone();
                (date.label, date.start, date.end) = ("DATE".into(), 31, 46);
                r.entities.push(date);
            },
            "",
        ),
        ("wrong country", |r| r.entities[0].country = Some("ARM".into()), "links: country place"),
        ("country of a person", |r| r.entities[3].country = Some("ARM".into()), "links: country"),
        ("a finer place", |r| r.entities[0].precision = Some(5), "links: place"),
        ("another town of that name", |r| r.entities[0].geonames = Some("1".into()), "links: place"),
        ("one cluster of two", |r| r.entities[4].cluster = Some("c2".into()), "links: b3_precision"),
        ("two clusters of one", |r| r.entities[2].cluster = Some("c9".into()), "links: b3_recall"),
        ("another name of a place", |r| r.entities[4].name = Some("Evlakh".into()), "links: place"),
        ("a sector more", |r| r.entities[3].sectors.push("MIL".into()), "links: sectors"),
        ("country of a demonym", |r| r.demonyms[0].country = "AZE".into(), "demonyms: exact"),
        ("dropped zone", |r| r.times[1].value = Some("2023-09-19T09:00".into()), "times: value"),
        ("shifted time", |r| r.times[0].start += 3, "times: span_exact"),
        ("wrong type of time", |r| r.times[0].r#type = "DURATION".into(), "times: type"),
        ("dropped bound", |r| r.times[2].bound = None, "times: bound"),
        ("invented bound", |r| r.times[0].bound = Some("until".into()), "times: bound"),
        ("missing time", |r| drop(r.times.remove(0)), "times: span_exact span_overlap value value_lenient type"),
        ("shorter statement", |r| r.statements[0].end -= 10, "statements: span_exact"),
        (
            "much shorter statement",
            |r| r.statements[0].end -= 40,
            "statements: detection span_exact sourced kind source",
        ),
        (
            "swapped source",
            |r| (r.statements[0].source_start, r.statements[0].source_end) = (Some(2), Some(7)),
            "statements: sourced source",
        ),
        ("shorter source", |r| r.statements[0].source_start = Some(80), ""),
        (
            "lost source",
            |r| (r.statements[0].source_start, r.statements[0].source_end) = (None, None),
            "statements: sourced source",
        ),
        ("wrong kind", |r| r.statements[0].kind = "direct".into(), "statements: kind"),
        (
            "missing event",
            |r| drop(r.events.remove(0)),
            "events: detection typed type mode status polarity date place actors actors_jaccard recipients \
             recipients_jaccard b3_precision b3_recall",
        ),
        (
            "two events in one",
            |r| {
                let more = r.events[1].mentions.clone();
                r.events[0].mentions.extend(more);
                r.events[1].mentions.clear();
                r.events[1].trigger_start = r.events[1].trigger_end;
            },
            "events: b3_precision",
        ),
        ("split event", |r| r.events.insert(1, r.events[0].clone()), "events: detection typed"),
        (
            "another trigger in the sentence",
            |r| (r.events[0].trigger_start, r.events[0].trigger_end) = (64, 73),
            "events: b3_precision b3_recall",
        ),
        ("another type", |r| r.events[0].r#type = "COERCE".into(), "events: typed type"),
        ("wrong status", |r| r.events[0].status = "asserted".into(), "events: status"),
        ("wrong polarity", |r| r.events[0].polarity = "negated".into(), "events: polarity"),
        ("dropped mode", |r| r.events[0].mode = None, "events: mode"),
        ("invented end", |r| r.events[1].date_end = Some("2023-09-21".into()), "events: date"),
        ("wrong place", |r| r.events[1].place_name = Some("Bakou".into()), "events: place"),
        ("one actor of two", |r| drop(r.events[1].actors.pop()), "events: actors actors_jaccard"),
        (
            "invented recipient",
            |r| r.events[1].recipients = r.events[0].recipients.clone(),
            "events: recipients recipients_jaccard",
        ),
    ];
    for (name, plant, expected) in cases {
        let mut layer = "";
        let mut scores = Vec::new();
        for word in expected.split_whitespace() {
            match word.strip_suffix(':') {
                Some(name) => layer = name,
                None => scores.push(format!("{layer}.{word}")),
            }
        }
        assert_eq!(moved(plant), scores, "{name}");
    }
}

#[test]
fn the_jaccard_of_one_actor_of_two_is_a_half() {
    let mut planted = copy(&gold()[0]);
    planted.events[1].actors.pop();
    let report = report(&[planted]);
    let score = report.overall().iter().find(|score| score.name == "actors_jaccard").unwrap();
    assert_eq!(score.measure, Measure::Share { right: 1.5, pairs: 2 });
}

#[test]
fn bad_gold_says_where_and_what_to_mend() {
    type Change = fn(&mut Value);
    #[rustfmt::skip]
    let cases: &[(Change, &str)] = &[
        (|g| g["entities"][0]["end"] = 400.into(),
         "entity 1: 2-400 ends outside the text, which has 178 code points; `Bakou` stands at 2-7: mend the offsets"),
        (|g| g["entities"][0]["start"] = 7.into(), "entity 1: 7-7 holds no words: `start` must be less than `end`"),
        (|g| g["entities"][0]["start"] = 1.into(),
         "entity 1: 1-7 is ` Bakou`, not `Bakou`; `Bakou` stands at 2-7: mend the offsets"),
        (|g| g["entities"][0]["text"] = "Moscou".into(),
         "entity 1: 2-7 is `Bakou`, not `Moscou`; `Moscou` is nowhere in the text: mend the words"),
        (|g| g["entities"][0]["label"] = "PLACE".into(), "entity 1: `label`: `PLACE` is not one of PER, LOC, ORG, MISC"),
        (|g| g["entities"][0]["country"] = "Azerbaïdjan".into(),
         "entity 1: `country`: `Azerbaïdjan` is no ISO 3166-1 alpha-3 code"),
        (|g| g["entities"][1] = g["entities"][0].clone(), "entities: `Bakou` (2-7) and `Bakou` (2-7) overlap: keep one"),
        (|g| drop(g["entities"][0].as_object_mut().unwrap().remove("label")), "entity 1: missing field `label`"),
        (|g| g["entities"][2]["cluster"] = 1.into(), "entity 3: `cluster`: invalid type: integer `1`, expected a string"),
        (|g| g["events"][0]["actors"][0]["start"] = "2".into(),
         "event 1: `actors`: invalid type: string \"2\", expected usize"),
        (|g| g["times"][0] = "jeudi".into(), "time 1: invalid type: string \"jeudi\", expected struct TimeRecord"),
        (|g| g["entities"] = 3.into(), "invalid type: integer `3`, expected a sequence: a line has `id`, `text` and lists of items"),
        (|g| g["times"][0]["type"] = "DAY".into(), "time 1: `type`: `DAY` is not one of DATE, TIME, DURATION, SET"),
        (|g| g["times"][2]["bound"] = "since".into(), "time 3: `bound`: `since` is not one of from, until"),
        (|g| g["times"][1]["anchor"] = "t9".into(), "time 2: `anchor` is `t9`, which no item of this document has as its id"),
        (|g| g["times"][1]["id"] = "t3".into(), "t3: two items have this id: give each its own"),
        (|g| g["statements"][0]["source_end"] = Value::Null,
         "statement 1, source: words, start and end go together: give all three or none"),
        (|g| g["statements"][0]["kind"] = "quoted".into(),
         "statement 1: `kind`: `quoted` is not one of direct, indirect, mixed"),
        (|g| g["events"][0]["status"] = "sure".into(),
         "event 1: `status`: `sure` is not one of asserted, reported, expected, hypothetical, alleged, denied"),
        (|g| g["events"][0]["quad"] = 1.into(), "event 1: `quad` 1 is not that of ASSAULT: mend it or leave it out"),
        (|g| g["events"][0]["date_start"] = "2023-09".into(), "event 1: `2023-09` is no complete ISO date such as 2023-09-20"),
        (|g| g["events"][0]["date_start"] = "2023-09-20".into(),
         "event 1: `date_start` 2023-09-20 is after `date_end` 2023-09-19"),
        (|g| g["events"][0]["actors"][0]["text"] = "bakou".into(),
         "event 1, actor 1: 2-7 is `Bakou`, not `bakou`; `bakou` is nowhere in the text: mend the words"),
        (|g| g["published"] = "20/09/2023".into(),
         "`published`: `20/09/2023` is not an ISO date or date-time such as 2023-09-20 or 2023-09-20T18:05:00+02:00"),
        (|g| g["text"] = Value::Null, "invalid type: null, expected a string: a line has `id`, `text` and lists of items"),
    ];
    for (change, message) in cases {
        let content = format!("\n{}", gold_line(change));
        let problems = read_gold(&content, "gold.jsonl").map(|_| ()).unwrap_err().problems;
        assert!(problems.contains(&format!("gold.jsonl:2: {message}")), "{message}\n{problems:#?}");
    }
    #[rustfmt::skip]
    let lines = [
        (r#"{"id": "a","#, "gold.jsonl:1: not JSON from column 11 on: EOF while parsing a value"),
        (r#"{"id": "", "text": ""}"#, "gold.jsonl:1: document: `id` is empty"),
        ("{\"id\": \"a\", \"text\": \"\"}\n{\"id\": \"a\", \"text\": \"\"}",
         "gold.jsonl:2: the id `a` is that of line 1: give each document its own"),
    ];
    for (content, message) in lines {
        assert_eq!(read_gold(content, "gold.jsonl").unwrap_err().to_string(), message);
    }
}

#[test]
fn a_layer_that_is_absent_is_not_scored() {
    let line = gold_line(|gold| {
        gold.as_object_mut().unwrap().retain(|key, _| ["id", "text", "entities", "times"].contains(&key.as_str()));
        gold["times"] = Value::Array(Vec::new());
        gold["entities"].as_array_mut().unwrap().truncate(1);
        gold["entities"][0] =
            serde_json::json!({"label": "DATE", "start": 2, "end": 7, "text": "Bakou", "winer": "Date"});
    });
    let gold = read_gold(&line, "gold.jsonl").unwrap();
    let report = score(&gold, &[], &Options { labels: Some(vec![Label::Place]), ..Options::default() }).unwrap();
    insta::assert_snapshot!(report.to_string(), @r#"
    score                 precision  recall  F1  accuracy  gold  found  false  pairs  right  95 %
    entities.strict               -       -   -               0      0      0             0     -
    entities.strict.LOC           -       -   -               0      0      0             0     -
    entities.exact                -       -   -               0      0      0             0     -
    entities.exact.LOC            -       -   -               0      0      0             0     -
    entities.partial              -       -   -               0      0      0             0     -
    entities.partial.LOC          -       -   -               0      0      0             0     -
    entities.type                 -       -   -               0      0      0             0     -
    entities.type.LOC             -       -   -               0      0      0             0     -
    times.span_exact              -       -   -               0      0      0             0     -
    times.span_overlap            -       -   -               0      0      0             0     -
    times.value                   -       -   -               0      0      0             0     -
    times.value_lenient           -       -   -               0      0      0             0     -
    times.type                                          -                          0      0     -
    times.bound                                         -                          0      0     -
    "#);
}

#[test]
fn only_the_layers_and_labels_asked_for() {
    let layers = Some(vec![Layer::Entities, Layer::Times]);
    let options = Options { labels: Some(vec![Label::Person]), layers, ..Options::default() };
    let report = score(&gold(), &[copy(&gold()[0])], &options).unwrap();
    insta::assert_snapshot!(report.to_string(), @r#"
    score                 precision  recall     F1  accuracy  gold  found  false  pairs  right  95 %
    entities.strict           100.0   100.0  100.0               1      1      0             1     -
    entities.strict.PER       100.0   100.0  100.0               1      1      0             1     -
    entities.exact            100.0   100.0  100.0               1      1      0             1     -
    entities.exact.PER        100.0   100.0  100.0               1      1      0             1     -
    entities.partial          100.0   100.0  100.0               1      1      0             1     -
    entities.partial.PER      100.0   100.0  100.0               1      1      0             1     -
    entities.type             100.0   100.0  100.0               1      1      0             1     -
    entities.type.PER         100.0   100.0  100.0               1      1      0             1     -
    times.span_exact          100.0   100.0  100.0               3      3      0             3     -
    times.span_overlap        100.0   100.0  100.0               3      3      0             3     -
    times.value               100.0   100.0  100.0               3      3      0             3     -
    times.value_lenient       100.0   100.0  100.0               3      3      0             3     -
    times.type                                         100.0                          3      3     -
    times.bound                                        100.0                          1      1     -
    "#);
}

#[test]
fn the_tables() {
    let first = copy(&gold()[0]);
    let mut second = gold()[0].clone();
    second.id = "b2".into();
    let mut planted = copy(&second);
    second.demonyms = None;
    planted.events[1].actors.pop();
    planted.entities.remove(1);
    planted.times[1].value = None;
    let report = score(&[gold()[0].clone(), second], &[planted, first], &Options::default()).unwrap();
    insta::assert_snapshot!(report.to_string(), @r#"
    score                      precision  recall     F1  accuracy  gold  found  false  pairs  right  95 %
    entities.strict                100.0    90.0   94.7              10      9      0             9     -
    entities.strict.PER            100.0   100.0  100.0               2      2      0             2     -
    entities.strict.LOC            100.0    83.3   90.9               6      5      0             5     -
    entities.strict.ORG            100.0   100.0  100.0               2      2      0             2     -
    entities.strict.MISC               -       -      -               0      0      0             0     -
    entities.exact                 100.0    90.0   94.7              10      9      0             9     -
    entities.exact.PER             100.0   100.0  100.0               2      2      0             2     -
    entities.exact.LOC             100.0    83.3   90.9               6      5      0             5     -
    entities.exact.ORG             100.0   100.0  100.0               2      2      0             2     -
    entities.exact.MISC                -       -      -               0      0      0             0     -
    entities.partial               100.0    90.0   94.7              10      9      0             9     -
    entities.partial.PER           100.0   100.0  100.0               2      2      0             2     -
    entities.partial.LOC           100.0    83.3   90.9               6      5      0             5     -
    entities.partial.ORG           100.0   100.0  100.0               2      2      0             2     -
    entities.partial.MISC              -       -      -               0      0      0             0     -
    entities.type                  100.0    90.0   94.7              10      9      0             9     -
    entities.type.PER              100.0   100.0  100.0               2      2      0             2     -
    entities.type.LOC              100.0    83.3   90.9               6      5      0             5     -
    entities.type.ORG              100.0   100.0  100.0               2      2      0             2     -
    entities.type.MISC                 -       -      -               0      0      0             0     -
    demonyms.exact                 100.0   100.0  100.0               1      1      0             1     -
    demonyms.span                  100.0   100.0  100.0               1      1      0             1     -
    times.span_exact               100.0   100.0  100.0               6      6      0             6     -
    times.span_overlap             100.0   100.0  100.0               6      6      0             6     -
    times.value                     83.3    83.3   83.3               6      6      1             5     -
    times.value_lenient             83.3    83.3   83.3               6      6      1             5     -
    times.type                                              100.0                          6      6     -
    times.bound                                             100.0                          2      2     -
    statements.detection           100.0   100.0  100.0               2      2      0             2     -
    statements.span_exact          100.0   100.0  100.0               2      2      0             2     -
    statements.sourced             100.0   100.0  100.0               2      2      0             2     -
    statements.kind                                         100.0                          2      2     -
    statements.source                                       100.0                          2      2     -
    links.country                                           100.0                          6      6     -
    links.place                                             100.0                          4      4     -
    links.sectors                                           100.0                          2      2     -
    links.b3_precision                                      100.0                          8      8     -
    links.b3_recall                                         100.0                          8      8     -
    events.detection               100.0   100.0  100.0               4      4      0             4     -
    events.typed                   100.0   100.0  100.0               4      4      0             4     -
    events.type                                             100.0                          4      4     -
    events.mode                                             100.0                          4      4     -
    events.status                                           100.0                          4      4     -
    events.polarity                                         100.0                          4      4     -
    events.date                                             100.0                          4      4     -
    events.place                                            100.0                          4      4     -
    events.actors                                            75.0                          4      3     -
    events.actors_jaccard                                    87.5                          4    3.5     -
    events.recipients                                       100.0                          2      2     -
    events.recipients_jaccard                               100.0                          2      2     -
    events.b3_precision                                     100.0                          6      6     -
    events.b3_recall                                        100.0                          6      6     -
    "#);
    insta::assert_snapshot!(report.document_table(), @r#"
    document  entities.strict  demonyms.exact  times.value  statements.sourced  links.country  events.detection
    a1                  100.0           100.0        100.0               100.0          100.0             100.0
    b2                   88.9                         66.7               100.0          100.0             100.0
    all                  94.7           100.0         83.3               100.0          100.0             100.0
    "#);
    let errors = [Layer::Entities, Layer::Times, Layer::Events].into_iter().flat_map(|layer| report.errors(layer));
    insta::assert_snapshot!(errors.map(|mistake| mistake.to_string()).collect::<Vec<_>>().join("\n"), @r#"
    b2 19-30: missed LOC "Stepanakert"
    b2 49-61: wrong TIME - "9 heures GMT", gold TIME 2023-09-19T09:00Z "9 heures GMT"
    b2 132-141: wrong CONSULT visit asserted positive 2023-09-21/.. Yevlakh ARM-> "rencontré", gold CONSULT visit asserted positive 2023-09-21/.. Yevlakh ARM+AZE-> "rencontré"
    "#);
    let json = report.to_json();
    assert_eq!(json["overall"][0]["score"], "strict");
    assert_eq!(json["overall"][0]["recall"], 0.9);
    assert_eq!(json["documents"][1]["id"], "b2");
}

#[test]
fn records_of_another_text_are_refused() {
    let mut other = copy(&gold()[0]);
    other.text = Some("Bakou".into());
    let error = score(&gold(), &[other], &Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "`a1`: record and gold have different texts, so their offsets cannot be compared");
}

#[test]
fn a_whole_record_is_gold_too() {
    let record = copy(&gold()[0]);
    let read = read_gold(&record::json_line(&record), "documents.jsonl").unwrap();
    assert_eq!(copy(&read[0]), record);
}

#[test]
fn nominals_without_a_capital_can_be_left_out() {
    let line = r#"{"id": "a", "text": "L'armée irakienne a repris Mossoul", "entities": [
        {"label": "ORG", "start": 2, "end": 17, "text": "armée irakienne"},
        {"label": "LOC", "start": 27, "end": 34, "text": "Mossoul"}]}"#;
    let gold = read_gold(&line.replace('\n', " "), "gold.jsonl").unwrap();
    let counted = |capitals| {
        let report = score(&gold, &[], &Options { capitals, ..Options::default() }).unwrap();
        match report.overall()[0].measure {
            Measure::Counts(counts) => counts.gold,
            Measure::Share { .. } => panic!("entities are counted"),
        }
    };
    assert_eq!((counted(false), counted(true)), (2, 1));
}

/// As many documents as asked for; from the first to the fifth, one entity to five are found. The first has no demonyms.
fn copies(count: usize) -> Report {
    let mut all: Vec<Gold> = vec![gold()[0].clone(); count];
    all[0].demonyms = None;
    let mut system = Vec::new();
    for (index, gold) in all.iter_mut().enumerate() {
        gold.id = format!("a{index}");
        system.push(copy(gold));
        system[index].entities.truncate(index + 1);
    }
    let layers = Some(vec![Layer::Entities, Layer::Demonyms]);
    score(&all, &system, &Options { layers, ..Options::default() }).unwrap()
}

#[test]
fn intervals_stand_where_five_documents_have_a_value() {
    insta::assert_snapshot!(copies(5).to_string(), @r#"
    score                  precision  recall     F1  accuracy  gold  found  false  pairs  right        95 %
    entities.strict            100.0    60.0   75.0              25     15      0            15   52.9-91.3
    entities.strict.PER        100.0    40.0   57.1               5      2      0             2    0.0-88.9
    entities.strict.LOC        100.0    66.7   80.0              15     10      0            10   63.6-92.9
    entities.strict.ORG        100.0    60.0   75.0               5      3      0             3  33.3-100.0
    entities.strict.MISC           -       -      -               0      0      0             0           -
    entities.exact             100.0    60.0   75.0              25     15      0            15   52.9-91.3
    entities.exact.PER         100.0    40.0   57.1               5      2      0             2    0.0-88.9
    entities.exact.LOC         100.0    66.7   80.0              15     10      0            10   63.6-92.9
    entities.exact.ORG         100.0    60.0   75.0               5      3      0             3  33.3-100.0
    entities.exact.MISC            -       -      -               0      0      0             0           -
    entities.partial           100.0    60.0   75.0              25     15      0            15   52.9-91.3
    entities.partial.PER       100.0    40.0   57.1               5      2      0             2    0.0-88.9
    entities.partial.LOC       100.0    66.7   80.0              15     10      0            10   63.6-92.9
    entities.partial.ORG       100.0    60.0   75.0               5      3      0             3  33.3-100.0
    entities.partial.MISC          -       -      -               0      0      0             0           -
    entities.type              100.0    60.0   75.0              25     15      0            15   52.9-91.3
    entities.type.PER          100.0    40.0   57.1               5      2      0             2    0.0-88.9
    entities.type.LOC          100.0    66.7   80.0              15     10      0            10   63.6-92.9
    entities.type.ORG          100.0    60.0   75.0               5      3      0             3  33.3-100.0
    entities.type.MISC             -       -      -               0      0      0             0           -
    demonyms.exact             100.0   100.0  100.0               4      4      0             4           -
    demonyms.span              100.0   100.0  100.0               4      4      0             4           -
    "#);
    assert!(copies(4).to_json()["overall"].as_array().unwrap().iter().all(|row| row["low"].is_null()));
    assert!(!copies(5).per_document()[0].to_string().contains('%'));
}

#[test]
fn intervals_in_json() {
    let report = copies(5);
    let json = report.to_json();
    assert_eq!(json, copies(5).to_json());
    let overall = json["overall"].as_array().unwrap();
    for (row, score) in overall.iter().zip(report.overall()) {
        let bounds = (row["low"].as_f64(), row["high"].as_f64());
        let interval = report.interval(score);
        assert_eq!(bounds, (interval.map(|found| found.low), interval.map(|found| found.high)), "{score}");
    }
    let of_documents = json["documents"].as_array().unwrap().iter().flat_map(|one| one["scores"].as_array().unwrap());
    let keys = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for row in of_documents {
        assert_eq!(keys(row), keys(&overall[0]));
        assert!(row["low"].is_null() && row["high"].is_null());
    }
}
