"""No false alarm: valid packages of many shapes, made here and written by other tools."""

from __future__ import annotations

import bz2
import contextlib
import csv
import gzip
import hashlib
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import damages
import duckdb
import frictionless
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from eventpack.package import validate

V2 = damages.V2
TEXT = {"name": "word", "type": "string"}
WHOLE = {"name": "number", "type": "integer"}
SIMPLE = {"fields": [TEXT, WHOLE]}


def described(folder: Path, *resources: dict, **about) -> Path:
    named = [{"name": f"t{number}", **resource} for number, resource in enumerate(resources)]
    (folder / "datapackage.json").write_text(json.dumps({**about, "resources": named}), encoding="utf-8")
    return folder


def text(folder: Path, name: str, content: str, encoding: str = "utf-8") -> None:
    (folder / name).write_bytes(content.encode(encoding))


def one(content: str, schema: dict | None = None, written: str = "utf-8", name: str = "a.csv", **more):
    """A package of one table with this content."""

    def make(folder: Path) -> Path:
        text(folder, name, content, written)
        resource = {"path": name, "type": "table", **more}
        return described(folder, resource if schema is None else {**resource, "schema": schema}, **{"$schema": V2})

    return make


def typed(kind: str, *cells: str, **more):
    return one(
        "c,d\n" + "".join(f'"{cell}",x\n' for cell in cells),
        {"fields": [{"name": "c", "type": kind, **more}, {"name": "d", "type": "string"}]},
    )


GENERATED: dict[str, Callable[[Path], Path]] = {
    "no schema": one("a,b\n1,x\n"),
    "only a header": one("word,number\n", SIMPLE),
    "a header without a line end": one("word,number", SIMPLE),
    "no line end at the end": one("word,number\na,1", SIMPLE),
    "line ends of Windows": one("word,number\r\na,1\r\nb,2\r\n", SIMPLE),
    "line ends of an old Mac": one("word,number\ra,1\rb,2\r", SIMPLE),
    "a byte order mark": one("\ufeffword,number\na,1\n", SIMPLE),
    "quoted header and cells": one('"word","number"\n"a","1"\n', SIMPLE),
    "line ends, quotes and commas in cells": one('word,number\n"a\n""b"", c\r\nd",1\ne,2\n', SIMPLE),
    "a quote inside an unquoted cell": one('word,number\n5" pipe,1\n6" pipe,2\n', SIMPLE),
    "every plane of Unicode": one("word,number\ncafé,1\nدمشق,2\n漢字,3\n🐦\u200d⬛,4\nx\u0301,5\n", SIMPLE),
    "semicolons": one("word;number\na,b;1\n", SIMPLE, dialect={"delimiter": ";"}),
    "tabs": one("word\tnumber\na\t1\n", SIMPLE, name="a.tsv"),
    "single quotes": one("word,number\n'a, ''b''',1\n", SIMPLE, dialect={"quoteChar": "'"}),
    "no quotes at all": one('word|number\n"a|1\n', SIMPLE, dialect={"delimiter": "|", "quoteChar": None}),
    "escaped": one(
        'word,number\na\\,b,1\n"say \\"no\\"",2\n', SIMPLE, dialect={"escapeChar": "\\", "doubleQuote": False}
    ),
    "spaces after commas": one('word, number\na, 1\n"b", 2\n', SIMPLE, dialect={"skipInitialSpace": True}),
    "no header": one("a,1\nb,2\n", SIMPLE, dialect={"header": False}),
    "a header in the second row": one("written by hand,\nword,number\na,1\n", SIMPLE, dialect={"headerRows": [2]}),
    "a header of two rows": one(
        "the,the\nword,number\na,1\n",
        {"fields": [{"name": "the word", "type": "string"}, {"name": "the number", "type": "integer"}]},
        dialect={"headerRows": [1, 2]},
    ),
    "comments": one(
        "# by hand\nword,number\na,1\n# b, is left out, for now\nc,3\n",
        SIMPLE,
        dialect={"commentChar": "#", "headerRows": [2]},
    ),
    "blank rows that are skipped": one("word,number\na,1\n\n,\nb,2\n", SIMPLE, dialect={"skipBlankRows": True}),
    "Latin-1": one("word,number\nété,1\n", SIMPLE, "latin-1", encoding="latin-1"),
    "UTF-16": one("word,number\nété,1\n", SIMPLE, "utf-16", encoding="utf-16"),
    "columns in another order": one("number,word\n1,a\n", SIMPLE | {"fieldsMatch": "equal"}),
    "columns that are no fields": one("word,more,number\na,x,1\n", SIMPLE | {"fieldsMatch": "subset"}),
    "fields without a column": one("number\n1\n", SIMPLE | {"fieldsMatch": "superset"}),
    "some of both": one("number,more\n1,x\n", SIMPLE | {"fieldsMatch": "partial"}),
    "fieldsMatch as the profile has it": one("number,word\n1,a\n", SIMPLE | {"fieldsMatch": ["equal"]}),
    "missing values of the schema": one("word,number\na,-\nn/a,1\n", SIMPLE | {"missingValues": ["-", "n/a"]}),
    "missing values with labels": one(
        "word,number\na,-99\n",
        SIMPLE | {"missingValues": [{"value": "", "label": "left out"}, {"value": "-99", "label": "refused"}]},
    ),
    "missing values of a field": typed("integer", "1", "none", missingValues=["none"]),
    "nothing is missing": one("word,number\n,1\n", SIMPLE | {"missingValues": []}),
    "integers of any length": typed("integer", "0", "-12", "+7", "9" * 18, "9" * 19, "9" * 40),
    "integers in groups, with a unit": typed("integer", "1 000 m", "12", groupChar=" ", bareNumber=False),
    "numbers of any form": typed("number", "1", "-1.5", ".5", "5.", "1e-300", "1E+5", "NaN", "INF", "-INF", "nan"),
    "numbers of another land": typed("number", "1.234.567,89", "-0,5", decimalChar=",", groupChar="."),
    "booleans of every kind": typed("boolean", "true", "True", "TRUE", "1", "false", "False", "FALSE", "0"),
    "dates to their bounds": typed("date", "0001-01-01", "9999-12-31", "2000-02-29", "2024-02-29"),
    "dates of other formats": typed("date", "1/2/99", "12/31/20", format="%m/%d/%y"),
    "datetimes": typed(
        "datetime",
        "2020-01-01T00:00:00",
        "2020-01-01T23:59:59.123456789Z",
        "2020-01-01T00:00:00+05:30",
        "2020-01-01 00:00:00",
    ),
    "times": typed("time", "00:00:00", "23:59:59", "24:00:00"),
    "years and months": one(
        "y,m\n2020,2020-12\n0001,0001-01\n",
        {"fields": [{"name": "y", "type": "year"}, {"name": "m", "type": "yearmonth"}]},
    ),
    "durations": typed("duration", "P1Y", "P1Y2M3DT4H5M6.7S", "PT36H", "-P1D"),
    "bounded durations": typed("duration", "PT10S", "PT1M", constraints={"minimum": "PT5S", "maximum": "PT1H"}),
    "lists": typed("list", "a;b;c", "a", delimiter=";"),
    "patterns of Unicode": typed("string", "Größe", "été", "דג", constraints={"pattern": r"\w+"}),
    "a pattern with alternatives": typed("string", "ab", "cd", constraints={"pattern": "ab|cd"}),
    "an enum of numbers as text": typed("integer", "1", "02", constraints={"enum": ["1", "2"]}),
    "categories with labels": typed(
        "integer",
        "1",
        "2",
        categories=[{"value": 1, "label": "low"}, {"value": 2, "label": "high"}],
        categoriesOrdered=True,
    ),
    "JSON by a JSON Schema": typed("object", "{}", constraints={"jsonSchema": {"type": "object", "maxProperties": 1}}),
    "unique keys with absent parts": one(
        "word,number\na,1\na,\na,\n,1\n,1\n", SIMPLE | {"uniqueKeys": [["word", "number"]]}
    ),
    "a foreign key to itself, written as a text": one(
        "word,number\na,1\nb,1\n",
        {
            "fields": [TEXT, {"name": "number", "type": "integer"}],
            "primaryKey": "word",
            "foreignKeys": [{"fields": "word", "reference": {"resource": "", "fields": "word"}}],
        },
    ),
    "a hundred thousand rows": one(
        "word,number\n" + "".join(f"w{n},{n}\n" for n in range(100_000)),
        SIMPLE | {"primaryKey": ["word"], "uniqueKeys": [["number"]]},
    ),
    "a cell of a megabyte": one(f"word,number\n{'x' * 1_000_000},1\n", SIMPLE),
    "a thousand columns": one(
        ",".join(f"c{n}" for n in range(1000)) + "\n" + ",".join("1" * 1000) + "\n",
        {"fields": [{"name": f"c{n}", "type": "integer"} for n in range(1000)]},
    ),
}


def called(name: str) -> Callable[[Callable[[Path], Path]], Callable[[Path], Path]]:
    def add(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
        GENERATED[name] = make
        return make

    return add


@called("every type, constraint and key")
def everything(folder: Path) -> Path:
    for name, data in damages.package().items():
        (folder / name).write_bytes(data)
    return folder


@called("the first version of the standard")
def first_version(folder: Path) -> Path:
    text(folder, "a.csv", "word,number\na,1\n")
    return described(
        folder,
        {
            "path": ["a.csv"],
            "profile": "tabular-data-resource",
            "schema": SIMPLE,
            "hash": hashlib.md5((folder / "a.csv").read_bytes()).hexdigest(),
            "bytes": 16,
        },
        profile="tabular-data-package",
        name="first",
    )


@called("hashes of every kind")
def hashes(folder: Path) -> Path:
    text(folder, "a.csv", "word,number\na,1\n")
    data = (folder / "a.csv").read_bytes()
    return described(
        folder,
        *(
            {"path": "a.csv", "schema": SIMPLE, "hash": f"{kind}:{hashlib.new(kind, data).hexdigest()}"}
            for kind in ("md5", "sha1", "sha256", "sha512")
        ),
    )


@called("a table in several files")
def parts(folder: Path) -> Path:
    for number in range(3):
        text(folder, f"part{number}.csv", f"word,number\nw{number},{number}\n")
    return described(folder, {"path": [f"part{n}.csv" for n in range(3)], "schema": SIMPLE | {"primaryKey": "word"}})


@called("schema and dialect in files")
def files(folder: Path) -> Path:
    (folder / "meta").mkdir()
    text(folder, "meta/schema.json", json.dumps(SIMPLE))
    text(folder, "meta/dialect.json", json.dumps({"delimiter": ";"}))
    text(folder, "a.csv", "word;number\na;1\n")
    return described(folder, {"path": "a.csv", "schema": "meta/schema.json", "dialect": "meta/dialect.json"})


@called("a schema in YAML")
def yaml_schema(folder: Path) -> Path:
    text(folder, "schema.yaml", "fields:\n  - name: word\n    type: string\n  - {name: number, type: integer}\n")
    text(folder, "a.csv", "word,number\na,1\n")
    return described(folder, {"path": "a.csv", "schema": "schema.yaml"})


@called("a descriptor in YAML")
def yaml_package(folder: Path) -> Path:
    text(folder, "a.csv", "word,number\na,1\n")
    text(
        folder,
        "datapackage.yaml",
        "name: a\ncreated: '2020-01-01T00:00:00Z'\nresources:\n- name: a\n  path: a.csv\n"
        "  schema:\n    fields:\n    - name: word\n      type: string\n    - name: number\n      type: integer\n",
    )
    return folder


@called("packed tables")
def packed(folder: Path) -> Path:
    content = b"word,number\na,1\n"
    for suffix, module in (("gz", gzip), ("bz2", bz2), ("xz", lzma)):
        (folder / f"a.csv.{suffix}").write_bytes(module.compress(content))
    return described(folder, *({"path": f"a.csv.{suffix}", "schema": SIMPLE} for suffix in ("gz", "bz2", "xz")))


@called("inline rows as objects, and as lists")
def inline(folder: Path) -> Path:
    several = {
        "fields": [
            TEXT,
            WHOLE,
            {"name": "flag", "type": "boolean"},
            {"name": "real", "type": "number"},
            {"name": "many", "type": "array"},
            {"name": "thing", "type": "object"},
        ]
    }
    row = {"word": "a", "number": 1, "flag": True, "real": 1.5, "many": [1], "thing": {"a": None}}
    lists = [list(row), list(row.values()), ["b", None, None, "2", None, None]]
    return described(
        folder, {"data": [row, {"word": "b", "number": "2"}], "schema": several}, {"data": lists, "schema": several}
    )


@called("a table of JSON")
def json_table(folder: Path) -> Path:
    text(folder, "a.json", json.dumps([{"word": "a", "number": 1}, {"word": "b", "number": None}]))
    return described(folder, {"path": "a.json", "schema": SIMPLE})


@called("resources that are no tables")
def no_tables(folder: Path) -> Path:
    (folder / "photo.png").write_bytes(b"\x89PNG")
    text(folder, "notes.md", "# Notes\n")
    return described(folder, {"path": "photo.png", "format": "png", "bytes": 4}, {"path": "notes.md"})


@called("a package in a zip")
def zipped(folder: Path) -> Path:
    everything(folder)
    with zipfile.ZipFile(folder / "p.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in damages.package():
            archive.write(folder / name, name)
    return folder / "p.zip"


@called("a package's folder in a zip")
def zipped_folder(folder: Path) -> Path:
    everything(folder)
    with zipfile.ZipFile(folder / "p.zip", "w") as archive:
        archive.mkdir("birds-1.0")
        for name in damages.package():
            archive.write(folder / name, f"birds-1.0/{name}")
    return folder / "p.zip"


@called("tables that refer to each other in a circle")
def circle(folder: Path) -> Path:
    text(folder, "a.csv", "word,number\nx,1\ny,2\n")
    text(folder, "b.csv", "word,number\nx,2\ny,1\n")

    def schema(other: str) -> dict:
        return SIMPLE | {
            "primaryKey": "word",
            "foreignKeys": [{"fields": ["word"], "reference": {"resource": other, "fields": ["word"]}}],
        }

    return described(folder, {"path": "a.csv", "schema": schema("t1")}, {"path": "b.csv", "schema": schema("t0")})


# Written by other tools.

FRAME = pd.DataFrame(
    {
        "id": [1, 2, 3],
        "name": ["a", 'b "quoted", with\nlines', "çé"],
        "real": [0.1, 1e-12, 12345678.9],
        "flag": [True, False, True],
        "day": pd.to_datetime(["2020-01-01", "2021-12-31", "2000-02-29"]),
        "moment": pd.to_datetime(["2020-01-01T10:11:12", "2021-12-31T00:00:01", "2000-02-29T23:59:59"]),
        "some": pd.array([1, None, 3], dtype="Int64"),
    }
)
FIELDS = [
    {"name": "id", "type": "integer"},
    {"name": "name", "type": "string"},
    {"name": "real", "type": "number"},
    {"name": "flag", "type": "boolean"},
    {"name": "day", "type": "date"},
    {"name": "moment", "type": "datetime"},
    {"name": "some", "type": "integer"},
]
TABLE = {"fields": FIELDS, "primaryKey": ["id"]}


def arrow() -> pa.Table:
    schema = pa.schema(
        [
            ("id", pa.int64()),
            ("name", pa.string()),
            ("real", pa.float64()),
            ("flag", pa.bool_()),
            ("day", pa.date32()),
            ("moment", pa.timestamp("us")),
            ("some", pa.int64()),
        ]
    )
    return pa.Table.from_pandas(FRAME.assign(day=FRAME["day"].dt.date), schema=schema, preserve_index=False)


@called("pandas, CSV")
def by_pandas(folder: Path) -> Path:
    FRAME.to_csv(folder / "a.csv", index=False)
    return described(folder, {"path": "a.csv", "schema": TABLE})


@called("pandas, Parquet")
def by_pandas_parquet(folder: Path) -> Path:
    FRAME.to_parquet(folder / "a.parquet", index=False)
    return described(folder, {"path": "a.parquet", "schema": TABLE})


@called("polars, CSV")
def by_polars(folder: Path) -> Path:
    pl.from_arrow(arrow()).write_csv(folder / "a.csv")
    return described(folder, {"path": "a.csv", "schema": TABLE})


@called("polars, Parquet")
def by_polars_parquet(folder: Path) -> Path:
    pl.from_arrow(arrow()).write_parquet(folder / "a.parquet")
    return described(folder, {"path": "a.parquet", "schema": TABLE})


@called("DuckDB, CSV and Parquet")
def by_duckdb(folder: Path) -> Path:
    made = arrow()
    with duckdb.connect() as connection:
        connection.register("made", made)
        connection.execute(f"COPY made TO '{folder}/a.csv' (HEADER)")
        connection.execute(f"COPY made TO '{folder}/a.parquet' (FORMAT parquet)")
    return described(folder, *({"path": f"a.{form}", "schema": TABLE} for form in ("csv", "parquet")))


@called("pyarrow, CSV and Parquet")
def by_pyarrow(folder: Path) -> Path:
    pyarrow.csv.write_csv(arrow(), folder / "a.csv")
    pq.write_table(arrow(), folder / "a.parquet")
    return described(folder, *({"path": f"a.{form}", "schema": TABLE} for form in ("csv", "parquet")))


@called("pyarrow, Parquet of nested, packed and narrow types")
def by_pyarrow_nested(folder: Path) -> Path:
    made = pa.table(
        {
            "word": pa.array(["a", "b", None]).dictionary_encode(),
            "long": pa.array(["x", "y", "z"], pa.large_string()),
            "small": pa.array([1, 2, None], pa.int8()),
            "large": pa.array([2**63, 1, 0], pa.uint64()),
            "whole": pa.array([1.0, 2.0, None]),
            "price": pa.array([1, 2, None], pa.decimal128(10, 2)),
            "many": pa.array([[1, 2], [], None]),
            "thing": pa.array([{"a": 1}, {"a": None}, None]),
            "clock": pa.array([0, 3_600_000, None], pa.time32("ms")),
            "moment": pa.array([0, 1, None], pa.timestamp("ns", "Europe/Paris")),
            "length": pa.array([1, 2, None], pa.duration("s")),
            "nothing": pa.nulls(3),
        }
    )
    kinds = (
        "string",
        "string",
        "integer",
        "integer",
        "integer",
        "number",
        "array",
        "object",
        "time",
        "datetime",
        "duration",
        "date",
    )
    pq.write_table(made, folder / "a.parquet", row_group_size=2)
    fields = [{"name": name, "type": kind} for name, kind in zip(made.column_names, kinds, strict=True)]
    return described(folder, {"path": "a.parquet", "schema": {"fields": fields, "uniqueKeys": [["large"]]}})


@called("Python's csv module")
def by_csv(folder: Path) -> Path:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_NONNUMERIC).writerows([["word", "number"], ["a\r\nb", 1], ["", 2]])
    text(folder, "a.csv", out.getvalue())
    return described(folder, {"path": "a.csv", "schema": SIMPLE})


def described_by_frictionless(folder: Path) -> Path:
    names = sorted(path.name for path in folder.glob("*.csv"))
    package = frictionless.Package(
        basepath=str(folder), resources=[frictionless.Resource(path=name, basepath=str(folder)) for name in names]
    )
    package.infer(stats=True)
    package.to_json(str(folder / "datapackage.json"))
    return folder


@called("described by frictionless, written by pandas")
def by_frictionless(folder: Path) -> Path:
    FRAME.to_csv(folder / "a.csv", index=False)
    text(folder, "b.csv", "y;m;t;p\n2020;2020-01;10:00:00;x\n2021;2020-02;11:00:00;y\n")
    return described_by_frictionless(folder)


@called("written and described by frictionless")
def written_by_frictionless(folder: Path) -> Path:
    data = [
        ["id", "day", "flag", "real", "point"],
        [1, "2020-01-01", True, 1.5, "1,2"],
        [2, "2020-01-02", False, 2, None],
    ]
    resource = frictionless.Resource(data, name="a")
    resource.write(str(folder / "a.csv"))
    return described_by_frictionless(folder)


@called("a package of frictionless, in its own zip")
def zipped_by_frictionless(folder: Path) -> Path:
    text(folder, "a.csv", "word,number\na,1\n")
    with contextlib.chdir(folder):
        schema = frictionless.Schema.from_descriptor(SIMPLE)
        package = frictionless.Package(resources=[frictionless.Resource(name="a", path="a.csv", schema=schema)])
        package.publish("p.zip")
    return folder / "p.zip"


@called("random numbers of numpy")
def by_numpy(folder: Path) -> Path:
    made = np.random.default_rng(7).normal(size=(1000, 3))
    np.savetxt(folder / "a.csv", made, delimiter=",", header="x,y,z", comments="")
    return described(folder, {"path": "a.csv", "schema": {"fields": [{"name": n, "type": "number"} for n in "xyz"]}})


@pytest.mark.parametrize("name", GENERATED)
def test_a_valid_package_has_no_problem(name, tmp_path):
    assert list(map(str, list(validate.examine(GENERATED[name](tmp_path), limit=None).problems))) == []


def test_the_valid_packages_are_many():
    assert len(GENERATED) >= 70
