"""The day that a date names, in every form that feeds, exports and tools give it; never guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

# The first newspaper was printed in 1605. A later century than ours is a slip of the pen, and the rule is the same in
# whichever year a package is built.
FIRST_YEAR, LAST_YEAR = 1600, 2100

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_TIME = r"(?:\d\d?:\d\d(?::\d\d)?(?:\s+[A-Z]{1,5})?\s+)?"  # of asctime: "Tue Mar 10 14:00:00 UTC 2026"
_SPELLED = (
    re.compile(rf"\b{_DAY}[\s-]+(?:of\s+)?{_MONTH}[\s,-]+(?P<year>[12]\d{{3}})\b", re.I),
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_TIME}(?P<year>[12]\d{{3}})\b", re.I),
    re.compile(r"(?<![\d/.-])(?P<year>[12]\d{3})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?!\d)"),
    # ISO 8601 basic, as GDELT has it: 20260310, 20260310T140000Z, 20260310140000.
    re.compile(
        r"^(?P<year>[12]\d{3})(?P<month>\d\d)(?P<day>\d\d)(?:T?\d{4}(?:\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?$"
    ),
)
_NUMERIC = re.compile(r"(?<![\d/.-])(\d\d?)([/.-])(\d\d?)\2([12]\d{3})(?!\d)")
_EPOCH = re.compile(r"-?\d{9,19}(?:\.\d+)?")
# Seconds, milliseconds, microseconds, nanoseconds since 1970, told apart by size: 10^9 seconds are in 2001, 10^9
# milliseconds in January 1970.
_UNITS = ((10**11, 1), (10**14, 10**3), (10**17, 10**6), (10**20, 10**9))


class Ambiguous(ValueError):
    """The date can be read day first and month first, and names two days."""


def read_day(value: str, day_first: bool | None = None) -> date | None:
    """The one day a date names, as written (no shift of time zone), else None.

    12/28/2016 is read, since only one of its numbers can be a month. 11/12/2016 is read as `day_first` says; where that
    is None, raises Ambiguous. A number is a date of eight digits, or the seconds, milliseconds, microseconds or
    nanoseconds since 1970, in UTC.
    """
    iso = _iso(value)
    if iso:
        return iso
    found: set[date] = set()
    for pattern in _SPELLED:
        for match in pattern.finditer(value):
            month = int(match["month"]) if match["month"].isdigit() else _MONTHS[match["month"].lower()]
            _add(found, int(match["year"]), month, int(match["day"]))
    if not found and _EPOCH.fullmatch(value):
        return _since_1970(value)
    for match in _NUMERIC.finditer(value):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if first != second and first <= 12 and second <= 12 and day_first is None:
            raise Ambiguous(value)
        if first > 12 or second <= 12 and day_first:
            _add(found, year, second, first)
        else:
            _add(found, year, first, second)
    return found.pop() if len(found) == 1 else None


def _iso(value: str) -> date | None:
    """The day of an ISO 8601 date or date-time such as 2026-01-26T17:14:57Z."""
    try:
        if len(value) == 10 and value[4] == "-":
            return date.fromisoformat(value)
        return datetime.fromisoformat(value).date() if len(value) > 10 and value[4] == "-" else None
    except ValueError:
        return None


def _since_1970(value: str) -> date | None:
    whole = int(value.partition(".")[0])
    for limit, unit in _UNITS:
        if abs(whole) < limit:
            try:
                return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=whole // unit)).date()
            except OverflowError:
                return None
    return None


def _add(found: set[date], year: int, month: int, day: int) -> None:
    try:
        found.add(date(year, month, day))
    except ValueError:
        pass
