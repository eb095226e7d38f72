"""The reports of a build on disk, block by block: a block has those of one type and one stage.

A block of more than MANY reports is linked in parts, each of one span of the calendar, so that an added article touches one
part only. :mod:`eventpack.linking.across_blocks` joins events of two parts, and one deed under two types.
"""

from __future__ import annotations

import hashlib
import tempfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..annotation.report_lines import EntityTable, Reader, report_id
from ..core.model import ReportKey
from ..text.near_copies import Copy

MANY = 1_000
# Days that a part spans: the most of these, of which no span has more than MANY reports, or the fewest.
_SPANS = tuple(8 << n for n in range(11, -1, -1))
_STAGE = {"occurred": "real", "ongoing": "real", "future": "open", "hypothetical": "open", "negated": "negated"}
_SUM = 16  # bytes of a digest

Key = tuple[str, str]  # type and stage
# A block or a part of one: type, stage, and of a part how many days it spans, and how many such spans were before it.
Name = tuple[str, ...]


def key(event_type: str, status: str) -> Key:
    """The block of a report."""
    return event_type, _STAGE[status]


class Blocks:
    """Takes lines (:mod:`eventpack.annotation.report_lines`), article by article in any order; none stays in memory."""

    def __init__(self, things: EntityTable, copies: Mapping[str, Copy] | None = None) -> None:
        self._things, self._copies = things, copies or {}
        self._files: dict[Key, Any] = {}
        self._sums: dict[Name, int] = {}
        self._starts: dict[Name, array] = {}  # where in the file of its block each report's line starts
        self._days: dict[Key, array] = {}  # of each report, its place in the calendar
        self._each: dict[Key, bytearray] = {}  # of each report, its digest
        self._article = ""  # the last one added
        self._of_event: dict[tuple[Key, str], int] = {}  # the day of each event that its coder names

    def add(self, block: Key, line: str, source_id: str, day: int, event_key: str | None = None) -> None:
        """`day` is the report's place in the calendar (:func:`report_lines.last_day`); reports of one article that share an
        `event_key` all go to the day of the first."""
        if event_key is not None:
            if source_id != self._article:
                self._article, self._of_event = source_id, {}
            day = self._of_event.setdefault((block, event_key), day)
        data = line.encode("utf-8", "surrogatepass")
        if block not in self._files:
            self._files[block] = tempfile.TemporaryFile(prefix="eventpack-")
            self._starts[block], self._days[block], self._each[block] = array("Q"), array("I"), bytearray()
            self._sums[block] = 0
        digest = self._digest(data, source_id)
        self._starts[block].append(self._files[block].tell())
        self._days[block].append(day)
        self._each[block] += digest
        self._files[block].write(data + b"\n")
        self._sums[block] += _number(digest)

    def _digest(self, data: bytes, source_id: str) -> bytes:
        if (copy := self._copies.get(source_id)) is not None:
            data += repr((copy.of, copy.publisher)).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, digest_size=_SUM).digest()

    def names(self) -> list[Name]:
        """All blocks, those that have many reports in parts. To be called once all reports have been added."""
        for block in sorted(self._files):
            if len(self._starts.get(block, ())) > MANY:
                self._split(block)
        self._days, self._each = {}, {}
        return sorted(self._starts)

    def _split(self, block: Key) -> None:
        days, each = self._days[block], self._each[block]
        length = next((n for n in _SPANS if max(Counter(day // n for day in days).values()) <= MANY), _SPANS[-1])
        starts = self._starts.pop(block)
        self._sums.pop(block)
        for number, (start, day) in enumerate(zip(starts, days, strict=True)):
            name = (*block, f"{length:05}", f"{day // length:07}")
            self._starts.setdefault(name, array("Q")).append(start)
            digest = each[_SUM * number : _SUM * (number + 1)]
            self._sums[name] = self._sums.get(name, 0) + _number(digest)

    def digest(self, name: Name) -> str:
        """Names the content of a block: its reports in whatever order, and which of their articles are copies."""
        return f"{self._sums[name] % 2 ** (8 * _SUM):0{2 * _SUM}x}"

    def read(self, name: Name, wanted: Callable[[str], bool] = lambda report_id: True) -> Iterator[ReportKey]:
        """The reports of a block, in the order they were added: those whose identifiers are wanted."""
        reader = Reader(self._things)
        return (reader.read(line, name[0]) for line in self._lines(name) if wanted(report_id(line)))

    def _lines(self, name: Name) -> Iterator[str]:
        return self._at((name[0], name[1]), self._starts[name])

    def _at(self, block: Key, starts: array) -> Iterator[str]:
        file = self._files[block]
        for start in starts:
            file.seek(start)
            yield file.readline()[:-1].decode("utf-8", "surrogatepass")

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def __enter__(self) -> Blocks:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _number(digest: bytes | bytearray) -> int:
    return int.from_bytes(digest, "little")


def edges(name: Name) -> tuple[int, int] | None:
    """The first and the last day of a part, as ordinals; None of a whole block."""
    if len(name) == 2:
        return None
    length, number = map(int, name[2:])
    return number * length, (number + 1) * length - 1
