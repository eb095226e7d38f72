"""Stories of quakes, storms, crashes and diseases: what they do is nobody's deed; what people do in them is."""

from datetime import date

import pytest

from eventpack import pipeline
from eventpack.core.model import Article

QUAKE = """Strong quake rocks northern Peru, dozens feared dead

A strong earthquake struck northern Peru on Tuesday, flattening homes and burying families, officials said. At least 14 people
were killed. The temblor severed phone lines to Moyobamba. Residents poured into the streets. The army was sent to the region.
Rescuers freed two children. It destroyed the town's only hospital. In 2007 a quake in Pisco killed 595 people."""
CRASH = """Bus plunges into ravine in northern Pakistan; 18 dead

Eighteen people were killed when a bus plunged into a ravine near Chilas on Saturday, officials said. The driver hit a truck.
The truck struck a van. The driver was killed instantly. Police detained the owner of the bus."""
TYPHOON = """Typhoon slams into Luzon

Nine people were killed after a typhoon battered Luzon on Sunday. Thousands of villagers were forced from their homes.
Villagers blocked a road in protest at the lack of aid. A woman was injured."""
SHELLED = """Quake-hit Aleppo shelled again

A week after the earthquake in Syria, government forces shelled the town of Atareb on Monday, killing two civilians. A clinic
was destroyed."""
SHOT_DOWN = """Military helicopter crashes in northern Myanmar

A military helicopter crashed in Kachin State on Monday. The Kachin Independence Army said it had shot down the aircraft. Two
villagers were killed on the ground."""

GAS = """An explosion in a bakery in the southern town of Cusco injured 37 people and may have been caused by a gas leak, officials
said on Saturday. The blast occurred just after midnight. None of the injured was in critical condition. The explosion was heard
across the town."""
FIREWORKS = """A blast at a fireworks plant near Turin killed three workers on Monday, officials said. The explosion tore through
the roof. Twelve people were hurt."""
NO_LEAK = """An explosion killed four people in a bakery in Cusco on Friday. Police ruled out a gas leak. The blast wounded 20
others."""
UNKNOWN = """An explosion killed four people at a mosque in Kandahar on Friday. The blast wounded 20 worshippers."""
PIPELINE = (
    """Gunmen blew up a gas pipeline near Cusco on Monday. The explosion killed two guards. A gas leak followed."""
)


def annotated(text):
    (annotation,) = pipeline.annotate([Article("a", text, published=date(2026, 3, 10))])
    return annotation.reports


@pytest.mark.parametrize(
    ("text", "told"),
    [(QUAKE, {"MOBILIZE", "AID"}), (CRASH, {"COERCE"}), (TYPHOON, {"PROTEST"})],
    ids=["quake", "crash", "typhoon"],
)
def test_only_what_people_do_in_a_calamity_is_told(text, told):
    assert {report.event_type for report in annotated(text)} == told


def test_the_hurt_of_a_calamity_are_of_no_protest():
    assert not [c for report in annotated(TYPHOON) for c in report.casualties]


@pytest.mark.parametrize("text", [GAS, FIREWORKS], ids=["gas", "fireworks"])
def test_what_blows_up_by_itself_is_no_attack(text):
    assert not annotated(text)


@pytest.mark.parametrize("text", [NO_LEAK, UNKNOWN, PIPELINE], ids=["no leak", "unknown", "pipeline"])
def test_an_explosion_of_no_known_cause_is_an_attack(text):
    assert [report for report in annotated(text) if report.event_type == "ASSAULT" and report.recipients]


@pytest.mark.parametrize("text", [SHELLED, SHOT_DOWN], ids=["shelled", "shot-down"])
def test_an_attack_beside_a_calamity_is_told(text):
    assert [report for report in annotated(text) if report.event_type == "ASSAULT" and report.recipients]


@pytest.mark.parametrize(
    "sentence",
    [
        "A cyclone battered the coast of Mozambique on Friday.",
        "Flash floods forced 4,000 people from their homes in Derna.",
        "Lightning killed three shepherds near Konya.",
        "Bears attacked two hikers in Slovakia on Sunday.",
    ],
)
def test_what_nature_does_is_no_event(sentence):
    assert not annotated(sentence)


def test_fighters_called_by_the_name_of_an_animal_are_no_animals():
    assert annotated("The Tamil Tigers attacked an army post in Vavuniya on Sunday.")


def test_an_inquiry_into_a_calamity_accuses_nobody_until_somebody_is_named():
    told = annotated(
        "Scaffolding collapse kills two in Doha\n\nA collapse killed two workers in Doha on Monday. Police are investigating."
    )
    assert not [r for r in told if r.event_type == "ACCUSE"]
    told = annotated(
        "Scaffolding collapse kills two in Doha\n\nA collapse killed two workers in Doha on Monday. "
        "Police are investigating the minister for fraud."
    )
    assert [r.event_type for r in told] == ["ACCUSE"]
