"""The fields of a Table Schema as a descriptor has them: types, missing values, categories, constraints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from . import cells, constraints, descriptor_shapes
from .budget import Budget
from .declared import FALSE, TRUE, Field
from .descriptor_shapes import Wrong

_FORMATS = {
    "string": cells.STRING_FORMATS,
    "geojson": ("default", "topojson"),
    "geopoint": ("default", "array", "object"),
}


class Reader:
    """Reads fields of one schema. To `say` goes what makes the schema unreadable, to `wrong` what is left out of it."""

    def __init__(
        self,
        version: str,
        say: Wrong,
        wrong: Wrong,
        note: Callable[[str, str, Any, str], None],
        budget: Budget,
        value_fields: Mapping[str, str | None],
    ) -> None:
        self.version, self.say, self.wrong, self.note, self.budget = version, say, wrong, note, budget
        self.value_fields = value_fields
        self.category_tables: list[tuple[str, str, str]] = []  # field, and the table and field of its categories

    def field(self, raw: Any, where: str, missing: frozenset[str]) -> Field | None:
        """A field with all of it that can be used; None where not even its name can be."""
        if not isinstance(raw, dict) or not isinstance(raw.get("name"), str):
            self.say(
                f"{where}.name" if isinstance(raw, dict) else where,
                None,
                "should be the field's name" if isinstance(raw, dict) else "should be an object",
            )
            return None
        good = {}
        for key, part in raw.items():
            if (
                key == "constraints"
                or key not in descriptor_shapes.FIELD
                or descriptor_shapes.check(part, descriptor_shapes.FIELD[key], f"{where}.{key}", self.wrong)
            ):
                good[key] = part
        raw = good
        kind = self._type(raw, where)
        form = str(raw.get("format", "default")).removeprefix("fmt:")  # version 0 had it so
        if form not in _FORMATS.get(kind, (form,)):
            self.wrong(f"{where}.format", form, f"is not a format of the type {kind}")
            form = "default"
        if "required" in raw:
            self.wrong(f"{where}.required", None, "belongs into the field's constraints")
        item = raw.get("itemType", "string")
        if kind == "list" and item not in cells.ITEM_TYPES:
            self.wrong(f"{where}.itemType", item, f"should be one of {', '.join(cells.ITEM_TYPES)}")
            item = "string"
        marks = {"decimalChar": ".", "groupChar": "", "delimiter": ","}
        for key, default in marks.items():
            marks[key] = raw.get(key, default)
            if len(marks[key]) > 10 or not marks[key] and key != "groupChar":
                self.wrong(f"{where}.{key}", marks[key], "should be one character")
                marks[key] = default
        made = Field(
            raw["name"],
            kind,
            form,
            self.missing(raw, where, missing),
            self._constraints(raw, where),
            tuple(raw.get("trueValues", TRUE)),
            tuple(raw.get("falseValues", FALSE)),
            marks["decimalChar"],
            marks["groupChar"],
            raw.get("bareNumber", True),
            marks["delimiter"],
            item,
            self._categories(raw, where),
        )
        return self._example(self._sound(made, where), raw, where)

    def _type(self, raw: Mapping[str, Any], where: str) -> str:
        # A field without a type is text in version 1, anything in version 2.
        kind = raw.get("type", "string" if self.version == "v1" else "any")
        if kind not in cells.TYPES:
            self.wrong(f"{where}.type", kind, "is no type of Table Schema")
            return "any"
        return kind

    def _constraints(self, raw: Mapping[str, Any], where: str) -> dict[str, Any]:
        given = raw.get("constraints", {})
        if not isinstance(given, dict):
            self.wrong(f"{where}.constraints", given, "should be an object")
            return {}
        made = {}
        for key, part in given.items():
            here = f"{where}.constraints.{key}"
            if self.version == "v1" and key in {"exclusiveMinimum", "exclusiveMaximum"}:
                self.wrong(here, None, "needs version 2 of the standard")
            elif part is not None and descriptor_shapes.check(
                part, descriptor_shapes.CONSTRAINTS.get(key, descriptor_shapes.ANY), here, self.wrong
            ):
                made[key] = part
        return made

    def _sound(self, made: Field, where: str) -> Field:
        """The field without the constraints that cannot be used; each is reported, and keeps nothing else from its check."""
        lost = set()

        def wrong(rule: str, message: str) -> None:
            lost.add(rule)
            self.wrong(f"{where}.{'categories' if rule == 'categories' else 'constraints'}", None, message)

        def unchecked(rule: str, message: str) -> None:
            lost.add(rule)
            self.note(
                "not checked",
                f"{where}.constraints.{rule}",
                None,
                f"{message}, which is not supported: the constraint is not checked",
            )

        constraints.prepare(made, wrong, unchecked, self.budget)
        if not lost:
            return made
        return replace(
            made,
            constraints={rule: part for rule, part in made.constraints.items() if rule not in lost},
            categories=None if "categories" in lost else made.categories,
        )

    def _example(self, made: Field, raw: Mapping[str, Any], where: str) -> Field:
        if raw.get("example") not in (None, ""):
            try:
                constraints.value(made, raw["example"])
            except Exception:  # whatever somebody wrote there
                self.wrong(
                    f"{where}.example", constraints.text_of(raw["example"]), f"is not of the field's type {made.type}"
                )
        return made

    def missing(self, raw: Mapping[str, Any], where: str, default: frozenset[str]) -> frozenset[str]:
        """The cells that stand for no value, of a schema or of a field."""
        if "missingValues" not in raw:
            return default
        entries = raw["missingValues"]
        objects = isinstance(entries, list) and any(isinstance(entry, dict) for entry in entries)
        values = (
            [entry.get("value") if isinstance(entry, dict) else entry for entry in entries]
            if isinstance(entries, list)
            else [None]
        )
        if not all(isinstance(value, str) for value in values):
            self.wrong(f"{where}.missingValues", None, "should be a list of texts, or of objects with value and label")
            return default | {value for value in values if isinstance(value, str)}
        if objects:
            labels = [entry["label"] for entry in entries if isinstance(entry, dict) and "label" in entry]
            if len(set(values)) < len(values) or len({str(label) for label in labels}) < len(labels):
                self.wrong(f"{where}.missingValues", None, "should not have a value or label twice")
            if self.version == "v1":
                self.wrong(f"{where}.missingValues", None, "with labels need version 2 of the standard")
        return frozenset(map(str, values))

    def _categories(self, raw: Mapping[str, Any], where: str) -> tuple[str, ...] | None:
        if "categories" not in raw:
            return None
        given = raw["categories"]
        if isinstance(given, (str, dict)) and self._category_table(given, raw["name"], where):
            return None
        values = (
            [entry.get("value") if isinstance(entry, dict) else entry for entry in given]
            if isinstance(given, list)
            else []
        )
        if not values or not all(isinstance(v, (str, int)) and not isinstance(v, bool) for v in values):
            self.wrong(f"{where}.categories", None, "should be a list of values, or of objects with value and label")
            return None
        texts = [constraints.text_of(value) for value in values]
        labels = [entry["label"] for entry in given if isinstance(entry, dict) and "label" in entry]
        if len(set(texts)) < len(texts):
            self.wrong(f"{where}.categories", None, "should not have a value twice")
        if not all(isinstance(label, str) for label in labels) or len(set(map(str, labels))) < len(labels):
            self.wrong(f"{where}.categories", None, "should have labels that are texts, none of them twice")
        enum = raw["constraints"].get("enum") if isinstance(raw.get("constraints"), dict) else None
        if isinstance(enum, list) and not {constraints.text_of(one) for one in enum} <= set(texts):
            self.wrong(f"{where}.constraints.enum", None, "should hold none but the categories")
        return tuple(texts)

    def _category_table(self, given: str | dict[str, Any], name: str, where: str) -> bool:
        """Whether categories are those of another table, a recipe of the standard; they are then like a foreign key."""
        other = given.get("resource") if isinstance(given, dict) else given
        elsewhere = isinstance(given, dict) and "package" in given
        if not isinstance(other, str) or other not in self.value_fields and not elsewhere:
            return False
        if not elsewhere and (value := self.value_fields[other]) is not None:
            self.category_tables.append((name, other, value))
        else:
            table = "a table of another package" if elsewhere else f"{other}, which does not say which field has them"
            self.note("not checked", f"{where}.categories", None, f"are those of {table}: they are not checked")
        return True
