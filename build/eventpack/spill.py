"""The annotated articles of a build, on disk: as many as there are, at the cost of a few bytes of memory each."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from . import stored
from .model import Annotation, Article

_LENGTH = 4                              # bytes that say how long a part of a record is


class Spill:
    """Annotations by their number, in the order they were added. The file has no name: it goes with the process."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="eventpack-")
        self._places = array("Q")
        self._end = 0

    def add(self, article: Article, data: bytes) -> None:
        """`data` is the stored annotation."""
        self._places.append(self._write(article, data))

    def replace(self, number: int, article: Article, data: bytes) -> None:
        self._places[number] = self._write(article, data)

    def remove(self, numbers: Iterable[int]) -> None:
        """Takes some out; the numbers of those behind them are then lower."""
        gone = set(numbers)
        if gone:
            self._places = array("Q", (place for n, place in enumerate(self._places) if n not in gone))

    def _write(self, article: Article, data: bytes) -> int:
        place = self._end
        about = stored.dumps_article(article)
        self._file.seek(place)
        for part in (about, data):
            self._file.write(len(part).to_bytes(_LENGTH, "little"))
            self._file.write(part)
            self._end += _LENGTH + len(part)
        return place

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Annotation]:
        """All annotations, read anew each time."""
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> Annotation:
        article = self.article(number)
        return stored.loads(self._part(), article)

    def articles(self) -> Iterator[Article]:
        return (self.article(number) for number in range(len(self)))

    def article(self, number: int) -> Article:
        self._file.seek(self._places[number])
        return stored.loads_article(self._part())

    def _part(self) -> bytes:
        return self._file.read(int.from_bytes(self._file.read(_LENGTH), "little"))

    def texts(self) -> Texts:
        return Texts(self)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Spill:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Texts(Mapping[str, str]):
    """SHA-256 of a text (hexadecimal) → the text, of the articles in a spill."""

    def __init__(self, spill: Spill) -> None:
        self._spill = spill
        digests = np.array([article.sha256.encode() for article in spill.articles()], dtype="S64")
        self._order = np.argsort(digests, kind="stable").astype(np.uint32)
        self._digests = digests[self._order]

    def __getitem__(self, digest: str) -> str:
        at = int(np.searchsorted(self._digests, digest.encode()))
        if at >= len(self._digests) or self._digests[at] != digest.encode():
            raise KeyError(digest)
        return self._spill.article(int(self._order[at])).text

    def __iter__(self) -> Iterator[str]:
        return (one.decode() for one in self._digests)

    def __len__(self) -> int:
        return len(self._digests)
