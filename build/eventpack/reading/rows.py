"""One row of any input (a line of JSON, a line of CSV, an item of a feed, a Python mapping) as an :class:`Article`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from ..core.model import Article
from .field_names import fields_of, told_keys
from .input_warnings import InputWarnings
from .metadata import TITLE_LENGTH, Unread, Unreadable, clean, read_field, read_fields
from .options import ReadOptions
from .rejected import Rejected
from .text_file import check_text

# What a reader of one kind of input gives: an article with where it is (file, line, unit), or why there is none.
Read = tuple[tuple[str, int | None, str], Article] | Rejected

_MARKUP = re.compile(r"</(?:p|div|h[1-6]|li|a|em|strong|b|i|span)>|<br ?/?>", re.I)
_SITE = re.compile(r"\s+[-|\u2013\u2014]\s+")  # between a headline and the name of the site
_FIRST_LINES = 3  # in which a headline stands that the text has already, behind a rubric


@dataclass(frozen=True, slots=True)
class Row:
    """The `number`-th row of a file, counted from 1 in `unit` (line, row, item): its cells, or why it has none.

    `data` is the bytes the row was made from, where they are at hand.
    """

    number: int
    unit: str
    cells: Mapping[str, Any] | InputError
    data: bytes | None = None


def article_of(row: Row, file: Path, remarks: InputWarnings, options: ReadOptions, inside: str = "") -> Read:
    """The article of a row, or why there is none. `inside` is the file's path in the folder that is read, if one is: an
    article is then known by it and its own name."""
    name = f"{row.unit}-{row.number}"
    try:
        if isinstance(row.cells, InputError):
            raise row.cells
        fields = fields_of(row.cells, options)
        with suppress(Unreadable):
            name = read_field("id", fields.get("id")) or name
        article = _article(row.cells, fields, name, row, file, remarks, options, inside)
        return (str(file), row.number, row.unit), article
    except InputError as error:
        return Rejected.unread(error, f"{inside}#{name}" if inside else name, row.data)


def _article(
    cells: Mapping[str, Any],
    fields: dict[str, Any],
    name: str,
    row: Row,
    file: Path,
    remarks: InputWarnings,
    options: ReadOptions,
    inside: str,
) -> Article:
    line, unit = row.number, row.unit
    text = fields.get("text", "" if cells.get("text") == "" else None)
    if not isinstance(text, str):
        keys = told_keys(cells)
        found = (
            f"has no text; its keys are {keys}"
            if text is None
            else f"its text is of type {type(text).__name__}, not a string"
        )
        raise InputError(file, line, found, "Name the key that holds the text: --map text=KEY", unit=unit)
    if text != cells.get("text") and _MARKUP.search(text):  # a `text` is taken as it is
        text = _without_markup(text)
    check_text(text, file, line, unit)
    try:
        read_field("id", fields.get("id"))
    except Unreadable as bad:
        raise InputError(file, line, f"its id {bad.args[0]}", bad.args[1], unit=unit) from None
    unread: list[Unread] = []
    values = read_fields(fields, unread, options)
    remarks.unread(unread, f"{inside}, {unit} {line}" if inside else f"{unit} {line}")
    start = 0
    if options.titles and (title := _headline(fields.get("title"), text, values["publisher"])):
        start = len(title) + 1
        text = f"{title}\n{text}"
        check_text(text, file, line, unit)
    known = f"{inside or file.name}#{name}"
    return Article(id=known if inside else name, text=text, file=known, text_start=start, **values)


def _headline(title: Any, text: str, publisher: str | None) -> str | None:
    """The title as a line of its own, unless the text begins with it."""
    try:
        whole = clean(title)
    except Unreadable:
        return None
    if whole is None or len(whole) > TITLE_LENGTH:
        return None
    pieces = _SITE.split(whole)
    short = whole[: -len(pieces[-1])].rstrip(" -|\u2013\u2014") if len(pieces) > 1 else whole
    lines = [line for line in text[: 4 * TITLE_LENGTH].splitlines() if line.strip()]
    beginning = _plain(text[: 2 * len(whole) + 50])
    for form in (whole, short):
        plain = _plain(form)
        if not plain or beginning.startswith(plain) or plain in map(_plain, lines[:_FIRST_LINES]):
            return None
    return short if publisher and _plain(pieces[-1]) == _plain(publisher) else whole


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _without_markup(text: str) -> str:
    from .web_page import lines_of_markup  # its parser takes a second to import

    return "\n".join(lines_of_markup(text))
