"""Kaggle's dataset-metadata.json (its API's documentation), with every column described, and the CSV files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ..package.load import Package
from . import PortalOptions, dataset
from .write_json import write_json

HELP = "write Kaggle's dataset-metadata.json with the tables beside it"

_TITLE, _SUBTITLE = (6, 50), (20, 80)  # what Kaggle takes, in characters
_TYPES = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "datetime",
    "datetime": "datetime",
    "year": "integer",
}


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """dataset-metadata.json in `out`, and the CSV files."""
    return [
        write_json(out / "dataset-metadata.json", make(package, options)),
        *dataset.copy(package, out, dataset.files(package, parquet=False, one_each=True)),
    ]


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    """The contents of dataset-metadata.json. Raises NotExportable if no owner is given."""
    if not options.owner:
        raise dataset.NotExportable("Kaggle needs the account that owns the dataset; give it with --owner")
    title = dataset.text(package, "title")
    return {
        "title": shortened(title, *_TITLE),
        "subtitle": shortened(dataset.text(package, "description"), *_SUBTITLE),
        "description": dataset.text(package, "description"),
        "id": f"{options.owner}/{re.sub('[^a-z0-9]+', '-', package.name).strip('-')}",
        "licenses": [{"name": dataset.license_of(package).spdx or "other"}],
        "keywords": dataset.keywords(package),
        "resources": [
            {
                "path": f.path,
                "description": f.table.get("description", ""),
                "schema": {
                    "fields": [
                        {
                            "name": field["name"],
                            "title": field.get("description", field["name"]),
                            "type": _TYPES.get(field["type"], "string"),
                        }
                        for field in f.fields
                    ]
                },
            }
            for f in dataset.files(package, parquet=False, one_each=True)
        ],
    }


def shortened(text: str, shortest: int, longest: int) -> str:
    """The text cut after a word at `longest` characters. Raises NotExportable where it is under `shortest`."""
    if len(text) < shortest:
        raise dataset.NotExportable(
            f'Kaggle wants at least {shortest} characters; "{text}" has {len(text)}. Say more in the package'
        )
    if len(text) <= longest:
        return text
    cut = text[:longest]  # also takes a word that ends just there
    kept = cut if text[longest] == " " else cut.rsplit(" ", 1)[0]
    return kept.rstrip(" ,;:-–—")
