"""What a difference means for the version of a package: the Data Package recommendation on versions.

Major: what a user of the old package relied on is not so any more: columns, keys and types, tighter constraints, and
rows that other tables refer to combined, split or deleted. Minor: data added, constraints loosened. Patch: corrected
cells, words about the package. (https://datapackage.org/recipes/data-package-version/)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..core.messages import counted
from .difference import LEVELS, Change

if TYPE_CHECKING:
    from .difference import Diff, TableDiff

_VERSION = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})\.([0-9]{1,9})(?![0-9])")
FIRST = "1.0.0"


def changes(diff: Diff) -> list[Change]:
    """All that speaks for a new version, the weightiest first."""
    found = [*diff.structure, *diff.said]
    for table in diff.tables:
        found += _of_rows(table)
    return sorted(found, key=lambda change: -LEVELS.index(change.level))


def _of_rows(table: TableDiff) -> list[Change]:
    gone = "major" if table.referenced else "patch"
    found = []
    for reason, number in table.forwarded["reason"].value_counts().sort_index().items():
        found.append(Change("major", f"{table.name}: {counted(number, 'row')} {reason}"))
    for level, rows, word in (
        (gone, len(table.removed), "removed"),
        ("minor", len(table.added), "added"),
        ("patch", rows_changed(table), "changed"),
    ):
        if rows:
            found.append(Change(level, f"{table.name}: {counted(rows, 'row')} {word}"))
    return found


def rows_changed(table: TableDiff) -> int:
    """How many rows have another cell than before."""
    return len(table.changed[table.key].drop_duplicates())


def following(version: str, weight: str | None) -> str:
    """The version that follows `version` after a change of this weight.

    Before 1.0.0 a major change raises the second number, any other the third. What is no version of three numbers is
    followed by 1.0.0.
    """
    match = _VERSION.match(version)
    if match is None:
        return FIRST
    major, minor, patch = map(int, match.groups())
    if weight is None:
        return f"{major}.{minor}.{patch}"
    steps = {"major": (major + 1, 0, 0), "minor": (major, minor + 1, 0), "patch": (major, minor, patch + 1)}
    if major == 0:
        steps = {"major": (0, minor + 1, 0), "minor": (0, minor, patch + 1), "patch": (0, minor, patch + 1)}
    return ".".join(map(str, steps[weight]))


def shift(version: str, weight: str) -> str:
    """Why a change of this weight calls for the version that :func:`following` gives, where that is not plain: before
    1.0.0 the numbers are shifted by one; else empty."""
    match = _VERSION.match(version)
    if match is None or int(match[1]) > 0 or weight == "patch":
        return ""
    return f"before 1.0 that raises the {'second' if weight == 'major' else 'third'} number"


def enough(version: str, needed: str) -> bool:
    """True if `version` is `needed` or later."""
    have, want = (_VERSION.match(one) for one in (version, needed))
    if have is None or want is None:
        return False
    return [int(n) for n in have.groups()] >= [int(n) for n in want.groups()]


def weigh_constraints(where: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Major where a value that was allowed may be so no more, else minor."""
    return [
        Change(
            "major" if _tighter(name, old.get(name), new.get(name)) else "minor", f"{where}: constraint {name} changed"
        )
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _tighter(name: str, old: Any, new: Any) -> bool:
    if new is None or new is False:
        return False
    if name == "enum":
        return old is None or not set(map(str, old)) <= set(map(str, new))
    if name in {"minimum", "minLength", "maximum", "maxLength"} and old is not None:
        try:
            return float(new) > float(old) if name.startswith("min") else float(new) < float(old)
        except (TypeError, ValueError):
            return True
    return True
