"""The annotated articles of a build, on disk: as many as there are, at the cost of a few bytes of memory each."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, pairwise

import numpy as np

from . import stored
from .model import Annotation, Article

_PARTS = 4                               # of a record: the text, what else the article has, its names, its annotation
_DIGEST = np.dtype("S32")                # NumPy takes no notice of zeros at the end


class Spill:
    """Annotations by their number, in the order they were added. The file has no name: it goes with the process."""

    def __init__(self) -> None:
        # Without a buffer: what is asked for is asked for part by part, and the system keeps the file in memory.
        self._file = tempfile.TemporaryFile(prefix="eventpack-", buffering=0)
        self._places = array("Q")
        self._lengths = array("I")       # of the parts of each record
        self._digests = bytearray()      # of each article's text
        self._end = 0

    def add(self, article: Article, data: bytes, names: bytes) -> None:
        """`data` is the stored annotation, `names` what :func:`published.told` gives of the text."""
        self._places.append(self._end)
        self._lengths.extend(self._write(article, names, data))
        self._digests += bytes.fromhex(article.sha256)

    def replace(self, number: int, article: Article, data: bytes) -> None:
        """Puts another annotation of the same text in the place of one."""
        names, place = self.names(number), self._end
        self._lengths[_PARTS * number:_PARTS * (number + 1)] = self._write(article, names, data)
        self._places[number] = place

    def remove(self, numbers: Iterable[int]) -> None:
        """Takes some out; the numbers of those behind them are then lower."""
        gone = set(numbers)
        if gone:
            kept = [n for n in range(len(self)) if n not in gone]
            self._places = array("Q", (self._places[n] for n in kept))
            self._lengths = array("I", (length for n in kept for length in self._lengths[_PARTS * n:_PARTS * (n + 1)]))
            self._digests = bytearray(b"".join(self._digest(n) for n in kept))

    def _write(self, article: Article, names: bytes, data: bytes) -> array[int]:
        """Writes a record at the end of the file and gives the lengths of its parts."""
        text, about = stored.dumps_article(article)
        left = memoryview(b"".join((text, about, names, data)))
        self._file.seek(self._end)
        self._end += len(left)
        while left:
            left = left[self._file.write(left):]
        return array("I", (len(text), len(about), len(names), len(data)))

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Annotation]:
        """All annotations, read anew each time."""
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> Annotation:
        return stored.loads(self.stored(number), self.article(number))

    def gists(self) -> Iterator[bytes]:
        """The gist of each article (:mod:`eventpack.gist`)."""
        return (stored.gist_of(self.stored(number)) for number in range(len(self)))

    def articles(self) -> Iterator[Article]:
        return (self.article(number) for number in range(len(self)))

    def article(self, number: int) -> Article:
        return stored.loads_article(*self._parts(number, 0, 2))

    def text(self, number: int) -> str:
        return stored.loads_text(*self._parts(number, 0, 1))

    def names(self, number: int) -> bytes:
        return self._parts(number, 2, 3)[0]

    def stored(self, number: int) -> bytes:
        """The annotation as :mod:`eventpack.stored` has it."""
        return self._parts(number, 3, 4)[0]

    def _parts(self, number: int, first: int, end: int) -> list[bytes]:
        """Some parts of a record that follow one another."""
        lengths = self._lengths[_PARTS * number:_PARTS * (number + 1)]
        self._file.seek(self._places[number] + sum(lengths[:first]))
        data = self._file.read(sum(lengths[first:end]))
        if end - first == 1:
            return [data]
        ends = list(accumulate(lengths[first:end], initial=0))
        return [data[start:stop] for start, stop in pairwise(ends)]

    def _digest(self, number: int) -> bytes:
        size = _DIGEST.itemsize
        return bytes(self._digests[size * number:size * (number + 1)])

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
