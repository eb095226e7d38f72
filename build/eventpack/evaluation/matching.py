"""Which row of a package is which event of the gold coding, and in which fields it is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .coded import CodedActor, CodedEvent, CodedPlace
from .gold import Gold, GoldDate, GoldEvent, GoldParty, GoldPlace

FIELDS = ("type", "actors", "recipients", "place", "destination", "date", "status", "source")
# How a row lies to a gold event: its trigger stands in a passage of it, or its passage meets one.
_TRIGGER, _OVERLAP = 2, 1
_Passage = tuple[str, int, int]  # an article and the offsets in it


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row. `fields` are those asked of its gold event, right or not; empty where it is none."""

    row: CodedEvent
    kind: str  # matched, repeats, no event, beside (a further report of an event that need not be found)
    gold: GoldEvent | None
    fields: Mapping[str, bool]

    @property
    def misses(self) -> int:
        return sum(not right for right in self.fields.values())

    @property
    def counts(self) -> bool:
        """Whether it is a row that is right or wrong: one of an event that need not be found, nearly right, is neither."""
        if self.kind == "matched" and self.gold is not None:
            return self.gold.core or self.misses > 1
        return self.kind != "beside"


@dataclass(frozen=True, slots=True)
class Comparison:
    verdicts: tuple[Verdict, ...]
    core: tuple[str, ...]  # keys of the events that must be found
    merged: frozenset[str]  # rows that are several core events
    not_found: tuple[GoldEvent, ...]
    lost: tuple[str, ...]  # passages that the articles do not have
    event_of_report: Mapping[str, str]  # report_id → the key of the event that its own passage reports


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row and an event of the gold coding that may be one: the reading of the event that fits the row best."""

    row: CodedEvent
    key: str
    gold: GoldEvent
    fields: Mapping[str, bool]
    core: bool  # of the event, in any of its readings
    touch: int  # _TRIGGER or _OVERLAP

    @property
    def fit(self) -> float:
        """The share of fields that are right, and a little more where the places and types agree."""
        return sum(self.fields.values()) / len(self.fields) + self.touch / 4 + self.fields["type"] / 4 + self.core / 50


def compare(rows: Sequence[CodedEvent], gold: Gold, texts: Mapping[str, str]) -> Comparison:
    """Every row with a report in an article of the gold coding, each with at most one event, each event with at most one
    row, the best first. `texts`: the articles by id."""
    readings: dict[str, list[GoldEvent]] = defaultdict(list)
    for event in gold.events:
        readings[event.key].append(event)
    spans, lost = _spans(gold, texts)
    wanted = set(gold.articles)
    held = [row for row in rows if any(report.article in wanted for report in row.reports)]
    pairs = _pairs(held, readings, spans)
    matched = _matched(pairs)
    others = _others(pairs, matched)
    verdicts = [matched.get(r.event_id) or others.get(r.event_id) or Verdict(r, "no event", None, {}) for r in held]
    core_keys = tuple(key for key, events in readings.items() if any(one.core for one in events))
    found = {v.gold.key for v in matched.values() if v.gold is not None and v.fields["type"]}
    return Comparison(
        tuple(verdicts),
        core_keys,
        _merged(pairs),
        tuple(readings[key][0] for key in core_keys if key not in found),
        lost,
        _events_of_reports(verdicts, readings, spans),
    )


def _pairs(
    rows: Iterable[CodedEvent], readings: Mapping[str, Sequence[GoldEvent]], spans: Mapping[str, Sequence[_Passage]]
) -> list[_Pair]:
    """The rows and events that may be one, the best first."""
    pairs = []
    for row in rows:
        for key, events in readings.items():
            touch = _touch(row, spans.get(key, ()))
            if not touch:
                continue
            judged = [(judge(row, one), n) for n, one in enumerate(events)]
            fields, n = min(judged, key=lambda p: (_wrong(p[0]), -len(p[0]), p[1]))
            if touch == _TRIGGER or fields["type"]:
                pairs.append(_Pair(row, key, events[n], fields, any(one.core for one in events), touch))
    return sorted(pairs, key=lambda p: (-p.fit, -len(p.row.reports), p.row.event_id, p.key))


def _matched(pairs: Iterable[_Pair]) -> dict[str, Verdict]:
    """event_id → verdict of the rows that are an event: each row and each event once, in the order of the pairs."""
    matched: dict[str, Verdict] = {}
    taken: set[str] = set()
    for pair in pairs:
        if pair.row.event_id not in matched and pair.key not in taken:
            matched[pair.row.event_id] = Verdict(pair.row, "matched", pair.gold, pair.fields)
            taken.add(pair.key)
    return matched


def _others(pairs: Iterable[_Pair], matched: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """event_id → verdict of the rows that are no event of their own but report one."""
    others: dict[str, Verdict] = {}
    for pair in pairs:
        if pair.row.event_id in matched:
            continue
        if pair.core and pair.row.event_id not in others:
            others[pair.row.event_id] = Verdict(pair.row, "repeats", pair.gold, {})
        elif not pair.core and pair.fields["type"] and _wrong(pair.fields) <= 1:
            others[pair.row.event_id] = Verdict(pair.row, "beside", pair.gold, {})
    return others


def _merged(pairs: Iterable[_Pair]) -> frozenset[str]:
    """The rows whose triggers stand in passages of several core events of their type."""
    events: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        if pair.touch == _TRIGGER and pair.fields["type"] and pair.core:
            events[pair.row.event_id].add(pair.key)
    return frozenset(event_id for event_id, keys in events.items() if len(keys) > 1)


def _events_of_reports(
    verdicts: Iterable[Verdict], readings: Mapping[str, Sequence[GoldEvent]], spans: Mapping[str, Sequence[_Passage]]
) -> dict[str, str]:
    """report_id → the key of the event whose passage its trigger stands in; the row's own event where that is one."""
    found: dict[str, str] = {}
    for verdict in verdicts:
        for report in verdict.row.reports:
            keys = [
                key
                for key, passages in spans.items()
                if any(verdict.row.event_type in one.types for one in readings[key])
                and any(a == report.article and start <= report.trigger_start < end for a, start, end in passages)
            ]
            if keys:
                own = verdict.gold.key if verdict.gold is not None else None
                found[report.report_id] = own if own in keys else keys[0]
    return found


def _wrong(fields: Mapping[str, bool]) -> int:
    return sum(not right for right in fields.values())


def _spans(gold: Gold, texts: Mapping[str, str]) -> tuple[dict[str, list[tuple[str, int, int]]], tuple[str, ...]]:
    spans: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    lost = []
    for event in gold.events:
        text = texts.get(event.article, "")
        for passage in event.passages:
            at = text.find(passage)
            if at < 0:
                lost.append(f"{event.article}: {passage}")
            while at >= 0:
                spans[event.key].append((event.article, at, at + len(passage)))
                at = text.find(passage, at + 1)
    return spans, tuple(lost)


def _touch(row: CodedEvent, spans: Iterable[_Passage]) -> int:
    best = 0
    for article, start, end in spans:
        for report in row.reports:
            if report.article == article and report.start < end and start < report.end:
                best = max(best, _TRIGGER if start <= report.trigger_start < end else _OVERLAP)
    return best


def judge(row: CodedEvent, gold: GoldEvent) -> dict[str, bool]:
    """The fields that the gold event asks, right or not."""
    fields = {"type": row.event_type in gold.types}
    for name, parties, found in (("actors", gold.actors, row.actors), ("recipients", gold.recipients, row.recipients)):
        if parties is not None:
            fields[name] = _parties_right(parties, found)
    for name, places, place in (("place", gold.places, row.place), ("destination", gold.destinations, row.destination)):
        if places is not None:
            fields[name] = any(_place_right(one, place) for one in places)
    if gold.date is not None:
        fields["date"] = date_right(gold.date, row)
    if gold.statuses is not None:
        fields["status"] = row.status in gold.statuses
    if gold.sources is not None:
        named = [report.source for report in row.reports if report.source is not None]
        fields["source"] = (
            any(pattern.search(name) for pattern in gold.sources for source in named for name in source.names)
            if gold.sources
            else not named
        )
    return fields


def _parties_right(gold: Sequence[GoldParty], found: Sequence[CodedActor]) -> bool:
    return all(party.optional or any(map(party.is_actor, found)) for party in gold) and all(
        any(party.is_actor(actor) for party in gold) for actor in found
    )


def _place_right(gold: GoldPlace | None, place: CodedPlace | None) -> bool:
    return place is None if gold is None else place is not None and gold.is_place(place)


def date_right(gold: GoldDate, row: CodedEvent) -> bool:
    """Both bounds within the slack; that something was no later than the day it was published on says nothing more."""
    for bound, wanted, found in (("earliest", gold.earliest, row.earliest), ("latest", gold.latest, row.latest)):
        day = row.published
        if bound == "latest" and day and (wanted is None or wanted >= day) and (found is None or found >= day):
            continue
        if (
            bound == "earliest"
            and day
            and found is None
            and wanted is not None
            and wanted >= day
            and row.status == "future"
        ):
            continue
        if wanted is None or found is None:
            if wanted is not found:
                return False
        elif abs(wanted - found) > gold.slack:
            return False
    return True
