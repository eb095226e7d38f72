"""Rows of a CSV file, as columns of text, some megabytes at a time."""

from __future__ import annotations

import codecs
import csv
import io
import shutil
import tempfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from .arrow_input import native_file
from .bytestream import Open
from .declared import Dialect

BLOCK = 1 << 23  # the most bytes that one row may take
BLOCKS = (1 << 20, BLOCK)  # bytes read at a time: the first, unless a row is longer
MOST_COLUMNS = 20_000
# Python's own reader takes the header and odd rows; it stops at 128 KiB in a cell unless told otherwise.
csv.field_size_limit(max(csv.field_size_limit(), BLOCK))
_START = 1 << 16  # bytes in which most headers are
# Of the last readers, each with a function of ours: so that none of Arrow's threads, which may still be about to let go
# of one, is the last to hold it (arrow_input.py).
_LAST_OPTIONS: deque[pyarrow.csv.ParseOptions] = deque(maxlen=32)
RAGGED_READ = 1_000  # rows with too many or too few cells that are looked into; all are counted


class Unreadable(Exception):
    """A file that is no CSV; the message stands after its name."""


class TooLong(Unreadable):
    """A row is longer than the bytes read at a time."""


class Empty(Unreadable):
    """A file without a byte."""


class OtherDelimiter(Unreadable):
    """A header of one cell that another delimiter makes the right one."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Columns of equal length, and the row number of each row (the header is row 1)."""

    columns: list[pa.Array]
    numbers: np.ndarray


@dataclass
class Ragged:
    """Rows with a wrong number of cells: (row, cells it has), the first of them with their text."""

    rows: list[tuple[int, int]] = dataclass_field(default_factory=list)
    read: list[tuple[int, str]] = dataclass_field(default_factory=list)
    dropped: list[int] = dataclass_field(default_factory=list)  # with the comments, in the order of the file
    last: int = 0  # number of the file's last row


def _reader(text: io.TextIOBase | list[str], dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        text,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        doublequote=dialect.double_quote,
        skipinitialspace=dialect.skip_initial_space,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
    )


def _is_comment(row: int, cells: list[str], dialect: Dialect) -> bool:
    if row in dialect.comment_rows:
        return True
    return bool(dialect.comment_char and cells and cells[0].startswith(dialect.comment_char))


def labels(open_file: Open, dialect: Dialect, encoding: str) -> tuple[list[str], int]:
    """The names in the header, none where there is none, and the number of cells of the first row.

    Raises Empty, Unreadable where the header is too long, UnicodeError where it is not of the encoding.
    """
    wanted = max(dialect.header_rows, default=1)
    for size in (_START, BLOCK):
        with open_file() as file:
            start = file.read(size)
            more = bool(file.read(1))
        if not start:
            raise Empty("is empty")
        text = codecs.getincrementaldecoder(encoding)().decode(start, final=not more).removeprefix("\ufeff")
        found: list[list[str]] = []
        try:
            for row, cells in enumerate(_reader(io.StringIO(text, newline=""), dialect), start=1):
                found.append(cells)
                # One row more than the header shows that the header is whole.
                if row > wanted:
                    break
        except csv.Error as error:
            raise Unreadable(f"has a header that cannot be read: {error}") from error
        if len(found) > wanted or not more:
            break
    else:
        raise Unreadable(f"has a row longer than {BLOCK >> 20} MiB")
    if len(found) < wanted:
        return [], max(map(len, found), default=0)
    del found[wanted:]
    first = len(found[-1])
    if first > MOST_COLUMNS:
        raise Unreadable(f"has {first} columns; at most {MOST_COLUMNS} are read")
    names: list[str] = []
    previous: dict[int, str] = {}
    for row in dialect.header_rows:
        if _is_comment(row, found[row - 1], dialect):
            continue
        for position, cell in enumerate(found[row - 1]):
            if previous.get(position) == cell:
                continue
            previous[position] = cell
            if position < len(names):
                names[position] = dialect.header_join.join([names[position], cell])
            else:
                names.append(cell)
    return names, first


def past_comments(open_file: Open, dialect: Dialect, encoding: str) -> Dialect:
    """The dialect with its header in the first row that is no comment, where the descriptor does not say where it is."""
    if dialect.header_stated or not (dialect.comment_char or dialect.comment_rows):
        return dialect
    with open_file() as file:
        start = file.read(BLOCK)
    text = codecs.getincrementaldecoder(encoding)().decode(start).removeprefix("\ufeff")
    try:
        for row, cells in enumerate(_reader(io.StringIO(text, newline=""), dialect), start=1):
            if not _is_comment(row, cells, dialect):
                return replace(dialect, header_rows=(row,))
    except csv.Error:
        pass
    return dialect


def batches(
    open_file: Open, dialect: Dialect, encoding: str, columns: int, ragged: Ragged, block: int = BLOCK
) -> Iterator[Batch]:
    """All rows of `columns` cells; rows of fewer or more go to `ragged`, and come last as far as they are read.

    Short rows are filled up with null, long ones cut. Raises Unreadable, TooLong where a row does not fit into
    `block` bytes, or UnicodeError where the file is not of
    its encoding.
    """
    skipped = max(dialect.header_rows, default=0)
    first = skipped + 1
    names = [str(number) for number in range(columns)]

    def note(row: pyarrow.csv.InvalidRow) -> str:
        ragged.dropped.append(row.number)
        cells = next(iter(_reader([row.text], dialect)), [])
        if not _is_comment(row.number, cells, dialect):
            ragged.rows.append((row.number, row.actual_columns))
            if len(ragged.read) < RAGGED_READ:
                ragged.read.append((row.number, row.text))
        return "skip"

    options = pyarrow.csv.ParseOptions(
        delimiter=dialect.delimiter,
        quote_char=dialect.quote or False,
        double_quote=dialect.double_quote,
        escape_char=dialect.escape or False,
        newlines_in_values=dialect.quote is not None or dialect.escape is not None,
        ignore_empty_lines=False,
        invalid_row_handler=note,
    )
    _LAST_OPTIONS.append(options)
    try:
        with _for_arrow(open_file, dialect, encoding) as file, native_file(file) as bytes_of_it:
            reader = pyarrow.csv.open_csv(
                bytes_of_it,
                read_options=pyarrow.csv.ReadOptions(
                    use_threads=False, block_size=block, column_names=names, skip_rows_after_names=skipped
                ),
                parse_options=options,
                convert_options=pyarrow.csv.ConvertOptions(
                    column_types={name: pa.string() for name in names}, strings_can_be_null=False
                ),
            )
            kept = 0
            for batch in reader:
                numbers = _numbers(kept, batch.num_rows, first, ragged.dropped)
                kept += batch.num_rows
                yield _without_comments(Batch(batch.columns, numbers), dialect)
            ragged.last = skipped + kept + len(ragged.dropped)
    except pa.ArrowInvalid as error:
        if "Empty CSV file" in str(error):  # nothing but a header
            ragged.last = skipped
            return
        if "straddl" in str(error) and _is_short(open_file):  # a header without a line end
            ragged.last = skipped
            return
        if "straddl" in str(error):
            raise TooLong(f"has a row longer than {block >> 20} MiB") from error
        if "invalid UTF8" in str(error):
            raise UnicodeError(str(error)) from error
        raise Unreadable(f"cannot be read as CSV: {error}") from error
    if ragged.read:
        yield _short_and_long(ragged, columns, dialect)


def _is_short(open_file: Open) -> bool:
    with open_file() as file:
        return len(file.read(BLOCK)) < BLOCK


def _numbers(before: int, count: int, first: int, dropped: list[int]) -> np.ndarray:
    """Row numbers of `count` rows of which `before` came earlier, where some rows of the file were dropped."""
    positions = np.arange(before, before + count)
    if dropped:
        # So many kept rows stand before each dropped one.
        passed = np.array(dropped) - first - np.arange(len(dropped))
        positions = positions + np.searchsorted(passed, positions, side="right")
    return positions + first


def _without_comments(batch: Batch, dialect: Dialect) -> Batch:
    if not (dialect.comment_char or dialect.comment_rows or dialect.skip_blank_rows):
        return batch
    keep = np.ones(len(batch.numbers), dtype=bool)
    if dialect.comment_char and batch.columns:
        keep &= ~pc.starts_with(batch.columns[0], dialect.comment_char).to_numpy(zero_copy_only=False)
    if dialect.comment_rows:
        keep &= ~np.isin(batch.numbers, list(dialect.comment_rows))
    if dialect.skip_blank_rows:
        filled = np.zeros(len(keep), dtype=bool)
        for column in batch.columns:
            filled |= pc.greater(pc.binary_length(column), 0).to_numpy(zero_copy_only=False)
        keep &= filled
    mask = pa.array(keep)
    return Batch([column.filter(mask) for column in batch.columns], batch.numbers[keep])


def _short_and_long(ragged: Ragged, columns: int, dialect: Dialect) -> Batch:
    rows = [next(iter(_reader([text], dialect)), []) for _, text in ragged.read]
    filled = [(cells + [None] * columns)[:columns] for cells in rows]
    return Batch(
        [pa.array([cells[position] for cells in filled], pa.string()) for position in range(columns)],
        np.array([number for number, _ in ragged.read], dtype=np.int64),
    )


def _for_arrow(open_file: Open, dialect: Dialect, encoding: str) -> BinaryIO:
    """The file, or where Arrow's reader does not know how it is written, a copy of it: in UTF-8, and without the spaces
    that may precede a cell. Raises UnicodeError."""
    if codecs.lookup(encoding).name in {"utf-8", "utf-8-sig"} and not dialect.skip_initial_space:
        return open_file()
    target = tempfile.TemporaryFile()
    with open_file() as file, io.TextIOWrapper(file, encoding, newline="") as text:
        out = io.TextIOWrapper(target, "utf-8", newline="", write_through=True)
        if dialect.skip_initial_space:
            csv.writer(
                out,
                delimiter=dialect.delimiter,
                quotechar=dialect.quote,
                escapechar=dialect.escape,
                doublequote=dialect.double_quote,
                lineterminator="\n",
            ).writerows(_reader(text, dialect))
        else:
            shutil.copyfileobj(text, out, 1 << 20)
        out.detach()
    target.seek(0)
    return target
