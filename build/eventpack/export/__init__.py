"""What `eventpack export` can write: one module a target, with `HELP` and `write(package, folder, options)`.

Everything is derived from datapackage.json and the tables; a target's module holds only how the target says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TARGETS = (
    "arrow",
    "ckan",
    "citation",
    "counts",
    "croissant",
    "datacite",
    "dataverse",
    "dcat",
    "duckdb",
    "geojson",
    "geoparquet",
    "hdx",
    "huggingface",
    "kaggle",
    "schema-org",
    "spreadsheet",
    "sqlite",
    "zenodo",
)


@dataclass(frozen=True, slots=True)
class PortalOptions:
    """What a portal asks that no package says of itself."""

    day: date  # of publication
    owner: str | None = None  # the account or organisation it is published under
    email: str | None = None  # of the contact, where the package names none
    maintainer: str | None = None  # the portal's user who answers for it
    without_persons: bool = False  # write persons who hold no public office as their side only
    public: tuple[str, ...] = ()  # names somebody has looked at: a public official's, or no person's
