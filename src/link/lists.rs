use super::demonyms::Nationalities;
use super::grammar::Grammar;
use super::names::Names;
use super::phrases::Lexer;
use super::roles::Roles;
use crate::lang::{Pack, PackError};

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
