//! Clauses of sentences in the style of news: is the right subject, object and agent found for each verb?

use std::collections::BTreeMap;
use std::path::Path;

use depeche::document::{Analysis, Document, Token};
use depeche::lang::Pack;
use depeche::pipeline::Pipeline;
use depeche::recognise::neural::Model;
use depeche::text::{Clause, Tokens, clauses};

/// The clauses that must be right, in percent: a little under what the shipped model has.
const FLOOR: f64 = 80.0;

struct Case {
    class: &'static str,
    sentence: &'static str,
    verb: &'static str,
    subject: &'static str,
    object: &'static str,
    agent: &'static str,
}

fn cases() -> Vec<Case> {
    let rows = include_str!("data/syntax-fr.tsv").lines().skip(1).filter(|line| !line.is_empty());
    let case = |line: &'static str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [class, sentence, verb, subject, object, agent] = cells[..] else { panic!("six columns: {line}") };
        Case { class, sentence, verb, subject, object, agent }
    };
    rows.map(case).collect()
}

fn pipeline() -> Option<Pipeline> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/ner-fr");
    if !path.join("model.safetensors").exists() {
        eprintln!("skipped: there is no model in {}", path.display());
        return None;
    }
    let model = Model::open(&path).unwrap();
    assert!(model.parses());
    Some(Pipeline::standard(&Pack::embedded("fr").unwrap(), Some(model)).unwrap())
}

fn form<'a>(text: &'a str, token: &'a Token) -> &'a str {
    token.form.as_deref().unwrap_or(token.span.of(text))
}

/// The token that `name` means: a form, or `form#2` for its second occurrence.
fn find(text: &str, tokens: &[Token], name: &str) -> Option<usize> {
    let (name, number) = name.rsplit_once('#').map_or((name, 1), |(name, number)| (name, number.parse().unwrap()));
    let same = |at: &usize| form(text, &tokens[*at]) == name;
    (0..tokens.len()).filter(same).nth(number - 1)
}

/// What differs from the case, if anything.
fn fault(case: &Case, analysis: &Analysis, found: &[Clause]) -> Option<String> {
    let tokens = &analysis.tokens;
    let text = case.sentence;
    let verb = find(text, tokens, case.verb);
    let Some(clause) = found.iter().find(|clause| Some(clause.verb) == verb) else {
        return Some(format!("`{}` is no verb", case.verb));
    };
    let shown = |of: &[usize]| of.iter().map(|at| form(text, &tokens[*at])).collect::<Vec<_>>().join(" + ");
    let asked = [
        ("subject", case.subject, &clause.subjects),
        ("object", case.object, &clause.objects),
        ("agent", case.agent, &clause.agents),
    ];
    asked.into_iter().find_map(|(what, expected, found)| {
        let right = match expected {
            "-" => found.is_empty(),
            // The object of a passive and the clitic beside an object clause may stand with it.
            name => find(text, tokens, name).is_some_and(|at| found.contains(&at)),
        };
        (!right).then(|| format!("{what} of `{}`: {expected}, found {}", case.verb, shown(found)))
    })
}

#[test]
fn clauses_have_the_right_arguments() {
    let Some(pipeline) = pipeline() else { return };
    let cutter = Tokens::new(&Pack::embedded("fr").unwrap()).unwrap();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut right, mut total) = (0, 0);
    for case in cases() {
        let words: Vec<&str> = cutter.cut(case.sentence).iter().map(|span| span.of(case.sentence)).collect();
        for name in [case.verb, case.subject, case.object, case.agent] {
            let (form, number) = name.rsplit_once('#').unwrap_or((name, "1"));
            let count = words.iter().filter(|word| **word == form).count();
            assert!(name == "-" || count >= number.parse().unwrap(), "no `{name}` in: {}", case.sentence);
        }
        let document = Document::new("a", "fr", case.sentence);
        let analysis = pipeline.analyse(&document).unwrap();
        let found = clauses(&analysis.tokens, 0..analysis.tokens.len());
        let count = counts.entry(case.class).or_default();
        count.1 += 1;
        total += 1;
        match fault(&case, &analysis, &found) {
            None => {
                count.0 += 1;
                right += 1;
            }
            Some(fault) => println!("{}: {fault}\n    {}", case.class, case.sentence),
        }
    }
    for (class, (right, of)) in &counts {
        println!("{class}: {right} of {of}");
    }
    let share = 100.0 * right as f64 / total as f64;
    println!("clauses whose subject, object and agent are right: {right} of {total} ({share:.1} %)");
    assert_eq!(total, 235);
    assert!(share >= FLOOR, "{share:.1} % of the clauses are right");
}

#[test]
fn every_sentence_is_a_tree() {
    let Some(pipeline) = pipeline() else { return };
    for case in cases() {
        let analysis = pipeline.analyse(&Document::new("a", "fr", case.sentence)).unwrap();
        for sentence in &analysis.sentences {
            let inside = |token: &Token| token.span.start >= sentence.span.start && token.span.end <= sentence.span.end;
            let tokens: Vec<usize> = (0..analysis.tokens.len()).filter(|at| inside(&analysis.tokens[*at])).collect();
            let roots = tokens.iter().filter(|at| analysis.tokens[**at].head.is_none()).count();
            assert_eq!(roots, 1, "{}", case.sentence);
            for at in &tokens {
                let (mut token, mut steps) = (*at, 0);
                while let Some(head) = analysis.tokens[token].head {
                    token = head;
                    steps += 1;
                    assert!(steps <= tokens.len() && tokens.contains(&head), "{}", case.sentence);
                }
            }
        }
    }
}
