"""What the words of a matched time expression say, before anything is resolved: :class:`Fields`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .lexicon import Classes, Lexicon, Word

_SHARED = ("month", "year", "bc")
# "Earlier this month" is any day of it before now, not its first ten; "the earlier part" is.
_SEEN_FROM = {"earlier": "EARLIER", "later": "LATER"}
_SHARES = ("part", "half", "stages", "stage")


@dataclass(slots=True)
class Fields:
    """The parts an expression names. `rel` is the determiner that points ("last", "same"), `step` where to."""

    year: int | None = None
    short_year: int | None = None  # two digits: '99, 1915-17
    bc: bool = False
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: str | None = None
    quarter: int | None = None
    half: int | None = None
    fiscal: bool = False
    decade: int | None = None  # first year of it; under 100 for "the twenties"
    century: int | None = None
    holiday: str | None = None
    edge: str = ""
    clock: str = ""
    tod: str = ""
    iso: str | None = None
    numdate: str | None = None
    rel: str | None = None
    step: int = 0
    deictic: bool = False
    unit: str | None = None  # D, W, 2W, M, Q, Y, DE, C, TS, TM, TH, WE
    dayword: int | None = None
    amount: float | None = None
    quant: str | None = None  # a vague amount: X
    leaning: str = ""  # around, more, less
    direction: int = 0  # -1 ago, before; 1 later, after
    words: list[str] = field(default_factory=list)

    @property
    def lacks_year(self) -> bool:
        return self.year is None and self.short_year is None


def read_date(words: Sequence[Word], lex: Lexicon) -> Fields:
    """Fields of a calendar expression, by walking its words from the left."""
    f = Fields(words=[word.lower for word in words])
    for place, word in enumerate(words):
        at = _At(words, place, word.classes, words[place + 1].classes if place + 1 < len(words) else {})
        # The first reader that knows the word takes it; their order decides what a word of several classes is.
        any(read(f, word, at) for read in _READERS)
        if "back" in word.classes and word.lower != "earlier":
            f.direction = -1
        elif "forth" in word.classes and word.lower != "later":
            f.direction = 1
    text = " ".join(f.words)
    _read_holiday(f, text, lex)
    if text.startswith("the day before yesterday"):
        f.dayword, f.rel, f.unit, f.direction = -2, None, None, 0
    elif text.startswith("the day after tomorrow"):
        f.dayword, f.rel, f.unit, f.direction = 2, None, None, 0
    if f.bc and f.year is not None:
        f.year = -f.year
    return f


class _At(NamedTuple):
    """Where a word stands: the words, its number among them, its classes, and those of the word behind it."""

    words: Sequence[Word]
    place: int
    kinds: Classes
    after: Classes


def _read_digits(f: Fields, word: Word, at: _At) -> bool:
    """Dates and clock times written in digits, and what belongs to a clock time."""
    kinds = at.kinds
    if "iso" in kinds:
        f.iso = word.lower
    elif "numdate" in kinds:
        f.numdate = word.lower
    elif "clock" in kinds or "dotclock" in kinds:
        hour, minute = word.lower.replace(".", ":").split(":")[:2]
        f.clock = _clock(int(hour), int(minute), at.after)
    elif "hhmm" in kinds and ("zone" in at.after or word_at(at.words, at.place + 1) in ("hours", "hrs")):
        f.clock = f"T{word.lower[:2]}:{word.lower[2:]}"
    elif "ampm" in kinds or "zone" in kinds and not f.clock:
        pass
    elif "zone" in kinds:
        f.clock += kinds["zone"] if f.clock.startswith("T") else ""
    elif "point" in kinds:
        f.clock = kinds["point"]
    else:
        return False
    return True


def _read_year_or_hour(f: Fields, word: Word, at: _At) -> bool:
    kinds = at.kinds
    if "bc" in kinds:
        f.bc = kinds["bc"] == "BC"
    elif "year" in kinds and "fiscal" not in at.after:
        f.year = kinds["year"]
    elif "hour" in kinds and ("ampm" in at.after or word_at(at.words, at.place + 1) == "o"):
        f.clock = _clock(int(kinds["hour"]), 0, at.after)
    elif "short" in kinds and ("bc" in at.after or at.place and "bc" in at.words[at.place - 1].classes):
        f.year = kinds["short"]
    elif "apyear" in kinds:
        f.short_year = int(word.lower[1:])
    else:
        return False
    return True


def _read_month_or_weekday(f: Fields, word: Word, at: _At) -> bool:
    """Names of months and weekdays; "mon" and "wday" are their abbreviations, which need a dot or a comma."""
    kinds = at.kinds
    if "month" in kinds or "mon" in kinds and ("dot" in at.after or f.weekday is not None):
        f.month = kinds.get("month", kinds.get("mon"))
    elif "lowmonth" in kinds:
        f.month = kinds["lowmonth"]
    elif "wday" in kinds and ("comma" in at.after or "dot" in at.after):
        f.weekday = kinds["wday"]
    elif "mon" in kinds:
        f.month = kinds["mon"]
    elif "weekday" in kinds:
        f.weekday = kinds["weekday"]
    else:
        return False
    return True


def _read_named_time(f: Fields, word: Word, at: _At) -> bool:
    """Today, seasons, times of day, decades, quarters by name."""
    kinds = at.kinds
    if "dayword" in kinds:
        f.dayword = kinds["dayword"]
    elif "season" in kinds:
        f.season = kinds["season"]
    elif "tod" in kinds or "tods" in kinds:
        f.tod = kinds["tod"] if "tod" in kinds else kinds["tods"]
    elif "decade" in kinds:
        f.decade = int(word.lower.rstrip("s").strip("'"))
    elif "decadeword" in kinds:
        f.decade = kinds["decadeword"]
    elif "qname" in kinds:
        f.quarter = kinds["qname"]
    elif "fiscal" in kinds:
        f.fiscal = True
    else:
        return False
    return True


def _read_number(f: Fields, word: Word, at: _At) -> bool:
    kinds = at.kinds
    if "ordword" in kinds or "ordnum" in kinds:
        _ordinal(f, kinds["ordword"] if "ordword" in kinds else kinds["ordnum"], at.words, at.place)
    elif "day" in kinds and f.day is None:
        f.day = kinds["day"]
    elif "yy" in kinds and f.year is None:
        f.short_year = kinds["yy"]
    else:
        return False
    return True


def _read_unit(f: Fields, word: Word, at: _At) -> bool:
    kinds = at.kinds
    if word.lower == "latter" and "half" in f.words:
        f.half = 2
    elif word.lower == "tonight":
        f.tod, f.dayword = "TNI", 0
    elif "weekend" in kinds:
        f.unit = "WE"
    elif "unit" in kinds and word.lower not in ("second", "minute", "hour", "quarter") and not f.fiscal:
        f.unit = None if word.lower == "century" and f.century is not None else kinds["unit"]
    elif word.lower == "quarter":
        f.unit = "Q" if f.quarter is None else f.unit
    else:
        return False
    return True


def _read_pointer(f: Fields, word: Word, at: _At) -> bool:
    """Determiners that point ("last", "this") and which part of a period is meant ("early", "the end of")."""
    kinds = at.kinds
    if "rel" in kinds and not (word.lower in ("last", "final") and "side" in at.after):
        _point(f, word, kinds, at.words, at.place)
    elif f.edge:
        return False
    elif word.lower in _SEEN_FROM and word_at(at.words, at.place + 1) not in _SHARES:
        f.edge = _SEEN_FROM[word.lower]
    elif part := kinds.get("part", kinds.get("edge", kinds.get("side", kinds.get("rest")))):
        f.edge = part
    else:
        return False
    return True


_READERS = (
    _read_digits,
    _read_year_or_hour,
    _read_month_or_weekday,
    _read_named_time,
    _read_number,
    _read_unit,
    _read_pointer,
)


def _read_holiday(f: Fields, text: str, lex: Lexicon) -> None:
    plain = text.removeprefix("the ")
    for name in sorted(lex.holidays, key=lambda name: (-len(name), name)):
        if plain.startswith(name) or f" {name}" in text:
            f.holiday, f.unit = lex.holidays[name], None
            if f.clock == "" and name.split()[-1] in ("friday", "sunday", "monday", "wednesday"):
                f.weekday = None
            if "may" in name:
                f.month = None
            return


def word_at(words: Sequence[Word], place: int) -> str:
    return words[place].lower if place < len(words) else ""


def _clock(hour: int, minute: int, after: Classes) -> str:
    half = after.get("ampm")
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    return f"T{hour:02d}:{minute:02d}"


def _ordinal(f: Fields, number: int, words: Sequence[Word], place: int) -> None:
    rest = [word.lower for word in words[place + 1 :]]
    if "century" in rest or "centuries" in rest:
        f.century = number
        if place and "tens" in words[place - 1].classes or place > 1 and "tens" in words[place - 2].classes:
            tens = next(word.classes["tens"] for word in words[:place] if "tens" in word.classes)
            f.century += tens
    elif "quarter" in rest:
        f.quarter = number
    elif "half" in rest:
        f.half = number
    elif "o" in rest:
        f.clock = _clock(number, 0, {})
    elif rest[:1] and words[place + 1].lower in ("part", "half", "stages", "stage"):
        f.edge = "START"
    else:
        f.day = number


def _point(f: Fields, word: Word, kinds: Classes, words: Sequence[Word], place: int) -> None:
    before = word_at(words, place - 1) if place else ""
    if f.rel is not None and word.lower in ("same", "past", "coming", "current"):
        # "this past week", "this coming Monday", "that same day"
        f.step = kinds["rel"] or f.step
        f.deictic = f.deictic or word.lower in ("past", "coming")
        f.rel = f"{f.rel} {word.lower}"
        return
    f.rel, f.step = word.lower, kinds["rel"]
    f.deictic = "deictic" in kinds and not (before == "the" and word.lower == "next")


def share_century(parts: list[Fields]) -> None:
    """ "the 4th and 5th centuries BC": both are centuries, and of one era."""
    if parts[-1].century is None:
        return
    for one in parts[:-1]:
        if one.century is None and one.day is not None:
            one.century, one.day = one.day, None
        one.bc = one.bc or parts[-1].bc


def share(parts: list[Fields]) -> None:
    """Give every part of a range what only one of them says: "31 May-1 June 1916", "May 3-5", "499-493 BC"."""
    for name in _SHARED:
        for one, other in [
            *zip(reversed(parts[:-1]), reversed(parts[1:]), strict=True),
            *zip(parts[1:], parts[:-1], strict=True),
        ]:
            if name == "bc":
                if other.bc and one.year is not None and one.year > 0:
                    one.bc, one.year = True, -one.year
            elif name == "year" and one.short_year is not None:
                continue
            elif getattr(one, name) is None and getattr(other, name) is not None and one.weekday is None:
                if name == "month" and one.day is None:
                    continue
                setattr(one, name, getattr(other, name))
    for one, other in zip(parts[1:], parts[:-1], strict=True):
        if one.short_year is not None and other.year is not None:
            one.year = other.year - other.year % 100 + one.short_year
            one.short_year = None
