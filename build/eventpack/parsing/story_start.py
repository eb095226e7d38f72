"""Where a story begins in a line that a dateline opens, also one that only its capitals mark: "WASHINGTON The Senate voted"."""

from __future__ import annotations

import re
from functools import cache

from ..lexicon import countries
from ..lexicon.countries import read_lexicon
from ..text import dateline

_CITY = re.compile(r"[ ]*(?P<name>(?:ST\.[ ])?[A-Z][A-Z'-]+(?:[ ][A-Z][A-Z'-]+)*)(?P<goes_on>,?)[ ]+")
# What follows is no second word in capitals: "PARIS ATTACKS: What we know" is a headline.
_STORY = re.compile(r"[ ]*(?=[\"']?(?:[A-Z][a-z]|(?:An?|U\.[A-Z]\.)(?:[ ]|$)))")


def end(text: str) -> int | None:
    """Where the story begins in a line that a dateline opens, None where none does."""
    marked = dateline.end(text)
    city = _CITY.match(text) if marked is None else None
    if city is None:
        return marked
    at = city.end()
    if city["goes_on"]:
        region = _region(text[at : at + dateline.LENGTH].lower())
        if region is None:
            return None
        at += len(region)
    elif city["name"].lower() not in _cities():
        return None
    story = _STORY.match(text, at)
    return None if story is None else story.end()


def _region(text: str) -> str | None:
    """The longest region or country whose name opens the text."""
    words = re.findall(r"\S+", text)[:6]
    names = (" ".join(words[:n]) for n in range(len(words), 0, -1))
    return next((name for name in names if name in _regions() and text.startswith(f"{name} ")), None)


@cache
def _cities() -> frozenset[str]:
    return frozenset(read_lexicon("datelines.yaml")["cities"]) | frozenset(countries.by_capital())


@cache
def _regions() -> frozenset[str]:
    return frozenset(read_lexicon("datelines.yaml")["regions"]) | frozenset(countries.by_name())
