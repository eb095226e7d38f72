"""The events of one block between the linker and the tables: their rows, and what other events are held against.

It can be kept (:mod:`eventpack.linking.cache`), since most of an archive stays as it was when an article joins: what is
kept of a block becomes rows again without a look at any of its events.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute  # noqa: F401  # pa.compute

from ..annotation.report_lines import Thing
from ..core.model import UNIDENTIFIED, Actor, Event, Location
from ..linking import across_blocks, same_side
from ..linking.relations import EventView, Relation
from ..places import gazetteer
from ..tabular import edtf, schema
from ..tabular.sorted_rows import Row, TableRows

LIST_SEPARATOR = "|"
_LENGTH = 8  # bytes that say how long a part of what is kept is


@dataclass(frozen=True, slots=True)
class Linked:
    """The events of a block. Actors and places are given by their numbers (:class:`eventpack.annotation.report_lines.EntityNumbers`)."""

    events: pa.Table  # rows of the table of that name, in the order of its key
    event_actors: pa.Table
    reports: array  # report_number() of each report that is in one of the events
    numbers: array  # in which of them, from 0
    things: array  # the actors and places of the events
    sides: bytes  # a line an event; see sides_of
    keys: array  # by which events of other blocks are found; see linking.across_blocks
    keyed: array  # beside each key, of which event

    @classmethod
    def of(
        cls,
        events: Iterable[Event],
        number: Callable[[Thing | None], int | None],
        edges: tuple[int, int] | None = None,
    ) -> Linked:
        """`edges` as for :func:`eventpack.linking.across_blocks.keys`. Raises KeyError for an event type that is no code of
        event_types, ValueError for a mode not of its type."""
        events = sorted(events, key=lambda event: event.event_id)
        reports, numbers = array("Q"), array("I")
        for at, event in enumerate(events):
            reports.extend(report_number(report.report_id) for report in event.reports)
            numbers.extend([at] * len(event.reports))
        things = {
            number(thing) for e in events for thing in (*(actor for actor, _ in _parties(e)), e.location, e.destination)
        }
        keys = [across_blocks.keys(event, edges) for event in events]
        return cls(
            _table("events", map(_row, events)),
            _table("event_actors", (row for event in events for row in _event_actors(event))),
            reports,
            numbers,
            array("Q", sorted(number for number in things if number is not None)),
            b"".join(_side(event, number) for event in events),
            array("Q", chain.from_iterable(keys)),
            array("I", (at for at, found in enumerate(keys) for _ in found)),
        )

    def without(self, events: Collection[int]) -> Linked:
        """The block without some of its events, by their numbers. They are no longer found by those of other blocks."""
        if not events:
            return self
        kept = [at for at in range(len(self.events)) if at not in events]
        renumbered = {old: new for new, old in enumerate(kept)}
        there = [(report, at) for report, at in zip(self.reports, self.numbers, strict=True) if at in renumbered]
        rows = self.events.filter(pa.array([at not in events for at in range(len(self.events))], pa.bool_()))
        lines = self.sides.splitlines(keepends=True)
        of_kept = pa.compute.is_in(self.event_actors["event_id"], value_set=rows["event_id"].combine_chunks())
        return Linked(
            rows,
            self.event_actors.filter(of_kept),
            array("Q", (report for report, _ in there)),
            array("I", (renumbered[at] for _, at in there)),
            self.things,
            b"".join(lines[at] for at in kept),
            array("Q"),
            array("I"),
        )

    def dumps(self) -> Iterator[bytes]:
        parts = (
            _packed(self.events),
            _packed(self.event_actors),
            self.reports.tobytes(),
            self.numbers.tobytes(),
            self.things.tobytes(),
            self.sides,
            self.keys.tobytes(),
            self.keyed.tobytes(),
        )
        for part in parts:
            yield len(part).to_bytes(_LENGTH, "little")
            yield part

    @classmethod
    def loads(cls, data: bytes) -> Linked:
        """What :meth:`dumps` gave."""
        view, parts = memoryview(data), []
        while len(view):
            end = _LENGTH + int.from_bytes(view[:_LENGTH], "little")
            parts.append(view[_LENGTH:end])
            view = view[end:]
        events, event_actors, reports, numbers, things, sides, keys, keyed = parts
        return cls(
            _unpacked(events),
            _unpacked(event_actors),
            array("Q", reports.tobytes()),
            array("I", numbers.tobytes()),
            array("Q", things.tobytes()),
            sides.tobytes(),
            array("Q", keys.tobytes()),
            array("I", keyed.tobytes()),
        )


def _table(table: str, rows: Iterable[Row]) -> pa.Table:
    return pa.concat_tables(TableRows(table, rows).tables())


def _packed(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue()


def _unpacked(data: memoryview) -> pa.Table:
    with pa.ipc.open_stream(data) as stream:
        return stream.read_all()


def report_number(report_id: str) -> int:
    """A report's identifier in eight bytes."""
    return int.from_bytes(hashlib.blake2b(report_id.encode(), digest_size=8).digest(), "little")


def _side(event: Event, number: Callable[[Thing | None], int | None]) -> bytes:
    side = EventView.of(event)
    values = [
        side.event_id,
        side.event_type,
        side.status,
        side.mode,
        side.date_earliest,
        side.date_latest,
        number(side.location),
        number(side.destination),
        [*map(number, event.actors)],
        [*map(number, event.recipients)],
        sorted(side.lemmas),
        side.reported,
    ]
    return (
        json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=date.isoformat).encode(
            "utf-8", "surrogatepass"
        )
        + b"\n"
    )


def sides_of(linked: Linked, thing: Callable[[int | None], Any]) -> Iterator[EventView]:
    """The events as they are held against others. Raises KeyError where `thing` does not know a number."""
    for line in linked.sides.splitlines():
        (
            event_id,
            event_type,
            status,
            mode,
            earliest,
            latest,
            place,
            destination,
            actors,
            recipients,
            lemmas,
            reported,
        ) = json.loads(line.decode("utf-8", "surrogatepass"))
        yield EventView(
            event_id,
            event_type,
            status,
            mode,
            _day(earliest),
            _day(latest),
            thing(place),
            thing(destination),
            same_side.party(tuple(map(thing, actors)), True),
            same_side.party(tuple(map(thing, recipients)), False),
            frozenset(lemmas),
            _day(reported),
        )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def dumps_relations(found: Iterable[Relation]) -> bytes:
    """Relations as bytes, for the cache of linked blocks."""
    return json.dumps([[*asdict(relation).values()] for relation in found]).encode()


def loads_relations(data: bytes) -> list[Relation]:
    """The relations in the bytes that :func:`dumps_relations` gave, in their order."""
    return [Relation(*values) for values in json.loads(data)]


def _row(event: Event) -> Row:
    kind = schema.codes("event_types")[event.event_type]
    return {
        "event_id": event.event_id,
        "event_type": event.event_type,
        "mode": mode_code(event.event_type, event.mode),
        "quad_class": kind["quad_class"],
        "intensity": kind["intensity"],
        "status": event.status,
        "summary": event.summary,
        "date_earliest": event.date_earliest,
        "date_latest": event.date_latest,
        "date_edtf": edtf.from_bounds(event.date_earliest, event.date_latest),
        "date_precision": edtf.precision(event.date_earliest, event.date_latest),
        "location_id": event.location and event.location.location_id,
        "location_precision": event.location and location_precision(event.location),
        "destination_location_id": event.destination and event.destination.location_id,
        **_tolls(event),
        "n_reports": len(event.reports),
        "n_sources": event.n_sources,
        "n_publishers": event.n_publishers,
        "confidence": round(event.confidence, 3),
        "disagreement": LIST_SEPARATOR.join(event.disagreement),
    }


def _tolls(event: Event) -> Row:
    """The columns of events for the dead and the wounded."""
    by_kind = {toll.kind: toll for toll in event.tolls}
    cells: Row = {}
    for kind, bounds in (("killed", ("low", "best", "high")), ("injured", ("low", "high"))):
        for bound in bounds:
            cells[f"{kind}_{bound}"] = getattr(by_kind[kind], bound) if kind in by_kind else None
    return cells


def _parties(event: Event) -> Iterator[tuple[Actor, str]]:
    """Who takes part, and in which role. Somebody takes part in every event, named or not."""
    yield from ((actor, "actor") for actor in event.actors)
    yield from ((actor, "recipient") for actor in event.recipients)
    if not event.actors and not event.recipients:
        yield UNIDENTIFIED, "participant"


def _event_actors(event: Event) -> Iterator[Row]:
    for actor_id, role in dict.fromkeys((actor.actor_id, role) for actor, role in _parties(event)):
        yield {"event_id": event.event_id, "actor_id": actor_id, "role": role}


def mode_code(event_type: str, mode: str | None) -> str | None:
    """The code of event_modes for a PLOVER mode of an event type. Raises ValueError where it has no such mode."""
    if mode is None:
        return None
    code = f"{event_type}-{mode}"
    if code not in schema.codes("event_modes"):
        raise ValueError(f"{event_type} has no mode {mode!r}; schemas/codes/event_modes.csv lists them")
    return code


def location_precision(place: Location) -> int:
    """How exactly a place is known (:func:`eventpack.tabular.schema.location_precision`)."""
    parent = None
    if place.parent_location_id is not None:
        with suppress(KeyError):
            parent = gazetteer.location(place.parent_location_id).feature_type
    return schema.location_precision(place.feature_type, place.basis, parent)
