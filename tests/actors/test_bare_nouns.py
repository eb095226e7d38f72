"""Whose "the army", "police", "a judge", "students" are, and who "the group", "its men", "the minister" is, by the article."""

import pytest

from eventpack.actors.finder import ActorFinder
from eventpack.parsing.parser import parse
from eventpack.places.mentions import find_places


def actor(text: str, words: str) -> str | None:
    """The identifier of who the last occurrence of `words`, by its last word, stands for."""
    doc = parse(text)
    end = text.rindex(words) + len(words)
    found = ActorFinder(doc, find_places(doc)).mention(next(t for t in reversed(list(doc)) if t.idx < end)).actor
    return found.actor_id if found is not None else None


CHILE = (
    "Miners block road in northern Chile\n\nSANTIAGO, May 4 - Hundreds of miners blocked a road near Calama in Chile on "
    "Monday. Chile's government called for calm.\n\n"
)
BEIRUT = (
    "Israeli strike kills three in Lebanon\n\nBEIRUT, March 5 - An Israeli strike killed three people in Nabatieh in Lebanon on "
    "Thursday, the Lebanese health ministry said. The Israeli military said it had struck a depot of Hezbollah.\n\n"
    "President Joseph Aoun called it a crime against Lebanon. He spoke to reporters for an hour and left without a word "
    "on the talks.\n\n"
)


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        # A court or the police act at home, be it one of them or all.
        (CHILE + "In Calama a judge sent four of them to prison.", "a judge", "chl-jud"),
        (CHILE + "Near Calama men shot at a police patrol.", "a police patrol", "chl-cop"),
        (CHILE + "In Calama, riot police cleared the road.", "riot police", "chl-cop"),
        # Other countries' organs: as the words say.
        (CHILE + "In Calama a Peruvian judge watched the hearing.", "a Peruvian judge", "per-jud"),
        (CHILE + "In Calama a foreign intelligence service was blamed.", "a foreign intelligence service", "group-spy"),
        (CHILE + "In Calama international peacekeepers arrived.", "international peacekeepers", "group-mil"),
        (CHILE + "Chilean soldiers guard Calama. Near Calama two peacekeepers died.", "two peacekeepers", "group-mil"),
        ("Russia sent 200 peacekeepers to the area.", "200 peacekeepers", "rus-mil"),
        # The place outweighs the last police spoken of, but not for one man who may serve abroad.
        (
            "Congolese and Ugandan soldiers patrol near Beni\n\nUgandan police joined a patrol near Beni in DR Congo on "
            "Friday. DR Congo's army thanked them.\n\nOn Monday young people marched in Goma in DR Congo. The police "
            "dispersed them.",
            "The police",
            "cod-cop",
        ),
        # A story's dateline and its scene together say whose army "the army" is.
        (
            BEIRUT + "Residents blocked the road in Nabatieh, and the army sent troops to the town.",
            "the army",
            "lbn-mil",
        ),
        (
            BEIRUT + "The Israeli military flew over Nabatieh. The army said it had struck a launcher.",
            "The army",
            "isr-mil",
        ),
        # A dateline abroad says nothing.
        (
            "Myanmar jets bomb village\n\nBANGKOK - A Myanmar air force jet bombed a village in Sagaing in Myanmar on "
            "Monday, killing nine in Myanmar's worst raid this year. The foreign ministry did not comment.",
            "The foreign ministry",
            "mmr-gov-ministry-of-foreign-affairs",
        ),
        # Joined organs share the country of the first.
        ("Kazakh police and soldiers sealed off the square.", "soldiers", "kaz-mil"),
        ("Kazakh police and Russian soldiers sealed off the square.", "Russian soldiers", "rus-mil"),
    ],
)
def test_a_bare_organ_is_that_of_the_country_the_passage_is_set_in(text, words, actor_id) -> None:
    assert actor(text, words) == actor_id


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        ("Taxi drivers stopped work in Bamako on Tuesday.", "Taxi drivers", "mli-lab"),
        ("On Monday 40 fishermen burned a flag in Manila.", "40 fishermen", "phl-agr"),
        (CHILE + "In Calama students joined the miners.", "students", "chl-edu"),
        ("Peruvian students marched in Berlin.", "Peruvian students", "per-edu"),
        ("Taxi drivers stopped work on Tuesday.", "Taxi drivers", "group-lab"),
        # Who may come from anywhere stays without a country.
        (CHILE + "In Calama analysts doubted the figures.", "analysts", "group-edu"),
        (CHILE + "In Calama gunmen shot a miner.", "gunmen", "group-uaf"),
        (CHILE + "In Calama foreign students joined the miners.", "foreign students", "group-edu"),
        # Two countries in one sentence decide nothing.
        ("Drivers stopped work in Bamako and in Dakar.", "Drivers", "group-lab"),
    ],
)
def test_people_who_work_and_study_at_home_are_of_the_country_of_the_scene(text, words, actor_id) -> None:
    assert actor(text, words) == actor_id


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        # The name, and not some of its fighters.
        (
            "Al-Shabaab stormed a base near Baidoa. Eleven militants died, and the group lost a truck.",
            "the group",
            "org-al-shabaab",
        ),
        ("Hezbollah fired rockets on Friday. The party said it would go on.", "The party", "org-hezbollah"),
        ("Al-Shabaab stormed a base. Its radio station named the dead.", "Its radio station", "org-al-shabaab"),
        ("Kenya's government spoke. Its radio station named the dead.", "Its radio station", "ken-jrn"),
        ("Hamas rejected the plan, and its men blocked a convoy.", "its men", "org-hamas"),
        ("Hamas, whose forces hold the town, rejected the plan.", "forces", "org-hamas"),
        ("A Kenyan police commander, John Otieno, said rioters attacked his men.", "his men", "ken-cop"),
        ("FARC chief Ivan Soto rejected it. Soto's men freed two hostages.", "men", "per-ivan-soto"),
        ("Hamas rejected the plan. Its supporters marched.", "Its supporters", "pse-cvl"),
        ("ECOWAS met in Abuja. West Africa's regional bloc gave them ten days.", "bloc", "org-ecowas"),
        ("ECOWAS met in Abuja. The unions called for a strike.", "The unions", "group-lab"),
        ("A Hezbollah field commander, Ali Qansou, died. The party denied it.", "The party", "org-hezbollah"),
        ("Mothers in Peru accused the prosecutor's office. The agency denied it.", "The agency", "per-jud"),
        ("Polish police met the EU. The bloc agreed.", "The bloc", "org-european-union"),
        ("The EU met Polish police. The bloc agreed.", "The bloc", "org-european-union"),
        ("Health Minister Jan Nowicki resisted. The minister saw no reason to go.", "The minister", "per-jan-nowicki"),
    ],
)
def test_a_description_goes_back_to_the_name(text, words, actor_id) -> None:
    assert actor(text, words) == actor_id


@pytest.mark.parametrize(
    ("text", "words", "actor_id"),
    [
        ("The National Unity Government condemned the raid in Myanmar.", "Government", "mmr-gov-nug"),
        ("The National reported the talks in Dubai.", "The National", "org-the-national"),
        ("Iran threatened to leave the Non-Proliferation Treaty.", "Proliferation", None),
        ("Britain regrets it, the Foreign Office said.", "Foreign Office", "gbr-gov-ministry-of-foreign-affairs"),
        ("Pakistan regrets it, the Foreign Office said.", "Foreign Office", "pak-gov-ministry-of-foreign-affairs"),
        (
            "SEOUL, April 2 - South Korea's military spotted a missile on Tuesday. South Korea and the United States "
            "condemned it. The Joint Chiefs of Staff said it fell into the sea off South Korea.",
            "Joint Chiefs",
            "kor-mil",
        ),
        (
            "SEOUL, April 2 - North Korea fired a missile on Tuesday, South Korea's military said. It flew from near Pyongyang "
            "over the sea, the Joint Chiefs of Staff said. North Korea and South Korea hold no talks.",
            "Joint Chiefs",
            "kor-mil",
        ),
        ("Washington reacted at once. The Joint Chiefs of Staff met.", "Joint Chiefs", "usa-mil-joint-chiefs"),
        (
            "Sri Lanka and India met. The Ministry of External Affairs protested.",
            "Ministry",
            "ind-gov-ministry-of-foreign-affairs",
        ),
        ("The Lankan Navy seized two boats.", "Navy", "lka-mil"),
        ("The mayor of Tarrin, Jan Nowicki, condemned the attack.", "mayor", "per-jan-nowicki"),
        ("The chairperson of the African Union Commission condemned it.", "chairperson", "org-african-union"),
        ("Green Dawn Party leader Nahid Islam condemned it.", "Nahid Islam", "per-nahid-islam"),
        ("Rebels struck about 20 kilometres from Tarrin on Sunday.", "Tarrin", None),
        ("Joseph Muscat governed Malta. He flew to Oman for talks in Muscat.", "talks", None),
    ],
)
def test_names_are_read_whole_and_as_their_country_uses_them(text, words, actor_id) -> None:
    assert actor(text, words) == actor_id


def test_two_organs_of_one_state_are_not_two_sides() -> None:
    doc = parse(
        "Russia shelled Kharkiv. Ukraine answered, Ukraine's General Staff said. The two sides then swapped bodies."
    )
    finder = ActorFinder(doc, find_places(doc))
    found = finder.mentions(next(t for t in doc if t.text == "sides"))
    assert {m.actor.country for m in found if m.actor is not None} == {"RUS", "UKR"}
