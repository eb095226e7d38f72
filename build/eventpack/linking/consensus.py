"""What the reports of an event support together, and on what they disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ..core.model import Actor, ReportKey
from ..text.near_copies import Copy
from . import same_place, same_side, same_time

# The furthest stage any report tells is the event's.
STATUS_ORDER = ("occurred", "ongoing", "future", "hypothetical", "negated")

Member = tuple[ReportKey, bool]

# What another article leaves of the doubt.
_LESS_DOUBT = 0.75


def original(report: ReportKey, copies: Mapping[str, Copy]) -> Copy:
    """The article whose word a report is: its own, or the one that its own is a copy of."""
    return copies.get(report.source_id) or Copy(report.source_id, report.publisher)


def status(reports: Iterable[ReportKey]) -> str:
    told = {r.status for r in reports}
    return next(s for s in STATUS_ORDER if s in told)


def dates(reports: Sequence[ReportKey], copies: Mapping[str, Copy]) -> tuple[date | None, date | None]:
    """The bounds all reports agree on or, where some contradict, those most independent articles agree on.

    Of spans with as many articles behind them the shortest, then the earliest, counts.
    """
    spans = {(r.date_earliest, r.date_latest) for r in reports}
    if not any(same_time.contradicts(*a, *b) for a in spans for b in spans):
        return _shared(spans)
    told_by: dict[tuple, set[str]] = {}
    for r in reports:
        told_by.setdefault((r.date_earliest, r.date_latest), set()).add(original(r, copies).of)

    def weight(span: tuple) -> tuple:
        agreeing = [other for other in spans if not same_time.contradicts(*span, *other)]
        length = (span[1] - span[0]).days if None not in span else 10**6
        return (-len(set().union(*(told_by[o] for o in agreeing))), length, span[0] or date.min, span[1] or date.max)

    found = best = min(spans, key=weight)
    for other in sorted(spans - {best}, key=weight):
        if not same_time.contradicts(*found, *other):
            found = _shared({found, other})
    return found


def _shared(spans: Iterable[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    spans = list(spans)
    return max((e for e, _ in spans if e), default=None), min((x for _, x in spans if x), default=None)


def mode(reports: Sequence[ReportKey], copies: Mapping[str, Copy]) -> str | None:
    """The mode most independent articles tell; of equals the first by name."""
    told = Counter(m for _, m in {(original(r, copies).of, r.mode) for r in reports} if m)
    return min(told, key=lambda m: (-told[m], m)) if told else None


def actors(told: Iterable[Iterable[Actor]], taken: Iterable[str] = ()) -> tuple[Actor, ...]:
    """The most precise names the reports support: a state's military rather than the state, police of a country
    rather than police."""
    taken = set(taken)
    by_id = {a.actor_id: a for group in told for a in group if a.actor_id not in taken}
    general = {above.actor_id for actor in by_id.values() for above in same_side.lineage(actor) if above is not actor}
    named = {a.sector for a in by_id.values() if not same_side.is_vague(a)}
    general |= {i for i, a in by_id.items() if same_side.is_vague(a) and a.sector in named}
    return tuple(by_id[i] for i in sorted(by_id) if i not in general)


def confidence(reports: Iterable[ReportKey], copies: Mapping[str, Copy]) -> float:
    """That of the best report of each article, :func:`supported` by the others. Copies of one text err together."""
    best: dict[str, float] = {}
    for r in reports:
        source = original(r, copies).of
        best[source] = max(best.get(source, 0.0), r.confidence)
    return supported(best.values())


def supported(numbers: Iterable[float]) -> float:
    """The confidence in what several articles report: the highest, and a quarter of the doubt less for each other
    article. Articles err alike (the same name is missing, the same place unknown), so doubts are not multiplied."""
    ordered = sorted(numbers, reverse=True)
    return round(1 - (1 - ordered[0]) * _LESS_DOUBT ** (len(ordered) - 1), 2)


def disagreement(members: Sequence[Member]) -> tuple[str, ...]:
    """What the reports contradict one another on, by the names that the schema of events lists.

    Every different value is held against every other; an event has few, however many reports tell it.
    """
    reports = [report for report, _ in members]
    found = []
    spans = {(r.date_earliest, r.date_latest) for r in reports}
    if any(same_time.contradicts(*a, *b) for a in spans for b in spans):
        found.append("date")
    for code, places in (("location", {r.place for r in reports}), ("destination", {r.destination for r in reports})):
        known = sorted(places - {None}, key=lambda p: p.location_id)
        if any(
            same_place.agreement(a, b) in {None, same_place.NEAR} for n, a in enumerate(known) for b in known[n + 1 :]
        ):
            found.append(code)
    for code, sides in (
        ("actors", {r.recipients if turned else r.actors for r, turned in members}),
        ("recipients", {r.actors if turned else r.recipients for r, turned in members}),
    ):
        parties = [same_side.party(side, code == "actors") for side in sides if side]
        if any(same_side.agreement(a, b) is None for n, a in enumerate(parties) for b in parties[n + 1 :]):
            found.append(code)
    if len({r.mode for r in reports if r.mode}) > 1:
        found.append("mode")
    return tuple(found)
