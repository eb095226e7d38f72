"""A stand-in for a CKAN portal, and what `eventpack publish` asks of it."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from pathlib import Path

from stand_in import KEY, Asked, StandIn

READING = ["user_show", "license_list", "organization_show", "organization_list_for_user", "package_show"]


@dataclass
class Portal(StandIn):
    """Organisations and datasets, whose resources are only taken with a file; every write has a new time."""

    key: str = KEY
    organizations: list[str] = field(default_factory=lambda: ["desk"])
    theirs: list[str] = field(default_factory=lambda: ["desk"])
    datasets: dict[str, dict] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    clock: itertools.count = field(default_factory=itertools.count)

    @property
    def actions(self) -> list[str]:
        return [one.path.removeprefix("/api/action/") for one in self.asked]

    def refusal(self, status):
        kinds = {
            401: ("Not Found Error", "Not found"),
            404: ("Not Found Error", "Not found"),
            403: ("Authorization Error", "Access denied"),
            409: ("Validation Error", ""),
        }
        kind, message = kinds.get(status, ("Other", "broken"))
        return {"success": False, "help": "...", "error": {"__type": kind, "message": message}}

    def answer(self, asked: Asked):
        action = asked.path.removeprefix("/api/action/")
        form = asked.headers["Content-Type"].startswith("multipart/")
        found = getattr(self, action)(asked.parts if form else asked.json)
        return (404, self.refusal(404)) if found is None else (200, {"success": True, "result": found})

    def user_show(self, _):
        return {"name": "ada"}

    def license_list(self, _):
        return [{"id": "cc-by"}, {"id": "odc-odbl"}]

    def organization_show(self, asked):
        return {"name": asked["id"]} if asked["id"] in self.organizations else None

    def organization_create(self, asked):
        self.organizations.append(asked["name"])
        self.theirs.append(asked["name"])
        return {"name": asked["name"]}

    def organization_list_for_user(self, _):
        return [{"name": name} for name in self.theirs]

    def package_show(self, asked):
        return self.datasets.get(asked["id"])

    def package_create(self, asked):
        made = {
            **asked,
            "id": "1234",
            "state": "active",
            "metadata_modified": str(next(self.clock)),
            "resources": [],
            "organization": {"name": asked["owner_org"]},
        }
        self.datasets[asked["name"]] = made
        return made

    def package_revise(self, parts):
        form = {name: part for name, part in parts.items() if isinstance(part, tuple)}
        told = {name: json.loads(content) for name, (file, content) in form.items() if file is None} or parts
        sent = {name: content for name, (file, content) in form.items() if file is not None}
        old = next(one for one in self.datasets.values() if one["id"] == told["match"]["id"])
        assert told["match"]["metadata_modified"] == old["metadata_modified"]
        new = {**old, **told["update"], "metadata_modified": str(next(self.clock))}
        for number, one in enumerate(new["resources"]):
            if f"update__resources__{number}__upload" in sent:
                assert "id" not in one
                one |= {"id": f"r{next(self.clock)}", "url_type": "upload"}
                self.files[one["id"]] = sent[f"update__resources__{number}__upload"]
            assert "id" in one
        self.datasets[new["name"]] = new
        return {"package": new}


def raise_version(package: Path) -> None:
    """Make the package one of a later version."""
    file = package / "datapackage.json"
    file.write_text(file.read_text().replace('"version": "0.1.0"', '"version": "0.2.0"'))
