"""Where words stand in a text: to the letter, else with other white space, quotation marks or hyphens."""

from __future__ import annotations

import re
from dataclasses import dataclass

# One character for one, so that offsets stay.
_ALIKE = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u2032": "'",
        "`": "'",
        "\u00b4": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u201f": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
    }
)
# Longer words are no phrase, and searching for them costs more than they can be worth.
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of the text; `exact` where it has the words to the letter."""

    start: int
    end: int
    exact: bool


class TextSearch:
    """Searches one text for words, on word boundaries."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._alike: str | None = None

    def all(self, words: str, start: int = 0, end: int | None = None) -> list[Found]:
        """Every place in text[start:end] that has the words, in order; those to the letter if there are any."""
        words = words.strip()
        end = len(self.text) if end is None else end
        if not words or len(words) > LONGEST:
            return []
        found, at = [], self.text.find(words, start, end)
        while at >= 0:
            if self._is_whole(at, at + len(words)):
                found.append(Found(at, at + len(words), True))
            at = self.text.find(words, at + 1, end)
        return found or self._tolerant(words, start, end)

    def nearest(self, words: str, start: int, end: int) -> Found | None:
        """The words inside text[start:end], else where they stand next to it; None where the text lacks them."""
        inside = self.all(words, start, end)
        if inside:
            return inside[0]
        return min(self.all(words), key=lambda f: (max(start - f.end, f.start - end), f.start), default=None)

    def _tolerant(self, words: str, start: int, end: int) -> list[Found]:
        if self._alike is None:
            self._alike = self.text.translate(_ALIKE)
        parts = words.translate(_ALIKE).split()
        pattern = re.compile(r"\s+".join(re.escape(part) for part in parts))
        return [
            Found(m.start(), m.end(), False)
            for m in pattern.finditer(self._alike, start, end)
            if self._is_whole(m.start(), m.end())
        ]

    def _is_whole(self, start: int, end: int) -> bool:
        text = self.text
        return not (start and text[start - 1].isalnum() and text[start].isalnum()) and not (
            end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
        )
