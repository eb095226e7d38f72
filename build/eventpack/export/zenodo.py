"""Zenodo's deposition metadata (developers.zenodo.org), as its upload API and .zenodo.json take it."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from ..package.load import Package
from . import PortalOptions, datacite, dataset
from .write_json import write_json

HELP = "Zenodo's deposition metadata"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """.zenodo.json in `out`."""
    return [write_json(out / ".zenodo.json", make(package, options))]


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    made = {
        "upload_type": "dataset",
        "title": dataset.text(package, "title"),
        # Zenodo takes HTML here: what the package says is text, and stays so.
        "description": f"<p>{html.escape(dataset.text(package, 'description'), quote=False)}</p>",
        "creators": [_creator(c) for c in dataset.contributors(package)],
        "access_right": "open",
        "license": dataset.license_of(package)["name"].lower(),
        "publication_date": options.day.isoformat(),
        "version": dataset.text(package, "version"),
        "language": "eng",
        "keywords": list(package.descriptor.get("keywords", ())),
        "related_identifiers": [
            {"identifier": address, "relation": "isDerivedFrom"} for address in dataset.addresses(package)
        ],
    }
    if days := dataset.period(package):
        made["dates"] = [
            {
                "start": days[0],
                "end": days[1],
                "type": "Valid",
                "description": "from the first to the last day of the events",
            }
        ]
    return made


def _creator(contributor) -> dict[str, str]:
    made = {"name": datacite.creator(contributor)["name"]}
    return made | ({"affiliation": contributor["organization"]} if contributor.get("organization") else {})
