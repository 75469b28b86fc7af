#!/usr/bin/env python3
"""The CoNLL 2018 evaluation of parsing from raw text, on words: UPOS, UAS and LAS as F1 (written anew, small).

A sentence is a list of `Word`s. A word knows where its token stands in the sentence, counted in characters that
are no white space; the words of a contraction (French `du` = `de` + `le`) share that place and are marked `multi`.

Words of gold and system are aligned first: words outside contractions when they stand at the same place; inside a
contraction of either side by the longest common subsequence of their forms (case aside). Over the aligned words:

- UPOS: the same part of speech;
- UAS: heads that are aligned with each other, or none on both sides (a root);
- LAS: so, and the same universal relation (`nsubj` of `nsubj:pass`).

F1 = 2 * correct / (gold words + system words). Sentences are scored one by one, each given as raw text; what the
system gives for one may be several trees: every root counts as it is.

python3 scripts/conll18.py GOLD.conllu SYSTEM.conllu    scores one file against another, sentence by sentence
python3 scripts/conll18.py --self-test                  runs the hand-made cases
"""

import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Optional


@dataclass
class Word:
    """A syntactic word; `head` is the index of its head in the sentence, None at a root."""

    form: str
    upos: str
    head: Optional[int]
    relation: str
    start: int
    end: int
    multi: bool = False

    @property
    def universal(self):
        return self.relation.split(":")[0]


@dataclass
class Sentence:
    """A sentence of a treebank: its name, its raw text and its words."""

    name: str
    text: str
    words: list


def squeeze(text):
    """The text without white space: what places are counted in."""
    return "".join(c for c in text if not c.isspace())


def read_conllu(lines):
    """The sentences of a CoNLL-U file. Empty nodes (`8.1`) are left out."""
    sentences, comments, rows = [], {}, []
    for line in [*lines, ""]:
        line = line.rstrip("\r\n")
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            comments[key.strip()] = value.strip()
        elif line:
            rows.append(line.split("\t"))
        elif rows:
            name = comments.get("sent_id", str(len(sentences) + 1))
            words = conllu_words(rows)
            sentences.append(Sentence(name, comments.get("text", ""), words))
            comments, rows = {}, []
    return sentences


def conllu_words(rows):
    words, position, last, span = [], 0, 0, None
    for row in rows:
        number, form = row[0], squeeze(row[1])
        if "." in number:
            continue
        if "-" in number:
            last = int(number.split("-")[1])
            span = (position, position + len(form))
            position = span[1]
            continue
        multi = int(number) <= last
        if not multi:
            span = (position, position + len(form))
            position = span[1]
        head = int(row[6]) - 1
        words.append(Word(form, row[3], None if head < 0 else head, row[7], *span, multi))
    return words


def read_record(record):
    """The words of a record of `depeche extract --tokens`: places are code points of `text`, and tokens with one place
    are the words of a contraction."""
    before = [0]
    for c in record["text"]:
        before.append(before[-1] + (not c.isspace()))
    spans = Counter((token["start"], token["end"]) for token in record["tokens"])
    words = []
    for token in record["tokens"]:
        span = (token["start"], token["end"])
        place = (before[span[0]], before[span[1]])
        form = squeeze(token["form"])
        words.append(Word(form, token["upos"], token["head"], token["relation"], *place, spans[span] > 1))
    return words


def contractions(words):
    """The places of the contractions of both sides, those that overlap joined into one."""
    joined = []
    for start, end in sorted({(word.start, word.end) for word in words if word.multi}):
        if joined and start < joined[-1][1]:
            joined[-1][1] = max(end, joined[-1][1])
        else:
            joined.append([start, end])
    return joined


def common(left, right):
    """Index pairs of a longest common subsequence of two short lists."""
    best = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            same = left[i] == right[j]
            best[i][j] = best[i + 1][j + 1] + 1 if same else max(best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if left[i] == right[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] > best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def align(gold, system):
    """The alignment of two sentences: index of the gold word -> index of the system's."""
    places = contractions(gold + system)

    def split(words):
        """Words by their place outside contractions, and lists of words by the contraction they begin in."""
        outside, inside, at = {}, [[] for _ in places], 0
        for index, word in sorted(enumerate(words), key=lambda item: (item[1].start, item[0])):
            while at < len(places) and places[at][1] <= word.start:
                at += 1
            if at < len(places) and places[at][0] <= word.start:
                inside[at].append(index)
            else:
                outside[word.start, word.end] = index
        return outside, inside

    (gold_outside, gold_inside), (system_outside, system_inside) = split(gold), split(system)
    aligned = {index: system_outside[place] for place, index in gold_outside.items() if place in system_outside}
    for left, right in zip(gold_inside, system_inside):
        forms = [gold[i].form.lower() for i in left], [system[i].form.lower() for i in right]
        aligned.update((left[i], right[j]) for i, j in common(*forms))
    return aligned


@dataclass
class Count:
    """Correct among the words of gold and system."""

    gold: int = 0
    system: int = 0
    correct: int = 0

    def f1(self):
        """In per cent; nothing on both sides is all right."""
        return 200 * self.correct / (self.gold + self.system) if self.gold + self.system else 100.0


@dataclass
class Scores:
    """The counts over the sentences added so far."""

    words: Count = field(default_factory=Count)
    upos: Count = field(default_factory=Count)
    uas: Count = field(default_factory=Count)
    las: Count = field(default_factory=Count)
    relations: dict = field(default_factory=dict)

    def add(self, gold, system):
        """Counts one sentence: the words of the gold and those of the system."""
        aligned = align(gold, system)
        upos = uas = las = 0
        for side, words in (("gold", gold), ("system", system)):
            for word in words:
                count = self.relations.setdefault(word.universal, Count())
                setattr(count, side, getattr(count, side) + 1)
        for i, j in aligned.items():
            upos += gold[i].upos == system[j].upos
            if gold[i].head is None or system[j].head is None:
                attached = gold[i].head is None and system[j].head is None
            else:
                attached = aligned.get(gold[i].head) == system[j].head
            if attached:
                uas += 1
                if gold[i].universal == system[j].universal:
                    las += 1
                    self.relations[gold[i].universal].correct += 1
        for count, correct in ((self.words, len(aligned)), (self.upos, upos), (self.uas, uas), (self.las, las)):
            count.gold += len(gold)
            count.system += len(system)
            count.correct += correct

    def figures(self):
        """F1 of UPOS, UAS and LAS, in per cent."""
        return [count.f1() for count in (self.upos, self.uas, self.las)]

    def las_without(self, relation):
        """F1 of LAS over the words that do not bear a universal relation: where a parser hangs its `punct` may be a
        convention of what it was trained on, and weighs a tenth of the figure."""
        others = [count for name, count in self.relations.items() if name != relation]
        return Count(*(sum(getattr(count, key) for count in others) for key in ("gold", "system", "correct"))).f1()


# Gold and system, word by word `form/upos/head/relation`, heads from 1, 0 at a root; the words of a contraction are
# joined by `+`, its surface before `=`. Then: aligned words, and the correct ones of UPOS, UAS, LAS.
CASES = [
    ("the same", "Il/PRON/2/nsubj dort/VERB/0/root", "Il/PRON/2/nsubj dort/VERB/0/root", (2, 2, 2, 2)),
    ("subtypes aside", "Il/PRON/2/nsubj:pass dort/VERB/0/root", "Il/PRON/2/nsubj dort/VERB/0/root", (2, 2, 2, 2)),
    ("another tag, another relation", "Il/PRON/2/nsubj dort/VERB/0/root", "Il/DET/2/det dort/VERB/0/root", (2, 1, 2, 1)),
    ("two roots", "Il/PRON/2/nsubj dort/VERB/0/root", "Il/PRON/0/root dort/VERB/0/root", (2, 2, 1, 1)),
    ("a word not cut", "a/AUX/0/root -t-il/PRON/1/nsubj", "a-t-il/AUX/0/root", (0, 0, 0, 0)),
    (
        "a word cut in two takes its dependants down",
        "un/DET/2/det sous-sol/NOUN/0/root",
        "un/DET/2/det sous-/NOUN/0/root sol/NOUN/2/flat",
        (1, 1, 0, 0),
    ),
    (
        "a contraction left whole",
        "va/VERB/0/root au=à/ADP/4/case+le/DET/4/det bal/NOUN/1/obl",
        "va/VERB/0/root au/ADP/3/case bal/NOUN/1/obl",
        (2, 2, 2, 2),
    ),
    (
        "a contraction with another first form",
        "va/VERB/0/root au=à/ADP/4/case+le/DET/4/det bal/NOUN/1/obl",
        "va/VERB/0/root Au=Au/ADP/4/case+LE/DET/4/det bal/NOUN/1/obl",
        (3, 3, 3, 3),
    ),
    (
        "no contraction where there is one in the gold, and the other way round",
        "des/DET/2/det jeux/NOUN/0/root du=de/ADP/5/case+le/DET/5/det vin/NOUN/2/nmod",
        "des=de/ADP/3/case+les/DET/3/det jeux/NOUN/0/root du/DET/5/det vin/NOUN/3/obj",
        (2, 2, 2, 1),
    ),
    ("white space inside a word", "2_001/NUM/2/nummod ans/NOUN/0/root", "2001/NUM/2/nummod ans/NOUN/0/root", (2, 2, 2, 2)),
    ("nothing from the system", "Il/PRON/2/nsubj dort/VERB/0/root", "", (0, 0, 0, 0)),
]


def case_words(text):
    words, position = [], 0
    for token in text.split():
        surface, _, rest = token.rpartition("=")
        parts = [part.split("/") for part in rest.split("+")]
        end = position + len(squeeze((surface or parts[0][0]).replace("_", " ")))
        for form, upos, head, relation in parts:
            head = int(head) - 1 if head != "0" else None
            words.append(Word(form.replace("_", ""), upos, head, relation, position, end, len(parts) > 1))
        position = end
    return words


def self_test():
    """The hand-made cases, and the readers of CoNLL-U and records on one sentence."""
    for name, gold, system, expected in CASES:
        scores = Scores()
        scores.add(case_words(gold), case_words(system))
        found = tuple(count.correct for count in (scores.words, scores.upos, scores.uas, scores.las))
        assert found == expected, f"{name}: {found} for {expected}"
    columns = "{0}\t{1}\t_\t{2}\t_\t_\t{3}\t{4}\t_\t_".format
    rows = [columns("1-2", "Au", "_", "_", "_"), columns(1, "À", "ADP", 3, "case"), columns(2, "le", "DET", 3, "det")]
    rows += [columns(3, "bal", "NOUN", 0, "root"), columns("3.1", "x", "_", "_", "_"), columns(4, "!", "PUNCT", 3, "punct")]
    (sentence,) = read_conllu(["# sent_id = one", "# text = Au bal !", *rows])
    places = [(0, 2), (0, 2), (3, 6), (7, 8)]
    tokens = [
        {"start": start, "end": end, "form": w.form, "upos": w.upos, "head": w.head, "relation": w.relation}
        for (start, end), w in zip(places, sentence.words)
    ]
    assert sentence.name == "one" and sentence.text == "Au bal !"
    assert read_record({"text": "Au bal !", "tokens": tokens}) == sentence.words
    half = Count(gold=3, system=1, correct=1)
    assert half.f1() == 50.0 and Count().f1() == 100.0
    scores = Scores()
    scores.add(case_words("dort/VERB/0/root !/PUNCT/1/punct"), case_words("dort/VERB/0/root !/PUNCT/0/punct"))
    assert scores.las.f1() == 50.0 and scores.las_without("punct") == 100.0
    print(f"{len(CASES)} cases and the readers are right")


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) != 2:
        sys.exit(__doc__.strip())
    files = []
    for name in arguments:
        with open(name, encoding="utf-8") as file:
            files.append(read_conllu(file))
    gold, system = files
    if len(gold) != len(system):
        sys.exit(f"{len(gold)} sentences in `{arguments[0]}`, {len(system)} in `{arguments[1]}`")
    scores = Scores()
    for left, right in zip(gold, system):
        scores.add(left.words, right.words)
    print("words {:.2f}  UPOS {:.2f}  UAS {:.2f}  LAS {:.2f}".format(scores.words.f1(), *scores.figures()))


if __name__ == "__main__":
    main(sys.argv[1:])
