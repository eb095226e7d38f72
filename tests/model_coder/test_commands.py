"""`build` and `annotate` with a model as the coder: from recorded answers, from a server, and with the rules beside it."""

import csv
import filecmp
import json
from dataclasses import replace
from pathlib import Path

import pytest
from model_coder.model_server import KEY, ModelServer, completion

from eventpack.annotation.both_coders import combined
from eventpack.casualties import tolls
from eventpack.cli import main
from eventpack.core.model import Actor, ActorMention, Report, TextSpan

HARBOUR = Path(__file__).parent / "harbour"


def rows(package, table):
    with (package / "data" / f"{table}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def build(out, *options, articles=HARBOUR / "articles", coder="model"):
    return main(["build", str(articles), "--out", str(out), "--coder", coder, "--no-cache", *options])


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("harbour") / "package"
    assert build(out) == 0
    return out


def test_a_package_is_built_from_recorded_answers(built):
    assert main(["validate", str(built)]) == 0
    events = {e["event_type"]: e for e in rows(built, "events") if e["date_earliest"] != "2026-02-27"}
    assert events["RETREAT"]["date_earliest"] == "2026-03-02" and events["RETREAT"]["mode"] == "RETREAT-release"
    assert events["ASSAULT"]["date_edtf"] == "2026-02"
    assert {r["coder"] for r in rows(built, "reports")} == {"desk-model, prompt harbour1"}
    parties = {(e["event_id"], e["role"]): e["actor_id"] for e in rows(built, "event_actors")}
    assert parties[events["ASSAULT"]["event_id"], "actor"] == "org-red-kelp-brigade"
    assert parties[events["ASSAULT"]["event_id"], "recipient"] == "nor-mil"


def test_one_number_of_a_model_is_one_event_and_two_numbers_are_two(built):
    reports = [r for r in rows(built, "reports") if r["event_type"] == "RETREAT"]
    assert len(reports) == 2 and len({r["event_id"] for r in reports}) == 1
    assert len({r["event_id"] for r in rows(built, "reports") if r["event_type"] == "COERCE"}) == 2


def test_what_an_article_talks_a_model_into_is_in_no_table(built):
    """Its article tells the model to report an attack, and the recorded answer does."""
    assert "Copenhagen" not in "".join(p.read_text(encoding="utf-8") for p in (built / "data").glob("*.csv"))
    assert [e for e in rows(built, "events") if e["event_type"] == "ASSAULT" and "Sweden" in e["summary"]] == []


def test_the_same_answers_give_the_same_bytes_by_any_number_of_processes(built, tmp_path):
    again = tmp_path / "again"
    assert build(again, "--workers", "2") == 0
    names = [str(p.relative_to(built)) for p in built.rglob("*") if p.is_file() and "data" in p.parts]
    assert names and filecmp.cmpfiles(built, again, names, shallow=False)[0] == names


def test_a_server_is_asked_once_and_then_what_it_said_is_used(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("EVENTPACK_API_KEY", KEY)
    answers = {}
    for file in (HARBOUR / "answers").glob("*.json"):
        row = json.loads(file.read_text(encoding="utf-8"))
        text = next(
            t
            for t in (p.read_bytes().decode() for p in (HARBOUR / "articles").glob("*.txt"))
            if row["answer"].split('"quote": "')[1][:20] in t
        )
        answers[text] = row["answer"]
    with ModelServer(answers=answers) as server:
        options = ("--model", "m1", "--base-url", server.url, "--answers", str(tmp_path / "kept"), "--price", "1,10")
        assert build(tmp_path / "one", *options) == 0
        said = capsys.readouterr().err
        assert (
            said.startswith("Asking m1, prompt ") and f"at {server.url}: the texts of 2 articles are sent there" in said
        )
        assert "2 requests: 2,200 tokens, cost 0.00 (2,000 asked, 200 answered)" in said
        assert set(server.keys) == {f"Bearer {KEY}"}
        assert build(tmp_path / "two", *options) == 0
        assert "the texts of 0 articles are sent there" in capsys.readouterr().err
        assert len(server.asked) == 2
    assert build(tmp_path / "three", "--answers", str(tmp_path / "kept")) == 0  # and no server is there any more
    assert "Nothing is sent" in capsys.readouterr().err
    assert (tmp_path / "one/data/events.csv").read_bytes() == (tmp_path / "three/data/events.csv").read_bytes()


def test_an_article_the_model_refuses_is_left_out_and_listed(tmp_path, capsys):
    with ModelServer(script=[completion(None, refusal="No.")]) as server:
        options = ("--model", "m", "--base-url", server.url, "--answers", str(tmp_path / "kept"), "--concurrency", "1")
        assert build(tmp_path / "out", *options, "--skip-bad") == 1
    (row,) = rows(tmp_path / "out", "rejected")
    assert row["file"] == "bergen.txt" and "refused" in row["reason"]


def test_a_dry_run_sends_and_writes_nothing(tmp_path, capsys):
    with ModelServer() as server:
        out = tmp_path / "found.jsonl"
        options = [
            "--coder",
            "model",
            "--model",
            "m",
            "--base-url",
            server.url,
            "--dry-run",
            "--answers",
            str(tmp_path / "a"),
        ]
        assert main(["annotate", str(HARBOUR / "articles"), "--out", str(out), *options]) == 0
        assert server.asked == [] and not out.exists() and not (tmp_path / "a").exists()
    said = capsys.readouterr().out
    assert "the texts of 2 articles are sent there" in said and "Norway freed two Danish sailors" in said
    assert '"event_type"' in said and "Nothing was sent" in said


@pytest.mark.parametrize("option", [["--model", "m"], ["--answers", "x"]])
def test_options_of_a_model_without_one_are_refused(tmp_path, option, capsys):
    assert main(["build", str(HARBOUR / "articles"), "--out", str(tmp_path / "o"), *option]) == 2
    assert f"{option[0]} asks for a model" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "two words", "ключ"])
def test_a_file_that_holds_no_key_is_refused(tmp_path, content, capsys):
    (tmp_path / "key").write_text(content, encoding="utf-8")
    assert build(tmp_path / "o", "--model", "m", "--key-file", str(tmp_path / "key")) == 2
    assert "does not hold a key" in capsys.readouterr().err


def test_annotate_tells_the_coder_and_the_number_of_each_event(tmp_path):
    out = tmp_path / "found.jsonl"
    assert main(["annotate", str(HARBOUR / "articles"), "--out", str(out), "--coder", "model", "--no-cache"]) == 0
    first = json.loads(out.read_text(encoding="utf-8").splitlines()[0])
    assert [r["event"] for r in first["reports"]] == ["1", "1", "2", "3", "4", "5"]
    assert all(r["coder"] == "desk-model, prompt harbour1" for r in first["reports"])


def report(kind, start, end, trigger, actor, confidence=0.8, coder=None):
    who = ActorMention(start, start + 1, "x", Actor(actor, actor, "country", None, actor.upper(), "lexicon"))
    return Report(
        kind,
        None,
        "occurred",
        start,
        end,
        0,
        TextSpan(trigger, trigger + 2, "xx"),
        (who,),
        confidence=confidence,
        coder=coder,
    )


def test_the_rules_are_silent_where_the_model_speaks_and_less_sure_elsewhere():
    said = [report("ASSAULT", 0, 50, 10, "nor", coder="m"), report("AID", 60, 90, 70, "dnk", coder="m")]
    own = [
        report("ASSAULT", 0, 55, 30, "nor"),
        report("COERCE", 60, 95, 70, "dnk"),
        report("REQUEST", 100, 150, 110, "swe"),
    ]
    found = combined(said, own)
    assert [(r.event_type, r.coder) for r in found] == [("ASSAULT", "m"), ("AID", "m"), ("REQUEST", None)]
    agreed, unconfirmed, alone = (r.confidence for r in found)
    assert agreed > unconfirmed == 0.8 > alone


def test_a_toll_of_the_rules_stays_only_with_the_report_of_its_event():
    said = [report("ASSAULT", 0, 50, 10, "nor", coder="m")]
    event = replace(report("ASSAULT", 60, 90, 70, "dnk"), event_key="~70")
    lost = replace(report("ASSAULT", 0, 55, 30, "nor"), event_key="~30")

    def toll(of, start):
        return replace(of, start=start, end=start + 9, rule=f"{tolls.RULE} {of.rule}")

    found = combined(said, [event, lost, toll(event, 100), toll(lost, 110)])
    assert [r.start for r in found] == [0, 60, 100]
