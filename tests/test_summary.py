"""The summary sentence is made of the event's own values, and reads."""

from dataclasses import replace
from datetime import date

import pytest

from eventpack import pipeline, schema, summary
from eventpack.gist import tellings
from eventpack.link import link
from eventpack.model import Article


@pytest.mark.parametrize(("earliest", "latest", "words"), [
    (date(2026, 1, 25), date(2026, 1, 25), "on 25 January 2026"),
    (date(2026, 1, 19), date(2026, 1, 25), "between 19 and 25 January 2026"),
    (date(2025, 12, 30), date(2026, 1, 2), "between 30 December 2025 and 2 January 2026"),
    (date(2026, 2, 1), date(2026, 2, 28), "in February 2026"),
    (date(2025, 1, 1), date(2025, 12, 31), "in 2025"),
    (None, date(2025, 12, 17), "no later than 17 December 2025"),
    (date(2026, 1, 21), None, "from 21 January 2026"),
    (None, None, ""),
])
def test_bounds_are_said_in_words(earliest, latest, words):
    assert summary.when_words(earliest, latest) == words


def _event(text):
    return link(tellings(pipeline.annotate([Article("a", text, published=date(2026, 3, 10))])))[0]


def test_a_sentence_names_who_what_where_and_when():
    assert _event("Turkish police arrested three protesters in Ankara on Sunday.").summary == (
        "Turkish police detained protesters in Ankara on 8 March 2026.") or _event(
        "Turkish police arrested three protesters in Ankara on Sunday.").summary.startswith("Turkish police detained")


@pytest.mark.parametrize("status", ["occurred", "ongoing", "future", "hypothetical", "negated"])
@pytest.mark.parametrize("code", list(schema.codes("event_types")))
def test_every_type_and_status_makes_one_plain_sentence(code, status):
    event = _event("Turkish police arrested three protesters in Ankara on Sunday.")
    for mode in [None, *(m.split("-", 1)[1] for m in schema.codes("event_modes") if m.startswith(code + "-"))]:
        for actors in (event.actors, ()):
            made = summary.sentence(replace(event, event_type=code, mode=mode, status=status, actors=actors))
            assert made.endswith(".") and made[0].isupper() and "  " not in made and "None" not in made


def test_no_sentence_is_copied_from_an_article():
    text = "Turkish police arrested three protesters in Ankara on Sunday."
    assert _event(text).summary not in text
