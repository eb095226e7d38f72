"""How far two packages of the same articles agree, field by field: Krippendorff's alpha, by the library of that name.

The unit is a passage that both code: a report of one whose trigger is the trigger of a report of the other. What only one
codes is counted, but has no value to agree on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..core.optional_parts import needed
from .coded import CodedEvent, CodedReport

_FIELDS: dict[str, Callable[[CodedEvent], str]] = {
    "type": lambda e: e.event_type,
    "status": lambda e: e.status,
    "actors": lambda e: "|".join(sorted(a.actor_id for a in e.actors)),
    "recipients": lambda e: "|".join(sorted(a.actor_id for a in e.recipients)),
    "place": lambda e: e.place.location_id if e.place else "",
    "destination": lambda e: e.destination.location_id if e.destination else "",
    "date": lambda e: f"{e.earliest or ''}/{e.latest or ''}",
}


def agreement(one: Sequence[CodedEvent], other: Sequence[CodedEvent]) -> dict[str, Any]:
    """Alpha of each field (nominal), None where it is not defined: fewer than two values, or no passage in common."""
    krippendorff = needed("krippendorff", "evaluate")
    mine, theirs = _passages(one), _passages(other)
    both = sorted(mine.keys() & theirs.keys())
    fields = {}
    for name, value in _FIELDS.items():
        values = [[value(side[key]) for key in both] for side in (mine, theirs)]
        numbers = {text: n for n, text in enumerate(sorted({*values[0], *values[1]}))}
        alpha = None
        if len(numbers) > 1:
            coded = [[numbers[text] for text in side] for side in values]
            alpha = round(float(krippendorff.alpha(reliability_data=coded, level_of_measurement="nominal")), 4)
        same = sum(a == b for a, b in zip(*values, strict=True))
        fields[name] = {"alpha": alpha, "same": same, "of": len(both)}
    return {
        "passages_of_both": len(both),
        "only_in_the_first": len(mine.keys() - theirs.keys()),
        "only_in_the_second": len(theirs.keys() - mine.keys()),
        "fields": fields,
    }


def _passages(events: Sequence[CodedEvent]) -> dict[tuple[str, int], CodedEvent]:
    """The first event reported at each trigger of each article."""
    found: dict[tuple[str, int], CodedEvent] = {}
    for event in events:
        for report in event.reports:
            found.setdefault(_key(report), event)
    return found


def _key(report: CodedReport) -> tuple[str, int]:
    return report.article, report.trigger_start
