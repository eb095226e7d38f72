"""Standard streams that can be used, whatever the caller made of them."""

from __future__ import annotations

import io
import os
import sys


def prepare_streams() -> None:
    """Take the place of streams that were closed, and let no character be too much for the others.

    What is written to a closed stream is dropped, and an exit status says what it says without it. A character that the
    terminal's encoding lacks is shown as an escape; one that is typed and cannot be read is the replacement character.
    """
    handle = os.open(os.devnull, os.O_RDWR)
    while handle < 3:  # or the next file that is opened would be a standard stream
        handle = os.open(os.devnull, os.O_RDWR)
    os.close(handle)
    for name, mode, errors in (("stdin", "r", "replace"), ("stdout", "w", "backslashreplace")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))
        elif isinstance(stream, io.TextIOWrapper) and stream.errors in {"strict", "surrogateescape"}:
            stream.reconfigure(errors=errors)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")
