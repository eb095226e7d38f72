"""What the page shows of a package, as plain values: events with their reports, places, actors and sources."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import Any

import pandas as pd

from ..linking.summary import when_words
from ..package.load import Package
from ..tabular.sorted_rows import rows_of

_LINK = re.compile(r"https?://[^\s<>\"]+", re.I)


def of(package: Package, first: date | None, last: date | None) -> dict[str, Any]:
    """The content in the order of the tables; only places, actors and sources that an event shown leads to."""
    figures: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows(package.tables["casualties"]) if "casualties" in package.tables else ():
        figures[row["report_id"]].append(f"{row['kind']} {_number(row['low'], row['high'])}")
    reports = defaultdict(list)
    rejoined = package.reports.sort_values(["source_id", "char_start", "report_id"])
    for row in _rows(rejoined):
        if row["event_id"] is not None:  # of a report that a person rejected there is no event
            reports[row["event_id"]].append(_report(row) | {"casualties": "; ".join(figures[row["report_id"]])})
    parties: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows(package.event_actors):
        parties[row["event_id"]][row["role"]].append(row["actor_id"])
    events = [
        _event(row, parties[row["event_id"]], reports[row["event_id"]])
        for row in _rows(package.events)
        if _can_have_happened(row, first, last)
    ]
    shown = [report for event in events for report in event["reports"]]
    sources = {report["source"] for report in shown}
    actors = {actor for event in events for actor in event["actors"] + event["recipients"]}
    actors |= {report["attributed"] for report in shown}
    places = {place for event in events for place in (event["place"], event["destination"])}
    licences = package.descriptor.get("licenses") or ()
    return {
        "title": package.descriptor.get("title") or package.name,
        "description": package.descriptor.get("description"),
        "name": package.name,
        "version": package.descriptor.get("version"),
        "licences": [{"title": one.get("title") or one.get("name"), "url": _link(one.get("path"))} for one in licences],
        "events": events,
        "places": {
            row["location_id"]: {
                "name": row["name"],
                "kind": _plain(row["feature_type"]),
                "country": row["country"],
                "lat": row["latitude"],
                "lon": row["longitude"],
            }
            for row in _rows(package.locations)
            if row["location_id"] in places
        },
        "actors": {
            row["actor_id"]: {"name": row["name"], "kind": row["kind"], "country": row["country"]}
            for row in _rows(package.actors)
            if row["actor_id"] in actors
        },
        "sources": {
            row["source_id"]: {
                "title": row["title"],
                "publisher": row["publisher"],
                "author": row["author"],
                "url": _link(row["url"]),
                "language": row["language"],
                "published": _published(row),
            }
            for row in _rows(package.sources)
            if row["source_id"] in sources
        },
        "types": {
            row["code"]: {"title": row["title"], "definition": row["definition"]} for row in _rows(package.event_types)
        },
        "modes": {row["code"]: row["title"] for row in _rows(package.event_modes)},
    }


def _event(row: dict[str, Any], parties: dict[str, list[str]], reports: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": row["event_id"],
        "type": row["event_type"],
        "mode": row["mode"],
        "quad": row["quad_class"],
        "status": row["status"],
        "summary": row["summary"],
        "earliest": _iso(row["date_earliest"]),
        "latest": _iso(row["date_latest"]),
        "edtf": row["date_edtf"],
        "when": when_words(row["date_earliest"], row["date_latest"]),
        "place": row["location_id"],
        "precision": row["location_precision"],
        "destination": row["destination_location_id"],
        "actors": sorted(parties["actor"]),
        "recipients": sorted(parties["recipient"]),
        "articles": row["n_sources"],
        "killed": _toll(row, "killed"),
        "injured": _toll(row, "injured"),
        "confidence": row["confidence"],
        "reports": reports,
    }


def _toll(row: dict[str, Any], kind: str) -> str | None:
    """How many the reports of an event support, as words; None where no report gives a number."""
    return _number(row.get(f"{kind}_low"), row.get(f"{kind}_high"))


def _number(low: int | None, high: int | None) -> str | None:
    """ "14", "12–15", "at least 9", "up to 40"; None where there is no number."""
    if low is None:
        return None if high is None else f"up to {high:,}"
    if high is None:
        return f"at least {low:,}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _report(row: dict[str, Any]) -> dict[str, Any]:
    before, trigger, after = parted(row["quote"], row["trigger"], row["trigger_start"] - row["char_start"])
    return {
        "id": row["report_id"],
        "source": row["source_id"],
        "sentence": row["sentence"],
        "before": before,
        "trigger": trigger,
        "after": after,
        "status": row["status"],
        "attributed": row["attributed_to"],
        "dateText": row["date_text"],
        "when": when_words(row["date_earliest"], row["date_latest"]),
        "confidence": row["confidence"],
        "coder": row["coder"],
        "review": row["review"],
    }


def parted(quote: str | None, trigger: str | None, start: int) -> tuple[str, str, str]:
    """The quote before, at and after its trigger, which begins at its character `start`; all before if it does not."""
    quote = quote or ""
    if not trigger or start < 0 or quote[start : start + len(trigger)] != trigger:
        return quote, "", ""
    return quote[:start], trigger, quote[start + len(trigger) :]


def _can_have_happened(row: dict[str, Any], first: date | None, last: date | None) -> bool:
    """Whether its bounds leave the event possible on a day from `first` to `last`; a missing one excludes nothing."""
    too_early = first is not None and row["date_latest"] is not None and row["date_latest"] < first
    too_late = last is not None and row["date_earliest"] is not None and row["date_earliest"] > last
    return not (too_early or too_late)


def _link(address: str | None) -> str | None:
    """An address that a click may follow: http or https, and nothing that only looks like it."""
    return address if isinstance(address, str) and _LINK.fullmatch(address) else None


def _published(row: dict[str, Any]) -> str:
    return when_words(row["published_earliest"], row["published_latest"])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _plain(code: str | None) -> str | None:
    return code.replace("_", " ") if code else None


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return list(rows_of(frame))
