"""Figures of casualties: each line of tests/cases/casualties.tsv is a test, anyone can add one."""

from datetime import date

import pytest
from cases import annotations, cases, given, wanted

from eventpack.annotation import serialise
from eventpack.annotation.one_article import annotate_one
from eventpack.casualties.numbers import numbers
from eventpack.core.model import Article


def _case(number, text, figures, missed):
    marks = [pytest.mark.xfail(strict=True, reason="a known miss")] if missed else []
    return pytest.param(text, figures, id=str(number), marks=marks)


@pytest.mark.parametrize(("text", "figures"), [_case(*case) for case in cases()])
def test_a_sentence_gives_the_figures_a_reader_finds(text, figures):
    assert given(annotations()[text]) == wanted(figures)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("at least 14 people", 14, None),
        ("up to 40 people", None, 40),
        ("between 20 and 30 people", 20, 30),
        ("one hundred and twelve people", 112, 112),
        ("twenty-three people", 23, 23),
        ("1.2 million people", 1_200_000, 1_200_000),
        ("3,500 people", 3_500, 3_500),
        ("tens of thousands of people", 20_000, None),
        ("hundreds of thousands of people", 200_000, None),
        ("several hundred people", 300, None),
        ("half a dozen people", 6, 6),
        ("nobody", 0, 0),
    ],
)
def test_words_are_read_as_the_bounds_they_leave(words, low, high):
    (found,) = numbers(words.split())
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("words", ["14 - year - old", "$ 14", "people", "an army", "the first", "a half"])
def test_what_is_no_number_of_people_is_none(words):
    assert numbers(words.split()) == []


def _annotated(text):
    return annotate_one(Article("a", text, published=date(2026, 1, 28)))


def test_the_words_of_a_figure_are_the_articles_own():
    text = "Rebels attacked the army\u2019s post on Monday, killing at least fourteen soldiers and wounding 32 others."
    annotation = _annotated(text)
    (report,) = annotation.reports
    assert [text[c.start : c.end] for c in report.casualties] == ["at least fourteen soldiers", "32 others"]
    assert [c.text for c in report.casualties] == ["at least fourteen soldiers", "32 others"]


def test_whose_they_are_is_said_where_the_words_say_it():
    (report,) = _annotated("Gunmen killed three Armenian soldiers and two people near the border.").reports
    assert [c.actor and c.actor.actor_id for c in report.casualties] == ["arm-mil", None]


def test_each_of_two_deeds_in_a_sentence_has_its_own_figure():
    found = _annotated("Gunmen killed three farmers in Benue, and soldiers killed five bandits in Zamfara.").reports
    assert sorted([c.low for c in report.casualties] for report in found) == [[3], [5]]


def test_a_toll_goes_to_the_deed_told_just_before_and_to_no_other():
    text = "Militants bombed a hotel in Mogadishu on Friday.\nThe death toll rose to 41 on Saturday.\n"
    told = {r.trigger.text: [c.low for c in r.casualties] for r in _annotated(text).reports}
    assert told["bombed"] == [41]
    text = "Militants bombed a hotel in Mogadishu.\nNorway signed a treaty with Chile.\nOslo is cold.\nTwelve people died.\n"
    assert not any(r.casualties for r in _annotated(text).reports if r.trigger.text == "bombed")


def test_an_annotation_with_figures_comes_back_from_the_cache_as_it_was():
    annotation = _annotated("Rebels killed at least 14 Armenian soldiers and wounded up to 40 people in Gyumri.")
    assert annotation.reports[0].casualties
    assert serialise.loads(serialise.dumps(annotation), annotation.article) == annotation


def test_a_total_given_again_is_not_added_and_a_risen_toll_takes_its_place():
    (report, *_) = _annotated(
        "Rebels killed 14 soldiers in Gyumri on Monday.\nFifteen people died, doctors said.\n"
    ).reports
    assert [c.low for c in report.casualties] == [14]
    text = "Rebels killed 14 soldiers in Gyumri on Monday.\nThe death toll rose to 21 on Tuesday.\n"
    assert [c.low for r in _annotated(text).reports for c in r.casualties] == [21]
    text = "Gunmen ambushed a patrol in Gao on Monday.\nTwo soldiers and a policeman died, the army said.\n"
    assert [c.low for r in _annotated(text).reports for c in r.casualties] == [2, 1]
