"""Two bounds of a date as one EDTF value (ISO 8601-2, levels 0 and 1) and as a UCDP GED precision.

`earliest` and `latest` are inclusive; None says that the bound is not known.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def from_bounds(earliest: date | None, latest: date | None) -> str | None:
    """The shortest EDTF value with just these bounds; None where neither is known.

    A day 2026-01-26, a whole month 2025-12, year 2025, decade 202X, century 19XX, any other stretch of days
    2026-01-19/2026-01-25, and with one bound ../2025-12-17 or 2025-12-17/.. .
    """
    if earliest is None:
        return None if latest is None else f"../{latest.isoformat()}"
    if latest is None:
        return f"{earliest.isoformat()}/.."
    if earliest == latest:
        return earliest.isoformat()
    first, last = f"{earliest.year:04}", f"{latest.year:04}"
    if (earliest.month, earliest.day) == (1, 1) and (latest.month, latest.day) == (12, 31):
        if first == last:
            return first
        if first[:3] == last[:3] and (first[3], last[3]) == ("0", "9"):
            return f"{first[:3]}X"
        if first[:2] == last[:2] and (first[2:], last[2:]) == ("00", "99"):
            return f"{first[:2]}XX"
    if earliest.day == 1 and first == last and earliest.month == latest.month and latest.day == _length(latest):
        return f"{first}-{earliest.month:02}"
    return f"{earliest.isoformat()}/{latest.isoformat()}"


def precision(earliest: date | None, latest: date | None) -> int | None:
    """UCDP GED's date precision, 1 to 5, from the number of days the bounds span.

    1 a day, 2 two to six days, 3 a week, 4 up to a month (31 days), 5 more or open on one side; None
    where neither bound is known. Source: UCDP GED Codebook, `date_prec`.
    """
    if earliest is None and latest is None:
        return None
    if earliest is None or latest is None:
        return 5
    days = (latest - earliest) // timedelta(days=1) + 1
    return 1 if days <= 1 else 2 if days <= 6 else 3 if days == 7 else 4 if days <= 31 else 5


def _length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
