"""Which days the words of a coder stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ..core.model import Published, TimeMention
from ..parsing.tree import Doc
from .date_bounds import When, bounded
from .find_words import Found, TextSearch
from .words import DateWords

_BEGINNING = frozenset({"began", "begun", "started", "start", "beginning", "broke", "erupted", "launched"})
_BEFORE = 4  # words before a date in which a beginning counts


class Dates:
    """The time expressions of one parsed article, by the words that hold them."""

    def __init__(self, doc: Doc, search: TextSearch, times: Iterable[TimeMention], published: Published) -> None:
        self.doc, self.search, self.published = doc, search, published
        self.times = [time for time in times if time.earliest or time.latest]

    def when(self, words: DateWords | None, start: int, end: int, status: str) -> When:
        """The bounds of a deed reported in text[start:end], whose date `words` give.

        What is going on reaches to the day of publication. What has happened and is not dated, or by words that say
        nothing of the calendar, was no later than that day.
        """
        found = self.search.nearest(words.text, start, end) if words is not None else None
        if words is not None and found is not None:
            for place in self._places(words.text, found):
                inside = [m for m in self.times if m.start < place.end and place.start < m.end]
                if inside:
                    # "In the middle of the night Tuesday" is on Tuesday, and no night of the day of publication.
                    mention = min(inside, key=lambda m: (m.type == "TIME", m.start))
                    return self._bounded(mention, words.bound, status)
        latest = self.published.latest
        return When(None, None, latest) if latest and status in {"occurred", "ongoing", "negated"} else When()

    def _places(self, words: str, found: Found) -> Iterator[Found]:
        yield found
        yield from self.search.all(words)

    def _bounded(self, mention: TimeMention, bound: str, status: str) -> When:
        token = self.doc[self.doc.covering(mention.start, mention.end)[0]]
        when = bounded(mention, token)
        text = self.search.text[mention.start : mention.end]
        before = {self.doc[i].lower_ for i in range(max(0, token.i - _BEFORE), token.i)}
        if when.earliest and (status == "ongoing" or bound == "since" or before & _BEGINNING):
            return When(text, when.earliest, self._up_to_now(when.earliest))
        if bound == "until" and when.earliest:
            return When(text, None, when.latest)
        return When(text, when.earliest, when.latest)

    def _up_to_now(self, earliest: date) -> date | None:
        latest = self.published.latest
        return latest if latest is not None and latest >= earliest else None
