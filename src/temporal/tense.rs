//! Which way the clause looks: the tense and mood of the verb nearest to an expression, behind one function.

use std::collections::HashSet;

use super::calendar::Direction;
use super::grammar::{ceil, floor};
use crate::document::Span;
use crate::lang::{Pack, PackError};
use crate::text::{Mood, Tense, Verbs, Words};

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CueText {
    /// Words that look forward whatever their form.
    coming: Vec<String>,
    /// Words that look back.
    gone: Vec<String>,
    /// Endings of future and conditional, where the pack's verbs do not know a form.
    coming_endings: Vec<String>,
    /// Endings of imperfect and simple past.
    gone_endings: Vec<String>,
    /// Words with such an ending that are no verbs.
    no_verbs: Vec<String>,
    /// Forms that make a past tense with a participle.
    auxiliaries: Vec<String>,
    /// Endings of past participles.
    participle_endings: Vec<String>,
    /// Beginnings of participles and forms of verbs that announce.
    announcing: Vec<String>,
    /// Nouns for what is announced.
    planned: Vec<String>,
    /// Words that begin a clause.
    breaks: Vec<String>,
}

/// Finds the direction of a clause.
#[derive(Clone, Debug)]
pub(super) struct Tenses {
    words: Words,
    verbs: Verbs,
    coming: HashSet<String>,
    gone: HashSet<String>,
    no_verbs: HashSet<String>,
    auxiliaries: HashSet<String>,
    planned: HashSet<String>,
    breaks: HashSet<String>,
    coming_endings: Vec<String>,
    gone_endings: Vec<String>,
    participle_endings: Vec<String>,
    announcing: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Sign {
    Coming,
    Gone,
    Present,
    /// Something was announced: what follows may lie ahead.
    Announced,
}

/// How far from an expression its verb is looked for, in bytes.
const REACH: usize = 240;

impl Tenses {
    pub(super) fn new(pack: &Pack) -> Result<Tenses, PackError> {
        let text: CueText = pack.toml("temporal/tense.toml")?;
        let set = |words: Vec<String>| words.into_iter().collect();
        Ok(Tenses {
            words: Words::new(pack)?,
            verbs: Verbs::new(pack)?,
            coming: set(text.coming),
            gone: set(text.gone),
            no_verbs: set(text.no_verbs),
            auxiliaries: set(text.auxiliaries),
            planned: set(text.planned),
            breaks: set(text.breaks),
            coming_endings: text.coming_endings,
            gone_endings: text.gone_endings,
            participle_endings: text.participle_endings,
            announcing: text.announcing,
        })
    }

    /// The direction that the clause around `span` looks in; `None` where no verb says.
    pub(super) fn direction(&self, text: &str, sentence: Span, span: Span) -> Option<Direction> {
        let from = ceil(text, sentence.start.max(span.start.saturating_sub(REACH)));
        let to = floor(text, sentence.end.min(span.end + REACH));
        let before = self.words_of(text, Span::new(from.min(span.start), span.start));
        let after = self.words_of(text, Span::new(span.end, to.max(span.end)));
        let mut best: Option<(usize, Sign, usize)> = None;
        let mut see = |cost: usize, sign: Sign, at: usize| {
            // Many forms of the present are nouns too: any other sign of the clause goes before them.
            let cost = if sign == Sign::Present { cost + 10 } else { cost };
            if best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, sign, at));
            }
        };
        let mut cost = 0;
        for at in (0..before.len()).rev() {
            cost += self.cost(&before[at]);
            if let Some(sign) = self.sign(&before, at) {
                see(cost, sign, at);
            }
        }
        cost = 2;
        for at in 0..after.len() {
            cost += self.cost(&after[at]);
            if let Some(sign) = self.sign(&after, at) {
                see(cost + 1, if sign == Sign::Announced { Sign::Gone } else { sign }, before.len());
            }
        }
        let (_, sign, at) = best?;
        match sign {
            Sign::Coming => Some(Direction::Future),
            Sign::Gone => Some(Direction::Past),
            Sign::Present => None,
            Sign::Announced => {
                let planned = before[at..].iter().any(|word| self.planned.contains(word));
                Some(if planned { Direction::Future } else { Direction::Past })
            }
        }
    }

    fn words_of(&self, text: &str, span: Span) -> Vec<String> {
        self.words.cut(span.of(text)).into_iter().map(|word| word.of(span.of(text)).to_lowercase()).collect()
    }

    /// How far a word keeps what stands behind it away.
    fn cost(&self, word: &str) -> usize {
        match word {
            _ if self.breaks.contains(word) => 8,
            "," | "(" | ")" | "-" | "–" | ":" | "«" | "»" | "\"" => 4,
            "." | ";" | "!" | "?" => 30,
            _ => 1,
        }
    }

    /// What the word at `at` says about the tense of its clause.
    fn sign(&self, words: &[String], at: usize) -> Option<Sign> {
        let word = words[at].as_str();
        if self.coming.contains(word) {
            return Some(Sign::Coming);
        }
        if self.gone.contains(word) {
            return Some(Sign::Gone);
        }
        if self.auxiliaries.contains(word) {
            let participle = words[at + 1..].iter().take(4).find(|word| self.is_participle(word))?;
            let announces = self.announcing.iter().any(|stem| participle.starts_with(stem.as_str()));
            return Some(if announces { Sign::Announced } else { Sign::Gone });
        }
        if self.no_verbs.contains(word) {
            return None;
        }
        let forms = self.verbs.analyse(word);
        if !forms.is_empty() {
            let finite: Vec<Sign> = forms
                .iter()
                .filter_map(|form| match (form.mood, form.tense) {
                    (Mood::Conditional, _) | (Mood::Indicative, Tense::Future) => Some(Sign::Coming),
                    (Mood::Indicative, Tense::Past | Tense::Imperfect) => Some(Sign::Gone),
                    (Mood::Indicative, Tense::Present) => Some(Sign::Present),
                    _ => None,
                })
                .collect();
            return finite.first().copied().filter(|first| finite.iter().all(|sign| sign == first));
        }
        let ends = |endings: &[String]| {
            endings.iter().any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending.as_str()))
        };
        if ends(&self.coming_endings) {
            return Some(Sign::Coming);
        }
        ends(&self.gone_endings).then_some(Sign::Gone)
    }

    fn is_participle(&self, word: &str) -> bool {
        let forms = self.verbs.analyse(word);
        if !forms.is_empty() {
            return forms.iter().any(|form| form.mood == Mood::Participle && form.tense == Tense::Past);
        }
        self.participle_endings.iter().any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending.as_str()))
    }
}
