"""The invented news that the benchmarks measure with: as long as ordinary news, and no article like another."""

import sys
from pathlib import Path

import factories
import pytest

from eventpack.core.model import Article


@pytest.fixture(scope="module")
def rows():
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    try:
        import news
    finally:
        del sys.path[0]
    return list(news.articles(400))


def test_articles_are_as_long_as_ordinary_news(rows):
    words = [len(row["text"].split()) for row in rows]
    assert 310 <= sum(words) / len(words) <= 340
    assert min(words) >= 300 and max(words) <= 380


def test_no_two_articles_are_copies_nor_near_copies(rows):
    texts = [Article(row["id"], row["text"]) for row in rows]
    assert factories.copies_of(texts) == {}
    runs = [{tuple(words[n : n + 5]) for n in range(len(words) - 4)} for words in (a.text.split() for a in texts)]
    shared = [len(a & b) / min(len(a), len(b)) for a, b in zip(runs, runs[1:], strict=False)]
    assert max(shared) < 0.15


def test_articles_are_the_same_whenever_asked(rows):
    import news

    assert list(news.articles(3, first=50)) == rows[50:53]
