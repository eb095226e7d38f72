"""Gold coding: what is right, as lines of JSON or as a sheet that a person fills in. docs/evaluate.md describes both."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from ..places.distance import kilometres
from ..reading.text_file import read_bytes
from .coded import CodedActor, CodedPlace

_WIDE = frozenset({"country", "region", "supranational_region", "continent"})
_SITE_KM = 25.0
_FINE_KM = 50.0  # within less than this a whole region is not meant
SHEET = (
    "article",
    "event",
    "quote",
    "types",
    "status",
    "actors",
    "recipients",
    "place",
    "destination",
    "date_earliest",
    "date_latest",
    "sources",
    "core",
)
# `alternative` says that an event is another reading of one above it; who coded may add notes.
_EVENT_KEYS = frozenset(
    {
        "key",
        "core",
        "passages",
        "types",
        "status",
        "actors",
        "recipients",
        "place",
        "destination",
        "date",
        "sources",
        "alternative",
        "note",
    }
)
NONE_GIVEN = "-"


@dataclass(frozen=True, slots=True)
class GoldParty:
    country: str | None = None
    sectors: tuple[str | None, ...] = (None,)
    names: re.Pattern[str] | None = None
    actor_id: str | None = None
    optional: bool = False

    def is_actor(self, actor: CodedActor) -> bool:
        """Whether the actor is this party: by identifier, by name unless both have a country and not the same, or by
        country and sector."""
        if self.actor_id is not None:
            return actor.actor_id == self.actor_id
        if (
            self.names is not None
            and (self.country is None or actor.country in (None, self.country))
            and any(self.names.search(name) for name in actor.names)
        ):
            return True
        return actor.country == self.country and actor.sector in self.sectors and bool(self.country or actor.sector)


@dataclass(frozen=True, slots=True)
class GoldPlace:
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    km: float = _SITE_KM
    location_id: str | None = None

    def is_place(self, place: CodedPlace) -> bool:
        if self.location_id is not None:
            return place.location_id == self.location_id
        if self.latitude is None:
            return place.feature_type == "country" and place.country == self.country
        wide = _WIDE if self.km <= _FINE_KM else {"country"}
        away = self.away(place)
        return away is not None and place.feature_type not in wide and away <= self.km

    def away(self, place: CodedPlace) -> float | None:
        """Kilometres from the place; None where either has no point."""
        if self.latitude is None or place.latitude is None or self.longitude is None or place.longitude is None:
            return None
        return kilometres(self.latitude, self.longitude, place.latitude, place.longitude)


@dataclass(frozen=True, slots=True)
class GoldDate:
    earliest: date | None
    latest: date | None
    slack: timedelta


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """One reading of one event in one article. None where a field is not asked."""

    article: str
    key: str
    core: bool
    passages: tuple[str, ...]
    types: tuple[str, ...]
    statuses: tuple[str, ...] | None
    actors: tuple[GoldParty, ...] | None
    recipients: tuple[GoldParty, ...] | None
    places: tuple[GoldPlace | None, ...] | None
    destinations: tuple[GoldPlace | None, ...] | None
    date: GoldDate | None
    sources: tuple[re.Pattern[str], ...] | None


@dataclass(frozen=True, slots=True)
class Gold:
    articles: tuple[str, ...]
    events: tuple[GoldEvent, ...]


def read(path: Path) -> Gold:
    """Gold coding from a .jsonl or a .csv. Raises InputError, naming file and line."""
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        return _jsonl(path)
    if path.suffix.lower() == ".csv":
        return _sheet(path)
    raise InputError(path, None, "is no .jsonl or .csv", "Give gold coding in one of the forms of docs/evaluate.md")


def text_of(path: Path) -> str:
    """The text of a file of gold coding, in UTF-8. Raises InputError."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(path, None, f"cannot be read ({error})", "Name the file of gold coding, in UTF-8") from error


# --- lines of JSON -----------------------------------------------------------------------------------------------------


def _jsonl(path: Path) -> Gold:
    articles, events = [], []
    for number, line in enumerate(text_of(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            articles.append(str(row["id"]))
            events += [_event(str(row["id"]), n, event) for n, event in enumerate(row["events"])]
        except (ValueError, KeyError, TypeError, AttributeError, re.error, RecursionError) as error:
            raise InputError(
                path,
                number,
                f"is not a line of gold coding ({type(error).__name__}: {error})",
                'Write {"id": ..., "events": [...]} as docs/evaluate.md has it',
            ) from error
    if not articles:
        raise InputError(path, None, "holds no line", "Give a line for each article, even if it reports no event")
    return Gold(tuple(dict.fromkeys(articles)), tuple(events))


def _event(article: str, number: int, row: Mapping[str, Any]) -> GoldEvent:
    unknown = set(row) - _EVENT_KEYS
    if unknown:
        raise ValueError(f"unknown key {sorted(unknown)[0]!r}")
    passages = row["passages"]
    if not passages or not all(isinstance(p, str) and p for p in passages):
        raise ValueError("an event needs passages")
    return GoldEvent(
        article,
        row.get("key") or f"{article}/{number}",
        bool(row.get("core", True)),
        tuple(passages),
        tuple(row["types"]),
        tuple(row["status"]) if "status" in row else None,
        tuple(map(_party, row["actors"])) if "actors" in row else None,
        tuple(map(_party, row["recipients"])) if "recipients" in row else None,
        _places(row["place"]) if "place" in row else None,
        _places(row["destination"]) if "destination" in row else None,
        _date(row["date"]) if row.get("date") is not None else None,
        tuple(re.compile(s, re.IGNORECASE) for s in row["sources"]) if "sources" in row else None,
    )


def _party(row: Mapping[str, Any]) -> GoldParty:
    names = row.get("names")
    return GoldParty(
        row.get("country"),
        tuple(row.get("sectors") or [None]),
        re.compile(names, re.IGNORECASE) if names else None,
        row.get("actor_id"),
        bool(row.get("optional")),
    )


def _places(value: Any) -> tuple[GoldPlace | None, ...]:
    rows = value if isinstance(value, list) else [value]
    return tuple(
        None
        if row is None
        else GoldPlace(
            row.get("country"), row.get("lat"), row.get("lon"), float(row.get("km", _SITE_KM)), row.get("location_id")
        )
        for row in rows
    )


def _date(row: Mapping[str, Any]) -> GoldDate:
    earliest, latest = (_day(row.get(name)) for name in ("earliest", "latest"))
    exact = earliest is not None and earliest == latest
    return GoldDate(earliest, latest, timedelta(days=row.get("slack", 0 if exact else 1)))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# --- a sheet -----------------------------------------------------------------------------------------------------------


def _sheet(path: Path) -> Gold:
    rows = csv.DictReader(io.StringIO(text_of(path), newline=""))
    missing = {"article", "quote", "types"} - set(rows.fieldnames or ())
    unknown = [name for name in rows.fieldnames or () if name not in SHEET]
    if missing or unknown:
        raise InputError(
            path,
            1,
            f'has no column "{sorted(missing)[0]}"' if missing else f'has the unknown column "{unknown[0]}"',
            f"The columns are {', '.join(SHEET)}",
        )
    articles: list[str] = []
    events: list[GoldEvent] = []
    for row in rows:
        cells = {name: (value or "").strip() for name, value in row.items() if name}
        if not any(cells.values()):
            continue
        try:
            articles.append(cells["article"])
            if cells["quote"]:
                events.append(_sheet_event(cells, len(events)))
        except (ValueError, KeyError) as error:
            raise InputError(
                path, rows.line_num, f"is not a row of gold coding ({error})", "docs/evaluate.md describes each column"
            ) from error
    if not articles:
        raise InputError(
            path, None, "holds a header and no row", "Give a row for each event, and one for an article without any"
        )
    return Gold(tuple(dict.fromkeys(articles)), tuple(events))


def _sheet_event(cells: Mapping[str, str], number: int) -> GoldEvent:
    def several(name: str) -> list[str]:
        return [part.strip() for part in cells.get(name, "").split("|") if part.strip()]

    def parties(name: str) -> tuple[GoldParty, ...] | None:
        given = several(name)
        return None if not given else () if given == [NONE_GIVEN] else tuple(map(_sheet_party, given))

    def places(name: str) -> tuple[GoldPlace | None, ...] | None:
        return tuple(map(_sheet_place, several(name))) or None

    if not several("types"):
        raise ValueError("an event needs types")
    bounds = {
        name: cells.get(f"date_{name}", "").replace(NONE_GIVEN, "", cells.get(f"date_{name}", "") == NONE_GIVEN)
        for name in ("earliest", "latest")
    }
    asked = bool(cells.get("date_earliest") or cells.get("date_latest"))
    sources = several("sources")
    return GoldEvent(
        cells["article"],
        cells.get("event") or f"{cells['article']}/{number}",
        cells.get("core", "").lower() not in {"no", "n", "0"},
        (cells["quote"],),
        tuple(several("types")),
        tuple(several("status")) or None,
        parties("actors"),
        parties("recipients"),
        places("place"),
        places("destination"),
        _date(bounds) if asked else None,
        None
        if not sources
        else ()
        if sources == [NONE_GIVEN]
        else tuple(re.compile(re.escape(s), re.IGNORECASE) for s in sources),
    )


def _sheet_party(text: str) -> GoldParty:
    """An actor's identifier, "SYR:MIL,GOV" (country and sectors; "SYR:" the country as a whole), or a name; "?" behind it
    where it may be missing."""
    optional = text.endswith("?")
    text = text.rstrip("? ")
    coded = re.fullmatch(r"([A-Z]{3}):((?:[A-Z]{3}(?:,[A-Z]{3})*)?)", text)
    if coded:
        return GoldParty(coded[1], tuple(coded[2].split(",")) if coded[2] else (None,), optional=optional)
    if re.fullmatch(r"[a-z]{3}(-[a-z0-9-]+)?|(?:org|per|group)-[a-z0-9-]+", text):
        return GoldParty(actor_id=text, optional=optional)
    return GoldParty(sectors=(), names=re.compile(re.escape(text), re.IGNORECASE), optional=optional)


def _sheet_place(text: str) -> GoldPlace | None:
    """A location_id, "35.1,36.7" or "35.1,36.7,40" (within so many kilometres), a country's three letters; "-" for none."""
    if text == NONE_GIVEN:
        return None
    if re.fullmatch("[A-Z]{3}", text):
        return GoldPlace(text)
    point = re.fullmatch(r"(-?\d+(?:\.\d+)?),\s*(-?\d+(?:\.\d+)?)(?:,\s*(\d+))?", text)
    if point:
        return GoldPlace(None, float(point[1]), float(point[2]), float(point[3] or _SITE_KM))
    if ":" not in text:
        raise ValueError(f'"{text}" is not a place')
    return GoldPlace(location_id=text)
