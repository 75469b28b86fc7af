"""Training examples: articles with stand-off entities -> pieces with IOB2 labels."""

import json
import random
import re

LABELS = ["O"] + [f"{prefix}-{kind}" for kind in ["PER", "LOC", "ORG", "MISC", "DATE", "TIME"] for prefix in "BI"]
IDS = {label: i for i, label in enumerate(LABELS)}
# A boundary the program would make too; initials and titles keep their full stop inside.
BOUNDARY = re.compile(r"\n+|(?<!\b[A-Z])(?<!\bMM)(?<!\bMme)(?<!\bSt)(?<=[.!?…»\"”])\s+(?=[«\"“—–-]?\s?[A-ZÀ-ÖØ-Þ0-9])")


def articles(path):
    """The articles of a stand-off JSONL file as (text, [(start, end, label)])."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["text"], [(e["start"], e["end"], e["label"]) for e in record["entities"]]


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


def examples(tokenizer, corpus, chance, longest):
    """One epoch: single sentences, and runs of neighbouring sentences up to a drawn length."""
    for text, entities in corpus:
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
                yield ids[at : at + longest], labels[at : at + longest]


def batches(items, pieces, chance):
    """Items sorted by length into padded batches of about `pieces` pieces, in random order."""
    items = sorted(items, key=lambda item: len(item[0]) + chance.random())
    found, batch = [], []
    for item in items:
        if batch and (len(batch) + 1) * len(item[0]) > pieces:
            found.append(batch)
            batch = []
        batch.append(item)
    if batch:
        found.append(batch)
    random.Random(chance.random()).shuffle(found)
    return found
