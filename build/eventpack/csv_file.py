"""Tables as CSV files: one way of writing them, and a strict way of reading them back.

UTF-8 without a mark, comma, line feed, quotes only where needed, ISO dates, true and false, numbers in their
shortest form that reads back as the same number, an empty cell for what is absent.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from . import schema
from .problem import Collector, Problem, ordered
from .validation import descriptor, engine
from .validation.declared import Dialect, Resource
from .validation.place import Folder

_QUOTED = re.compile(r'[",\r\n]')
_MISSHAPEN = {"file", "encoding", "columns", "cells", "blank row"}


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a typed frame. Raises OSError where the file cannot be written."""
    with Writer(path, frame.columns) as file:
        file.write(frame)


class Writer:
    """A CSV file that is written frame by frame. `ends` are the bytes at which the header and each frame end."""

    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        self._file = path.open("wb")
        self.ends = [self._file.write((",".join(map(_cell, columns)) + "\n").encode())]

    def write(self, frame: pd.DataFrame) -> None:
        columns = [
            [_cell(value) for value in frame[name].astype(object).where(frame[name].notna(), None)]
            for name in frame.columns
        ]
        size = sum(self._file.write((",".join(cells) + "\n").encode()) for cells in zip(*columns, strict=True))
        self.ends.append(self.ends[-1] + size)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def parts(path: Path, ends: Sequence[int]) -> Iterator[Path]:
    """What a :class:`Writer` wrote, frame by frame: each with the header, as a file that is gone with the next."""
    with path.open("rb") as file, tempfile.TemporaryDirectory(prefix="eventpack-") as folder:
        header, part = file.read(ends[0]), Path(folder) / path.name
        for start, end in pairwise(ends):
            part.write_bytes(header + file.read(end - start))
            yield part


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"' if _QUOTED.search(value) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return repr(value)


def read(path: Path, declared: Mapping[str, Any], table: str) -> tuple[pd.DataFrame | None, list[Problem]]:
    """The typed frame a CSV file holds, and what keeps it from being read as declared: types and constraints.

    A cell that is not of its column's type is a problem and NA in the frame. Where header or rows do not fit
    the schema, or the file cannot be read, there is no frame. Raises ValueError for a schema that is none.
    """
    collector = Collector(limit=None)
    resource = Resource(table, (path.name,), None, "csv", True, descriptor.schema(declared), Dialect(), "utf-8", None,
                        None, None, {})
    package = engine.Package(Folder(path.parent), "", {"resources": []}, [resource])
    found = engine.check_table(resource, package, schema.columns(declared), collector)
    problems = ordered(collector.problems)
    if found is None or any(problem.rule in _MISSHAPEN for problem in problems):
        return None, problems
    return frame(found.columns, declared), problems


def frame(columns: Mapping[str, pa.ChunkedArray], declared: Mapping[str, Any]) -> pd.DataFrame:
    """Columns that were read, as a frame of the schema's pandas types."""
    made = {}
    for name, dtype in schema.pandas_dtypes(declared).items():
        column = columns[name]
        if pa.types.is_decimal(column.type):        # an integer beyond 64 bits is none that pandas could hold
            fits = pc.less(pc.abs(column), pa.scalar(2**63 - 1).cast(column.type))
            column = pc.if_else(fits, column, pa.scalar(None, column.type)).cast(pa.int64())
        made[name] = dtype.__from_arrow__(column)
    return pd.DataFrame(made)
