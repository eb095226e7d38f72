"""E-mail addresses and telephone numbers in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_AT = r"(?:@|\s?[(\[{]\s?at\s?[)\]}]\s?)"
_DOT = r"(?:\.|\s?[(\[{]\s?dot\s?[)\]}]\s?)"
_EMAIL = re.compile(rf"[\w.+-]*\w{_AT}[\w-]+(?:{_DOT}[\w-]+)+", re.IGNORECASE)
_GAP = r"[ .\-/()]{0,3}"
_NUMBER = rf"\d(?:{_GAP}\d){{5,14}}"
# What makes a row of digits a telephone number: a sign of the country's code, the exchange in brackets, a leading 0 and
# groups, or the word before it. Dates, sums, coordinates and numbers of articles have none of these.
_PHONES = (
    re.compile(rf"(?<![\w+])\+{_GAP}{_NUMBER}(?!\w)"),
    re.compile(rf"(?<![\w+])00[1-9]{_GAP}{_NUMBER}(?!\w)"),
    re.compile(rf"(?<!\w)\(0?\d{{2,4}}\){_GAP}{_NUMBER}(?!\w)"),
    re.compile(r"(?<![\w.,:/-])0\d{1,4}(?:[ .\-/]\d{2,8}){1,4}(?![\w,:-])"),
    re.compile(r"(?<![\w.,:/-])[2-9]\d{2}[ .\-]\d{3}[ .\-]\d{4}(?![\w-])"),
    re.compile(
        rf"\b(?:tel|telephone|phone|mobile|cell|fax|whatsapp|viber|signal|hotline|call|text)\b[^\w+]{{0,3}}"
        rf"(?:us |me |him |her |them |at |on |no|number|:|\.| ){{0,3}}({_NUMBER})",
        re.IGNORECASE,
    ),
)
_FEWEST = 7  # digits of a number that reaches a person
_DATE = re.compile(r"\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)\d\d")


def emails(text: str) -> Iterator[str]:
    """Addresses as they are written, also with (at) and [dot]."""
    yield from (found[0] for found in _EMAIL.finditer(_plain(text)))


def phones(text: str) -> Iterator[str]:
    """Telephone numbers as they are written."""
    plain = _plain(text)
    seen: list[tuple[int, int]] = []
    for pattern in _PHONES:
        for found in pattern.finditer(plain):
            start, end = found.span(found.lastindex or 0)
            number = plain[start:end]
            digits = sum(c.isdigit() for c in number)
            if digits < _FEWEST or _DATE.fullmatch(number) or any(start < e and end > s for s, e in seen):
                continue
            seen.append((start, end))
            yield number


def _plain(text: str) -> str:
    """Full-width signs, other digits and odd spaces as the plain ones; nothing that cannot be seen."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(
        str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, None) is not None else c
        for c in text
        if unicodedata.category(c) != "Cf"
    )
    return re.sub("[‐-―−]", "-", text)
