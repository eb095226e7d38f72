"""An article whose lines are broken at a fixed width says the same as one whose lines are not."""

from datetime import date
from textwrap import fill

import pytest

from eventpack.annotation.one_article import annotate_one
from eventpack.core.model import Article

HEADLINE = "Rebels shell a market in Goma"
PARAGRAPHS = [
    "Rebels shelled a market in Goma on Friday, killing nine people, officials of the provincial government said.",
    "President Felix Tshisekedi condemned the attack and urged the African Union to send more peacekeepers to North Kivu.",
    "On Saturday the police arrested two men who had fled to the town of Sake, the Congolese interior ministry said.",
]
PLAIN = "\n".join([HEADLINE, *PARAGRAPHS])
WRAPPED = "\n            ".join(
    line for text in (HEADLINE, *PARAGRAPHS) for line in fill(text, 62, break_on_hyphens=False).split("\n")
)


@pytest.fixture(scope="module")
def both():
    return [annotate_one(Article("a", text, published=date(2024, 5, 5))) for text in (PLAIN, WRAPPED)]


def test_the_reports_are_those_of_the_text_without_breaks(both):
    plain, wrapped = (
        [
            (
                r.event_type,
                r.status,
                r.date_text,
                r.date_earliest,
                r.date_latest,
                {m.actor for m in (*r.actors, *r.recipients)},
                r.place and r.place.location,
                r.attributed_to and r.attributed_to.actor,
            )
            for r in annotation.reports
        ]
        for annotation in both
    )
    assert len(plain) >= 4
    assert wrapped == plain


def test_offsets_and_words_are_those_of_the_text_as_given(both):
    _, wrapped = both
    text = wrapped.article.text
    assert text == WRAPPED
    for report in wrapped.reports:
        assert " ".join(text[report.start : report.end].split()) in [HEADLINE, *PARAGRAPHS]
        for words in (report.trigger, *report.actors, *report.recipients, *filter(None, [report.place])):
            assert text[words.start : words.end] == words.text
    for words in (*wrapped.places, *wrapped.times, *wrapped.actors):
        assert text[words.start : words.end] == words.text
    assert [" ".join(text[a:b].split()) for a, b in wrapped.sentences] == [HEADLINE, *PARAGRAPHS]


def test_names_have_no_line_break_in_them(both):
    _, wrapped = both
    names = {mention.actor.name for mention in wrapped.actors if mention.actor is not None}
    assert "African Union" in names
    assert not any("\n" in name for name in names)


def test_spaces_between_words_do_not_count():
    text = "Police in Lima arrested nine  protesters on Friday."
    found = annotate_one(Article("a", text, published=date(2024, 5, 5))).reports
    plain = annotate_one(Article("a", text.replace("  ", " "), published=date(2024, 5, 5))).reports
    assert [(r.event_type, r.date_text) for r in found] == [(r.event_type, r.date_text) for r in plain] != []
