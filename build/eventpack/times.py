"""Time expressions: every TIMEX3 mention of a text with its value and calendar bounds.

Types, values and extents follow the TIMEX3 annotation guidelines (TimeML 1.2.1). What the finder knows of English is
lexicon/times.yaml; here matches are chosen, checked against the parse, and resolved in the order of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from spacy.attrs import IDX
from spacy.tokens import Doc, Token

from eventpack.model import Published, TimeMention
from eventpack.times_calendar import Stamp, valid
from eventpack.times_fields import Fields, read_amount, read_date, share
from eventpack.times_keep import keep
from eventpack.times_lexicon import Lexicon, Rule, Word, lexicon
from eventpack.times_resolve import (
    NOTHING,
    Reading,
    Tale,
    duration_value,
    resolve_date,
    resolve_offset,
    resolve_span,
)
from eventpack.times_tense import direction

# Publication bounds further apart than this say too little to look back from.
_WIDEST_PUBLICATION_DAYS = 62
# A year told this early in a text is its subject's.
_HEADING = 200


@dataclass(slots=True)
class Expression:
    """A time expression found, not yet resolved."""

    start: int
    end: int
    kind: str
    fields: Fields | None
    words: list[Word]
    value: str = ""                      # of a set or reference


_KEY = "eventpack.times"
# Up to four capitalised words and "of" between a month or season and its year.
_NAMED = re.compile(r"(?: [A-Z][\w'-]*){1,4} of ")


class Text:
    """A parsed text as the rules see it."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = doc.text
        self.found: list[Expression] | None = None
        self._starts: list[int] | None = None

    @classmethod
    def of(cls, doc: Doc) -> Text:
        """The one Text of a doc, kept with it: dating and finding read it alike."""
        text = doc.user_data.get(_KEY)
        if text is None or text.doc is not doc:
            text = doc.user_data[_KEY] = cls(doc)
        return text

    def token(self, offset: int) -> Token:
        """The token that holds the character."""
        if self._starts is None:
            self._starts = self.doc.to_array([IDX]).ravel().tolist()
        return self.doc[max(0, bisect_right(self._starts, offset) - 1)]

    def head(self, start: int, end: int) -> Token:
        """The token of a stretch whose head lies outside it."""
        token = self.token(start)
        for _ in range(12):
            head = token.head
            if head.i == token.i or not start <= head.idx < end:
                break
            token = head
        return token


def find_expressions(text: Text) -> list[Expression]:
    """All time expressions in order, not overlapping: the leftmost, then the longest, then the earliest rule."""
    if text.found is not None:
        return text.found
    lex = lexicon()
    words, codes, spans = lex.read(text.text)
    matches: list[tuple[int, int, int, Rule]] = []
    for place, rule in enumerate(lex.rules):
        for match in rule.pattern.finditer(codes):
            first, last = match.span()
            if last > first:
                matches.append((first, -last, place, rule))
    matches.sort(key=lambda found: found[:3])
    out: list[Expression] = []
    free = 0
    for first, negative, _, rule in matches:
        if first < free:
            continue
        piece = [Word(*spans[at], *words[at]) for at in range(first, -negative) if words[at] is not None]
        if rule.keep and not keep(rule.keep, piece, text, words, spans, first, -negative):
            continue
        found = list(_build(rule, piece, lex))
        if not found:
            continue
        out.extend(found)
        free = -negative
    _lend_years(out, text.text)
    text.found = out
    return out


def _lend_years(found: list[Expression], text: str) -> None:
    """A name built on a month or season takes the year that follows it: "the October Accords of 1987"."""
    for one, other in zip(found, found[1:], strict=False):
        f, later = one.fields, other.fields
        if f is None or later is None or other.kind != "date" or not f.lacks_year or f.rel is not None:
            continue
        if (f.month or f.season or f.holiday) and later.year is not None and later.month is None \
                and _NAMED.fullmatch(text[one.end:other.start]):
            f.year = later.year


def _build(rule: Rule, words: list[Word], lex: Lexicon):
    if rule.kind == "range":
        yield from _range(words, lex, rule.keep == "years")
        return
    words = trimmed(words, rule.kind)
    if not words:
        return
    start, end = words[0].start, words[-1].end
    if rule.kind == "date":
        fields = read_date(words, lex)
        if fields.unit in ("D", "W", "M", "Y", "DE", "C", "Q") and fields.step < 0 and (
                fields.rel == "past" or fields.rel == "last" and words[0].lower == "the" and not fields.month):
            yield Expression(start, end, "span", read_amount(words), words)
            return
        yield Expression(start, end, "date", fields, words)
    elif rule.kind in ("offset", "span", "duration", "portion"):
        fields = read_amount(words)
        if fields.unit is None:
            return
        yield Expression(start, end, rule.kind, fields, words)
    elif rule.kind == "set":
        yield Expression(start, end, "set", None, words, _set_value(words))
    elif rule.kind == "ref":
        known = next((word.classes["ref"] for word in words if "ref" in word.classes), None)
        if known is None:
            known = {"past": "PAST_REF", "future": "FUTURE_REF"}.get(words[-1].lower, "PRESENT_REF")
        yield Expression(start, end, "ref", None, words, known)


_LEADING = ("in", "on", "of", "over", "at", "to", "from", "by", "around")


def trimmed(words: list[Word], kind: str) -> list[Word]:
    """Without prepositions before the expression and punctuation around it."""
    first, last = 0, len(words)
    while first < last and (words[first].lower in _LEADING and not (
            kind in ("offset", "duration") and words[first].lower in ("around", "over")
            and words[first + 1:first + 2] and words[first + 1].lower != "the")
            or {"comma", "dash"} & words[first].classes.keys()):
        first += 1
    while last > first and ({"comma", "dash", "slash"} & words[last - 1].classes.keys()
                            or words[last - 1].lower in _LEADING and words[last - 1].lower != "on"):
        last -= 1
    if kind == "duration" and any("dash" in word.classes for word in words[first + 2:last]):
        # In "a ten-day truce" the article is the truce's.
        while first < last and words[first].lower in ("the", "a", "an"):
            first += 1
    return words[first:last]


def _range(words: list[Word], lex: Lexicon, years: bool):
    parts: list[list[Word]] = [[]]
    for word in words:
        if "conn" in word.classes or "dash" in word.classes and parts[-1] and not _holds_together(parts[-1]) \
                or "comma" in word.classes and parts[-1] and _list_comma(parts[-1], words, word):
            if parts[-1]:
                parts.append([])
        else:
            parts[-1].append(word)
    parts = [part for part in (trimmed(part, "date") for part in parts) if part]
    fields = [read_date(part, lex) for part in parts]
    if years or any(one.bc for one in fields):
        for one in fields:
            if one.year is None and one.month is None and one.day is not None:
                one.short_year, one.day = one.day, None
    if any(one.bc for one in fields):
        for part, one in zip(parts, fields, strict=True):
            short = next((word.classes["short"] for word in part if "short" in word.classes), None)
            if one.year is None and one.month is None and short is not None:
                one.year, one.short_year = short, None
    share(fields)
    for part, one in zip(parts, fields, strict=True):
        yield Expression(part[0].start, part[-1].end, "date", one, part)


def _holds_together(part: list[Word]) -> bool:
    """mid-1916: the hyphen binds the part of a period to it."""
    return "part" in part[-1].classes


def _list_comma(part: list[Word], words: list[Word], comma: Word) -> bool:
    """A comma between days or months is a list; before a year it belongs to the date."""
    after = next((word for word in words if word.start > comma.start), None)
    return after is not None and "year" not in after.classes and "apyear" not in after.classes


def _set_value(words: list[Word]) -> str:
    number = next((word.classes["num"] for word in words if "num" in word.classes), None)
    for word in words:
        kinds = word.classes
        if "adverb" in kinds:
            return kinds["adverb"]
        if "weekdays" in kinds or "weekday" in kinds:
            tod = next((other.classes["tods"] for other in words if "tods" in other.classes), "")
            return f"XXXX-WXX-{kinds.get('weekdays', kinds.get('weekday'))}{tod}"
        if "season" in kinds:
            return f"XXXX-{kinds['season']}"
        if "month" in kinds:
            return f"XXXX-{kinds['month']:02d}"
        if "tod" in kinds:
            return f"XXXX-XX-XX{kinds['tod']}"
        if word.lower in ("weekend", "weekends"):
            return "XXXX-WXX-WE"
        if word.lower == "weekdays":
            return "XXXX-WXX-WD"
        if "unit" in kinds or "units" in kinds:
            unit = kinds.get("unit", kinds.get("units"))
            if words[0].lower in ("per", "/"):
                return duration_value(1, unit)
            if number is not None or "other" in [other.lower for other in words]:
                return duration_value(number or 2, unit)
            return {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX"}.get(unit, duration_value(1, unit))
    return "XXXX"


def bare_days(found: list[Expression], text: Text) -> list[Expression]:
    """Days told by month and day alone, as news tells of its own weeks; none in a history, where a year comes first.

    They count only if the first day of the text is told so before any year, no year stands before them in their own
    paragraph, and the text does not give more days and months with their year than without.
    """
    out: list[Expression] = []
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
            if year_at is None or "\n" in text.text[year_at:expression.start]:
                out.append(expression)
    return out if len(out) >= full else []


def reads_as_news(found: list[Expression], text: Text) -> bool:
    """Whether an undated text looks from a day of writing of its own, so that no year told in it is "this year".

    It does if it tells days without a year before any year, or counts from its own day ("Monday", "yesterday",
    "last week") more often than it names a year.
    """
    if bare_days(found, text):
        return True
    own = years = 0
    for expression in found:
        f = expression.fields
        if f is None:
            continue
        if f.year is not None or f.iso or f.numdate:
            years += 1
        elif f.dayword is not None or f.deictic or "ago" in f.words or f.weekday is not None and f.rel is None:
            own += 1
    return own > years


def find_times(doc: Doc, published: Published) -> list[TimeMention]:
    """Every time expression of the text in order, not overlapping.

    `published` is what "last week" is seen from. Where it is only bounded, such expressions get the widest bounds
    that hold (earliest from the earliest day of publication, latest from the latest), and a value with X for what
    differs. Where it is unknown or wider than two months, a history is read by the year last told; a news text
    (:func:`reads_as_news`) keeps X for what only its day of writing could say.
    """
    text = Text.of(doc)
    found = find_expressions(text)
    bases = _bases(published)
    readings = [_resolve_all(found, text, base) for base in bases]
    out = []
    for place, expression in enumerate(found):
        options = [reading[place] for reading in readings]
        type_, value, bounds, deictic = _merge(expression, options)
        out.append(TimeMention(expression.start, expression.end, text.text[expression.start:expression.end],
                               type_, value, bounds[0], bounds[1], deictic))
    return out


def _bases(published: Published) -> list[date | None]:
    first, last = published.earliest, published.latest
    if first is None or last is None or (last - first).days > _WIDEST_PUBLICATION_DAYS:
        return [None]
    return [first] if first == last else [first, last]


def _resolve_all(found: list[Expression], text: Text, base: date | None) -> list[Reading]:
    tale = Tale(base, news=base is not None or reads_as_news(found, text))
    if not tale.news:
        tale.ahead = next((e.fields.year for e in found if e.fields is not None and e.fields.year is not None), None)
    vague = lexicon().vague
    out: list[Reading] = []
    told_at = None
    asides = _asides(found)
    for place, expression in enumerate(found):
        fields = expression.fields
        if fields is None:
            out.append(Reading(expression.value, NOTHING, None, base is not None and expression.kind == "ref"))
            continue
        tale.near = told_at is not None and _close(text, told_at, expression.start)
        if base is not None:
            tale.near_year = tale.near and tale.told is not None and tale.told.year != base.year
        if expression.kind == "date":
            ahead_day = _clock_day(found, place, text)
            if ahead_day is not None:
                reading = _resolve_clock(expression, ahead_day, tale, text)
            else:
                reading = resolve_date(fields, tale, _tense(expression, text, base))
            if reading.stamp is not None:
                tale.tell(reading.stamp, _carries(fields, reading.stamp, tale, place in asides))
                if fields.year is not None:
                    told_at = expression.end
                elif not (tale.near_year and not reading.deictic):
                    told_at = None
                else:
                    told_at = expression.end
        elif expression.kind == "offset":
            reading = resolve_offset(fields, tale, vague)
            if reading.stamp is not None:
                tale.tell(reading.stamp, (fields.direction or 1) > 0)
        elif expression.kind == "span":
            reading = resolve_span(fields, tale, vague)
            if text.text.startswith(" of ", expression.end):
                # "The last week of the campaign" is no week before today.
                reading = Reading(reading.value, NOTHING)
        else:
            reading = Reading(duration_value(fields.amount, fields.unit), NOTHING)
        out.append(reading)
    return out


def _asides(found: list[Expression]) -> set[int]:
    """Places of years told in passing: further from the year told before than the next one told is.

    "In 1920 ... (a memoir of 2004 says) ... on 29 August 1920": 2004 does not carry the tale to 29 August.
    """
    years = [(place, e.fields) for place, e in enumerate(found)
             if e.kind == "date" and e.fields is not None and e.fields.year is not None]
    out: set[int] = set()
    story = None
    for (place, fields), later in zip(years, [*years[1:], None], strict=False):
        year = fields.year
        if story is not None and later is not None and year != story:
            back, on = abs(year - story), abs(later[1].year - story)
            if on < back and (back > 1 or fields.month is None):
                out.add(place)
                continue
        story = year
    return out


def _carries(fields: Fields, stamp: Stamp, tale: Tale, aside: bool) -> bool:
    """Whether a resolved date moves the tale's own year on: not an aside, not a look back, not a coming winter."""
    if aside or fields.rel is not None and (fields.deictic or fields.step < 0) or fields.direction < 0:
        return False
    if fields.season is not None and fields.lacks_year and tale.story is not None:
        return stamp.year == tale.story.year and tale.story.month is None
    return True


def _close(text: Text, before: int, here: int) -> bool:
    """Whether two places stand in one sentence or in sentences side by side of one paragraph."""
    between = text.text[before:here]
    return "\n" not in between and between.count(". ") <= 1


def _tense(expression: Expression, text: Text, base: date | None) -> str | None:
    fields = expression.fields
    if base is None or fields.year is not None:
        return None
    return direction(text.head(expression.start, expression.end))


def _clock_day(found: list[Expression], place: int, text: Text) -> Expression | None:
    """The date right after a clock time: "at 11 a.m. on 11 November 1918"."""
    fields = found[place].fields
    if not fields.clock or fields.day or fields.weekday or fields.rel or fields.dayword is not None \
            or place + 1 >= len(found):
        return None
    after = found[place + 1]
    between = text.text[found[place].end:after.start]
    if after.fields is None or after.kind != "date" or len(between) > 40 or not (
            after.fields.day or after.fields.weekday or after.fields.dayword is not None):
        return None
    return after if between.split()[-1:] in (["on"], ["of"]) else None


def _resolve_clock(expression: Expression, day: Expression, tale: Tale, text: Text) -> Reading:
    shadow = Tale(tale.base, tale.told, tale.day, tale.ahead, tale.near_year)
    reading = resolve_date(day.fields, shadow, _tense(day, text, tale.base))
    if reading.stamp is None or reading.stamp.unit != "D":
        return resolve_date(expression.fields, tale, None)
    stamp = reading.stamp
    stamp = Stamp("D", stamp.year, stamp.month, stamp.day, stamp.sub, expression.fields.clock)
    return Reading(stamp.value, stamp.bounds, stamp, reading.deictic)


def _merge(expression: Expression, options: list[Reading]) -> tuple[str, str, tuple, bool]:
    first, last = options[0], options[-1]
    value, bounds = first.value, first.bounds
    if first.value != last.value:
        value = first.stamp.vague() if first.stamp is not None else first.value
    if first is not last:
        earliest = [r.bounds[0] for r in options]
        latest = [r.bounds[1] for r in options]
        bounds = (None if None in earliest else min(earliest), None if None in latest else max(latest))
    if expression.kind == "set":
        type_ = "SET"
    elif expression.kind in ("span", "duration", "portion"):
        type_ = "DURATION"
    elif "T" in value and not value.endswith("REF"):
        type_ = "TIME"
    else:
        type_ = "DATE"
    return type_, value, bounds, first.deictic
