"""Dataverse's JSON for a new dataset (its native API guide): the citation and geospatial metadata blocks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..package.load import Package
from . import PortalOptions, datacite, dataset
from .write_json import write_json

HELP = "Dataverse's JSON for a new dataset"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """dataverse.json in `out`, for POST /api/dataverses/ID/datasets."""
    return [write_json(out / "dataverse.json", make(package, options))]


def _text(name: str, value: str) -> dict[str, Any]:
    return {"typeName": name, "multiple": False, "typeClass": "primitive", "value": value}


def _group(**values: str) -> dict[str, Any]:
    return {name: _text(name, value) for name, value in values.items()}


def _groups(name: str, values: list[dict[str, Any]]) -> dict[str, Any]:
    return {"typeName": name, "multiple": True, "typeClass": "compound", "value": values}


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    people = dataset.contributors(package)
    licence = dataset.license_of(package)
    fields = [
        _text("title", dataset.text(package, "title")),
        _groups("author", [_group(authorName=datacite.creator(c)["name"]) for c in people]),
        _groups(
            "datasetContact",
            [_group(datasetContactName=people[0]["title"], datasetContactEmail=dataset.email(package, options.email))],
        ),
        _groups("dsDescription", [_group(dsDescriptionValue=dataset.text(package, "description"))]),
        {"typeName": "subject", "multiple": True, "typeClass": "controlledVocabulary", "value": ["Social Sciences"]},
        _groups("keyword", [_group(keywordValue=word) for word in package.descriptor.get("keywords", ())]),
        {"typeName": "language", "multiple": True, "typeClass": "controlledVocabulary", "value": ["English"]},
        {"typeName": "kindOfData", "multiple": True, "typeClass": "primitive", "value": ["Event data"]},
        {"typeName": "dataSources", "multiple": True, "typeClass": "primitive", "value": dataset.addresses(package)},
    ]
    if days := dataset.period(package):
        covered = _group(timePeriodCoveredStart=days[0], timePeriodCoveredEnd=days[1])
        fields.append(_groups("timePeriodCovered", [covered]))
    blocks = {"citation": {"displayName": "Citation Metadata", "fields": [f for f in fields if f["value"]]}}
    if box := dataset.bounds(package):
        west, south, east, north = map(str, box)
        blocks["geospatial"] = {
            "displayName": "Geospatial Metadata",
            "fields": [
                _groups(
                    "geographicBoundingBox",
                    [_group(westLongitude=west, eastLongitude=east, northLatitude=north, southLatitude=south)],
                )
            ],
        }
    name = licence["name"].replace("CC-BY-4.0", "CC BY 4.0").replace("CC0-1.0", "CC0 1.0")
    return {
        "datasetVersion": {
            "license": {"name": name} | ({"uri": licence["path"].rstrip("/")} if licence.get("path") else {}),
            "metadataBlocks": blocks,
        }
    }
