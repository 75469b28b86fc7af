"""Write a trained tagger the way depeche ships it: f16 weights, and digests in the registry.

    python export.py --trained build/ner-fr --out ../models/ner-fr --version 1

`--trained` is the folder that train.py writes (f32). The f16 file keeps Hugging Face's names, so
transformers loads the exported folder too.
"""

import argparse
import hashlib
import json
import re
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

LABELS = {"PER": "PER", "LOC": "LOC", "ORG": "ORG", "MISC": "MISC"}
FILES = ["config.json", "model.safetensors", "tokenizer.json"]


def half(tensors):
    """All tensors in f16; a value that f16 cannot hold is a fault of the training."""
    found = {}
    for name, tensor in tensors.items():
        found[name] = tensor.to(torch.float16).contiguous()
        assert torch.isfinite(found[name]).all(), f"{name} does not fit into f16"
    return found


def entry(name, version, licence, folder):
    """The model's part of the registry."""
    lines = [f"[models.{name}]", f"version = {version}", f'licence = "{licence}"', 'scheme = "IOB2"', "", f"[models.{name}.labels]"]
    lines += [f'{label} = "{meaning}"' for label, meaning in LABELS.items()]
    for file in FILES:
        data = (folder / file).read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        lines += ["", f'[models.{name}.files."{file}"]', f"size = {len(data)}", f'sha256 = "{digest}"']
    return "\n".join(lines) + "\n"


def register(path, name, text):
    """Puts the entry into the registry in place of an older one of the same name."""
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = re.split(r"(?m)^(?=\[models\.[^.\]]+\]$)", known)
    kept = [part.rstrip("\n") for part in parts if not part.startswith(f"[models.{name}]")]
    path.write_text("\n\n".join([part for part in kept if part] + [text]), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("../models/ner-fr"))
    parser.add_argument("--version", type=int, required=True, help="one more than the last one shipped")
    parser.add_argument("--licence", default="CC-BY-SA-4.0", help="SPDX")
    args = parser.parse_args()

    args.out.mkdir(parents=True, exist_ok=True)
    tensors = half(load_file(args.trained / "model.safetensors"))
    save_file(tensors, args.out / "model.safetensors", metadata={"format": "pt"})
    (args.out / "model.safetensors").chmod(0o644)
    config = json.loads((args.trained / "config.json").read_text(encoding="utf-8"))
    config["dtype"] = "float16"
    (args.out / "config.json").write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    tokenizer = json.loads((args.trained / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    (args.out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False) + "\n", encoding="utf-8")
    name = args.out.name
    register(args.out.parent / "registry.toml", name, entry(name, args.version, args.licence, args.out))
    for file in FILES:
        print(f"{args.out / file}: {(args.out / file).stat().st_size} bytes")


if __name__ == "__main__":
    main()
