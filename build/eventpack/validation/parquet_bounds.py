"""Parquet read without trust: what a small file unpacks to is known before it is unpacked, and has a bound.

A page may hold one value of many megabytes and thousands of references to it, or lengths of what each value takes from
the one before; compressed, a page of gigabytes is some bytes. So the headers of all pages are read first. Columns whose
values may be references are read as such, and only become texts in portions of bounded size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .container import LARGEST_RATIO
from .csv_rows import Unreadable

FREE_DECODED = 1 << 29  # bytes that a file may unpack to, however small it is
LARGEST_PAGE = 1 << 28  # or the file's own size
_PORTION = 1 << 26  # bytes of text made at a time
_LONGEST_HEADER = 1 << 20
_LARGEST_FOOTER = 1 << 24
_DEEPEST = 100
_SOON = 1 << 18  # texts of a dictionary that are looked at one by one
_FIRST_LOOK = 256
_DATA, _DICTIONARY, _DATA_V2 = 0, 2, 3  # types of page
_BY_REFERENCE, _BY_PREFIX = {2, 8}, 7  # encodings: PLAIN_DICTIONARY and RLE_DICTIONARY; DELTA_BYTE_ARRAY


class TooMuch(Unreadable):
    """The file unpacks to more than may be."""


class Parquet:
    """A Parquet file whose pages were looked at. Raises Unreadable for what is no Parquet, and beyond a bound."""

    def __init__(self, file: BinaryIO) -> None:
        self._size = file.seek(0, 2)
        self.most = max(FREE_DECODED, LARGEST_RATIO * self._size)
        try:
            self._file = pq.ParquetFile(file)
            self.schema, self.rows = self._file.schema_arrow, self._file.metadata.num_rows
            pages = _pages(file, self._size, self.most)
            if pages.references:
                self._file = pq.ParquetFile(file, read_dictionary=sorted(pages.references))
        # Among them a column's name that is no text, and a footer and headers that say anything.
        except (
            pa.ArrowException,
            OSError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            OverflowError,
            RuntimeError,
        ) as error:
            raise _unreadable(error) from error
        self._pages = pages

    def batches(
        self, rows: int, columns: Sequence[str] | None = None, *, plain: bool = False
    ) -> Iterator[pa.RecordBatch]:
        """All rows, at most `rows` at a time, of all columns or some. With `plain` no column is of references."""
        given = self.schema if columns is None else pa.schema([self.schema.field(name) for name in columns])
        wanted = pa.schema([field.with_type(_plain(field.type)) for field in given]) if plain else given
        at_once = max(1, min(rows, self._pages.rows_at_once, _PORTION * max(self.rows, 1) // max(self._pages.bytes, 1)))
        left = self.most
        try:
            for group in range(self._file.num_row_groups):  # each has references of its own
                for batch in self._file.iter_batches(at_once, [group], columns, use_threads=False):
                    size = sum(map(_decoded, batch.columns))
                    left -= size
                    if left < 0:
                        raise TooMuch(f"unpacks to more than {LARGEST_RATIO} times its size")
                    yield from _in_portions(batch, size, wanted)
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            raise _unreadable(error) from error


def _unreadable(error: BaseException) -> Unreadable:
    return Unreadable(f"cannot be read as Parquet: {error}")


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _in_portions(batch: pa.RecordBatch, size: int, wanted: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The batch, or parts of it where all of its texts at once would be too much."""
    if size > _PORTION and batch.num_rows > 1:
        half = batch.num_rows // 2
        for part in (batch.slice(0, half), batch.slice(half)):
            yield from _in_portions(part, sum(map(_decoded, part.columns)), wanted)
        return
    columns = [
        column if column.type.equals(field.type) else column.cast(field.type)
        for column, field in zip(batch.columns, wanted, strict=True)
    ]
    yield pa.RecordBatch.from_arrays(columns, schema=wanted)


def _decoded(column: pa.Array) -> int:
    """Bytes of a column once nothing in it is a reference."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        values = column.dictionary
        if not len(values):
            return 0
        if not (
            pa.types.is_string(values.type)
            or pa.types.is_binary(values.type)
            or pa.types.is_large_string(values.type)
            or pa.types.is_large_binary(values.type)
        ):
            return len(column) * max(1, values.nbytes // len(values))
        lengths = pc.binary_length(values).take(column.indices)
        return 4 * len(column) + (pc.sum(lengths.cast(pa.int64())).as_py() or 0)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return 4 * len(column) + _decoded(column.flatten())
    if pa.types.is_map(kind):
        return 4 * len(column) + _decoded(column.keys) + _decoded(column.items)
    if pa.types.is_struct(kind):
        return sum(map(_decoded, column.flatten()))
    return column.nbytes


# --- what the file says of its pages. Arrow's own classes for this end the process where a file says something odd.

_CODECS = ("", "snappy", "gzip", "lzo", "brotli", "lz4", "zstd", "lz4_raw")
_BYTE_ARRAY, _FIXED = 6, 7  # physical types
_REPEATED = 2


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A column that holds values."""

    fixed: int  # bytes of each value, 0 where they differ
    repeated: bool


@dataclass(frozen=True, slots=True)
class _Chunk:
    """The pages of a column in one group of rows."""

    leaf: _Leaf
    path: str
    texts: bool
    codec: str
    values: int
    start: int
    size: int


@dataclass
class _Pages:
    references: set[str]  # paths of columns that are to be read as references to texts
    bytes: int = 0  # of all pages, unpacked
    rows_at_once: int = 1 << 30


def _chunks(file: BinaryIO, size: int) -> list[_Chunk]:
    """Raises ValueError, LookupError or TypeError for what is none of Parquet's."""
    file.seek(max(0, size - 8))
    length = int.from_bytes(file.read(4), "little")
    if length > _LARGEST_FOOTER:
        raise TooMuch(f"has a footer of {length:,} bytes")
    file.seek(max(0, size - 8 - length))
    footer = _Thrift(file.read(length)).struct()
    leaves = list(_leaves(iter(footer[2]), footer[2][0].get(5, 0), False, skip=True))
    return [
        _chunk(column[3], leaves[number])
        for group in footer.get(4, [])
        for number, column in enumerate(group.get(1, []))
    ]


def _leaves(elements: Iterator[dict], children: int, repeated: bool, depth: int = 0, *, skip: bool) -> Iterator[_Leaf]:
    if depth > _DEEPEST:
        raise ValueError("columns nested too deep")
    if skip:
        next(elements)
    for _ in range(children):
        element = next(elements, None)
        if element is None:
            raise ValueError("columns that are not there")
        inside = repeated or element.get(3) == _REPEATED
        if element.get(5):
            yield from _leaves(elements, element[5], inside, depth + 1, skip=False)
        else:
            yield _Leaf(element.get(2, 0) if element.get(1) == _FIXED else 0, inside)


def _chunk(about: dict[int, Any], leaf: _Leaf) -> _Chunk:
    start, dictionary = about[9], about.get(11)
    if dictionary and 0 < dictionary < start:
        start = dictionary
    path = ".".join(part.decode() for part in about[3])
    return _Chunk(leaf, path, about[1] == _BYTE_ARRAY, _CODECS[about[4]], about[5], start, about[7])


def _pages(file: BinaryIO, size: int, most: int) -> _Pages:
    """What the pages unpack to. Raises TooMuch beyond a bound; else as :func:`_chunks`."""
    found = _Pages(set())
    for chunk in sorted(_chunks(file, size), key=lambda one: one.start):
        values, references, longest, by_prefix, dictionary = 0, 0, 1, False, None
        for page in _headers(file, chunk, size):
            if page.unpacked > max(LARGEST_PAGE, size):
                raise TooMuch(f"has a page that unpacks to {page.unpacked:,} bytes")
            found.bytes += page.unpacked
            longest = max(longest, page.unpacked)
            if page.kind == _DICTIONARY:
                dictionary = page
            else:
                values += page.values
                references += page.values if page.encoding in _BY_REFERENCE else 0
                by_prefix |= page.encoding == _BY_PREFIX
        if found.bytes > most:
            raise TooMuch(f"unpacks to more than {LARGEST_RATIO} times its size")
        fixed = chunk.leaf.fixed
        if fixed > 0:
            found.rows_at_once = min(found.rows_at_once, max(1, _PORTION // fixed))
        if (fixed or chunk.leaf.repeated) and values * max(fixed, 16) > most:
            raise TooMuch(f"unpacks to more than {LARGEST_RATIO} times its size")
        if chunk.texts and references:
            made = references * (4 + _longest(file, chunk.codec, dictionary))
            if made > most:
                found.references.add(chunk.path)
            else:
                found.bytes += made
        if chunk.texts and by_prefix:
            found.rows_at_once = min(found.rows_at_once, max(1, _PORTION // longest))
    return found


@dataclass(frozen=True, slots=True)
class _Page:
    kind: int
    unpacked: int
    values: int
    encoding: int
    start: int
    packed: int


def _headers(file: BinaryIO, chunk: _Chunk, size: int) -> Iterator[_Page]:
    """The pages of a column, in order."""
    at, left = chunk.start, chunk.values
    end = min(size, at + chunk.size)
    while left > 0 and at < end:
        header, length = _header(file, at)
        kind, unpacked, packed = header[1], header[2], header[3]
        about = header.get({_DATA: 5, _DICTIONARY: 7, _DATA_V2: 8}.get(kind, -1), {})
        values = about.get(1, 0) if isinstance(about, dict) else -1
        if not all(type(number) is int and number >= 0 for number in (kind, unpacked, packed, values)):
            raise ValueError("a page's header that says nothing")
        at += length + packed
        yield _Page(kind, unpacked, values, about.get(4 if kind == _DATA_V2 else 2, -1), at - packed, packed)
        left -= values if kind in {_DATA, _DATA_V2} else 0


def _longest(file: BinaryIO, codec: str, page: _Page | None) -> int:
    """Bytes of the longest text that a column's references may mean; where that is not to be had soon, of all."""
    if page is None or page.values > _SOON:
        return page.unpacked if page else LARGEST_PAGE
    file.seek(page.start)
    data = file.read(page.packed)
    try:
        if codec:
            data = pa.Codec("lz4_raw" if codec == "lz4" else codec).decompress(data, page.unpacked, asbytes=True)
        longest = at = 0
        for _ in range(page.values):
            length = int.from_bytes(data[at : at + 4], "little")
            longest = max(longest, length)
            at += 4 + length
    except (pa.ArrowException, OSError, ValueError):
        return page.unpacked
    return longest if at == len(data) else page.unpacked


def _header(file: BinaryIO, at: int) -> tuple[dict[int, Any], int]:
    """A page's header by the numbers of its fields, and how long it is."""
    look = _FIRST_LOOK
    while True:
        file.seek(at)
        data = file.read(look)
        reader = _Thrift(data)
        try:
            return reader.struct(), reader.at
        except IndexError:
            if len(data) < look or look >= _LONGEST_HEADER:
                raise ValueError("a page's header without an end") from None
            look = min(16 * look, _LONGEST_HEADER)


class _Thrift:
    """Thrift's compact protocol. Raises IndexError where the bytes end, ValueError for what is none of it."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def _byte(self) -> int:
        value = self.data[self.at]
        self.at += 1
        return value

    def _varint(self) -> int:
        value = shift = 0
        while shift < 70:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
        raise ValueError("a number without an end")

    def _integer(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _bytes(self, count: int) -> bytes:
        self.at += count
        if self.at > len(self.data):
            raise IndexError
        return self.data[self.at - count : self.at]

    def struct(self, depth: int = 0) -> dict[int, Any]:
        if depth > 20:
            raise ValueError("nested too deep")
        found: dict[int, Any] = {}
        number = 0
        while byte := self._byte():
            number = number + (byte >> 4) if byte >> 4 else self._integer()
            kind = byte & 0x0F
            found[number] = kind == 1 if kind in {1, 2} else self._value(kind, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        if kind in {1, 2, 3}:
            return self._byte()
        if kind in {4, 5, 6}:
            return self._integer()
        if kind == 7:
            return self._bytes(8)
        if kind == 8:
            return self._bytes(self._varint())
        if kind in {9, 10}:
            return self._list(depth + 1)
        if kind == 12:
            return self.struct(depth + 1)
        raise ValueError(f"a value of the type {kind}")

    def _list(self, depth: int) -> list[Any]:
        if depth > 20:
            raise ValueError("nested too deep")
        byte = self._byte()
        count = self._varint() if byte >> 4 == 15 else byte >> 4
        if count > len(self.data):  # each takes a byte at least
            raise ValueError("a list longer than its bytes")
        return [self._value(byte & 0x0F, depth) for _ in range(count)]
