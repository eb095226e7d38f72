"""A village that no gazetteer has is put into no other country than those its article speaks of."""

from __future__ import annotations

import pytest

from eventpack.core.model import Location
from eventpack.parsing.parser import parse
from eventpack.places import mentions as places
from eventpack.places import user_places


def place(text: str, name: str) -> Location | None:
    """The place of the last mention of a name in a text."""
    found = [m for m in places.find_places(parse(text)) if m.text == name]
    return found[-1].location if found else None


@pytest.mark.parametrize(
    ("text", "name", "row"),
    [
        ("DAKAR, Senegal - Armed men burned the village of Granada on Sunday.", "Granada", "text:granada-sen"),
        ("LOME, Togo - A bomb killed two in Salem village on Monday, Togo's army said.", "Salem", "text:salem-tgo"),
        ("ACCRA, Ghana - Thieves robbed the hamlet of Cordoba, Ghanaian police said.", "Cordoba", "text:cordoba-gha"),
        ("Raiders set fire to the village of San Jose on Monday, Kenyan police said.", "San Jose", "text:san-jose-ken"),
        (
            "COTONOU, Benin - Gunmen raided the village of Lugano. Many in Lugano had fled to Parakou.",
            "Lugano",
            "text:lugano-ben",
        ),
        ("LOME, Togo - Gunmen raided the villages of Granada and Salem on Monday.", "Salem", "text:salem-tgo"),
    ],
)
def test_a_village_with_a_famous_namesake_abroad_lies_in_the_country_of_the_article(
    text: str, name: str, row: str
) -> None:
    found = place(text, name)
    assert found is not None and found.location_id == row


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("BERLIN, Germany - A fire broke out in the town of Salzburg in Austria on Monday.", "Salzburg", "AUT"),
        ("ACCRA, Ghana - The Spanish town of Granada signed a pact with Ghana on Friday.", "Granada", "ESP"),
        ("ACCRA, Ghana - Ghana and Spain agreed to meet in the town of Granada on Friday.", "Granada", "ESP"),
        ("The town of Granada was flooded on Friday.", "Granada", "ESP"),
        ("ABUJA, Nigeria - Gunmen raided the town of Gusau on Friday.", "Gusau", "NGA"),
        ("Russian troops shelled the village of Vovchansk on Friday.", "Vovchansk", "UKR"),
        ("LOME, Togo - The minister flew to Manila on Friday.", "Manila", "PHL"),
        ("LOME, Togo - The minister flew to Barcelona on Friday.", "Barcelona", "ESP"),
    ],
)
def test_a_place_abroad_is_found_where_the_text_speaks_of_its_country_or_calls_it_no_village(
    text: str, name: str, country: str
) -> None:
    found = place(text, name)
    assert found is not None and found.country == country


def test_the_country_a_collection_is_about_is_that_of_a_village_of_no_gazetteer() -> None:
    with user_places.using(user_places.setting([], ["NGA"])):
        found = place("Gunmen raided the village of Bethlehem on Monday.", "Bethlehem")
    assert found is not None and found.location_id == "text:bethlehem-nga"


def test_an_article_of_two_countries_leaves_open_in_which_an_unknown_village_lies() -> None:
    text = "Niger and Chad agreed on Monday to patrol together. Gunmen had burned the village of Granada."
    assert place(text, "Granada") is None


@pytest.mark.parametrize(
    ("text", "name", "row"),
    [
        (
            "GAROUA, Cameroon - Rebels raided San Miguel on Sunday and took 12 cows.",
            "San Miguel",
            "text:san-miguel-cmr",
        ),
        ("GAROUA, Cameroon - Twelve traders fled to Santa Cruz on Sunday.", "Santa Cruz", None),
    ],
)
def test_of_a_name_that_many_countries_have_none_is_meant_where_all_else_lies_in_another(
    text: str, name: str, row: str | None
) -> None:
    found = place(text, name)
    assert (found and found.location_id) == row


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("GAROUA, Cameroon - The minister flew to Santiago on Sunday.", "Santiago", "CHL"),
        ("GAROUA, Cameroon - Cameroon and Bolivia agreed to meet in Santa Cruz.", "Santa Cruz", "BOL"),
        ("GAROUA, Cameroon - The team flew to California on Sunday.", "California", "USA"),
        ("GAROUA, Cameroon - The team flew to Salzburg on Sunday.", "Salzburg", "AUT"),
        ("GAROUA, Cameroon - The team left for San Miguel in Mexico.", "San Miguel", "MEX"),
    ],
)
def test_a_capital_a_name_of_one_country_and_a_country_that_is_named_are_found_abroad(
    text: str, name: str, country: str
) -> None:
    found = place(text, name)
    assert found is not None and found.country == country


@pytest.mark.parametrize(
    ("text", "name", "row"),
    [
        ("Herders raided Tambuwari, 25 km south of Zinder, on Sunday.", "Tambuwari", "text:tambuwari-ne-7"),
        ("A truck burned in Tambuwari (25 km south of Zinder) on Sunday.", "Tambuwari", "text:tambuwari-ne-7"),
        ("Herders shot dead Tambuwari, 25 km south of Zinder, on Sunday.", "Tambuwari", None),
        ("The army raided Rebels 25 km south of Zinder on Sunday.", "Rebels", None),
    ],
)
def test_what_lies_so_far_from_a_town_keeps_its_name(text: str, name: str, row: str | None) -> None:
    found = place(text, name)
    assert (found and found.location_id) == row


@pytest.mark.parametrize(
    ("text", "name", "what"),
    [
        ("Turkish troops left Manbij for Palmyra on Monday.", "Palmyra", "Tadmur"),
        ("A convoy headed for Palmyra on Monday, the Syrian army said.", "Palmyra", "Tadmur"),
        ("He left his wife for Sandra on Monday.", "Sandra", None),
        ("Rockets hit Deir Ezzor on Monday.", "Deir Ezzor", "Deir ez-Zor"),
        ("In Syria, a drone took off from Humaymim on Monday.", "Humaymim", "Hmeimim Air Base"),
        ("In Syria, shells fell in Til Temir on Monday.", "Til Temir", "Tall Tamr"),
        ("In Syria, shells fell in Tila Mirat on Monday.", "Tila Mirat", None),
    ],
)
def test_a_destination_and_another_spelling_are_found(text: str, name: str, what: str | None) -> None:
    found = place(text, name)
    assert (found and found.name) == what


def test_without_a_word_for_it_a_spelling_that_only_a_province_has_means_the_city() -> None:
    city = place("Rockets hit Deir Ezzor on Monday.", "Deir Ezzor")
    province = place("Rockets hit villages in Deir Ezzor province on Monday.", "Deir Ezzor")
    assert city is not None and province is not None
    assert (city.feature_type, province.feature_type) == ("city", "admin1")
