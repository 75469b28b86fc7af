//! Who is right where two finders speak of the same words.
//!
//! The model wins: an entity from a list is kept only where it touches no entity of the model, that is, it fills gaps. Where
//! both have exactly the same words, they merge. If they agree on the class, the entity of the model takes what the list knows
//! of it (canonical name, kind, country). If they do not, the list is right, for it holds names that mean one thing; but a town
//! stays the organisation that the model sees in it, since clubs go by the names of their towns. Among entities of the model that overlap, the first one stays.

use super::rules::Listed;
use crate::document::{Entity, Label};

/// One list of entities in order, without overlaps. Both come in order.
pub(super) fn merge(model: Vec<Entity>, listed: Vec<Listed>) -> Vec<Entity> {
    let mut found: Vec<Entity> = Vec::with_capacity(model.len() + listed.len());
    for entity in model {
        if found.last().is_none_or(|last| last.span.end <= entity.span.start) {
            found.push(entity);
        }
    }
    let of_model = found.len();
    let mut at = 0;
    for Listed { entity: rule, town } in listed {
        while at < of_model && found[at].span.end <= rule.span.start {
            at += 1;
        }
        match found[..of_model].get_mut(at) {
            Some(entity) if entity.span == rule.span => {
                if entity.label == rule.label {
                    entity.name = rule.name;
                    entity.kind = rule.kind;
                    entity.country = rule.country;
                } else if !(town && entity.label == Label::Organisation) {
                    *entity = rule;
                }
            }
            Some(entity) if entity.span.overlaps(rule.span) => {}
            _ => found.push(rule),
        }
    }
    found.sort_by_key(|entity| entity.span);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Label, Span};

    #[test]
    fn the_model_wins_and_the_lists_fill_gaps() {
        let entity = |label, start, end, by: &str| Entity::new(label, Span::new(start, end), 0.5, by);
        let model = vec![
            entity(Label::Place, 0, 5, "m"),
            entity(Label::Place, 3, 6, "m"),
            entity(Label::Person, 10, 20, "m"),
            entity(Label::Person, 30, 35, "m"),
            entity(Label::Organisation, 36, 39, "m"),
        ];
        let mut known = entity(Label::Place, 0, 5, "l");
        known.country = Some("FRA".to_owned());
        let rules = [
            known,
            entity(Label::Place, 6, 8, "l"),
            entity(Label::Place, 15, 22, "l"),
            entity(Label::Place, 30, 35, "l"),
            entity(Label::Place, 36, 39, "l"),
            entity(Label::Place, 40, 45, "l"),
        ];
        let rules = rules.into_iter().map(|entity| Listed { entity, town: true }).collect();
        let found: Vec<(usize, usize, String, Option<String>)> = merge(model, rules)
            .into_iter()
            .map(|entity| (entity.span.start, entity.span.end, entity.found_by, entity.country))
            .collect();
        let row = |start, end, by: &str, country: Option<&str>| (start, end, by.to_owned(), country.map(str::to_owned));
        let expected = [
            row(0, 5, "m", Some("FRA")),
            row(6, 8, "l", None),
            row(10, 20, "m", None),
            row(30, 35, "l", None),
            row(36, 39, "m", None),
            row(40, 45, "l", None),
        ];
        assert_eq!(found, expected);
    }
}
