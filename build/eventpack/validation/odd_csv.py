"""Delimited text that no CSV reader takes: marks of several characters or not of ASCII, rows that end in other ways."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from typing import TextIO

from .bytestream import Open
from .csv_rows import BLOCK, Unreadable
from .declared import Dialect

_CHUNK = 1 << 20


def plain(open_file: Open, dialect: Dialect, encoding: str) -> tuple[Open, Dialect]:
    """The file written anew as CSV in UTF-8, row by row, and the dialect it then has.

    Raises Unreadable for a row that is too long, UnicodeError for a file that is not of its encoding.
    """
    target = tempfile.NamedTemporaryFile(prefix="eventpack-")  # gone with the last function that can open it
    with open_file() as file, io.TextIOWrapper(file, encoding, newline="") as text:
        out = io.TextIOWrapper(target, "utf-8", newline="", write_through=True)
        csv.writer(out, lineterminator="\n").writerows(rows(text, dialect))
        out.detach()
    target.flush()
    made = replace(
        dialect, delimiter=",", quote='"', double_quote=True, escape=None, skip_initial_space=False, line_end=None
    )
    return lambda kept=target: open(kept.name, "rb"), made  # noqa: SIM115


def rows(text: TextIO, dialect: Dialect) -> Iterator[list[str]]:
    """The rows of a file that is read some characters at a time."""
    ends = [dialect.line_end] if dialect.line_end else ["\r\n", "\n", "\r"]
    marks = [*ends, dialect.delimiter, *filter(None, (dialect.quote, dialect.escape))]
    find = re.compile("|".join(re.escape(mark) for mark in sorted(set(marks), key=len, reverse=True)))
    longest = max(map(len, marks))
    row: list[str] = []
    cell: list[str] = []
    quoted = closed = False  # within quotes; after a quote was closed
    size, buffer, at = 0, text.read(_CHUNK).removeprefix("\ufeff"), 0
    last = False
    while True:
        match = find.search(buffer, at)
        # A mark at the end of what was read may be the beginning of another, or need what follows.
        if not last and (match is None or match.end() + longest > len(buffer)):
            more = text.read(_CHUNK)
            last = not more
            buffer, at = buffer[at:] + more, 0
            if len(buffer) + size > 2 * BLOCK:
                raise Unreadable(f"has a row longer than {BLOCK >> 20} MiB")
            continue
        literal = buffer[at : match.start() if match else len(buffer)]
        if literal:
            cell.append(literal.lstrip(" ") if dialect.skip_initial_space and not cell and not closed else literal)
            size += len(literal)
        if match is None:
            if row or cell or closed:
                yield [*row, "".join(cell)]
            return
        mark, at = match[0], match.end()
        if dialect.escape and mark == dialect.escape:
            cell.append(buffer[at : at + 1])
            at += 1
        elif quoted:
            if mark != dialect.quote:
                cell.append(mark)
            elif dialect.double_quote and buffer.startswith(mark, at):
                cell.append(mark)
                at += len(mark)
            else:
                quoted, closed = False, True
        elif mark == dialect.quote:
            if "".join(cell) or closed:
                cell.append(mark)
            else:
                quoted = True
        elif mark == dialect.delimiter:
            row.append("".join(cell))
            cell, closed = [], False
        else:
            yield [*row, "".join(cell)]
            row, cell, closed, size = [], [], False, 0
