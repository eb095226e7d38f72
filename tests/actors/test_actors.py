"""Who is meant by a noun phrase."""

import csv
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eventpack.actors import lexicon
from eventpack.actors.finder import ActorFinder
from eventpack.lexicon.countries import by_iso3
from eventpack.parsing.parser import parse
from eventpack.places.mentions import find_places

CASES = Path(__file__).parents[1] / "cases" / "actors.tsv"


def rows():
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def finder(text: str) -> ActorFinder:
    doc = parse(text)
    return ActorFinder(doc, find_places(doc))


def mention(text: str, head: str):
    found = finder(text)
    return found.mention(next(t for t in found.doc if t.text == head))


def mentions(text: str, head: str):
    found = finder(text)
    return found.mentions(next(t for t in found.doc if t.text == head))


def ids(found):
    return [m.actor.actor_id if m.actor else None for m in found]


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['head']}: {row['sentence'][:50]}")
def test_a_phrase_stands_for_its_actor(row):
    got = mention(row["sentence"], row["head"])
    actor = got.actor
    assert (got.text, actor.actor_id if actor else "", actor and actor.country or "", actor and actor.sector or "") == (
        row["phrase"],
        row["actor_id"],
        row["country"],
        row["sector"],
    )


def test_conjoined_names_are_one_mention_each():
    found = mentions("France, Germany and the UK signed the letter.", "France")
    assert [m.text for m in found] == ["France", "Germany", "the UK"]
    assert ids(found) == ["fra", "deu", "gbr"]


def test_conjoined_adjectives_give_an_actor_each():
    found = mentions("British and French troops entered the town.", "troops")
    assert ids(found) == ["gbr-mil", "fra-mil"]
    assert [m.text for m in found] == ["British", "French troops"]


def test_conjoined_countries_behind_of_give_an_actor_each():
    assert ids(mentions("The leaders of Peru and Chile met.", "leaders")) == ["per-gov", "chl-gov"]


def test_named_examples_replace_a_vague_head():
    text = (
        "Türkiye and various groups operating in Syria, including Hamas and the Syrian National Army, oppose the plan."
    )
    assert ids(mentions(text, "Türkiye")) == ["tur", "org-hamas", "org-syrian-national-army"]


def test_both_sides_are_the_two_last_spoken_of():
    text = "Armenian troops clashed with the Azerbaijani army. The two sides later agreed to a truce."
    assert ids(mentions(text, "sides")) == ["arm-mil", "aze-mil"]


def test_a_thing_names_no_actor_but_has_a_holder():
    found = finder("Israeli jets hit Hezbollah targets and an arms depot of the Syrian army after Cuba's refusal.")
    token = {t.text: t for t in found.doc}
    assert [found.mention(token[w]).actor for w in ("targets", "depot", "refusal")] == [None] * 3
    assert [found.holder(token[w]).actor.actor_id for w in ("targets", "depot", "refusal")] == [
        "org-hezbollah",
        "syr-mil",
        "cub",
    ]


def test_a_thing_of_nobody_has_no_holder():
    found = finder("The heavy rain flooded a small village.")
    assert all(found.holder(t) is None for t in found.doc if t.tag_.startswith("N"))


def test_relative_clauses_and_participles_are_no_part_of_the_phrase():
    assert mention("The rebels who took the town withdrew.", "rebels").text == "The rebels"
    assert mention("A group aligned with Ghana protested.", "group").text == "A group"


def test_the_parent_of_a_composed_actor_is_its_country():
    actor = mention("Russian troops left.", "troops").actor
    assert (actor.parent.actor_id, actor.parent.kind, actor.basis) == ("rus", "country", "composition")


def test_a_ministry_belongs_to_its_government():
    assert mention("The Peruvian Ministry of Defence denied it.", "Ministry").actor.parent.actor_id == "per-gov"


def test_a_person_the_lexicon_does_not_know_keeps_the_name():
    actor = mention("Peruvian Foreign Minister Rosa Quispe left.", "Quispe").actor
    assert (actor.name, actor.kind, actor.basis) == ("Rosa Quispe", "person", "text")


def test_a_surname_finds_its_bearer():
    text = "Finance Minister Rosa Quispe spoke. Later Quispe left."
    found = finder(text)
    assert len({found.mention(t).actor.actor_id for t in found.doc if t.text == "Quispe"}) == 1


def test_all_lists_actors_in_order_and_none_within_another():
    found = finder("The mayor of Lima thanked Chilean doctors. The rain stopped.").all()
    assert ids(found) == ["per-gov", "chl-med"]
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


def test_a_country_after_a_preposition_of_place_is_no_actor():
    assert "Syria" not in [m.text for m in finder("The storm reached the coast in Syria.").all()]


def test_every_lexicon_actor_has_a_country_the_country_lexicon_knows():
    by_id, _ = lexicon._named()
    assert {a.country for a in by_id.values() if a.country} <= set(by_iso3())


def test_no_two_lexicon_actors_share_an_identifier():
    seen = {}
    for _, actor in lexicon._named()[1]:
        assert seen.setdefault(actor.actor_id, actor) == actor


def test_every_parent_in_the_lexicon_is_known():
    by_id, _ = lexicon._named()
    for entry in lexicon.read_lexicon("actors.yaml"):
        assert "parent" not in entry or entry["parent"] in by_id, entry


def test_modifiers_name_known_groups():
    assert set(lexicon.agents().modifiers.values()) <= set(lexicon.groups())


WORDS = st.sampled_from(
    [
        "Russian",
        "troops",
        "the",
        "of",
        "Syria",
        "'s",
        "government",
        "(",
        ")",
        ",",
        "-",
        "and",
        "both",
        "sides",
        "they",
        "it",
        "who",
        "Hamas",
        "including",
        "others",
        "President",
        "Putin",
        "Kurdish",
        "led",
        ".",
        "\n",
        "members",
        "thousands",
        "Moscow",
        "said",
        "its",
        "Ministry",
        "Defense",
        "\u2011",
        "his",
    ]
)


@settings(deadline=None)  # the first call loads the lexicon
@given(st.lists(WORDS, max_size=14))
@example(words=["troops", "of"])
def test_any_words_give_mentions_that_lie_where_they_say(words):
    doc = parse(" ".join(words))
    found = ActorFinder(doc)
    for token in doc:
        for m in (*found.mentions(token), *([found.holder(token)] if found.holder(token) else [])):
            assert doc.text[m.start : m.end] == m.text
    for m in found.all():
        assert m.actor is not None and m.text.strip() == m.text


@settings(deadline=None)
@given(st.sampled_from(sorted(by_iso3())), st.sampled_from(sorted(lexicon.groups())))
def test_composition_puts_the_suffix_behind_the_country(iso3, suffix):
    actor = lexicon.compose(iso3, suffix)
    assert (actor.actor_id, actor.country) == (f"{iso3.lower()}-{suffix}", iso3)
    assert actor.name == actor.name.strip() and "{" not in actor.name


@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        # Whose abbreviation it is, the article says.
        ("The Lantern Council of Peru (CPC) met. The CPC struck a post.", "CPC", "org-chinese-communist-party"),
        ("The Coalition for Peace and Change (CPC) met. The CPC struck a post.", "CPC", None),
        ("The Communist Party of China (CPC) met. The CPC praised Peru.", "CPC", "org-chinese-communist-party"),
    ],
)
def test_an_abbreviation_is_what_the_article_spells_out(text, head, expected):
    found = finder(text)
    tokens = [t for t in found.doc if t.text == head]
    actor = found.mention(tokens[-1]).actor
    if expected is None:
        assert actor is None or actor.country != "CHN"
    else:
        assert actor is not None and actor.actor_id == expected


def test_the_adjective_of_nation_outweighs_a_town_in_a_name():
    actor = mention("The Danish Arad Army struck a post.", "Army").actor
    assert actor is not None and actor.country == "DNK"
