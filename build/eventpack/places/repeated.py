"""Later mentions of a place that only the text describes: "the town of Zorgon", and then "Zorgon" alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..core.model import PlaceMention

_SHORTEST = 4  # letters; a shorter name is too often something else
_NAME = r"[^\W\d_]"


def with_repeated(made: Sequence[PlaceMention], text: str) -> list[PlaceMention]:
    """The mentions, in text order, with each further place where the name of a described one stands by itself."""
    described = {
        m.text: m for m in made if m.kind == "toponym" and m.location is not None and m.location.basis == "text"
    }
    taken = [(m.start, m.end) for m in made]
    added: list[PlaceMention] = []
    for name, mention in described.items():
        if len(name) < _SHORTEST:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            start, end = match.span()
            if any(a < end and start < b for a, b in taken) or _is_part(text, start, end):
                continue
            added.append(replace(mention, start=start, end=end))
    return sorted((*made, *added), key=lambda m: m.start)


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether the name is part of a longer one: "Zorgon Brigade", "Abu Zorgon"."""
    before = re.search(rf"({_NAME}+)[ -]\Z", text[max(0, start - 40) : start])
    after = re.match(rf"[ -]({_NAME}+)", text[end : end + 40])
    if after is not None and after[1][:1].isupper():
        return True
    return before is not None and before[1][:1].isupper() and not _begins(text, start - len(before[0]))


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins at an offset, so that its capital says nothing: "In Zorgon"."""
    return at == 0 or bool(re.search(r"(?:[.!?:\n]|[\"“‘'(])\s*\Z", text[max(0, at - 4) : at]))
