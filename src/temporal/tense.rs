//! Which way the clause looks: the tense and mood of the verb nearest to an expression, by the verb groups around it.

use std::collections::HashSet;

use super::calendar::Direction;
use crate::document::Span;
use crate::lang::{Pack, PackError};
use crate::text::{Mood, Tense, VerbForm, VerbGroup, Verbs, Words};

/// The words of the pack that tell a tense.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Cues {
    /// Words that look forward whatever their form.
    coming: HashSet<String>,
    /// Words that look back.
    gone: HashSet<String>,
    /// Endings of future and conditional, where the pack's verbs do not know a form.
    coming_endings: Vec<String>,
    /// Endings of imperfect and simple past.
    gone_endings: Vec<String>,
    /// Words with such an ending that are no verbs.
    no_verbs: HashSet<String>,
    /// Forms that make a past tense with a participle that the pack's verbs do not know.
    auxiliaries: HashSet<String>,
    /// Endings of past participles.
    participle_endings: Vec<String>,
    /// Verbs that announce.
    announcing: HashSet<String>,
    /// Verbs that pass on what happened before.
    reporting: HashSet<String>,
    /// Verbs whose infinitive lies ahead: demands, decisions, promises.
    demanding: HashSet<String>,
    /// Verbs over an infinitive whose present looks forward.
    musts: HashSet<String>,
    /// Nouns for what is announced.
    planned: HashSet<String>,
    /// Words that begin a clause.
    breaks: HashSet<String>,
}

/// Finds the direction of a clause.
#[derive(Clone, Debug)]
pub(super) struct Tenses {
    words: Words,
    verbs: Verbs,
    cues: Cues,
}

/// What a clause says about the time that it tells of.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clause {
    /// Which way it looks; `None` where no verb says.
    pub(super) direction: Option<Direction>,
    /// Whether a finite verb close by says so.
    pub(super) sure: bool,
    /// Whether it looks back from a past, as a pluperfect does.
    pub(super) pluperfect: bool,
    /// Whether it is said on the side: of a participle or a verb of reporting behind the sentence's own verb.
    pub(super) aside: bool,
}

/// A sentence with its verbs, read once for all expressions in it.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) sentence: Span,
    /// Where its words stand.
    spans: Vec<Span>,
    /// The words in lower case; an expression is an empty one.
    lower: Vec<String>,
    groups: Vec<VerbGroup>,
    /// Of each group, whether it is one.
    pluperfect: Vec<bool>,
    /// Of each word, what it says outside a verb group.
    signs: Vec<Option<Sign>>,
    /// How far each word keeps what stands behind it away.
    costs: Vec<usize>,
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
/// How far away a verb may stand whose tense is trusted.
const NEAR: usize = 20;
/// How close a participle or a verb of reporting stands to what it puts on the side.
const SIDE: usize = 4;
/// How many words may stand between a demand and the infinitive that says what is demanded.
const DEMAND: usize = 8;

impl Tenses {
    pub(super) fn new(pack: &Pack) -> Result<Tenses, PackError> {
        Ok(Tenses { words: Words::new(pack)?, verbs: Verbs::new(pack)?, cues: pack.toml("temporal/tense.toml")? })
    }

    /// Reads a sentence, in which each of the expressions is one word that says nothing.
    pub(super) fn read(&self, text: &str, sentence: Span, expressions: &[Span]) -> Reading {
        let first = expressions.partition_point(|span| span.start < sentence.start);
        let inside = expressions[first..].iter().take_while(|span| span.end <= sentence.end);
        let mut spans: Vec<Span> = Vec::new();
        let mut shown: Vec<&str> = Vec::new();
        let mut at = sentence.start;
        for expression in inside.map(Some).chain([None]) {
            let part = Span::new(at, expression.map_or(sentence.end, |expression| expression.start));
            for word in self.words.cut(part.of(text)) {
                spans.push(word.shift(at));
                shown.push(word.of(part.of(text)));
            }
            if let Some(expression) = expression {
                spans.push(*expression);
                shown.push("");
                at = expression.end;
            }
        }
        let lower: Vec<String> = shown.iter().map(|word| word.to_lowercase()).collect();
        if !sentence.of(text).contains(char::is_lowercase) {
            // A headline in capitals, whose words are no names for that.
            shown = lower.iter().map(String::as_str).collect();
        }
        let groups = self.verbs.verb_groups(&shown);
        let back = |group: &VerbGroup| group.perfect && self.looks_back(&shown[group.words.start..group.head]);
        let pluperfect = groups.iter().map(back).collect();
        let signs = lower.iter().map(|word| self.sign_of_word(word)).collect();
        let costs = lower.iter().map(|word| self.cost(word)).collect();
        Reading { sentence, spans, lower, groups, pluperfect, signs, costs }
    }

    /// What the clause around `span`, one of the expressions of the reading, says. `governor` is the verb that it hangs on, where
    /// syntax tells: its tense goes before that of nearer ones.
    pub(super) fn clause(&self, reading: &Reading, span: Span, governor: Option<Span>) -> Clause {
        let Reading { spans, lower, .. } = reading;
        let here = spans.partition_point(|word| word.start < span.start);
        if spans.get(here) != Some(&span) {
            return Clause::default();
        }
        let from = spans.partition_point(|word| word.start + REACH < span.start);
        let to = spans.partition_point(|word| word.end <= span.end + REACH).max(here + 1);
        let costs = distances(&reading.costs[from..to], here - from);
        let cost = |at: usize| costs[at - from];
        let first = reading.groups.partition_point(|group| group.words.start < from);
        let groups = &reading.groups[first..];
        let groups = &groups[..groups.partition_point(|group| group.words.end <= to)];
        // Cost, sign, where it stands, its verb group.
        let mut best: Option<(usize, Sign, usize, Option<usize>)> = None;
        let mut see = |at: usize, sign: Sign, group: Option<usize>, extra: usize| {
            // Many forms of the present are nouns too: any other sign of the clause goes before them.
            let cost = cost(at) + extra + if sign == Sign::Present { 10 } else { 0 };
            let sign = if at > here && sign == Sign::Announced { Sign::Gone } else { sign };
            if best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, sign, at, group));
            }
        };
        let mut read = vec![false; to - from];
        for (index, group) in groups.iter().enumerate() {
            let Some(sign) = self.sign(group, lower, index.checked_sub(1).map(|last| &groups[last])) else { continue };
            if sign != Sign::Present {
                read[group.words.start - from..group.words.end - from].fill(true);
            }
            see(edge(group, here), sign, Some(index), if is_participle(group) { 2 } else { 0 });
        }
        for at in (from..here).rev().chain(here + 1..to).filter(|at| !read[*at - from]) {
            if let Some(sign) = reading.signs[at] {
                see(at, sign, None, 0);
            }
        }
        let governs = |group: &VerbGroup| {
            spans[group.words.clone()].iter().any(|word| Some(word.start) == governor.map(|verb| verb.start))
        };
        if let Some(index) = groups.iter().position(governs)
            && let Some(sign) = self.sign(&groups[index], lower, index.checked_sub(1).map(|last| &groups[last]))
            && sign != Sign::Present
        {
            best = Some((0, sign, edge(&groups[index], here), Some(index)));
        }
        let Some((least, sign, at, group)) = best else { return Clause::default() };
        let planned = || lower[at.min(here)..here].iter().any(|word| self.cues.planned.contains(word));
        let direction = match sign {
            Sign::Coming => Some(Direction::Future),
            Sign::Gone => Some(Direction::Past),
            Sign::Present => None,
            Sign::Announced => Some(if planned() { Direction::Future } else { Direction::Past }),
        };
        // A word told the direction: what else there is to know, the nearest finite verb tells.
        let finite = || {
            let finite = (0..groups.len()).filter(|at| is_finite(&groups[*at]));
            finite.min_by_key(|at| cost(edge(&groups[*at], here)))
        };
        let Some(index) = group.or_else(finite) else { return Clause { direction, ..Clause::default() } };
        let by_word = group.is_none();
        let group = &groups[index];
        let on_the_side = is_participle(group) || self.cues.reporting.contains(&group.lemma);
        Clause {
            direction,
            sure: !by_word
                && is_finite(group)
                && !matches!(sign, Sign::Present | Sign::Announced)
                && least <= if at < here { NEAR } else { NEAR / 2 },
            pluperfect: reading.pluperfect[first + index],
            aside: on_the_side && !by_word && cost(at) <= SIDE && groups[..index].iter().any(is_finite),
        }
    }

    /// How far a word keeps what stands behind it away.
    fn cost(&self, word: &str) -> usize {
        match word {
            _ if self.cues.breaks.contains(word) => 8,
            "," | "(" | ")" | "-" | "–" | ":" | "«" | "»" | "\"" => 4,
            "." | ";" | "!" | "?" => 30,
            _ => 1,
        }
    }

    /// What a verb group says about the tense of its clause; `before` is the group before it.
    fn sign(&self, group: &VerbGroup, words: &[String], before: Option<&VerbGroup>) -> Option<Sign> {
        let past = if self.cues.announcing.contains(&group.lemma) { Sign::Announced } else { Sign::Gone };
        let plans = self.cues.coming.contains(&words[group.head]) && !group.perfect;
        let must = group.modal.as_ref().is_some_and(|modal| self.cues.musts.contains(modal));
        match (group.mood, group.tense) {
            (Mood::Infinitive, _) if group.perfect => Some(past),
            (Mood::Infinitive, _) => {
                let demand = before.filter(|before| self.cues.demanding.contains(&before.lemma))?;
                (group.words.start.saturating_sub(demand.words.end) <= DEMAND).then_some(Sign::Coming)
            }
            (Mood::Participle, Tense::Present) => None,
            _ if plans => Some(Sign::Coming),
            (Mood::Participle, _) => Some(past),
            (Mood::Conditional | Mood::Subjunctive, _) if group.perfect => Some(Sign::Gone),
            (Mood::Conditional, _) => Some(Sign::Coming),
            (Mood::Indicative, Tense::Future) => Some(if group.perfect { Sign::Gone } else { Sign::Coming }),
            (Mood::Indicative, Tense::Past | Tense::Imperfect) => Some(past),
            (Mood::Indicative, Tense::Present) if must => Some(Sign::Coming),
            (Mood::Indicative, Tense::Present) => {
                let unknown = |word: &String| self.verbs.analyse(word).is_empty() && self.cues.ends_as_participle(word);
                let auxiliary = self.cues.auxiliaries.contains(&words[group.head]);
                let next = words[group.words.end..].iter().take(2).take_while(|word| !word.is_empty());
                Some(if auxiliary && next.into_iter().any(unknown) { Sign::Gone } else { Sign::Present })
            }
            _ => None,
        }
    }

    /// What a word outside the verb groups says.
    fn sign_of_word(&self, word: &String) -> Option<Sign> {
        if self.cues.coming.contains(word) {
            return Some(Sign::Coming);
        }
        if self.cues.gone.contains(word) {
            return Some(Sign::Gone);
        }
        let coming = ends(word, &self.cues.coming_endings);
        if !coming && !ends(word, &self.cues.gone_endings) {
            return None;
        }
        let known = self.cues.no_verbs.contains(word) || !self.verbs.analyse(word).is_empty();
        (!known).then_some(if coming { Sign::Coming } else { Sign::Gone })
    }

    /// Whether an imperfect stands before the head.
    fn looks_back(&self, words: &[&str]) -> bool {
        let imperfect = |form: &VerbForm| form.mood == Mood::Indicative && form.tense == Tense::Imperfect;
        words.iter().any(|word| self.verbs.analyse(word).iter().any(imperfect))
    }
}

impl Cues {
    fn ends_as_participle(&self, word: &str) -> bool {
        ends(word, &self.participle_endings)
    }
}

fn ends(word: &str, endings: &[String]) -> bool {
    endings.iter().any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending.as_str()))
}

/// How far each word stands from `here`, of what each costs.
fn distances(costs: &[usize], here: usize) -> Vec<usize> {
    let mut found = vec![0; costs.len()];
    for at in (0..here).rev() {
        found[at] = found[at + 1] + costs[at];
    }
    let mut far = 3;
    for at in here + 1..costs.len() {
        far += costs[at];
        found[at] = far;
    }
    found
}

/// The word of a group that stands nearest to `here`.
fn edge(group: &VerbGroup, here: usize) -> usize {
    if group.words.end <= here { group.words.end - 1 } else { group.words.start.max(here) }
}

fn is_finite(group: &VerbGroup) -> bool {
    matches!(group.mood, Mood::Indicative | Mood::Conditional)
}

fn is_participle(group: &VerbGroup) -> bool {
    group.mood == Mood::Participle
}
