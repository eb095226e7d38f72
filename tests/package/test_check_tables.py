"""Each rule finds the damage it is there for, at the right table, row and column; good tables pass."""

from datetime import date

import factories
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eventpack
from eventpack.core.problems import Problem
from eventpack.package import check_tables, place_rules

FRAMES = factories.frames()
TEXTS = {a.article.source_id: a.article.text for a in factories.annotations()}


def number(frame, key, value):
    """Row number, header 1, of the row whose `key` is `value`."""
    return frame.index[frame[key] == value][0] + 2


def damaged(table, row, column, value):
    frame = FRAMES[table].copy()
    frame.loc[row - 2, column] = value
    return FRAMES | {table: frame}


def problems_of(tables):
    return factories.problems_of(tables, TEXTS)


def found(problems):
    return {(p.table, p.row, p.column, p.rule) for p in problems}


def test_good_tables_have_no_problem():
    assert problems_of(FRAMES) == []
    assert problems_of(factories.tables_of([], factories.annotations())) == []


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "rule"),
    [
        ("events", 2, "status", "perhaps", "enum"),
        ("events", 2, "status", None, "required"),
        ("events", 2, "event_id", "Event 1", "pattern"),
        ("events", 2, "intensity", 11.0, "maximum"),
        ("events", 2, "n_reports", 0, "minimum"),
        ("events", 2, "confidence", 1.01, "maximum"),
        ("events", 2, "summary", "x" * 1001, "maxLength"),
        ("events", 2, "event_type", "RETIRE", "foreign key"),
        ("events", 2, "mode", "RETREAT-retire", "foreign key"),
        ("events", 2, "location_id", "icao:XXXX", "foreign key"),
        ("events", 2, "destination_location_id", "icao:XXXX", "foreign key"),
        ("locations", 3, "location_id", "icao:OSKL", "unique"),
        ("locations", 3, "latitude", 90.5, "maximum"),
        ("locations", 3, "longitude", -180.5, "minimum"),
        ("locations", 3, "parent_location_id", "icao:XXXX", "foreign key"),
        ("locations", 3, "country", "Syria", "pattern"),
        ("sources", 4, "language", "English!", "pattern"),
        ("sources", 4, "url", "north-wire", "pattern"),
        ("sources", 4, "title", "x" * 301, "maxLength"),
        ("actors", 3, "parent_actor_id", "nobody", "foreign key"),
        ("actors", 3, "sector", "ARMY", "enum"),
        ("event_actors", 3, "role", "bystander", "enum"),
        ("event_actors", 3, "actor_id", "nobody", "foreign key"),
        ("event_actors", 3, "event_id", "evt-9", "foreign key"),
        ("reports", 3, "event_id", "evt-9", "foreign key"),
        ("reports", 3, "source_id", "src-000000000000", "foreign key"),
        ("reports", 3, "event_type", "VISIT", "foreign key"),
        ("reports", 3, "event_type", None, "required"),
        ("reports", 3, "mode", "RETREAT-quietly", "foreign key"),
        ("reports", 3, "attributed_to", "nobody", "foreign key"),
        ("reports", 3, "report_id", factories.SECOND_REPORT, "unique"),
        ("reports", 3, "quote", "x" * 301, "maxLength"),
        ("reports", 3, "review", "seen", "enum"),
        ("event_modes", 3, "event_type", "VISIT", "foreign key"),
    ],
)
def test_a_broken_constraint_is_found_where_it_is(table, row, column, value, rule):
    problems = problems_of(damaged(table, row, column, value))
    assert (table, row, column, rule) in found(problems)
    assert all(
        p.value == (None if value is None else str(value)) for p in problems if (p.table, p.column) == (table, column)
    )


@pytest.mark.parametrize(
    ("table", "key", "column", "value", "rule"),
    [
        ("events", "evt-1", "date_earliest", date(2026, 1, 27), "date order"),
        ("events", "evt-1", "date_edtf", "2026-01-25", "date bounds"),
        ("events", "evt-1", "date_edtf", None, "date bounds"),
        ("events", "evt-1", "date_precision", 2, "date bounds"),
        ("events", "evt-1", "quad_class", "verbal-conflict", "event type"),
        ("events", "evt-1", "intensity", 7.5, "event type"),
        ("events", "evt-1", "mode", "AID-asylum", "event type"),
        ("events", "evt-1", "location_precision", 2, "place precision"),
        ("events", "evt-1", "location_precision", None, "place precision"),
        ("events", "evt-1", "n_reports", 3, "count"),
        ("events", "evt-1", "n_sources", 1, "count"),
        ("events", "evt-1", "n_publishers", 2, "count"),
        ("locations", "icao:OSKL", "latitude", None, "coordinates"),
        ("locations", "icao:OSKL", "latitude", 57.0, "coordinates"),
        ("locations", "icao:OSKL", "country", "XXX", "country"),
        ("locations", "icao:OSKL", "admin1", "IQ-NI", "country"),
        ("locations", "iso3166-1:SYR", "parent_location_id", "icao:OSKL", "parent"),
        ("actors", "rus", "parent_actor_id", "rus-mil", "parent"),
        ("actors", "rus", "country", "XXX", "country"),
        ("sources", factories.FIRST.source_id, "published", None, "published"),
        ("sources", factories.FIRST.source_id, "published_basis", "inferred", "published"),
        ("sources", factories.SECOND.source_id, "published_earliest", None, "published"),
        ("sources", factories.FIRST.source_id, "sha256", "0" * 64, "article"),
        ("sources", factories.FIRST.source_id, "words", 18, "article"),
        ("reports", factories.FIRST_REPORT, "event_type", "ASSAULT", "event type"),
        ("reports", factories.FIRST_REPORT, "mode", "AID-asylum", "event type"),
        ("reports", factories.FIRST_REPORT, "date_latest", date(2026, 1, 25), "date order"),
        ("reports", factories.FIRST_REPORT, "char_end", 26, "passage"),
        ("reports", factories.FIRST_REPORT, "char_end", 106, "passage"),
        ("reports", factories.FIRST_REPORT, "quote", "The Russian troops", "passage"),
    ],
)
def test_a_broken_rule_between_columns_or_tables_is_found_where_it_is(table, key, column, value, rule):
    row = number(FRAMES[table], FRAMES[table].columns[0], key)
    problems = problems_of(damaged(table, row, column, value))
    assert any(p.table == table and p.row == row and p.rule == rule for p in problems)


def test_a_report_has_the_type_of_its_event_unless_that_names_the_disagreement():
    row = number(FRAMES["reports"], "report_id", factories.FIRST_REPORT)
    without_mode = {
        name: FRAMES[name].assign(mode=FRAMES[name]["mode"].mask(FRAMES[name]["mode"].notna()))
        for name in ("events", "reports")
    }
    other, unsaid = without_mode["reports"].copy(), without_mode["events"]
    other.loc[row - 2, "event_type"] = "ASSAULT"
    said = unsaid.copy()
    said.loc[0, "disagreement"] = "date|type"
    assert ("reports", row, "event_type", "event type") in found(
        problems_of(FRAMES | {"reports": other, "events": unsaid})
    )
    assert not found(problems_of(FRAMES | {"reports": other, "events": said}))
    none = other.copy()
    none.loc[:, "event_type"] = "ASSAULT"
    assert found(problems_of(FRAMES | {"reports": none, "events": said})) == {("events", 2, "event_type", "event type")}


def test_a_quote_that_is_not_what_the_article_has_there_is_found():
    moved = FRAMES["reports"].copy()
    moved.loc[1, ["char_start", "char_end"]] = [25, 106]
    assert found(problems_of(FRAMES | {"reports": moved})) == {("reports", 3, "quote", "quote")}


def test_an_event_needs_a_report_and_someone_who_takes_part():
    members = FRAMES["event_actors"]
    only_recipients = members[members["role"] == "recipient"].reset_index(drop=True)
    assert ("events", 2, "event_id", "actor") not in found(problems_of(FRAMES | {"event_actors": only_recipients}))
    assert ("events", 2, "event_id", "actor") in found(problems_of(FRAMES | {"event_actors": members.head(0)}))
    assert ("events", 2, "event_id", "report") in found(
        problems_of(FRAMES | {"reports": factories.table("reports", [])})
    )


def test_rows_that_nothing_refers_to_are_found():
    spare = factories.table("actors", [{"actor_id": "zzz", "name": "Nobody", "kind": "person", "basis": "text"}])
    actors = pd.concat([FRAMES["actors"], spare], ignore_index=True)
    assert found(problems_of(FRAMES | {"actors": actors})) == {("actors", 6, "actor_id", "orphan")}


def test_a_key_over_several_columns_may_not_repeat():
    twice = pd.concat([FRAMES["event_actors"], FRAMES["event_actors"].tail(1)], ignore_index=True)
    assert found(problems_of(FRAMES | {"event_actors": twice})) == {
        ("event_actors", 4, "event_id+actor_id+role", "primary key")
    }


def test_a_problem_is_worded_on_one_line_with_its_place_first():
    problem = Problem("events", 17, "location_id", "icao:XXXX", "foreign key", "is not in locations.location_id")
    assert str(problem) == 'events:17 location_id: "icao:XXXX" is not in locations.location_id (foreign key)'
    (missing,) = [p for p in problems_of(damaged("events", 2, "location_id", "icao:XXXX")) if p.rule == "foreign key"]
    assert str(missing) == 'events:2 location_id: "icao:XXXX" is not in locations.location_id (foreign key)'


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | st.integers(0, 9), max_size=9))
def test_rows_that_lead_back_to_themselves_are_found_and_no_others(parents):
    def leads_back(start):
        seen, step = set(), parents[start]
        while step is not None and step < len(parents) and step not in seen:
            if step == start:
                return True
            seen.add(step)
            step = parents[step]
        return False

    keys = pd.Series([str(number) for number in range(len(parents))], dtype="string")
    up = pd.Series([None if parent is None else str(parent) for parent in parents], dtype="string")
    assert place_rules._in_circle(keys, up).tolist() == [leads_back(number) for number in range(len(parents))]


def test_what_a_date_s_bounds_or_a_count_should_be_is_reported_as_it_would_be_written():
    for column, value, words in (
        ("date_precision", 2, "should be 1, from date_earliest and date_latest"),
        ("date_edtf", None, "should be 2026-01-26, from date_earliest and date_latest"),
        ("n_reports", 3, "should be 2"),
    ):
        assert words in {p.message for p in problems_of(damaged("events", 2, column, value))}


def test_pandera_finds_what_breaks_a_schema_and_says_in_which_row():
    frame = FRAMES["events"].copy()
    frame.loc[0, "status"] = "NONSENSE"
    problems = check_tables.check_frame(frame, "events", before=100)
    assert [(p.table, p.row, p.column, p.value, p.rule) for p in problems] == [
        ("events", 100 + check_tables.FIRST_ROW, "status", "NONSENSE", "enum")
    ]


@pytest.mark.parametrize("table", FRAMES)
def test_pandera_finds_nothing_in_good_tables(table):
    assert check_tables.check_frame(FRAMES[table], table) == []


def test_a_column_that_is_missing_is_found_by_pandera():
    problems = check_tables.check_frame(FRAMES["events"].drop(columns="summary"), "events")
    assert any("summary" in str(p.value) for p in problems)


def test_the_schema_of_a_table_that_does_not_exist_is_refused_by_name():
    with pytest.raises(ValueError, match='"evnets" is not a table'):
        eventpack.pandera_schema("evnets")
