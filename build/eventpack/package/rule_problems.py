"""How a rule on tables says which rows break it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from ..core.problems import Problem
from ..tabular.columns import Table

FIRST_ROW = 2  # of a table with a header, as editors count lines
_AT_ONCE = 5_000  # rows that are Python values at a time


def bad(frame: Table, table: str, mask: pd.Series | np.ndarray, column: str, rule: str, message: str) -> list[Problem]:
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
    """The mask as truth values; what is absent is false."""
    return mask if isinstance(mask, np.ndarray) else mask.fillna(False).to_numpy(dtype=bool)


def differ(cells: pd.Series, expected: pd.Series) -> np.ndarray:
    """Where two columns have not the same; absent is the same as absent."""
    return (cells.isna() != expected.isna()).to_numpy() | true(cells != expected)


def expected_cells(
    frame: Table,
    table: str,
    wrong: np.ndarray,
    column: str,
    rule: str,
    expected: pd.Series,
    why: str = "",
) -> list[Problem]:
    """A problem for each row where `wrong` is true, with what the cell should be."""
    return [
        replace(problem, message=f"should be {'empty' if pd.isna(cell) else cell}{why}")
        for problem, cell in zip(
            bad(frame, table, wrong, column, rule, ""), expected[wrong].astype(object), strict=True
        )
    ]


def cells(frame: pd.DataFrame, columns: tuple[str, ...], order: np.ndarray | None = None) -> Iterator[tuple]:
    """The cells of some columns row by row, None for what is absent; of the rows in `order`, else of all."""
    order = np.arange(len(frame)) if order is None else order
    for start in range(0, len(order), _AT_ONCE):
        rows = order[start : start + _AT_ONCE]
        yield from zip(*(pa.array(frame[name].array.take(rows)).to_pylist() for name in columns), strict=True)
