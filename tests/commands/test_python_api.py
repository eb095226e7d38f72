"""The Python API: each command as a function, with typed results, and a sentence for whatever cannot work."""

import inspect
import json
import pydoc
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import eventpack
from eventpack.core.errors import ArgumentError, NotFound
from eventpack.reading.rejected import BadArticles

REPOSITORY = Path(__file__).parents[2]
STORY = "Rebels seized the town of Qamishli on 3 March 2025.\n"
OTHER = "Ministers of Norway and Chile signed a fisheries treaty in Oslo on 4 March 2025.\n"


@pytest.fixture(scope="module")
def pkg():
    return eventpack.load(REPOSITORY)


def test_one_text_gives_one_annotation_with_typed_reports():
    found = eventpack.annotate(STORY)
    assert isinstance(found, eventpack.Annotation)
    (report,) = found.reports
    assert isinstance(report, eventpack.Report)
    assert (report.event_type, report.date_earliest, report.place.location.name) == (
        "ASSAULT",
        date(2025, 3, 3),
        "Al Qāmishlī",
    )
    assert found.quote(report) == STORY.strip() == found.article.text[report.start : report.end]
    assert repr(found) == "<Annotation of item-1: 1 reports, 1 places, 1 times, 1 actors>"


def test_several_articles_give_an_annotation_each_in_their_order(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_text(OTHER)
    rows = [{"id": "a", "text": STORY}, {"id": "b", "text": OTHER, "published": date(2025, 3, 5)}]
    given = [
        tmp_path,
        rows,
        iter([STORY, OTHER]),
        pd.DataFrame(rows),
        [eventpack.Article("a", STORY), eventpack.Article("b", OTHER)],
    ]
    expected = [[report.event_type for report in eventpack.annotate(text).reports] for text in (STORY, OTHER)]
    assert all(expected)
    for articles in given:
        found = list(eventpack.annotate(articles))
        assert [[r.event_type for r in one.reports] for one in found] == expected
    dated = list(eventpack.annotate(pd.DataFrame(rows)))
    assert [one.article.published for one in dated] == [None, date(2025, 3, 5)]


def test_an_article_that_cannot_be_used_is_an_error_unless_it_may_be_left_out():
    with pytest.raises(BadArticles, match="given, item 2: has no text"):
        list(eventpack.annotate([STORY, {"title": "x"}]))
    (one,) = eventpack.annotate([STORY, {"title": "x"}, "\n"], skip_bad=True)
    assert one.article.text == STORY
    with pytest.raises(eventpack.EventpackError, match="is empty"):
        eventpack.annotate("  ")


def test_build_gives_the_package_it_wrote(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(STORY)
    made = eventpack.build(tmp_path / "articles", tmp_path / "from-files", cache=False)
    assert isinstance(made, eventpack.Package)
    assert list(made["events"]["event_type"]) == ["ASSAULT"]
    assert eventpack.validate(tmp_path / "from-files").good
    given = eventpack.build(
        [{"id": "a", "text": STORY}, {"title": "x"}], tmp_path / "given", skip_bad=True, cache=False
    )
    assert list(given.events["event_id"]) == list(made.events["event_id"])
    assert list(given["rejected"]["reason"]) == ["has no text; its keys are title"]


def test_validate_lists_what_is_wrong(copy):
    assert repr(eventpack.validate(copy)).startswith("<Findings: no problems in ")
    events = copy / "data/events.csv"
    events.write_text(events.read_text().replace("occurred", "occured"))
    found = eventpack.validate(copy)
    assert not found.good
    assert {"enum"} <= {problem.rule for problem in found.problems if problem.table == "events"}


def test_evaluate_gives_the_figures_of_the_command_line(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(STORY)
    eventpack.build(tmp_path / "articles", tmp_path, cache=False)
    gold = {"id": "a", "events": [{"passages": [STORY.strip()], "types": ["ASSAULT"]}]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold) + "\n")
    figures = eventpack.evaluate(tmp_path / "gold.jsonl", tmp_path)
    assert figures["rows"]["right"]["of"] == 1


def test_a_package_is_a_mapping_of_its_tables_and_short_to_show(pkg):
    assert pkg["events"] is pkg.events
    assert list(pkg) == list(pkg.tables) and len(pkg) == len(pkg.tables)
    assert "events" in pkg and "nothing" not in pkg
    assert len(repr(pkg)) < 120 and f"{len(pkg.events)} events" in repr(pkg)
    shown = pkg._repr_html_()
    assert "<th>events</th>" in shown and shown.count("<tr>") == len(pkg) + 1
    with pytest.raises(KeyError) as caught:
        pkg["nothing"]
    assert str(caught.value).startswith("the package has no table 'nothing'; it has events, ")


def test_what_a_notebook_shows_of_a_package_is_no_markup_of_its_own():
    one = eventpack.Package({"title": "<script>alert(1)</script>"}, {"<b>": pd.DataFrame({"<i>": [1]})})
    shown = one._repr_html_()
    assert "<script>" not in shown and "<b>" not in shown and "<i>" not in shown


def test_the_reports_of_an_event_are_found_by_its_identifier_or_its_row(pkg):
    row = pkg.events.iloc[0]
    found = pkg.reports_of(row["event_id"])
    assert len(found) == row["n_reports"]
    pd.testing.assert_frame_equal(pkg.reports_of(row), found)
    with pytest.raises(ArgumentError, match="the event is a column; give one identifier"):
        pkg.reports_of(pkg.events["event_id"])
    with pytest.raises(NotFound, match="^the package has no event evt-0$"):
        pkg.reports_of("evt-0")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: eventpack.load(None), "package is None; give a path"),
        (lambda: eventpack.load(3), "package is of type int; give a path"),
        (lambda: eventpack.load(""), "package is empty; give a path"),
        (lambda: eventpack.load(REPOSITORY / "articles"), "holds no datapackage.json, so it is not a package"),
        (lambda: eventpack.validate(None), "package is None; give a path"),
        (lambda: eventpack.evaluate(None, "x"), "gold is None; give a path"),
        (lambda: eventpack.build(None, "x"), "articles is None; give a path, a text, a list"),
        (lambda: eventpack.build([], None), "out is None; give a path"),
        (lambda: eventpack.annotate(None), "articles is None; give a path, a text, a list"),
        (lambda: eventpack.annotate({"text": "x"}), "articles is of type dict; give a path, a text, a list"),
        (lambda: list(eventpack.annotate([3])), "article 1 is of type int; give a text, a mapping"),
        (lambda: eventpack.annotate(str(REPOSITORY)), "is a file or folder; a str is taken as a text"),
        (lambda: list(eventpack.annotate(["x"], workers=0)), "workers is 0; give a whole number"),
    ],
)
def test_an_argument_that_cannot_work_is_refused_with_a_sentence(call, message):
    with pytest.raises(eventpack.EventpackError) as caught:
        call()
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_the_public_names_are_all_that_is_listed_and_each_is_documented():
    assert dir(eventpack) == sorted(eventpack.__all__)
    for name in eventpack.__all__:
        thing = getattr(eventpack, name)
        assert name == "__version__" or inspect.getdoc(thing), name
    page = pydoc.plain(pydoc.render_doc(eventpack))
    listed = page.partition("\nCLASSES\n")[2]
    for name in set(eventpack.__all__) - {"__version__"}:
        assert name in listed, name
    assert "TYPE_CHECKING" not in listed and "path_of" not in listed
