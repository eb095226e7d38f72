"""One row of any input (a line of JSON, a line of CSV, an item of a feed, a Python mapping) as an :class:`Article`."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from ..core.model import Article
from .input_warnings import InputWarnings
from .metadata import Unreadable, read_field, read_fields
from .rejected import Rejected
from .text_file import check_text

# What a reader of one kind of input gives: an article with where it is (file, line, unit), or why there is none.
Read = tuple[tuple[str, int | None, str], Article] | Rejected


@dataclass(frozen=True, slots=True)
class Row:
    """The `number`-th row of a file, counted from 1 in `unit` (line, row, item): its cells, or why it has none.

    `data` is the bytes the row was made from, where they are at hand.
    """

    number: int
    unit: str
    cells: Mapping[str, Any] | InputError
    data: bytes | None = None


def article_of(row: Row, file: Path, remarks: InputWarnings) -> Read:
    """The article of a row, or why there is none."""
    name: str | None = f"{row.unit}-{row.number}"
    try:
        if isinstance(row.cells, InputError):
            raise row.cells
        with suppress(Unreadable):
            name = read_field("id", row.cells.get("id"), strict=True) or name
        return (str(file), row.number, row.unit), _article(row.cells, row, file, remarks)
    except InputError as error:
        return Rejected.unread(error, name, row.data)


def _article(cells: Mapping[str, Any], row: Row, file: Path, remarks: InputWarnings) -> Article:
    line, unit = row.number, row.unit
    text = cells.get("text")
    if not isinstance(text, str):
        found = "has no text" if text is None else f"its text is a {type(text).__name__}, not a string"
        raise InputError(file, line, found, 'Give the article\'s text as the string "text"', unit=unit)
    check_text(text, file, line, unit)
    try:
        name = read_field("id", cells.get("id"), strict=True)
    except Unreadable as bad:
        raise InputError(file, line, f"its id {bad.args[0]}", bad.args[1], unit=unit) from None
    unread: list[str] = []
    values = read_fields(cells, unread)
    remarks.unread(unread, f"{unit} {line}")
    name = name or f"{unit}-{line}"
    return Article(id=name, text=text, file=f"{file.name}#{name}", **values)
