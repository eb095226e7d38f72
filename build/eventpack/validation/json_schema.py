"""The constraint `jsonSchema`: the validators of the `jsonschema` package, by an allow-list and within a budget.

A keyword that could run without a bound, or could read another file, is not supported: the constraint is then said to
be unchecked. `uniqueItems`, patterns and what needs patterns are our own here, since those of the package take
quadratic time or an engine that backtracks.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import pyarrow as pa

from . import patterns
from .budget import Budget, TooLong

_ALLOWED = frozenset(
    {
        "$ref",
        "additionalItems",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "contains",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "if",
        "items",
        "maximum",
        "maxItems",
        "maxLength",
        "maxProperties",
        "minimum",
        "minItems",
        "minLength",
        "minProperties",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "patternProperties",
        "prefixItems",
        "properties",
        "propertyNames",
        "required",
        "type",
        "uniqueItems",
    }
)
_IGNORED = frozenset({"format", "$dynamicAnchor", "$recursiveAnchor"})  # say something, ask for nothing
_BY_NAME = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"})
_VALUES = frozenset({"enum", "const", "default", "examples"})
_STEPS_A_LOOK = 64  # keywords between two looks at the clock


class Unsupported(Exception):
    """A schema that is not run; the message says why."""


class _Clock:
    """Counts what the keywords do. Raises TooLong where the budget ends."""

    def __init__(self) -> None:
        self.until, self.steps = 0.0, 0

    def tick(self, steps: int = 1) -> None:
        self.steps += steps
        if self.steps >= _STEPS_A_LOOK:
            self.steps = 0
            if time.thread_time() > self.until:
                raise TooLong


class JsonSchema:
    """A JSON Schema that is ready to be asked. Raises ValueError for what is none, Unsupported."""

    def __init__(self, declared: Any, budget: Budget) -> None:
        import referencing
        from jsonschema import Draft202012Validator
        from jsonschema.validators import validator_for
        from jsonschema_specifications import REGISTRY

        if not isinstance(declared, Mapping):
            raise ValueError("should be an object")
        self._clock = _Clock()
        self._searches: dict[str, Any] = {}
        draft = validator_for(declared, default=Draft202012Validator)
        self._look(declared, set(draft.VALIDATORS))
        try:
            rules = self._validator(draft)(draft.META_SCHEMA, registry=REGISTRY)
            with self._within(budget):
                wrong = next(rules.iter_errors(declared), None)
        except (TooLong, RecursionError):
            raise ValueError("is too large to be checked") from None
        if wrong is not None:
            raise ValueError("is not a JSON Schema")
        # An empty registry: nothing is ever fetched.
        self._rules = self._validator(draft)(declared, registry=referencing.Registry())
        for target in {part["$ref"] for part in _schemas(declared) if "$ref" in part}:
            try:
                self._rules._resolver.lookup(target)
            except Exception as error:  # the library of references has several, none of them public
                raise ValueError(f"refers to {target[:100]}, which is not in it") from error

    def fits(self, value: Any, budget: Budget) -> bool:
        """Raises TooLong."""
        try:
            with self._within(budget):
                return next(self._rules.iter_errors(value), None) is None
        except RecursionError:
            raise TooLong from None

    def _within(self, budget: Budget):
        self._clock.until = time.thread_time() + budget.left
        return budget.spent()

    def _look(self, schema: Any, known: set[str]) -> None:
        """Refuse keywords that are not on the list. A word that is no keyword asks for nothing."""
        for part in _schemas(schema):
            for key, value in part.items():
                if key in known and key not in _ALLOWED | _IGNORED:
                    raise Unsupported(f"has {key}")
                if key == "$ref" and not str(value).startswith("#"):
                    raise Unsupported("refers to another schema")
                if key == "pattern" and isinstance(value, str):
                    self._search(value)
                if key == "patternProperties" and isinstance(value, Mapping):
                    for pattern in value:
                        self._search(pattern)

    def _search(self, pattern: str) -> patterns.Pattern:
        if pattern not in self._searches:
            try:
                self._searches[pattern] = patterns.compiled(pattern, whole=False)
            except ValueError as error:
                raise Unsupported(f"has the pattern {pattern[:100]!r}, which cannot be run: {error}") from error
        return self._searches[pattern]

    def _has(self, pattern: str, text: str) -> bool:
        try:
            left = Budget(self._clock.until - time.thread_time())
            return bool(patterns.matches(pa.array([text], pa.string()), self._search(pattern), left)[0].as_py())
        except (patterns.Stopped, UnicodeError):
            raise TooLong from None

    def _validator(self, draft: Any) -> Any:
        from jsonschema.validators import extend

        own = {
            "multipleOf": self._multiple_of,
            "uniqueItems": self._unique_items,
            "pattern": self._pattern,
            "patternProperties": self._pattern_properties,
            "additionalProperties": self._additional_properties,
        }
        return extend(draft, {name: self._counted(own.get(name, rule)) for name, rule in draft.VALIDATORS.items()})

    def _counted(self, rule: Callable) -> Callable:
        def counted(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
            self._clock.tick(1 + (len(value) if isinstance(value, (list, dict)) else 0))
            return rule(validator, value, instance, schema) or iter(())

        return counted

    def _pattern(self, validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[Any]:
        if validator.is_type(instance, "string") and not self._has(pattern, instance):
            yield _wrong("does not match a pattern")

    def _pattern_properties(self, validator: Any, rules: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if validator.is_type(instance, "object"):
            for pattern, part in rules.items():
                for key, value in instance.items():
                    if self._has(pattern, key):
                        yield from validator.descend(value, part, path=key, schema_path=pattern)

    def _additional_properties(self, validator: Any, rule: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if not validator.is_type(instance, "object"):
            return
        known, patterned = schema.get("properties", {}), schema.get("patternProperties", {})
        for key, value in instance.items():
            if key not in known and not any(self._has(pattern, key) for pattern in patterned):
                if validator.is_type(rule, "object"):
                    yield from validator.descend(value, rule, path=key)
                elif rule is False:
                    yield _wrong("has a property too many")

    def _multiple_of(self, validator: Any, unit: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if validator.is_type(instance, "number") and Fraction(str(instance)) % Fraction(str(unit)):
            yield _wrong("is no multiple")

    def _unique_items(self, validator: Any, rule: Any, instance: Any, schema: Any) -> Iterator[Any]:
        if rule and validator.is_type(instance, "array"):
            self._clock.tick(len(instance))
            if len({_key(item) for item in instance}) < len(instance):
                yield _wrong("has an item twice")


def _schemas(schema: Any) -> Iterator[Mapping[str, Any]]:
    """The schema and all within it; what stands by a name of its own, such as a property, is no keyword."""
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, Mapping):
            yield part
            for key, value in part.items():
                if key in _BY_NAME and isinstance(value, Mapping):
                    waiting += value.values()
                elif key not in _VALUES:
                    waiting.append(value)


def _wrong(message: str) -> Any:
    from jsonschema.exceptions import ValidationError

    return ValidationError(message)


def _key(value: Any) -> Any:
    """The same for values that are equal in JSON: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, dict):
        return "object", json.dumps({key: str(_key(part)) for key, part in value.items()}, sort_keys=True)
    if isinstance(value, list):
        return "array", tuple(_key(part) for part in value)
    return ("number", value) if isinstance(value, (int, float)) else ("text", value)
