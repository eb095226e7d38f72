"""What stands around a match that may be a time expression."""

from __future__ import annotations

from eventpack.times.lexicon import Classes, Known, Word
from eventpack.times.parsed_text import Text


class MatchContext:
    """The words around a match, by their places among the words of the text; `first` to before `last` are its own."""

    def __init__(
        self, text: Text, words: list[Known | None], spans: list[tuple[int, int]], first: int, last: int
    ) -> None:
        self.text, self.words, self.spans, self.first, self.last = text, words, spans, first, last

    def word(self, place: int) -> str:
        """The lower-case word at a place; empty outside the text and over a line break."""
        if not 0 <= place < len(self.spans):
            return ""
        start, end = self.spans[place]
        return self.text.text[start:end].strip("\r\n").lower()

    @property
    def before(self) -> str:
        return self.word(self.first - 1)

    @property
    def after(self) -> str:
        return self.word(self.last)

    def kinds(self, place: int) -> Classes:
        found = self.words[place] if 0 <= place < len(self.words) else None
        return found[1] if found is not None else {}

    def tag(self, place: int) -> str:
        if not 0 <= place < len(self.spans) or not self.word(place):
            return ""
        return self.text.token(self.spans[place][0]).tag_

    @property
    def tag_after(self) -> str:
        return self.tag(self.last)

    def tag_here(self, word: Word) -> str:
        return self.text.token(word.start).tag_

    @property
    def glued_after(self) -> bool:
        """Whether the match runs on without a space into a word or number."""
        end = self.spans[self.last - 1][1]
        return end < len(self.text.text) and (self.text.text[end].isalnum() or self.text.text[end] in "_@")

    @property
    def glued_before(self) -> bool:
        start = self.spans[self.first][0]
        return start > 0 and (self.text.text[start - 1].isalnum() or self.text.text[start - 1] in "_@&")

    def is_capital(self, place: int) -> bool:
        """Whether the word at a place begins with a capital letter."""
        return 0 <= place < len(self.spans) and self.text.text[self.spans[place][0]].isupper()

    def has_capital(self, word: Word) -> bool:
        return self.text.text[word.start].isupper()
