"""Lines that are captions of pictures, and lines of the story that only look so."""

import pytest

from eventpack.text.captions import is_caption


@pytest.mark.parametrize(
    "line",
    [
        "A bus stands in Gulu on Friday. (Jane Roe/Reuters)",
        "Nurses march in Lima, May 3, 2024. REUTERS/Jane Roe",
        "Smoke rises over the port. (AP Photo/Jane Roe)",
        "A soldier at the gate in this file photo.",
        "The minister in Oslo (Photo by Jane Roe)",
        "Illustrative photo: a bridge (Getty Images)",
    ],
)
def test_a_line_with_a_credit_is_a_caption(line):
    assert is_caption(f"Headline\n{line}\nThe story goes on.", len("Headline\n") + 3)


@pytest.mark.parametrize(
    "line",
    [
        "OSLO (Reuters) - Nurses marched on Friday.",
        "Envoys of Sweden/Norway met in Oslo.",
        "He shared a photo of the bridge, the agency AFP said.",
        "The Reuters reporter left Gulu.",
    ],
)
def test_a_line_of_the_story_is_none(line):
    assert not is_caption(f"Headline\n{line}\nThe story goes on.", len("Headline\n") + 3)


def test_the_line_after_a_caption_is_of_the_story_again():
    text = "A bus in Gulu. (Jane Roe/Reuters)\nPolice opened fire."
    assert not is_caption(text, text.index("Police"))
