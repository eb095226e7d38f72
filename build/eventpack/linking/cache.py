"""What was linked in the last build into a folder, block by block: what no new report touches is not linked again.

A file a block in the cache folder, under a name made from the state of the code and the folder the package goes to. It
is used only if it was made of the very same reports and its checksum holds; it may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

_FOLDER = "linked"
_KEPT_DAYS = 60
_SUM = 16
_LEVEL = 1


class LinkCache:
    """The blocks of one package."""

    def __init__(self, cache: Path, code: str, out: Path) -> None:
        """`cache`: the cache folder, `code`: what names the state of the code, `out`: where the package goes."""
        name = hashlib.sha256(os.fsencode(out.resolve())).hexdigest()[:16]
        self._folder = cache / _FOLDER / f"{code}-{name}"
        self._writable = True
        _tidy(cache / _FOLDER, code)

    def get(self, block: tuple[str, ...], digest: str) -> bytes | None:
        """What was put for a block, if it was of the same content."""
        try:
            data = self._file(block).read_bytes()
        except OSError:
            return None
        checksum, packed = data[:_SUM], data[_SUM:]
        if checksum != _checksum(digest, packed):
            return None
        return zlib.decompress(packed)

    def put(self, block: tuple[str, ...], digest: str, parts: Iterable[bytes]) -> None:
        """Keep a block, in the place of what was kept of it. That they cannot be kept (no room) is one warning."""
        if not self._writable:
            return
        packer = zlib.compressobj(_LEVEL)
        packed = b"".join([*map(packer.compress, parts), packer.flush()])
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                file.write(_checksum(digest, packed) + packed)
            os.replace(name, self._file(block))
        except OSError as error:
            self._writable = False  # one folder for all blocks: the next would fare no better
            log.warning(
                "%s: cannot be written (%s); the build goes on, and the next one links all anew",
                self._folder,
                error.strerror,
            )

    def _file(self, block: tuple[str, ...]) -> Path:
        return self._folder / "-".join(block)


def _checksum(digest: str, packed: bytes) -> bytes:
    return hashlib.blake2b(digest.encode() + b"\0" + packed, digest_size=_SUM).digest()


def _tidy(folder: Path, code: str) -> None:
    """Removes what another state of the code left, and what no build has used for long."""
    with suppress(OSError):
        for path in folder.iterdir():
            old = time.time() - path.stat().st_mtime > _KEPT_DAYS * 86_400
            if old or not path.name.startswith(f"{code}-"):
                shutil.rmtree(path, ignore_errors=True)
