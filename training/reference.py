"""Write the reference that the engines are held against: logits of transformers, and what the heads of syntax say, in f32.

    python reference.py --model ../models/ner-fr --out ../tests/data/ner-fr-reference.json

The weights are the exported ones (f16), widened to f32; logits are rounded to six digits. Words are runs of letters and
digits and single marks. Heads are the best ones word by word, and left out (null) where those are no tree.
"""

import argparse
import json
import re
from pathlib import Path

import torch
from tokenizers import Tokenizer

import data
import network

SENTENCES = [
    "L'Azerbaïdjan a confirmé qu'un cessez-le-feu avait été conclu.",
    "Le préfet de l’Ardèche, Solène Aubrac, s’est rendue mardi soir à Privas.",
    "« Nous ne céderons pas », a lancé le maire de Saint-Cirgues-en-Montagne à l'AFP.",
    "BRUXELLES, 3 mars 2021 (Reuters) – La Commission européenne a infligé une amende de 1,2 milliard d'euros.",
    "Oui.",
    "Le FC Lorient s'est imposé 2-1 contre l'Olympique lyonnais dimanche à 21 h 05.",
    "E\u0301milie Œuvrard (ex-CNRS) a reçu le prix Ampère… ½ heure après Łukasz Żak.",
    "El presidente viajó a Bogotá el martes con la ministra de Defensa.",
    "The council met in Łódź on 3 May; nobody from the World Bank was there.",
    "Der Bundestag in Berlin hat das Gesetz über die Große Koalition beraten.",
    "SELON LE MINISTÈRE DE L'INTÉRIEUR, TROIS PERSONNES ONT ÉTÉ BLESSÉES À NANTES",
    "🙂 日本 et l’Équateur\u202f: d'abord Quito, puis Guayaquil, Cuenca et les îles Galápagos ; ensuite Lima, La Paz, "
    "Sucre, Asunción, Montevideo et Buenos Aires, où la délégation conduite par Mme Inès Vasseur-Pinto, vice-présidente "
    "de la Cour des comptes, rencontrera les représentants de la Banque interaméricaine de développement jeudi matin.",
]


def is_tree(heads):
    """Whether heads (numbers from 1, 0 is the root) are a tree with one word at the root."""
    if heads.count(0) != 1:
        return False
    for word in range(1, len(heads) + 1):
        steps = 0
        while word and steps <= len(heads):
            word, steps = heads[word - 1], steps + 1
        if word:
            return False
    return True


def parse(model, vectors, text, tokenizer):
    """The pieces that the words begin in, and what the heads of syntax say of them."""
    words = [{"start": m.start(), "end": m.end(), "upos": "X", "features": {}, "head": 0, "relation": "root"} for m in re.finditer(r"\w+|[^\w\s]", text)]
    example = data.parse_example(tokenizer, text, words, True)
    found = model.syntax.words(vectors[example["words"]], torch.tensor(example["ranks"]))
    with_root = torch.cat([vectors[:1], found])
    scores = model.syntax.arcs(found, with_root)
    for word in range(len(words)):
        scores[word, word + 1] = -1e9
    heads = scores.argmax(-1)
    relations = model.syntax.relations(found, with_root[heads])
    relations[:, data.RELATIONS.index("root")] = -1e9
    tags = torch.split(model.syntax.tags(found), [len(values) for values in data.TAGS.values()], dim=-1)
    tree = is_tree(heads.tolist())
    return {
        "words": example["words"],
        "heads": [head - 1 if head else None for head in heads.tolist()] if tree else None,
        "relations": [data.RELATIONS.index("root") if not head else relation for head, relation in zip(heads.tolist(), relations.argmax(-1).tolist())] if tree else None,
        "tags": [list(row) for row in zip(*(group.argmax(-1).tolist() for group in tags))],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, default=Path("../models/ner-fr"))
    parser.add_argument("--out", type=Path, default=Path("../tests/data/ner-fr-reference.json"))
    args = parser.parse_args()

    tokenizer = Tokenizer.from_file(str(args.model / "tokenizer.json"))
    model = network.load(args.model).float().eval()
    found = []
    for text in SENTENCES:
        ids = tokenizer.encode(text).ids
        with torch.no_grad():
            vectors = model.vectors(torch.tensor([ids]), torch.ones((1, len(ids)), dtype=torch.long))
            logits = model.tagger.classifier(vectors)[0]
        rounded = [[float(f"{value:.6g}") for value in row] for row in logits.tolist()]
        found.append({"text": text, "ids": ids, "logits": rounded, **parse(model, vectors[0], text, tokenizer)})
    args.out.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in found)
    args.out.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(found)} sentences, {sum(len(item['ids']) for item in found)} pieces -> {args.out}")


if __name__ == "__main__":
    main()
