"""Checks tables against their schemas: types, constraints, primary, unique and foreign keys.

What only holds between columns and tables of this project is in :mod:`eventpack.rules`. Every check looks at
whole columns; nothing here loops over rows but to word the problems found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pandera.errors

from . import rules, schema
from .problem import Problem, ordered

Frames = Mapping[str, pd.DataFrame]
FIRST_ROW = 2  # the header is row 1

_WORDS = {
    "enum": "is not one of the allowed values",
    "pattern": "does not match the pattern",
    "minimum": "is below the minimum",
    "maximum": "is above the maximum",
    "minLength": "is shorter than allowed",
    "maxLength": "is longer than allowed",
}


def check(frames: Frames, texts: Mapping[str, str] | None = None) -> list[Problem]:
    """All that is wrong with the project's own tables; empty if they are good.

    `texts` is source_id → article text where the texts are at hand: quotes are then looked up in them.
    The rules between columns are only tried once every table keeps its schema.
    """
    problems = check_schemas(frames, schema.load_all())
    if not problems:
        problems = rules.check(frames, texts)
    return ordered(problems)


def check_schemas(frames: Frames, schemas: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """Any tables against any schemas of the Table Schema types in :data:`eventpack.schema.TYPES`."""
    problems = [
        Problem(name, None, None, None, "table", "the table is missing") for name in schemas if name not in frames
    ]
    problems += [
        Problem(name, None, None, None, "table", "no such table is declared") for name in frames if name not in schemas
    ]
    here = {name: declared for name, declared in schemas.items() if name in frames}
    sound = set()
    for name, declared in here.items():
        found = _constraints(name, frames[name], declared)
        if not any(problem.rule in {"columns", "type"} for problem in found):
            sound.add(name)
            found += _keys(name, frames[name], declared)
        problems += found
    for name in sound:
        problems += _foreign_keys(name, {n: frames[n] for n in sound}, schemas)
    return ordered(problems)


def _constraints(name: str, frame: pd.DataFrame, declared: Mapping[str, Any]) -> list[Problem]:
    expected = schema.columns(declared)
    if list(frame.columns) != expected:
        return [
            Problem(name, 1, None, ", ".join(map(str, frame.columns)), "columns", f"should be {', '.join(expected)}")
        ]
    try:
        schema.pandera_schema(declared).validate(frame.reset_index(drop=True), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return [_from_pandera(name, declared, case) for case in errors.failure_cases.to_dict("records")]
    return []


def _from_pandera(name: str, declared: Mapping[str, Any], case: Mapping[str, Any]) -> Problem:
    column, rule = case["column"], str(case["check"])
    row = None if pd.isna(case["index"]) else int(case["index"]) + FIRST_ROW
    value = None if pd.isna(case["failure_case"]) else str(case["failure_case"])
    if rule == "not_nullable":
        return Problem(name, row, column, None, "required", "is empty")
    if rule == "field_uniqueness":
        return Problem(name, row, column, value, "unique", "occurs more than once")
    if rule.startswith("dtype"):
        kind = next(field["type"] for field in declared["fields"] if field["name"] == column)
        return Problem(name, None, column, value, "type", f"should be of type {kind}")
    constraint = next(field for field in declared["fields"] if field["name"] == column).get("constraints", {}).get(rule)
    limit = f": {constraint}" if constraint is not None and rule != "enum" else ""
    return Problem(name, row, column, value, rule, _WORDS.get(rule, f"fails {rule}") + limit)


def _keys(name: str, frame: pd.DataFrame, declared: Mapping[str, Any]) -> list[Problem]:
    problems = []
    keys = [("primary key", _as_list(declared["primaryKey"]))] if declared.get("primaryKey") else []
    keys += [("unique key", _as_list(key)) for key in declared.get("uniqueKeys", [])]
    for rule, key in keys:
        cells = frame[key]
        absent = cells.isna().any(axis=1)
        if rule == "primary key":
            problems += [Problem(name, row, "+".join(key), None, rule, "is empty") for row in _rows(absent)]
        repeated = cells.duplicated(keep="first") & ~absent
        problems += [
            Problem(name, row, "+".join(key), _shown(frame, row, key), rule, "occurs more than once")
            for row in _rows(repeated)
        ]
    return problems


def _foreign_keys(name: str, frames: Frames, schemas: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """`frames` are the tables whose types are right: into another one that is declared no key is looked up."""
    problems = []
    for foreign in schemas[name].get("foreignKeys", []):
        fields, reference = _as_list(foreign["fields"]), foreign["reference"]
        other, target = reference.get("resource") or name, _as_list(reference["fields"])
        lacking = f"the table {other}" if other not in schemas else None
        if not lacking and not set(target) <= set(schema.columns(schemas[other])):
            lacking = f"{other}.{'+'.join(target)}"
        if lacking:
            message = f"refers to {lacking}, which is not there"
            problems.append(Problem(name, None, "+".join(fields), None, "foreign key", message))
        if lacking or other not in frames:
            continue
        cells = frames[name][fields]
        known = pd.MultiIndex.from_frame(frames[other][target].dropna())
        given = ~cells.isna().all(axis=1)
        missing = given & ~pd.Series(pd.MultiIndex.from_frame(cells).isin(known), index=cells.index)
        where = f"{other}.{'+'.join(target)}"
        problems += [
            Problem(name, row, "+".join(fields), _shown(frames[name], row, fields), "foreign key", f"is not in {where}")
            for row in _rows(missing)
        ]
    return problems


def _rows(mask: pd.Series) -> list[int]:
    """Row numbers (header 1) where `mask` is true."""
    return [int(position) + FIRST_ROW for position in mask.reset_index(drop=True).to_numpy().nonzero()[0]]


def _shown(frame: pd.DataFrame, row: int, columns: Sequence[str]) -> str:
    return ", ".join("" if pd.isna(cell) else str(cell) for cell in frame[list(columns)].iloc[row - FIRST_ROW])


def _as_list(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
