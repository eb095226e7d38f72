"""Counts ready to use: events by country, first-level division, month and type, with the dead and injured.

A data package of its own: counts.csv, counts.parquet and a datapackage.json, whose schema is schemas/exports/counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from ..core import package_layout
from ..core.model import REAL
from ..core.package_layout import PROFILE
from ..package.descriptor import file_facts, to_json
from ..package.load import Package
from ..tabular import csv_file, parquet_file, schema
from ..tabular.sorted_rows import Row, TableRows, rows_of
from . import PortalOptions

HELP = "events counted by division, month and type, as a data package of its own"
TABLE = "exports/counts"
_TAKEN_OVER = ("version", "homepage", "keywords", "licenses", "contributors", "sources")
_UNKNOWN = "-"
_TOLLS = {"killed": ("low", "best", "high"), "injured": ("low", "high")}


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """counts.csv, counts.parquet and datapackage.json in `out`."""
    package.need_events("counts")
    declared = schema.load(TABLE)
    files = [out / "counts.csv", out / "counts.parquet", out / package_layout.FILE]
    with (
        csv_file.Writer(files[0], schema.columns(declared)) as csv,
        parquet_file.Writer(files[1], declared) as parquet,
    ):
        for part in TableRows(TABLE, rows(package)).tables():
            csv.write(part)
            parquet.write(part)
    files[2].write_text(to_json(_descriptor(package, out)), encoding="utf-8", newline="")
    return files


def rows(package: Package) -> Iterable[Row]:
    """A row for each division, month and type in which an event has happened, in the order of the key."""
    places = {row["location_id"]: row for row in rows_of(package.locations)}
    events = [row for row in rows_of(package.events) if row["status"] in REAL]
    events.sort(key=lambda row: _cell(row, places))
    for cell, group in groupby(events, key=lambda row: _cell(row, places)):
        there = list(group)
        country, admin1, month, event_type = cell
        yield {
            "count_id": "/".join(part or _UNKNOWN for part in cell),
            "country": country or None,
            "admin1": admin1 or None,
            "month": month or None,
            "event_type": event_type,
            "n_events": len(there),
            **_tolls(there),
        }


def _cell(event: Row, places: Mapping[str, Row]) -> tuple[str, str, str, str]:
    place = places.get(event["location_id"] or "", {})
    return place.get("country") or "", place.get("admin1") or "", _month(event), event["event_type"]


def _month(event: Row) -> str:
    """The month in which the event was, empty where its bounds leave several."""
    first, last = event["date_earliest"], event["date_latest"]
    if first is None or last is None or (first.year, first.month) != (last.year, last.month):
        return ""
    return f"{first.year:04d}-{first.month:02d}"


def _tolls(events: Iterable[Row]) -> Row:
    """The figures of the events that have some, added up; high stays empty where one of them is open."""
    cells: Row = {}
    for kind, bounds in _TOLLS.items():
        counted = [e for e in events if any(e.get(f"{kind}_{bound}") is not None for bound in bounds)]
        cells[f"n_events_{kind}"] = len(counted)
        for bound in bounds:
            values = [event[f"{kind}_{bound}"] for event in counted]
            whole = bool(values) and (bound != "high" or None not in values)
            cells[f"{kind}_{bound}"] = sum(value or 0 for value in values) if whole else None
    return cells


def _descriptor(package: Package, out: Path) -> dict[str, Any]:
    declared = schema.load(TABLE)
    title = package.descriptor.get("title") or package.name
    made: dict[str, Any] = {
        "$schema": PROFILE,
        "name": f"{package.name}-counts",
        "title": f"{title}: counts",
        "description": declared["description"],
    }
    made |= {key: package.descriptor[key] for key in _TAKEN_OVER if package.descriptor.get(key)}
    made["resources"] = [
        {
            "name": "counts",
            "type": "table",
            "profile": "tabular-data-resource",
            "title": declared["title"],
            "description": declared["description"],
            "path": "counts.csv",
            "scheme": "file",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            **file_facts(out / "counts.csv"),
            "parquet": {"path": "counts.parquet", **file_facts(out / "counts.parquet")},
            "schema": schema.resource_schema(TABLE),
        }
    ]
    return made
