"""The publication gate: a package that should not be published is refused, for all reasons at once."""

import csv
import hashlib
import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import eventpack
from eventpack.cli import main
from eventpack.core.model import Actor, Event, Location
from eventpack.linking import summary
from eventpack.publish import gate, history, long_cells, quoted_share
from eventpack.tabular import schema

DENSE = """Marl troops enter the port
Chadian troops entered the port of Mombasa on 6 June 2022. Kenyan police arrested nine protesters in Nairobi on Tuesday.
Chadian forces shelled Kisumu on Wednesday and wounded nine people. Kenya expelled the ambassador of Chad on Thursday.
The president of Kenya met the president of Uganda in Kampala on Friday. Chad withdrew its troops from Gulu on Saturday.
Uganda imposed sanctions on Chad on Sunday. Kenya released twelve protesters in Nairobi on Monday.
"""


def edit(package: Path, change) -> Path:
    """Change the descriptor."""
    file = package / "datapackage.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    change(told)
    file.write_text(json.dumps(told), encoding="utf-8")
    return package


def put(package: Path, table: str, column: str, value: str) -> Path:
    """Change a cell of the first row, as a build would have written it: hash and size of the file are right."""
    file = package / f"data/{table}.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[1][rows[0].index(column)] = value
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    data = file.read_bytes()

    def change(told):
        for resource in told["resources"]:
            if resource["name"] == table:
                resource |= {"hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "bytes": len(data)}
                resource.pop("parquet", None)

    return edit(package, change)


def rules(package, **options) -> list[str]:
    return [reason.rule for reason in gate.judge(Path(package), **options).reasons]


def reasons(package, **options) -> str:
    return "\n".join(reason.message for reason in gate.judge(Path(package), **options).reasons)


@pytest.fixture(scope="module")
def dense(tmp_path_factory):
    """A package of one short article in which nearly every sentence tells an event."""
    home = tmp_path_factory.mktemp("dense")
    (home / "news").mkdir()
    (home / "news/a.txt").write_text(DENSE, encoding="utf-8")
    (home / "news/package.yaml").write_text(
        "licenses: [{name: CC-BY-4.0}]\ncontributors: [{title: A Desk}]\n", encoding="utf-8"
    )
    assert main(["build", str(home / "news"), "--out", str(home / "p")]) == 0
    return home / "p"


def test_a_good_package_may_be_published(built, capsys):
    assert main(["publish", "check", str(built)]) == 0
    assert capsys.readouterr().out.endswith(f"{built}: may be published\n")


def test_the_package_of_this_repository_may_be_published():
    verdict = gate.judge(Path(__file__).parents[2])
    assert verdict.good, verdict.reasons
    assert any(note.startswith("quotes: ") for note in verdict.notes)  # and says which article is quoted most


def test_all_reasons_are_reported_at_once_and_the_status_is_1(copy, tmp_path, capsys):
    old = Path(shutil.copytree(copy, tmp_path / "old"))
    put(copy, "reports", "date_text", "word " * 100)
    edit(copy, lambda told: (told.pop("licenses"), told.pop("contributors")))
    (copy / "CITATION.cff").write_text("title: Another\n", encoding="utf-8")
    found = rules(copy, previous=old)
    assert {"licence", "contributors", "article text", "version", "citation"} <= set(found)
    assert main(["publish", "check", str(copy), "--previous", str(old)]) == 1
    out = capsys.readouterr().out
    for rule in ("licence", "contributors", "article text", "version", "citation"):
        assert f"{rule}: " in out
    assert out.splitlines()[-1] == f"{copy}: may not be published: {len(found)} reasons"


def test_a_package_that_is_not_good_is_refused_and_the_other_rules_are_asked_all_the_same(copy):
    put(copy, "reports", "date_text", "word " * 100)
    with (copy / "data/events.csv").open("a") as file:
        file.write("\n")
    assert set(rules(copy)) == {"validation", "article text"}


def test_a_table_that_cannot_be_read_is_named_and_the_others_are_looked_at(copy):
    put(copy, "reports", "date_text", "word " * 100)
    (copy / "data/events.csv").unlink()
    verdict = gate.judge(copy)
    assert {reason.rule for reason in verdict.reasons} == {"validation", "article text"}
    assert "not looked at, since they cannot be read: events" in verdict.notes


def test_quotes_are_measured_in_a_package_that_is_not_good(dense, tmp_path):
    package = shutil.copytree(dense, tmp_path / "p")
    edit(package, lambda told: told.update(name="No Name"))
    assert {"validation", "quotes"} <= set(rules(package))


def test_there_is_no_verdict_without_a_package(tmp_path, capsys):
    assert main(["publish", "check", str(tmp_path / "none")]) == 2
    assert main(["publish", "check", str(tmp_path / "none"), "--format", "json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "could not run" and told["error"]


def test_json_tells_what_text_tells(copy, capsys):
    edit(copy, lambda told: told.pop("licenses"))
    assert main(["publish", "check", str(copy), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "may not be published"
    assert [reason["rule"] for reason in told["reasons"]] == ["licence"]


# --- article text


def test_a_resource_that_is_no_table_is_refused(copy):
    (copy / "articles").mkdir()
    (copy / "articles/a.txt").write_text("Convoy leaves\n")
    edit(copy, lambda told: told["resources"].append({"name": "texts", "path": "articles/a.txt"}))
    assert 'the resource "texts" (articles/a.txt) is not a table' in reasons(copy)


def test_a_folder_of_articles_beside_the_package_is_not_sent_and_not_refused(copy):
    (copy / "articles").mkdir()
    (copy / "articles/first.txt").write_text("not what was coded", encoding="utf-8")
    assert "article text" not in rules(copy)


def test_texts_in_a_zip_beside_the_tables_are_refused_and_a_licence_is_not(built, tmp_path):
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        for file in sorted(built.rglob("*")):
            if file.is_file():
                archive.write(file, Path("convoy") / file.relative_to(built))
        archive.writestr("convoy/LICENSE", "CC BY 4.0")
    assert rules(tmp_path / "p.zip") == []
    with zipfile.ZipFile(tmp_path / "p.zip", "a") as archive:
        archive.writestr("convoy/articles/first.txt", "Convoy leaves")
    assert "articles/first.txt is in the zip" in reasons(tmp_path / "p.zip")


def text_columns():
    return [
        (table, field["name"])
        for table in ("events", "sources", "actors", "locations", "reports", "event_types")
        for field in schema.load(table)["fields"]
        if field["type"] == "string"
    ]


LONG = "The convoy left the gate and the field. " * 10


def test_a_cell_longer_than_a_quote_is_found_in_every_column(built):
    tables = eventpack.load(built).tables
    for table, column in text_columns():
        tables[table] = tables[table].astype({column: "string"})
        tables[table].loc[tables[table].index[0], column] = f"{column}: {LONG}"  # no name of its own event
    found = {line.partition(":")[0]: line for line in long_cells.too_long(tables)}
    assert set(found) >= {f"{table}.{column}" for table, column in text_columns()}
    assert all(": 1 cell of more than 300 characters" in line for line in found.values())


@pytest.mark.parametrize(("table", "column"), [("reports", "date_text"), ("events", "status"), ("actors", "actor_id")])
def test_a_cell_longer_than_a_quote_is_refused_whatever_else_is_wrong_with_its_column(copy, table, column):
    put(copy, table, column, LONG)
    assert f"{table}.{column}: 1 cell of more than 300 characters" in reasons(copy)


def test_long_addresses_and_lists_of_names_are_no_texts(copy):
    put(copy, "sources", "url", "https://north-wire.example/?" + "a" * 400)
    put(copy, "actors", "aliases", "|".join(f"Men of the {n}th field" for n in range(100, 140)))
    assert "article text" not in rules(copy)


@pytest.mark.parametrize("between", ["|", "\n", "\u00a0"])
def test_a_text_is_one_whatever_stands_between_its_words(copy, between):
    put(copy, "sources", "author", between.join(["A long tale of the gate", "and the field"] * 20))
    assert "sources.author: 1 cell of more than 300 characters" in reasons(copy)


def test_a_summary_is_long_only_by_the_names_of_its_own_actors_and_places(built):
    package = eventpack.load(built)
    event = package.events.iloc[0]
    party = package.event_actors[package.event_actors["event_id"] == event["event_id"]]["actor_id"].iloc[0]
    name = "The Joint Commission of " + " and ".join(f"District {n}" for n in range(16))
    actors = package.actors.assign(name=package.actors["name"].mask(package.actors["actor_id"] == party, name))

    def told(summary: str) -> list[str]:
        events = package.events.copy()
        events.loc[0, "summary"] = summary
        return list(long_cells.too_long({**package.tables, "actors": actors, "events": events}))

    assert len(name) <= 300 < len(name + " withdrew from Qamishli Airport to Hmeimim Air Base on 20 January 2026.")
    assert told(name + " withdrew from Qamishli Airport to Hmeimim Air Base on 20 January 2026.") == []
    assert told(f"{name} left. " * 2)
    assert told(("The convoy left at dawn and drove past the gate. " * 8)[:301])


def test_the_words_of_a_summary_around_its_names_are_fewer_than_the_gate_allows():
    place = Location("eventpack:a", "A", "airport", None, None, None, None, "eventpack", "a")
    parties = tuple(Actor(f"org-{n}", "A", "military", None, None, "text") for n in range(10))
    longest = 0
    for kind, mode in [(code, None) for code in schema.codes("event_types")] + [
        tuple(code.split("-", 1)) for code in schema.codes("event_modes")
    ]:
        for status in schema.codes("statuses"):
            for doers in (parties, ()):
                event = Event(
                    "evt-a",
                    kind,
                    mode,
                    status,
                    "",
                    date(2025, 9, 29),
                    date(2026, 9, 30),
                    place,
                    place,
                    doers,
                    parties,
                    (),
                    0.5,
                    1,
                    1,
                )
                longest = max(longest, sum(map(str.isalnum, summary.sentence(event, "equipment"))))
    assert 100 < longest <= long_cells.AROUND_NAMES


# --- quotes


def test_quotes_that_together_are_the_article_are_refused(dense):
    verdict = gate.judge(dense)
    assert [reason.rule for reason in verdict.reasons] == ["quotes"]
    assert "of the article src-" in verdict.reasons[0].message
    assert "the limit is 70% (--most-quoted 0.7)" in verdict.reasons[0].message
    assert rules(dense, most_quoted=1.0) == []  # for who has the publisher's leave
    assert main(["publish", "check", str(dense)]) == 1
    assert main(["publish", "check", str(dense), "--most-quoted", "1"]) == 0


def frames(text: str, spans: list[tuple[int, int]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    reports = pd.DataFrame(
        {
            "source_id": ["src-a"] * len(spans),
            "char_start": [start for start, _ in spans],
            "quote": [text[start:end] for start, end in spans],
        }
    )
    return reports, pd.DataFrame({"source_id": ["src-a"], "words": [len(text.split())]})


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["a", "gate", "field", "north-east", "of"]), min_size=6, max_size=60), st.data())
def test_the_share_is_that_of_the_runs_of_five_words_which_stand_in_quotes(words, data):
    text = " ".join(words)
    starts = [sum(len(word) + 1 for word in words[:n]) for n in range(len(words) + 1)]
    chosen = data.draw(st.lists(st.tuples(st.integers(0, len(words) - 1), st.integers(1, 12)), min_size=1, max_size=9))
    chosen = [(first, min(first + number, len(words))) for first, number in chosen]
    inside = {n for first, last in chosen for n in range(first, last)}
    (found,) = quoted_share.quoted(*frames(text, [(starts[first], starts[last] - 1) for first, last in chosen]))
    runs = [n for n in range(len(words) - 4) if set(range(n, n + 5)) <= inside]
    assert found.share == pytest.approx(len(runs) / (len(words) - 4))
    assert found.characters <= len(text)


def test_the_limit_itself_is_allowed_and_1_allows_the_whole_article():
    text = " ".join(f"word{n}" for n in range(80))
    found = quoted_share.quoted(*frames(text, [(0, len(text))]))
    assert found[0].share == 1 and found[0].characters > 300
    assert quoted_share.too_much(found, 1) == [] and quoted_share.too_much(found, 0.99) == found


def test_the_order_of_reports_and_one_passage_twice_change_nothing():
    text = " ".join(f"word{n}" for n in range(40))
    one = quoted_share.quoted(*frames(text, [(0, 80), (50, 120), (150, 200)]))
    assert quoted_share.quoted(*frames(text, [(150, 200), (50, 120), (0, 80), (0, 80)])) == one


def test_one_quote_of_a_brief_is_within_the_limit_however_short_the_article():
    text = "The convoy of nine trucks left the field near the northern gate on Monday before dawn."
    (found,) = quoted_share.quoted(*frames(text, [(0, len(text))]))
    assert found.share == 1 and quoted_share.too_much([found], quoted_share.MOST) == []


def test_the_documentation_says_how_much_this_repository_quotes():
    root = Path(__file__).parents[2]
    package = eventpack.load(root)
    told = (root / "docs/publish.md").read_text(encoding="utf-8")
    for one in quoted_share.quoted(package.reports, package.sources):
        assert f"{one.share:.0%}" in told


# --- version


def raised(package: Path, version: str) -> Path:
    return edit(package, lambda told: told.update(version=version))


def test_changed_data_need_a_version_that_says_how_much(copy, tmp_path):
    old = Path(shutil.copytree(copy, tmp_path / "old"))
    assert rules(copy, previous=old) == []  # the same data, the same version
    put(copy, "events", "summary", "Russian military left Qamishli Airport.")
    assert "raise it to 0.1.1 or more" in reasons(copy, previous=old)
    assert rules(raised(copy, "0.1.1"), previous=old) == []
    assert "raise it to 0.1.1" in reasons(raised(copy, "0.0.9"), previous=old)


def test_a_major_change_is_not_published_as_a_small_one(copy, tmp_path):
    old = raised(Path(shutil.copytree(copy, tmp_path / "old")), "1.0.0")
    edit(old, lambda told: told.update(name="another"))
    assert "raise it to 2.0.0" in reasons(raised(copy, "1.1.0"), previous=old)
    assert rules(raised(copy, "2.0.0"), previous=old) == []


def published(package: Path, address: str = "https://portal.example/1") -> None:
    told = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    history.add(package, told, target="zenodo", day="2026-02-01", address=address)


def test_the_record_beside_the_package_tells_that_a_version_is_taken(copy):
    published(copy)
    assert rules(copy) == []  # to another portal, the same once more
    put(copy, "events", "summary", "Russian military left Qamishli Airport.")
    assert "version 0.1.0 was published on 2026-02-01 at https://portal.example/1 with other data" in reasons(copy)
    assert rules(raised(copy, "0.1.1")) == []
    published(copy)
    assert "is before 0.1.1" in reasons(raised(copy, "0.1.0"))


def test_a_record_that_cannot_be_read_is_reported_and_nothing_is_published(copy, capsys):
    (copy / history.FILE).write_text("[1]", encoding="utf-8")
    assert main(["publish", "check", str(copy)]) == 2
    assert "is not a list of publications" in capsys.readouterr().err


def test_that_nothing_is_known_of_an_earlier_publication_is_reported(built):
    assert any("no earlier publication is known" in note for note in gate.judge(built).notes)


# --- citation


def test_the_citation_beside_the_package_says_what_the_package_says(copy, tmp_path):
    assert main(["export", "citation", "--package", str(copy), "--out", str(tmp_path)]) == 0
    shutil.copy(tmp_path / "CITATION.cff", copy)
    assert rules(copy) == []
    raised(copy, "0.2.0")
    assert reasons(copy) == 'CITATION.cff has the version "0.1.0", the package "0.2.0"'
    (copy / "CITATION.cff").write_text(": :", encoding="utf-8")
    assert "cannot be read" in reasons(copy)
