use std::ops::Range;

use super::lists::Lists;
use super::phrases::Word;

impl Lists {
    /// The title right before the name that begins at word `name`: "le premier ministre arménien", as words.
    ///
    /// Between the role and the name stand only words of the same noun phrase.
    pub fn title_before(&self, words: &[Word], from: usize, name: usize) -> Option<Range<usize>> {
        let mut title = None;
        for at in (from..name).rev() {
            if self.breaks(words, at) {
                break;
            }
            if let Some((length, _)) = self.role_at(words, at)
                && at + length <= name
            {
                title = Some(at..name);
            }
            // The determiner opens the noun phrase; an "of" phrase leads further back.
            let of = self.grammar.of.contains(&words[at].key);
            let determiner = self.grammar.determiners.contains(&words[at].key);
            let inner = at.checked_sub(1).is_some_and(|before| self.grammar.of.contains(&words[before].key));
            if determiner && !of && !inner {
                break;
            }
        }
        title
    }

    /// The apposition behind the name that ends before word `end`: ", président de l'Azerbaïdjan,", as words.
    pub fn title_behind(&self, words: &[Word], end: usize, to: usize) -> Option<Range<usize>> {
        if words.get(end)?.key != "," {
            return None;
        }
        let mut at = end + 1;
        // ", 45 ans, maire de": an age may stand first.
        if words.get(at)?.key.starts_with(|c: char| c.is_ascii_digit()) && words.get(at + 2)?.key == "," {
            at += 3;
        }
        let rest = words.get(at..to)?;
        let role_at = at + self.noun_start(rest).min(2);
        self.role_at(&words[..to], role_at)?;
        let stop = (role_at..to).find(|&at| self.breaks(words, at)).unwrap_or(to);
        (stop > at).then_some(at..stop)
    }

    /// Whether a word ends any noun phrase.
    fn breaks(&self, words: &[Word], at: usize) -> bool {
        let word = &words[at];
        let mark = !word.key.contains(char::is_alphanumeric);
        let grammar = &self.grammar;
        let before = [&grammar.have, &grammar.be, &grammar.conjunctions, &grammar.relatives, &grammar.subordinators];
        mark && word.key != "'" || before.iter().any(|class| class.contains(&word.key))
    }
}
