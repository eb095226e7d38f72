"""CKAN's dataset as its `package_create` takes it, each table a resource with its Table Schema, and the CSV files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from ..package.load import Package
from . import PortalOptions, dataset, people
from .write_json import write_json

HELP = "write CKAN's dataset with the tables beside it"

PATH = "package_path"  # of a resource: which file of the package it is; it also marks ours as ours
EXTRAS = ("license", "sources", "spatial", "temporal_end", "temporal_start")
_NAME, _TAG = (2, 100), (2, 100)  # what CKAN takes, in characters
# SPDX identifiers by CKAN's own ids of licences (ckan.model.license), which name no versions.
_LICENSES = (
    (r"CC0-.*", "cc-zero"),
    (r"CC-BY-NC(-SA|-ND)?-.*", "cc-nc"),
    (r"CC-BY-SA-.*", "cc-by-sa"),
    (r"CC-BY-[\d.]+(-[A-Z]+)?", "cc-by"),
    (r"PDDL-.*", "odc-pddl"),
    (r"ODbL-.*", "odc-odbl"),
    (r"ODC-By-.*", "odc-by"),
    (r"GFDL-.*", "gfdl"),
    (r"OGL-UK-.*", "uk-ogl"),
)


_FORMATS = {"text/csv": "CSV", "application/json": "JSON", "text/tab-separated-values": "TSV"}


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """ckan.json in `out`, and the CSV files that its resources name as `package_path`."""
    return [
        write_json(out / "ckan.json", make(package, options)),
        *dataset.copy(package, out, dataset.files(package, parquet=False, one_each=True)),
    ]


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    """What `package_create` takes. It says nothing of the day, so that the same package always makes the same."""
    if not options.owner:
        raise dataset.NotExportable("CKAN needs the organisation that owns the dataset; give it with --owner")
    contributors, licence = dataset.contributors(package), dataset.license_of(package)
    authors = people.creators(contributors)
    contact = people.contact(contributors, options.email)
    made = {
        "name": name(package.name),
        "owner_org": options.owner,
        "title": dataset.text(package, "title"),
        "notes": dataset.text(package, "description"),
        "version": dataset.optional(package, "version"),
        "url": dataset.optional(package, "homepage"),
        "author": ", ".join(one.name for one in authors),
        "author_email": authors[0].email,
        "maintainer": contact.name if contact else "",
        "maintainer_email": options.email or (contact.email if contact else ""),
        "license_id": license_id(licence.spdx or licence.words),
        "tags": [{"name": tag} for tag in tags(dataset.keywords(package))],
        "extras": [{"key": key, "value": value} for key, value in zip(EXTRAS, _extras(package), strict=True) if value],
        "resources": [resource(file) for file in dataset.files(package, parquet=False, one_each=True)],
    }
    return made


def resource(file: dataset.File) -> dict[str, Any]:
    """A table as a resource without its file. `schema` is the Table Schema, where CKAN's validation looks for it;
    `name` is the table's own, by which the foreign keys of the schemas refer to it."""
    table = file.table
    about = ": ".join(filter(None, (table.get("title"), table.get("description"))))
    return {
        "name": table["name"],
        "description": about,
        "format": _FORMATS.get(file.mediatype) or PurePosixPath(file.path).suffix[1:].upper(),
        "mimetype": file.mediatype,
        "encoding": table.get("encoding", "utf-8") if file.content is None else "utf-8",
        "size": file.bytes,
        "hash": f"sha256:{file.sha256}",
        PATH: file.path,
    } | ({"schema": table["schema"]} if file.fields else {})


def name(text: str) -> str:
    """A dataset's name as CKAN takes it: lower-case letters, digits, - and _."""
    made = re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-")[: _NAME[1]]
    if len(made) < _NAME[0] or made in {"new", "edit", "search"}:  # addresses of CKAN's own pages
        raise dataset.NotExportable(f'CKAN does not take "{text}" as a name; give the package another `name`')
    return made


def tags(words: Iterable[str]) -> list[str]:
    """Tags as CKAN takes them (letters, digits, blank, - _ .), each once, sorted; what gets too short is left out."""
    made = (re.sub(r"[^\w .-]+", " ", word) for word in words)
    return sorted({tag for tag in (" ".join(one.split())[: _TAG[1]].strip() for one in made) if len(tag) >= _TAG[0]})


def license_id(spdx: str) -> str:
    """CKAN's name of a licence, from its SPDX name. Raises NotExportable for one that CKAN does not know."""
    for pattern, known in _LICENSES:
        if re.fullmatch(pattern, spdx):
            return known
    raise dataset.NotExportable(
        f"CKAN has no licence for {spdx}; it knows those of Creative Commons and of Open Data Commons, GFDL "
        "and OGL-UK. Say one under `licenses`, by its SPDX name or its address"
    )


def _extras(package: Package) -> tuple[str, ...]:
    """What CKAN has no field for, by EXTRAS: the keys that its extensions for maps and DCAT read, if they have one."""
    licence, spatial = dataset.license_of(package), package.descriptor.get("spatial")
    start, end = dataset.period(package) or ("", "")
    listed = package.descriptor.get("sources")
    sources = (
        f"{s.get('title', '')} {s.get('path', '')}".strip()
        for s in (listed if isinstance(listed, list) else ())
        if isinstance(s, dict)
    )
    keys = ("type", "coordinates")
    shape = (
        json.dumps({key: spatial[key] for key in keys})
        if isinstance(spatial, dict) and all(key in spatial for key in keys)
        else ""
    )
    stated = " ".join(filter(None, (licence.spdx or licence.title, licence.address)))
    return stated, "; ".join(sources), shape, end, start
