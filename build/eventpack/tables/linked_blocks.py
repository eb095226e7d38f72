"""Events of two blocks that are one (:mod:`eventpack.linking.across_blocks`), once all blocks are linked.

The blocks wait on disk, so that an archive fits in memory; of their reports only those of events that share a key with
one of another block are read again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ..annotation.report_lines import EntityNumbers
from ..core.model import Event, ReportKey
from ..linking import across_blocks, join_reports
from ..linking.across_blocks import Name
from ..linking.blocks import Blocks
from ..linking.blocks import Name as BlockName
from ..linking.cluster import Cluster
from ..text.near_copies import Copy
from .linked_block import Linked, report_number

_AT_ONCE = 20_000  # pairs of events whose reports are in memory together


class LinkedBlocks:
    """The linked blocks of a build, on disk."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="eventpack-")
        self._ends: list[int] = [0]
        self._entered: list[tuple[np.ndarray, np.ndarray]] = []
        self._gone: dict[int, set[int]] = {}  # block → those of its events that are part of another block's

    def add(self, linked: Linked) -> None:
        for part in linked.dumps():
            self._file.write(part)
        self._ends.append(self._file.tell())
        self._entered.append((np.array(linked.keys, np.uint64), np.array(linked.keyed, np.int64)))

    def get(self, number: int) -> Linked:
        """A block as it was added, by how many were before it, without the events that :meth:`join` has joined."""
        return self._read(number).without(self._gone.get(number, ()))

    def join(self, blocks: Blocks, names: Sequence[BlockName], copies: Mapping[str, Copy]) -> dict[str, Linked]:
        """The events that have reports in several blocks, by the type that each now has. `names`: what the blocks are,
        in the order in which they were added."""
        pairs = across_blocks.candidates(self._entered)
        self._entered = []

        def clusters(of: Iterable[tuple[Name, Name]]) -> dict[Name, Cluster]:
            return self._clusters({name for pair in of for name in pair}, blocks, names, copies)

        fitting: list[tuple[float, Name, Name]] = []
        for start in range(0, len(pairs), _AT_ONCE):
            some = pairs[start : start + _AT_ONCE]
            fitting += across_blocks.fitting(clusters(some), some)
        events: dict[str, list[Event]] = {}
        for parts, whole in across_blocks.joined(clusters((a, b) for _, a, b in fitting), fitting):
            for block, event in parts:
                self._gone.setdefault(block, set()).add(event)
            one = join_reports.event_of(whole, copies)
            events.setdefault(one.event_type, []).append(one)
        return {kind: Linked.of(found, EntityNumbers().of) for kind, found in sorted(events.items())}

    def _clusters(
        self, events: Iterable[Name], blocks: Blocks, names: Sequence[BlockName], copies: Mapping[str, Copy]
    ) -> dict[Name, Cluster]:
        of_block: dict[int, set[int]] = {}
        for block, event in events:
            of_block.setdefault(block, set()).add(event)
        found: dict[Name, Cluster] = {}
        for block, wanted in of_block.items():
            linked = self._read(block)
            event_of = {r: e for r, e in zip(linked.reports, linked.numbers, strict=True) if e in wanted}
            held: dict[int, list[ReportKey]] = {}
            for report in blocks.read(names[block], lambda name: report_number(name) in event_of):  # noqa: B023  # read at once
                held.setdefault(event_of[report_number(report.report_id)], []).append(report)
            found |= {(block, event): across_blocks.cluster(reports, copies) for event, reports in held.items()}
        return found

    def _read(self, number: int) -> Linked:
        start, end = self._ends[number : number + 2]
        self._file.seek(start)
        return Linked.loads(self._file.read(end - start))

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> LinkedBlocks:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
