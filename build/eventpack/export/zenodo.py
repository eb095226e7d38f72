"""Zenodo's deposition metadata (developers.zenodo.org), as its upload API and .zenodo.json take it."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from ..package.load import Package
from . import PortalOptions, dataset, people
from .write_json import write_json

HELP = "write Zenodo's deposition metadata"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """.zenodo.json in `out`."""
    return [write_json(out / ".zenodo.json", make(package, options))]


# DataCite's types of contributors that Zenodo has not.
_TYPES = {"Translator": "Other"}


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    """The metadata of a Zenodo deposition. Raises NotExportable if Zenodo does not know the licence."""
    licence, contributors = dataset.license_of(package), dataset.contributors(package)
    if not licence.spdx:
        raise dataset.NotExportable(
            f'Zenodo knows licences by their SPDX name, and "{licence.words}" is none; say it as the `name` of the licence'
        )
    made = {
        "upload_type": "dataset",
        "title": dataset.text(package, "title"),
        # Zenodo takes HTML here: what the package says is text, and stays so.
        "description": f"<p>{html.escape(dataset.text(package, 'description'), quote=False)}</p>",
        "creators": [_party(one) for one in people.creators(contributors)],
        "contributors": [{**_party(one), "type": _TYPES.get(kind, kind)} for one, kind in people.others(contributors)],
        "access_right": "open",
        "license": licence.spdx.lower(),
        "publication_date": options.day.isoformat(),
        "version": dataset.optional(package, "version"),
        "language": "eng",
        "keywords": dataset.keywords(package),
        "related_identifiers": [
            {"identifier": address, "relation": "isDerivedFrom"} for address in dataset.addresses(package)
        ],
    }
    if not made["contributors"]:
        del made["contributors"]
    if not made["version"]:
        del made["version"]
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


def _party(one: people.Contributor) -> dict[str, str]:
    made = {"name": one.inverted, "affiliation": one.organization, "orcid": one.orcid}
    return {key: value for key, value in made.items() if value}
