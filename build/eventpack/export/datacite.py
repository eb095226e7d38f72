"""DataCite 4.5 metadata as JSON: what a DOI is registered with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..package.load import EVENT_TABLES, Package
from . import PortalOptions, dataset, people
from .licences import Licence
from .write_json import write_json

HELP = "write DataCite 4.5 JSON, to register a DOI"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """datacite.json in `out`: the attributes of a DOI, without the DOI."""
    return [write_json(out / "datacite.json", make(package, options))]


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    """DataCite metadata (kernel 4) as JSON. Raises NotExportable."""
    licence, contributors = dataset.license_of(package), dataset.contributors(package)
    files = list(dataset.files(package))
    made: dict[str, Any] = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": {
            "resourceTypeGeneral": "Dataset",
            "resourceType": "Event data" if _is_ours(package) else "Data package",
        },
        "titles": [{"title": dataset.text(package, "title"), "lang": "en"}],
        "creators": [party(one) for one in people.creators(contributors)],
        "contributors": [
            {**party(one), "contributorType": _TYPES.get(kind, kind)} for one, kind in people.others(contributors)
        ],
        "publisher": {"name": people.publisher(contributors, options.owner).name},
        "publicationYear": str(options.day.year),
        "dates": [{"date": options.day.isoformat(), "dateType": "Issued"}],
        "language": "en",
        "version": dataset.optional(package, "version"),
        "descriptions": [
            {"description": about, "descriptionType": "Abstract", "lang": "en"}
            for about in [dataset.optional(package, "description")]
            if about
        ],
        "subjects": [{"subject": word} for word in dataset.keywords(package)],
        "rightsList": [_rights(licence)],
        "formats": sorted({file.mediatype for file in files}),
        "sizes": [f"{sum(file.bytes for file in files)} bytes"],
        "relatedIdentifiers": [
            {"relatedIdentifier": address, "relatedIdentifierType": "URL", "relationType": "IsDerivedFrom"}
            for address in dataset.addresses(package)
        ],
    }
    made = {key: value for key, value in made.items() if value not in ("", [])}
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
    if homepage := dataset.optional(package, "homepage"):
        made["url"] = homepage
    return made


_TYPES = {"Translator": "Other"}  # which only later versions have


def _is_ours(package: Package) -> bool:
    return all(table in package.tables for table in EVENT_TABLES)


def _rights(licence: Licence) -> dict[str, str]:
    made = {"rights": licence.words}
    if licence.spdx:
        made |= {
            "rightsIdentifier": licence.spdx,
            "rightsIdentifierScheme": "SPDX",
            "schemeUri": "https://spdx.org/licenses/",
        }
    return made | ({"rightsUri": licence.address} if licence.address else {})


def party(one: people.Contributor) -> dict[str, Any]:
    """A creator or contributor. Where nothing says whether it is a person, neither does this."""
    made: dict[str, Any] = {
        "name": one.inverted,
        "nameType": "Personal" if one.person else "",
        "givenName": one.given,
        "familyName": one.family,
    }
    if one.organization:
        made["affiliation"] = [{"name": one.organization}]
    if one.orcid:
        made["nameIdentifiers"] = [
            {
                "nameIdentifier": one.orcid_address,
                "nameIdentifierScheme": "ORCID",
                "schemeUri": "https://orcid.org",
            }
        ]
    return {key: value for key, value in made.items() if value}
