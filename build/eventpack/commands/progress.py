"""How far a command is: a bar on a terminal, a line a minute in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from tqdm import tqdm

T = TypeVar("T")

EVERY_SECONDS = 60.0


def bar(
    items: Iterable[T], total: int | None = None, unit: str = "articles", note: Callable[[], str] = str
) -> Iterable[T]:
    """`items`, with rate and time left on standard error: as a bar where that is a terminal, else once a minute.
    `note` gives what else there is to say each time."""
    if not sys.stderr.isatty():
        return _told(items, total, unit, note)
    from tqdm import tqdm

    return _noted(tqdm(items, total=total, unit=f" {unit}", leave=False, dynamic_ncols=True), note)


def _noted(shown: tqdm[T], note: Callable[[], str]) -> Iterator[T]:
    for item in shown:
        yield item
        shown.set_postfix_str(note(), refresh=False)


def _told(items: Iterable[T], total: int | None, unit: str, note: Callable[[], str]) -> Iterator[T]:
    start = last = time.monotonic()
    for number, item in enumerate(items, start=1):
        yield item
        now = time.monotonic()
        if now - last >= EVERY_SECONDS:
            last = now
            more = f"; {said}" if (said := note()) else ""
            print(line(number, total, unit, now - start) + more, file=sys.stderr, flush=True)


def line(number: int, total: int | None, unit: str, seconds: float) -> str:
    """ "1,200 of 10,000 articles, 20.0 a second, 7:20 left": the line for a log."""
    rate = number / seconds
    of = f" of {total:,}" if total is not None else ""
    left = f", {_clock((total - number) / rate)} left" if total is not None and total >= number else ""
    return f"{number:,}{of} {unit}, {rate:.1f} a second{left}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
