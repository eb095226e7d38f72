"""The files of a package as they are sent, and whether a portal has them byte for byte."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..core import package_layout
from . import PublishError, Upload, upload

if TYPE_CHECKING:
    from ..package.load import Package

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # that a zip can have; so that the same package makes the same zip
_BLOCK = 1 << 20


def every(package: Package) -> list[Upload]:
    """The descriptor as it is, and every file that it names."""
    from ..export import dataset

    data = package.read(package_layout.FILE)
    described = Upload(
        package_layout.FILE,
        "application/json",
        len(data),
        hashlib.sha256(data).hexdigest(),
        lambda: io.BytesIO(data),
    )
    return [described, *(upload(package, file) for file in dataset.files(package) if file.content is None)]


def zipped(package: Package, folder: Path) -> Upload:
    """`NAME-VERSION.zip` in `folder`: the package as `eventpack.load`, `validate` and `diff` read it."""
    from ..export import dataset

    path = folder / re.sub(r"[^\w.+-]", "-", f"{package.name}-{dataset.text(package, 'version')}.zip", flags=re.ASCII)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in every(package):
            member = zipfile.ZipInfo(file.name, _FIRST_DAY)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            digest = hashlib.sha256()
            with file.open() as stream, archive.open(member, "w", force_zip64=True) as target:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    target.write(block)
            if digest.hexdigest() != file.sha256:
                raise PublishError(
                    f"{file.name} is not the file that {package_layout.FILE} describes; publish it again."
                )
    with path.open("rb") as stream:
        whole = hashlib.file_digest(stream, "sha256").hexdigest()
    return Upload(path.name, "application/zip", path.stat().st_size, whole, lambda: path.open("rb"))


def same(file: Upload, algorithm: str, digest: str) -> bool:
    """True if a portal's digest is that of the file; `algorithm` as portals name them: MD5, SHA-1, SHA-256, SHA-512.

    Raises PublishError for one that is not known here.
    """
    name = algorithm.replace("-", "").lower()
    if name == "sha256":
        return file.sha256 == digest.lower()
    if name not in hashlib.algorithms_available:
        raise PublishError(f"the portal gives digests by {algorithm}, which eventpack does not know.")
    made = hashlib.new(name, usedforsecurity=False)
    with file.open() as stream:
        while block := stream.read(_BLOCK):
            made.update(block)
    return made.hexdigest() == digest.lower()


def compare(sent: list[Upload], kept: Mapping[str, tuple[str, str]]) -> None:
    """Raises PublishError where a portal does not have just what was sent. `kept`: name → algorithm and digest."""
    wrong = [
        f"{file.name} {'arrived damaged' if file.name in kept else 'is missing'}"
        for file in sent
        if file.name not in kept or not same(file, *kept[file.name])
    ]
    wrong += [f"{name} should not be there" for name in kept if name not in {file.name for file in sent}]
    if wrong:
        raise PublishError(f"what the portal has is not what was sent: {'; '.join(wrong)}.")
