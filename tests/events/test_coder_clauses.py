"""What a clause is to the sentence around it: a condition that is only supposed, a relative whose noun takes part, a
capital that goes by its country."""

from datetime import date

import pytest

from eventpack import pipeline
from eventpack.core.model import Article
from eventpack.events.date_levels import is_of_a_count
from eventpack.lexicon import countries
from eventpack.parsing import parser
from eventpack.places import gazetteer


def reports(text):
    (annotation,) = pipeline.annotate([Article("a", text, published=date(2026, 3, 10))])
    return annotation.reports


def types(text):
    return [(report.event_type, report.status) for report in reports(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Iran warned it would block the strait if Britain does not release the tanker.",
        "Turkey threatened to close the border if Greece did not agree to talks.",
        "Russia threatened to close the port unless Georgia withdrew its troops.",
    ],
)
def test_the_condition_of_a_threat_is_part_of_the_threat(text):
    assert types(text) == [("THREATEN", "occurred")]


def test_a_condition_under_no_event_is_only_supposed():
    assert types("Nobody knows what will happen if Britain releases the tanker.") in ([], [("RETREAT", "hypothetical")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The tribunal in Accra sentenced the former mayor to life imprisonment on Monday.", ["SANCTION"]),
        (
            "The bishop denounced the killing, repeating his plea for a ban on arms sales to Sudan.",
            ["ACCUSE", "REQUEST"],
        ),
        ("Oslo renewed a warning that it is obliged to defend its ally Estonia.", ["THREATEN"]),
        ('The envoy urged Kenya to "respect the truce; investigate the shooting; release the prisoners".', ["REQUEST"]),
        ("The truce was intended to halt attacks by the rebels on Kenya.", []),
        ("Kenyan jets bombed a school sheltering displaced families in Kismayo on Monday.", ["ASSAULT"]),
        ("Kenyan troops, backed by drones, retook the town of Kismayo on Monday.", ["ASSAULT"]),
        ("A second round of talks between Kenya and Uganda is due to be held in Oslo on 20 March.", ["AGREE"]),
    ],
)
def test_what_belongs_to_another_event_is_no_event_of_its_own(text, found):
    assert sorted(kind for kind, _ in types(text)) == sorted(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The court in Accra sentenced the mayor to a fine and police arrested his brother.", ["SANCTION", "COERCE"]),
        ("The envoy urged Kenya to respect the truce and met President William Ruto.", ["REQUEST", "CONSULT"]),
        ("The raid was aimed at a Hezbollah commander in Tyre.", ["ASSAULT"]),
        ("Kenya sheltered 300 refugees from Ethiopia on Monday.", ["AID"]),
    ],
)
def test_what_only_stands_beside_another_event_is_one(text, found):
    assert sorted(kind for kind, _ in types(text)) == sorted(found)


def test_what_a_deed_was_for_does_not_put_it_off():
    assert types("The raid was aimed at a Hezbollah commander in Tyre.") == [("ASSAULT", "occurred")]


@pytest.mark.parametrize(
    "text",
    [
        "Greece did not agree to talks with Turkey on Monday.",
        "Kenya will not release the tanker, its foreign minister said on Monday.",
    ],
)
def test_the_same_outside_of_a_condition_is_a_refusal(text):
    assert "REJECT" in {kind for kind, _ in types(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Armenia protested against the strikes on Tuesday.",
        "Kenya protested against the arrest of its envoy in Juba.",
        "Saudi Arabia has protested the seizure of a trawler.",
        "Chile's foreign ministry protested over the ban.",
    ],
)
def test_a_state_that_protests_disapproves(text):
    (report, *_) = reports(text)
    assert (report.event_type, report.mode) == ("ACCUSE", "disapprove")
    assert report.recipients


@pytest.mark.parametrize(
    "text",
    [
        "Chileans protested against the tariffs.",
        "Thousands of Kenyans protested against the tariffs in Nairobi.",
        "Teachers in Armenia protested over pay.",
    ],
)
def test_its_people_that_protest_demonstrate(text):
    (report, *_) = reports(text)
    assert (report.event_type, report.mode) == ("PROTEST", "demo")


@pytest.mark.parametrize(
    ("text", "words", "city"),
    [
        ("Thousands marched in the Georgian capital on Saturday.", "Georgian capital", "Tbilisi"),
        ("Gunmen attacked a bus in the Kenyan capital on Friday.", "Kenyan capital", "Nairobi"),
        ("A blast in the capital of Chile wounded two soldiers on Monday.", "capital of Chile", "Santiago"),
        ("The convoy left the Armenian capital for Gyumri.", "Armenian capital", "Yerevan"),
        ("Police arrested two smugglers in Peru's capital on Monday.", "Peru's capital", "Lima"),
    ],
)
def test_a_country_s_capital_is_the_city(text, words, city):
    (place,) = {report.place for report in reports(text) if report.place}
    assert (place.text, place.location.name) == (words, city)
    assert text[place.start : place.end] == words


def test_a_capital_that_is_named_is_the_one_named():
    (report,) = reports("Rebels shelled the Yemeni capital, Sanaa, on Sunday.")
    assert report.place.text == "Sanaa"


def test_nearly_every_country_s_capital_lies_in_it():
    known = {iso3: gazetteer.capital(iso3) for iso3, row in countries.by_iso3().items() if row.capital}
    assert sum(place is None for place in known.values()) < 5
    assert all(place.country == iso3 for iso3, place in known.items() if place)
    assert gazetteer.capital(None) is None


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("Residents of Gyumri, from which Russian troops withdrew on Sunday, cheered.", "RETREAT", "Gyumri"),
        ("Guards fled the port of Aden, from which rebels had fired on ships.", "ASSAULT", "port of Aden"),
        ("The town of Gori, where police arrested two smugglers on Monday, was quiet.", "COERCE", "Gori"),
    ],
)
def test_the_noun_of_a_relative_clause_stands_where_its_pronoun_does(text, kind, place):
    (found,) = [report for report in reports(text) if report.event_type == kind]
    assert found.place.text == place


@pytest.mark.parametrize(
    ("text", "doers", "others"),
    [
        ("The airport from which Russian forces withdrew was quiet.", ["Russian forces"], ["The airport"]),
        ("Police identified the man whom soldiers arrested in Gori.", ["soldiers"], ["the man"]),
        ("The general with whom the rebels met on Monday in Juba was ill.", ["the rebels"], ["The general"]),
    ],
)
def test_who_acts_in_a_relative_clause_and_on_whom(text, doers, others):
    (found,) = reports(text)
    assert ([m.text for m in found.actors], [m.text for m in found.recipients]) == (doers, others)


@pytest.mark.parametrize(
    ("since", "reported"), [("2019", False), ("January 2021", False), ("Friday", True), ("February 2026", True)]
)
def test_what_has_gone_on_for_more_than_a_year_is_no_event(since, reported):
    (annotation,) = pipeline.annotate(
        [Article("a", f"Chad has stationed troops in Gulu since {since}.", published=date(2026, 3, 10))]
    )
    assert bool(annotation.reports) is reported


@pytest.mark.parametrize(
    "text",
    [
        "A strong earthquake shook the south on Monday.\n\nTen people were killed and 80 were injured.\n\nTwo villages were hit.",
        "Floods in the north.\n\nAt least four people have been killed, the governor said.",
    ],
)
def test_nobody_was_attacked_in_a_story_of_a_calamity(text):
    assert "ASSAULT" not in {kind for kind, _ in types(text)}


@pytest.mark.parametrize(
    "text",
    [
        "A bomb went off in a market on Monday.\n\nTen people were killed and 80 were injured.",
        "An earthquake shook the south on Monday, days after an attack on the town.\n\nTen people were killed by gunmen.",
        "Floods in the north.\n\nRebels killed four people who were waiting for a boat.",
    ],
)
def test_those_whom_somebody_killed_were_attacked_whatever_else_the_story_is_of(text):
    assert ("ASSAULT", "occurred") in types(text)


STORY = "The harbour of Bergen was quiet again on Tuesday. Shops had opened. {} Rain is forecast for Wednesday."


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The arrests were lawful, the minister said.", "COERCE"),
        ("Those detained include two councillors.", "COERCE"),
        ("The attack had been planned for months, a judge said.", "ASSAULT"),
    ],
)
def test_a_deed_that_a_story_takes_for_known_and_tells_nowhere_else_is_an_event(sentence, kind):
    assert [k for k, _ in types(STORY.format(sentence))] == [kind]


@pytest.mark.parametrize(
    "sentence",
    [
        "The film about the raid opens in May.",
        "Arrests are rare in the port.",
        "The minister said no arrests had been made.",
    ],
)
def test_a_deed_in_general_or_denied_is_not_taken_for_known(sentence):
    assert [k for k, _ in types(STORY.format(sentence)) if k == "COERCE"] == []


def test_a_deed_told_before_is_not_told_again_by_being_taken_for_known():
    found = types(STORY.format("Police arrested nine dockers on Monday. The arrests were lawful, the minister said."))
    assert [kind for kind, _ in found].count("COERCE") == 1


def test_a_deed_taken_for_known_has_the_day_of_the_sentence_that_its_own_takes_up():
    text = "Cameras filmed the square on Saturday. In that footage, the arrests were lawful, the minister said."
    assert [(r.event_type, r.date_earliest) for r in reports(STORY.format(text))] == [("COERCE", date(2026, 3, 7))]


@pytest.mark.parametrize(
    ("text", "is_count"),
    [
        ("The toll rose to nine on Friday.", True),
        ("The death toll stood at nine on Friday.", True),
        ("A number of protesters were arrested on Friday.", False),
        ("Two opposition figures were killed on Tuesday.", False),
    ],
)
def test_a_count_is_what_a_verb_says_of_how_many_there_are(text, is_count):
    doc = parser.parse(text)
    assert any(is_of_a_count(token) for token in doc.tokens if token.tag_.startswith("V")) is is_count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"Stop the shelling of Kismayo now," the bishop of Oslo said.', [("REQUEST", "occurred")]),
        ('"Release the sailors," the union told Uganda.', [("REQUEST", "occurred")]),
        ("Uganda released the sailors.", [("RETREAT", "occurred")]),
    ],
)
def test_an_imperative_in_quotation_marks_is_a_demand(text, found):
    assert types(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kenya went home without signing the treaty with Uganda.", []),
        ("Kenya buried the pilot without asking Uganda for an explanation.", []),
    ],
)
def test_what_was_left_undone_is_no_event(text, found):
    assert types(text) == found


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The report names the ministers of Kenya and Uganda and a summit to be held in Oslo.", "future"),
        ("He was the first Ugandan envoy to be expelled from Kenya.", "occurred"),
    ],
)
def test_a_passive_infinitive_behind_a_noun_lies_ahead_but_for_one_of_a_row(text, status):
    assert {s for _, s in types(text)} == {status}


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ('The late general was a "ruthless tyrant", the Kenyan president has said.', ["The late general"]),
        ("The bishop, who the president has said was a friend, left Kenya.", []),
    ],
)
def test_who_says_so_behind_a_comma_is_the_main_clause(text, accused):
    assert [m.text for r in reports(text) if r.event_type == "ACCUSE" for m in r.recipients] == accused
