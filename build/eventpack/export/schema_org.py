"""schema.org/Dataset as JSON-LD, as search engines for data read it (Google's guide to dataset markup)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..package.load import Package
from . import PortalOptions, dataset
from .write_json import write_json

HELP = "schema.org/Dataset as JSON-LD, for search engines"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """dataset.jsonld in `out`, to stand in a page as <script type="application/ld+json">."""
    return [write_json(out / "dataset.jsonld", {"@context": "https://schema.org/"} | make(package, options))]


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    about, licence = package.descriptor, dataset.license_of(package)
    made: dict[str, Any] = {
        "@type": "Dataset",
        "name": dataset.text(package, "title"),
        "description": dataset.text(package, "description"),
        "version": dataset.text(package, "version"),
        "datePublished": options.day.isoformat(),
        "license": licence.get("path") or licence["name"],
        "creator": [party(c) for c in dataset.contributors(package)],
        "keywords": list(about.get("keywords", ())),
        "isAccessibleForFree": True,
        "isBasedOn": dataset.addresses(package),
    }
    if about.get("homepage"):
        made["url"] = about["homepage"]
    if days := dataset.period(package):
        made["temporalCoverage"] = "/".join(days)
    if box := dataset.bounds(package):
        west, south, east, north = box
        shape = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
        made["spatialCoverage"] = {"@type": "Place", "geo": shape}
    made["variableMeasured"] = [
        {"@type": "PropertyValue", "name": f"{r['name']}.{f['name']}", "description": f.get("description", "")}
        for r in about["resources"]
        for f in r["schema"]["fields"]
    ]
    made["distribution"] = [
        {
            "@type": "DataDownload",
            "name": f.path,
            "description": f.table.get("title", ""),
            "contentUrl": f.path,
            "encodingFormat": f.mediatype,
            "contentSize": f"{f.bytes} B",
            "sha256": f.sha256,
        }
        for f in dataset.files(package)
    ]
    return made


def party(contributor) -> dict[str, str]:
    """Who made it, as a Person or an Organization."""
    kind = "Person" if dataset.is_person(contributor) else "Organization"
    made = {"@type": kind, "name": contributor["title"]}
    return made | ({"url": contributor["path"]} if contributor.get("path") else {})
