"""What `eventpack publish` sends to portals: one module a target, each a conversation with the portal.

A target's module has

    HELP            what the target is, in a few words
    KEY             the environment variable that holds the key
    URL             the portal's address, None where the user has to give one with --url
    header(key)     the header that carries the key, as (name, value)
    add_arguments(parser)    its own options
    talk(package, order)     a generator: yields each Request, is given the Reply, returns the address for the user

The same generator is run with a network (:mod:`.sending`) and without (:mod:`.showing`, for --dry-run), so that what
is shown is what is sent. In a dry run every Reply is unknown: `reply.get("id")` is then "{id}", and where it depends on
a reply which request comes next, the generator yields each of them and says in `why` when it is sent. A target that
goes through a library of its portal's has `send(package, order, key)` too, which is used to send in the place of
`talk`; `talk` must then say what the library sends.

A request that fails raises PublishError inside of the generator, at its `yield`: `with left(...)` adds what remains at
the portal and how to go on. Modules here are read for every --help: pandas, requests and the like are imported in
functions.
"""

from __future__ import annotations

import argparse
import io
import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from ..core.errors import EventpackError
from ..core.messages import printable
from ..export import PortalOptions

TARGETS = ("ckan", "dataverse", "hdx", "huggingface", "zenodo")


_LONGEST = 2_000  # characters of a message, which a portal may have made longer


def shown(text: str) -> str:
    """What a portal said, as a terminal or a log may show it."""
    text = printable(text, keep="\n")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"


HIDDEN = "***"  # stands where a key would


def hidden(text: str, key: str) -> str:
    """What a portal answered without the key, which it may have said again."""
    return text.replace(key, HIDDEN)


@contextmanager
def directly(url: str) -> Iterator[None]:
    """Inside, nothing goes through a proxy where the portal is on this machine: it would read the key.

    By the environment, which is where every library looks for a proxy.
    """
    from ..validation.fetch import is_loopback

    names = ("no_proxy", "NO_PROXY") if is_loopback(urlsplit(url).hostname) else ()
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "*"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


class PublishError(EventpackError):
    """A portal cannot be reached, refuses, or answers otherwise than documented. `status` is that of HTTP, if any."""

    def __init__(self, message: str, status: int | None = None) -> None:
        # Much of it a portal may have said.
        super().__init__(shown(message))
        self.status = status


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is sent: `name` at the portal, size, digest, and how to read it."""

    name: str
    mediatype: str
    bytes: int
    sha256: str
    open: Callable[[], BinaryIO] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `url` is a path below the portal's address, or a whole address of the same host.

    The body is `json`; or `file` as it is; or a form of the texts `form` and the `files`, by the field of each.
    An answer from 200 to 299, or with a status in `allow`, is given back as a Reply; any other raises PublishError.
    `why` says in a few words what the request is for, and when it is sent if it is not always.
    """

    method: str
    url: str
    why: str
    json: Any = None
    file: Upload | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    allow: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the portal answered; in a dry run `status` is None and every value a name in braces."""

    status: int | None
    data: Any = None

    @property
    def unknown(self) -> bool:
        return self.status is None

    def get(self, *path: str | int) -> Any:
        """The value at a path in the answer's JSON. Raises PublishError where there is none."""
        if self.unknown:
            return "{" + str(path[-1]) + "}"
        value = self.data
        try:
            for step in path:
                value = value[step]
        except (LookupError, TypeError):
            raise PublishError(
                f'the portal answered without "{".".join(map(str, path))}", which its documentation promises'
            ) from None
        return value

    def text(self, *path: str | int) -> str:
        """A text or a number at a path, as text. Raises PublishError where there is neither."""
        value = self.get(*path)
        if not isinstance(value, (str, int)):
            raise PublishError(f'the portal answered without a text at "{".".join(map(str, path))}"')
        return str(value)

    def rows(self, *path: str | int) -> list[Any]:
        """A list in the answer; in a dry run empty."""
        if self.unknown:
            return []
        found = self.get(*path)
        if not isinstance(found, list):
            raise PublishError(f'the portal answered without a list at "{".".join(map(str, path))}"')
        return found


Talk = Generator[Request, Reply, str]


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asks: `url` of the portal without a slash at its end, `options` all of the command's.

    `work` is a folder for files that are made to be sent; it is gone afterwards.
    """

    url: str
    day: date
    options: argparse.Namespace
    work: Path

    @property
    def portal_options(self) -> PortalOptions:
        """As the exporters take it."""
        return PortalOptions(self.day, getattr(self.options, "owner", None), getattr(self.options, "email", None))


@contextmanager
def left(what: str) -> Iterator[None]:
    """A failure inside says what it leaves behind at the portal, and how to go on."""
    try:
        yield
    except PublishError as error:
        raise PublishError(f"{error} {what}", error.status) from error


def upload(package: Any, file: Any, name: str | None = None) -> Upload:
    """A file of a loaded package (an `export.dataset.File`), by default under its own path."""
    return Upload(name or file.path, file.mediatype, file.bytes, file.sha256, lambda: _open(package, file))


def _open(package: Any, file: Any) -> BinaryIO:
    return package.place.open(file.path) if file.content is None else io.BytesIO(file.content)


def text(name: str, mediatype: str, content: str) -> Upload:
    """A file made of a text."""
    import hashlib

    data = content.encode("utf-8")
    return Upload(name, mediatype, len(data), hashlib.sha256(data).hexdigest(), lambda: io.BytesIO(data))
