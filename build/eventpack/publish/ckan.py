"""CKAN's action API, through ckanapi: a dataset with a resource a table, switched from old to new by one request.

A first publication makes the dataset private and without files (a draft can be made by administrators only). Then, as
for each later one, a single `package_revise` carries all new metadata and all changed files, which CKAN commits as one.
A table whose file changed becomes a new resource, for CKAN writes an upload over the file that it replaces before it
commits: so the old file stays whole until nothing refers to it any more.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from . import Order, PublishError, Reply, Request, Talk, Upload, left, upload

if TYPE_CHECKING:
    from ..package.load import Package

HELP = "publish a dataset on a CKAN portal"
KEY = "EVENTPACK_CKAN_KEY"
URL = None
_API = "/api/action/"


def header(key: str) -> tuple[str, str]:
    """The name and value of the header that carries the key."""
    return "Authorization", key


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack publish ckan`."""
    parser.add_argument(
        "--organization",
        metavar="NAME",
        required=True,
        help="the organisation's name in its address; made if there is none and the key allows it",
    )
    parser.add_argument("--email", metavar="ADDRESS", help="of the contact, where the package names none")


def talk(package: Package, order: Order) -> Talk:
    """The requests that make a CKAN portal hold the package; returns the dataset's address. Raises PublishError."""
    from ..export import PortalOptions, ckan, dataset

    made = ckan.make(package, PortalOptions(order.day, order.options.organization, order.options.email))
    files = {
        file.path: upload(package, file, PurePosixPath(file.path).name)
        for file in dataset.files(package, parquet=False, one_each=True)
    }
    return (yield from converse(made, files, order.url))


def send(package: Package, order: Order, key: str) -> str:
    """Carry them out at `order.url`; returns the dataset's address. Raises PublishError."""
    return carry_out(talk(package, order), order.url, key)


def converse(dataset: Mapping[str, Any], files: Mapping[str, Upload], url: str, *, may_found: bool = True) -> Talk:
    """Makes the portal `url` hold `dataset` (as for `package_create`), and nothing new if it does already.

    Each of its resources has `hash` and names by `package_path` the one of `files` it is. What people added at the
    portal is kept: other resources, other extras, tags of a vocabulary, groups (but where `dataset` has them), and that
    it is private. An organisation that is missing is made, unless `may_found` is false.
    """
    name, organization = dataset["name"], dataset["owner_org"]
    yield from _rights(organization, dataset["license_id"], may_found)
    found = yield call("package_show", "the existing dataset", {"id": name}, missing=True)
    if found.unknown or found.status == 404:
        hidden = {key: value for key, value in dataset.items() if key != "resources"} | {"private": True}
        found = yield call("package_create", "a private dataset without files, if there is none of this name", hidden)
    _ours(found, name, organization)
    there = {} if found.unknown else found.data
    update, parts = revised(there, dataset, files)
    if not update:
        return f"{url}/dataset/{name}"
    remains = (
        f"The dataset {name} is left unfinished, and only {organization} sees it"
        if unfinished(there)
        else "The portal still has the version before or, where its answer was lost, the new one; never some of both"
    )
    with left(f"{remains}. Run the same again to finish."):
        match = {"id": found.get("id"), "metadata_modified": found.get("metadata_modified")}
        # Lists would else be updated item by item.
        lists = sorted(f"-{key}" for key, value in update.items() if isinstance(value, list))
        fields = {"match": match, "filter": lists, "update": update}
        body = (
            {"form": {key: json.dumps(value, ensure_ascii=False) for key, value in fields.items()}, "files": parts}
            if parts
            else {"json": fields}
        )
        done = yield Request(
            "POST",
            f"{_API}package_revise",
            "all that is new at once, if anything is; files already there are not sent",
            **body,
        )
        _arrived(done, dataset)
    return f"{url}/dataset/{name}"


def call(action: str, why: str, data: Any, *, missing: bool = False) -> Request:
    """A request of an action. `missing`: that there is no such thing is an answer, too."""
    return Request("POST", _API + action, why, json=data, allow=(404,) if missing else ())


def _rights(organization: str, license_id: str, may_found: bool) -> Any:
    """Raises PublishError where key, organisation or licence are not as needed, before anything is changed."""
    user = yield call("user_show", "whose key it is", {}, missing=True)
    if user.status == 404:
        raise PublishError("the portal does not know the key: it is wrong, expired or revoked.", 403)
    licenses = yield call("license_list", "which licences the portal knows", {})
    known = [one["id"] for one in licenses.rows()]
    if known and license_id not in known:
        raise PublishError(f"the portal has no licence {license_id}; it has {', '.join(known)}.")
    there = yield call("organization_show", "whether there is the organisation", {"id": organization}, missing=True)
    if there.status == 404 and not may_found:
        raise PublishError(f"the portal has no organisation {organization}: ask its administrators for one.")
    if may_found and (there.unknown or there.status == 404):
        with left(f"The portal has no organisation {organization}: ask its administrators for one."):
            yield call("organization_create", "the organisation, if there is none", {"name": organization})
    mine = yield call(
        "organization_list_for_user", "whether the key may publish in it", {"permission": "create_dataset"}
    )
    if not mine.unknown and organization not in [one["name"] for one in mine.rows()]:
        raise PublishError(
            f"the key of {user.get('name')} may make no datasets in the organisation {organization}; "
            "ask its administrators to make you an editor of it.",
            403,
        )


def _ours(found: Reply, name: str, organization: str) -> None:
    """Raises PublishError where the dataset that is there is another's."""
    from ..export.ckan import PATH

    if found.unknown:
        return
    if found.get("state") == "deleted":
        raise PublishError(f"the dataset {name} was deleted at the portal; restore or purge it there.")
    owner = found.data.get("organization") or {}
    if organization != owner.get("name"):
        raise PublishError(
            f"the dataset {name} already exists, in the organisation {owner.get('name')}; "
            "give another name in package.yaml and build again."
        )
    if not unfinished(found.data) and not any(one.get(PATH) for one in found.rows("resources")):
        raise PublishError(
            f"there is a dataset {name} that was not made by eventpack; it is not overwritten. Delete "
            "it at the portal, or give another name in package.yaml and build again."
        )


def revised(
    found: Mapping[str, Any], dataset: Mapping[str, Any], files: Mapping[str, Upload]
) -> tuple[dict[str, Any], dict[str, Upload]]:
    """What `package_revise` updates, and the files by the field of its form; both empty where nothing is new."""
    from ..export.ckan import EXTRAS, PATH

    there = {one[PATH]: one for one in found.get("resources", ()) if one.get(PATH)}
    resources, parts = [], {}
    for number, one in enumerate(dataset["resources"]):
        old = there.get(one[PATH])
        if old is None or old.get("hash") != one["hash"] or old.get("url_type") != "upload":
            old = None
            parts[f"update__resources__{number}__upload"] = files[one[PATH]]
        resources.append(
            {
                **(old or {}),
                **{key: value for key, value in one.items() if old is None or not _same(old.get(key), value)},
            }
        )
    resources += [one for one in found.get("resources", ()) if not one.get(PATH)]
    update = {key: value for key, value in dataset.items() if key != "owner_org"}
    ours = {(one["name"], one.get("vocabulary_id")) for one in update["tags"]}
    update["tags"] = [
        *update["tags"],
        *(
            one
            for one in found.get("tags", ())
            if one.get("vocabulary_id") and (one["name"], one["vocabulary_id"]) not in ours
        ),
    ]
    update["extras"] = [*update["extras"], *(one for one in found.get("extras", ()) if one["key"] not in EXTRAS)]
    update["resources"] = resources
    if not found or unfinished(found):
        update["private"] = False
    if found.get("state", "active") != "active":  # a draft begun by hand
        update["state"] = "active"
    unchanged = not parts and all(_seen(key, found.get(key)) == _seen(key, value) for key, value in update.items())
    return ({}, {}) if unchanged else (update, parts)


def unfinished(found: Mapping[str, Any]) -> bool:
    """Whether a dataset at the portal is that of a first publication that has not come to its end."""
    return bool(found.get("private")) and not found.get("resources")


def _same(old: Any, new: Any) -> bool:
    """Some portals keep a schema as the text of its JSON."""
    if isinstance(old, str) and not isinstance(new, str):
        try:
            return json.loads(old) == new
        except ValueError:
            return False
    return old == new


def _seen(key: str, value: Any) -> Any:
    """A value as far as we say it: CKAN adds to tags and groups, orders them and extras, and keeps no empty text."""
    if key in {"tags", "groups"}:
        return sorted(one["name"] for one in value or ())
    if key == "extras":
        return sorted((one["key"], one["value"]) for one in value or ())
    return value or ""


def _arrived(done: Reply, dataset: Mapping[str, Any]) -> None:
    """Raises PublishError where what the portal says it has is not what was sent."""
    from ..export.ckan import PATH

    if done.unknown:
        return
    kept = {
        one.get(PATH): (one.get("url_type"), one.get("hash"), one.get("size"))
        for one in done.rows("package", "resources")
    }
    for one in dataset["resources"]:
        if kept.get(one[PATH]) != ("upload", one["hash"], one["size"]):
            raise PublishError(f"what the portal has as {one[PATH]} is not what was sent: {kept.get(one[PATH])}.")


def carry_out(talk: Talk, url: str, key: str) -> str:
    """The conversation over the network through ckanapi; gives what it returns. Needs eventpack[ckan]."""
    from ..package.load import needed

    needed("ckanapi", "ckan")
    from . import ckan_http

    return ckan_http.carry_out(talk, url, key)
