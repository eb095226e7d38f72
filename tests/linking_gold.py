"""The gold set of linking (tests/linking/): reads it, and says which report of the coder tells which marked phrase.

A story is one YAML file: its events, each in a sentence, and its articles. In an article's text a phrase that tells of
an event is marked `[phrase]{event}`; the marks are taken out before anything reads the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import factories
import yaml

from eventpack import pipeline
from eventpack.annotation.extract import report_keys
from eventpack.core.model import Article, ReportKey

FOLDER = Path(__file__).parent / "linking"
HALVES = ("development", "held_out")
_MARK = re.compile(r"\[([^\]\n]+)\]\{([^}\n]+)\}")


@dataclass(frozen=True, slots=True)
class Mention:
    """A marked phrase. `start` and `end` are code points into the article's text without marks."""

    article_id: str
    start: int
    end: int
    text: str
    event: str  # "<story>/<event>"


@dataclass(frozen=True, slots=True)
class Gold:
    """Half of the set: all its stories' articles together, as a desk would build them."""

    articles: tuple[Article, ...]
    mentions: tuple[Mention, ...]
    events: dict[str, str]  # "<story>/<event>" → what happens, in a sentence


def load(half: str) -> Gold:
    """The stories of one half. Raises ValueError for a mark that names no event, or an event no mark names."""
    articles: list[Article] = []
    mentions: list[Mention] = []
    events: dict[str, str] = {}
    for file in sorted((FOLDER / half).glob("*.yaml")):
        story = yaml.safe_load(file.read_text(encoding="utf-8"))
        declared = {f"{file.stem}/{name}": what for name, what in story["events"].items()}
        events |= declared
        told: set[str] = set()
        for row in story["articles"]:
            text, found = _unmarked(row["text"].strip(), row["id"], file.stem)
            articles.append(Article(row["id"], text, publisher=row["publisher"], published=row["published"]))
            mentions += found
            told |= {m.event for m in found}
        if told != set(declared):
            raise ValueError(f"{file}: marked but not listed, or listed but not marked: {told ^ set(declared)}")
    return Gold(tuple(articles), tuple(mentions), events)


def _unmarked(marked: str, article_id: str, story: str) -> tuple[str, list[Mention]]:
    text, found, done = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[done : mark.start()]
        found.append(Mention(article_id, len(text), len(text) + len(mark[1]), mark[1], f"{story}/{mark[2]}"))
        text += mark[1]
        done = mark.end()
    return text + marked[done:], found


@dataclass(frozen=True, slots=True)
class Coded:
    """What the coder made of a half: its reports, and of which marked phrase each one tells."""

    gold: Gold
    annotations: tuple
    reports: tuple[ReportKey, ...]  # those that linking takes: some actor is known
    mention_of: dict[str, Mention]  # report_id → the phrase it tells; other reports are spurious


@cache
def coded(half: str) -> Coded:
    """A half run through the coder, once a process."""
    gold = load(half)
    annotations = tuple(pipeline.annotate(gold.articles))
    reports = tuple(r for r in report_keys(annotations) if r.actors or r.recipients)
    ids = {a.article.source_id: a.article.id for a in annotations}
    return Coded(gold, annotations, reports, align(gold.mentions, reports, ids))


def align(mentions: Iterable[Mention], reports: Sequence[ReportKey], ids: dict[str, str]) -> dict[str, Mention]:
    """report_id → mention: a report tells a phrase if its trigger word overlaps it.

    One report a phrase: of several, the one whose trigger comes first, then the most confident, then by identifier.
    `ids` gives the article of each source.
    """
    by_article: dict[str, list[ReportKey]] = {}
    for report in reports:
        by_article.setdefault(ids[report.source_id], []).append(report)
    found = {}
    for mention in mentions:
        over = [
            r
            for r in by_article.get(mention.article_id, ())
            if r.trigger_start < mention.end and mention.start < r.trigger_end and r.report_id not in found
        ]
        if over:
            best = min(over, key=lambda r: (r.trigger_start, -r.confidence, r.report_id))
            found[best.report_id] = mention
    return found


# --- methods and what is scored -------------------------------------------------------------------------------


def linked(reports: Iterable[ReportKey]) -> dict[str, str]:
    """Report → event, of our own linking."""
    return {r.report_id: event.event_id for event in factories.linked(reports) for r in event.reports}


def by_type_place_day(reports: Iterable[ReportKey]) -> dict[str, tuple]:
    """Same type, place and day; the last day it can have been, where the text gives no first."""
    return {
        r.report_id: (r.event_type, r.place and r.place.location_id, r.date_earliest or r.date_latest) for r in reports
    }


def by_lemma(reports: Iterable[ReportKey]) -> dict[str, str]:
    return {r.report_id: r.lemma for r in reports}


METHODS = {"eventpack": linked, "same type + place + day": by_type_place_day, "same trigger lemma": by_lemma}


def responses(half: Coded) -> dict[str, dict]:
    """Of each method: report → its event, over all reports the coder made, told or spurious."""
    return {name: method(half.reports) for name, method in METHODS.items()}


def found_only(half: Coded, response: dict) -> tuple[dict, dict]:
    """Key and response over the reports that tell a marked phrase."""
    key = {report: mention.event for report, mention in half.mention_of.items()}
    return key, {report: response[report] for report in key}


def end_to_end(half: Coded, response: dict) -> tuple[dict, dict]:
    """Key over all marked phrases, response over all reports; what only one side has counts as wrong."""
    told = {report: (m.article_id, m.start) for report, m in half.mention_of.items()}
    key = {(m.article_id, m.start): m.event for m in half.gold.mentions}
    return key, {told.get(report, report): event for report, event in response.items()}
