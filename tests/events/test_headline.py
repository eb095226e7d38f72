"""An article's main event that PLOVER has no type for: told by annotate, first of the reports, without a type."""

from datetime import date

from eventpack import pipeline
from eventpack.annotation import json_lines
from eventpack.annotation.one_article import annotate_one
from eventpack.core.model import Article

DERAILED = """Night train leaves the rails near Jinja

A passenger train carrying two hundred people left the rails outside Jinja late on Tuesday.
Nobody was hurt. Engineers are looking into the cause.
The line will stay closed for a week. Buses are running instead."""


def annotated(text: str):
    return annotate_one(Article("a", text, published=date(2031, 3, 5)))


def reports(text: str) -> list[dict]:
    return json_lines.as_dict(annotated(text))["reports"]


def test_what_the_headline_says_comes_first_with_no_event_type():
    first = reports(DERAILED)[0]
    assert first["event_type"] is None and first["mode"] is None
    assert first["trigger"]["text"] == "leaves"
    assert [a["text"] for a in first["actors"]] == ["Night train"]
    assert first["place"]["text"] == "Jinja"
    assert first["date_earliest"] == first["date_latest"] == "2031-03-04"


def test_the_words_of_the_main_event_stand_at_their_offsets():
    for mention in (first := reports(DERAILED)[0])["actors"] + [first["trigger"], first["place"]]:
        assert DERAILED[mention["start"] : mention["end"]] == mention["text"]


def test_the_tables_hold_typed_reports_only():
    assert all(r.event_type for r in annotated(DERAILED).reports)


def test_a_coded_headline_needs_no_other_main_event():
    text = DERAILED.replace("Night train leaves the rails near Jinja", "Kenya recalls its ambassador to Uganda")
    assert reports(text)[0]["event_type"] == "SANCTION"
    assert all(r["event_type"] for r in reports(text))


def test_a_coded_lead_stands_before_a_headline_that_says_less():
    text = (
        "Bad blood on the lake shore\n\nUgandan police arrested nine fishermen at Jinja on Monday.\n"
        "They had no papers. Nets were burnt. Families waited outside."
    )
    assert reports(text)[0]["event_type"] == "COERCE"


def test_a_headline_that_quotes_is_read_outside_the_quotation():
    text = DERAILED.replace(
        "Night train leaves the rails near Jinja", "Goalkeeper Ann Opio delights Kampala crowd: 'I dreamt of this'"
    )
    assert [a["text"] for a in reports(text)[0]["actors"]] == ["Goalkeeper Ann Opio"]


def test_a_year_in_the_name_of_a_cup_is_no_date_of_the_final():
    text = "Gulu win Nile Cup 2031\n\nIt was a long evening. The crowd sang. The keeper wept. Rain fell."
    assert reports(text)[0]["date_earliest"] is None


def test_a_single_sentence_has_no_headline():
    assert reports("A passenger train left the rails outside Jinja.") == []


def test_a_country_is_made_precise_by_a_town_of_the_lead():
    text = (
        "Rebels bomb army barracks in Uganda\n\nThe blast in Gulu on Monday wounded two soldiers, police said.\n"
        "Shops closed. The wounded were flown out. Rain fell."
    )
    assert reports(text)[0]["place"]["text"] == "Gulu"


def test_what_only_recalls_an_event_does_not_date_it():
    text = "The death toll from a rebel bombing in Gulu rose to nine on Tuesday."
    bombing = next(r for r in reports(text) if r["event_type"] == "ASSAULT")
    assert bombing["date_earliest"] is None


def test_a_plural_with_a_subject_of_its_own_is_a_verb():
    text = "Singer Ann Opio protests outside Gulu court as trial opens\n\nRain. Few came. Police watched. It ended."
    first = reports(text)[0]
    assert (first["event_type"], [a["text"] for a in first["actors"]]) == ("PROTEST", ["Singer Ann Opio"])


def test_the_day_of_the_page_or_of_a_new_count_is_not_that_of_the_headline_s_deed():
    page = "Gunmen kill boy in Gulu\nMAR. 14, 2013, 8: 12 PM\nAnger has been mounting in Gulu for years."
    count = "Gunmen kill guards in Gulu\nThe toll of the attack on a clinic in Gulu rose to nine on Monday."
    for text, published in ((page, date(2013, 3, 14)), (count, date(2026, 3, 10))):
        [annotation] = pipeline.annotate([Article("a", text, published=published)])
        headline = [r for r in annotation.reports if r.sentence == 0]
        assert headline
        assert all(r.date_earliest is None for r in headline)
