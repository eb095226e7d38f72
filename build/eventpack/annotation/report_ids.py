"""What a report is known by: its lasting identifier, and its number among those of one trigger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from ..core.model import ActorMention, Annotation, Report


def report_id(annotation: Annotation, report: Report) -> str:
    """`rep-` and 16 digits made from the article's text, where the trigger stands in it, and the report's number there.

    What the words are coded as is no part of it: a report stays the same when it is coded anew, or corrected.
    """
    key = f"{annotation.article.source_id}|{report.trigger.start}|{report.number}"
    return "rep-" + hashlib.sha256(key.encode()).hexdigest()[:16]


def numbered(reports: Iterable[Report]) -> tuple[Report, ...]:
    """The reports an article's coder found, in their order, those of one trigger told apart by `number`."""
    reports = tuple(reports)
    of_trigger: dict[int, list[tuple]] = {}
    for report in reports:
        of_trigger.setdefault(report.trigger.start, []).append(_reading(report))
    return tuple(
        report
        if len(of_trigger[report.trigger.start]) == 1
        else replace(report, number=sorted(of_trigger[report.trigger.start]).index(_reading(report)))
        for report in reports
    )


def _reading(report: Report) -> tuple:
    def ids(mentions: Iterable[ActorMention]) -> tuple:
        return tuple((m.start, m.actor.actor_id if m.actor else "") for m in mentions)

    return (
        report.event_type,
        report.mode or "",
        report.status,
        report.start,
        report.end,
        ids(report.actors),
        ids(report.recipients),
        report.place.start if report.place else -1,
        report.destination.start if report.destination else -1,
        str(report.date_earliest),
        str(report.date_latest),
    )
