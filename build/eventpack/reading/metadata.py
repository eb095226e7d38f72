"""What an input says about an article beside its text: cleaned, checked, never guessed.

Two ways of reading it. Strict, for `articles.csv`, which a person wrote and can correct: what cannot be read
is an error. Lenient, for rows, feeds and the head of a web page, which a crawler or somebody else wrote: what cannot
be read is left out and reported once at the end, since one odd date must not stop a million articles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from ..lexicon.reader import lexicon
from .dates import FIRST_YEAR, LAST_YEAR, Ambiguous, read_day
from .options import AS_IT_IS, ReadOptions

FIELDS = ("title", "publisher", "author", "url", "published", "language")
TITLE_LENGTH = 300  # characters; a longer one is a text, and texts are not ours to pass on

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_UNSAFE = re.compile("[\x00\ud800-\udfff]")


_DEEPEST_LIST = 3
_SHOWN = 80  # characters of a value that an error repeats


class Unreadable(ValueError):
    """A value cannot be read. The first argument says what was found, the second what to write."""


class UnreadableDay(Unreadable):
    """A date can be read as two days, and nobody has said which."""


class Unread(NamedTuple):
    """A value that was left out: what was found, and whether --day-first or --month-first would settle it."""

    found: str
    ambiguous: bool = False


def clean(value: Any, depth: int = 0) -> str | None:
    """A cell as one line of text: white space collapsed, None for what is absent, a list joined with "; ".

    Raises Unreadable for what is no text, number, date or list of such.
    """
    if value is None or value != value:  # NaN, as pandas writes an absent value
        return None
    if isinstance(value, Mapping) and "name" in value:  # a source or an author, as schema.org and news services give it
        value = value["name"]
    if isinstance(value, (list, tuple)):
        if depth == _DEEPEST_LIST:
            raise Unreadable("is a list of lists of lists", "Write a string")
        return "; ".join(filter(None, (clean(item, depth + 1) for item in value))) or None
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Unreadable(f"is of type {type(value).__name__}", "Write a string")
    text = " ".join(str(value).split())
    if _UNSAFE.search(text):
        raise Unreadable("holds a NUL byte or half a surrogate pair", "Take it out")
    return text or None


@cache
def _language_names() -> Mapping[str, str]:
    return {name: tag for tag, names in lexicon("language_names.yaml").items() for name in names}


def shorten(title: str | None) -> str | None:
    """A title of at most 300 characters, cut between words."""
    if title is None or len(title) <= TITLE_LENGTH:
        return title
    head = title[: TITLE_LENGTH - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:") + "…"


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def read_field(name: str, value: Any, options: ReadOptions = AS_IT_IS) -> Any:
    """The value of one metadata field: a date for `published`, else a string; None where absent.

    Raises Unreadable where the value is not what the field holds, UnreadableDay where a date names two days.
    """
    text = clean(value)
    if text is None:
        return None
    if name == "published":
        try:
            day = read_day(text, options.day_first)
        except Ambiguous:
            raise UnreadableDay(
                f'is "{_shown(text)}", which is one day read day first and another read month first',
                "Say which it is with --day-first or --month-first, or write YYYY-MM-DD",
            ) from None
        if day is None:
            raise Unreadable(
                f'is "{_shown(text)}", which names no day',
                "Write YYYY-MM-DD, or leave it empty if the day is not known: none is ever guessed",
            )
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Unreadable(
                f'is "{_shown(text)}", a year in which no news article can have been published',
                f"Write a day from {FIRST_YEAR} to {LAST_YEAR}, or leave it empty",
            )
        return day
    if name == "url" and not re.match(r"https?://[^\s/]+", text):
        raise Unreadable(
            f'is "{_shown(text)}", which is not a web address', "Write it in full with https://, or leave it empty"
        )
    if name == "language":
        text = _language_names().get(text.lower(), text)
        if not _LANGUAGE.match(text.replace("_", "-")):
            raise Unreadable(
                f'is "{_shown(text)}", which is no BCP 47 language tag', 'Write a tag such as "en", or leave it empty'
            )
        return text.replace("_", "-")
    return shorten(text) if name == "title" else text


def read_fields(row: Mapping[str, Any], problems: list[Unread], options: ReadOptions = AS_IT_IS) -> dict[str, Any]:
    """All metadata fields of a crawled `row`, read leniently: what cannot be read is None and in `problems`."""
    values: dict[str, Any] = {}
    for name in FIELDS:
        try:
            values[name] = read_field(name, row.get(name), options)
        except Unreadable as bad:
            values[name] = None
            problems.append(Unread(f"{name} {bad.args[0].partition(', which')[0]}", isinstance(bad, UnreadableDay)))
    return values
