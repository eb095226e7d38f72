"""Which words name a place, and which row of the gazetteer they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpack.core.model import PlaceMention
from eventpack.parsing.parser import parse
from eventpack.places import antecedents, gazetteer
from eventpack.places import mentions as places

CASES = Path(__file__).parents[1] / "cases" / "places.tsv"


def cases() -> list[tuple[str, str, str, str, str]]:
    rows = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            fields = line.split("\t")
            rows.append((*fields, "")[:5])
    return rows


@cache
def found(text: str) -> tuple[PlaceMention, ...]:
    return tuple(places.find_places(parse(text)))


@pytest.mark.parametrize(("text", "mention", "kind", "expected", "feature"), cases())
def test_a_mention_is_found_and_placed_as_the_case_says(
    text: str, mention: str, kind: str, expected: str, feature: str
) -> None:
    assert mention in text
    hits = [place for place in found(text) if text[place.start : place.end] == mention]
    if expected == "-":
        assert hits == []
        return
    assert hits, f"not found among {[place.text for place in found(text)]}"
    assert {hit.kind for hit in hits} == {kind}
    for hit in hits:
        if expected == "none":
            assert hit.location is None
            continue
        assert hit.location is not None
        where = {hit.location.location_id, hit.location.country, hit.location.admin1}
        assert expected in where, hit.location
        assert feature in ("", hit.location.feature_type), hit.location


def test_the_airport_and_the_facility_refer_back_to_the_airport_named_last() -> None:
    doc = parse(
        "Troops left Qamishli airport for Damascus. Guards at the airport burned papers. The facility was empty."
    )
    mentions = places.find_places(doc)
    for noun in ("airport", "facility"):
        token = [token for token in doc if token.lower_ == noun][-1]
        hit = antecedents.antecedent(token, mentions, doc)
        assert hit is not None and hit.text == "Qamishli airport"


def test_a_description_that_fits_nothing_named_before_refers_to_nothing() -> None:
    doc = parse("Ministers met in Damascus. Ships left the port. Later they went to the port of Tartus.")
    mentions = places.find_places(doc)
    port = next(token for token in doc if token.lower_ == "port")
    assert antecedents.antecedent(port, mentions, doc) is None


def test_the_city_refers_to_the_city_and_not_to_the_country_named_after_it() -> None:
    doc = parse("Rebels entered Aleppo in Syria. Residents fled the city.")
    city = next(token for token in doc if token.lower_ == "city")
    hit = antecedents.antecedent(city, places.find_places(doc), doc)
    assert hit is not None and hit.text == "Aleppo"


def test_a_word_that_describes_no_place_refers_to_nothing() -> None:
    doc = parse("Rebels entered Aleppo. The minister resigned.")
    assert antecedents.antecedent(doc[-3], places.find_places(doc), doc) is None


def test_one_name_has_one_sense_in_an_article() -> None:
    text = "Crews went to Springfield, Missouri. Schools in Springfield closed. Snow fell on Springfield."
    assert {place.location.location_id for place in found(text) if place.text == "Springfield" and place.location} == {
        "geonames:4409896"
    }


def test_a_place_that_the_text_pins_down_is_surer_than_one_it_does_not() -> None:
    pinned = next(place for place in found("A fire broke out in Springfield, Missouri.") if place.text == "Springfield")
    bare = next(place for place in found("A fire broke out in Springfield.") if place.text == "Springfield")
    assert pinned.confidence > bare.confidence


def test_an_empty_text_names_no_place() -> None:
    assert places.find_places(parse("")) == []


@given(
    st.lists(
        st.sampled_from(
            [
                "Paris",
                "Texas",
                ",",
                "the",
                "in",
                "Syria",
                "Al-",
                "St.",
                "U.S.",
                "north",
                "Qamishli",
                "airport",
                "\n",
                "Jordan",
                "'s",
                "of",
                "port",
                "Tartus",
                "Mr.",
                "Smith",
                "and",
                "County",
                "D.C.",
                "-",
                "Russian",
                "New",
                "York",
                "(",
                ")",
                "Ünïcode",
                "\u2011",
                "‘",
            ]
        ),
        max_size=14,
    ),
    st.sampled_from([" ", ""]),
)
@settings(max_examples=60, deadline=None)
def test_mentions_come_in_order_apart_and_with_their_own_words(words: list[str], gap: str) -> None:
    text = gap.join(words)
    end = 0
    for place in places.find_places(parse(text)):
        assert end <= place.start < place.end <= len(text)
        assert len(place.text) == place.end - place.start
        assert 0.0 <= place.confidence <= 1.0
        if (
            place.location is not None and place.location.basis != "text"
        ):  # a place only the text gives is in no gazetteer
            assert gazetteer.location(place.location.location_id) == place.location
        end = place.end
