use super::demonyms::Nationalities;
use super::grammar::Grammar;
use super::names::Names;
use super::phrases::{Lexer, Word};
use super::roles::{Role, Roles};
use crate::lang::{Pack, PackError};

/// No role has more words.
const LONGEST_ROLE: usize = 12;

/// All lists that tell who or what a phrase names, compiled from a pack.
#[derive(Clone, Debug)]
pub(super) struct Lists {
    pub lexer: Lexer,
    pub grammar: Grammar,
    pub names: Names,
    pub nationalities: Nationalities,
    pub roles: Roles,
}

impl Lists {
    pub fn new(pack: &Pack) -> Result<Lists, PackError> {
        let lexer = Lexer::new(pack)?;
        Ok(Lists {
            grammar: Grammar::new(pack)?,
            names: Names::new(pack)?,
            nationalities: Nationalities::new(pack)?,
            roles: Roles::new(pack, &lexer)?,
            lexer,
        })
    }
}

impl Lists {
    /// The longest role that begins at a word; a nationality may stand behind its first word ("ministre russe de la
    /// Défense").
    pub fn role_at(&self, words: &[Word], at: usize) -> Option<(usize, &Role)> {
        let plain = self.roles.at(words, at);
        if !words.get(at + 1).is_some_and(|word| self.nationalities.get(&word.key).is_some()) {
            return plain;
        }
        let bare: Vec<Word> = words[at..]
            .iter()
            .take(LONGEST_ROLE)
            .enumerate()
            .filter(|(i, _)| *i != 1)
            .map(|(_, word)| word.clone())
            .collect();
        let split = self.roles.at(&bare, 0).map(|(length, role)| (length + 1, role));
        split.filter(|(length, _)| *length > 2).or(plain)
    }
}
