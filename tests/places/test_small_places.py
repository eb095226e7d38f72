"""Places of short notes from West and Central Africa and the Sahel: found, or put in what the note says holds them."""

from __future__ import annotations

import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from eventpack.parsing.parser import parse
from eventpack.places import gazetteer
from eventpack.places import mentions as places
from eventpack.places.described import described
from eventpack.tables.linked_block import location_precision
from eventpack.tabular import schema

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
import small_places  # noqa: E402


@cache
def outcomes() -> Counter[str]:
    return Counter(
        small_places.outcome(small_places.place_of(note, number), note)
        for number, note in enumerate(small_places.notes())
    )


def test_nine_in_ten_notes_of_the_case_file_have_the_place_or_what_holds_it() -> None:
    found = outcomes()
    assert found.total() >= 80
    assert found["right"] / found.total() >= 0.85
    assert found["far"] / found.total() <= 0.03


def test_a_described_place_has_the_point_of_what_holds_it_and_no_better_precision() -> None:
    division = gazetteer.location("iso3166-2:NG-KD")
    place = described("Dogon Noma", division, "village")
    assert place is not None
    assert (place.location_id, place.basis, place.gazetteer) == ("text:dogon-noma-ng-kd", "text", "text")
    assert place.parent_location_id == division.location_id
    assert (place.latitude, place.longitude) == (division.latitude, division.longitude)
    assert location_precision(place) == location_precision(division) == 4


def test_a_place_described_as_near_a_town_is_known_within_the_towns_surroundings() -> None:
    town = next(place for place in gazetteer.candidates("bambari") if place.feature in ("city", "town"))
    place = described("Chimbolo", gazetteer.location(town.location_id), "village")
    assert place is not None and location_precision(place) == 2


def test_a_described_place_in_another_described_place_hangs_on_the_gazetteers_row() -> None:
    outer = described("Bwito", gazetteer.location("iso3166-2:CD-NK"), "admin2")
    assert outer is not None
    inner = described("Kishishe", outer, "village")
    assert inner is not None and inner.parent_location_id == "iso3166-2:CD-NK"


def test_a_name_without_latin_letters_or_without_a_country_makes_no_row() -> None:
    assert described("\u6751", gazetteer.location("iso3166-1:NGA"), "village") is None
    assert described("Zorgon", gazetteer.location("eventpack:sahel"), "village") is None


def test_one_village_is_one_place_in_two_articles_that_name_different_levels() -> None:
    texts = (
        "Gunmen burned the village of Kurebe, Shiroro LGA, Niger State.",
        "Gunmen burned the village of Kurebe in Niger State, Nigeria.",
    )
    found = [
        next(m.location for m in places.find_places(parse(text)) if m.text == "Kurebe" and m.location is not None)
        for text in texts
    ]
    assert {place.location_id for place in found} == {"text:kurebe-ng-ni"}


@pytest.mark.parametrize(
    ("feature", "basis", "parent", "precision"),
    [("village", "gazetteer", "admin1", 1), ("village", "text", "country", 6), ("admin2", "parent", "admin1", 4)],
)
def test_precision_is_that_of_the_parent_only_where_the_point_is_borrowed(
    feature: str, basis: str, parent: str, precision: int
) -> None:
    assert schema.location_precision(feature, basis, parent) == precision


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("BAIDOA, Somalia - The elders of South West State met in Baidoa on Tuesday.", "South West", "SOM"),
        ("HARGEISA - Rain fell over Hargeisa, and schools in Northern Province were shut.", "Northern Province", None),
        ("TAMALE, Ghana - Traders in Tamale, in Northern Region, closed their shops.", "Northern", "GHA"),
        ("Cameroon's army moved into Buea, the capital of the South West region, on Friday.", "South West", "CMR"),
    ],
)
def test_a_division_named_by_a_direction_lies_in_a_country_the_article_speaks_of(
    text: str, name: str, country: str | None
) -> None:
    found = [one for one in places.find_places(parse(text)) if one.text.startswith(name)]
    assert found and {None if one.location is None else one.location.country for one in found} <= {country, None}
    if country in ("GHA", "CMR"):
        assert found[0].location is not None and found[0].location.feature_type == "admin1"
