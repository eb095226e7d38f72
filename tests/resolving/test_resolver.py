"""Words of an article to the actor, the place and the dates they stand for: the resolver that every coder goes through."""

from datetime import date

import pytest

from eventpack.core.model import Article
from eventpack.resolving import DateWords, PartyWords, PlaceWords, resolve

TEXT = """Danish soldiers leave harbour in Norway

OSLO, 4 March - The police detained four Danish divers near the village of Bergen on Monday, the minister said.
He said the divers belonged to the Red Kelp Brigade (RKB), which had threatened the fish market in Malmö, Sweden.
Fighters shot at a patrol boat of the coast guard two days later. The Swedish and Norwegian sides met on Tuesday.
The Foreign Office of Chile called the arrests unlawful. Rapid Support Forces (RSF) of Sudan were not involved.
"""


@pytest.fixture(scope="module")
def resolver():
    return resolve(Article("a", TEXT, published=date(2026, 3, 4)))


def ids(mentions):
    return [m.actor and m.actor.actor_id for m in mentions]


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        (PartyWords("Danish soldiers"), ["dnk-mil"]),
        (PartyWords("The police", of="Norway"), ["nor-cop"]),
        # `of` binds: the country the article gives is not overruled by another one of the same sentence.
        (PartyWords("the coast guard", of="Sweden"), ["swe-mil"]),
        (PartyWords("The Foreign Office", of="Chile"), ["chl-gov-ministry-of-foreign-affairs"]),
        # A body that only the article knows goes by the name it has there, and so do its fighters.
        (PartyWords("Fighters", of="Red Kelp Brigade (RKB)"), ["org-red-kelp-brigade"]),
        (PartyWords("He", named="Red Kelp Brigade (RKB)"), ["org-red-kelp-brigade"]),
        (PartyWords("Rapid Support Forces (RSF)"), ["org-rapid-support-forces"]),
        (PartyWords("The Swedish and Norwegian sides"), ["swe", "nor"]),
        (PartyWords("Norway"), ["nor"]),
        # Nobody in particular, and words the article does not have.
        (PartyWords("the arrests"), [None]),
        (PartyWords("the Belgian army"), []),
    ],
)
def test_a_party_is_whom_its_words_its_name_and_its_owner_say(resolver, party, expected):
    assert ids(resolver.who(party)) == expected


@pytest.mark.parametrize(
    ("place", "country", "name"),
    [
        (PlaceWords("Malmö"), "SWE", "Malmö"),
        (PlaceWords("Malmö", within="Sweden"), "SWE", "Malmö"),
        # What is not inside the larger place is not meant: the larger place stands for it.
        (PlaceWords("Malmö", within="Chile"), "CHL", "Chile"),
        (PlaceWords("the village of Bergen", within="Norway"), "NOR", "Bergen"),
        (PlaceWords("the fish market", within="Malmö"), "SWE", "Malmö"),
    ],
)
def test_a_place_lies_in_the_larger_place_that_is_given_or_is_that_place(resolver, place, country, name):
    found = resolver.where(place)
    assert (found.location.country, found.location.name) == (country, name)
    assert found.text == place.text


def test_a_place_without_a_row_and_without_a_larger_place_has_none(resolver):
    assert resolver.where(PlaceWords("the arrests")).location is None
    assert resolver.where(PlaceWords("the moon")) is None


@pytest.mark.parametrize(
    ("words", "status", "expected"),
    [
        (DateWords("on Monday"), "occurred", (date(2026, 3, 2), date(2026, 3, 2))),
        (DateWords("Monday", "since"), "occurred", (date(2026, 3, 2), date(2026, 3, 4))),
        (DateWords("Monday", "until"), "occurred", (None, date(2026, 3, 2))),
        (DateWords("Monday"), "ongoing", (date(2026, 3, 2), date(2026, 3, 4))),
        # Not dated, or by words that say nothing of the calendar or are not there: not after the day of publication.
        (None, "occurred", (None, date(2026, 3, 4))),
        (DateWords("lunch"), "occurred", (None, date(2026, 3, 4))),
        (None, "future", (None, None)),
    ],
)
def test_a_date_is_bounded_by_its_words_and_its_status(resolver, words, status, expected):
    when = resolver.when(words, status=status)
    assert (when.earliest, when.latest) == expected


def test_the_words_nearest_to_the_passage_are_meant():
    resolver = resolve(Article("a", "Chile warned Peru. Later the army fired at Peru.", published=date(2026, 3, 4)))
    second = resolver.article.text.rindex("Later")
    (mention,) = resolver.who(PartyWords("Peru"), second, len(resolver.article.text))
    assert mention.start == resolver.article.text.rindex("Peru")


MORE = """Norway condemned attacks by alleged Union des Pêcheurs pour la Mer (UPM) combatants.
Rebels called Danish and Chilean ships and warships targets. Chile suspended visas for five states with Muslim-majority towns.
Those arrested at the docks will be freed, the office of Harald Moberg said. Iranian diplomats and embassy staff left.
Regime spokespeople praised Russia. Pro-Kurdish protesters marched in Nusaybin. Crimeans were hit by floods, Norway said.
They must leave. The Harbour Security Support (MSS) Mission to Haiti said the teams were safe. A Danish-flagged carrier sank. Envoy German Ortiz and family members of Chilean envoys met Russian oligarchs.
Soldiers left the hamlets of Zorgon, Larvik and Qurmbek in the northern Stavanger countryside. They passed Stavanger.
"""


MISSION = "org-harbour-security-support-mss-mission-to-haiti"


@pytest.fixture(scope="module")
def more():
    return resolve(Article("b", MORE, published=date(2026, 3, 4)))


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        # Fighters are the body they belong to, whatever language its name is in.
        (
            PartyWords(
                "alleged Union des Pêcheurs pour la Mer (UPM) combatants", of="Union des Pêcheurs pour la Mer (UPM)"
            ),
            ["org-union-des-pecheurs-pour-la-mer"],
        ),
        # Things of two states are of both; what stands behind the noun does not say who it is.
        (PartyWords("Danish and Chilean ships and warships"), ["dnk", "chl"]),
        (PartyWords("five states with Muslim-majority towns"), [None]),
        (PartyWords("A Danish-flagged carrier"), ["dnk"]),
        # A mission goes by its name, whatever the abbreviation in it stands for elsewhere, and so do its teams.
        (PartyWords("the teams", of="Harbour Security Support (MSS) Mission to Haiti"), [MISSION]),
        (PartyWords("They", named="Harbour Security Support (MSS) Mission to Haiti", of="Haiti"), [MISSION]),
        # A name that begins like an adjective of nation is somebody's own.
        (PartyWords("German Ortiz", of="Chile"), ["per-ortiz"]),
        (PartyWords("family members", of="Chilean"), ["chl-cvl"]),
        (PartyWords("Russian oligarchs"), ["rus-eli"]),
        # People without a noun of their own, of the place where they are.
        (PartyWords("Those arrested at the docks", of="Norway"), ["nor-cvl"]),
        (PartyWords("Those arrested at the docks"), [None]),
        (PartyWords("embassy staff", of="Iranian"), ["irn-gov"]),
        # Whose they are overrules the country spoken of last, and a people without a state needs one.
        (PartyWords("Regime spokespeople", of="Russia"), ["rus-gov"]),
        (PartyWords("Pro-Kurdish protesters", of="Nusaybin"), ["tur-cvl"]),
        (PartyWords("Crimeans"), ["ukr-cvl"]),
        # Who the article says they are, and not whom a pronoun might mean.
        (PartyWords("They", named="Crimeans"), ["ukr-cvl"]),
        (PartyWords("They", named="the docks"), [None]),
    ],
)
def test_no_party_is_taken_for_another(more, party, expected):
    at = MORE.index("They must leave")
    found = more.who(party, at, at + 15)
    assert ids(found) == expected
    assert all(m.actor.country is None for m in found if m.actor is not None and m.actor.actor_id == MISSION)


def test_the_office_of_a_person_speaks_for_the_person(more):
    (mention,) = more.who(PartyWords("the office of Harald Moberg"))
    assert mention.actor is not None and mention.actor.name == "Harald Moberg"


@pytest.mark.parametrize(
    "place",
    [
        PlaceWords("the northern Stavanger countryside"),
        # One village of a list stands for none of the others that no gazetteer has.
        PlaceWords("the hamlets of Zorgon, Larvik and Qurmbek", within="the northern Stavanger countryside"),
    ],
)
def test_a_name_inside_the_words_is_the_place_it_is_elsewhere_in_the_article(more, place):
    found = more.where(place)
    assert found.location is not None and found.location.name == "Stavanger"


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Norway broke off ties with Chile. The Chilean envoys must leave the country.", "NOR"),
        ("Norway broke off ties with Chile. Reporters must leave the country.", "CHL"),
    ],
)
def test_people_do_not_leave_the_country_they_are_of(text, country):
    found = resolve(Article("a", text)).where(PlaceWords("the country"))
    assert found is not None and found.location is not None and found.location.country == country


def test_a_day_outweighs_a_part_of_the_day():
    text = "Four divers were held in the middle of the night Tuesday."
    resolver = resolve(Article("a", text, published=date(2026, 3, 4)))
    when = resolver.when(DateWords("in the middle of the night Tuesday"))
    assert (when.earliest, when.latest) == (date(2026, 3, 3), date(2026, 3, 3))
