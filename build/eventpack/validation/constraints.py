"""The constraints of a field, over whole columns: which rows break which."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from . import cells, decimals, patterns, typed_cells
from .budget import Budget, TooLong
from .declared import Field
from .document import Real
from .json_schema import JsonSchema, Unsupported

RANGES: dict[str, tuple[Callable[..., Any], str]] = {
    "minimum": (pc.less, "is below the minimum"),
    "maximum": (pc.greater, "is above the maximum"),
    "exclusiveMinimum": (pc.less_equal, "is not above the exclusive minimum"),
    "exclusiveMaximum": (pc.greater_equal, "is not below the exclusive maximum"),
}
_SIGNS = {
    "minimum": operator.lt,
    "maximum": operator.gt,
    "exclusiveMinimum": operator.le,
    "exclusiveMaximum": operator.ge,
}
LENGTHS: dict[str, tuple[Callable[..., Any], str]] = {
    "minLength": (pc.less, "is shorter than allowed"),
    "maxLength": (pc.greater, "is longer than allowed"),
}
_COLLECTIONS = {"string", "array", "list", "object"}


def supported(kind: str) -> set[str]:
    """The constraints that Table Schema 2.0 has for a type; frictionless knows no bounds of durations."""
    names = {"required", "unique", "enum"}
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
    """`broken(typed, text, budget)` is a mask of the rows that break `rule`; null counts as kept. Raises Stopped."""

    rule: str
    message: str
    broken: Callable[[pa.Array, pa.Array, Budget], pa.Array]


class Stopped(Exception):
    """There was no more time at row `at`; `broken` is the mask of the rows before it."""

    def __init__(self, at: int, broken: pa.Array) -> None:
        super().__init__(at)
        self.at, self.broken = at, broken


Fault = Callable[[str, str], None]  # (constraint, what is wrong with it)


def prepare(
    field: Field, wrong: Fault | None = None, unchecked: Fault | None = None, budget: Budget | None = None
) -> list[Check]:
    """The checks of a field.

    A constraint that makes no sense is reported to `wrong`, one that is not run to `unchecked`, and then left out. Raises
    ValueError with what it is where there is no `wrong`.
    """
    made: list[Check] = []
    given = dict(field.constraints)
    if field.categories is not None:
        given["categories"] = list(field.categories)
    for rule in given:
        try:
            made += _prepare(field, rule, given[rule], budget or Budget())
        except Unsupported as reason:
            if unchecked is None:
                raise ValueError(f"{rule}: {reason}") from reason
            unchecked(rule, str(reason))
        except ValueError as error:
            if wrong is None:
                raise
            wrong(rule, str(error))
        except Exception as error:  # a value no reader was made for, such as a list as a minimum
            if wrong is None:
                raise ValueError(f'constraint "{rule}" cannot be read') from error
            wrong(rule, f'constraint "{rule}" cannot be read: {type(error).__name__}')
    return made


def _prepare(field: Field, rule: str, given: Any, budget: Budget) -> Iterator[Check]:
    if rule != "categories" and rule not in supported(field.type):
        raise ValueError(f'constraint "{rule}" is not supported by the type {field.type}')
    if rule in {"enum", "categories"}:
        words = "is not one of the " + ("allowed values" if rule == "enum" else "categories")
        yield _enum(field, rule, given, words)
    elif rule in RANGES:
        compare, words = RANGES[rule]
        yield Check(rule, f"{words}: {text_of(given)}", _beyond(field, rule, compare, given))
    elif rule in LENGTHS:
        compare, words = LENGTHS[rule]
        if isinstance(given, bool) or not isinstance(given, int) or given < 0:
            raise ValueError(f'constraint "{rule}" should be a whole number')
        length = pa.scalar(min(given, 2**62), pa.int64())
        yield Check(rule, f"{words}: {given}", lambda typed, text, budget: compare(cells.lengths(typed, field), length))
    elif rule == "pattern":
        yield _pattern(given)
    elif rule == "jsonSchema":
        yield _json_schema(given, budget)


def _pattern(given: Any) -> Check:
    if not isinstance(given, str):
        raise ValueError('constraint "pattern" should be text')
    try:
        made = patterns.compiled(given)
    except ValueError as error:
        raise ValueError(f'constraint "pattern" {given[:100]!r} cannot be run: {error}') from error

    def broken(typed: pa.Array, text: pa.Array, budget: Budget) -> pa.Array:
        try:
            return pc.invert(patterns.matches(typed, made, budget))
        except patterns.Stopped as stopped:
            raise Stopped(stopped.at, pc.invert(stopped.known)) from stopped

    return Check("pattern", f"does not match the pattern: {given}", broken)


def text_of(native: Any) -> str:
    """A value of a descriptor as the text a cell would have."""
    if isinstance(native, str):
        return native
    if isinstance(native, Real):
        return native.text
    return json.dumps(native, ensure_ascii=False)


def value(field: Field, native: Any) -> pa.Scalar:
    """A constraint's value as the field's type; a descriptor may write it as text. Raises ValueError."""
    typed, wrong = cells.read(pa.array([text_of(native)], pa.string()), field)
    if wrong[0].as_py() or not typed[0].is_valid:
        raise ValueError(f"the constraint's value {text_of(native)[:100]} is not of the type {field.type}")
    return typed[0]


def _beyond(
    field: Field, rule: str, compare: Callable[..., Any], stated: Any
) -> Callable[[pa.Array, pa.Array, Budget], pa.Array]:
    limit = value(field, stated)
    numeric = field.type in {"number", "integer"}
    written = pa.array([text_of(stated)], pa.string())
    long_limit = numeric and typed_cells.long_digits(written, field)
    exact_limit = typed_cells.exact(written, field)[0].as_py() if numeric else ""

    def broken(typed: pa.Array, text: pa.Array, budget: Budget) -> pa.Array:
        bound = limit
        # Integers are 64 bits wide where they fit, and decimals where one does not.
        if pa.types.is_decimal(typed.type) != pa.types.is_decimal(limit.type):
            typed, bound = typed.cast(pa.decimal256(76, 0)), limit.cast(pa.decimal256(76, 0))
        mask = compare(typed, bound)
        if pa.types.is_floating(typed.type):
            # NaN is within no bounds.
            mask = pc.or_(mask, pc.is_nan(typed))
        if numeric and not (pa.types.is_int64(typed.type) and pa.types.is_int64(bound.type)):
            # Only what is the same as the limit to so many digits can be on the other side of it.
            ties = pc.indices_nonzero(pc.equal(typed, bound))
            if len(ties):
                tied = text.take(ties)
                if long_limit or typed_cells.long_digits(tied, field):
                    mask = _put(mask, ties, _compared(_SIGNS[rule], typed_cells.exact(tied, field), exact_limit))
        return mask

    return broken


def _compared(sign: Callable[[Any, Any], bool], numbers: pa.Array, limit: str) -> list[bool]:
    bound = decimals.as_decimal(limit)
    return [number is not None and sign(decimals.as_decimal(number), bound) for number in numbers.to_pylist()]


def _put(mask: pa.Array, at: pa.Array, values: Sequence[bool] | np.ndarray) -> pa.Array:
    made = np.array(pc.fill_null(mask, False))
    made[np.asarray(at)] = values
    return pa.array(made)


def _enum(field: Field, rule: str, allowed: Any, message: str) -> Check:
    if not isinstance(allowed, list) or not allowed:
        raise ValueError(f'"{rule}" should be a list with at least one value')
    if any(isinstance(item, (dict, list)) for item in allowed) and field.type not in {
        "object",
        "array",
        "geojson",
        "geopoint",
        "list",
    }:
        raise ValueError(f'"{rule}" has a value that is not of the type {field.type}')
    texts = [
        field.delimiter.join(map(text_of, item)) if isinstance(item, list) and field.type == "list" else text_of(item)
        for item in allowed
    ]
    stated = pa.array(texts, pa.string())
    typed, wrong = cells.read(stated, field)
    if pc.any(wrong).as_py():
        first = texts[pc.index(wrong, True).as_py()]
        raise ValueError(f'"{rule}" has the value {first[:100]}, which is not of the type {field.type}')
    numeric = field.type in {"number", "integer"}
    long_stated = numeric and typed_cells.long_digits(stated, field)

    def broken(values: pa.Array, text: pa.Array, budget: Budget) -> pa.Array:
        known, mine = (
            (typed, values)
            if values.type == typed.type
            else (typed.cast(pa.decimal256(76, 0)), values.cast(pa.decimal256(76, 0)))
        )
        found = pc.is_in(mine, value_set=known, skip_nulls=True)
        if numeric and (long_stated or typed_cells.long_digits(text, field)):
            near = pc.indices_nonzero(found)
            same = pc.is_in(
                typed_cells.exact(text.take(near), field), value_set=typed_cells.exact(stated, field), skip_nulls=True
            )
            found = _put(found, near, np.asarray(same))
        return pc.and_(pc.is_valid(values), pc.invert(found))

    return Check(rule, message, broken)


def _json_schema(declared: Any, budget: Budget) -> Check:
    try:
        made = JsonSchema(declared, budget)
    except ValueError as error:
        raise ValueError(f'constraint "jsonSchema" {error}') from error

    def broken(typed: pa.Array, text: pa.Array, budget: Budget) -> pa.Array:
        budget.grant(typed.nbytes)
        encoded = typed.dictionary_encode()
        found: list[bool] = []
        for cell in encoded.dictionary.to_pylist():
            try:
                found.append(not made.fits(json.loads(cell), budget))
            except TooLong as error:
                at = pc.index(encoded.indices, len(found)).as_py()
                raise Stopped(at, pa.array(found, pa.bool_()).take(encoded.indices[:at])) from error
        return pa.array(found, pa.bool_()).take(encoded.indices)

    return Check("jsonSchema", "does not fit the JSON Schema of its field", broken)
