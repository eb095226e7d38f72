"""From what an expression says to a TIMEX3 value and calendar bounds.

Two clocks run through a text: the day of publication (`Tale.base`), from which "last week" and, in news, "Monday"
and "January 21" are seen; and the last date told (`Tale.told`), from which "the next day" and "that year" are.
In a history, a text that has no day of its own, the last date told serves for both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from eventpack.times_calendar import (
    Bounds,
    Stamp,
    moved,
    narrowed,
    of_day,
    of_week,
    shift_day,
    shift_years,
    valid,
)
from eventpack.times_fields import Fields

NOTHING: Bounds = (None, None)
_FEW = 12
# '68 told in 2026 is no year to come.
_AHEAD = 15


@dataclass(slots=True)
class Tale:
    """Where a text has got to. `ahead` is the first year told anywhere in it, for dates told before any year."""

    base: date | None
    told: Stamp | None = None
    day: Stamp | None = None
    story: Stamp | None = None           # the last date told that carries the tale on, asides left out
    ahead: int | None = None
    news: bool = False                   # looks from a day of its own, known (`base`) or not
    near: bool = False                   # the last date told stands in this sentence or the one before
    near_year: bool = False              # the last date told is close by and of another year than the publication

    def tell(self, stamp: Stamp, carries: bool) -> None:
        """Remember `stamp` as the last date told, and as the story's own if it `carries` the tale on."""
        if stamp.year is None:
            return
        self.told = stamp
        if carries or self.story is None:
            self.story = stamp
        if stamp.unit == "D" and stamp.day is not None:
            self.day = stamp

    def fine(self, anchor: Stamp | None) -> Stamp | None:
        """The day last told, where `anchor` is a month or year that holds it; else `anchor`."""
        day = self.day
        if anchor is None or day is None or narrowed(anchor, "D") is not None or anchor.year != day.year:
            return anchor
        return day if anchor.month in (None, day.month) else anchor

    @property
    def now(self) -> Stamp | None:
        """What deictic words look from: the publication, or in a history the last date told."""
        return of_day(self.base) if self.base else None if self.news else self.told


@dataclass(frozen=True, slots=True)
class Reading:
    """A resolved expression. `stamp` is None for durations, sets and references."""

    value: str
    bounds: Bounds
    stamp: Stamp | None = None
    deictic: bool = False


def of_stamp(stamp: Stamp, deictic: bool = False) -> Reading:
    return Reading(stamp.value, stamp.bounds, stamp, deictic)


def resolve_date(f: Fields, tale: Tale, tense: str | None) -> Reading:
    """Value and bounds of a calendar expression; what cannot be said stays X in the value and None in the bounds."""
    if f.iso or f.numdate:
        stamp = _numeric(f)
        return of_stamp(stamp) if stamp else Reading("XXXX-XX-XX", NOTHING)
    if f.dayword is not None:
        return _dayword(f, tale)
    if f.rel is not None or f.unit is not None:
        return _pointed(f, tale, tense)
    if f.direction and f.unit:
        return _pointed(f, tale, tense)
    year = f.year
    if year is None and f.short_year is not None:
        year = _century_of(f.short_year, tale)
    if f.decade is not None:
        return of_stamp(_decade(f, tale))
    if f.century is not None:
        start = -((f.century - 1) * 100 + 1) if f.bc else (f.century - 1) * 100 + 1
        return of_stamp(Stamp("C", start, edge=f.edge))
    return _named(f, year, tale, tense)


def _named(f: Fields, year: int | None, tale: Tale, tense: str | None) -> Reading:
    """A month, day, weekday, season, quarter or named day, with or without its year."""
    deictic = False
    clock = f.clock or f.tod
    if f.holiday:
        if year is None:
            year, deictic = _year_for(lambda y: holiday(f.holiday, y), tale, tense)
        return _with_clock(holiday(f.holiday, year) or Stamp("D", year), clock, deictic)
    if f.month is not None:
        if year is None:
            year, deictic = _year_for(
                lambda y: Stamp("M", y, f.month) if f.day is None else
                Stamp("D", y, f.month, f.day) if valid(y, f.month, f.day) else None, tale, tense)
        if f.day is not None and not valid(year, f.month, f.day):
            return Reading(f"XXXX-{f.month:02d}", NOTHING)
        if f.day is None:
            return of_stamp(Stamp("M", year, f.month, edge=f.edge), deictic)
        return _with_clock(Stamp("D", year, f.month, f.day, edge=f.edge), clock, deictic)
    if f.weekday is not None:
        return _weekday(f, tale, tense, clock)
    if f.season is not None:
        explicit = year is not None
        if year is None:
            year, deictic = _year_for(lambda y: Stamp("S", y, sub=f.season), tale, tense)
        stamp = Stamp("S", year, sub=f.season, edge=f.edge)
        if explicit and f.season == "WI" and year and 1 <= year < 9998:
            # "The winter of 1791" is told of either end of the year.
            return Reading(stamp.value, (date(year, 1, 1), stamp.bounds[1].replace(year=year + 1, day=28)), stamp)
        return of_stamp(stamp, deictic)
    if f.quarter is not None or f.half is not None:
        unit, sub = ("Q", f"Q{f.quarter}") if f.quarter else ("H", f"H{f.half}")
        if year is None:
            year, deictic = _year_for(lambda y: Stamp(unit, y, sub=sub), tale, tense)
        if f.fiscal:
            return Reading(f"FY{year or 'XXXX'}-{sub}", Stamp("FY", year).bounds, None, deictic)
        return of_stamp(Stamp(unit, year, sub=sub, edge=f.edge), deictic)
    if f.fiscal:
        return of_stamp(Stamp("FY", year or (tale.now.year if tale.now else None)))
    if f.day is not None:
        return _day_alone(f.day, tale, tense, clock)
    if year is not None:
        return of_stamp(Stamp("Y", year, edge=f.edge))
    return _clock_alone(f, tale, clock)


def _numeric(f: Fields) -> Stamp | None:
    try:
        if f.iso:
            return of_day(date.fromisoformat(f.iso))
        day, month, year = (int(piece) for piece in f.numdate.replace("/", ".").split("."))
        year += 0 if year > 99 else 1900 if year > 50 else 2000
        if month > 12:
            day, month = month, day
        elif "/" in f.numdate and day <= 12 and day != month:
            # 03/04/2026 is March in America and April elsewhere: only the year is certain.
            return Stamp("Y", year)
        return of_day(date(year, month, day))
    except ValueError:
        return None


def _with_clock(stamp: Stamp, clock: str, deictic: bool) -> Reading:
    return of_stamp(replace(stamp, clock=clock) if clock else stamp, deictic)


def _century_of(short: int, tale: Tale) -> int:
    near = tale.base.year if tale.base else (tale.told.year if tale.told else tale.ahead) or 1970
    years = [century * 100 + short for century in range(10, 22)]
    return min((year for year in years if year <= near + _AHEAD), key=lambda year: (abs(year - near), year))


def _decade(f: Fields, tale: Tale) -> Stamp:
    year = f.decade
    if year < 100:
        year = _century_of(year, tale)
        if tale.base and year > tale.base.year:
            year -= 100
    return Stamp("DE", -year if f.bc else year, edge=f.edge)


def _dayword(f: Fields, tale: Tale) -> Reading:
    clock = f.clock or f.tod
    if tale.base is None:
        return Reading(f"XXXX-XX-XX{clock}", NOTHING, None, True)
    return of_stamp(of_day(tale.base + timedelta(f.dayword), clock), True)


def _pointed(f: Fields, tale: Tale, tense: str | None) -> Reading:
    """ "last week", "the following day", "that year", "next March", "this morning", "the end of the month". """
    words = f.words
    yearly = f.unit == "Y" and tale.base is None and tale.story is not None and not tale.near
    told = tale.story if yearly else tale.told
    if f.rel is None:
        if f.direction and f.unit:
            step, deictic = f.direction, False
        elif "earlier" in words or "later" in words or f.edge or f.month:
            step, deictic = 0, False
        elif f.unit == "WE":
            return _weekend(f, tale, tense)
        else:
            step, deictic = 0, False
        looks_back = told if f.direction or tale.base is None else _same_scale(tale, f.unit)
    else:
        step, deictic = f.step, f.deictic
        looks_back = (tale.now if tale.news else told) if deictic else told or tale.now
    if f.unit in ("TS", "TM", "TH"):
        return Reading("XXXX-XX-XXTXX", NOTHING)
    if f.direction and f.unit and f.rel is not None:
        step = f.direction
    clock = f.clock or f.tod
    seen_from_base = deictic and tale.base is not None
    if f.unit is None:
        return _pointed_name(f, tale, tense, clock, step, deictic, seen_from_base)
    if f.unit == "WE":
        return _weekend(f, tale, tense)
    unit = f.unit.lstrip("0123456789")
    if f.tod == "TNI" and unit == "D":
        clock = f.tod
    if unit == "D":
        looks_back = tale.fine(looks_back)
    at = moved(looks_back, step, unit) if looks_back else None
    if at is None:
        return _known_part(looks_back, unit, clock, step)
    if f.month is not None or f.season or f.quarter or f.half or f.day is not None and unit == "M" or f.weekday:
        inner = replace_fields(f, at)
        reading = _named(inner, at.year, tale, tense)
        return replace(reading, deictic=seen_from_base)
    if unit == "D":
        return _with_clock(at, clock, seen_from_base)
    return of_stamp(replace(at, edge=f.edge), seen_from_base)


def _same_scale(tale: Tale, unit: str | None) -> Stamp | None:
    """ "the end of the year" in news is the year last told where one was told close by, else this year."""
    if tale.near_year and tale.told is not None and unit is not None and narrowed(tale.told, unit) is not None:
        return tale.told
    return tale.now


def replace_fields(f: Fields, at: Stamp) -> Fields:
    """The fields inside a pointed period: "October of that year", "the 5th of last month", "Friday last week"."""
    inner = Fields(month=f.month, day=f.day, season=f.season, quarter=f.quarter, half=f.half, edge=f.edge,
                   clock=f.clock, tod=f.tod, weekday=f.weekday, words=f.words)
    if at.unit == "M":
        inner.month = at.month
    if at.unit == "W" and f.weekday:
        first = at.bounds[0]
        if first is not None:
            day = first + timedelta(f.weekday - 1)
            inner.month, inner.day, inner.weekday = day.month, day.day, None
            inner.year = day.year
    return inner


def _known_part(from_: Stamp | None, unit: str, clock: str, step: int) -> Reading:
    """The little that can be said where the last date told is coarser than the unit asked for."""
    year = from_.year if from_ and (not step or from_.month is not None) else None
    month = from_.month if from_ else None
    if unit == "D":
        stamp = Stamp("D", year, month if step == 0 else None, clock=clock)
        bounds = from_.bounds if from_ and step == 0 else NOTHING
        return Reading(stamp.value, bounds, None)
    if unit == "W":
        return Reading(f"{Stamp('Y', year).value}-WXX", NOTHING)
    if unit == "M":
        return Reading(f"{Stamp('Y', year).value}-XX", NOTHING)
    return Reading("XXXX", NOTHING)


def _pointed_name(f: Fields, tale: Tale, tense: str | None, clock: str, step: int, deictic: bool,
                  seen_from_base: bool) -> Reading:
    """A determiner with a weekday, month, season, named day or time of day: "last Monday", "the previous April"."""
    anchor = tale.now if deictic else tale.told or tale.now
    if anchor is None:
        shape = Stamp("D" if f.weekday or clock else "S" if f.season else "M", month=f.month, sub=str(f.weekday or
                      f.season or ""), clock=clock)
        return Reading(shape.vague(), NOTHING)
    if f.weekday is not None:
        day = narrowed(anchor, "D") or tale.day
        if day is None or day.date is None:
            return Reading(f"XXXX-WXX-{f.weekday}{clock}", NOTHING)
        at = day.date
        if step == 0:
            if deictic and tense is not None:
                return _with_clock(of_day(nearest_weekday(at, f.weekday, tense)), clock, seen_from_base)
            found = at - timedelta(at.isoweekday() - f.weekday)
        elif step < 0:
            found = at - timedelta((at.isoweekday() - f.weekday - 1) % 7 + 1)
        else:
            found = at + timedelta((f.weekday - at.isoweekday() - 1) % 7 + 1)
        return _with_clock(of_day(found), clock, seen_from_base)
    if f.season is None and f.month is None and not f.holiday:
        # "that night", "the next morning", "last night", "this morning"
        day = narrowed(anchor, "D") or (tale.day if not deictic else None)
        at = moved(day, step, "D") if day is not None else None
        if at is None:
            return _known_part(anchor, "D", clock, 0)
        return _with_clock(at, clock, seen_from_base)
    year = anchor.year
    if f.holiday:
        def make(y: int) -> Stamp | None:
            return holiday(f.holiday, y)
    elif f.month is not None:
        def make(y: int) -> Stamp | None:
            return Stamp("M", y, f.month, edge=f.edge)
    else:
        def make(y: int) -> Stamp | None:
            return Stamp("S", y, sub=f.season, edge=f.edge)
    if year is None:
        return Reading("XXXX", NOTHING)
    found = make(year)
    if step and found is not None:
        place = _order(anchor)
        if step < 0 and _order(found) >= place:
            found = make(shift_years(year, -1))
        elif step > 0 and _order(found) <= place:
            found = make(shift_years(year, 1))
    elif found is not None and f.season == "WI" and (anchor.month or 0) >= 9:
        found = make(shift_years(year, 1))
    if found is None:
        return Reading("XXXX-XX-XX", NOTHING)
    return _with_clock(found, clock, seen_from_base) if clock else of_stamp(found, seen_from_base)


def _order(stamp: Stamp) -> tuple[int, int]:
    """Year and month, for asking which comes first; a winter counts from its January, a bare year from its middle."""
    if stamp.month is not None:
        return stamp.year, stamp.month
    if stamp.unit == "S":
        return stamp.year, {"WI": 1, "SP": 4, "SU": 7, "FA": 10}[stamp.sub]
    if stamp.unit in ("W", "WE") and stamp.bounds[0] is not None:
        return stamp.bounds[0].year, stamp.bounds[0].month
    return stamp.year, 0 if stamp.unit == "Y" else 6


def _weekend(f: Fields, tale: Tale, tense: str | None) -> Reading:
    now = tale.now if f.deictic or f.rel is None else tale.told
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
    return of_stamp(week, tale.base is not None)


def nearest_weekday(day: date, weekday: int, tense: str | None) -> date:
    """The day of that name seen from `day`: news tells of the past unless the clause looks ahead."""
    if tense == "future":
        return day + timedelta((weekday - day.isoweekday()) % 7)
    return day - timedelta((day.isoweekday() - weekday) % 7)


def _weekday(f: Fields, tale: Tale, tense: str | None, clock: str) -> Reading:
    if tale.base is not None:
        return _with_clock(of_day(nearest_weekday(tale.base, f.weekday, tense)), clock, True)
    day = narrowed(tale.told, "D") if tale.told is not None else None
    if day is None or day.date is None:
        return Reading(f"XXXX-WXX-{f.weekday}{clock}", NOTHING)
    at = day.date
    ahead = (f.weekday - at.isoweekday()) % 7
    return _with_clock(of_day(at + timedelta(ahead if ahead <= 3 else ahead - 7)), clock, False)


def _year_for(make, tale: Tale, tense: str | None) -> tuple[int | None, bool]:
    """The year of a date told without one, and whether it was counted from the publication.

    In news: the nearest day on the side the tense points to. In a history, or right after a date of another year,
    the year last told; told in the last months of a year, the first months are the next year's.
    """
    if tale.base is None or tale.near_year:
        if tale.news and not tale.near:
            return None, False
        told = tale.told if tale.news else tale.story
        if told is None:
            return tale.ahead, False
        made = make(told.year)
        if made is None:
            # 29 February: the leap year next to the tale's.
            return next((told.year + by for by in (-1, 1, -2, 2) if make(told.year + by)), None), False
        if made is not None and told.month is not None and _turns(told, made):
            return shift_years(told.year, 1), False
        if made is not None and made.sub == "WI" and told.sub == "FA":
            return shift_years(told.year, 1), False
        return told.year, False
    base = tale.base
    made = [(y, make(y)) for y in (base.year - 1, base.year, base.year + 1)]
    spans = [(y, stamp.bounds) for y, stamp in made if stamp is not None and stamp.bounds[0] is not None]
    if not spans:
        return base.year, True
    past = [y for y, (first, _) in spans if first <= base]
    ahead = [y for y, (_, last) in spans if last >= base]
    if tense == "past" and past:
        return max(past), True
    if tense == "future" and ahead:
        return min(ahead), True
    return min(spans, key=lambda span: (_distance(base, span[1]), span[0]))[0], True


def _turns(told: Stamp, made: Stamp) -> bool:
    """Whether a month so much earlier than the last told is the next year's: after November comes January."""
    month = made.month or (1 if made.sub == "WI" else None)
    if month is None:
        return False
    return told.month - month >= 9 or made.sub == "WI" and told.month >= 7


def _distance(day: date, bounds: Bounds) -> int:
    first, last = bounds
    return max((first - day).days, (day - last).days, 0)


def _day_alone(number: int, tale: Tale, tense: str | None, clock: str) -> Reading:
    """ "the 28th": of the month last told, else, in news, the nearest such day."""
    told = tale.told
    if told is not None and told.month is not None and valid(told.year, told.month, number):
        return _with_clock(Stamp("D", told.year, told.month, number), clock, False)
    if tale.base is None:
        return Reading(f"XXXX-XX-{number:02d}{clock}", NOTHING)
    step = 1 if tense == "future" else -1
    at = Stamp("M", tale.base.year, tale.base.month)
    for _ in range(_FEW):
        if valid(at.year, at.month, number):
            day = date(at.year, at.month, number)
            if (day - tale.base).days * step >= 0:
                return _with_clock(of_day(day), clock, True)
        at = moved(at, step, "M")
    return Reading(f"XXXX-XX-{number:02d}{clock}", NOTHING)


def _clock_alone(f: Fields, tale: Tale, clock: str) -> Reading:
    """ "at 9 a.m.", "in the morning": of the day last told, in news else of the day of publication."""
    anchored = bool(f.clock) or f.words[:1] == ["the"] and not any(word.endswith("s") for word in f.words)
    if not anchored or f.tod == "TNI" and "the" not in f.words and not f.clock:
        return Reading(f"XXXX-XX-XX{clock}", NOTHING)
    told = tale.told
    if told is not None and (told.unit == "D" or tale.base is None):
        if told.unit == "D":
            return of_stamp(replace(told, clock=clock, edge=""))
        return Reading(Stamp("D", told.year, told.month, clock=clock).value, told.bounds)
    if tale.base is not None:
        return of_stamp(of_day(tale.base, clock), True)
    return Reading(f"XXXX-XX-XX{clock}", NOTHING)


def resolve_offset(f: Fields, tale: Tale, vague: dict[str, int]) -> Reading:
    """ "two days later", "around 14 months ago", "a few weeks before"."""
    ago = "ago" in f.words or "from" in f.words and ("now" in f.words or "today" in f.words)
    anchor = tale.now if ago else tale.told or tale.now
    seen_from_base = anchor is not None and tale.base is not None and (ago or tale.told is None)
    direction = f.direction or 1
    unit = f.unit or "D"
    if f.amount is None:
        value = "PAST_REF" if direction < 0 else "FUTURE_REF"
        day = anchor.date if anchor is not None else None
        far = shift_day(day, unit, direction * vague[unit]) if day and unit in vague else None
        bounds = NOTHING if far is None else (far, day) if direction < 0 else (day, far)
        return Reading(value, bounds, None, seen_from_base)
    amount = f.amount * direction
    if unit in ("TS", "TM", "TH"):
        hours = amount * {"TS": 1 / 3600, "TM": 1 / 60, "TH": 1}[unit]
        day = anchor.date if anchor is not None else None
        if day is None:
            return Reading("XXXX-XX-XXTXX", NOTHING)
        if abs(hours) < 24:
            near = (day + timedelta(-1 if direction < 0 else 0), day + timedelta(1 if direction > 0 else 0))
            return Reading(of_day(day).value, near, of_day(day), seen_from_base)
        return of_stamp(of_day(day + timedelta(round(hours / 24))), seen_from_base)
    if not ago and unit in ("D", "W"):
        anchor = tale.fine(anchor)
    if anchor is None:
        return Reading({"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX"}.get(unit, "XXXX"), NOTHING)
    coarse = unit
    if unit == "DE":
        amount, unit, coarse = amount * 10, "Y", "Y"
    if amount != int(amount):
        amount, unit, coarse = _finer(amount, unit)
    at = moved(anchor, amount, coarse)
    if at is None:
        return _known_part(anchor, coarse, "", 1)
    bounds = at.bounds
    day = anchor.date
    if f.leaning and day is not None:
        middle = shift_day(day, unit, amount)
        if middle is not None:
            # An approximate count may be one unit out; "more than" leans further away, "nearly" nearer.
            lean = {"around": (-1, 1), "more": (0, 1), "less": (-1, 0)}[f.leaning]
            ends = [shift_day(middle, unit, by * direction) for by in lean]
            if None not in ends:
                bounds = (min(ends), max(ends))
    return Reading(at.value, bounds, at, seen_from_base)


def _finer(amount: float, unit: str) -> tuple[float, str, str]:
    """Half units counted in the next smaller one: a year and a half is eighteen months."""
    times, smaller = {"C": (10, "DE"), "DE": (10, "Y"), "Y": (12, "M"), "M": (30, "D"), "W": (7, "D"),
                      "Q": (3, "M"), "D": (1, "D")}[unit]
    return round(amount * times), smaller, smaller


def duration_value(amount: float | None, unit: str) -> str:
    """The TIMEX3 duration: P15D, PT3H, P1DE for a decade, PXW for a vague number of weeks."""
    name = {"TS": "S", "TM": "M", "TH": "H", "C": "CE"}.get(unit, unit)
    number = "X" if amount is None else f"{amount:g}" if amount < 1e6 else str(int(amount))
    return f"P{'T' if unit[0] == 'T' else ''}{number}{name}"


def resolve_span(f: Fields, tale: Tale, vague: dict[str, int]) -> Reading:
    """ "the past two days", "the next six months", "recent weeks": a duration that ends or begins at an anchor.

    A vague plural reaches at most `vague` units; that is a bound, not a reading.
    """
    unit = f.unit or "D"
    value = duration_value(f.amount, unit)
    step = f.step
    word = f.rel or ("recent" if "recent" in f.words else None)
    if word == "recent":
        step = -1
    if not step or word in ("that", "same") or "first" in f.words or "final" in f.words:
        return Reading(value, NOTHING)
    deictic = word in ("last", "past", "coming", "upcoming", "recent") or word == "next"
    anchor = tale.now if deictic else tale.told
    day = anchor.date if anchor is not None else None
    amount = f.amount if f.amount is not None else vague.get(unit)
    if day is None or amount is None:
        return Reading(value, NOTHING, None, deictic and tale.base is not None)
    if unit[0] == "T":
        amount, unit = amount * {"TS": 1 / 86400, "TM": 1 / 1440, "TH": 1 / 24}[unit], "D"
        amount = max(1, -(-amount // 1))
    far = shift_day(day, unit, step * amount)
    if far is None:
        return Reading(value, NOTHING)
    return Reading(value, (min(day, far), max(day, far)), None, deictic and tale.base is not None)


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
    month, day = (int(piece) for piece in rule.split("-"))
    return Stamp("D", year, month, day)


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)

