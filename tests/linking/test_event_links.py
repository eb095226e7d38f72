"""Which events belong together, on what their reports disagree, and that copies count as one word."""

from datetime import date

import factories
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpack import pipeline
from eventpack.annotation.extract import report_keys
from eventpack.core.model import Article
from eventpack.linking.relations import relations


def _annotated(*texts, days=None):
    return list(
        pipeline.annotate(
            Article(str(n), text, publisher=f"Paper {n}", published=date(2026, 3, days[n] if days else 20))
            for n, text in enumerate(texts)
        )
    )


def _linked(*texts, days=None):
    annotations = _annotated(*texts, days=days)
    copies = factories.copies_of(a.article for a in annotations)
    return factories.linked(report_keys(annotations), copies)


def _related(*texts, days=None):
    events = _linked(*texts, days=days)
    named = {e.event_id: (e.event_type, e.status, str(e.date_latest or e.date_earliest)) for e in events}
    return [(named[r.event_id], r.relation, named[r.related_event_id]) for r in relations(events)]


PLAN = "Chad will withdraw its troops from Maiduguri, the Chadian defence ministry said on March 3."
START = "Chad began withdrawing its troops from Maiduguri on March 9."
END = "Chad completed the withdrawal of its troops from Maiduguri on March 18."


def test_a_withdrawal_carries_out_its_announcement():
    (row,) = _related(PLAN, "Chadian troops withdrew from Maiduguri on March 9.", days=[4, 10])
    assert row == (("RETREAT", "occurred", "2026-03-09"), "carries-out", ("CONCEDE", "future", "2026-03-03"))


def test_plan_start_and_end_are_three_events_that_belong_together():
    found = {(a[0], a[2], relation, b[0]) for a, relation, b in _related(PLAN, START, END, days=[4, 10, 19])}
    assert ("RETREAT", "2026-03-18", "completes", "RETREAT") in found
    assert any(relation == "carries-out" and b == "CONCEDE" for _, _, relation, b in found)


def test_a_denial_belongs_to_the_deed_denied():
    (row,) = _related(
        "Turkish forces shelled Kobani on March 9.", "Turkish forces did not shell Kobani on March 9.", days=[10, 10]
    )
    assert (row[0][1], row[1], row[2][1]) == ("negated", "denies", "occurred")


def test_what_was_done_before_carries_out_no_plan():
    assert _related("Chadian troops withdrew from Maiduguri on March 1.", PLAN, days=[2, 4]) == []


def test_another_state_does_not_carry_out_the_plan():
    assert _related(PLAN, "French troops withdrew from Maiduguri on March 9.", days=[4, 10]) == []


def test_a_withdrawal_from_elsewhere_does_not_carry_out_the_plan():
    assert _related(PLAN, "Chadian troops withdrew from Kano on March 9.", days=[4, 10]) == []


def test_of_two_deeds_as_near_neither_is_said_to_be_the_planned_one():
    plan = "French troops will withdraw from northern Mali, a minister in Paris said on March 3."
    gao = "French troops withdrew from Gao on March 9."
    assert [r for _, r, _ in _related(plan, gao, days=[4, 10])] == ["carries-out"]
    assert _related(plan, gao, "French troops withdrew from Kidal on March 9.", days=[4, 10, 10]) == []


@pytest.mark.parametrize(
    "text",
    [
        "A Russian strike killed a Ukrainian in Kharkiv. A Turkish drone killed two Syrians in Tal Rifaat.",
        "Israeli soldiers shot a Palestinian near Hebron. Two Egyptians were killed by gunmen in Benghazi.",
        "Gunmen killed 12 Kenyans in Mandera. Israeli soldiers killed two Lebanese near Tyre.",
        "Rebels attacked a convoy in Bankilare on Monday. The army attacked from the air on Monday near Bankilare.",
    ],
)
def test_attacks_on_others_by_others_are_two_events_of_a_round_up(text):
    assert len(_linked(text)) == 2


def test_an_attack_whose_victims_are_given_once_more_otherwise_is_one_event():
    text = "Gunmen killed 12 Kenyans in Mandera on Monday. The gunmen killed the twelve villagers in their sleep."
    assert len(_linked(text)) == 1


def test_papers_that_differ_by_a_day_on_one_withdrawal_are_one_event_which_says_so():
    (event,) = [
        e
        for e in _linked(
            "French troops withdrew from Gao on March 9.",
            "French troops left Gao on March 10.",
            "France withdrew its troops from Gao on March 9.",
            days=[10, 11, 11],
        )
        if e.event_type == "RETREAT"
    ]
    assert event.disagreement == ("date",)
    assert (event.date_earliest, event.date_latest) == (date(2026, 3, 9), date(2026, 3, 9))
    assert {r.date_earliest.day for r in event.reports} == {9, 10}


def test_two_strikes_a_day_apart_are_no_disagreement_but_two_events():
    events = _linked("Israel struck Tyre on March 9.", "Israel struck Tyre on March 10.", days=[10, 11])
    assert [(len(e.reports), e.disagreement) for e in events] == [(1, ()), (1, ())]


def test_one_that_says_less_does_not_disagree():
    (event,) = _linked(
        "Israeli jets bombed Hezbollah positions in Tyre on March 9.",
        "Israel attacked Hezbollah in southern Lebanon this week.",
        days=[10, 10],
    )
    assert event.disagreement == ()
    assert (event.location.name, event.date_earliest) == ("Tyre", date(2026, 3, 9))


_STORY = (
    " The blast broke windows in the fish market and in a school, which was empty. Firemen worked until the "
    "evening, and the coast road was closed to all but the ambulances. A baker gave bread to the crews. The "
    "mayor said that the market would be open within the week, and that it was empty when it was hit."
)
_STRIKE = "Israeli jets bombed Hezbollah positions in Tyre on March 9."


def test_copies_of_one_story_are_one_source_and_one_publisher():
    (event,) = [
        e
        for e in _linked(
            _STRIKE + _STORY,
            "TYRE, Lebanon (Reuters) - " + _STRIKE + _STORY,
            _STRIKE + _STORY + " More is not known.",
            "Israel struck Hezbollah in Tyre on March 9, residents said.",
            days=[10] * 4,
        )
        if e.event_type == "ASSAULT" and e.date_earliest
    ]
    assert (len({r.source_id for r in event.reports}), event.n_sources, event.n_publishers) == (4, 2, 2)


def test_what_is_one_event_in_a_story_is_one_in_its_copies_however_little_it_says():
    text = _STRIKE + _STORY + " Lebanon condemned the attack."
    other = "Masked men raided a school near Sidon on March 28 and fled by boat. Lebanon condemned the attack."
    events = _linked(text, "TYRE, Lebanon (Reuters) - " + text, other, days=[10, 11, 30])
    condemned = [event for event in events if event.event_type == "ACCUSE"]
    assert sorted(len(event.reports) for event in condemned) == [1, 2]


def test_copies_make_an_event_no_surer():
    one = _linked(_STRIKE + _STORY, days=[10])
    copied = _linked(_STRIKE + _STORY, "TYRE, Lebanon (Reuters) - " + _STRIKE + _STORY, days=[10, 11])
    own = _linked(_STRIKE + _STORY, _STRIKE, days=[10, 10])
    first = [max(events, key=lambda e: len(e.reports)).confidence for events in (one, copied, own)]
    assert first[0] == first[1] < first[2]


def test_the_tables_say_which_source_is_a_copy_and_how_events_are_related():
    annotations = _annotated(
        PLAN + _STORY,
        "MAIDUGURI (Reuters) - " + PLAN + _STORY,
        "Chadian troops withdrew from Maiduguri on March 9.",
        days=[4, 5, 10],
    )
    copies = factories.copies_of(a.article for a in annotations)
    frames = factories.tables_of(factories.linked(report_keys(annotations), copies), annotations, copies=copies)
    first, second, third = (a.article.source_id for a in annotations)
    assert frames["sources"].set_index("source_id")["copy_of"].dropna().to_dict() == {second: first}
    assert "carries-out" in set(frames["event_links"]["relation"])


_EVENTS = _linked(
    PLAN,
    START,
    END,
    _STRIKE,
    "Israeli jets did not bomb Hezbollah in Tyre on March 9.",
    "France and Germany will meet in Paris.",
    "France met Germany in Paris on March 12.",
    days=[4, 10, 19, 10, 11, 5, 13],
)


@settings(max_examples=25, deadline=None)
@given(st.permutations(_EVENTS))
def test_the_order_of_events_changes_no_relation(events):
    assert relations(events) == relations(_EVENTS)


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, len(_EVENTS) - 1)))
def test_relations_are_between_events_that_are_there(chosen):
    events = [_EVENTS[i] for i in sorted(chosen)]
    ids = {e.event_id for e in events}
    for relation in relations(events):
        assert {relation.event_id, relation.related_event_id} <= ids
        assert relation.event_id != relation.related_event_id
