use std::collections::BTreeMap;

use serde::Deserialize;

use crate::document::Label;

/// What a class of a model's labels means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// As the model calls it.
    pub name: String,
    /// The class of entities; `None` for a hint, which is decoded and dropped.
    pub label: Option<Label>,
    /// Its labels.
    pub members: Vec<usize>,
}

/// One label of a model; classes by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// No name (`O`).
    Outside,
    /// The first word of a name (`B-`).
    Begin(usize),
    /// Any other word of it (`I-`, or the bare class), or any at all where names need not begin with `B-`.
    Inside(usize),
    /// The last of several words (`L-`, `E-`).
    Last(usize),
    /// The only word (`U-`, `S-`).
    Unit(usize),
}

/// How labels mark where a name begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Notation {
    /// Always with `B-`.
    #[serde(rename = "IOB2")]
    Iob2,
    /// With `B-`, or with `I-` where no name of the same class ends: reads what was written as IOB2, too.
    #[serde(rename = "IOB1")]
    Iob1,
    /// With `B-` or `U-`, and they end with `L-` or `U-`; also called BIOES.
    #[serde(rename = "BILOU")]
    Bilou,
}

/// The labels of a model, in the order of its logits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// A tag per logit.
    pub tags: Vec<Tag>,
    /// The classes.
    pub classes: Vec<Class>,
    /// The label `O`.
    pub outside: usize,
    /// For every label those that a later piece of the same word may have: `I-X` for `B-X` in IOB2.
    pub goes_on: Vec<Vec<usize>>,
    notation: Notation,
}

impl Scheme {
    /// Reads labels: `O`, and classes with a prefix (`B-`, `I-`, `L-`, `E-`, `U-`, `S-`, also with `_`) or without one.
    ///
    /// `map` gives the meaning of classes that are not called as depeche calls them. Where the notation is not given, it is
    /// BILOU if there are labels for the ends of names, else IOB1.
    ///
    /// ```
    /// use depeche::recognise::neural::{Notation, Scheme};
    /// let labels = ["O", "B-PER", "I-PER"].map(String::from);
    /// let scheme = Scheme::new(&labels, &Default::default(), Some(Notation::Iob2)).unwrap();
    /// assert_eq!(scheme.goes_on, [[0], [2], [2]]);
    /// ```
    pub fn new(
        labels: &[String],
        map: &BTreeMap<String, String>,
        notation: Option<Notation>,
    ) -> Result<Scheme, String> {
        let mut classes: Vec<Class> = Vec::new();
        let mut tags = Vec::new();
        for (number, text) in labels.iter().enumerate() {
            if text == "O" {
                tags.push(Tag::Outside);
                continue;
            }
            let (prefix, name) = match text.split_once(['-', '_']) {
                Some((prefix @ ("B" | "I" | "L" | "E" | "U" | "S"), name)) => (prefix, name),
                _ => ("I", text.as_str()),
            };
            let class = match classes.iter().position(|class| class.name == name) {
                Some(known) => known,
                None => {
                    classes.push(Class { name: name.to_owned(), label: meaning(name, map)?, members: Vec::new() });
                    classes.len() - 1
                }
            };
            classes[class].members.push(number);
            tags.push(match prefix {
                "B" => Tag::Begin(class),
                "I" => Tag::Inside(class),
                "L" | "E" => Tag::Last(class),
                _ => Tag::Unit(class),
            });
        }
        let outside = tags.iter().position(|tag| *tag == Tag::Outside).ok_or("has no label `O`")?;
        let marks_ends = tags.iter().any(|tag| matches!(tag, Tag::Last(_) | Tag::Unit(_)));
        let notation = notation.unwrap_or(if marks_ends { Notation::Bilou } else { Notation::Iob1 });
        let mut scheme = Scheme { tags, classes, outside, goes_on: Vec::new(), notation };
        scheme.goes_on = (0..scheme.len()).map(|label| scheme.later(label)).collect();
        Ok(scheme)
    }

    fn later(&self, label: usize) -> Vec<usize> {
        let Some(class) = self.class(label) else { return vec![label] };
        match self.find(Tag::Inside(class)) {
            Some(inside) if self.notation == Notation::Iob2 => vec![inside],
            // Others label a word as a whole, and what the later pieces get varies from model to model.
            _ => self.classes[class].members.clone(),
        }
    }

    fn find(&self, tag: Tag) -> Option<usize> {
        self.tags.iter().position(|other| *other == tag)
    }

    /// The class of a label.
    pub fn class(&self, label: usize) -> Option<usize> {
        match self.tags[label] {
            Tag::Outside => None,
            Tag::Begin(class) | Tag::Inside(class) | Tag::Last(class) | Tag::Unit(class) => Some(class),
        }
    }

    /// Whether a label may follow a complete name, or none.
    pub fn begins(&self, label: usize) -> bool {
        match self.tags[label] {
            Tag::Outside | Tag::Begin(_) | Tag::Unit(_) => true,
            Tag::Inside(class) => self.notation == Notation::Iob1 || self.find(Tag::Begin(class)).is_none(),
            Tag::Last(class) => self.find(Tag::Begin(class)).is_none(),
        }
    }

    /// Whether a name is complete with a label, or there is none.
    pub fn ends(&self, label: usize) -> bool {
        match self.tags[label] {
            Tag::Outside | Tag::Last(_) | Tag::Unit(_) => true,
            Tag::Begin(class) | Tag::Inside(class) => self.find(Tag::Last(class)).is_none(),
        }
    }

    /// Whether a label goes on with the name that has the other one.
    pub fn continues(&self, label: usize, before: usize) -> bool {
        let open = matches!(self.tags[before], Tag::Begin(_) | Tag::Inside(_));
        let inner = matches!(self.tags[label], Tag::Inside(_) | Tag::Last(_));
        open && inner && self.class(label) == self.class(before)
    }

    /// The number of labels.
    pub fn len(&self) -> usize {
        self.tags.len()
    }

    /// Never: a scheme has at least `O`.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }
}

fn meaning(name: &str, map: &BTreeMap<String, String>) -> Result<Option<Label>, String> {
    let mapped = map.get(name).map_or(name, String::as_str);
    if mapped == "hint" {
        return Ok(None);
    }
    mapped.parse().map(Some).map_err(|_| match map.contains_key(name) {
        true => format!("has a class of labels `{name}`, which is mapped to `{mapped}`"),
        false => format!("has a class of labels `{name}`, of which nothing is known"),
    })
}
