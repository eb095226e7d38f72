"""The schemas of the tables, and what is derived from them: Arrow and pandera schemas, resource schemas.

schemas/*.schema.json define every column once; schemas/codes/*.csv the code lists, schemas/code_lists.csv what each is
a list of. No other module names a column's type or constraint. A field with a `codelist` takes its values from the list
of that name: a string field gets them as its `enum`, so that a descriptor stands on its own. `howCoded` and `howSure`
are prose for the codebook alone, `hxl` is the column's hashtag in HXL 1.1.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    import pandera.pandas as pa_pandas

    from ..validation.declared import Schema

TABLES = (
    "events",
    "locations",
    "sources",
    "actors",
    "event_actors",
    "event_links",
    "reports",
    "casualties",
    "mentions",
    "reviews",
    "forwards",
    "rejected",
    "event_types",
    "event_modes",
)

# Table Schema type → (pandas, Arrow). Nullable pandas types throughout, so that absent is absent in each.
TYPES: dict[str, tuple[Any, pa.DataType]] = {
    "string": (pd.StringDtype(), pa.string()),
    "integer": (pd.Int64Dtype(), pa.int64()),
    "number": (pd.Float64Dtype(), pa.float64()),
    "boolean": (pd.BooleanDtype(), pa.bool_()),
    "date": (pd.ArrowDtype(pa.date32()), pa.date32()),
}

# What only the project itself reads; left out of descriptors: of a schema, and of a field.
_OWN_KEYS = {"$schema", "name", "title", "description"}
_OWN_FIELD_KEYS = {"codelist", "howCoded", "howSure", "hxl"}


def _folder():
    return files("eventpack") / "schemas"


_added: Mapping[str, list[dict[str, str]]] = {}


def add_codes(rows: Mapping[str, list[dict[str, str]]]) -> None:
    """Let code lists end with these rows, in the place of what was added before: a user's event types and modes."""
    global _added
    _added = rows
    codes.cache_clear()


@cache
def codes(name: str) -> dict[str, dict[str, str]]:
    """The code list schemas/codes/`name`.csv: code → its row (title, definition and what else the list has); after them
    those that a user adds.

    Raises FileNotFoundError for a list that is not there.
    """
    text = (_folder() / "codes" / f"{name}.csv").read_text(encoding="utf-8")
    return {row["code"]: row for row in (*csv.DictReader(text.splitlines()), *_added.get(name, ()))}


@cache
def code_lists() -> dict[str, dict[str, str]]:
    """The code lists in alphabetical order: name → its row of schemas/code_lists.csv (title, description, source)."""
    text = (_folder() / "code_lists.csv").read_text(encoding="utf-8")
    return {row["list"]: row for row in csv.DictReader(text.splitlines())}


@cache
def load(table: str) -> dict[str, Any]:
    """The Table Schema of a table as written in schemas/, with code lists filled in as `enum`."""
    schema = json.loads((_folder() / f"{table}.schema.json").read_text(encoding="utf-8"))
    for field in schema["fields"]:
        if "codelist" in field and field["type"] == "string":
            field.setdefault("constraints", {})["enum"] = list(codes(field["codelist"]))
    return schema


def location_precision(feature_type: str, basis: str = "gazetteer", parent_type: str | None = None) -> int:
    """UCDP GED's `where_prec`, 1 to 7, of a place by what it is. One whose point is borrowed from the place that holds it
    (basis `text` or `parent`) is known as exactly as that one, and near a place (2) at best. Raises KeyError for an unknown type."""
    kinds = codes("feature_types")
    own = int(kinds[feature_type]["location_precision"])
    if not int(codes("location_bases")[basis]["borrowed"]) or parent_type is None:
        return own
    return max(own, 2, int(kinds[parent_type]["location_precision"]))


def quote_length() -> int:
    """How many code points of an article a report may quote: what `maxLength` of reports.quote says."""
    return next(field for field in load("reports")["fields"] if field["name"] == "quote")["constraints"]["maxLength"]


def is_list(field: Mapping[str, Any]) -> bool:
    """Whether the cells of a column are lists, joined with |: its hashtag has the attribute for that."""
    return "list" in field.get("hxl", "").split("+")


def load_all() -> dict[str, dict[str, Any]]:
    """Table → schema, in the order of the package's resources."""
    return {table: load(table) for table in TABLES}


def resource_schema(table: str) -> dict[str, Any]:
    """The schema as it stands in datapackage.json: any Table Schema reader can use it."""
    schema = load(table)
    keep: dict[str, Any] = {
        "fields": [{k: v for k, v in f.items() if k not in _OWN_FIELD_KEYS} for f in schema["fields"]]
    }
    keep |= {key: value for key, value in schema.items() if key not in _OWN_KEYS and key != "fields"}
    return keep | {"missingValues": [""]}


def columns(schema: Mapping[str, Any]) -> list[str]:
    """Column names in order."""
    return [field["name"] for field in schema["fields"]]


def arrow_schema(schema: Mapping[str, Any]) -> pa.Schema:
    """The Arrow schema: required columns not nullable, each column's description in its metadata."""
    return pa.schema(
        [
            pa.field(
                field["name"],
                TYPES[field["type"]][1],
                nullable=not field.get("constraints", {}).get("required", False),
                metadata={"description": field["description"]} if "description" in field else None,
            )
            for field in schema["fields"]
        ]
    )


def pandas_dtypes(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Column → pandas extension type."""
    return {field["name"]: TYPES[field["type"]][0] for field in schema["fields"]}


def _checks(field: Mapping[str, Any]) -> list[pa_pandas.Check]:
    from pandera.pandas import Check

    check, made = Check, []
    constraints = field.get("constraints", {})
    if "enum" in constraints:
        made.append(check.isin([_limit(field, value) for value in constraints["enum"]], error="enum"))
    if "pattern" in constraints:
        pattern = re.compile(constraints["pattern"]).pattern
        made.append(check(lambda cells: cells.str.fullmatch(pattern), error="pattern"))
    if "minimum" in constraints:
        made.append(check.ge(_limit(field, constraints["minimum"]), error="minimum"))
    if "maximum" in constraints:
        made.append(check.le(_limit(field, constraints["maximum"]), error="maximum"))
    if "minLength" in constraints:
        shortest = int(constraints["minLength"])
        made.append(check(lambda cells: cells.str.len() >= shortest, error="minLength"))
    if "maxLength" in constraints:
        longest = int(constraints["maxLength"])
        made.append(check(lambda cells: cells.str.len() <= longest, error="maxLength"))
    return made


def _limit(field: Mapping[str, Any], value: Any) -> Any:
    """A constraint's value as the field's type; a descriptor may write it as text. Raises ValueError."""
    kinds: dict[str, Callable[[Any], Any]] = {"integer": int, "number": float, "date": date.fromisoformat}
    return kinds[field["type"]](value) if field["type"] in kinds else value


def pandera_schema(schema: Mapping[str, Any]) -> pa_pandas.DataFrameSchema:
    """The pandera schema: types, required, enum, pattern, ranges, lengths, unique columns and their order.

    Keys over several columns and between tables are for :mod:`eventpack.package.check_tables`.
    """
    from pandera.pandas import Column, DataFrameSchema  # here, since it takes a third of a second to import

    made = {}
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        made[field["name"]] = Column(
            TYPES[field["type"]][0],
            _checks(field),
            nullable=not constraints.get("required", False),
            unique=constraints.get("unique", False),
            title=field.get("title"),
            description=field.get("description"),
        )
    return DataFrameSchema(made, strict=True, ordered=True, name=schema.get("name"))


def prepared(declared: Mapping[str, Any]) -> Schema:
    """A schema as the engine of :mod:`eventpack.validation` wants it; of our own tables it is prepared once, since a build
    asks for each several times. Raises ValueError with what is wrong with it."""
    from ..validation import read_descriptor  # here, since most who want a schema check no file by it

    name = declared.get("name")
    own = name in TABLES and declared is load(name)
    return _prepared(name) if own else read_descriptor.schema(declared)


@cache
def _prepared(table: str) -> Schema:
    from ..validation import read_descriptor

    return read_descriptor.schema(load(table))


@cache
def table_checks(table: str) -> pa_pandas.DataFrameSchema:
    """The pandera schema of one of our tables, made once. Raises ValueError for a table that does not exist."""
    if table not in TABLES:
        raise ValueError(f'"{table}" is not a table of an event data package; the tables are {", ".join(TABLES)}')
    return pandera_schema(load(table))
