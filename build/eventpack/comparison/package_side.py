"""One of two packages that are compared: a folder, a datapackage.json or a .zip, with every cell as its CSV has it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv

from ..core import package_layout
from ..core.errors import InputError

_HINT = "Give a package's folder, its datapackage.json or a .zip of it; `eventpack validate` says what is wrong in one"
_TEXT = pd.ArrowDtype(pa.string())


@dataclass(frozen=True)
class Side:
    """`descriptor` as it is; `tables`: name → every cell as text, absent ones empty."""

    descriptor: Mapping[str, Any]
    resources: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, pd.DataFrame]

    @property
    def version(self) -> str:
        """Empty where the package gives none."""
        return str(self.descriptor.get("version", ""))

    def key(self, table: str) -> list[str]:
        """The columns of a table's primary key, empty where it has none."""
        return listed(self.resources[table]["schema"].get("primaryKey"))

    def columns(self, table: str) -> list[str]:
        return [field["name"] for field in self.resources[table]["schema"]["fields"]]

    def references(self, table: str) -> dict[str, str]:
        """column → the table whose key it holds, of foreign keys of one column."""
        found = {}
        for foreign in self.resources[table]["schema"].get("foreignKeys", []):
            if len(fields := listed(foreign["fields"])) == 1:
                found[fields[0]] = foreign["reference"].get("resource") or table
        return found


def listed(value: Any) -> list:
    """Some properties of a Table Schema may be one name or a list of names."""
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def read(path: str | Path) -> Side:
    """Raises InputError where there is no package or it cannot be read."""
    path = Path(path)
    if path.is_file() and path.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                return _read(path, _in_zip(path, archive))
        except (zipfile.BadZipFile, OSError, RuntimeError) as error:
            raise InputError(path, None, f"cannot be read as a .zip ({error})", _HINT) from error
    return _read(path, _in_folder(path if path.is_dir() else path.parent, path))


def _in_folder(folder: Path, given: Path):
    def load(name: str) -> bytes:
        file = folder / name
        if not file.resolve().is_relative_to(folder.resolve()):
            raise InputError(file, None, "is outside of the package", _HINT)
        return file.read_bytes()

    if given.is_file() and given.name != package_layout.FILE:
        raise InputError(given, None, "is no package", _HINT)
    return load


def _in_zip(path: Path, archive: zipfile.ZipFile):
    found = sorted(
        (name for name in archive.namelist() if PurePosixPath(name).name == package_layout.FILE),
        key=lambda name: (name.count("/"), name),
    )
    if not found:
        raise InputError(path, None, f"holds no {package_layout.FILE}", _HINT)
    folder = found[0].removesuffix(package_layout.FILE)

    def load(name: str) -> bytes:
        try:
            return archive.read(folder + name)
        except KeyError:
            raise FileNotFoundError(2, "is not in the .zip", name) from None

    return load


def _read(path: Path, load) -> Side:
    try:
        data = json.loads(load(package_layout.FILE).decode("utf-8"))
        resources = {resource["name"]: resource for resource in data["resources"]}
        for resource in resources.values():
            [field["name"] for field in resource["schema"]["fields"]]
    except OSError as error:
        raise InputError(
            path, None, f"has no {package_layout.FILE} that can be read ({error.strerror})", _HINT
        ) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputError(path, None, f"its {package_layout.FILE} does not describe tables", _HINT) from error
    return Side(data, resources, {name: _table(path, resource, load) for name, resource in resources.items()})


def _table(path: Path, resource: Mapping[str, Any], load) -> pd.DataFrame:
    names = [field["name"] for field in resource["schema"]["fields"]]
    parts = []
    for file in listed(resource.get("path")):
        if PurePosixPath(file).is_absolute() or ".." in PurePosixPath(file).parts:
            raise InputError(path, None, f'its table {resource["name"]} is outside of it, at "{file}"', _HINT)
        try:
            cells = pyarrow.csv.read_csv(
                io.BytesIO(load(file)),
                parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
                convert_options=pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
        except (OSError, pa.ArrowInvalid) as error:
            raise InputError(path, None, f"its {file} cannot be read ({error})", _HINT) from error
        if cells.column_names != names:
            raise InputError(path, None, f"its {file} does not have the columns of its schema", _HINT)
        parts.append(cells)
    if not parts:
        raise InputError(path, None, f"its table {resource['name']} has no path to a CSV file", _HINT)
    frame = pa.concat_tables(parts).to_pandas(types_mapper=lambda kind: _TEXT)
    key = listed(resource["schema"].get("primaryKey"))
    if key and (twice := frame.duplicated(key)).any():
        shown = ", ".join(frame.loc[twice, key].iloc[0])
        raise InputError(path, None, f"its table {resource['name']} has the key {shown} more than once", _HINT)
    return frame
