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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..core.model import ReportKey, Toll
from ..text.near_copies import Copy
from .consensus import original

_REAL = frozenset({"occurred", "ongoing"})


@dataclass(frozen=True, slots=True)
class _Voice:
    """A total by one article's word, or by that of the source it names."""

    low: int | None
    high: int | None
    article: str
    published: date | None

    @property
    def size(self) -> int:
        """The largest number it has."""
        return max(n for n in (self.low, self.high) if n is not None)


def together(reports: Sequence[ReportKey], copies: Mapping[str, Copy]) -> tuple[Toll, ...]:
    """What the reports of an event support: one figure of each kind they have, kinds in alphabetical order."""
    kinds = sorted({toll.kind for report in reports for toll in report.tolls if report.status in _REAL})
    return tuple(_event(kind, _left(_voices(kind, reports, copies))) for kind in kinds)


def _voices(kind: str, reports: Sequence[ReportKey], copies: Mapping[str, Copy]) -> list[_Voice]:
    of_source: dict[tuple[str, str | None], list[_Voice]] = defaultdict(list)
    for report in reports:
        given = [toll for toll in report.tolls if toll.kind == kind]
        if not given or report.status not in _REAL:
            continue
        lows, highs = [t.low for t in given if t.low is not None], [t.high for t in given if t.high is not None]
        article = original(report, copies).of
        source = report.attributed_to.actor_id if report.attributed_to else None
        of_source[article, source].append(
            _Voice(
                sum(lows) if lows else None,
                sum(highs) if len(highs) == len(given) else None,
                article,
                report.published_latest,
            )
        )
    return [max(voices, key=lambda v: (v.size, v.high is not None, v.low or 0)) for voices in of_source.values()]


def _left(voices: list[_Voice]) -> list[_Voice]:
    """The voices whose word stands when all have spoken."""
    risen = [v for v in voices if not any(_supersedes(other, v) for other in voices)]
    exact = [v for v in risen if v.low is not None and v.high is not None]
    return [v for v in risen if not any(_is_allowed(by.low, v) for by in exact)]


def _supersedes(later: _Voice, earlier: _Voice) -> bool:
    if later.published is None or earlier.published is None or later.low is None:
        return False
    return later.published > earlier.published and later.low > earlier.size


def _is_allowed(number: int | None, open_: _Voice) -> bool:
    """Whether a total with an open bound allows `number`: "at least 14" allows 16."""
    if number is None or (open_.low is not None and open_.high is not None):
        return False
    return (open_.low is None or open_.low <= number) and (open_.high is None or number <= open_.high)


def _event(kind: str, voices: Iterable[_Voice]) -> Toll:
    voices = list(voices)
    articles: dict[int, set[str]] = defaultdict(set)
    for voice in voices:
        if voice.low is not None:
            articles[voice.low].add(voice.article)
    best = min(articles, key=lambda n: (-len(articles[n]), n)) if articles else None
    largest = max(voice.size for voice in voices)
    is_open = any(voice.high is None and voice.low == largest for voice in voices)
    return Toll(kind, min(articles, default=None), None if is_open else largest, None, best)
