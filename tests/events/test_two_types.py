"""One deed under two types in an article: which are one event, of which type, and which stay two."""

from datetime import date

import factories
import pytest

from eventpack import pipeline
from eventpack.annotation import extract
from eventpack.core.model import Article


def _events(text):
    """The type and the lemmas of the triggers of each event."""
    annotations = pipeline.annotate([Article("a", text, published=date(2026, 3, 10))])
    found = factories.linked(extract.report_keys(annotations))
    return sorted((event.event_type, sorted(report.lemma for report in event.reports)) for event in found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Kyrgyzstan jails opposition leader\n\nA court in Bishkek sentenced Kyrgyz opposition leader Temir Asanov to "
            "seven years in prison on Friday.",
            ("SANCTION", ["jail", "sentence"]),
        ),
        (
            "Ghana to throw out two Togolese envoys\n\nGhana said on Monday that it would expel two diplomats of Togo.",
            ("THREATEN", ["expel", "throw"]),
        ),
        (
            "Russia to withdraw troops from Syria\n\nRussia said on Monday that it would withdraw its troops from Syria.",
            ("CONCEDE", ["withdraw", "withdraw"]),
        ),
        (
            "The engineers were seized on Monday in Kauda. The engineers were abducted by rebels, Sudan said.",
            ("ASSAULT", ["abduct", "seize"]),
        ),
        (
            "Iranian minister walks out of Geneva talks\n\nIranian Foreign Minister Mohammad Zarif stormed out of the talks "
            "with Arab states in Geneva on Friday.",
            ("PROTEST", ["storm", "walk"]),
        ),
        (
            "The navy captured Juan Lizarraga in Mazatlan on Monday. Lizarraga was detained by Mexican marines.",
            ("COERCE", ["capture", "detain"]),
        ),
        (
            "A bomb killed six soldiers near Quetta on Monday. The Baloch Liberation Army claimed responsibility for the "
            "attack.",
            ("ASSAULT", ["claim", "kill"]),
        ),
    ],
)
def test_a_deed_reported_under_two_types_or_stages_is_one_event(text, wanted):
    assert wanted in _events(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kyrgyzstan jails opposition leader\n\nA court in Nairobi sentenced a Kenyan minister to five years in prison.",
        "Ghana to throw out two Togolese envoys\n\nTogo said on Monday that it would expel two diplomats of Ghana.",
        "Kenyan police arrested a minister in Nairobi on Monday. A court sentenced the minister on Friday.",
        "Kenya and Uganda agreed on a border on Monday. Kenya and Ethiopia signed a deal on water.",
        "The engineers were seized on Monday in Kauda. Two priests were abducted by rebels in Juba on Sunday, Sudan said.",
    ],
)
def test_what_has_other_parties_or_another_day_stays_two_events(text):
    assert len(_events(text)) > 1
    assert all(len(lemmas) == 1 for _, lemmas in _events(text))


def test_victims_without_a_cause_are_of_the_deed_of_the_sentence_before():
    text = "An exchange of fire took place near Goma on Monday. Four rebels were killed, the army said."
    assert len(_events(text)) == 1


def test_victims_at_another_place_are_of_another_deed():
    text = "Rebels attacked a convoy near Goma on Monday. Ten people were killed in Bukavu."
    assert len(_events(text)) == 2
