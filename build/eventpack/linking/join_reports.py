"""Reports to events: the same event reported twice is one event. This is the only stage that sees several articles.

Two reports are compared by :mod:`eventpack.linking.evidence`; docs/linking.md says how it was measured. The pairs that
fit best are joined first; how well two groups of reports fit is mostly what their pairs say on average. Cost grows as
n log n: sorting, and for each report a bounded number of comparisons (:mod:`eventpack.linking.search_index`).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping

from ..core.model import Event, ReportKey
from ..text.near_copies import Copy
from . import across_blocks, consensus, same_side, summary, tolls
from .cluster import Cluster, Fit, detail, fit, order, singles
from .search_index import Index

# Log of the odds above which reports are joined: even odds, and those that leave no doubt.
_ENOUGH, _SURE = 0.0, 3.0
# What two that the index did not bring together count as, where groups are compared.
_UNLIKE = -4.0


def events_of(block: Iterable[ReportKey], copies: Mapping[str, Copy]) -> Iterator[Event]:
    """The events of one block (:func:`eventpack.linking.blocks.key`), in no order that means anything."""
    return (event_of(cluster, copies) for cluster in clusters(block, copies))


def clusters(block: Iterable[ReportKey], copies: Mapping[str, Copy]) -> list[Cluster]:
    """The events of one type and stage. What fits beyond doubt is joined as it comes, so that an event of a thousand
    reports is one thing to be compared; the rest in the order of how well it fits."""
    return _joined(*_sure(sorted(singles(block, copies), key=detail)))


_APART = Fit(_UNLIKE, _UNLIKE)
_Fits = dict[tuple[int, int], Fit]


def _sure(given: list[Cluster]) -> tuple[list[Cluster], _Fits]:
    """Each cluster joins the one before it that it fits best, if that is beyond doubt. Also how well those that are left
    fit one another, as far as the index found them; the first number of a pair is the lower."""
    index = Index()
    kept: list[Cluster] = []
    sums: dict[tuple[int, int], tuple[float, int]] = {}  # and over how many pairs of reports
    for cluster in given:
        entry, size = index.entry(cluster), len(cluster.members)
        scored = [(score, -n) for n in index.near(entry) if (score := fit(kept[n], cluster)) is not None]
        best, number = max(scored, default=(_UNLIKE, 0))
        number = -number if best > _SURE else len(kept)
        for score, n in scored:
            if -n != number:
                pair, pairs = (min(-n, number), max(-n, number)), size * len(kept[-n].members)
                total, count = sums.get(pair, (0.0, 0))
                sums[pair] = total + score * pairs, count + pairs
        if best > _SURE:
            kept[number].merge(cluster)
        else:
            kept.append(cluster)
        index.add(number, entry)
    fits: _Fits = {}
    for (a, b), (total, count) in sums.items():
        pairs = len(kept[a].members) * len(kept[b].members)
        mean = (total + (pairs - count) * _UNLIKE) / pairs
        fits[a, b] = Fit(mean, mean)
    return kept, fits


def _joined(given: list[Cluster], known: _Fits) -> list[Cluster]:
    """Agglomerative clustering: the two that fit best become one, until no two fit well enough."""
    sizes = [len(cluster.members) for cluster in given]
    fits: list[dict[int, Fit]] = [{} for _ in given]
    best: list[tuple[float, int, int]] = []

    def fitted(a: int, b: int, found: Fit) -> None:
        fits[a][b] = fits[b][a] = found
        if (value := found.value) > _ENOUGH:
            heapq.heappush(best, (-value, min(a, b), max(a, b)))

    for (a, b), found in known.items():
        fitted(a, b, found)
    gone = [False] * len(given)
    while best:
        value, a, b = heapq.heappop(best)
        if gone[a] or gone[b] or b not in fits[a] or fits[a][b].value != -value:
            continue
        if given[a].said_apart(given[b]) or given[a].was_elsewhere(given[b]):
            continue
        given[a].merge(given[b])
        gone[b] = True
        for other in sorted({*fits[a], *fits[b]} - {a, b}):
            mine, theirs = fits[a].get(other, _APART), fits[b].get(other, _APART)
            fits[other].pop(b, None)
            mean = (mine.mean * sizes[a] + theirs.mean * sizes[b]) / (sizes[a] + sizes[b])
            fitted(a, other, Fit(mean, max(mine.best, theirs.best)))
        fits[a].pop(b, None)
        fits[b] = {}
        sizes[a] += sizes[b]
    return [cluster for number, cluster in enumerate(given) if not gone[number]]


def event_of(cluster: Cluster, copies: Mapping[str, Copy]) -> Event:
    """The event that the reports of a cluster are of, and what they support together."""
    members = sorted(((one.report, turned) for one, turned in cluster.members), key=lambda m: order(m[0]))
    reports = [report for report, _ in members]
    earliest, latest = consensus.dates(reports, copies)
    event_type = across_blocks.type_of(reports, copies)
    # A man may shoot a man, both civilians.
    alike = event_type == "ASSAULT"
    actors = consensus.actors(
        [r.recipients if turned else r.actors for r, turned in members], reports, copies, of_one_deed=alike
    )
    recipients = consensus.actors(
        [r.actors if turned else r.recipients for r, turned in members],
        reports,
        copies,
        {a.actor_id for a in actors if not (alike and same_side.is_a_kind_of_people(a))},
    )
    words = {consensus.original(r, copies) for r in reports}
    event = Event(
        "evt-" + reports[0].report_id.removeprefix("rep-"),
        event_type,
        consensus.mode([r for r in reports if r.event_type == event_type], copies),
        consensus.status(reports),
        "",
        earliest,
        latest,
        consensus.place([r.place for r in reports], reports, copies, "where"),
        consensus.place([r.destination for r in reports], reports, copies),
        actors,
        recipients,
        tuple(reports),
        consensus.confidence(reports, copies),
        len({w.of for w in words}),
        len({w.publisher for w in words if w.publisher}),
        consensus.disagreement(members, event_type),
        tolls.together(reports, copies),
    )
    return summary.summarised(event, next((r.theme for r in reports if r.theme), None))
