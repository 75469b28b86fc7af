//! What stands between and around the matches: open ends, ranges, one instant on two clocks.

use jiff::civil::Date;
use regex::Regex;

use super::grammar::{Candidate, Fields, Grammar, Read, ceil, floor};
use super::lexicon::Lexicon;
use crate::document::Bound;
use crate::lang::{Pack, PackError};

const FILE: &str = "temporal/context.toml";
const CONTEXT: usize = 48;

/// A match with what its neighbourhood says.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) candidate: Candidate,
    pub(super) bound: Option<Bound>,
    pub(super) modifier: Option<String>,
    /// The other end of the range, by index.
    pub(super) begin: Option<usize>,
    pub(super) end: Option<usize>,
    /// The same instant on another clock, by index.
    pub(super) equal: Option<usize>,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextText {
    from: String,
    until: String,
    approximate: String,
    range_open: String,
    range_join: String,
    dash: String,
    equal: String,
    coming: String,
    gone: String,
    apart: String,
    #[serde(default)]
    appointed: String,
}

/// The words around expressions that change what they mean.
#[derive(Clone, Debug)]
pub(super) struct Context {
    from: Regex,
    until: Regex,
    approximate: Regex,
    range_open: Regex,
    range_join: Regex,
    dash: Regex,
    equal: Regex,
    pub(super) coming: Regex,
    pub(super) gone: Regex,
    /// What sets a date apart from what the text tells: comparisons, deadlines.
    pub(super) apart: Regex,
    /// What is announced by its name alone: a weekday after it lies ahead, where no verb says otherwise.
    pub(super) appointed: Regex,
}

impl Context {
    pub(super) fn new(pack: &Pack, lexicon: &Lexicon) -> Result<Context, PackError> {
        let text: ContextText = pack.toml(FILE)?;
        let regex = |pattern: &str, whole: bool| {
            let body = match pattern {
                "" => r"[^\s\S]".to_owned(),
                pattern => lexicon.expand(pattern).map_err(|message| PackError::new(FILE, 0, message))?,
            };
            let pattern = match whole {
                true => format!(r"^(?i)\s{{0,2}}(?:{body})\s{{0,2}}$"),
                false => format!(r"(?i)(?:^|(?-u:\b)|[^\p{{L}}\p{{N}}])(?:{body})\s{{0,2}}$"),
            };
            Regex::new(&pattern).map_err(|error| PackError::new(FILE, 0, error.to_string()))
        };
        Ok(Context {
            from: regex(&text.from, false)?,
            until: regex(&text.until, false)?,
            approximate: regex(&text.approximate, false)?,
            range_open: regex(&text.range_open, false)?,
            range_join: regex(&text.range_join, true)?,
            dash: regex(&text.dash, true)?,
            equal: regex(&text.equal, true)?,
            coming: regex(&text.coming, false)?,
            gone: regex(&text.gone, false)?,
            apart: regex(&text.apart, false)?,
            appointed: regex(&text.appointed, false)?,
        })
    }
}

/// The text before `start`, as far as context reaches.
pub(super) fn left(text: &str, start: usize) -> &str {
    &text[ceil(text, start.saturating_sub(CONTEXT))..start]
}

/// Adds bounds, modifiers, ranges and equivalents to the matches.
pub(super) fn refine(text: &str, candidates: Vec<Candidate>, grammar: &Grammar, context: &Context) -> Vec<Found> {
    let mut found: Vec<Found> = candidates
        .into_iter()
        .filter(|candidate| possible(&candidate.fields))
        .map(|mut candidate| {
            let before = left(text, candidate.span.start);
            let bound = match () {
                _ if context.approximate.is_match(before) => None,
                _ if context.from.is_match(before) => Some(Bound::From),
                _ if context.until.is_match(before) => Some(Bound::Until),
                _ => None,
            };
            let mut modifier = candidate.fields.remove("mod").map(|code| code.to_uppercase());
            if modifier.is_none() && context.approximate.is_match(before) {
                modifier = Some("APPROX".to_owned());
            }
            Found { candidate, bound, modifier, begin: None, end: None, equal: None }
        })
        .collect();
    for next in 1..found.len() {
        join(text, &mut found, next, grammar, context);
    }
    found
}

/// Whether the calendar has such a day: not the 30th of February.
fn possible(fields: &Fields) -> bool {
    let get = |name: &str| fields.get(name).and_then(|value| value.parse::<i16>().ok());
    let (Some(month), Some(day)) = (get("month"), get("day")) else { return true };
    let year = get("year").filter(|year| *year > 99).unwrap_or(2000);
    fields.contains_key("era") || Date::new(year, month as i8, day as i8).is_ok()
}

/// Joins an expression to the one before it, where the words between say so.
fn join(text: &str, found: &mut [Found], next: usize, grammar: &Grammar, context: &Context) {
    let (before, after) = found.split_at_mut(next);
    let (first, second) = (&mut before[next - 1], &mut after[0]);
    let reads = |one: &Found| grammar.rules[one.candidate.rule].read;
    let (a, b) = (first.candidate.span, second.candidate.span);
    let Some(between) = text.get(a.end..b.start).filter(|between| between.len() <= CONTEXT) else { return };
    if reads(first) == Read::Clock && reads(second) == Read::Clock && context.equal.is_match(between) {
        let closed = text[b.end..floor(text, b.end + CONTEXT)].trim_start().starts_with([')', ',', ']']);
        if closed {
            (first.equal, second.equal) = (Some(next), Some(next - 1));
            return;
        }
    }
    let kin = |read| matches!(read, Read::Date | Read::Clock | Read::Season | Read::Century | Read::Decade);
    if !kin(reads(first)) || reads(first) != reads(second) || first.begin.is_some() {
        return;
    }
    let opened = context.range_open.is_match(left(text, a.start)) && context.range_join.is_match(between);
    if opened || context.dash.is_match(between) {
        (first.end, second.begin) = (Some(next), Some(next - 1));
        for (name, value) in &second.candidate.fields {
            // "du 28 avril au 5 mai 2024": the year holds for both.
            if matches!(name.as_str(), "year" | "zone" | "part") {
                let whole = name != "year" || first.candidate.fields.contains_key("month");
                let lone =
                    !first.candidate.fields.contains_key("weekday") || first.candidate.fields.contains_key("day");
                if whole && lone {
                    first.candidate.fields.entry(name.clone()).or_insert(value.clone());
                }
            }
        }
    }
}
