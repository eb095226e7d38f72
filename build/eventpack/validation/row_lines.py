"""On which line of a text file a row of its table starts; quoted cells may hold line ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import BinaryIO

import numpy as np

_CHUNK = 1 << 22
_LF, _CR = 10, 13


def starts(
    open_file: Callable[[], BinaryIO],
    rows: Iterable[int],
    total: int | None = None,
    *,
    delimiter: str = ",",
    quote: str | None = '"',
    escape: str | None = None,
    double_quote: bool = True,
    encoding: str = "utf-8",
) -> dict[int, int]:
    """Row → line for the rows asked for; both count from 1, and row 1 is the first of the file.

    `total` is how many rows the file has. Rows end where a line ends outside of quotes: this is counted on the
    bytes. Only where that cannot be trusted (a quote inside an unquoted cell, an escape character, an encoding
    that does not keep ASCII) the file is parsed once more up to the last row asked for.
    """
    wanted = np.array(sorted(set(rows)), dtype=np.int64)
    if not len(wanted):
        return {}
    if escape is None and (quote is None or quote.isascii()) and _keeps_ascii(encoding):
        found, counted = _from_bytes(open_file, wanted, quote)
        if total is None or counted == total:
            return found
    return _from_parser(open_file, wanted, delimiter, quote, escape, double_quote, encoding)


def _keeps_ascii(encoding: str) -> bool:
    try:
        return "aZ09\",;\n\r'|\t".encode(encoding) == b"aZ09\",;\n\r'|\t"
    except LookupError:
        return False


def _from_bytes(open_file: Callable[[], BinaryIO], wanted: np.ndarray, quote: str | None) -> tuple[dict[int, int], int]:
    """The lines, and how many rows there are."""
    mark = -1 if quote is None else ord(quote)
    found: dict[int, int] = {}
    if wanted[0] == 1:
        found[1] = 1
    rows = lines = 0  # ends of rows and of lines passed so far
    quoted = 0  # whether a chunk begins inside quotes
    ended = True  # whether the last byte read ends a row
    held = b""
    with open_file() as file:
        while True:
            read = file.read(_CHUNK)
            block = held + read
            if not block:
                break
            # A carriage return at the end may be the first half of a line end.
            held = b"\r" if read and block.endswith(b"\r") else b""
            chunk = np.frombuffer(block[: len(block) - len(held)], dtype=np.uint8)
            if not len(chunk):
                continue
            is_end = chunk == _LF
            returns = np.flatnonzero(chunk == _CR)
            if len(returns):
                following = np.append(chunk, 0)[returns + 1]
                is_end[returns[following != _LF]] = True
            ends = np.flatnonzero(is_end)
            quotes = np.flatnonzero(chunk == mark) if mark >= 0 else ends[:0]
            outside = (np.searchsorted(quotes, ends) + quoted) % 2 == 0
            row_ends = np.flatnonzero(outside)  # as positions in `ends`
            # Row k begins on the line after the end of row k - 1.
            low, high = np.searchsorted(wanted, [rows + 2, rows + len(row_ends) + 2])
            for row in wanted[low:high]:
                found[int(row)] = int(lines + row_ends[row - rows - 2] + 2)
            rows += len(row_ends)
            lines += len(ends)
            quoted = (quoted + len(quotes)) % 2
            ended = bool(len(row_ends)) and int(ends[row_ends[-1]]) == len(chunk) - 1
    return {row: line for row, line in found.items() if row <= rows + (not ended)}, rows + (not ended)


def _from_parser(
    open_file: Callable[[], BinaryIO],
    wanted: np.ndarray,
    delimiter: str,
    quote: str | None,
    escape: str | None,
    double_quote: bool,
    encoding: str,
) -> dict[int, int]:
    found: dict[int, int] = {}
    left = set(wanted.tolist())
    with open_file() as file, io.TextIOWrapper(file, encoding, errors="replace", newline="") as text:
        reader = csv.reader(
            text,
            delimiter=delimiter,
            quotechar=quote,
            escapechar=escape,
            doublequote=double_quote,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        )
        line, row = 1, 0
        try:
            for _ in reader:
                row += 1
                if row in left:
                    found[row] = line
                    left.remove(row)
                    if not left:
                        break
                line = reader.line_num + 1
        except csv.Error:  # a cell longer than the parser takes: the lines so far are right
            pass
    return found
