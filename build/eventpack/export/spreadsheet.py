"""Copies of the tables for spreadsheet programs, in which no text can act as a formula.

A cell that begins with = + - or @ is a formula to a spreadsheet program that opens a CSV file, whatever quotes stand
round it. The package's own files keep every text as the article has it; in these copies an apostrophe, which such
programs take for the mark of a text, stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..core import package_layout
from ..package import descriptor
from ..package.load import Package
from ..tabular import csv_file
from . import PortalOptions, dataset

HELP = "write every table as CSV that is safe to open with a double click"
DESCRIPTOR = "spreadsheet.datapackage.json"  # of another name than a package's own, which it could else replace
NOTE = (
    "A copy for spreadsheet programs, not for analysis. An apostrophe stands before every text that such a program "
    "would take for a formula: before =, +, - or @ at the beginning of a cell, and after a semicolon, a tab or a line "
    "break in it, where some programs begin a new cell. The tables of the package itself have the texts as they are."
)
_MARK = b"\xef\xbb\xbf"  # by which Excel knows UTF-8
# Their full-width forms count too where the program is set to an East Asian language.
_SIGNS = "=+@\uff1d\uff0b\uff0d\uff20-"
_AT_START = re.compile(rf'[\s"]*[{_SIGNS}]|[\t\r]')
_INSIDE = re.compile(rf'([;\t\r\n][ "]*)(?=[{_SIGNS}])')


def as_text(cell: str) -> str:
    """`cell` so that no spreadsheet program reads a formula in it; what is none already is as it was."""
    cell = _INSIDE.sub(r"\1'", cell)
    return f"'{cell}" if _AT_START.match(cell) else cell


def write(package: Package, out: Path, options: PortalOptions) -> list[Path]:
    """TABLE.spreadsheet.csv for each table (UTF-8 with a byte order mark), and a descriptor that says what they are."""
    made = []
    for name, frame in package.tables.items():
        frame = dataset.as_texts(frame)
        file = out / f"{dataset.file_name(name)}.spreadsheet.csv"
        csv_file.write(_safe(frame), file)
        file.write_bytes(_MARK + file.read_bytes())
        made.append(file)
    described = out / DESCRIPTOR
    described.write_text(descriptor.to_json(_described(package)), encoding="utf-8", newline="")
    return [*made, described]


def _safe(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts made safe. Numbers, dates and truth values are what they are: -33.9 is a number in any program."""
    texts: list[str] = frame.select_dtypes("string").columns.tolist()
    return frame.assign(**{name: frame[name].map(as_text, na_action="ignore") for name in texts}).rename(
        columns=as_text
    )


def _described(package: Package) -> dict[str, Any]:
    kept = ("title", "homepage", "version", "licenses", "contributors", "sources")
    return {
        "$schema": package_layout.PROFILE,
        "name": f"{package.name}-for-spreadsheets",
        "description": NOTE,
        **{key: package.descriptor[key] for key in kept if key in package.descriptor},
        "resources": [
            _resource(resource) for resource in dataset.resources(package) if resource["name"] in package.tables
        ],
    }


def _resource(described: Mapping[str, Any]) -> dict[str, Any]:
    # A text with an apostrophe may be longer than its column allows, or no longer match its pattern.
    fields = [
        {key: value for key, value in field.items() if key != "constraints"} | {"name": as_text(field["name"])}
        for field in described["schema"]["fields"]
    ]
    return {
        "name": described["name"],
        "type": "table",
        "path": f"{dataset.file_name(described['name'])}.spreadsheet.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "description": NOTE,
        "schema": {"fields": fields},
    }
