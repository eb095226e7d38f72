"""The command line: what it prints, what it writes, what it leaves alone, and its exit status."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from eventpack.annotation import json_lines
from eventpack.cli import main
from eventpack.core.model import (
    Actor,
    ActorMention,
    Annotation,
    Article,
    Location,
    PlaceMention,
    Published,
    Report,
    TextSpan,
    TimeMention,
)
from eventpack.core.version import CODER, __version__

ROOT = Path(__file__).parents[2]
STORY = "Ghana pulls troops out of Mali\nGhana withdrew its soldiers from Gao in Mali on 3 May 2023.\n"


@pytest.fixture
def outside(tmp_path, monkeypatch):
    """A folder with no checkout around it, as the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def refused(capsys, *arguments: str | Path) -> str:
    assert main([str(a) for a in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("eventpack: ") and err.count("\n") == 1, err
    return err


# --- help and version


def test_help_teaches_by_example_and_comes_without_loading_the_parser():
    code = (
        "import sys; from eventpack.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "sys.exit(bool({'spacy', 'pandas', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0
    for word in ("examples:", "eventpack build my-articles --out my-data", "exit status"):
        assert word in done.stdout


@pytest.mark.parametrize("command", ["build", "annotate", "validate", "explain"])
def test_every_command_has_help_of_its_own(command, capsys):
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: eventpack {command}")


def test_the_version_is_that_of_the_installed_package(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"eventpack {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["bild"], ["annotate", "x"], ["explain"]])
def test_a_command_line_that_is_wrong_ends_with_status_2(arguments):
    try:
        status = main(arguments)
    except SystemExit as left:
        status = left.code
    assert status == 2


# --- what is refused


def test_outside_a_checkout_build_asks_for_articles_and_for_a_folder(outside, capsys):
    assert "has no folder articles/" in refused(capsys, "build")
    put(outside / "mine", a=STORY)
    assert "Say where it goes with --out DIR" in refused(capsys, "build", "mine")


def test_outside_a_package_validate_and_explain_ask_for_one(outside, capsys):
    assert "has no datapackage.json" in refused(capsys, "validate")
    assert "has no datapackage.json" in refused(capsys, "explain", "evt-1")
    assert "Give a package's folder" in refused(capsys, "explain", "evt-1", "--package", outside)


@pytest.mark.parametrize("command", ["build", "annotate"])
def test_input_that_cannot_be_used_is_named_with_what_to_do(command, outside, capsys):
    message = refused(capsys, command, "nowhere", "--out", "out")
    assert message.startswith("eventpack: nowhere: no such folder or file. Give a folder")
    (outside / "empty").mkdir()
    assert "empty: holds no article. Give articles in one of the formats" in refused(
        capsys, command, "empty", "--out", "out"
    )
    put(outside / "bad", a="Fine.\nNot \0 fine.\n")
    assert "bad/a.txt, line 2: holds a NUL byte" in refused(capsys, command, "bad", "--out", "out")
    assert sorted(p.name for p in outside.iterdir()) == ["bad", "empty"]


def test_output_that_cannot_be_written_is_refused_before_the_work(outside, capsys, monkeypatch):
    put(outside / "in", a=STORY)
    (outside / "file").write_text("mine")
    monkeypatch.setitem(sys.modules, "eventpack.pipeline", None)  # importing it, and so working, would fail
    assert "file: is a file, not a folder" in refused(capsys, "build", "in", "--out", "file")
    assert "file/sub: cannot be written" in refused(capsys, "build", "in", "--out", "file/sub")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "cannot be written" in refused(capsys, "build", "in", "--out", "new")


def test_annotate_refuses_an_output_it_cannot_write_or_should_not(outside, capsys):
    (outside / "in.jsonl").write_text('{"text": "Mali waits."}\n')
    assert "in.jsonl: is the input" in refused(capsys, "annotate", "in.jsonl", "--out", "in.jsonl")
    assert "is a folder" in refused(capsys, "annotate", "in.jsonl", "--out", ".")
    assert "cannot be written (No such file" in refused(capsys, "annotate", "in.jsonl", "--out", "a/b.jsonl")
    assert [p.name for p in outside.iterdir()] == ["in.jsonl"]


def test_annotate_that_fails_half_way_leaves_an_earlier_output_as_it_was(outside, capsys):
    (outside / "in.jsonl").write_text('{"text": "Mali waits."}\n{"text": ""}\n')
    (outside / "out.jsonl").write_text("earlier\n")
    assert "in.jsonl, line 2: is empty" in refused(capsys, "annotate", "in.jsonl", "--out", "out.jsonl")
    assert (outside / "out.jsonl").read_text() == "earlier\n"
    assert sorted(p.name for p in outside.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_fault_of_the_program_itself_is_reported_as_such(outside, capsys, monkeypatch):
    monkeypatch.setattr("eventpack.commands.folders.nearest_package", lambda: 1 / 0)
    assert main(["validate"]) == 2
    assert "ZeroDivisionError" in (err := capsys.readouterr().err)
    assert err.endswith("this is a fault in eventpack itself; please report the lines above\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", [["validate", str(ROOT)], ["annotate", "in.jsonl", "--out", "/dev/full"]])
def test_a_full_disk_is_reported_in_one_line(outside, command):
    (outside / "in.jsonl").write_text('{"text": "Kenya condemned Uganda."}\n')
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "eventpack.cli", *command],
            cwd=outside,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 2
    assert "cannot be written (No space left on device). Make room, or write elsewhere." in done.stderr
    assert "Traceback" not in done.stderr


# --- annotate


def test_a_line_of_annotate_has_exactly_the_keys_that_are_promised():
    text = "Ghana’s army left Gao on 3 May."
    gao = Location("geonames:1", "Gao", "city", "MLI", None, 16.3, -0.05, "geonames", "1")
    place = PlaceMention(18, 21, "Gao", "toponym", gao)
    military = Actor("gha-mil", "Military of Ghana", "military", "MIL", "GHA", "composition")
    who = ActorMention(0, 12, "Ghana’s army", military)
    report = Report(
        "RETREAT",
        "withdraw",
        "occurred",
        0,
        31,
        0,
        TextSpan(13, 17, "left"),
        (who,),
        place=place,
        date_text="3 May",
        date_earliest=date(2023, 5, 3),
        date_latest=date(2023, 5, 3),
        confidence=0.123456,
        rule="leave",
    )
    annotation = Annotation(
        Article("a", text),
        Published(None, date(2023, 6, 1), "inferred"),
        ((0, 31),),
        (place,),
        (TimeMention(25, 30, "3 May", "DATE", "2023-05-03", date(2023, 5, 3), date(2023, 5, 3)),),
        (who, ActorMention(18, 21, "Gao", None)),
        (report,),
    )
    army = {"start": 0, "end": 12, "text": "Ghana’s army", "actor_id": "gha-mil"}
    told = {
        "event_type": "RETREAT",
        "mode": "withdraw",
        "status": "occurred",
        "start": 0,
        "end": 31,
        "quote": text,
        "trigger": {"start": 13, "end": 17, "text": "left"},
        "actors": [army],
        "recipients": [],
        "place": {"start": 18, "end": 21, "text": "Gao", "location_id": "geonames:1"},
        "destination": None,
        "date_earliest": "2023-05-03",
        "date_latest": "2023-05-03",
        "date_text": "3 May",
        "theme": None,
        "event": None,
        "attributed_to": None,
        "casualties": [],
        "confidence": 0.123,
    }
    assert json_lines.as_dict(annotation) == {
        "id": "a",
        "source_id": annotation.article.source_id,
        "text_start": 0,
        "coder": CODER,
        "published": None,
        "places": [
            {
                "start": 18,
                "end": 21,
                "text": "Gao",
                "kind": "toponym",
                "location_id": "geonames:1",
                "latitude": 16.3,
                "longitude": -0.05,
                "country": "MLI",
                "feature_type": "city",
            }
        ],
        "times": [
            {
                "start": 25,
                "end": 30,
                "text": "3 May",
                "type": "DATE",
                "value": "2023-05-03",
                "earliest": "2023-05-03",
                "latest": "2023-05-03",
            }
        ],
        "actors": [
            army | {"country": "GHA", "sector": "MIL"},
            {"start": 18, "end": 21, "text": "Gao", "actor_id": None, "country": None, "sector": None},
        ],
        "reports": [told],
        "new_actors": [],
    }
    explained = json_lines.as_dict(annotation, explain=True)
    assert explained["reports"] == [told | {"rule": "leave", "sentence": 0}]


def test_annotate_gives_a_line_an_article_in_the_order_of_the_input_with_offsets_that_hold(outside, capsys):
    texts = {"z": "\ufeff" + STORY.replace("\n", "\r\n"), "a": "Nothing of note.", "m": STORY}
    rows = [{"id": name, "text": text, "published": "2023-05-04"} for name, text in texts.items()]
    (outside / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert main(["annotate", "in.jsonl", "--out", "out.jsonl", "--explain"]) == 0
    assert capsys.readouterr().err.startswith("3 articles, ")
    found = [json.loads(line) for line in (outside / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in found] == ["z", "a", "m"]
    assert {line["published"] for line in found} == {"2023-05-04"}
    spans = 0
    for line in found:
        todo = [line]
        while todo:
            value = todo.pop()
            todo += value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
            if isinstance(value, dict) and {"start", "end", "text"} <= set(value):
                assert texts[line["id"]][value["start"] : value["end"]] == value["text"]
                spans += 1
    assert spans > 10
    (report,) = found[2]["reports"][:1]
    assert (report["event_type"], report["actors"][0]["actor_id"][:3]) == ("RETREAT", "gha")
    assert report["rule"]


# --- build, validate, explain


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    """A folder with articles/ of our own and the package built from them, in the way a user would."""
    folder = tmp_path_factory.mktemp("package")
    put(folder / "articles", ghana=STORY, quiet="A quiet week\nThe lake lay still and the boats stayed in.\n")
    (folder / "articles" / "articles.csv").write_text(
        "file,publisher,author,url,published,language\nghana.txt,Marlow Post,,https://example.org/g,2023-05-04,en\n"
    )
    done = subprocess.run([sys.executable, "-m", "eventpack.cli", "build"], cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 articles, ") and done.stdout.count("\n") == 1
    return folder


def rows(package: Path, table: str) -> list[dict[str, str]]:
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_build_works_in_any_folder_that_holds_articles_and_keeps_those_in_which_no_event_is_found(package):
    assert {row["file"] for row in rows(package, "sources")} == {"ghana.txt", "quiet.txt"}
    told = {row["source_id"] for row in rows(package, "reports")}
    assert told == {row["source_id"] for row in rows(package, "sources") if row["file"] == "ghana.txt"}


def test_validate_says_good_and_status_0_or_a_problem_a_line_and_status_1(package, tmp_path, capsys, monkeypatch):
    assert main(["validate", str(package)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{package}: good"
    broken = tmp_path / "broken"
    shutil.copytree(package, broken)
    file = broken / "data" / "events.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("RETREAT", "RETRET"), encoding="utf-8")
    (broken / "deep").mkdir()
    monkeypatch.chdir(broken / "deep")
    assert main(["validate"]) == 1
    problems, _, rest = capsys.readouterr().out.partition("\n\n")
    assert 'data/events.csv:2 event_type: "RETRET" is not ' in problems
    assert rest.splitlines()[-1] == f"..: {len(problems.splitlines())} problems"


def test_explain_shows_each_quote_in_its_article_with_source_and_rule(package, capsys):
    event = next(row for row in rows(package, "events") if row["event_type"] == "RETREAT")
    assert main(["explain", event["event_id"], "--package", str(package)]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{event['event_id']}: {event['summary']}\n")
    reports = [row for row in rows(package, "reports") if row["event_id"] == event["event_id"]]
    for report in reports:
        assert report["report_id"] in told
        assert f"[{report['quote']}]" in told
    assert "Marlow Post" in told and "2023-05-04" in told
    assert told.count("\n  rule ") == len(reports) and "not at hand" not in told


def test_explain_shows_how_the_toll_came_from_what_each_report_says(tmp_path, capsys):
    put(
        tmp_path / "in",
        a="Gunmen killed at least nine people in Lamu on 4 May 2023.",
        b="Gunmen killed 14 people in Lamu on 4 May 2023.",
    )
    assert main(["build", str(tmp_path / "in"), "--out", str(tmp_path / "p")]) == 0
    (event,) = [row for row in rows(tmp_path / "p", "events") if row["killed_best"]]
    assert (event["killed_low"], event["killed_best"], event["killed_high"]) == ("14", "14", "14")
    capsys.readouterr()
    assert main(["explain", event["event_id"], "--package", str(tmp_path / "p")]) == 0
    told = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "killed     low 14, best 14, high 14" in told
    counted = [line.partition(", ")[2] for line in told if line.endswith((": counts", "that it allows"))]
    assert sorted(counted) == ["14: counts", "9 or more: gives way to an exact total that it allows"]


def test_explain_without_the_articles_shows_the_quotes_and_says_what_is_missing(package, tmp_path, capsys):
    shutil.copytree(package / "data", tmp_path / "data")
    shutil.copy(package / "datapackage.json", tmp_path)
    event = rows(package, "reports")[0]["event_id"]
    assert main(["explain", event, "--package", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert f"[{rows(package, 'reports')[0]['quote']}]" in told
    assert "give the folder with --articles" in told


def test_an_event_that_is_not_there_is_refused_with_events_that_are(package, capsys):
    known = rows(package, "events")[0]["event_id"]
    message = refused(capsys, "explain", known[:-1], "--package", package)
    assert f'has no event "{known[:-1]}"' in message and known in message


def test_a_build_that_is_refused_leaves_the_earlier_package_as_it_was(package, tmp_path, capsys):
    shutil.copytree(package, tmp_path / "p")
    before = {p: p.read_bytes() for p in (tmp_path / "p").rglob("*") if p.is_file()}
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.txt").write_bytes(b"Caf\xe9\n")
    refused(capsys, "build", tmp_path / "bad", "--out", tmp_path / "p")
    put(tmp_path / "twice", a=STORY, b=STORY)
    assert "has the same text as" in refused(capsys, "build", tmp_path / "twice", "--out", tmp_path / "p")
    assert {p: p.read_bytes() for p in (tmp_path / "p").rglob("*") if p.is_file()} == before
