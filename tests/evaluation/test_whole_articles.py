"""The gold coding of the articles in benchmarks/whole_articles stands on what these articles say."""

import json
from pathlib import Path

import pytest

from eventpack.evaluation import gold

SETS = Path(__file__).parents[2] / "benchmarks" / "whole_articles"


@pytest.mark.parametrize("name", ["a", "b", "c", "d", "e"])
def test_every_passage_of_the_gold_coding_occurs_in_its_article(name):
    lines = (SETS / name / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    coded = gold.read(SETS / name / "gold.jsonl")
    assert set(coded.articles) == set(texts) and len(texts) >= 12
    assert sum(event.core for event in coded.events) > 100
    for event in coded.events:
        assert event.passages and all(passage in texts[event.article] for passage in event.passages), event.key


@pytest.mark.parametrize(("name", "pairs"), [("a", 2), ("b", 2), ("c", 2), ("d", 2), ("e", 3)])
def test_pairs_of_articles_share_events(name, pairs):
    coded = gold.read(SETS / name / "gold.jsonl")
    articles_of: dict[str, set[str]] = {}
    for event in coded.events:
        if event.core:
            articles_of.setdefault(event.key, set()).add(event.article)
    assert len({tuple(sorted(found)) for found in articles_of.values() if len(found) > 1}) == pairs
