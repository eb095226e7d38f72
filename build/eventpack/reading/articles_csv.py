"""`articles.csv`: what is known of the articles of a folder, one row a file."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from .csv_rows import numbered_rows, wrong_length
from .metadata import Unreadable, read_field
from .options import AS_IT_IS, ReadOptions
from .text_file import beside, check_kind, decode_text, read_bytes

METADATA_FILE = "articles.csv"
_GUESSES = 10
METADATA_COLUMNS = ("file", "publisher", "author", "url", "published", "language")


Faults = dict[str | None, list[InputError]]


def read_articles_csv(
    folder: Path, names: Collection[str], options: ReadOptions = AS_IT_IS
) -> tuple[dict[str, dict[str, Any]], Faults]:
    """The rows of articles.csv by file name, empty where the folder has none, and what is wrong with single rows.

    Every row must describe one of `names`; a fault is found under the name of the article it concerns, or None.
    Raises InputError, naming the line, where the file as a whole cannot be read: all columns are asked for.
    """
    file = beside(folder, METADATA_FILE)
    if file is None:
        return {}, {}
    check_kind(file, inside=folder)
    text = decode_text(read_bytes(file), file).removeprefix("\ufeff")
    if "\0" in text:
        raise InputError(file, text[: text.index("\0")].count("\n") + 1, "holds a NUL byte", "Save it as CSV in UTF-8")
    found: dict[str, dict[str, Any]] = {}
    faults: Faults = {}
    known = set(names)
    lines: dict[str, int] = {}
    header: list[str] | None = None
    for here, row in numbered_rows(file, io.StringIO(text, newline="")):
        if header is None:
            header = _check_header(file, here, [cell.strip() for cell in row])
            continue
        place = header.index("file")
        name = row[place].strip() if len(row) > place else ""
        try:
            if len(row) != len(header):
                raise wrong_length(file, here, row, header)
            if name not in known:
                # To look for one among 10,000 names takes a moment, too long to do so for each of them.
                close = get_close_matches(name, names, 1, 0.8) if len(faults.get(None, ())) < _GUESSES else None
                raise InputError(
                    file,
                    here,
                    f'there is no article "{name}" in this folder',
                    f'Correct the name, perhaps to "{close[0]}"' if close else "Add the file or take the row out",
                )
            if name in lines:
                raise InputError(
                    file, here, f'"{name}" was described before, on line {lines[name]}', "Keep one of the two"
                )
            lines[name] = here
            found[name] = _cells(file, here, dict(zip(header, row, strict=True)), options)
        except InputError as error:
            faults.setdefault(name if name in known else None, []).append(error)
    if header is None:
        raise InputError(file, None, "is empty", f"Write the header {','.join(METADATA_COLUMNS)}, or delete the file")
    return found, faults


def _check_header(file: Path, line: int, header: list[str]) -> list[str]:
    absent = [name for name in METADATA_COLUMNS if name not in header]
    if absent:
        separator = next((s for s in (";", "\t") if len(header) == 1 and s in header[0]), None)
        raise InputError(
            file,
            line,
            f"has no column {', '.join(absent)}",
            "Separate the cells with commas"
            if separator
            else f"Begin with the line {','.join(METADATA_COLUMNS)}; a cell that is not known stays empty",
        )
    twice = [name for name, n in Counter(header).items() if n > 1 and name]
    if twice:
        raise InputError(file, line, f'has the column "{twice[0]}" twice', "Keep one of the two")
    return header


def _cells(file: Path, line: int, cells: dict[str, str], options: ReadOptions) -> dict[str, Any]:
    values = {}
    for name in ("title", *METADATA_COLUMNS[1:]):
        if name in cells:
            try:
                values[name] = read_field(name, cells[name], options)
            except Unreadable as bad:
                raise InputError(file, line, f"{name} {bad.args[0]}", bad.args[1]) from None
    return values
