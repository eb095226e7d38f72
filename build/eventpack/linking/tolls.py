"""How many were killed, injured and so on in an event, by what its reports say together: low, best and high.

The rule, in the spirit of UCDP GED's (conservative, later news before earlier, doubt shown by low and high):

1. The figures of one kind in one report are added up; a bound that one of them leaves open stays open.
2. What one article has from one source of claims is one voice: its largest total, since parts are given beside the whole
   and tolls rise while an article is written. Copies of one text are one article. Where no total is as large, those
   of a state's forces, of armed groups and of everybody else, killed or harmed otherwise, are added up: "12 rebels died", "three soldiers were killed",
   unless the reports are of different places.
3. A count that the article says came later takes the place of the smaller ones of that article, and of those before it;
   one that was lowered takes the place of larger ones. What was replaced by a lower count still shows in high.
4. A later article's higher total takes the place of an earlier, lower one: the toll has risen. So does a lower one that the
   later article says is a correction. "At least 14" and "dozens" give way to an exact total that they allow.
5. Of the totals left, low is the lowest and high the largest, empty where the largest is open ("at least 20"). Best is
   the one that most articles have; of as many the lower.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from ..core.model import REAL, Location, ReportKey, Toll
from ..text.near_copies import Copy
from . import same_place
from .consensus import original

LATER, LOWERED, EARLIER = "later", "lowered", "earlier"  # codes of schemas/codes/casualty_revisions
_SIDES = {
    **dict.fromkeys(("MIL", "COP", "SPY", "PRM"), "state"),
    **dict.fromkeys(("REB", "UAF", "CRM"), "armed"),
}  # by sector; everybody else whose sector is known is a side by itself


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one report. `sector`: of those who came to harm, as of an Actor."""

    low: int | None
    high: int | None
    sector: str | None = None
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """A total by one article's word, or by that of the source it names."""

    low: int | None
    high: int | None
    article: str  # the source_id of the article; of a copy, of its original
    published: date | None
    reports: tuple[int, ...] = (0,)  # the places of its reports among those of the event
    source: str | None = None  # the actor_id of the source that the report names
    revision: str | None = None
    at: int = 0  # where its passage begins in the article
    place: Location | None = None  # of its report
    sides: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)  # if every figure has one

    @property
    def size(self) -> int:
        """The largest number it has."""
        return max(n for n in (self.low, self.high) if n is not None)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one report says of one kind of casualties."""

    figures: Sequence[Figure]
    article: str  # as of a Voice
    source: str | None  # as of a Voice
    published: date | None  # the last day on which the article can have been published
    at: int = 0  # as of a Voice
    place: Location | None = None  # as of a Voice


# What becomes of a voice when all have spoken.
COUNTS, PART, SIDE, RISEN, REPLACED, ALLOWED = "counts", "part", "side", "risen", "replaced", "allowed"


def together(reports: Sequence[ReportKey], copies: Mapping[str, Copy]) -> tuple[Toll, ...]:
    """What the reports of an event support: one figure of each kind they have, kinds in alphabetical order."""
    kinds = sorted({toll.kind for report in reports for toll in report.tolls if report.status in REAL})
    return tuple(_event(kind, _claims(kind, reports, copies)) for kind in kinds)


def _claims(kind: str, reports: Sequence[ReportKey], copies: Mapping[str, Copy]) -> list[Claim]:
    return [
        Claim(
            figures(report, kind) if report.status in REAL else [],
            original(report, copies).of,
            report.attributed_to.actor_id if report.attributed_to else None,
            report.published_latest,
            report.start,
            report.place,
        )
        for report in reports
    ]


def figures(report: ReportKey, kind: str) -> list[Figure]:
    """A report's figures of one kind."""
    return [
        Figure(toll.low, toll.high, toll.actor.sector if toll.actor else None, toll.revision)
        for toll in report.tolls
        if toll.kind == kind
    ]


def by_side(figures: Sequence[Figure]) -> dict[str, tuple[int | None, int | None]]:
    """Low and high of each side: a state's forces, armed groups, everybody else. Nothing unless every figure has a side."""
    sides: dict[str, list[tuple[int | None, int | None]]] = defaultdict(list)
    for one in figures if all(one.sector for one in figures) else ():
        sides[_SIDES.get(one.sector or "", "others")].append((one.low, one.high))
    return {side: _sum(bounds) for side, bounds in sides.items()}


def weighed(claims: Sequence[Claim]) -> list[tuple[Voice, str]]:
    """Each report's total, in their order, and what becomes of it: it COUNTS, is a PART of a larger one or repeats it, is
    added to what other reports say of another SIDE, has RISEN since, was REPLACED by a lower count or a later one, or is
    one that an exact total is ALLOWED by. Behind them the sums over sides. Reports without a figure are left out."""
    voices = [_voice(number, claim) for number, claim in enumerate(claims) if claim.figures]
    of_article: dict[str, list[Voice]] = defaultdict(list)
    for voice in voices:
        of_article[voice.article].append(voice)
    lowered = [voice for voice in voices if voice.revision == LOWERED]  # only these replace those of other articles
    replaced = {
        v.reports for v in voices if any(_replaces(other, v) for other in chain(of_article[v.article], lowered))
    }
    of_source: dict[tuple[str, str | None], list[Voice]] = defaultdict(list)
    for voice in voices:
        if voice.reports not in replaced:
            of_source[voice.article, voice.source].append(voice)
    largest: dict[tuple[str, str | None], Voice] = {}
    added = []
    for key, of_one in of_source.items():
        largest[key] = max(of_one, key=lambda v: (v.size, v.high is not None, v.low or 0))
        if (summed := _over_sides(of_one, largest[key].size)) is not None:
            largest[key] = summed
            added.append(summed)
    whole = {voice.reports for voice in largest.values()}
    sides = {number for one in added for number in one.reports}
    risen = {v.reports for v in largest.values() if any(_supersedes(other, v) for other in largest.values())}
    exact = [v for v in largest.values() if v.reports not in risen and v.low is not None and v.high is not None]

    def becomes(voice: Voice) -> str:
        if voice.reports in replaced:
            return REPLACED
        if voice.reports not in whole:
            return SIDE if voice.reports[0] in sides else PART
        if voice.reports in risen:
            return RISEN
        return ALLOWED if any(_is_allowed(by.low, voice) for by in exact) else COUNTS

    return [(voice, becomes(voice)) for voice in (*voices, *added)]


def _voice(number: int, claim: Claim) -> Voice:
    low, high = _sum([(one.low, one.high) for one in claim.figures])
    revisions = {one.revision for one in claim.figures}
    return Voice(
        low,
        high,
        claim.article,
        claim.published,
        (number,),
        claim.source,
        next((code for code in (LOWERED, LATER, EARLIER) if code in revisions), None),
        claim.at,
        claim.place,
        by_side(claim.figures),
    )


def _sum(bounds: Sequence[tuple[int | None, int | None]]) -> tuple[int | None, int | None]:
    """Low and high of some figures together; an open upper bound stays open."""
    lows = [low for low, _ in bounds if low is not None]
    highs = [high for _, high in bounds if high is not None]
    return (sum(lows) if lows else None), (sum(highs) if len(highs) == len(bounds) else None)


def _over_sides(voices: Sequence[Voice], most: int) -> Voice | None:
    """The sum of the largest figure of each side in the voices of one source; None where only one side has any, or some
    total is as large."""
    of_side: dict[str, tuple[tuple[int | None, int | None], Voice]] = {}
    for voice in voices:
        for side, bounds in voice.sides.items():
            known = of_side.get(side)
            if known is None or max(n for n in bounds if n is not None) > max(n for n in known[0] if n is not None):
                of_side[side] = bounds, voice
    low, high = _sum([bounds for bounds, _ in of_side.values()])
    if len(of_side) < 2 or max((n for n in (low, high) if n is not None), default=0) <= most:
        return None
    if _are_of_two_places([voice.place for _, voice in of_side.values()]):
        return None
    first = voices[0]
    numbers = sorted({voice.reports[0] for _, voice in of_side.values()})
    return Voice(low, high, first.article, first.published, tuple(numbers), first.source, None, first.at)


def _are_of_two_places(places: Sequence[Location | None]) -> bool:
    known = [place for place in places if place is not None]
    return any(same_place.agreement(a, b) is None for n, a in enumerate(known) for b in known[:n])


def _replaces(by: Voice, voice: Voice) -> bool:
    """Whether the words of an article, or of a later one, say that one count took the place of another."""
    if by is voice or by.low is None or by.revision == EARLIER:
        return False
    if by.sides and voice.sides and by.sides.keys().isdisjoint(voice.sides):
        return False  # of the dead of another side it says nothing
    same = by.article == voice.article
    if same and voice.revision == EARLIER:
        return True
    if by.revision == LOWERED:
        earlier = by.published is not None and voice.published is not None and by.published > voice.published
        return voice.size > by.low and (same or earlier)
    if not same or by.revision != LATER or voice.revision == LOWERED:
        return False
    return by.low > voice.size or voice.revision is None and voice.at < by.at


def _supersedes(later: Voice, earlier: Voice) -> bool:
    if later.published is None or earlier.published is None or later.low is None:
        return False
    return later.published > earlier.published and later.low > earlier.size


def _is_allowed(number: int | None, open_: Voice) -> bool:
    """Whether a total with an open bound allows `number`: "at least 14" allows 16."""
    if number is None or (open_.low is not None and open_.high is not None):
        return False
    return (open_.low is None or open_.low <= number) and (open_.high is None or number <= open_.high)


def _event(kind: str, claims: Sequence[Claim]) -> Toll:
    found = weighed(claims)
    voices = [voice for voice, becomes in found if becomes == COUNTS]
    articles: dict[int, set[str]] = defaultdict(set)
    for voice in voices:
        if voice.low is not None:
            articles[voice.low].add(voice.article)
    best = min(articles, key=lambda n: (-len(articles[n]), n)) if articles else None
    most = max((voice.size for voice in voices), default=0)
    is_open = any(voice.high is None and voice.low == most for voice in voices)
    # What was replaced by a lower count shows in high that there was doubt; by a higher one it changes nothing.
    high = max([most, *(voice.size for voice, becomes in found if becomes == REPLACED)])
    return Toll(kind, min(articles, default=None), None if is_open and high == most else high, None, best)
