"""Events of two blocks that are one: one deed to which two papers' reports give two types ("captured 23 pirates", "took
them into custody"), and events of one type on two sides of a border of the calendar.

Each block is linked first (:mod:`eventpack.linking.join_reports`); then those of two types that no article
reports both of are held against one another. As there is much that is done by the same people on the same day, they
are one deed only if the words say so: a word each of an entry of lexicon/two_types.yaml, or the same word where two
types may be given to one deed (lexicon/one_deed.yaml). A side must be the same and no other may differ, nor place,
day or story; the sum of :mod:`eventpack.linking.evidence` must be positive too, as for any two reports. Where a block
was linked in parts (:mod:`eventpack.linking.blocks`), events near their borders are held against one another as any two
events of one type are.

Cost grows as n log n: events are entered under words, sides and days, and entries that more than FULL share are passed
over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np

from ..core.model import Event, ReportKey
from ..lexicon.reader import lexicon
from ..text.near_copies import Copy
from . import blocks, consensus, evidence, relations, same_side, search_index
from .cluster import COMPARED, LEAST_MEAN, Cluster, Fit, detail, singles
from .cluster import fit as cluster_fit
from .seen import Seen, seen

FULL = 64
_ENTERED = 12  # reports of an event that it is looked up by
# Days between the last day of a deed and an article that reports it without a day, at most.
_FRESH = timedelta(days=3)
# What the words after two triggers must share for two words of one kind to be taken for one deed: "closed the road",
# "blocked the road".
_SAME_OBJECT = 0.5
_AGREEING = ("same", "part", "overlap", "organs")
_AGAINST = frozenset(
    """doers_differ doers_kinds_differ done_to_differ done_to_kinds_differ turned persons_differ place_differ
    sites_differ next_day next_day_of_one days_differ days_open other_story objects_differ""".split()
)

Name = tuple[int, int]  # number of a block, number of an event in it


def keys(event: Event, edges: tuple[int, int] | None = None) -> list[int]:
    """Under what an event is looked for by those of other blocks, in eight bytes each. `edges`: the first and the last day
    of its block, as ordinals, where that is a part of the calendar."""
    found: dict[str, None] = {}
    for report in event.reports[:_ENTERED]:
        one = seen(report, report.source_id)
        words, days = _words(one), _days(one)
        if not days:
            continue
        event_type, stage = blocks.key(report.event_type, report.status)
        found |= dict.fromkeys(f"{stage} {a} {b} {day}" for a in words for b in search_index.sides(one) for day in days)
        if edges and (days[0] <= edges[0] + _FRESH.days or days[-1] >= edges[1] - _FRESH.days):
            pairs = search_index.named_pairs(one)
            found |= dict.fromkeys(f"{stage} {event_type} {a} {b} {day}" for a, b in pairs for day in days)
    return [int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little") for key in found]


def candidates(entered: Sequence[tuple[np.ndarray, np.ndarray]]) -> list[tuple[Name, Name]]:
    """Pairs of events of two blocks that share a key, each once, in order. `entered`: of each block the keys of its events
    and beside each key the number of its event."""
    if not sum(len(one) for one, _ in entered):
        return []
    key = np.concatenate([one for one, _ in entered])
    block = np.concatenate([np.full(len(one), number) for number, (one, _) in enumerate(entered)])
    event = np.concatenate([number for _, number in entered])
    order = np.lexsort((event, block, key))
    key, block, event = key[order], block[order], event[order]
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    ends = np.append(starts[1:], len(key))
    # Sorted by block within a key: the first and the last are of one block where all are.
    shared = (ends - starts > 1) & (ends - starts <= FULL) & (block[starts] != block[ends - 1])
    found: set[tuple[Name, Name]] = set()
    for start, end in zip(starts[shared].tolist(), ends[shared].tolist(), strict=True):
        there = list(zip(block[start:end].tolist(), event[start:end].tolist(), strict=True))
        found.update((a, b) for a, b in combinations(there, 2) if a[0] != b[0])
    return sorted(found)


def cluster(reports: Iterable[ReportKey], copies: Mapping[str, Copy]) -> Cluster:
    """The reports of one event as one cluster again."""
    first, *others = sorted(singles(reports, copies), key=detail)
    for other in others:
        first.merge(other)
    return first


def fitting(events: Mapping[Name, Cluster], pairs: Iterable[tuple[Name, Name]]) -> list[tuple[float, Name, Name]]:
    """The pairs of events that may be one, each with how well they fit."""
    return [(score, a, b) for a, b in pairs if (score := fit(events[a], events[b])) is not None]


def joined(
    events: Mapping[Name, Cluster], pairs: Iterable[tuple[float, Name, Name]]
) -> list[tuple[list[Name], Cluster]]:
    """The events that are one, at least two and of one block each, those that fit best first, with their reports as one
    cluster. `pairs`: as of :func:`fitting`. The clusters given are used up."""
    parts: dict[Name, list[Name]] = {}
    whole: dict[Name, Cluster] = {}  # by the first of the parts
    for _, a, b in sorted(pairs, key=lambda one: (-one[0], one[1:])):
        mine, theirs = parts.get(a, [a]), parts.get(b, [b])
        one, two = whole.get(mine[0], events[a]), whole.get(theirs[0], events[b])
        # Two events of one block are two.
        if {block for block, _ in mine} & {block for block, _ in theirs}:
            continue
        # Of what was joined before, other reports may speak against it.
        if len(mine) + len(theirs) > 2 and fit(one, two) is None:
            continue
        one.merge(two)
        whole.pop(theirs[0], None)
        whole[mine[0]] = one
        both = [*mine, *theirs]
        parts |= dict.fromkeys(both, both)
    return [(parts[first], one) for first, one in whole.items()]


def fit(mine: Cluster, theirs: Cluster) -> float | None:
    """How well two events fit, None where they are two. Of one type, it is what the linker weighs; of two types, the log
    of the odds of the two reports that best show them to be one deed, where not all others speak against it."""
    if not _may_be_one(mine, theirs):
        return None
    pairs = [(a, b) for a, _ in mine.members[:COMPARED] for b, _ in theirs.members[:COMPARED]]
    scores = [evidence.score(a, b) for a, b in pairs]
    if not _types(mine).isdisjoint(_types(theirs)):
        mean = cluster_fit(mine, theirs)
        value = Fit(mean, max(scores)).value if mean is not None else 0.0
        return value if value > 0 else None
    best = max(scores)
    if best <= 0 or sum(scores) / len(scores) <= LEAST_MEAN or not any(_are_one_deed(a, b) for a, b in pairs):
        return None
    return best


def _may_be_one(mine: Cluster, theirs: Cluster) -> bool:
    """Whether neither their articles nor a person say that they are two. An article that gives one another type than the
    other does, and so do two persons."""
    if mine.said_apart(theirs) or mine.was_elsewhere(theirs) or _reviewed_apart(mine, theirs):
        return False
    if mine.articles.isdisjoint(theirs.articles):
        return True
    there = {(one.article, one.report.event_type) for one, _ in theirs.members}
    types = _types(theirs)
    return not any(
        (one.article, other) in there for one, _ in mine.members for other in types - {one.report.event_type}
    )


def _types(of: Cluster) -> set[str]:
    return {one.report.event_type for one, _ in of.members}


def type_of(reports: Sequence[ReportKey], copies: Mapping[str, Copy]) -> str:
    """The type of an event: the one its reports have; where they have two, the one that a person gave, otherwise that of
    the entry of lexicon/two_types.yaml they have words of, otherwise the one that most independent articles give, of
    equals that of the first report."""
    given = {report.event_type for report in reports}
    if len(given) == 1:
        return reports[0].event_type
    reviewed = [report.event_type for report in reports if report.review != "machine"]
    if reviewed:
        return reviewed[0]
    for entry in _entries():
        if entry["is"] in given and len({r.event_type for r in reports if _has_word_of(entry, r)}) > 1:
            return entry["is"]
    articles: dict[str, set[str]] = {}
    for report in reports:
        articles.setdefault(report.event_type, set()).add(consensus.original(report, copies).of)
    return max(articles, key=lambda one: len(articles[one]))  # of equals the first


def _are_one_deed(a: Seen, b: Seen) -> bool:
    """Whether what two reports of two types say can only be of one deed."""
    if evidence.cannot_be_one(a, b):
        return False
    found = evidence.quantities(a, b)
    if not _AGAINST.isdisjoint(found) or not _may_be_of_one_day(a, b):
        return False
    if not _agree("doers", found) and not _agree("done_to", found):
        return False
    entries = [entry for entry in _entries() if _has_word_of(entry, a.report) and _has_word_of(entry, b.report)]
    if any(_has_parties_of(entry, a, b, found) for entry in entries):
        return True
    types = frozenset((a.report.event_type, b.report.event_type))
    if types not in _neighbours():
        return False
    # Of violence two words of one kind are not enough: police fire tear gas at students, and shoot a student dead.
    return "word_same" in found or "deed_same" in found and "ASSAULT" not in types and _share_their_object(a, b)


def _agree(role: str, found: Container[str]) -> bool:
    return any(f"{role}_{degree}" in found for degree in _AGREEING)


def _has_parties_of(entry: Mapping[str, Any], a: Seen, b: Seen, found: Container[str]) -> bool:
    """Whether those agree by whom the entry says one deed is known; the others where a report does not say who they are."""
    if entry["by"] == "both":
        return bool(same_side.contained(a.all_sides, b.all_sides))
    role, other = ("doers", "done_to") if entry["by"] == "actors" else ("done_to", "doers")
    unsaid = f"{role}_once" in found or f"{role}_unsaid" in found
    return _agree(other if unsaid else role, found)


def _share_their_object(a: Seen, b: Seen) -> bool:
    shared = len(a.objects & b.objects)
    return bool(shared) and shared >= _SAME_OBJECT * min(len(a.objects), len(b.objects))


def _may_be_of_one_day(a: Seen, b: Seen) -> bool:
    """Whether the days agree that both reports say, or an article that says none is fresh news of the other's day."""
    if a.is_dated and b.is_dated:
        return True  # and nothing of what was found speaks against it
    dated, other = (a, b) if a.is_dated else (b, a)
    mine, theirs = _last_day(dated), _last_day(other)
    if mine is None or theirs is None or a.report.status in {"future", "hypothetical"}:
        return False
    least = timedelta(0) if dated.is_dated else -_FRESH
    return least <= theirs - mine <= _FRESH


def _last_day(one: Seen) -> date | None:
    """The last day that the text allows; where it says none, the day of publication."""
    report = one.report
    return (report.date_latest or report.date_earliest) if one.is_dated else report.published_latest


def _days(one: Seen) -> list[int]:
    """Days by which a report is found, as ordinals: its last and the three before it, as far as the text allows them. A report of
    a longer span ("in January") and one of a day before these share none, and are not compared."""
    last = _last_day(one)
    if last is None:
        return []
    first = max(1, last.toordinal() - _FRESH.days)  # the calendar begins with day 1
    if one.is_dated and one.report.date_earliest:
        first = max(first, one.report.date_earliest.toordinal())
    return [*range(first, last.toordinal() + 1)]


def _words(one: Seen) -> list[str]:
    report = one.report
    words = [f"entry {n}" for n, entry in enumerate(_entries()) if _has_word_of(entry, report)]
    if any(report.event_type in pair for pair in _neighbours()):
        words += [*sorted(one.triggers), *(f"deed {deed}" for deed in sorted(one.deeds) if one.objects)]
    return words


def _reviewed_apart(mine: Cluster, theirs: Cluster) -> bool:
    """Whether persons gave reports of each two types."""
    one, two = (
        {one.report.event_type for one, _ in side.members if one.report.review != "machine"} for side in (mine, theirs)
    )
    return bool(one and two) and len(one | two) > 1


def _has_word_of(entry: Mapping[str, Any], report: ReportKey) -> bool:
    return report.lemma in entry["reports"].get(report.event_type, ())


@cache
def _entries() -> list[dict[str, Any]]:
    return [entry for entry in lexicon("two_types.yaml") if not entry.get("one_article")]


@cache
def _neighbours() -> frozenset[frozenset[str]]:
    pairs = frozenset(map(frozenset, lexicon("one_deed.yaml")))
    # Who agreed to meet has not met yet: a plan and what came of it are two events, in relation with one another.
    plans = {pair for pair in pairs if pair <= set(relations.family(min(pair)))}
    # Riots are many deeds by the same people on one day: the same word is not enough.
    return pairs - plans - {frozenset(("ASSAULT", "PROTEST"))}
