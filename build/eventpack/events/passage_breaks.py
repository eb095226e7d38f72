"""Where a passage ends: at a heading, and where a sentence says that it goes on with something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ..lexicon.countries import read_lexicon
from ..parsing.tree import Span

_WORDS = 9  # of a line between paragraphs, at most, for it to be a heading
_COLUMN = re.compile(r"[A-Z][A-Z/&'. -]+[.:]\Z")  # "UKRAINE/RUSSIA."
_ENDS = (".", "!", "?", ":", ";", ",", '"', "\u201d", "'", "\u2019")


@cache
def _openers() -> re.Pattern[str]:
    phrases = sorted(read_lexicon("scene_openers.yaml"), key=len, reverse=True)
    return re.compile(
        r"[\s\"\u201c]*(?:(?:and|but|yet) )?(?:[a-z]+ly,? )?(?:" + "|".join(map(re.escape, phrases)) + r")\b",
        re.IGNORECASE,
    )


class Breaks:
    """The sentences of one article at which a passage begins anew."""

    def __init__(self, sentences: Sequence[Span], text: str) -> None:
        self.sentences, self.text = sentences, text
        self._found: dict[int, bool] = {}

    def at(self, number: int) -> bool:
        """Whether sentence `number` goes on with nothing that was said before it."""
        if number not in self._found:
            sentence = self.sentences[number]
            words = self.text[sentence.start_char : sentence.end_char].strip()
            self._found[number] = number > 0 and (self.is_heading(number) or bool(_openers().match(words)))
        return self._found[number]

    def is_heading(self, number: int) -> bool:
        """Whether a sentence is a heading inside the article: a short line without a stop, or a name in capitals."""
        sentence = self.sentences[number]
        words = self.text[sentence.start_char : sentence.end_char].strip()
        if _COLUMN.fullmatch(words):
            return True
        alone = self._opens_line(sentence) and self.text[sentence.end_char :].lstrip(" ")[:1] in ("\n", "")
        return (
            number > 1
            and alone
            and words[:1].isupper()
            and not words.endswith(_ENDS)
            and 1 < len(words.split()) <= _WORDS
            and bool(self.text[sentence.end_char :].strip())
        )

    def _opens_line(self, sentence: Span) -> bool:
        before = self.text[: sentence.start_char].rstrip(" ")
        return not before or before.endswith("\n")
