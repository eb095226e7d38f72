"""The tables of a package as a rule or a lookup needs them: columns by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pandas as pd


class Table(Protocol):
    """A column by its name, and the number of rows. A pandas frame is one; so is a Parquet file whose columns are read
    when they are asked for (:class:`eventpack.tabular.parquet_file.Columns`)."""

    def __getitem__(self, name: str, /) -> pd.Series: ...

    def __len__(self) -> int: ...


Tables = Mapping[str, Table]
