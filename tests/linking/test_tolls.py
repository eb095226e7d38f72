"""What the figures of an event's reports support together."""

from dataclasses import replace
from datetime import date

import factories
import pytest

from eventpack.annotation.extract import report_keys
from eventpack.core.model import Actor, Toll
from eventpack.linking.tolls import together
from eventpack.text.near_copies import Copy

REPORT = next(iter(report_keys(factories.annotations())))


def told(source, *figures, day=None, by=None, status="occurred"):
    """A report of an article; figures are (low, high) of the dead."""
    return replace(
        REPORT,
        source_id=source,
        status=status,
        attributed_to=by,
        published_latest=day and date(2026, 1, day),
        tolls=tuple(Toll("killed", low, high) for low, high in figures),
    )


def bounds(*reports, copies=None):
    (toll,) = together(reports, copies or {})
    return toll.low, toll.best, toll.high


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([told("a", (14, 14))], (14, 14, 14)),
        ([told("a", (14, None))], (14, 14, None)),
        ([told("a", (None, 40))], (None, None, 40)),
        ([told("a", (20, 30))], (20, 20, 30)),
        ([told("a", (3, 3), (2, 2))], (5, 5, 5)),
        ([told("a", (3, 3), (2, None))], (5, 5, None)),
        ([told("a", (12, 12)), told("b", (15, 15))], (12, 12, 15)),
        ([told("a", (12, 12)), told("b", (15, 15)), told("c", (15, 15))], (12, 15, 15)),
        ([told("a", (12, None)), told("b", (15, 15))], (15, 15, 15)),
        ([told("a", (20, None)), told("b", (15, 15))], (15, 15, None)),
        ([told("a", (0, 0)), told("b", (3, 3))], (0, 0, 3)),
    ],
)
def test_low_best_and_high_are_what_the_articles_leave(reports, expected):
    assert bounds(*reports) == expected


def test_the_largest_total_of_an_article_is_its_word():
    assert bounds(told("a", (12, 12)), told("a", (14, 14)), told("a", (3, 3))) == (14, 14, 14)


def test_two_sources_of_claims_in_one_article_are_two_voices():
    assert bounds(told("a", (5, 5)), told("a", (40, 40), by=Actor("x", "X", "group", None, None, "text"))) == (5, 5, 40)


def test_a_later_higher_toll_replaces_an_earlier_one_and_a_later_lower_one_stands_beside_it():
    assert bounds(told("a", (20, 20), day=5), told("b", (41, 41), day=6)) == (41, 41, 41)
    assert bounds(told("a", (41, 41), day=5), told("b", (20, 20), day=6)) == (20, 20, 41)
    assert bounds(told("a", (20, 20), day=5), told("b", (41, 41), day=5)) == (20, 20, 41)


def test_copies_of_one_text_are_one_word():
    copies = {"b": Copy("a", None)}
    assert bounds(told("a", (12, 12)), told("b", (12, 12)), told("c", (9, 9)), copies=copies) == (9, 9, 12)


def test_what_has_not_happened_has_no_toll():
    assert together([told("a", (14, 14), status="future")], {}) == ()
    assert together([told("a")], {}) == ()
