"""A headline that runs into a dateline is a sentence of its own, and so is the story behind it."""

import time

import pytest

from eventpack import pipeline
from eventpack.core.model import Article
from eventpack.text import dateline

STORY = "Rebels attacked an army base on Monday, officials said."


def sentences(text):
    (annotation,) = pipeline.annotate([Article("a", text)])
    return [text[start:end] for start, end in annotation.sentences]


@pytest.mark.parametrize("headline", ["Rebels attack army base in Juba", "Army base in Juba attacked, 4 dead"])
@pytest.mark.parametrize(
    "line",
    [
        "JUBA (North Wire) - ",
        "JUBA, South Sudan (NW) — ",
        "JUBA, Jan. 12, 2026 (North Wire) -- ",
        "PORT SUDAN, Jan 12 (North Wire) – ",
        "JUBA (North Wire): ",
    ],
)
def test_headline_dateline_and_story_are_three(headline, line):
    assert sentences(f"{headline} {line}{STORY}") == [headline, line.rstrip(), STORY]


@pytest.mark.parametrize(
    "line", ["BOGOTA, Nov 7 (North Wire) -", "LIMA/QUITO, May 2 (NW) -", "SANAA, Aug 19, 2016 (NW) -", "DAKAR -"]
)
def test_a_dateline_is_one_sentence(line):
    assert sentences(f"{line} {STORY}") == [line, STORY]


@pytest.mark.parametrize(
    "line",
    [
        "WASHINGTON",
        "NEW YORK",
        "ST. LOUIS",
        "AUSTIN, Texas",
        "BUFFALO, New York",
        "GOMA, Democratic Republic of the Congo",
    ],
)
@pytest.mark.parametrize("story", [STORY, "A court freed three journalists on Monday.", "U.S. troops left on Monday."])
def test_capitals_alone_make_a_dateline_of_a_place(line, story):
    assert sentences(f"{line} {story}") == [line, story]


@pytest.mark.parametrize(
    "text",
    [
        "NATO Secretary General Jens Stoltenberg met the president on Monday.",
        "UNICEF, Norway and Sweden sent tents on Monday.",
        "PARIS ATTACKS shook France on Monday.",
        "GOMA, Rwanda and Burundi closed the border on Monday.",
    ],
)
def test_other_capitals_open_the_story(text):
    assert sentences(text) == [text]


def test_both_tell_of_what_happened():
    (annotation,) = pipeline.annotate([Article("a", f"Rebels attack army base in Juba JUBA (North Wire) - {STORY}")])
    assert {report.trigger.text for report in annotation.reports} == {"attack", "attacked"}
    assert {mention.text for report in annotation.reports for mention in report.actors} == {"Rebels"}


@pytest.mark.parametrize(
    "text",
    [
        "Members of the SDF - Kurdish fighters in the main - left the town on Monday.",
        "He spoke for the UN (United Nations) in Juba on Monday.",
        "JUBA (North Wire) - Rebels attacked an army base on Monday.",
        "REBELS ATTACK ARMY BASE IN JUBA (PHOTOS)",
        "Talks in the town ended.\nRebels left JUBA (North Wire) - and its port - on Monday.",
    ],
)
def test_prose_is_not_taken_for_one(text):
    assert dateline.run_in(text) is None


@pytest.mark.parametrize(
    "text",
    ["a " + "A" * 100_000, "a " + "AB, C " * 50_000, "a AB" + ", A A A A A" * 30_000 + "(", "a AB" + " AB" * 30_000],
)
def test_it_takes_no_time_to_see_that_there_is_none(text):
    start = time.process_time()
    assert dateline.run_in(text) is None
    assert time.process_time() - start < 5
