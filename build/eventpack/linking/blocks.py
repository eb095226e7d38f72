"""The reports of a build on disk, block by block: only those of one type and one stage can be of one event."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..annotation.report_lines import EntityTable, Reader, report_id
from ..core.model import ReportKey
from ..text.near_copies import Copy

_STAGE = {"occurred": "real", "ongoing": "real", "future": "open", "hypothetical": "open", "negated": "negated"}
_SUM = 16  # bytes of a digest

Key = tuple[str, str]  # type and stage


def key(event_type: str, status: str) -> Key:
    """The block of a report."""
    return event_type, _STAGE[status]


class Blocks:
    """Takes lines (:mod:`eventpack.annotation.report_lines`) in any order; none of them stays in memory."""

    def __init__(self, things: EntityTable, copies: Mapping[str, Copy] | None = None) -> None:
        self._things, self._copies = things, copies or {}
        self._files: dict[Key, Any] = {}
        self._sums: dict[Key, int] = {}

    def add(self, block: Key, line: str, source_id: str) -> None:
        data = line.encode("utf-8", "surrogatepass")
        if block not in self._files:
            self._files[block] = tempfile.TemporaryFile(prefix="eventpack-")
            self._sums[block] = 0
        self._files[block].write(data + b"\n")
        if (copy := self._copies.get(source_id)) is not None:
            data += repr((copy.of, copy.publisher)).encode("utf-8", "surrogatepass")
        self._sums[block] += int.from_bytes(hashlib.blake2b(data, digest_size=_SUM).digest(), "little")

    def keys(self) -> list[Key]:
        return sorted(self._files)

    def digest(self, block: Key) -> str:
        """Names the content of a block: its reports in whatever order, and which of their articles are copies."""
        return f"{self._sums[block] % 2 ** (8 * _SUM):0{2 * _SUM}x}"

    def read(self, block: Key, wanted: Callable[[str], bool] = lambda report_id: True) -> Iterator[ReportKey]:
        """The reports of a block, in the order they were added: those whose identifiers are wanted."""
        reader, file = Reader(self._things), self._files[block]
        file.seek(0)
        lines = (line.decode("utf-8", "surrogatepass") for line in file)
        return (reader.read(line, block[0]) for line in lines if wanted(report_id(line)))

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def __enter__(self) -> Blocks:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
