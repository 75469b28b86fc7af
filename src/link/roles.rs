use super::phrases::{Lexer, Phrases, Word};
use crate::lang::{Pack, PackError};

pub(super) const ROLES: &str = "link/roles.tsv";

/// A title, role or group noun.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Role {
    /// The row of the list; all its forms are one role.
    pub row: usize,
    /// What it names.
    pub kind: RoleKind,
    /// PLOVER sectors; empty where the noun behind it decides.
    pub sectors: Vec<String>,
}

/// What a role noun names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RoleKind {
    Person,
    Group,
    /// A person who holds an office of a state.
    Office,
    /// An institution of a state.
    Institution,
}

impl RoleKind {
    /// Whether it belongs to a state, so that the country in focus may be meant.
    pub fn of_state(self) -> bool {
        matches!(self, RoleKind::Office | RoleKind::Institution)
    }
}

/// The list of roles.
#[derive(Clone, Debug, Default)]
pub(super) struct Roles {
    phrases: Phrases<Role>,
}

impl Roles {
    pub fn new(pack: &Pack, lexer: &Lexer) -> Result<Roles, PackError> {
        let mut phrases = Phrases::default();
        for row in pack.table(ROLES, &["forms", "kind", "sectors"])?.rows() {
            let kind = match row.get("kind") {
                "person" => RoleKind::Person,
                "group" => RoleKind::Group,
                "office" => RoleKind::Office,
                "institution" => RoleKind::Institution,
                other => return Err(row.error(format!("`{other}` is no kind of role"))),
            };
            let sectors: Vec<String> = row.list("sectors").into_iter().map(str::to_owned).collect();
            for form in row.list("forms") {
                phrases.insert(lexer.keys(form), Role { row: row.line, kind, sectors: sectors.clone() });
            }
        }
        Ok(Roles { phrases })
    }

    /// The longest role that begins at a word.
    pub fn at(&self, words: &[Word], at: usize) -> Option<(usize, &Role)> {
        self.phrases.at(words, at)
    }

    /// The first role at or after a word: its first word, its length, the role.
    pub fn first(&self, words: &[Word], from: usize) -> Option<(usize, usize, &Role)> {
        self.phrases.first(words, from)
    }
}
