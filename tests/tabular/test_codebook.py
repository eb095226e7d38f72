"""The codebook says of every field what a person needs, says it truly where that can be checked, and is current."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import factories
import pytest

from eventpack.core.errors import InputError
from eventpack.core.model import Actor, Event, Location
from eventpack.linking import summary
from eventpack.reading import articles
from eventpack.tabular import codebook, edtf, schema

DOCS = Path(__file__).resolve().parents[2] / "docs"
FIELDS = [(table, field) for table in schema.TABLES for field in schema.load(table)["fields"]]
NAMED_FIELDS = pytest.mark.parametrize(("table", "field"), FIELDS, ids=[f"{t}.{f['name']}" for t, f in FIELDS])


def example(table: str) -> dict[str, object]:
    """The row that the examples of a table's fields make."""
    return {
        field["name"]: date.fromisoformat(field["example"]) if field["type"] == "date" else field["example"]
        for field in schema.load(table)["fields"]
    }


def written() -> dict[str, str]:
    """Path under docs/ → Markdown, of all that the codebook renders."""
    return {"codebook.md": codebook.render()} | {f"codes/{name}": text for name, text in codebook.pages().items()}


def test_the_codebook_and_its_pages_are_current():
    kept = {path.relative_to(DOCS).as_posix() for path in (DOCS / "codes").iterdir()}
    assert kept | {"codebook.md"} == set(written())
    for name, text in written().items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, (
            "run: python -m eventpack.tabular.codebook docs/codebook.md"
        )


def test_writing_it_anew_takes_away_the_page_of_a_list_that_is_gone(tmp_path):
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / "moods.md").write_text("# Moods\n")
    codebook.write(tmp_path / "codebook.md")
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")}
    assert found == set(written())


@NAMED_FIELDS
def test_a_field_says_what_it_means_its_values_an_example_how_it_is_coded_and_how_sure_it_is(table, field):
    told = codebook.render().split(f"### `{table}.{field['name']}`\n", 1)[1].split("\n#", 1)[0]
    lines = dict(re.findall(r"^- \*\*(.+?):\*\* (.+)$", told, re.MULTILINE))
    assert {"Type", "Allowed values", "Example", "How it is coded", "Reliability"} <= set(lines)
    assert lines["Example"] == f"`{field['example']}`"
    for key in ("description", "howCoded", "howSure"):
        assert len(field[key]) >= 5 and field[key].endswith(".") and codebook._linked(field[key]) in told
    assert codebook.how_sure(field) in codebook.KINDS
    assert field["howSure"] != field["howCoded"] != field["description"]


@NAMED_FIELDS
def test_only_what_is_measured_has_figures_and_they_stand_in_the_documents_it_names(table, field):
    said = field["howSure"]
    figures = re.findall(r"(?<![\w.])\.\d+", said)
    if figures:
        assert codebook.how_sure(field) == "Measured" or "docs/linking.md" in said
    if codebook.how_sure(field) == "Measured" and not said.startswith("Measured together"):
        assert figures and re.search(r"docs/[\w-]+\.md", said), "say what was measured, and where it can be read"
    named = " ".join((DOCS / name).read_text(encoding="utf-8") for name in re.findall(r"docs/([\w-]+\.md)", said))
    known = set(re.findall(r"(?<![\w.])0?(\.\d+)", named))
    missing = [figure for figure in figures if figure not in known]
    assert not missing, f"{missing} of {table}.{field['name']}.howSure are not in the document it names: measured anew?"


def test_every_code_is_on_the_page_of_its_list_and_the_page_and_its_fields_link_to_one_another():
    whole = codebook.render()
    for name, row in schema.code_lists().items():
        page = codebook.pages()[f"{name}.md"]
        assert page.startswith(f"# {row['title']}\n") and row["description"] in page
        for code, entry in schema.codes(name).items():
            assert f"| `{code}` | {entry['title']} | {entry['definition']} |" in page
        users = re.findall(r"\(\.\./codebook\.md#(\w+)\)", page)
        assert users
        for anchor in users:
            told = next(part for part in whole.split("\n### ") if slug(part.split("\n")[0]) == anchor)
            assert f"(codes/{name}.md)" in told


def slug(heading: str) -> str:
    return "".join(c for c in heading.lower().replace(" ", "-") if c.isalnum() or c in "_-")


def test_every_link_leads_to_a_file_and_a_heading_that_are_there():
    texts = written()
    found = 0
    for name, text in texts.items():
        for target in re.findall(r"\]\(([^)]+)\)", re.sub(r"`[^`]*`", "", text)):
            path, _, anchor = target.partition("#")
            file = (DOCS / name).parent.joinpath(path).resolve() if path else DOCS / name
            assert file.is_file(), f"{name} links to {target}"
            other = texts.get(file.relative_to(DOCS).as_posix())
            if anchor:
                assert anchor in {slug(line.lstrip("# ")) for line in other.splitlines() if line.startswith("#")}
            found += 1
    assert found > 250


# --- the examples are true -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", schema.TABLES)
def test_the_examples_of_a_table_make_a_row_that_the_table_takes(table):
    row = factories.table(table, [example(table)])
    schema.pandera_schema(schema.load(table)).validate(row)
    assert not row.isna().any(axis=None)


@pytest.mark.parametrize("table", schema.TABLES)
def test_an_example_that_refers_to_another_table_could_be_its_key(table):
    declared = schema.load(table)
    for foreign in declared.get("foreignKeys", []):
        other = foreign["reference"]["resource"] or table
        for name, key in zip(foreign["fields"], foreign["reference"]["fields"], strict=True):
            column = next(f for f in schema.load(other)["fields"] if f["name"] == key)
            frame = factories.table(other, [example(other) | {key: example(table)[name]}])
            schema.pandera_schema(schema.load(other)).validate(frame)
            if other in schema.code_lists():
                assert example(table)[name] in schema.codes(other)
            assert column["constraints"]["required"]


def test_the_examples_of_an_event_fit_together_as_those_of_a_real_one_do():
    event, place, actor = example("events"), example("locations"), example("actors")
    first, last = event["date_earliest"], event["date_latest"]
    assert event["date_edtf"] == edtf.from_bounds(first, last)
    assert event["date_precision"] == edtf.precision(first, last)
    kind = schema.codes("event_types")[event["event_type"]]
    assert (event["quad_class"], str(event["intensity"])) == (kind["quad_class"], kind["intensity"])
    assert event["mode"].startswith(event["event_type"] + "-")
    assert event["location_id"] == place["location_id"]
    precision = schema.codes("feature_types")[place["feature_type"]]["location_precision"]
    assert str(event["location_precision"]) == precision
    assert event["n_reports"] >= event["n_sources"] >= event["n_publishers"]
    where = Location(
        place["location_id"],
        place["name"],
        place["feature_type"],
        place["country"],
        place["admin1"],
        place["latitude"],
        place["longitude"],
        place["gazetteer"],
        place["gazetteer_key"],
    )
    to = Location("icao:OSLK", "Hmeimim Air Base", "air_base", "SYR", "SY-LA", 35.4, 35.9, "ourairports", "OSLK")
    who = Actor(actor["actor_id"], actor["name"], actor["kind"], actor["sector"], actor["country"], actor["basis"])
    told = Event(
        event["event_id"],
        event["event_type"],
        "withdraw",
        event["status"],
        "",
        first,
        last,
        where,
        to,
        (who,),
        (),
        (),
        0.8,
        1,
        1,
    )
    assert event["summary"] == summary.sentence(told)


def test_the_examples_of_reports_sources_and_code_lists_are_as_the_program_makes_them(tmp_path):
    report, source = example("reports"), example("sources")
    assert report["char_end"] - report["char_start"] == len(report["quote"])
    at = report["trigger_start"] - report["char_start"]
    assert report["quote"][at:].startswith(report["trigger"])
    assert source["source_id"] == report["source_id"] == f"src-{source['sha256'][:16]}"
    for table in ("event_types", "event_modes"):
        row = schema.codes(table)[example(table)["code"]]
        assert {key: str(value) for key, value in example(table).items()}.items() <= row.items()
    fault = example("rejected")
    (tmp_path / f"{fault['article_id']}.txt").write_text("Convoy leaves\nTrucks left the town.\n")
    header = "file,publisher,author,url,published,language\n"
    (tmp_path / fault["file"]).write_text(f"{header}\n\n\n\n\n{fault['article_id']}.txt,,,,31/02/2024,\n")
    with pytest.raises(InputError) as refused:
        list(articles.articles(tmp_path))
    error = refused.value
    assert (error.line, error.message, error.hint) == (fault["line"], fault["reason"], fault["remedy"])
    assert Path(error.file).name == fault["file"]
