"""The summary sentence is made of the event's own values, and reads."""

from dataclasses import replace
from datetime import date

import pytest

from eventpack import pipeline
from eventpack.actors.lexicon import compose, country_actor
from eventpack.annotation.extract import report_keys
from eventpack.core.model import Actor, Article
from eventpack.linking import summary
from eventpack.linking.join_reports import link
from eventpack.tabular import schema


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        (date(2026, 1, 25), date(2026, 1, 25), "on 25 January 2026"),
        (date(2026, 1, 19), date(2026, 1, 25), "between 19 and 25 January 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "between 30 December 2025 and 2 January 2026"),
        (date(2026, 2, 1), date(2026, 2, 28), "in February 2026"),
        (date(2025, 1, 1), date(2025, 12, 31), "in 2025"),
        (None, date(2025, 12, 17), "no later than 17 December 2025"),
        (date(2026, 1, 21), None, "from 21 January 2026"),
        (None, None, ""),
    ],
)
def test_bounds_are_said_in_words(earliest, latest, words):
    assert summary.when_words(earliest, latest) == words


def _event(text):
    return link(report_keys(pipeline.annotate([Article("a", text, published=date(2026, 3, 10))])))[0]


def test_a_sentence_names_who_what_where_and_when():
    found = _event("Turkish police arrested three protesters in Ankara on Sunday.").summary
    assert found.startswith("Turkish police detained ") and found.endswith(" in Ankara on 8 March 2026.")


@pytest.mark.parametrize("status", ["occurred", "ongoing", "future", "hypothetical", "negated"])
@pytest.mark.parametrize("code", list(schema.codes("event_types")))
def test_every_type_and_status_makes_one_plain_sentence(code, status):
    event = _event("Turkish police arrested three protesters in Ankara on Sunday.")
    for mode in [None, *(m.split("-", 1)[1] for m in schema.codes("event_modes") if m.startswith(code + "-"))]:
        for actors in (event.actors, ()):
            made = summary.sentence(replace(event, event_type=code, mode=mode, status=status, actors=actors))
            assert made.endswith(".") and made[0].isupper() and "  " not in made and "None" not in made


def test_soldiers_who_are_released_are_withdrawn_by_nobody():
    events = link(
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
        (compose("CHL", "mil"), "Chilean military was"),
        (compose("CHL", "gov"), "Chilean government was"),
        (compose("CHL", "uaf"), "Chilean gunmen were"),
        (compose("CHL", "opp"), "Chilean opposition was"),
        (compose("CHL", "spy"), "Chilean intelligence services were"),
        (compose(None, "soc"), "Civil society was"),
        (country_actor("PHL"), "Philippines was"),
        (country_actor("USA"), "United States was"),
        (_actor("org-a", "Reuters", "media"), "Reuters was"),
        (_actor("org-b", "Union of Nurses", "ngo"), "Union of Nurses was"),
        (_actor("org-c", "Northern Defence Forces", "armed_group"), "Northern Defence Forces were"),
        (_actor("org-d", "Sons of the Pass", "armed_group"), "Sons of the Pass were"),
        (_actor("org-e", "Pass Congress", "armed_group"), "Pass Congress was"),
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
        ("REQUEST", "assist", "was asked for assistance"),
        ("AGREE", None, "was promised cooperation"),
        ("RETREAT", "access", "was allowed access"),
        ("CONCEDE", None, "was granted a concession"),
        ("MOBILIZE", "troops", "was confronted with troops"),
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
