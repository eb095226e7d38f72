"""Whom a report is attributed to: who is named as saying it, and not who speaks in another part of the sentence."""

import pytest

from eventpack import pipeline
from eventpack.annotation import names_used
from eventpack.core.model import Article


def said_by(text, trigger):
    (annotation,) = pipeline.annotate([Article("a", text)])
    report = next(r for r in annotation.reports if r.trigger.text == trigger)
    return report.attributed_to and report.attributed_to.text


CLAIM = "The mayor of Gulu said that students had attacked the police; their leader, Jan Nowicki, rejected the claim."


@pytest.mark.parametrize(
    ("text", "trigger", "source"),
    [
        (CLAIM, "attacked", "The mayor of Gulu"),
        (CLAIM, "rejected", None),
        ('The mayor of Gulu said: "Rebels shelled a school; soldiers burned a mosque."', "burned", "The mayor of Gulu"),
        ("Rebels shelled a school; soldiers burned a mosque, the mayor of Gulu said.", "burned", "the mayor of Gulu"),
    ],
)
def test_a_semicolon_ends_what_is_said(text, trigger, source):
    assert said_by(text, trigger) == source


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Two senior officials in the east said soldiers shot a boy in Kano.", ["Officials"]),
        ("Soldiers shot a boy in Kano, residents of the town said.", ["Residents"]),
        ("Soldiers shot a boy in Kano, Jan Nowicki said.", []),
        ("Soldiers shot a boy in Kano, Amnesty International said.", []),
    ],
)
def test_a_source_that_is_not_named_is_known_by_what_the_text_calls_it(text, kinds):
    (annotation,) = pipeline.annotate([Article("a", text)])
    sources = {r.attributed_to.actor.actor_id for r in annotation.reports if r.attributed_to}
    found = [
        words
        for actor, words in names_used.named(names_used.actor_mentions(annotation))
        if actor in sources and words.istitle() and " " not in words
    ]
    assert [words for words in found if words not in {"Nowicki"}] == kinds
