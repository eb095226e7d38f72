"""A descriptor read and checked: datapackage.json to the resources that can be checked further."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from . import descriptor_shapes, read_dialect, read_fields
from .budget import Budget
from .container import Folder, Place, Refused, check_path, is_remote
from .declared import ForeignKey, Resource, Schema
from .descriptor_shapes import Wrong
from .document import LARGEST, NotJson, parse
from .file_format import TABULAR_FORMATS, format_of

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
_NOWHERE = Folder(Path("."))
_TABLE_PROFILES = {
    "tabular-data-resource",
    "https://specs.frictionlessdata.io/schemas/tabular-data-resource.json",
    "http://specs.frictionlessdata.io/schemas/tabular-data-resource.json",
}
DESCRIPTOR_SECONDS = 20.0  # of the processor, for the JSON Schemas that a descriptor holds
Note = Callable[[str, str, Any, str], None]


def version(data: Mapping[str, Any]) -> str:
    """ "v1", "v2", or "unknown" where the package follows a profile of its own."""
    profile = data.get("$schema")
    if not isinstance(profile, str):
        return "v1"
    if match := re.match(r"https?://datapackage\.org/profiles/([12])\.", profile):
        return f"v{match[1]}"
    return "unknown"


def check(
    data: Mapping[str, Any], place: Place, wrong: Wrong, allow_remote: bool = False, note: Note = lambda *_: None
) -> list[Resource]:
    """The resources that can be checked further; what is wrong with the descriptor is reported to `wrong`.

    To `note` goes (rule, where, value, words) of what is not checked, and of what is no problem but worth saying.
    """
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
    budget, value_fields = Budget(DESCRIPTOR_SECONDS), _value_fields(listed)
    for number, raw in enumerate(listed):
        reader = _Reader(place, version(data), wrong, allow_remote, note, budget, value_fields)
        resource = reader.resource(raw, f"resources[{number}]")
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

    reader = _Reader(_NOWHERE, "v2", wrong, False, lambda *_: None, Budget(DESCRIPTOR_SECONDS))
    made = reader.read_schema(declared, "schema")
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
            wrong(f"{start}$schema", declared, "is not a profile of the Data Package standard nor an address of one")
    profile = about.get("profile")
    if isinstance(profile, str) and profile not in _KNOWN_PROFILES and not is_remote(profile):
        wrong(f"{start}profile", profile, "is not a known profile")


def _is_file(path: str) -> bool:
    try:
        check_path(path)
    except Refused:
        return False
    return path.endswith(".json")


def _value_fields(listed: list[Any]) -> dict[str, str | None]:
    """Resource → the field of it that holds categories of other tables, as the recipe for category tables has it."""
    made: dict[str, str | None] = {}
    for raw in listed:
        if isinstance(raw, dict) and isinstance(raw.get("name"), str):
            named = raw.get("categoryFieldMap", raw.get("categoriesFieldMap"))
            value = named.get("value") if isinstance(named, dict) else None
            made[raw["name"]] = value if isinstance(value, str) else None
    return made


class _Reader:
    """Reads resources of one package; `version` decides what it may use.

    What makes a resource unreadable is `say`; what leaves the rest of it readable is only reported to `wrong`.
    """

    def __init__(
        self,
        place: Place,
        version: str,
        wrong: Wrong,
        allow_remote: bool,
        note: Note,
        budget: Budget,
        value_fields: Mapping[str, str | None] | None = None,
    ) -> None:
        self.place, self.version, self.wrong, self.allow_remote = place, version, wrong, allow_remote
        self.note, self.budget, self.value_fields = note, budget, value_fields or {}
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
        if self.bad:
            return None
        raw = {
            key: part
            for key, part in raw.items()
            if descriptor_shapes.check(
                part, descriptor_shapes.RESOURCE.get(key, descriptor_shapes.ANY), f"{where}.{key}", self.wrong
            )
        }
        descriptor_shapes.check_people(raw, where, self.wrong)
        _check_profiles(raw, where, self.wrong)
        if self.version == "v1" and not _V1_NAME.fullmatch(raw["name"]):
            self.wrong(
                f"{where}.name",
                raw["name"],
                "should be lower-case letters, digits, dots, hyphens, slashes and underscores",
            )
        paths = self._paths(raw, where)
        dialect_given = self._file(raw["dialect"], f"{where}.dialect") if raw.get("dialect") is not None else {}
        form, compression = format_of(raw, paths, "delimiter" in (dialect_given or {}))
        encoding = raw.get("encoding", "utf-8")
        try:
            if not codecs.lookup(encoding)._is_text_encoding:
                raise LookupError
        except (LookupError, ValueError):
            self.say(f"{where}.encoding", encoding, "is not a known encoding")
        stated = raw.get("stats") if isinstance(raw.get("stats"), dict) else {}  # as frictionless 4 has it
        counts = {}
        for key in ("bytes", "rows", "fields"):
            counts[key] = raw.get(key, stated.get(key))
            if isinstance(counts[key], bool) or not isinstance(counts[key], int):
                counts[key] = None
            elif counts[key] < 0:
                self.wrong(f"{where}.{key}", counts[key], "should not be negative")
                counts[key] = None
        hash_ = raw.get("hash", stated.get("hash"))
        if "hash" not in raw and isinstance(hash_, str) and isinstance(raw.get("hashing"), str):
            hash_ = f"{raw['hashing']}:{hash_}"
        dialect = read_dialect.read(dialect_given, f"{where}.dialect", form, self.say, self.note)
        schema = self._schema(raw["schema"], f"{where}.schema") if "schema" in raw else None
        table = raw.get("type") == "table" or raw.get("profile") in _TABLE_PROFILES
        if raw.get("profile") in _TABLE_PROFILES and "schema" not in raw:
            self.wrong(f"{where}.schema", None, "should be there in a tabular data resource")
        if self.bad:
            return None
        tabular = schema is not None or table or form in TABULAR_FORMATS
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
            hash_ if isinstance(hash_, str) else None,
            counts["bytes"],
            raw,
            counts["rows"],
            counts["fields"],
        )

    def _paths(self, raw: Mapping[str, Any], where: str) -> tuple[str, ...]:
        # `url` is what version 0 of the standard called `path`.
        given, data = raw.get("path", raw.get("url")), raw.get("data")
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
        plain = [str(PurePosixPath(path)) for path in listed if isinstance(path, str)]
        for path in sorted({path for path in plain if plain.count(path) > 1} if len(plain) > len(set(plain)) else ()):
            self.say(f"{where}.path", path, "occurs more than once: its rows would count more than once")
        return tuple(path for path in listed if isinstance(path, str))

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
            value = parse(
                raw,
                path,
                lambda key: self.note("hint", where, key, f"occurs twice in an object of {path}; the last one counts"),
            )
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
        reader = read_fields.Reader(self.version, self.say, self.wrong, self.note, self.budget, self.value_fields)
        missing = reader.missing(raw, where, frozenset({""}))
        fields = [
            reader.field(field, f"{where}.fields[{number}]", missing) for number, field in enumerate(raw["fields"])
        ]
        match = raw.get("fieldsMatch", "exact")
        # The profile of v2.0 wants a list, the specification a word.
        match = match[0] if isinstance(match, list) and len(match) == 1 else match
        if match not in _MATCHES:
            self.wrong(f"{where}.fieldsMatch", match, f"should be one of {', '.join(_MATCHES)}")
            match = _MATCHES[0]
        if self.bad:
            return None
        names = [field.name for field in fields if field]
        for name, number in Counter(names).items():
            if number > 1:
                # Version 2: to be read all the same, as version 1 allowed it.
                self.note("hint", f"{where}.fields", name, "is the name of more than one field; keys look at the first")
        primary = self._key(raw.get("primaryKey", []), f"{where}.primaryKey", names)
        unique = []
        listed = raw.get("uniqueKeys", [])
        if not isinstance(listed, list) or "uniqueKeys" in raw and not listed:
            self.wrong(f"{where}.uniqueKeys", None, "should be a list of at least one list of field names")
            listed = []
        for number, key in enumerate(listed):
            here = f"{where}.uniqueKeys[{number}]"
            if found := self._key(key, here, names):
                unique.append(found)
            elif key == []:
                self.wrong(here, None, "should have at least one field")
        foreign = list(self._foreign_keys(raw.get("foreignKeys", []), f"{where}.foreignKeys", names))
        foreign += [ForeignKey((name,), other, (value,)) for name, other, value in reader.category_tables]
        return Schema(tuple(field for field in fields if field), str(match), primary, tuple(unique), tuple(foreign))

    def _key(self, given: Any, where: str, names: list[str] | None) -> tuple[str, ...]:
        """The fields of a key; none where it makes no sense, which is then reported."""
        listed = [given] if isinstance(given, str) else given
        if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
            self.wrong(where, None, "should be a field's name or a list of them")
            return ()
        if unknown := [name for name in listed if names is not None and name not in names]:
            for name in unknown:
                self.wrong(where, name, "is none of the fields")
            return ()
        return tuple(dict.fromkeys(listed)) if names is not None and where.endswith("primaryKey") else tuple(listed)

    def _foreign_keys(self, given: Any, where: str, names: list[str]) -> Iterator[ForeignKey]:
        if not isinstance(given, list):
            self.wrong(where, None, "should be a list")
            return
        for number, raw in enumerate(given):
            here = f"{where}[{number}]"
            reference = raw.get("reference") if isinstance(raw, dict) else None
            if not isinstance(reference, dict) or not isinstance(reference.get("resource", ""), str):
                self.wrong(here, None, "should be an object with fields and a reference to a resource's fields")
                continue
            fields = self._key(raw.get("fields", []), f"{here}.fields", names)
            target = self._key(reference.get("fields", []), f"{here}.reference.fields", None)
            package = reference.get("package", raw.get("package"))
            if raw.get("fields") and not fields:
                continue
            if not fields or len(fields) != len(target):
                self.wrong(here, None, "should have as many fields as its reference, and at least one")
            else:
                yield ForeignKey(
                    fields, reference.get("resource", ""), target, None if package is None else str(package)
                )
