"""What the rules between columns share: problems of the rows where a mask is true, and cells row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from ..core.problems import Problem

FIRST_ROW = 2
_AT_ONCE = 5_000  # rows that are Python values at a time


def bad(
    frame: Mapping[str, pd.Series], table: str, mask: pd.Series, column: str, rule: str, message: str
) -> list[Problem]:
    """A problem for each row where `mask` is true."""
    at = np.flatnonzero(true(mask))
    if not len(at):
        return []
    cells = frame[column].iloc[at].astype(object)
    return [
        Problem(table, int(row) + FIRST_ROW, column, None if pd.isna(cell) else str(cell), rule, message)
        for row, cell in zip(at, cells, strict=True)
    ]


def true(mask: pd.Series | np.ndarray) -> np.ndarray:
    return mask if isinstance(mask, np.ndarray) else mask.fillna(False).to_numpy(dtype=bool)


def cells(frame: pd.DataFrame, columns: tuple[str, ...], order: np.ndarray | None = None) -> Iterator[tuple]:
    """The cells of some columns row by row, None for what is absent; of the rows in `order`, else of all."""
    order = np.arange(len(frame)) if order is None else order
    for start in range(0, len(order), _AT_ONCE):
        rows = order[start : start + _AT_ONCE]
        yield from zip(*(pa.array(frame[name].array.take(rows)).to_pylist() for name in columns), strict=True)
