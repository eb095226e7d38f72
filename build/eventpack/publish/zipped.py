"""The package in one zip, as `eventpack.load`, `validate` and `diff` read it."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from .. import descriptor
from . import Upload

if TYPE_CHECKING:
    from ..loaded import Package

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)       # of what a zip can tell; so that the same package makes the same zip


def zipped(package: Package, folder: Path) -> Upload:
    """`NAME-VERSION.zip` in `folder`: the descriptor, as it is, and every file that it names."""
    from ..export import dataset

    path = folder / f"{package.name}-{dataset.text(package, 'version')}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in [descriptor.FILE, *(file.path for file in dataset.files(package))]:
            member = zipfile.ZipInfo(name, _FIRST_DAY)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with package.place.open(name) as stream, archive.open(member, "w", force_zip64=True) as target:
                while block := stream.read(1 << 20):
                    target.write(block)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Upload(path.name, "application/zip", path.stat().st_size, digest, lambda: path.open("rb"))
