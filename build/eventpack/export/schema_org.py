"""schema.org/Dataset as JSON-LD, as search engines for data read it (Google's guide to dataset markup)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..package.load import Package
from . import PortalOptions, dataset, people
from .write_json import write_json

HELP = "write schema.org/Dataset as JSON-LD, for search engines"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """dataset.jsonld in `out`, to stand in a page as <script type="application/ld+json">."""
    return [write_json(out / "dataset.jsonld", {"@context": "https://schema.org/"} | make(package, options))]


# DataCite's types of contributors that schema.org has a property for; the others are `contributor`.
_PROPERTIES = {
    "ContactPerson": "maintainer",
    "DataManager": "maintainer",
    "Editor": "editor",
    "Producer": "producer",
    "RightsHolder": "copyrightHolder",
    "Sponsor": "sponsor",
    "Translator": "translator",
}


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    """The package as a schema.org Dataset, without its context. Raises NotExportable."""
    licence, contributors = dataset.license_of(package), dataset.contributors(package)
    made: dict[str, Any] = {
        "@type": "Dataset",
        "name": dataset.text(package, "title"),
        "description": dataset.text(package, "description"),
        "version": dataset.optional(package, "version"),
        "datePublished": options.day.isoformat(),
        "license": licence.address or licence.spdx or licence.title,
        "creator": [party(one) for one in people.creators(contributors)],
        **_others(contributors),
        "keywords": dataset.keywords(package),
        "isAccessibleForFree": True,
        "isBasedOn": dataset.addresses(package),
        "url": dataset.optional(package, "homepage"),
    }
    made = {key: value for key, value in made.items() if value not in ("", [])}
    if days := dataset.period(package):
        made["temporalCoverage"] = "/".join(days)
    if box := dataset.bounds(package):
        west, south, east, north = box
        shape = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
        made["spatialCoverage"] = {"@type": "Place", "geo": shape}
    made["variableMeasured"] = [
        {"@type": "PropertyValue", "name": f"{r['name']}.{f['name']}", "description": f.get("description", "")}
        for r in dataset.resources(package)
        for f in dataset.fields(r)
    ]
    made["distribution"] = [
        {
            "@type": "DataDownload",
            "name": f.path,
            "description": f.table.get("title", ""),
            "contentUrl": quote(f.path),
            "encodingFormat": f.mediatype,
            "contentSize": f"{f.bytes} B",
            "sha256": f.sha256,
        }
        for f in dataset.files(package)
    ]
    return made


def _others(contributors: list[people.Contributor]) -> dict[str, Any]:
    made: dict[str, Any] = {"publisher": [party(one) for one in contributors if one.publishes]}
    for one, kind in people.others(contributors):
        made.setdefault(_PROPERTIES.get(kind, "contributor"), []).append(party(one))
    return made


def party(one: people.Contributor) -> dict[str, Any]:
    """Who made it, as a Person where that is known, else as an Organization."""
    made: dict[str, Any] = {
        "@type": "Person" if one.person else "Organization",
        "@id": one.orcid_address,
        "name": one.name,
        "givenName": one.given,
        "familyName": one.family,
        "url": one.website,
    }
    if one.orcid:
        made["identifier"] = one.orcid_address
    if one.organization:
        made["affiliation"] = {"@type": "Organization", "name": one.organization}
    return {key: value for key, value in made.items() if value}
