"""What an input says about an article beside its text: cleaned, checked, never guessed.

Two ways of reading it. Strict, for `articles.csv`, which a person wrote and can correct: what cannot be read
is an error. Lenient, for the rows of a .jsonl or .parquet and for the head of a web page, which a crawler
or somebody else wrote: what cannot be read is left out and reported once at the end, since one odd
date must not stop a million articles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

FIELDS = ("title", "publisher", "author", "url", "published", "language")
TITLE_LENGTH = 300  # characters; a longer one is a text, and texts are not ours to pass on

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_SPELLED = (
    re.compile(rf"\b{_DAY}[\s-]+(?:of\s+)?{_MONTH}[\s,-]+(?P<year>[12]\d{{3}})\b", re.I),
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+(?P<year>[12]\d{{3}})\b", re.I),
    re.compile(r"(?<![\d/.-])(?P<year>[12]\d{3})[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)(?!\d)"),
)
_NUMERIC = re.compile(r"(?<![\d/.-])(\d\d?)([/.-])(\d\d?)\2([12]\d{3})(?!\d)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_UNSAFE = re.compile("[\x00\ud800-\udfff]")


# The first newspaper was printed in 1605. A later century than ours is a slip of the pen, and the rule is the same in
# whichever year a package is built.
FIRST_YEAR, LAST_YEAR = 1600, 2100

_DEEPEST_LIST = 3
_SHOWN = 80  # characters of a value that an error repeats


class Unreadable(ValueError):
    """A value cannot be read. The first argument says what was found, the second what to write."""


def parse_day(value: str) -> date | None:
    """The day an ISO 8601 date or date-time names, as written (no shift of time zone); else None."""
    try:
        return date.fromisoformat(value) if len(value) == 10 and value[4] == "-" else None
    except ValueError:
        return None


def parse_iso(value: str) -> date | None:
    """As :func:`parse_day`, and the day of an ISO 8601 date-time such as 2026-01-26T17:14:57Z."""
    if len(value) <= 10:
        return parse_day(value)
    try:
        return datetime.fromisoformat(value).date() if value[4] == "-" else None
    except ValueError:
        return None


def parse_any_day(value: str) -> date | None:
    """The one day a date line names in words or figures ("Wed, 21 Dec 2016 07:58 GMT"), else None.

    12/28/2016 is read, since only one of its numbers can be a month; 11/12/2016 is not, since that would
    be guessing the country.
    """
    iso = parse_iso(value)
    if iso:
        return iso
    found: set[date] = set()
    for pattern in _SPELLED:
        for match in pattern.finditer(value):
            month = int(match["month"]) if match["month"].isdigit() else _MONTHS[match["month"].lower()]
            _add(found, int(match["year"]), month, int(match["day"]))
    for match in _NUMERIC.finditer(value):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if first == second or second > 12:
            _add(found, year, first, second)
        elif first > 12:
            _add(found, year, second, first)
        else:
            return None
    return found.pop() if len(found) == 1 else None


def _add(found: set[date], year: int, month: int, day: int) -> None:
    try:
        found.add(date(year, month, day))
    except ValueError:
        pass


def clean(value: Any, depth: int = 0) -> str | None:
    """A cell as one line of text: white space collapsed, None for what is absent, a list joined with "; ".

    Raises Unreadable for what is no text, number, date or list of such.
    """
    if value is None or value != value:  # NaN, as pandas writes an absent value
        return None
    if isinstance(value, (list, tuple)):
        if depth == _DEEPEST_LIST:
            raise Unreadable("is a list of lists of lists", "Write a string")
        return "; ".join(filter(None, (clean(item, depth + 1) for item in value))) or None
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Unreadable(f"is a {type(value).__name__}", "Write a string")
    text = " ".join(str(value).split())
    if _UNSAFE.search(text):
        raise Unreadable("holds a NUL byte or half a surrogate pair", "Take it out")
    return text or None


def shorten(title: str | None) -> str | None:
    """A title of at most 300 characters, cut between words."""
    if title is None or len(title) <= TITLE_LENGTH:
        return title
    head = title[: TITLE_LENGTH - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:") + "…"


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def read_field(name: str, value: Any, *, strict: bool) -> Any:
    """The value of one metadata field: a date for `published`, else a string; None where absent.

    Raises Unreadable where the value is not what the field holds.
    """
    text = clean(value)
    if text is None:
        return None
    if name == "published":
        day = (parse_iso if strict else parse_any_day)(text)
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
            f'is "{_shown(text)}", which is no web address', "Write it in full with https://, or leave it empty"
        )
    if name == "language":
        if not _LANGUAGE.match(text.replace("_", "-")):
            raise Unreadable(
                f'is "{_shown(text)}", which is no BCP 47 language tag', 'Write a tag such as "en", or leave it empty'
            )
        return text.replace("_", "-")
    return shorten(text) if name == "title" else text


def read_fields(row: Mapping[str, Any], problems: list[str]) -> dict[str, Any]:
    """All metadata fields of a crawled `row`, read leniently: what cannot be read is None and in `problems`."""
    values: dict[str, Any] = {}
    for name in FIELDS:
        try:
            values[name] = read_field(name, row.get(name), strict=False)
        except Unreadable as bad:
            values[name] = None
            problems.append(f"{name} {bad.args[0]}")
    return values
