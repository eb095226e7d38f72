"""Zenodo's deposit API (developers.zenodo.org): a draft with the package in one zip, published only when asked to.

Zenodo keeps no folders, in which the files of a package lie; and one file is there whole or not at all.
"""

from __future__ import annotations

import argparse
from collections.abc import Generator
from typing import TYPE_CHECKING
from urllib.parse import quote

from . import Order, Reply, Request, Talk, left

if TYPE_CHECKING:
    from ..package.load import Package

HELP = "publish a deposition on Zenodo, left as a draft unless --final is given"
KEY = "ZENODO_TOKEN"
URL = "https://zenodo.org"
_API = "/api/deposit/depositions"


def header(key: str) -> tuple[str, str]:
    """The name and value of the header that carries the key."""
    return "Authorization", f"Bearer {key}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack publish zenodo`."""
    parser.add_argument(
        "--record",
        metavar="ID",
        help="an existing deposition: a draft is filled again, of a "
        "published one a new version is made; default: a new deposition",
    )
    parser.add_argument("--final", action="store_true", help="publish it; else a draft is left for you to look at")


def talk(package: Package, order: Order) -> Talk:
    """The requests that make Zenodo hold the package; returns the deposition's page. Raises PublishError."""
    from ..export import zenodo
    from .files import compare, same, zipped

    metadata = zenodo.make(package, order.portal_options)
    file = zipped(package, order.work)
    draft = yield from _draft(order.options.record)
    ident, bucket, page = draft.text("id"), draft.text("links", "bucket"), draft.text("links", "html")
    with left(f"The draft {page} is left, not published: fill it anew with --record {ident}, or delete it there."):
        yield Request("PUT", f"{_API}/{ident}", "the metadata", json={"metadata": metadata})
        there = False
        if order.options.record:
            old = yield Request("GET", f"{_API}/{ident}/files", "which files it has from before")
            if old.unknown:
                yield Request("DELETE", f"{_API}/{ident}/files/{{file}}", "for each of them that is another than ours")
            for name, (ident_of_file, digest) in _files(old).items():
                if name == file.name and not there and same(file, "MD5", digest):
                    there = True
                else:
                    yield Request(
                        "DELETE", f"{_API}/{ident}/files/{quote(ident_of_file, safe='')}", f"{name} from before"
                    )
        if not there:
            yield Request("PUT", f"{bucket}/{quote(file.name)}", "the package", file=file)
        kept = yield Request("GET", f"{_API}/{ident}/files", "whether what arrived is what was sent")
        if not kept.unknown:
            compare([file], {name: ("MD5", digest) for name, (_, digest) in _files(kept).items()})
    if not order.options.final:
        return page
    with left(f"Look at {page}: everything was sent, but it may not be published yet."):
        done = yield Request("POST", f"{_API}/{ident}/actions/publish", "publish it; it cannot be taken back")
        return done.text("doi_url")


def _draft(record: str | None) -> Generator[Request, Reply, Reply]:
    """The reply that describes the draft to fill."""
    if record is None:
        return (yield Request("POST", _API, "a new draft", json={}))
    found = yield Request("GET", f"{_API}/{quote(record, safe='')}", "the existing deposition")
    if not found.unknown and not found.get("submitted"):
        return found
    made = yield Request(
        "POST", f"{_API}/{quote(record, safe='')}/actions/newversion", "a draft of a new version, if it is published"
    )
    return (yield Request("GET", made.text("links", "latest_draft"), "that draft, if it is published"))


def _files(listed: Reply) -> dict[str, tuple[str, str]]:
    """Name → identifier and MD5."""
    files = [Reply(listed.status, row) for row in listed.rows()]
    return {file.text("filename"): (file.text("id"), file.text("checksum").removeprefix("md5:")) for file in files}
