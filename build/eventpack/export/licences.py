"""The licence of a dataset as portals name it: by SPDX, by its address, or in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..package.load import Package

# Names of the Open Definition, which the standard's own list has, that SPDX has otherwise.
_SPDX = {
    "odc-pddl-1.0": "PDDL-1.0",
    "pddl": "PDDL-1.0",
    "odc-by-1.0": "ODC-By-1.0",
    "odbl-1.0": "ODbL-1.0",
    "odc-odbl-1.0": "ODbL-1.0",
    "cc-zero": "CC0-1.0",
    "cc0": "CC0-1.0",
    "cc-by": "CC-BY-4.0",
    "cc-by-sa": "CC-BY-SA-4.0",
}
_CC = re.compile(r"creativecommons\.org/licenses/((?:by|nc|nd|sa)(?:-(?:nc|nd|sa))*)/([\d.]+)(?:/([a-z]{2,3}))?", re.I)
_ADDRESSES = (
    (r"creativecommons\.org/publicdomain/zero/1\.0", "CC0-1.0"),
    (r"creativecommons\.org/publicdomain/mark/1\.0", "PDM-1.0"),
    (r"opendatacommons\.org/licenses/pddl", "PDDL-1.0"),
    (r"opendatacommons\.org/licenses/by", "ODC-By-1.0"),
    (r"opendatacommons\.org/licenses/odbl", "ODbL-1.0"),
    (r"spdx\.org/licenses/([\w.+-]+?)(?:\.html)?/?$", None),
)
_IS_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


@dataclass(frozen=True, slots=True)
class Licence:
    """`spdx` is its identifier there, "" where it has none that is known; `address` that of its text, if it has one."""

    spdx: str
    title: str
    address: str

    @property
    def words(self) -> str:
        """What people call it: never empty."""
        return self.title or self.spdx or self.address


def of(package: Package) -> Licence | None:
    """The first licence that says which it is."""
    listed = package.descriptor.get("licenses")
    for raw in listed if isinstance(listed, list) else ():
        if isinstance(raw, dict) and (raw.get("name") or raw.get("path")):
            return _read(raw)
    return None


def _read(raw: dict[str, Any]) -> Licence:
    name, path, title = (raw[key].strip() if isinstance(raw.get(key), str) else "" for key in ("name", "path", "title"))
    spdx = _SPDX.get(name.lower(), name if _IS_SPDX.fullmatch(name) else "") or _of_address(path)
    return Licence(spdx, title or ("" if spdx == name else name), path if "://" in path else "")


def _of_address(path: str) -> str:
    if match := _CC.search(path):
        return "-".join(filter(None, ("CC", match[1].upper(), match[2], (match[3] or "").upper())))
    for pattern, name in _ADDRESSES:
        if match := re.search(pattern, path, re.I):
            return name or match[1]
    return ""
