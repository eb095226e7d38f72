"""Tables as CSV files: one way of writing them, and a strict way of reading them back.

UTF-8 without a mark, comma, line feed, quotes only where needed, ISO dates, true and false, numbers in their
shortest form that reads back as the same number, an empty cell for what is absent.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..core.problems import Collector, Problem, ordered
from ..validation import check_table
from ..validation.container import Folder
from ..validation.declared import Dialect, Resource
from . import schema

_QUOTED = r'[",\r\n]'
_COMMA = pa.scalar(",", pa.large_string())
_MISSHAPEN = {"file", "encoding", "columns", "cells", "blank row"}


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a typed frame. Raises OSError where the file cannot be written."""
    with Writer(path, frame.columns) as file:
        file.write(pa.Table.from_pandas(frame, preserve_index=False))


class Writer:
    """A CSV file that is written table by table. `ends` are the bytes at which the header and each table end."""

    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        self._file = path.open("wb")
        header = pc.binary_join_element_wise(*(_texts(pa.array([name])) for name in columns), _COMMA)
        self.ends = [self._file.write(header[0].as_buffer()) + self._file.write(b"\n")]

    def write(self, rows: pa.Table) -> None:
        """Columns of strings, numbers, booleans and dates."""
        size = 0
        if rows.num_rows:
            lines = pc.binary_join_element_wise(*(_texts(column) for column in rows.columns), _COMMA)
            size = self._file.write("\n".join([*lines.to_pylist(), ""]).encode())
        self.ends.append(self.ends[-1] + size)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def parts(path: Path, ends: Sequence[int]) -> Iterator[Path]:
    """What a :class:`Writer` wrote, frame by frame: each with the header, as a file that is gone with the next.

    The file lies in a hidden folder beside `path`: if the build is killed, the next one removes it with the rest.
    """
    with path.open("rb") as file, tempfile.TemporaryDirectory(prefix=".parts-", dir=path.parent) as folder:
        header, part = file.read(ends[0]), Path(folder) / path.name
        for start, end in pairwise(ends):
            part.write_bytes(header + file.read(end - start))
            yield part


def _texts(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """The cells of a column as they stand in the file."""
    if pa.types.is_floating(column.type):
        # Python's is the shortest form; Arrow has another form for the same number, and there are few numbers of each.
        distinct = column.unique()
        texts = pa.array([None if one is None else repr(one) for one in distinct.to_pylist()], pa.string())
        column = texts.take(pc.index_in(column, value_set=distinct))
    column = column.cast(pa.large_string())
    odd = pc.match_substring_regex(column, _QUOTED)
    if pc.any(odd).as_py():
        quoted = pc.replace_substring_regex(pc.replace_substring(column, '"', '""'), r"(?s)\A(.*)\z", r'"\1"')
        column = pc.if_else(odd, quoted, column)
    return pc.fill_null(column, "")


def read(
    path: Path, declared: Mapping[str, Any], table: str, *, inside: Path | None = None
) -> tuple[pd.DataFrame | None, list[Problem]]:
    """The typed frame a CSV file holds, and what keeps it from being read as declared: types and constraints.

    A cell that is not of its column's type is a problem and NA in the frame. Where header or rows do not fit
    the schema, or the file cannot be read, there is no frame. `inside` is a folder that no link may lead out of, by
    default the file's own. Raises ValueError for a schema that is none.
    """
    inside = inside or path.parent
    collector = Collector(limit=None)
    resource = Resource(
        table,
        (path.relative_to(inside).as_posix(),),
        None,
        "csv",
        True,
        schema.prepared(declared),
        Dialect(),
        "utf-8",
        None,
        None,
        None,
        {},
    )
    whole = {field["name"] for field in declared["fields"] if field["type"] == "integer"}
    found, _ = check_table.check_table(resource, Folder(inside), schema.columns(declared), collector, exact=whole)
    if found is not None:
        for name in whole & set(found.columns):
            collector.add(_too_large(table, name, found.columns[name], found.numbers))
    problems = ordered(collector.problems)
    if found is None or any(problem.rule in _MISSHAPEN for problem in problems):
        return None, problems
    return frame(found.columns, declared), problems


def _too_large(table: str, name: str, column: pa.ChunkedArray, numbers: np.ndarray) -> Iterator[Problem]:
    """Integers that no frame can hold."""
    if not pa.types.is_int64(column.type):
        for row, cell in zip(numbers.tolist(), column.cast(pa.string()).to_pylist(), strict=True):
            if cell is not None and abs(int(cell)) >= 2**63:
                yield Problem(table, row, name, cell, "type", "should be of type integer, in 64 bits")


def frame(columns: Mapping[str, pa.ChunkedArray], declared: Mapping[str, Any]) -> pd.DataFrame:
    """Columns that were read, as a frame of the schema's pandas types."""
    made = {}
    for name, dtype in schema.pandas_dtypes(declared).items():
        column = in_64_bits(columns[name], dtype)
        made[name] = dtype.__from_arrow__(column)
    return pd.DataFrame(made)


def in_64_bits(column: pa.ChunkedArray, dtype: Any) -> pa.ChunkedArray:
    """Numbers that were read with every digit as integers and floats of 64 bits; a larger integer is null."""
    if pa.types.is_string(column.type) and dtype in (pd.Float64Dtype(), pd.Int64Dtype()):
        column = (
            column.cast(pa.float64())
            if dtype == pd.Float64Dtype()
            else pa.chunked_array([pa.nulls(len(column), pa.int64())])
        )
    if pa.types.is_decimal(column.type):
        fits = pc.less(pc.abs(column), pa.scalar(2**63 - 1).cast(column.type))
        column = pc.if_else(fits, column, pa.scalar(None, column.type)).cast(pa.int64())
    return column
