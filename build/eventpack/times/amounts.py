"""What the words of an expression that counts units say: "around 14 months ago", "the last ten days"."""

from __future__ import annotations

from collections.abc import Sequence

from .fields import Fields
from .lexicon import Word, unit_of


def amount_of(words: Sequence[Word]) -> float | None:
    """The number that number words and digits spell: "a hundred and twenty", "1,460", "two and a half"."""
    total = 0.0
    current: float | None = None
    for place, word in enumerate(words):
        if word.lower == "half":
            if current is None and place == 0:
                return 0.5
            current = (current or 0) + 0.5
            continue
        value = word.classes.get("num")
        if value is None:
            if "one" in word.classes and current is None:
                current = 1
            continue
        if word.lower in ("hundred", "thousand", "dozen") and current is not None:
            current *= value
        else:
            current = value if current is None else current + value
    return None if current is None else total + current


def read_amount(words: Sequence[Word]) -> Fields:
    """Fields of an expression that counts units: "around 14 months ago", "the past two days", "several weeks"."""
    f = Fields(words=[word.lower for word in words])
    numbers: list[Word] = []
    for place, word in enumerate(words):
        _read_counted(f, word, words, place, numbers)
        _read_leaning(f, word, words, place)
    if numbers and f.quant is None:
        f.amount = amount_of(_without_range(f, words, numbers))
    if f.quant == "2":
        f.amount, f.quant = 2, None
    if f.amount is None and f.quant is None:
        singular = any("unit" in word.classes for word in words)
        f.amount, f.quant = (1, None) if singular else (None, "X")
    if f.unit is not None and f.unit[0].isdigit() and f.amount is not None:
        # "two fortnights" are four weeks
        digits = f.unit.rstrip("WMC")
        f.amount, f.unit = f.amount * int(digits), f.unit[len(digits) :]
    elif f.unit is not None and f.unit[0].isdigit():
        f.unit = f.unit.lstrip("0123456789")
    return f


def _read_counted(f: Fields, word: Word, words: Sequence[Word], place: int, numbers: list[Word]) -> None:
    """The unit, or what says how many of it: a number goes to `numbers`."""
    kinds = word.classes
    if ("unit" in kinds or "units" in kinds) and not (
        "num" in kinds or word.lower == "second" and place + 1 < len(words)
    ):
        f.unit = unit_of(kinds)
    elif "num" in kinds and f.unit is None or word.lower == "half":
        only_article = len(numbers) == 1 and numbers[0].lower in ("a", "an")
        if f.unit is None and only_article and word.lower not in ("hundred", "thousand", "dozen"):
            numbers.clear()
        numbers.append(word)
    elif "one" in kinds and word.lower in ("a", "an", "one", "single") and not numbers:
        if f.unit is None:
            numbers.append(word)
    elif "quant" in kinds and f.unit is None:
        f.quant = str(kinds["quant"])
        some = any(other.lower in ("few", "several", "couple", "number", "dozens", "hundreds") for other in words)
        if not some and any("num" in other.classes for other in words[place + 1 :]):
            f.quant, f.leaning = None, "around"


def _read_leaning(f: Fields, word: Word, words: Sequence[Word], place: int) -> None:
    """Which way a word points, how exact it is, and, behind the unit, the direction in time."""
    kinds = word.classes
    if "rel" in kinds and f.rel is None:
        f.rel, f.step = word.lower, kinds["rel"]
        f.deictic = "deictic" in kinds and not (word.lower == "next" and place and words[place - 1].lower == "the")
    if "approx" in kinds and f.unit is None and not f.leaning:
        f.leaning = kinds["approx"]
        if place and words[place - 1].lower == "no":
            # "no more than a week" is less.
            f.leaning = {"more": "less", "less": "more"}.get(f.leaning, f.leaning)
    if f.unit is not None and "back" in kinds:
        f.direction = -1
    elif f.unit is not None and ("forth" in kinds or word.lower == "from"):
        f.direction = 1


def _without_range(f: Fields, words: Sequence[Word], numbers: list[Word]) -> list[Word]:
    """The lower of "two to three" or "10-12" (about that many), else all of `numbers`."""
    for place, word in enumerate(words[1:-1], 1):
        if word.lower in ("to", "or", "-") and all("num" in words[k].classes for k in (place - 1, place + 1)):
            if word.lower != "-" or words[place - 1].lower[0].isdigit():
                f.leaning = "around"
                return [number for number in numbers if number.start < word.start]
            break
    return numbers


def read_portion(words: Sequence[Word]) -> Fields:
    """Fields of a stretch counted from the start or end of a period: "the second week", "the last ten days".

    `step` is which stretch, from 1, or -1 for the last; `amount` how many units it has.
    """
    f = read_amount(
        [word for word in words if "ordword" not in word.classes or "unit" in word.classes and word is words[-1]]
    )
    f.step = next(
        (word.classes["ordword"] for word in words if "ordword" in word.classes),
        1 if words[1].lower == "opening" else -1,
    )
    return f
