"""Train the tagger of `models/ner-fr`: token classification in IOB2 over a BERT encoder.

    python train.py --base build/base --data ../../shared --out build/ner-fr

Word embeddings are frozen; AdamW, linear warm-up and decay, bf16 autocast. A checkpoint is written
after every epoch, and `--resume` goes on from the last one.
"""

import argparse
import os
import random
import time
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertForTokenClassification

import data


def load(base, layers):
    config = BertConfig.from_pretrained(base)
    config.num_hidden_layers = layers or config.num_hidden_layers
    config.id2label = dict(enumerate(data.LABELS))
    config.label2id = data.IDS
    config.num_labels = len(data.LABELS)
    model = BertForTokenClassification(config)
    state = {f"bert.{name}": tensor for name, tensor in load_file(base / "model.safetensors").items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert all(name.startswith("classifier") for name in missing), missing
    print(f"not used of the base: {len(unexpected)} tensors")
    return model


def collate(batch):
    longest = max(len(ids) for ids, _ in batch)
    ids = torch.full((len(batch), longest), 1)
    labels = torch.full((len(batch), longest), -100)
    mask = torch.zeros((len(batch), longest), dtype=torch.long)
    for row, (piece_ids, label_ids) in enumerate(batch):
        ids[row, : len(piece_ids)] = torch.tensor(piece_ids)
        labels[row, : len(piece_ids)] = torch.tensor(label_ids)
        mask[row, : len(piece_ids)] = 1
    return ids, mask, labels


def dev_f1(model, tokenizer, corpus, kinds):
    """Strict F1 of spans on sentences alone, pieces decoded greedily: a guide while training, not the score."""
    right = found = wanted = 0
    model.eval()
    for text, entities in corpus:
        for start, end in data.sentences(text):
            inside = [e for e in entities if e[0] < end and e[1] > start]
            ids, labels = data.encode(tokenizer, text[start:end], inside, start)
            ids, labels = ids[:510], labels[:510]
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                guess = model(torch.tensor([ids])).logits[0].argmax(-1).tolist()
            gold, spans = (iob_spans([v if v >= 0 else 0 for v in seq], kinds) for seq in (labels, guess))
            right += len(gold & spans)
            found += len(spans)
            wanted += len(gold)
    model.train()
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("DEPECHE_DATA", "../../shared")))
    parser.add_argument("--layers", type=int, default=0, help="only the first N layers (default: all)")
    parser.add_argument("--epochs", type=int, default=4)
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
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    train = list(data.articles(args.data / "ner/winer_train.jsonl"))
    dev = list(data.articles(args.data / "ner/winer_dev.jsonl"))

    model = load(args.base, args.layers)
    model.bert.embeddings.word_embeddings.weight.requires_grad = False
    head = [p for name, p in model.named_parameters() if name.startswith("classifier")]
    plain = [p for name, p in model.named_parameters() if p.requires_grad and not name.startswith("classifier") and p.dim() == 1]
    matrices = [p for name, p in model.named_parameters() if p.requires_grad and not name.startswith("classifier") and p.dim() > 1]
    optimiser = torch.optim.AdamW(
        [
            {"params": matrices, "lr": args.rate, "weight_decay": 0.01},
            {"params": plain, "lr": args.rate, "weight_decay": 0.0},
            {"params": head, "lr": 1e-3, "weight_decay": 0.01},
        ]
    )
    chance = random.Random(args.seed)
    epochs = []
    for _ in range(args.epochs):
        epochs.append(data.batches(list(data.examples(tokenizer, train, chance, args.longest)), args.pieces, chance))
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

    model.train()
    began, step = time.time(), sum(len(e) for e in epochs[:done])
    for epoch in range(done, args.epochs):
        total = 0.0
        for batch in epochs[epoch]:
            ids, mask, labels = collate(batch)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = model(ids, attention_mask=mask, labels=labels).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            total += loss.item()
            step += 1
            if step % 50 == 0:
                print(f"step {step}/{steps} loss {loss.item():.3f} {time.time() - began:.0f} s", flush=True)
        torch.save(
            {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict(), "epoch": epoch + 1},
            checkpoint,
        )
        f1 = dev_f1(model, tokenizer, dev, {"PER", "LOC", "ORG"})
        print(f"epoch {epoch + 1}: mean loss {total / len(epochs[epoch]):.4f}, dev F1 (PER, LOC, ORG) {f1:.2f}", flush=True)

    model.save_pretrained(args.out)
    tokenizer.save(str(args.out / "tokenizer.json"))


if __name__ == "__main__":
    main()
