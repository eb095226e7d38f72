"""A parsed text as the rules for time expressions see it, and the expressions found in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from eventpack.parsing.tree import Doc, Token
from eventpack.times.fields import Fields
from eventpack.times.lexicon import Word

_KEY = "eventpack.times"
_PARAGRAPH = 4000


@dataclass(slots=True)
class Expression:
    """A time expression found, not yet resolved."""

    start: int
    end: int
    kind: str
    fields: Fields | None
    words: list[Word]
    value: str = ""  # of a set or reference
    runs_on: bool = False  # the end of a range whose start is the expression before
    part: Fields | None = None  # "the first ten days" of the period that `fields` name


def same_paragraph(text: str, before: int, here: int) -> bool:
    """Whether no line break, and no more than a long paragraph's length, lies between two offsets."""
    return here - before <= _PARAGRAPH and text.find("\n", before, here) < 0


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
            self._starts = self.doc.offsets
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
