"""Each event type, mode and status has an example in its list, and the program codes it as what it is an example of."""

from __future__ import annotations

from datetime import date

import pytest

from eventpack import pipeline
from eventpack.core.model import Article
from eventpack.tabular import schema

EXAMPLES = [
    (name, code, row["example"])
    for name in ("event_types", "event_modes", "statuses")
    for code, row in schema.codes(name).items()
]


@pytest.fixture(scope="module")
def coded():
    """The reports that the program finds in each example."""
    articles = [Article(id=text, text=f"{text}\n", published=date(2026, 3, 10)) for text in {t for *_, t in EXAMPLES}]
    return {one.article.id: one.reports for one in pipeline.annotate(articles)}


@pytest.mark.parametrize(("name", "code", "text"), EXAMPLES, ids=[f"{name} {code}" for name, code, _ in EXAMPLES])
def test_an_example_is_coded_as_what_it_is_an_example_of(name, code, text, coded):
    assert len(coded[text]) == 1
    report = coded[text][0]
    if name == "statuses":
        assert report.status == code
    else:
        row = schema.codes(name)[code]
        assert (report.event_type, report.status) == (row.get("event_type", code), "occurred")
        assert report.mode == row.get("mode", report.mode)
    assert any(mention.actor for mention in (*report.actors, *report.recipients)), "no event without a party"
