"""The tellings of a build on disk, block by block: only those of one type and one stage can be of one event."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from datetime import date
from typing import Any

from ..model import Actor, Location, Telling
from ..syndication import Copy

STAGE = {"occurred": "real", "ongoing": "real", "future": "open", "hypothetical": "open", "negated": "negated"}

Key = tuple[str, str]                    # type and stage


def key(telling: Telling) -> Key:
    return telling.event_type, STAGE[telling.status]


class Blocks:
    """Takes tellings in any order. In memory are the actors, places and words that are in them, each once."""

    def __init__(self, copies: Mapping[str, Copy] | None = None) -> None:
        self._copies = copies or {}
        self._files: dict[Key, Any] = {}
        self._sums: dict[Key, int] = {}
        self._things: dict[int, Actor | Location] = {}
        self._names: dict[Actor | Location, int] = {}
        self._one: dict[Any, Any] = {}

    def add(self, telling: Telling) -> None:
        t = telling
        told = [t.report_id, t.mode, t.status, t.theme, [self.number(a) for a in t.actors],
                [self.number(a) for a in t.recipients], self.number(t.place), self.number(t.destination),
                _ordinal(t.date_earliest), _ordinal(t.date_latest), self.number(t.attributed_to), t.confidence,
                t.source_id, t.publisher, _ordinal(t.published_earliest), _ordinal(t.published_latest), t.start,
                t.trigger_start, t.trigger_end, t.lemma, t.review]
        line = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        block = key(t)
        if block not in self._files:
            self._files[block] = tempfile.TemporaryFile(prefix="eventpack-")
            self._sums[block] = 0
        self._files[block].write(line + b"\n")
        copy = self._copies.get(t.source_id)
        whole = line if copy is None else line + repr((copy.of, copy.publisher)).encode("utf-8", "surrogatepass")
        self._sums[block] += _number(whole, 16)

    def keys(self) -> list[Key]:
        return sorted(self._files)

    def digest(self, block: Key) -> str:
        """Names the content of a block: its tellings in whatever order, and which of their articles are copies."""
        return f"{self._sums[block] % 2**128:032x}"

    def read(self, block: Key) -> Iterator[Telling]:
        """The tellings of a block, in the order they were added."""
        file, same, day, thing = self._files[block], self._same, self._day, self.thing
        file.seek(0)
        for line in file:
            (report_id, mode, status, theme, doers, done_to, place, destination, earliest, latest, claimed, confidence,
             source_id, publisher, first, last, *where, lemma, review) = json.loads(
                line.decode("utf-8", "surrogatepass"))
            yield Telling(report_id, block[0], same(mode), same(status), same(theme), self._group(doers),
                          self._group(done_to), thing(place), thing(destination), day(earliest), day(latest),
                          thing(claimed), confidence, same(source_id), same(publisher), day(first), day(last), *where,
                          same(lemma), same(review))
        self._one.clear()                # few words are in two blocks

    def thing(self, number: int | None) -> Actor | Location | None:
        """The actor or place that :meth:`number` gave a number. Raises KeyError for one that was not added."""
        return None if number is None else self._things[number]

    def number(self, thing: Actor | Location | None) -> int | None:
        """A number for an actor or a place: made from all it says, so that it is the same in every build."""
        if thing is None:
            return None
        name = self._names.get(thing)
        if name is None:
            name = self._names[thing] = _number(repr(astuple(thing)).encode("utf-8", "surrogatepass"), 8)
            self._things[name] = thing
        return name

    def _group(self, names: list[int]) -> tuple[Actor, ...]:
        known = tuple(names)
        found = self._one.get(known)
        if found is None:
            found = self._one[known] = tuple([self._things[name] for name in known])
        return found

    def _same(self, value: Any) -> Any:
        return self._one.setdefault(value, value)

    def _day(self, ordinal: int | None) -> date | None:
        if ordinal is None:
            return None
        found = self._one.get(ordinal)
        if found is None:
            found = self._one[ordinal] = date.fromordinal(ordinal)
        return found

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def __enter__(self) -> Blocks:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _number(data: bytes, size: int) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=size).digest(), "little")
