"""Files of the network: each fetched once, whole, from the host that was named, in bounded time and size."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import tempfile
import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO
from urllib.error import HTTPError
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from ..core.messages import printable
from ..core.open_file import Refused

MOST_BYTES = 1 << 32  # of all files of a package together
MOST_SECONDS = 900  # for all of them
SILENCE_SECONDS = 30  # until something has to arrive
_CHUNK = 1 << 16
_SHOWN = 300
_PORTS = {"http": 80, "https": 443}


class Downloads:
    """The files of a package that lie on the network. What is asked for again is what was fetched the first time."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory | None = None
        self._found: dict[str, Path | Refused] = {}
        self._until: float | None = None
        self._left = MOST_BYTES

    def open(self, url: str) -> BinaryIO:
        """Raises Refused."""
        if url not in self._found:
            self._found[url] = self._fetch(url)
        found = self._found[url]
        if isinstance(found, Refused):
            raise found
        return found.open("rb")

    def size(self, url: str) -> int:
        with self.open(url) as file:
            return file.seek(0, 2)

    def _fetch(self, url: str) -> Path | Refused:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="eventpack-")
            self._until = time.monotonic() + MOST_SECONDS
        target = Path(self._folder.name) / str(len(self._found))
        try:
            with target.open("wb") as file:
                self._left -= download(url, file, self._left, self._until)
        except Refused as refusal:
            return refusal
        except OSError as error:
            return Refused(f"cannot be kept: {error.strerror or error}")
        return target


def download(url: str, target: BinaryIO, most: int = MOST_BYTES, until: float | None = None) -> int:
    """Write the content of a http or https address to `target`, and return its size in bytes.

    A redirect is followed within the host alone. `until` is by the monotonic clock, by default MOST_SECONDS from now.
    Raises Refused for an answer that is no whole file, for more than `most` bytes, when time is up, and where `target`
    cannot be written.
    """
    watch = _Watch(time.monotonic() + MOST_SECONDS if until is None else until)
    try:
        with watch, _opener(url, watch).open(_in_ascii(url), timeout=SILENCE_SECONDS) as answer:
            if answer.status != 200:
                raise Refused(f"cannot be fetched: the answer has status {answer.status}")
            size = 0
            while True:
                try:
                    chunk = answer.read(_CHUNK)
                finally:
                    watch.check()
                if not chunk:
                    break
                size += len(chunk)
                if size > most:
                    raise Refused(f"is larger than {most >> 20:,} MiB, or is together with the package's other files")
                _keep(target, chunk)
            if answer.length:  # what the answer promised and did not bring
                raise Refused(f"was cut off: {size:,} of {size + answer.length:,} bytes arrived")
            return size
    except Refused:
        raise
    except HTTPError as error:
        error.close()
        raise Refused(f"cannot be fetched: HTTP Error {error.code}: {_shown(error.reason)}") from error
    except http.client.IncompleteRead as error:
        raise Refused("was cut off before its end") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        watch.check()
        raise Refused(
            f"cannot be fetched: {_shown(getattr(error, 'reason', None) or error or type(error).__name__)}"
        ) from error


def _keep(target: BinaryIO, chunk: bytes) -> None:
    try:
        target.write(chunk)
    except OSError as error:
        raise Refused(f"cannot be kept: {error.strerror or error}") from error


def is_loopback(host: str | None) -> bool:
    """Whether a host is this very machine, by any way to write its address."""
    name = (host or "").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        try:  # such as 127.1
            address = ipaddress.ip_address(socket.inet_aton(name))
        except (OSError, UnicodeError):
            return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_unspecified


def _shown(text: object) -> str:
    return printable(" ".join(str(text).split()))[:_SHOWN]


def _in_ascii(url: str) -> str:
    """An address as it goes over the network. Raises Refused for one that is none."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError as error:  # a port that is none, a name that is none
        raise Refused(f"is not an address: {_shown(error)}") from error
    if parts.scheme not in _PORTS or not host:
        raise Refused("is not an address of http or https")
    if "@" in parts.netloc:
        raise Refused("has a user's name in it, which is not sent")
    host = f"[{host}]" if ":" in host else host
    return urlunsplit(
        SplitResult(
            parts.scheme,
            f"{host}{port}",
            quote(parts.path, safe="/%:@!$&'()*+,;=~"),
            quote(parts.query, safe="/%:@!$&'()*+,;=~?"),
            "",
        )
    )


class _Watch:
    """Ends a conversation when its time is up, however slowly the other side goes on speaking."""

    def __init__(self, until: float) -> None:
        self._timer = threading.Timer(max(0.0, until - time.monotonic()), self._stop)
        self._timer.daemon = True
        self._socket: socket.socket | None = None
        self._over = False

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def over(self, connected: socket.socket) -> None:
        self._socket = connected
        if self._over:
            self._stop()

    def _stop(self) -> None:
        self._over = True
        if self._socket is not None:
            with suppress(OSError):  # of the plain socket: that of TLS would wait for a farewell
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def check(self) -> None:
        if self._over:
            raise Refused("took too long to arrive")


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = 5

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        kept = old.hostname == new.hostname and _port(old) == _port(new) and old.scheme == new.scheme
        raised = (
            old.hostname == new.hostname
            and (old.scheme, new.scheme) == ("http", "https")
            and (_port(old), _port(new)) == (80, 443)
        )
        if not kept and not raised:
            raise Refused(f"redirects to {_shown(newurl)}, which is elsewhere; name that address if you trust it")
        return super().redirect_request(req, fp, code, msg, headers, _in_ascii(newurl))


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)


def _opener(url: str, watch: _Watch) -> urllib.request.OpenerDirector:
    """An opener for http and https alone. What goes to this very machine goes through no proxy."""

    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch.over(self.sock)

    class Secure(http.client.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch.over(self.sock)

    class Http(urllib.request.HTTPHandler):
        def http_open(self, req: Any) -> Any:
            return self.do_open(Plain, req)

    class Https(urllib.request.HTTPSHandler):
        def https_open(self, req: Any) -> Any:
            return self.do_open(Secure, req, context=ssl.create_default_context())

    opener = urllib.request.OpenerDirector()
    proxies: dict[str, str] | None = {} if is_loopback(urlsplit(url).hostname) else None
    for handler in (
        urllib.request.ProxyHandler(proxies),
        Http(),
        Https(),
        _Redirects(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def into(folder: Path, name: str, url: str, until: float) -> Path:
    """The content of an address as a file of `folder`, which has the sub-folders of `name`. Raises Refused."""
    file = folder / name
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as target:
            download(url, target, MOST_BYTES, until)
    except OSError as error:  # a name that another file has as its folder, or no room
        raise Refused(f"cannot be kept as {name}: {error.strerror or error}") from error
    return file
