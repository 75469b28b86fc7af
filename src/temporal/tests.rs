use std::sync::OnceLock;

use proptest::prelude::*;

use super::*;
use crate::document::{Anchor, Bound, Span};

fn tagger() -> &'static TimeTagger {
    static TAGGER: OnceLock<TimeTagger> = OnceLock::new();
    TAGGER.get_or_init(|| TimeTagger::new(&Pack::embedded("fr").unwrap()).unwrap())
}

fn document(text: &str, published: Option<&str>) -> Document {
    let mut document = Document::new("d", "fr", text);
    document.published = published.map(|day| day.parse().unwrap());
    document
}

/// `words=value` for each expression.
fn found(text: &str, published: Option<&str>) -> Vec<String> {
    let times = tagger().times(&document(text, published), &[], &[]);
    times.iter().map(|time| format!("{}={}", time.span.of(text), time.value.as_deref().unwrap_or("-"))).collect()
}

#[test]
fn the_rules_of_the_pack_hold() {
    let faults = check(&Pack::embedded("fr").unwrap());
    assert!(faults.is_empty(), "{}", faults.iter().map(|fault| format!("{fault}\n")).collect::<String>());
}

#[test]
fn a_fault_names_file_and_rule() {
    let rule = "reference = \"2023-09-20\"\n[[rule]]\nid = \"x\"\nread = \"constant\"\npattern = \"now\"\nexamples = [[\"[now]\", \"P\"]]\n";
    let faults = check(&Pack::from_files("xx", [("temporal/rules/a.toml", rule)]));
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].file.as_str(), faults[0].line), ("temporal/rules/a.toml", 3));
}

#[test]
fn values_in_running_text() {
    let cases: &[(&str, &[&str])] = &[
        (
            "La trêve vaut le 3 mai à 22 heures (20 heures GMT). Le convoi part à 23 h.",
            &[
                "le 3 mai=2023-05-03",
                "22 heures=2023-05-03T22:00+02:00",
                "20 heures GMT=2023-05-03T20:00Z",
                "23 h=2023-05-03T23:00+02:00",
            ],
        ),
        (
            "Le feu a cessé le 3 mai à 1 heure (22 heures GMT).",
            &["le 3 mai=2023-05-03", "1 heure=2023-05-03T01:00+03:00", "22 heures GMT=2023-05-02T22:00Z"],
        ),
        (
            "Arrêté le 2 mars 2020, il est libéré le lendemain.",
            &["le 2 mars 2020=2020-03-02", "le lendemain=2020-03-03"],
        ),
        ("Le ministre a démissionné lundi.", &["lundi=2023-09-18"]),
        ("Le ministre démissionnera lundi.", &["lundi=2023-09-25"]),
        ("La mairie a annoncé une grève des cantines mardi.", &["mardi=2023-09-26"]),
        ("La mairie a annoncé mardi une grève des cantines.", &["mardi=2023-09-19"]),
        ("La police a dispersé la manifestation vendredi.", &["vendredi=2023-09-15"]),
        ("Ouvert de 9h à 11h30.", &["9h=2023-09-20T09:00", "11h30=2023-09-20T11:30"]),
        ("La foire va du 28 avril au 5 mai 2024.", &["28 avril=2024-04-28", "5 mai 2024=2024-05-05"]),
        ("Entre 1990 et 1994, il a écrit.", &["1990=1990", "1994=1994"]),
        ("L'accord a été conclu, sept régions ont suivi le premier ministre.", &[]),
        ("Un score de 15-12, 2010 euros et la planète Mars.", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(found(text, Some("2023-09-20")), *expected, "{text}");
    }
}

#[test]
fn values_in_sentences_of_news() {
    let mut faults = Vec::new();
    for line in include_str!("../../lang/fr/cases/times.tsv").lines().skip(1) {
        let (text, expected) = line.split_once('\t').unwrap();
        let found = found(text, Some("2023-09-20")).join(" | ");
        if found != expected {
            faults.push(format!("{text}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn clauses_go_on_from_the_day_that_the_text_tells_of() {
    let pack = Pack::embedded("fr").unwrap();
    let splitter = crate::text::Sentences::new(&pack).unwrap();
    let cases: &[(&str, &[&str])] = &[
        (
            "Le bal a eu lieu lundi. Déjà, le 3 mai, la salle avait brûlé. Ils sont partis à 11 heures.",
            &["2023-09-18T11:00"],
        ),
        ("Lundi, le port a brûlé. Le quai rouvrira le 4 octobre. La veille, un garde avait crié.", &["2023-09-17"]),
        (
            "Le maire a parlé lundi. « Nous fêterons mardi », a-t-il dit. Il est sorti dans la soirée.",
            &["2023-09-18TEV"],
        ),
        (
            "Le car a brûlé lundi, a annoncé mardi la préfecture. Vers 8 heures, un témoin a crié.",
            &["2023-09-18T08:00"],
        ),
        ("Le vote finira avant le 1er mars. Le maire a parlé à 11 heures.", &["2023-09-20T11:00"]),
        ("Le 3 mars 1951, il débarque à Oran. En juillet, il épouse Anne.", &["1951-07"]),
        ("Le 3 mars 1951, il débarque à Oran. Son musée ouvrira en juillet.", &["2024-07"]),
    ];
    for (text, expected) in cases {
        let document = document(text, Some("2023-09-20"));
        let sentences: Vec<Sentence> = splitter.cut(text).into_iter().map(|span| Sentence { span }).collect();
        let times = tagger().times(&document, &sentences, &[]);
        let last: Vec<&str> = times.iter().rev().take(1).filter_map(|time| time.value.as_deref()).collect();
        assert_eq!(last, *expected, "{text}");
    }
}

#[test]
fn bounds_ranges_and_anchors_are_recorded() {
    let times = tagger().times(
        &document("Fermé depuis 1991. Ouvert du 3 au 5 mai jusqu'à 18 h.", Some("2023-09-20")),
        &[],
        &[],
    );
    assert_eq!(times[0].bound, Some(Bound::From));
    assert_eq!((times[1].end, times[2].begin), (Some(2), Some(1)));
    assert_eq!((times[3].bound, times[3].anchor), (Some(Bound::Until), Some(Anchor::Time(2))));
}

#[test]
fn without_a_publication_date_relative_words_stay_open() {
    assert_eq!(
        found("Il est venu hier, jeudi, le 3 mai et en 1998.", None),
        ["hier=-", "jeudi=XXXX-WXX-4", "le 3 mai=XXXX-05-03", "1998=1998"]
    );
    let mut analysis = Analysis::default();
    tagger().apply(&document("Il est venu hier.", None), &mut analysis).unwrap();
    assert_eq!((analysis.times.len(), analysis.notices[0].code.as_str()), (1, "temporal.unresolved"));
}

#[test]
fn no_expression_crosses_a_sentence() {
    let text = "Il arrive le 3. Mai 2020 fut froid.";
    let sentences = [Sentence { span: Span::new(0, 15) }, Sentence { span: Span::new(16, text.len()) }];
    for time in tagger().times(&document(text, Some("2023-09-20")), &sentences, &[]) {
        assert!(sentences.iter().any(|sentence| sentence.span.contains(time.span)));
    }
}

#[test]
fn long_runs_hold() {
    // Their times are in `benches/linear.rs`; here a blow-up would be a test that does not end.
    let tagger = tagger();
    for piece in ["1", "12 ", "mai ", "9h(", "((", "du 3 au ", "vingt-et-", "le lundi ", "2020-", "à 3 heures, "] {
        let text = piece.repeat(60_000 / piece.len());
        holds(tagger, &text, Some("2023-09-20"));
    }
}

fn holds(tagger: &TimeTagger, text: &str, published: Option<&str>) {
    let mut end = 0;
    for time in tagger.times(&document(text, published), &[], &[]) {
        assert!(time.span.start >= end && time.span.end > time.span.start, "{:?} after {end}", time.span);
        assert!(text.get(time.span.start..time.span.end).is_some());
        if let (Some(first), Some(last)) = (time.date_start, time.date_end) {
            assert!(first <= last);
        }
        end = time.span.end;
    }
}

#[test]
fn any_text_gives_sorted_spans() {
    let tagger = tagger();
    let words = prop::sample::select(vec![
        "le",
        "du",
        "au",
        "3",
        "31",
        "1er",
        "mai",
        "février",
        "lundi",
        "2020",
        "99",
        "9999",
        "heures",
        "h",
        "30",
        "à",
        "il y a",
        "dans",
        "deux",
        "cent",
        "milliards",
        "ans",
        "jours",
        "plus tard",
        "le lendemain",
        "dernier",
        "-",
        "(",
        ")",
        "GMT",
        "UTC+25",
        "depuis",
        "et",
        "l'été",
        "XIXe",
        "siècle",
        "av. J.-C.",
        "hier",
        "soir",
        "minuit",
        "999999999999",
        "/",
        ".",
        "\n",
        "a été",
        "aura lieu",
        "Pâques",
        "0000",
    ]);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 150,
        failure_persistence: None,
        ..Default::default()
    });
    let joined = prop::collection::vec((words, prop::sample::select(vec![" ", "", "\u{a0}", "  "])), 0..40)
        .prop_map(|parts| parts.into_iter().map(|(word, gap)| format!("{word}{gap}")).collect::<String>());
    runner
        .run(&(joined, any::<bool>(), "\\PC{0,60}"), |(text, known, noise)| {
            let published = known.then_some("2023-09-20T10:00:00");
            holds(tagger, &text, published);
            holds(tagger, &noise, published);
            holds(tagger, &format!("{noise}{text}{noise}"), Some("9999-12-31"));
            Ok(())
        })
        .unwrap();
}
