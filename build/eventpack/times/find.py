"""Finding: which stretches of a text are time expressions, and what their words say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eventpack.times.ambiguous_matches import keep
from eventpack.times.amounts import read_amount, read_portion
from eventpack.times.durations import duration_value
from eventpack.times.fields import read_date, share, share_century
from eventpack.times.lexicon import Lexicon, Rule, Word, lexicon
from eventpack.times.match_context import MatchContext
from eventpack.times.parsed_text import Expression, Text

# Up to four capitalised words and "of" between a month or season and its year.
_NAMED = re.compile(r"(?: [A-Z][\w'-]*){1,4} of ")


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
        piece = [Word(*spans[at], *known) for at in range(first, -negative) if (known := words[at]) is not None]
        if rule.keep and not keep(rule.keep, piece, MatchContext(text, words, spans, first, -negative)):
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
        if (
            (f.month or f.season or f.holiday)
            and later.year is not None
            and later.month is None
            and _NAMED.fullmatch(text[one.end : other.start])
        ):
            f.year = later.year


def _build(rule: Rule, words: list[Word], lex: Lexicon) -> Iterator[Expression]:
    if rule.kind == "range":
        yield from _range(words, lex, rule.keep == "years")
        return
    every = words
    words = trimmed(words, rule.kind)
    if not words:
        return
    start, end = words[0].start, words[-1].end
    if rule.kind == "date":
        fields = read_date(words, lex)
        if fields.quarter is not None and not 1 <= fields.quarter <= 4:
            return
        if (
            fields.unit in ("D", "W", "M", "Y", "DE", "C", "Q")
            and fields.step < 0
            and (fields.rel == "past" or fields.rel == "last" and words[0].lower == "the" and not fields.month)
        ):
            yield Expression(start, end, "span", read_amount(words), words)
            return
        yield Expression(start, end, "date", fields, words)
    elif rule.kind == "portion":
        cut = next(at for at, word in enumerate(words) if word.lower in ("of", "in"))
        yield Expression(start, end, "portion", read_date(words[cut + 1 :], lex), words, part=read_portion(words[:cut]))
    elif rule.kind in ("offset", "span", "duration"):
        fields = read_amount(every)
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
    counts = kind in ("offset", "duration")
    while first < last - 1:
        word, following = words[first], words[first + 1].lower
        leans = counts and (
            word.lower in ("around", "over")
            and following != "the"
            or word.lower == "at"
            and following in ("least", "most")
        )
        if leans or word.lower not in _LEADING and not {"comma", "dash"} & word.classes.keys():
            break
        first += 1
    while last > first and (
        {"comma", "dash", "slash"} & words[last - 1].classes.keys()
        or words[last - 1].lower in _LEADING
        and words[last - 1].lower != "on"
    ):
        last -= 1
    if kind == "duration" and any("dash" in word.classes for word in words[first + 2 : last]):
        # In "a ten-day truce" the article is the truce's.
        while first < last and words[first].lower in ("the", "a", "an"):
            first += 1
    return words[first:last]


_RUNS_ON = ("to", "until", "till", "through", "thru")


def _range(words: list[Word], lex: Lexicon, years: bool) -> Iterator[Expression]:
    parts: list[list[Word]] = [[]]
    runs: list[bool] = [False]
    for word in words:
        if (
            {"conn", "slash"} & word.classes.keys()
            or "dash" in word.classes
            and parts[-1]
            and not _holds_together(parts[-1])
            or "comma" in word.classes
            and parts[-1]
            and _list_comma(parts[-1], words, word)
        ):
            if parts[-1]:
                parts.append([])
                runs.append("dash" in word.classes or word.lower in _RUNS_ON)
        else:
            parts[-1].append(word)
    pairs = [(part, run) for part, run in zip((trimmed(part, "date") for part in parts), runs, strict=True) if part]
    parts, runs = [part for part, _ in pairs], [run for _, run in pairs]
    fields = [read_date(part, lex) for part in parts]
    share_century(fields)
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
    for part, one, run in zip(parts, fields, runs, strict=True):
        yield Expression(part[0].start, part[-1].end, "date", one, part, runs_on=run)


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
            unit = kinds["unit"] if "unit" in kinds else kinds["units"]
            if words[0].lower in ("per", "/"):
                return duration_value(1, unit)
            if number is not None or "other" in [other.lower for other in words]:
                return duration_value(number or 2, unit)
            return {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX"}.get(unit, duration_value(1, unit))
    return "XXXX"
