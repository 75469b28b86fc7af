use std::collections::BTreeMap;

use crate::document::Label;

/// What a class of a model's labels means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// As the model calls it.
    pub name: String,
    /// The class of entities; `None` for a hint, which is decoded and dropped.
    pub label: Option<Label>,
}

/// One label of a model in the IOB2 scheme; classes by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// No name.
    Outside,
    /// The first piece of a name.
    Begin(usize),
    /// Any other piece of it.
    Inside(usize),
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
    /// For every label, the one that goes on with it: `I-X` for `B-X` and `I-X`, `O` for `O`.
    pub goes_on: Vec<usize>,
}

impl Scheme {
    /// Reads IOB2 labels. `map` gives the meaning of classes that are not called as depeche calls them.
    ///
    /// ```
    /// use depeche::recognise::neural::Scheme;
    /// let labels = ["O", "B-PER", "I-PER"].map(String::from);
    /// assert_eq!(Scheme::new(&labels, None).unwrap().goes_on, [0, 2, 2]);
    /// ```
    pub fn new(labels: &[String], map: Option<&BTreeMap<String, String>>) -> Result<Scheme, String> {
        let mut classes: Vec<Class> = Vec::new();
        let mut tags = Vec::new();
        for text in labels {
            if text == "O" {
                tags.push(Tag::Outside);
                continue;
            }
            let (prefix, name) = text.split_once('-').unwrap_or(("", text));
            let class = match classes.iter().position(|class| class.name == name) {
                Some(known) => known,
                None => {
                    classes.push(Class { name: name.to_owned(), label: meaning(name, map)? });
                    classes.len() - 1
                }
            };
            tags.push(match prefix {
                "B" => Tag::Begin(class),
                "I" => Tag::Inside(class),
                _ => {
                    return Err(format!("has a label `{text}` that is not of the IOB2 scheme (`O`, `B-...`, `I-...`)"));
                }
            });
        }
        let find = |wanted: Tag| tags.iter().position(|tag| *tag == wanted);
        let outside = find(Tag::Outside).ok_or("has no label `O`")?;
        let mut goes_on = Vec::new();
        for tag in &tags {
            goes_on.push(match *tag {
                Tag::Outside => outside,
                Tag::Begin(class) | Tag::Inside(class) => {
                    let name = &classes[class].name;
                    find(Tag::Begin(class)).ok_or_else(|| format!("has no label `B-{name}`"))?;
                    find(Tag::Inside(class)).ok_or_else(|| format!("has no label `I-{name}`"))?
                }
            });
        }
        Ok(Scheme { tags, classes, outside, goes_on })
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

fn meaning(name: &str, map: Option<&BTreeMap<String, String>>) -> Result<Option<Label>, String> {
    let mapped = map.and_then(|map| map.get(name)).map_or(name, String::as_str);
    if mapped == "hint" {
        return Ok(None);
    }
    mapped.parse().map(Some).map_err(|_| {
        format!("has a class of labels `{name}` of which nothing is known; map it under `labels` in registry.toml")
    })
}
