"""CKAN's dataset as its `package_create` takes it, each table a resource with its Table Schema, and the CSV files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..package.load import Package
from . import PortalOptions, dataset
from .write_json import write_json

HELP = "CKAN's dataset with the tables beside it"

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


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """ckan.json in `out`, and the CSV files that its resources name as `package_path`."""
    return [
        write_json(out / "ckan.json", make(package, options)),
        *dataset.copy(package, out, dataset.files(package, parquet=False)),
    ]


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    """What `package_create` takes. It says nothing of the day, so that the same package always makes the same."""
    if not options.owner:
        raise dataset.NotExportable("CKAN wants to know whose dataset it is; give the organisation with --owner")
    about, people = package.descriptor, dataset.contributors(package)
    email = options.email or next((c["email"] for c in people if c.get("email")), "")
    return {
        "name": name(package.name),
        "owner_org": options.owner,
        "title": dataset.text(package, "title"),
        "notes": dataset.text(package, "description"),
        "version": dataset.text(package, "version"),
        "url": about.get("homepage", ""),
        "author": ", ".join(c["title"] for c in people),
        "author_email": email,
        "license_id": license_id(dataset.license_of(package)["name"]),
        "tags": [{"name": tag} for tag in tags(about.get("keywords", ()))],
        "extras": [{"key": key, "value": value} for key, value in zip(EXTRAS, _extras(package), strict=True) if value],
        "resources": [resource(file) for file in dataset.files(package, parquet=False)],
    }


def resource(file: dataset.File) -> dict[str, Any]:
    """A table as a resource without its file. `schema` is the Table Schema, where CKAN's validation looks for it;
    `name` is the table's own, by which the foreign keys of the schemas refer to it."""
    table = file.table
    about = ": ".join(filter(None, (table.get("title"), table.get("description"))))
    return {
        "name": table["name"],
        "description": about,
        "format": "CSV",
        "mimetype": file.mediatype,
        "encoding": table.get("encoding", "utf-8"),
        "size": file.bytes,
        "hash": f"sha256:{file.sha256}",
        PATH: file.path,
        "schema": table["schema"],
    }


def name(text: str) -> str:
    """A dataset's name as CKAN takes it: lower-case letters, digits, - and _."""
    made = re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-")[: _NAME[1]]
    if len(made) < _NAME[0] or made in {"new", "edit", "search"}:  # addresses of CKAN's own pages
        raise dataset.NotExportable(
            f'CKAN does not take "{text}" as a name; give another in package.yaml and build again'
        )
    return made


def tags(words: Iterable[str]) -> list[str]:
    """Tags as CKAN takes them (letters, digits, blank, - _ .), each once, sorted; what gets too short is left out."""
    made = (re.sub(r"[^\w .-]+", " ", word) for word in words)
    return sorted({tag for tag in (" ".join(one.split())[: _TAG[1]].strip() for one in made) if len(tag) >= _TAG[0]})


def license_id(spdx: str) -> str:
    for pattern, known in _LICENSES:
        if re.fullmatch(pattern, spdx):
            return known
    raise dataset.NotExportable(
        f"CKAN has no licence for {spdx}; it knows those of Creative Commons and of Open Data "
        "Commons, GFDL and OGL-UK. Say one in package.yaml under `licenses` and build again"
    )


def _extras(package: Package) -> tuple[str, ...]:
    """What CKAN has no field for, by EXTRAS: the keys that its extensions for maps and DCAT read, if they have one."""
    licence, spatial = dataset.license_of(package), package.descriptor.get("spatial")
    start, end = dataset.period(package) or ("", "")
    sources = (f"{s.get('title', '')} {s.get('path', '')}".strip() for s in package.descriptor.get("sources", ()))
    shape = json.dumps({key: spatial[key] for key in ("type", "coordinates")}) if spatial else ""
    return f"{licence['name']} {licence.get('path', '')}".strip(), "; ".join(sources), shape, end, start
