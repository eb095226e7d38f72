"""Where to look for the event a report tells of, at a cost that does not grow with how often an actor is in the news.

Two tellings that link share a side, a place or two of these, and a span of days. Entries are keyed by such a pair and
a cell of the calendar. Russia is in thousands of reports of one week: a cell that holds more than FULL events says too
little to tell which is meant, and is not searched; the pair of actor and place, or of the two sides, still is. So a
report is compared with at most MOST others, whatever there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..core.model import Location
from .cluster import Cluster
from .same_place import ancestors, is_close

FULL = 64
MOST = 128
# Cells of days: of what is told to days, to weeks, to years. A span longer than a cell lies on the next level.
_CELLS = (4, 64, 1024)
_WHOLE_TIME = len(_CELLS)

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
    """Numbers of events under what they can be found by. `mutual`: the two sides are looked up as one."""

    def __init__(self, mutual: bool) -> None:
        self._mutual = mutual
        self._words: dict[str, int] = {}
        self._own: _Table = {}  # entries whose span is of the cell's level
        self._all: _Table = {}  # of that level and all shorter ones
        self._of_source: _Table = {}

    def entry(self, cluster: Cluster) -> Entry:
        """What :meth:`near` and :meth:`add` want to know of a cluster as it is now."""
        words = self._words
        sides = [
            words.setdefault("party " + k if self._mutual else role + k, len(words))
            for role, party in (("actor ", cluster.actors), ("recipient ", cluster.recipients))
            for k in party.keys
        ]
        sides = list(dict.fromkeys(sides))
        places = [words.setdefault(name, len(words)) for name in _places(cluster.location)]
        pairs = [side << 32 | place for side in sides for place in places]
        pairs += [min(a, b) << 32 | max(a, b) for n, a in enumerate(sides) for b in sides[n + 1 :]]
        return Entry(pairs, sides + places, *_level(cluster.window), cluster.sources)

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
            held = self._of_source.get(source, ())
            found.update((held,) if isinstance(held, int) else held[:MOST])
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


@lru_cache(maxsize=1 << 14)
def _places(location: Location | None) -> tuple[str, ...]:
    """Under which places an event at a location is entered: those that hold it, closer than a country."""
    if not is_close(location):
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
