"""Where to look for the event that a report is of, at a cost that does not grow with how often an actor is in the news.

Two reports that are joined share a side, a place, a name in their passages or the story of their articles, and a span
of days. Entries are keyed by one or two of these and a cell of the calendar. Russia is in thousands of reports of one week: a cell that holds more than FULL events says too
little about which is meant, and is not searched; the pair of actor and place, or of the two sides, still is. So a
report is compared with at most MOST others, whatever there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from ..core.model import Location
from .cluster import Cluster
from .evidence import MUTUAL, Seen
from .same_place import ancestors, is_close

FULL = 64
MOST = 128
_ENTERED = 3  # reports of an event it is looked up by
_NAMES = 6  # of a passage
_ODD = (2654435761, 2246822519, 3266489917, 668265263)
# Cells of days: of what is dated to days, to weeks, to years. A span longer than a cell lies on the next level.
_CELLS = (4, 64, 1024)
_WHOLE_TIME = len(_CELLS)

_Key = TypeVar("_Key", int, str)  # a name, or its number
_Table = dict[int | str, int | list[int]]


@dataclass(slots=True)
class Entry:
    """Under what an event, or a report, is entered and looked for."""

    pairs: list[int]  # of a side and a place, or of the two sides
    alone: list[int]  # one side, or one place
    level: int
    low: int
    high: int
    sources: set[str]


class Index:
    """Numbers of events under what they can be found by."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._own: _Table = {}  # entries whose span is of the cell's level
        self._all: _Table = {}  # of that level and all shorter ones
        self._of_source: _Table = {}

    def entry(self, cluster: Cluster) -> Entry:
        """What :meth:`near` and :meth:`add` want to know of a cluster as it is now."""
        pairs: dict[int, None] = {}
        alone: dict[int, None] = {}
        for one, _ in cluster.members[:_ENTERED]:
            sides, places, words = map(self._numbers, _found_by(one))
            story = self._numbers(_stories(one))
            pairs |= dict.fromkeys(a << 32 | b for a, b in _pairs(sides, places, story))
            alone |= dict.fromkeys(words + sides + places)
        return Entry([*pairs], [*alone], *_level(cluster.window), cluster.articles)

    def _numbers(self, names: Iterable[str]) -> list[int]:
        return [self._words.setdefault(name, len(self._words)) for name in names]

    def add(self, number: int, entry: Entry) -> None:
        """Enter an event, or what has just joined one that is entered already."""
        cells = _cells(entry.level, entry.low, entry.high)
        for key in entry.pairs + entry.alone:
            for cell in cells:
                _enter(self._own, key << 22 | cell, number)
        for above in range(entry.level, _WHOLE_TIME + 1):
            cells = _cells(above, entry.low, entry.high)
            # Years of news under one name alone would be full at once.
            for key in entry.pairs + entry.alone if above <= 1 else entry.pairs:
                for cell in cells:
                    _enter(self._all, key << 22 | cell, number)
        for source in entry.sources:
            _enter(self._of_source, source, number, MOST)

    def near(self, entry: Entry) -> list[int]:
        """Numbers of events that may be the same, in order; the most telling keys first where there are too many."""
        found: set[int] = set()
        for source in sorted(entry.sources)[:MOST]:
            beside = self._of_source.get(source, [])
            found.update([beside] if isinstance(beside, int) else beside[:MOST])
        inner = _cells(entry.level, entry.low, entry.high)
        outer = [
            cell for above in range(entry.level + 1, _WHOLE_TIME + 1) for cell in _cells(above, entry.low, entry.high)
        ]
        for key in entry.pairs + entry.alone:
            for table, cells in ((self._all, inner), (self._own, outer)):
                for cell in cells:
                    held = table.get(key << 22 | cell)
                    if held is None:
                        continue
                    if isinstance(held, int):
                        found.add(held)
                    elif len(held) <= FULL:
                        found.update(held)
            if len(found) >= MOST:
                break
        return sorted(found)


def _found_by(one: Seen) -> tuple[list[str], tuple[str, ...], list[str]]:
    """The sides, the places, and the words by which a report is found."""
    where = dict.fromkeys(_places(one.report.place) + _places(one.report.destination))
    return sides(one), (*where,), _stories(one) + sorted(one.names)[:_NAMES]


def sides(one: Seen) -> list[str]:
    """The sides by which a report is found; those of what is mutual are one, and those of a fight may stand either way."""
    roles = ("actor ", "recipient ")
    if one.report.event_type in MUTUAL:
        given = [("party ", one.doers.keys + one.done_to.keys)]
    elif one.is_fight:
        given = [(role, one.doers.keys + one.done_to.keys) for role in roles]
    else:
        given = [*zip(roles, (one.doers.keys, one.done_to.keys), strict=True)]
    return [*dict.fromkeys(role + key for role, keys in given for key in keys)]


def named_pairs(one: Seen) -> list[tuple[str, str]]:
    """What two reports of one event mostly share, though neither of the two alone says much: a side and a place, both sides,
    a side and a story."""
    parties, places, _ = _found_by(one)
    return _pairs(parties, places, _stories(one))


def _pairs(parties: Sequence[_Key], places: Sequence[_Key], stories: Sequence[_Key]) -> list[tuple[_Key, _Key]]:
    """Each pair the same whoever is named first."""
    pairs = [(a, b) for a in parties for b in places]
    pairs += [(a, b) for n, a in enumerate(parties) for b in parties[n + 1 :]]
    pairs += [(a, b) for a in parties for b in stories]
    return [(min(pair), max(pair)) for pair in pairs]


def _stories(one: Seen) -> list[str]:
    return [f"story {number}" for number in _sketch(one.report.story)]


@lru_cache(maxsize=1 << 14)
def _sketch(story: frozenset[int]) -> tuple[int, ...]:
    """A few numbers, of which two stories share one if they share many names (MinHash: Broder 1997)."""
    return (
        tuple(n << 32 | min((name * odd) & 0xFFFFFFFF for name in story) for n, odd in enumerate(_ODD)) if story else ()
    )


@lru_cache(maxsize=1 << 14)
def _places(location: Location | None) -> tuple[str, ...]:
    """Under which places an event at a location is entered: those that hold it, closer than a country."""
    if location is None or not is_close(location):
        return ()
    division = f"iso3166-2:{location.admin1}" if location.admin1 else None
    return tuple(
        name
        for name in dict.fromkeys((*ancestors(location), division))
        if name is not None and not name.startswith("iso3166-1:")
    )


def _level(window: tuple[int, int] | None) -> tuple[int, int, int]:
    if window is None:
        return _WHOLE_TIME, 0, 0
    low, high = window
    for level, size in enumerate(_CELLS):
        if high - low < size:
            return level, low, high
    return _WHOLE_TIME, low, high


def _cells(level: int, low: int, high: int) -> list[int]:
    """Numbers of the cells a span touches, below 2**22: the calendar has fewer than a million cells of 4 days."""
    if level == _WHOLE_TIME:
        return [level << 20]
    size = _CELLS[level]
    return [level << 20 | cell for cell in range(low // size, high // size + 1)]


def _enter(table: _Table, key: int | str, number: int, most: int = FULL) -> None:
    """Most entries hold one number: it stands there itself."""
    held = table.get(key)
    if held is None:
        table[key] = number
    elif isinstance(held, int):
        if held != number:
            table[key] = [held, number]
    elif len(held) <= most and number not in held:
        held.append(number)
