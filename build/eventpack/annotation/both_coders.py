"""The reports of a model with those of the built-in rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..core.model import Report

# Where the model tells of no event the rules are wrong more often than elsewhere, and where both find one it is there
# more often (docs/method.md).
_RULES_ALONE = 0.5
_AGREED = 0.1
_MOST = 0.95


def combined(said: Sequence[Report], own: Sequence[Report]) -> list[Report]:
    """The model's reports, and those of the rules in sentences of which the model says nothing.

    What both find, with one type and somebody in common, is told with more confidence; what the rules alone find, with
    less.
    """
    agreed: set[int] = set()
    alone: list[Report] = []
    for report in own:
        there = [n for n, other in enumerate(said) if other.start < report.end and report.start < other.end]
        agreed.update(n for n in there if _agree(said[n], report))
        if not there:
            alone.append(replace(report, confidence=round(report.confidence * _RULES_ALONE, 3)))
    return [
        replace(report, confidence=max(report.confidence, min(_MOST, round(report.confidence + _AGREED, 3))))
        if n in agreed
        else report
        for n, report in enumerate(said)
    ] + alone


def _agree(said: Report, own: Report) -> bool:
    def whom(report: Report) -> set[str]:
        return {m.actor.actor_id for m in (*report.actors, *report.recipients) if m.actor is not None}

    return said.event_type == own.event_type and bool(whom(said) & whom(own))
