"""What a careful reader finds in the two shipped articles, event by event; and what must stay out.

The rules are general; this file is only the reading they are held against.
"""

import csv
from functools import cache
from pathlib import Path

import factories
import pytest

from eventpack import pipeline
from eventpack.annotation.article_store import ArticleStore
from eventpack.annotation.extract import report_keys
from eventpack.annotation.many_articles import date_by_others, with_traits
from eventpack.annotation.task import Task
from eventpack.annotation.workers import InProcess
from eventpack.reading import articles as read
from eventpack.times.publication import neighbour

ROOT = Path(__file__).parents[2]
QAMISHLI, HMEIMIM, TIYAS, RUSSIA = "icao:OSKL", "icao:OSLK", "icao:OS72", "iso3166-1:RUS"


@cache
def _events():
    with ArticleStore() as found:
        tasks = map(Task, read.articles(ROOT / "articles"))
        for number, (article, data, traits) in enumerate(with_traits(tasks, None, InProcess(), None)):
            found.add(article)
            found.annotate(number, data, traits.names)
        date_by_others(found, [], InProcess(), None)
        return factories.linked(report_keys(found))


@cache
def _texts():
    return {article.source_id: article.text for article in read.articles(ROOT / "articles")}


def _trigger(telling):
    return _texts()[telling.source_id][telling.trigger_start : telling.trigger_end]


def _told(event):
    return (
        event.event_type,
        event.status,
        event.location and event.location.location_id,
        event.destination and event.destination.location_id,
        str(event.date_earliest or ""),
        str(event.date_latest or ""),
    )


READING = {
    "troops leave Qamishli airport": ("RETREAT", "occurred", QAMISHLI, None, "2026-01-19", "2026-01-26"),
    "some of them move to Hmeimim": ("RETREAT", "ongoing", QAMISHLI, HMEIMIM, "", "2026-01-26"),
    "others go home": ("RETREAT", "ongoing", QAMISHLI, RUSSIA, "", "2026-01-26"),
    "equipment goes to Hmeimim": ("RETREAT", "occurred", QAMISHLI, HMEIMIM, "2026-01-24", "2026-01-26"),
    "equipment is loaded the day before the entry": ("RETREAT", "occurred", QAMISHLI, None, "2026-01-25", "2026-01-25"),
    "the move to Hmeimim was expected": ("CONCEDE", "future", QAMISHLI, HMEIMIM, "", ""),
    "the return home was expected": ("CONCEDE", "future", QAMISHLI, RUSSIA, "", ""),
    "Russia had decided to leave, says ISW": ("CONCEDE", "future", QAMISHLI, None, "", ""),
    "Turkey and two groups would not have Russia stay": ("REJECT", "occurred", None, None, "", "2026-01-26"),
    "Damascus means to demand that Russia leave": ("REQUEST", "future", QAMISHLI, None, "2026-01-21", ""),
    "Kurdish forces may withdraw": ("RETREAT", "hypothetical", None, None, "", ""),
    "government forces take territory from the SDF": (
        "ASSAULT",
        "occurred",
        "eventpack:northern-and-eastern-syr",
        None,
        "2026-01-01",
        "2026-01-26",
    ),
    "the ceasefire is extended": ("RETREAT", "occurred", "eventpack:northern-and-eastern-syr", None, "", "2026-01-26"),
    "al-Sharaa promises Putin to honour agreements": ("AGREE", "occurred", None, None, "2025-01-01", "2025-12-31"),
    "Russian forces leave Tiyas for Hmeimim": ("RETREAT", "occurred", TIYAS, HMEIMIM, "", "2025-12-17"),
}


@pytest.mark.parametrize("what", READING)
def test_a_careful_reader_finds(what):
    assert READING[what] in {_told(e) for e in _events()}


def test_nothing_else_is_reported():
    assert {_told(e) for e in _events()} - set(READING.values()) == set()


def test_the_stories_both_articles_tell_are_one_row_each():
    shared = {e.event_type for e in _events() if len({r.source_id for r in e.reports}) == 2}
    assert shared == {"RETREAT", "REQUEST", "ASSAULT"}


def test_each_claim_is_attributed_to_whom_the_article_names():
    named = {(_trigger(r), r.attributed_to.actor_id) for e in _events() for r in e.reports if r.attributed_to}
    assert {
        ("withdrawing", "org-reuters"),
        ("relocating", "syr-unnamed-sources"),
        ("pulled", "syr-jrn"),
        ("ask", "syr-unnamed-sources"),
        ("withdraw", "org-isw"),
        ("withdrawn", "org-al-monitor"),
        ("transported", "syr-spy-unnamed-sources"),
    } <= named


def test_the_undated_article_is_bounded_and_not_dated():
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8") as file:
        row = next(r for r in csv.DictReader(file) if r["publisher"] == "Defense Magazine")
    assert (row["published"], row["published_basis"]) == ("", "inferred")
    assert row["published_earliest"] == "2026-01-26"


@pytest.mark.parametrize(
    "background",
    [
        "continues to support the government",
        "facing supply issues",
        "Russian flags still fly",
        "has not commented",
        "declined to comment",
        "has been used by the Russian military",
        "came to power",
    ],
)
def test_background_is_no_event(background):
    for event in _events():
        for telling in event.reports:
            spot = _texts()[telling.source_id].find(background)
            assert not spot <= telling.trigger_start < spot + len(background) or spot < 0


def test_neighbours_are_only_dated_articles():
    articles = list(read.articles(ROOT / "articles"))
    found = [neighbour(a.article, a.published) for a in pipeline.annotate(articles)]
    assert sum(n is not None for n in found) == 1


def test_the_headline_tells_of_the_withdrawal_not_of_the_loading():
    headline = next(e for e in _events() for r in e.reports if _trigger(r) == "Exit")
    assert _told(headline) == READING["troops leave Qamishli airport"]
