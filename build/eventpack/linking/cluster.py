"""An event in the making: reports taken to be of one event, what they have in common, and how they fit another's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ..core.model import JOINED, Location, ReportKey
from ..text.near_copies import Copy
from . import consensus, evidence, same_place, same_time
from .evidence import Seen

# Two events are compared by so many reports of each, those that say most: more would cost, and change little.
COMPARED = 6


@dataclass(slots=True)
class Cluster:
    """Reports taken to be of one event, those that say most first. `turned` members have their sides changed about."""

    members: list[tuple[Seen, bool]]
    earliest: date | None
    latest: date | None
    articles: set[str]
    keys: dict[str, str]  # article → which of its events its coder says this is; passage → which of its reports
    places: dict[str, list[Location]]  # article → where its passages themselves say it was

    @classmethod
    def of(cls, one: Seen) -> Cluster:
        report = one.report
        keys = {f"{report.source_id} {report.start} {report.coder}": report.event_key or report.report_id}
        if report.event_key is not None and not report.event_key.startswith(JOINED):
            keys[report.source_id] = report.event_key
        places = {one.article: [one.own_place]} if one.own_place is not None else {}
        return cls([(one, False)], report.date_earliest, report.date_latest, {one.article}, keys, places)

    def merge(self, other: Cluster) -> None:
        """Take in another's members; where dates differ, this one's stand until the event is settled."""
        turned = evidence.is_turned(self.members[0][0], other.members[0][0]) != (
            self.members[0][1] != other.members[0][1]
        )
        self.members += [(one, was != turned) for one, was in other.members]
        if not same_time.contradicts(self.earliest, self.latest, other.earliest, other.latest):
            self.earliest = max((d for d in (self.earliest, other.earliest) if d), default=None)
            self.latest = min((d for d in (self.latest, other.latest) if d), default=None)
        self.articles |= other.articles
        self.keys |= other.keys
        for article, places in other.places.items():
            known = self.places.setdefault(article, [])
            known += [place for place in places if place not in known]

    @property
    def window(self) -> tuple[int, int] | None:
        """First and last day to look for other reports of the event, as ordinals."""
        return same_time.window(self.members[0][0].report, self.earliest, self.latest)

    def said_apart(self, other: Cluster) -> bool:
        """Whether the coder of an article says that these are two of its events, if only by reporting them in one
        passage as two."""
        fewer, more = sorted((self.keys, other.keys), key=len)
        return any(more.get(where, key) != key for where, key in fewer.items())

    def was_elsewhere(self, other: Cluster) -> bool:
        """Whether one article sets the two in different places, as a round-up does, even if its headline sums them up as one."""
        fewer, more = sorted((self.places, other.places), key=len)
        return any(
            same_place.are_apart(here, there)
            for article, places in fewer.items()
            for here in places
            for there in more.get(article, ())
        )


# How much the best pair counts beside the average: two groups of many reports have some that say little of each other. One
# pair alone does not join two groups most of whose reports speak against it.
_BEST_COUNTS, LEAST_MEAN = 0.8, -2.0


class Fit(NamedTuple):
    """How well two clusters fit: over their pairs on average, and the best of the parts they were made of."""

    mean: float
    best: float

    @property
    def value(self) -> float:
        """Above 0 where they are taken to be of one event."""
        if self.mean < LEAST_MEAN:
            return self.mean
        return (1 - _BEST_COUNTS) * self.mean + _BEST_COUNTS * self.best


def fit(mine: Cluster, theirs: Cluster) -> float | None:
    """How well two clusters of one type and stage fit: the mean, over pairs of their reports, of the log of the odds
    that the two are of one event (:func:`eventpack.linking.evidence.score`). None where they cannot be one."""
    if mine.said_apart(theirs) or mine.was_elsewhere(theirs):
        return None
    if len(mine.members) == len(theirs.members) == 1:
        return evidence.score(mine.members[0][0], theirs.members[0][0])
    groups = _known_as_one(theirs)
    scores = [_best(one, two) for one in _known_as_one(mine) for two in groups]
    return sum(scores) / len(scores)


def _best(mine: list[Seen], theirs: list[Seen]) -> float:
    """The mean, over the reports of two events that their articles' coders know as such, of the best that the other has
    for each."""
    if len(mine) == len(theirs) == 1:
        return evidence.score(mine[0], theirs[0])
    scores = [[evidence.score(a, b) for b in theirs] for a in mine]
    best = [max(row) for row in scores] + [max(column) for column in zip(*scores, strict=True)]
    return sum(best) / len(best)


def _known_as_one(cluster: Cluster) -> list[list[Seen]]:
    """The reports that are compared, together where the coder of an article says that they are of one event: then the
    one that says most speaks for all of them, and what the others leave open is nothing against them."""
    found: dict[tuple[str, str], list[Seen]] = {}
    for one, _ in cluster.members[:COMPARED]:
        report = one.report
        alone = report.event_key is None
        found.setdefault((report.source_id, report.report_id if alone else report.event_key or ""), []).append(one)
    return list(found.values())


def detail(cluster: Cluster) -> tuple:
    """Sort key: what says most comes first, so that what says little finds its event there."""
    one = cluster.members[0][0]
    report = one.report
    said = (
        bool(one.doers.ids)
        + bool(one.done_to.ids)
        + 2 * (report.place is not None)
        + 2 * (report.date_earliest is not None)
    )
    return (-said, *order(report))


def order(report: ReportKey) -> tuple:
    """Sort key of reports: by publication, then article, then place in it."""
    return (
        report.published_earliest or date.max,
        report.source_id,
        report.start,
        report.trigger_start,
        report.report_id,
    )


def singles(reports: Iterable[ReportKey], copies: Mapping[str, Copy]) -> list[Cluster]:
    """Each report by itself, but for those of which their article's coder says that they are of one event.

    Copies of a text are one article: what is one event in it is one in all of them.
    """
    found: list[Cluster] = []
    of_key: dict[tuple[str, str], Cluster] = {}
    for report in sorted(reports, key=order):
        one = Cluster.of(evidence.seen(report, consensus.original(report, copies).of))
        if report.event_key is not None:
            known = of_key.setdefault((report.source_id, report.event_key), one)
            if known is not one:
                known.merge(one)
                continue
        found.append(one)
    return found
