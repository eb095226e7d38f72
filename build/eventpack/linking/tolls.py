"""How many were killed, injured and so on in an event, by what its reports say together: low, best and high.

The rule, in the spirit of UCDP GED's (conservative, later news before earlier, doubt shown by low and high):

1. The figures of one kind in one report are added up; a bound that one of them leaves open stays open.
2. What one article has from one source of claims is one voice: its largest total, since parts are given beside the whole
   and tolls rise while an article is written. Copies of one text are one article.
3. A later article's higher total takes the place of an earlier, lower one: the toll has risen. "At least 14" and
   "dozens" give way to an exact total that they allow.
4. Of the totals left, low is the lowest and high the largest, empty where the largest is open ("at least 20"). Best is
   the one that most articles have; of as many the lower.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..core.model import REAL, ReportKey, Toll
from ..text.near_copies import Copy
from .consensus import original


@dataclass(frozen=True, slots=True)
class Voice:
    """A total by one article's word, or by that of the source it names."""

    low: int | None
    high: int | None
    article: str  # the source_id of the article; of a copy, of its original
    published: date | None
    report: int = 0  # the place of its report among those of the event

    @property
    def size(self) -> int:
        """The largest number it has."""
        return max(n for n in (self.low, self.high) if n is not None)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one report says of one kind of casualties."""

    figures: Sequence[tuple[int | None, int | None]]  # low and high of each; None where a bound is open
    article: str  # as of a Voice
    source: str | None  # the actor_id of the source that the report names
    published: date | None  # the last day on which the article can have been published


# What becomes of a voice when all have spoken.
COUNTS, PART, RISEN, ALLOWED = "counts", "part", "risen", "allowed"


def together(reports: Sequence[ReportKey], copies: Mapping[str, Copy]) -> tuple[Toll, ...]:
    """What the reports of an event support: one figure of each kind they have, kinds in alphabetical order."""
    kinds = sorted({toll.kind for report in reports for toll in report.tolls if report.status in REAL})
    return tuple(_event(kind, _claims(kind, reports, copies)) for kind in kinds)


def _claims(kind: str, reports: Sequence[ReportKey], copies: Mapping[str, Copy]) -> list[Claim]:
    return [
        Claim(
            [(toll.low, toll.high) for toll in report.tolls if toll.kind == kind] if report.status in REAL else (),
            original(report, copies).of,
            report.attributed_to.actor_id if report.attributed_to else None,
            report.published_latest,
        )
        for report in reports
    ]


def weighed(claims: Sequence[Claim]) -> list[tuple[Voice, str]]:
    """Each report's total, in their order, and what becomes of it: it COUNTS, is a PART of a larger one or repeats it, has
    RISEN since, or is one that an exact total is ALLOWED by. Reports without a figure are left out."""
    voices: list[Voice] = []
    largest: dict[tuple[str, str | None], Voice] = {}
    for number, claim in enumerate(claims):
        if not claim.figures:
            continue
        lows = [low for low, _ in claim.figures if low is not None]
        highs = [high for _, high in claim.figures if high is not None]
        voice = Voice(
            sum(lows) if lows else None,
            sum(highs) if len(highs) == len(claim.figures) else None,
            claim.article,
            claim.published,
            number,
        )
        voices.append(voice)
        largest[claim.article, claim.source] = max(
            largest.get((claim.article, claim.source), voice),
            voice,
            key=lambda v: (v.size, v.high is not None, v.low or 0),
        )
    whole = {voice.report for voice in largest.values()}
    risen = {v.report for v in largest.values() if any(_supersedes(other, v) for other in largest.values())}
    exact = [v for v in largest.values() if v.report not in risen and v.low is not None and v.high is not None]

    def becomes(voice: Voice) -> str:
        if voice.report not in whole:
            return PART
        if voice.report in risen:
            return RISEN
        return ALLOWED if any(_is_allowed(by.low, voice) for by in exact) else COUNTS

    return [(voice, becomes(voice)) for voice in voices]


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
    voices = [voice for voice, becomes in weighed(claims) if becomes == COUNTS]
    articles: dict[int, set[str]] = defaultdict(set)
    for voice in voices:
        if voice.low is not None:
            articles[voice.low].add(voice.article)
    best = min(articles, key=lambda n: (-len(articles[n]), n)) if articles else None
    most = max(voice.size for voice in voices)
    is_open = any(voice.high is None and voice.low == most for voice in voices)
    return Toll(kind, min(articles, default=None), None if is_open else most, None, best)
