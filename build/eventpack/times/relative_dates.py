"""Dates that a determiner points at: "last week", "the following day", "that year", "next March", "this morning"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from eventpack.times.calendar import Stamp, moved, narrowed, of_day, of_week, shift_years
from eventpack.times.calendar_dates import named, nearest_weekday
from eventpack.times.fields import Fields
from eventpack.times.holidays import holiday
from eventpack.times.reference_time import NOTHING, Reading, ReferenceTime, known_part, of_stamp, with_clock


def pointed(f: Fields, reference: ReferenceTime, tense: str | None) -> Reading:
    """ "last week", "the following day", "that year", "next March", "this morning", "the end of the month"."""
    words = f.words
    yearly = f.unit == "Y" and reference.base is None and reference.story is not None and not reference.near
    recent = reference.story if yearly else reference.recent
    if f.rel is None:
        if f.direction and f.unit:
            step, deictic = f.direction, False
        elif "earlier" in words or "later" in words or f.edge or f.month:
            step, deictic = 0, False
        elif f.unit == "WE":
            return _weekend(f, reference, tense)
        else:
            step, deictic = 0, False
        looks_back = recent if f.direction or reference.base is None else _same_scale(reference, f.unit)
        if f.unit == "D" and not f.direction:
            looks_back = reference.day_given() or looks_back  # "late in the day"
    else:
        step, deictic = f.step, f.deictic
        looks_back = (reference.now if reference.news else recent) if deictic else recent or reference.now
    if f.unit in ("TS", "TM", "TH"):
        return Reading("XXXX-XX-XXTXX", NOTHING)
    if f.direction and f.unit and f.rel is not None:
        step = f.direction
    clock = f.clock or f.tod
    seen_from_base = reference.base is not None and (
        deictic or f.rel is None and looks_back is not None and looks_back.date == reference.base
    )
    if f.unit is None:
        return _pointed_name(f, reference, tense, clock, step, deictic, seen_from_base)
    if f.unit == "WE":
        return _weekend(f, reference, tense)
    unit = f.unit.lstrip("0123456789")
    if f.tod == "TNI" and unit == "D":
        clock = f.tod
    if unit == "D":
        looks_back = reference.day_reported(reference.fine(looks_back), 0 if deictic else step)
    at = moved(looks_back, step, unit) if looks_back else None
    if at is None:
        return known_part(looks_back, unit, clock, step)
    if f.month is not None or f.season or f.quarter or f.half or f.day is not None and unit == "M" or f.weekday:
        inner = replace_fields(f, at)
        reading = named(inner, at.year, reference, tense)
        return replace(reading, deictic=seen_from_base)
    if unit == "D":
        return with_clock(at, clock, seen_from_base)
    return of_stamp(replace(at, edge=f.edge), seen_from_base)


def _same_scale(reference: ReferenceTime, unit: str | None) -> Stamp | None:
    """ "the end of the year" in news is the year last mentioned where one stands close by, else this year."""
    if (
        reference.near_year
        and reference.recent is not None
        and unit is not None
        and narrowed(reference.recent, unit) is not None
    ):
        return reference.recent
    return reference.now


def replace_fields(f: Fields, at: Stamp) -> Fields:
    """The fields inside a pointed period: "October of that year", "the 5th of last month", "Friday last week"."""
    inner = Fields(
        month=f.month,
        day=f.day,
        season=f.season,
        quarter=f.quarter,
        half=f.half,
        edge=f.edge,
        clock=f.clock,
        tod=f.tod,
        weekday=f.weekday,
        words=f.words,
    )
    if at.unit == "M":
        inner.month = at.month
    if at.unit == "W" and f.weekday:
        first = at.bounds[0]
        if first is not None:
            day = first + timedelta(f.weekday - 1)
            inner.month, inner.day, inner.weekday = day.month, day.day, None
            inner.year = day.year
    return inner


def _pointed_name(
    f: Fields, reference: ReferenceTime, tense: str | None, clock: str, step: int, deictic: bool, seen_from_base: bool
) -> Reading:
    """A determiner with a weekday, month, season, named day or time of day: "last Monday", "the previous April"."""
    anchor = reference.now if deictic else reference.recent or reference.now
    if anchor is None:
        shape = Stamp(
            "D" if f.weekday or clock else "S" if f.season else "M",
            month=f.month,
            sub=str(f.weekday or f.season or ""),
            clock=clock,
        )
        return Reading(shape.vague(), NOTHING)
    if f.weekday is not None:
        day = narrowed(anchor, "D") or reference.day
        if day is None or day.date is None:
            return Reading(f"XXXX-WXX-{f.weekday}{clock}", NOTHING)
        found_day = _pointed_weekday(day.date, f.weekday, step, tense if deictic else None)
        return with_clock(of_day(found_day), clock, seen_from_base)
    if f.season is None and f.month is None and not f.holiday:
        # "that night", "the next morning", "last night", "this morning"
        day = narrowed(anchor, "D") or (reference.day if not deictic else None)
        at = moved(day, step, "D") if day is not None else None
        if at is None:
            return known_part(anchor, "D", clock, 0)
        return with_clock(at, clock, seen_from_base)
    if anchor.year is None:
        return Reading("XXXX", NOTHING)
    found = _pointed_period(f, anchor, anchor.year, step)
    if found is None:
        return Reading("XXXX-XX-XX", NOTHING)
    return with_clock(found, clock, seen_from_base) if clock else of_stamp(found, seen_from_base)


def _pointed_period(f: Fields, anchor: Stamp, year: int, step: int) -> Stamp | None:
    """The named day, month or season of the anchor's `year`, or by `step` the last one before or the first after it."""
    found = _period_of_year(f, year)
    if found is None:
        return None
    if step < 0 and _order(found, year) >= _order(anchor, year):
        return _period_of_year(f, shift_years(year, -1))
    if step > 0 and _order(found, year) <= _order(anchor, year):
        return _period_of_year(f, shift_years(year, 1))
    if not step and f.season == "WI" and (anchor.month or 0) >= 9:
        return _period_of_year(f, shift_years(year, 1))
    return found


def _period_of_year(f: Fields, year: int) -> Stamp | None:
    if f.holiday:
        return holiday(f.holiday, year)
    if f.month is not None:
        return Stamp("M", year, f.month, edge=f.edge)
    return Stamp("S", year, sub=f.season or "", edge=f.edge)


def _pointed_weekday(day: date, weekday: int, step: int, tense: str | None) -> date:
    """The day of that name in the week of `day` (`step` 0), before it or after it; seen from `tense` where given."""
    if step < 0:
        return day - timedelta((day.isoweekday() - weekday - 1) % 7 + 1)
    if step > 0:
        return day + timedelta((weekday - day.isoweekday() - 1) % 7 + 1)
    return nearest_weekday(day, weekday, tense) if tense is not None else day - timedelta(day.isoweekday() - weekday)


def _order(stamp: Stamp, year: int) -> tuple[int, int]:
    """The stamp's `year` and month, for asking which comes first; a winter counts from its January, a bare year first."""
    if stamp.month is not None:
        return year, stamp.month
    if stamp.unit == "S":
        return year, {"WI": 1, "SP": 4, "SU": 7, "FA": 10}[stamp.sub]
    first = stamp.bounds[0]
    if stamp.unit in ("W", "WE") and first is not None:
        return first.year, first.month
    return year, 0 if stamp.unit == "Y" else 6


def _weekend(f: Fields, reference: ReferenceTime, tense: str | None) -> Reading:
    now = reference.now if f.deictic or f.rel is None else reference.recent
    day = now.date if now is not None else None
    if day is None:
        return Reading("XXXX-WXX-WE", NOTHING)
    if f.step:
        week = of_week(day + timedelta(7 * f.step), "WE")
    elif tense == "future" or day.isoweekday() >= 6:
        week = of_week(day, "WE")
    elif f.rel is None or tense == "past" and day.isoweekday() <= 2:
        week = of_week(day - timedelta(7), "WE")
    else:
        week = of_week(day, "WE")
    return of_stamp(week, reference.base is not None)
