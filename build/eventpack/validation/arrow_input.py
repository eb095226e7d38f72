"""What Arrow's readers are given: bytes that no Python object holds.

Arrow reads ahead in threads of its own. One that lets go of a Python object, or asks for its next bytes, while the
interpreter ends is stopped by it, and takes the process down with "terminate called without an active exception".
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from typing import BinaryIO

import numpy as np
import pyarrow as pa


def native_file(file: BinaryIO) -> pa.NativeFile:
    """The bytes of an open file from its beginning. What is no file of a disk, such as a packed one, is copied to one.

    Raises OSError, and what reading `file` raises.
    """
    if isinstance(getattr(file, "raw", None), io.FileIO) and os.path.exists("/dev/fd"):
        return pa.OSFile(f"/dev/fd/{file.fileno()}")  # opened again by its handle: its name may be another's by now
    with tempfile.NamedTemporaryFile(prefix="eventpack-") as copy:
        shutil.copyfileobj(file, copy, 1 << 20)
        copy.flush()
        return pa.OSFile(copy.name)  # which keeps it open when its name is gone


def native_buffer(data: bytes) -> pa.Buffer:
    """A copy of `data` in Arrow's own memory."""
    buffer = pa.allocate_buffer(len(data))
    np.frombuffer(buffer, dtype=np.uint8)[:] = np.frombuffer(data, dtype=np.uint8)
    return buffer
