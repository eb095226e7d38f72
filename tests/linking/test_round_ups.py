"""A round-up of several attacks is as many events; an attack told twice by two names of its place is one."""

from datetime import date

import factories
import pytest

from eventpack import pipeline
from eventpack.annotation.extract import report_keys
from eventpack.core.model import Article


def _attacks(text):
    """Name of the place → the best number of dead, of each attack in an article that has happened."""
    annotated = pipeline.annotate([Article("1", text, publisher="A", published=date(2026, 3, 12))])
    events = [e for e in factories.linked(report_keys(list(annotated))) if e.event_type == "ASSAULT"]
    return [
        (e.location and e.location.name, next((toll.best for toll in e.tolls if toll.kind == "killed"), None))
        for e in events
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Raiders killed four herders in Sokoto state on Monday. In Borno state, insurgents killed seven soldiers.",
            {("Sokoto", 4), ("Borno", 7)},
        ),
        (
            "A Russian missile killed three people in Kharkiv on Monday. There were no casualties in a drone attack "
            "on Odesa.",
            {("Kharkiv", 3), ("Odesa", 0)},
        ),
        (
            "An air strike killed five people in Rafah on Monday. Another strike in Gaza City killed two.",
            {("Rafaḩ", 5), ("Gaza", 2)},
        ),
        (
            "Rebels killed two policemen in Helmand on Monday. In Herat, a bomb killed six.",
            {("Helmand Province", 2), ("Herāt", 6)},
        ),
    ],
)
def test_attacks_in_two_places_by_the_words_of_one_article_are_two_events(text, expected):
    found = _attacks(text)
    assert expected <= set(found)
    assert all(killed is None or (place, killed) in expected for place, killed in found)


def test_a_headline_that_sums_two_attacks_up_does_not_make_them_one():
    found = _attacks(
        "Strikes kill seven in Ukraine\n\nA Russian missile killed three people in Kharkiv on Monday. Four people were "
        "killed in a strike on Kherson."
    )
    assert {place for place, _ in found} >= {"Kharkiv", "Kherson"}


@pytest.mark.parametrize(
    "text",
    [
        "Insurgents killed nine soldiers in Borno state on Monday. The fighters stormed a base in Monguno. Nine soldiers "
        "were killed in the attack in Monguno.",
        "A car bomb killed eight people in the Iraqi capital on Monday. The bomb went off in Sadr City in Baghdad.",
        "A missile killed two people in Kharkiv on Monday. The missile hit a house in Derhachi, a suburb of Kharkiv.",
        "A bomb killed nine people in Balochistan on Monday. The bomb went off in Mastung, killing nine people.",
    ],
)
def test_an_attack_told_again_by_a_finer_place_is_one_event(text):
    assert len(_attacks(text)) == 1
