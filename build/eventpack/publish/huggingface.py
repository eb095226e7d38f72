"""The Hugging Face Hub, through its own library huggingface_hub: all files in one commit, which is there or is not.

A commit goes to main with --final; without it, it is a pull request, which changes nothing until somebody merges it.
What `talk` gives for --dry-run are the requests that the library makes for that; a test holds the two together.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from ..core.errors import EventpackError
from . import Order, PublishError, Request, Talk, Upload, directly, hidden

if TYPE_CHECKING:
    from ..package.load import Package

HELP = "publish a dataset on the Hugging Face Hub, as a pull request unless --final is given"
KEY = "HF_TOKEN"
URL = "https://huggingface.co"
_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*\Z", re.ASCII)


def header(key: str) -> tuple[str, str]:
    """The name and value of the header that carries the key."""
    return "Authorization", f"Bearer {key}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `eventpack publish huggingface`."""
    parser.add_argument(
        "--record", metavar="OWNER/NAME", required=True, help="the dataset; created if it does not exist"
    )
    parser.add_argument(
        "--final",
        action="store_true",
        help="commit to main, and make a new dataset public; else a "
        "new dataset is private and the files come as a pull request",
    )


def talk(package: Package, order: Order) -> Talk:
    """The requests that a dry run shows: one commit with every file; returns the dataset's address."""
    dataset, files = _dataset(order), list(_files(package, order))
    draft = "" if order.options.final else "?create_pr=1"
    yield Request("POST", "/api/repos/create", "the dataset, if it does not exist", json=_new(dataset, order))
    yield Request("POST", "/api/validate-yaml", "whether the hub understands the card README.md")
    yield Request(
        "POST",
        f"/api/datasets/{dataset}/preupload/main{draft}",
        "how the hub wants each file; shown in short",
        json={"files": [{"path": file.name, "size": file.bytes} for file in files]},
    )
    yield Request("POST", "{storage}", "the files that the hub keeps apart from git, to where it says; shown in short")
    yield Request(
        "POST",
        f"/api/datasets/{dataset}/commit/main{draft}",
        "all files in one commit; shown in short",
        json={
            "summary": _message(package),
            "files": [{"path": file.name, "size": file.bytes, "sha256": file.sha256} for file in files],
        },
    )
    return f"{order.url}/datasets/{dataset}"


def send(package: Package, order: Order, key: str) -> str:
    """The address of the dataset, or of the pull request. Raises PublishError."""
    from ..package.load import needed

    hub = needed("huggingface_hub", "huggingface")
    dataset, files = _dataset(order), list(_files(package, order))
    needed("huggingface_hub.utils", "huggingface").disable_progress_bars()
    api = hub.HfApi(endpoint=order.url, token=key)
    try:
        with directly(order.url):
            made = _commit(api, hub, package, order, dataset, files)
    # The library raises errors of its own, of its HTTP client, of its storage and of Python.
    except Exception as error:
        status = getattr(getattr(error, "response", None), "status_code", None)
        message = f"{error or type(error).__name__}" + (f" ({error.__cause__})" if error.__cause__ else "")
        message = " ".join(hidden(message, key).split())
        raise PublishError(
            f"{order.url}/datasets/{dataset}: {message} "
            "All files come in one commit, which arrives as a whole or not at all: check the dataset, or give the "
            "same command again.",
            status,
        ) from error
    return made.pr_url or f"{order.url}/datasets/{dataset}"


def _commit(api: Any, hub: Any, package: Package, order: Order, dataset: str, files: list[Upload]) -> Any:
    api.create_repo(dataset, repo_type="dataset", exist_ok=True, visibility=_new(dataset, order)["visibility"])
    adding = [hub.CommitOperationAdd(file.name, str(order.work / file.name)) for file in files]
    return api.create_commit(
        dataset, adding, commit_message=_message(package), repo_type="dataset", create_pr=not order.options.final
    )


def _dataset(order: Order) -> str:
    dataset = order.options.record
    if not _ID.match(dataset):
        raise EventpackError(f"--record: {dataset} is not the name of a dataset; write it as OWNER/NAME")
    if urlsplit(order.url).path:
        raise EventpackError(f"--url: {order.url} has a path; give the hub's address alone")
    return dataset


def _new(dataset: str, order: Order) -> dict[str, Any]:
    owner, name = dataset.split("/")
    return {
        "name": name,
        "organization": owner,
        "visibility": "public" if order.options.final else "private",
        "type": "dataset",
    }


def _message(package: Package) -> str:
    from ..export import dataset

    return f"{dataset.text(package, 'title')}, version {dataset.text(package, 'version')}"


def _opening(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def _files(package: Package, order: Order) -> Iterator[Upload]:
    """What `export huggingface` writes, in the order's folder."""
    from ..export import huggingface

    for path in huggingface.write(package, order.work, order.portal_options):
        data = path.read_bytes()
        yield Upload(
            path.relative_to(order.work).as_posix(),
            "application/octet-stream",
            len(data),
            hashlib.sha256(data).hexdigest(),
            _opening(path),
        )
