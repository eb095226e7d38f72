"""Whom a report is attributed to: who is named as saying it, and not who speaks in another part of the sentence."""

import pytest

from eventpack import pipeline
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
