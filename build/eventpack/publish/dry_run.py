"""A conversation with a portal as it would be, without a network: every request in its order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urljoin

from ..core.messages import printable
from . import Reply, Request, Talk, Upload


def requests(talk: Talk) -> Iterator[Request]:
    """The requests of a conversation in which nothing is answered."""
    try:
        request = next(talk)
        while True:
            yield request
            request = talk.send(Reply(None))
    except StopIteration:
        return


def address(base: str, url: str) -> str:
    """The whole address of a request at the portal `base`."""
    return url if "://" in url or url.startswith("{") else urljoin(f"{base}/", url.lstrip("/"))


def lines(talk: Talk, base: str, header: tuple[str, str]) -> Iterator[str]:
    """For a reader: each request with its purpose, headers, body. `header` is the one that carries the key."""
    for number, request in enumerate(requests(talk), 1):
        yield f"{number}. {request.method} {printable(address(base, request.url))}"
        yield f"   ({printable(request.why)})"
        for name, value in (header, *request.headers.items()):
            yield f"   {name}: {printable(value)}"
        for name, value in request.form.items():
            yield f"   {name} = {printable(value)}"
        if request.file:
            yield f"   {_file(request.file)}"
        for name, file in request.files.items():
            yield f"   {name} = {_file(file)}"
        if request.json is not None:
            yield from (
                f"   {printable(line)}" for line in json.dumps(request.json, indent=2, ensure_ascii=False).splitlines()
            )


def _file(file: Upload) -> str:
    return f"file {printable(file.name)} ({file.mediatype}, {file.bytes} bytes, sha256 {file.sha256})"
