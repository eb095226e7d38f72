"""The tables of a package with every cell as text, for who compares, explains or reviews what is in them.

Files are opened as validation opens them, and shapes are checked, so that nothing somebody put into a package is more
than an error; whether values are of their types, and keys hold, is for validation to say.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from ..core.errors import InputError
from . import bytestream, check_package, document
from .arrow_input import native_buffer
from .container import DAMAGED, Folder, NotThere, Refused, check_path, is_remote

HINT = "Give a package's folder, its datapackage.json or a .zip of it; `eventpack validate` says what is wrong in one"
LARGEST = 1 << 33  # bytes of a table, all of which are held
_CHUNK = 1 << 24

Row = dict[str, str]


class TextTables:
    """A package whose tables are read when they are asked for.

    With `verify` a file is compared with its hash in the descriptor, as it has to be where files of two builds may lie
    in one folder. Raises InputError, as do all methods that read.
    """

    def __init__(self, path: str | Path, *, verify: bool = False) -> None:
        self.path, self._verify = Path(path), verify
        try:
            self._place, file = check_package.locate(self.path)
        except check_package.NoPackage as error:
            raise self._wrong(_no_package(error)) from error
        if isinstance(self._place, Folder) and file not in check_package.DESCRIPTORS:
            zipped = self.path.suffix.lower() == ".zip"
            raise self._wrong("cannot be read as a .zip" if zipped else "is not a package")
        try:
            self.descriptor = document.parse(self._place.read(file, document.LARGEST), file)
            self.resources: Mapping[str, Mapping[str, Any]] = {
                _text(resource["name"]): resource for resource in _list(self.descriptor["resources"])
            }
            for resource in self.resources.values():
                _check_schema(resource["schema"])
                list(map(_text, listed(resource.get("path"))))
        except NotThere as error:
            raise self._wrong(f"has no {file}") from error
        except Refused as refusal:
            raise self._wrong(f"its {file} {refusal}") from refusal
        except (document.NotJson, LookupError, TypeError, AttributeError) as error:
            reason = f": it {error}" if isinstance(error, document.NotJson) else ""
            raise self._wrong(f"its {file} does not describe tables{reason}") from error

    def columns(self, table: str) -> list[str]:
        return [field["name"] for field in self.resources[table]["schema"]["fields"]]

    def key(self, table: str) -> list[str]:
        """The columns of a table's primary key, empty where it has none."""
        return listed(self.resources[table]["schema"].get("primaryKey"))

    def read(self, table: str) -> pa.Table:
        """All rows of a table, absent cells empty."""
        names, parts, paths = self.columns(table), [], listed(self.resources[table].get("path"))
        if len(set(map(str, paths))) < len(paths):
            raise self._wrong(f"its table {table} names a file twice")
        for path in paths:
            try:
                cells = pyarrow.csv.read_csv(
                    pa.BufferReader(native_buffer(self._content(table, path))),
                    parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
                    convert_options=pyarrow.csv.ConvertOptions(
                        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                    ),
                )
            except (OSError, pa.ArrowException, ValueError) as error:
                raise self._wrong(f"its {path} cannot be read ({error})") from error
            if cells.column_names != names:
                raise self._wrong(f"its {path} does not have the columns of its schema")
            parts.append(cells)
        if not parts:
            raise self._wrong(f"its table {table} has no path to a CSV file")
        return pa.concat_tables(parts)

    def rows(self, table: str, needed: Sequence[str], where: tuple[str, Collection[str]] | None = None) -> list[Row]:
        """The rows of a table that has the columns `needed`; with `where`, those with one of some cells in a column."""
        if table not in self.resources:
            raise self._wrong(f"has no table {table}")
        cells = self.read(table)
        for name in needed:
            if name not in cells.column_names:
                raise self._wrong(f"its table {table} has no column {name}")
        if where is not None:
            cells = cells.filter(pc.is_in(cells[where[0]], value_set=pa.array(list(where[1]), pa.string())))
        return cells.to_pylist()

    def _content(self, table: str, path: Any) -> bytes:
        parts, size = [], 0
        try:
            if is_remote(check_path(path)):
                raise Refused("is an address")
        except Refused as refusal:
            raise self._wrong(f'its table {table} is outside of it, at "{path}"') from refusal
        try:
            with self._place.open(path) as file:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    if size > LARGEST:
                        raise Refused(f"is larger than {LARGEST >> 30} GiB")
                    if b"\0" in chunk:  # such as a hole of terabytes in a file
                        raise Refused("holds a NUL byte, which no table does")
                    parts.append(chunk)
        except Refused as refusal:
            raise self._wrong(f"its {path} cannot be read: it {refusal}") from refusal
        except DAMAGED as error:
            raise self._wrong(f"its {path} cannot be read ({error})") from error
        data = b"".join(parts)
        stated = self.resources[table].get("hash")
        if self._verify and isinstance(stated, str):
            try:
                given, actual = bytestream.digest(lambda: io.BytesIO(data), stated)
            except ValueError as error:
                raise self._wrong(f"its table {table} {error}") from error
            if given != actual:
                raise self._wrong(f"its {path} is not the file that it describes: {check_package.TWO_BUILDS}")
        return data

    def _wrong(self, message: str) -> InputError:
        return InputError(self.path, None, message, HINT)


def _no_package(error: check_package.NoPackage) -> str:
    name = check_package.DESCRIPTORS[0]
    return {"no such file": f"has no {name}", f"is a zip without {name}": f"holds no {name}"}.get(
        str(error), str(error)
    )


def listed(value: Any) -> list:
    """Some properties of a Table Schema may be one name or a list of names."""
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _list(value: Any) -> list:
    if not isinstance(value, list):
        raise TypeError
    return value


def _check_schema(schema: Mapping[str, Any]) -> None:
    """Raises LookupError, TypeError or AttributeError where names, keys and constraints are not of their shapes."""
    names = [_text(field["name"]) for field in _list(schema["fields"])]
    if len(set(names)) < len(names):
        raise LookupError
    for field in schema["fields"]:
        field.get("constraints", {}).keys()
    if not set(map(_text, listed(schema.get("primaryKey")))) <= set(names):
        raise LookupError
    for foreign in _list(schema.get("foreignKeys", [])):
        for name in listed(foreign["fields"]):
            _text(name)
        _text(foreign["reference"].get("resource") or "")
