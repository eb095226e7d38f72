"""Lines of a web page that hold nothing but a day or hour, those of its publication: "MAR. 14, 2013, 8:12 PM"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

_LONGEST = 90  # characters
_DAY = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b"
    r"|\b\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b",
    re.IGNORECASE,
)
# What may stand beside them: an hour with its zone, and what the page says was done to it then.
_BESIDE = re.compile(
    r"\b(?:[ap]\.?\s?m\.?|noon|midnight|hrs?|gmt|utc|cet|eet|bst|ist|pkt|wib|e[sd]?t|c[sd]?t|m[sd]?t|p[sd]?t|local time|"
    r"first|last|originally|updated?|modified|posted|published|printed|filed|created|revised|on|at|date|time|st|nd|rd|th)\b",
    re.IGNORECASE,
)
_NOT_A_WORD = re.compile(r"[\d\W_]+")


def lines(text: str) -> list[tuple[int, int]]:
    """Start and end of each line that is only a date."""
    found: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if len(line) <= _LONGEST and any(c.isdigit() for c in line) and _is_date(line):
            found.append((start, end))
        start = end + 1
    return found


def _is_date(line: str) -> bool:
    left, days = _DAY.subn(" ", line)
    left = re.sub(r"(?<=\d)(?:st|nd|rd|th|[hH]|[ap]m)\b", " ", left)
    return days > 0 and not _NOT_A_WORD.sub("", _BESIDE.sub(" ", left))


def hold(dated: Sequence[tuple[int, int]], offset: int) -> bool:
    """Whether the character at `offset` stands in one of the lines that :func:`lines` gives for the text."""
    before = bisect_right(dated, offset, key=lambda line: line[0])
    return before > 0 and offset < dated[before - 1][1]
