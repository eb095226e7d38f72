"""A portal's stand-in: an HTTP server in this process that answers as the portal's documentation says.

What a portal does is a subclass with `answer(request)`; this one keeps what was asked, looks at the key, and can fail
at any request: refuse it, or close the connection in the middle of its body.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

KEY = "key-of-the-desk"


@dataclass(frozen=True)
class Asked:
    """One request as it arrived. `path` is decoded, `query` has the last value of each name."""

    method: str
    path: str
    query: dict[str, str]
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def parts(self) -> dict[str, tuple[str | None, bytes]]:
        """Of a form: field → (file name, content)."""
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + self.body)
        return {
            part.get_param("name", header="Content-Disposition"): (part.get_filename(), part.get_payload(decode=True))
            for part in message.iter_parts()
        }


@dataclass
class StandIn:
    """`fail`: number of a request, from 1 → the status it is answered with; "cut" to close its connection in the middle
    of the body; "lost" to do what it asks and close the connection without an answer; "torn" in the middle of one."""

    header: str = "Authorization"
    key: str = f"Bearer {KEY}"
    fail: dict[int, int | str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    more_headers: dict[str, str] = field(default_factory=dict)

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Status and JSON."""
        raise NotImplementedError

    def open_to_all(self, asked: Asked) -> bool:
        """Whether no key is wanted, as at an address that is one itself."""
        return False

    def refusal(self, status: int) -> Any:
        return {"status": status, "message": "the stand-in was told to fail"}

    @property
    def told(self) -> list[str]:
        """The requests in order, in short."""
        return [f"{one.method} {one.path}" for one in self.asked]

    def __enter__(self) -> StandIn:
        portal = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16  # head and body in one packet: else one waits for the other's receipt

            def handle_one(self) -> None:
                number = len(portal.asked) + 1
                size = int(self.headers.get("Content-Length", 0))
                if portal.fail.get(number) == "cut":
                    self.rfile.read(size // 2)
                    portal.asked.append(Asked(self.command, "cut", {}, self.headers, b""))
                    self.close_connection = True
                    return
                parts = urlsplit(self.path)
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                body = self.rfile.read(size)
                if len(body) < size:  # the sender broke off
                    portal.asked.append(Asked(self.command, "cut", {}, self.headers, b""))
                    self.close_connection = True
                    return
                asked = Asked(self.command, unquote(parts.path), query, self.headers, body)
                portal.asked.append(asked)
                if portal.fail.get(number) == "lost":
                    portal.answer(asked)
                    self.close_connection = True
                    return
                if portal.fail.get(number) == "torn":
                    self.reply(*portal.answer(asked), torn=True)
                    return
                if number in portal.fail:
                    status, data = portal.fail[number], portal.refusal(portal.fail[number])
                elif not portal.open_to_all(asked) and self.headers.get(portal.header) != portal.key:
                    status, data = 401, portal.refusal(401)
                else:
                    status, data = portal.answer(asked)
                self.reply(status, data)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = handle_one

            def reply(self, status: int, data: Any, *, torn: bool = False) -> None:
                body = b"" if data is None else data if isinstance(data, bytes) else json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                for name, value in portal.more_headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.close_connection = self.close_connection or torn
                self.wfile.write(body[: len(body) // 2] if torn else body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *_: None  # of who has hung up
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.server.shutdown()
        self.server.server_close()
