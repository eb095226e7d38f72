"""Rows of tables: .csv and .tsv in any usual form, .xlsx, .parquet. The first row names the columns."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from ..core.open_file import Refused, open_file
from .bounded_zip import check_zip
from .csv_rows import numbered_rows
from .field_names import has_text, told_keys
from .not_articles import NotArticles, library
from .options import ReadOptions
from .rows import Row
from .text_file import MAX_CHARACTERS, read_bytes, refused, unreadable, utf8_hint

_LONGEST_LINE = 8 * MAX_CHARACTERS  # bytes
_DELIMITERS = ",;\t|"
_LAST_ROW, _MOST_COLUMNS = 1_048_576, 200  # of a sheet in Excel; of a sheet of articles
_GAP = 1_000  # empty rows after which a sheet has no more; one row may claim a number of many digits
_BATCH = 256
csv.field_size_limit(max(csv.field_size_limit(), 4 * MAX_CHARACTERS))  # characters; the usual limit cuts long articles


def _no_text(file: Path, columns: Sequence[Any]) -> NotArticles:
    return NotArticles(
        file,
        f"has no column for the article's text; its columns are {told_keys(columns)}",
        "Name the column that holds it: --map text=COLUMN",
        "no column with a text",
    )


# --- .csv and .tsv


def read_csv(file: Path, options: ReadOptions) -> Iterator[Row]:
    """Streamed. The separator is the one that parts the header into most cells: comma, semicolon, tab or bar."""
    lines = _lines(file)
    first = next(lines, "")
    separator = _separator(file, first)
    header: list[str] | None = None
    for line, cells in numbered_rows(file, chain([first], lines), delimiter=separator, strict=separator != "\t"):
        if header is None:
            header = [cell.strip() for cell in cells]
            if not has_text(header, options):
                raise _no_text(file, header)
            continue
        yield Row(line, "line", _cells(file, line, header, cells))
    if header is None:
        raise NotArticles(file, "is empty", "Write a header and a row for each article", "empty")


def _separator(file: Path, header: str) -> str:
    counts = Counter(char for part in header.split('"')[::2] for char in part if char in _DELIMITERS)
    usual = "\t" if file.suffix.lower() in {".tsv", ".tab"} else ","
    return max(_DELIMITERS, key=lambda char: (counts[char], char == usual))


def _cells(file: Path, line: int, header: Sequence[str], cells: Sequence[str]) -> dict[str, str] | InputError:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        return InputError(
            file,
            line,
            f"has {len(cells)} cells where the header has {len(header)}",
            "Put a cell that holds the separator in double quotes",
        )
    return dict(zip(header, cells, strict=False))


def _lines(file: Path) -> Iterator[str]:
    """The lines of a file in UTF-8, or in UTF-16 with its mark, as Excel saves "Unicode text"."""
    try:
        with open_file(file) as stream:
            head = stream.read(2)
            if head in (b"\xff\xfe", b"\xfe\xff"):
                try:
                    yield from read_bytes(file).decode("utf-16").splitlines(keepends=True)
                except UnicodeDecodeError as error:
                    raise InputError(file, None, "is not the UTF-16 it begins as", "Save it as UTF-8") from error
                return
            stream.seek(0)
            number = 0
            while data := stream.readline(_LONGEST_LINE + 1):
                number += 1
                if len(data) > _LONGEST_LINE:
                    raise InputError(
                        file, number, f"has more than {_LONGEST_LINE:,} bytes", "Correct the quotes before it"
                    )
                try:
                    yield data.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError as error:
                    raise InputError(
                        file, number, f"is not UTF-8 (byte {error.start + 1} of the line)", utf8_hint(data)
                    ) from error
    except Refused as refusal:
        raise refused(file, refusal) from refusal
    except OSError as error:
        raise unreadable(file, error) from error


# --- .xlsx


def read_xlsx(file: Path, options: ReadOptions) -> Iterator[Row]:
    """The rows of every sheet that has a column for the text, sheet by sheet. Needs eventpack[xlsx]."""
    openpyxl = library("openpyxl", "xlsx", file)
    with check_zip(file) as stream:
        number, seen = 0, []
        try:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            for sheet in book.worksheets:
                header: list[str] | None = None
                empty = 0
                for cells in sheet.iter_rows(max_row=_LAST_ROW, max_col=_MOST_COLUMNS, values_only=True):
                    empty = empty + 1 if all(cell is None for cell in cells) else 0
                    if empty > _GAP:
                        break
                    if empty:
                        continue
                    if header is None:
                        header = ["" if cell is None else str(cell).strip() for cell in cells]
                        seen += header
                        if not has_text(header, options):
                            break
                        continue
                    number += 1
                    yield Row(number, "row", dict(zip(header, cells, strict=False)))
        except InputError:
            raise
        except Exception as error:  # openpyxl raises whatever its parts raise
            raise NotArticles(
                file, f"cannot be read as .xlsx ({type(error).__name__})", "Save it again, or as .csv", "damaged"
            ) from error
    if not number and not has_text(seen, options):
        raise _no_text(file, [name for name in seen if name])


# --- .parquet


def parquet_file(file: Path) -> Any:
    """The file, opened with its bounds. Raises NotArticles."""
    from ..validation import parquet_bounds  # here, since it takes a third of a second to import

    try:
        return parquet_bounds.Parquet(open_file(file))
    except Refused as refusal:
        raise refused(file, refusal) from refusal
    except parquet_bounds.TooMuch as error:
        raise InputError(file, None, str(error), "Write it anew, with its texts as they are") from error
    except parquet_bounds.Unreadable as error:
        raise NotArticles(file, "is not a Parquet file", "Write it anew; a .jsonl is read too", "damaged") from error


def read_parquet(file: Path, options: ReadOptions) -> Iterator[Row]:
    """Streamed, some rows at a time, and of the columns only those that are asked for."""
    from ..validation.parquet_bounds import Unreadable as NoParquet
    from .field_names import asked_for

    table = parquet_file(file)
    names = table.schema.names
    if not has_text(names, options):
        raise _no_text(file, names)
    row = 0
    try:
        for batch in table.batches(_BATCH, asked_for(names, options), plain=True):
            for cells in _python_rows(batch):
                row += 1
                yield Row(row, "row", _unreadable_cell(file, row, cells) if isinstance(cells, ValueError) else cells)
    except NoParquet as error:
        raise InputError(file, row + 1, str(error), "Write the file anew", unit="row") from error


def _unreadable_cell(file: Path, row: int, error: ValueError) -> InputError:
    return InputError(file, row, f"has a cell that cannot be read ({error})", "Write the row anew", unit="row")


def _python_rows(batch: Any) -> Iterable[dict[str, Any] | ValueError]:
    """The rows of an Arrow batch; where Python has no such value (bytes that are no UTF-8, a year 20000), why not."""
    try:
        return batch.to_pylist()
    except (ValueError, OverflowError) as error:
        if batch.num_rows == 1:
            return [ValueError(str(error))]
        return [cells for number in range(batch.num_rows) for cells in _python_rows(batch.slice(number, 1))]
