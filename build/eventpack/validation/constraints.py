"""The constraints of a field, over whole columns: which rows break which."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from . import cells, patterns
from .declared import Field

RANGES: dict[str, tuple[Callable[..., Any], str]] = {
    "minimum": (pc.less, "is below the minimum"),
    "maximum": (pc.greater, "is above the maximum"),
    "exclusiveMinimum": (pc.less_equal, "is not above the exclusive minimum"),
    "exclusiveMaximum": (pc.greater_equal, "is not below the exclusive maximum"),
}
LENGTHS: dict[str, tuple[Callable[..., Any], str]] = {
    "minLength": (pc.less, "is shorter than allowed"),
    "maxLength": (pc.greater, "is longer than allowed"),
}
_COLLECTIONS = {"string", "array", "list", "object"}


def supported(kind: str) -> set[str]:
    """The constraints that Table Schema 2.0 has for a type; frictionless knows no bounds of durations."""
    names = {"required", "unique"}
    if kind != "list":
        names.add("enum")
    if kind in cells.ORDERED:
        names |= set(RANGES)
    if kind in _COLLECTIONS:
        names |= set(LENGTHS)
    if kind == "string":
        names.add("pattern")
    if kind in {"object", "array"}:
        names.add("jsonSchema")
    return names


@dataclass(frozen=True)
class Check:
    """`broken(typed, text)` is a mask of the rows that break `rule`; null counts as kept."""

    rule: str
    message: str
    broken: Callable[[pa.Array, pa.Array], pa.Array]


def prepare(field: Field) -> list[Check]:
    """The checks of a field. Raises ValueError with what is wrong with a constraint that cannot be read."""
    return list(_prepare(field))


def _prepare(field: Field) -> Iterator[Check]:
    given = field.constraints
    for rule in given:
        if rule not in supported(field.type):
            raise ValueError(f'constraint "{rule}" is not supported by the type {field.type}')
    if "enum" in given:
        yield _enum(field, "enum", given["enum"], "is not one of the allowed values")
    if field.categories is not None:
        yield _enum(field, "categories", list(field.categories), "is not one of the categories")
    for rule, (compare, words) in RANGES.items():
        if rule in given:
            limit = value(field, given[rule])
            yield Check(rule, f"{words}: {given[rule]}", _beyond(compare, limit, given[rule]))
    for rule, (compare, words) in LENGTHS.items():
        if rule in given:
            length = given[rule]
            if isinstance(length, bool) or not isinstance(length, int) or length < 0:
                raise ValueError(f'constraint "{rule}" should be a whole number')
            length = min(length, 2**62)
            yield Check(
                rule,
                f"{words}: {length}",
                lambda typed, text, c=compare, n=length: c(cells.lengths(typed, field), pa.scalar(n, pa.int64())),
            )
    if "pattern" in given:
        if not isinstance(given["pattern"], str):
            raise ValueError('constraint "pattern" should be text')
        try:
            made = patterns.compiled(given["pattern"])
        except ValueError as error:
            raise ValueError(f'constraint "pattern" {given["pattern"][:100]!r} cannot be run: {error}') from error
        yield Check(
            "pattern",
            f"does not match the pattern: {given['pattern']}",
            lambda typed, text: pc.invert(patterns.matches(typed, made)),
        )
    if "jsonSchema" in given:
        yield _json_schema(field, given["jsonSchema"])


def text_of(native: Any) -> str:
    """A value of a descriptor as the text a cell would have."""
    if isinstance(native, str):
        return native
    return json.dumps(native, ensure_ascii=False)


def value(field: Field, native: Any) -> pa.Scalar:
    """A constraint's value as the field's type; a descriptor may write it as text. Raises ValueError."""
    typed, wrong = cells.read(pa.array([text_of(native)], pa.string()), field)
    if wrong[0].as_py() or not typed[0].is_valid:
        raise ValueError(f"the constraint's value {text_of(native)[:100]} is not of the type {field.type}")
    return typed[0]


def _beyond(compare: Callable[..., Any], limit: pa.Scalar, stated: Any) -> Callable[[pa.Array, pa.Array], pa.Array]:
    def broken(typed: pa.Array, text: pa.Array) -> pa.Array:
        bound = limit
        # Integers are 64 bits wide where they fit, and decimals where one does not.
        if pa.types.is_decimal(typed.type) != pa.types.is_decimal(limit.type):
            typed, bound = typed.cast(pa.decimal256(76, 0)), limit.cast(pa.decimal256(76, 0))
        mask = compare(typed, bound)
        if pa.types.is_floating(typed.type):
            # NaN is within no bounds.
            mask = pc.or_(mask, pc.is_nan(typed))
        return mask

    return broken


def _enum(field: Field, rule: str, allowed: Any, message: str) -> Check:
    if not isinstance(allowed, list) or not allowed:
        raise ValueError(f'"{rule}" should be a list with at least one value')
    if any(isinstance(item, (dict, list)) for item in allowed) and field.type not in {
        "object",
        "array",
        "geojson",
        "geopoint",
    }:
        raise ValueError(f'"{rule}" has a value that is not of the type {field.type}')
    typed, wrong = cells.read(pa.array([text_of(item) for item in allowed], pa.string()), field)
    if pc.any(wrong).as_py():
        first = text_of(allowed[pc.index(wrong, True).as_py()])
        raise ValueError(f'"{rule}" has the value {first[:100]}, which is not of the type {field.type}')

    def broken(values: pa.Array, text: pa.Array) -> pa.Array:
        known = typed if values.type == typed.type else typed.cast(values.type)
        return pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=known, skip_nulls=True)))

    return Check(rule, message, broken)


def _json_schema(field: Field, declared: Any) -> Check:
    """v2's `jsonSchema`. One that refers elsewhere or holds patterns, which could run for ever, is refused."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    if not isinstance(declared, Mapping):
        raise ValueError('constraint "jsonSchema" should be an object')
    if found := _keys(declared) & {"$ref", "$dynamicRef", "pattern", "patternProperties"}:
        raise ValueError(f'constraint "jsonSchema" has {min(found)}, which is not supported')
    try:
        Draft202012Validator.check_schema(declared)
    except (SchemaError, RecursionError) as error:
        raise ValueError('constraint "jsonSchema" is no JSON Schema') from error
    validator = Draft202012Validator(declared)

    def fits(cell: str) -> bool:
        if next(validator.iter_errors(json.loads(cell)), None):
            raise ValueError(cell)
        return True

    return Check(
        "jsonSchema",
        "does not fit the JSON Schema of its field",
        lambda typed, text: cells.each(typed, fits, pa.bool_())[1],
    )


def _keys(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        return set(value).union(*map(_keys, value.values()))
    if isinstance(value, list):
        return set().union(*map(_keys, value))
    return set()
