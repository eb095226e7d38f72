"""Days with a name: the rules of lexicon/times.yaml worked out for a year."""

from __future__ import annotations

from datetime import date, timedelta

from eventpack.times.calendar import Stamp, of_day


def holiday(rule: str, year: int | None) -> Stamp | None:
    """The day a rule of lexicon/times.yaml names in a year; with no year, its month and day where they are fixed."""
    if rule.startswith("easter"):
        if year is None or not 1583 <= year <= 9998:
            return Stamp("D", year)
        return of_day(easter(year) + timedelta(int(rule.removeprefix("easter"))))
    if "/" in rule:
        month, nth, weekday = (int(piece) for piece in rule.split("/"))
        if year is None or not 1 <= year <= 9998:
            return Stamp("D", year, month)
        first = date(year, month, 1)
        day = first + timedelta((weekday - first.isoweekday()) % 7 + 7 * (nth - 1 if nth > 0 else 0))
        if nth < 0:
            while (day + timedelta(7)).month == month:
                day += timedelta(7)
        return of_day(day)
    month, number = (int(piece) for piece in rule.split("-"))
    return Stamp("D", year, month, number)


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)
