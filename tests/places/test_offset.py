"""A spot that a text gives by distance and direction has a point of its own, and a precision that says how coarse it is."""

from __future__ import annotations

import pytest

import eventpack
from eventpack.places import gazetteer, offset
from eventpack.places.distance import kilometres
from eventpack.tables.linked_block import location_precision


def town(name: str, country: str):
    found = next(p for p in gazetteer.candidates(name) if p.feature in ("city", "town") and p.country == country)
    return gazetteer.location(found.location_id)


@pytest.mark.parametrize("bearing", range(0, 360, 45))
@pytest.mark.parametrize("start", [(11.85, 13.16), (-33.4, -70.6), (0.0, 179.9), (64.1, -21.9)])
def test_a_point_lies_as_far_away_as_was_said_and_in_that_direction(start, bearing):
    latitude, longitude = offset.point(*start, offset.Away(40, bearing, ""))
    assert kilometres(*start, latitude, longitude) == pytest.approx(40, abs=1.5)
    east = (longitude - start[1] + 180) % 360 - 180
    assert bearing in (90, 270) or (latitude > start[0]) == (bearing < 90 or bearing > 270)
    assert bearing in (0, 180) or (east > 0) == (bearing < 180)


def place_of(text: str):
    (report,) = eventpack.annotate(text).reports
    return report.place and report.place.location


@pytest.mark.parametrize(
    ("words", "km", "way"),
    [
        ("40 km north of Maiduguri", 40, "north"),
        ("25 miles south-west of Maiduguri", 40, "southwest"),
        ("30 kilometres to the east of Maiduguri", 30, "east"),
    ],
)
def test_an_attack_so_far_from_a_town_is_there_and_not_in_the_town(words: str, km: int, way: str) -> None:
    home = town("maiduguri", "NGA")
    place = place_of(f"Rebels attacked a convoy {words} on 3 May 2024, police said.")
    assert place is not None and place.location_id == f"text:{km}-km-{way}-of-maiduguri-ng-bo"
    assert (place.name, place.basis, place.feature_type) == (f"{km} km {way} of Maiduguri", "text", "spot")
    assert place.parent_location_id == home.location_id and location_precision(place) == 2
    assert kilometres(home.latitude, home.longitude, place.latitude, place.longitude) == pytest.approx(km, abs=2)


@pytest.mark.parametrize(
    "text",
    [
        "Two soldiers were killed about 15 km northeast of Gao, Mali, on Monday.",
        "Two soldiers were killed in a village 15 km northeast of Gao, Mali, on Monday.",
        "Gunmen stormed a base 15 kilometres north-east of Gao, Mali, on Monday.",
    ],
)
def test_the_measure_may_stand_with_the_verb_or_with_a_noun(text: str) -> None:
    place = place_of(text)
    assert place is not None and place.location_id.startswith("text:15-km-northeast-of-gao-")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rebels attacked Bama, 70 km south-east of Maiduguri, on 3 May 2024.", "Bama"),
        ("Rebels attacked the town of Bama, which lies 70 km south-east of Maiduguri, on 3 May 2024.", "Bama"),
        ("Rebels attacked a convoy in Maiduguri on 3 May 2024.", "Maiduguri"),
        ("Rebels attacked a convoy 40 km from Maiduguri on 3 May 2024.", "Maiduguri"),
    ],
)
def test_a_place_with_a_name_is_meant_where_a_distance_only_says_where_it_lies(text: str, name: str) -> None:
    place = place_of(text)
    assert place is not None and place.name == name and place.basis == "gazetteer"


def test_a_village_of_no_gazetteer_has_the_point_that_the_text_measures_and_is_near_its_town_at_best() -> None:
    home = town("maiduguri", "NGA")
    place = place_of("Rebels attacked the village of Tarrinko, 40 km north of Maiduguri, on 3 May 2024.")
    assert place is not None and place.name == "Tarrinko" and place.parent_location_id == home.location_id
    assert kilometres(home.latitude, home.longitude, place.latitude, place.longitude) == pytest.approx(40, abs=2)
    assert location_precision(place) == 2


def test_far_away_a_direction_says_no_more_than_a_region_and_a_point_abroad_is_not_taken() -> None:
    home = town("maiduguri", "NGA")
    far = offset.spot(home, offset.Away(150, 270, "west"))
    assert far is not None and far.feature_type == "region" and location_precision(far) == 5
    assert offset.spot(town("katsina", "NGA"), offset.Away(240, 0, "north")) is None  # beyond Nigeria's northern bound
    assert offset.spot(home, offset.Away(900, 270, "west")) is None
    assert offset.spot(gazetteer.location("iso3166-1:NGA"), offset.Away(40, 0, "north")) is None


def test_a_package_has_the_spot_its_town_and_a_plain_summary(tmp_path) -> None:
    text = "Rebels attacked a convoy 40 km north of Maiduguri on 3 May 2024, police said."
    package = eventpack.build([text], tmp_path)
    assert eventpack.validate(tmp_path).good
    event = package.wide().iloc[0]
    assert (event["location_name"], event["location_precision"]) == ("40 km north of Maiduguri", 2)
    assert " 40 km north of Maiduguri on 3 May 2024." in event["summary"] and "at 40 km" not in event["summary"]
    assert "Maiduguri" in set(package.locations["name"])
    assert set(package.mentions["text"]) >= {"Maiduguri"}
