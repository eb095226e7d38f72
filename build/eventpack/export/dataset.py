"""What every portal asks of a dataset, read off the descriptor once: who, what, when, where, which files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.errors import EventpackError
from ..package.load import Package


class NotExportable(EventpackError):
    """The target must have something that the package does not say; the message says where to say it."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of the package; `table` is the resource it holds."""

    path: str
    mediatype: str
    bytes: int
    sha256: str
    table: Mapping[str, Any]


def text(package: Package, key: str) -> str:
    """A text of the descriptor that the target must have."""
    value = package.descriptor.get(key)
    if not value:
        raise NotExportable(f"the package has no {key}; say it in package.yaml and build again")
    return value


def license_of(package: Package) -> Mapping[str, Any]:
    found = next(iter(package.descriptor.get("licenses", ())), None)
    if found is None:
        raise NotExportable("the package names no licence; say one in package.yaml under `licenses` and build again")
    return found


def contributors(package: Package) -> list[Mapping[str, Any]]:
    found = list(package.descriptor.get("contributors", ()))
    if not found:
        raise NotExportable("the package names nobody who made it; say so in package.yaml under `contributors`")
    return found


def is_person(contributor: Mapping[str, Any]) -> bool:
    """Only who has a given or a family name is a person; a title alone may be that of a body."""
    return bool(contributor.get("givenName") or contributor.get("familyName"))


def email(package: Package, given: str | None) -> str:
    found = given or next((c["email"] for c in package.descriptor.get("contributors", ()) if c.get("email")), None)
    if found is None:
        raise NotExportable(
            "this target wants the e-mail address of a contact; give --email, or `email` to a "
            "contributor in package.yaml"
        )
    return found


def files(package: Package, *, parquet: bool = True) -> Iterator[File]:
    """The files of the tables as the descriptor states them, CSV before Parquet."""
    for resource in package.descriptor["resources"]:
        yield File(
            resource["path"],
            resource["mediatype"],
            resource["bytes"],
            resource["hash"].removeprefix("sha256:"),
            resource,
        )
        if parquet and "parquet" in resource:
            stated = resource["parquet"]
            yield File(
                stated["path"],
                "application/vnd.apache.parquet",
                stated["bytes"],
                stated["hash"].removeprefix("sha256:"),
                resource,
            )


def copy(package: Package, out: Path, wanted: Iterator[File]) -> list[Path]:
    """Copies of files of the package in `out`, at the same paths. Raises NotExportable for one that has changed."""
    made = []
    for file in wanted:
        data = package.read(file.path)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise NotExportable(f"{file.path} is not the file that datapackage.json describes; build again")
        (out / file.path).parent.mkdir(parents=True, exist_ok=True)
        (out / file.path).write_bytes(data)
        made.append(out / file.path)
    return made


def bounds(package: Package) -> tuple[float, float, float, float] | None:
    """West, south, east, north in degrees."""
    found = package.descriptor.get("spatial", {}).get("bbox")
    return tuple(found) if found else None  # type: ignore[return-value]


def period(package: Package) -> tuple[str, str] | None:
    """First and last day as ISO 8601."""
    found = package.descriptor.get("temporal")
    return (found["start"], found["end"]) if found else None


def addresses(package: Package) -> list[str]:
    """What the data were made from, as far as it has an address."""
    return [source["path"] for source in package.descriptor.get("sources", ()) if source.get("path")]
