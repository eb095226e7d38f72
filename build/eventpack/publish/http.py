"""A conversation with a portal over HTTP. The only place of eventpack that sends anything, and only on `publish`."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

import requests
import urllib3

from ..validation import document
from . import PublishError, Reply, Request, Talk, Upload, directly, hidden
from .dry_run import address

TIMEOUT = (20, 300)  # seconds: to connect, to answer
ANSWER_SECONDS = 600  # until an answer that has begun is there
LARGEST_ANSWER = document.LARGEST
_BLOCK = 1 << 20
_SHOWN = 500  # characters of what a portal says of its refusal

MEANS = {
    400: "The portal does not take what was sent",
    401: "The key is wrong, or has expired",
    403: "The key does not allow this",
    404: "There is no such thing at the portal, or the key may not see it",
    409: "It contradicts what the portal has",
    413: "The portal takes no file of this size",
    429: "The portal has had too many requests; try again later",
}


def send(talk: Talk, base: str, header: tuple[str, str]) -> str:
    """Carry the conversation out; gives what it returns. Raises PublishError."""
    with directly(base), Session() as session:
        return carry_out(talk, lambda request: _ask(session, request, base, header))


def carry_out(talk: Talk, ask: Callable[[Request], Reply]) -> str:
    """The same by any way to ask."""
    try:
        request = next(talk)
        while True:
            try:
                reply = ask(request)
            except PublishError as error:
                request = talk.throw(error)
            except KeyboardInterrupt:
                request = talk.throw(PublishError("stopped."))
            else:
                request = talk.send(reply)
    except StopIteration as end:
        return end.value


class Session(requests.Session):
    """Follows no redirect, which might go elsewhere with the key, and reads answers of bounded size in bounded time."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        answer = super().send(request, **{**options, "allow_redirects": False, "stream": True})
        parts, left, until = [], LARGEST_ANSWER, time.monotonic() + ANSWER_SECONDS
        try:
            while part := answer.raw.read1(_BLOCK, decode_content=True):
                left -= len(part)
                if left < 0:
                    raise requests.exceptions.InvalidHeader(f"an answer of more than {LARGEST_ANSWER >> 20} MiB")
                if time.monotonic() > until:
                    raise requests.Timeout(f"an answer of more than {ANSWER_SECONDS} seconds")
                parts.append(part)
        except urllib3.exceptions.TimeoutError as error:
            raise requests.ReadTimeout(error) from error
        except urllib3.exceptions.HTTPError as error:
            raise requests.exceptions.ChunkedEncodingError(error) from error
        finally:
            answer.close()
        answer._content, answer._content_consumed = b"".join(parts), True  # as if it had been read by requests
        return answer


def parsed(answer: requests.Response) -> Any:
    """The JSON of an answer, None where it is empty. Raises document.NotJson."""
    return document.parse(answer.content, "") if answer.content else None


@contextmanager
def network_errors(request: str) -> Iterator[None]:
    """Turn a failure of the network inside into a PublishError that names the `request`: method and address."""
    try:
        yield
    except requests.Timeout as error:
        raise PublishError(f"{request}: no answer in time. Whether it was carried out is not known.") from error
    except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:  # the second: in the answer
        failed = f"{request}: the connection failed ({_reason(error)}). Look at --url and at the network."
        raise PublishError(failed) from error
    except (requests.RequestException, OSError) as error:
        raise PublishError(f"{request}: cannot be sent ({error}).") from error


def _ask(session: requests.Session, request: Request, base: str, header: tuple[str, str]) -> Reply:
    url = address(base, request.url)
    call = f"{request.method} {url}"
    if urlsplit(url)[:2] != urlsplit(base)[:2]:
        raise PublishError(f"{call}: the portal names an address that is not its own; nothing is sent there.")

    def signed(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        # As `auth`, so that no password of a .netrc takes the place of the key.
        prepared.headers[header[0]] = header[1]
        return prepared

    body: dict[str, Any] = {"json": request.json}
    headers = {"Accept": "application/json", **request.headers}
    if request.files:
        form = Form(request.form, request.files)
        body, headers = {"data": form}, headers | {"Content-Type": form.mediatype}
    elif request.file:
        body, headers = {"data": _Stream(request.file)}, {"Content-Type": "application/octet-stream"} | headers
    with network_errors(call):
        answer = session.request(request.method, url, headers=headers, auth=signed, timeout=TIMEOUT, **body)
    if not (answer.ok and answer.status_code < 300 or answer.status_code in request.allow):
        raise PublishError(hidden(refusal(call, answer), header[1].split()[-1]), answer.status_code)
    try:
        data = parsed(answer)
    except document.NotJson as error:
        if answer.status_code in request.allow:
            return Reply(answer.status_code)
        found = error if isinstance(error, document.TooDeep) else "is not JSON"
        call = f"{call}: the answer {found}; is this the portal's address?"
        raise PublishError(call, answer.status_code) from error
    return Reply(answer.status_code, data)


def _reason(error: BaseException) -> str:
    """The innermost cause, which says most."""
    while (deeper := error.__cause__ or error.__context__) is not None:
        error = deeper
    return getattr(error, "strerror", None) or str(error)


def refusal(call: str, answer: requests.Response, *, means: Mapping[int, str] = MEANS, said: str | None = None) -> str:
    """What a status means and what the portal says of it, which may be given as `said` where its answer is more."""
    status = answer.status_code
    if 300 <= status < 400:
        return f"{call}: the portal has moved to {answer.headers.get('Location', 'elsewhere')}; give that with --url."
    mean = means.get(status, "The portal has a fault; try again later" if status >= 500 else "The portal refuses")
    said = " ".join((answer.text if said is None else said).split())[:_SHOWN]
    return f"{call}: status {status}. {mean}." + (f" It says: {said.rstrip('.')}." if said else "")


class _Stream:
    """The bytes of one file, read as they are sent; may be gone through again."""

    def __init__(self, file: Upload) -> None:
        self.file = file

    def __len__(self) -> int:
        return self.file.bytes

    def __iter__(self) -> Iterator[bytes]:
        """The last block only comes once the digest is right: a file that changed meanwhile never arrives whole."""
        digest, block = hashlib.sha256(), b""
        with self.file.open() as stream:
            while following := stream.read(_BLOCK):
                if block:
                    yield block
                block = following
                digest.update(block)
        if digest.hexdigest() != self.file.sha256:
            raise PublishError(f"{self.file.name} was changed while it was sent; publish it again.")
        yield block


class Form:
    """multipart/form-data (RFC 7578) of texts and files by their fields, read as it is sent."""

    def __init__(self, texts: Mapping[str, str], files: Mapping[str, Upload]) -> None:
        boundary = secrets.token_hex(16)
        self.mediatype = f"multipart/form-data; boundary={boundary}"
        self.parts: list[bytes | _Stream] = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in texts.items()
        ]
        for field, file in files.items():
            name = quote(file.name, safe=" /()[]{}!#$&'*+,;=@~^`|<>?:")
            head = (
                f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
                f"Content-Type: {file.mediatype}\r\n\r\n"
            )
            self.parts += [head.encode(), _Stream(file), b"\r\n"]
        self.parts.append(f"--{boundary}--\r\n".encode())

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __iter__(self) -> Iterator[bytes]:
        for part in self.parts:
            yield from [part] if isinstance(part, bytes) else part
