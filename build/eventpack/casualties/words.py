"""A figure from words that somebody else pointed at: a model, a person, another coder.

They say what befell the people and which words of the article say how many; the number is read here, from the words.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..actors.finder import ActorFinder
from ..core.model import Casualty
from ..parsing.tree import Doc, Token
from .attach import whose
from .numbers import numbers
from .people import Count, Counts, top


def figure_at(kind: str, start: int, end: int, doc: Doc, finder: ActorFinder) -> Casualty | None:
    """The figure that the words text[start:end] of a parsed article give; None where they do not say how many."""
    tokens = [doc[i] for i in doc.covering(start, end)]
    count = _count(tokens)
    if count is None or count.low is None and count.high is None:
        return None
    return Casualty(start, end, doc.text[start:end], kind, count.low, count.high, whose(count, finder))


def _count(tokens: Sequence[Token]) -> Count | None:
    if not tokens:
        return None
    first, last = tokens[0].i, tokens[-1].i
    head = top(tokens)
    count = Counts(head.sent, ()).of(head)
    if count is not None and first <= count.start and count.end <= last + 1:
        return count
    found = numbers([token.lower_ for token in tokens])
    if len(found) != 1:
        return None  # "two of the 17": which is meant is not said
    return Count(found[0].low, found[0].high, first, last + 1, head if head.tag_[:1] == "N" else None)
