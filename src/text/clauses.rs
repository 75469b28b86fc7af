use crate::document::{Span, Token};

/// A verb with its arguments, as indices of tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clause {
    /// The lexical verb: a participle or an infinitive where auxiliaries stand with it.
    pub verb: usize,
    /// Grammatical subjects; of a relative clause what the pronoun stands for.
    pub subjects: Vec<usize>,
    /// Direct objects, and the verb of a clause that is one.
    pub objects: Vec<usize>,
    /// Who does it, where the verb is passive.
    pub agents: Vec<usize>,
    /// Whether the verb is passive.
    pub passive: bool,
}

/// The clauses of a sentence, in the order of their verbs; `tokens` are those of the document, `range` the sentence's.
///
/// A verb that is coordinated with another and has no subject of its own has that of the other. Infinitives and
/// participles that leave their subject to the clause above have none.
///
/// ```
/// use depeche::document::{Span, Token};
/// let token = |start, end, upos: &str, head, relation: &str| Token {
///     span: Span::new(start, end), form: None, upos: Some(upos.to_owned()), features: None, lemma: None, head, relation: Some(relation.to_owned()),
/// };
/// // "Bakou nie."
/// let tokens = [token(0, 5, "PROPN", Some(1), "nsubj"), token(6, 9, "VERB", None, "root"), token(9, 10, "PUNCT", Some(1), "punct")];
/// let clauses = depeche::text::clauses(&tokens, 0..3);
/// assert_eq!((clauses[0].verb, &clauses[0].subjects[..]), (1, &[0][..]));
/// ```
pub fn clauses(tokens: &[Token], range: std::ops::Range<usize>) -> Vec<Clause> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); range.len()];
    for at in range.clone() {
        if let Some(head) = tokens[at].head.filter(|head| range.contains(head)) {
            children[head - range.start].push(at);
        }
    }
    let tree = Tree { tokens, start: range.start, children };
    let mut found: Vec<Clause> =
        range.clone().filter(|at| tokens[*at].upos.as_deref() == Some("VERB")).map(|verb| tree.clause(verb)).collect();
    // Along a chain of verbs, from the first on, which stands on the left.
    for at in 0..found.len() {
        let verb = found[at].verb;
        let shares = found[at].subjects.is_empty() && tree.main(verb) == "conj" && !tree.is_infinitive(verb);
        let first = tokens[verb].head.filter(|_| shares);
        let of_first = first.and_then(|first| found.binary_search_by_key(&first, |clause| clause.verb).ok());
        if let Some(first) = of_first {
            found[at].subjects = found[first].subjects.clone();
            found[at].passive |= found[first].passive && !tree.children(verb).any(|child| tree.main(child) == "aux");
        }
    }
    found
}

/// The verb whose clause a stretch of text stands in: of a predicate without a verb of its own, its copula.
///
/// `tokens` are those of the document; the stretch lies in one sentence.
pub fn governing_verb(tokens: &[Token], span: Span) -> Option<usize> {
    let first = tokens.partition_point(|token| token.span.end <= span.start);
    let inside = |at: &usize| tokens.get(*at).is_some_and(|token| token.span.start < span.end);
    let leaves =
        |at: &usize| tokens[*at].head.and_then(|head| tokens.get(head)).is_some_and(|head| !head.span.overlaps(span));
    let mut at = tokens[(first..).take_while(inside).find(leaves)?].head?;
    // A sentence without end is not climbed to its root.
    for _ in 0..REACH {
        match tokens.get(at)?.upos.as_deref() {
            Some("VERB") => return Some(at),
            _ => {
                let near = at.saturating_sub(REACH)..(at + REACH).min(tokens.len());
                let is_copula = |other: &usize| {
                    tokens[*other].head == Some(at) && tokens[*other].relation.as_deref() == Some("cop")
                };
                if let Some(copula) = near.into_iter().find(is_copula) {
                    return Some(copula);
                }
                at = tokens[at].head?;
            }
        }
    }
    None
}

/// How many steps up and how many tokens to each side are looked at.
const REACH: usize = 40;

struct Tree<'a> {
    tokens: &'a [Token],
    start: usize,
    children: Vec<Vec<usize>>,
}

impl Tree<'_> {
    fn children(&self, at: usize) -> impl Iterator<Item = usize> {
        self.children[at - self.start].iter().copied()
    }

    fn relation(&self, at: usize) -> &str {
        self.tokens[at].relation.as_deref().unwrap_or_default()
    }

    /// The relation without its subtype.
    fn main(&self, at: usize) -> &str {
        self.relation(at).split(':').next().unwrap_or_default()
    }

    fn has(&self, at: usize, feature: &str) -> bool {
        self.tokens[at].features.as_deref().is_some_and(|features| features.split('|').any(|one| one == feature))
    }

    fn is_infinitive(&self, verb: usize) -> bool {
        self.has(verb, "VerbForm=Inf")
    }

    fn clause(&self, verb: usize) -> Clause {
        let mut clause = Clause { verb, ..Clause::default() };
        let mut expletive = None;
        for child in self.children(verb) {
            match self.relation(child) {
                "nsubj:pass" | "csubj:pass" => {
                    clause.passive = true;
                    self.add(child, verb, &mut clause.subjects);
                }
                "aux:pass" => clause.passive = true,
                "obl:agent" => self.add(child, verb, &mut clause.agents),
                "expl:subj" => expletive = Some(child),
                relation => match relation.split(':').next() {
                    Some("nsubj" | "csubj") => self.add(child, verb, &mut clause.subjects),
                    Some("obj") => self.add(child, verb, &mut clause.objects),
                    // Before the verb it is what was said, not what is done.
                    Some("ccomp") if child > verb => self.add(child, verb, &mut clause.objects),
                    _ => {}
                },
            }
        }
        if clause.subjects.is_empty() {
            clause.subjects.extend(expletive);
        }
        clause
    }

    /// An argument and those coordinated with it; for a relative pronoun the noun that its clause stands with.
    fn add(&self, argument: usize, verb: usize, found: &mut Vec<usize>) {
        let antecedent = self.has(argument, "PronType=Rel").then(|| self.antecedent(verb)).flatten();
        let first = antecedent.unwrap_or(argument);
        found.push(first);
        if antecedent.is_none() {
            found.extend(self.children(first).filter(|child| self.main(*child) == "conj"));
        }
    }

    /// The noun that the relative clause of a verb, or of the verb it is coordinated with, stands with.
    fn antecedent(&self, verb: usize) -> Option<usize> {
        let mut at = verb;
        // A chain of heads is no longer than the sentence.
        for _ in 0..self.children.len() {
            let head = self.tokens[at].head.filter(|head| (self.start..).contains(head))?;
            match self.relation(at) {
                "acl:relcl" | "advcl:cleft" => return Some(head),
                relation if matches!(relation.split(':').next(), Some("conj" | "xcomp" | "ccomp" | "aux" | "cop")) => {
                    at = head;
                }
                _ => return None,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens of "form:UPOS:head:relation" (heads from 1, 0 is the root; `!Rel` marks a relative pronoun), a space between.
    fn tokens(rows: &str) -> Vec<Token> {
        let mut at = 0;
        let token = |row: &str| {
            let cells: Vec<&str> = row.split(':').collect();
            let (upos, relative) = cells[1].split_once('!').map_or((cells[1], false), |(upos, _)| (upos, true));
            let span = Span::new(at, at + cells[0].len());
            at = span.end + 1;
            Token {
                span,
                form: None,
                upos: Some(upos.to_owned()),
                features: relative.then(|| "PronType=Rel".to_owned()),
                lemma: None,
                head: cells[2].parse::<usize>().unwrap().checked_sub(1),
                relation: Some(cells[3..].join(":")),
            }
        };
        rows.split_whitespace().map(token).collect()
    }

    /// Each clause as `verb subjects / objects / agents`, passives with a star.
    fn shown(rows: &str) -> String {
        let tokens = tokens(rows);
        let clause = |clause: &Clause| {
            let list = |of: &[usize]| of.iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
            let star = if clause.passive { "*" } else { "" };
            format!(
                "{}{star} {}/{}/{}",
                clause.verb,
                list(&clause.subjects),
                list(&clause.objects),
                list(&clause.agents)
            )
        };
        clauses(&tokens, 0..tokens.len()).iter().map(clause).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn arguments() {
        for (rows, expected) in [
            ("Paul:PROPN:2:nsubj voit:VERB:0:root Anne:PROPN:2:obj et:CCONJ:5:cc Luc:PROPN:3:conj", "1 0/2+4/"),
            (
                "Anne:PROPN:3:nsubj:pass est:AUX:3:aux:pass vue:VERB:0:root par:ADP:5:case Luc:PROPN:3:obl:agent",
                "2* 0//4",
            ),
            // "la ville qu'il prend": the pronoun stands for the town.
            ("ville:NOUN:0:root que:PRON!Rel:4:obj il:PRON:4:nsubj prend:VERB:1:acl:relcl", "3 2/0/"),
            // Coordination shares subject and voice, not with an auxiliary of its own.
            (
                "il:PRON:3:nsubj:pass est:AUX:3:aux:pass pris:VERB:0:root et:CCONJ:5:cc tué:VERB:3:conj",
                "2* 0//, 4* 0//",
            ),
            (
                "il:PRON:3:nsubj:pass est:AUX:3:aux:pass pris:VERB:0:root a:AUX:5:aux:tense fui:VERB:3:conj",
                "2* 0//, 4 0//",
            ),
            ("il:PRON:2:expl:subj faut:VERB:0:root partir:VERB:2:ccomp", "1 0/2/, 2 //"),
            // What was said before the verb is not its object.
            ("viens:VERB:2:ccomp dit:VERB:0:root Luc:PROPN:2:nsubj", "0 //, 1 2//"),
        ] {
            assert_eq!(shown(rows), expected, "{rows}");
        }
    }

    #[test]
    fn the_governing_verb() {
        let verb = |rows: &str, start: usize, end: usize| governing_verb(&tokens(rows), Span::new(start, end));
        // "il dit que Luc viendra demain"
        let rows = "il:PRON:2:nsubj dit:VERB:0:root que:SCONJ:5:mark Luc:PROPN:5:nsubj viendra:VERB:2:ccomp demain:ADV:5:advmod";
        assert_eq!(verb(rows, 23, 29), Some(4));
        // "la fête est prévue hier", without a verb: its copula.
        let rows = "fête:NOUN:3:nsubj est:AUX:3:cop belle:ADJ:0:root hier:ADV:3:advmod";
        assert_eq!(verb(rows, 17, 21), Some(1));
        assert_eq!(verb("hier:ADV:0:root", 0, 4), None);
        assert_eq!(governing_verb(&[], Span::new(0, 3)), None);
        // A circle, which no tree has, ends.
        assert_eq!(verb("a:NOUN:2:dep b:NOUN:1:dep", 0, 1), None);
    }
}
