"""Grounded words of a model to reports: dates by other events, what has begun, where a visit and a movement are."""

import json
from datetime import date

import pytest

from eventpack.core.model import Article
from eventpack.model_coder.grounding import ground
from eventpack.model_coder.to_reports import to_reports
from eventpack.resolving import PartyWords, PlaceWords, Resolver

TEXT = """Norway broke off talks with Denmark on 2 March. Hours after the talks broke down, gunmen fired at a ferry near Ålesund.
Denmark closed its harbours after the talks broke down. The Danish king visited Oslo. Danish troops began to leave Oslo, and the rest
of them will leave next week. Soldiers of the Union of Northern Ports (UNP)-backed Lantern Council met near the border with Chile.
Denmark said Norway had wounded two of its sailors."""


def report(event, quote, trigger, kind="ASSAULT", **other):
    empty = dict.fromkeys(("mode", "place", "destination", "date", "source"))
    return (
        {
            "event": event,
            "quote": quote,
            "trigger": trigger,
            "event_type": kind,
            "status": "occurred",
            "actors": [],
            "recipients": [],
        }
        | empty
        | other
    )


def coded(*reports):
    article = Article("a", TEXT, published=date(2026, 3, 9))
    grounded, faults = ground(json.dumps({"reports": reports}), TEXT)
    assert not faults
    return to_reports(grounded, Resolver(article), "m")


TALKS = report(
    1,
    "Norway broke off talks with Denmark on 2 March",
    "broke off",
    "SANCTION",
    date={"text": "on 2 March", "bound": "on"},
)
DOWN = report(
    1, "the talks broke down, gunmen fired", "broke down", "SANCTION", date={"text": "on 2 March", "bound": "on"}
)


def test_the_number_of_a_figure_is_read_from_the_article_and_words_without_one_give_none():
    told = [{"kind": "injured", "text": "two of its sailors"}, {"kind": "killed", "text": "Soldiers"}]
    (wounded,) = coded(report(1, "Norway had wounded two of its sailors", "wounded", casualties=told))
    assert [(c.kind, c.low, c.high, c.text) for c in wounded.casualties] == [("injured", 2, 2, "two of its sailors")]


def test_a_deed_is_dated_by_another_event_of_the_article():
    fired = report(
        2,
        "gunmen fired at a ferry near Ålesund",
        "fired",
        date={"text": "Hours after the talks broke down", "bound": "on"},
    )
    closed = report(
        3, "Denmark closed its harbours", "closed", "COERCE", date={"text": "after the talks broke down", "bound": "on"}
    )
    found = {r.event_type: r for r in coded(TALKS, DOWN, fired, closed)}
    assert (found["ASSAULT"].date_earliest, found["ASSAULT"].date_latest) == (date(2026, 3, 2), date(2026, 3, 3))
    assert (found["COERCE"].date_earliest, found["COERCE"].date_latest) == (date(2026, 3, 2), date(2026, 3, 9))


def test_words_that_name_no_dated_event_give_no_day():
    (fired,) = coded(
        report(
            2,
            "gunmen fired at a ferry near Ålesund",
            "fired",
            date={"text": "Hours after the talks broke down", "bound": "on"},
        )
    )
    assert (fired.date_earliest, fired.date_latest) == (None, date(2026, 3, 9))


@pytest.mark.parametrize(("event", "status"), [(1, "ongoing"), (2, "future")])
def test_what_is_still_to_come_of_an_event_that_has_begun_is_part_of_it(event, status):
    begun = report(1, "Danish troops began to leave Oslo", "leave", "RETREAT", status="ongoing")
    rest = report(event, "of them will leave next week", "will leave", "RETREAT", status="future")
    assert [r.status for r in coded(begun, rest)] == ["ongoing", status]


def test_a_visit_is_where_it_leads_and_a_movement_ends_there():
    there = {"place": {"text": "Oslo", "within": None}, "destination": {"text": "Oslo", "within": None}}
    visit, move = coded(
        report(1, "The Danish king visited Oslo", "visited", "CONSULT", **there),
        report(2, "Danish troops began to leave Oslo", "leave", "RETREAT", **there),
    )
    assert visit.place.location.name == "Oslo" and visit.destination is None
    assert move.place is None and move.destination.location.name == "Oslo"


def test_who_backs_a_body_is_neither_it_nor_its_country():
    resolver = Resolver(Article("a", TEXT))
    (council,) = resolver.who(PartyWords("Lantern Council"))
    assert "Lantern Council" in council.actor.name and "UNP" not in council.actor.name and council.actor.country is None


def test_a_border_is_not_a_larger_place_and_whose_men_are_not_the_men():
    resolver = Resolver(Article("a", TEXT))
    assert resolver.where(PlaceWords("Oslo", within="near the border with Chile")).location.country == "NOR"
    (sailors,) = resolver.who(PartyWords("two of its sailors", of="Denmark"))
    assert sailors.actor.actor_id == "dnk-mil"


@pytest.mark.parametrize(
    ("kind", "source", "expected"),
    [
        ("THREATEN", "Denmark", "occurred"),
        ("CONCEDE", "Denmark", "occurred"),
        ("THREATEN", "Norway", "future"),
        ("ASSAULT", "Denmark", "future"),
    ],
)
def test_a_promise_or_a_threat_has_been_made_where_the_doer_says_what_it_will_do(kind, source, expected):
    (said,) = coded(
        report(
            1,
            "Denmark said Norway had wounded two of its sailors",
            "said",
            kind,
            status="future",
            actors=[{"text": "Denmark"}],
            source={"text": source},
        )
    )
    assert said.status == expected


def test_names_on_the_list_of_one_package_of_measures_are_no_events_of_their_own():
    day = {"date": {"text": "on 2 March", "bound": "on"}, "event_type": "SANCTION"}
    quote = "Norway broke off talks with Denmark on 2 March"
    by, side, other = [{"text": "Norway"}], [{"text": "Denmark"}], [{"text": "Chile"}]
    first = report(1, quote, "broke off", actors=by, recipients=side, **day)
    listed = report(2, quote, "talks", actors=by, recipients=side, **day)
    elsewhere = report(3, quote, "with", actors=by, recipients=other, **day)
    cut = report(4, quote, "on", actors=by, recipients=side, mode="sever", **day)
    keys = {r.trigger.text: r.event_key for r in coded(first, listed, elsewhere, cut)}
    assert keys == {"broke off": "1", "talks": "1", "with": "3", "on": "4"}


@pytest.mark.parametrize(("words", "dated"), [("Following the announcement", True), ("Following the dinner", False)])
def test_what_followed_the_announcement_followed_what_the_article_begins_with(words, dated):
    text = f"Norway expelled two Danish envoys on 2 March. {words}, Denmark lambasted Norway."
    article = Article("a", text, published=date(2026, 3, 4))
    expelled = report(1, "Norway expelled two Danish envoys on 2 March", "expelled", date={"text": "on 2 March"})
    lambasted = report(2, "Denmark lambasted Norway", "lambasted", "ACCUSE", date={"text": words})
    grounded, _ = ground(json.dumps({"reports": [expelled, lambasted]}), text)
    _, accused = to_reports(grounded, Resolver(article), "m")
    assert accused.date_earliest == (date(2026, 3, 2) if dated else None)
    assert accused.date_latest == date(2026, 3, 4)
