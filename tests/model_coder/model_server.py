"""A stand-in for an OpenAI-compatible server: it answers /chat/completions with what a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "key-of-the-desk"


def completion(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "desk-model",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
    }


@dataclass
class ModelServer:
    """`script`: what the first requests are answered with, one after the other: a status with headers and a body, a
    completion, a text as content, seconds to wait, "cut" to close the connection. Then `answers`, by article text."""

    answers: dict[str, str] = field(default_factory=dict)
    script: list[Any] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    url: str = ""
    most_at_once: int = 0

    def __enter__(self) -> ModelServer:
        server, lock, busy = self, threading.Lock(), 0

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                nonlocal busy
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with lock:
                    busy += 1
                    server.most_at_once = max(server.most_at_once, busy)
                    server.asked.append(body)
                    server.keys.append(self.headers.get("Authorization"))
                    step = server.script.pop(0) if server.script else None
                try:
                    self._answer(body, step)
                finally:
                    with lock:
                        busy -= 1

            def _answer(self, body: dict[str, Any], step: Any) -> None:
                if step == "cut":
                    self.close_connection = True
                    return
                if isinstance(step, float):
                    time.sleep(step)
                    step = None
                status, headers = 200, {}
                if isinstance(step, tuple):
                    status, headers, step = step
                if step is None:
                    step = server.answers.get(body["messages"][-1]["content"], '{"reports": []}')
                sent = json.dumps(completion(step) if isinstance(step, str) and status == 200 else step).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def error(status: int, message: str, **headers: str) -> tuple[int, dict[str, str], Any]:
    return status, headers, {"error": {"message": message, "type": "invalid_request_error"}}
