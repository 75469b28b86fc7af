//! The trigger lexicon of a pack: which verbs, nouns and phrases name events, in which sense, under which conditions.

use std::collections::{HashMap, HashSet};

use crate::document::EventType;
use crate::document::names::names;
use crate::lang::{Pack, PackError, Row};

use super::words::{Class, Reader, Word};

/// The columns of the files under `events/triggers/`.
pub(super) const COLUMNS: &[&str] =
    &["trigger", "pos", "type", "mode", "trust", "where", "actor", "recipient", "contexts", "example", "counter"];

/// The files of the lexicon.
pub(super) const FOLDER: &str = "events/triggers";

names! {
    /// What kind of phrase a trigger is.
    Pos { Verb = "v", Noun = "n" }
}

/// PLOVER's modes, by type.
pub(super) const fn modes(kind: EventType) -> &'static [&'static str] {
    use EventType::*;
    match kind {
        Consult => &["visit", "third-party", "multilateral", "phone"],
        Retreat => &["withdraw", "release", "disarm", "ceasefire", "access", "resign"],
        Request | Reject => &["assist", "change", "yield", "meet"],
        Accuse => &["disapprove", "investigate", "allege"],
        Threaten => &["restrict", "arrest", "relations", "expel", "territory", "violence"],
        Protest => &["demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"],
        Sanction => &["convict", "expel", "withdraw", "discontinue"],
        Mobilize => &["troops", "weapons", "police", "militia"],
        Coerce => &[
            "seize",
            "restrict",
            "censor",
            "curfew",
            "martial-law",
            "arrest",
            "deport",
            "withhold",
            "misinformation",
            "cyber",
        ],
        Assault => &[
            "abduct",
            "beat",
            "torture",
            "sexual",
            "targeted",
            "destroy",
            "primitive",
            "firearms",
            "explosives",
            "suicide-attack",
            "aerial",
            "drone",
            "heavy-weapons",
            "crowd-control",
            "unconventional",
        ],
        Agree | Support | Concede | Cooperate | Aid => &[],
    }
}

/// PLOVER's contexts.
pub(super) const CONTEXTS: &[&str] = &[
    "military",
    "intelligence",
    "executive",
    "legislative",
    "election",
    "political_institutions",
    "pro_democracy",
    "pro_autocracy",
    "economic",
    "legal",
    "reparations",
    "human_rights",
    "rights_freedoms",
    "repression",
    "human_security",
    "gender",
    "lgbt",
    "religion_ethnicity",
    "inequality",
    "diplomatic",
    "territory",
    "peacekeeping",
    "health",
    "asylum",
    "migration",
    "disasters",
    "natural_resource",
    "environment",
    "technology",
    "terrorism",
    "cbrn",
    "cyber",
    "misinformation",
    "crime",
    "corruption",
    "illegal_drugs",
    "trafficking",
];

/// A condition on the words in one slot: `object:treaty|=accord`, `clause!sport`.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub slot: String,
    pub negative: bool,
    pub options: Vec<String>,
}

/// One sense of a trigger.
#[derive(Clone, Debug)]
pub(super) struct Sense {
    /// `lemma#line`, the rule id.
    pub id: String,
    pub pos: Pos,
    pub words: Vec<String>,
    pub reflexive: bool,
    /// `None`: the phrase is no event, and hides shorter ones.
    pub kind: Option<EventType>,
    pub mode: Option<String>,
    /// 1 (needs company) to 3 (names an event by itself).
    pub trust: u8,
    pub conditions: Vec<Condition>,
    /// Slots in order of preference; a leading `+` takes them all.
    pub actor: Roles,
    pub recipient: Roles,
    pub contexts: Vec<String>,
}

/// Which relations fill a role.
#[derive(Clone, Debug, Default)]
pub(super) struct Roles {
    pub slots: Vec<String>,
    pub all: bool,
}

/// The lexicon.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    pub senses: Vec<Sense>,
    verbs: HashMap<String, Vec<usize>>,
    nouns: HashMap<String, Vec<usize>>,
    classes: HashMap<String, Vec<Vec<String>>>,
    /// By class and the form of a first word: the phrases that may begin there.
    firsts: HashMap<String, HashMap<String, Vec<usize>>>,
    plurals: Vec<(String, String)>,
    /// Single words of the classes that guard senses against a whole topic.
    topics: HashMap<String, Vec<String>>,
    /// By topic: the types that are real in an article about it.
    real: HashMap<String, Vec<EventType>>,
    /// Topics in whose articles the authorities act.
    official: HashSet<String>,
}

impl Lexicon {
    pub fn new(pack: &Pack, reader: &Reader) -> Result<Lexicon, PackError> {
        let mut lexicon = Lexicon::default();
        for row in pack.table("events/plurals.tsv", &["singular", "plural"])?.rows() {
            lexicon.plurals.push((row.get("singular").to_owned(), row.get("plural").to_owned()));
        }
        for row in pack.table("events/classes.tsv", &["class", "words"])?.rows() {
            let phrases = row.list("words").into_iter().map(|phrase| reader.cut(phrase));
            lexicon.classes.entry(row.required("class")?.to_owned()).or_default().extend(phrases);
        }
        for (class, phrases) in &lexicon.classes {
            let mut firsts: HashMap<String, Vec<usize>> = HashMap::new();
            for (index, phrase) in phrases.iter().enumerate() {
                for form in phrase.first().map(|first| lexicon.shapes(first)).unwrap_or_default() {
                    firsts.entry(form).or_default().push(index);
                }
            }
            lexicon.firsts.insert(class.clone(), firsts);
        }
        for file in pack.files_under(FOLDER) {
            for row in pack.table(file, COLUMNS)?.rows() {
                let sense = lexicon.sense(&row, reader)?;
                lexicon.senses.push(sense);
            }
        }
        for row in pack.table("events/topics.tsv", &["class", "real", "officials"])?.rows() {
            let class = row.required("class")?;
            let kinds = row.list("real").into_iter().map(|name| name.parse());
            let kinds = kinds.collect::<Result<_, _>>().map_err(|error| row.error(format!("`real`: {error}")))?;
            lexicon.real.insert(class.to_owned(), kinds);
            match row.some("officials") {
                Some("yes") => drop(lexicon.official.insert(class.to_owned())),
                Some(other) => return Err(row.error(format!("`officials` is `yes` or empty, not `{other}`"))),
                None => {}
            }
            let words = lexicon.classes.get(class).ok_or_else(|| row.error("is no class of events/classes.tsv"))?;
            let single = words.iter().filter(|phrase| phrase.len() == 1);
            let forms: Vec<String> = single.flat_map(|phrase| lexicon.shapes(&phrase[0])).collect();
            for word in forms {
                lexicon.topics.entry(word).or_default().push(class.to_owned());
            }
        }
        for (index, sense) in lexicon.senses.iter().enumerate() {
            let first = sense.words[0].clone();
            match sense.pos {
                Pos::Verb => lexicon.verbs.entry(first).or_default().push(index),
                Pos::Noun => {
                    for form in lexicon.shapes(&first) {
                        lexicon.nouns.entry(form).or_default().push(index);
                    }
                }
            }
        }
        // Longer phrases first, then by the order of the table.
        let rank =
            |senses: &[Sense], i: usize| senses[i].words.iter().filter(|word| reader.function(word).is_none()).count();
        for list in lexicon.verbs.values_mut().chain(lexicon.nouns.values_mut()) {
            list.sort_by_key(|&i| std::cmp::Reverse(rank(&lexicon.senses, i)));
        }
        Ok(lexicon)
    }

    fn sense(&self, row: &Row, reader: &Reader) -> Result<Sense, PackError> {
        let mut words = reader.cut(row.required("trigger")?);
        let pos: Pos = row.parse("pos")?;
        let reflexive = pos == Pos::Verb && words.len() > 1 && reader.is(&words[0], Class::Reflexive);
        if reflexive {
            words.remove(0);
        }
        let kind = match row.required("type")? {
            "-" => None,
            _ => Some(row.parse::<EventType>("type")?),
        };
        let mode = row.some("mode").map(str::to_owned);
        if let (Some(kind), Some(mode)) = (kind, &mode)
            && !modes(kind).contains(&mode.as_str())
        {
            return Err(row.error(format!("`mode`: {kind} has no mode `{mode}`")));
        }
        let contexts: Vec<String> = row.list("contexts").into_iter().map(str::to_owned).collect();
        if let Some(unknown) = contexts.iter().find(|context| !CONTEXTS.contains(&context.as_str())) {
            return Err(row.error(format!("`contexts`: `{unknown}` is no context of PLOVER")));
        }
        let trust = if row.get("trust").is_empty() { 2 } else { row.parse("trust")? };
        let conditions =
            row.list("where").into_iter().map(|text| self.condition(row, text)).collect::<Result<_, _>>()?;
        let fallback = match pos {
            Pos::Verb => ("subject", "object"),
            Pos::Noun => ("by|demonym|of|support", "against|victim"),
        };
        Ok(Sense {
            id: format!("{}.{}", row.get("trigger").replace(' ', "_"), row.line),
            pos,
            words,
            reflexive,
            kind,
            mode,
            trust,
            conditions,
            actor: roles(row.some("actor").unwrap_or(fallback.0)),
            recipient: roles(row.some("recipient").unwrap_or(fallback.1)),
            contexts,
        })
    }

    fn condition(&self, row: &Row, text: &str) -> Result<Condition, PackError> {
        let at = text.find([':', '!']).ok_or_else(|| row.error(format!("`where`: `{text}` has no `:` or `!`")))?;
        let options: Vec<String> = text[at + 1..].split('|').map(|option| option.trim().to_owned()).collect();
        for option in &options {
            let builtin = matches!(option.as_str(), "PER" | "LOC" | "ORG" | "PARTY" | "any");
            if !builtin && !option.starts_with('=') && !self.classes.contains_key(option) {
                return Err(row.error(format!("`where`: there is no class `{option}` in events/classes.tsv")));
            }
        }
        Ok(Condition { slot: text[..at].trim().to_owned(), negative: text[at..].starts_with('!'), options })
    }

    /// The forms of a noun or adjective: itself and its plurals.
    pub fn shapes(&self, word: &str) -> Vec<String> {
        let mut found = vec![word.to_owned()];
        if let Some((singular, plural)) = self.plurals.iter().find(|(singular, _)| word.ends_with(singular.as_str())) {
            found.push(format!("{}{plural}", &word[..word.len() - singular.len()]));
        }
        found
    }

    /// All forms of nouns that begin a trigger.
    pub fn noun_forms(&self) -> impl Iterator<Item = &String> {
        self.nouns.keys()
    }

    /// Whether a word of the text is a form of a word of the lexicon.
    pub fn is_form(&self, reader: &Reader, expected: &str, found: &str) -> bool {
        reader.same(expected, found) || {
            let stem = self.plurals.iter().find(|(singular, _)| expected.ends_with(singular.as_str()));
            stem.is_some_and(|(singular, plural)| {
                found.strip_prefix(&expected[..expected.len() - singular.len()]) == Some(plural.as_str())
            })
        }
    }

    /// Where a phrase of the lexicon that begins at a word of the text ends.
    pub fn phrase_end(&self, reader: &Reader, phrase: &[String], words: &[Word], at: usize) -> Option<usize> {
        let fits = |(i, expected): (usize, &String)| {
            words.get(at + i).is_some_and(|word| self.is_form(reader, expected, &word.lower))
        };
        phrase.iter().enumerate().all(fits).then_some(at + phrase.len())
    }

    /// Whether a stretch of words has a member of a class.
    pub fn has(&self, reader: &Reader, class: &str, words: &[Word]) -> bool {
        let (Some(phrases), Some(firsts)) = (self.classes.get(class), self.firsts.get(class)) else { return false };
        (0..words.len()).any(|at| {
            let candidates = firsts.get(&words[at].lower).map_or(&[][..], Vec::as_slice);
            candidates.iter().any(|&index| self.phrase_end(reader, &phrases[index], words, at).is_some())
        })
    }

    /// The topics that a word speaks of.
    pub fn topics_of(&self, word: &str) -> impl Iterator<Item = &str> {
        self.topics.get(word).into_iter().flatten().map(String::as_str)
    }

    /// Whether an article about a topic tells events of a type only as figures of speech or as fiction.
    pub fn plays(&self, topic: &str, kind: EventType) -> bool {
        self.real.get(topic).is_some_and(|real| !real.contains(&kind))
    }

    /// Whether the authorities act in an article about a topic.
    pub fn has_officials(&self, topic: &str) -> bool {
        self.official.contains(topic)
    }

    /// Whether a class lists a lemma.
    pub fn lists(&self, class: &str, lemma: &str) -> bool {
        self.classes
            .get(class)
            .is_some_and(|phrases| phrases.iter().any(|phrase| matches!(phrase.as_slice(), [word] if word == lemma)))
    }

    /// Senses whose verb has this lemma, best first.
    pub fn by_verb(&self, lemma: &str) -> &[usize] {
        self.verbs.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Senses whose first word has this form, best first.
    pub fn by_noun(&self, form: &str) -> &[usize] {
        self.nouns.get(form).map_or(&[], Vec::as_slice)
    }
}

fn roles(text: &str) -> Roles {
    let all = text.starts_with('+');
    let slots = text.trim_start_matches('+').split('|').map(|slot| slot.trim().to_owned()).filter(|s| s != "none");
    Roles { slots: slots.collect(), all }
}
