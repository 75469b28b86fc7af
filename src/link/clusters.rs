use std::collections::HashMap;

use super::lists::Lists;
use super::phrases::key;
use super::reading::{add_sectors, only};
use crate::document::{Entity, Label};

/// So many persons of one name are told apart.
const NAMESAKES: usize = 16;

/// Numbers the clusters of mentions of one actor or place by their first mentions, and shares what is known about one
/// mention with the others.
pub(super) fn clusters(lists: &Lists, text: &str, entities: &mut [Entity]) {
    let keys = keys(lists, text, entities);
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        let next = members.len();
        let number = *numbers.entry(key).or_insert(next);
        if number == next {
            members.push(Vec::new());
        }
        members[number].push(index);
        entities[index].cluster = Some(number);
    }
    for mentions in members {
        share(entities, &mentions);
    }
}

/// Country, sectors and the fullest name of a cluster go to all its mentions.
fn share(entities: &mut [Entity], mentions: &[usize]) {
    let country = mentions.iter().find_map(|&index| entities[index].country.clone());
    let mut sectors = Vec::new();
    mentions.iter().for_each(|&index| add_sectors(&mut sectors, &entities[index].sectors));
    // A name from a list is canonical; otherwise the first of the longest.
    let listed = mentions.iter().find(|&&index| entities[index].kind.is_some());
    let length = |index: &usize| entities[*index].name.as_ref().map_or(0, |name| name.chars().count());
    let longest = mentions.iter().rev().max_by_key(|index| length(index));
    let Some(name) = listed.or(longest).map(|&index| entities[index].name.clone()) else { return };
    for &index in mentions {
        let entity = &mut entities[index];
        entity.name.clone_from(&name);
        entity.country = entity.country.take().or_else(|| country.clone());
        entity.sectors.clone_from(&sectors);
    }
}

/// A key an entity: mentions with the same key are of one actor or place.
fn keys(lists: &Lists, text: &str, entities: &[Entity]) -> Vec<String> {
    let aliases = acronyms(text, entities);
    let persons = Persons::new(lists, text, entities);
    entities
        .iter()
        .enumerate()
        .map(|(index, entity)| match entity.label {
            Label::Person => persons.key(index),
            _ => {
                let name = key(entity.name.as_deref().unwrap_or_default());
                aliases.get(&name).cloned().unwrap_or(name)
            }
        })
        .collect()
}

/// Acronyms with the names that stand beside them: "Confédération paysanne du Nord (CPN)", or the other way round.
fn acronyms(text: &str, entities: &[Entity]) -> HashMap<String, String> {
    let mut found = HashMap::new();
    for pair in entities.windows(2) {
        let [first, second] = pair else { continue };
        let gap = text.get(first.span.end..second.span.start).unwrap_or("").trim();
        let closed = text.get(second.span.end..).is_some_and(|rest| rest.trim_start().starts_with(')'));
        if gap != "(" || !closed || first.label == Label::Person || second.label == Label::Person {
            continue;
        }
        for (whole, short) in [(first, second), (second, first)] {
            if is_acronym_of(short.span.of(text), whole.span.of(text)) {
                let name = |entity: &Entity| key(entity.name.as_deref().unwrap_or_default());
                if name(short) != name(whole) {
                    found.entry(name(short)).or_insert_with(|| name(whole));
                }
            }
        }
    }
    found
}

/// Whether the letters of `short` are initials of words of `whole`, in order.
fn is_acronym_of(short: &str, whole: &str) -> bool {
    let letters: Vec<char> = short.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let words = whole.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut wanted = letters.iter().peekable();
    for initial in words.filter_map(|word| word.chars().next()?.to_lowercase().next()) {
        if wanted.peek().is_some_and(|letter| **letter == initial) {
            wanted.next();
        }
    }
    let capitals = short.chars().filter(|c| c.is_uppercase()).count();
    letters.len() >= 2 && capitals >= 2 && wanted.peek().is_none()
}

/// The persons of a document: full names, and the parts of names that point to one of them.
struct Persons {
    keys: Vec<String>,
}

impl Persons {
    fn new(lists: &Lists, text: &str, entities: &[Entity]) -> Persons {
        let names: Vec<Vec<String>> = entities
            .iter()
            .map(|entity| {
                let mut name: Vec<String> = Vec::new();
                let mut end = entity.span.start;
                for word in lists.lexer.cut(text, entity.span).into_iter().filter(|word| word.key != ".") {
                    // "N'Guessan" is one word of a name.
                    match name.last_mut().filter(|_| word.span.start == end) {
                        Some(last) => last.push_str(&word.key),
                        None if lists.grammar.courtesy.contains(&word.key) => continue,
                        None => name.push(word.key),
                    }
                    end = word.span.end;
                }
                name
            })
            .collect();
        let person = |index: usize| entities[index].label == Label::Person;
        // Full names by their last part, surname particles and all, and by the others ("Kouassi" in "Kouassi Amani Paul").
        let mut by_surname: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_part: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut keys = vec![String::new(); entities.len()];
        for index in (0..entities.len()).filter(|&index| person(index) && names[index].len() > 1) {
            let (first, last) = (&names[index][0], &names[index][names[index].len() - 1]);
            keys[index] = if lists.grammar.particles.contains(first) {
                names[index].join(" ")
            } else {
                format!("{first} {last}")
            };
            let parts = names[index][..names[index].len() - 1].iter().map(|part| (false, part));
            for (surname, part) in parts.chain([(true, last)]) {
                let list = if surname { &mut by_surname } else { &mut by_part };
                let same = list.entry(part.as_str()).or_default();
                // One mention a person is enough, unless the whole document is about namesakes.
                if same.len() < NAMESAKES && same.iter().all(|&other| keys[other] != keys[index]) {
                    same.push(index);
                }
            }
        }
        for index in (0..entities.len()).filter(|&index| person(index)) {
            let name = &names[index];
            let particle = name.first().is_some_and(|first| lists.grammar.particles.contains(first));
            if name.len() > 1 && !particle {
                continue;
            }
            let whole = name.join(" ");
            let last = name.last().map_or("", String::as_str);
            let ends_alike = |&&other: &&usize| names[other].len() > name.len() && names[other].ends_with(name);
            let surname = by_surname.get(last).into_iter().flatten().filter(ends_alike);
            let inside =
                |other: usize| other < index && names[other].windows(name.len().max(1)).any(|part| part == name);
            let part = by_part.get(last).into_iter().flatten().filter(|&&other| inside(other));
            let owner = only(surname.map(|&other| keys[other].as_str()));
            let owner = owner.or_else(|| only(part.map(|&other| keys[other].as_str())));
            let owner = owner.map_or(whole, str::to_owned);
            keys[index] = owner;
        }
        Persons { keys }
    }

    fn key(&self, index: usize) -> String {
        // Persons and other entities never share a cluster.
        format!("@{}", self.keys[index])
    }
}
