"""Arrow files of the tables (Feather version 2, which is the Arrow IPC file format).

What Parquet says too, and beside it: columns of codes are dictionaries in the order of their lists, which R reads as
factors and pandas as categories, and titles, descriptions, units and keys stand in the metadata of schema and fields.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.feather

from ..package.load import Package
from ..tabular import parquet_file, schema
from . import PortalOptions, dataset

HELP = "write the tables as Arrow files (Feather), codes as dictionaries"

_OF_FIELD = ("title", "description", "unit", "rdfType")


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """TABLE.arrow for each table in `out`. The same package gives the same bytes with the same pyarrow."""
    made = []
    for resource in dataset.resources(package):
        if resource["name"] in package.tables:
            file = out / f"{dataset.file_name(resource['name'])}.arrow"
            pyarrow.feather.write_feather(table(package, resource), str(file), compression="lz4")
            made.append(file)
    return made


def table(package: Package, resource: Mapping[str, Any]) -> pa.Table:
    """One table with its dictionaries and its metadata."""
    declared = resource["schema"]
    frame: pd.DataFrame = package.tables[resource["name"]]
    ours = all(field["type"] in schema.TYPES for field in declared["fields"]) and not dataset.large_numbers(frame)
    plain = parquet_file.to_arrow(frame, declared) if ours else dataset.to_arrow(frame)
    columns, fields = [], []
    for field, column, kept in zip(declared["fields"], plain.columns, plain.schema, strict=True):
        codes = field.get("constraints", {}).get("enum") if field["type"] == "string" else None
        codes = codes if codes and all(isinstance(code, str) for code in codes) else None
        column = _dictionary(column, codes) if codes else column
        columns.append(column)
        fields.append(
            pa.field(kept.name, column.type, kept.nullable, {k: str(field[k]) for k in _OF_FIELD if k in field})
        )
    about = {
        "package": package.name,
        "version": dataset.optional(package, "version"),
        "title": resource.get("title"),
        "description": resource.get("description"),
        "primaryKey": json.dumps(declared["primaryKey"]) if "primaryKey" in declared else None,
        "foreignKeys": json.dumps(declared["foreignKeys"]) if "foreignKeys" in declared else None,
    }
    return pa.table(columns, pa.schema(fields, {key: str(value) for key, value in about.items() if value}))


def _dictionary(column: pa.ChunkedArray, codes: list[str]) -> pa.DictionaryArray:
    """The column as places in the list of codes; absent stays absent."""
    values = pa.array(codes, pa.string())
    return pa.DictionaryArray.from_arrays(pc.index_in(column.combine_chunks(), value_set=values), values)
