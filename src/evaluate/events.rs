//! Events: found or not, and slot by slot.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use super::entities::credit;
use super::sheet::{Sheet, described};
use super::spans::{b_cubed, pair, shared};
use crate::record::{EventRecord, ParticipantRecord};

pub(super) fn score(gold: &[EventRecord], found: &[EventRecord], sheet: &mut Sheet) {
    let pairs = pair(gold, found, likeness);
    let both = || pairs.both.iter().map(|(i, j)| (&gold[*i], &found[*j]));

    sheet.counts("detection", pairs.counts());
    sheet.counts("typed", pairs.counts_where(|i, j| gold[i].r#type == found[j].r#type));
    for (name, slot) in SLOTS {
        let filled = both().map(|(gold, found)| (slot(gold), slot(found))).filter(|(gold, found)| {
            // A slot that both leave empty says nothing about how well it is filled.
            gold.is_some() || found.is_some()
        });
        sheet.share(name, filled.map(|(gold, found)| credit(gold == found)));
    }
    let parties: [(&str, &str, Parties); 2] = [
        ("actors", "actors_jaccard", |event| &event.actors),
        ("recipients", "recipients_jaccard", |event| &event.recipients),
    ];
    for (exact, jaccard, parties) in parties {
        let filled = || {
            both()
                .map(|(gold, found)| (countries(parties(gold)), countries(parties(found))))
                .filter(|(gold, found)| !gold.is_empty() || !found.is_empty())
        };
        sheet.share(exact, filled().map(|(gold, found)| credit(gold == found)));
        sheet.share(
            jaccard,
            filled().map(|(gold, found)| gold.intersection(&found).count() as f64 / gold.union(&found).count() as f64),
        );
    }
    // Of the mentions that both have: which are told of one event.
    let merged = b_cubed(gold.iter().enumerate().flat_map(|(i, event)| {
        let words: BTreeSet<_> = mentions(event).map(|(words, _)| (words.start, words.end)).collect();
        words.into_iter().filter_map(move |(start, end)| Some((i, Some(telling(found, &(start..end))?))))
    }));
    sheet.share("b3_precision", merged.iter().map(|(precision, _)| *precision));
    sheet.share("b3_recall", merged.iter().map(|(_, recall)| *recall));
    sheet.mistakes(&pairs, gold, found, describe, |gold, found| summary(gold) == summary(found));
}

type Parties = fn(&EventRecord) -> &Vec<ParticipantRecord>;
type Slot = fn(&EventRecord) -> Option<String>;

/// The slots that are right or wrong.
const SLOTS: [(&str, Slot); 6] = [
    ("type", |event| Some(event.r#type.clone())),
    ("mode", |event| event.mode.clone()),
    ("status", |event| Some(event.status.clone())),
    ("polarity", |event| Some(event.polarity.clone())),
    ("date", date),
    ("place", |event| event.place_name.clone().or_else(|| event.place.clone())),
];

/// How sure it is that two records are one event: by shared words, else by type and sentence.
fn likeness(gold: &EventRecord, found: &EventRecord) -> Option<(bool, bool, usize)> {
    let same_type = gold.r#type == found.r#type;
    let (mut same_words, mut same_sentence) = (0, false);
    for (words, sentence) in mentions(gold) {
        for (other_words, other_sentence) in mentions(found) {
            same_words += shared(&words, &other_words);
            same_sentence |= other_sentence.contains(&words.start) || sentence.contains(&other_words.start);
        }
    }
    (same_words > 0 || same_type && same_sentence).then_some((same_words > 0, same_type, same_words))
}

/// The trigger and the mentions, each with its sentence.
fn mentions(event: &EventRecord) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let first = (event.trigger_start..event.trigger_end, event.sentence_start..event.sentence_end);
    let rest =
        event.mentions.iter().map(|mention| (mention.start..mention.end, mention.sentence_start..mention.sentence_end));
    std::iter::once(first).chain(rest)
}

/// The event that has a mention with most of these words.
fn telling(found: &[EventRecord], words: &Range<usize>) -> Option<usize> {
    let most = |event: &EventRecord| mentions(event).map(|(other, _)| shared(words, &other)).max().unwrap_or(0);
    let best = found.iter().enumerate().map(|(j, event)| (most(event), Reverse(j))).max()?;
    (best.0 > 0).then_some(best.1.0)
}

fn countries(parties: &[ParticipantRecord]) -> BTreeSet<&str> {
    parties.iter().filter_map(|party| party.country.as_deref()).collect()
}

fn date(event: &EventRecord) -> Option<String> {
    let (start, end) = (event.date_start.as_deref(), event.date_end.as_deref());
    (start.is_some() || end.is_some()).then(|| format!("{}/{}", start.unwrap_or(".."), end.unwrap_or("..")))
}

/// Everything that is scored of an event, as one line.
fn summary(event: &EventRecord) -> String {
    let join = |parties| countries(parties).into_iter().collect::<Vec<_>>().join("+");
    let parties = format!("{}->{}", join(&event.actors), join(&event.recipients));
    let slots = SLOTS.iter().filter_map(|(_, slot)| slot(event));
    slots.chain([parties]).collect::<Vec<_>>().join(" ")
}

fn describe(event: &EventRecord) -> String {
    described(&[Some(&summary(event))], event)
}
