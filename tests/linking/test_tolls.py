"""What the figures of an event's reports support together."""

from dataclasses import replace
from datetime import date

import factories
import pytest

from eventpack.annotation.extract import report_keys
from eventpack.core.model import Actor, Toll
from eventpack.linking import same_place
from eventpack.linking.tolls import together
from eventpack.text.near_copies import Copy

REPORT = next(iter(report_keys(factories.annotations())))


def told(source, *figures, day=None, by=None, status="occurred", of=None, revision=None, at=0):
    """A report of an article; figures are (low, high) of the dead, all of one sector (`of`)."""
    whose = of and Actor(of, of, "role", of, None, "text")
    return replace(
        REPORT,
        source_id=source,
        status=status,
        attributed_to=by,
        published_latest=day and date(2026, 1, day),
        start=at,
        tolls=tuple(Toll("killed", low, high, whose, None, revision) for low, high in figures),
    )


def test_the_dead_of_two_sides_in_two_places_are_not_added_up():
    soldiers, rebels = told("a", (3, 3), of="MIL"), told("a", (12, 12), of="REB", at=90)
    here, there = (same_place.row(capital) for capital in ("geonames:264371", "geonames:2988507"))
    assert bounds(soldiers, rebels) == (15, 15, 15)
    assert bounds(replace(soldiers, place=here), replace(rebels, place=there)) == (12, 12, 12)


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


POLICE = Actor("fra-cop", "French police", "state", "COP", "FRA", "lexicon")


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        # a count that rose, by another source too
        ([told("a", (4, None)), told("a", (7, 7), by=POLICE, revision="later", at=90)], (7, 7, 7)),
        ([told("a", (4, 4)), told("a", (6, 6), revision="later"), told("a", (9, 9), revision="later")], (9, 9, 9)),
        # the lead has the last count, the background that of the day before
        ([told("a", (31, 31), revision="later"), told("a", (22, 22), at=900)], (31, 31, 31)),
        # corrected: what was said before shows in high
        ([told("a", (14, 14)), told("a", (11, 11), revision="lowered", at=90)], (11, 11, 14)),
        ([told("a", (12, 12), by=POLICE), told("a", (20, 20), revision="earlier", at=90)], (12, 12, 20)),
        ([told("a", (14, 14)), told("a", (9, 9), revision="later", at=90)], (9, 9, 14)),
        # nothing says that one took the place of the other
        ([told("a", (14, 14)), told("a", (11, 11), by=POLICE, at=90)], (11, 11, 14)),
        # a count of the past is all there is
        ([told("a", (20, 20), revision="earlier")], (20, 20, 20)),
        # across articles
        ([told("a", (14, 14), day=5), told("b", (11, 11), day=6, revision="lowered")], (11, 11, 14)),
        ([told("a", (14, 14), day=6), told("b", (11, 11), day=5, revision="lowered")], (14, 14, 14)),
        ([told("a", (4, 4), day=5), told("b", (9, 9), day=6, revision="later")], (9, 9, 9)),
    ],
)
def test_a_count_that_the_words_say_came_later_takes_the_place_of_the_one_before(reports, expected):
    assert bounds(*reports) == expected


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([told("a", (12, 12), of="REB"), told("a", (3, 3), of="MIL")], (15, 15, 15)),
        ([told("a", (12, None), of="REB"), told("a", (3, 3), of="COP"), told("a", (2, 2), of="CVL")], (17, 17, None)),
        # the whole is given beside its parts
        ([told("a", (15, 15)), told("a", (12, 12), of="REB"), told("a", (3, 3), of="MIL")], (15, 15, 15)),
        ([told("a", (20, 20)), told("a", (12, 12), of="REB"), told("a", (3, 3), of="MIL")], (20, 20, 20)),
        # one side counted twice
        ([told("a", (12, 12), of="MIL"), told("a", (3, 3), of="COP")], (12, 12, 12)),
        ([told("a", (12, 12), of="REB"), told("a", (3, 3))], (12, 12, 12)),
        # a later count of one side does not take the place of the other's
        ([told("a", (12, 12), of="REB"), told("a", (3, 3), of="MIL", revision="later", at=90)], (15, 15, 15)),
        ([told("a", (2, 2), of="COP"), told("a", (3, 3), of="MIL", revision="later", at=90)], (3, 3, 3)),
        ([told("a", (2, 2)), told("a", (3, 3), of="MIL", revision="later", at=90)], (3, 3, 3)),
        # each by another's word
        ([told("a", (12, 12), of="REB", by=POLICE), told("a", (3, 3), of="MIL")], (3, 3, 12)),
        ([told("a", (12, 12), of="REB"), told("b", (3, 3), of="MIL")], (3, 3, 12)),
    ],
)
def test_the_dead_of_both_sides_are_added_up_and_do_not_compete(reports, expected):
    assert bounds(*reports) == expected
