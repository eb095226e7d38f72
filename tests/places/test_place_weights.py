"""The weights of places are the lexicon's: what reads them and what is in the file are the same."""

from dataclasses import replace

import pytest

from eventpack.core.errors import InputError
from eventpack.lexicon import check
from eventpack.parsing.parser import parse
from eventpack.places import mentions, weights
from eventpack.places.mentions import find_places


@pytest.fixture
def changed(monkeypatch):
    """The weights with some of one section changed, wherever they are read."""

    def change(section, **values):
        now = mentions.place_weights()
        made = replace(now, **{section: replace(getattr(now, section), **values)})
        for module in ("mentions", "evidence", "disambiguation"):
            monkeypatch.setattr(f"eventpack.places.{module}.place_weights", lambda: made)

    return change


def test_a_key_that_nothing_reads_or_that_is_missing_is_an_error(monkeypatch):
    found = weights.reader.read("place_weights.yaml")
    for section in ({**found["beside"], "benedde": 1.0}, {k: v for k, v in found["beside"].items() if k != "locative"}):
        monkeypatch.setattr(weights.reader, "read", lambda name, s=section: {**found, "beside": s})
        with pytest.raises(TypeError, match="benedde|locative"):
            weights.place_weights.__wrapped__()


def test_a_section_that_is_none_of_the_file_is_named_with_its_line():
    with pytest.raises(InputError, match="place_weights.yaml, line 2"):
        check.check("place_weights.yaml", {"name": {}, "besides": {}}, b"name: {}\nbesides: {}\n")


def test_a_higher_threshold_takes_away_what_the_name_alone_does_not_carry(changed):
    text = "Traders met in Zinder after the harvest."
    assert [place.text for place in find_places(parse(text))] == ["Zinder"]
    changed("mention", enough=50.0)
    assert find_places(parse(text)) == []


def test_what_the_text_says_holds_a_town_decides_which_town_it_is(changed):
    text = "A bridge was closed in Cambridge, Ontario."
    assert find_places(parse(text))[0].location.admin1 == "CA-ON"
    changed("fame", in_container=0.0, in_country=0.0)
    changed("article", land=0.0, state=0.0)
    assert find_places(parse(text))[0].location.country == "GBR"
