use std::collections::HashSet;

use serde::Deserialize;

use super::phrases::Word;
use crate::lang::{Pack, PackError};

/// The closed classes of words of a language: `link/grammar.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Grammar {
    /// Definite articles.
    pub articles: HashSet<String>,
    /// Demonstrative determiners.
    pub demonstratives: HashSet<String>,
    /// All determiners.
    pub determiners: HashSet<String>,
    /// Prepositions that tie a noun to the one before it as its own.
    pub of: HashSet<String>,
    /// Those among them that may be an indefinite article instead.
    pub of_or_article: HashSet<String>,
    /// All others.
    pub prepositions: HashSet<String>,
    /// Those between a town and the area that it lies in.
    pub lies_in: HashSet<String>,
    /// Those between a person and the institution that employs them.
    pub works_at: HashSet<String>,
    /// Coordinating conjunctions.
    pub conjunctions: HashSet<String>,
    /// What begins a content clause.
    pub that: HashSet<String>,
    /// Relative pronouns.
    pub relatives: HashSet<String>,
    /// Other words that begin a clause.
    pub subordinators: HashSet<String>,
    /// Forms of the auxiliary of the active voice.
    pub have: HashSet<String>,
    /// Forms of the auxiliary of the passive voice.
    pub be: HashSet<String>,
    /// Pronouns that are subjects.
    pub subject_pronouns: HashSet<String>,
    /// Pronouns that are subjects behind their verb.
    pub inverted_pronouns: HashSet<String>,
    /// Subjects that name nobody.
    pub impersonal: HashSet<String>,
    /// Pronouns and particles before a verb.
    pub object_pronouns: HashSet<String>,
    /// Words inside a verb group.
    pub adverbs: HashSet<String>,
    /// Endings of such words.
    pub adverb_endings: Vec<String>,
    /// Forms of address before a name.
    pub courtesy: HashSet<String>,
    /// Small words inside names.
    pub particles: HashSet<String>,
    /// Words behind which a nationality names a language.
    pub before_languages: HashSet<String>,
    /// What marks a reflexive verb in lists.
    pub reflexive: Vec<String>,
    /// What marks a verb in lists that reports where it is negated.
    pub negation: Vec<String>,
    /// Prepositions between a verb and the noun that is the news.
    pub to: HashSet<String>,
    /// Prepositions of what quoted words are about.
    pub about: HashSet<String>,
    /// Prepositions before the agent of a passive.
    pub by: HashSet<String>,
    /// Prepositions before the place of a source that is anybody.
    pub among: HashSet<String>,
    /// Pronouns behind a preposition.
    pub stressed_pronouns: HashSet<String>,
    /// Subjects that are no source.
    pub nobody: HashSet<String>,
    /// Words before a verb of saying in a comment on the clause beside it.
    #[serde(rename = "as")]
    pub as_words: HashSet<String>,
    /// Determiners that the words of a source are given without.
    pub dropped: HashSet<String>,
    /// Subjects that may be anybody.
    pub anybody: HashSet<String>,
    /// Words before "that" which turn from what was said to the narrator.
    pub contrast: HashSet<String>,
    /// Verbs that lead to a verb of saying with a preposition.
    pub leads_to_speech: HashSet<String>,
    /// Nouns and adjectives of those who fight for a state of their own.
    pub separatists: HashSet<String>,
    /// Words before the place of speech.
    pub before_media: HashSet<String>,
}

impl Grammar {
    pub fn new(pack: &Pack) -> Result<Grammar, PackError> {
        pack.toml("link/grammar.toml")
    }

    /// Whether a word is an adverb, by list or ending.
    pub fn is_adverb(&self, word: &Word) -> bool {
        let long = |ending: &String| word.key.len() > ending.len() + 3 && word.key.ends_with(ending.as_str());
        self.adverbs.contains(&word.key) || self.adverb_endings.iter().any(long)
    }

    /// Whether a clitic makes a verb reflexive.
    pub fn reflexive_word(&self, key: &str) -> bool {
        self.reflexive.iter().any(|word| word.trim_end() == key)
    }

    /// Whether a word ties what follows to what precedes, in any way.
    pub fn is_preposition(&self, word: &Word) -> bool {
        self.of.contains(&word.key) || self.prepositions.contains(&word.key)
    }

    /// A text without its leading article.
    pub fn without_article<'a>(&self, text: &'a str) -> &'a str {
        let lower = super::phrases::key(text);
        for article in &self.articles {
            let elided = article.ends_with('\'');
            let Some(rest) = lower.strip_prefix(article.as_str()) else { continue };
            if rest.is_empty() || !(elided || rest.starts_with(' ')) {
                continue;
            }
            let cut = text.char_indices().nth(article.chars().count()).map_or(text.len(), |(at, _)| at);
            return text[cut..].trim_start();
        }
        text
    }
}
