"""The bounds of a date, and what the word in front of a time expression makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..core.model import TimeMention
from ..parsing.tree import Token


@dataclass(frozen=True, slots=True)
class When:
    """Bounds of an event's date and the words they come from."""

    text: str | None = None
    earliest: date | None = None
    latest: date | None = None


_ONLY_EARLIEST = {"since", "after", "from", "following"}
_ONLY_LATEST = {"until", "till", "by", "before", "prior"}
_NEAR_AN_HOUR = {"before", "after", "following"}


def bounded(mention: TimeMention, token: Token) -> When:
    """The bounds of a mention that opens at `token`, by the word in front of it: "since", "until"."""
    doc = token.doc
    before = doc[token.i - 1].lower_ if token.i else ""
    if before == "the" and token.i > 1:
        before = doc[token.i - 2].lower_
    earliest, latest = mention.earliest, mention.latest
    text = mention.text
    if before in _NEAR_AN_HOUR and mention.type == "TIME":
        return When(f"{before} {text}", earliest, latest)  # "before dawn on Saturday" is on Saturday
    if before in _ONLY_EARLIEST:
        latest = None
        text = f"{before} {text}"
    elif before in _ONLY_LATEST:
        earliest = None
        text = f"{before} {text}"
    return When(text, earliest, latest)
