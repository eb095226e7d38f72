"""What a sentence says of one deed in several words is one report, and no full stop of a title ends it."""

import pytest

from eventpack import pipeline
from eventpack.core.model import Article


def _reports(text):
    (annotated,) = pipeline.annotate([Article("1", text)])
    return annotated.reports


@pytest.mark.parametrize(
    "text",
    [
        "A shootout near Cuzco left four smugglers killed.",
        "The inmate was beaten and strangled in his cell.",
        "Three days of fighting between soldiers and rebels in Casamance ended on Friday with nine rebels left dead.",
    ],
)
def test_what_came_of_an_assault_is_no_second_one(text):
    assert [r.event_type for r in _reports(text)] == ["ASSAULT"]


def test_whom_an_attack_left_hurt_suffered_it():
    (report,) = _reports("A knife attack in Lyon left two nurses wounded.")
    assert [m.text for m in report.recipients] == ["two nurses"]


def test_who_is_left_dead_left_nobody_dead():
    reports = _reports("Fighting in Casamance ended on Friday with nine rebels left dead.")
    assert not [m.text for r in reports for m in r.actors if "rebels" in m.text]


def test_a_rank_before_a_name_ends_no_sentence():
    (report,) = _reports("The boy fired a rifle at his uncle, Sgt. Dora Lind said.")
    assert report.attributed_to is not None and report.attributed_to.text.endswith("Dora Lind")
