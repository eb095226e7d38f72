"""The reports of a model with those of the built-in rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..casualties import tolls
from ..core.model import Report
from ..lexicon.confidence import confidence_numbers


def combined(said: Sequence[Report], own: Sequence[Report]) -> list[Report]:
    """The model's reports, and those of the rules in sentences of which the model says nothing.

    What both find, with one type and somebody in common, has more confidence; what the rules alone find has less. How
    much, lexicon/confidence.yaml says.
    """
    numbers = confidence_numbers()["model"]
    agreed: set[int] = set()
    alone: list[Report] = []
    for report in own:
        there = [n for n, other in enumerate(said) if other.start < report.end and report.start < other.end]
        agreed.update(n for n in there if _agree(said[n], report))
        if not there:
            alone.append(replace(report, confidence=round(report.confidence * numbers["rules_alone"], 3)))
    hosts = {report.event_key for report in alone if not tolls.is_of_another(report)}
    alone = [report for report in alone if not tolls.is_of_another(report) or report.event_key in hosts]
    more, most = numbers["both"], numbers["both_most"]
    return [
        replace(report, confidence=max(report.confidence, min(most, round(report.confidence + more, 3))))
        if n in agreed
        else report
        for n, report in enumerate(said)
    ] + alone


def _agree(said: Report, own: Report) -> bool:
    def whom(report: Report) -> set[str]:
        return {m.actor.actor_id for m in (*report.actors, *report.recipients) if m.actor is not None}

    return said.event_type == own.event_type and bool(whom(said) & whom(own))
