"""Which of many identifiers are among many others, and where."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def among(cells: pd.Series | pd.Index, others: pd.Series | pd.Index) -> np.ndarray:
    """For each cell whether it is one of `others`; what is absent is in neither.

    What pandas' own `isin` says of strings, without a Python object for each: some thirty times as fast.
    """
    if not len(cells) or not len(others):
        return np.zeros(len(cells), dtype=bool)
    left, right = (arrow(side) for side in (cells, others))
    return pc.is_in(left, value_set=right.drop_null(), skip_nulls=True).to_numpy(zero_copy_only=False)


def places(cells: pd.Series, others: pd.Series) -> np.ndarray:
    """For each cell where it first stands in `others`, -1 where it does not; what is absent stands nowhere."""
    if not len(cells) or not len(others):
        return np.full(len(cells), -1, dtype=np.int32)
    found = pc.index_in(arrow(cells), value_set=arrow(others), skip_nulls=True)
    return pc.fill_null(found, -1).to_numpy(zero_copy_only=False)


def looked_up(cells: pd.Series, keys: pd.Series, values: pd.Series) -> pd.Series:
    """For each cell the value beside the key it is, NA where it is none: `cells.map(values by keys)`."""
    return pd.Series(values.array.take(places(cells, keys), allow_fill=True), index=cells.index)


def codes(cells: pd.Series) -> np.ndarray:
    """A number for each cell, from 0, the same for the same text; -1 for what is absent."""
    found = arrow(cells).dictionary_encode().indices
    return pc.fill_null(found, -1).to_numpy(zero_copy_only=False)


def arrow(cells: pd.Series | pd.Index) -> pa.Array:
    """Cells as one Arrow array of large strings, null where a cell is absent."""
    made = pa.array(cells.array, type=pa.large_string(), from_pandas=True)
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made
