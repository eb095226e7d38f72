"""A person's decision on a report."""

from __future__ import annotations

from dataclasses import dataclass

from .entries import Entry


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of the table reviews."""

    report_id: str
    decision: str
    changed: tuple[str, ...]
    entry: Entry
