"""Nothing that calls itself a data package makes `validate` crash, hang, eat memory or leave the package."""

from __future__ import annotations

import functools
import http.server
import io
import json
import os
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from damages import descriptor as whole_descriptor
from damages import package as whole_package
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventpack.package import validate
from eventpack.validation import bytestream, check_package, container, csv_rows, parquet_rows, patterns

FIELDS = {"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]}


def package(folder: Path, content: bytes | None = b"a,b\nx,1\n", name: str = "a.csv", **more) -> Path:
    if content is not None:
        (folder / name).write_bytes(content)
    resource = {"name": "a", "path": name, "schema": FIELDS, **more}
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    return folder


def rules(where, **options):
    return {problem.rule for problem in validate.examine(where, **options).problems}


def messages(where, **options):
    return "\n".join(map(str, validate.examine(where, **options).problems))


# Files


@pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.json", "a.csv.gz", "a.csv.bz2", "a.csv.xz"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"\xff\xfe",
        b"PAR1",
        b"PAR1" + b"\0" * 100 + b"PAR1",
        b"\x1f\x8b\x08",
        b"\0" * 100_000,
        b'"' * 100_001,
        b"{",
        b"[[[[",
        bytes(range(256)) * 50,
        b"a,b\n" + b'"' + b"\n" * 50_000,
        b",\n" * 1000,
    ],
    ids=range(13),
)
def test_a_file_of_anything_is_a_problem_and_no_more(name, content, tmp_path):
    assert rules(package(tmp_path, content, name))
    assert "cannot be checked" not in messages(tmp_path)


@pytest.mark.parametrize("form", ["csv", "parquet", "csv.gz", "csv.xz", "zip"])
def test_a_file_cut_anywhere_is_a_problem_and_no_more(form, tmp_path):
    import gzip
    import lzma

    text = b"a,b\n" + b"".join(b'"%d, in words",%d\n' % (n, n) for n in range(300))
    out = io.BytesIO()
    pq.write_table(pa.table({"a": ["x"] * 300, "b": list(range(300))}), out)
    whole = {"csv": text, "parquet": out.getvalue(), "csv.gz": gzip.compress(text), "csv.xz": lzma.compress(text)}
    if form == "zip":
        package(tmp_path, text)
        with zipfile.ZipFile(tmp_path / "whole.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(tmp_path / "datapackage.json", "datapackage.json")
            archive.write(tmp_path / "a.csv", "a.csv")
        data = (tmp_path / "whole.zip").read_bytes()
        assert list(validate.examine(tmp_path / "whole.zip", limit=None).problems) == []
    else:
        data = whole[form]
        facts = {"bytes": len(data)}
        assert rules(package(tmp_path, data, f"a.{form}", **facts)) == set()
    for part in range(1, 12):
        cut = data[: len(data) * part // 12]
        if form == "zip":
            (tmp_path / "cut.zip").write_bytes(cut)
            with pytest.raises(validate.CannotRun, match="zip"):
                list(validate.examine(tmp_path / "cut.zip", limit=None).problems)
        else:
            assert "bytes" in rules(package(tmp_path, cut, f"a.{form}", **facts))


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-32", "ascii", "cp037", "idna", "punycode", "utf-7", "mbcs", "rot13", "zip"]
)
def test_a_wrong_or_odd_encoding_is_a_problem_and_no_more(encoding, tmp_path):
    assert rules(package(tmp_path, "a,b\né,1\n".encode(), encoding=encoding))


def test_the_line_that_is_not_of_its_encoding_is_reported(tmp_path):
    package(tmp_path, b'a,b\n"x\ny",1\nz,2\n\xe9,3\n')
    (problem,) = list(validate.examine(tmp_path, limit=None).problems)
    assert (problem.rule, problem.file, problem.line) == ("encoding", "a.csv", 5)


def test_a_million_columns_are_refused(tmp_path):
    package(tmp_path, b"a," * 1_000_000 + b"b\n" + b"1," * 1_000_000 + b"1\n")
    assert "has 1000001 columns" in messages(tmp_path)


def test_a_row_without_end_is_refused_without_reading_on(tmp_path, monkeypatch):
    read = 0

    class Endless(io.RawIOBase):
        """A gigabyte on one line; counts what is taken of it."""

        left = 1 << 30

        def readable(self):
            return True

        def readinto(self, buffer):
            nonlocal read
            size = min(len(buffer), self.left)
            self.left -= size
            read += size
            buffer[:size] = b"x" * size
            return size

    package(tmp_path, b"a,b\nx,1\n")
    monkeypatch.setattr(
        container.Folder,
        "open",
        lambda self, path, real=container.Folder.open: (
            real(self, path) if path.endswith("json") else io.BufferedReader(Endless())
        ),
    )
    assert "a row longer than 8 MiB" in messages(tmp_path)
    assert read < 10 * csv_rows.BLOCK


def test_a_row_without_end_after_good_ones_is_refused(tmp_path):
    package(tmp_path, b"a,b\nx,1\n" + b"y" * (3 * csv_rows.BLOCK))
    assert "a row longer than 8 MiB" in messages(tmp_path)


def test_a_pipe_and_a_device_are_no_files(tmp_path):
    package(tmp_path)
    (tmp_path / "a.csv").unlink()
    os.mkfifo(tmp_path / "a.csv")
    assert "is not a file" in messages(tmp_path)
    (tmp_path / "datapackage.json").unlink()
    os.mkfifo(tmp_path / "datapackage.json")
    with pytest.raises(validate.CannotRun, match="is not a file"):
        list(validate.examine(tmp_path, limit=None).problems)


def test_a_folder_in_place_of_a_file_is_no_file(tmp_path):
    package(tmp_path, None)
    (tmp_path / "a.csv").mkdir()
    assert "is not a file" in messages(tmp_path)


def test_a_file_that_may_not_be_read_is_a_problem(tmp_path, monkeypatch):
    def refuse(path, *more, real=os.open):
        if Path(path).name == "a.csv":
            raise PermissionError(13, "Permission denied")
        return real(path, *more)

    package(tmp_path)
    monkeypatch.setattr(os, "open", refuse)  # who is root may read everything
    assert "cannot be read: Permission denied" in messages(tmp_path)


# Leaving the package


@pytest.mark.parametrize(
    "path",
    [
        "../secret.csv",
        "/etc/passwd",
        "data/../../secret.csv",
        "..\\secret.csv",
        "C:\\secret.csv",
        "~/secret.csv",
        "a\0.csv",
        "",
        7,
        None,
        [],
        [["a.csv"]],
        {"a": 1},
        "x" * 5000,
        "file:///etc/passwd",
        ".",
        "..",
    ],
)
def test_a_path_that_is_none_or_leaves_the_package_is_a_problem(path, tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("a,b\nsecret,1\n")
    package(folder, path=path)
    assert rules(folder) & {"descriptor", "file"}
    assert "secret,1" not in messages(folder)


@pytest.mark.parametrize("what", ["file", "folder", "dangling", "loop"])
def test_a_link_out_of_the_package_is_not_followed(what, tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("a,b\nsecret,one\n")
    package(folder, None, **({"path": "data/secret.csv"} if what == "folder" else {}))
    if what == "folder":
        (folder / "data").symlink_to(tmp_path)
    else:
        (folder / "a.csv").symlink_to({"file": tmp_path / "secret.csv", "dangling": "none.csv", "loop": "a.csv"}[what])
    assert rules(folder) == {"file"}
    assert "one" not in messages(folder)


def test_a_link_within_the_package_is_followed(tmp_path):
    package(tmp_path)
    (tmp_path / "a.csv").rename(tmp_path / "b.csv")
    (tmp_path / "a.csv").symlink_to("b.csv")
    assert rules(tmp_path) == set()


@pytest.mark.parametrize("key", ["schema", "dialect"])
@pytest.mark.parametrize("path", ["../outside.json", "/etc/hostname", "none.json", "datapackage.json", "a.csv"])
def test_schemas_and_dialects_too_stay_inside(key, path, tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    (tmp_path / "outside.json").write_text(json.dumps(FIELDS))
    package(folder, **{key: path})
    assert "descriptor" in rules(folder) or (key, path) == ("dialect", "datapackage.json")


# The network


@pytest.fixture
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    (folder / "a.csv").write_text("a,b\nx,1\n")
    (folder / "schema.json").write_text(json.dumps(FIELDS))
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, form, *args):
            asked.append(self.path)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder)) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_port}", asked
        made.shutdown()


def test_a_remote_file_is_only_fetched_where_that_is_allowed(server, tmp_path):
    address, asked = server
    package(tmp_path, None, path=f"{address}/a.csv", schema=f"{address}/schema.json")
    assert "--allow-remote" in messages(tmp_path)
    assert asked == []
    assert validate.examine(tmp_path, allow_remote=True).good
    assert "/a.csv" in asked and "/schema.json" in asked


def test_a_remote_file_that_is_not_there_is_a_problem(server, tmp_path):
    address, _ = server
    for path in (
        f"{address}/none.csv",
        "http://127.0.0.1:1/a.csv",
        "ftp://127.0.0.1/a.csv",
        "file:///etc/passwd",
        "http://[",
        "http://",
    ):
        package(tmp_path, None, path=path)
        assert rules(tmp_path, allow_remote=True) & {"file", "descriptor"}
        assert "cannot be checked" not in messages(tmp_path, allow_remote=True)


@pytest.mark.parametrize(
    "about", [{"$schema": "http://127.0.0.1:1/profile.json"}, {"profile": "http://127.0.0.1:1/profile.json"}]
)
def test_profiles_are_not_fetched(about, tmp_path, monkeypatch):
    import socket

    def refuse(*_):
        raise AssertionError("the network was asked")

    package(tmp_path)
    data = json.loads((tmp_path / "datapackage.json").read_text())
    (tmp_path / "datapackage.json").write_text(json.dumps({**data, **about}))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert rules(tmp_path) == set()


# Bombs


def zipped(folder: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(folder / "p.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return folder / "p.zip"


def test_a_zip_bomb_is_refused(tmp_path):
    package(tmp_path)
    descriptor = (tmp_path / "datapackage.json").read_bytes()
    bomb = zipped(tmp_path, {"datapackage.json": descriptor, "a.csv": b"a,b\n" + b"x,1\n" * 20_000_000})
    assert "250 times" in messages(bomb)


def test_a_bomb_in_a_packed_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bytestream, "FREE_BYTES", 1 << 20)
    packer = zlib.compressobj(wbits=31)
    content = b"".join(packer.compress(b"x,1\n" * 250_000) for _ in range(50)) + packer.flush()
    package(tmp_path, content, "a.csv.gz")
    assert "250 times" in messages(tmp_path)


def test_a_descriptor_that_unpacks_to_too_much_is_refused(tmp_path):
    with pytest.raises(validate.CannotRun, match="larger than"):
        list(validate.examine(zipped(tmp_path, {"datapackage.json": b" " * (1 << 25) + b"{}"}), limit=None).problems)


def test_members_of_a_zip_that_overlap_are_refused(tmp_path):
    """As in a zip of which thousands of members are one and the same compressed block."""
    made = zipped(tmp_path, {"datapackage.json": b"{}", "kernel": b"x" * 10_000_000})
    data = made.read_bytes()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    last = data[data.rindex(b"PK\x01\x02") : end]
    more = b"".join(last.replace(b"kernel", b"%06d" % number) for number in range(2000))
    fields = list(struct.unpack("<4s4H2LH", data[end : end + 22]))
    fields[3] = fields[4] = fields[3] + 2000
    fields[5] += len(more)
    made.write_bytes(data[:start] + data[start:end] + more + struct.pack("<4s4H2LH", *fields))
    with pytest.raises(validate.CannotRun, match="overlap"):
        list(validate.examine(made, limit=None).problems)


def test_odd_members_of_a_zip_are_problems(tmp_path):
    package(tmp_path)
    descriptor = (tmp_path / "datapackage.json").read_bytes()
    assert "does not exist" in messages(zipped(tmp_path, {"datapackage.json": descriptor}))
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("datapackage.json", descriptor)
        archive.writestr(link, "/etc/passwd")
    assert "is a link" in messages(tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "q.zip", "w") as archive:
        archive.writestr("../datapackage.json", descriptor)
    with pytest.raises(validate.CannotRun, match="without datapackage.json"):
        list(validate.examine(zipped(tmp_path, {"readme.txt": b""}), limit=None).problems)


def test_a_parquet_file_that_claims_endless_rows_is_refused(tmp_path, monkeypatch):
    pq.write_table(pa.table({"a": ["x"] * 200_000, "b": [1] * 200_000}), tmp_path / "a.parquet")
    monkeypatch.setattr(parquet_rows, "FREE_ROWS", 1000)
    monkeypatch.setattr(parquet_rows, "ROWS_A_BYTE", 10)
    package(tmp_path, None, "a.parquet")
    assert "claims 200000 rows" in messages(tmp_path)


# Descriptors


def deep(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


@pytest.mark.parametrize(
    "text",
    [
        deep(200),
        deep(100_000),
        "[" * 1_000_000,
        '{"resources": ' + "[" * 150 + "]" * 150 + "}",
        '{"name": NaN}',
        '{"bytes": 1' + "0" * 10_000 + "}",
        "1",
        '"x"',
        "null",
        "",
        "\ufeff",
        "{}" * 2,
        "\ud800",
    ],
)
def test_a_descriptor_that_is_none_ends_with_one_word_on_why(text, tmp_path):
    (tmp_path / "datapackage.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(validate.CannotRun, match="datapackage.json"):
        list(validate.examine(tmp_path, limit=None).problems)


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch owned']",
        "a: !!python/name:os.system",
        "a: !custom {b: 1}",
        "a: &x [1]\nb: *x",
        "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "a: {<<: {b: 1}}\n" + "[" * 5000,
        "- " * 5000,
        "a: [",
        "%TAG ! tag:x,2000:\n---\na: !b 1",
        "? [1]\n: 2",
        "\t",
        "a: !!binary x",
        "a: !!timestamp x",
    ],
)
def test_yaml_with_tags_or_aliases_or_endless_nesting_is_refused(text, tmp_path):
    (tmp_path / "datapackage.yaml").write_text(text)
    for path in (tmp_path, tmp_path / "datapackage.yaml"):
        with pytest.raises(validate.CannotRun, match="datapackage.yaml"):
            list(validate.examine(path, limit=None).problems)
    package(tmp_path, schema="schema.yaml")
    (tmp_path / "schema.yaml").write_text(text)
    assert "descriptor" in rules(tmp_path / "datapackage.json")
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a|a)*b",
        "(a|aa)+$",
        "(.*.*.*.*.*.*.*.*)*x",
        "([a-z]+)*\\d",
        "a{0,1000}" * 3,
        "(a{1,50}){1,50}",
        "^(([a-z])+.)+x$",
        "(?=a)a",
        "(a)\\1",
        "(?<!a)b",
        "a++",
        "(",
        "[z-a]",
        "*",
        "\\",
        "\\p{Nonsense}",
        "a" * 20_000,
        "(" * 500 + ")" * 500,
        "(a{1000}){1000}",
        "[a-z-[aeiou]]",
        "(?i)a",
        "\0",
        "(?P<n>a)(?P=n)",
        "x*" * 3000,
    ],
)
def test_a_pattern_takes_linear_time_or_is_refused(pattern, tmp_path):
    cell = b"a" * 50_000 + b"!"
    start = time.process_time()
    schema = {"fields": [{**FIELDS["fields"][0], "constraints": {"pattern": pattern}}, FIELDS["fields"][1]]}
    package(tmp_path, b"a,b\n" + cell + b",1\n", schema=schema)
    assert rules(tmp_path) in ({"pattern"}, {"descriptor"})
    assert time.process_time() - start < 10


def test_a_pattern_of_many_repetitions_on_a_long_cell_is_given_up_with_a_word(tmp_path):
    field = {**FIELDS["fields"][0], "constraints": {"pattern": "(.*)" * 2000}}
    package(tmp_path, b"a,b\n" + b"x" * 1_000_000 + b",1\ny,z\n", schema={"fields": [field, FIELDS["fields"][1]]})
    start = time.process_time()
    found = {problem.rule: problem for problem in validate.examine(tmp_path).problems}
    assert time.process_time() - start < 20
    assert set(found) == {"pattern", "type"} and "longer to be checked" in found["pattern"].message


@pytest.mark.parametrize("paths", [["a.csv"] * 1200, ["a.csv", "./a.csv"]])
def test_a_file_that_is_named_over_and_over_is_not_read_over_and_over(paths, tmp_path):
    start = time.process_time()
    assert rules(package(tmp_path, path=paths)) == {"descriptor"}
    assert time.process_time() - start < 5


def test_a_file_in_very_many_resources_is_read_in_some_of_them(tmp_path):
    package(tmp_path, b"a,b\n" + b"x,1\n" * 20_000)
    os.link(tmp_path / "a.csv", tmp_path / "b.csv")
    resources = [{"name": f"t{n}", "path": "ab"[n % 2] + ".csv", "schema": FIELDS} for n in range(400)]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": resources}))
    start = time.process_time()
    problems = validate.examine(tmp_path, limit=None).problems
    assert {problem.rule for problem in problems} == {"file"} and len(problems) == 400 - check_package.MOST_READINGS
    assert time.process_time() - start < 20


def test_the_files_of_a_table_take_time_in_proportion_to_their_number(tmp_path):
    def seconds(number: int) -> float:
        folder = tmp_path / str(number)
        folder.mkdir()
        for n in range(number):
            (folder / f"{n}.csv").write_bytes(b"a,b\nx,1\n")
        keyed = {**FIELDS, "uniqueKeys": [["a", "b"]]}
        package(folder, None, path=[f"{n}.csv" for n in range(number)], schema=keyed)
        start = time.process_time()
        assert rules(folder) == {"unique key"}
        return time.process_time() - start

    seconds(10)
    assert seconds(1600) < 4 * 3 * max(seconds(400), 0.2)


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[a-c.*+?|()\[\]\\wds^${},0-9-]{1,12}"), st.text("abc1 -\n", max_size=6))
def test_a_pattern_that_is_taken_means_what_it_means_in_python(pattern, cell):
    import re

    try:
        made = patterns.compiled(pattern)
        expected = re.compile(pattern)
    except (ValueError, re.error, RecursionError):
        return
    if re.search(r"\\.|\[\[|--|&&|\|\||\{,|[*+?}]\+|\(\?|\^|\$|\[[^\]]*\[", pattern):
        return  # these are written, or meant, differently in the two
    mine = patterns.matches(pa.array([cell]), made)[0].as_py()
    assert mine == bool(expected.fullmatch(cell))


def with_json_schema(folder: Path, declared: object, cell: str) -> Path:
    field = {"name": "a", "type": "array" if cell[0] == "[" else "object", "constraints": {"jsonSchema": declared}}
    quoted = cell.replace('"', '""')
    return package(folder, f'a,b\n"{quoted}",1\n'.encode(), schema={"fields": [field, FIELDS["fields"][1]]})


@pytest.mark.parametrize("hostile", [{"$ref": "#/nowhere"}, {"type": 7}, {"required": [1, {}, "a"]}, 7], ids=str)
def test_a_json_schema_that_is_none_is_a_problem_of_the_descriptor(hostile, tmp_path):
    assert rules(with_json_schema(tmp_path, hostile, '{"a": 1}')) == {"descriptor"}


@pytest.mark.parametrize(
    "unsupported",
    [
        {"$ref": "http://127.0.0.1:1/x"},
        {"unevaluatedProperties": False},
        {"items": {"anyOf": [{"unevaluatedItems": False}]}},
        {"pattern": "("},
    ],
    ids=str,
)
def test_a_json_schema_that_is_not_run_is_said_to_be_unchecked(unsupported, tmp_path):
    found = validate.examine(with_json_schema(tmp_path, unsupported, '{"a": 1}'))
    assert found.good and [note.rule for note in found.notes] == ["not checked"]


def nested(levels: int, **more) -> dict:
    return {"anyOf": [nested(levels - 1, **more), nested(levels - 1, **more)], **more} if levels else {"type": "object"}


def doubled(levels: int) -> dict:
    """Each definition asks twice for the next."""
    made = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(levels)}
    return {"$ref": "#/$defs/d0", "$defs": made | {f"d{levels}": {"type": "object"}}}


@pytest.mark.parametrize(
    ("hostile", "cell", "found"),
    [
        ({"$ref": "#"}, "{}", {"jsonSchema"}),
        (doubled(40), "{}", {"jsonSchema"}),
        (nested(8), "{}", set()),
        (nested(8, unevaluatedProperties=False), "{}", set()),
        ({"uniqueItems": True}, json.dumps([[[n], {"n": n}, n, str(n)][n % 4] for n in range(4000)]), set()),
        ({"patternProperties": {"^(a+)+$": False}}, json.dumps({"a" * 5000 + "!": 1}), set()),
        ({"properties": {"a": {"pattern": "^(a+)+$"}}}, json.dumps({"a": "a" * 5000 + "!"}), {"jsonSchema"}),
        (
            {"additionalProperties": False, "patternProperties": {"(x+)+y": {}}},
            json.dumps({"x" * 5000: 1}),
            {"jsonSchema"},
        ),
        ({"enum": [{"a": n} for n in range(5000)]}, '{"a": 4999}', set()),
        ({"multipleOf": 0.01}, "{}", set()),
    ],
    ids=range(10),
)
def test_a_json_schema_takes_bounded_time(hostile, cell, found, tmp_path):
    start = time.process_time()
    assert rules(with_json_schema(tmp_path, hostile, cell)) == found
    assert time.process_time() - start < 8


@pytest.mark.parametrize(
    ("declared", "good", "bad"),
    [
        ({"properties": {"a": {"multipleOf": 0.01}}}, '{"a": 0.07}', '{"a": 0.075}'),
        ({"uniqueItems": True}, "[1, true]", "[1, 1.0]"),
        ({"uniqueItems": True}, '[{"a": 1}, {"b": 1}]', '[{"a": 1, "b": 2}, {"b": 2, "a": 1}]'),
        ({"properties": {"unevaluatedItems": {"type": "integer"}}}, "{}", '{"unevaluatedItems": "x"}'),
        ({"items": {"$ref": "#/$defs/n"}, "$defs": {"n": {"type": "integer"}}}, "[1]", '["x"]'),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "integer"}]}, "[1]", '["x"]'),
    ],
    ids=str,
)
def test_a_json_schema_means_what_it_says(declared, good, bad, tmp_path):
    assert rules(with_json_schema(tmp_path, declared, good)) == set()
    assert rules(with_json_schema(tmp_path, declared, bad)) == {"jsonSchema"}


def test_a_schema_that_names_itself_is_not_followed_round(tmp_path):
    (tmp_path / "schema.json").write_text('"schema.json"')
    assert rules(package(tmp_path, schema="schema.json")) == {"descriptor"}
    (tmp_path / "schema.json").write_text('{"$ref": "schema.json"}')
    assert rules(tmp_path) == {"descriptor"}
    (tmp_path / "schema.json").write_text('{"fields": {"$ref": "#/fields"}}')
    assert rules(tmp_path) == {"descriptor"}


def test_tables_that_refer_to_each_other_end(tmp_path):
    key = {"fields": ["a"], "reference": {"resource": "a", "fields": ["a"]}}
    package(tmp_path, schema=FIELDS | {"foreignKeys": [key] * 50})
    assert rules(tmp_path) == set()


ODD = ["a.csv", "a", "string", "integer", "x" * 300, 2**70, -1, 1e308, "utf-8", "../a.csv", "sha256:00", [], {}]
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=8) | st.sampled_from(ODD),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["name", "path", "fields", "type", "value", "resource", "reference", "minimum", "enum", "label"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def spots(value, path=()):
    """Every place in a descriptor that another value can be put in."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield from spots(part, (*path, key))


WHOLE = whole_descriptor()
SPOTS = [path for path in spots(WHOLE) if path]
NAMES = [
    "uniqueKeys",
    "missingValues",
    "fieldsMatch",
    "categories",
    "constraints",
    "format",
    "example",
    "trueValues",
    "delimiter",
    "headerRows",
    "commentRows",
    "compression",
    "hash",
    "bytes",
    "data",
    "profile",
    "$schema",
    "itemType",
    "decimalChar",
    "groupChar",
    "quoteChar",
    "escapeChar",
    "nullSequence",
    "encoding",
    "jsonSchema",
    "parquet",
]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(SPOTS), st.none() | st.sampled_from(NAMES), JSON), min_size=1, max_size=3))
def test_a_descriptor_with_anything_anywhere_is_never_more_than_problems(tmp_path_factory, changes):
    folder = tmp_path_factory.mktemp("fuzz")
    for name, data in whole_package().items():
        (folder / name).write_bytes(data)
    made = json.loads(json.dumps(WHOLE))
    for path, more, value in changes:
        at = made
        try:
            for key in path[:-1]:
                at = at[key]
            if more is None:
                at[path[-1]] = value
            else:
                at[path[-1]][more] = value
        except (TypeError, LookupError):
            continue
    (folder / "datapackage.json").write_text(json.dumps(made))
    assert "cannot be checked" not in messages(folder)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200) | st.text('a,b"\n\r1;é\0', max_size=60).map(str.encode))
def test_bytes_of_any_kind_as_csv_are_never_more_than_problems(tmp_path_factory, content):
    folder = package(tmp_path_factory.mktemp("bytes"), content)
    assert "cannot be checked" not in messages(folder)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.integers(0, 255))
def test_a_byte_changed_in_parquet_or_zip_is_never_more_than_problems(tmp_path_factory, at, value):
    folder = tmp_path_factory.mktemp("flip")
    out = io.BytesIO()
    pq.write_table(pa.table({"a": ["x", "y"], "b": [1, 2]}), out)
    for name, data in (
        ("a.parquet", out.getvalue()),
        (
            "p.zip",
            zipped(
                package(folder),
                {"datapackage.json": (folder / "datapackage.json").read_bytes(), "a.csv": b"a,b\nx,1\n"},
            ).read_bytes(),
        ),
    ):
        changed = bytearray(data)
        changed[at % len(changed)] = value
        (folder / name).write_bytes(changed)
    try:
        list(validate.examine(folder / "p.zip", limit=None).problems)
    except validate.CannotRun:
        pass
    messages(package(folder, None, "a.parquet"))


# Bounds of time and memory, in a process of its own (Linux tells the most it took)

CODE = """
import sys, time
from eventpack.package import validate

def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))

before = peak()
start = time.process_time()
found = validate.examine(sys.argv[1])
print(found.total, peak() - before, time.process_time() - start)
"""


def measured(folder: Path) -> tuple[int, float, float]:
    """Problems, megabytes, seconds."""
    made = subprocess.run([sys.executable, "-c", CODE, str(folder)], capture_output=True, text=True, check=True)
    total, kilobytes, seconds = made.stdout.split()
    return int(total), int(kilobytes) / 1000, float(seconds)


def test_a_table_wrong_in_every_cell_takes_bounded_memory(tmp_path):
    package(tmp_path, b"a,b\n" + b"x,y\n" * 1_000_000)
    total, megabytes, seconds = measured(tmp_path)
    assert total == 1_000_000
    assert megabytes < 300
    assert seconds < 20


def test_a_gigabyte_on_one_line_takes_bounded_memory(tmp_path):
    package(tmp_path)
    with (tmp_path / "a.csv").open("wb") as file:
        file.write(b"a,b\nx,1\n")
        file.truncate(1 << 30)  # sparse: a gigabyte of NUL
    total, megabytes, seconds = measured(tmp_path)
    assert total >= 1
    assert megabytes < 300
    assert seconds < 30


def test_a_parquet_file_beside_a_table_is_never_fetched(server, tmp_path):
    address, asked = server
    package(tmp_path, parquet={"path": f"{address}/a.csv"})
    assert rules(tmp_path, allow_remote=True) == {"descriptor"}
    assert asked == []
