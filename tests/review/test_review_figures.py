"""Figures of casualties as people correct them: read from the article's words, or given beside them."""

from datetime import date

import pytest

from eventpack.annotation.one_article import annotate_one
from eventpack.core.model import Article
from eventpack.review.coding import Wrong, read
from eventpack.review.recode import changed, plain, recode

TEXT = "Rebels killed at least 14 Armenian soldiers in Gyumri on Monday. The army sent 15 people home."


@pytest.fixture(scope="module")
def annotation():
    return annotate_one(Article("a", TEXT, published=date(2026, 1, 28)))


def corrected(annotation, *figures):
    report = annotation.reports[0]
    return recode(report, read({"casualties": list(figures)}), annotation)


def test_what_a_report_has_reads_back_as_no_change(annotation):
    report = annotation.reports[0]
    assert plain(report)["casualties"] == ["killed 14+: at least 14 Armenian soldiers"]
    assert changed(report, corrected(annotation, *plain(report)["casualties"])) == []


def test_the_number_of_a_corrected_figure_is_read_from_the_words_or_given_beside_them(annotation):
    (one,) = corrected(annotation, "killed: 15 people").casualties
    assert (one.low, one.high, TEXT[one.start : one.end]) == (15, 15, "15 people")
    (one,) = corrected(annotation, "killed 14-16: at least 14 Armenian soldiers").casualties
    assert (one.low, one.high) == (14, 16)
    (one,) = corrected(annotation, {"kind": "injured", "text": "15 people", "low": 3, "actor_id": "arm-mil"}).casualties
    assert (one.kind, one.low, one.high, one.actor.actor_id) == ("injured", 3, None, "arm-mil")
    assert corrected(annotation).casualties == ()


@pytest.mark.parametrize(
    "figure",
    [
        "eaten: 15 people",
        "killed: 99 people",
        "killed: Gyumri",
        "15 people",
        {"kind": "killed", "text": "15 people", "low": 9, "high": 3},
        {"kind": "killed", "text": "15 people", "low": -1},
        {"kind": "killed"},
    ],
)
def test_a_figure_that_cannot_stand_is_refused(annotation, figure):
    with pytest.raises(Wrong):
        corrected(annotation, figure)
