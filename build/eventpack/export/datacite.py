"""DataCite 4.5 metadata as JSON: what a DOI is registered with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..package.load import Package
from . import PortalOptions, dataset
from .write_json import write_json

HELP = "DataCite 4.5 JSON, to register a DOI"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """datacite.json in `out`: the attributes of a DOI, without the DOI."""
    return [write_json(out / "datacite.json", make(package, options))]


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    about, licence = package.descriptor, dataset.license_of(package)
    people = dataset.contributors(package)
    made: dict[str, Any] = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Event data"},
        "titles": [{"title": dataset.text(package, "title"), "lang": "en"}],
        "creators": [creator(c) for c in people],
        "publisher": {"name": options.owner or people[0]["title"]},
        "publicationYear": str(options.day.year),
        "dates": [{"date": options.day.isoformat(), "dateType": "Issued"}],
        "language": "en",
        "version": dataset.text(package, "version"),
        "descriptions": [
            {"description": dataset.text(package, "description"), "descriptionType": "Abstract", "lang": "en"}
        ],
        "subjects": [{"subject": word} for word in about.get("keywords", ())],
        "rightsList": [
            {
                "rights": licence.get("title") or licence["name"],
                "rightsIdentifier": licence["name"],
                "rightsIdentifierScheme": "SPDX",
                "schemeUri": "https://spdx.org/licenses/",
            }
            | ({"rightsUri": licence["path"]} if licence.get("path") else {})
        ],
        "formats": sorted({f.mediatype for f in dataset.files(package)}),
        "sizes": [f"{sum(f.bytes for f in dataset.files(package))} bytes"],
        "relatedIdentifiers": [
            {"relatedIdentifier": address, "relatedIdentifierType": "URL", "relationType": "IsDerivedFrom"}
            for address in dataset.addresses(package)
        ],
    }
    if days := dataset.period(package):
        made["dates"].append(
            {
                "date": "/".join(days),
                "dateType": "Other",
                "dateInformation": "from the first to the last day of the events",
            }
        )
    if box := dataset.bounds(package):
        names = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
        made["geoLocations"] = [{"geoLocationBox": dict(zip(names, box, strict=True))}]
    if about.get("homepage"):
        made["url"] = about["homepage"]
    return made


def creator(contributor) -> dict[str, str]:
    if not dataset.is_person(contributor):
        return {"name": contributor["title"], "nameType": "Organizational"}
    given, family = contributor.get("givenName", ""), contributor.get("familyName", "")
    name = ", ".join(filter(None, (family, given)))
    return {
        key: value
        for key, value in {"name": name, "nameType": "Personal", "givenName": given, "familyName": family}.items()
        if value
    }
