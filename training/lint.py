"""Check our own corpus: marks, consistency, and how varied it is.

    python lint.py                      # corpus/fr; exit 1 when a mark is malformed

Prints, for each file and in all, items, words and entities; names that carry two labels; names that are marked in one
item and stand unmarked in another; and how many items share half of their 4-grams of words with an earlier one.
"""

import argparse
import collections
import re
import sys
from pathlib import Path

import data

ARTICLES = re.compile(r"^(?:[LlDd]['’]|[Ll]es |[Dd]u |[Dd]es |[Uu]ne? |[Aa]ux? )")
# A name in capitals of at most three letters, or one common word, says too little to look for it elsewhere.
TELLING = re.compile(r"\w{4}.*[ -]\w{3}|\d")


def items(folder):
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("# "):
                yield path.name, number, line.strip()


def faults(line):
    """What is malformed in an item."""
    rest = data.MARK.sub("", line)
    if "[" in rest or "]" in rest:
        yield "a bracket that is no mark"
    for _, name in data.MARK.findall(line):
        if name != name.strip():
            yield f"`{name}` has white space at an end"
        elif name[-1] in ",;:" or name[0] in ",;:.«»":
            yield f"`{name}` begins or ends with a mark"
        elif not any(c.isalnum() for c in name):
            yield f"`{name}` has no letter"


def four_grams(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 4]) for i in range(len(words) - 3)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", type=Path, default=Path("corpus/fr"))
    parser.add_argument("--list", type=int, default=20, help="how many doubtful names to show of each kind")
    args = parser.parse_args()

    malformed = 0
    counts = collections.defaultdict(collections.Counter)
    labels = collections.defaultdict(collections.Counter)
    texts, seen, close = [], {}, 0
    for file, number, line in items(args.corpus):
        for fault in faults(line):
            print(f"{file}:{number}: {fault}")
            malformed += 1
        text, entities = data.marked(line)
        texts.append((file, number, text, entities))
        for key in (file, "all"):
            counts[key].update(["items"] + [label for _, _, label in entities])
            counts[key]["words"] += len(re.findall(r"\w+", text))
            counts[key]["without"] += not entities
        for start, end, label in entities:
            labels[text[start:end]][label] += 1
            if ARTICLES.match(text[start:end]):
                counts["all"]["articles"] += 1
        grams = four_grams(text)
        shared = collections.Counter(item for gram in grams for item in seen.get(gram, ()))
        if grams and shared and shared.most_common(1)[0][1] * 2 >= len(grams):
            print(f"{file}:{number}: shares half of its 4-grams with item {shared.most_common(1)[0][0]}")
            close += 1
        for gram in grams:
            seen.setdefault(gram, []).append(f"{file}:{number}")

    for key, count in counts.items():
        kinds = ", ".join(f"{count[label]} {label}" for label in ["PER", "LOC", "ORG", "MISC"])
        print(f"{key}: {count['items']} items ({count['without']} without a name), {count['words']} words, {kinds}")
    total = counts["all"]["items"]
    print(f"items that share half of their 4-grams with another: {close} of {total} ({100 * close / max(total, 1):.2f} %)")
    print(f"names that begin with an article (a part of them, or a slip): {counts['all']['articles']}")
    two = [(name, count) for name, count in labels.items() if len(count) > 1]
    print(f"names with two labels: {len(two)}")
    for name, count in sorted(two, key=lambda item: -sum(item[1].values()))[: args.list]:
        print(f"  {name}: {dict(count)}")
    telling = {name for name in labels if TELLING.search(name) and name[0].isupper()}
    longest = max((name.count(" ") + 1 for name in telling), default=0)
    bare = []
    for file, number, text, entities in texts:
        words = [(match.start(), match.end()) for match in re.finditer(r"[\w'’.&-]+", text)]
        for at in range(len(words)):
            for size in range(1, longest + 1):
                if at + size > len(words):
                    break
                start, end = words[at][0], words[at + size - 1][1]
                if text[start:end] in telling and not any(left < end and start < right for left, right, _ in entities):
                    bare.append(f"{file}:{number}: {text[start:end]}")
    print(f"names that are marked elsewhere and not here: {len(bare)}")
    for line in bare[: args.list]:
        print(f"  {line}")
    sys.exit(1 if malformed else 0)


if __name__ == "__main__":
    main()
