"""A conversation with CKAN through ckanapi, which names its actions and its errors."""

from __future__ import annotations

from typing import Any

import ckanapi
import requests

from ..validation import document
from . import PublishError, Reply, Request, Talk, directly, hidden, http
from .dry_run import address

_MEANS = http.MEANS | {409: "The portal does not take what was sent"}


def carry_out(talk: Talk, url: str, key: str) -> str:
    """Gives what the conversation returns. Raises PublishError."""
    with (
        directly(url),
        _Session() as session,
        ckanapi.RemoteCKAN(url, key, user_agent="eventpack", session=session) as portal,
    ):
        return http.carry_out(talk, lambda request: _ask(portal, session, request, url, key))


def _ask(portal: ckanapi.RemoteCKAN, session: _Session, request: Request, url: str, key: str) -> Reply:
    call, action = f"{request.method} {address(url, request.url)}", request.url.rpartition("/")[2]
    try:
        with http.network_errors(call):
            result = portal.call_action(
                action,
                dict(request.form) if request.files else request.json,
                files=request.files or None,
                requests_kwargs={"timeout": http.TIMEOUT},
            )
    except (ckanapi.CKANAPIError, ckanapi.ServerIncompatibleError) as error:
        answer = session.last
        if isinstance(error, ckanapi.NotFound) and answer.status_code in request.allow:
            return Reply(answer.status_code)
        if answer.ok and answer.status_code < 300:
            raise PublishError(f"{call}: the answer is none of CKAN's; is this the portal's address?") from error
        raise PublishError(
            hidden(http.refusal(call, answer, means=_MEANS, said=_said(error)), key), answer.status_code
        ) from error
    return Reply(session.last.status_code, result)


def _said(error: Exception) -> str | None:
    """What CKAN says of a refusal: fields with what is wrong of each, or a message."""
    said = getattr(error, "error_dict", None) or getattr(error, "extra_msg", None)
    if not isinstance(said, dict):
        return said if isinstance(error, ckanapi.NotFound) else None
    return said.get("message") or "; ".join(
        f"{key}: {_flat(value)}" for key, value in said.items() if not key.startswith("__")
    )


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_flat(one)}" for key, one in value.items())
    return ", ".join(_flat(one) for one in value if one) if isinstance(value, list) else str(value)


class _Session(http.Session):
    """Sends the files of a form as they are read, where requests would hold them all; keeps the last answer."""

    last: requests.Response

    def __init__(self) -> None:
        super().__init__()
        self.auth = lambda prepared: prepared  # so that no password of a .netrc takes the place of the key

    def post(self, url, data=None, json=None, *, headers=None, files=None, **rest) -> requests.Response:
        if files:
            form = http.Form({key.decode(): value.decode() for key, value in data.items()}, files)
            data, headers = form, {**(headers or {}), "Content-Type": form.mediatype}
        self.last = super().post(url, data=data, json=json, headers=headers, **rest)
        try:
            http.parsed(self.last)
        except document.TooDeep as error:
            raise PublishError(f"POST {url}: the answer {error}; is this the portal's address?") from error
        except document.NotJson:
            pass  # ckanapi reports it
        return self.last
