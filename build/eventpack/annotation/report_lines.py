"""Reports as lines of text, in which each actor and each place is a number that is the same in every build.

So equal reports have equal lines, by which it is seen that nothing in a block has changed.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import astuple, fields
from datetime import date
from functools import lru_cache
from typing import Any

from ..core.model import Actor, Location, ReportKey, Toll
from ..places import gazetteer
from .report_ids import makes_event

Thing = Actor | Location
_LOCATION = [field.name for field in fields(Location)]


class EntityNumbers:
    """Gives actors and places their numbers. `described` describes each of them once, parents first, as JSON can."""

    def __init__(self) -> None:
        self.described: list[list[Any]] = []
        self._numbers: dict[Thing, int] = {}

    def of(self, thing: Thing | None) -> int | None:
        """Made from all that is known of the thing; below 2**64."""
        if thing is None:
            return None
        number = self._numbers.get(thing)
        if number is None:
            if isinstance(thing, Actor):
                described = [
                    thing.actor_id,
                    thing.name,
                    thing.kind,
                    thing.sector,
                    thing.country,
                    thing.basis,
                    self.of(thing.parent),
                ]
            else:
                described = [thing.location_id] if gazetteer.is_row(thing) else list(astuple(thing))
            number = self._numbers[thing] = _number(thing)
            self.described.append([number, isinstance(thing, Actor), *described])
        return number


class EntityTable:
    """The actors and places of many articles by their numbers. Each is one object, made when it is asked for."""

    def __init__(self) -> None:
        self._described: dict[int, list[Any]] = {}
        self._made: dict[int, Thing] = {}

    def know(self, described: Iterable[list[Any]]) -> None:
        """Takes in what :attr:`EntityNumbers.described` says."""
        for number, *values in described:
            if number not in self._described:
                self._described[number] = values

    def get(self, number: int | None) -> Thing | None:
        """The actor or place of a number, None for None. Raises KeyError for a number that was not described."""
        if number is None:
            return None
        thing = self._made.get(number)
        if thing is None:
            is_actor, *values = self._described[number]
            thing = self._made[number] = self._actor(values) if is_actor else _location(values)
        return thing

    def actor(self, number: int | None) -> Actor | None:
        """As :meth:`get`. Raises KeyError also for the number of a place."""
        thing = self.get(number)
        if isinstance(thing, Location):
            raise KeyError(number)
        return thing

    def location(self, number: int | None) -> Location | None:
        """As :meth:`get`. Raises KeyError also for the number of an actor."""
        thing = self.get(number)
        if isinstance(thing, Actor):
            raise KeyError(number)
        return thing

    def _actor(self, values: list[Any]) -> Actor:
        actor_id, name, kind, sector, country, basis, parent = values
        return Actor(actor_id, name, kind, sector, country, basis, self.actor(parent))


def _location(values: list[Any]) -> Location:
    if len(values) == 1:
        return gazetteer.location(values[0])
    cells = dict(zip(_LOCATION, values, strict=True))
    return Location(**cells | {"aliases": tuple(cells["aliases"])})


def write(t: ReportKey, numbers: EntityNumbers) -> str:
    """A report as a line; its type is not in it."""
    return json.dumps(
        [
            t.report_id,
            t.mode,
            t.status,
            t.theme,
            [*map(numbers.of, t.actors)],
            [*map(numbers.of, t.recipients)],
            numbers.of(t.place),
            numbers.of(t.destination),
            _ordinal(t.date_earliest),
            _ordinal(t.date_latest),
            numbers.of(t.attributed_to),
            t.confidence,
            t.source_id,
            t.publisher,
            _ordinal(t.published_earliest),
            _ordinal(t.published_latest),
            t.start,
            t.trigger_start,
            t.trigger_end,
            t.lemma,
            t.review,
            t.event_key,
            " ".join(t.words),
            _packed(t.story),
            [[toll.kind, toll.low, toll.high, numbers.of(toll.actor), toll.revision] for toll in t.tolls],
            t.coder,
            t.takes_up,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def report_id(line: str) -> str:
    """The identifier of the report in a line that :func:`write` made."""
    return line[2 : line.index('"', 2)]


def last_day(t: ReportKey) -> int:
    """The last day that a report gives, as an ordinal: of the event, else of the publication; 0 where it gives none."""
    return _ordinal(t.date_latest or t.date_earliest or t.published_latest or t.published_earliest) or 0


class Reader:
    """Reads lines. What is equal in several is one object: a few days, words and groups serve a whole block."""

    def __init__(self, things: EntityTable) -> None:
        self._things = things
        self._one: dict[Any, Any] = {}

    def read(self, line: str, event_type: str) -> ReportKey:
        """The report of a line that :func:`write` made. Raises ValueError for another line, KeyError for a number that
        was not described."""
        same, day, location = self._same, self._day, self._things.location
        (
            report_id,
            mode,
            status,
            theme,
            actors,
            recipients,
            place,
            destination,
            earliest,
            latest,
            claimed,
            confidence,
            source_id,
            publisher,
            first,
            last,
            start,
            trigger_start,
            trigger_end,
            lemma,
            review,
            event_key,
            words,
            story,
            tolls,
            coder,
            takes_up,
        ) = json.loads(line)
        return ReportKey(
            report_id,
            event_type,
            same(mode),
            same(status),
            same(theme),
            self._group(actors),
            self._group(recipients),
            location(place),
            location(destination),
            day(earliest),
            day(latest),
            self._things.actor(claimed),
            confidence,
            same(source_id),
            same(publisher),
            day(first),
            day(last),
            start,
            trigger_start,
            trigger_end,
            same(lemma),
            same(review),
            event_key,
            tuple(map(same, words.split())),
            self._story(story),
            tuple(
                [
                    Toll(same(kind), low, high, self._things.actor(actor), None, same(revision))
                    for kind, low, high, actor, revision in tolls
                ]
            ),
            same(coder),
            takes_up,
        )

    def _same(self, value: Any) -> Any:
        return self._one.setdefault(value, value)

    def _group(self, numbers: list[int]) -> tuple[Actor, ...]:
        known = tuple(numbers)
        found = self._one.get(known)
        if found is None:
            found = self._one[known] = tuple([self._actor(number) for number in known])
        return found

    def _actor(self, number: int) -> Actor:
        actor = self._things.actor(number)
        assert actor is not None  # a number is given
        return actor

    def _story(self, packed: str) -> frozenset[int]:
        found = self._one.get(packed)
        if found is None:
            found = self._one[packed] = frozenset(_unpacked(packed))
        return found

    def _day(self, ordinal: int | None) -> date | None:
        if ordinal is None:
            return None
        found = self._one.get(ordinal)
        if found is None:
            found = self._one[ordinal] = date.fromordinal(ordinal)
        return found


def _packed(story: frozenset[int]) -> str:
    """Numbers of four bytes as text. A mark in front, so that it is no other value that a reader keeps."""
    return "=" + b64encode(array("I", sorted(story)).tobytes()).decode()


def _unpacked(packed: str) -> array:
    found = array("I")
    found.frombytes(b64decode(packed[1:]))
    return found


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


@lru_cache(maxsize=1 << 14)
def _number(thing: Thing) -> int:
    values = repr(astuple(thing)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(values, digest_size=8).digest(), "little")


def linkable(report: ReportKey) -> bool:
    """Whether the report makes an event."""
    return makes_event(report.event_type, report.status, bool(report.actors or report.recipients))
