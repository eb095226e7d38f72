"""Tellings as lines of text, in which each actor and each place is a number that is the same in every build.

So equal reports have equal lines, by which it is seen that nothing in a block has changed.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import astuple
from datetime import date
from functools import lru_cache
from typing import Any

from ..core.model import Actor, Location, ReportKey, Toll
from ..places import gazetteer
from .report_ids import makes_event

Thing = Actor | Location


class EntityNumbers:
    """Gives actors and places their numbers. `told` describes each of them once, parents first, as JSON can."""

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
                told = [
                    thing.actor_id,
                    thing.name,
                    thing.kind,
                    thing.sector,
                    thing.country,
                    thing.basis,
                    self.of(thing.parent),
                ]
            else:
                told = [thing.location_id] if gazetteer.is_row(thing) else list(astuple(thing))
            number = self._numbers[thing] = _number(thing)
            self.described.append([number, isinstance(thing, Actor), *told])
        return number


class EntityTable:
    """The actors and places of many articles by their numbers. Each is one object, made when it is asked for."""

    def __init__(self) -> None:
        self._told: dict[int, list[Any]] = {}
        self._made: dict[int, Thing] = {}

    def know(self, told: Iterable[list[Any]]) -> None:
        """Takes in what :attr:`EntityNumbers.described` says."""
        for number, *values in told:
            if number not in self._told:
                self._told[number] = values

    def get(self, number: int | None) -> Thing | None:
        """Raises KeyError for a number that nothing was said of."""
        if number is None:
            return None
        thing = self._made.get(number)
        if thing is None:
            is_actor, *values = self._told[number]
            if is_actor:
                thing = Actor(*values[:-1], self.get(values[-1]))
            else:
                thing = (
                    gazetteer.location(values[0])
                    if len(values) == 1
                    else Location(*values[:-2], tuple(values[-2]), values[-1])
                )
            self._made[number] = thing
        return thing


def write(t: ReportKey, numbers: EntityNumbers) -> str:
    """A telling as a line; its type is not in it."""
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
            [[toll.kind, toll.low, toll.high, numbers.of(toll.actor)] for toll in t.tolls],
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


class Reader:
    """Reads lines. What is equal in several is one object: a few days, words and groups serve a whole block."""

    def __init__(self, thing: Callable[[int | None], Thing | None]) -> None:
        self._thing = thing
        self._one: dict[Any, Any] = {}

    def read(self, line: str, event_type: str) -> ReportKey:
        same, day, thing = self._same, self._day, self._thing
        (
            report_id,
            mode,
            status,
            theme,
            doers,
            done_to,
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
        ) = json.loads(line)
        return ReportKey(
            report_id,
            event_type,
            same(mode),
            same(status),
            same(theme),
            self._group(doers),
            self._group(done_to),
            thing(place),
            thing(destination),
            day(earliest),
            day(latest),
            thing(claimed),
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
            tuple([Toll(same(kind), low, high, thing(actor)) for kind, low, high, actor in tolls]),
        )

    def _same(self, value: Any) -> Any:
        return self._one.setdefault(value, value)

    def _group(self, numbers: list[int]) -> tuple[Actor, ...]:
        known = tuple(numbers)
        found = self._one.get(known)
        if found is None:
            found = self._one[known] = tuple([self._thing(number) for number in known])
        return found

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
    told = repr(astuple(thing)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "little")


def linkable(report: ReportKey) -> bool:
    """Whether the report makes an event."""
    return makes_event(report.event_type, report.status, bool(report.actors or report.recipients))
