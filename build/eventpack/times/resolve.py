"""From what a calendar expression says to its TIMEX3 value and bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from eventpack.times.calendar import Stamp, of_day, valid
from eventpack.times.calendar_dates import century_of, named
from eventpack.times.fields import Fields
from eventpack.times.reference_time import NOTHING, Reading, ReferenceTime, of_stamp
from eventpack.times.relative_dates import pointed


def resolve_date(f: Fields, reference: ReferenceTime, tense: str | None) -> Reading:
    """Value and bounds of a calendar expression; what cannot be said stays X in the value and None in the bounds."""
    if f.iso or f.numdate:
        stamp = _numeric(f.iso, f.numdate or "")
        return of_stamp(stamp) if stamp else Reading("XXXX-XX-XX", NOTHING)
    if f.dayword is not None:
        return _dayword(f.dayword, f.clock or f.tod, reference)
    if f.rel is not None or f.unit is not None:
        return pointed(f, reference, tense)
    if f.direction and f.unit:
        return pointed(f, reference, tense)
    year = f.year
    if year is None and f.short_year is not None:
        year = century_of(f.short_year, reference)
    if f.decade is not None:
        return of_stamp(_decade(f, f.decade, reference))
    if f.century is not None:
        start = -((f.century - 1) * 100 + 1) if f.bc else (f.century - 1) * 100 + 1
        return of_stamp(Stamp("C", start, edge=f.edge))
    return named(f, year, reference, tense)


def earlier(start: Reading, end: Reading) -> Reading:
    """The start of a range, a year or week back where it was resolved to lie after the range's end."""
    one, other = start.stamp, end.stamp
    if one is None or one.year is None or other is None or not start.deictic:
        return start
    (first, last), (first_of_end, last_of_end) = start.bounds, end.bounds
    if first is None or last is None or first_of_end is None or last_of_end is None or first <= last_of_end:
        return start
    if one.unit == "D" and other.unit == "D" and one.sub == "" and (first - first_of_end).days < 7:
        return of_stamp(of_day(first - timedelta(7), one.clock), True)
    back = replace(one, year=one.year - 1)
    if back.unit == "D" and (back.month is None or back.day is None or not valid(back.year, back.month, back.day)):
        return start
    return of_stamp(back, True)


def _numeric(iso: str | None, numdate: str) -> Stamp | None:
    """The day of an ISO date, else of a date in three numbers; None where there is no such day."""
    try:
        if iso:
            return of_day(date.fromisoformat(iso))
        day, month, year = (int(piece) for piece in numdate.replace("/", ".").split("."))
        year += 0 if year > 99 else 1900 if year > 50 else 2000
        if month > 12:
            day, month = month, day
        elif "/" in numdate and day <= 12 and day != month:
            # 03/04/2026 is March in America and April elsewhere: only the year is certain.
            return Stamp("Y", year)
        return of_day(date(year, month, day))
    except ValueError:
        return None


def _decade(f: Fields, year: int, reference: ReferenceTime) -> Stamp:
    if year < 100:
        year = century_of(year, reference)
        if reference.base and year > reference.base.year:
            year -= 100
    return Stamp("DE", -year if f.bc else year, edge=f.edge)


def _dayword(days: int, clock: str, reference: ReferenceTime) -> Reading:
    """A day counted from the publication: "yesterday" is -1."""
    if reference.base is None:
        return Reading(f"XXXX-XX-XX{clock}", NOTHING, None, True)
    return of_stamp(of_day(reference.base + timedelta(days), clock), True)
