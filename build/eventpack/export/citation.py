"""CITATION.cff 1.2.0: how to cite the data, as repositories show it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ..package.load import Package
from . import PortalOptions, dataset, licences, people

HELP = "write CITATION.cff, which says how to cite the data"


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """CITATION.cff in `out`."""
    text = yaml.safe_dump(make(package, options), sort_keys=False, allow_unicode=True, width=110)
    (out / "CITATION.cff").write_text(text, encoding="utf-8")
    return [out / "CITATION.cff"]


def make(package: Package, options: PortalOptions) -> dict[str, Any]:
    """The contents of CITATION.cff (Citation File Format 1.2.0) as keys and values. Raises NotExportable."""
    contributors, licence = dataset.contributors(package), licences.of(package)
    contact = next((one for one in contributors if "ContactPerson" in one.types), None)
    made: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": dataset.text(package, "title"),
        "abstract": dataset.optional(package, "description"),
        "authors": [_party(one) for one in people.creators(contributors)],
        "contact": [_party(contact)] if contact else [],
        "version": dataset.optional(package, "version"),
        "date-released": options.day.isoformat(),
        "license": licence.spdx if licence else "",
        "license-url": licence.address if licence and not licence.spdx else "",
        "keywords": dataset.keywords(package),
        "url": dataset.optional(package, "homepage"),
    }
    return {key: value for key, value in made.items() if value}


def _party(one: people.Contributor) -> dict[str, str]:
    """A person by the parts of the name, anybody else as the format's entity, which has one name."""
    if one.given or one.family:
        made = {"given-names": one.given, "family-names": one.family, "affiliation": one.organization}
    else:
        made = {"name": one.name}
    made |= {"orcid": one.orcid_address, "email": one.email, "website": one.website}
    return {key: value for key, value in made.items() if value}
