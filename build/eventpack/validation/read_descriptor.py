"""A descriptor read and checked: datapackage.json to the resources that can be checked further."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from . import cells, constraints, descriptor_shapes
from .container import Folder, Place, Refused, check_path, is_remote
from .declared import FALSE, TRUE, Dialect, Field, ForeignKey, Resource, Schema
from .descriptor_shapes import Wrong
from .document import LARGEST, NotJson, parse

MOST_FIELDS = 20_000

_V1_NAME = re.compile(r"[-a-z0-9._/]+")
_KNOWN_PROFILES = {
    "data-package",
    "tabular-data-package",
    "data-resource",
    "tabular-data-resource",
    "fiscal-data-package",
}
_STANDARD = re.compile(r"https?://datapackage\.org/profiles/")
_STANDARD_NAMES = re.compile(
    r"https?://datapackage\.org/profiles/[12]\.\d+/(datapackage|dataresource|tableschema|tabledialect)\.json"
)
_MATCHES = ("exact", "equal", "subset", "superset", "partial")
_TABULAR_FORMATS = {"csv", "tsv", "parquet"}
_NOWHERE = Folder(Path("."))
_COMPRESSIONS = {"gz": "gz", "bz2": "bz2", "xz": "xz"}


def version(data: Mapping[str, Any]) -> str:
    """ "v1", "v2", or "unknown" where the package follows a profile of its own."""
    profile = data.get("$schema")
    if not isinstance(profile, str):
        return "v1"
    if match := re.match(r"https?://datapackage\.org/profiles/([12])\.", profile):
        return f"v{match[1]}"
    return "unknown"


def check(data: Mapping[str, Any], place: Place, wrong: Wrong, allow_remote: bool = False) -> list[Resource]:
    """The resources that can be checked further; what is wrong with the descriptor is told to `wrong`."""
    shaped = descriptor_shapes.check(
        data, {k: v for k, v in descriptor_shapes.PACKAGE.items() if k != "resources"}, "", wrong
    )
    if shaped:
        descriptor_shapes.check_people(data, "", wrong)
    _check_profiles(data, "", wrong)
    if isinstance(data.get("name"), str) and version(data) == "v1" and not _V1_NAME.fullmatch(data["name"]):
        wrong("name", data["name"], "should be lower-case letters, digits, dots, hyphens, slashes and underscores")
    for key in ("missingValues", "fields"):
        if key in data:
            wrong(key, None, "belongs into a resource's schema")
    # The specification asks for at least one entry where the list is there.
    for key in ("licenses", "contributors", "sources", "keywords"):
        if data.get(key) == []:
            wrong(key, None, "should have at least one entry")
    listed = data.get("resources")
    if not isinstance(listed, list) or not listed:
        wrong("resources", None, "should be a list with at least one entry")
        return []
    found: dict[str, Resource] = {}
    for number, raw in enumerate(listed):
        resource = _Reader(place, version(data), wrong, allow_remote).resource(raw, f"resources[{number}]")
        if resource and resource.name in found:
            wrong(f"resources[{number}].name", resource.name, "occurs more than once")
        elif resource:
            found[resource.name] = resource
        if (
            data.get("profile") == "tabular-data-package"
            and isinstance(raw, dict)
            and (raw.get("profile") != "tabular-data-resource")
        ):
            wrong(f"resources[{number}].profile", raw.get("profile"), "should be tabular-data-resource")
    return list(found.values())


def schema(declared: Mapping[str, Any]) -> Schema:
    """A Table Schema by itself, of version 2. Raises ValueError with what is wrong with it."""
    found: list[str] = []

    def wrong(where: str, value: Any, message: str) -> None:
        found.append(f"{where}: {message}")

    made = _Reader(_NOWHERE, "v2", wrong, False).read_schema(declared, "schema")
    if made is None or found:
        raise ValueError("; ".join(found))
    return made


def _check_profiles(about: Mapping[str, Any], where: str, wrong: Wrong) -> None:
    """Profiles of others are not fetched; that they are named is fine."""
    start = f"{where}." if where else ""
    declared = about.get("$schema")
    if isinstance(declared, str):
        standard = _STANDARD.match(declared)
        if (standard and not _STANDARD_NAMES.fullmatch(declared)) or not (is_remote(declared) or _is_file(declared)):
            wrong(f"{start}$schema", declared, "is no profile of the Data Package standard nor an address of one")
    profile = about.get("profile")
    if isinstance(profile, str) and profile not in _KNOWN_PROFILES and not is_remote(profile):
        wrong(f"{start}profile", profile, "is no known profile")


def _is_file(path: str) -> bool:
    try:
        check_path(path)
    except Refused:
        return False
    return path.endswith(".json")


class _Reader:
    """Reads resources of one package; `version` decides what it may use."""

    def __init__(self, place: Place, version: str, wrong: Wrong, allow_remote: bool) -> None:
        self.place, self.version, self.wrong, self.allow_remote = place, version, wrong, allow_remote
        self.bad = False

    def say(self, where: str, value: Any, message: str) -> None:
        self.bad = True
        self.wrong(where, value, message)

    def resource(self, raw: Any, where: str) -> Resource | None:
        """None where it cannot be checked further, which has then been said."""
        if not isinstance(raw, dict):
            self.say(where, None, "should be an object with a name")
            return None
        if not isinstance(raw.get("name"), str) or not raw["name"]:
            self.say(f"{where}.name", None, "should be the resource's name")
        if descriptor_shapes.check(raw, descriptor_shapes.RESOURCE, where, self.say):
            descriptor_shapes.check_people(raw, where, self.say)
            _check_profiles(raw, where, self.say)
        if self.bad:
            return None
        if self.version == "v1" and not _V1_NAME.fullmatch(raw["name"]):
            self.say(
                f"{where}.name",
                raw["name"],
                "should be lower-case letters, digits, dots, hyphens, slashes and underscores",
            )
        paths = self._paths(raw, where)
        form, compression = self._format(raw, paths)
        encoding = raw.get("encoding", "utf-8")
        try:
            if not codecs.lookup(encoding)._is_text_encoding:
                raise LookupError
        except (LookupError, ValueError):
            self.say(f"{where}.encoding", encoding, "is no known encoding")
        if raw.get("bytes", 0) < 0:
            self.say(f"{where}.bytes", raw["bytes"], "should not be negative")
        dialect = self._dialect(raw.get("dialect"), f"{where}.dialect", form)
        schema = self._schema(raw["schema"], f"{where}.schema") if "schema" in raw else None
        if raw.get("profile") == "tabular-data-resource" and schema is None and not self.bad:
            self.say(f"{where}.schema", None, "should be there in a tabular data resource")
        if self.bad:
            return None
        tabular = schema is not None or raw.get("type") == "table" or form in _TABULAR_FORMATS
        return Resource(
            raw["name"],
            paths,
            raw.get("data"),
            form,
            tabular,
            schema,
            dialect,
            encoding,
            compression,
            raw.get("hash"),
            raw.get("bytes"),
            raw,
        )

    def _paths(self, raw: Mapping[str, Any], where: str) -> tuple[str, ...]:
        given, data = raw.get("path"), raw.get("data")
        if (given is None) == (data is None):
            self.say(
                f"{where}.path",
                None,
                "either path or data should be there" if data is None else "and data should not both be there",
            )
            return ()
        if given is None:
            return ()
        listed = given if isinstance(given, list) else [given]
        if not listed:
            self.say(f"{where}.path", None, "should have at least one entry")
        for path in listed:
            try:
                check_path(path)
                if is_remote(path) and not self.allow_remote:
                    raise Refused("is remote and was not fetched; --allow-remote fetches it")
            except Refused as refusal:
                self.say(f"{where}.path", path, str(refusal))
        return tuple(path for path in listed if isinstance(path, str))

    def _format(self, raw: Mapping[str, Any], paths: tuple[str, ...]) -> tuple[str, str | None]:
        """The format of the file and how it is packed."""
        compression = raw.get("compression") or None
        suffixes = [suffix[1:].lower() for suffix in PurePosixPath(paths[0]).suffixes] if paths else []
        if suffixes and suffixes[-1] in _COMPRESSIONS:
            compression = compression or suffixes[-1]
            suffixes.pop()
        form = raw.get("format") or (suffixes[-1] if suffixes else "inline" if not paths else "")
        return form.lower(), compression

    def _file(self, given: Any, where: str) -> Any:
        """A schema or dialect: an object, or the path of a file inside the package that holds one."""
        if isinstance(given, dict):
            return given
        try:
            path = check_path(given)
            if is_remote(path) and not self.allow_remote:
                raise Refused("is remote and was not fetched; --allow-remote fetches it")
            if is_remote(path):
                with self.place.downloads.open(path) as file:
                    raw = file.read(LARGEST + 1)
            else:
                raw = self.place.read(path, LARGEST)
            value = parse(raw, path)
        except (Refused, NotJson, OSError) as refusal:
            self.say(
                where,
                given if isinstance(given, str) else None,
                str(refusal) if isinstance(given, str) else "should be an object or the path of one",
            )
            return None
        if not isinstance(value, dict):
            self.say(where, given, "holds no JSON object")
            return None
        return value

    def _dialect(self, given: Any, where: str, form: str) -> Dialect:
        plain = Dialect(delimiter="\t" if form == "tsv" else ",")
        if given is None:
            return plain
        raw = self._file(given, where)
        if raw is None:
            return plain
        if isinstance(raw.get("csv"), dict):  # as frictionless writes it
            raw = {**raw, **raw["csv"]}
        nulls = {key for key in ("quoteChar", "escapeChar", "nullSequence", "commentChar") if raw.get(key, "") is None}
        raw = {key: part for key, part in raw.items() if key not in nulls}
        if not descriptor_shapes.check(raw, descriptor_shapes.DIALECT, where, self.say):
            return plain
        for key in ("delimiter", "quoteChar", "escapeChar", "commentChar"):
            if (
                key in raw
                and not (len(raw[key]) == 1 and raw[key].isascii())
                and not (key != "delimiter" and raw[key] == "")
            ):
                self.say(f"{where}.{key}", raw[key], "should be one ASCII character")
        if any(number < 1 for key in ("headerRows", "commentRows") for number in raw.get(key, [])):
            self.say(f"{where}.headerRows", None, "should count rows from 1")
        if len(raw.get("headerRows", [])) > 100 or max(raw.get("headerRows", [1]), default=1) > 1000:
            self.say(f"{where}.headerRows", None, "should be among the first 1000 rows")
        if self.bad:
            return plain
        header = raw.get("header", True)
        return Dialect(
            delimiter=raw.get("delimiter", plain.delimiter),
            quote=None if "quoteChar" in nulls else raw.get("quoteChar", '"') or None,
            double_quote=raw.get("doubleQuote", True) if raw.get("escapeChar") else True,
            escape=raw.get("escapeChar") or None,
            skip_initial_space=raw.get("skipInitialSpace", False),
            header_rows=tuple(sorted(raw.get("headerRows", [1]))) if header else (),
            header_join=raw.get("headerJoin", " "),
            header_case=raw.get("headerCase", True),
            comment_char=raw.get("commentChar") or None,
            comment_rows=frozenset(raw.get("commentRows", [])),
            skip_blank_rows=raw.get("skipBlankRows", False),
        )

    def _schema(self, given: Any, where: str) -> Schema | None:
        raw = self._file(given, where)
        if raw is None:
            return None
        problems_before = self.bad
        self.bad = False
        made = self.read_schema(raw, where)
        good, self.bad = not self.bad, self.bad or problems_before
        return made if good else None

    def read_schema(self, raw: Mapping[str, Any], where: str) -> Schema | None:
        if not descriptor_shapes.check(raw, descriptor_shapes.SCHEMA, where, self.say):
            return None
        if "fields" not in raw or not raw["fields"]:
            self.say(f"{where}.fields", None, "should be a list with at least one field")
            return None
        if len(raw["fields"]) > MOST_FIELDS:
            self.say(f"{where}.fields", None, f"has more than {MOST_FIELDS} fields")
            return None
        missing = self._missing(raw, where, frozenset({""}))
        fields = [
            self._field(field, f"{where}.fields[{number}]", missing) for number, field in enumerate(raw["fields"])
        ]
        match = raw.get("fieldsMatch", "exact")
        # The profile of v2.0 wants a list, the specification a word.
        match = match[0] if isinstance(match, list) and len(match) == 1 else match
        if match not in _MATCHES:
            self.say(f"{where}.fieldsMatch", match, f"should be one of {', '.join(_MATCHES)}")
        if self.bad:
            return None
        names = [field.name for field in fields if field]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.say(f"{where}.fields", name, "is the name of more than one field")
        primary = self._key(raw.get("primaryKey", []), f"{where}.primaryKey", names)
        unique = []
        listed = raw.get("uniqueKeys", [])
        if not isinstance(listed, list):
            self.say(f"{where}.uniqueKeys", None, "should be a list of lists of field names")
            listed = []
        for number, key in enumerate(listed):
            unique.append(self._key(key, f"{where}.uniqueKeys[{number}]", names))
            if not unique[-1] and not self.bad:
                self.say(f"{where}.uniqueKeys[{number}]", None, "should have at least one field")
        foreign = list(self._foreign_keys(raw.get("foreignKeys", []), f"{where}.foreignKeys", names))
        return Schema(tuple(field for field in fields if field), str(match), primary, tuple(unique), tuple(foreign))

    def _key(self, given: Any, where: str, names: list[str] | None) -> tuple[str, ...]:
        listed = [given] if isinstance(given, str) else given
        if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
            self.say(where, None, "should be a field's name or a list of them")
            return ()
        for name in listed if names is not None else ():
            if name not in names:
                self.say(where, name, "is none of the fields")
        return tuple(listed)

    def _foreign_keys(self, given: Any, where: str, names: list[str]) -> Iterator[ForeignKey]:
        if not isinstance(given, list):
            self.say(where, None, "should be a list")
            return
        for number, raw in enumerate(given):
            here = f"{where}[{number}]"
            reference = raw.get("reference") if isinstance(raw, dict) else None
            if not isinstance(reference, dict) or not isinstance(reference.get("resource", ""), str):
                self.say(here, None, "should be an object with fields and a reference to a resource's fields")
                continue
            fields = self._key(raw.get("fields", []), f"{here}.fields", names)
            target = self._key(reference.get("fields", []), f"{here}.reference.fields", None)
            if not fields or len(fields) != len(target):
                self.say(here, None, "should have as many fields as its reference, and at least one")
            else:
                yield ForeignKey(fields, reference.get("resource", ""), target)

    def _missing(self, raw: Mapping[str, Any], where: str, default: frozenset[str]) -> frozenset[str]:
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
            self.say(f"{where}.missingValues", None, "should be a list of texts, or of objects with value and label")
            return default
        if objects:
            labels = [entry["label"] for entry in entries if isinstance(entry, dict) and "label" in entry]
            if len(set(values)) < len(values) or len({str(label) for label in labels}) < len(labels):
                self.say(f"{where}.missingValues", None, "should not have a value or label twice")
            if self.version == "v1":
                self.say(f"{where}.missingValues", None, "with labels need version 2 of the standard")
        return frozenset(values)

    def _field(self, raw: Any, where: str, missing: frozenset[str]) -> Field | None:
        if not descriptor_shapes.check(raw, descriptor_shapes.FIELD, where, self.say):
            return None
        if not isinstance(raw.get("name"), str):
            self.say(f"{where}.name", None, "should be the field's name")
            return None
        # In both versions a field without a type is text in v1, any in v2.
        kind = raw.get("type", "string" if self.version == "v1" else "any")
        if kind not in cells.TYPES:
            self.say(f"{where}.type", kind, "is no type of Table Schema")
            return None
        form = str(raw.get("format", "default")).removeprefix("fmt:")
        formats = {
            "string": cells.STRING_FORMATS,
            "geojson": ("default", "topojson"),
            "geopoint": ("default", "array", "object"),
        }
        if form not in formats.get(kind, (form,)):
            self.say(f"{where}.format", form, f"is no format of the type {kind}")
        if "required" in raw:
            self.say(f"{where}.required", None, "belongs into the field's constraints")
        if kind == "list" and raw.get("itemType", "string") not in cells.ITEM_TYPES:
            self.say(f"{where}.itemType", raw["itemType"], f"should be one of {', '.join(cells.ITEM_TYPES)}")
        for key, empty in (("decimalChar", False), ("groupChar", True), ("delimiter", False)):
            if key in raw and (len(raw[key]) > 10 or not raw[key] and not empty):
                self.say(f"{where}.{key}", raw[key], "should be one character")
        rules = raw.get("constraints", {})
        if self.version == "v1":
            for key in ("exclusiveMinimum", "exclusiveMaximum"):
                if key in rules:
                    self.say(f"{where}.constraints.{key}", None, "needs version 2 of the standard")
        field = Field(
            raw["name"],
            kind,
            form,
            self._missing(raw, where, missing),
            {key: value for key, value in rules.items() if value is not None},
            tuple(raw.get("trueValues", TRUE)),
            tuple(raw.get("falseValues", FALSE)),
            raw.get("decimalChar", "."),
            raw.get("groupChar", ""),
            raw.get("bareNumber", True),
            raw.get("delimiter", ","),
            raw.get("itemType", "string"),
            self._categories(raw, where),
        )
        if self.bad:
            return field
        try:
            constraints.prepare(field)
            if raw.get("example") not in (None, ""):
                try:
                    constraints.value(field, raw["example"])
                except ValueError:
                    self.say(
                        f"{where}.example", constraints.text_of(raw["example"]), f"is not of the field's type {kind}"
                    )
        except ValueError as error:
            self.say(f"{where}.constraints", None, str(error))
        except Exception as error:  # a value no reader was made for, such as a list as a minimum
            self.say(f"{where}.constraints", None, f"cannot be read: {type(error).__name__}")
        return field

    def _categories(self, raw: Mapping[str, Any], where: str) -> tuple[str, ...] | None:
        if "categories" not in raw:
            return None
        given = raw["categories"]
        values = (
            [entry.get("value") if isinstance(entry, dict) else entry for entry in given]
            if isinstance(given, list)
            else []
        )
        if not values or not all(isinstance(v, (str, int)) and not isinstance(v, bool) for v in values):
            self.say(f"{where}.categories", None, "should be a list of values, or of objects with value and label")
            return None
        if len({constraints.text_of(value) for value in values}) < len(values):
            self.say(f"{where}.categories", None, "should not have a value twice")
        return tuple(constraints.text_of(value) for value in values)
