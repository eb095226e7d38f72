"""Borders between two countries, named by both or by one side: places with a row and a point of their own."""

from functools import cache

import pytest

from eventpack import pipeline
from eventpack.annotation.mentions import mentions
from eventpack.core.model import Article
from eventpack.lexicon.countries import by_iso3, read_lexicon
from eventpack.places import gazetteer

_CASES = [
    # both sides are named
    ("Shelling was heard along the Syrian-Turkish border.", "Syrian-Turkish border", "border-syr-tur"),
    ("The India-Pakistan frontier is quiet.", "India-Pakistan frontier", "border-ind-pak"),
    (
        "Landmines lie along the border between Thailand and Cambodia.",
        "border between Thailand and Cambodia",
        "border-khm-tha",
    ),
    ("Ukraine's northern border with Belarus was closed.", "Ukraine's northern border with Belarus", "border-blr-ukr"),
    ("Two men died in a Thai-Cambodian border clash.", "Thai-Cambodian border", "border-khm-tha"),
    ("Two died on the Malian and Nigerien border.", "Malian and Nigerien border", "border-mli-ner"),
    # one side: the other is the country that the sentence, or else the article, is about
    ("Syria closed its border with Turkey.", "border with Turkey", "border-syr-tur"),
    ("The airfield in Qamishli, near the Turkish border, was hit.", "Turkish border", "border-syr-tur"),
    ("Mali is at war. Rebels fled to the border of Niger.", "border of Niger", "border-mli-ner"),
    # no border, or none that is known
    ("Turkish border guards shot a man in Syria.", None, None),
    ("Syria protested after a raid on a Turkish border town.", None, None),
    ("Envoys spoke of the Turkish border.", None, None),
    ("Officials in Norway spoke of the Turkish border.", None, None),
    ("Sweden keeps its borders open to Norway.", None, None),
    ("The novel is on the border between fact and fiction.", None, None),
    ("Ministers of Chad and Libya spoke in Oslo of the Niger border.", None, None),
]


@cache
def _found():
    texts = [case[0] for case in _CASES]
    annotations = pipeline.annotate([Article(str(n), text) for n, text in enumerate(texts)])
    return {
        a.article.text: [
            (a.article.text[m.start : m.end], m.location.gazetteer_key)
            for m in mentions(a)
            if m.location is not None and m.location.feature_type == "border"
        ]
        for a in annotations
    }


@pytest.mark.parametrize(("text", "words", "key"), _CASES)
def test_a_border_is_the_line_between_the_two_countries_that_are_meant(text, words, key):
    assert _found()[text] == ([] if key is None else [(words, key)])


def test_a_border_is_one_place_from_either_side():
    row = gazetteer.border("TUR", "SYR")
    assert row is not None and row == gazetteer.border("SYR", "TUR") and gazetteer.is_row(row)
    assert (row.location_id, row.name, row.country) == ("eventpack:border-syr-tur", "Syria–Turkey border", None)
    assert gazetteer.border("TUR", "NOR") is None and gazetteer.border("TUR", "TUR") is None


def test_a_border_runs_within_the_bounds_of_both_countries():
    for key, (latitude, longitude) in read_lexicon("borders.yaml").items():
        for side in key.split("-"):
            west, south, east, north = by_iso3()[side].bbox
            assert south - 1 <= latitude <= north + 1, (key, side)
            assert east - west > 180 or west - 1 <= longitude <= east + 1, (key, side)
