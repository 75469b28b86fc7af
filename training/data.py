"""Training examples: texts with entities, and treebanks, as pieces with what is to be learnt of them."""

import json
import random
import re

LABELS = ["O"] + [f"{prefix}-{kind}" for kind in ["PER", "LOC", "ORG", "MISC"] for prefix in "BI"]
IDS = {label: i for i, label in enumerate(LABELS)}

# What the heads of syntax tell of a word: its part of speech (of a contraction: of both its words), and features; "" is none.
TAGS = {
    "UPOS": "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X ADP+DET ADP+PRON".split(),
    "Gender": ["", "Masc", "Fem"],
    "Mood": ["", "Ind", "Sub", "Cnd", "Imp"],
    "Number": ["", "Sing", "Plur"],
    "Person": ["", "1", "2", "3"],
    "PronType": ["", "Art", "Dem", "Exc", "Ind", "Int", "Neg", "Prs", "Rel"],
    "Tense": ["", "Past", "Pres", "Imp", "Fut"],
    "VerbForm": ["", "Fin", "Inf", "Part"],
    "Voice": ["", "Pass"],
}
RELATIONS = (
    "acl acl:relcl advcl advcl:cleft advmod amod appos aux aux:caus aux:pass aux:tense case cc ccomp conj cop csubj csubj:pass dep "
    "det discourse dislocated expl:comp expl:pass expl:pv expl:subj fixed flat:foreign flat:name goeswith iobj mark nmod nsubj "
    "nsubj:caus nsubj:pass nummod obj obj:agent obj:lvc obl obl:agent obl:arg obl:mod orphan parataxis parataxis:insert punct root "
    "vocative xcomp"
).split()

# A boundary the program would make too; initials and titles keep their full stop inside.
BOUNDARY = re.compile(r"\n+|(?<!\b[A-Z])(?<!\bMM)(?<!\bMme)(?<!\bSt)(?<=[.!?…»\"”])\s+(?=[«\"“—–-]?\s?[A-ZÀ-ÖØ-Þ0-9])")
MARK = re.compile(r"\[(PER|LOC|ORG|MISC) ([^\[\]]+)\]")


def articles(path):
    """The articles of a stand-off JSONL file as (text, [(start, end, label)]); labels that are not ours are left out."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["text"], [(e["start"], e["end"], e["label"]) for e in record["entities"] if f"B-{e['label']}" in IDS]


def marked(line):
    """A line of our own corpus, in which `[LABEL name]` marks entities, as (text, [(start, end, label)])."""
    text, entities, at = "", [], 0
    for match in MARK.finditer(line):
        text += line[at : match.start()]
        entities.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        at = match.end()
    return text + line[at:], entities


def corpus(folder):
    """Our own corpus: the items of its files, headings left out."""
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("# "):
                yield marked(line.strip())


def conform(texts, reference):
    """Texts annotated by other guidelines, brought nearer to ours.

    A span without a capital letter is no name; a name that the reference has twice or more, always with one label, has that.
    """
    labels = {}
    for text, entities in reference:
        for start, end, label in entities:
            labels.setdefault(text[start:end], []).append(label)
    one = {name: found[0] for name, found in labels.items() if len(found) > 1 and len(set(found)) == 1}
    for text, entities in texts:
        names = [e for e in entities if any(c.isupper() for c in text[e[0] : e[1]])]
        yield text, [(start, end, one.get(text[start:end], label)) for start, end, label in names]


def sentences(text):
    """The sentences of a text as (start, end)."""
    start = 0
    for match in BOUNDARY.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def respell(text, chance):
    """The text with the typography of other newsrooms: curly apostrophes, guillemets. Offsets stay."""
    if chance.random() < 0.3:
        text = text.replace("'", "’")
    if chance.random() < 0.3 and text.count('"') % 2 == 0:
        marks = iter("«»" * text.count('"'))
        text = re.sub('"', lambda _: next(marks), text)
    return text


class Names:
    """Mentions by class and by how their first letter joins the word before them; they take each other's place."""

    def __init__(self, texts):
        self.pools = {}
        for text, entities in texts:
            for start, end, label in entities:
                self.pools.setdefault(self.key(text[start:end], label), set()).add(text[start:end])
        self.pools = {key: sorted(pool) for key, pool in self.pools.items()}

    @staticmethod
    def key(mention, label):
        first = mention[0]
        return label, first.lower() in "aeiouyhàâäéèêëîïôöùûüœæ", first.isupper(), min(mention.count(" "), 2)

    def replace(self, text, entities, chance, share):
        """The text with a share of its mentions replaced; the same words become the same words throughout a text."""
        chosen, built, moved, at = {}, "", [], 0
        for start, end, label in sorted(entities):
            mention = text[start:end]
            if start < at:
                continue
            if (mention, label) not in chosen:
                pool = self.pools.get(self.key(mention, label), [mention]) if chance.random() < share else [mention]
                chosen[mention, label] = chance.choice(pool)
            built += text[at:start]
            moved.append((len(built), len(built) + len(chosen[mention, label]), label))
            built += chosen[mention, label]
            at = end
        return built + text[at:], moved


def encode(tokenizer, text, entities, offset=0):
    """A stretch of text as (piece ids, label ids); `entities` are relative to the article, `offset` is where the stretch starts."""
    encoding = tokenizer.encode(text)
    labels = [-100] * len(encoding.ids)
    for i, (start, end) in enumerate(encoding.offsets):
        if encoding.special_tokens_mask[i]:
            continue
        labels[i] = IDS["O"]
        for left, right, kind in entities:
            left, right = left - offset, right - offset
            if start < right and end > left:
                first = i == 0 or encoding.special_tokens_mask[i - 1] or encoding.offsets[i - 1][1] <= left
                labels[i] = IDS[("B-" if first else "I-") + kind]
                break
    return encoding.ids, labels


def examples(tokenizer, texts, chance, longest, names=None, share=0.0):
    """One epoch of entities: single sentences, and runs of neighbouring sentences up to a drawn length."""
    for text, entities in texts:
        if names:
            text, entities = names.replace(text, entities, chance, share)
        text = respell(text, chance)
        spans = list(sentences(text))
        alone = chance.random() < 0.5
        i = 0
        while i < len(spans):
            start, end = spans[i]
            limit = 0 if alone else chance.randint(longest // 4, longest)
            i += 1
            while i < len(spans) and (spans[i][1] - start) / 3.3 < limit:
                end = spans[i][1]
                i += 1
            inside = [e for e in entities if e[0] < end and e[1] > start]
            ids, labels = encode(tokenizer, text[start:end], inside, start)
            for at in range(0, max(len(ids) - 1, 1), longest):
                yield {"ids": ids[at : at + longest], "labels": labels[at : at + longest]}


def treebank(path):
    """The sentences of a CoNLL-U file as (text, words); a word is {start, upos, features, head, relation}.

    A contraction is one word here: it has the head and the relation of its first word, or, where the second is a
    pronoun, of that; whoever hangs on one of the two hangs on it. A head is the number of a word from 1, 0 is the root.
    """
    with open(path, encoding="utf-8") as lines:
        for block in re.split(r"\n\s*\n", lines.read()):
            rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
            if rows:
                yield sentence(rows)


def sentence(rows):
    text, words, place, skip = "", [], {}, {}
    contracted = {}
    for row in rows:
        if "-" in row[0]:
            first, last = row[0].split("-")
            contracted[first], skip[last] = (row, last), first
    for row in rows:
        number = row[0]
        if "-" in number or "." in number:
            continue
        if number in skip:
            first = words[-1]
            first["upos"] += "+" + row[3]
            if row[3] == "PRON":
                first.update(features=row[5], head=row[6], relation=row[7])
            place[number] = len(words)
            continue
        written = contracted[number][0] if number in contracted else row
        words.append({"start": len(text), "end": len(text) + len(written[1]), "upos": row[3], "features": row[5], "head": row[6], "relation": row[7]})
        place[number] = len(words)
        text += written[1] + ("" if "SpaceAfter=No" in written[9] else " ")
    for word in words:
        word["head"] = place.get(word["head"], 0)
        word["features"] = dict(pair.split("=") for pair in word["features"].split("|") if "=" in pair)
    return text.rstrip(), words


def parse_example(tokenizer, text, words, full):
    """A sentence of a treebank as pieces and targets. Where the annotation is not `full` (PUD), what it leaves open is not learnt."""
    encoding = tokenizer.encode(text)
    pieces = [i for i, special in enumerate(encoding.special_tokens_mask) if not special]
    places, at = [], 0
    for word in words:
        while at + 1 < len(pieces) and encoding.offsets[pieces[at]][1] <= word["start"]:
            at += 1
        places.append(pieces[at])
    # Words that begin in one piece are told apart by their rank in it, up to the third.
    ranks = [min(sum(place == other for other in places[max(i - 2, 0) : i]), 2) for i, place in enumerate(places)]
    tags = {name: [] for name in TAGS}
    for word in words:
        for name, values in TAGS.items():
            value = word["upos"] if name == "UPOS" else word["features"].get(name, "")
            known = full or name != "Voice"
            # An active voice is what most treebanks leave unsaid.
            tags[name].append(values.index(value) if known and value in values else 0 if name == "Voice" and full else -100)
    open_ended = set() if full else {"obl", "acl", "parataxis", "expl:subj"}
    relations = [RELATIONS.index(w["relation"]) if w["relation"] in RELATIONS and w["relation"] not in open_ended else -100 for w in words]
    return {"ids": encoding.ids, "words": places, "ranks": ranks, "heads": [w["head"] for w in words], "relations": relations, "tags": tags}


def parses(tokenizer, banks, chance, longest):
    """One epoch of syntax; `banks` are (sentences, full)."""
    for bank, full in banks:
        for text, words in bank:
            example = parse_example(tokenizer, respell(text, chance), words, full)
            if len(example["ids"]) <= longest:
                yield example


def batches(items, pieces, chance):
    """Items sorted by length into padded batches of about `pieces` pieces, in random order."""
    items = sorted(items, key=lambda item: len(item["ids"]) + chance.random())
    found, batch = [], []
    for item in items:
        if batch and (len(batch) + 1) * len(item["ids"]) > pieces:
            found.append(batch)
            batch = []
        batch.append(item)
    if batch:
        found.append(batch)
    random.Random(chance.random()).shuffle(found)
    return found
