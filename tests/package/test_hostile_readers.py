"""Every command that reads a package opens its files in the one guarded way: pipes, links out, bombs and odd shapes are
errors that say so."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import eventpack
from eventpack.cli import main
from eventpack.core.errors import EventpackError, InputError
from eventpack.core.open_file import NotThere, Refused, open_file, read_file
from eventpack.identity import earlier_package
from eventpack.package.explain import explain
from eventpack.publish import history
from eventpack.reading import articles as reading
from eventpack.validation.parquet_bounds import Parquet, TooMuch, Unreadable

SECRET = "id,secret\n1,the words of a private file\n"


@pytest.fixture(scope="module")
def whole(put_package, tmp_path_factory) -> Path:
    return put_package(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def package(whole, tmp_path) -> Path:
    (tmp_path / "secret.csv").write_text(SECRET)
    return Path(shutil.copytree(whole, tmp_path / "package"))


def event(whole: Path) -> str:
    return eventpack.load(whole).events["event_id"][0]


def pipe(file: Path) -> None:
    os.mkfifo(file)


def out(file: Path) -> None:
    file.symlink_to(file.parents[2] / "secret.csv")


def endless(file: Path) -> None:
    file.symlink_to("/dev/zero")


def environment(file: Path) -> None:
    file.symlink_to("/proc/self/environ")


def sparse(file: Path) -> None:
    with file.open("wb") as made:
        made.truncate(1 << 42)


def folder(file: Path) -> None:
    file.mkdir()


@pytest.mark.parametrize("what", [pipe, out, endless, environment, sparse, folder])
@pytest.mark.parametrize("table", ["events", "reports", "actors"])
def test_no_reader_waits_for_a_table_follows_it_out_or_takes_all_memory(whole, package, what, table, capsys):
    file = package / "data" / f"{table}.csv"
    file.unlink()
    what(file)
    for command in (
        ["explain", event(whole), "--package"],
        ["diff", str(whole)],
        ["review", "--articles", str(package)],
    ):
        assert main([*command, str(package)]) == 2
        told = capsys.readouterr()
        assert f"{table}.csv cannot be read" in told.err and "private" not in told.out + told.err


@pytest.mark.parametrize("what", [pipe, endless, environment, sparse, folder])
def test_no_reader_takes_such_a_descriptor(whole, package, what, capsys):
    (package / "datapackage.json").unlink()
    what(package / "datapackage.json")
    for command in (
        ["explain", "e", "--package"],
        ["diff", str(whole)],
        ["validate"],
        ["publish", "check"],
        ["report"],
    ):
        assert main([*command, str(package)]) == 2
        assert "fault in eventpack" not in capsys.readouterr().err
    with pytest.raises(EventpackError):
        eventpack.load(package)


@pytest.mark.parametrize("what", [pipe, out, endless, environment, sparse, folder])
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_earlier_package_is_opened_in_the_same_way(package, what, ending):
    (package / "data" / "events.parquet").unlink()
    (package / "data" / "events.csv").unlink()
    what(package / "data" / f"events.{ending}")
    with pytest.raises(InputError, match="of the package that is to be replaced cannot be read"):
        earlier_package.read(package)


def test_the_folder_of_tables_of_the_earlier_package_is_no_link_out(package, tmp_path):
    (package / "data").rename(tmp_path / "elsewhere")
    (package / "data").symlink_to(tmp_path / "elsewhere")
    for file in (tmp_path / "elsewhere").glob("*.parquet"):
        file.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        earlier_package.read(package)


@pytest.mark.parametrize("what", [pipe, endless, sparse, folder])
def test_the_record_of_publications_is_opened_in_the_same_way(package, what):
    what(package / history.FILE)
    with pytest.raises(InputError, match="is not a list of publications"):
        history.read(package)
    (package / history.FILE).rmdir() if what is folder else (package / history.FILE).unlink()
    for text in ("[" * 100_000, "5", '[{"name": 1}]', "\xff"):
        (package / history.FILE).write_text(text, "latin-1")
        with pytest.raises(InputError, match="is not a list of publications"):
            history.read(package)


def test_a_publication_is_not_recorded_through_a_link(package, tmp_path):
    (tmp_path / "theirs").write_text("theirs")
    (package / f".{history.FILE}.part").symlink_to(tmp_path / "theirs")
    history.add(package, {"name": "a"}, target="zenodo", day="2026-02-01", address="https://zenodo.example/1")
    assert (tmp_path / "theirs").read_text() == "theirs"
    assert history.read(package)[0]["address"] == "https://zenodo.example/1"


@pytest.mark.parametrize("text", ["a: &a [x]\nb: *a\n", "a: !!python/object:os.system x\n", "[" * 100_000, "\xff"])
def test_a_citation_that_is_no_plain_one_is_a_reason(package, text, capsys):
    (package / "CITATION.cff").write_text(text, "latin-1")
    assert main(["publish", "check", str(package)]) == 1
    assert "CITATION.cff cannot be read" in capsys.readouterr().out


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["resources"][0].pop("schema"),
        lambda data: data["resources"][0].update(name=["events"]),
        lambda data: data["resources"][0].update(path=5),
        lambda data: data["resources"][0].update(path=["data/events.csv"] * 2),
        lambda data: data["resources"][0].update(path="https://example.org/events.csv"),
        lambda data: data["resources"][0]["schema"].update(fields={}),
        lambda data: data["resources"][0]["schema"].update(primaryKey=5),
        lambda data: data["resources"][0]["schema"].update(primaryKey=["nothing"]),
        lambda data: data["resources"][0]["schema"].update(foreignKeys=[{"fields": "event_id"}]),
        lambda data: data["resources"][0]["schema"]["fields"][0].update(name={"a": 1}),
        lambda data: data["resources"][0]["schema"]["fields"][0].update(constraints=[1]),
        lambda data: data["resources"][0]["schema"]["fields"].append(data["resources"][0]["schema"]["fields"][0]),
        lambda data: data.update(resources={"a": 1}),
    ],
)
def test_a_descriptor_of_another_shape_is_an_error_to_who_compares_or_explains(whole, package, change, capsys):
    data = json.loads((package / "datapackage.json").read_text())
    change(data)
    (package / "datapackage.json").write_text(json.dumps(data))
    for command in (["diff", str(whole)], ["explain", event(whole), "--package"]):
        assert main([*command, str(package)]) == 2
        assert "fault in eventpack" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("reports", "trigger_start", "trigger_begin", "does not have the columns of its schema"),
        ("event_actors", "actor_id", "actor", "does not have the columns of its schema"),
    ],
)
def test_tables_that_do_not_fit_together_are_reported_by_explain(whole, package, table, old, new, told):
    file = package / "data" / f"{table}.csv"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(InputError, match=told):
        explain(event(whole), package, None)


@pytest.mark.parametrize("table", ["actors", "locations", "sources"])
def test_a_reference_to_nothing_is_reported_by_explain(whole, package, table):
    file = package / "data" / f"{table}.csv"
    file.write_text(file.read_text().splitlines()[0] + "\n")
    with pytest.raises(InputError, match=f"has no row for .* in its table {table}"):
        explain(event(whole), package, None)


def test_an_offset_that_is_none_is_reported_by_explain(whole, package):
    file = package / "data" / "reports.csv"
    report = eventpack.load(whole).reports.iloc[0]
    place = f",{report['trigger']},{report['trigger_start']},"
    assert place in file.read_text()
    file.write_text(file.read_text().replace(place, f",{report['trigger']},{'9' * 5000},"))
    with pytest.raises(InputError, match="does not say where it stands"):
        explain(event(whole), package, None)


def test_a_zip_is_explained_as_its_folder_is(whole, tmp_path):
    name = shutil.make_archive(str(tmp_path / "packed"), "zip", whole)
    assert explain(event(whole), Path(name), None) == explain(event(whole), whole, None)


# --- zips


def zipped(path: Path, members: dict[str, bytes], **more) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("command", [["diff"], ["explain", "e", "--package"], ["validate"], ["publish", "check"]])
@pytest.mark.parametrize("bomb", ["datapackage.json", "data/events.csv"])
def test_a_zip_that_unpacks_to_too_much_is_refused_by_all(whole, tmp_path, command, bomb, capsys):
    members = {name: (whole / name).read_bytes() for name in ("datapackage.json",)}
    members |= {f"data/{file.name}": file.read_bytes() for file in (whole / "data").iterdir()}
    path = zipped(tmp_path / "a.zip", members | {bomb: b" " * 100_000_000})
    assert main([*command, str(path), *([str(whole)] if command == ["diff"] else [])]) in (1, 2)
    told = capsys.readouterr()
    assert "unpacks to more than" in told.out + told.err or "larger than 32 MiB" in told.out + told.err


def test_a_zip_that_lists_members_without_end_is_refused_before_they_are_read(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", "{}")
    data = bytearray(out.getvalue())
    end = data.rindex(b"PK\5\6")
    data[end + 8 : end + 12] = b"\xfe\xff\xfe\xff"
    (tmp_path / "a.zip").write_bytes(bytes(data) * 1)
    with pytest.raises(EventpackError):
        eventpack.load(tmp_path / "a.zip")


# --- Parquet


def bomb(path: Path, column: str = "text", length: int = 20_000_000, rows: int = 130_000) -> Path:
    """A kilobyte in which thousands of rows refer to one value of megabytes."""
    cells = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int32)), pa.array(["x" * length]))
    pq.write_table(
        pa.table({column: cells}), path, compression="zstd", store_schema=False, dictionary_pagesize_limit=1 << 30
    )
    assert path.stat().st_size < 3_000
    return path


MEASURED = """
import resource, sys
from eventpack.cli import main
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
status = main(sys.argv[1:])
print(status, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1000)
"""


def measured(*command: str) -> tuple[int, int, str]:
    """Status, megabytes, what was said."""
    made = subprocess.run([sys.executable, "-c", MEASURED, *command], capture_output=True, text=True, timeout=120)
    status, megabytes = made.stdout.split()[-2:]
    return int(status), int(megabytes), made.stdout + made.stderr


def test_an_input_of_parquet_that_unpacks_without_end_is_refused(tmp_path):
    path = bomb(tmp_path / "in.parquet")
    status, megabytes, told = measured("annotate", str(path), "--out", str(tmp_path / "found.jsonl"))
    assert status == 2 and megabytes < 1_000 and "unpacks to more than 250 times its size" in told


def test_a_table_of_parquet_that_unpacks_without_end_is_a_problem(tmp_path):
    bomb(tmp_path / "a.parquet")
    resource = {"name": "a", "path": "a.parquet", "schema": {"fields": [{"name": "text", "type": "string"}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    status, megabytes, told = measured("validate", str(tmp_path))
    assert status == 1 and megabytes < 1_000 and "unpacks to more than 250 times its size" in told


def test_the_parquet_file_beside_a_table_has_the_same_bound(package):
    bomb(package / "data/events.parquet", "event_id")
    status, megabytes, told = measured("validate", str(package))
    assert status == 1 and megabytes < 1_000 and "unpacks to more than 250 times its size" in told
    with pytest.raises(InputError, match="unpacks to more than"):
        earlier_package.read(package)


def write(table: pa.Table, **options) -> io.BytesIO:
    made = io.BytesIO()
    pq.write_table(table, made, **options)
    return made


@pytest.mark.parametrize(
    "file",
    [
        lambda: write(pa.table({"a": ["x" * 300_000_000]}), compression="zstd", use_dictionary=False),
        lambda: write(
            pa.table({"a": ["x" * 20_000_000 + str(n % 7) for n in range(20)] * 2}),
            compression="zstd",
            use_dictionary=False,
            column_encoding={"a": "DELTA_BYTE_ARRAY"},
        ),
        lambda: write(pa.table({"a": pa.array([["x" * 20_000_000] * 50], pa.list_(pa.string()))}), compression="zstd"),
        lambda: write(pa.table({"a": [{"b": "x" * 20_000_000}] * 50}), compression="zstd"),
        lambda: write(pa.table({"a": pa.array([b"x" * 20_000_000] * 50, pa.binary(20_000_000))}), compression="zstd"),
        lambda: write(pa.table({"a": pa.array([[1] * 40_000_000], pa.list_(pa.int64()))}), compression="zstd"),
    ],
    ids=["page", "prefixes", "list of texts", "struct of texts", "texts of fixed length", "list of numbers"],
)
def test_every_way_to_pack_too_much_into_parquet_has_a_bound(file):
    with pytest.raises(TooMuch):
        for _ in Parquet(file()).batches(1 << 17, plain=True):
            pass


TABLE = pa.table(
    {
        "text": [None if n % 7 == 0 else f"name {n % 13}" for n in range(3000)],
        "unique": [f"{n}" * 5 for n in range(3000)],
        "list": [[f"a{n % 3}", None][: n % 3] for n in range(3000)],
        "struct": [{"x": f"z{n % 4}", "y": n} for n in range(3000)],
        "bytes": [b"x" * (n % 9) for n in range(3000)],
        "fixed": pa.array([bytes(16)] * 3000, pa.binary(16)),
        "categories": pa.array([f"c{n % 5}" for n in range(3000)]).dictionary_encode(),
        "map": pa.array([[("k", "v")]] * 3000, pa.map_(pa.string(), pa.string())),
    }
)


@pytest.mark.parametrize("packing", ["none", "snappy", "zstd", "gzip", "brotli", "lz4"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("dictionary", [True, False])
def test_a_good_file_is_read_as_arrow_reads_it(packing, version, dictionary):
    for size in (100, 1 << 20):
        file = write(
            TABLE,
            compression=packing,
            data_page_version=version,
            use_dictionary=dictionary,
            data_page_size=size,
            row_group_size=1999,
            write_page_index=True,
        )
        parquet = Parquet(file)
        assert parquet.rows == 3000 and parquet.schema.equals(TABLE.schema)
        assert pa.Table.from_batches(parquet.batches(1000)).to_pylist() == TABLE.to_pylist()
        assert (
            pa.Table.from_batches(parquet.batches(1000, ["categories"], plain=True))["categories"].type == pa.string()
        )


def test_texts_too_many_to_be_told_at_once_come_in_portions(monkeypatch):
    from eventpack.validation import parquet_bounds

    monkeypatch.setattr(parquet_bounds, "_PORTION", 1000)
    monkeypatch.setattr(parquet_bounds, "LARGEST_RATIO", 1)
    monkeypatch.setattr(parquet_bounds, "FREE_DECODED", 50_000)
    with pytest.raises(TooMuch):
        list(Parquet(write(TABLE)).batches(1000))
    monkeypatch.setattr(parquet_bounds, "FREE_DECODED", 1 << 20)
    found = list(Parquet(write(TABLE.select(["text"]))).batches(1000))
    assert (
        max(batch.nbytes for batch in found) < 2_000
        and pa.Table.from_batches(found).to_pylist() == TABLE.select(["text"]).to_pylist()
    )


# --- articles


@pytest.mark.parametrize("name", ["a.txt", "a.html", "articles.csv", "package.yaml"])
def test_what_lies_outside_of_a_folder_of_articles_is_not_read(tmp_path, name, capsys):
    (tmp_path / "secret.txt").write_text("The private words of somebody\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.txt").write_text("Ghana withdrew its soldiers from Mali on 3 May 2023.\n")
    (tmp_path / "in" / name).symlink_to("../secret.txt")
    assert main(["build", str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 2
    told = "".join(capsys.readouterr())
    assert "is a link to ../secret.txt, out of the folder" in told and "private" not in told


def test_a_link_within_a_folder_of_articles_is_read(tmp_path):
    (tmp_path / "a.txt").write_text("Ghana withdrew its soldiers from Mali on 3 May 2023.\n")
    (tmp_path / "texts").mkdir()
    (tmp_path / "a.txt").rename(tmp_path / "texts" / "a.text")  # of no format that is read by itself
    (tmp_path / "b.txt").symlink_to("texts/a.text")
    assert [article.id for article in reading.articles(tmp_path)] == ["b"]


def test_of_what_is_refused_as_a_link_out_no_digest_is_published(tmp_path):
    (tmp_path / "secret.txt").write_text("The private words of somebody\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").symlink_to("../secret.txt")
    (tmp_path / "in" / "b.txt").write_text("Ghana withdrew its soldiers from Mali on 3 May 2023.\n")
    rejected = []
    list(reading.articles(tmp_path / "in", rejected=rejected))
    assert rejected[0].article_id == "a" and rejected[0].sha256 is None


@pytest.mark.parametrize("name", ["articles.CSV", "Articles.csv"])
def test_metadata_are_read_in_whatever_case_their_name_is_written(tmp_path, name):
    (tmp_path / "a.txt").write_text("Ghana withdrew its soldiers from Mali on 3 May 2023.\n")
    (tmp_path / name).write_text("file,publisher,author,url,published,language\na.txt,The Desk,,,2023-05-04,en\n")
    assert next(reading.articles(tmp_path)).publisher == "The Desk"
    (tmp_path / "articles.csv").write_text("file,publisher,author,url,published,language\n")
    with pytest.raises(InputError, match="has both"):
        list(reading.articles(tmp_path))


@pytest.mark.parametrize("name", ["articles.csv", "package.yaml", "articles.CSV"])
def test_a_file_beside_the_articles_has_a_bound(tmp_path, name):
    from eventpack.reading import package_yaml

    (tmp_path / "a.txt").write_text("Ghana withdrew its soldiers from Mali on 3 May 2023.\n")
    sparse(tmp_path / name)
    with pytest.raises(InputError, match="is larger than"):
        list(reading.articles(tmp_path))
        package_yaml.read(tmp_path)


# --- the opener itself


def test_only_a_file_of_the_folder_is_opened(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").write_bytes(b"abc")
    (folder / "b").symlink_to("a")
    (tmp_path / "out").write_bytes(b"out")
    (folder / "c").symlink_to("../out")
    (folder / "d").symlink_to("d")
    os.mkfifo(folder / "e")
    assert read_file(folder / "b", 3, inside=folder) == b"abc"
    for name, told in (
        ("c", "leaves the package"),
        ("d", "cannot|is not"),
        ("e", "is not a file"),
        (".", "is not a file"),
        ("a\0", "cannot"),
    ):
        with pytest.raises(Refused, match=told):
            open_file(folder / name, inside=folder)
    with pytest.raises(NotThere):
        open_file(folder / "none")
    with pytest.raises(Refused, match="is larger than 2 bytes"):
        read_file(folder / "a", 2)
    with pytest.raises(Refused, match="is larger than 10 bytes"):
        read_file(Path("/proc/self/status"), 10)  # of no size until it is read


@pytest.mark.parametrize("seed", [1, 2])
def test_a_byte_changed_anywhere_in_parquet_is_never_more_than_an_error(seed):
    """Arrow's own reader of what a footer says of its columns ends the process at some of these."""
    import random

    data, chance = write(pa.table({"a": ["x", "y"], "b": [1, 2]})).getvalue(), random.Random(seed)
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] = chance.randrange(256)
        try:
            for _ in Parquet(io.BytesIO(bytes(changed))).batches(100, plain=True):
                pass
        except Unreadable:
            pass


@pytest.mark.parametrize("what", [pipe, endless, folder])
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_reports_of_another_coder_are_opened_in_the_same_way(tmp_path, what, name):
    from eventpack.review.brought_file import read_file as read_reports

    what(tmp_path / name)
    with pytest.raises(InputError, match="is not a file"):
        read_reports(tmp_path / name)
