"""Invented news articles for the benchmarks, as many as are wanted: some 320 words and four reports each, no two alike.

An article is a lead that tells an event, a few sentences that tell more of it, and prose around them as newspapers have
it: weather, prices, trades, streets, people's memories (news.yaml). A sentence is put together of parts drawn by lot,
so that two articles share hardly a run of five words.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import yaml

FIRST_DAY = date(2019, 1, 1)
_DAYS = 2500
_WORDS = 315  # sentences are added until there are so many
_COUNTRIES = {
    "Chile": ("Chilean", ("Santiago", "Antofagasta", "Talca")),
    "Peru": ("Peruvian", ("Lima", "Arequipa", "Cusco")),
    "Kenya": ("Kenyan", ("Nairobi", "Mombasa", "Kisumu")),
    "Uganda": ("Ugandan", ("Kampala", "Gulu", "Jinja")),
    "Poland": ("Polish", ("Warsaw", "Gdansk", "Lublin")),
    "Turkey": ("Turkish", ("Ankara", "Izmir", "Adana")),
    "Syria": ("Syrian", ("Damascus", "Homs", "Aleppo")),
    "Iraq": ("Iraqi", ("Baghdad", "Mosul", "Basra")),
    "India": ("Indian", ("Delhi", "Mumbai", "Jaipur")),
    "Nepal": ("Nepalese", ("Kathmandu", "Pokhara", "Birgunj")),
    "Japan": ("Japanese", ("Tokyo", "Osaka", "Sapporo")),
    "Mali": ("Malian", ("Bamako", "Gao", "Mopti")),
    "France": ("French", ("Paris", "Lyon", "Lille")),
    "Serbia": ("Serbian", ("Belgrade", "Novi Sad", "Nis")),
    "Georgia": ("Georgian", ("Tbilisi", "Batumi", "Kutaisi")),
    "Sudan": ("Sudanese", ("Khartoum", "Kassala", "Kosti")),
}
_LEADS = (
    "{Adj} troops withdrew from {city} on {weekday} after {weeks} weeks at the airport there",
    "{Adj} police arrested {n} protesters in {city} on {weekday}, and the streets were quiet by night",
    "{Adj} forces shelled positions near {city} on {weekday}, and {n} people were wounded",
    "The government of {country} agreed on {weekday} to send {n} trucks of flour to {other}",
    "The president of {country} met the prime minister of {other} in {city} on {weekday}",
    "{country} imposed sanctions on {n} companies from {other} on {weekday}",
    "Thousands of people marched through {city} on {weekday} against the government of {country}",
    "{country} accused {other} on {weekday} of crossing the border near {city}",
)
_MORE = (
    "{Other} officials said they had not been told, and asked for a meeting in {city2}.",
    "The foreign minister of {other} condemned it and called for talks.",
    "A spokesman for the army of {country} said the operation would continue for {weeks} days.",
    "Residents of {city} said that they had heard engines since {hour} in the morning.",
    "Doctors at a hospital in {city} treated {n} people, most of them for light wounds.",
    "The price of bread rose by {n} percent last month, traders in {city2} said.",
    "{other} will send an envoy to {city2} next week, its foreign ministry announced.",
    "Nobody answered the telephone at the embassy of {other}.",
    "Two years ago {country} and {other} signed an agreement on trade, which was never published.",
    "Schools in {city} stayed closed, and the bus to {city2} did not run.",
)
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_PAPERS = ("North Post", "Harbour News", "The Plain Herald", "Valley Wire", "Evening Ledger")

_LISTS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
_PARTS = {name: words.split("; ") for name, words in _LISTS["parts"].items()}
_SLOT = re.compile(r"\{(\w+)(\^?)\}")


def articles(number: int, first: int = 0) -> Iterator[dict[str, str]]:
    """Rows of a .jsonl, the same whenever asked; one in twenty says no day of publication."""
    for n in range(first, first + number):
        luck = random.Random(n)
        country, other = luck.sample(list(_COUNTRIES), 2)
        (adjective, cities), (adjective2, cities2) = _COUNTRIES[country], _COUNTRIES[other]
        values = {
            "country": country,
            "other": other,
            "Adj": adjective,
            "Other": adjective2,
            "city": luck.choice(cities),
            "city2": luck.choice(cities2),
            "weekday": luck.choice(_WEEKDAYS),
            "n": luck.randint(3, 900),
            "weeks": luck.randint(2, 40),
            "hour": luck.randint(2, 11),
        }
        lead = luck.choice(_LEADS).format(**values)
        told = [lead + ".", *(one.format(**values) for one in luck.sample(_MORE, 4)), f"This was report {n}."]
        row = {
            "id": f"n{n}",
            "text": f"{lead.partition(' on ')[0]}\n{_paragraphs(luck, told)}\n",
            "publisher": luck.choice(_PAPERS),
        }
        if n % 20:
            row["published"] = (FIRST_DAY + timedelta(luck.randrange(_DAYS))).isoformat()
        yield row


def _paragraphs(luck: random.Random, told: list[str]) -> str:
    """The sentences of `told` in their order with prose between them, two or three to a line."""
    words, prose = sum(len(sentence.split()) for sentence in told), []
    while words < _WORDS:
        prose.append(_filled(luck, luck.choice(_LISTS["sentences"])))
        words += len(prose[-1].split())
    sentences = told[1:]
    for sentence in prose:
        sentences.insert(luck.randint(0, len(sentences)), sentence)
    sentences = [told[0], *sentences]
    lines = []
    while sentences:
        size = luck.choice((2, 2, 3))
        lines.append(" ".join(sentences[:size]))
        del sentences[:size]
    return "\n".join(lines)


def _filled(luck: random.Random, template: str) -> str:
    def part(slot: re.Match[str]) -> str:
        words = luck.choice(_PARTS[slot[1]])
        return words[0].upper() + words[1:] if slot[2] else words

    return _SLOT.sub(part, template)


def write(path: Path, number: int, first: int = 0, mode: str = "w") -> None:
    with path.open(mode, encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in articles(number, first))
