"""What was published before: a record beside the package, and whether the version was raised since.

`publications.json` beside datapackage.json has an entry for each publication: where, which version, the digest of each
file. It shows that data changed under one version; how much they changed is shown by a comparison with the package as
it was (--previous), by the rules of `eventpack diff`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..comparison import difference_output, package_side
from ..comparison.diff import diff
from ..comparison.version import enough, following, shift
from ..core.errors import InputError
from ..core.messages import printable
from ..storage.whole_file import output
from ..validation import check_package, document
from ..validation.container import Folder, NotThere, Refused

FILE = "publications.json"
_HINT = "Correct or remove it; it only holds what eventpack publish wrote there"


def look(path: Path, data: Mapping[str, Any], previous: Path | None) -> tuple[list[str], list[str]]:
    """(what is wrong with the version, what a publisher should know of it). `data` is the package's descriptor.

    Raises InputError where `previous` or the record cannot be read.
    """
    version = str(data.get("version", ""))
    wrong, notes = [], []
    entries = [entry for entry in read(path) if entry["name"] == data.get("name")]
    if previous is not None:
        old = package_side.read(previous)
        try:
            wrong += _compared(old, package_side.read(path))
        except InputError as error:
            notes.append(f"version: not compared with {previous}: {error}")
    elif not entries:
        notes.append("version: not compared, since no earlier publication is known; name one with --previous")
    for entry in entries:
        if entry["version"] == version and entry["files"] != digests(data):
            wrong.append(
                f"version {version} was published on {entry['date']} at {entry['address']} with other "
                f"data; raise it to {following(version, 'patch')} or more (version in package.yaml; "
                "eventpack diff says how much)"
            )
        elif not enough(version, entry["version"]):
            wrong.append(
                f"version {version or 'none'} is before {entry['version']}, which was published on "
                f"{entry['date']} at {entry['address']}"
            )
    return list(dict.fromkeys(printable(line) for line in wrong)), notes


def _compared(old: package_side.Side, new: package_side.Side) -> list[str]:
    found = diff(old, new)
    weight, needed = difference_output.verdict(found)
    if found.same or weight is None and enough(new.version, old.version):
        return []
    if weight is None:
        return [f"version {new.version or 'none'} is before {old.version}, as which the same data were published"]
    if old.version != new.version and enough(new.version, needed):
        return []
    return [
        f"data changed since {old.version or 'the last version'} ({shift(old.version, weight) or weight}), "
        f"but the version is "
        f"{new.version or 'none'}; raise it to {needed} or more (version in package.yaml)"
    ]


def digests(descriptor: Mapping[str, Any]) -> dict[str, str]:
    """Path → hash of every file that the descriptor names."""
    found = {}
    for resource in check_package.listed(descriptor.get("resources")):
        for stated in (resource, resource.get("parquet")):
            if isinstance(stated, dict) and isinstance(stated.get("path"), str) and "hash" in stated:
                found[stated["path"]] = stated["hash"]
    return found


def _beside(path: Path) -> Path | None:
    """The record of a package in a folder; of a zip there is none."""
    folder = path if path.is_dir() else path.parent if path.name == "datapackage.json" else None
    return folder and folder / FILE


def read(path: Path) -> list[dict[str, Any]]:
    """The entries, oldest first. Raises InputError for a file that holds something else."""
    file = _beside(path)
    if file is None:
        return []
    try:
        entries = document.parse(Folder(file.parent).read(FILE, document.LARGEST), FILE)
        for entry in entries:
            if not all(isinstance(entry[key], str) for key in ("name", "version", "date", "address", "target")):
                raise ValueError
            dict(entry["files"])
    except NotThere:
        return []
    except (Refused, document.NotJson) as error:
        raise InputError(file, None, f"is not a list of publications: it {error}", _HINT) from error
    except (ValueError, LookupError, TypeError) as error:
        raise InputError(file, None, "is not a list of publications", _HINT) from error
    return entries


def add(path: Path, descriptor: Mapping[str, Any], *, target: str, day: str, address: str) -> None:
    """Record that the package was published, once of each address. Nothing is recorded of a zip. Raises OutputError."""
    file = _beside(path)
    if file is None:
        return
    entry = {
        "target": target,
        "address": address,
        "date": day,
        "name": descriptor.get("name", ""),
        "version": str(descriptor.get("version", "")),
        "files": digests(descriptor),
    }
    before = read(path)
    if any({**one, "date": day} == entry for one in before):
        return
    with output(file) as stream:
        stream.write(json.dumps([*before, entry], indent=2, ensure_ascii=False) + "\n")
