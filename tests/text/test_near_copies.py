"""Which articles are copies of one text, and what that does to the counts of an event."""

from datetime import date

import factories
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpack.core.model import Article

_BODY = (
    "Norwegian fishermen blocked the harbour of Tromso on Monday with some forty boats, the police said. They demand a "
    "higher share of this year's cod. The boats lay side by side from the fish market to the ferry quay, and a choir "
    "sang on one of them. The ministry of fisheries said that the share had been agreed in autumn and would stand. A "
    "spokeswoman for the fishermen said they had food for a week. Tourists walked along the quay and took pictures of "
    "the boats. The ferry to Harstad left from another town. By evening snow fell on the choir and it went below deck."
)
_OTHER = (
    "Tromso wakes to a wall of boats. Since Monday the harbour has been closed by the fishermen of three villages, who "
    "want more cod. A shopkeeper has taken them bread; the mayor has taken them her regards. The ministry of fisheries "
    "said that the share had been agreed in autumn and would stand. Nobody here has seen a strike at sea before. What "
    "will happen when the food runs out is the talk of every kitchen, and there are many kitchens in the villages."
)


def _article(name, text, publisher, day=2):
    return Article(name, text, publisher=publisher, published=date(2026, 3, day))


def _copies(*articles):
    found = factories.copies_of(articles)
    names = {a.source_id: a.id for a in articles}
    return {names[s]: (names[c.of], c.publisher) for s, c in found.items()}


AGENCY = _article("agency", f"TROMSO, March 2 (Reuters) - {_BODY}", "Reuters", 3)


def test_a_print_with_small_edits_is_a_copy_of_the_agencys():
    edited = _article(
        "edited",
        "Boats block Tromso\n\nTROMSO (Reuters) - " + _BODY.replace("some forty", "about 40"),
        "Fjord Paper",
        2,
    )
    assert _copies(AGENCY, edited) == {"edited": ("agency", "Reuters")}


def test_a_print_cut_to_its_first_half_is_a_copy():
    cut = _article("cut", _BODY[: len(_BODY) // 2], "Fjord Paper")
    assert _copies(AGENCY, cut) == {"cut": ("agency", "Reuters")}


def test_two_articles_that_quote_one_sentence_of_an_official_are_not_copies():
    assert _copies(AGENCY, _article("own", _OTHER, "Fjord Paper")) == {}


def test_of_papers_that_print_an_agency_which_is_not_among_the_sources_the_first_stands_for_it():
    prints = [
        _article(name, f"TROMSO (Reuters) - {_BODY}{extra}", paper, day)
        for name, extra, paper, day in (("a", "", "Paper A", 3), ("b", " More is not known.", "Paper B", 2))
    ]
    assert _copies(*prints) == {"a": ("b", "Paper B")}


def test_without_a_credit_the_first_to_publish_is_the_original():
    first, later = _article("first", _BODY, "Paper A", 2), _article("later", _BODY + " It was cold.", "Paper B", 3)
    assert _copies(later, first) == {"later": ("first", "Paper A")}


def test_a_text_much_changed_is_a_copy_only_if_both_credit_the_same_agency():
    sentences = _BODY.split(". ")
    changed = (
        ". ".join(
            [
                *sentences[:5],
                "A boy on the quay counted the boats twice and came to different numbers",
                "The shops in the street behind had never sold so many mittens",
                "In the evening the mayor brought a pot of soup, and a second one when the first was empty",
                "Nobody would say how long this was to last",
            ]
        )
        + "."
    )
    with_credit = _article("credited", f"TROMSO (Reuters) - {changed}", "Paper A")
    assert set(_copies(AGENCY, with_credit)) == {"credited"}
    assert _copies(_article("one", _BODY, "Paper B"), _article("two", changed, "Paper A")) == {}


@pytest.mark.parametrize("text", ["", " \n ", "War", "Chile sent troops to Peru on Monday."])
def test_short_and_empty_texts_are_copies_only_of_the_same_words(text):
    other = _article("b", text.replace("Monday", "Sunday") + "\nA line more.", "Paper B")
    assert _copies(_article("a", text, "Paper A"), other) == {}


def test_short_texts_of_the_same_words_are_copies():
    one, two = _article("a", "Chile sent troops.", "A"), _article("b", "Chile sent troops\n", "B")
    assert len(_copies(one, two)) == 1


_PRINTS = [
    AGENCY,
    _article("own", _OTHER, "Fjord Paper"),
    _article("cut", _BODY[:500], "Paper A"),
    _article("edited", _BODY.replace("Monday", "Tuesday"), "Paper B"),
    _article("other", _OTHER[:300], "Paper C"),
]


@settings(max_examples=20, deadline=None)
@given(st.permutations(_PRINTS))
def test_the_order_of_articles_changes_nothing(articles):
    assert factories.copies_of(articles) == factories.copies_of(_PRINTS)


def test_many_articles_with_one_paragraph_in_common_are_not_one():
    notice = " Our newsroom is staffed around the clock. Write to us with tips, corrections and photographs."
    rows = [" ".join(f"word{(n * 7919 + k * k) % 9973}" for k in range(120)) for n in range(300)]
    assert factories.copies_of(Article(str(n), text + notice) for n, text in enumerate(rows)) == {}
