//! Is this gold? Offsets, words, names and references, each problem with what to mend.

use std::collections::HashSet;
use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::gold::Gold;
use super::spans::Located;
use crate::document::{Bound, DateBasis, EventType, Label, Polarity, StatementKind, Status, TimeType, UnknownName};

/// Labels that some corpora give to time expressions; as entities they are read, and never scored.
const TIME_LABELS: [TimeType; 2] = [TimeType::Date, TimeType::Time];

/// Something that is wrong.
pub(super) struct Problem {
    /// The item it is of, or its id: `entity 3`.
    pub item: String,
    /// What is wrong and what to mend.
    pub text: String,
}

/// Adds to `problems` what is wrong with a document of gold.
pub(super) fn check(gold: &Gold, problems: &mut Vec<Problem>) {
    let mut checker = Checker { points: points(&gold.text), text: &gold.text, ids: HashSet::new(), problems };
    if gold.id.is_empty() {
        checker.problem("document", "`id` is empty");
    }
    checker.ids(gold);
    checker.sentences(gold);
    checker.tokens(gold);
    checker.entities(gold);
    checker.times(gold);
    checker.statements(gold);
    checker.events(gold);
}

/// The byte at which each code point begins, and the end.
fn points(text: &str) -> Vec<usize> {
    text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect()
}

/// Whether a value is written as TIMEX3 writes values, with `X` where a figure is not known.
fn is_value(value: &str) -> bool {
    static VALUE: LazyLock<Regex> = LazyLock::new(|| {
        let date = r"[\dX]{2,4}(-[\dX]{2}(-[\dX]{2})?|-W[\dX]{2}(-([1-7X]|WE))?|-[QH][1-4X]|-(SP|SU|FA|WI))?";
        let clock = r"T([\dX]{2}(:[\dX]{2}(:[\dX]{2}(\.\d+)?)?)?(Z|[+-]\d{2}(:?\d{2})?)?|MO|MI|AF|EV|NI|DT)";
        let length = r"P(([\d.]+|X)(Y|Q|M|W|D|DE|CE|WE|S[PUI]))*(T(([\d.]+|X)[HMS])+)?";
        let point = format!("({date})?({clock})?( BC)?");
        Regex::new(&format!("^(PRESENT_REF|PAST_REF|FUTURE_REF|{length}|{point}|{point}/{point})$"))
            .expect("the pattern is well formed")
    });
    // Every part may be missing, all of them may not.
    value.len() > 1 && VALUE.is_match(value)
}

struct Checker<'a> {
    text: &'a str,
    points: Vec<usize>,
    ids: HashSet<&'a str>,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Checker<'a> {
    fn problem(&mut self, item: &str, what: impl Display) {
        self.problems.push(Problem { item: item.to_owned(), text: format!("{item}: {what}") });
    }

    /// Sentences come one after the other.
    fn sentences(&mut self, gold: &Gold) {
        let mut end = 0;
        for (sentence, number) in gold.sentences.iter().flatten().zip(1..) {
            let name = format!("sentence {number}");
            if self.place(&name, &(sentence.start..sentence.end)).is_some() && sentence.start < end {
                self.problem(&name, format!("begins at {}, before the end of the one ahead of it", sentence.start));
            }
            end = end.max(sentence.end);
        }
    }

    /// So do tokens, but for the words of a contraction, which share a place.
    fn tokens(&mut self, gold: &Gold) {
        let tokens = gold.tokens.as_deref().unwrap_or_default();
        let mut before = (0, 0);
        for (token, number) in tokens.iter().zip(1..) {
            let name = format!("token {number}");
            let place = (token.start, token.end);
            if self.place(&name, &(token.start..token.end)).is_some() && place != before && token.start < before.1 {
                self.problem(&name, format!("begins at {}, before the end of the one ahead of it", token.start));
            }
            if token.head.is_some_and(|head| head >= tokens.len()) {
                self.problem(&name, "`head` is no token of this document: tokens count from 0");
            }
            before = place;
        }
    }

    /// Collects the ids of all items; those that were left out are empty.
    fn ids(&mut self, gold: &'a Gold) {
        let entities = gold.entities.iter().flatten().map(|item| &item.id);
        let times = gold.times.iter().flatten().map(|item| &item.id);
        let statements = gold.statements.iter().flatten().map(|item| &item.id);
        let events = gold.events.iter().flatten().map(|item| &item.id);
        for id in entities.chain(times).chain(statements).chain(events).filter(|id| !id.is_empty()) {
            if !self.ids.insert(id) {
                self.problem(id, "two items have this id: give each its own");
            }
        }
    }

    fn entities(&mut self, gold: &Gold) {
        for (entity, number) in gold.entities.iter().flatten().zip(1..) {
            let name = format!("entity {number}");
            self.span(&name, entity.range(), &entity.text);
            if !TIME_LABELS.iter().any(|label| label.as_str() == entity.label) {
                self.known::<Label>(&name, "label", Some(&entity.label));
            }
            self.country(&name, entity.country.as_deref());
        }
        self.apart("entities", "entity", gold.entities.as_deref().unwrap_or_default());
        for (demonym, number) in gold.demonyms.iter().flatten().zip(1..) {
            let name = format!("demonym {number}");
            self.span(&name, demonym.range(), &demonym.text);
            self.country(&name, Some(&demonym.country));
        }
    }

    fn times(&mut self, gold: &Gold) {
        for (time, number) in gold.times.iter().flatten().zip(1..) {
            let name = format!("time {number}");
            self.span(&name, time.range(), &time.text);
            self.known::<TimeType>(&name, "type", Some(&time.r#type));
            self.known::<Bound>(&name, "bound", time.bound.as_deref());
            if let Some(value) = time.value.as_deref().filter(|value| !is_value(value)) {
                self.problem(
                    &name,
                    format!("`value`: `{value}` is no TIMEX3 value such as 2023-09-20T09:00Z, 2020-FA or P3D"),
                );
            }
            self.dates(&name, time.date_start.as_deref(), time.date_end.as_deref());
            let anchor = time.anchor.as_deref().filter(|anchor| *anchor != "published");
            for (key, id) in
                [("anchor", anchor), ("begin", time.begin.as_deref()), ("end_time", time.end_time.as_deref())]
            {
                self.reference(&name, key, id, gold.times.is_some());
            }
        }
        self.apart("times", "time", gold.times.as_deref().unwrap_or_default());
    }

    fn statements(&mut self, gold: &Gold) {
        for (item, number) in gold.statements.iter().flatten().zip(1..) {
            let name = format!("statement {number}");
            self.span(&name, item.range(), &item.text);
            self.known::<StatementKind>(&name, "kind", Some(&item.kind));
            self.part(&format!("{name}, source"), &item.source, item.source_start, item.source_end);
            self.part(&format!("{name}, cue"), &item.cue, item.cue_start, item.cue_end);
            self.reference(&name, "source_entity", item.source_entity.as_deref(), gold.entities.is_some());
            self.reference(&name, "via", item.via.as_deref(), true);
        }
    }

    fn events(&mut self, gold: &Gold) {
        for (event, number) in gold.events.iter().flatten().zip(1..) {
            let name = format!("event {number}");
            self.span(&format!("{name}, trigger"), event.range(), &event.trigger);
            self.known::<EventType>(&name, "type", Some(&event.r#type));
            self.known::<Status>(&name, "status", Some(&event.status));
            self.known::<Polarity>(&name, "polarity", Some(&event.polarity));
            self.known::<DateBasis>(&name, "date_basis", Some(&event.date_basis));
            if event.r#type.parse::<EventType>().is_ok_and(|kind| ![0, kind.quad()].contains(&event.quad)) {
                self.problem(
                    &name,
                    format!("`quad` {} is not that of {}: mend it or leave it out", event.quad, event.r#type),
                );
            }
            self.dates(&name, event.date_start.as_deref(), event.date_end.as_deref());
            self.country(&name, event.country.as_deref());
            self.part(&format!("{name}, place"), &event.place, event.place_start, event.place_end);
            self.reference(&name, "time", event.time.as_deref(), gold.times.is_some());
            for (role, parties) in
                [("actor", &event.actors), ("recipient", &event.recipients), ("other", &event.others)]
            {
                for (party, number) in parties.iter().zip(1..) {
                    let name = format!("{name}, {role} {number}");
                    self.span(&name, party.start..party.end, &party.text);
                    self.country(&name, party.country.as_deref());
                    self.reference(&name, "entity", party.entity.as_deref(), gold.entities.is_some());
                }
            }
            for (mention, number) in event.mentions.iter().zip(1..) {
                self.span(&format!("{name}, mention {number}"), mention.range(), &mention.text);
            }
            for report in &event.reported_by {
                self.reference(&name, "statement", report.statement.as_deref(), gold.statements.is_some());
            }
        }
    }

    /// The words are those at the offsets.
    fn span(&mut self, item: &str, range: Range<usize>, words: &str) {
        let Range { start, end } = range;
        let length = self.points.len() - 1;
        if start < end && end > length {
            let hint = self.hint(start, words);
            self.problem(item, format!("{start}-{end} ends outside the text, which has {length} code points{hint}"));
        } else if let Some(there) = self.place(item, &range).filter(|there| *there != words) {
            self.problem(item, format!("{start}-{end} is `{there}`, not `{words}`{}", self.hint(start, words)));
        }
    }

    /// The words at the offsets; a problem where there are none.
    fn place(&mut self, item: &str, range: &Range<usize>) -> Option<&'a str> {
        let (start, end, length) = (range.start, range.end, self.points.len() - 1);
        if start >= end {
            self.problem(item, format!("{start}-{end} holds no words: `start` must be less than `end`"));
            return None;
        }
        if end > length {
            self.problem(item, format!("{start}-{end} ends outside the text, which has {length} code points"));
            return None;
        }
        Some(&self.text[self.points[start]..self.points[end]])
    }

    /// Where else the words stand, nearest to `start`.
    fn hint(&self, start: usize, words: &str) -> String {
        let at = |byte: usize| self.points.partition_point(|point| *point < byte);
        let places = self.text.match_indices(words).map(|(byte, words)| (at(byte), at(byte + words.len())));
        match places.filter(|_| !words.is_empty()).min_by_key(|place| place.0.abs_diff(start)) {
            Some((start, end)) => format!("; `{words}` stands at {start}-{end}: mend the offsets"),
            None => format!("; `{words}` is nowhere in the text: mend the words"),
        }
    }

    /// The same, of words that may be absent.
    fn part(&mut self, item: &str, words: &Option<String>, start: Option<usize>, end: Option<usize>) {
        match (words, start, end) {
            (None, None, None) => {}
            (Some(words), Some(start), Some(end)) => self.span(item, start..end, words),
            _ => self.problem(item, "words, start and end go together: give all three or none"),
        }
    }

    fn known<T: FromStr<Err = UnknownName>>(&mut self, item: &str, key: &str, name: Option<&str>) {
        if let Some(Err(error)) = name.map(str::parse::<T>) {
            self.problem(item, format!("`{key}`: {error}"));
        }
    }

    fn country(&mut self, item: &str, country: Option<&str>) {
        if country.is_some_and(|code| code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase())) {
            self.problem(item, format!("`country`: `{}` is no ISO 3166-1 alpha-3 code", country.unwrap_or_default()));
        }
    }

    fn dates(&mut self, item: &str, start: Option<&str>, end: Option<&str>) {
        let mut read = |date: Option<&str>| {
            let date = date?;
            let read = date.parse::<Date>().ok().filter(|read| read.to_string() == date);
            if read.is_none() {
                self.problem(item, format!("`{date}` is no complete ISO date such as 2023-09-20"));
            }
            read
        };
        if let (Some(start), Some(end)) = (read(start), read(end))
            && start > end
        {
            self.problem(item, format!("`date_start` {start} is after `date_end` {end}"));
        }
    }

    /// An id names an item of the document, if the layer it is in was annotated at all.
    fn reference(&mut self, item: &str, key: &str, id: Option<&str>, annotated: bool) {
        if let Some(id) = id.filter(|id| annotated && !self.ids.contains(id)) {
            self.problem(item, format!("`{key}` is `{id}`, which no item of this document has as its id"));
        }
    }

    /// No two items of a layer overlap.
    fn apart<T: Located>(&mut self, layer: &str, item: &str, items: &[T]) {
        let mut items: Vec<(&T, usize)> = items.iter().zip(1..).collect();
        items.sort_by_key(|(item, _)| item.range().start);
        for pair in items.windows(2) {
            let [(one, _), (other, number)] = [pair[0], pair[1]];
            let (first, second) = (one.range(), other.range());
            if second.start < first.end {
                let (one, other) = (one.words(), other.words());
                let text = format!(
                    "{layer}: `{one}` ({}-{}) and `{other}` ({}-{}) overlap: keep one",
                    first.start, first.end, second.start, second.end
                );
                self.problems.push(Problem { item: format!("{item} {number}"), text });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn values_of_timex3() {
        for value in [
            "2023",
            "202",
            "20",
            "2023-09",
            "2023-09-20",
            "XXXX-09-20",
            "XXXX-WXX-2",
            "2023-W38",
            "2023-W38-WE",
            "2023-Q3",
            "2023-H1",
            "2020-FA",
            "2023-09-20T09:00Z",
            "2023-09-20T13:00+04:00",
            "2023-09-20TEV",
            "XXXX-XX-XXT09:00",
            "XXXX-WXX-3T21:00",
            "T09:00",
            "PRESENT_REF",
            "P44D",
            "PXD",
            "P1Y6M",
            "PT3H",
            "P1DT2H",
            "P2.5Y",
            "2023-09-11/2023-09-17",
        ] {
            assert!(super::is_value(value), "{value}");
        }
        for value in [
            "",
            "P",
            "jeudi",
            "2023-9-20",
            "2023-09-20 09:00",
            "20/09/2023",
            "2023-09-20T9h",
            "FUTURE",
            "P3",
            "é",
            "2023-XX-Q",
        ] {
            assert!(!super::is_value(value), "{value}");
        }
    }
}
