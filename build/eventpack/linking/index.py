"""Where to look for the event a report tells of, at a cost that does not grow with how often an actor is in the news.

Two tellings that link share a side, a place or two of these, and a span of days. Entries are keyed by such a pair and
a cell of the calendar. Russia is in thousands of reports of one week: a cell that holds more than FULL events says too
little to tell which is meant, and is not searched; the pair of actor and place, or of the two sides, still is. So a
report is compared with at most MOST others, whatever there is.
"""

from __future__ import annotations

from .cluster import Cluster
from .where import ancestors, is_close

FULL = 64
MOST = 128
# Cells of days: of what is told to days, to weeks, to years. A span longer than a cell lies on the next level.
_CELLS = (4, 64, 1024)
_WHOLE_TIME = len(_CELLS)


class Index:
    """Numbers of events under what they can be found by. `mutual`: the two sides are looked up as one."""

    def __init__(self, mutual: bool) -> None:
        self._mutual = mutual
        self._words: dict[str, int] = {}
        self._own: dict[int, list[int]] = {}         # entries whose span is of the cell's level
        self._all: dict[int, list[int]] = {}         # of that level and all shorter ones
        self._of_source: dict[str, list[int]] = {}

    def add(self, number: int, cluster: Cluster) -> None:
        """Enter an event, or what has just joined one that is entered already."""
        level, low, high = _level(cluster.window)
        pairs, alone = self._keys(cluster)
        cells = _cells(level, low, high)
        for key in pairs + alone:
            for cell in cells:
                _enter(self._own, key << 22 | cell, number)
        for above in range(level, _WHOLE_TIME + 1):
            cells = _cells(above, low, high)
            # Years of news under one name alone would be full at once.
            for key in pairs + alone if above <= 1 else pairs:
                for cell in cells:
                    _enter(self._all, key << 22 | cell, number)
        for source in cluster.sources:
            told = self._of_source.setdefault(source, [])
            if not told or told[-1] != number:
                told.append(number)

    def near(self, cluster: Cluster) -> list[int]:
        """Numbers of events that may be the same, in order; the most telling keys first where there are too many."""
        found: set[int] = set()
        for source in sorted(cluster.sources)[:MOST]:
            found.update(self._of_source.get(source, ())[:MOST])
        level, low, high = _level(cluster.window)
        inner = _cells(level, low, high)
        outer = [cell for above in range(level + 1, _WHOLE_TIME + 1) for cell in _cells(above, low, high)]
        pairs, alone = self._keys(cluster)
        for key in pairs + alone:
            for table, cells in ((self._all, inner), (self._own, outer)):
                for cell in cells:
                    held = table.get(key << 22 | cell)
                    if held is not None and len(held) <= FULL:
                        found.update(held)
            if len(found) >= MOST:
                break
        return sorted(found)

    def _keys(self, cluster: Cluster) -> tuple[list[int], list[int]]:
        """Pairs of a side and a place or of the two sides; and one side, or one place, alone."""
        words = self._words
        sides = [words.setdefault("party " + k if self._mutual else role + k, len(words))
                 for role, party in (("actor ", cluster.actors), ("recipient ", cluster.recipients))
                 for k in sorted(party.keys)]
        sides = list(dict.fromkeys(sides))
        places = []
        if is_close(cluster.location):
            division = f"iso3166-2:{cluster.location.admin1}" if cluster.location.admin1 else None
            names = dict.fromkeys((*ancestors(cluster.location), division))
            places = [words.setdefault(name, len(words)) for name in names
                      if name is not None and not name.startswith("iso3166-1:")]
        pairs = [side << 32 | place for side in sides for place in places]
        pairs += [min(a, b) << 32 | max(a, b) for n, a in enumerate(sides) for b in sides[n + 1:]]
        return pairs, sides + places


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


def _enter(table: dict[int, list[int]], key: int, number: int) -> None:
    held = table.get(key)
    if held is None:
        table[key] = [number]
    elif len(held) <= FULL and number not in held:
        held.append(number)
