"""Zenodo's deposit API (developers.zenodo.org): a draft with the package in one zip, published only when asked to."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from . import Order, PublishError, Reply, Request, Talk, left

if TYPE_CHECKING:
    from ..loaded import Package

HELP = "a deposition on Zenodo"
KEY = "ZENODO_TOKEN"
URL = "https://zenodo.org"
_API = "/api/deposit/depositions"


def header(key: str) -> tuple[str, str]:
    return "Authorization", f"Bearer {key}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--record", metavar="ID", help="a deposition that is there: a draft is filled anew, of a "
                        "published one a new version is made; default: a new deposition")
    parser.add_argument("--final", action="store_true", help="publish it; else a draft is left for you to look at")


def talk(package: Package, order: Order) -> Talk:
    from ..export import zenodo
    from .zipped import zipped

    metadata = zenodo.make(package, order.wish)
    file = zipped(package, order.work)
    draft = yield from _draft(order.options.record)
    ident, page = draft.get("id"), f"{order.url}/uploads/{draft.get('id')}"
    with left(f"The draft {page} is left, not published: go on with it by --record {ident}, or delete it there."):
        yield Request("PUT", f"{_API}/{ident}", "the metadata", json={"metadata": metadata})
        old = yield Request("GET", f"{_API}/{ident}/files", "what files it has already")
        if old.unknown:
            yield Request("DELETE", f"{_API}/{ident}/files/{{file}}", "for each file that it has already")
        for one in old.rows():
            yield Request("DELETE", f"{_API}/{ident}/files/{one['id']}", "a file of an earlier version")
        yield Request("PUT", f"{draft.get('links', 'bucket')}/{file.name}", "the package", file=file)
        kept = yield Request("GET", f"{_API}/{ident}/files", "whether what arrived is what was sent")
        _compare(kept, file)
        if order.options.final:
            done = yield Request("POST", f"{_API}/{ident}/actions/publish", "publish it")
            return done.get("links", "record_html") if not done.unknown else page
    return page


def _draft(record: str | None) -> Any:
    """The draft to fill."""
    if record is None:
        return (yield Request("POST", _API, "a new draft", json={}))
    found = yield Request("GET", f"{_API}/{record}", "the deposition that is there")
    if not found.unknown and not found.get("submitted"):
        return found
    made = yield Request("POST", f"{_API}/{record}/actions/newversion", "a draft of a new version, if it is published")
    return (yield Request("GET", made.get("links", "latest_draft"), "that draft, if a new version was made"))


def _compare(kept: Reply, file: Any) -> None:
    import hashlib

    if kept.unknown:
        return
    with file.open() as stream:
        digest = hashlib.file_digest(stream, "md5").hexdigest()
    found = {one["filename"]: (one["filesize"], one["checksum"].removeprefix("md5:")) for one in kept.rows()}
    if found != {file.name: (file.bytes, digest)}:
        raise PublishError(f"what Zenodo has ({found}) is not what was sent.")
