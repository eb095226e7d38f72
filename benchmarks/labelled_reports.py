"""Reports of the coder beside a gold standard of which of them tell of one event, for what fits and measures linking."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import linking_gold

from eventpack import pipeline
from eventpack.annotation.extract import report_keys
from eventpack.annotation.report_lines import linkable
from eventpack.core.model import Annotation, Article, ReportKey
from eventpack.model_coder.model_coder import ModelCoder
from eventpack.model_coder.recorded import AnswerFolder
from eventpack.reading.articles import articles as read

OWN = ("own-development", "own-held_out")


class Labelled(NamedTuple):
    report: ReportKey
    article: str
    events: frozenset[str]  # which events of the gold standard it tells of; empty where that says nothing of it


@dataclass(frozen=True)
class LabelledSet:
    name: str
    reports: list[Labelled]
    story_of: dict[str, str]  # article → the story it belongs to; stories are what is held out together
    finer: bool = False  # whether an attack and its dead are two events


def load(sets: Iterable[str], answers: Path | None) -> Iterator[LabelledSet]:
    """The gold set of tests/linking/, then each of `sets`: a folder, with "=model" behind it to take the recorded answers
    of `answers` for the reports. Raises InputError, NoAnswers, OSError."""
    for name, half in zip(OWN, linking_gold.HALVES, strict=True):
        yield _own(name, half)
    for given in sets:
        folder, _, coder = given.partition("=")
        model = ModelCoder(AnswerFolder(answers)) if coder == "model" and answers else None
        yield _of_folder(given, Path(folder), model)


def _own(name: str, half: str) -> LabelledSet:
    coded = linking_gold.coded(half)
    articles = {a.article.source_id: a.article.id for a in coded.annotations}
    told = [
        Labelled(
            report,
            articles[report.source_id],
            frozenset({mention.event} if (mention := coded.mention_of.get(report.report_id)) else ()),
        )
        for report in coded.reports
    ]
    return LabelledSet(name, told, {m.article_id: m.event.split("/")[0] for m in coded.gold.mentions})


def _of_folder(name: str, folder: Path, model: ModelCoder | None) -> LabelledSet:
    articles = list(read(folder / "articles.jsonl"))
    annotations = list(pipeline.annotate(articles, model=model))
    with open(folder / "gold.jsonl", encoding="utf-8") as lines:
        gold = [json.loads(line) for line in lines]
    chains = "chain" in gold[0]
    told = list(_of_chains(annotations, gold) if chains else _of_passages(annotations, gold))
    stories = {row["id"]: str(row["topic"]) for row in gold} if chains else _stories(gold)
    return LabelledSet(name, told, stories, chains)


def _of_chains(annotations: Iterable[Annotation], gold: Iterable[dict[str, Any]]) -> Iterator[Labelled]:
    """Gold lines {"id", "start", "end", "chain"}: a report tells the mention its trigger overlaps, one report a mention."""
    mentions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in gold:
        mentions[row["id"]].append(row)
    for annotation in annotations:
        left = mentions[annotation.article.id]
        reports = sorted(report_keys([annotation]), key=lambda r: (r.trigger_start, -r.confidence, r.report_id))
        for report in filter(linkable, reports):
            over = [m for m in left if m["start"] < report.trigger_end and report.trigger_start < m["end"]]
            events = frozenset()
            if over:
                best = min(over, key=lambda m: (abs(m["start"] - report.trigger_start), m["chain"]))
                left.remove(best)
                events = frozenset({best["chain"]})
            yield Labelled(report, annotation.article.id, events)


def _of_passages(annotations: Iterable[Annotation], gold: Iterable[dict[str, Any]]) -> Iterator[Labelled]:
    """Gold lines {"id", "events": [{"key", "passages", "types"}]}: a report tells an event if its trigger stands in one
    of its passages, the shortest there is, and its type is one of the event's."""
    events_of = {row["id"]: row["events"] for row in gold}
    for annotation in annotations:
        article: Article = annotation.article
        spans = [
            (len(passage), at, at + len(passage), event["types"], event.get("key") or f"{article.id}/{number}")
            for number, event in enumerate(events_of.get(article.id, ()))
            for passage in event["passages"]
            for at in _found(passage, article.text)
        ]
        for report in filter(linkable, report_keys([annotation])):
            over = [s for s in spans if s[1] <= report.trigger_start < s[2] and report.event_type in s[3]]
            shortest = min((s[0] for s in over), default=0)
            yield Labelled(report, article.id, frozenset(s[4] for s in over if s[0] == shortest))


def _found(passage: str, text: str) -> Iterator[int]:
    at = text.find(passage)
    while at >= 0:
        yield at
        at = text.find(passage, at + 1)


def _stories(gold: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Articles that tell of one event are of one story, named by the first of them."""
    first: dict[str, str] = {}
    story: dict[str, str] = {}
    for row in gold:
        keys = {event["key"] for event in row["events"] if event.get("key")}
        joined = {story[first[key]] for key in keys if key in first}
        name = min(joined, default=row["id"])
        story = {article: name if old in joined else old for article, old in story.items()} | {row["id"]: name}
        for key in keys:
            first.setdefault(key, row["id"])
    return story
