"""What a table gives as other names of an actor is a name of that actor."""

import pytest

from eventpack.actors import lexicon
from eventpack.annotation import names_used
from eventpack.core.model import Actor, ActorMention, Annotation, Article, Published

CANADA = lexicon.country_actor("CAN")
PERSON = Actor("per-lena-ortiz", "Lena Ortiz", "person", "GOV", "CHL", "text")
UNION = Actor("org-dockers", "Dockers of the North", "ngo", "LAB", None, "text")


def others(actor, *texts):
    mentions = tuple(ActorMention(0, len(text), text, actor) for text in texts)
    annotation = Annotation(Article("a", "x"), Published(None, None, "unknown"), (), actors=mentions)
    return [name for _, name in names_used.named(names_used.actor_mentions(annotation))]


@pytest.mark.parametrize(
    ("actor", "texts"),
    [
        (CANADA, ["Canadian mine", "Canadian air strikes", "Canada's mine", "Canada election", "the Canadian envoy"]),
        (
            PERSON,
            [
                "Ortiz supporter",
                "Ortiz's victory",
                "ORTIZ'S LAST HOPE",
                "President",
                "Mr. President",
                "Her aide",
                "Ortiz and Deputy Minister Ana Rey",
                "Their leader",
            ],
        ),
        (UNION, ["Dockers spokesman", "Dockers of the North members", "Angry dockers"]),
        (
            lexicon.compose("CAN", "mil"),
            [
                "Canadian",
                "Canada",
                "Soldiers",
                "Canadian and Chilean troops",
                "Troops",
                "Canadian crash victims",
                "Ottawa's harbour",
            ],
        ),
        (lexicon.compose("CAN", "gov"), ["Authorities", "Officials", "Canadian mine"]),
        (lexicon.compose(None, "cop"), ["Detectives", "Local police", "Massive police"]),
    ],
)
def test_a_phrase_about_something_else_or_that_only_describes_is_no_alias(actor, texts):
    assert others(actor, *texts) == []


@pytest.mark.parametrize(
    ("actor", "texts"),
    [
        (CANADA, ["Canadians", "Dominion of Canada"]),
        (PERSON, ["Ortiz", "President Ortiz", "President Lena Ortiz", "Lena de la Ortiz", "Lena O'Ortiz"]),
        (UNION, ["DON", "Northern Dockers", "Union of Dockers and Carters"]),
        (lexicon.compose("CAN", "mil"), ["Canadian troops", "Canadian special forces", "Ottawa's men"]),
        (lexicon.compose("CAN", "gov"), ["Ottawa", "Canadian authorities", "Justice Department"]),
    ],
)
def test_a_name_is_one(actor, texts):
    assert others(actor, *texts) == texts
