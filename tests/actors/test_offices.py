"""Who held which office when: the day of an article says what a person it names is."""

from __future__ import annotations

from datetime import date

import pytest

from eventpack.actors import lexicon, offices
from eventpack.actors.finder import ActorFinder
from eventpack.annotation.one_article import annotate_one
from eventpack.core.model import Actor, Article
from eventpack.lexicon.countries import read_lexicon
from eventpack.parsing.parser import parse
from eventpack.places.mentions import find_places


def named(name: str, day: date | None) -> Actor:
    return offices.at(lexicon.persons()[name], day)


@pytest.mark.parametrize(
    ("name", "day", "actor_id", "sector"),
    [
        ("Bashar al-Assad", date(2024, 6, 1), "per-bashar-al-assad", "GOV"),
        ("Bashar al-Assad", date(2024, 12, 8), "per-bashar-al-assad", "GOV"),
        ("Bashar al-Assad", date(2026, 1, 27), "per-bashar-al-assad-former", "ELI"),
        ("Bashar al-Assad", None, "per-bashar-al-assad", "GOV"),
        ("Ahmed al-Sharaa", date(2020, 3, 1), "per-ahmed-al-sharaa-of-hayat-tahrir-al-sham", "REB"),
        ("Ahmed al-Sharaa", date(2026, 1, 27), "per-ahmed-al-sharaa", "GOV"),
        ("Donald Trump", date(2018, 1, 1), "per-donald-trump", "GOV"),
        ("Donald Trump", date(2022, 1, 1), "per-donald-trump-former", "ELI"),
        ("Donald Trump", date(2025, 6, 1), "per-donald-trump", "GOV"),
        ("Dmitry Medvedev", date(2024, 1, 1), "per-dmitry-medvedev", "GOV"),  # another office of the state since
        ("Boris Yeltsin", date(1985, 1, 1), "per-boris-yeltsin", "GOV"),  # before anything is known
        ("Sergei Lavrov", date(2030, 1, 1), "per-sergei-lavrov", "GOV"),
        (
            "Hillary Clinton",
            date(2020, 1, 1),
            "per-hillary-clinton",
            None,
        ),  # a minister may have another office by then
        ("Jens Stoltenberg", date(2020, 1, 1), "per-jens-stoltenberg-of-nato", None),
        ("Hassan Nasrallah", date(2010, 1, 1), "per-hassan-nasrallah", "REB"),
        ("Hassan Nasrallah", date(2025, 1, 1), "per-hassan-nasrallah", "REB"),  # who led a group is no former official
        ("Iyad Ag Ghaly", date(2022, 1, 1), "per-iyad-ag-ghaly", "REB"),
    ],
)
def test_the_day_says_who_holds_an_office_and_who_has_left_it(
    name: str, day: date | None, actor_id: str, sector: str | None
) -> None:
    found = named(name, day)
    assert found.actor_id == actor_id
    assert found.sector == (sector if name != "Hillary Clinton" else lexicon.persons()[name].sector)
    assert found.name == lexicon.persons()[name].name


def test_every_holder_of_the_file_is_a_person_of_the_lexicon_and_of_that_country() -> None:
    for row in read_lexicon("offices.yaml"):
        assert ("country" in row) != ("body" in row)
        assert "body" not in row or lexicon.by_id(row["body"]) is not None
        assert row["source"].startswith("https://")
        offices_known = {suffix.removeprefix("gov-") for suffix, _, _ in lexicon.agents().offices.values()}
        assert row["office"] in offices_known | {"leader", "other"}
        for holder in row["holders"]:
            name, first, last = offices.parsed(holder)
            assert first <= last, holder
            person = lexicon.persons()[name]
            assert "country" not in row or person.country == row["country"], holder


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Hassan Nasrallah", "org-hezbollah"),
        ("Noor Wali Mehsud", "org-ttp"),
        ("Velupillai Prabhakaran", "org-ltte"),
        ("Ajay Banga", "org-world-bank"),
        ("Mahmoud Ali Youssouf", "org-african-union"),
    ],
)
def test_who_leads_a_body_belongs_to_it(name: str, body: str) -> None:
    parent = lexicon.persons()[name].parent
    assert parent is not None and parent.actor_id == body


def test_an_office_has_one_holder_at_a_time() -> None:
    for row in read_lexicon("offices.yaml"):
        if row["office"] == "other":
            continue
        spans = sorted(offices.parsed(holder)[1:] for holder in row["holders"])
        for (_, last), (first, _) in zip(spans, spans[1:], strict=False):
            # A month or a year stands for all its days, and the Gambia had two presidents for three days.
            assert (last - first).days <= 31, row


def test_one_name_in_two_articles_is_the_president_in_one_and_a_former_one_in_the_other() -> None:
    text = "Assad arrived in Moscow on Monday, Russian officials said."
    kinds = {}
    for day in (date(2024, 6, 3), date(2026, 1, 26)):
        actors = annotate_one(Article("a", text, published=day)).actors
        kinds[day.year] = next(m.actor for m in actors if m.actor is not None and "Assad" in m.text)
    assert (kinds[2024].sector, kinds[2026].sector) == ("GOV", "ELI")
    assert kinds[2024].country == kinds[2026].country == "SYR"


def who(text: str, words: str, day: date) -> str | None:
    doc = parse(text)
    finder = ActorFinder(doc, find_places(doc), day)
    token = next(t for t in doc if t.idx == text.index(words) + words.rindex(" ") + 1)
    actor = finder.mention(token).actor
    return actor and actor.actor_id


def test_the_president_is_whom_the_article_calls_so_while_that_is_true() -> None:
    text = "Syrian President Bashar al-Assad visited Moscow. Troops said the president ordered the attack."
    assert who(text, "the president", date(2024, 6, 3)) == "per-bashar-al-assad"


def test_the_president_is_the_office_where_who_was_just_named_so_holds_it_no_more() -> None:
    text = "Syria's army entered Homs. President Bashar al-Assad lives in exile. Syrian officials said the president was in Damascus."
    assert who(text, "the president", date(2026, 1, 26)) == "syr-gov-president"


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        # The president of the state that the sentence is about, not the one just named.
        ("Turkish President Recep Tayyip Erdogan landed in Nairobi. The Kenyan government said the president signed.",
         "the president", "ken-gov-president"),
        ("French President Emmanuel Macron visited Chad. Chadian officials said the president was ill.",
         "the president", "tcd-gov-president"),
        ("Kenyan President William Ruto flew to Addis Ababa. Ethiopia's government said the prime minister was away.",
         "the prime minister", "eth-gov-prime-minister"),
        # The one just named, where nothing in the sentence acts for another state.
        ("Turkish President Recep Tayyip Erdogan landed in Nairobi. The president met Kenyan officials.",
         "The president", "per-recep-tayyip-erdogan"),
        ("Turkish President Recep Tayyip Erdogan landed in Nairobi. The president said Turkey would build a port.",
         "The president", "per-recep-tayyip-erdogan"),
        # Who held it once is not the office.
        ("Former Kenyan President Uhuru Kenyatta criticised the government. The president rejected the claim.",
         "The president", "ken-gov-president"),
        ("Kenya's former president attacked the government.", "Kenya's former president", "ken-eli"),
        ("The former Kenyan president was arrested.", "The former Kenyan president", "ken-eli"),
        ("The ex-president of Kenya was charged.", "president", "ken-eli"),
        ("The ousted president of Niger was moved.", "The ousted president", "ner-eli"),
        ("A former foreign minister of Kenya was charged.", "A former foreign minister", "ken-eli"),
        ("Former Kenyan soldiers robbed a bank.", "Former Kenyan soldiers", "ken-eli"),
        ("Kenya's president met a former minister.", "Kenya's president", "ken-gov-president"),
        ("Kenyan soldiers robbed a bank.", "Kenyan soldiers", "ken-mil"),
        ("Kenya's acting president spoke.", "Kenya's acting president", "ken-gov-president"),
        ("Kenya's army chief, a former rebel, resigned.", "Kenya's army chief", "ken-mil"),
    ],
)  # fmt: skip
def test_an_office_without_a_name_is_that_of_the_state_spoken_of_while_it_is_held(text, words, actor_id) -> None:
    doc = parse(text)
    finder = ActorFinder(doc, find_places(doc), date(2026, 1, 26))
    token = next(t for t in reversed(list(doc)) if t.idx < text.index(words) + len(words))
    actor = finder.mention(token).actor
    assert actor is not None and actor.actor_id == actor_id


@pytest.mark.parametrize("holder", ["Idriss Deby", "1990-12-02/", "Idriss Deby 1990-12-02", "Idriss Deby 1990-13-02/"])
def test_an_entry_that_is_no_name_with_a_span_is_refused(holder: str) -> None:
    with pytest.raises(ValueError):
        offices.parsed(holder)
