"""The annotated articles of a build, on disk: as many as there are, at the cost of a few bytes of memory each."""

from __future__ import annotations

import struct
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from . import stored
from .model import Annotation, Article

_LENGTHS = struct.Struct("<III")         # bytes of an article, of its names and of its annotation, in front of each
_BUFFER = 1 << 18
_DIGEST = np.dtype("S32")                # NumPy takes no notice of zeros at the end


class Spill:
    """Annotations by their number, in the order they were added. The file has no name: it goes with the process."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="eventpack-", buffering=_BUFFER)
        self._places = array("Q")
        self._digests = bytearray()      # of each article's text
        self._end = 0

    def add(self, article: Article, data: bytes, names: bytes) -> None:
        """`data` is the stored annotation, `names` what :func:`published.told` gives of the text."""
        self._places.append(self._write(article, names, data))
        self._digests += bytes.fromhex(article.sha256)

    def replace(self, number: int, article: Article, data: bytes) -> None:
        """Puts another annotation of the same text in the place of one."""
        self._places[number] = self._write(article, self.names(number), data)

    def remove(self, numbers: Iterable[int]) -> None:
        """Takes some out; the numbers of those behind them are then lower."""
        gone = set(numbers)
        if gone:
            kept = [n for n in range(len(self)) if n not in gone]
            self._places = array("Q", (self._places[n] for n in kept))
            self._digests = bytearray(b"".join(self._digest(n) for n in kept))

    def _write(self, article: Article, names: bytes, data: bytes) -> int:
        place = self._end
        about = stored.dumps_article(article)
        record = b"".join((_LENGTHS.pack(len(about), len(names), len(data)), about, names, data))
        self._file.seek(place)
        self._file.write(record)
        self._end += len(record)
        return place

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Annotation]:
        """All annotations, read anew each time."""
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> Annotation:
        about, _, data = self._record(number)
        return stored.loads(data, stored.loads_article(about))

    def gists(self) -> Iterator[bytes]:
        """The gist of each article (:mod:`eventpack.gist`)."""
        return (stored.gist_of(self.stored(number)) for number in range(len(self)))

    def articles(self) -> Iterator[Article]:
        return (self.article(number) for number in range(len(self)))

    def article(self, number: int) -> Article:
        return stored.loads_article(self._record(number)[0])

    def names(self, number: int) -> bytes:
        return self._record(number)[1]

    def stored(self, number: int) -> bytes:
        """The annotation as :mod:`eventpack.stored` has it."""
        return self._record(number)[2]

    def _record(self, number: int) -> tuple[bytes, bytes, bytes]:
        self._file.seek(self._places[number])
        article, names, annotation = _LENGTHS.unpack(self._file.read(_LENGTHS.size))
        record = self._file.read(article + names + annotation)
        return record[:article], record[article:article + names], record[article + names:]

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
        return self._spill.article(int(self._order[at])).text

    def __iter__(self) -> Iterator[str]:
        return (one.ljust(_DIGEST.itemsize, b"\0").hex() for one in self._digests.tolist())

    def __len__(self) -> int:
        return len(self._digests)
