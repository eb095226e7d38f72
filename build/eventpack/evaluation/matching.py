"""Which row of a package tells which event of the gold coding, and in which fields it is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .coded import CodedActor, CodedEvent, CodedPlace
from .gold import Gold, GoldDate, GoldEvent, GoldParty, GoldPlace

FIELDS = ("type", "actors", "recipients", "place", "destination", "date", "status", "source")
# How a row lies to a gold event: its trigger stands in a passage of it, or its passage meets one.
_TRIGGER, _OVERLAP = 2, 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one row. `fields` are those asked of its gold event, right or not; empty where it tells none."""

    row: CodedEvent
    kind: str  # matched, repeats, no event, beside (a further telling of an event that nobody need find)
    gold: GoldEvent | None
    fields: Mapping[str, bool]

    @property
    def misses(self) -> int:
        return sum(not right for right in self.fields.values())

    @property
    def counts(self) -> bool:
        """Whether it is a row that is right or wrong: one of an event that nobody need find, nearly right, is neither."""
        if self.kind == "matched":
            return self.gold.core or self.misses > 1
        return self.kind != "beside"


@dataclass(frozen=True, slots=True)
class Comparison:
    verdicts: tuple[Verdict, ...]
    core: tuple[str, ...]  # keys of the events that must be found
    merged: frozenset[str]  # rows that are several core events
    not_found: tuple[GoldEvent, ...]
    lost: tuple[str, ...]  # passages that the articles do not have
    told: Mapping[str, str]  # report_id → the key of the event that its own passage tells


def compare(rows: Sequence[CodedEvent], gold: Gold, texts: Mapping[str, str]) -> Comparison:
    """Every row with a report in an article of the gold coding, each with at most one event, each event with at most one
    row, the best first. `texts`: the articles by id."""
    tellings: dict[str, list[GoldEvent]] = defaultdict(list)
    for event in gold.events:
        tellings[event.key].append(event)
    spans, lost = _spans(gold, texts)
    wanted = set(gold.articles)
    held = [row for row in rows if any(report.article in wanted for report in row.reports)]
    pairs = []
    for row in held:
        for key, told in tellings.items():
            touch = _touch(row, spans.get(key, ()))
            if not touch:
                continue
            best = min(
                ((judge(row, one), n) for n, one in enumerate(told)), key=lambda p: (_wrong(p[0]), -len(p[0]), p[1])
            )
            fields, n = best
            if touch == _TRIGGER or fields["type"]:
                core = any(one.core for one in told)
                score = sum(fields.values()) / len(fields) + touch / 4 + fields["type"] / 4 + core / 50
                pairs.append((score, row, key, fields, told[n], core, touch))
    pairs.sort(key=lambda p: (-p[0], -len(p[1].reports), p[1].event_id, p[2]))
    matched: dict[str, Verdict] = {}
    taken: set[str] = set()
    for _, row, key, fields, one, _, _ in pairs:
        if row.event_id not in matched and key not in taken:
            matched[row.event_id] = Verdict(row, "matched", one, fields)
            taken.add(key)
    others: dict[str, Verdict] = {}
    touched: dict[str, set[str]] = defaultdict(set)
    for _, row, key, fields, one, core, touch in pairs:
        if touch == _TRIGGER and fields["type"] and core:
            touched[row.event_id].add(key)
        if row.event_id in matched:
            continue
        if core and row.event_id not in others:
            others[row.event_id] = Verdict(row, "repeats", one, {})
        elif not core and fields["type"] and _wrong(fields) <= 1:
            others[row.event_id] = Verdict(row, "beside", one, {})
    verdicts = [matched.get(r.event_id) or others.get(r.event_id) or Verdict(r, "no event", None, {}) for r in held]
    told = {}
    for verdict in verdicts:
        for report in verdict.row.reports:
            keys = [
                key
                for key, spans_of in spans.items()
                if any(verdict.row.event_type in one.types for one in tellings[key])
                and any(a == report.article and start <= report.trigger_start < end for a, start, end in spans_of)
            ]
            if keys:
                own = verdict.gold.key if verdict.gold is not None else None
                told[report.report_id] = own if own in keys else keys[0]
    core_keys = tuple(key for key, told in tellings.items() if any(one.core for one in told))
    found = {v.gold.key for v in matched.values() if v.fields["type"]}
    return Comparison(
        tuple(verdicts),
        core_keys,
        frozenset(i for i, keys in touched.items() if len(keys) > 1),
        tuple(tellings[key][0] for key in core_keys if key not in found),
        lost,
        told,
    )


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


def _touch(row: CodedEvent, spans: Iterable[tuple[str, int, int]]) -> int:
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
        if (wanted is None) != (found is None) or (wanted is not None and abs(wanted - found) > gold.slack):
            return False
    return True
