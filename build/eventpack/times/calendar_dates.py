"""Dates that name their place in the calendar: months, days, weekdays, seasons, quarters, with or without a year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from eventpack.times.calendar import Stamp, narrowed, of_day, shift_months, shift_years, valid
from eventpack.times.fields import Fields
from eventpack.times.holidays import holiday
from eventpack.times.reference_time import NOTHING, Reading, ReferenceTime, of_stamp, with_clock

_FEW = 12
# '68 in a text of 2026 is no year to come.
_AHEAD = 15


def named(f: Fields, year: int | None, reference: ReferenceTime, tense: str | None) -> Reading:
    """A month, day, weekday, season, quarter or named day, with or without its year."""
    deictic = False
    clock = f.clock or f.tod
    if f.holiday:
        rule = f.holiday
        if year is None:
            year, deictic = year_for(lambda y: holiday(rule, y), reference, tense)
        return with_clock(holiday(rule, year) or Stamp("D", year), clock, deictic)
    if f.month is not None:
        return _month_named(f, f.month, year, reference, tense, clock)
    if f.weekday is not None:
        return weekday_named(f.weekday, reference, tense, clock)
    if f.season is not None:
        season = f.season
        explicit = year is not None
        if year is None:
            year, deictic = year_for(lambda y: Stamp("S", y, sub=season), reference, tense)
        stamp = Stamp("S", year, sub=season, edge=f.edge)
        end = stamp.bounds[1]
        if explicit and season == "WI" and year and year < 9998 and end is not None:
            # "The winter of 1791" is said of either end of the year.
            return Reading(stamp.value, (date(year, 1, 1), end.replace(year=year + 1, day=28)), stamp)
        return of_stamp(stamp, deictic)
    if f.quarter is not None or f.half is not None:
        unit, sub = ("Q", f"Q{f.quarter}") if f.quarter else ("H", f"H{f.half}")
        if year is None:
            year, deictic = year_for(lambda y: Stamp(unit, y, sub=sub), reference, tense)
        if f.fiscal:
            return Reading(f"FY{year or 'XXXX'}-{sub}", Stamp("FY", year).bounds, None, deictic)
        return of_stamp(Stamp(unit, year, sub=sub, edge=f.edge), deictic)
    if f.fiscal:
        return of_stamp(Stamp("FY", year or (reference.now.year if reference.now else None)))
    if f.day is not None:
        return _day_alone(f.day, reference, tense, clock)
    if year is not None:
        return of_stamp(Stamp("Y", year, edge=f.edge))
    return _clock_alone(f, reference, clock)


def _month_named(
    f: Fields, month: int, year: int | None, reference: ReferenceTime, tense: str | None, clock: str
) -> Reading:
    """A month, or a day of it."""

    def stamp(y: int | None) -> Stamp | None:
        if f.day is None:
            return Stamp("M", y, month, edge=f.edge)
        return Stamp("D", y, month, f.day, edge=f.edge) if valid(y, month, f.day) else None

    deictic = False
    if year is None:
        year, deictic = year_for(stamp, reference, tense)
    found = stamp(year)
    if found is None:
        return Reading(f"XXXX-{month:02d}", NOTHING)
    return of_stamp(found, deictic) if f.day is None else with_clock(found, clock, deictic)


def century_of(short: int, reference: ReferenceTime) -> int:
    near = (
        reference.base.year
        if reference.base
        else (reference.recent.year if reference.recent else reference.ahead) or 1970
    )
    years = [century * 100 + short for century in range(22)]
    return min((year for year in years if year <= max(near + _AHEAD, 99)), key=lambda year: (abs(year - near), year))


def nearest_weekday(day: date, weekday: int, tense: str | None) -> date:
    """The day of that name seen from `day`: news reports the past unless the clause looks ahead."""
    if tense == "future":
        return day + timedelta((weekday - day.isoweekday()) % 7)
    return day - timedelta((day.isoweekday() - weekday) % 7)


def weekday_named(weekday: int, reference: ReferenceTime, tense: str | None, clock: str) -> Reading:
    """A day of the week (1 is Monday) with no other date: next to the publication, in a history to the last date."""
    if reference.base is not None:
        return with_clock(of_day(nearest_weekday(reference.base, weekday, tense)), clock, True)
    day = narrowed(reference.recent, "D") if reference.recent is not None else None
    if day is None or day.date is None:
        return Reading(f"XXXX-WXX-{weekday}{clock}", NOTHING)
    at = day.date
    ahead = (weekday - at.isoweekday()) % 7
    return with_clock(of_day(at + timedelta(ahead if ahead <= 3 else ahead - 7)), clock, False)


def year_for(
    make: Callable[[int], Stamp | None], reference: ReferenceTime, tense: str | None
) -> tuple[int | None, bool]:
    """The year of a date given without one, and whether it was counted from the publication.

    In news: the nearest day on the side the tense points to. In a history, or right after a date of another year,
    the year last mentioned; after the last months of a year, the first months are the next year's.
    """
    if reference.base is None or reference.near_year and not _leaps_back(make, reference):
        if reference.news and not reference.near:
            return None, False
        recent = reference.recent if reference.news else reference.story
        if recent is None or recent.year is None:
            return reference.ahead, False
        made = make(recent.year)
        if made is None:
            # 29 February: the leap year next to the one of the text.
            return next((recent.year + by for by in (-1, 1, -2, 2) if make(recent.year + by)), None), False
        if _turns(recent, made) or made.sub == "WI" and recent.sub == "FA":
            return shift_years(recent.year, 1), False
        return recent.year, False
    base = reference.base
    stamps = [(y, stamp) for y in (base.year - 1, base.year, base.year + 1) if (stamp := make(y)) is not None]
    spans = [
        (y, first, last)
        for y, stamp in stamps
        for first, last in [stamp.bounds]
        if first is not None and last is not None
    ]
    if not spans:
        return base.year, True
    # The first quarter, reported as past in January, is last year's.
    whole = any(stamp.unit in ("Q", "H") for _, stamp in stamps)
    past = [y for y, first, last in spans if (last if whole else first) <= base]
    ahead = [y for y, _, last in spans if last >= base]
    if tense == "past" and past:
        return max(past), True
    if tense == "future" and ahead:
        return min(ahead), True
    return min((max((first - base).days, (base - last).days, 0), y) for y, first, last in spans)[1], True


def _leaps_back(make: Callable[[int], Stamp | None], reference: ReferenceTime) -> bool:
    """Whether a new sentence would go back in the year last mentioned, which is rather one of the months before the
    publication: "was captured in August 2020. In January, a court sentenced him"."""
    recent = reference.recent
    made = make(recent.year) if recent is not None and recent.year is not None else None
    if recent is None or made is None or made.month is None or recent.month is None:
        return False
    return reference.next_sentence and made.month < recent.month


def _turns(recent: Stamp, made: Stamp) -> bool:
    """Whether a month so much earlier than the last one named is the next year's: after November comes January."""
    month = made.month or (1 if made.sub == "WI" else None)
    if month is None or recent.month is None:
        return False
    return recent.month - month >= 9 or made.sub == "WI" and recent.month >= 7


def _day_alone(number: int, reference: ReferenceTime, tense: str | None, clock: str) -> Reading:
    """ "the 28th": of the month last mentioned, else, in news, the nearest such day."""
    recent = reference.recent
    if recent is not None and recent.month is not None and valid(recent.year, recent.month, number):
        return with_clock(Stamp("D", recent.year, recent.month, number), clock, False)
    if reference.base is None:
        return Reading(f"XXXX-XX-{number:02d}{clock}", NOTHING)
    step = 1 if tense == "future" else -1
    year, month = reference.base.year, reference.base.month
    for _ in range(_FEW):
        if not 1 <= year <= 9998:
            break
        if valid(year, month, number):
            day = date(year, month, number)
            if (day - reference.base).days * step >= 0:
                return with_clock(of_day(day), clock, True)
        year, month = shift_months(year, month, step)
    return Reading(f"XXXX-XX-{number:02d}{clock}", NOTHING)


def _clock_alone(f: Fields, reference: ReferenceTime, clock: str) -> Reading:
    """ "at 9 a.m.", "in the morning": of the day last mentioned, in news of the day last reported of, else of that of publication."""
    anchored = bool(f.clock) or f.words[:1] == ["the"] and not any(word.endswith("s") for word in f.words)
    if not anchored or f.tod == "TNI" and "the" not in f.words and not f.clock:
        return Reading(f"XXXX-XX-XX{clock}", NOTHING)
    recent = reference.scene if reference.base is not None else reference.recent
    if recent is not None:
        if recent.unit == "D":
            return of_stamp(replace(recent, clock=clock, edge=""))
        return Reading(Stamp("D", recent.year, recent.month, clock=clock).value, recent.bounds)
    if reference.base is not None:
        return of_stamp(of_day(reference.base, clock), True)
    return Reading(f"XXXX-XX-XX{clock}", NOTHING)
