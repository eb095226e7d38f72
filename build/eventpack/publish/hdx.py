"""HDX, the Humanitarian Data Exchange: its API is CKAN's; the tables have HXL hashtags and no personal data."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from . import Order, Talk, Upload, ckan

if TYPE_CHECKING:
    from ..package.load import Package

HELP = "publish a dataset on HDX, the Humanitarian Data Exchange"
KEY = "EVENTPACK_HDX_KEY"
URL = "https://data.humdata.org"
header = ckan.header


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack publish hdx`."""
    parser.add_argument("--organization", metavar="NAME", required=True, help="your organisation's name in its address")
    parser.add_argument("--maintainer", metavar="USER", required=True, help="HDX's user who answers for the dataset")
    parser.add_argument(
        "--without-persons", action="store_true", help="write persons who hold no public office as their side only"
    )
    parser.add_argument(
        "--public",
        action="append",
        default=[],
        metavar="NAME",
        help="you looked at this name, and it is a public official's or no person's; may be repeated",
    )


def talk(package: Package, order: Order) -> Talk:
    """The requests that make HDX hold the package; returns the dataset's address. Raises PublishError."""
    from ..export import PortalOptions, hdx, hxl
    from ..export import ckan as to_ckan

    asked = order.options
    options = PortalOptions(
        order.day,
        asked.organization,
        maintainer=asked.maintainer,
        without_persons=asked.without_persons,
        public=tuple(asked.public),
    )
    tables, found = hdx.cleared(package, options)
    made = hdx.make(package, tables, options, found)
    files = {
        f"{name}.csv": _upload(hxl.write(name, frame, order.work / f"{name}.csv")) for name, frame in tables.items()
    }
    # That it is private is for people at HDX to say, once it is there.
    dataset = {key: value for key, value in made.items() if key != "private"} | {
        "extras": [],
        "resources": [
            one
            | {
                to_ckan.PATH: one["name"],
                "size": files[one["name"]].bytes,
                "hash": f"sha256:{files[one['name']].sha256}",
            }
            for one in made["resources"]
        ],
    }
    return (yield from ckan.converse(dataset, files, order.url, may_found=False))


def send(package: Package, order: Order, key: str) -> str:
    """Carry them out at `order.url`; returns the dataset's address. Raises PublishError."""
    return ckan.carry_out(talk(package, order), order.url, key)


def _upload(path: Path) -> Upload:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Upload(path.name, "text/csv", path.stat().st_size, digest, lambda: path.open("rb"))
