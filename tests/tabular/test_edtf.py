from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventpack.tabular import edtf

days = st.dates(date(1, 1, 1), date(9999, 12, 31))


def read_back(value):
    """The bounds that an EDTF value stands for."""
    if "/" in value:
        left, right = value.split("/")
        return (None if left == ".." else read_back(left)[0], None if right == ".." else read_back(right)[1])
    if "X" in value:
        return date(max(int(value.replace("X", "0")), 1), 1, 1), date(int(value.replace("X", "9")), 12, 31)
    year, month, day = ([int(part) for part in value.split("-")] + [None, None])[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    first, last = date(year, month or 1, 1), date(year, month or 12, 1)
    return first, last.replace(day=monthrange(year, last.month)[1])


@pytest.mark.parametrize(
    ("earliest", "latest", "value", "precision"),
    [
        (date(2026, 1, 26), date(2026, 1, 26), "2026-01-26", 1),
        (date(2026, 1, 25), date(2026, 1, 26), "2026-01-25/2026-01-26", 2),
        (date(2026, 1, 19), date(2026, 1, 24), "2026-01-19/2026-01-24", 2),
        (date(2026, 1, 19), date(2026, 1, 25), "2026-01-19/2026-01-25", 3),
        (date(2026, 1, 18), date(2026, 1, 25), "2026-01-18/2026-01-25", 4),
        (date(2025, 12, 1), date(2025, 12, 31), "2025-12", 4),
        (date(2024, 2, 1), date(2024, 2, 29), "2024-02", 4),
        (date(2023, 2, 1), date(2023, 2, 27), "2023-02-01/2023-02-27", 4),
        (date(2025, 12, 1), date(2026, 1, 1), "2025-12-01/2026-01-01", 5),
        (date(2025, 1, 1), date(2025, 12, 31), "2025", 5),
        (date(2024, 1, 1), date(2025, 12, 31), "2024-01-01/2025-12-31", 5),
        (date(2020, 1, 1), date(2029, 12, 31), "202X", 5),
        (date(1900, 1, 1), date(1999, 12, 31), "19XX", 5),
        (None, date(2025, 12, 17), "../2025-12-17", 5),
        (date(2025, 12, 17), None, "2025-12-17/..", 5),
        (None, None, None, None),
    ],
)
def test_bounds_have_one_edtf_value_and_one_precision(earliest, latest, value, precision):
    assert edtf.from_bounds(earliest, latest) == value
    assert edtf.precision(earliest, latest) == precision


@given(days, days)
def test_an_edtf_value_gives_back_the_bounds_it_was_made_from(one, other):
    earliest, latest = sorted((one, other))
    assert read_back(edtf.from_bounds(earliest, latest)) == (earliest, latest)
    assert read_back(edtf.from_bounds(None, latest)) == (None, latest)
    assert read_back(edtf.from_bounds(earliest, None)) == (earliest, None)


@given(st.integers(1, 9999), st.integers(1, 12))
def test_whole_months_and_years_are_written_as_such_and_read_back(year, month):
    first = date(year, month, 1)
    last = read_back(f"{year:04}-{month:02}")[1]
    assert (last.month, last.year) == (month, year)
    assert edtf.from_bounds(first, last) == f"{year:04}-{month:02}"
    assert edtf.from_bounds(date(year, 1, 1), date(year, 12, 31)) == f"{year:04}"


@given(st.dates(date(2, 1, 1), date(9000, 1, 1)), st.integers(0, 400), st.integers(0, 400))
def test_wider_bounds_are_never_more_precise(day, one, other):
    near, far = sorted((one, other))
    assert edtf.precision(day, day + timedelta(near)) <= edtf.precision(day, day + timedelta(far))
