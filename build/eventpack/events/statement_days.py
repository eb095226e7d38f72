"""On which day a statement was made whose own sentence gives none: that of the speech it is part of.

News dates what somebody says once and goes on: "The envoy said on Monday that the talks had failed. He accused both sides
of delay." What the same speaker goes on to say in the sentences that follow was said on that day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..actors.mentions import known
from ..core.model import Published, Report, TimeMention
from ..parsing import grammar
from ..parsing.tree import Doc, Span, Token, lemma
from . import status_and_source
from .frames import in_class
from .matching import SAID
from .place_and_date import When, when
from .roles import Who

_GOES_ON = 3  # sentences after the one that gives the day


@dataclass(frozen=True)
class _Saying:
    """Who said something on which day."""

    sentence: int
    speakers: frozenset[str]
    day: When


def with_days(
    reports: Sequence[Report],
    sentences: Sequence[Span],
    who: Who,
    times: dict[int, TimeMention],
    doc: Doc,
    published: Published,
) -> list[Report]:
    """The reports, each statement without a day with that of the speech of the same speaker just before it."""
    if not any(_needs_day(r, doc) for r in reports):
        return list(reports)
    sayings = [
        saying
        for number, sentence in enumerate(sentences)
        for token in sentence
        if (saying := _saying(token, number, who, times, doc, published)) is not None
    ]
    sayings += [
        _Saying(r.sentence, _ids(r), When(r.date_text, r.date_earliest, r.date_latest))
        for r in reports
        if r.event_type in SAID and r.date_earliest is not None and r.date_earliest == r.date_latest
    ]
    dated = {id(r): r for r in reports}
    for report in sorted((r for r in reports if _needs_day(r, doc)), key=lambda r: (r.sentence, r.trigger.start)):
        dated[id(report)] = told = _with_day(report, sayings)
        if told is not report:  # and the next sentence may go on from there
            sayings.append(
                _Saying(told.sentence, _ids(told), When(told.date_text, told.date_earliest, told.date_latest))
            )
    return [dated[id(r)] for r in reports]


def _ids(report: Report) -> frozenset[str]:
    return frozenset(actor.actor_id for actor in known(report.actors))


def _saying(
    token: Token, number: int, who: Who, times: dict[int, TimeMention], doc: Doc, published: Published
) -> _Saying | None:
    """Who says something here on a day that the verb's own clause gives; None for any other word."""
    if token.tag_ != "VBD" or not (lemma(token) in status_and_source.speech()["verbs"] or in_class(token, "voicing")):
        return None
    if not any(i in times for i in range(token.sent.start, token.sent.end)):
        return None
    doer = grammar.subject(token)
    speakers = known(who.mentions([doer] if doer is not None else []))
    day = when(token, status_and_source.of(token), "occurred", times, doc, published, True)
    if not speakers or day.earliest is None or day.earliest != day.latest:
        return None
    return _Saying(number, frozenset(actor.actor_id for actor in speakers), day)


def _needs_day(report: Report, doc: Doc) -> bool:
    """Whether a report is a statement told in the simple past that has no day of its own."""
    if report.event_type not in SAID or report.status != "occurred" or report.date_text is not None:
        return False
    verb = doc.first_token(report.trigger.start, report.trigger.end)
    if verb.tag_ == "VBG" and verb.dep_ == "advcl":
        verb = verb.head
    return verb.tag_ == "VBD" and not grammar.auxiliaries(verb) & {"has", "have", "had"} and verb.dep_ != "relcl"


def _with_day(report: Report, sayings: Sequence[_Saying]) -> Report:
    mine = _ids(report)
    before = [s for s in sayings if 0 < report.sentence - s.sentence <= _GOES_ON and not mine.isdisjoint(s.speakers)]
    if not before:
        return report
    day = max(before, key=lambda s: s.sentence).day
    return replace(report, date_text=day.text, date_earliest=day.earliest, date_latest=day.latest)
