//! What the language pack and the user add to the readers of input: names of fields, words of dates, languages.

mod common;

use std::fs;
use std::path::Path;

use common::{depeche, json_lines};
use serde_json::Value;

/// Writes files into a folder, extracts them without a model, and gives the records by id.
fn extract(files: &[(&str, &str)], more: &[&str]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let output =
        depeche().args(["extract", "--stdout", "--engine", "none"]).args(more).arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    json_lines(&output.stdout)
}

/// `id | title | outlet | author | published basis | text | codes of notices`.
fn show(record: &Value) -> String {
    let column = |key: &str| record[key].as_str().unwrap_or("-").to_owned();
    let codes: Vec<&str> =
        record["notices"].as_array().unwrap().iter().filter_map(|notice| notice["code"].as_str()).collect();
    let [id, title, outlet, author, published, basis, text] =
        ["id", "title", "outlet", "author", "published", "published_basis", "text"].map(column);
    format!("{id} | {title} | {outlet} | {author} | {published} {basis} | {text} | {}", codes.join(" "))
}

const ENGLISH: &str = "The government announced on Thursday a plan to support farmers hit by the drought in the south. \
    Unions, which had called for immediate help, said that the sums were not enough to save the harvest.";

#[test]
fn french_names_and_dates() {
    let files = [
        (
            "a.csv",
            "Identifiant;Titre;Texte intégral;Date de parution;Média;Auteur(s)\n7;Accord;Un accord.;20 sept. 2023;Le Soir;A. B.\n8;Pluie;Il pleut.;01/03/2016;;\n",
        ),
        (
            "b.jsonl",
            "{\"Contenu\": \"Un texte.\", \"TITRE\": \"T\", \"lien\": \"https://a.example/1\", \"publié_le\": \"mercredi 1er mars 2023 à 18h05\"}\n",
        ),
        (
            "c.txt",
            "TITRE : Un accord\nJOURNAL : Le Soir\nDATE DE PUBLICATION : 01/03/2016\nRUBRIQUE : Monde\n\nLe texte.\n",
        ),
        ("d.txt", "Un accord\nSource : AFP\nDate : demain\n\nLe texte.\n"),
        ("e.txt", "Ukraine : la guerre continue\n\nLe texte.\n"),
        ("f.txt", "Un accord\n\nBERNE, 4 févr. 2022 (ATS) - Le texte.\n"),
        ("g.txt", "BERNE, 4 févr. (ATS) - Le texte.\n"),
        ("h.txt", "Berne, le 4 février 2022, il pleuvait.\n"),
        ("metadata.csv", "nom du fichier;journaliste\nc.txt;C. D.\n"),
    ];
    let records: Vec<String> = extract(&files, &[]).iter().map(show).collect();
    let expected = [
        "7 | Accord | Le Soir | A. B. | 2023-09-20 field | Un accord. | ",
        "8 | Pluie | - | - | - none | Il pleut. | ingest.published ingest.undated",
        "b#1 | T | - | - | 2023-03-01T18:05:00 field | Un texte. | ",
        "c | Un accord | Le Soir | C. D. | 2016-03-01 header | Le texte.\n | ",
        "d | Un accord | AFP | - | - none | Le texte.\n | ingest.published ingest.undated",
        "e | Ukraine : la guerre continue | - | - | - none | Ukraine : la guerre continue\n\nLe texte.\n | ingest.undated",
        "f | Un accord | - | - | 2022-02-04 dateline | Un accord\n\nBERNE, 4 févr. 2022 (ATS) - Le texte.\n | ",
        "g | - | - | - | - none | BERNE, 4 févr. (ATS) - Le texte.\n | ingest.undated temporal.unresolved",
        "h | - | - | - | - none | Berne, le 4 février 2022, il pleuvait.\n | ingest.undated",
    ];
    assert_eq!(records, expected);
    let dated = extract(&files[6..7], &["--published", "2023-01-15"]);
    assert_eq!((&dated[0]["published"], &dated[0]["published_basis"]), (&"2022-02-04".into(), &"dateline".into()));
}

#[test]
fn names_of_ones_own() {
    let files = [
        (
            "a.jsonl",
            "{\"text\": \"Résumé\", \"contenu_html\": \"Un texte.\", \"jour\": \"2 mai 2020\", \"source\": \"T\"}\n",
        ),
        ("b.txt", "Source : T\nJour : 2 mai 2020\n\nUn texte.\n"),
    ];
    let own = ["--field", "text=contenu-html", "--field", "published=Jour", "--field", "title=source"];
    for record in extract(&files, &own) {
        assert_eq!(record["text"].as_str().unwrap().trim(), "Un texte.");
        assert_eq!((&record["published"], &record["title"]), (&"2020-05-02".into(), &"T".into()));
        assert_eq!(record["outlet"], Value::Null);
    }

    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.txt");
    fs::write(&input, files[1].1).unwrap();
    let out = folder.path().join("out");
    let run = |more: &[&str]| depeche().arg("extract").arg(&input).arg("-o").arg(&out).args(more).output().unwrap();
    assert!(run(&[&["--engine", "none", "--lang", "auto"], &own[..]].concat()).status.success());
    let manifest: Value = serde_json::from_str(&fs::read_to_string(out.join("manifest.json")).unwrap()).unwrap();
    let settings = &manifest["settings"];
    assert_eq!(settings["fields"], serde_json::json!(["text=contenu-html", "published=Jour", "title=source"]));
    assert_eq!((&settings["language"], &manifest["packs"][0]["language"]), (&"auto".into(), &"fr".into()));

    let refused = run(&["--field", "body=x"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("`body` is no field; the fields are text, id, title"));
}

#[test]
fn languages_of_documents() {
    let record = |text: &str, more: &str| format!("{{\"text\": \"{text}\", \"date\": \"2023-09-20\"{more}}}\n");
    let lines = [
        record(ENGLISH, ""),
        record("Le ministre français a démissionné jeudi.", ""),
        record("Jeudi.", ", \"langue\": \"it-IT\""),
        record("Rien.", ""),
    ]
    .concat();
    let page = format!("<html lang=en><body><p>{ENGLISH}</p></body></html>");
    let files = [("a.jsonl", lines.as_str()), ("b.html", page.as_str()), ("c.txt", ENGLISH)];
    let languages = |records: &[Value]| -> Vec<String> {
        records.iter().map(|record| record["language"].as_str().unwrap().to_owned()).collect()
    };
    let auto = extract(&files, &[]);
    assert_eq!(languages(&auto), ["en", "fr", "it", "fr", "en", "en"]);
    for record in &auto {
        let foreign = record["language"] != "fr";
        let notices = record["notices"].as_array().unwrap();
        assert_eq!(notices.iter().any(|notice| notice["code"] == "lang.unsupported"), foreign, "{record}");
        assert!(!record["sentences"].as_array().unwrap().is_empty());
        if foreign {
            for layer in ["tokens", "demonyms", "times", "statements", "events"] {
                assert_eq!(record[layer], serde_json::json!([]), "{layer}");
            }
        }
    }
    assert_eq!(auto[1]["times"][0]["value"], "2023-09-14");
    let french = extract(&files, &["--lang", "fr"]);
    assert!(languages(&french).iter().all(|language| language == "fr"));
    assert_eq!(french[2]["metadata"][0]["key"], "langue");
}

/// No article of the corpora in French is taken for one in another language.
#[test]
fn french_articles_are_french() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample");
    let output =
        depeche().args(["extract", "--stdout", "--engine", "none", "--lang", "auto"]).arg(sample).output().unwrap();
    let records = json_lines(&output.stdout);
    assert!(records.len() > 15 && records.iter().all(|record| record["language"] == "fr"));
    // Their beginnings alone.
    let beginnings: String = records
        .iter()
        .map(|record| {
            let text: String = record["text"].as_str().unwrap().chars().take(200).collect();
            format!("{}\n", serde_json::json!({ "text": text }))
        })
        .collect();
    let records = extract(&[("a.jsonl", &beginnings)], &["--lang", "auto"]);
    assert!(records.iter().all(|record| record["language"] == "fr"));
}
