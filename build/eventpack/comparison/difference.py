"""A difference between two packages, and how much each kind of change weighs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from .package_side import Side

LEVELS = ("patch", "minor", "major")


@dataclass(frozen=True, slots=True)
class Change:
    """`level`: major, minor or patch. `what`: in words."""

    level: str
    what: str


def level(found: Iterable[Change]) -> str | None:
    """The weightiest level, None where nothing changed."""
    return max((change.level for change in found), key=LEVELS.index, default=None)


@dataclass(frozen=True)
class TableDiff:
    """Rows of a table that both packages have. All cells are text, absent ones empty."""

    name: str
    key: list[str]
    rows: tuple[int, int]  # before, after
    added: pd.DataFrame
    removed: pd.DataFrame
    forwarded: pd.DataFrame  # old_id, new_ids (joined with |), reason
    changed: pd.DataFrame  # the key's columns, column, old, new: a row for each cell
    referenced: bool  # by another table

    @property
    def same(self) -> bool:
        return not (len(self.added) or len(self.removed) or len(self.forwarded) or len(self.changed))


@dataclass(frozen=True)
class Diff:
    old: Side
    new: Side
    structure: list[Change]
    said: list[Change]
    tables: list[TableDiff]

    @property
    def same(self) -> bool:
        """No difference at all, the version included."""
        return not (self.structure or self.said or self.old.version != self.new.version) and all(
            table.same for table in self.tables
        )
