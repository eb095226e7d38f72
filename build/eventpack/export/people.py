"""Who made a dataset, as its descriptor has it: who is a person, with which ORCID, in which role for which portal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..package.load import Package

_ORCID = re.compile(r"(?:https?://(?:www\.)?orcid\.org/|orcid:)?(\d{4}-\d{4}-\d{4}-\d{3}[\dXx])/?")
# Roles as they are written, by their letters alone, to DataCite's contributorType; CRediT's are among them.
_TYPES = {
    "contact": "ContactPerson",
    "contactperson": "ContactPerson",
    "contactpoint": "ContactPerson",
    "pointofcontact": "ContactPerson",
    "contributor": "Other",
    "custodian": "DataManager",
    "datacollection": "DataCollector",
    "datacuration": "DataCurator",
    "fundingacquisition": "Other",
    "funder": "Sponsor",
    "investigation": "Researcher",
    "maintainer": "DataManager",
    "owner": "RightsHolder",
    "principalinvestigator": "ProjectLeader",
    "projectadministration": "ProjectManager",
    "supervision": "Supervisor",
    "wrangler": "DataCurator",
} | {
    name.lower(): name
    for name in (
        "DataCollector",
        "DataCurator",
        "DataManager",
        "Distributor",
        "Editor",
        "HostingInstitution",
        "Producer",
        "ProjectLeader",
        "ProjectManager",
        "ProjectMember",
        "RegistrationAgency",
        "RegistrationAuthority",
        "RelatedPerson",
        "Researcher",
        "ResearchGroup",
        "RightsHolder",
        "Sponsor",
        "Supervisor",
        "Translator",
        "WorkPackageLeader",
        "Other",
    )
}
_CREATORS = {"creator", "author", "datasetcreator", "leadauthor", "coauthor"}
_PUBLISHERS = {"publisher"}


@dataclass(frozen=True, slots=True)
class Contributor:
    """One of the contributors. `name` is never empty; of the rest what is not stated is.

    `person` is None where nothing distinguishes a person from a body: a title alone may be either's. `orcid` is the bare
    identifier. `types` are the roles as DataCite names them, but for creators and publishers.
    """

    name: str
    given: str = ""
    family: str = ""
    person: bool | None = None
    orcid: str = ""
    organization: str = ""
    email: str = ""
    website: str = ""
    creates: bool = False
    publishes: bool = False
    types: tuple[str, ...] = ()

    @property
    def inverted(self) -> str:
        """The name as bibliographies sort it: "Family, Given" where both are known."""
        return ", ".join(filter(None, (self.family, self.given))) or self.name

    @property
    def orcid_address(self) -> str:
        return f"https://orcid.org/{self.orcid}" if self.orcid else ""


def of(package: Package) -> list[Contributor]:
    """The contributors in their order; none who has nothing to be named by."""
    listed = package.descriptor.get("contributors")
    found = (_read(raw) for raw in listed if isinstance(raw, dict)) if isinstance(listed, list) else ()
    return [one for one in found if one]


def creators(people: Sequence[Contributor]) -> list[Contributor]:
    """Who made the data: who is said to have, else who has no role, else whoever is more than their publisher."""
    for chosen in (
        [one for one in people if one.creates],
        [one for one in people if not one.types and not one.publishes],
        [one for one in people if set(one.types) - {"ContactPerson", "RightsHolder", "Sponsor", "Distributor"}],
    ):
        if chosen:
            return chosen
    return list(people)


def publisher(people: Sequence[Contributor], owner: str | None = None) -> Contributor:
    """Who publishes: who is said to, else the account, else who made the data."""
    stated = next((one for one in people if one.publishes), None)
    return stated or (Contributor(owner) if owner else creators(people)[0])


def contact(people: Sequence[Contributor], email: str | None = None) -> Contributor | None:
    """Whom to write to: the contact who has an address, else the first who has one.

    `email` is an address that was given for it: whose it is in the package, else the contact's.
    """
    contacts = [one for one in people if "ContactPerson" in one.types]
    if email:
        return next((one for one in people if one.email == email), None) or next(
            iter([*contacts, *creators(people)]), None
        )
    return next((one for one in [*contacts, *people] if one.email), None)


def others(people: Sequence[Contributor]) -> list[tuple[Contributor, str]]:
    """(contributor, DataCite's contributorType) of all who have a role beside that of creator and publisher, and of
    those who have none where others are said to be the creators."""
    made = [(one, kind) for one in people for kind in one.types]
    main = creators(people)
    return made + [(one, "Other") for one in people if not one.types and not one.publishes and one not in main]


def _read(raw: Mapping[str, Any]) -> Contributor | None:
    def text(*keys: str) -> str:
        return next((raw[key].strip() for key in keys if isinstance(raw.get(key), str) and raw[key].strip()), "")

    given, family, organization = text("givenName"), text("familyName"), text("organization", "organisation")
    path = text("path")
    match = _ORCID.fullmatch(path) or _ORCID.fullmatch(text("orcid"))
    orcid = match[1].upper() if match and _checks(match[1].upper()) else ""
    website = "" if _ORCID.fullmatch(path) else path
    name = text("title") or " ".join(filter(None, (given, family))) or organization or text("email") or path
    if not name:
        return None
    # Version 1 had one role, in a property of its own.
    several = raw.get("roles")
    roles = several if isinstance(several, list) else [raw.get("role")]
    plain = [re.sub(r"[^a-z]", "", role.lower()) for role in roles if isinstance(role, str)]
    person = True if given or family or orcid or (organization and organization != name) else None
    return Contributor(
        name,
        given,
        family,
        person,
        orcid,
        organization if organization != name else "",
        text("email"),
        website,
        bool(_CREATORS & set(plain)),
        bool(_PUBLISHERS & set(plain)),
        tuple(dict.fromkeys(_types(plain))),
    )


def _types(roles: Iterable[str]) -> Iterable[str]:
    return (_TYPES.get(role, "Other") for role in roles if role and role not in _CREATORS | _PUBLISHERS)


def _checks(orcid: str) -> bool:
    """ISO 7064 MOD 11-2, by which a mistyped ORCID is recognised."""
    digits, total = orcid.replace("-", ""), 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]
