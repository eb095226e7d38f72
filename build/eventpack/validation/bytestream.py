"""The bytes of a resource's file: packed or not, hashed, searched for what no parser says of itself."""

from __future__ import annotations

import bz2
import codecs
import csv
import gzip
import hashlib
import io
import lzma
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import numpy as np

from .container import FREE_BYTES, LARGEST_RATIO, Place, Refused, is_remote
from .declared import Dialect

Open = Callable[[], BinaryIO]
_CHUNK = 1 << 22
_UNPACK: dict[str, Callable[[BinaryIO], Any]] = {
    "gz": gzip.open,
    "bz2": bz2.open,
    "xz": lzma.open,
    "zip": lambda file: _only_member(file),
}
_ALGORITHMS = {"md5", "sha1", "sha256", "sha512"}


def opener(place: Place, path: str) -> Open:
    """Opens the file as it lies there, or as it was fetched. Raises Refused, now or when called."""
    if is_remote(path):
        return lambda: place.downloads.open(path)
    return lambda: place.open(path)


def unpacked(open_file: Open, compression: str | None, size: int) -> Open:
    """Opens what is in a packed file of `size` bytes. Raises Refused for a way of packing that is not known."""
    if compression is None:
        return open_file
    if compression not in _UNPACK:
        raise Refused(f"is packed as {compression}, which is not read")
    return lambda: io.BufferedReader(_Bounded(_UNPACK[compression](open_file()), size))


def packed_suffix(open_file: Open) -> str:
    """What the name of the one file in a zip ends in, without the dot. Raises Refused."""
    with open_file() as file, zipfile.ZipFile(file) as archive:
        return PurePosixPath(_member(archive).filename).suffix[1:].lower()


def _only_member(file: BinaryIO) -> BinaryIO:
    archive = zipfile.ZipFile(file)
    return archive.open(_member(archive))  # type: ignore[return-value]


def _member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    found = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
    if len(found) != 1:
        raise Refused(f"is a zip of {len(found)} files; a table is one file")
    return found[0]


class _Bounded(io.RawIOBase):
    """Stops reading where a small file unpacks to far too much."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.left = file, max(FREE_BYTES, LARGEST_RATIO * size)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        read = self.file.read(len(buffer))
        self.left -= len(read)
        if self.left < 0:
            raise Refused(f"unpacks to more than {LARGEST_RATIO} times its size")
        buffer[: len(read)] = read
        return len(read)

    def close(self) -> None:
        self.file.close()
        super().close()


def digest(open_file: Open, stated: str) -> tuple[str, str]:
    """A stated hash and the file's own, both as `algorithm:digits`; without a name it is md5. Raises ValueError."""
    algorithm, _, digits = stated.rpartition(":")
    algorithm = (algorithm or "md5").lower()
    if algorithm not in _ALGORITHMS:
        raise ValueError(f"has a hash of the kind {algorithm}, which is not one of {', '.join(sorted(_ALGORITHMS))}")
    made = hashlib.new(algorithm, usedforsecurity=False)
    with open_file() as file:
        while chunk := file.read(_CHUNK):
            made.update(chunk)
    return f"{algorithm}:{digits.lower()}", f"{algorithm}:{made.hexdigest()}"


def undecodable(open_file: Open, encoding: str) -> tuple[int, str] | None:
    """The line with the first bytes that are not of the encoding, and what is wrong with them; None: all are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with open_file() as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeError as error:
                at = getattr(error, "start", 0)
                before = getattr(error, "object", b"")[:at]
                return line + bytes(before).count(b"\n"), getattr(error, "reason", str(error))
            if not chunk:
                return None


def bad_quotes(open_file: Open, dialect: Dialect, encoding: str) -> tuple[int, str] | None:
    """The line on which quotes go wrong: one that is never closed, or text that follows a closed one.

    Every reader takes such a file in its own way, mostly in silence. Where each quote stands beside a delimiter,
    a line end or another quote nothing is wrong; only else the file is parsed.
    """
    if dialect.quote is None or _well_quoted(open_file, dialect):
        return None
    with open_file() as file, io.TextIOWrapper(file, encoding, errors="replace", newline="") as text:
        reader = csv.reader(
            text,
            strict=True,
            delimiter=dialect.delimiter,
            quotechar=dialect.quote,
            escapechar=dialect.escape,
            doublequote=dialect.double_quote,
            skipinitialspace=dialect.skip_initial_space,
        )
        start = 1
        try:
            for _ in reader:
                start = reader.line_num + 1
        except csv.Error as error:
            if "end of data" in str(error):
                return start, "has a quote that is not closed"
            return (start, "has text after a closing quote") if "expected after" in str(error) else None
    return None


def _well_quoted(open_file: Open, dialect: Dialect) -> bool:
    """Whether quotes stand only where RFC 4180 has them, judged by their neighbours."""
    if dialect.escape or dialect.skip_initial_space:
        return False
    quote = ord(dialect.quote or '"')
    beside = np.zeros(256, dtype=bool)
    beside[[ord(dialect.delimiter), 10, 13, quote]] = True
    inside = False
    before = 10  # a file begins like a line
    pending = False  # whether the last byte was a closing quote
    first = True
    with open_file() as file:
        while chunk := file.read(_CHUNK):
            data = np.frombuffer(chunk, dtype=np.uint8)
            if first and chunk.startswith(codecs.BOM_UTF8):
                data = data[3:]
            first = False
            if not len(data):
                continue
            if pending and not beside[data[0]]:
                return False
            at = np.flatnonzero(data == quote)
            opening = (np.arange(len(at)) + inside) % 2 == 0
            previous = np.where(at > 0, data[at - 1], before)
            if not beside[previous[opening]].all():
                return False
            closing = at[~opening]
            following = closing + 1
            within = following < len(data)
            if not beside[data[following[within]]].all():
                return False
            pending = not within.all()
            inside = bool((len(at) + inside) % 2)
            before = int(data[-1])
    return not inside
