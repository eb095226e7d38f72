"""The events of a built package as they are held against gold coding."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from ..package import load


@dataclass(frozen=True, slots=True)
class CodedActor:
    actor_id: str
    names: tuple[str, ...]  # its name, then its aliases
    sector: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class CodedPlace:
    location_id: str
    feature_type: str
    country: str | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class CodedReport:
    report_id: str
    article: str  # the article's id: the file's stem, or the id of its row
    start: int
    end: int
    trigger_start: int
    quote: str
    source: CodedActor | None


@dataclass(frozen=True, slots=True)
class CodedEvent:
    event_id: str
    event_type: str
    status: str
    summary: str
    actors: tuple[CodedActor, ...]
    recipients: tuple[CodedActor, ...]
    place: CodedPlace | None
    destination: CodedPlace | None
    earliest: date | None
    latest: date | None
    confidence: float
    reports: tuple[CodedReport, ...]
    published: date | None  # the earliest day of publication of its articles, where known


def read(package: Path | str) -> list[CodedEvent]:
    """The events of a package, in the order of the table. Raises load.NotLoaded."""
    tables = load.load(package).tables
    actors = {
        row["actor_id"]: CodedActor(
            row["actor_id"],
            (row["name"], *filter(None, (row["aliases"] or "").split("|"))),
            row["sector"],
            row["country"],
        )
        for row in _rows(tables["actors"])
    }
    places = {
        row["location_id"]: CodedPlace(
            row["location_id"], row["feature_type"], row["country"], row["latitude"], row["longitude"]
        )
        for row in _rows(tables["locations"])
    }
    sources = {row["source_id"]: row for row in _rows(tables["sources"])}
    sides: dict[tuple[str, str], list[CodedActor]] = defaultdict(list)
    for row in _rows(tables["event_actors"]):
        sides[row["event_id"], row["role"]].append(actors[row["actor_id"]])
    reports_of: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(tables["reports"]):
        if row["event_id"]:
            reports_of[row["event_id"]].append(row)
    return [
        CodedEvent(
            row["event_id"],
            row["event_type"],
            row["status"],
            row["summary"],
            tuple(sides[row["event_id"], "actor"]),
            tuple(sides[row["event_id"], "recipient"]),
            places.get(row["location_id"]),
            places.get(row["destination_location_id"]),
            row["date_earliest"],
            row["date_latest"],
            float(row["confidence"]),
            tuple(_report(one, sources, actors) for one in reports_of[row["event_id"]]),
            min(
                (day for one in reports_of[row["event_id"]] if (day := sources[one["source_id"]]["published"])),
                default=None,
            ),
        )
        for row in _rows(tables["events"])
    ]


def _report(row: dict[str, Any], sources: dict[str, dict[str, Any]], actors: dict[str, CodedActor]) -> CodedReport:
    start = row["char_start"]
    trigger = row["trigger_start"] if row["trigger_start"] is not None else start
    return CodedReport(
        row["report_id"],
        article_id(sources[row["source_id"]]["file"]),
        start,
        row["char_end"],
        trigger,
        row["quote"],
        actors.get(row["attributed_to"]),
    )


def article_id(file: str) -> str:
    """The id of an article from the column `file` of sources: "news.jsonl#12" is 12, "one.txt" is one."""
    return file.rpartition("#")[2] if "#" in file else Path(file).stem


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): _plain(value) for key, value in row.items()} for row in plain.to_dict("records")]


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
