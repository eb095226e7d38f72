"""Articles that cannot be used, each with its reason: reported all at once, or left out and listed in table `rejected`."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import InputError
from ..core.model import Article

_TOLD = 50  # who corrects what is at the top runs it again


@dataclass(frozen=True, slots=True)
class Rejected:
    """One fault that keeps an article from being used; columns of the table are described in its schema.

    `path` is the file the fault is in, as the user knows it, `line` its line or row there, by `unit`.
    """

    path: str
    line: int | None
    unit: str
    article_id: str | None
    stage: str
    reason: str
    remedy: str
    sha256: str | None
    name: str | None = None  # the file's path in the folder that was read, where it is in a sub-folder

    @classmethod
    def unread(
        cls, error: InputError, article_id: str | None = None, data: bytes | None = None, name: str | None = None
    ) -> Rejected:
        """One that could not be read. `data` is what was refused, where that was to be had."""
        digest = None if data is None else hashlib.sha256(data).hexdigest()
        return cls(error.file, error.line, error.unit, article_id, "reading", error.message, error.hint, digest, name)

    @classmethod
    def uncoded(cls, article: Article, error: Exception) -> Rejected:
        """One that the coder could not process. What `error` says is left out: it may be words of the article."""
        frames = traceback.extract_tb(error.__traceback__)
        where = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
        return cls(
            article.file or article.id,
            None,
            "line",
            article.id,
            "coding",
            f"eventpack failed to code it: {type(error).__name__}{where}",
            "This is a fault in eventpack: please report it, if you may with the article",
            article.sha256,
        )

    @property
    def file(self) -> str:
        """The file's name in the folder that was read."""
        return self.name if self.name and "/" in self.name else Path(self.path).name

    def error(self) -> InputError:
        return InputError(self.path, self.line, self.reason, self.remedy, unit=self.unit)

    def __str__(self) -> str:
        return str(self.error())


class BadArticles(InputError):
    """Articles cannot be used. `rejected` has all faults; the message the first fifty, and how many there are."""

    def __init__(self, rejected: Sequence[Rejected], *, others: bool = True) -> None:
        """`others` says whether there may be articles without a fault."""
        self.rejected = tuple(rejected)
        first = self.rejected[0]
        super().__init__(first.path, first.line, first.reason, first.remedy, unit=first.unit)
        if len(self.rejected) == 1:
            self.args = (
                f"{first} {'Or leave this article out with --skip-bad' if others else 'There is no other article'}.",
            )
            return
        lines = [f"{len(self.rejected):,} faults in the articles:"]
        lines += [f"  {fault}" for fault in self.rejected[:_TOLD]]
        if len(self.rejected) > _TOLD:
            lines.append(f"  ... and {len(self.rejected) - _TOLD:,} more")
        lines.append(
            "Correct them, or leave these articles out with --skip-bad."
            if others
            else "Correct them: no article is left that could be used."
        )
        self.args = ("\n".join(lines),)
