"""What is worth saying about an input that can be used all the same: said once, when it has been read."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from ..core.messages import counted
from .english import is_foreign

log = logging.getLogger("eventpack.reading.articles")
_NAMED = 5


class InputWarnings:
    """Metadata that could not be read, and articles that are not English: one odd cell is not worth stopping for."""

    def __init__(self, path: Path) -> None:
        self._path, self._values, self._first = path, 0, ""
        self._articles = 0
        self._foreign: list[str] = []

    def unread(self, found: Sequence[str], where: str) -> None:
        """`found` are the metadata values of one article that could not be read."""
        if found and not self._values:
            self._first = f"{where}: {found[0]}"
        self._values += len(found)

    def text(self, text: str, name: str) -> None:
        """An article's text that will be coded."""
        if is_foreign(text):
            self._articles += 1
            if len(self._foreign) < _NAMED:
                self._foreign.append(name)

    def log(self) -> None:
        if self._values:
            log.warning(
                "%s: %s could not be read and left out, the first at %s",
                self._path,
                counted(self._values, "metadata value"),
                self._first,
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
