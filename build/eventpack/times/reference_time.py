"""From what an expression says to a TIMEX3 value and calendar bounds.

Two clocks run through a text: the day of publication (`Tale.base`), from which "last week" and, in news, "Monday"
and "January 21" are seen; and the last date told (`Tale.told`), from which "the next day" and "that year" are.
In a history, a text that has no day of its own, the last date told serves for both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from eventpack.times.calendar import Bounds, Stamp, narrowed, of_day

NOTHING: Bounds = (None, None)


@dataclass(slots=True, kw_only=True)
class ReferenceTime:
    """Where a text has got to. `ahead` is the first year told anywhere in it, for dates told before any year."""

    base: date | None = None
    told: Stamp | None = None
    day: Stamp | None = None
    story: Stamp | None = None  # the last date told that carries the tale on, asides left out
    ahead: int | None = None
    news: bool = False  # looks from a day of its own, known (`base`) or not
    near: bool = False  # the last date told stands in this sentence or the one before
    near_year: bool = False  # the last date told is close by and of another year than the publication

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


def with_clock(stamp: Stamp, clock: str, deictic: bool) -> Reading:
    return of_stamp(replace(stamp, clock=clock) if clock else stamp, deictic)


def known_part(from_: Stamp | None, unit: str, clock: str, step: int) -> Reading:
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
