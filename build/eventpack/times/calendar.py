"""Calendar arithmetic for TIMEX3: a :class:`Stamp` is a point or period at one granularity.

Values follow the TIMEX3 annotation guidelines (TimeML 1.2.1): ``2026-01-26``, ``2026-W04``, ``2026-SU``, ``187``
for a decade, ``BC0480``; what is not known is ``X``. Weeks are ISO 8601 weeks, Monday first. Seasons are those of
the northern hemisphere; "winter 2026" is named by the year that holds its January.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

Bounds = tuple[date | None, date | None]

SEASON_MONTHS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 2)}
# Coarse to fine: which unit a stamp of each granularity can still answer for.
RANK = {"C": 0, "DE": 1, "Y": 2, "FY": 2, "H": 3, "S": 3, "Q": 3, "M": 4, "W": 5, "WE": 5, "D": 6}


@dataclass(frozen=True, slots=True)
class Stamp:
    """`unit` is the granularity: C century, DE decade, Y, FY fiscal year, H half, S season, Q quarter, M, W, WE, D.

    `year` is negative for BC and None when unknown; `sub` is a season code, a quarter, half, ISO week or weekday
    number; `clock` a TIMEX3 time of day ("TNI", "T15:30"); `edge` START, MID or END narrows the bounds; EARLIER and
    LATER say that the time meant lies before or after the one it is seen from.
    """

    unit: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    sub: str = ""
    clock: str = ""
    edge: str = ""

    @property
    def date(self) -> date | None:
        """The calendar day, where the stamp is one day of our era."""
        year, month, day = self.year, self.month, self.day
        if self.unit != "D" or year is None or month is None or day is None or not 1 <= year <= 9999:
            return None
        return date(year, month, day)

    @property
    def value(self) -> str:
        """The TIMEX3 value."""
        y = year_text(self.year)
        match self.unit:
            case "C":
                return f"{y[:-4]}{y[-4:][:2]}"
            case "DE":
                return f"{y[:-4]}{y[-4:][:3]}"
            case "Y":
                return y + self.clock_text("-XX-XX")
            case "FY":
                return f"FY{y}"
            case "H" | "S" | "Q":
                return f"{y}-{self.sub}"
            case "M":
                return f"{y}-{two(self.month)}" + self.clock_text("-XX")
            case "W":
                return f"{y}-W{self.sub or 'XX'}"
            case "WE":
                return f"{y}-W{self.sub or 'XX'}-WE"
        if self.month is None and self.sub:
            return f"{y}-WXX-{self.sub}{self.clock}"
        return f"{y}-{two(self.month)}-{two(self.day)}{self.clock}"

    def clock_text(self, filler: str) -> str:
        return f"{filler}{self.clock}" if self.clock else ""

    @property
    def bounds(self) -> Bounds:
        """First and last day it can mean; (None, None) before our era or where the year is not known."""
        first, last = self._whole()
        if first is None or last is None or self.edge not in ("START", "MID", "END"):
            return first, last
        if self.unit == "Y":
            months = {"START": (1, 4), "MID": (5, 8), "END": (9, 12)}[self.edge]
            return date(first.year, months[0], 1), month_end(first.year, months[1])
        if self.unit == "DE":
            years = {"START": (0, 3), "MID": (3, 6), "END": (6, 9)}[self.edge]
            return date(first.year + years[0], 1, 1), date(first.year + years[1], 12, 31)
        third = ((last - first).days + 1) // 3
        match self.edge:
            case "START":
                return first, max(first, first + timedelta(third - 1))
            case "END":
                return min(last, last - timedelta((last - first).days + 1 - 2 * third - 1)), last
        return first + timedelta(third), min(last, first + timedelta(2 * third))

    def _whole(self) -> Bounds:
        y = self.year
        if y is None or not 1 <= y <= 9998:
            return None, None
        match self.unit:
            case "C":
                start = y - (y - 1) % 100
                return date(start, 1, 1), date(min(start + 99, 9998), 12, 31)
            case "DE":
                start = y - y % 10
                return date(max(start, 1), 1, 1), date(start + 9, 12, 31)
            case "FY":
                # Fiscal years begin between 1 April and 1 October in most states; the year may name either end.
                return date(max(y - 1, 1), 4, 1), date(y + 1, 3, 31)
            case "H":
                first = 1 if self.sub == "H1" else 7
                return date(y, first, 1), month_end(y, first + 5)
            case "Q":
                first = 3 * int(self.sub[1]) - 2
                return date(y, first, 1), month_end(y, first + 2)
            case "S":
                first, last = SEASON_MONTHS[self.sub]
                if self.sub == "WI":
                    return date(y - 1, 12, 1) if y > 1 else date(1, 1, 1), month_end(y, 2)
                return date(y, first, 1), month_end(y, last)
            case "W" | "WE" if self.sub:
                monday = date.fromisocalendar(y, int(self.sub), 1)
                return monday + timedelta(5 if self.unit == "WE" else 0), monday + timedelta(6)
        if self.month is None:
            return date(y, 1, 1), date(y, 12, 31)
        if self.day is None:
            return date(y, self.month, 1), month_end(y, self.month)
        day = date(y, self.month, self.day)
        return day, day

    def vague(self) -> str:
        """The value with everything but its shape unknown, for a reading that depends on an unknown day."""
        match self.unit:
            case "D":
                return f"XXXX-WXX-{self.sub}{self.clock}" if self.sub else f"XXXX-XX-XX{self.clock}"
            case "W":
                return "XXXX-WXX"
            case "WE":
                return "XXXX-WXX-WE"
            case "M":
                return f"XXXX-{two(self.month)}" if self.month else "XXXX-XX"
            case "S" | "Q" | "H":
                return f"XXXX-{self.sub}"
        return "XXXX"


def year_text(year: int | None) -> str:
    if year is None:
        return "XXXX"
    return f"{year:04d}" if year > 0 else f"BC{-year:04d}"


def two(number: int | None) -> str:
    return "XX" if number is None else f"{number:02d}"


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def of_day(day: date, clock: str = "") -> Stamp:
    return Stamp("D", day.year, day.month, day.day, clock=clock)


def of_week(day: date, unit: str = "W") -> Stamp:
    year, week, _ = day.isocalendar()
    return Stamp(unit, year, sub=f"{week:02d}")


def valid(year: int | None, month: int, day: int) -> bool:
    """Whether the day exists; where the year is not known, in some year."""
    if not 1 <= month <= 12:
        return False
    leap = year if year is not None and 1 <= year <= 9999 else 2000
    return 1 <= day <= calendar.monthrange(leap, month)[1]


def season_of(month: int) -> str:
    return next(
        code
        for code, (first, last) in SEASON_MONTHS.items()
        if first <= month <= last or code == "WI" and month in (12, 1, 2)
    )


def shift_months(year: int, month: int, by: int) -> tuple[int, int]:
    """Year and month `by` months away; there is no year 0 between 1 BC and AD 1."""
    count = (year if year > 0 else year + 1) * 12 + month - 1 + by
    year, month = divmod(count, 12)
    return (year if year > 0 else year - 1), month + 1


def shift_years(year: int, by: int) -> int:
    return shift_months(year, 1, by * 12)[0]


def shift_day(day: date, unit: str, by: float) -> date | None:
    """`day` moved by so many D, W, M, Y, DE or C; None when it leaves the years 1 to 9998."""
    try:
        if unit in ("D", "W"):
            return day + timedelta(round(by * (7 if unit == "W" else 1)))
        months = round(by * {"M": 1, "Q": 3, "Y": 12, "DE": 120, "C": 1200}[unit])
        year, month = shift_months(day.year, day.month, months)
        if not 1 <= year <= 9998:
            return None
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except OverflowError:
        return None


def narrowed(stamp: Stamp, unit: str) -> Stamp | None:
    """The stamp seen at the coarser granularity `unit` (a day as its month); None where it does not say so much."""
    day = stamp.date
    if unit == "D":
        return replace(stamp, clock="", edge="") if stamp.unit == "D" and stamp.day is not None else None
    if unit in ("W", "WE"):
        if day:
            return of_week(day, unit)
        return Stamp(unit, stamp.year, sub=stamp.sub) if stamp.unit in ("W", "WE") else None
    if stamp.year is None:
        return None
    if unit == "M":
        if stamp.month is not None:
            return Stamp("M", stamp.year, stamp.month)
        first, last = stamp.bounds
        if stamp.unit in ("W", "WE") and first and last and first.month == last.month:
            return Stamp("M", first.year, first.month)
        return None
    if unit == "S":
        if stamp.unit == "S":
            return stamp
        if stamp.month is None:
            return None
        season = season_of(stamp.month)
        return Stamp("S", shift_years(stamp.year, 1) if stamp.month == 12 else stamp.year, sub=season)
    if unit in ("Q", "H"):
        if stamp.unit == unit:
            return stamp
        if stamp.month is None:
            return None
        sub = f"Q{(stamp.month + 2) // 3}" if unit == "Q" else f"H{1 if stamp.month <= 6 else 2}"
        return Stamp(unit, stamp.year, sub=sub)
    if RANK[stamp.unit] < RANK[unit]:
        return None
    return Stamp(unit, stamp.year)


def moved(stamp: Stamp, by: float, unit: str) -> Stamp | None:
    """The period of granularity `unit` that lies `by` units from the stamp's own; None where that cannot be said."""
    if unit == "D" or unit in ("W", "WE"):
        at = narrowed(stamp, "D") if unit == "D" else narrowed(stamp, unit)
        if at is None:
            return None
        first = at.bounds[0]
        if first is None:
            return None
        day = shift_day(first, "W" if unit == "WE" else unit, by)
        return None if day is None else of_day(day) if unit == "D" else of_week(day, unit)
    at = narrowed(stamp, unit)
    if at is None or at.year is None:
        return None
    match unit:
        case "M":
            if at.month is None:
                return None
            year, month = shift_months(at.year, at.month, round(by))
            return Stamp("M", year, month)
        case "S":
            order = ("WI", "SP", "SU", "FA")
            years, place = divmod(order.index(at.sub) + round(by), 4)
            return Stamp("S", shift_years(at.year, years), sub=order[place])
        case "Q" | "H":
            count = 4 if unit == "Q" else 2
            years, place = divmod(int(at.sub[1]) - 1 + round(by), count)
            return Stamp(unit, shift_years(at.year, years), sub=f"{unit}{place + 1}")
    return Stamp(unit, shift_years(at.year, round(by * {"Y": 1, "FY": 1, "DE": 10, "C": 100}[unit])))
