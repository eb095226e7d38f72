"""CITATION.cff 1.2.0: how to cite the data, as repositories show it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ..package.load import Package
from . import PortalOptions, dataset

HELP = "CITATION.cff, how to cite the data"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """CITATION.cff in `out`."""
    text = yaml.safe_dump(make(package, options), sort_keys=False, allow_unicode=True, width=110)
    (out / "CITATION.cff").write_text(text, encoding="utf-8")
    return [out / "CITATION.cff"]


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    made: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": dataset.text(package, "title"),
        "abstract": dataset.text(package, "description"),
        "authors": [_author(c) for c in dataset.contributors(package)],
        "version": dataset.text(package, "version"),
        "date-released": options.day.isoformat(),
        "license": dataset.license_of(package)["name"],
        "keywords": list(package.descriptor.get("keywords", ())),
    }
    if package.descriptor.get("homepage"):
        made["url"] = package.descriptor["homepage"]
    return {key: value for key, value in made.items() if value}


def _author(contributor) -> dict[str, str]:
    if not dataset.is_person(contributor):
        return {"name": contributor["title"]} | ({"website": contributor["path"]} if contributor.get("path") else {})
    names = {
        "given-names": contributor.get("givenName"),
        "family-names": contributor.get("familyName"),
        "affiliation": contributor.get("organization"),
        "email": contributor.get("email"),
    }
    return {key: value for key, value in names.items() if value}
