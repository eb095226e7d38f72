"""Copies: which articles print one agency's or one paper's text again, so that they count as one word.

Two articles are copies if most of the shorter one's text stands in the other. Texts are compared as sets of shingles,
the runs of five words; a signature of 128 minima stands for a set (MinHash: Broder 1997), and articles meet only where
three of their minima agree (locality-sensitive hashing), so that n articles cost n log n and 256 bytes each. Two
articles that quote one sentence of an official share few shingles and are not copies.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from ..core.model import Article
from . import dateline
from .plain_text import plain

RUN = 5
_MINIMA = 128
_ROWS = 3  # minima that must agree for two texts to meet: two halves meet in 99 of 100
_BANDS = _MINIMA // _ROWS
_MINIMUM = np.dtype("<u2")
_AT_ONCE = 256  # shingles in all their orders fit a processor's cache
# Share of the shorter text's shingles that stands in the other. Two that credit one agency have one text behind
# them even if both desks cut and changed it.
COPIED, _COPIED_OF_AGENCY = 0.7, 0.45
# Of less than some thirty words too little is left to recognise a copy by, unless it is the same throughout.
_SHORT = 25
_WORD = re.compile(r"\w+")
_CREDIT = re.compile(r"\(([A-Z][^()\d\n]{1,38})\)\s*(?:--?|[\u2012-\u2015:])\s*$")


@dataclass(frozen=True, slots=True)
class Copy:
    """That an article is a copy: the source_id of the original, and who published that."""

    of: str
    publisher: str | None


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a text to compare it by; the same for the same text."""

    shingles: int  # how many different ones it has
    minima: bytes  # 128 numbers of 16 bits
    credit: str | None  # the agency that its dateline credits


@dataclass(slots=True)
class _Seen:
    source_id: str
    publisher: str | None
    published: date | None
    credit: str | None
    shingles: int


class Copies:
    """Collects articles, then says which are copies. The order in which they come changes nothing."""

    def __init__(self) -> None:
        self._seen: list[_Seen] = []
        self._known: set[str] = set()
        self._minima = bytearray()

    def add(self, article: Article, signed: Signature | None = None) -> None:
        """Take in an article: its signature is kept, its text is not. `signed` may be given where it is known."""
        source_id = article.source_id
        if source_id in self._known:
            return
        self._known.add(source_id)
        signed = signed or signature(article.text)
        self._seen.append(_Seen(source_id, article.publisher, article.published, signed.credit, signed.shingles))
        self._minima += signed.minima

    def found(self) -> dict[str, Copy]:
        """source_id → Copy for each article that is one.

        The original, which is none, is the print of the agency that the prints credit, else the first published, else
        the longest, else the first by identifier.
        """
        minima = np.frombuffer(self._minima, dtype=_MINIMUM).reshape(-1, _MINIMA)
        order = sorted(range(len(self._seen)), key=lambda n: self._seen[n].source_id)
        root = list(range(len(self._seen)))

        def top(n: int) -> int:
            while root[n] != n:
                root[n] = root[root[n]]
                n = root[n]
            return n

        for a, b in _meetings(minima[order]):
            a, b = order[a], order[b]
            if top(a) != top(b) and _is_copy(self._seen[a], self._seen[b], minima[a], minima[b]):
                root[top(b)] = top(a)
        groups: dict[int, list[_Seen]] = {}
        for n in order:
            groups.setdefault(top(n), []).append(self._seen[n])
        copies: dict[str, Copy] = {}
        for group in groups.values():
            original = _original(group)
            copies |= {
                seen.source_id: Copy(original.source_id, original.publisher) for seen in group if seen is not original
            }
        return copies


def _original(group: Iterable[_Seen]) -> _Seen:
    credited = {seen.credit.casefold() for seen in group if seen.credit}

    def rank(seen: _Seen) -> tuple:
        own = (seen.publisher or "").casefold() in credited
        return not own, seen.published or date.max, -seen.shingles, seen.source_id

    return min(group, key=rank)


def signature(text: str) -> Signature:
    """What :class:`Copies` wants to know of a text."""
    body, credit = _told(text)
    shingles = _shingles(body)
    return Signature(len(shingles), _smallest(shingles).tobytes(), credit)


def _told(text: str) -> tuple[str, str | None]:
    """The text without its dateline, and the agency the dateline credits: "WARSAW (Reuters) - "."""
    credit, lines = None, []
    for line in plain(text).splitlines():
        begin = dateline.end(line)
        if begin:
            named = _CREDIT.search(line[:begin])
            credit = credit or (named[1].strip() if named else None)
            line = line[begin:]
        lines.append(line)
    return "\n".join(lines), credit


def _shingles(text: str) -> np.ndarray:
    """64-bit numbers of the different runs of words, sorted. Of a text shorter than a run, of all its words."""
    numbers = [zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in _WORD.findall(text.casefold())]
    words = np.array(numbers, dtype=np.uint64)
    if not len(words):
        return words
    run = min(RUN, len(words))
    count = len(words) - run + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for n in range(run):
        mixed = _mix(mixed + words[n : n + count] + np.uint64(n))
    return np.unique(mixed)


def _mix(x: np.ndarray) -> np.ndarray:
    """The finaliser of splitmix64 (Steele, Lea, Flood 2014): spreads every bit over all. Wraps at 64 bits."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x *= np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return x


_SEEDS = _mix(np.arange(1, _MINIMA + 1, dtype=np.uint64))


def _smallest(shingles: np.ndarray) -> np.ndarray:
    """For each of 128 orders of all shingles, 16 bits that name the first in it."""
    if not len(shingles):
        return np.zeros(_MINIMA, dtype=_MINIMUM)
    smallest = [
        _mix(shingles[n : n + _AT_ONCE] ^ _SEEDS[:, None]).min(axis=1) for n in range(0, len(shingles), _AT_ONCE)
    ]
    return (np.minimum.reduce(smallest) >> np.uint64(8)).astype(_MINIMUM)


def _meetings(minima: np.ndarray) -> Iterator[tuple[int, int]]:
    """Pairs worth comparing: next to one another, or with the first, among those that agree in a band."""
    for band in range(_BANDS):
        rows = minima[:, band * _ROWS : (band + 1) * _ROWS].astype(np.uint64)
        keys = rows[:, 0] << np.uint64(32) | rows[:, 1] << np.uint64(16) | rows[:, 2]
        by_key = np.argsort(keys, kind="stable")
        same = np.flatnonzero(keys[by_key][1:] == keys[by_key][:-1])
        first = previous = -2
        for at in same.tolist():
            if at != previous + 1:
                first = at
            previous = at
            yield int(by_key[at]), int(by_key[at + 1])
            if first != at:
                yield int(by_key[first]), int(by_key[at + 1])


def _is_copy(a: _Seen, b: _Seen, of_a: np.ndarray, of_b: np.ndarray) -> bool:
    if not a.shingles or not b.shingles:
        return False
    alike = float((of_a == of_b).mean())  # estimates the Jaccard similarity J
    if min(a.shingles, b.shingles) < _SHORT:
        return alike == 1.0 and a.shingles == b.shingles
    # |A ∩ B| = J (|A| + |B|) / (1 + J)
    shared = alike * (a.shingles + b.shingles) / (1 + alike) / min(a.shingles, b.shingles)
    credits = {name.casefold() for name in (a.credit, b.credit) if name}
    agency = len(credits) == 1 and all((s.credit or s.publisher or "").casefold() in credits for s in (a, b))
    return shared >= (_COPIED_OF_AGENCY if agency else COPIED)
