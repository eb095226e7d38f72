"""Who does it and to whom it is done, by identifier: a line of cases/parties.tsv is a test."""

from functools import cache
from pathlib import Path

import pytest

from eventpack import pipeline
from eventpack.core.model import Article

CASES = Path(__file__).parents[1] / "cases" / "parties.tsv"


def _lines():
    for number, line in enumerate(CASES.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield pytest.param(*line.split("\t"), id=f"parties:{number}")


@cache
def _annotations():
    texts = sorted({case.values[0] for case in _lines()})
    found = pipeline.annotate([Article(str(n), text.replace("\\n", "\n")) for n, text in enumerate(texts)])
    return dict(zip(texts, found, strict=True))


def _known(mentions):
    return {m.actor.actor_id for m in mentions if m.actor is not None}


@pytest.mark.parametrize(("text", "trigger", "actors", "recipients"), list(_lines()))
def test_the_parties_of_an_event_are_those_the_text_names_and_no_others(text, trigger, actors, recipients):
    reports = [r for r in _annotations()[text].reports if r.trigger.text == trigger]
    assert reports, [r.trigger.text for r in _annotations()[text].reports]
    told = reports[-1]
    for wanted, found in ((actors, told.actors), (recipients, told.recipients)):
        if wanted != "*":
            assert _known(found) == set(filter(None, wanted.split("|"))), [m.text for m in found]
