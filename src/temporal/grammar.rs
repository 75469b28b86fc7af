//! The rules of the pack, compiled: pattern, context, how captures are read, examples.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use regex::{Captures, Regex, RegexBuilder};

use super::automaton::Automaton;
use super::lexicon::{Lexicon, MARKS, is_mark};
use crate::document::{Span, TimeType};
use crate::lang::{Pack, PackError};

/// How a rule's captures become a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Read {
    /// Year, month, day, weekday, as far as they are given.
    Date,
    /// An hour of the clock.
    Clock,
    /// A unit of the calendar, counted from an anchor.
    Relative,
    /// A stretch of so many units.
    Duration,
    /// What recurs.
    Set,
    Season,
    Quarter,
    Half,
    Decade,
    Century,
    Holiday,
    Republican,
    /// The nth weekday of a month, a season or a year.
    Nth,
    /// The value that the rule gives.
    Constant,
    /// Nothing: the words are no time expression, and none begins inside.
    Trap,
}

/// A rule as the pack writes it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    id: String,
    pattern: String,
    read: Read,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    set: BTreeMap<String, String>,
    before: Option<String>,
    after: Option<String>,
    not_before: Option<String>,
    not_after: Option<String>,
    #[serde(default)]
    examples: Vec<[String; 2]>,
    #[serde(default)]
    not: Vec<String>,
}

#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    #[serde(default)]
    reference: String,
    #[serde(default)]
    rule: Vec<RuleText>,
}

/// What a rule read: field names to values.
pub(super) type Fields = BTreeMap<String, String>;

/// Words that a rule matched.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) rule: usize,
    pub(super) span: Span,
    pub(super) fields: Fields,
}

/// A compiled rule.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) read: Read,
    pub(super) kind: Option<TimeType>,
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) reference: String,
    pub(super) examples: Vec<[String; 2]>,
    pub(super) counter_examples: Vec<String>,
    set: BTreeMap<String, String>,
    pattern: String,
    /// Compiled when the rule first matches; the automaton has checked it.
    regex: OnceLock<Regex>,
    before: Option<Regex>,
    after: Option<Regex>,
    not_before: Option<Regex>,
    not_after: Option<Regex>,
}

/// All rules of a language.
#[derive(Clone, Debug)]
pub(super) struct Grammar {
    pub(super) rules: Vec<Rule>,
    /// All patterns at once.
    pub(super) automaton: Automaton,
}

/// Groups that mark a part of the match instead of a field.
const SPANS: [&str; 4] = ["all", "t", "first", "last"];
/// Ends the name of a group that reads a field in another branch of the pattern.
const OTHER: &str = "_alt";
/// What the first end of a range takes from the second: "du 3 au 5 mai 2024".
const SHARED: [&str; 5] = ["month", "year", "unit", "zone", "part"];
/// How many bytes a compiled pattern may take: as many as all together, so that what the automaton takes each rule takes.
const SIZE_LIMIT: usize = 1 << 28;
/// How many bytes of context a rule sees on either side.
const CONTEXT: usize = 64;
/// How many bytes an expression can have.
const LONGEST: usize = 160;

impl Grammar {
    pub(super) fn new(pack: &Pack, lexicon: &Lexicon) -> Result<Grammar, PackError> {
        let mut rules = Vec::new();
        let mut patterns = Vec::new();
        for file in pack.files_under("temporal/rules/") {
            let read: RuleFile = pack.toml(file)?;
            let text = pack.text(file).unwrap_or("");
            for rule in read.rule {
                let quoted = format!("\"{}\"", rule.id);
                let line = text.lines().position(|line| line.contains(&quoted)).map_or(0, |line| line + 1);
                let (rule, pattern) = Rule::compile(rule, lexicon, file, line, &read.reference)?;
                rules.push(rule);
                patterns.push(pattern);
            }
        }
        let automaton = Automaton::new(&patterns).map_err(|message| PackError::new("temporal/rules", 0, message))?;
        Ok(Grammar { rules, automaton })
    }

    /// What stands at `at`, as far as an expression can reach, and not beyond `end`.
    pub(super) fn window(text: &str, at: usize, end: usize) -> &str {
        &text[at..floor(text, end.min(at + LONGEST))]
    }

    /// The longest of the matches at `at` whose context fits; of equally long ones the earlier rule's.
    ///
    /// A match is an end in the window and a rule, the longest first, as the automaton gives them.
    pub(super) fn choose(
        &self,
        text: &str,
        at: usize,
        window: &str,
        matches: &[(usize, usize)],
        lexicon: &Lexicon,
    ) -> Option<Vec<Candidate>> {
        if text[..at].ends_with(is_mark) {
            return None;
        }
        let mut best: Option<(usize, usize, Captures)> = None;
        for (matched, index) in matches {
            let rule = &self.rules[*index];
            let shorter = |end: usize| {
                best.as_ref().is_some_and(|(longest, first, _)| end < *longest || end == *longest && index > first)
            };
            // A match takes the character behind the expression in, if there is one. Groups cost, so they are read late.
            let last = window[..*matched].chars().next_back().map_or(0, char::len_utf8);
            if *matched < window.len() && shorter(at + matched - last) {
                continue;
            }
            let Some(captures) = rule.regex().captures(&window[..*matched]) else { continue };
            let end = at + captures.name("all").map_or(0, |all| all.end());
            if shorter(end) || !rule.fits(text, at, end) {
                continue;
            }
            best = Some((end, *index, captures));
        }
        best.map(|(_, index, captures)| self.rules[index].candidates(index, &captures, at, lexicon))
    }
}

impl Rule {
    fn compile(
        rule: RuleText,
        lexicon: &Lexicon,
        file: &str,
        line: usize,
        reference: &str,
    ) -> Result<(Rule, String), PackError> {
        let fault = |message: String| PackError::new(file, line, message);
        let context = |pattern: &Option<String>, left: bool| -> Result<Option<Regex>, PackError> {
            let Some(pattern) = pattern else { return Ok(None) };
            let body = lexicon.expand(pattern).map_err(fault)?;
            let whole = match left {
                true => format!(r"(?i)(?:^|(?-u:\b)|[^\p{{L}}\p{{N}}])(?:{body})\s{{0,2}}$"),
                false => format!(r"^(?i)\s{{0,2}}(?:{body})"),
            };
            regex(&whole).map(Some).map_err(|error| fault(error.to_string()))
        };
        let body = lexicon.expand(&rule.pattern).map_err(fault)?;
        let pattern = format!(r"^(?i:(?P<all>{body}))(?:$|[^\p{{L}}\p{{N}}_{MARKS}])");
        let compiled = Rule {
            read: rule.read,
            kind: match &rule.kind {
                Some(kind) => {
                    Some(kind.parse().map_err(|error: crate::document::UnknownName| fault(error.to_string()))?)
                }
                None => None,
            },
            pattern: pattern.clone(),
            regex: OnceLock::new(),
            before: context(&rule.before, true)?,
            after: context(&rule.after, false)?,
            not_before: context(&rule.not_before, true)?,
            not_after: context(&rule.not_after, false)?,
            id: rule.id,
            file: file.to_owned(),
            line,
            reference: reference.to_owned(),
            examples: rule.examples,
            counter_examples: rule.not,
            set: rule.set,
        };
        Ok((compiled, pattern))
    }

    fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| regex(&self.pattern).expect("the automaton was built of the same pattern"))
    }

    /// Whether the words around the match allow it.
    fn fits(&self, text: &str, start: usize, end: usize) -> bool {
        let left = &text[ceil(text, start.saturating_sub(CONTEXT))..start];
        let right = &text[end..floor(text, end + CONTEXT)];
        let holds = |regex: &Option<Regex>, side: &str| regex.as_ref().is_none_or(|regex| regex.is_match(side));
        let fails = |regex: &Option<Regex>, side: &str| regex.as_ref().is_some_and(|regex| regex.is_match(side));
        holds(&self.before, left)
            && holds(&self.after, right)
            && !fails(&self.not_before, left)
            && !fails(&self.not_after, right)
    }

    /// The expressions of a match: one, or the two ends of a range (groups `first` and `last`, fields of the second
    /// marked with a 2).
    fn candidates(&self, index: usize, captures: &Captures, at: usize, lexicon: &Lexicon) -> Vec<Candidate> {
        let mut fields = Fields::new();
        for name in self.regex().capture_names().flatten().filter(|name| !SPANS.contains(name)) {
            if let Some(group) = captures.name(name) {
                let field = name.strip_suffix(OTHER).unwrap_or(name);
                fields.insert(field.to_owned(), lexicon.read(name, group.as_str()));
            }
        }
        let span = |name: &str| captures.name(name).map(|group| Span::from(group.range()).shift(at));
        let candidate = |span, mut fields: Fields| {
            for (name, value) in &self.set {
                fields.entry(name.clone()).or_insert(value.clone());
            }
            Candidate { rule: index, span, fields }
        };
        if let (Some(first), Some(last)) = (span("first"), span("last")) {
            let (mut left, mut right) = (Fields::new(), Fields::new());
            for (name, value) in fields {
                match name.strip_suffix('2') {
                    Some(name) => {
                        if SHARED.contains(&name) {
                            left.entry(name.to_owned()).or_insert(value.clone());
                        }
                        right.insert(name.to_owned(), value);
                    }
                    None => {
                        left.insert(name, value);
                    }
                }
            }
            return vec![candidate(first, left), candidate(last, right)];
        }
        let whole = span("t").or_else(|| span("all")).unwrap_or(Span::new(at, at));
        vec![candidate(whole, fields)]
    }
}

fn regex(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(SIZE_LIMIT).dfa_size_limit(1 << 23).build()
}

/// The last character boundary at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first character boundary at or after `at`.
pub(super) fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
