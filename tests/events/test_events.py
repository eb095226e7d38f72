"""Sentences of our own and the event each tells; a line of tests/cases/events-*.tsv is a test, anyone can add one."""

import re
from functools import cache
from pathlib import Path

import pytest

from eventpack import pipeline
from eventpack.core.model import Article

CASES = Path(__file__).parents[1] / "cases"
_STOP = frozenset("the a an of in and to for on s by his her its their".split())


def _lines():
    for path in sorted(CASES.glob("events-*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                yield pytest.param(*(line.split("\t") + [""] * 6)[:6], id=f"{path.stem}:{number}")


@cache
def _annotations():
    sentences = sorted({case.values[0] for case in _lines()})
    articles = [Article(str(n), s) for n, s in enumerate(sentences)]
    return {a.article.text: a for a in pipeline.annotate(articles)}


def _same(mentions, wanted: str) -> bool:
    """The phrase asked for is among the mentions: at least half of the words, both ways (as the field scores it)."""

    def words(text):
        return {w for w in re.findall(r"\w+", text.lower()) if w not in _STOP}

    if not wanted:
        return True
    return any(
        2 * len(words(m.text) & words(wanted)) >= 0.5 * (len(words(m.text)) + len(words(wanted))) for m in mentions
    )


@pytest.mark.parametrize(("sentence", "event_type", "mode", "status", "actor", "recipient"), list(_lines()))
def test_a_sentence_of_news_tells_the_event_a_reader_finds(sentence, event_type, mode, status, actor, recipient):
    reports = _annotations()[sentence].reports
    told = [
        f"{r.event_type}.{r.mode} {r.status} {[m.text for m in r.actors]} {[m.text for m in r.recipients]} {r.rule}"
        for r in reports
    ]
    if event_type == "none":
        assert not reports, told
        return
    assert any(
        r.event_type == event_type
        and (not mode or r.mode == mode)
        and (not status or r.status == status)
        and _same(r.actors, actor)
        and _same(r.recipients, recipient)
        for r in reports
    ), told
