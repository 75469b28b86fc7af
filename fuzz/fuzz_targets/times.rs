//! Any text, cut into sentences and searched for times: no panic, spans in order, on characters and inside their sentence.

#![no_main]

use std::sync::LazyLock;

use depeche::document::{Document, Sentence};
use depeche::lang::Pack;
use depeche::temporal::TimeTagger;
use depeche::text::Sentences;
use libfuzzer_sys::fuzz_target;

static PACK: LazyLock<Pack> = LazyLock::new(|| Pack::embedded("fr").expect("the pack is in the program"));
static SENTENCES: LazyLock<Sentences> = LazyLock::new(|| Sentences::new(&PACK).expect("the pack has no faults"));
static TAGGER: LazyLock<TimeTagger> = LazyLock::new(|| TimeTagger::new(&PACK).expect("the pack has no faults"));

fuzz_target!(|text: &str| {
    let mut document = Document::new("f", "fr", text);
    document.published = "2023-09-20".parse().ok();
    let sentences: Vec<Sentence> = SENTENCES.cut(text).into_iter().map(|span| Sentence { span }).collect();
    let mut last = 0;
    for (time, steps) in TAGGER.explain(&document, &sentences) {
        assert!(time.span.start >= last && time.span.end <= text.len() && !time.span.of(text).trim().is_empty());
        assert!(!steps.is_empty());
        last = time.span.end;
    }
});
