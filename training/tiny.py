"""Write the tiny random models that the rust-bert engine is tested with, and what transformers computes with them.

    python tiny.py --out ../tests/data/tiny

One folder an architecture, as users bring them: config.json, tokenizer.json of the usual kind, model.safetensors
(f32 or f16) and one set of labels each. `reference.json` holds texts, piece ids and logits in f32. rust-bert computes
every LayerNorm with 1e-12, so the reference is made with that; `deviation` is how far the logits lie from those with
the model's own epsilon. All values are random: the names these models find mean nothing.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CLASSES = ["PER", "LOC", "ORG"]
SIZES = {"hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 3, "intermediate_size": 40}
TEXTS = [
    "L'Azerbaïdjan a confirmé qu'un cessez-le-feu avait été conclu.",
    "« Nous ne céderons pas », a lancé à l'AFP le maire de Saint-Étienne ; ½ heure après, été comme hiver, il est parti.",
    "Oui.",
    "",
]


def labels(kind):
    """The usual ways to label names."""
    prefixes = {"IOB2": "BI", "IO": "I", "BILOU": "BILU", "BIOES": "BIES"}[kind]
    return ["O"] + [f"{prefix}-{name}" for name in CLASSES for prefix in prefixes]


def wordpiece(texts, size):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=size, special_tokens=specials))
    pair = [(name, tokenizer.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=pair)
    return tokenizer


def byte_level(texts, size):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=specials, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True)
    return tokenizer


def unigram(texts, size):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    specials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trainer = trainers.UnigramTrainer(vocab_size=size, special_tokens=specials, unk_token="<unk>")
    tokenizer.train_from_iterator(texts, trainer)
    pair = [("<s>", 0), ("</s>", 2)]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=pair)
    return tokenizer


def distilbert_config(**common):
    names = {
        "hidden_size": "dim", "num_hidden_layers": "n_layers", "num_attention_heads": "n_heads",
        "intermediate_size": "hidden_dim",
    }
    return transformers.DistilBertConfig(**{names.get(key, key): value for key, value in common.items()})


# architecture, configuration, model, tokenizer, positions, labels, precision, text is cut off at
KINDS = [
    ("bert", transformers.BertConfig, transformers.BertForTokenClassification, wordpiece, 512, "IOB2", "f32", 64),
    ("distilbert", distilbert_config, transformers.DistilBertForTokenClassification, wordpiece, 512, "BIOES", "f32", None),
    ("roberta", transformers.RobertaConfig, transformers.RobertaForTokenClassification, byte_level, 514, "BILOU", "f16", None),
    ("camembert", transformers.CamembertConfig, transformers.CamembertForTokenClassification, unigram, 514, "IO", "f16", None),
    ("xlm-roberta", transformers.XLMRobertaConfig, transformers.XLMRobertaForTokenClassification, unigram, 514, "IOB2", "f32", 128),
]


def randomise(model, seed):
    """Values large enough for logits to differ, and bent LayerNorms."""
    generator = torch.Generator().manual_seed(seed)
    for name, value in model.named_parameters():
        centre = 1.0 if name.endswith(("LayerNorm.weight", "layer_norm.weight")) else 0.0
        with torch.no_grad():
            value.copy_(centre + 0.25 * torch.randn(value.shape, generator=generator))


def logits(model, ids):
    with torch.no_grad():
        return model(torch.tensor([ids])).logits[0]


def with_epsilon(model, epsilon):
    """Sets every LayerNorm and gives back what it was."""
    norms = [module for module in model.modules() if isinstance(module, torch.nn.LayerNorm)]
    before = norms[0].eps
    for norm in norms:
        norm.eps = epsilon
    return before


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("../tests/data/tiny"))
    parser.add_argument("--texts", type=Path, default=Path("../corpus/sample"), help="what the tokenizers are made from")
    args = parser.parse_args()

    texts = [path.read_text(encoding="utf-8", errors="ignore") for path in sorted(args.texts.rglob("*.txt"))]
    for seed, (name, config, network, cutter, positions, scheme, precision, cut_off) in enumerate(KINDS):
        folder = args.out / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        tokenizer = cutter(texts, 400)
        tags = labels(scheme)
        pad = tokenizer.token_to_id("[PAD]") if cutter is wordpiece else 1
        model = network(config(
            **SIZES, vocab_size=tokenizer.get_vocab_size(), max_position_embeddings=positions, pad_token_id=pad,
            id2label=dict(enumerate(tags)), label2id={tag: number for number, tag in enumerate(tags)},
            **({} if name == "distilbert" else {"layer_norm_eps": 1e-12 if name == "bert" else 1e-5}),
            **({"type_vocab_size": 1} if positions == 514 else {}),
        )).eval()
        model.config.architectures = [network.__name__]
        randomise(model, seed)
        if precision == "f16":
            model.half().float()
        dtype = {"f16": torch.float16, "f32": torch.float32}[precision]
        tensors = {key: value.to(dtype).contiguous() for key, value in model.state_dict().items()}
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        model.config.save_pretrained(folder)

        items = []
        deviation = 0.0
        for text in TEXTS + [" ".join(texts[0].split())[:3000]]:
            ids = tokenizer.encode(text).ids[:positions - 2]
            own = logits(model, ids)
            before = with_epsilon(model, 1e-12)
            found = logits(model, ids)
            with_epsilon(model, before)
            deviation = max(deviation, (own - found).abs().max().item())
            rows = [[float(f"{value:.7g}") for value in row] for row in found.tolist()]
            items.append({"text": text, "ids": ids, "logits": rows})
        if cut_off:
            tokenizer.enable_truncation(cut_off)
            tokenizer.enable_padding(length=cut_off)
        tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
        head = f'"transformers": "{transformers.__version__}", "deviation": {deviation:.3g}'
        (folder / "reference.json").write_text(f'{{{head}, "items": [\n{lines}\n]}}\n', encoding="utf-8")
        size = sum(path.stat().st_size for path in folder.iterdir())
        print(f"{folder}: {size} bytes, {len(tags)} labels, own epsilon changes logits by at most {deviation:.3g}")


if __name__ == "__main__":
    main()
