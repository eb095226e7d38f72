"""Dataverse's JSON for a new dataset (its native API guide): the citation and geospatial metadata blocks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..package.load import EVENT_TABLES, Package
from . import PortalOptions, dataset, people
from .licences import Licence
from .write_json import write_json

HELP = "write Dataverse's JSON for a new dataset"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """dataverse.json in `out`, for POST /api/dataverses/ID/datasets."""
    return [write_json(out / "dataverse.json", make(package, options))]


def _text(name: str, value: str) -> dict[str, Any]:
    return {"typeName": name, "multiple": False, "typeClass": "primitive", "value": value}


def _group(**values: str) -> dict[str, Any]:
    return {name: _text(name, value) for name, value in values.items()}


def _groups(name: str, values: list[dict[str, Any]]) -> dict[str, Any]:
    return {"typeName": name, "multiple": True, "typeClass": "compound", "value": values}


# DataCite's types of contributors as Dataverse's own list has them; the others are "Other".
_TYPES = {
    "DataCollector": "Data Collector",
    "DataCurator": "Data Curator",
    "DataManager": "Data Manager",
    "Editor": "Editor",
    "HostingInstitution": "Hosting Institution",
    "ProjectLeader": "Project Leader",
    "ProjectManager": "Project Manager",
    "ProjectMember": "Project Member",
    "RelatedPerson": "Related Person",
    "Researcher": "Researcher",
    "ResearchGroup": "Research Group",
    "RightsHolder": "Rights Holder",
    "Sponsor": "Sponsor",
    "Supervisor": "Supervisor",
    "WorkPackageLeader": "Work Package Leader",
}


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    """The metadata of a Dataverse dataset, as its API takes them. Raises NotExportable."""
    contributors, licence = dataset.contributors(package), dataset.license_of(package)
    contact = people.contact(contributors, options.email) or contributors[0]
    address = dataset.email(package, options.email)
    # A contact has a field of its own, in which name and address are those of one and the same.
    others = [(one, kind) for one, kind in people.others(contributors) if kind != "ContactPerson"]
    distributors = [one for one in contributors if one.publishes]
    fields = [
        _text("title", dataset.text(package, "title")),
        _groups("author", [_author(one) for one in people.creators(contributors)]),
        _groups("datasetContact", [_group(datasetContactName=contact.name, datasetContactEmail=address)]),
        _groups("dsDescription", [_group(dsDescriptionValue=dataset.text(package, "description"))]),
        {
            "typeName": "subject",
            "multiple": True,
            "typeClass": "controlledVocabulary",
            "value": ["Social Sciences" if _is_ours(package) else "Other"],
        },
        _groups("keyword", [_group(keywordValue=word) for word in dataset.keywords(package)]),
        _groups(
            "contributor",
            [
                {
                    "contributorType": _term("contributorType", _TYPES.get(kind, "Other")),
                    **_group(contributorName=one.inverted),
                }
                for one, kind in others
            ],
        ),
        _groups("distributor", [_group(distributorName=one.name) for one in distributors]),
        {"typeName": "language", "multiple": True, "typeClass": "controlledVocabulary", "value": ["English"]},
        {
            "typeName": "kindOfData",
            "multiple": True,
            "typeClass": "primitive",
            "value": ["Event data"] if _is_ours(package) else [],
        },
        {"typeName": "dataSources", "multiple": True, "typeClass": "primitive", "value": dataset.addresses(package)},
    ]
    if days := dataset.period(package):
        covered = _group(timePeriodCoveredStart=days[0], timePeriodCoveredEnd=days[1])
        fields.append(_groups("timePeriodCovered", [covered]))
    blocks = {"citation": {"displayName": "Citation Metadata", "fields": [f for f in fields if f["value"]]}}
    if box := dataset.bounds(package):
        west, south, east, north = map(str, box)
        extent = _group(westLongitude=west, eastLongitude=east, northLatitude=north, southLatitude=south)
        blocks["geospatial"] = {
            "displayName": "Geospatial Metadata",
            "fields": [_groups("geographicBoundingBox", [extent])],
        }
    return {"datasetVersion": {**_terms(licence), "metadataBlocks": blocks}}


def _is_ours(package: Package) -> bool:
    return all(table in package.tables for table in EVENT_TABLES)


def _term(name: str, value: str) -> dict[str, Any]:
    return {"typeName": name, "multiple": False, "typeClass": "controlledVocabulary", "value": value}


def _author(one: people.Contributor) -> dict[str, Any]:
    made = _group(authorName=one.inverted)
    if one.organization:
        made |= _group(authorAffiliation=one.organization)
    if one.orcid:
        made |= {
            "authorIdentifierScheme": _term("authorIdentifierScheme", "ORCID"),
            **_group(authorIdentifier=one.orcid),
        }
    return made


def _terms(licence: Licence) -> dict[str, Any]:
    """A licence by its name in Dataverse, or terms in words for one without a name."""
    if not licence.spdx:
        return {"termsOfUse": ": ".join(dict.fromkeys(filter(None, (licence.title, licence.address))))}
    name = licence.spdx.replace("CC-BY-4.0", "CC BY 4.0").replace("CC0-1.0", "CC0 1.0")
    return {"license": {"name": name} | ({"uri": licence.address.rstrip("/")} if licence.address else {})}
