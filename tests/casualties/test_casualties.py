"""Figures of casualties: each line of tests/cases/casualties.tsv is a test, anyone can add one."""

from datetime import date

import pytest
from cases import annotations, cases, given, wanted

from eventpack.annotation import serialise
from eventpack.annotation.one_article import annotate_one
from eventpack.casualties.numbers import numbers
from eventpack.core.model import Article


def _case(number, text, figures, missed):
    marks = [pytest.mark.xfail(strict=True, reason="a known miss")] if missed else []
    return pytest.param(text, figures, id=str(number), marks=marks)


@pytest.mark.parametrize(("text", "figures"), [_case(*case) for case in cases()])
def test_a_sentence_gives_the_figures_a_reader_finds(text, figures):
    assert given(annotations()[text]) == wanted(figures)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("at least 14 people", 14, None),
        ("up to 40 people", None, 40),
        ("between 20 and 30 people", 20, 30),
        ("one hundred and twelve people", 112, 112),
        ("twenty-three people", 23, 23),
        ("1.2 million people", 1_200_000, 1_200_000),
        ("3,500 people", 3_500, 3_500),
        ("tens of thousands of people", 20_000, None),
        ("hundreds of thousands of people", 200_000, None),
        ("several hundred people", 300, None),
        ("half a dozen people", 6, 6),
        ("nobody", 0, 0),
    ],
)
def test_words_are_read_as_the_bounds_they_leave(words, low, high):
    (found,) = numbers(words.split())
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("words", ["14 - year - old", "$ 14", "people", "an army", "the first", "a half"])
def test_what_is_no_number_of_people_is_none(words):
    assert numbers(words.split()) == []


def _annotated(text):
    return annotate_one(Article("a", text, published=date(2026, 1, 28)))


def test_the_words_of_a_figure_are_the_articles_own():
    text = "Rebels attacked the army\u2019s post on Monday, killing at least fourteen soldiers and wounding 32 others."
    annotation = _annotated(text)
    (report,) = annotation.reports
    assert [text[c.start : c.end] for c in report.casualties] == ["at least fourteen soldiers", "32 others"]
    assert [c.text for c in report.casualties] == ["at least fourteen soldiers", "32 others"]


def test_whose_they_are_is_said_where_the_words_say_it():
    (report,) = _annotated("Gunmen killed three Armenian soldiers and two people near the border.").reports
    assert [c.actor and c.actor.actor_id for c in report.casualties] == ["arm-mil", None]


def test_each_of_two_deeds_in_a_sentence_has_its_own_figure():
    found = _annotated("Gunmen killed three farmers in Benue, and soldiers killed five bandits in Zamfara.").reports
    assert sorted([c.low for c in report.casualties] for report in found) == [[3], [5]]


def _told(text):
    """The figures of each report by the word that reports it, and the events of the article these are of."""
    return [
        (report.trigger.text, report.event_key, [c.low for c in report.casualties])
        for report in _annotated(text).reports
        if report.casualties or report.event_key
    ]


def test_a_sentence_that_only_gives_a_toll_is_another_report_of_the_event_before_and_of_no_other():
    (bombed, key, none), (toll, same, risen) = _told(
        "Militants bombed a hotel in Mogadishu on Friday.\nThe death toll rose to 41 on Saturday.\n"
    )
    assert (bombed, none, toll, risen) == ("bombed", [], "toll", [41])
    assert key == same is not None
    text = "Militants bombed a hotel in Mogadishu.\nNorway signed a treaty with Chile.\nOslo is cold.\nTwelve people died.\n"
    assert _told(text) == []


def test_a_report_of_a_toll_has_its_own_words_and_source_and_the_rest_from_its_event():
    text = (
        "Syrian rebels bombed a barracks in Homs on Friday.\nThe Red Cross put the death toll at 41.\n"
        "Nine soldiers are being treated in hospital.\n"
    )
    event, *tolls = _annotated(text).reports
    assert [c.low for c in event.casualties] == []
    assert [(t.event_type, t.actors, t.date_earliest) for t in tolls] == 2 * [
        (event.event_type, event.actors, event.date_earliest)
    ]
    assert [(t.sentence, [(c.kind, c.low) for c in t.casualties]) for t in tolls] == [
        (1, [("killed", 41)]),
        (2, [("injured", 9)]),
    ]
    assert tolls[0].attributed_to is not None and tolls[0].attributed_to.text.endswith("Red Cross")
    assert event.attributed_to is None and tolls[1].attributed_to is None


def test_the_toll_of_a_headline_is_of_the_event_with_that_toll():
    text = (
        "At least 31 dead in Homs as talks begin\nRebels shot an officer in Aleppo on Monday.\n"
        "The army shelled a market in Homs on Tuesday, killing at least 31 people.\n"
    )
    told = _told(text)
    shelled = next(key for trigger, key, _ in told if trigger == "shelled")
    assert [(key, lows) for trigger, key, lows in told if trigger == "dead"] == [(shelled, [31])]


def test_several_totals_of_one_event_are_not_added():
    text = (
        "Rebels killed 14 soldiers in Gyumri on Monday.\nFifteen people died, doctors said.\n"
        "The death toll rose to 21 on Tuesday.\n"
    )
    told = _told(text)
    assert [lows for _, _, lows in told] == [[14], [15], [21]]
    assert len({key for _, key, _ in told}) == 1
    text = "Gunmen ambushed a patrol in Gao on Monday.\nTwo soldiers and a policeman died, the army said.\n"
    assert [c.low for r in _annotated(text).reports for c in r.casualties] == [2, 1]


def test_a_total_beside_its_parts_is_not_added_to_them():
    text = (
        "A bomb exploded on a bus in Quetta on Thursday, killing nine people.\n"
        "Two of the wounded later died, bringing the death toll to 11.\n"
    )
    told = _told(text)
    assert sorted(lows for _, _, lows in told) == [[2], [9], [11]]
    assert len({key for _, key, _ in told}) == 1


@pytest.mark.parametrize(
    "second",
    [
        "Separately, four fishermen drowned off the coast.",
        "Last month nine people died in a blast at the same market.",
        "Nearly 4,000 people have died since the war began.",
        "Twenty people died in an earthquake in Turkey.",
        "More than 300,000 people have fled.",
    ],
)
def test_what_another_sentence_says_of_something_else_is_no_figure_of_the_event_before(second):
    annotation = _annotated(f"Gunmen killed two traders at a market in Gao on Monday.\n{second}\n")
    assert [c.low for r in annotation.reports if r.lemma == "kill" for c in r.casualties] == [2]
    assert all(r.event_key is None for r in annotation.reports)


def test_an_annotation_with_figures_comes_back_from_the_cache_as_it_was():
    annotation = _annotated("Rebels killed at least 14 Armenian soldiers and wounded up to 40 people in Gyumri.")
    assert annotation.reports[0].casualties
    assert serialise.loads(serialise.dumps(annotation), annotation.article) == annotation


def test_a_figure_of_a_headline_that_names_a_deed_without_an_article_is_of_the_lead():
    event, headline = _told(
        "Bazaar rocked by blast, scores dead\nA car bomb detonated at a bazaar in Herat on Monday.\n"
    )
    assert event[1] == headline[1] is not None
    assert headline[2] == [40]


def test_a_figure_with_a_time_of_its_own_is_not_of_an_event_of_these_days():
    text = "Gunmen attacked a market in Jos.\nIn May, two lost their lives.\n"
    assert _told(text) == []
    text = "Gunmen attacked a market in Jos.\nOn Tuesday, two lost their lives.\n"
    assert [figures for *_, figures in _told(text)] == [[], [2]]


def test_a_figure_is_of_the_event_that_its_sentence_calls_by_name():
    text = (
        "Police beat marchers in Harare on Sunday.\nThousands took part in the protest.\nA fire broke out.\n"
        "Six officers were injured during the protest.\n"
    )
    keyed = [one for one in _told(text) if one[1]]
    assert [trigger for trigger, *_ in keyed] == ["protest", "injured"]


def _revisions(text):
    """The figures of an article with what their words say of other counts."""
    found = (c for report in _annotated(text).reports for c in report.casualties)
    return {(c.low, c.revision) for c in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The toll has since climbed to eight.", {(4, None), (8, "later")}),
        ("The death toll now stands at nine.", {(4, None), (9, "later")}),
        ("The death toll reached nine.", {(4, None), (9, "later")}),
        ("Police later revised the figure to seven.", {(4, None), (7, "later")}),
        ("Officials later put it at nine.", {(4, None), (9, "later")}),
        ("Latest figures show that nine people died.", {(4, None), (9, "later")}),
        ("The ministry of health later said nine people had died.", {(4, None), (9, "later")}),
        ("The ministry lowered the toll to three.", {(4, None), (3, "lowered")}),
        ("The death toll was revised down to three.", {(4, None), (3, "lowered")}),
        ("Initial reports said nine people had died.", {(4, None), (9, "earlier")}),
        ("Police had earlier put the death toll at nine.", {(4, None), (9, "earlier")}),
        ("Officials first put the number of dead at nine.", {(4, None), (9, "earlier")}),
        ("The army put the toll at nine.", {(4, None), (9, None)}),
        ("Doctors said earlier on Tuesday that nine people had died.", {(4, None), (9, None)}),
        ("Police later said two of the guards had died.", {(4, None), (2, None)}),
    ],
)
def test_the_words_say_whether_a_count_replaces_another_or_has_been_replaced(text, expected):
    assert _revisions(f"A car bomb killed four guards outside a station in Herat on Monday.\n{text}\n") == expected


def test_a_background_attack_of_the_same_sentence_keeps_its_own_toll():
    text = (
        "A bomb killed 40 people at a fair in Lyon on Friday, the deadliest attack in France since the 2015 attack that "
        "killed 90 people in Paris."
    )
    assert sorted([c.low for c in r.casualties] for r in _annotated(text).reports if r.casualties) == [[40], [90]]
