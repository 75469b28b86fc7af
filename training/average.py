"""Average the weights of folders that were trained from one base with different seeds.

    python average.py build/ner-fr-1 build/ner-fr-2 --out build/ner-fr
"""

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    states = [load_file(folder / "model.safetensors") for folder in args.folders]
    mean = {name: torch.stack([state[name].double() for state in states]).mean(0).float() for name in states[0]}
    args.out.mkdir(parents=True, exist_ok=True)
    save_file(mean, args.out / "model.safetensors", metadata={"format": "pt"})
    for name in ["config.json", "tokenizer.json"]:
        shutil.copy(args.folders[0] / name, args.out / name)


if __name__ == "__main__":
    main()
