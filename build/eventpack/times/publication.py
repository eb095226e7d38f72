"""From what a text says of its own date, and from dated articles on the same story, to when it was published.

The rules are at the head of :mod:`eventpack.times.publication_clues`. Nothing here needs the parsed text: bounds can be worked out
anew when other articles join, without reading this one again.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from math import sqrt
from typing import NamedTuple

import numpy as np

from ..core.model import Article, Clues, Published

_WEEK = timedelta(6)
_SAME_STORY = timedelta(60)
_SAME_DAYS = timedelta(7)
_SHARED_NAMES = 3
_SHARED_PART = 0.15
_NAME = re.compile(r"(?<![.!?\"\u201d\n]\s)(?<!^)\b[A-Z][^\W\d_]{3,}|\b[A-Z]{3,}\b")

_DIGEST = 8  # bytes
_DIGESTS = np.dtype("<u8")

Alike = Sequence[tuple[float, date]]  # how alike a dated article is, 0 to 1, and its day of publication


class Neighbour(NamedTuple):
    """A dated article read together with others: its day of publication and what :func:`name_digests` gives of its text."""

    published: date
    names: bytes


def names(text: str) -> frozenset[str]:
    """The capitalised words of a text, folded to plain lower case: a cheap summary of whom and what places it names."""
    from .lexicon import lexicon  # here, since it brings the parser with it

    known = lexicon().words
    plain = unicodedata.normalize("NFKD", text)
    folded = "".join(char for char in plain if not unicodedata.combining(char))
    found = {word.lower() for word in _NAME.findall(folded)}
    return frozenset(word for word in found if not {"month", "weekday"} & known.get(word, {}).keys())


def name_digests(text: str) -> bytes:
    """The :func:`names` of a text as digests of 8 bytes each, to compare it with other texts by."""
    return b"".join(sorted(map(_digest, names(text))))


def neighbour(article: Article, published: Published, names: bytes | None = None) -> Neighbour | None:
    """What :func:`bounds` of other articles wants to know of this one; None where its day is not known.

    `names` is what :func:`name_digests` gives of its text, where that is known.
    """
    if published.earliest is None or published.earliest != published.latest:
        return None
    return Neighbour(published.earliest, name_digests(article.text) if names is None else names)


def bounds(article: Article, clues: Clues, alike: Alike = ()) -> Published:
    """The day of publication or its bounds. `alike` are the dated articles on the same story, in any order."""
    if article.published is not None:
        return Published(article.published, article.published, "metadata")
    if clues.stated is not None:
        return Published(clues.stated, clues.stated, "inferred")
    floor = clues.floor
    if clues.bare:
        newest = _newest_bare(clues.bare, alike) or _newest_bare(clues.bare, [(1.0, d) for d in clues.days], _SAME_DAYS)
        if newest is not None and (floor is None or floor <= newest + _WEEK):
            if clues.dateline == (newest.month, newest.day) and (floor is None or floor <= newest):
                return Published(newest, newest, "inferred")
            first = max(newest, floor) if floor is not None else newest
            return Published(first, newest + _WEEK, "inferred")
    if floor is not None:
        return Published(floor, None, "inferred")
    return Published(None, None, "unknown")


def _newest_bare(bare: Iterable[tuple[int, int]], alike: Alike, reach: timedelta = _SAME_STORY) -> date | None:
    """The newest of the days without a year, in the year that the likest dates within `reach` speak for."""
    votes: defaultdict[date, float] = defaultdict(float)
    for weight, published in sorted(alike, key=lambda pair: (-pair[0], pair[1])):
        days = [day for month_day in bare for day in [_nearest(*month_day, published)] if abs(day - published) <= reach]
        if days:
            votes[max(days)] += weight
    return min(votes, key=lambda day: (-votes[day], day)) if votes else None


def _nearest(month: int, day: int, to: date) -> date:
    days = []
    for year in (to.year - 1, to.year, to.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:  # 29 February, or beyond the calendar
            continue
    return min(days, key=lambda one: (abs(one - to), one)) if days else date.min


class Neighbours:
    """The dated articles of a build. Of each some hundred bytes are kept: its day and the digests of its names."""

    def __init__(self, found: Iterable[Neighbour] = ()) -> None:
        self._days, self._sizes, self._names = array("i"), array("i"), bytearray()
        self._sorted: tuple[np.ndarray, np.ndarray] | None = None
        for one in found:
            self.add(one)

    def add(self, one: Neighbour) -> None:
        self._days.append(one.published.toordinal())
        self._sizes.append(len(one.names) // _DIGEST)
        self._names += one.names
        self._sorted = None

    def alike(self, own: bytes) -> list[tuple[float, date]]:
        """Those that share enough names with an article of which :func:`name_digests` gives `own`."""
        if not self._days or not own:
            return []
        digests, articles = self._by_name()
        wanted = np.frombuffer(own, dtype=_DIGESTS)
        starts, ends = np.searchsorted(digests, wanted, "left"), np.searchsorted(digests, wanted, "right")
        having = [articles[start:end] for start, end in zip(starts, ends, strict=True) if start < end]
        if not having:
            return []
        sizes = np.frombuffer(self._sizes, dtype=np.int32)
        shared = np.bincount(np.concatenate(having), minlength=len(sizes))
        enough = (shared >= _SHARED_NAMES) & (shared >= _SHARED_PART * np.minimum(len(wanted), sizes))
        return [
            (int(shared[n]) / sqrt(len(wanted) * self._sizes[n]), date.fromordinal(self._days[n]))
            for n in np.flatnonzero(enough)
        ]

    def _by_name(self) -> tuple[np.ndarray, np.ndarray]:
        """The digests of all names in order, and with each the number of the article that has it."""
        if self._sorted is None:
            digests = np.frombuffer(bytes(self._names), dtype=_DIGESTS)
            articles = np.repeat(np.arange(len(self._sizes), dtype=np.int32), np.array(self._sizes))
            order = np.argsort(digests, kind="stable")
            self._sorted = digests[order], articles[order]
        return self._sorted


def _digest(name: str) -> bytes:
    return blake2b(name.encode(), digest_size=_DIGEST).digest()
