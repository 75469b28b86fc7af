use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::document::Notice;

/// Keeps the ids of a run apart, in the order in which documents come.
///
/// It remembers eight bytes an id, so ten million documents are no burden.
///
/// ```
/// use depeche::ingest::Ids;
/// let mut ids = Ids::default();
/// assert_eq!(ids.claim("a").0, "a");
/// assert_eq!(ids.claim("a").0, "a~2");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Ids {
    taken: HashSet<u64>,
    /// For ids that came more than once: the last suffix given.
    suffixes: HashMap<u64, u64>,
}

impl Ids {
    /// The id itself, or the id with the first free suffix and a notice that says so.
    pub fn claim(&mut self, id: &str) -> (String, Option<Notice>) {
        let key = hash(id);
        if self.taken.insert(key) {
            return (id.to_owned(), None);
        }
        let suffix = self.suffixes.entry(key).or_insert(1);
        loop {
            *suffix += 1;
            let free = format!("{id}~{suffix}");
            if self.taken.insert(hash(&free)) {
                let notice = Notice::new("ingest.id", format!("the id `{id}` was taken; this is `{free}`"));
                return (free, Some(notice));
            }
        }
    }
}

/// Of SHA-256, because it is the same in every release and on every machine.
fn hash(id: &str) -> u64 {
    let digest = Sha256::digest(id.as_bytes());
    digest.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collisions_get_suffixes() {
        let mut ids = Ids::default();
        let given = ["a", "b", "a", "a", "a~2", "a~4", "a", "b"];
        let claimed: Vec<String> = given.iter().map(|id| ids.claim(id).0).collect();
        assert_eq!(claimed, ["a", "b", "a~2", "a~3", "a~2~2", "a~4", "a~5", "b~2"]);
        assert_eq!(ids.claim("b").1.map(|notice| notice.code).as_deref(), Some("ingest.id"));
        assert_eq!(ids.claim("c").1, None);
    }

    #[test]
    fn many_equal_ids_take_linear_time() {
        let mut ids = Ids::default();
        let last = (0..20_000).map(|_| ids.claim("same").0).last();
        assert_eq!(last.as_deref(), Some("same~20000"));
    }
}
