"""What is worth saying about an input that can be used all the same: said once, when it has been read."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ..core.messages import counted
from .english import is_foreign
from .metadata import Unread

log = logging.getLogger("eventpack.reading.articles")
_NAMED = 5


class InputWarnings:
    """Files that were passed over, metadata that could not be read, articles that are not English."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[bool, list[str]] = {False: [], True: []}  # by whether they are ambiguous dates
        self._counts: Counter[bool] = Counter()
        self._articles = 0
        self._foreign: list[str] = []
        self._passed: Counter[tuple[str, str]] = Counter()

    def unread(self, found: Sequence[Unread], where: str) -> None:
        """`found` are the metadata values of one article that could not be read."""
        for one in found:
            self._counts[one.ambiguous] += 1
            if len(self._values[one.ambiguous]) < _NAMED:
                self._values[one.ambiguous].append(f"{where}: {one.found}")

    def passed_over(self, kind: str, reason: str = "", number: int = 1) -> None:
        """`number` files, or parts of a file, of a kind such as ".xml" that hold no article, and why."""
        self._passed[kind, reason] += number

    def text(self, text: str, name: str) -> None:
        """An article's text that will be coded."""
        if is_foreign(text):
            self._articles += 1
            if len(self._foreign) < _NAMED:
                self._foreign.append(name)

    def passed(self) -> str:
        """ "3 files passed over: 2 .xml (not a feed), 1 .pdf (a scan)", or nothing."""
        if not self._passed:
            return ""
        kinds = [f"{n:,} {kind}" + (f" ({why})" if why else "") for (kind, why), n in self._passed.most_common()]
        return f"{counted(self._passed.total(), 'file', ',')} passed over: {', '.join(kinds)}"

    def log(self) -> None:
        if self._passed:
            log.warning("%s: %s", self._path, self.passed())
        for ambiguous, what in (
            (False, "could not be read and left out"),
            (True, "could be day first or month first; say which with --day-first or --month-first. Left out"),
        ):
            if number := self._counts[ambiguous]:
                noun = "date" if ambiguous else "metadata value"
                more = f"; and {number - len(self._values[ambiguous])} more" if number > _NAMED else ""
                log.warning(
                    "%s: %s %s: %s%s", self._path, counted(number, noun), what, "; ".join(self._values[ambiguous]), more
                )
        if self._articles:
            more = f" and {self._articles - len(self._foreign)} more" if self._articles > len(self._foreign) else ""
            log.warning(
                "%s: %s not to be English (%s%s); the coder reads English alone, and what it finds there is "
                "little and may be wrong",
                self._path,
                counted(self._articles, "article") + (" seems" if self._articles == 1 else " seem"),
                ", ".join(self._foreign),
                more,
            )
