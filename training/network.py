"""The network: a BERT encoder, a tagger of entities, and heads for parts of speech, features and dependencies."""

import json

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import BertConfig, BertForTokenClassification

import data

ARC, RELATION, LATER = 256, 256, 2


class Syntax(nn.Module):
    """Heads over the vectors of words (a word's vector is that of its first piece) and of the root (the piece that begins a sequence).

    An arc's score is the product of a vector of the dependent and one of the head; a relation is read from the sum of
    two vectors, one of each end.
    """

    def __init__(self, hidden):
        super().__init__()
        # What sets a second and a third word apart from the first where one piece holds them all (").", "2006,").
        self.later = nn.Parameter(torch.randn(LATER, hidden) * 0.5)
        self.tags = nn.Linear(hidden, sum(map(len, data.TAGS.values())))
        self.arc_dependent = nn.Linear(hidden, ARC)
        self.arc_head = nn.Linear(hidden, ARC)
        self.arc = nn.Linear(ARC, ARC)
        self.relation_dependent = nn.Linear(hidden, RELATION)
        self.relation_head = nn.Linear(hidden, RELATION, bias=False)
        self.relation = nn.Linear(RELATION, len(data.RELATIONS))
        self.drop = nn.Dropout(0.33)

    def words(self, vectors, ranks):
        """The vectors of words, of those of their first pieces; a rank is how many words before it share the piece."""
        return vectors + torch.cat([torch.zeros_like(self.later[:1]), self.later])[ranks]

    def arcs(self, words, heads):
        """Scores: dependents x heads."""
        dependent = self.drop(nn.functional.gelu(self.arc_dependent(words)))
        head = self.drop(nn.functional.gelu(self.arc_head(heads)))
        return self.arc(dependent) @ head.transpose(-1, -2)

    def relations(self, words, heads):
        """Scores of the relations of each word to the head beside it."""
        both = nn.functional.gelu(self.relation_dependent(words) + self.relation_head(heads))
        return self.relation(self.drop(both))


class Network(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.tagger = BertForTokenClassification(config)
        self.syntax = Syntax(config.hidden_size)
        self.drop = nn.Dropout(0.1)

    def vectors(self, ids, mask):
        return self.drop(self.tagger.bert(ids, attention_mask=mask).last_hidden_state)

    def save(self, folder, tokenizer):
        """One weights file under Hugging Face's names, beside which the heads stand as `syntax.*`."""
        self.tagger.save_pretrained(folder)
        tensors = load_file(folder / "model.safetensors")
        tensors.update({f"syntax.{name}": tensor.contiguous() for name, tensor in self.syntax.state_dict().items()})
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        config["syntax"] = {"tags": list(data.TAGS.items()), "relations": data.RELATIONS, "arc_size": ARC, "relation_size": RELATION, "later": LATER}
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        tokenizer.save(str(folder / "tokenizer.json"))


def load(*folders, layers=0):
    """The network of a trained folder, of the mean of several, or a new one over an encoder alone."""
    config = BertConfig.from_pretrained(folders[0])
    config.num_hidden_layers = layers or config.num_hidden_layers
    config.id2label = dict(enumerate(data.LABELS))
    config.label2id = data.IDS
    config.num_labels = len(data.LABELS)
    if hasattr(config, "syntax"):
        del config.syntax
    network = Network(config)
    states = [load_file(folder / "model.safetensors") for folder in folders]
    state = {name: sum(state[name] for state in states) / len(states) for name in states[0]}
    trained = any(name.startswith("syntax.") for name in state)
    # A list of labels that has changed since has its layer learnt anew.
    own = network.state_dict()
    places = {True: lambda name: name if name.startswith("syntax.") else f"tagger.{name}", False: lambda name: f"tagger.bert.{name}"}
    missing, unexpected = network.load_state_dict(
        {place: tensor for name, tensor in state.items() if own[place := places[trained](name)].shape == tensor.shape}, strict=False
    )
    new = ("syntax.relation.",) if trained else ("tagger.classifier", "syntax.")
    assert all(name.startswith(new) for name in missing), missing
    print(f"{'trained' if trained else 'new'} heads; not used of {folders[0]}: {len(unexpected)} tensors")
    return network


def collate(batch, device="cpu"):
    """Padded ids, mask, and whatever the examples carry."""
    longest = max(len(example["ids"]) for example in batch)
    ids = torch.full((len(batch), longest), 1)
    mask = torch.zeros((len(batch), longest), dtype=torch.long)
    for row, example in enumerate(batch):
        ids[row, : len(example["ids"])] = torch.tensor(example["ids"])
        mask[row, : len(example["ids"])] = 1
    return ids, mask


def entity_loss(network, vectors, batch):
    labels = torch.full(vectors.shape[:2], -100)
    for row, example in enumerate(batch):
        labels[row, : len(example["labels"])] = torch.tensor(example["labels"])
    logits = network.tagger.classifier(vectors)
    return nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]).float(), labels.reshape(-1))


def syntax_loss(network, vectors, batch):
    longest = max(len(example["words"]) for example in batch)
    shape = (len(batch), longest)
    places, ranks = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    heads = torch.full(shape, -100)
    relations = torch.full(shape, -100)
    tags = {name: torch.full(shape, -100) for name in data.TAGS}
    for row, example in enumerate(batch):
        count = len(example["words"])
        places[row, :count] = torch.tensor(example["words"])
        ranks[row, :count] = torch.tensor(example["ranks"])
        heads[row, :count] = torch.tensor(example["heads"])
        relations[row, :count] = torch.tensor(example["relations"])
        for name, target in tags.items():
            target[row, :count] = torch.tensor(example["tags"][name])
    rows = torch.arange(len(batch)).unsqueeze(1)
    words = network.syntax.words(vectors[rows, places], ranks)
    with_root = torch.cat([vectors[:, :1], words], dim=1)

    def cross_entropy(scores, target):
        if (target < 0).all():
            return 0.0
        return nn.functional.cross_entropy(scores.reshape(-1, scores.shape[-1]).float(), target.reshape(-1))

    arcs = network.syntax.arcs(words, with_root)
    real = torch.cat([torch.ones((len(batch), 1), dtype=torch.bool), heads != -100], dim=1)
    arcs = arcs.float().masked_fill(~real.unsqueeze(1), -1e4)
    scores = network.syntax.relations(words, with_root[rows, heads.clamp(min=0)])
    loss = cross_entropy(arcs, heads) + cross_entropy(scores, relations)
    logits = network.syntax.tags(words)
    at = 0
    for name, values in data.TAGS.items():
        weight = 1.0 if name == "UPOS" else 0.3
        loss = loss + weight * cross_entropy(logits[..., at : at + len(values)], tags[name])
        at += len(values)
    return loss
