"""Load a dataset as its users do, and check what the readers see: python tests/readers.py DIR"""

import json
import sys
from pathlib import Path

import pandas as pd


def check_spans(documents):
    """Offsets are code points: every item's words stand where it says."""
    items = 0
    for document in documents:
        text = document["text"]
        for layer in ["entities", "demonyms", "times", "statements"]:
            for item in document[layer]:
                assert text[item["start"] : item["end"]] == item["text"], (document["id"], item)
                items += 1
        for event in document["events"]:
            assert text[event["trigger_start"] : event["trigger_end"]] == event["trigger"], event["id"]
            assert text[event["sentence_start"] : event["sentence_end"]] == event["sentence"], event["id"]
            for party in event["actors"] + event["recipients"] + event["others"]:
                assert text[party["start"] : party["end"]] == party["text"], (event["id"], party)
            items += 1
    return items


def main():
    folder = Path(sys.argv[1])
    lines = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(line) for line in lines]
    keys = {tuple(document) for document in documents}
    assert len(keys) == 1, "documents with other keys or another order"
    items = check_spans(documents)

    frame = pd.read_json(folder / "documents.jsonl", lines=True)
    assert list(frame["id"]) == [document["id"] for document in documents]
    events = pd.read_json(folder / "events.jsonl", lines=True)
    assert len(events) == sum(len(document["events"]) for document in documents)
    starts = pd.to_datetime(events["date_start"].dropna())
    try:
        import pyarrow.json
    except ImportError:
        arrow = "pyarrow is not installed: skipped"
    else:
        options = pyarrow.json.ReadOptions(block_size=1 << 26)
        table = pyarrow.json.read_json(folder / "documents.jsonl", read_options=options)
        assert table.num_rows == len(documents)
        arrow = f"pyarrow reads {table.num_rows} rows"
    print(f"{len(frame)} documents, {len(events)} events, {len(starts)} dated, {items} spans right; {arrow}")


if __name__ == "__main__":
    main()
