"""Values of options, read so that a value that will not do is refused in words."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date


def number(least: int, most: int | None = None) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`."""

    def read(text: str) -> int:
        if (
            text.isascii()
            and text.isdecimal()
            and len(text) < 10
            and int(text) >= least
            and (most is None or int(text) <= most)
        ):
            return int(text)
        raise ArgumentTypeError(f'"{text}" is not a whole number from {least}' + (f" to {most}" if most else " up"))

    return read


def day(text: str) -> date:
    """A calendar day."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):  # Python also reads 20260131 and 2026-W05-6
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ArgumentTypeError(f'"{text}" is not a date; write YYYY-MM-DD, such as 2026-01-31')


def price(text: str) -> tuple[float, float]:
    """Two prices, such as 0.25,2."""
    match = re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?),(\d{1,6}(?:\.\d{1,6})?)", text, re.ASCII)
    if match is None:
        raise ArgumentTypeError(f'"{text}" is not a pair of prices; write IN,OUT, such as 0.25,2')
    return float(match[1]), float(match[2])


def share_range(text: str) -> tuple[float, float]:
    """Two shares from 0 to 1, the lower first, such as 0,0.5."""
    match = re.fullmatch(r"([01](?:\.\d{1,6})?),([01](?:\.\d{1,6})?)", text, re.ASCII)
    if match is None or not float(match[1]) <= float(match[2]) <= 1:
        raise ArgumentTypeError(f'"{text}" is no pair of shares; write LOW,HIGH from 0 to 1, such as 0,0.5')
    return float(match[1]), float(match[2])
