"""Train `models/ner-fr`: entities, parts of speech and dependencies over one BERT encoder.

    python train.py --base build/base --data ../../shared --out build/ner-fr

Batches of entities and of syntax are mixed. Word embeddings are frozen; AdamW, linear warm-up and decay, bf16
autocast. A checkpoint is written after every epoch, and `--resume` goes on from the last one.
"""

import argparse
import os
import random
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer

import data
import network

BANKS = [("fr_sequoia-ud-train.conllu", True), ("fr_gsd-ud-dev.conllu", True), ("fr_pud-ud-test.conllu", False)]


def entity_f1(model, tokenizer, texts, kinds):
    """Strict F1 of spans on sentences alone, pieces decoded greedily: a guide while training, not the score."""
    right = found = wanted = 0
    for text, entities in texts:
        for start, end in data.sentences(text):
            inside = [e for e in entities if e[0] < end and e[1] > start]
            ids, labels = data.encode(tokenizer, text[start:end], inside, start)
            ids, labels = ids[:510], labels[:510]
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                guess = model.tagger(torch.tensor([ids])).logits[0].argmax(-1).tolist()
            gold, spans = (iob_spans([max(v, 0) for v in seq], kinds) for seq in (labels, guess))
            right += len(gold & spans)
            found += len(spans)
            wanted += len(gold)
    return 200 * right / max(found + wanted, 1)


def iob_spans(ids, kinds):
    spans, start, kind = set(), None, None
    for i, label in enumerate([data.LABELS[i] for i in ids] + ["O"]):
        prefix, _, name = label.partition("-")
        if start is not None and (prefix != "I" or name != kind):
            spans.add((start, i, kind))
            start = None
        if prefix == "B" or (prefix == "I" and start is None):
            start, kind = i, name
    return {span for span in spans if span[2] in kinds}


def syntax_scores(model, tokenizer, bank):
    """UPOS, UAS and LAS with the words given and heads chosen greedily: a guide, not the score."""
    total = upos = uas = las = 0
    for text, words in bank:
        example = data.parse_example(tokenizer, text, words, True)
        if len(example["ids"]) > 510:
            continue
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = model.vectors(torch.tensor([example["ids"]]), torch.ones((1, len(example["ids"])), dtype=torch.long))[0]
            found = model.syntax.words(vectors[example["words"]], torch.tensor(example["ranks"]))
            with_root = torch.cat([vectors[:1], found])
            heads = model.syntax.arcs(found, with_root).argmax(-1)
            relations = model.syntax.relations(found, with_root[heads]).argmax(-1)
            tags = model.syntax.tags(found)[:, : len(data.TAGS["UPOS"])].argmax(-1)
        main = [relation.split(":")[0] for relation in data.RELATIONS]
        for i, word in enumerate(words):
            total += 1
            upos += data.TAGS["UPOS"][tags[i]] == word["upos"]
            uas += heads[i].item() == word["head"]
            las += heads[i].item() == word["head"] and main[relations[i]] == word["relation"].split(":")[0]
    return tuple(100 * count / total for count in (upos, uas, las))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base", type=Path, nargs="+", required=True, help="an encoder, or a folder that this script has written; the mean of several")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("DEPECHE_DATA", "../../shared")))
    parser.add_argument("--corpus", type=Path, default=Path("corpus/fr"))
    parser.add_argument("--without", nargs="*", default=[], choices=["corpus", "names", "sequoia", "syntax"], help="for ablations")
    parser.add_argument("--only-relations", action="store_true", help="learn the layers of relations over a network that stays as it is")
    parser.add_argument("--layers", type=int, default=0, help="only the first N layers (default: all)")
    parser.add_argument("--epochs", type=int, default=4, help="passes over the entities")
    parser.add_argument("--syntax-epochs", type=int, default=2, help="passes over the treebanks in each epoch")
    parser.add_argument("--stop-after", type=int, default=0, help="stop after so many epochs of the schedule, which goes on as if there were more")
    parser.add_argument("--entity-weight", type=float, default=1.0, help="of the loss of entities, which is small beside that of syntax")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--pieces", type=int, default=1024, help="pieces in a batch")
    parser.add_argument("--longest", type=int, default=192, help="pieces in an example")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true")
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(args.base[0] / "tokenizer.json"))
    texts = list(data.articles(args.data / "ner/winer_train.jsonl"))
    if "corpus" not in args.without:
        texts += data.corpus(args.corpus)
    if "sequoia" not in args.without:
        for part in ["europarl", "frwiki"]:
            texts += list(data.conform(data.articles(args.data / f"ner/sequoia_{part}.jsonl"), texts))
    names = data.Names(texts) if "names" not in args.without else None
    dev = list(data.articles(args.data / "ner/winer_dev.jsonl"))
    banks = [(list(data.treebank(args.data / "ud" / name)), full) for name, full in BANKS]
    dev_bank = list(data.treebank(args.data / "ud/fr_sequoia-ud-dev.conllu"))

    model = network.load(*args.base, layers=args.layers)
    model.tagger.bert.embeddings.word_embeddings.weight.requires_grad = False
    encoder = [(name, p) for name, p in model.tagger.bert.named_parameters() if p.requires_grad]
    heads = list(model.tagger.classifier.parameters()) + list(model.syntax.parameters())
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for _, p in encoder if p.dim() > 1], "lr": args.rate, "weight_decay": 0.01},
            {"params": [p for _, p in encoder if p.dim() == 1], "lr": args.rate, "weight_decay": 0.0},
            {"params": heads, "lr": 1e-3, "weight_decay": 0.01},
        ]
    )
    if args.only_relations:
        for name, parameter in model.named_parameters():
            parameter.requires_grad = name.startswith("syntax.relation")
    chance = random.Random(args.seed)
    epochs = []
    for _ in range(args.epochs):
        found = [] if args.only_relations else data.batches(list(data.examples(tokenizer, texts, chance, args.longest, names, 0.15)), args.pieces, chance)
        if "syntax" not in args.without:
            for _ in range(args.syntax_epochs):
                found += data.batches(list(data.parses(tokenizer, banks, chance, args.longest)), args.pieces, chance)
        chance.shuffle(found)
        epochs.append(found)
    steps = sum(map(len, epochs))
    warm_up = max(1, int(0.06 * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm_up, max(0.0, (steps - step) / (steps - warm_up)))
    )

    checkpoint = args.out / "checkpoint.pt"
    done = 0
    if args.resume and checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        schedule.load_state_dict(saved["schedule"])
        done = saved["epoch"]

    began, step = time.time(), sum(len(e) for e in epochs[:done])
    for epoch in range(done, args.stop_after or args.epochs):
        model.train()
        if args.only_relations:
            model.eval()
            model.syntax.train()
        for batch in epochs[epoch]:
            ids, mask = network.collate(batch)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss_of = network.entity_loss if "labels" in batch[0] else network.syntax_loss
                loss = loss_of(model, model.vectors(ids, mask), batch)
                if "labels" in batch[0]:
                    loss = loss * args.entity_weight
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            step += 1
            if step % 50 == 0:
                print(f"step {step}/{steps} {'entities' if 'labels' in batch[0] else 'syntax'} loss {loss.item():.3f} {time.time() - began:.0f} s", flush=True)
        saved = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(), "epoch": epoch + 1}
        torch.save(saved, checkpoint)
        model.eval()
        upos, uas, las = syntax_scores(model, tokenizer, dev_bank)
        f1 = entity_f1(model, tokenizer, dev, {"PER", "LOC", "ORG"})
        print(f"epoch {epoch + 1}: dev F1 (PER, LOC, ORG) {f1:.2f}, UPOS {upos:.2f}, UAS {uas:.2f}, LAS {las:.2f}", flush=True)

    model.save(args.out, tokenizer)


if __name__ == "__main__":
    main()
