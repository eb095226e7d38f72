"""`eventpack evaluate`: a package held against gold coding, against a judged sample, and against another coder."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventpack
from eventpack.cli import main
from eventpack.evaluation import coded, gold, sample, scores

HARBOUR = Path(__file__).parents[1] / "model_coder" / "harbour"
GOLD = Path(__file__).with_name("gold.csv")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    out = tmp_path_factory.mktemp("harbour") / "package"
    assert main(["build", str(HARBOUR / "articles"), "--out", str(out), "--coder", "model", "--no-cache"]) == 0
    return out


@pytest.fixture(scope="module")
def figures(package):
    return eventpack.evaluate(GOLD, package, HARBOUR / "articles")


def counts(one):
    return one["part"], one["of"]


def test_rows_are_right_nearly_or_wrong(figures):
    # Right: release, thanks, talks. One field wrong: arrest (its place). Two: shots (recipient, date). Of no event: the
    # concession and the arrest in Malmö; the demand stands where the gold has a seizure, with another type.
    assert counts(figures["rows"]["right"]) == (3, 8)
    assert counts(figures["rows"]["right_or_nearly"]) == (4, 8)
    assert counts(figures["rows"]["repeat_another"]) == (0, 8)
    assert counts(figures["events"]["found"]) == (5, 6)
    assert counts(figures["fields"]["place"]) == (4, 5)
    assert counts(figures["fields"]["recipients"])[0] == 4
    assert figures["dates"] == {"exact": 3, "bounded": 0, "missing": 0, "wrong": 1}
    assert figures["types"] == [{"gold": "COERCE", "coded": "REQUEST", "rows": 1}]
    assert counts(figures["places"]["within_25_km"]) == (2, 2)
    assert figures["passages_not_in_the_articles"] == []


def test_an_event_that_need_not_be_found_is_not_missed(figures):
    assert figures["events"]["found"]["of"] == 6


def test_linking_is_held_against_simple_ways_to_link(figures):
    assert figures["linking"]["package"]["b_cubed"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert figures["linking"]["each_report_alone"]["b_cubed"]["recall"] < 1


def test_lines_of_json_and_a_sheet_of_the_same_coding_give_the_same_figures(package, figures, tmp_path):
    events = {"bergen": [], "malmo": []}
    for e in gold.read(GOLD).events:

        def parties(found):
            return [
                {
                    "actor_id": p.actor_id,
                    "country": p.country,
                    "sectors": list(p.sectors),
                    "optional": p.optional,
                    "names": p.names.pattern if p.names else None,
                }
                for p in found
            ]

        row = {"key": e.key, "core": e.core, "passages": list(e.passages), "types": list(e.types)}
        row |= {"status": list(e.statuses)} if e.statuses else {}
        row |= {n: parties(v) for n, v in (("actors", e.actors), ("recipients", e.recipients)) if v is not None}
        row |= (
            {
                "place": [
                    p and {"country": p.country, "lat": p.latitude, "lon": p.longitude, "location_id": p.location_id}
                    for p in e.places
                ]
            }
            if e.places
            else {}
        )
        row |= {"date": {"earliest": str(e.date.earliest), "latest": str(e.date.latest)}} if e.date else {}
        row |= {"sources": [s.pattern for s in e.sources]} if e.sources is not None else {}
        events[e.article].append(row)
    lines = tmp_path / "gold.jsonl"
    lines.write_text("\n".join(json.dumps({"id": i, "events": rows}) for i, rows in events.items()), encoding="utf-8")
    assert eventpack.evaluate(lines, package, HARBOUR / "articles") == figures


@pytest.mark.parametrize("shape", ["text", "json", "html"])
def test_figures_are_written_in_three_forms(package, tmp_path, shape):
    out = tmp_path / "figures"
    arguments = [
        "evaluate",
        str(GOLD),
        str(package),
        "--articles",
        str(HARBOUR / "articles"),
        "--format",
        shape,
        "--out",
        str(out),
    ]
    assert main(arguments) == 0
    said = out.read_text(encoding="utf-8")
    if shape == "json":
        assert json.loads(said)["rows"]["right"]["part"] == 3
    else:
        assert "right in every field asked" in said and "3 of 8" in said
    if shape == "html":
        assert "wrong: place" in said and "Events that were not found: 1" in said and "<script" not in said


def test_a_page_shows_what_is_in_a_package_as_text_only(package):
    from eventpack.evaluation import matching, output

    right = gold.read(GOLD)
    bad = gold.Gold(
        right.articles, (gold.GoldEvent("bergen", "<script>", True, ("<b>none</b>",), ("AID",), *[None] * 7),)
    )
    page = output.page({}, matching.compare(coded.read(package), bad, {}))
    assert "<b>none" not in page and "&lt;b&gt;none" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("article,quote\nbergen,x\n", 'line 1: has no column "types"'),
        ("article,quote,types,colour\nbergen,x,AID,red\n", 'unknown column "colour"'),
        ("article,quote,types\nbergen,x,\n", "an event needs types"),
        ("article,quote,types,place\nbergen,x,AID,somewhere\n", '"somewhere" is not a place'),
        ("article,quote,types,date_earliest\nbergen,x,AID,yesterday\n", "line 2"),
        ("article,quote,types\n", "holds a header and no row"),
    ],
)
def test_a_sheet_that_cannot_be_read_names_the_line(tmp_path, content, said, capsys, package):
    file = tmp_path / "gold.csv"
    file.write_text(content, encoding="utf-8")
    assert main(["evaluate", str(file), str(package), "--articles", str(HARBOUR / "articles")]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        '{"id": "a"}',
        '{"id": "a", "events": [{"types": ["AID"], "passages": []}]}',
        '{"id": "a", "events": [{"types": ["AID"], "passages": ["x"], "colour": 1}]}',
    ],
)
def test_lines_that_are_no_gold_coding_are_refused(tmp_path, line):
    file = tmp_path / "gold.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(gold.InputError):
        gold.read(file)


def test_a_passage_that_is_not_in_its_article_is_reported(package, tmp_path):
    file = tmp_path / "gold.csv"
    file.write_text("article,quote,types\nbergen,Norway sank a boat,ASSAULT\n", encoding="utf-8")
    assert eventpack.evaluate(file, package, HARBOUR / "articles")["passages_not_in_the_articles"] == [
        "bergen: Norway sank a boat"
    ]


# -- samples ------------------------------------------------------------------------------------------------------------


def filled(package, marks, number=6):
    rows = list(csv.DictReader(io.StringIO(sample.sheet(sample.draw(coded.read(package), number)))))
    for row, mark in zip(rows, marks, strict=True):
        row.update(mark)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_a_sample_has_every_type_before_any_twice_and_is_the_same_each_time(package):
    rows = coded.read(package)
    drawn = sample.draw(rows, 7)
    assert len({row.event_type for row in drawn}) == 7 and drawn == sample.draw(rows, 7)
    assert sample.draw(rows, 100, "x") != [] and len(sample.draw(rows, 100)) == len(rows)


def test_a_judged_sample_gives_figures_and_what_is_not_judged_does_not_count(package, tmp_path):
    yes = {f"{name}_right": "y" for name in sample.JUDGED}
    marks = [
        yes,
        yes | {"place_right": "n"},
        {"event_right": "N"},
        {"type_right": "yes", "actors_right": "no", "date_right": "no"},
        {},
        yes,
    ]
    file = tmp_path / "sheet.csv"
    file.write_text(filled(package, marks), encoding="utf-8")
    figures = eventpack.evaluate(file, package)
    assert figures["rows_judged"] == 5
    assert counts(figures["rows"]["right"]) == (2, 5) and counts(figures["rows"]["right_or_nearly"]) == (3, 5)
    assert counts(figures["fields"]["event"]) == (3, 4) and counts(figures["fields"]["actors"]) == (3, 4)


@pytest.mark.parametrize(
    ("mark", "said"), [({"type_right": "perhaps"}, '"type_right" is "perhaps"'), ({}, "no row that was judged")]
)
def test_a_sheet_without_verdicts_or_with_odd_ones_is_refused(package, tmp_path, mark, said, capsys):
    file = tmp_path / "sheet.csv"
    file.write_text(filled(package, [mark], 1), encoding="utf-8")
    assert main(["evaluate", str(file), str(package)]) == 2
    assert said in capsys.readouterr().err


def test_the_command_writes_the_sheet(package, capsys):
    assert main(["evaluate", "--sample", "3", str(package)]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 3 and all(row["quote"] and row["type_right"] == "" for row in rows)
    assert main(["evaluate", "--sample", "3", str(GOLD), str(package)]) == 2
    assert main(["evaluate"]) == 2


# -- two coders ---------------------------------------------------------------------------------------------------------


def test_a_package_agrees_with_itself_and_less_with_the_rules(package, tmp_path, capsys):
    rules = tmp_path / "rules"
    assert main(["build", str(HARBOUR / "articles"), "--out", str(rules), "--no-cache"]) == 0
    capsys.readouterr()
    assert main(["evaluate", str(package), "--against", str(package), "--format", "json"]) == 0
    same = json.loads(capsys.readouterr().out)["agreement"]
    assert same["only_in_the_first"] == same["only_in_the_second"] == 0
    assert {name: f["alpha"] for name, f in same["fields"].items() if f["alpha"] is not None}.keys() >= {
        "type",
        "actors",
        "date",
    }
    assert all(f["alpha"] in (None, 1.0) and f["same"] == f["of"] == 10 for f in same["fields"].values())
    assert main(["evaluate", str(package), "--against", str(rules), "--format", "json"]) == 0
    other = json.loads(capsys.readouterr().out)["agreement"]
    assert other["only_in_the_first"] > 0 and other["passages_of_both"] > 0


# -- figures ------------------------------------------------------------------------------------------------------------


def test_an_interval_is_wilson_s():
    assert scores.share(8, 10) == {"value": 0.8, "low": 0.4902, "high": 0.9433, "part": 8, "of": 10}
    assert scores.share(0, 0)["value"] is None


def test_b_cubed_of_a_worked_example():
    # Two true groups of three and two; one of the second was put with the first.
    assert scores.b_cubed("aaabb", [1, 1, 1, 1, 2]) == {"precision": 0.7, "recall": 0.8, "f1": 0.7467}
    assert scores.pairs("aab", [1, 1, 1], ["x", "y", "z"]) == {"precision": 0.3333, "recall": 1.0, "f1": 0.5}
    assert scores.pairs("aa", [1, 1], ["x", "x"])["f1"] is None  # of one article: no pair across


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=20))
def test_b_cubed_is_one_just_for_the_same_groups(labels):
    truth, found = zip(*labels, strict=True)
    score = scores.b_cubed(truth, found)["f1"]
    same = len(set(labels)) == len(set(truth)) == len(set(found))
    assert 0 < score <= 1 and (score == 1) == same


@pytest.mark.parametrize(
    ("wanted", "found", "right"),
    [
        ((date(2026, 3, 1), date(2026, 3, 1)), (date(2026, 3, 1), date(2026, 3, 1)), True),
        ((date(2026, 3, 1), date(2026, 3, 1)), (date(2026, 3, 2), date(2026, 3, 2)), False),
        ((date(2026, 3, 1), date(2026, 3, 9)), (date(2026, 3, 2), date(2026, 3, 8)), True),
        ((None, date(2026, 3, 20)), (None, date(2026, 3, 10)), True),  # both only say: before it was published
        ((None, date(2026, 3, 1)), (None, None), False),
        ((None, date(2026, 3, 1)), (date(2026, 2, 1), date(2026, 3, 1)), False),
    ],
)
def test_a_date_is_right_by_both_bounds(wanted, found, right):
    from eventpack.evaluation.matching import date_right

    row = coded.CodedEvent("e", "AID", "occurred", "", (), (), None, None, *found, 0.5, (), date(2026, 3, 10))
    day = gold.GoldDate(*wanted, gold.timedelta(days=0 if wanted[0] == wanted[1] else 1))
    assert date_right(day, row) is right
