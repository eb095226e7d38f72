"""An event between the linker and the tables: its rows, and what other events are held against.

It is light, since all events of a type are in memory at once; and it can be kept, since most of an archive stays as it
was when an article joins (:mod:`eventpack.link_cache`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import edtf, schema
from .linking import who
from .linking.relations import Side
from .model import Actor, Event, Location

LIST_SEPARATOR = "|"
Row = dict[str, Any]
_DATES = ("date_earliest", "date_latest")


@dataclass(frozen=True, slots=True)
class Linked:
    """`row` of the table events, its actors and places, the identifiers of its reports, and its side."""

    row: Row
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    reports: tuple[str, ...]
    side: Side

    @classmethod
    def of(cls, event: Event) -> Linked:
        """Raises KeyError for an event type that is no code of event_types, ValueError for a mode not of its type."""
        return cls(_row(event), event.actors, event.recipients, tuple(r.report_id for r in event.reports),
                   Side.of(event))


def dumps(events: Iterable[Linked], number: Callable[[Actor | Location | None], int | None]) -> Iterator[bytes]:
    """As JSON, a line an event. `number` names an actor or a place for good."""
    return (json.dumps([
        list(e.row.values()), [number(a) for a in e.actors], [number(a) for a in e.recipients], e.reports,
        e.side.mode, number(e.side.location), number(e.side.destination), sorted(e.side.lemmas), e.side.told,
    ], ensure_ascii=False, separators=(",", ":"), default=date.isoformat).encode("utf-8", "surrogatepass") + b"\n"
        for e in events)


def loads(data: bytes, thing: Callable[[int | None], Any]) -> Iterator[Linked]:
    """What :func:`dumps` wrote. Raises KeyError where `thing` does not know a number."""
    for line in data.splitlines():
        cells, doers, done_to, reports, mode, place, destination, lemmas, told = json.loads(
            line.decode("utf-8", "surrogatepass"))
        row = dict(zip(_NAMES, cells, strict=True))
        for name in _DATES:
            row[name] = row[name] and date.fromisoformat(row[name])
        actors, recipients = (tuple([thing(n) for n in side]) for side in (doers, done_to))
        side = Side(row["event_id"], row["event_type"], row["status"], mode, row["date_earliest"], row["date_latest"],
                    thing(place), thing(destination), who.party(actors, True), who.party(recipients, False),
                    frozenset(lemmas), told and date.fromisoformat(told))
        yield Linked(row, actors, recipients, tuple(reports), side)


def _row(event: Event) -> Row:
    kind = schema.codes("event_types")[event.event_type]
    return dict(zip(_NAMES, (
        event.event_id, event.event_type, mode_code(event.event_type, event.mode), kind["quad_class"],
        kind["intensity"], event.status, event.summary, event.date_earliest, event.date_latest,
        edtf.from_bounds(event.date_earliest, event.date_latest),
        edtf.precision(event.date_earliest, event.date_latest), event.location and event.location.location_id,
        location_precision(event.location.feature_type) if event.location else None,
        event.destination and event.destination.location_id, len(event.reports), event.n_sources, event.n_publishers,
        round(event.confidence, 3), LIST_SEPARATOR.join(event.disagreement),
    ), strict=True))


_NAMES = ("event_id", "event_type", "mode", "quad_class", "intensity", "status", "summary", "date_earliest",
          "date_latest", "date_edtf", "date_precision", "location_id", "location_precision", "destination_location_id",
          "n_reports", "n_sources", "n_publishers", "confidence", "disagreement")


def mode_code(event_type: str, mode: str | None) -> str | None:
    """The code of event_modes for a PLOVER mode of an event type. Raises ValueError where it has no such mode."""
    if mode is None:
        return None
    code = f"{event_type}-{mode}"
    if code not in schema.codes("event_modes"):
        raise ValueError(f"{event_type} has no mode {mode!r}; schemas/codes/event_modes.csv lists them")
    return code


def location_precision(feature_type: str) -> int:
    """UCDP GED's `where_prec`, 1 to 7, for a kind of place. Raises KeyError for an unknown kind."""
    return int(schema.codes("feature_types")[feature_type]["location_precision"])
