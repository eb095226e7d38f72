"""The summary sentence is made of the event's own values, and reads."""

import re
from dataclasses import replace
from datetime import date

import factories
import pytest

from eventpack import pipeline
from eventpack.actors.lexicon import compose, country_actor
from eventpack.annotation.extract import report_keys
from eventpack.core.model import Actor, Article
from eventpack.linking import summary
from eventpack.tabular import schema


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        (date(2026, 1, 25), date(2026, 1, 25), "on 25 January 2026"),
        (date(2026, 1, 19), date(2026, 1, 25), "between 19 and 25 January 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "between 30 December 2025 and 2 January 2026"),
        (date(2026, 2, 1), date(2026, 2, 28), "in February 2026"),
        (date(2025, 1, 1), date(2025, 12, 31), "in 2025"),
        (date(2026, 1, 30), date(2026, 2, 20), "between 30 January and 20 February 2026"),
        (None, date(2025, 12, 17), "on or before 17 December 2025"),
        (date(2026, 1, 21), None, "on or after 21 January 2026"),
        (date(2019, 1, 1), None, "in or after 2019"),
        (None, None, ""),
    ],
)
def test_bounds_are_said_in_words(earliest, latest, words):
    assert summary.when_words(earliest, latest) == words


def _event(text):
    return factories.linked(report_keys(pipeline.annotate([Article("a", text, published=date(2026, 3, 10))])))[0]


def test_a_sentence_names_who_what_where_and_when():
    found = _event("Turkish police arrested three protesters in Ankara on Sunday.").summary
    assert found.startswith("Turkish police detained ") and found.endswith(" in Ankara on 8 March 2026.")


@pytest.mark.parametrize("status", ["occurred", "ongoing", "future", "hypothetical", "negated"])
@pytest.mark.parametrize("code", list(schema.codes("event_types")))
def test_every_type_and_status_makes_one_plain_sentence(code, status):
    event = _event("Turkish police arrested three protesters in Ankara on Sunday.")
    for mode in [None, *(m.split("-", 1)[1] for m in schema.codes("event_modes") if m.startswith(code + "-"))]:
        for actors in (event.actors, ()):
            for recipients in (event.recipients, ()):
                one = replace(event, event_type=code, mode=mode, status=status, actors=actors, recipients=recipients)
                made = summary.sentence(one)
                assert made.endswith(".") and made[0].isupper() and "  " not in made and "None" not in made
                assert not re.search(r"\b(others|unidentified|not named|parties)\b", made)


def test_soldiers_who_are_released_are_withdrawn_by_nobody():
    events = factories.linked(
        report_keys(
            pipeline.annotate(
                [Article("a", "Chile will release forty Peruvian soldiers next week.", published=date(2026, 3, 10))]
            )
        )
    )
    (summary_,) = [event.summary for event in events if event.event_type == "CONCEDE"]
    assert "concession" in summary_ and "withdraw" not in summary_


def test_no_sentence_is_copied_from_an_article():
    text = "Turkish police arrested three protesters in Ankara on Sunday."
    assert _event(text).summary not in text


def _actor(actor_id, name, kind, basis="text", country=None):
    return Actor(actor_id, name, kind, None, country, basis)


@pytest.mark.parametrize(
    ("actor", "verb"),
    [
        (compose(None, "bus"), "Businesses were"),
        (compose("CHL", "cop"), "Chilean police were"),
        (compose("CHL", "mil"), "The Chilean military was"),
        (compose("CHL", "gov"), "The Chilean government was"),
        (compose("CHL", "uaf"), "Chilean gunmen were"),
        (compose("CHL", "opp"), "The Chilean opposition was"),
        (compose("CHL", "spy"), "Chilean intelligence services were"),
        (compose(None, "soc"), "Civil society was"),
        (country_actor("PHL"), "The Philippines was"),
        (country_actor("USA"), "The United States was"),
        (_actor("org-a", "Reuters", "media"), "Reuters was"),
        (_actor("org-b", "Union of Nurses", "ngo"), "The Union of Nurses was"),
        (_actor("org-c", "Northern Defence Forces", "armed_group"), "The Northern Defence Forces were"),
        (_actor("org-d", "Sons of the Pass", "armed_group"), "Sons of the Pass were"),
        (_actor("org-e", "Pass Congress", "armed_group"), "The Pass Congress was"),
        (_actor("per-f", "Ana Rios", "person"), "Ana Rios was"),
    ],
)
def test_the_verb_agrees_in_number_with_the_head_of_the_name(actor, verb):
    event = _event("Turkish police arrested three protesters in Ankara on Sunday.")
    made = summary.sentence(replace(event, actors=(), recipients=(actor,)))
    assert made.startswith(f"{verb} detained ")
    two = summary.sentence(replace(event, actors=(), recipients=(actor, _actor("per-g", "Lena Ortiz", "person"))))
    assert " and Lena Ortiz were detained " in two


@pytest.mark.parametrize(
    ("code", "mode", "said"),
    [
        ("REQUEST", None, "was faced with a demand"),
        ("REQUEST", "assist", "was asked for help"),
        ("AGREE", None, "was promised cooperation"),
        ("RETREAT", "access", "was allowed access"),
        ("CONCEDE", None, "was granted a concession"),
        ("MOBILIZE", "troops", "was faced with a troop deployment"),
    ],
)
def test_who_alone_is_known_as_recipient_has_the_whole_predicate(code, mode, said):
    event = _event("Turkish police arrested three protesters in Ankara on Sunday.")
    event = replace(event, event_type=code, mode=mode, actors=(), recipients=(country_actor("CHL"),))
    assert summary.sentence(event, "troops" if mode == "troops" else None).startswith(f"Chile {said} in Ankara")


def test_whoever_no_country_tells_apart_is_no_proper_name_within_a_sentence():
    event = _event("Turkish police arrested three protesters in Ankara on Sunday.")
    for suffix, said in (("cop", "police"), ("reb", "rebels"), ("bus", "businesses")):
        assert f" detained {said} in " in summary.sentence(replace(event, recipients=(compose(None, suffix),)))
    assert " detained Chilean rebels in " in summary.sentence(replace(event, recipients=(compose("CHL", "reb"),)))


@pytest.mark.parametrize(
    ("code", "mode", "said"),
    [
        ("ASSAULT", None, "carried out an attack"),
        ("ACCUSE", "disapprove", "voiced criticism"),
        ("SUPPORT", None, "expressed support"),
        ("COERCE", "arrest", "made arrests"),
        ("PROTEST", "demo", "demonstrated"),
        ("SANCTION", "sever", "cut ties"),
    ],
)
def test_where_no_recipient_is_known_the_sentence_has_no_empty_object(code, mode, said):
    event = _event("Turkish police arrested three protesters in Ankara on Sunday.")
    event = replace(event, event_type=code, mode=mode, actors=(country_actor("CHL"),), recipients=())
    assert summary.sentence(event) == f"Chile {said} in Ankara on 8 March 2026."


@pytest.mark.parametrize(
    ("code", "mode", "status", "theme", "said"),
    [
        ("ASSAULT", None, "occurred", None, "An attack was carried out"),
        ("ASSAULT", None, "negated", None, "An attack was not carried out"),
        ("CONSULT", None, "ongoing", None, "Talks were being held"),
        ("PROTEST", "demo", "future", None, "A demonstration is expected to be held"),
        ("MOBILIZE", "troops", "hypothetical", "troops", "Troops might be deployed"),
        ("RETREAT", "withdraw", "occurred", "equipment", "A withdrawal of equipment was carried out"),
        ("CONCEDE", None, "future", "troops", "A withdrawal of troops is expected to be carried out"),
        ("CONCEDE", None, "occurred", "troops", "A withdrawal of troops was promised"),
    ],
)
def test_where_no_party_is_known_the_sentence_is_about_the_deed(code, mode, status, theme, said):
    event = _event("Turkish police arrested three protesters in Ankara on Sunday.")
    event = replace(event, event_type=code, mode=mode, status=status, actors=(), recipients=())
    assert summary.sentence(event, theme).startswith(f"{said} ")


@pytest.mark.parametrize(
    ("actor", "said"),
    [
        (_actor("org-a", "Harbour Workers' Front", "armed_group"), "the Harbour Workers' Front"),
        (_actor("org-b", "Council for the Reef", "organisation"), "the Council for the Reef"),
        (_actor("org-c", "Ana Rios's group", "group"), "Ana Rios's group"),
        (_actor("org-d", "Reuters", "media"), "Reuters"),
        (_actor("org-e", "Kelp Front", "company"), "Kelp Front"),
        (country_actor("NLD"), "the Netherlands"),
        (country_actor("CHL"), "Chile"),
        (compose("CHL", "soc"), "Chilean civil society"),
    ],
)
def test_a_name_has_the_article_that_english_gives_it(actor, said):
    event = _event("Turkish police arrested three protesters in Ankara on Sunday.")
    assert f" detained {said} in " in summary.sentence(replace(event, recipients=(actor,)))


def test_a_place_that_is_the_recipient_or_the_destination_is_not_named_twice():
    event = _event("Turkish police arrested three protesters in Ankara on Sunday.")
    ankara = event.location
    same = _actor("geo-a", ankara.name, "government")
    assert summary.sentence(replace(event, recipients=(same,))).count(ankara.name) == 1
    assert summary.sentence(replace(event, destination=ankara)).count(ankara.name) == 1


def test_no_party_is_withdrawn():
    event = _event("Turkish police arrested three protesters in Ankara on Sunday.")
    event = replace(event, event_type="RETREAT", mode="withdraw", recipients=(country_actor("CHL"),))
    assert " withdrew troops from Ankara " in summary.sentence(event, "troops")
