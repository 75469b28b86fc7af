"""Write the reference that the engines are held against: logits of transformers in f32.

    python reference.py --model ../models/ner-fr --out ../tests/data/ner-fr-reference.json

The weights are the exported ones (f16), widened to f32; logits are rounded to six digits.
"""

import argparse
import json
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertForTokenClassification

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


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, default=Path("../models/ner-fr"))
    parser.add_argument("--out", type=Path, default=Path("../tests/data/ner-fr-reference.json"))
    args = parser.parse_args()

    tokenizer = Tokenizer.from_file(str(args.model / "tokenizer.json"))
    model = BertForTokenClassification.from_pretrained(args.model, dtype=torch.float32).eval()
    found = []
    for text in SENTENCES:
        ids = tokenizer.encode(text).ids
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0]
        rounded = [[float(f"{value:.6g}") for value in row] for row in logits.tolist()]
        found.append({"text": text, "ids": ids, "logits": rounded})
    args.out.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in found)
    args.out.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"{len(found)} sentences, {sum(len(item['ids']) for item in found)} pieces -> {args.out}")


if __name__ == "__main__":
    main()
