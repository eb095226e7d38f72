"""Damages to a small valid data package that holds every type, constraint and key of Table Schema: each has a name.

A package is a dictionary of file names to bytes. A damage takes a fresh package and changes it.
"""

from __future__ import annotations

import copy
import csv
import gzip
import hashlib
import io
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

V2 = "https://datapackage.org/profiles/2.0/datapackage.json"

# field: (type and what else a field has, four valid cells)
TYPES = {
    "id": ({"type": "integer", "constraints": {"required": True, "unique": True}}, ["1", "2", "3", "4"]),
    "word": (
        {"type": "string", "constraints": {"required": True, "minLength": 2, "maxLength": 8, "pattern": "[a-zé]+"}},
        ["reed", "été", "lake", "shore"],
    ),
    "choice": ({"type": "string", "constraints": {"enum": ["low", "high"]}}, ["low", "high", "", "low"]),
    "mail": ({"type": "string", "format": "email"}, ["ada@lake.example", "", "b.c@reed.example", ""]),
    "link": ({"type": "string", "format": "uri"}, ["https://lake.example/a?b=c", "urn:isbn:12", "", ""]),
    "uuid": ({"type": "string", "format": "uuid"}, ["0b2f4f6e-7b9c-4f0e-9d52-3f6a1c9f5a10", "", "", ""]),
    "blob": ({"type": "string", "format": "binary"}, ["cmVlZA==", "", "bGFrZXM=", ""]),
    "whole": ({"type": "integer", "constraints": {"minimum": 0, "maximum": 100}}, ["0", "100", "-0", "+7"]),
    "between": (
        {"type": "integer", "constraints": {"exclusiveMinimum": 0, "exclusiveMaximum": 100}},
        ["1", "99", "", "50"],
    ),
    "prime": ({"type": "integer", "constraints": {"enum": [2, 3, 5, 7]}}, ["2", "3", "5", "7"]),
    "real": ({"type": "number", "constraints": {"minimum": -1.5, "maximum": "2.5"}}, ["-1.5", "2.5", "1e-3", ".5"]),
    "money": ({"type": "number", "decimalChar": ",", "groupChar": "."}, ["1.234,5", "7", "-0,25", ""]),
    "share": ({"type": "number", "bareNumber": False}, ["12%", "€ 3.5", "", "4"]),
    "flag": ({"type": "boolean"}, ["true", "False", "1", "0"]),
    "yes": ({"type": "boolean", "trueValues": ["ja"], "falseValues": ["nej"]}, ["ja", "nej", "", "ja"]),
    "day": (
        {"type": "date", "constraints": {"minimum": "2000-01-01", "maximum": "2024-02-29"}},
        ["2000-01-01", "2024-02-29", "2012-12-31", ""],
    ),
    "written": ({"type": "date", "format": "%d.%m.%Y"}, ["31.12.2001", "01.01.1999", "", ""]),
    "spoken": ({"type": "date", "format": "any"}, ["3 May 2003", "2004-05-06", "", ""]),
    "moment": (
        {"type": "datetime", "constraints": {"minimum": "2001-01-01T00:00:00"}},
        ["2001-01-01T00:00:00", "2020-05-06T07:08:09.5", "", ""],
    ),
    "zoned": ({"type": "datetime"}, ["2020-05-06T07:08:09Z", "2020-05-06T07:08:09+02:00", "", ""]),
    "clock": ({"type": "time", "constraints": {"maximum": "20:00:00"}}, ["00:00:00", "20:00:00", "", ""]),
    "year": ({"type": "year", "constraints": {"minimum": 1900}}, ["1900", "2024", "", ""]),
    "month": ({"type": "yearmonth", "constraints": {"maximum": "2024-12"}}, ["1999-01", "2024-12", "", ""]),
    "span": ({"type": "duration"}, ["P1Y2M3DT4H5M6S", "PT0.5S", "P2D", ""]),
    "point": ({"type": "geopoint"}, ["41.2, 37.0", "-180,90", "", ""]),
    "pair": ({"type": "geopoint", "format": "array"}, ["[41.2, 37]", "", "", ""]),
    "spot": ({"type": "geopoint", "format": "object"}, ['{"lon": 41.2, "lat": 37}', "", "", ""]),
    "shape": ({"type": "geojson"}, ['{"type": "Point", "coordinates": [41.2, 37]}', "", "", ""]),
    "thing": ({"type": "object", "constraints": {"minLength": 1}}, ['{"a": [1, {"b": null}]}', "", "", ""]),
    "many": ({"type": "array", "constraints": {"maxLength": 2}}, ["[1, 2]", "[]", "", ""]),
    "tags": ({"type": "list", "itemType": "integer", "delimiter": ";"}, ["1;2;3", "4", "", ""]),
    "gap": ({"type": "integer", "missingValues": ["-", "n/a"]}, ["1", "-", "n/a", "2"]),
    "grade": ({"type": "string", "categories": ["good", "fair"]}, ["good", "fair", "", ""]),
    "rest": ({"type": "any", "constraints": {"enum": ["x", "y"]}}, ["x", "y", "", ""]),
    "kind": ({"type": "string", "constraints": {"required": True}}, ["heron", "ibis", "heron", "ibis"]),
    "above": ({"type": "integer"}, ["", "1", "1", "2"]),
}
# Wrong cells of a field, and what is wrong with each.
CELLS = {
    "word": {
        "too short": "a",
        "too long": "abcdefghi",
        "a digit": "lake7",
        "upper case": "Lake",
        "empty": "",
        "a space at the end": "lake ",
        "a line end at the end": "lake\n",
    },
    "choice": {"none of the enum": "medium", "other case": "Low", "a space before": " low"},
    "mail": {
        "no at sign": "ada.lake.example",
        "two at signs": "ada@@lake.example",
        "no domain": "ada@",
        "a space": "a da@lake.example",
        "nobody": "@lake.example",
    },
    "link": {
        "no scheme": "lake.example/a",
        "only words": "by the lake",
        "a space": "https://lake.example/a b",
        "half an escape": "https://lake.example/%4",
    },
    "uuid": {
        "a digit short": "0b2f4f6e-7b9c-4f0e-9d52-3f6a1c9f5a1",
        "no hyphens": "0b2f4f6e7b9c4f0e9d523f6a1c9f5a10",
        "a letter beyond f": "0b2f4f6e-7b9c-4f0e-9d52-3f6a1c9f5a1g",
    },
    "blob": {"a letter short": "cmVlZ", "padding missing": "cmVlZA=", "a letter of no base64": "cmVl*A=="},
    "whole": {
        "words": "seven",
        "a decimal": "1.0",
        "an exponent": "1e2",
        "below the minimum": "-1",
        "above the maximum": "101",
        "a comma": "1,0",
        "hexadecimal": "0x1F",
        "spaces around": " 7 ",
        "an underscore": "1_0",
        "digits of another script": "٧",
        "two signs": "--1",
        "thirty digits": "1" * 30,
    },
    "between": {"at the exclusive minimum": "0", "at the exclusive maximum": "100", "below": "-5", "above": "1000"},
    "prime": {"none of the enum": "4", "none of the enum, as text": "two"},
    "real": {
        "words": "half",
        "a comma": "0,5",
        "below the minimum": "-1.6",
        "above the maximum": "2.51",
        "two points": "1.2.3",
        "just above the maximum": "2.5000000000000004",
        "a unit": "1 m",
        "a space before": " 1",
        "an underscore": "1_0.5",
        "a lone point": ".",
        "NaN": "NaN",
        "INF": "INF",
    },
    "money": {"words": "much", "two commas": "1,2,3", "a currency": "€1,5"},
    "share": {"no digit": "%", "words": "half of it"},
    "flag": {"yes": "yes", "two": "2", "mixed case": "tRUE", "a space": "true "},
    "yes": {"true": "true", "other case": "Ja", "one": "1"},
    "day": {
        "no such day": "2023-02-29",
        "no such month": "2020-13-01",
        "other order": "31-12-2020",
        "slashes": "2020/12/31",
        "with a time": "2020-12-31T00:00:00",
        "below the minimum": "1999-12-31",
        "above the maximum": "2024-03-01",
        "one digit": "2020-1-1",
        "two-digit year": "20-01-01",
        "words": "new year",
        "year 0": "0000-01-01",
        "a space": "2020-01-01 ",
        "29 February 1900": "1900-02-29",
    },
    "written": {"other order": "2001-12-31", "no such day": "31.02.2001", "words": "spring"},
    "spoken": {"words": "some day", "no such month": "3 Foo 2003"},
    "moment": {
        "no time": "2020-05-06",
        "no such hour": "2020-05-06T24:30:00",
        "below the minimum": "2000-12-31T23:59:59",
        "no seconds": "2020-05-06T07:08",
        "words": "noon",
        "no such day": "2020-02-30T00:00:00",
        "one-digit hour": "2020-05-06T7:08:09",
        "an underscore between": "2020-05-06_07:08:09",
    },
    "zoned": {"no such zone": "2020-05-06T07:08:09+25:00", "a zone in words": "2020-05-06T07:08:09 CET"},
    "clock": {
        "no such hour": "25:00:00",
        "no such minute": "10:61:00",
        "above the maximum": "20:00:01",
        "no seconds": "10:00",
        "twelve-hour": "10:00:00 pm",
        "words": "noon",
    },
    "year": {
        "two digits": "24",
        "a zero before five digits": "02024",
        "below the minimum": "1899",
        "words": "MMXX",
        "a sign": "+999",
        "a space": " 999",
    },
    "month": {
        "no such month": "2024-13",
        "above the maximum": "2025-01",
        "a day too": "2024-01-01",
        "words": "May 2020",
        "one digit": "2024-1",
        "month 0": "2024-00",
    },
    "span": {
        "words": "a day",
        "no P": "1Y",
        "nothing after P": "P",
        "no T": "P1H",
        "nothing after T": "P1DT",
        "a colon": "10:00:00",
    },
    "point": {
        "one number": "41.2",
        "three numbers": "1,2,3",
        "longitude too large": "181,0",
        "latitude too small": "0,-91",
        "words": "east, north",
        "an array": "[1, 2]",
    },
    "pair": {
        "no array": "41.2, 37",
        "three numbers": "[1, 2, 3]",
        "no numbers": '["a", "b"]',
        "out of range": "[0, 91]",
    },
    "spot": {
        "an array": "[1, 2]",
        "lon only": '{"lon": 1}',
        "a key too many": '{"lon": 1, "lat": 2, "alt": 3}',
        "out of range": '{"lon": 200, "lat": 2}',
    },
    "shape": {
        "no JSON": "point",
        "no GeoJSON": '{"type": "Dot", "coordinates": [1, 2]}',
        "an array": "[1, 2]",
        "no coordinates": '{"type": "Point"}',
    },
    "thing": {"no JSON": "{a: 1}", "an array": "[1]", "a number": "1", "too few members": "{}", "cut short": '{"a": '},
    "many": {"no JSON": "1, 2", "an object": '{"a": 1}', "too many items": "[1, 2, 3]", "cut short": "[1, "},
    "tags": {"a word among numbers": "1;x", "another delimiter": "1,2", "an empty item": "1;;2"},
    "gap": {"words": "none", "empty, which stands for nothing here": ""},
    "grade": {"none of the categories": "bad", "other case": "Good"},
    "rest": {"none of the enum": "z"},
    "id": {"empty": "", "twice": "1", "words": "first"},
    "kind": {"not in the other table": "stork", "empty": "", "other case": "Heron"},
    "above": {"not in the table itself": "9"},
}

KINDS = [["code", "label"], ["heron", "Heron"], ["ibis", "Ibis"], ["crane", "Crane"]]
GRID = [["x", "y", "name"], ["1", "1", "a"], ["1", "2", "b"], ["2", "1", "c"], ["2", "2", ""]]
MOVES = [["step", "x", "y"], ["1", "1", "2"], ["2", "2", "1"], ["3", "", ""], ["4", "1", "2"]]

Package = dict[str, bytes]


def integer(name: str, **constraints: object) -> dict:
    return {"name": name, "type": "integer", "constraints": constraints}


# What the tables refer to by their keys: enough for a damage that is of no type.
KEYS = ("id", "kind", "above")


def descriptor(names: Collection[str] = tuple(TYPES)) -> dict:
    schemas = {
        "birds": {
            "fields": [{"name": name, **copy.deepcopy(field)} for name, (field, _) in TYPES.items() if name in names],
            "primaryKey": ["id"],
            "foreignKeys": [
                {"fields": ["kind"], "reference": {"resource": "kinds", "fields": ["code"]}},
                {"fields": ["above"], "reference": {"resource": "", "fields": ["id"]}},
            ],
        },
        "kinds": {
            "fields": [{"name": "code", "type": "string"}, {"name": "label", "type": "string"}],
            "primaryKey": ["code"],
        },
        "grid": {
            "fields": [integer("x"), integer("y"), {"name": "name", "type": "string"}],
            "primaryKey": ["x", "y"],
            "uniqueKeys": [["name"]],
        },
        "moves": {
            "fields": [integer("step", required=True, unique=True), integer("x"), integer("y")],
            "uniqueKeys": [["step", "x"]],
            "foreignKeys": [{"fields": ["x", "y"], "reference": {"resource": "grid", "fields": ["x", "y"]}}],
        },
    }
    return {
        "$schema": V2,
        "name": "birds",
        "title": "Birds",
        "version": "1.0.0",
        "created": "2026-01-26T12:00:00Z",
        "licenses": [{"name": "CC0-1.0"}],
        "keywords": ["birds"],
        "contributors": [{"title": "Ada", "roles": ["author"]}],
        "sources": [{"title": "A walk", "path": "https://lake.example", "email": "walk@lake.example"}],
        "resources": [
            {
                "name": name,
                "type": "table",
                "profile": "tabular-data-resource",
                "path": f"{name}.csv",
                "scheme": "file",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {
                    "delimiter": ",",
                    "lineTerminator": "\n",
                    "quoteChar": '"',
                    "doubleQuote": True,
                    "header": True,
                },
                "schema": schema,
            }
            for name, schema in schemas.items()
        ],
    }


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def to_csv(table: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue().encode("utf-8")


def package(names: Collection[str] = tuple(TYPES)) -> Package:
    """The package, with only the columns `names` of birds."""
    birds = [list(names), *(list(row) for row in zip(*(TYPES[name][1] for name in names), strict=True))]
    files = {
        "birds.csv": to_csv(birds),
        "kinds.csv": to_csv(KINDS),
        "grid.csv": to_csv(GRID),
        "moves.csv": to_csv(MOVES),
    }
    return {**files, "datapackage.json": json.dumps(descriptor(names)).encode()}


@dataclass(frozen=True)
class Damage:
    """`where` names what is damaged, `what` how; together they are the damage's name."""

    where: str
    what: str
    do: Callable[[Package], None]
    fields: tuple[str, ...] = KEYS  # of birds, those that the package needs to have

    @property
    def name(self) -> str:
        return f"{self.where}: {self.what}"


def damages() -> list[Damage]:
    return [*cell_damages(), *table_damages(), *descriptor_damages(), *field_damages(), *file_damages()]


# Cells: of each type, in the third row of the file (the second bird), or the one that the damage needs.


def cell_damages() -> Iterator[Damage]:
    for field, wrong in CELLS.items():
        for what, cell in wrong.items():

            def do(files: Package, field: str = field, cell: str = cell) -> None:
                table = rows(files["birds.csv"])
                table[2][table[0].index(field)] = cell
                files["birds.csv"] = to_csv(table)

            fields = tuple(name for name in TYPES if name in {*KEYS, field})
            yield Damage(f"a cell of {field} ({describe(field)})", what, do, fields)


def describe(field: str) -> str:
    declared = TYPES[field][0]
    return declared["type"] + (f" {declared['format']}" if "format" in declared else "")


def on_table(name: str, change: Callable[[list[list[str]]], object]) -> Callable[[Package], None]:
    def do(files: Package) -> None:
        table = rows(files[f"{name}.csv"])
        change(table)
        files[f"{name}.csv"] = to_csv(table)

    return do


def on_text(name: str, change: Callable[[str], str], encoding: str = "utf-8") -> Callable[[Package], None]:
    def do(files: Package) -> None:
        text = files[f"{name}.csv"].decode("utf-8")
        changed = change(text)
        assert changed != text
        files[f"{name}.csv"] = changed.encode(encoding)

    return do


def put(row: int, column: int, cell: str) -> Callable[[list[list[str]]], object]:
    return lambda table: table[row].__setitem__(column, cell)


def table_damages() -> Iterator[Damage]:
    def swap(table: list[list[str]]) -> None:
        table[0][0], table[0][1] = table[0][1], table[0][0]

    def drop_column(position: int) -> Callable[[list[list[str]]], object]:
        return lambda table: [row.pop(position) for row in table]

    for what, change in {
        "two columns exchanged": swap,
        "a column renamed": put(0, 1, "title"),
        "a column in upper case": put(0, 1, "LABEL"),
        "a space in a column's name": put(0, 1, "label "),
        "a column without a name": put(0, 1, ""),
        "a column's name twice": put(0, 1, "code"),
        "the last column left out": drop_column(1),
        "the first column left out": drop_column(0),
        "a column too many": lambda table: [row.append("x") for row in table],
        "a name too many": lambda table: table[0].append("more"),
        "no header": lambda table: table.pop(0),
    }.items():
        yield Damage("the header of kinds", what, on_table("kinds", change))
    for what, change in {
        "a cell too many": lambda table: table[2].append("x"),
        "the header once more": lambda table: table.insert(2, list(table[0])),
        "two cells too many": lambda table: table[2].extend(["x", "y"]),
        "the last cell left out": lambda table: table[2].pop(),
        "all cells empty": lambda table: table.__setitem__(2, ["", "", ""]),
        "an empty line": lambda table: table.insert(2, []),
        "an empty line at the end": lambda table: table.append([]),
        "only the first cell": lambda table: table.__setitem__(2, ["1"]),
        "cells moved to the right": lambda table: table[2].insert(0, ""),
        "cells moved to the left": lambda table: table[2].pop(0),
    }.items():
        yield Damage("a row of grid", what, on_table("grid", change))
    for where, table, cells in [
        ("the primary key of kinds", "kinds", {"twice": (2, 0, "heron"), "empty": (2, 0, "")}),
        (
            "the primary key of grid, of two fields",
            "grid",
            {"twice": (2, 1, "1"), "empty in one": (2, 1, ""), "of another type in one": (2, 1, "one")},
        ),
        ("the unique key of grid", "grid", {"twice": (2, 2, "a"), "twice, further down": (3, 2, "a")}),
        (
            "a unique field of moves",
            "moves",
            {"twice": (3, 0, "1"), "empty": (3, 0, ""), "twice, written otherwise": (3, 0, "01")},
        ),
        (
            "a foreign key of moves, of two fields",
            "moves",
            {
                "not there": (1, 2, "3"),
                "each there, but not together": (1, 1, "3"),
                "of another type": (1, 2, "b"),
            },
        ),
        ("what a foreign key refers to", "grid", {"changed": (2, 1, "9")}),
        (
            "what a foreign key of text refers to",
            "kinds",
            {"changed": (1, 0, "stork"), "a space more": (1, 0, "heron ")},
        ),
    ]:
        for what, (row, column, cell) in cells.items():
            yield Damage(where, what, on_table(table, put(row, column, cell)))
    yield Damage("what a foreign key refers to", "a row removed", on_table("grid", lambda table: table.pop(2)))
    yield Damage(
        "the primary key of grid, of two fields",
        "both empty",
        on_table("grid", lambda table: table.append(["", "", "e"])),
    )
    yield Damage("the rows of kinds", "a row twice", on_table("kinds", lambda table: table.append(table[1])))
    yield Damage("the rows of birds", "a row twice", on_table("birds", lambda table: table.append(table[1])))
    for what, change in {
        "another delimiter": lambda text: text.replace(",", ";"),
        "tabs for commas": lambda text: text.replace(",", "\t"),
        "a quote that is not closed": lambda text: text.replace("Crane", '"Crane'),
        "a quote that is not closed, in the middle": lambda text: text.replace("heron,H", 'heron,"H'),
        "text after a closing quote": lambda text: text.replace("Heron", '"Her"on'),
        "quotes of another kind": lambda text: text.replace("Heron", "'He,ron'"),
        "a comment": lambda text: text.replace("ibis", "# ibis\nibis"),
        "cut in the middle of a row": lambda text: text[: text.index("crane") + 3],
        "a line end inside a cell": lambda text: text.replace("crane,", "cra\nne,"),
        "two tables one after the other": lambda text: text + "\n" + text,
    }.items():
        yield Damage("the text of kinds", what, on_text("kinds", change))


def on_descriptor(change: Callable[[dict], object]) -> Callable[[Package], None]:
    def do(files: Package) -> None:
        made = json.loads(files["datapackage.json"])
        change(made)
        files["datapackage.json"] = json.dumps(made).encode()

    return do


def on_resource(change: Callable[[dict], object], number: int = 1) -> Callable[[Package], None]:
    return on_descriptor(lambda made: change(made["resources"][number]))


def descriptor_damages() -> Iterator[Damage]:
    for key, wrong in {
        "name": {"a number": 7},
        "title": {"a list": ["Birds"]},
        "description": {"a number": 7},
        "version": {"a number": 1},
        "keywords": {"a text": "birds", "numbers": [1], "empty": []},
        "licenses": {"a text": "CC0-1.0", "neither name nor path": [{"title": "CC0"}], "empty": []},
        "contributors": {
            "a text": "Ada",
            "roles not a list": [{"title": "Ada", "roles": "author"}],
            "no e-mail address": [{"title": "Ada", "email": "ada"}],
            "empty": [],
        },
        "sources": {"a text": "A walk", "no e-mail address": [{"title": "A walk", "email": "walk"}], "empty": []},
        "created": {"words": "yesterday", "a day": "2026-01-26"},
        "image": {"a number": 7},
        "homepage": {"a number": 7},
        "$schema": {
            "a number": 7,
            "words": "my profile",
            "a profile that does not exist": "https://datapackage.org/profiles/2.0/nothing.json",
        },
        "resources": {"empty": [], "a text": "kinds.csv", "an object": {}, "texts": ["kinds.csv"]},
        "missingValues": {"not in a schema": [""]},
    }.items():
        for what, value in wrong.items():
            yield Damage(f"the package's {key}", what, on_descriptor(lambda made, k=key, v=value: made.update({k: v})))
    yield Damage("the package's resources", "left out", on_descriptor(lambda made: made.pop("resources")))
    yield Damage(
        "the package's resources", "a name twice", on_descriptor(lambda made: made["resources"][2].update(name="kinds"))
    )
    for key, wrong in {
        "name": {"a number": 7},
        "path": {
            "not there": "none.csv",
            "a folder up": "../kinds.csv",
            "absolute": "/kinds.csv",
            "a number": 7,
            "empty": "",
        },
        "encoding": {"unknown": "utf-7b", "another": "utf-16"},
        "bytes": {"a text": "many", "too few": 3},
        "hash": {
            "a wrong md5": "0" * 32,
            "a wrong sha256": "sha256:" + "0" * 64,
            "a wrong sha1": "sha1:" + "0" * 40,
            "a wrong sha512": "sha512:" + "0" * 128,
            "an unknown kind": "crc32:0000",
        },
        "format": {"a number": 7, "unknown": "xyz"},
        "dialect": {"a list": [], "no such file": "dialect.json"},
        "schema": {"a list": [], "no such file": "schema.json", "null": None, "without fields": {}},
        "type": {"a number": 7},
        "data": {"beside a path": [{"code": "a", "label": "A"}]},
        "licenses": {"neither name nor path": [{"title": "CC0"}]},
        "sources": {"a text": "A walk"},
    }.items():
        for what, value in wrong.items():
            yield Damage(f"a resource's {key}", what, on_resource(lambda made, k=key, v=value: made.update({k: v})))
    for key in ("name", "path"):
        yield Damage(f"a resource's {key}", "left out", on_resource(lambda made, k=key: made.pop(k)))
    for key, value in {"delimiter": ";", "quoteChar": 7, "headerRows": [2]}.items():
        yield Damage(
            "a resource's dialect",
            f"{key} {value}",
            on_resource(lambda made, k=key, v=value: made["dialect"].update({k: v})),
        )


def on_schema(change: Callable[[dict], object], number: int = 1) -> Callable[[Package], None]:
    return on_resource(lambda made: change(made["schema"]), number)


def field_damages() -> Iterator[Damage]:
    for key, wrong in {
        "fields": {
            "empty": [],
            "an object": {},
            "texts": ["code", "label"],
        },
        "primaryKey": {"no such field": ["id"], "a number": 7, "numbers": [7]},
        "uniqueKeys": {"no such field": [["id"]], "a text": "code", "numbers": [7]},
        "foreignKeys": {
            "a text": "code",
            "texts": ["code"],
            "without a reference": [{"fields": ["code"]}],
            "no such field": [{"fields": ["id"], "reference": {"resource": "birds", "fields": ["kind"]}}],
            "no such table": [{"fields": ["code"], "reference": {"resource": "lakes", "fields": ["code"]}}],
            "no such field there": [{"fields": ["code"], "reference": {"resource": "birds", "fields": ["none"]}}],
            "two fields to one": [
                {"fields": ["code", "label"], "reference": {"resource": "birds", "fields": ["kind"]}}
            ],
            "to a field of another type": [{"fields": ["code"], "reference": {"resource": "grid", "fields": ["x"]}}],
        },
        "missingValues": {"a text": "-", "numbers": [7], "one that is there": ["", "Ibis", "ibis"]},
        "fieldsMatch": {"no such word": "loose"},
    }.items():
        for what, value in wrong.items():
            yield Damage(f"a schema's {key}", what, on_schema(lambda made, k=key, v=value: made.update({k: v})))
    for key, wrong in {
        "name": {"a number": 7},
        "type": {"unknown": "word", "a number": 7, "another": "integer"},
        "format": {"unknown": "postcode", "another": "email", "a number": 7},
        "constraints": {
            "a list": [],
            "required not a boolean": {"required": "yes"},
            "unique not a boolean": {"unique": "yes"},
            "enum a text": {"enum": "heron"},
            "enum empty": {"enum": []},
            "pattern that is none": {"pattern": "("},
            "pattern a number": {"pattern": 7},
            "a bound of text": {"minimum": "a"},
            "maxLength a text": {"maxLength": "8"},
            "a pattern that backtracks": {"pattern": "(?=a)(a+)+\\1"},
        },
        "missingValues": {"a text": "-"},
        "example": {},
        "categories": {"a text": "heron", "empty": []},
        "required": {"not in constraints": True},
    }.items():
        for what, value in wrong.items():
            yield Damage(
                f"a field's {key}", what, on_schema(lambda made, k=key, v=value: made["fields"][0].update({k: v}))
            )
    yield Damage("a field's name", "left out", on_schema(lambda made: made["fields"][0].pop("name")))
    for what, field, change in [
        ("a minimum that is no number", "x", {"constraints": {"minimum": "low"}}),
        ("a pattern of numbers", "x", {"constraints": {"pattern": "[0-9]"}}),
        ("an example that is no number", "x", {"example": "one"}),
        ("an enum that is no number", "x", {"constraints": {"enum": ["one"]}}),
        ("an enum that lacks a value", "x", {"constraints": {"enum": [1]}}),
        ("bareNumber a text", "x", {"bareNumber": "no"}),
        ("a minimum above what is there", "x", {"constraints": {"minimum": 2}}),
        ("another type of text", "name", {"type": "date"}),
        ("categories that lack a value", "name", {"categories": ["a", "b"]}),
        ("required where a cell is empty", "name", {"constraints": {"required": True}}),
        ("unique where a value repeats", "x", {"constraints": {"unique": True}}),
        ("trueValues a text", "name", {"type": "boolean", "trueValues": "a"}),
    ]:

        def do(made: dict, field: str = field, change: dict = change) -> None:
            next(f for f in made["fields"] if f["name"] == field).update(change)

        yield Damage("a field of grid", what, on_schema(do, 2))


def file_damages() -> Iterator[Damage]:
    def set_bytes(change: Callable[[bytes], bytes], name: str = "kinds.csv") -> Callable[[Package], None]:
        return lambda files: files.update({name: change(files[name])})

    def with_facts(files: Package) -> None:
        made = json.loads(files["datapackage.json"])
        made["resources"][1] |= {
            "hash": "sha256:" + hashlib.sha256(files["kinds.csv"]).hexdigest(),
            "bytes": len(files["kinds.csv"]),
        }
        files["datapackage.json"] = json.dumps(made).encode()
        files["kinds.csv"] = files["kinds.csv"].replace(b"Heron", b"Eagle") + b"emu,Emu\n"

    for what, do in {
        "not there": lambda files: files.pop("kinds.csv"),
        "empty": set_bytes(lambda data: b""),
        "only the header": set_bytes(lambda data: data[: data.index(b"\n") + 1]),
        "changed since its hash and bytes were taken": with_facts,
        "Latin-1, not UTF-8": set_bytes(lambda data: data.replace(b"Ibis", "Ibéis".encode("latin-1"))),
        "UTF-16, not UTF-8": set_bytes(lambda data: data.decode().encode("utf-16")),
        "bytes of no encoding": set_bytes(lambda data: data.replace(b"Ibis", b"I\xff\xfes")),
        "gzip, not CSV": set_bytes(lambda data: gzip.compress(data)),
        "an HTML page": set_bytes(lambda data: b"<!doctype html>\n<title>Not found</title>\n<p>404, sorry\n"),
        "old Mac line ends lost": set_bytes(lambda data: data.replace(b"\n", b" ")),
    }.items():
        yield Damage("the file of kinds", what, do)
