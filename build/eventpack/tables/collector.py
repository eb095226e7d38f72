"""Linked events and annotations to the rows of the package's tables, and to typed frames.

Frames have the columns of schemas/ in their order, rows sorted by key (the code lists in their own order),
and pandas' nullable types; what is absent is NA.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace

import numpy as np
import pyarrow as pa

from ..annotation import extract
from ..core.model import Actor, Location
from ..linking.relations import Relation
from ..places import gazetteer
from ..reading.rejected import Rejected
from ..review.decision import Decision
from ..tabular import schema
from ..tabular.sorted_rows import Row, TableRows
from ..text.near_copies import Copy
from . import aliases
from .linked_block import LIST_SEPARATOR, Linked, mode_code, report_number

_WRITTEN_LAST = ("locations", "actors", "reviews", "rejected", "event_types", "event_modes")


class Tables:
    """Collects what is found, in this order: what reports name, events and their relations, articles."""

    def __init__(self, find: Callable[[str], Location] = gazetteer.location, quote_length: int | None = None) -> None:
        """`find` gives the gazetteer's row of a parent place, or raises KeyError where there is none. `quote_length`
        is how many code points of a passage are quoted, by default as many as the schema allows."""
        self._longest = schema.quote_length()
        self._quote_length = quote_length or self._longest
        self._find = find
        self._rows = {table: TableRows(table) for table in schema.TABLES if table not in _WRITTEN_LAST}
        self._actors: dict[str, Actor] = {}
        self._locations: dict[str, Location] = {}
        self._event_of = _EventOf()
        self._aliases: tuple[aliases.Aliases, aliases.Aliases] | None = None

    def use(self, thing: Actor | Location | None) -> None:
        """Takes in the actor or place that a report names and that has a row; None, where it names none, is no row."""
        if isinstance(thing, Actor):
            self._use_actor(thing)
        elif thing is not None:
            self._use_location(thing)

    def add_events(self, linked: Linked, thing: Callable[[int], Actor | Location | None]) -> None:
        """Takes in the events of a block; `thing` gives the actor or place of a number."""
        for number in linked.things:
            self.use(thing(number))
        self._rows["events"].add_table(linked.events)
        self._rows["event_actors"].add_table(linked.event_actors)
        self._event_of.add(linked)

    def add_mentions(self, rows: extract.Rows) -> None:
        """All places and actors that an article names; each has been taken in by :meth:`use`."""
        longest = self._longest
        self._rows["mentions"].add_cells(
            [(source, start, end, text[:longest], *others) for source, start, end, text, *others in rows.mentions]
        )

    def add_relations(self, found: Iterable[Relation]) -> None:
        for relation in found:
            self._rows["event_links"].add(asdict(relation))

    def add_article(self, rows: extract.Rows, file: str | None, copy: Copy | None) -> None:
        """An article, also one in which nothing was found; its reports as far as they are in an event or rejected."""
        if self._aliases is None:
            self._aliases = (aliases.of_locations(self._with_containing()), aliases.of_actors(self._with_parents()))
        self._aliases[0].add(rows.place_names)
        self._aliases[1].add(rows.actor_names)
        self._rows["sources"].add({**rows.source, "copy_of": copy and copy.of, "file": file})
        for row in rows.reports:
            event_id = self._event_of.get(row["report_id"])
            if event_id is not None or row["review"] == "rejected":
                mode, quote = mode_code(row["event_type"], row["mode"]), row["quote"][: self._quote_length]
                casualties = row.pop("casualties")
                self._rows["reports"].add({**row, "event_id": event_id, "mode": mode, "quote": quote})
                for casualty in casualties:
                    self._rows["casualties"].add({"report_id": row["report_id"], **casualty})

    def finish(self, decisions: Iterable[Decision] = (), rejected: Iterable[Rejected] = ()) -> dict[str, TableRows]:
        """All tables of the package, in the order of its resources.

        `decisions` are what people decided on reports, `rejected` the articles that could not be used, in the order
        of the input.
        """
        self._event_of = _EventOf()
        locations = self._with_containing()
        parties = self._with_parents()
        places, actors = self._aliases or (aliases.of_locations(locations), aliases.of_actors(parties))
        made = self._rows | {
            "locations": TableRows("locations", _locations(locations, places.get())),
            "actors": TableRows("actors", _actors(parties, actors.get())),
            "reviews": TableRows("reviews", map(_decision, decisions)),
            "rejected": TableRows("rejected", (_rejected(number, one) for number, one in enumerate(rejected, start=1))),
            "event_types": TableRows("event_types", schema.codes("event_types").values()),
            "event_modes": TableRows("event_modes", schema.codes("event_modes").values()),
        }
        return {table: made[table] for table in schema.TABLES}

    def _use_actor(self, actor: Actor) -> None:
        if _takes_place(actor, self._actors.get(actor.actor_id)):
            self._actors[actor.actor_id] = actor

    def _with_parents(self) -> dict[str, Actor]:
        """The actors used and all they are part of. Of two with one identifier and different parents only the parent of
        the one that has the row is among them."""
        known = dict(self._actors)
        waiting = list(known.values())
        while waiting:
            parent = waiting.pop().parent
            if parent is not None and _takes_place(parent, known.get(parent.actor_id)):
                known[parent.actor_id] = parent
                waiting.append(parent)
        found: dict[str, Actor] = {}
        for identifier in self._actors:
            actor: Actor | None = known[identifier]
            while actor is not None and actor.actor_id not in found:
                found[actor.actor_id] = actor
                actor = actor.parent and known[actor.parent.actor_id]
        return found

    def _use_location(self, location: Location | None) -> None:
        if location is not None and _takes_place(location, self._locations.get(location.location_id)):
            self._locations[location.location_id] = location

    def _with_containing(self) -> dict[str, Location]:
        """The locations used and all that contain them, each with a parent that is among them or none."""
        found: dict[str, Location] = {}
        for location in self._locations.values():
            step: Location | None = location
            while step is not None and step.location_id not in found:
                parent = _parent(step, self._find)
                found[step.location_id] = replace(step, parent_location_id=parent.location_id if parent else None)
                step = parent
        return found


def _takes_place(one: Actor | Location, known: Actor | Location | None) -> bool:
    """Of two that have one identifier and differ, the same has the row in whatever order they come."""
    return known is None or known is not one and known != one and repr(one) < repr(known)


class _EventOf:
    """The event of each report. Held are 12 bytes a report and some 30 an event."""

    def __init__(self) -> None:
        self._reports, self._numbers = array("Q"), array("I")
        self._events = pa.chunked_array([], pa.string())
        self._sorted = False

    def add(self, linked: Linked) -> None:
        first = len(self._events)
        self._reports.extend(linked.reports)
        self._numbers.extend(array("I", (np.frombuffer(linked.numbers, np.uint32) + np.uint32(first)).tobytes()))
        self._events = pa.chunked_array([*self._events.chunks, *linked.events["event_id"].chunks], pa.string())
        self._sorted = False

    def get(self, report_id: str) -> str | None:
        if not self._sorted:
            reports = np.frombuffer(self._reports, np.uint64)
            order = np.argsort(reports, kind="stable")
            numbers = np.frombuffer(self._numbers, np.uint32)[order].tobytes()
            self._reports, self._numbers = array("Q", reports[order].tobytes()), array("I", numbers)
            self._events = pa.chunked_array([self._events.combine_chunks()], pa.string())
            self._sorted = True
        name = report_number(report_id)
        at = bisect_left(self._reports, name)
        if at == len(self._reports) or self._reports[at] != name:
            return None
        return self._events[self._numbers[at]].as_py()


# --- rows -----------------------------------------------------------------------------------------------------


def _rejected(number: int, fault: Rejected) -> Row:
    return {
        "number": number,
        **{
            name: getattr(fault, name) for name in ("file", "line", "article_id", "stage", "reason", "remedy", "sha256")
        },
    }


def _decision(decision: Decision) -> Row:
    entry = decision.entry
    return {
        "report_id": decision.report_id,
        "decision": entry.decision,
        "changed": LIST_SEPARATOR.join(decision.changed),
        "reviewer": entry.reviewer,
        "date": entry.date,
        "reason": entry.reason,
    }


def _actors(actors: Mapping[str, Actor], names: Mapping[str, list[str]]) -> Iterable[Row]:
    for actor_id, actor in actors.items():
        yield {
            "actor_id": actor_id,
            "name": actor.name,
            "aliases": LIST_SEPARATOR.join(names.get(actor_id, ())),
            "kind": actor.kind,
            "sector": actor.sector,
            "country": actor.country,
            "parent_actor_id": actor.parent.actor_id if actor.parent else None,
            "basis": actor.basis,
        }


def _locations(locations: Mapping[str, Location], names: Mapping[str, list[str]]) -> Iterable[Row]:
    for location_id, location in locations.items():
        yield {
            "location_id": location_id,
            "name": location.name,
            "aliases": LIST_SEPARATOR.join(names.get(location_id, ())),
            "feature_type": location.feature_type,
            "country": location.country,
            "admin1": location.admin1,
            "latitude": location.latitude,
            "longitude": location.longitude,
            "parent_location_id": location.parent_location_id,
            "basis": location.basis,
            "gazetteer": location.gazetteer,
            "gazetteer_key": location.gazetteer_key,
        }


def _parent(location: Location, find: Callable[[str], Location]) -> Location | None:
    # Some gazetteers name a division that no gazetteer here describes: then the country is the next we know.
    country = f"iso3166-1:{location.country}" if location.country else None
    for parent_id in (location.parent_location_id, country):
        if parent_id and parent_id != location.location_id:
            with suppress(KeyError):
                return find(parent_id)
    return None
