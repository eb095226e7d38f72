"""Numbers of people as news writes them: "at least 14", "between 20 and 30", "two dozen", "hundreds of", "up to 40".

What the words leave open stays open: "at least 14" has no upper bound and "up to 40" no lower one. "More than 20" is
read as twenty or more, for such numbers are rounded; "about 20" as twenty. A plural without a number is two of it or
more: dozens are 24 or more, hundreds 200 or more (lexicon/casualties.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .vocabulary import vocabulary

_DIGITS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*")
_DECIMAL = re.compile(r"\d+\.\d+")
_NOBODY = frozenset({"nobody", "none"})
_THROUGH = frozenset({"to", "-", "–", "or"})
_ARTICLES = frozenset({"a", "an", "one"})
_MONEY = frozenset({"$", "€", "£", "us$", "rs", "¥"})
_HYPHENS = frozenset({"-", "–"})
_HUNDRED = 100
_MOST = 10**9  # more people than any event can harm: a number beyond is another's


@dataclass(frozen=True, slots=True)
class Number:
    """Words `start` up to `end` of a sentence that say how many; None where they leave a bound open."""

    start: int
    end: int
    low: int | None
    high: int | None


_Amount = tuple[int, int | None, int]  # low, high, end


def numbers(words: Sequence[str]) -> list[Number]:
    """The numbers in the words of a sentence, in lower case, in their order; none overlaps another."""
    found: list[Number] = []
    at = 0
    while at < len(words):
        number = _number(words, at)
        if number is None:
            at += 1
        else:
            free = found[-1].end if found else 0
            found.append(_bounded(words, number, free))
            at = found[-1].end
    return found


def _number(words: Sequence[str], at: int) -> Number | None:
    if words[at] in _NOBODY:
        return Number(at, at + 1, 0, 0)
    if words[at] == "no":
        return Number(at, at + 2, 0, 0) if words[at + 1 : at + 2] == ["one"] else None
    one = _amount(words, at)
    if one is None or at and words[at - 1] in _MONEY:
        return None
    low, high, end = one
    spans = end + 1 < len(words) and (
        words[end] in _THROUGH or (words[end] == "and" and at > 0 and words[at - 1] == "between")
    )
    other = _amount(words, end + 1) if spans else None
    if (
        other is not None and other[0] > low and not (at and words[at - 1] == "from")
    ):  # "rose from 20 to 41" is no range
        return Number(at - 1 if at and words[at - 1] == "between" else at, other[2], low, other[1])
    if end < len(words) and words[end] in _HYPHENS and other is None:
        more = tuple(words[end + 1 : end + 2]) in {phrase for phrase, _ in vocabulary().behind}
        return Number(at, end + 2, low, None) if more else None  # "80-plus"; not "14-year-old"
    return Number(at, end, low, high)


def _bounded(words: Sequence[str], number: Number, free: int) -> Number:
    """With the words before and behind that say on which side of it the truth lies; from word `free` on."""
    low, high, start, end = number.low, number.high, number.start, number.end
    for phrases, width in ((vocabulary().before, -1), (vocabulary().behind, 1)):
        for phrase, bound in phrases:
            first = start - len(phrase) if width < 0 else end
            if first < free or tuple(words[first : first + len(phrase)]) != phrase:
                continue
            if bound == "at_least":
                high = None
            elif bound == "at_most" and high is not None:
                low = None
            start, end = min(start, first), max(end, first + len(phrase))
            break
    return Number(start, end, low, high)


def _amount(words: Sequence[str], at: int) -> _Amount | None:
    """One amount that begins at word `at`; `high` is None for such as dozens, which have no upper bound."""
    if at >= len(words):
        return None
    words_ = vocabulary()
    word, after = words[at], words[at + 1 : at + 2]
    times = words_.tens if word == "tens" else words_.plural.get(word)
    if times is not None:
        unit = words_.plural.get(words[at + 2]) if after == ["of"] and at + 2 < len(words) else None
        if unit is not None:  # two of it at the least, times what it counts
            return times * (unit // 2), None, at + 3
        return None if word == "tens" else (times, None, at + 1)
    if word == "half" and after in (["a"], ["-"]) and words[at + 2 : at + 3] == ["dozen"]:
        return 6, 6, at + 3
    if word == "several":
        scale = words_.scales.get(after[0]) if after else None
        return (words_.several * scale, None, at + 2) if scale else (words_.several, None, at + 1)
    if word in _ARTICLES and after and after[0] in words_.couples:
        return words_.couples[after[0]], words_.couples[after[0]], at + 2
    if word in _ARTICLES - {"one"} and not (after and after[0] in words_.scales):
        return None
    return _exact(words, at)


def _exact(words: Sequence[str], at: int) -> _Amount | None:
    """A number in digits or words: 14, 3,500, 1.2 million, twenty-three, one hundred and twelve, two dozen."""
    scales = vocabulary().scales
    if _DECIMAL.fullmatch(words[at]):
        scale = scales.get(words[at + 1]) if at + 1 < len(words) else None
        if scale is None:
            return None
        value = round(float(words[at]) * scale)
        return (value, value, at + 2) if value < _MOST else None
    if _DIGITS.fullmatch(words[at]):
        if len(words[at]) > 12:
            return None
        value, end = int(words[at].replace(",", "")), at + 1
    else:
        small = (1, at + 1) if words[at] in _ARTICLES else _small(words, at)
        if small is None:
            return None
        value, end = small
    total = 0
    while end < len(words):
        scale = scales.get(words[end])
        if scale is not None:
            value, end = value * scale, end + 1
            if scale > _HUNDRED:
                total, value = total + value, 0
        elif (more := _rest(words, at, end)) is not None:
            value, end = value + more[0], more[1]
        else:
            break
    total += value
    return (total, total, end) if total < _MOST else None


def _small(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """A number below a hundred in words, also joined by a hyphen: "twenty-three", "twenty three"."""
    units = vocabulary().units
    tens, hyphen, ones = words[at].partition("-")
    if hyphen and units.get(tens, 0) >= 20 and 0 < units.get(ones, 0) < 10:
        return units[tens] + units[ones], at + 1
    if words[at] not in units:
        return None
    value, end = units[words[at]], at + 1
    if value >= 20:
        step = end + 1 if words[end : end + 1] in (["-"], ["–"]) else end
        if step < len(words) and 0 < units.get(words[step], 0) < 10:
            return value + units[words[step]], step + 1
    return value, end


def _rest(words: Sequence[str], at: int, end: int) -> tuple[int, int] | None:
    """What follows a hundred or a thousand: "one hundred *and twelve*", "two thousand *five* hundred"."""
    if vocabulary().scales.get(words[end - 1], 0) < _HUNDRED:
        return None
    step = end + 1 if words[end] == "and" else end
    return _small(words, step) if step < len(words) else None
