"""One of two packages that are compared: a folder, a datapackage.json or a .zip, with every cell as its CSV has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from ..core.errors import InputError
from ..storage import atomic_replace
from ..validation.text_tables import HINT, TextTables, listed

_TEXT = pd.ArrowDtype(pa.string())


@dataclass(frozen=True)
class Side:
    """`descriptor` as it is; `tables`: name → every cell as text, absent ones empty."""

    descriptor: Mapping[str, Any]
    resources: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, pd.DataFrame]

    @property
    def version(self) -> str:
        """Empty where the package gives none."""
        return str(self.descriptor.get("version", ""))

    def key(self, table: str) -> list[str]:
        """The columns of a table's primary key, empty where it has none."""
        return listed(self.resources[table]["schema"].get("primaryKey"))

    def columns(self, table: str) -> list[str]:
        return [field["name"] for field in self.resources[table]["schema"]["fields"]]

    def references(self, table: str) -> dict[str, str]:
        """column → the table whose key it holds, of foreign keys of one column."""
        found = {}
        for foreign in self.resources[table]["schema"].get("foreignKeys", []):
            if len(fields := listed(foreign["fields"])) == 1:
                found[fields[0]] = foreign["reference"].get("resource") or table
        return found


def read(path: str | Path) -> Side:
    """Raises InputError where there is no package or it cannot be read."""
    path = Path(path)
    return atomic_replace.read_whole(path, lambda: _read(path))


def _read(path: Path) -> Side:
    package = TextTables(path, verify=atomic_replace.unfinished(path))
    return Side(package.descriptor, package.resources, {name: _table(package, name) for name in package.resources})


def _table(package: TextTables, name: str) -> pd.DataFrame:
    frame = package.read(name).to_pandas(types_mapper=lambda kind: _TEXT)
    key = package.key(name)
    if key and (twice := frame.duplicated(key)).any():
        shown = ", ".join(frame.loc[twice, key].iloc[0])
        raise InputError(package.path, None, f"its table {name} has the key {shown} more than once", HINT)
    return frame
