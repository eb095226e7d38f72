import itertools
from dataclasses import replace
from datetime import date

import factories
import pytest
from factories import AGENCY, AIRPORT, FIRST, RUSSIA, SECOND, TROOPS

from eventpack import pipeline
from eventpack.annotation import extract, names_used
from eventpack.annotation.extract import report_keys
from eventpack.core.model import Annotation, Article, Location, PlaceMention, Published
from eventpack.core.version import __version__
from eventpack.lexicon.countries import read_lexicon
from eventpack.tables import aliases, collector
from eventpack.tabular import schema


@pytest.fixture(scope="module")
def frames():
    return factories.frames()


def row(frame, **wanted):
    """The one row with these values, absent cells as None."""
    for column, value in wanted.items():
        frame = frame[(frame[column] == value).fillna(False)]
    assert len(frame) == 1
    return {
        key: None if value is None or value != value else value
        for key, value in frame.astype(object).where(frame.notna(), None).iloc[0].items()
    }


def test_frames_come_in_the_order_and_with_the_columns_and_types_of_the_schemas(frames):
    assert tuple(frames) == schema.TABLES
    for table, frame in frames.items():
        assert dict(frame.dtypes) == schema.pandas_dtypes(schema.load(table))
        assert list(frame.columns) == schema.columns(schema.load(table))


def test_an_event_is_its_values_and_what_follows_from_them(frames):
    assert row(frames["events"]) == {
        "event_id": "evt-1",
        "event_type": "RETREAT",
        "mode": "RETREAT-withdraw",
        "quad_class": "material-cooperation",
        "intensity": 7.6,
        "status": "occurred",
        "summary": "Russian military withdrew from Qamishli Airport to Hmeimim Air Base on 26 January 2026.",
        "date_earliest": date(2026, 1, 26),
        "date_latest": date(2026, 1, 26),
        "date_edtf": "2026-01-26",
        "date_precision": 1,
        "location_id": "icao:OSKL",
        "location_precision": 1,
        "destination_location_id": "icao:OSLK",
        "killed_low": None,
        "killed_best": None,
        "killed_high": None,
        "injured_low": None,
        "injured_high": None,
        "n_reports": 2,
        "n_sources": 2,
        "n_publishers": 1,
        "confidence": 0.9,
        "disagreement": None,
    }


def test_an_event_without_place_date_and_mode_has_empty_cells():
    event = factories.withdrawal(
        event_type="AGREE", mode=None, location=None, destination=None, date_earliest=None, date_latest=None
    )
    found = row(factories.tables_of([event], factories.annotations(), factories.find)["events"])
    assert [
        found[key]
        for key in (
            "mode",
            "location_id",
            "location_precision",
            "destination_location_id",
            "date_edtf",
            "date_precision",
        )
    ] == [None] * 6


def test_a_mode_of_another_type_is_refused():
    with pytest.raises(ValueError, match="AGREE has no mode 'withdraw'"):
        factories.tables_of([factories.withdrawal(event_type="AGREE")], [], factories.find)


def test_a_report_is_found_again_by_its_offsets(frames):
    found = row(frames["reports"], source_id=SECOND.source_id)
    assert found["quote"] == "Moscow's men left the airport for Khmeimim in late January."
    assert SECOND.text[found["char_start"] : found["char_end"]] == found["quote"]
    assert (found["trigger"], found["sentence"], found["date_text"]) == ("left", 1, "in late January")
    assert (found["date_earliest"], found["date_latest"]) == (date(2026, 1, 21), date(2026, 1, 31))
    assert (found["location_id"], found["destination_location_id"]) == ("icao:OSKL", "icao:OSLK")
    assert (found["attributed_to"], found["coder"], found["review"]) == (None, f"eventpack {__version__}", "machine")
    assert row(frames["reports"], source_id=FIRST.source_id)["attributed_to"] == AGENCY.actor_id


def test_a_long_passage_is_quoted_to_300_code_points_only():
    article = Article(id="long", text="Troops left. " + "🛩" * 400)
    long = factories.report(article, article.text, "left", actors=(factories.who(article, "Troops", TROOPS),))
    found = Annotation(article, Published(None, None, "unknown"), ((0, 413),), reports=(long,))
    event = factories.withdrawal(reports=tuple(report_keys([found])))
    report = row(factories.tables_of([event], [found], factories.find)["reports"])
    assert report["quote"] == article.text[:300]
    assert (report["char_start"], report["char_end"]) == (0, 413)


def test_every_article_is_a_source_also_one_without_any_event(frames):
    sources = frames["sources"]
    assert len(sources) == 3
    assert row(sources, file="first.txt") == {
        "source_id": FIRST.source_id,
        "title": 'Convoy leaves "the field"',
        "publisher": "North Wire",
        "copy_of": None,
        "author": None,
        "url": "https://north-wire.example/convoy",
        "language": "en",
        "published": date(2026, 1, 26),
        "published_earliest": date(2026, 1, 26),
        "published_latest": date(2026, 1, 26),
        "published_basis": "metadata",
        "words": 17,
        "sha256": FIRST.sha256,
        "file": "first.txt",
    }


def test_a_day_that_was_only_worked_out_is_not_given_as_published(frames):
    found = row(frames["sources"], file="second.txt")
    assert (found["published"], found["published_earliest"], found["published_latest"]) == (
        None,
        date(2026, 1, 21),
        None,
    )
    assert found["published_basis"] == "inferred"


def test_actors_are_those_of_events_and_claims_and_all_they_are_part_of(frames):
    assert list(frames["actors"]["actor_id"]) == ["org-north-wire", "rus", "rus-mil", "syr"]
    assert row(frames["actors"], actor_id="rus-mil")["parent_actor_id"] == RUSSIA.actor_id


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_actors_with_one_identifier_only_the_parent_of_the_one_with_the_row_has_a_row(turned):
    agencies = [replace(AGENCY, country=one.country, parent=one) for one in (RUSSIA, factories.SYRIA)]
    tables = collector.Tables(factories.find)
    for agency in reversed(agencies) if turned else agencies:
        tables.use(agency)
    found = {row["actor_id"]: row["parent_actor_id"] for row in tables.finish()["actors"].frame().to_dict("records")}
    assert found == {AGENCY.actor_id: "rus", "rus": None}


def test_actors_of_an_event_have_roles_and_may_have_both():
    event = factories.withdrawal(actors=(TROOPS, factories.SYRIA, TROOPS))
    members = factories.tables_of([event], factories.annotations(), factories.find)["event_actors"]
    assert members.astype(str).values.tolist() == [
        ["evt-1", "rus-mil", "actor"],
        ["evt-1", "syr", "actor"],
        ["evt-1", "syr", "recipient"],
    ]


def test_locations_are_those_used_and_all_that_contain_them(frames):
    locations = frames["locations"]
    assert list(locations["location_id"]) == ["icao:OSKL", "icao:OSLK", "iso3166-1:SYR", "iso3166-2:SY-HA"]
    assert row(locations, location_id="iso3166-2:SY-HA")["parent_location_id"] == "iso3166-1:SYR"
    assert row(locations, location_id="iso3166-1:SYR")["parent_location_id"] is None


def test_a_place_whose_division_no_gazetteer_has_lies_in_its_country():
    camp = Location("eventpack:camp", "Camp", "camp", "SYR", None, 36.0, 40.0, "eventpack", "camp", "iso3166-2:SY-ZZ")
    locations = factories.tables_of([factories.withdrawal(location=camp)], factories.annotations(), factories.find)[
        "locations"
    ]
    assert row(locations, location_id="eventpack:camp")["parent_location_id"] == "iso3166-1:SYR"


def other_names(locations, annotation):
    collected = aliases.of_locations(locations)
    collected.add(names_used.named(names_used.toponyms(annotation)))
    return collected.get()


def test_aliases_are_the_names_the_articles_use_and_no_pronoun_or_description(frames):
    assert row(frames["locations"], location_id="icao:OSKL")["aliases"] == "Al-Qamishli airfield"
    assert row(frames["actors"], actor_id="rus-mil")["aliases"] == "Moscow's men|Russian troops"
    assert row(frames["actors"], actor_id="org-north-wire")["aliases"] is None


@pytest.mark.parametrize(
    "text",
    [
        "They",
        "them",
        "the airport",
        "northern Syria",
        "A|B",
        "Russia, which",
        "Russian troops\nPhoto",
        "R" * 61,
        "Two sources",
        "Officials in Homs",
        "QAMISHLI AIRPORT",
    ],
)
def test_what_is_no_name_is_no_alias(text):
    mention = PlaceMention(0, len(text), text, "toponym", AIRPORT)
    annotation = Annotation(Article(id="a", text=text), Published(None, None, "unknown"), (), places=(mention,))
    assert other_names({AIRPORT.location_id: AIRPORT}, annotation) == {}


def test_a_name_with_another_hyphen_or_apostrophe_is_the_same_alias():
    text = "Al\u2011Field Al-Field the Al-Field\u2019s"
    mentions = [
        PlaceMention(start, start + len(word), word, "toponym", AIRPORT)
        for start, word in ((0, "Al\u2011Field"), (9, "Al-Field"), (18, "the Al-Field\u2019s"))
    ]
    annotation = Annotation(Article(id="a", text=text), Published(None, None, "unknown"), (), places=tuple(mentions))
    assert other_names({AIRPORT.location_id: AIRPORT}, annotation) == {AIRPORT.location_id: ["Al-Field"]}


def test_a_name_that_is_another_rows_own_is_no_alias():
    mention = PlaceMention(0, 5, "Syria", "toponym", AIRPORT)
    annotation = Annotation(Article(id="a", text="Syria"), Published(None, None, "unknown"), (), places=(mention,))
    places = {place.location_id: place for place in (AIRPORT, factories.COUNTRY)}
    assert other_names(places, annotation) == {}


def test_the_order_of_articles_events_and_actors_does_not_matter(frames):
    whole = factories.withdrawal()
    events = [
        replace(whole, reports=whole.reports[:1]),
        replace(whole, event_id="evt-0", actors=(factories.SYRIA, TROOPS), reports=whole.reports[1:]),
    ]
    expected = factories.tables_of(events, factories.annotations(), factories.find)
    for order in itertools.permutations(factories.annotations()):
        found = factories.tables_of(events[::-1], list(order), factories.find)
        for table in schema.TABLES:
            assert found[table].equals(expected[table])


def test_no_article_at_all_gives_empty_tables_and_whole_code_lists():
    frames = factories.tables_of([], [])
    assert {table: len(frame) for table, frame in frames.items()} == {
        **dict.fromkeys(schema.TABLES, 0),
        "event_types": 16,
        "event_modes": len(schema.codes("event_modes")),
    }


def test_every_kind_of_actor_and_place_the_lexicons_know_is_in_the_code_lists():
    agents = read_lexicon("agents.yaml")
    entries = [*read_lexicon("actors.yaml"), *agents["groups"], *agents["offices"], *agents["ministries"]]
    assert {entry["kind"] for entry in entries if "kind" in entry} <= set(schema.codes("actor_kinds"))
    assert {entry.get("sector") for entry in entries} - {None} <= set(schema.codes("sectors"))
    assert {place["feature"] for place in read_lexicon("places.yaml")} <= set(schema.codes("feature_types"))


def test_an_event_none_of_whose_parties_is_named_has_the_unidentified_as_participant(tmp_path):
    articles = [Article("a", "The depot in Bergen was hit overnight on Sunday.", published=date(2026, 3, 10))]
    annotations = list(pipeline.annotate(articles))
    made = factories.tables_of(factories.linked(extract.report_keys(annotations)), annotations)
    assert made["event_actors"][["actor_id", "role"]].values.tolist() == [["unidentified", "participant"]]
    assert made["actors"][["actor_id", "kind"]].values.tolist() == [["unidentified", "unnamed"]]
