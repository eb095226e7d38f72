"""Counted time: how far from an anchor ("two days later"), how long ("three weeks"), which stretch of a period."""

from __future__ import annotations

from datetime import timedelta

from eventpack.times.calendar import moved, of_day, shift_day
from eventpack.times.fields import Fields
from eventpack.times.reference_time import NOTHING, Reading, ReferenceTime, known_part, of_stamp

_SAME_DAY = 2  # hours later, which are of the same day unless it was late in it
_LATE = frozenset({"TEV", "TNI"})


def resolve_offset(f: Fields, reference: ReferenceTime, vague: dict[str, int]) -> Reading:
    """ "two days later", "around 14 months ago", "a few weeks before"."""
    ago = "ago" in f.words or "from" in f.words and ("now" in f.words or "today" in f.words)
    anchor = reference.now if ago else reference.recent or reference.now
    seen_from_base = anchor is not None and reference.base is not None and (ago or reference.recent is None)
    direction = f.direction or 1
    unit = f.unit or "D"
    if f.amount is None:
        value = "PAST_REF" if direction < 0 else "FUTURE_REF"
        day = anchor.date if anchor is not None else None
        near = far = None
        if day is not None and unit in vague:
            far = shift_day(day, unit, direction * vague[unit])
            # "A few days later" is not the same day; a few minutes later may be.
            near = day if ago else shift_day(day, unit, direction)
        bounds = NOTHING if far is None or near is None else (far, near) if direction < 0 else (near, far)
        return Reading(value, bounds, None, seen_from_base)
    amount = f.amount * direction
    if unit in ("TS", "TM", "TH"):
        hours = amount * {"TS": 1 / 3600, "TM": 1 / 60, "TH": 1}[unit]
        day = anchor.date if anchor is not None else None
        if day is None:
            return Reading("XXXX-XX-XXTXX", NOTHING)
        if abs(hours) <= _SAME_DAY and direction > 0 and not ago and not (anchor and anchor.clock in _LATE):
            return Reading(of_day(day).value, (day, day), of_day(day), seen_from_base)
        if abs(hours) < 24:
            around = (day + timedelta(-1 if direction < 0 else 0), day + timedelta(1 if direction > 0 else 0))
            return Reading(of_day(day).value, around, of_day(day), seen_from_base)
        return of_stamp(of_day(day + timedelta(round(hours / 24))), seen_from_base)
    if not ago and unit in ("D", "W"):
        anchor = reference.fine(anchor)
    if anchor is None:
        return Reading({"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX"}.get(unit, "XXXX"), NOTHING)
    coarse = unit
    if unit == "DE":
        amount, unit, coarse = amount * 10, "Y", "Y"
    if amount != int(amount):
        amount, unit, coarse = _finer(amount, unit)
    at = moved(anchor, amount, coarse)
    if at is None:
        return known_part(anchor, coarse, "", 1)
    bounds = at.bounds
    day = anchor.date
    if f.leaning and day is not None:
        middle = shift_day(day, unit, amount)
        if middle is not None:
            # An approximate count may be one unit out; "more than" leans further away, "nearly" nearer.
            lean = {"around": (-1, 1), "more": (0, 1), "less": (-1, 0)}[f.leaning]
            one, other = (shift_day(middle, unit, by * direction) for by in lean)
            if one is not None and other is not None:
                bounds = (min(one, other), max(one, other))
    return Reading(at.value, bounds, at, seen_from_base)


def _finer(amount: float, unit: str) -> tuple[float, str, str]:
    """Half units counted in the next smaller one: a year and a half is eighteen months."""
    times, smaller = {
        "C": (10, "DE"),
        "DE": (10, "Y"),
        "Y": (12, "M"),
        "M": (30, "D"),
        "W": (7, "D"),
        "Q": (3, "M"),
        "D": (1, "D"),
    }[unit]
    return round(amount * times), smaller, smaller


def duration_value(amount: float | None, unit: str) -> str:
    """The TIMEX3 duration: P15D, PT3H, P1DE for a decade, PXW for a vague number of weeks."""
    if amount is not None and amount != int(amount):
        finer = {("TH", 0.5): (30, "TM"), ("D", 0.5): (12, "TH"), ("Y", 0.5): (6, "M")}.get((unit, amount))
        amount, unit = finer or (
            (amount * 10, "Y") if unit == "DE" else (amount * 100, "Y") if unit == "C" else (amount, unit)
        )
    name = {"TS": "S", "TM": "M", "TH": "H", "C": "CE"}.get(unit, unit)
    number = "X" if amount is None else f"{amount:g}" if amount < 1e6 else str(int(amount))
    return f"P{'T' if unit[0] == 'T' else ''}{number}{name}"


def resolve_span(f: Fields, reference: ReferenceTime, vague: dict[str, int]) -> Reading:
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
    anchor = reference.now if deictic else reference.recent
    day = anchor.date if anchor is not None else None
    amount = f.amount if f.amount is not None else vague.get(unit)
    if day is None or amount is None:
        return Reading(value, NOTHING, None, deictic and reference.base is not None)
    if unit[0] == "T":
        amount, unit = amount * {"TS": 1 / 86400, "TM": 1 / 1440, "TH": 1 / 24}[unit], "D"
        amount = max(1, -(-amount // 1))
    far = shift_day(day, unit, step * amount)
    if far is None:
        return Reading(value, NOTHING)
    return Reading(value, (min(day, far), max(day, far)), None, deictic and reference.base is not None)


def resolve_portion(part: Fields, whole: Reading) -> Reading:
    """ "the first ten months of 1915", "the last week of May": a duration with its bounds, one day as a date."""
    unit, amount = part.unit or "D", part.amount or 1
    value = duration_value(part.amount, unit)
    first, last = whole.bounds
    if first is None or last is None or unit[0] == "T":
        return Reading(value, NOTHING, None, whole.deictic)
    if part.step > 0:
        start = shift_day(first, unit, (part.step - 1) * amount)
        after = shift_day(first, unit, part.step * amount)
        end = after - timedelta(1) if after else None
    else:
        start, end = shift_day(last + timedelta(1), unit, -amount), last
    if start is None or end is None or not first <= start <= end <= last:
        return Reading(value, NOTHING, None, whole.deictic)
    if unit == "D" and amount == 1:
        return of_stamp(of_day(start), whole.deictic)
    return Reading(value, (start, end), None, whole.deictic)
