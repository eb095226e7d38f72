"""What somebody other than our coder says of an event, checked: codes, identifiers, places, dates.

The same checks for a person's review, a language model's line and a row of a spreadsheet. What fails is `Wrong`,
which says which value it is; the reader of the file adds file and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, TypeVar

from ..actors import lexicon
from ..core.model import Actor, Location
from ..lexicon import countries
from ..places import gazetteer
from ..resolving.words import PartyWords, PlaceWords
from ..tabular import schema

# What can be said of an event, in the order in which people are asked for it.
FIELDS = (
    "event_type",
    "mode",
    "status",
    "actors",
    "recipients",
    "place",
    "destination",
    "date_earliest",
    "date_latest",
    "attributed_to",
    "casualties",
)
_ACTOR_KEYS = {"actor_id", "name", "kind", "sector", "country", "parent_actor_id", "basis"}
_MENTION_KEYS = {"text", "start", "end"}
_ACTOR_ID = re.compile(
    next(f["constraints"]["pattern"] for f in schema.load("actors")["fields"] if f["name"] == "actor_id")
)
_LONGEST_NAME = 300
T = TypeVar("T")


class Wrong(Exception):
    """A value that cannot stand. `place` leads to it from the entry: ("actors", 0, "kind")."""

    def __init__(self, place: tuple[str | int, ...], message: str, hint: str) -> None:
        self.place, self.message, self.hint = place, message, hint
        super().__init__(f"{message}. {hint}.")


@dataclass(frozen=True, slots=True)
class Words:
    """Where a mention stands, as far as it was said: its words, its offsets, or neither."""

    text: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part. `actor` is None where the identifier is known to an article alone, or names no actor."""

    actor_id: str | None
    actor: Actor | None
    words: Words = Words()
    said: PartyWords | None = None  # only words were given: the resolver says who they are


@dataclass(frozen=True, slots=True)
class Site:
    """A place. `location` is None where the words name one that no gazetteer has."""

    location: Location | None
    words: Words = Words()
    said: PlaceWords | None = None  # as in Party


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of casualties. Where no bounds are given, the words say how many, and their noun who."""

    kind: str
    words: Words
    low: int | None = None
    high: int | None = None
    actor_id: str | None = None

    @property
    def is_read(self) -> bool:
        return self.low is not None or self.high is not None


def read(values: Mapping[str, Any], *, words_only: bool = False) -> dict[str, Any]:
    """The fields of FIELDS that `values` holds, each as the value it stands for: codes and days as they are, actors as
    lists of Party, places as Site, None where the value is empty. Raises Wrong.

    `words_only` allows parties and places that only have words, as the coder's own may.
    """
    found: dict[str, Any] = {}
    for name in FIELDS:
        if name in values:
            found[name] = _READERS[name](name, values[name], words_only)
    for name in ("event_type", "status"):
        if name in found and found[name] is None:
            raise Wrong((name,), f'"{name}" is empty', "Give a code, or leave the line out to keep what the coder says")
    if found.get("event_type"):
        check_mode(found["event_type"], found.get("mode"))
    check_days(found.get("date_earliest"), found.get("date_latest"))
    return found


def check_mode(event_type: str, mode: str | None) -> None:
    """Raises Wrong where `mode` is none of `event_type`."""
    allowed = modes(event_type)
    if mode is not None and mode not in allowed:
        raise Wrong(
            ("mode",),
            f'{event_type} has no mode "{mode}"',
            f"Give one of {', '.join(allowed)}, or none" if allowed else "Leave the mode empty",
        )


def modes(event_type: str) -> list[str]:
    """The modes of an event type, without the type in front."""
    return [row["mode"] for row in schema.codes("event_modes").values() if row["event_type"] == event_type]


def check_days(earliest: date | None, latest: date | None) -> None:
    """Raises Wrong if the earliest day of an event comes after its latest."""
    if earliest and latest and earliest > latest:
        raise Wrong(
            ("date_latest",), f'"date_latest" {latest} is before "date_earliest" {earliest}', "Correct one of them"
        )


# --- codes and days ----------------------------------------------------------------------------------------------


def code(name: str, value: Any, listed: str) -> str:
    """`value` as a code of the list `listed`. Raises Wrong."""
    known = list(schema.codes(listed))
    if not isinstance(value, str) or value not in known:
        # YAML reads NO as a truth value; whoever meant Norway sees what was read.
        raise Wrong((name,), f'"{name}" is "{value}", which is not a code of {listed}', suggest(str(value), known))
    return value


def suggest(value: str, known: list[str]) -> str:
    """What to write instead: the nearest codes, or all of a short list."""
    close = get_close_matches(value.lower(), [k.lower() for k in known], 3, 0.6)
    near = [k for k in known if k.lower() in close]
    return f"Perhaps {' or '.join(near)}" if near else f"Use one of {', '.join(known)}"


def _type(name: str, value: Any, _: bool) -> str | None:
    return None if value in (None, "") else code(name, value, "event_types")


def _status(name: str, value: Any, _: bool) -> str | None:
    return None if value in (None, "") else code(name, value, "statuses")


def _mode(name: str, value: Any, _: bool) -> str | None:
    if value in (None, ""):
        return None
    if isinstance(value, str) and value.partition("-")[0] in schema.codes("event_types"):
        value = value.partition("-")[2]  # "COERCE-arrest", as the tables have it
    known = sorted({row["mode"] for row in schema.codes("event_modes").values()})
    if value not in known:
        raise Wrong((name,), f'"mode" is "{value}", which is not a mode of any event type', suggest(str(value), known))
    return value


def day(name: str, value: Any, _: bool = False) -> date | None:
    """A calendar day from a date or YYYY-MM-DD; None for an empty value. Raises Wrong."""
    if value in (None, ""):
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Wrong((name,), f'"{name}" is "{value}", which is not a date', "Write it as YYYY-MM-DD")


# --- who ---------------------------------------------------------------------------------------------------------


def _list_of(name: str, value: Any, read: Callable[[Any], T], example: str) -> list[T]:
    """Each item of a list as `read` gives it; a fault names the item."""
    if value in (None, ""):
        return []
    if not isinstance(value, list):
        raise Wrong((name,), f'"{name}" is not a list', f"Write it as a list: {name}: [{example}]")
    found = []
    for number, item in enumerate(value):
        try:
            found.append(read(item))
        except Wrong as wrong:
            raise Wrong((name, number, *wrong.place), wrong.message, wrong.hint) from wrong
    return found


def _parties(name: str, value: Any, words_only: bool) -> list[Party]:
    found = _list_of(name, value, lambda item: _party(item, words_only), "rus-mil")
    ids = [party.actor_id for party in found if party.actor_id and not words_only]
    for number, actor_id in enumerate(ids):
        if actor_id in ids[:number]:
            raise Wrong((name, number), f'"{name}" has {actor_id} twice', "Keep one")
    return found


def _attributed(name: str, value: Any, words_only: bool) -> Party | None:
    if value in (None, ""):
        return None
    try:
        return _party(value, words_only)
    except Wrong as wrong:
        raise Wrong((name, *wrong.place), wrong.message, wrong.hint) from wrong


def _party(value: Any, words_only: bool) -> Party:
    row = value
    if isinstance(value, str):
        row = {"actor_id": value} if _ACTOR_ID.match(value) else {"text": value}
    if not isinstance(row, dict):
        raise Wrong(
            (),
            f'"{value}" is not an actor',
            "Give an identifier such as rus-mil, or actor_id, name, kind, sector, country and parent_actor_id",
        )
    words = _words(row, _ACTOR_KEYS | {"named", "of"})
    actor_id = row.get("actor_id")
    if "actor_id" not in row and words.text:
        return Party(None, None, words, PartyWords(words.text, _more(row, "named"), _more(row, "of")))
    if actor_id is None and words_only and words.text:
        return Party(None, None, words)
    if not isinstance(actor_id, str) or not _ACTOR_ID.match(actor_id):
        raise Wrong(
            ("actor_id",),
            f'"{actor_id}" is not an identifier of an actor',
            "Take one of data/actors.csv, such as rus or rus-mil",
        )
    return Party(actor_id, full_actor(row) if "name" in row else lexicon.by_id(actor_id), words)


def full_actor(row: Mapping[str, Any], others: Mapping[str, Actor] = MappingProxyType({})) -> Actor:
    """An actor given by the columns of the table actors; its parent is one of the lexicon or of `others`. Raises Wrong,
    also where the identifier is that of another actor of the lexicon."""
    name, kind, sector, country, parent_id = (
        row.get(k) or None for k in ("name", "kind", "sector", "country", "parent_actor_id")
    )
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME:
        raise Wrong(("name",), f'"{name}" is not a name of an actor', f"Give a name of 1 to {_LONGEST_NAME} characters")
    kind = code("kind", kind, "actor_kinds")
    sector = None if sector is None else code("sector", sector, "sectors")
    if country is not None and country not in countries.by_iso3():
        raise Wrong(("country",), f'"{country}" is no ISO 3166-1 alpha-3 code', "Write one such as SYR")
    parent = None
    if parent_id is not None:
        parent = (others.get(parent_id) or lexicon.by_id(parent_id)) if isinstance(parent_id, str) else None
        if parent is None or parent_id == row["actor_id"]:
            raise Wrong(
                ("parent_actor_id",),
                f'"{parent_id}" is not an actor of the lexicon',
                "Give one such as syr-gov, or leave it out",
            )
    basis = code("basis", row.get("basis") or "given", "actor_bases")
    known = lexicon.by_id(row["actor_id"])
    if known is not None and (known.name, known.kind, known.sector, known.country) != (name, kind, sector, country):
        raise Wrong(
            ("actor_id",),
            f'"{known.actor_id}" is the {known.kind} {known.name} in the lexicon',
            "Give the identifier alone if that is who is meant, else choose another identifier",
        )
    return known or Actor(row["actor_id"], name.strip(), kind, sector, country, basis, parent)


def _words(row: Mapping[str, Any], others: set[str]) -> Words:
    unknown = [key for key in row if key not in others | _MENTION_KEYS]
    if unknown:
        raise Wrong((unknown[0],), f'there is no key "{unknown[0]}" here', f"Use {', '.join(sorted(others))}, text")
    text, start, end = (row.get(key) for key in ("text", "start", "end"))
    if text is not None and (not isinstance(text, str) or not text):
        raise Wrong(("text",), f'"{text}" is not text', "Write the words as the article has them")
    if (start is None) != (end is None):
        raise Wrong((), "one of start and end is missing", "Give both or neither")
    for name, value in (("start", start), ("end", end)):
        if value is not None and (type(value) is not int or value < 0):
            raise Wrong((name,), f'"{name}" is "{value}", which is not an offset', "Count code points from 0")
    return Words(text, start, end)


def _more(row: Mapping[str, Any], key: str) -> str | None:
    """Further words, where they are given."""
    value = row.get(key)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise Wrong((key,), f'"{value}" is not text', "Write the words as the article has them")
    return value


# --- where -------------------------------------------------------------------------------------------------------


def _site(name: str, value: Any, words_only: bool) -> Site | None:
    if value in (None, ""):
        return None
    row = value
    if isinstance(value, str):
        row = {"location_id": value} if re.match(r"[a-z0-9-]+:", value) else {"text": value}
    try:
        if not isinstance(row, dict):
            raise Wrong((), f'"{value}" is not a place', "Give an identifier such as icao:OSKL or geonames:173576")
        words = _words(row, {"location_id", "within"})
        location_id = row.get("location_id")
        if "location_id" not in row and words.text:
            return Site(None, words, PlaceWords(words.text, _more(row, "within")))
        if location_id is None and words_only and words.text:
            return Site(None, words)
        return Site(location(location_id), words)
    except Wrong as wrong:
        raise Wrong((name, *wrong.place), wrong.message, wrong.hint) from wrong


def location(location_id: Any) -> Location:
    """The gazetteer's row. Raises Wrong."""
    if isinstance(location_id, str):
        try:
            return gazetteer.location(location_id)
        except KeyError:
            pass
    raise Wrong(
        ("location_id",),
        f'"{location_id}" is in no gazetteer',
        "Take a location_id of data/locations.csv, or one such as geonames:173576, icao:OSKL, iso3166-1:SYR",
    )


# --- how many ----------------------------------------------------------------------------------------------------

_FIGURE = re.compile(
    r"\s*(?P<kind>[a-z]+)(?:\s+(?P<low>\d*)(?P<bound>\+|-(?P<high>\d+))?)?\s*:\s*(?P<text>\S.*?)\s*\Z", re.DOTALL
)


def _casualties(name: str, value: Any, _: bool) -> list[Figure]:
    return _list_of(name, value, _figure, '"killed: at least 14 people"')


def _figure(value: Any) -> Figure:
    """ "killed: at least 14 people", "killed 14+: at least 14 people", or an object with kind, text, low and high."""
    row = value
    if isinstance(value, str):
        match = _FIGURE.match(value)
        if match is None:
            raise Wrong((), f'"{value}" is no figure', 'Write the kind and the article\'s words: "killed: 14 people"')
        low = int(match["low"]) if match["low"] else None
        exact = low if match["low"] and not match["bound"] else None
        high = int(match["high"]) if match["high"] else exact
        row = {"kind": match["kind"], "text": match["text"], "low": low, "high": high}
    if not isinstance(row, dict):
        raise Wrong(
            (), f"{value!r} is no figure", "Give kind and text, and low and high where the words do not say them"
        )
    words = _words(row, {"kind", "low", "high", "actor_id"})
    if words.text is None:
        raise Wrong(("text",), "a figure has no words", "Give the article's words that say how many")
    low, high = row.get("low"), row.get("high")
    for key, bound in (("low", low), ("high", high)):
        if bound is not None and (type(bound) is not int or bound < 0):
            raise Wrong(
                (key,), f'"{key}" is {bound!r}, which is no number of people', "Give a whole number, or leave it out"
            )
    if low is not None and high is not None and low > high:
        raise Wrong(("high",), f'"high" {high} is less than "low" {low}', "Correct one of them")
    actor_id = row.get("actor_id") or None
    if actor_id is not None and (not isinstance(actor_id, str) or not _ACTOR_ID.match(actor_id)):
        raise Wrong(("actor_id",), f'"{actor_id}" is no identifier of an actor', "Take one of data/actors.csv")
    return Figure(code("kind", row.get("kind"), "casualty_kinds"), words, low, high, actor_id)


_READERS: dict[str, Callable[[str, Any, bool], Any]] = {
    "event_type": _type,
    "mode": _mode,
    "status": _status,
    "actors": _parties,
    "recipients": _parties,
    "place": _site,
    "destination": _site,
    "date_earliest": day,
    "date_latest": day,
    "attributed_to": _attributed,
    "casualties": _casualties,
}
