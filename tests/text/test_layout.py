"""Lines broken at a fixed width are joined where a sentence runs across the break, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventpack.text.layout import flat


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The sentence goes on in small letters.
        ("Troops shelled the port, officials\n            say.", "Troops shelled the port, officials say."),
        ("Troops shelled\r\nthe port.", "Troops shelled the port."),
        ("The promised\n\nevacuations had not begun.", "The promised evacuations had not begun."),
        # No line ends with these words, and no name with a title.
        ("She wrote to the\nUnited Nations.", "She wrote to the United Nations."),
        ("It was Mr.\nOkello who left.", "It was Mr. Okello who left."),
        # White space that is no break.
        ("Troops  left \t the port.", "Troops left the port."),
        ("Troops left.   \n    Police stayed.", "Troops left.\nPolice stayed."),
    ],
)
def test_a_sentence_has_no_line_break_and_single_spaces(text, expected):
    assert flat(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "Rebels take Gulu\nThe army left the town on Friday.",
        "Rebels take Gulu\nal-Nusra fighters entered on Friday.",
        "New phones\niPhone sales rose.",
        "The army left.\nit was not clear why.",
        "What is asked:\nan end to the siege",
        "Rebels take Gulu\n\nPolice left.",
        "Life goes on\nPolice left.",
        "\n Troops left. ",
        "",
    ],
)
def test_other_breaks_stay(text):
    assert flat(text).text.strip() == "\n".join(line.strip() for line in text.split("\n")).strip()


WRAPPED = """The governor of the northern province, Simon Okello, said on Friday that the army had
    shelled two villages near the border and that eleven people were wounded. The Red
    Cross sent a team to both of them on the same day, which found houses in ruins and
    Arrests in the capital
    Police held nine people."""


def test_a_full_line_goes_on_whatever_the_next_begins_with():
    joined = flat(WRAPPED).text
    assert "The Red Cross sent" in joined
    assert "said on Friday that the army had shelled two villages" in joined


def test_a_short_line_of_a_wrapped_text_is_a_heading():
    assert "\nPolice held nine people." in flat(WRAPPED).text


def test_a_long_line_shows_no_width_where_nothing_is_wrapped():
    text = "Residents said that shells fell on the market, and on two houses beside it\nPolice said nothing"
    assert flat(text).text == text


@given(st.text(alphabet="aB .,\n\r\t\u00a0-", max_size=60))
def test_every_character_is_found_again_where_it_stood(text):
    layout = flat(text)
    for at, character in enumerate(layout.text):
        original = text[layout.at(at)]
        assert original == character or (original.isspace() and character.isspace())
    assert "".join(layout.text.split()) == "".join(text.split())
    for start, word in ((i, w) for i, w in enumerate(layout.text) if not w.isspace()):
        assert text[layout.at(start) : layout.end(start + 1)] == word
