"""The borders that an article speaks of: "the Syrian-Turkish border", "the border with Turkey", "near the Turkish border".

A border is a line between two countries. Its row stands for all of it, with the point in the middle of the line and no country of
its own. Where the text names one side, the other is the country its sentence, or else the article, is about; where that has
no such neighbour, or several countries could be meant, no border is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

from ..core.model import PlaceMention
from ..lexicon.countries import by_demonym, by_name, read_lexicon
from . import gazetteer

_BORDER = re.compile(r"\b(?:border|frontier)\b")
# Before the word, between a country and it.
_KIND = (
    r"(?:(?:(?:north|south)?-?(?:east|west)?(?:ern)?|land|common|shared|joint|long|porous|disputed|contested|volatile|mountainous)"
    r"(?:,? |, ))*"
)
_SENTENCE = re.compile(r"[.!?][\"”’')]*\s+|\n\s*\n")


@cache
def _country() -> str:
    names = sorted({*by_name(), *by_demonym()}, key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, names)) + ")"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    land, flags = _country(), re.IGNORECASE
    return (
        re.compile(rf"\b(?:the )?({land})(?:['’]s)?(?: ?[-–—/] ?| and )({land}) {_KIND}\Z", flags),
        re.compile(rf" (?:between|of|separating|dividing) (?:the )?({land}) and (?:the )?({land})\b", flags),
        re.compile(rf" (?:\w+ )?with (?:the |neighbou?ring )?({land})\b(?!-)", flags),
        re.compile(rf"\b({land})(?:['’]s?)? {_KIND}\Z", flags),
        re.compile(rf" of (?:the )?({land})\b(?!-)", flags),
    )


@cache
def _bodies() -> re.Pattern[str]:
    words = read_lexicon("place_words.yaml")["at_borders"]
    return re.compile(r"[ -](?:\w+ )?(?:" + "|".join(words) + r")(?:e?s)?\b", re.IGNORECASE)


def _iso(name: str) -> str | None:
    """The code of a country by its name or adjective, which begin with a capital."""
    return (by_name().get(name.lower()) or by_demonym().get(name.lower())) if name[:1].isupper() else None


def find_borders(text: str, places: Sequence[PlaceMention]) -> Iterator[PlaceMention]:
    """The borders that a text names, in its order; `places` are the places and nationalities found in it."""
    lands = _Lands(text, places)
    for word in _BORDER.finditer(text):
        found = _named(text, word)
        if found is None:
            continue
        start, end, sides = found
        other = sides[1] if len(sides) == 2 else lands.beside(sides[0], start)
        row = gazetteer.border(sides[0], other) if other is not None else None
        if row is not None:
            sure = 0.9 if len(sides) == 2 else 0.7
            yield PlaceMention(start, end, text[start:end], "toponym", row, sure)


def _named(text: str, word: re.Match[str]) -> tuple[int, int, list[str]] | None:
    """Where the phrase around the word for a border starts and ends, and the countries that it names."""
    both, between, beyond, beside, of = _patterns()
    before = text[max(word.start() - 90, 0) : word.start()]
    shift = word.start() - len(before)
    if (match := both.search(before)) and (sides := _isos(match)):
        return shift + match.start(1), word.end(), sides
    if (match := between.match(text, word.end())) and (sides := _isos(match)):
        return word.start(), match.end(), sides
    owner = beside.search(before)
    first = _isos(owner) if owner else []
    if match := beyond.match(text, word.end()):
        sides = [*_isos(match), *first]
        if len(sides) == 2 or sides and not owner:
            return shift + owner.start(1) if owner and first else word.start(), match.end(), sides
    if _bodies().match(text, word.end()):
        return None  # "Turkish border guards", "a border town"
    if owner and first:
        return shift + owner.start(1), word.end(), first
    if (match := of.match(text, word.end())) and (sides := _isos(match)):
        return word.start(), match.end(), sides
    return None


def _isos(match: re.Match[str]) -> list[str]:
    """The codes of all countries a pattern has found; none where one of the words is none."""
    sides = [_iso(name) for name in match.groups()]
    return [side for side in sides if side] if all(sides) else []


class _Lands:
    """The countries that an article speaks of, for the other side of a border of which it names one."""

    def __init__(self, text: str, places: Sequence[PlaceMention]) -> None:
        self._text = text
        self._named = [
            (m.start, m.location.country, m.kind == "toponym")
            for m in sorted(places, key=lambda m: m.start)
            if m.location is not None and m.location.country is not None
        ]
        self._beside: dict[str, Counter[str]] = {}  # how often each neighbour of a country is named

    @cached_property
    def _sentences(self) -> list[int]:
        return [0, *(m.end() for m in _SENTENCE.finditer(self._text))]

    def beside(self, one: str, start: int) -> str | None:
        """The country on the other side of a border of `one` that is named at `start`: the one neighbour that the sentence
        names before, else the one that the article names most."""
        named = self._neighbours(one)
        begins = self._sentences[bisect_right(self._sentences, start) - 1]
        first, last = (bisect_left(self._named, (offset,)) for offset in (begins, start))
        near = {country for _, country, is_name in self._named[first:last] if is_name and country in named}
        if near or not named:
            return next(iter(near)) if len(near) == 1 else None
        most = named.most_common(2)
        return most[0][0] if len(most) == 1 or most[0][1] > most[1][1] else None

    def _neighbours(self, one: str) -> Counter[str]:
        if one not in self._beside:
            lands = Counter(country for _, country, _ in self._named)
            self._beside[one] = Counter(
                {c: n for c, n in lands.items() if c != one and gazetteer.border(one, c) is not None}
            )
        return self._beside[one]
