"""Where and when the events of a passage happened; a line of tests/cases/event_place_and_date.tsv is a test."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from eventpack import pipeline
from eventpack.core.model import Article

CASES = Path(__file__).parent.parent / "cases" / "event_place_and_date.tsv"
PUBLISHED = date(2024, 5, 20)


def _lines():
    for number, line in enumerate(CASES.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield pytest.param(*line.split("\t"), id=f"line {number}")


@cache
def _annotations():
    texts = sorted({case.values[0] for case in _lines()})
    articles = [Article(str(n), text.replace(" / ", "\n\n"), published=PUBLISHED) for n, text in enumerate(texts)]
    return dict(zip(texts, pipeline.annotate(articles), strict=True))


def _row(mention):
    return mention.location.location_id if mention is not None and mention.location is not None else "-"


@pytest.mark.parametrize(("text", "trigger", "place", "destination", "earliest", "latest"), list(_lines()))
def test_an_event_is_where_and_when_a_reader_puts_it(text, trigger, place, destination, earliest, latest):
    reports = _annotations()[text].reports
    report = next((r for r in reports if r.trigger.text == trigger), None)
    assert report is not None, [r.trigger.text for r in reports]
    found = (
        _row(report.place),
        _row(report.destination),
        str(report.date_earliest or "-"),
        str(report.date_latest or "-"),
    )
    wanted = (place, destination, earliest, latest)
    assert all(want in ("?", got) for got, want in zip(found, wanted, strict=True)), found
