"""The letter of the Data Package standard, case by case: what it allows is good, what it forbids is told, once."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from eventpack.package import validate

V2 = "https://datapackage.org/profiles/2.0/datapackage.json"
TEXT = {"name": "d", "type": "string"}


def package(folder: Path, *resources: dict, files: dict[str, str | bytes] | None = None, **about) -> Path:
    for name, content in (files or {}).items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    listed = [{"name": f"t{number}", **resource} for number, resource in enumerate(resources)]
    (folder / "datapackage.json").write_text(json.dumps({"$schema": V2, **about, "resources": listed}))
    return folder


def found(folder: Path) -> list[tuple[str, int | None, str | None, str]]:
    return [(p.table, p.row, p.column, p.rule) for p in list(validate.examine(folder, limit=None).problems)]


def notes(folder: Path) -> list[str]:
    return [f"{note.column}: {note.message} ({note.rule})" for note in validate.examine(folder).notes]


def column(folder: Path, cells: list[str], version: str = V2, **field) -> list[int | None]:
    """The rows of a column that have problems, the first cell being in row 2."""
    rows = "".join('"{}",x\n'.format(cell.replace('"', '""')) for cell in cells)
    package(
        folder,
        {"path": "a.csv", "schema": {"fields": [{"name": "c", **field}, TEXT]}},
        files={"a.csv": f"c,d\n{rows}"},
        **{"$schema": version},
    )
    return [row for _, row, *_ in found(folder)]


# What a cell of a type is

GOOD = {
    "number": ["+100000.00", "-1.23", "1.5E3", "NaN", "inf", "-INF", "9" * 400],
    "integer": ["-0", "+7", "9" * 200, "-" + "9" * 77],
    "datetime": [
        "2024-01-26T15:00:00.300-05:00",
        "2024-12-31T24:00:00",
        "-0044-03-15T12:00:00",
        "12004-02-29T00:00:00Z",
        "2024-01-26T15:00:00+14:00",
        "2024-01-26T24:00:00.0Z",
    ],
    "time": ["00:00:00", "23:59:59", "24:00:00"],
    "year": ["2024", "-0044", "12004", "0001", "2004Z", "2004+02:00"],
    "yearmonth": ["2024-01", "-0044-03", "12004-12", "2004-04-11:00"],
    "duration": ["P1Y2M3DT5H20M30.123S", "P0D", "-P120D", "PT36H", "P1YT1S"],
    "geopoint": ["90.50, 45.50", "90.50,45.50", "-180,90", "1e1,.5"],
    "object": ['{"a": 1e400}', '{"a": [null, true]}'],
    "boolean": ["true", "True", "TRUE", "1", "false", "False", "FALSE", "0"],
}
BAD = {
    "number": ["1 ", "1_000", "0x1", "Infinity", "+NaN", "1e", ".", "--1", "١"],
    "integer": ["1.0", "1e3", "", "+-1", "1 000"],
    "datetime": [
        "2024-01-26T15:00:00+0200",
        "2024-01-26T24:00:01",
        "2024-01-26T15:00:00+14:01",
        "0000-01-01T00:00:00",
        "012004-01-01T00:00:00",
        "12003-02-29T00:00:00",
        "2024-01-26T15:00",
        "-44-03-15T12:00:00",
        "2024-01-26T15:00:00z",
    ],
    "time": ["10:00:00.5", "10:00:00Z", "10:00:00+02:00", "24:00:01", "10:00", "9:00:00"],
    "year": ["44", "02024", "-44", "24.0", "2004z"],
    "yearmonth": ["2024-13", "2024-1", "44-03", "2024"],
    "duration": ["P1W", "P1.5Y", "+P1D", "P", "P1YT", "PT1,5S", "P1S", "1D", "PT0.S", "P-1D"],
    "geopoint": ["9_0, 4_5", "90.50 45.50", "181,0", "nan,1", "90.50 , 45.50", "1,2,3", "90"],
    "object": ['{"a": NaN}', '{"a": Infinity}', "[1]", "{'a': 1}"],
    "array": ["[NaN]", "[-Infinity]", "{}"],
}


@pytest.mark.parametrize("kind", GOOD)
def test_what_the_specification_allows_in_a_cell_is_good(kind, tmp_path):
    assert column(tmp_path, GOOD[kind], type=kind) == []


@pytest.mark.parametrize("kind", BAD)
def test_what_the_specification_forbids_in_a_cell_is_reported(kind, tmp_path):
    missing = {"missingValues": []}
    assert column(tmp_path, BAD[kind], type=kind, **missing) == list(range(2, 2 + len(BAD[kind])))


@pytest.mark.parametrize(
    ("cell", "good"), [("[90.5, 45.5]", True), ('["90.5", "45.5"]', False), ("[90.5]", False), ("[true, 1]", False)]
)
def test_a_point_as_an_array_holds_two_numbers(cell, good, tmp_path):
    assert (column(tmp_path, [cell], type="geopoint", format="array") == []) is good


@pytest.mark.parametrize(
    ("cells", "more"),
    [
        (
            ["Rs. 95", "12 m.", "95%", "€95", "EUR 95", "-€5", "$-5", "US$ 1.50 a day", "No.7", "about .5 kg", "(12)"],
            {},
        ),
        (["1.234,50 kr.", "ca. 7,5 %"], {"decimalChar": ",", "groupChar": "."}),
        (["Fr. 1'000.50"], {"groupChar": "'"}),
    ],
)
def test_a_number_that_is_not_bare_may_have_anything_around_it_but_digits(cells, more, tmp_path):
    assert column(tmp_path, cells, type="number", bareNumber=False, **more) == []


def test_a_number_that_is_not_bare_still_is_one_number(tmp_path):
    assert column(tmp_path, ["none", "10-20", "5 of 7", "%"], type="number", bareNumber=False) == [2, 3, 4, 5]


@pytest.mark.parametrize(("cell", "value"), [("Rs. 95", 95), ("Rs.95", 95), ("-€5", -5), ("€ .5", 0.5), ("12 m.", 12)])
def test_what_surrounds_a_number_does_not_change_it(cell, value, tmp_path):
    assert column(tmp_path, [cell], type="number", bareNumber=False, constraints={"enum": [value]}) == []


# Decimals are exact


@pytest.mark.parametrize("kind", ["number", "integer"])
def test_two_numbers_are_not_the_same_because_a_float_has_no_room_for_the_difference(kind, tmp_path):
    unique = {"unique": True}
    assert column(tmp_path, ["9007199254740992", "9007199254740993"], type=kind, constraints=unique) == []
    assert column(tmp_path, ["9007199254740993", "09007199254740993"], type=kind, constraints=unique) == [3]
    far = ["1" + "0" * 90, "1" + "0" * 89 + "1"]
    assert column(tmp_path, far, type=kind, constraints=unique) == []
    assert column(tmp_path, [far[0], far[0]], type=kind, constraints=unique) == [3]


@pytest.mark.parametrize(
    ("rule", "limit", "cells", "rows"),
    [
        ("maximum", 9007199254740992, ["9007199254740992", "9007199254740993"], [3]),
        ("minimum", "9007199254740993", ["9007199254740992", "9007199254740993"], [2]),
        ("exclusiveMaximum", "0.30000000000000001", ["0.3", "0.30000000000000001", "0.30000000000000002"], [3, 4]),
        ("exclusiveMinimum", "0.1", ["0.1", "0.10000000000000001"], [2]),
        ("minimum", "1e400", ["1e399", "1e400", "1e401", "INF"], [2]),
        ("maximum", 0, ["-1e-400", "0", "1e-400"], [4]),
        ("enum", [0.1, "9007199254740993"], ["0.1", "0.10", "0.10000000000000001", "9007199254740992"], [4, 5]),
        ("enum", [0], ["-0", "-0.0", "0e5", "1e-999"], [5]),
    ],
)
def test_a_constraint_looks_at_every_digit(rule, limit, cells, rows, tmp_path):
    assert column(tmp_path, cells, type="number", constraints={rule: limit}) == rows


def test_a_number_of_the_descriptor_has_the_digits_it_is_written_with(tmp_path):
    column(tmp_path, ["0.3", "0.30000000000000001"], type="number", constraints={"maximum": 7})
    file = tmp_path / "datapackage.json"
    file.write_text(file.read_text().replace('"maximum": 7', '"maximum": 0.30000000000000000'))
    assert [p.row for p in list(validate.examine(tmp_path, limit=None).problems)] == [3]


def test_minus_nothing_is_nothing_in_keys_too(tmp_path):
    keyed = {"fields": [{"name": "c", "type": "number"}, TEXT]}
    referring = keyed | {"foreignKeys": [{"fields": ["c"], "reference": {"resource": "t0", "fields": ["c"]}}]}
    package(
        tmp_path,
        {"path": "a.csv", "schema": keyed | {"uniqueKeys": [["c"]]}},
        {"path": "b.csv", "schema": referring},
        files={"a.csv": "c,d\n-0,x\n", "b.csv": "c,d\n0.0,x\n1,y\n"},
    )
    assert found(tmp_path) == [("t1", 3, "c", "foreign key")]
    (tmp_path / "a.csv").write_text("c,d\n-0,x\n0,y\n1,z\n")
    assert found(tmp_path) == [("t0", 3, "c", "unique key")]


@pytest.mark.parametrize("cell", ["9007199254740993", "9007199254740993.0", "9.007199254740993E15"])
def test_a_whole_number_refers_to_itself_whatever_its_type(cell, tmp_path):
    whole = {"fields": [{"name": "c", "type": "integer"}, TEXT], "primaryKey": ["c"]}
    real = {
        "fields": [{"name": "c", "type": "number"}, TEXT],
        "foreignKeys": [{"fields": ["c"], "reference": {"resource": "t0", "fields": ["c"]}}],
    }
    files = {"a.csv": "c,d\n9007199254740992,x\n9007199254740993,y\n", "b.csv": f"c,d\n{cell},x\n9007199254740994,y\n"}
    package(tmp_path, {"path": "a.csv", "schema": whole}, {"path": "b.csv", "schema": real}, files=files)
    assert found(tmp_path) == [("t1", 3, "c", "foreign key")]


@pytest.mark.parametrize("rule", ["enum", "minimum", "maximum"])
def test_an_integer_beyond_64_bits_is_compared(rule, tmp_path):
    large = 2**70
    given = {"enum": [1, large], "minimum": large, "maximum": large}[rule]
    rows = {"enum": [4], "minimum": [3], "maximum": [4]}[rule]
    assert column(tmp_path, [str(large), "1", str(large + 1)], type="integer", constraints={rule: given}) == rows
    assert column(tmp_path, ["1", "2"], type="integer", constraints={"enum": [1, large]}) == [3]


def test_decimals_of_parquet_are_exact(tmp_path):
    wide = pa.decimal128(30, 2)
    cells = pa.array(["9007199254740992.00", "9007199254740993.00"]).cast(wide)
    pq.write_table(pa.table({"c": cells, "d": ["x", "y"]}), tmp_path / "a.parquet")
    for constraints, rows in (
        ({"unique": True}, []),
        ({"maximum": 9007199254740992}, [3]),
        ({"enum": ["9007199254740993"]}, [2]),
    ):
        fields = [{"name": "c", "type": "number", "constraints": constraints}, TEXT]
        package(tmp_path, {"path": "a.parquet", "schema": {"fields": fields}})
        assert [row for _, row, *_ in found(tmp_path)] == rows


# One constraint that cannot be used hides nothing else


@pytest.mark.parametrize(
    "field",
    [
        {"constraints": {"pattern": "(", "required": True}},
        {"constraints": {"enum": "a", "required": True}},
        {"constraints": {"minLength": "two", "required": True}},
        {"constraints": {"minimum": 1, "required": True}},
        {"constraints": {"unique": "yes", "required": True}},
        {"categories": "abc", "constraints": {"required": True}},
        {"categories": [], "constraints": {"required": True}},
        {"format": "postcode", "constraints": {"required": True}},
        {"type": "strings", "constraints": {"required": True}},
        {"trueValues": "yes", "constraints": {"required": True}},
        {"example": 7, "type": "date", "constraints": {"required": True}},
        {"title": 7, "constraints": {"required": True}},
    ],
    ids=str,
)
def test_what_is_wrong_with_a_field_is_reported_once_and_the_table_is_checked(field, tmp_path):
    schema = {
        "fields": [{"name": "c", "type": "string", **field}, {"name": "n", "type": "integer"}],
        "primaryKey": ["n"],
        "foreignKeys": [{"fields": ["n"], "reference": {"resource": "t1", "fields": ["n"]}}],
    }
    other = {"fields": [{"name": "n", "type": "integer"}, TEXT]}
    package(
        tmp_path,
        {"path": "a.csv", "schema": schema},
        {"path": "b.csv", "schema": other},
        files={"a.csv": "c,n\n2001-01-01,1\n,1\n2001-01-01,x\n2001-01-01,2\n", "b.csv": "n,d\n1,x\n"},
    )
    assert sorted(rule for *_, rule in found(tmp_path)) == sorted(
        ["descriptor", "required", "primary key", "type", "foreign key"]
    )


@pytest.mark.parametrize(
    "more",
    [
        {"sources": [{"title": "a", "email": "none"}]},
        {"profile": "strange"},
        {"bytes": -1},
        {"title": 7},
        {"licenses": [{}]},
        {"hash": 7},
    ],
    ids=str,
)
def test_what_is_wrong_with_the_words_about_a_resource_hides_no_row(more, tmp_path):
    package(
        tmp_path,
        {"path": "a.csv", "schema": {"fields": [{"name": "c", "type": "integer"}, TEXT]}, **more},
        files={"a.csv": "c,d\nx,y\n"},
    )
    assert [rule for *_, rule in found(tmp_path)] == ["descriptor", "type"]


LOOK_AHEAD = r"^(?!.*\.\.)[^./~].*$"  # neither a way up nor a hidden file


def test_a_pattern_that_looks_ahead_is_run(tmp_path):
    cells = ["a/b.jpg", "../b.jpg", "a/../b.jpg", "~/b", ".b"]
    assert column(tmp_path, cells, type="string", constraints={"pattern": LOOK_AHEAD}) == [3, 4, 5, 6]
    assert notes(tmp_path) == []


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (r"[\i-[:]][\c-[:]]*", "a-1", "a:b"),
        (r"\i\c*", "a:b", "1a"),
        (r"\I+", "12", "a"),
        ("[a-z-[aeiou]]+", "bcd", "bad"),
        (r"\p{IsBasicLatin}+", "abc", "é"),
        (r"\p{Lu}\p{Ll}+", "Él", "él"),
        (r"(\w)\1", "aa", "ab"),
        (r"(?<!a)b.*", "bc", "ab"),
        ("^a.*$", "apple", "orange"),
        (r"[^\d]{2}", "ab", "a1"),
        (r"[&&]+(?=)", "&&", "a"),
    ],
)
def test_patterns_of_xml_schema_and_of_others_mean_what_they_mean_there(pattern, good, bad, tmp_path):
    assert column(tmp_path, [good, bad], type="string", constraints={"pattern": pattern}) == [3]


# Dialects


def written(folder: Path, content: str | bytes, dialect: dict, fields=("c", "d"), name="a.csv", **more) -> list:
    schema = {"fields": [{"name": field, "type": "string"} for field in fields]}
    schema["fields"][0] = {"name": fields[0], "type": "integer", "constraints": {"required": True}}
    package(folder, {"path": name, "schema": schema, "dialect": dialect, **more}, files={name: content})
    return [(row, rule) for _, row, _, rule in found(folder)]


@pytest.mark.parametrize(
    ("content", "dialect", "problems"),
    [
        ("c,d\n1,x\nNA,y\n", {"nullSequence": "NA"}, [(3, "required")]),
        ("c,d;1,x;y,z;", {"lineTerminator": ";"}, [(3, "type")]),
        ("c,d||1,x||y,z", {"lineTerminator": "||"}, [(3, "type")]),
        ("c,d\r\n1,x\r\n", {"lineTerminator": "\n"}, []),
        ("c,d\n1,x\n", {"lineTerminator": "\r\n"}, []),
        ("c::d\n1::x:y\nz::'a::b'\n", {"delimiter": "::", "quoteChar": "'"}, [(3, "type")]),
        ("c§d\n1§x\nz§y\n", {"delimiter": "§"}, [(3, "type")]),
        ("c;;d\n1;;a\\;;b\nz;;y\n", {"delimiter": ";;", "escapeChar": "\\"}, [(3, "type")]),
        ("c<>d\n1<>„a<>b„\n", {"delimiter": "<>", "quoteChar": "„"}, []),
        ("// by hand\nc,d\n1,x\n// no\nz,y\n", {"commentChar": "//"}, [(5, "type")]),
        ("c,d\nz,x\n1,y\n", {"commentRows": [2]}, []),
        ("C,D\n1,x\n", {"caseSensitiveHeader": False}, []),
        ("C,D\n1,x\n", {"caseSensitiveHeader": True}, [(1, "columns"), (1, "columns")]),
        ("1,x\nz,y\n", {"header": False}, [(2, "type")]),
        ("fruit,fruit\nc,d\n1,x\n", {"headerRows": [2]}, []),
    ],
    ids=range(15),
)
def test_a_property_of_a_dialect_acts(content, dialect, problems, tmp_path):
    assert written(tmp_path, content, dialect) == problems
    assert notes(tmp_path) == []


def test_a_word_that_is_no_property_of_a_dialect_is_said_to_be_none(tmp_path):
    assert written(tmp_path, "c,d\n1,x\n", {"delimeter": ";"}) == []
    (note,) = notes(tmp_path)
    assert "delimeter" in note and "does nothing" in note


@pytest.mark.parametrize(
    ("data", "dialect", "problems"),
    [
        ({"rows": [{"c": 1, "d": "x"}, {"c": "z", "d": "y"}]}, {"property": "rows"}, [(3, "type")]),
        ({"a": {"rows": [["c", "d"], ["z", "y"]]}}, {"property": "a.rows"}, [(2, "type")]),
        ([{"more": 0, "d": "x", "c": 1}], {"itemKeys": ["c", "d"]}, []),
        ([["c", "d"], [1, "x"]], {"itemType": "array"}, []),
        ([{"c": 1, "d": "x"}], {"itemType": "array"}, [(None, "file")]),
        ([{"c": 1, "d": "x"}], {"property": "rows"}, [(None, "file")]),
        ([[1, "x"], ["z", "y"]], {"header": False}, [(2, "type")]),
    ],
    ids=range(7),
)
def test_a_dialect_says_where_the_rows_of_json_are(data, dialect, problems, tmp_path):
    assert written(tmp_path, json.dumps(data), dialect, name="a.json") == problems


@pytest.mark.parametrize(("delimiter", "shown"), [(";", '";"'), ("\t", "a tab"), ("|", '"|"')])
def test_a_delimiter_that_is_not_declared_is_one_hint_and_no_flood(delimiter, shown, tmp_path):
    rows = "".join(f"{n}{delimiter}x\n" for n in range(5000))
    written(tmp_path, f"c{delimiter}d\n{rows}", {})
    problems = validate.examine(tmp_path)
    assert problems.total < 5
    assert any(shown in p.message and "dialect.delimiter" in p.message for p in problems.problems)


@pytest.mark.parametrize(
    ("cells", "field", "hint"),
    [
        (["NA", "1", "NA"], {"type": "integer"}, "missingValues"),
        (["1,5", "2,25"], {"type": "number"}, "decimalChar"),
        (["1,000", "2,000,000"], {"type": "integer"}, "groupChar"),
        (["5 %", "7 %"], {"type": "number"}, "bareNumber"),
        (["yes", "no"], {"type": "boolean"}, "trueValues"),
        (["one", "two"], {"type": "integer"}, None),
    ],
)
def test_a_hint_names_what_would_put_many_cells_right(cells, field, hint, tmp_path):
    assert column(tmp_path, cells, **field)
    told = notes(tmp_path)
    assert (hint in told[0]) if hint else told == []


# Files


def test_a_part_without_a_byte_is_reported_and_hides_no_other_part(tmp_path):
    schema = {
        "fields": [{"name": "c", "type": "integer"}, TEXT],
        "primaryKey": ["c"],
        "foreignKeys": [{"fields": ["c"], "reference": {"resource": "t1", "fields": ["c"]}}],
    }
    other = {"fields": [{"name": "c", "type": "integer"}, TEXT]}
    files = {
        "1.csv": "c,d\n1,x\n",
        "2.csv": "",
        "3.csv": "c,d\n2,x\nz,y\n1,z\n",
        "b1.csv": "",
        "b2.csv": "c,d\n1,x\n2,y\n",
    }
    package(
        tmp_path,
        {"path": ["1.csv", "2.csv", "3.csv"], "schema": schema},
        {"path": ["b1.csv", "b2.csv"], "schema": other},
        files=files,
    )
    assert found(tmp_path) == [
        ("t0", None, None, "file"),
        ("t0", 4, "c", "type"),
        ("t0", 5, "c", "primary key"),
        ("t1", None, None, "file"),
    ]
    (wrong,) = [p for p in list(validate.examine(tmp_path, limit=None).problems) if p.rule == "type"]
    assert (wrong.file, wrong.line) == ("3.csv", 3)


def test_a_part_that_is_not_of_its_encoding_hides_no_other_part(tmp_path):
    files = {"1.csv": b"c,d\n1,\xe9\n", "2.csv": "c,d\nz,x\n"}
    package(
        tmp_path, {"path": list(files), "schema": {"fields": [{"name": "c", "type": "integer"}, TEXT]}}, files=files
    )
    assert [rule for *_, rule in found(tmp_path)] == ["encoding", "type"]


def test_parts_that_one_file_was_cut_into_have_one_header(tmp_path):
    files = {"1.csv": "c,d\n1,x\n", "2.csv": "2,y\nz,w\n"}
    package(
        tmp_path, {"path": list(files), "schema": {"fields": [{"name": "c", "type": "integer"}, TEXT]}}, files=files
    )
    assert found(tmp_path) == [("t0", 4, "c", "type")]
    (wrong,) = list(validate.examine(tmp_path, limit=None).problems)
    assert (wrong.file, wrong.line) == ("2.csv", 2)


def packed(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("a.csv.zip", {}),
        ("a.zip", {}),
        ("a.zip", {"format": "csv"}),
        ("a.bin", {"compression": "zip", "format": "csv"}),
    ],
)
def test_a_table_in_a_zip_of_its_own_is_read(name, more, tmp_path):
    assert written(tmp_path, packed(a_csv="c,d\n1,x\nz,y\n"), {}, name=name, **more) == [(3, "type")]
    assert written(tmp_path, packed(a_csv="c,d\n", b_csv="c,d\n"), {}, name=name, **{**more, "format": "csv"}) == [
        (None, "file")
    ]


@pytest.mark.parametrize(
    ("name", "more", "delimiter"),
    [
        ("a.txt", {"mediatype": "text/csv"}, ","),
        ("a.txt", {"mediatype": "text/csv; charset=utf-8"}, ","),
        ("a", {"mediatype": "text/tab-separated-values"}, "\t"),
        ("a.txt", {"format": "csv"}, ","),
        ("a.txt", {"format": ".CSV"}, ","),
        ("a.dat", {"dialect": {"delimiter": "|"}}, "|"),
        ("a.gz", {"format": "csv", "compression": "no"}, ","),
    ],
)
def test_a_table_is_known_by_its_mediatype_too(name, more, delimiter, tmp_path):
    more = {"dialect": {}, **more}
    assert written(tmp_path, f"c{delimiter}d\n1{delimiter}x\nz{delimiter}y\n", name=name, **more) == [(3, "type")]


def test_text_in_the_descriptor_is_a_table_where_its_format_is_said(tmp_path):
    schema = {"fields": [{"name": "A", "type": "integer"}, {"name": "B", "type": "integer"}]}
    package(tmp_path, {"format": "csv", "data": "A,B\n1,2\nx,4\n", "schema": schema})
    assert found(tmp_path) == [("t0", 3, "A", "type")]


def test_a_row_of_nulls_in_parquet_is_a_row(tmp_path):
    pq.write_table(pa.table({"c": pa.array([1, None]), "d": ["x", None]}), tmp_path / "a.parquet")
    fields = [{"name": "c", "type": "integer"}, TEXT]
    package(tmp_path, {"path": "a.parquet", "schema": {"fields": fields}})
    assert found(tmp_path) == []


def test_one_file_twice_in_a_table_is_reported(tmp_path):
    for again in ("a.csv", "./a.csv"):
        package(tmp_path, {"path": ["a.csv", again], "schema": {"fields": [TEXT]}}, files={"a.csv": "d\nx\n"})
        assert [rule for *_, rule in found(tmp_path)] == ["descriptor"]


# Keys


def test_a_foreign_key_with_a_part_that_is_absent_refers_to_nothing(tmp_path):
    pair = [{"name": "c", "type": "integer"}, TEXT]
    key = [{"fields": ["c", "d"], "reference": {"resource": "t0", "fields": ["c", "d"]}}]
    package(
        tmp_path,
        {"path": "a.csv", "schema": {"fields": pair}},
        {"path": "b.csv", "schema": {"fields": pair, "foreignKeys": key}},
        files={"a.csv": "c,d\n1,x\n,z\n", "b.csv": "c,d\n1,x\n1,\n,y\n,z\n1,y\n"},
    )
    assert found(tmp_path) == [("t1", 6, "c+d", "foreign key")]


def test_a_cell_of_the_wrong_type_is_no_empty_part_of_a_key(tmp_path):
    schema = {"fields": [{"name": "c", "type": "integer"}, TEXT], "primaryKey": ["c"]}
    package(tmp_path, {"path": "a.csv", "schema": schema}, files={"a.csv": "c,d\none,x\n,y\n3,z\n"})
    assert found(tmp_path) == [("t0", 2, "c", "type"), ("t0", 3, "c", "primary key")]


def test_a_foreign_key_into_another_package_is_said_to_be_unchecked(tmp_path):
    key = [{"fields": ["d"], "reference": {"package": "https://desk.example/p.json", "resource": "x", "fields": ["y"]}}]
    package(tmp_path, {"path": "a.csv", "schema": {"fields": [TEXT], "foreignKeys": key}}, files={"a.csv": "d\nx\n"})
    assert found(tmp_path) == []
    (note,) = notes(tmp_path)
    assert "not checked" in note and "desk.example" in note


# Earlier versions of the standard


@pytest.mark.parametrize("version", ["v1", V2])
def test_a_name_that_two_fields_have_makes_no_schema_wrong(version, tmp_path):
    fields = [{"name": "a", "type": "integer"}, {"name": "a", "type": "string"}, {"name": "a", "type": "integer"}]
    about = {} if version == "v1" else {"$schema": version}
    package(
        tmp_path,
        {"path": "a.csv", "schema": {"fields": fields, "primaryKey": "a"}},
        files={"a.csv": "a,a,a\n1,x,1\n2,y,z\n2,y,1\n"},
        **about,
    )
    if version == "v1":
        data = json.loads((tmp_path / "datapackage.json").read_text())
        del data["$schema"]
        (tmp_path / "datapackage.json").write_text(json.dumps(data))
    assert found(tmp_path) == [("t0", 3, "a", "type"), ("t0", 4, "a", "primary key")]


def test_what_version_0_said_is_understood(tmp_path):
    fields = [{"name": "c", "type": "date", "format": "fmt:%d/%m/%Y"}, TEXT]
    (tmp_path / "a.csv").write_text("c,d\n31/12/2001,x\n2001-12-31,y\n")
    resource = {"name": "t0", "url": "a.csv", "schema": {"fields": fields}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    assert found(tmp_path) == [("t0", 3, "c", "type")]


@pytest.mark.parametrize(
    "profile", ["tabular-data-resource", "https://specs.frictionlessdata.io/schemas/tabular-data-resource.json"]
)
def test_the_profile_of_version_1_makes_a_table(profile, tmp_path):
    resource = {"name": "t0", "path": "a", "format": "csv", "profile": profile, "schema": {"fields": [TEXT]}}
    (tmp_path / "a").write_text("d\nx,y\n")
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    assert found(tmp_path) == [("t0", 2, None, "cells")]


def test_a_key_that_an_object_has_twice_is_said_and_the_package_checked(tmp_path):
    package(tmp_path, {"path": "a.csv", "schema": {"fields": [TEXT]}}, files={"a.csv": "d\nx,y\n"})
    file = tmp_path / "datapackage.json"
    file.write_text(file.read_text().replace('"resources"', '"title": "a", "title": "b", "resources"', 1))
    assert found(tmp_path) == [("t0", 2, None, "cells")]
    assert "occurs twice" in notes(tmp_path)[0]


def test_the_numbers_of_rows_and_fields_that_a_descriptor_states_are_checked(tmp_path):
    table = {"path": "a.csv", "schema": {"fields": [TEXT]}}
    package(tmp_path, {**table, "rows": 1, "fields": 1}, files={"a.csv": "d\nx\n"})
    assert found(tmp_path) == []
    package(tmp_path, {**table, "stats": {"rows": 2, "fields": 3}})
    assert [rule for *_, rule in found(tmp_path)] == ["count", "count"]


@pytest.mark.parametrize("categories", ["codes", {"resource": "codes"}])
def test_categories_may_be_those_of_another_table(categories, tmp_path):
    codes = {
        "name": "codes",
        "categoryFieldMap": {"value": "code"},
        "schema": {"fields": [{"name": "code", "type": "string"}]},
        "data": [{"code": "A"}, {"code": "B"}],
    }
    field = {"name": "c", "type": "string", "categories": categories}
    table = {"path": "a.csv", "schema": {"fields": [field, TEXT]}}
    package(tmp_path, table, codes, files={"a.csv": "c,d\nA,x\nC,y\n,z\n"})
    assert found(tmp_path) == [("t0", 3, "c", "foreign key")]
    package(tmp_path, table, {key: value for key, value in codes.items() if key != "categoryFieldMap"})
    assert found(tmp_path) == [] and "not checked" in notes(tmp_path)[0]
    package(tmp_path, table, {**codes, "name": "others"})
    assert [rule for *_, rule in found(tmp_path)] == ["descriptor"]
