"""An event in the making: its reports, what they agree on so far, and whether it can be one with another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..core.model import Location, ReportKey
from ..text.near_copies import Copy
from . import same_place, same_side, same_time
from .same_side import KIND, SIDE, UNKNOWN, Party

# Who met or signed with whom is the same either way.
MUTUAL = frozenset({"CONSULT", "COOPERATE", "AGREE", "SUPPORT"})
# What a side does not do twice in a place within days: two papers that differ by a day or two tell of one such event.
_ONCE = frozenset({"RETREAT", "CONCEDE", "SANCTION"})
_ONCE_DAYS = 3
# How an attack was made is told in many ways; in other types the mode says what was done.
_MEANS = frozenset({"firearms", "explosives", "suicide-attack", "heavy-weapons", "primitive", "destroy"})
_ENOUGH = 2.0
_ENOUGH_IN_ONE_ARTICLE = 1.0


@dataclass(slots=True)
class Cluster:
    """Reports taken to be of one event. `turned` members have their sides changed about."""

    members: list[tuple[ReportKey, bool]]
    actors: Party
    recipients: Party
    earliest: date | None
    latest: date | None
    location: Location | None
    destination: Location | None
    modes: frozenset[str]
    theme: str | None
    sources: set[str]
    lemmas: frozenset[str]
    ongoing: bool  # all members tell of it as going on
    keys: dict[str, str]  # article → which of its events the article's coder says this is

    @classmethod
    def of(cls, report: ReportKey, source_id: str) -> Cluster:
        """`source_id`: the article whose word the report is; of a copy, its original."""
        return cls(
            [(report, False)],
            same_side.party(report.actors, True),
            same_side.party(report.recipients, False),
            report.date_earliest,
            report.date_latest,
            report.place,
            report.destination,
            _one(report.mode),
            report.theme,
            {source_id},
            _one(report.lemma),
            report.status == "ongoing",
            {report.source_id: report.event_key} if report.event_key is not None else {},
        )

    def merge(self, other: Cluster, turned: bool) -> None:
        """Take in another's members; where dates differ, this one's stand until the event is settled."""
        self.members += [(report, was != turned) for report, was in other.members]
        actors, recipients = other.sides(turned)
        self.actors = self.actors.joined(actors)
        self.recipients = self.recipients.joined(recipients)
        if not same_time.contradicts(self.earliest, self.latest, other.earliest, other.latest):
            self.earliest = max((d for d in (self.earliest, other.earliest) if d), default=None)
            self.latest = min((d for d in (self.latest, other.latest) if d), default=None)
        self.location = same_place.finer(self.location, other.location)
        self.destination = same_place.finer(self.destination, other.destination)
        self.modes |= other.modes
        self.theme = self.theme or other.theme
        self.sources |= other.sources
        self.lemmas |= other.lemmas
        self.keys |= other.keys
        self.ongoing = self.ongoing and other.ongoing

    @property
    def window(self) -> tuple[int, int] | None:
        """First and last day to look for other tellings, as ordinals."""
        return same_time.window(self.members[0][0], self.earliest, self.latest)

    def sides(self, turned: bool) -> tuple[Party, Party]:
        return (self.recipients, self.actors) if turned else (self.actors, self.recipients)


@lru_cache(maxsize=1 << 14)
def _one(word: str | None) -> frozenset[str]:
    return frozenset([word] if word else ())


def agreement(mine: Cluster, theirs: Cluster, turned: bool, event_type: str, alone: bool) -> float | None:
    """How well two clusters of one type and stage fit, None where they contradict or too little speaks for it.

    Evidence is counted from who, whom, where (closer than a country) and when, up to 1 each. Across articles it takes
    two, and somebody in particular among them, or else a place and a day that say whose the police or the gunmen are; a
    report of an article the event is told in already (`alone`: a single report) needs one.
    """
    if not mine.keys.keys().isdisjoint(theirs.keys) and any(theirs.keys.get(s, k) != k for s, k in mine.keys.items()):
        return None
    gap = same_time.contradicts(mine.earliest, mine.latest, theirs.earliest, theirs.latest)
    if gap > _ONCE_DAYS or (gap and (event_type not in _ONCE or mine.ongoing != theirs.ongoing)):
        return None
    if mine.theme and theirs.theme and mine.theme != theirs.theme:
        return None
    if (mine.destination is None) != (theirs.destination is None):
        return None
    actors, recipients = theirs.sides(turned)
    doers = same_side.agreement(mine.actors, actors)
    if doers is None:
        return None
    place = 0.0
    if mine.location is not None and theirs.location is not None:
        found = same_place.agreement(mine.location, theirs.location)
        if found is None:
            return None
        place = found
    done_to = same_side.agreement(mine.recipients, recipients)
    if done_to is None:
        if not _country_for_place(mine, recipients, theirs):
            return None
        done_to = UNKNOWN
    if mine.destination is not None and same_place.agreement(mine.destination, theirs.destination) is None:
        return None
    told_when = 0.0 if gap else same_time.agreement(mine.earliest, mine.latest, theirs.earliest, theirs.latest)
    close = same_place.is_close(mine.location) and same_place.is_close(theirs.location) and place >= same_place.HELD
    known = max(doers, done_to) >= SIDE
    same_article = alone and not mine.sources.isdisjoint(theirs.sources)
    if (gap or place == same_place.NEAR) and not (doers >= SIDE and (close or told_when == 1.0 or same_article)):
        return None
    if (
        mine.modes
        and theirs.modes
        and not mine.modes & theirs.modes
        and not (mine.modes | theirs.modes <= _MEANS and doers >= KIND and close and told_when == 1.0)
    ):
        return None
    evidence = _weight(doers) + _weight(done_to) + close + told_when
    if same_article:
        if evidence < _ENOUGH_IN_ONE_ARTICLE:
            return None
    elif evidence < _ENOUGH or not (known or (close and told_when == 1.0)):
        return None
    # A withdrawal of which nothing more is said is one of troops, the main thing, before one of equipment.
    theme = 1.0 if mine.theme == theirs.theme or "troops" in {mine.theme, theirs.theme} else 0.0
    return (
        2 * doers
        + 1.5 * done_to
        + 2 * place
        + 1.5 * told_when
        + theme
        + (0.5 if same_article else 0.0)
        + (0.25 if mine.lemmas & theirs.lemmas else 0.0)
    )


def _weight(degree: float) -> float:
    return 1.0 if degree >= SIDE else 0.5 if degree == KIND else 0.0


def _country_for_place(mine: Cluster, recipients: Party, theirs: Cluster) -> bool:
    """ "Struck Lebanon" for "struck the group in Tyre": a country as the one done to may stand for the place."""
    countries = {c.location.country for c in (mine, theirs) if c.location is not None}
    return any(
        party.ids and len(party.ids) == len(party.countries) and party.countries <= countries
        for party in (mine.recipients, recipients)
    )


def detail(cluster: Cluster) -> tuple:
    """Sort key: what says most comes first, so that what says little finds its event there."""
    return (
        -(
            bool(cluster.actors.ids)
            + bool(cluster.recipients.ids)
            + 2 * (cluster.location is not None)
            + 2 * (cluster.earliest is not None)
            + (cluster.theme is not None)
        ),
        *min(order(report) for report, _ in cluster.members),
    )


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
        one = Cluster.of(report, copies[report.source_id].of if report.source_id in copies else report.source_id)
        key = (report.source_id, report.event_key or "")
        if report.event_key is not None and key in of_key:
            of_key[key].merge(one, False)
            continue
        found.append(one)
        of_key[key] = one
    return found
