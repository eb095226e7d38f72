"""Where to look for the event a report tells of, at a cost that does not grow with how often an actor is in the news.

Two tellings that link share a side, a place or two of these, and a span of days. Entries are keyed by such a pair and
a cell of the calendar. Russia is in thousands of reports of one week: a cell that holds more than FULL events says too
little to tell which is meant, and is not searched; the pair of actor and place, or of the two sides, still is. So a
report is compared with at most MOST others, whatever there is.
"""

from __future__ import annotations

from collections.abc import Iterator

from .cluster import Cluster
from .where import ancestors, is_close

FULL = 64
MOST = 128
# Cells of days: of what is told to days, to weeks, to years. A span longer than a cell lies on the next level.
_CELLS = (4, 64, 1024)
_WHOLE_TIME = len(_CELLS)


class Index:
    """Numbers of events under what they can be found by."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._own: dict[int, list[int]] = {}         # entries whose span is of the cell's level
        self._all: dict[int, list[int]] = {}         # of that level and all shorter ones
        self._of_source: dict[str, list[int]] = {}

    def add(self, number: int, cluster: Cluster, mutual: bool) -> None:
        """Enter an event, or what a new report adds to one that is entered already."""
        for window in cluster.windows:
            level, low, high = _level(window)
            for selective, key in self._keys(cluster, mutual):
                for cell in _cells(level, low, high):
                    _enter(self._own, _numbered(key, level, cell), number)
                for above in range(level, _WHOLE_TIME + 1):
                    # Years of news under one name alone would be full at once.
                    if above <= 1 or selective:
                        for cell in _cells(above, low, high):
                            _enter(self._all, _numbered(key, above, cell), number)
        for source in cluster.sources:
            told = self._of_source.setdefault(source, [])
            if not told or told[-1] != number:
                told.append(number)

    def near(self, cluster: Cluster, mutual: bool) -> list[int]:
        """Numbers of events that may be the same, in order; the most telling keys first where there are too many."""
        found: set[int] = set()
        for source in sorted(cluster.sources)[:MOST]:
            found.update(self._of_source.get(source, ())[:MOST])
        keys = sorted(self._keys(cluster, mutual), key=lambda k: not k[0])
        for window in cluster.windows:
            level, low, high = _level(window)
            for _, key in keys:
                if len(found) >= MOST:
                    return sorted(found)
                for cell in _cells(level, low, high):
                    found.update(_held(self._all, _numbered(key, level, cell)))
                for above in range(level + 1, _WHOLE_TIME + 1):
                    for cell in _cells(above, low, high):
                        found.update(_held(self._own, _numbered(key, above, cell)))
        return sorted(found)

    def _keys(self, cluster: Cluster, mutual: bool) -> list[tuple[bool, int]]:
        """(selective, key): pairs of side and place or of the two sides are, one thing alone is not."""
        sides = [("party" if mutual else "actor", k) for k in sorted(cluster.actors.keys)]
        sides += [("party" if mutual else "recipient", k) for k in sorted(cluster.recipients.keys)]
        places: list[str] = []
        if is_close(cluster.location):
            places = [i for i in ancestors(cluster.location) if not i.startswith("iso3166-1:")]
            if cluster.location.admin1 and f"iso3166-2:{cluster.location.admin1}" not in places:
                places.append(f"iso3166-2:{cluster.location.admin1}")
        words = self._words

        def number(*parts: str) -> int:
            return words.setdefault("|".join(parts), len(words))

        keys = [(True, number(role, name, place)) for role, name in sides for place in places]
        keys += [(True, number(*a, *b)) for n, a in enumerate(sides) for b in sides[n + 1:] if a != b]
        keys += [(False, number(role, name)) for role, name in sides]
        keys += [(False, number("place", place)) for place in places]
        return list(dict.fromkeys(keys))


def _level(window: tuple[int, int] | None) -> tuple[int, int, int]:
    if window is None:
        return _WHOLE_TIME, 0, 0
    low, high = window
    level = next((n for n, size in enumerate(_CELLS) if high - low < size), _WHOLE_TIME)
    return level, low, high


def _cells(level: int, low: int, high: int) -> Iterator[int]:
    return iter((0,)) if level == _WHOLE_TIME else iter(range(low // _CELLS[level], high // _CELLS[level] + 1))


def _numbered(key: int, level: int, cell: int) -> int:
    # A cell is below 2**20: the calendar has fewer than a million cells of 4 days.
    return (key << 22) | (level << 20) | cell


def _enter(table: dict[int, list[int]], key: int, number: int) -> None:
    held = table.setdefault(key, [])
    if len(held) <= FULL and number not in held:
        held.append(number)


def _held(table: dict[int, list[int]], key: int) -> list[int] | tuple[()]:
    held = table.get(key, ())
    return held if len(held) <= FULL else ()
