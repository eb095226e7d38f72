"""Any other coder's reports come in by the same door: words looked up, codes checked, and said whose they are."""

import csv
import json

import pytest

from eventpack import cli, pipeline
from eventpack.core.errors import InputError
from eventpack.core.version import CODER
from eventpack.reading import articles
from eventpack.review.bring import Bringer
from eventpack.review.brought_file import read_file

ARTICLES = (
    {
        "id": "harbour",
        "published": "2026-01-13",
        "publisher": "South Post",
        "text": "Shells on the harbour\nUkrainian forces attacked the port of Sevastopol on Monday, officials said.\n"
        "Turkey’s foreign minister condemned the attack.\nA fisherman, Petros Kallas, met the governor.\n",
    },
    {
        "id": "convoy",
        "published": "2026-01-15",
        "publisher": "North Wire",
        "text": "Convoy on the road\nRussian troops withdrew from Tartus on January 14, residents said.\n"
        "MARTA Lindqvist criticised the Lantern Union. Marta Lindqvist left Damascus.\n",
    },
)
CONVOY = ARTICLES[1]["text"]
PASSAGE = "Russian troops withdrew from Tartus on January 14, residents said."


def at(words):
    """Offsets and text of words of the second article."""
    start = CONVOY.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def report(**values):
    passage = at(PASSAGE)
    return {
        "event_type": "RETREAT",
        "mode": "withdraw",
        "status": "ongoing",
        "start": passage["start"],
        "end": passage["end"],
        "quote": PASSAGE,
        "trigger": at("withdrew"),
        "actors": [at("Russian troops") | {"actor_id": "rus-mil"}],
        "recipients": [],
        "place": at("Tartus") | {"location_id": "geonames:163345"},
        "date_latest": "2026-01-15",
        "confidence": 0.7,
        **values,
    }


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder with the articles, the package built from them, and what `annotate` finds in them."""
    folder = tmp_path_factory.mktemp("desk")
    lines = "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in ARTICLES)
    (folder / "news.jsonl").write_text(lines, encoding="utf-8")
    assert cli.main(["build", str(folder / "news.jsonl"), "--out", str(folder / "plain")]) == 0
    assert cli.main(["annotate", str(folder / "news.jsonl"), "--out", str(folder / "found.jsonl")]) == 0
    return folder


@pytest.fixture
def build(desk, tmp_path):
    """Builds with reports brought in; gives the package and the exit status."""

    def made(content, *more, name="brought.jsonl"):
        file = tmp_path / name
        file.write_text(content, encoding="utf-8")
        status = cli.main(
            ["build", str(desk / "news.jsonl"), "--out", str(tmp_path / "out"), "--reports", str(file), *more]
        )
        return tmp_path / "out", status

    return made


@pytest.fixture(scope="module")
def annotations(desk):
    return list(pipeline.annotate(articles.articles(desk / "news.jsonl")))


@pytest.fixture
def refusal(annotations, tmp_path):
    """What a build would end with, without the build."""

    def made(content, name="brought.jsonl"):
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(InputError) as error:
            bring = Bringer(read_file(tmp_path / name))
            for annotation in annotations:
                bring(annotation)
            bring.finish()
        return str(error.value)

    return made


def line(*reports, **values):
    return (
        json.dumps({"id": "convoy", "coder": "desk model 3", "reports": list(reports), **values}, ensure_ascii=False)
        + "\n"
    )


def rows(package, table):
    with (package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_what_annotate_writes_brought_in_gives_the_same_package_to_the_byte(desk, build):
    again = (desk / "found.jsonl").read_text(encoding="utf-8")
    assert json.loads(again.splitlines()[0])["coder"] == CODER
    out, status = build(again, "--no-coder")
    assert status == 0
    tables = sorted(path.name for path in (desk / "plain" / "data").glob("*.csv"))
    assert [
        name for name in tables if (out / "data" / name).read_bytes() != (desk / "plain" / "data" / name).read_bytes()
    ] == []
    assert {row["coder"] for row in rows(out, "reports")} == {CODER}
    both, status = build(again)
    assert status == 0 and rows(both, "reports") == rows(desk / "plain", "reports")


def test_a_brought_report_takes_the_place_of_ours_on_the_same_words_and_says_whose_it_is(desk, build):
    out, status = build(line(report()))
    assert status == 0 and cli.main(["validate", str(out)]) == 0
    found = {row["trigger"]: row for row in rows(out, "reports")}
    assert (found["withdrew"]["coder"], found["withdrew"]["status"], found["withdrew"]["confidence"]) == (
        "desk model 3",
        "ongoing",
        "0.7",
    )
    assert len(rows(out, "reports")) == len(rows(desk / "plain", "reports"))
    assert {row["coder"] for trigger, row in found.items() if trigger != "withdrew"} == {CODER}


def test_a_brought_report_of_other_words_is_linked_with_ours(desk, build):
    out, status = build(line(report(trigger=at("residents said"), status="occurred")))
    assert status == 0
    of_event = {row["trigger"]: row["event_id"] for row in rows(out, "reports")}
    assert of_event["residents said"] == of_event["withdrew"]
    assert len(rows(out, "events")) == len(rows(desk / "plain", "events"))


def test_a_brought_report_can_say_which_event_of_its_article_it_is(tmp_path):
    (tmp_path / "keyed.jsonl").write_text(line(report(event="convoy")), encoding="utf-8")
    (brought,) = read_file(tmp_path / "keyed.jsonl")
    assert brought.event_key == "convoy"


def test_without_our_coder_only_what_is_brought_is_reported(build):
    out, status = build(line(report()), "--no-coder")
    assert status == 0
    assert [row["trigger"] for row in rows(out, "reports")] == ["withdrew"]
    assert len(rows(out, "sources")) == len(ARTICLES)


def test_an_actor_that_no_lexicon_has_is_brought_in_full(build):
    guild = {
        "actor_id": "org-pilots-guild",
        "name": "Pilots' Guild",
        "kind": "organisation",
        "country": "SYR",
        "parent_actor_id": "syr",
    }
    out, status = build(
        line(report(recipients=[at("residents") | {"actor_id": "org-pilots-guild"}]), new_actors=[guild])
    )
    assert status == 0
    actor = next(row for row in rows(out, "actors") if row["actor_id"] == "org-pilots-guild")
    assert (actor["name"], actor["basis"], actor["parent_actor_id"]) == ("Pilots' Guild", "given", "syr")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"quote": PASSAGE.replace("Russian", "All Russian")}, "does not have these words"),
        ({"start": 0, "end": len(PASSAGE)}, "It stands at 19 to 85"),
        ({"end": 4000}, "not a stretch of the article"),
        ({"trigger": {"start": 19, "end": 27, "text": "withdrew"}}, "It stands at 34 to 42"),
        ({"trigger": {"start": 0, "end": 6, "text": "Convoy"}}, "outside the passage"),
        ({"trigger": {"text": "sailed"}}, "does not say"),
        ({"actors": [{"text": "Belgian troops"}]}, 'the article does not say "Belgian troops"'),
        ({"place": {"text": "Ostend"}}, 'the article does not say "Ostend"'),
        ({"date": "on Monday"}, "days are given as well"),
        ({"date_latest": None, "date": "on Monday"}, 'the article does not say "on Monday"'),
        ({"date_latest": None, "date": {"text": "on January 14", "bound": "about"}}, '"bound" is "about"'),
        ({"mode": "RETREAT-explode"}, "a mode of"),
        ({"actors": [at("Russian troops") | {"actor_id": "rus-mil", "start": 0, "end": 14}]}, "It stands at 19 to 33"),
        ({"actors": [at("Russian troops") | {"actor_id": "ruz-mil"}]}, "neither the lexicon nor the article knows"),
        ({"place": at("Tartus") | {"location_id": "geonames:1"}}, "no gazetteer"),
        ({"place": at("Tartus") | {"location_id": "geonames:163345", "start": 0, "end": 6}}, "It stands at"),
        ({"event_type": "RETIRE"}, "not a code of event_types"),
        ({"mode": "assault"}, "mode"),
        ({"status": "done"}, "not a code of statuses"),
        ({"status": None}, 'no "status"'),
        ({"date_latest": "15 January"}, "not a date"),
        ({"date_earliest": "2026-02-01"}, "is before"),
        ({"date_text": "last winter"}, 'does not say "last winter"'),
        ({"confidence": 70}, "from 0 to 1"),
        ({"coder": ""}, "who coded it"),
        ({"quote": ""}, 'no "quote"'),
        ({"start": -1}, "not an offset"),
        ({"start": True}, "not an offset"),
        ({"attributed": "rus"}, "Perhaps attributed_to"),
        ({"theme": "grain"}, "troops or equipment"),
        ({"event": 3}, "the same short text"),
        ({"event": " "}, "the same short text"),
    ],
)
def test_a_report_that_does_not_stand_is_refused_with_its_line(refusal, values, says):
    error = refusal("\n" + line(report(**values)))
    assert says in error and "brought.jsonl, line 2: report 1: " in error


def test_a_build_with_a_report_that_does_not_stand_writes_nothing(build, capsys):
    out, status = build(line(report(quote="Russian troops stayed.")))
    assert status == 2 and not out.exists()
    assert "brought.jsonl, line 1: report 1: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "line 1: is not a line of JSON"),
        ("[]", "not a JSON object"),
        ('{"id": "convoy", "coder": "x"}', 'no list "reports"'),
        ('{"coder": "x", "reports": []}', "which article"),
        ('{"id": 7, "coder": "x", "reports": []}', "not text"),
        ('{"id": "convoy", "report": []}', "Perhaps reports"),
        ('{"id": "convoy", "reports": [3]}', "report 1: is not a JSON object"),
        ('{"id": "convoy", "reports": [], "new_actors": [{"name": "X"}]}', "new_actors"),
        ('{"id": "convoy", "reports": [], "new_actors": [{"actor_id": "org-x", "name": "X", "kind": "club"}]}', "club"),
        (line(report(), id="voyage"), '"id" voyage is not an article'),
        (line(report(), source_id="src-000000000000"), "was changed"),
        (line(report(), report()), "line 1"),
        (line(report()) + line(report()), "brought before, in"),
    ],
)
def test_a_line_that_is_none_is_refused(refusal, content, says):
    assert says in refusal(content)


# --- a spreadsheet --------------------------------------------------------------------------------------------

HEADER = "id,coder,quote,trigger,event_type,mode,status,actors,recipients,place,date_earliest,date_latest\n"
ROW = f'convoy,Row by row,"{PASSAGE}",withdrew,RETREAT,withdraw,occurred,rus-mil|rus-gov,,geonames:163345,,2026-01-14\n'


def test_a_spreadsheet_brings_reports_by_their_quotes_alone(build):
    out, status = build("\ufeff" + HEADER + ROW, "--no-coder", name="brought.csv")
    assert status == 0 and cli.main(["validate", str(out)]) == 0
    (found,) = rows(out, "reports")
    assert (int(found["char_start"]), found["quote"], found["coder"]) == (CONVOY.index(PASSAGE), PASSAGE, "Row by row")
    assert (found["location_id"], found["date_latest"], found["confidence"]) == ("geonames:163345", "2026-01-14", "0.5")
    assert {row["actor_id"] for row in rows(out, "event_actors")} == {"rus-mil", "rus-gov"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (HEADER + ROW.replace("withdrew from", "withdrew to"), "line 2: the article does not say"),
        (HEADER + ROW.replace(",withdrew,", ",e,"), "more than once"),
        (HEADER + ROW.replace("rus-gov", "rus-gove"), "line 2: neither the lexicon"),
        (HEADER + ROW.replace("RETREAT", "RETREATS"), "line 2: "),
        (HEADER + ROW.replace("Row by row", ""), "who coded it"),
        (HEADER + ROW.replace("convoy,", ","), "which article"),
        (HEADER + ROW.replace(",,2026-01-14", ",2026-01-14"), "line 2: has 11 cells"),
        (HEADER.replace("place", "location") + ROW, 'line 1: has the unknown column "location"'),
        (HEADER.replace("mode", "status") + ROW, "twice"),
        (HEADER + '"', "CSV"),
    ],
)
def test_a_row_that_does_not_stand_is_refused_with_its_line(refusal, content, says):
    assert says in refusal(content, name="brought.csv")


def test_a_file_of_another_kind_is_refused(tmp_path):
    with pytest.raises(InputError, match="no .jsonl or .csv"):
        read_file(tmp_path / "brought.xlsx")


def words_only(**values):
    """A report as a model or a person gives it: words, no offsets and no identifiers."""
    return {
        "event_type": "RETREAT",
        "mode": "RETREAT-withdraw",
        "status": "occurred",
        "quote": PASSAGE,
        "trigger": "withdrew",
        "actors": ["Russian troops"],
        "place": {"text": "Tartus"},
        "date": "on January 14",
        "attributed_to": {"text": "residents", "of": "Tartus"},
        **values,
    }


def test_words_are_enough_and_the_resolver_says_who_where_and_when(build):
    package, status = build(line(words_only()))
    assert status == 0
    (told,) = [r for r in rows(package, "reports") if r["coder"] == "desk model 3"]
    assert (told["mode"], told["location_id"]) == ("RETREAT-withdraw", "geonames:163345")
    assert (told["date_earliest"], told["date_latest"], told["date_text"]) == ("2026-01-14", "2026-01-14", "January 14")
    assert told["attributed_to"] == "syr-cvl"
    parties = [e["actor_id"] for e in rows(package, "event_actors") if e["event_id"] == told["event_id"]]
    assert parties == ["rus-mil"]


def test_words_in_a_spreadsheet_are_enough_as_well(build):
    header = "id,coder,quote,trigger,event_type,mode,status,actors,place,date\n"
    row = f'convoy,desk,"{PASSAGE}",withdrew,RETREAT,withdraw,occurred,Russian troops,Tartus,on January 14\n'
    package, status = build(header + row, name="sheet.csv")
    assert status == 0
    (told,) = [r for r in rows(package, "reports") if r["coder"] == "desk"]
    assert (told["location_id"], told["date_latest"]) == ("geonames:163345", "2026-01-14")


def test_one_word_may_tell_several_events(build):
    package, status = build(line(report(), report(event_type="MOBILIZE", mode=None)))
    assert status == 0
    told = [r for r in rows(package, "reports") if r["coder"] == "desk model 3"]
    assert sorted(r["event_type"] for r in told) == ["MOBILIZE", "RETREAT"]
    assert len({r["report_id"] for r in told}) == 2 and len({r["trigger_start"] for r in told}) == 1


def test_faulty_lines_are_left_out_and_named_if_wanted(build, capsys):
    content = (
        line(report(event_type="FLY"), report(), words_only(quote="They never left.", event_type="AID", mode=None))
        + "{\n"
        + line(report(), id="voyage")
    )
    assert build(content)[1] == 2
    capsys.readouterr()
    package, status = build(content, "--skip-bad")
    assert status == 1
    assert len([r for r in rows(package, "reports") if r["coder"] == "desk model 3"]) == 1
    said = capsys.readouterr().err
    assert said.count("left out:") == 4
    for words in ("FLY", "They never left.", "line 2", "voyage"):
        assert words in said
