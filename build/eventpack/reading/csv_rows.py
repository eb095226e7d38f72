"""The rows of a CSV file with their lines: what every reader of one needs before it looks at a cell."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sized
from pathlib import Path

from ..core.errors import InputError


def numbered_rows(
    file: Path, lines: Iterable[str], *, delimiter: str = ",", strict: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row that is not blank, with the line it begins on, counted from 1; the header is one of them.

    `lines` keep their line ends. Raises InputError with the line where `strict` finds quotes that do not close.
    """
    rows = csv.reader(lines, delimiter=delimiter, strict=strict)
    line = 1
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = rows.line_num + 1
    except csv.Error as error:
        raise InputError(file, line, f"is not CSV ({error})", "Correct the quotes on this line") from error


def wrong_length(file: Path, line: int, cells: Sized, header: Sized) -> InputError:
    """The error for a row with more or fewer cells than the header."""
    return InputError(
        file,
        line,
        f"has {len(cells)} cells where the header has {len(header)}",
        "Put a cell that holds a comma in double quotes",
    )
