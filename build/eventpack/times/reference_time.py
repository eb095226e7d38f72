"""From what an expression says to a TIMEX3 value and calendar bounds.

Two clocks run through a text: the day of publication (`ReferenceTime.base`), from which "last week" and, in news, "Monday"
and "January 21" are seen; and the date last mentioned (`ReferenceTime.recent`), from which "the next day" and "that year" are.
In a history, a text that has no day of its own, the date last mentioned serves for both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from eventpack.times.calendar import Bounds, Stamp, narrowed, of_day

NOTHING: Bounds = (None, None)


@dataclass(slots=True, kw_only=True)
class ReferenceTime:
    """Where a text has got to. `ahead` is the first year mentioned anywhere in it, for dates before any year."""

    base: date | None = None
    recent: Stamp | None = None
    day: Stamp | None = None
    scene: Stamp | None = None  # the day last mentioned that the text reports of, not one that it only looks to
    story: Stamp | None = None  # the date last mentioned that carries the story on, asides left out
    ahead: int | None = None
    news: bool = False  # looks from a day of its own, known (`base`) or not
    near: bool = False  # the date last mentioned stands in this sentence or the one before
    next_sentence: bool = False  # the date last mentioned stands in the sentence before
    near_year: bool = False  # the date last mentioned is close by and of another year than the publication

    def remember(self, stamp: Stamp, carries: bool, aside: bool = False) -> None:
        """Remember `stamp` as the date last mentioned, and as the story's own if it `carries` the story on. `aside`: the text
        only looks to it ("since Monday", "who left on Monday")."""
        if stamp.year is None:
            return
        self.recent = stamp
        if carries or self.story is None:
            self.story = stamp
        if stamp.unit == "D" and stamp.day is not None:
            self.day = stamp
            if not aside:
                self.scene = stamp

    def fine(self, anchor: Stamp | None) -> Stamp | None:
        """The day last mentioned, where `anchor` is a month or year that holds it; else `anchor`."""
        day = self.day
        if anchor is None or day is None or narrowed(anchor, "D") is not None or anchor.year != day.year:
            return anchor
        return day if anchor.month in (None, day.month) else anchor

    def day_given(self) -> Stamp | None:
        """The day last given, in news the last that is reported of; None where a month or year was."""
        day = self.recent if self.base is None else self.scene
        return day if day is not None and day.date is not None else None

    def day_reported(self, anchor: Stamp | None, step: int) -> Stamp | None:
        """In news, the day last reported of where `anchor` is no day and `step` days lead on from it: "arrested on 25 May over
        a bomb of 2024. The following day". Else `anchor`."""
        if self.base is None or self.scene is None or anchor is None or narrowed(anchor, "D") is not None:
            return anchor
        return self.scene

    @property
    def now(self) -> Stamp | None:
        """What deictic words look from: the publication, or in a history the date last mentioned."""
        return of_day(self.base) if self.base else None if self.news else self.recent


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
    """The little that can be said where the date last mentioned is coarser than the unit asked for."""
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
