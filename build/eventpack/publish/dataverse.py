"""Dataverse's native API (guides.dataverse.org): a draft dataset, file by file in its folders, published when asked to.

Files are sent with `tabIngest` off: Dataverse would else turn each CSV into a table of its own form, and what is
published would no longer have the digests that datapackage.json states.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..core.errors import EventpackError
from . import Order, Reply, Request, Talk, Upload, left

if TYPE_CHECKING:
    from ..package.load import Package

HELP = "publish a dataset in a collection of Dataverse, left as a draft unless --final is given"
KEY = "DATAVERSE_KEY"
URL = None


def header(key: str) -> tuple[str, str]:
    """The name and value of the header that carries the key."""
    return "X-Dataverse-key", key


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack publish dataverse`."""
    parser.add_argument("--collection", metavar="ALIAS", help="the collection in which a new dataset is made")
    parser.add_argument(
        "--record",
        metavar="DOI",
        help="an existing dataset: its draft is replaced, or a new version "
        "is drafted if it is published; default: a new dataset",
    )
    parser.add_argument("--email", metavar="ADDRESS", help="of the contact, where package.yaml names none")
    parser.add_argument("--final", action="store_true", help="publish it; otherwise leave a draft for you to check")


def talk(package: Package, order: Order) -> Talk:
    """The requests that make a Dataverse hold the package; returns the dataset's address. Raises PublishError."""
    from ..export import dataverse
    from .files import compare, every, same

    record, collection = order.options.record, order.options.collection
    if not record and not collection:
        raise EventpackError("name a collection or dataset: give --collection for a new dataset, else --record")
    metadata, files = dataverse.make(package, order.portal_options), every(package)
    if not record:
        made = yield Request(
            "POST", f"/api/dataverses/{quote(collection, safe='')}/datasets", "a new draft", json=metadata
        )
        doi = made.text("data", "persistentId")
    else:
        doi = record
    which = f"persistentId={quote(doi, safe=':/{}')}"
    page, home = f"{order.url}/dataset.xhtml?{which}", "/api/datasets/:persistentId"
    with left(
        f"The draft {page}&version=DRAFT is left, not published: fill it anew with --record {doi}, or delete it there."
    ):
        there: set[str] = set()
        if record:
            yield Request(
                "PUT",
                f"{home}/versions/:draft?{which}",
                "the metadata; Dataverse makes a draft of a new version where the dataset is published",
                json=metadata["datasetVersion"],
            )
            old = yield Request("GET", f"{home}/versions/:draft/files?{which}", "which files it has from before")
            if old.unknown:
                yield Request("DELETE", "/api/files/{file}", "for each of them that is another than ours")
            ours = {file.name: file for file in files}
            for name, (ident, algorithm, digest) in _files(old).items():
                if name in ours and same(ours[name], algorithm, digest):
                    there.add(name)
                else:
                    yield Request("DELETE", f"/api/files/{quote(ident, safe='')}", f"{name} from before")
        for file in files:
            if file.name not in there:
                yield Request(
                    "POST",
                    f"{home}/add?{which}",
                    _why(file, bool(record)),
                    form={"jsonData": _said(file)},
                    files={"file": _named(file)},
                )
        kept = yield Request("GET", f"{home}/versions/:draft/files?{which}", "whether what arrived is what was sent")
        if not kept.unknown:
            compare(files, {name: (algorithm, digest) for name, (_, algorithm, digest) in _files(kept).items()})
    if not order.options.final:
        return f"{page}&version=DRAFT"
    with left(f"Look at {page}: everything was sent, but it may not be published yet."):
        yield Request("POST", f"{home}/actions/:publish?{which}&type=major", "publish it; it cannot be taken back")
    return page


def _why(file: Upload, again: bool) -> str:
    return f"{file.name}{', unless it has just this already' if again else ''}"


def _named(file: Upload) -> Upload:
    """Dataverse keeps folders apart from names."""
    return Upload(file.name.rpartition("/")[2], file.mediatype, file.bytes, file.sha256, file.open)


def _said(file: Upload) -> str:
    folder = file.name.rpartition("/")[0]
    return json.dumps(({"directoryLabel": folder} if folder else {}) | {"restrict": "false", "tabIngest": "false"})


def _files(listed: Reply) -> dict[str, tuple[str, str, str]]:
    """Path → identifier, algorithm and digest."""
    found = {}
    for row in listed.rows("data"):
        file = Reply(listed.status, row)
        name = file.text("label")
        folder = row.get("directoryLabel")
        found[f"{folder}/{name}" if folder else name] = (
            file.text("dataFile", "id"),
            file.text("dataFile", "checksum", "type"),
            file.text("dataFile", "checksum", "value"),
        )
    return found
