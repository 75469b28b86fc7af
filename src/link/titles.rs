use std::ops::Range;

use super::lists::Lists;
use super::phrases::Word;

/// An apposition is looked through so many words far.
const AFFILIATION: usize = 12;

impl Lists {
    /// The title right before the name that begins at word `name`: "le premier ministre arménien", as words.
    ///
    /// Between the role and the name stand only words of the same noun phrase. Before the name of a `person` only a role
    /// that persons have counts.
    pub fn title_before(&self, words: &[Word], from: usize, name: usize, person: bool) -> Option<Range<usize>> {
        // "le maire, Paul Rey,": the name may be the apposition.
        let apposed = name > from && words[name - 1].key == ",";
        let name = name - usize::from(apposed);
        let mut title = None;
        for at in (from..name).rev() {
            if self.breaks(words, at) {
                break;
            }
            // "a dit à la presse Paul Rey": a body is no title of a person.
            if let Some((length, role)) = self.role_at(words, at)
                && at + length <= name
                && (role.kind.of_person() || !person)
            {
                title = Some(at..name);
            }
            // The determiner opens the noun phrase; "of" and "at" phrases lead further back ("l'adjointe à la culture").
            let leads = |word: &Word| self.grammar.of.contains(&word.key) || self.grammar.works_at.contains(&word.key);
            let of = leads(&words[at]);
            let determiner = self.grammar.determiners.contains(&words[at].key);
            let inner = at.checked_sub(1).is_some_and(|before| leads(&words[before]));
            if determiner && !of && !inner {
                break;
            }
        }
        let led =
            |title: &Range<usize>| title.start > 0 && self.grammar.determiners.contains(&words[title.start - 1].key);
        title.filter(|title| if apposed { led(title) } else { self.names_holder(words, title.start, name) })
    }

    /// Whether the name behind a title is its holder's, and not that of somebody else in the same phrase ("l'avocat du
    /// joueur Paul"): the last word before the name ends the role, is a nationality, or belongs to an institution.
    fn names_holder(&self, words: &[Word], start: usize, name: usize) -> bool {
        let last = &words[name - 1];
        if self.grammar.is_preposition(last) || self.grammar.determiners.contains(&last.key) {
            return false;
        }
        let ends = |at: usize| self.role_at(words, at).filter(|(length, _)| at + length == name).map(|(_, role)| role);
        let holder = |at: usize| ends(at).is_some_and(|role| at == start || !role.kind.of_person());
        let led = (start..name).any(|at| self.grammar.of.contains(&words[at].key));
        last.capital || self.nationalities.get(&last.key).is_some() || !led || (start..name).any(holder)
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
        // "infirmière et déléguée CGT": one title more.
        let joins = |at: usize| {
            self.grammar.conjunctions.contains(&words[at].key) && self.role_at(&words[..to], at + 1).is_some()
        };
        let stop = (role_at..to).find(|&at| self.breaks(words, at) && !joins(at)).unwrap_or(to);
        (stop > at).then_some(at..stop)
    }

    /// What a person behind whose name an apposition stands belongs to: the words of ", astronome à l'observatoire de Nice",
    /// from where the apposition begins, as far as only "of" and "at" lead on.
    pub fn affiliation(&self, words: &[Word], end: usize, to: usize) -> Option<Range<usize>> {
        if words.get(end)?.key != "," {
            return None;
        }
        let leads = |word: &Word| {
            let key = &word.key;
            self.grammar.of.contains(key) || self.grammar.works_at.contains(key) || !self.grammar.is_preposition(word)
        };
        let begin = end + 1;
        let stop = (begin..to.min(begin + AFFILIATION)).find(|&at| self.breaks(words, at) || !leads(&words[at]));
        let stop = stop.unwrap_or(to.min(begin + AFFILIATION));
        (stop > begin).then_some(begin..stop)
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
