"""What every portal asks of a dataset, read off the descriptor once: who, what, when, where, which files.

A package may be anybody's: of what the standard leaves open nothing is taken for granted. What a target must have and
the package does not say is one sentence, NotExportable; what it need not have is left out.
"""

from __future__ import annotations

import hashlib
import json
import math
import mimetypes
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import pyarrow as pa

from ..core.errors import EventpackError
from ..package.load import Package
from ..tabular import csv_file
from . import licences, people
from .licences import Licence
from .people import Contributor

_WHERE = "add it to datapackage.json or, if you build the package with eventpack, to package.yaml, and build again"
_MEDIATYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "json": "application/json",
    "md": "text/markdown",
}


class NotExportable(EventpackError):
    """The target must have something that the package does not say; the message says where to say it."""


@dataclass(frozen=True)
class File:
    """One file of a dataset; `table` is the resource it holds.

    `content` is what eventpack makes of a table that has no one file of its own, None for a file of the package.
    """

    path: str
    mediatype: str
    table: Mapping[str, Any]
    package: Package = field(repr=False)
    stated: Mapping[str, Any] = field(
        default_factory=dict, repr=False
    )  # its hash and bytes, if the descriptor has them
    content: bytes | None = field(default=None, repr=False)

    @cached_property
    def data(self) -> bytes:
        return self.package.read(self.path) if self.content is None else self.content

    @cached_property
    def bytes(self) -> int:
        stated = self.stated.get("bytes")
        return stated if self.content is None and isinstance(stated, int) else len(self.data)

    @cached_property
    def sha256(self) -> str:
        kind, _, digits = str(self.stated.get("hash", "")).partition(":")
        return digits if self.content is None and kind == "sha256" else hashlib.sha256(self.data).hexdigest()

    @property
    def fields(self) -> list[Mapping[str, Any]]:
        """The fields of the table, each with a type; none of what is no table."""
        return fields(self.table)


def fields(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The fields of a resource as it was loaded."""
    schema = resource.get("schema")
    return [one for one in schema.get("fields", ()) if isinstance(one, dict)] if isinstance(schema, dict) else []


def names(value: Any) -> list[str]:
    """The fields of a key, which may be written as one text."""
    return [value] if isinstance(value, str) else [one for one in value if isinstance(one, str)] if value else []


def text(package: Package, key: str) -> str:
    """A text of the descriptor that the target must have; a package without a title has its name for one."""
    value = optional(package, key) or (optional(package, "name") if key == "title" else "")
    if not value:
        raise NotExportable(f"the package has no {key}; {_WHERE}")
    return value


def optional(package: Package, key: str) -> str:
    """A text of the descriptor, "" where it has none."""
    value = package.descriptor.get(key)
    return value if isinstance(value, str) else ""


def keywords(package: Package) -> list[str]:
    """The keywords of a package; an empty list if it has none."""
    listed = package.descriptor.get("keywords")
    return [word for word in listed if isinstance(word, str)] if isinstance(listed, list) else []


def license_of(package: Package) -> Licence:
    """The first licence of a package. Raises NotExportable if it has none."""
    found = licences.of(package)
    if found is None:
        raise NotExportable(f"the package names no licence under `licenses`; {_WHERE}")
    return found


def contributors(package: Package) -> list[Contributor]:
    """Those who made a package, in its order. Raises NotExportable if it names none."""
    found = people.of(package)
    if not found:
        raise NotExportable(f"the package names no contributors under `contributors`; {_WHERE}")
    return found


def email(package: Package, given: str | None) -> str:
    """The address for questions: the one given, else that of a contributor. Raises NotExportable if there is none."""
    found = people.contact(people.of(package), given)
    if given or (found and found.email):
        return given or (found.email if found else "")
    raise NotExportable(
        "this target requires a contact e-mail address; give --email, or add `email` to a contributor in the package"
    )


def files(package: Package, *, parquet: bool = True, one_each: bool = False) -> Iterator[File]:
    """The files of the resources, CSV before Parquet. Rows that stand in the descriptor are a CSV file of their own.

    With `one_each` so are tables of several files, or of a file that is no plain CSV.
    """
    for resource in resources(package):
        listed = paths(resource)
        frame = package.tables.get(resource["name"])
        plain = len(listed) == 1 and _is_plain(resource, listed[0])
        if not listed or one_each and frame is not None and not plain:
            yield _made(package, resource, frame)
        else:
            for path in listed:
                stated = resource if len(listed) == 1 else {}
                yield File(path, mediatype(resource, path), resource, package, stated)
        beside = resource.get("parquet")
        if parquet and isinstance(beside, dict) and isinstance(beside.get("path"), str):
            yield File(beside["path"], _MEDIATYPES["parquet"], resource, package, beside)


def resources(package: Package) -> list[Mapping[str, Any]]:
    """The resources of a package, as its descriptor describes them."""
    return list(package.resources or package.descriptor["resources"])


def file_name(name: str) -> str:
    """A name of a package or table as the name of a file: in the folder it is put into, whatever it says."""
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "table"


def paths(resource: Mapping[str, Any]) -> list[str]:
    """The files of a resource; none where its data stand in the descriptor."""
    return names(resource.get("path"))


def _is_plain(resource: Mapping[str, Any], path: str) -> bool:
    """Whether the file is CSV as any reader takes it: a comma, a header, UTF-8."""
    dialect = resource.get("dialect")
    usual = {"delimiter": ",", "quoteChar": '"', "header": True, "headerRows": [1], "doubleQuote": True}
    odd = bool(dialect) and (
        not isinstance(dialect, dict)
        or any(dialect.get(key, value) != value for key, value in usual.items())
        or any(dialect.get(key) for key in ("commentChar", "escapeChar", "csv", "commentRows"))
    )
    encoding = str(resource.get("encoding", "utf-8")).lower().replace("_", "-")
    return not odd and encoding in {"utf-8", "utf8", "ascii"} and mediatype(resource, path) == _MEDIATYPES["csv"]


def mediatype(resource: Mapping[str, Any], path: str) -> str:
    """What the descriptor says, else what the name says."""
    stated = resource.get("mediatype")
    suffix = PurePosixPath(path).suffix[1:].lower()
    if isinstance(stated, str) and stated and suffix != "parquet":
        return stated
    form = str(resource.get("format") or suffix).lower()
    packed = suffix in {"gz", "bz2", "xz", "zip"}
    guessed = mimetypes.guess_type(PurePosixPath(path).name)[0]
    return (None if packed else _MEDIATYPES.get(form)) or guessed or "application/octet-stream"


def _made(package: Package, resource: Mapping[str, Any], frame: pd.DataFrame | None) -> File:
    name = file_name(resource["name"])
    if frame is None:
        content = resource.get("data")
        data = content if isinstance(content, str) else json.dumps(content, indent=2, ensure_ascii=False)
        kind = mediatype(resource, "data.json" if not isinstance(content, str) else "data.txt")
        return File(
            f"data/{name}{mimetypes.guess_extension(kind) or '.json'}", kind, resource, package, {}, data.encode()
        )
    with tempfile.TemporaryDirectory(prefix="eventpack-") as folder:
        file = Path(folder) / "table.csv"
        csv_file.write(as_texts(frame), file)
        return File(f"data/{name}.csv", _MEDIATYPES["csv"], resource, package, {}, file.read_bytes())


def as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with what no CSV has a form for, such as moments and large integers, as text."""
    made = {}
    for name in frame.columns:
        column = frame[name]
        if isinstance(column.dtype, pd.DatetimeTZDtype) or str(column.dtype).startswith("datetime64"):
            column = column.map(lambda moment: moment.isoformat().replace("+00:00", "Z"), na_action="ignore")
        if column.dtype == object:
            column = column.map(str, na_action="ignore").astype("string")
        made[name] = column
    return pd.DataFrame(made)


def large_numbers(frame: pd.DataFrame) -> list[str]:
    """The columns with an integer of more than 64 bits."""
    return [name for name in frame.columns if frame[name].dtype == object]


def to_arrow(frame: pd.DataFrame) -> pa.Table:
    """A frame of any package as an Arrow table."""
    made = frame.copy(deep=False)
    for name in made.columns:
        if made[name].dtype == object:
            made[name] = made[name].map(str, na_action="ignore").astype("string")
    return pa.Table.from_pandas(made, preserve_index=False).replace_schema_metadata(None)


def copy(package: Package, out: Path, wanted: Iterable[File]) -> list[Path]:
    """Copies of files of the package in `out`, at the same paths. Raises NotExportable for one that has changed."""
    made = []
    for file in wanted:
        if hashlib.sha256(file.data).hexdigest() != file.sha256:
            raise NotExportable(f"{file.path} is not the file that datapackage.json describes; build again")
        (out / file.path).parent.mkdir(parents=True, exist_ok=True)
        (out / file.path).write_bytes(file.data)
        made.append(out / file.path)
    return made


def bounds(package: Package) -> tuple[float, float, float, float] | None:
    """West, south, east, north in degrees."""
    spatial = package.descriptor.get("spatial")
    found = spatial.get("bbox") if isinstance(spatial, dict) else None
    numbers = [x for x in found if isinstance(x, (int, float)) and math.isfinite(x)] if isinstance(found, list) else []
    return tuple(numbers) if len(numbers) == 4 else None  # type: ignore[return-value]


def period(package: Package) -> tuple[str, str] | None:
    """First and last day as ISO 8601."""
    found = package.descriptor.get("temporal")
    if not isinstance(found, dict):
        return None
    start, end = found.get("start"), found.get("end")
    return (start, end) if isinstance(start, str) and isinstance(end, str) and start and end else None


def addresses(package: Package) -> list[str]:
    """What the data were made from, as far as it has an address."""
    listed = package.descriptor.get("sources")
    found = (one.get("path") for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
    return [path for path in found if isinstance(path, str) and "://" in path]
