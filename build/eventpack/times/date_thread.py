"""The thread of a text's dates: which years carry the story on, and whether it is a history or undated news."""

from __future__ import annotations

from math import log2

from eventpack.times.calendar import Stamp, valid
from eventpack.times.fields import Fields
from eventpack.times.parsed_text import Expression, Text, same_paragraph
from eventpack.times.reference_time import ReferenceTime

# A year mentioned this early in a text is its subject's.
_HEADING = 200
_ASIDES_IN_A_ROW = 8


def asides(found: list[Expression], text: Text) -> set[int]:
    """Places of years mentioned in passing, which do not carry the story: a memoir's year, a treaty's, a look back.

    The story's own years are the cheapest way through all years mentioned: a leap costs the more the further it goes,
    backward more than forward; to call a year an aside costs less for a bare or bracketed year than for a full date.
    """
    dated = [
        (place, year, _aside_cost(e.fields, e.start, text))
        for place, e in enumerate(found)
        if e.kind == "date" and e.fields is not None and (year := e.fields.year) is not None
    ]
    before = [0.0]
    for _, _, cost in dated:
        before.append(before[-1] + cost)
    best: list[tuple[float, int]] = []
    for here, (_, year, _) in enumerate(dated):
        ways = [(before[here], -1)]
        for back in range(max(0, here - _ASIDES_IN_A_ROW), here):
            leap = _leap(year - dated[back][1])
            ways.append((best[back][0] + before[here] - before[back + 1] + leap, back))
        best.append(min(ways))
    if not dated:
        return set()
    here = min(range(len(dated)), key=lambda at: (best[at][0] + before[-1] - before[at + 1], -at))
    story = set()
    while here >= 0:
        story.add(dated[here][0])
        here = best[here][1]
    return {place for place, _, _ in dated} - story


def _leap(years: int) -> float:
    if years == 0:
        return 0.0
    return 0.5 + log2(years) if years > 0 else 1.0 + log2(-years)


def _aside_cost(f: Fields, start: int, text: Text) -> float:
    if f.day is not None and f.month is not None:
        return 4.0
    if f.month is not None or f.season is not None:
        return 3.0
    light = text.text[start - 1 : start] == "(" or text.text[max(0, start - 6) : start].lower() in ("since ", "until ")
    return 1.0 if light else 1.4


def carries(fields: Fields, stamp: Stamp, reference: ReferenceTime) -> bool:
    """Whether a resolved date moves the story's own year on: not a look back, not a coming winter."""
    if fields.rel is not None and (fields.deictic or fields.step < 0) or fields.direction < 0:
        return False
    if fields.season is not None and fields.lacks_year and reference.story is not None:
        return stamp.year == reference.story.year and reference.story.month is None
    return True


def bare_days(found: list[Expression], text: Text) -> list[tuple[Expression, int, int]]:
    """Dates given by month and day alone, as news dates its own weeks, each with its month and day.

    There are none in a history, where a year comes first. They count only if the first day of the text is given so
    before any year, no year stands before them in their own paragraph, and the text does not give more days and months
    with their year than without.
    """
    out: list[tuple[Expression, int, int]] = []
    year_at = None
    full = 0
    for expression in found:
        f = expression.fields
        if f is None or expression.kind != "date":
            continue
        if f.year is not None or f.iso or f.numdate or f.short_year is not None:
            if not out and f.day is not None or not out and year_at is None and expression.start < _HEADING:
                return []
            year_at = expression.end
            full += f.month is not None
        elif f.month is not None and f.day is not None and f.rel is None and valid(None, f.month, f.day):
            if year_at is None or not same_paragraph(text.text, year_at, expression.start):
                out.append((expression, f.month, f.day))
    return out if len(out) >= full else []


def reads_as_news(found: list[Expression], text: Text) -> bool:
    """Whether an undated text looks from a day of writing of its own, so that no year in it is "this year".

    It does if it gives days without a year before any year, or counts from its own day ("Monday", "yesterday",
    "last week") more often than it names a year.
    """
    if bare_days(found, text):
        return True
    own = years = 0
    for expression in found:
        f = expression.fields
        if f is not None and (f.year is not None or f.iso or f.numdate):
            years += 1
        else:
            own += from_own_day(expression)
    return own > years


def from_own_day(expression: Expression) -> bool:
    """Whether an expression looks from the day of writing: "Monday", "yesterday", "two weeks ago"."""
    f = expression.fields
    if f is None or f.year is not None or f.iso or f.numdate:
        return False
    return f.dayword is not None or bool(f.deictic) or "ago" in f.words or (f.weekday is not None and f.rel is None)
