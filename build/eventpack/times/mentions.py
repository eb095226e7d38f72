"""Resolving: every time expression of a text, in order, to a TIMEX3 mention."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from eventpack.core.model import Published, TimeMention
from eventpack.parsing.tree import Doc
from eventpack.times.calendar import Bounds, Stamp
from eventpack.times.date_thread import asides, carries, from_own_day, reads_as_news
from eventpack.times.durations import duration_value, resolve_offset, resolve_portion, resolve_span
from eventpack.times.fields import Fields
from eventpack.times.find import find_expressions
from eventpack.times.lexicon import lexicon
from eventpack.times.parsed_text import Expression, Text, same_paragraph
from eventpack.times.reference_time import NOTHING, Reading, ReferenceTime
from eventpack.times.resolve import earlier, resolve_date
from eventpack.times.tense import direction

# Publication bounds further apart than this say too little to look back from.
_WIDEST_PUBLICATION_DAYS = 62
# A history names at least so many years, and so large a share of them lies so many years before it was published.
_FEWEST_YEARS = 5
_LONG_AGO_YEARS = 2
_SHARE_LONG_AGO = 0.8
# and hardly anything in it is seen from a day of its own ("yesterday", "last week").
_SHARE_OWN = 0.1


def find_times(doc: Doc, published: Published) -> list[TimeMention]:
    """Every time expression of the text in order, not overlapping.

    `published` is what "last week" is seen from. Where it is only bounded, such expressions get the widest bounds
    that hold (earliest from the earliest day of publication, latest from the latest), and a value with X for what
    differs. Where it is unknown or wider than two months, a history is read by the year last mentioned; a news text
    (:func:`reads_as_news`) keeps X for what only its day of writing could say.
    """
    text = Text.of(doc)
    found = find_expressions(text)
    bases = [None] if _is_history(found, published) else _bases(published)
    readings = [_resolve_all(found, text, base) for base in bases]
    out = []
    for place, expression in enumerate(found):
        options = [reading[place] for reading in readings]
        type_, value, bounds, deictic = _merge(expression, options)
        out.append(
            TimeMention(
                expression.start,
                expression.end,
                text.text[expression.start : expression.end],
                type_,
                value,
                bounds[0],
                bounds[1],
                deictic,
            )
        )
    return out


def _is_history(found: list[Expression], published: Published) -> bool:
    """Whether a text published on a known day is about years long before it: an encyclopedia's page, a chronicle.

    "On 7 August" then means the year last mentioned, not the year of publication, if nothing in it looks from a day of
    its own.
    """
    if published.latest is None:
        return False
    years = [e.fields.year for e in found if e.fields is not None and e.fields.year is not None]
    long_ago = sum(year <= published.latest.year - _LONG_AGO_YEARS for year in years)
    own = sum(from_own_day(e) for e in found)
    return len(years) >= _FEWEST_YEARS and long_ago >= _SHARE_LONG_AGO * len(years) and own <= _SHARE_OWN * len(years)


def _bases(published: Published) -> list[date | None]:
    first, last = published.earliest, published.latest
    if first is None or last is None or (last - first).days > _WIDEST_PUBLICATION_DAYS:
        return [None]
    return [first] if first == last else [first, last]


def _resolve_all(found: list[Expression], text: Text, base: date | None) -> list[Reading]:
    reference = ReferenceTime(base=base, news=base is not None or reads_as_news(found, text))
    if not reference.news:
        reference.ahead = next(
            (e.fields.year for e in found if e.fields is not None and e.fields.year is not None), None
        )
    aside = asides(found, text)
    out: list[Reading] = []
    recent_year: Expression | None = None
    for place, expression in enumerate(found):
        reference.near = recent_year is not None and _close(text, recent_year, expression)
        reference.next_sentence = recent_year is not None and ". " in text.text[recent_year.end : expression.start]
        reference.near_year = (
            base is not None
            and reference.near
            and reference.recent is not None
            and reference.recent.year != base.year
            and not (recent_year is not None and _is_since(recent_year, text))
        )
        try:
            reading, carrying = _resolve(found, place, text, reference)
        except OverflowError:
            # Beyond the first or last year a calendar date can have.
            reading, carrying = Reading("XXXX", NOTHING), False
        if expression.runs_on and out:
            out[-1] = earlier(out[-1], reading)
        out.append(reading)
        if reading.stamp is not None and expression.fields is not None:
            reference.remember(reading.stamp, carrying and place not in aside, _looks_aside(expression, text))
            if expression.fields.year is not None:
                recent_year = expression
            elif expression.kind == "date" and (reading.deictic or not reference.near_year):
                recent_year = None
    return out


def _resolve(found: list[Expression], place: int, text: Text, reference: ReferenceTime) -> tuple[Reading, bool]:
    """The reading of one expression, and whether it carries the story on."""
    expression = found[place]
    fields, base = expression.fields, reference.base
    vague = lexicon().vague
    if fields is None:
        return Reading(expression.value, NOTHING, None, base is not None and expression.kind == "ref"), False
    match expression.kind:
        case "date":
            reading = _resolve_clock(found, place, fields, reference, text)
            if reading is None:
                reading = resolve_date(fields, reference, _tense(expression, fields, text, base))
            reading = _seen_from(reading, fields, reference)
            return reading, reading.stamp is not None and carries(fields, reading.stamp, reference)
        case "portion" if expression.part is not None:
            whole = resolve_date(fields, reference, _tense(expression, fields, text, base))
            if whole.stamp is not None:
                reference.remember(whole.stamp, True)
            return resolve_portion(expression.part, whole), True
        case "offset":
            return resolve_offset(fields, reference, vague), (fields.direction or 1) > 0
        case "span":
            reading = resolve_span(fields, reference, vague)
            if text.text.startswith(" of ", expression.end):
                # "The last week of the campaign" is no week before today.
                reading = Reading(reading.value, NOTHING)
            return reading, False
    unit = fields.unit or "D"
    if base is not None and fields.amount is not None and unit[0] != "T" and _ahead(expression, text):
        reading = resolve_offset(replace(fields, direction=1), ReferenceTime(base=base, news=True), vague)
        return replace(reading, deictic=True), False
    return Reading(duration_value(fields.amount, unit), NOTHING), False


def _seen_from(reading: Reading, fields: Fields, reference: ReferenceTime) -> Reading:
    """ "Earlier this month" ends today, "later that year" begins where the story is."""
    first, last = reading.bounds
    if fields.edge not in ("EARLIER", "LATER") or first is None or last is None:
        return reading
    recent = reference.recent.bounds if reference.recent is not None else NOTHING
    now = reference.base if reference.base is not None and first <= reference.base <= last else None
    if fields.edge == "EARLIER":
        end = now or recent[0]
        return replace(reading, bounds=(first, end)) if end is not None and first <= end <= last else reading
    start = now or (recent[1] if recent[0] is not None and recent[0] > first else recent[0])
    return replace(reading, bounds=(start, last)) if start is not None and first <= start <= last else reading


_SAYS_WHEN = re.compile(r"\b(in|during|by|from|of|on|until|to) (the )?$", re.IGNORECASE)


def _close(text: Text, recent: Expression, here: Expression) -> bool:
    """Whether a date without a year belongs to a year mentioned just before.

    It does in the same sentence, if the year was given as a time ("in 2014 ... in April", not "the 2014 accord"); a
    month does in the next sentence too.
    """
    if not same_paragraph(text.text, recent.end, here.start):
        return False
    if (recent.fields is None or recent.fields.month is None) and not _SAYS_WHEN.search(
        text.text[max(0, recent.start - 12) : recent.start]
    ):
        return False
    stops = text.text.count(". ", recent.end, here.start)
    if stops and text.head(recent.start, recent.end).head.head.dep_ in {"relcl", "acl"}:
        return False  # "the mayor, who was elected in 2023, fled. In June": of the year that the story is in
    return stops == 0 or stops == 1 and (here.fields is None or here.fields.day is None)


_SINCE = re.compile(r"\bsince\b[^.,;:]*\Z", re.IGNORECASE)


def _is_since(recent: Expression, text: Text) -> bool:
    """Whether a year only says from when on something is true: "the worst winter since the war of 2014. In March ..." """
    return _SINCE.search(text.text, max(0, recent.start - 100), recent.start) is not None


_TOLD = frozenset({"when", "where"})
_NOTE = 60  # code points
# What stands on a line of its own before the day and hour at which the article was put out.
_NOTED = re.compile(
    r"(?:^|\n)[^\S\n]*(?:(?:first |last )?(?:issued|published|updated|posted|modified|date)(?: on| at)?:?)[^\S\n]*\Z",
    re.IGNORECASE,
)
_TO_OR_FROM = frozenset({"since", "from", "until", "till", "by", "before", "after"})


def _looks_aside(expression: Expression, text: Text) -> bool:
    """Whether a date is no day that the text reports of: "since Monday", "by Friday", "the man who left on Monday"; but "when
    police moved in on Monday" is told."""
    token = text.head(expression.start, expression.end)
    if token.head.lower_ in _TO_OR_FROM or _NOTED.search(text.text, max(0, expression.start - _NOTE), expression.start):
        return True
    clauses = (one for one in (token, *token.ancestors) if one.dep_ in {"relcl", "acl"})
    return any(not any(c.lower_ in _TOLD for c in clause.children) for clause in clauses)


def _ahead(expression: Expression, text: Text) -> bool:
    """ "He will leave in two months": counted from the day of publication."""
    return (
        text.text[max(0, expression.start - 3) : expression.start].lower() == "in "
        and direction(text.head(expression.start, expression.end)) == "future"
    )


def _tense(expression: Expression, fields: Fields, text: Text, base: date | None) -> str | None:
    if base is None or fields.year is not None:
        return None
    return direction(text.head(expression.start, expression.end))


def _resolve_clock(
    found: list[Expression], place: int, fields: Fields, reference: ReferenceTime, text: Text
) -> Reading | None:
    """A clock time with the date right after it: "at 11 a.m. on 11 November 1918"; None for any other expression."""
    if (
        not fields.clock
        or fields.day
        or fields.weekday
        or fields.rel
        or fields.dayword is not None
        or place + 1 >= len(found)
    ):
        return None
    day = found[place + 1]
    between = text.text[found[place].end : day.start]
    if (
        day.fields is None
        or day.kind != "date"
        or len(between) > 40
        or not (day.fields.day or day.fields.weekday or day.fields.dayword is not None)
        or between.split()[-1:] not in (["on"], ["of"])
    ):
        return None
    reading = resolve_date(day.fields, replace(reference), _tense(day, day.fields, text, reference.base))
    if reading.stamp is None or reading.stamp.unit != "D":
        return resolve_date(fields, reference, None)
    stamp = reading.stamp
    stamp = Stamp("D", stamp.year, stamp.month, stamp.day, stamp.sub, fields.clock)
    return Reading(stamp.value, stamp.bounds, stamp, reading.deictic)


def _merge(expression: Expression, options: list[Reading]) -> tuple[str, str, Bounds, bool]:
    """Type, value, bounds and whether deictic, of what one expression can mean from each day of publication."""
    first, last = options[0], options[-1]
    value, bounds = first.value, first.bounds
    if first.value != last.value:
        value = first.stamp.vague() if first.stamp is not None else first.value
    if first is not last:
        earliest = [day for r in options if (day := r.bounds[0]) is not None]
        latest = [day for r in options if (day := r.bounds[1]) is not None]
        every = len(options)
        bounds = (
            min(earliest) if len(earliest) == every else None,
            max(latest) if len(latest) == every else None,
        )
    if expression.kind == "set":
        type_ = "SET"
    elif value[0] == "P" and not value.endswith("REF"):
        type_ = "DURATION"
    elif "T" in value and not value.endswith("REF"):
        type_ = "TIME"
    else:
        type_ = "DATE"
    return type_, value, bounds, first.deictic
