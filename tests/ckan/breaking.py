"""A way to the portal that breaks after a given number of bytes."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable


class Breaking:
    """A proxy on a free port of 127.0.0.1: `url`. After `limit` bytes towards the portal it calls `then` and closes
    every connection. `passed` counts the bytes, `last` is the time of the last ones."""

    def __init__(self, port: int, limit: int | None = None, then: Callable[[], None] = lambda: None) -> None:
        self.port, self.limit, self.then = port, limit, then
        self.passed, self.last, self.open = 0, 0.0, []
        self.broken = threading.Event()
        self.lock = threading.Lock()

    def __enter__(self) -> Breaking:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.limit is not None:
            assert self.broken.wait(60), f"only {self.passed} of {self.limit} bytes were sent"
        self._close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.server.accept()
                behind = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                return
            self.open += [client, behind]
            threading.Thread(target=self._pass, args=(client, behind, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(behind, client, False), daemon=True).start()

    def _pass(self, source: socket.socket, to: socket.socket, counted: bool) -> None:
        try:
            while data := source.recv(1 << 12):
                if counted:
                    with self.lock:
                        left = len(data) if self.limit is None else self.limit - self.passed
                        self.passed += min(len(data), left)
                        self.last = time.monotonic()
                    to.sendall(data[:left])
                    if left <= len(data) and self.limit is not None:
                        return self._break()
                else:
                    to.sendall(data)
            to.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def _break(self) -> None:
        self.then()
        self.broken.set()
        self._close()

    def _close(self) -> None:
        for one in (self.server, *self.open):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()
