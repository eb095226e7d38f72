"""HDX, the Humanitarian Data Exchange of OCHA: the tables with HXL hashtags, and the dataset as its CKAN wants it.

Fields and codes are those of HDX's own client (OCHA-DAP/hdx-python-api) and of its CKAN extension (OCHA-DAP/hdx-ckan).
HDX takes no personal data (its terms of service): what is found is refused, or withheld where that is wished.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..core.errors import EventpackError
from ..core.messages import counted
from ..package.load import Package
from ..personal import find, withhold
from . import PortalOptions, dataset, hxl
from .write_json import write_json

HELP = "write the tables for HDX with HXL hashtags and metadata, without personal data"

# SPDX's names to HDX's; any other is "Other" with its name.
_LICENSES = {
    "CC-BY-4.0": "cc-by",
    "CC-BY-SA-4.0": "cc-by-sa",
    "CC-BY-3.0-IGO": "cc-by-igo",
    "CC0-1.0": "other-pd-nr",
    "ODbL-1.0": "hdx-odc-odbl",
    "ODC-By-1.0": "hdx-odc-by",
    "PDDL-1.0": "hdx-pddl",
}
_TOPICS = "b891512e-9516-4bf5-962a-7a289772a2a1"  # HDX's vocabulary; it takes no tag that is not in it
# Those of its topics that event data may be of; a package names them by its keywords.
_TAGS = frozenset(
    {
        "affected population",
        "aid workers",
        "asylum seekers",
        "aviation",
        "border crossings",
        "casualties",
        "complex emergency-conflict-security",
        "conflict-violence",
        "displacement",
        "fatalities",
        "geodata",
        "human rights",
        "humanitarian access",
        "internally displaced persons-idp",
        "migration",
        "peacekeeping",
        "protection",
        "refugees",
        "returnees",
    }
)
_NOT_THERE = frozenset({"XKX"})  # has no location in HDX
_AS_NEEDED = "-2"  # how often it is updated: a package does not say
_MOST_SOURCES = 10
_SHOWN = 100
_NEEDED = ("events", "locations", "sources", "actors", "event_actors", "reports")
_METHODOLOGY = (
    "Coded by program from news articles: event types and modes after PLOVER, precision of dates and places after UCDP "
    "GED. Every event can be traced to the passages that report it, in the table reports."
)
_CAVEATS = (
    "Events are what news articles report, not established facts: each report has a status, a source and a confidence, "
    "and most were not reviewed by a person (see the column review). Dates and places are bounds where the articles say "
    "no more."
)
_WITHHELD = (
    " Persons who hold no public office are written as their side and sector; quotes, titles and other texts that name "
    "them, and names of authors and reviewers, are left out."
)


class Personal(EventpackError):
    """The tables have personal data; the message lists it."""


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """hdx.json in `out`, and TABLE.csv with hashtags for each table. Raises Personal."""
    tables, found = cleared(package, options)
    made = make(package, tables, options, found)
    files = [hxl.write(name, frame, out / f"{name}.csv") for name, frame in tables.items()]
    return [write_json(out / "hdx.json", made), *files]


def cleared(package: Package, options: PortalOptions) -> tuple[Mapping[str, pd.DataFrame], find.Found]:
    """The tables as HDX may have them, and what was found in them. Raises Personal for what was not to be withheld."""
    resources = [r for r in dataset.resources(package) if r["name"] in package.tables]
    if missing := [name for name in _NEEDED if name not in package.tables]:
        raise dataset.NotExportable(
            f"HDX gets no package without the table {missing[0]}: who is named in it cannot be "
            "told; build it with eventpack"
        )
    found = find.search(package.tables, resources, options.public)
    if found.findings and not options.without_persons:
        raise Personal(_refusal(found))
    return withhold.withheld(package.tables, resources, found), found


def _refusal(found: find.Found) -> str:
    lines = [
        f"  {f.table}, row {f.row}, {f.column}: {f.what} ({f.kind}{f', {f.rows} rows' if f.rows > 1 else ''})"
        for f in found.findings[:_SHOWN]
    ]
    if len(found.findings) > _SHOWN:
        lines.append(f"  and {len(found.findings) - _SHOWN} more")
    return "\n".join(
        [
            f"HDX takes no personal data, and {_found(len(found.findings))}:",
            *lines,
            "Give --without-persons to replace these persons by their side and leave out the texts that name them.",
            "Or check a name: if it is a public official's, or not a person's, keep it with --public \"NAME\".",
        ]
    )


def _found(number: int) -> str:
    return f"there {'is' if number == 1 else 'are'} {counted(number, 'piece')} of it here"


def make(
    package: Package, tables: Mapping[str, pd.DataFrame], options: PortalOptions, found: find.Found
) -> dict[str, Any]:
    """The dataset as HDX's package_create takes it. Raises NotExportable for what HDX must have."""
    made: dict[str, Any] = {
        "name": re.sub("[^a-z0-9]+", "-", package.name).strip("-"),
        "title": dataset.text(package, "title"),
        "notes": dataset.text(package, "description"),
        "private": False,
        "owner_org": _given(options.owner, "the organisation that publishes it", "--owner"),
        "maintainer": _given(options.maintainer, "the user who maintains it, by name or id", "--maintainer"),
        "dataset_source": _sources(tables["sources"]),
        "dataset_date": _dates(package),
        "data_update_frequency": _AS_NEEDED,
        "groups": [{"name": name} for name in _countries(tables)],
        "subnational": "1" if tables["locations"]["admin1"].notna().any() else "0",
        **_license(package),
        "methodology": "Other",
        "methodology_other": _METHODOLOGY,
        "caveats": _CAVEATS + (_WITHHELD if found.findings else ""),
        "tags": [{"name": name, "vocabulary_id": _TOPICS} for name in _tags(package, tables)],
    }
    _check(made, found)
    return made | {
        "resources": [
            {
                "name": f"{resource['name']}.csv",
                "description": resource.get("description") or resource["name"],
                "format": "CSV",
                "url_type": "upload",
                "resource_type": "file.upload",
            }
            for resource in dataset.resources(package)
            if resource["name"] in tables
        ]
    }


def _given(value: str | None, what: str, option: str) -> str:
    if not value:
        raise dataset.NotExportable(f"HDX needs {what}; give it with {option}")
    return value


def _check(made: Mapping[str, Any], found: find.Found) -> None:
    """What package.yaml says is the user's to change, not ours."""
    for key in ("name", "title", "notes"):
        what = next((what for _, what in find.contact_in(made[key])), None)
        if what is None and found.names.found(made[key]):
            what = "a person who is withheld"
        if what:
            key = "description" if key == "notes" else key
            raise Personal(
                f"the package's {key} names {what}. HDX takes no personal data: rephrase it in "
                "package.yaml and build again"
            )


def _sources(sources: pd.DataFrame) -> str:
    names = sorted(set(sources["publisher"].dropna()))
    if not names:
        return "News articles"
    more = f" and {len(names) - _MOST_SOURCES} other publishers" if len(names) > _MOST_SOURCES else ""
    return ", ".join(names[:_MOST_SOURCES]) + more


def _dates(package: Package) -> str:
    days = dataset.period(package)
    if days is None:
        raise dataset.NotExportable("HDX requires the period that the data cover, but no event has a date")
    return f"[{days[0]}T00:00:00 TO {days[1]}T23:59:59]"


def _countries(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """The countries where events happened, as HDX names its locations; the world where that is not known."""
    events, places = tables["events"], tables["locations"]
    used = {*events["location_id"].dropna(), *events["destination_location_id"].dropna()}
    found = set(places[places["location_id"].isin(list(used))]["country"].dropna()) - _NOT_THERE
    return sorted(country.lower() for country in found) or ["world"]


def _license(package: Package) -> dict[str, str]:
    licence = dataset.license_of(package)
    if known := _LICENSES.get(licence.spdx):
        return {"license_id": known}
    name = licence.title or licence.spdx
    return {"license_id": "hdx-other", "license_other": ": ".join(filter(None, (name, licence.address)))}


def _tags(package: Package, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    keywords = {word.lower() for word in dataset.keywords(package)}
    conflict = {"conflict-violence"} if (tables["events"]["quad_class"] == "material-conflict").any() else set()
    return sorted((keywords & _TAGS) | conflict | {"hxl"})
