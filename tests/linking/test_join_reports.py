"""Linking: what is one event, what are two, and that the order of reading does not matter."""

from dataclasses import replace
from datetime import date

import factories
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpack import pipeline
from eventpack.annotation.extract import report_keys
from eventpack.annotation.report_ids import report_id
from eventpack.core.model import JOINED, Article


def _annotated(*texts, published=date(2026, 3, 10)):
    return list(
        pipeline.annotate(
            Article(str(n), text, publisher=f"Paper {n}", published=published) for n, text in enumerate(texts)
        )
    )


def _linked(annotations):
    return factories.linked(report_keys(annotations))


def _events(*texts, **kwargs):
    return _linked(_annotated(*texts, **kwargs))


def test_the_same_strike_told_by_two_papers_is_one_event():
    events = _events(
        "Israeli jets bombed Hezbollah positions in Tyre on Sunday.",
        "Israel struck Hezbollah in Tyre on Sunday, residents said.",
    )
    assert len([e for e in events if e.event_type == "ASSAULT"]) == 1
    assert len(events[0].reports) == 2


def test_two_strikes_on_one_town_on_two_days_are_two_events():
    events = _events(
        "Israeli jets bombed Hezbollah positions in Tyre on Sunday.",
        "Israeli jets bombed Hezbollah positions in Tyre on Monday.",
    )
    assert len([e for e in events if e.event_type == "ASSAULT"]) == 2


def test_a_plan_and_its_execution_are_two_events():
    events = _events("French troops will withdraw from Gao next month.", "French troops withdrew from Gao on Sunday.")
    assert {e.status for e in events} == {"future", "occurred"}


def test_strikes_on_two_towns_are_two_events():
    assert len(_events("Russian forces shelled Kharkiv on Sunday.", "Russian forces shelled Kherson on Sunday.")) == 2


def test_events_of_different_actors_are_two_events():
    assert len(_events("Turkish forces shelled Kobani on Sunday.", "Israeli forces shelled Kobani on Sunday.")) == 2


def test_an_event_takes_the_more_precise_place_its_reports_support():
    events = _events("French troops withdrew from Gao on Sunday.", "French troops withdrew from Mali on Sunday.")
    assert len(events) == 1
    assert events[0].location.name == "Gao"


def test_an_article_without_an_event_gives_none():
    assert _events("The museum shows forty paintings of the harbour.") == []


def test_identifiers_stay_when_articles_are_added():
    one = _annotated("Israeli jets bombed Hezbollah positions in Tyre on Sunday.")
    two = _annotated("Police arrested the opposition leader in Tunis on Monday.")
    alone = {e.event_id for e in _linked(one)}
    assert alone <= {e.event_id for e in _linked([*one, *two])}


_TEXTS = (
    "Israeli jets bombed Hezbollah positions in Tyre on Sunday.",
    "Israel struck Hezbollah in Tyre on Sunday, residents said.",
    "French troops withdrew from Gao on Sunday.",
    "France pulled its soldiers out of Mali.",
    "Police arrested the opposition leader in Tunis on Monday.",
)
_ALL = _annotated(*_TEXTS)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(len(_ALL))))
def test_the_order_of_articles_changes_nothing(order):
    assert _linked([_ALL[i] for i in order]) == _linked(_ALL)


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, len(_ALL) - 1), min_size=1))
def test_every_report_with_a_known_actor_is_in_exactly_one_event(chosen):
    annotations = [_ALL[i] for i in sorted(chosen)]
    linked = [r.report_id for e in _linked(annotations) for r in e.reports]
    wanted = [
        report_id(a, r) for a in annotations for r in a.reports if any(m.actor for m in (*r.actors, *r.recipients))
    ]
    assert sorted(linked) == sorted(wanted)


def test_a_report_of_another_stage_never_joins():
    annotation = _ALL[0]
    report = annotation.reports[0]
    denied = replace(
        annotation,
        reports=(
            report,
            replace(report, status="negated", trigger=replace(report.trigger, start=report.trigger.start + 1)),
        ),
    )
    assert len(_linked([denied])) == 2


def test_a_meeting_told_from_either_side_is_one_event():
    events = _events(
        "French President Emmanuel Macron met German Chancellor Olaf Scholz in Paris on Monday.",
        "German Chancellor Olaf Scholz met French President Emmanuel Macron in Paris on Monday.",
    )
    assert [(e.event_type, len(e.reports)) for e in events] == [("CONSULT", 2)]


def test_meetings_with_two_people_are_two_events():
    assert (
        len(
            _events(
                "French President Emmanuel Macron met Olaf Scholz in Paris on Monday.",
                "French President Emmanuel Macron met Vladimir Putin in Paris on Monday.",
            )
        )
        == 2
    )


def test_unrelated_articles_about_nobody_in_particular_are_not_one_event():
    assert (
        len(
            _events(
                "Three people were killed in Lagos.", "Two people were killed in Lima.", "Gunmen killed four people."
            )
        )
        == 3
    )


def test_a_deed_whose_parties_are_not_named_is_an_event():
    (event,) = _events("The depot in Bergen was hit overnight on Sunday.")
    assert (event.event_type, event.actors, event.recipients) == ("ASSAULT", (), ())
    assert event.summary == "An attack was carried out in Bergen on 8 March 2026."


def test_words_of_nobody_known_and_deeds_that_did_not_happen_to_anybody_known_are_no_events():
    assert _events("The move was condemned by many.", "The depot in Bergen was not hit on Sunday.") == []


def test_the_attack_told_before_is_the_one_its_article_goes_on_about():
    events = _events("Danish jets struck rebels in Bergen on Sunday. The strike hit a depot. The attack ended at dawn.")
    assert [(e.event_type, len(e.reports)) for e in events] == [("ASSAULT", 3)]


def test_an_attack_the_article_has_not_told_of_keeps_its_unknown_parties():
    events = _events("Danish jets struck rebels in Bergen on Sunday. A strike hit a depot in Oslo on Monday.")
    assert sorted(bool(e.actors) for e in events) == [False, True]


def _keyed(annotation, *keys):
    """The annotation with its reports said to be of these events of the article."""
    reports = tuple(replace(r, event_key=key) for r, key in zip(annotation.reports, keys, strict=True))
    return replace(annotation, reports=reports)


def test_reports_their_coder_gives_one_key_are_one_event_and_two_keys_are_two():
    (annotation,) = _annotated(
        "Israeli jets bombed Hezbollah positions in Tyre on Sunday. Israel struck Hezbollah in Tyre on Sunday."
    )
    (other,) = _annotated("Israeli jets bombed Hezbollah positions in Tyre on Sunday. Turkey shelled Kobani in May.")
    assert len(_linked([annotation])) == 1 and len(_linked([_keyed(annotation, "1", "2")])) == 2
    assert len(_linked([other])) == 2 and len(_linked([_keyed(other, "1", "1")])) == 1
    assert len(_linked([_keyed(annotation, "1", "2"), _keyed(other, "2", "1")])) >= 2


def test_keys_that_only_join_do_not_set_events_apart():
    (annotation,) = _annotated(
        "Israeli jets bombed Hezbollah positions in Tyre on Sunday. Israel struck Hezbollah in Tyre on Sunday."
    )
    assert len(_linked([_keyed(annotation, f"{JOINED}1", f"{JOINED}2")])) == 1
    (other,) = _annotated("Israeli jets bombed Hezbollah positions in Tyre on Sunday. Turkey shelled Kobani in May.")
    assert len(_linked([_keyed(other, f"{JOINED}1", f"{JOINED}2")])) == 2
    assert len(_linked([_keyed(other, f"{JOINED}1", f"{JOINED}1")])) == 1


def test_a_toll_in_a_sentence_of_its_own_counts_for_the_event_it_is_of():
    (event,) = _events("Rebels killed 14 soldiers in Gyumri on Sunday. The death toll rose to 21 on Monday.")
    (killed,) = event.tolls
    assert (killed.kind, killed.low, killed.best, killed.high) == ("killed", 21, 21, 21)
    assert len(event.reports) == 2


def test_a_deed_that_only_says_who_is_meant_is_the_one_told_before():
    events = _events(
        "Gunmen abducted nine students in Kaduna on 20 February. The students who were abducted were freed on Sunday."
    )
    assert sorted((e.event_type, len(e.reports)) for e in events) == [("ASSAULT", 2), ("RETREAT", 1)]
    (abduction,) = (e for e in events if e.event_type == "ASSAULT")
    assert abduction.date_latest == date(2026, 2, 20)


def test_whoever_else_did_it_did_another_deed():
    events = _events("Danish troops seized territory in Malmo. Norway retook territory seized by Chile.")
    assert len(events) > 1


def test_what_a_vague_report_leaves_open_does_not_part_two_events_that_their_coders_know_as_one_each():
    reports = _annotated(
        "Danish jets bombed rebel positions in Bergen on Sunday. The raid destroyed a depot. A barn was hit. The attack lasted hours.",
        "Denmark struck rebels in Bergen on Sunday, residents said. An attack damaged a school.",
        "Chilean police struck rebels in Lima on Sunday, residents said. An attack damaged a school.",
    )
    one, same, another = [_keyed(a, *["1"] * len(a.reports)) for a in reports]
    assert len(_linked([one, same])) == 1
    assert len(_linked([one, another])) == 2


def test_who_is_meant_by_an_old_deed_is_the_one_whose_day_the_article_gives():
    events = _events(
        "Soldiers left a base in northern Mali on Sunday that had come under rocket attack in January. "
        "The base was handed over to the army of Mali. A rocket attack on the base in January killed a Kenyan contractor."
    )
    assert sorted(len(e.reports) for e in events if e.event_type == "ASSAULT") == [2]
