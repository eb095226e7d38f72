"""A bound on work that the size of its input does not bound: patterns and JSON Schemas on the cells of a table."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

BASE_SECONDS = 3.0
SECONDS_A_BYTE = 2e-6  # two seconds a megabyte: a hundred times what RE2 takes


class TooLong(Exception):
    """The time is up; the message says what took it."""


class Budget:
    """Seconds of processor time for one package: some to begin with, and more for each byte that is checked."""

    def __init__(self, seconds: float = BASE_SECONDS) -> None:
        self.left = seconds

    def grant(self, size: int) -> None:
        self.left += size * SECONDS_A_BYTE

    @contextmanager
    def spent(self) -> Iterator[None]:
        """What is done within counts. Raises TooLong before it where nothing is left."""
        if self.left <= 0:
            raise TooLong
        start = time.thread_time()
        try:
            yield
        finally:
            self.left -= time.thread_time() - start
