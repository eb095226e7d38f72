"""The annotated articles of a build, on disk: as many as there are, at the cost of a few bytes of memory each."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from ..core.model import Annotation, Article
from . import serialise as stored

# The parts of a record: an article's text, what else it has, the names in it, its stored annotation.
_TEXT, _ABOUT, _NAMES, _ANNOTATION, _PARTS = range(5)
_DIGEST = np.dtype("S32")  # NumPy takes no notice of zeros at the end


class ArticleStore:
    """Annotations by their number, in the order they were added. The file has no name: it goes with the process."""

    def __init__(self) -> None:
        # Without a buffer: what is asked for is asked for part by part, and the system keeps the file in memory.
        self._file = tempfile.TemporaryFile(prefix="eventpack-", buffering=0)
        self._places, self._lengths = array("Q"), array("I")  # of each part of each record
        self._digests = bytearray()  # of each article's text
        self._end = 0

    def add(self, article: Article) -> None:
        """An article, whose annotation is to come."""
        self._places.extend([0] * _PARTS)
        self._lengths.extend([0] * _PARTS)
        self._digests += bytes.fromhex(article.sha256)
        self._write(len(self) - 1, _TEXT, *stored.dumps_article(article))

    def annotate(self, number: int, data: bytes, names: bytes | None = None) -> None:
        """Puts the stored annotation `data` beside an article, or in the place of what stands there; and what
        :func:`publication.name_digests` gives of its text, where that is given."""
        if names is None:
            self._write(number, _ANNOTATION, data)
        else:
            self._write(number, _NAMES, names, data)

    def remove(self, numbers: Iterable[int]) -> None:
        """Takes some out; the numbers of those behind them are then lower."""
        gone = set(numbers)
        if gone:
            kept = [n for n in range(len(self)) if n not in gone]
            self._digests = bytearray(b"".join(map(self._digest, kept)))
            parts = [at for n in kept for at in range(_PARTS * n, _PARTS * (n + 1))]
            self._places = array("Q", map(self._places.__getitem__, parts))
            self._lengths = array("I", map(self._lengths.__getitem__, parts))

    def _write(self, number: int, first: int, *parts: bytes) -> None:
        """Writes parts that follow one another at the end of the file."""
        left = memoryview(b"".join(parts))
        self._file.seek(self._end)
        while left:
            left = left[self._file.write(left) :]
        for at, part in enumerate(parts, _PARTS * number + first):
            self._places[at], self._lengths[at] = self._end, len(part)
            self._end += len(part)

    def __len__(self) -> int:
        return len(self._places) // _PARTS

    def __iter__(self) -> Iterator[Annotation]:
        """All annotations, read anew each time."""
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> Annotation:
        return stored.loads(self.stored(number), self.article(number))

    def linker_rows(self) -> Iterator[bytes]:
        """Of each article what the linker gets (:mod:`eventpack.annotation.extract`)."""
        return (stored.linker_rows(self.stored(number)) for number in range(len(self)))

    def rows(self) -> Iterator[bytes]:
        """Of each article what its rows are made of."""
        return (stored.rows(self.stored(number)) for number in range(len(self)))

    def articles(self) -> Iterator[Article]:
        return (self.article(number) for number in range(len(self)))

    def article(self, number: int) -> Article:
        return stored.loads_article(self._read(number, _TEXT), self._read(number, _ABOUT))

    def heads(self) -> Iterator[Article]:
        """All articles without their texts, in a fifth of the time."""
        return (self.head(number) for number in range(len(self)))

    def head(self, number: int) -> Article:
        """The article without its text."""
        return stored.loads_article(b"", self._read(number, _ABOUT))

    def text(self, number: int) -> str:
        return stored.loads_text(self._read(number, _TEXT))

    def names(self, number: int) -> bytes:
        return self._read(number, _NAMES)

    def stored(self, number: int) -> bytes:
        """The annotation as :mod:`eventpack.annotation.serialise` has it."""
        return self._read(number, _ANNOTATION)

    def _read(self, number: int, part: int) -> bytes:
        at = _PARTS * number + part
        self._file.seek(self._places[at])
        return self._file.read(self._lengths[at])

    def _digest(self, number: int) -> bytes:
        size = _DIGEST.itemsize
        return bytes(self._digests[size * number : size * (number + 1)])

    def texts(self) -> Texts:
        return Texts(self)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> ArticleStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Texts(Mapping[str, str]):
    """SHA-256 of a text (hexadecimal) → the text, of the articles in a spill."""

    def __init__(self, spill: ArticleStore) -> None:
        self._spill = spill
        digests = np.frombuffer(bytes(spill._digests), dtype=_DIGEST)
        self._order = np.argsort(digests, kind="stable").astype(np.uint32)
        self._digests = digests[self._order]

    def __getitem__(self, digest: str) -> str:
        wanted = np.array(bytes.fromhex(digest), dtype=_DIGEST)
        at = int(np.searchsorted(self._digests, wanted))
        if at >= len(self._digests) or self._digests[at] != wanted:
            raise KeyError(digest)
        return self._spill.text(int(self._order[at]))

    def __iter__(self) -> Iterator[str]:
        return (one.ljust(_DIGEST.itemsize, b"\0").hex() for one in self._digests.tolist())

    def __len__(self) -> int:
        return len(self._digests)
