"""Lasting identifiers in real builds: articles in, a package over an earlier one out."""

import csv
import shutil

import pytest

from eventpack import pipeline
from eventpack.cli import main
from eventpack.package import validate

HEAD = "file,publisher,author,url,published,language\n"
META = {
    "early.txt": "early.txt,Dawn Gazette,,https://dawn.example/1,2023-05-03,en\n",
    "tyre.txt": "tyre.txt,Coast Post,,https://coast.example/1,2023-05-04,en\n",
    "tunis.txt": "tunis.txt,Souk Times,,https://souk.example/1,2023-05-05,en\n",
}
TEXTS = {
    "early.txt": "Jets over the coast\nIsrael struck Hezbollah in Tyre on Tuesday, residents said.\n",
    "tyre.txt": "Strike in the south\nIsraeli jets bombed Hezbollah positions in Tyre on Tuesday.\n",
    "tunis.txt": "An arrest\nPolice arrested the opposition leader Karim Adel in Tunis on Thursday.\n",
}


def put(folder, **texts):
    """The articles of a desk: tyre and tunis, and what is given; None leaves one out."""
    given = {
        "tyre.txt": TEXTS["tyre.txt"],
        "tunis.txt": TEXTS["tunis.txt"],
        **{f"{name}.txt": text for name, text in texts.items()},
    }
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for name, text in given.items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    rows = (META[name] for name, text in given.items() if text is not None)
    (folder / "articles.csv").write_text(HEAD + "".join(rows), encoding="utf-8")


def rows(package, table):
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def ids(package):
    return {
        table: {row[key] for row in rows(package, table)}
        for table, key in (("events", "event_id"), ("reports", "report_id"), ("sources", "source_id"))
    }


def state(package):
    return {
        str(p.relative_to(package)): p.read_bytes()
        for p in package.rglob("*")
        if p.is_file() and (p.parent.name == "data" or p.name == "datapackage.json")
    }


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """(articles, package) after a first build; each test goes on from there with a copy."""
    root = tmp_path_factory.mktemp("desk")
    put(root / "articles")
    pipeline.build(root / "articles", root / "package")
    return root


def test_names_hold_through_more_corrected_fewer_and_the_same_articles_and_end_with_fresh(desk, capsys):
    articles, package = desk / "articles", desk / "package"
    first, before = ids(package), state(package)
    assert len(first["events"]) == 2 and rows(package, "forwards") == []

    put(articles, early=TEXTS["early.txt"])  # an earlier report of the strike comes to light
    pipeline.build(articles, package)
    assert len(ids(package)["reports"]) == 3 and ids(package)["events"] == first["events"]
    strike = next(row["event_id"] for row in rows(package, "events") if row["event_type"] == "ASSAULT")

    put(articles, tyre="Strike in the far south\n" + TEXTS["tyre.txt"].partition("\n")[2], tunis=None)
    pipeline.build(articles, package)  # one is corrected, one is gone
    assert list(validate.examine(package, articles, limit=None).problems) == []
    now = ids(package)
    assert now["events"] == {strike} and now["reports"] < first["reports"] | now["reports"]
    assert {row["source_id"] for row in rows(package, "sources") if row["file"] == "tyre.txt"} < first["sources"]
    told = {(row["table_name"], row["reason"]) for row in rows(package, "forwards")}
    assert {("events", "withdrawn"), ("reports", "withdrawn"), ("sources", "withdrawn")} <= told
    gone = (first["events"] - {strike}).pop()
    assert main(["explain", strike, "--package", str(package), "--articles", str(articles)]) == 0
    assert capsys.readouterr().out.count("not at hand") == 0  # known in the corrected text too
    assert main(["explain", gone, "--package", str(package)]) == 2
    assert "was withdrawn" in capsys.readouterr().err

    put(articles)  # as it was at first
    pipeline.build(articles, package)
    assert ids(package) == first
    assert {row["table_name"] for row in rows(package, "forwards")} <= {"reports", "sources", "actors", "locations"}
    again = state(package)
    pipeline.build(articles, package)
    assert state(package) == again

    assert main(["build", str(articles), "--out", str(package), "--fresh"]) == 0
    assert state(package) == before


def test_an_earlier_package_that_cannot_be_read_is_not_built_over_unless_its_names_are_given_up(desk, tmp_path, capsys):
    shutil.copytree(desk / "package", tmp_path / "p")
    (tmp_path / "p/data/reports.parquet").write_bytes(b"PAR1 and no more")
    assert main(["build", str(desk / "articles"), "--out", str(tmp_path / "p")]) == 2
    said = capsys.readouterr().err
    assert "reports.parquet" in said and "--fresh" in said
    (tmp_path / "p/data/reports.parquet").unlink()  # the CSV has it all too
    assert main(["build", str(desk / "articles"), "--out", str(tmp_path / "p")]) == 0
