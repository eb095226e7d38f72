"""Words are found to the letter, else with other white space, quotation marks and hyphens, and as whole words only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventpack.resolving import TextSearch

TEXT = "Norway’s “blue” fleet\nsailed north-west to Nor, and the Norwegian fleet followed."


@pytest.mark.parametrize(
    ("words", "found", "exact"),
    [
        ("Norway’s “blue” fleet", ["Norway’s “blue” fleet"], True),
        ('Norway\'s "blue" fleet sailed', ["Norway’s “blue” fleet\nsailed"], False),
        ("north–west", ["north-west"], False),
        ("Nor", ["Nor"], True),  # neither Norway nor Norwegian
        ("fleet", ["fleet", "fleet"], True),
        ("Fleet", [], True),
        ("", [], True),
        ("sailed south", [], True),
        ("(Nor", [], True),
        ("x" * 5_000, [], True),
    ],
)
def test_words_are_found_as_whole_words(words, found, exact):
    places = TextSearch(TEXT).all(words)
    assert [TEXT[p.start : p.end] for p in places] == found
    assert all(p.exact is exact for p in places)


@given(st.text(max_size=60), st.text(max_size=12))
def test_what_is_found_lies_in_the_text_and_reads_the_same(text, words):
    for place in TextSearch(text).all(words):
        assert 0 <= place.start < place.end <= len(text)
        if place.exact:
            assert text[place.start : place.end] == words.strip()
