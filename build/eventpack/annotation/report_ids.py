"""What a report is known by: its lasting identifier, its number among those of one trigger; whether it makes an event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from ..core.model import ActorMention, Annotation, Report

# Types whose events are words: without a known speaker or addressee they report nothing that can be looked up.
_WORDS = frozenset({"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})


def makes_event(event_type: str, status: str, somebody_known: bool) -> bool:
    """Whether a report of this type and status makes an event: somebody is known on either side, or it is a deed.

    A deed is an event whoever did it (ACLED and UCDP GED code the unidentified). Words between unknown parties are
    none, nor is what such parties did not do or only might.
    """
    return somebody_known or (event_type not in _WORDS and status not in {"negated", "hypothetical"})


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
        of_trigger.setdefault(report.trigger.start, []).append(reading(report))
    return tuple(
        report
        if len(of_trigger[report.trigger.start]) == 1
        else replace(report, number=sorted(of_trigger[report.trigger.start]).index(reading(report)))
        for report in reports
    )


def reading(report: Report) -> tuple:
    """What a report says, as far as it tells the reports of one trigger apart."""

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
