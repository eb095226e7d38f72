"""The rules on dates: bounds in order, what is worked out from them, and when an article was published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..core.problems import Problem
from ..tabular import edtf
from ..tabular.columns import Tables
from .rule_problems import bad, differ, expected_cells, true

_MADE_OF_BOUNDS: dict[str, Callable[[date | None, date | None], str | int | None]] = {
    "date_edtf": edtf.from_bounds,
    "date_precision": edtf.precision,
}


def bounds(frames: Tables) -> list[Problem]:
    """The first day is not after the last; EDTF and precision are what the two bounds make."""
    problems: list[Problem] = []
    for table, earliest, latest in (
        ("events", "date_earliest", "date_latest"),
        ("reports", "date_earliest", "date_latest"),
        ("sources", "published_earliest", "published_latest"),
    ):
        frame = frames[table]
        problems += bad(frame, table, frame[earliest] > frame[latest], earliest, "date order", f"is after {latest}")
    events = frames["events"]
    first, last = (events[name] for name in ("date_earliest", "date_latest"))
    ordered = ~true(first > last)
    # What is expected is worked out once for each pair of bounds, of which there are far fewer than events.
    days, of_pair = np.unique(_days(first) << 32 | _days(last), return_inverse=True)
    pairs = [(_day(pair >> 32), _day(pair & (2**32 - 1))) for pair in days.tolist()]
    for column, expect in _MADE_OF_BOUNDS.items():
        found = [expect(start, end) if start is None or end is None or start <= end else None for start, end in pairs]
        cells = events[column]
        dtype: Any = cells.dtype
        expected = pd.Series(pd.array(found, dtype=dtype).take(of_pair), index=cells.index)
        problems += expected_cells(
            events,
            "events",
            ordered & differ(cells, expected),
            column,
            "date bounds",
            expected,
            ", from date_earliest and date_latest",
        )
    return problems


def _days(cells: pd.Series) -> np.ndarray:
    """Days of the calendar, counted from 1 January of the year 1 (1); 0 for what is absent."""
    epoch = date(1970, 1, 1).toordinal()
    counted = pc.add(pa.array(cells.array).cast(pa.int32()).cast(pa.int64()), epoch)
    return pc.fill_null(counted, 0).to_numpy(zero_copy_only=False)


def _day(number: int) -> date | None:
    return date.fromordinal(number) if number else None


def published(frames: Tables) -> list[Problem]:
    """The basis of a day of publication agrees with the day and its bounds."""
    sources = frames["sources"]
    day, first, last = (sources[name] for name in ("published", "published_earliest", "published_latest"))
    basis = sources["published_basis"]
    bounded = first.notna() | last.notna()
    good = (
        ((basis == "metadata") & day.notna() & (first == day).fillna(False) & (last == day).fillna(False))
        | ((basis == "inferred") & day.isna() & bounded)
        | ((basis == "unknown") & day.isna() & ~bounded)
    )
    return bad(
        sources,
        "sources",
        ~good,
        "published_basis",
        "published",
        "does not agree with published, published_earliest and published_latest",
    )
