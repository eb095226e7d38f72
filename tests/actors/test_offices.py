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
        ("Hillary Clinton", date(2020, 1, 1), "per-hillary-clinton-former", "ELI"),  # a minister leaves office, too
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
    assert found.sector == sector
    assert found.name == lexicon.persons()[name].name


def test_every_holder_of_the_file_is_a_person_of_the_lexicon_and_of_that_country() -> None:
    for row in read_lexicon("offices.yaml"):
        assert ("country" in row) != ("body" in row)
        assert "body" not in row or lexicon.by_id(row["body"]) is not None
        assert row["source"].startswith("https://")
        offices_known = {suffix.removeprefix("gov-") for suffix, _, _ in lexicon.agents().offices.values()}
        assert row["office"] in offices_known | {"leader", "other", "government"}
        for holder in row["holders"]:
            name, first, last = offices.parsed(holder)
            assert first <= last, holder
            if row["office"] == "government":
                assert any(name == known for known, _ in lexicon._named()[1])
                continue
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


def said(text: str, day: date, surname: str) -> list[tuple[str, str | None]]:
    """Identifier and sector of each mention of `surname`."""
    found = annotate_one(Article("a", text, published=day)).actors
    return [(m.actor.actor_id, m.actor.sector) for m in found if m.actor is not None and surname in m.text]


@pytest.mark.parametrize(
    ("day", "text", "surname", "actor_id", "sector"),
    [
        # One name, two persons: who holds an office on the day.
        (date(2008, 5, 5), "President George Bush visited Cairo.", "Bush", "per-george-w-bush", "GOV"),
        (date(1991, 5, 5), "President George Bush visited Cairo.", "Bush", "per-george-h-w-bush", "GOV"),
        (date(2026, 5, 5), "George Bush visited Cairo.", "Bush", "per-george-w-bush-former", "ELI"),
        (date(2020, 5, 5), "King Abdullah visited Cairo.", "Abdullah", "per-king-abdullah-ii", "GOV"),
        # Both hold one: whose country the article puts beside the name, or names at all.
        (date(2010, 5, 5), "Saudi King Abdullah visited Cairo.", "Abdullah", "per-king-abdullah-bin-abdulaziz", "GOV"),
        (date(2010, 5, 5), "Jordan's King Abdullah visited Cairo.", "Abdullah", "per-king-abdullah-ii", "GOV"),
        (date(2010, 5, 5), "King Abdullah of Saudi Arabia visited Jordan.", "Abdullah",
         "per-king-abdullah-bin-abdulaziz", "GOV"),
        (date(2010, 5, 5), "King Abdullah opened a school in Jordan.", "Abdullah", "per-king-abdullah-ii", "GOV"),
        # Father and son, of one surname and one country: who holds the office, else who left it last.
        (date(2020, 5, 5), "Ayatollah Khamenei spoke.", "Khamenei", "per-ali-khamenei", "GOV"),
        (date(2026, 3, 3), "Ayatollah Khamenei was buried.", "Khamenei", "per-ali-khamenei-former", "ELI"),
        (date(2026, 5, 5), "Ayatollah Khamenei spoke.", "Khamenei", "per-mojtaba-khamenei", "GOV"),
        # A surname behind an office is its holder of that day.
        (date(2008, 5, 5), "President Bush visited Cairo.", "Bush", "per-george-w-bush", "GOV"),
        (date(2011, 5, 5), "Foreign Secretary Hague visited Cairo.", "Hague", "per-william-hague", "GOV"),
        (date(2019, 5, 5), "Former US President Bush visited Cairo.", "Bush", "per-bush", "ELI"),  # two of them
        (date(2015, 5, 5), "Former US President Clinton visited Cairo.", "Clinton", "per-bill-clinton-former", "ELI"),
        # Ministers leave office as presidents do; the article says so even where the day does not.
        (date(2026, 5, 5), "Former US secretary of state Antony Blinken visited Cairo.", "Blinken",
         "per-antony-blinken-former", "ELI"),
        (date(2020, 5, 5), "Former foreign minister Philip Hammond visited Cairo.", "Hammond",
         "per-philip-hammond-former", "ELI"),
        (date(2018, 5, 5), "Philip Hammond, the former foreign minister, visited Cairo.", "Hammond",
         "per-philip-hammond", "GOV"),  # chancellor of the exchequer then
        (date(2026, 5, 5), "Yoav Gallant visited Cairo.", "Gallant", "per-yoav-gallant-former", "ELI"),
        (date(2026, 5, 5), "The former aide Sergei Lavrov visited Cairo.", "Lavrov", "per-sergei-lavrov", "GOV"),
        (date(2028, 5, 5), "Former foreign minister Sergei Lavrov visited Cairo.", "Lavrov",
         "per-sergei-lavrov-former", "ELI"),  # left after the lexicon was written
        (date(2024, 5, 5), "Former president Hamid Karzai visited Cairo.", "Karzai", "per-hamid-karzai-former", "ELI"),
        (date(2020, 5, 5), "The former Soviet republic's President Alexander Lukashenko visited Cairo.", "Lukashenko",
         "per-alexander-lukashenko", "GOV"),  # it is the republic that is no longer Soviet
        (date(2025, 5, 5), "On Monday former army chief President Joseph Aoun visited Cairo.", "Aoun",
         "per-joseph-aoun", "GOV"),
        (date(2012, 5, 5), "Ali Osman Taha and former spokesman Nabil Abu Rdeineh visited Cairo.", "Rdeineh",
         "per-nabil-abu-rdeineh", "GOV"),  # a spokesman holds no office
        (date(2026, 3, 5), "Rumen Radev visited Cairo.", "Radev", "per-rumen-radev-former", "ELI"),
        (date(2026, 6, 5), "Rumen Radev visited Cairo.", "Radev", "per-rumen-radev", "GOV"),  # in office again
        # Nobody is of a government before the first office.
        (date(2015, 5, 5), "Volodymyr Zelensky visited Cairo.", "Zelensky",
         "per-volodymyr-zelensky-before-office", None),
        (date(2015, 1, 5), "Muhammadu Buhari visited Cairo.", "Buhari", "per-muhammadu-buhari-former", "ELI"),
        (date(2010, 5, 5), "Donald Trump visited Cairo.", "Trump", "per-donald-trump-before-office", None),
        (date(2016, 12, 5), "President-elect Donald Trump visited Cairo.", "Trump",
         "per-donald-trump-before-office", None),
        (date(2010, 5, 5), "Interior Minister Volodymyr Zelensky visited Cairo.", "Zelensky",
         "per-volodymyr-zelensky", "GOV"),  # an office that the lexicon does not know
        # Another standing, by the lexicon.
        (date(2023, 5, 5), "Aung San Suu Kyi was in court.", "Suu Kyi", "per-aung-san-suu-kyi-former", "ELI"),
        (date(2019, 5, 5), "Hibatullah Akhundzada spoke.", "Akhundzada", "per-hibatullah-akhundzada", "REB"),
        (date(2023, 5, 5), "Hibatullah Akhundzada spoke.", "Akhundzada", "per-hibatullah-akhundzada-of-afg", "GOV"),
        (date(2006, 9, 5), "Ismail Haniyeh spoke.", "Haniyeh", "per-ismail-haniyeh-of-pse", "GOV"),
        (date(2016, 9, 5), "Ismail Haniyeh spoke.", "Haniyeh", "per-ismail-haniyeh", "REB"),
    ],
)  # fmt: skip
def test_the_day_and_the_titles_say_which_person_it_is_and_whether_in_office(day, text, surname, actor_id, sector):
    assert said(text, day, surname)[0] == (actor_id, sector)


def test_a_title_beside_one_mention_holds_for_the_whole_article() -> None:
    text = "Mike Pence visited Cairo. Former vice president Mike Pence met bankers. Pence left on Sunday."
    assert {actor for actor, _ in said(text, date(2026, 5, 5), "Pence")} == {"per-mike-pence-former"}


def test_a_name_of_two_in_office_without_a_country_is_neither() -> None:
    assert said("King Abdullah opened a school.", date(2010, 5, 5), "Abdullah") == [("per-abdullah", "GOV")]


@pytest.mark.parametrize(
    ("year", "text", "actor_id", "sector"),
    [
        (2022, "The Taliban arrested ten men.", "org-taliban-in-government", "GOV"),
        (2022, "Taliban police arrested ten men.", "org-taliban-in-government", "GOV"),
        (2022, "Taliban fighters arrested ten men.", "org-taliban-in-government", "GOV"),
        (2019, "The Taliban arrested ten men.", "org-taliban", "REB"),
        (2022, "The Pakistani Taliban arrested ten men.", "org-ttp", "REB"),
        (2022, "The Houthis arrested ten men.", "org-houthis", "REB"),
    ],
)
def test_a_movement_that_governs_a_country_is_its_government_from_that_day_on(year, text, actor_id, sector) -> None:
    found = annotate_one(Article("a", text, published=date(year, 5, 5))).actors
    assert [(m.actor.actor_id, m.actor.sector) for m in found if m.actor is not None][0] == (actor_id, sector)


def test_there_is_a_head_of_state_or_government_on_any_day_in_states_of_the_news() -> None:
    heads = {"president", "prime-minister", "chancellor", "monarch", "supreme-leader"}
    spans: dict[str, list[tuple[date, date]]] = {}
    for row in read_lexicon("offices.yaml"):
        if row["office"] in heads and "country" in row:
            spans.setdefault(row["country"], []).extend(offices.parsed(h)[1:] for h in row["holders"])
    for iso3 in "HUN VNM CHE BIH SAU VEN KWT SDN YEM MMR USA RUS UKR ISR IRN IRQ SYR TUR IND PAK CHN NGA ETH".split():
        for day in (date(year, month, 20) for year in range(2003, 2025) for month in (2, 7, 11)):
            gaps = {("IRQ", 2003), ("IRQ", 2004), ("BIH", 2007)}  # under occupation; months without a cabinet
            assert (iso3, day.year) in gaps or any(a <= day <= b for a, b in spans[iso3]), (iso3, day)


@pytest.mark.parametrize("holder", ["Idriss Deby", "1990-12-02/", "Idriss Deby 1990-12-02", "Idriss Deby 1990-13-02/"])
def test_an_entry_that_is_no_name_with_a_span_is_refused(holder: str) -> None:
    with pytest.raises(ValueError):
        offices.parsed(holder)
