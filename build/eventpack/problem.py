"""One thing found wrong in a package: where, what was found, which rule it breaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` counts as a text editor and frictionless do for one-line rows: 1 is the header, 2 the first row.

    `table` is a table's name, or a file's path for what concerns a whole file; `rule` a short fixed name
    such as enum, foreign key, quote. None where a part does not apply.
    """

    table: str
    row: int | None
    column: str | None
    value: str | None
    rule: str
    message: str

    def __str__(self) -> str:
        where = f"{self.table}:{self.row}" if self.row else self.table
        column = f" {self.column}" if self.column else ""
        value = f' "{self.value}"' if self.value is not None else ""
        return f"{where}{column}:{value} {self.message} ({self.rule})"

    def _key(self) -> tuple:
        return (self.table, self.row or 0, self.column or "", self.rule, self.value or "", self.message)


def ordered(problems: list[Problem]) -> list[Problem]:
    """Without repetition, by table, row, column and rule."""
    return sorted(set(problems), key=Problem._key)
