"""Invented texts that several tests read, and a way of reading texts that is not the program's."""

from __future__ import annotations

import html
import unicodedata
from datetime import date
from urllib.parse import unquote

from fuzz.families import PROSE

from eventpack.core.model import Article

ARTICLES = [
    Article(
        "a",
        "Marlow sends troops to Quenby\nThe president of Chile said on Monday that Peru had attacked Arica.",
        published=date(2021, 5, 4),
    ),
    Article("b", "French troops withdrew from Gao on Sunday, officials in Mali said.", publisher="North Post"),
    Article("c", "Police in Tunis arrested three protesters on March 14. Tunis Radio reported it on Friday."),
]

TEXTS = (
    PROSE,
    "",
    " ",
    "\n\n",
    "Peru, Chile and Bolivia, which had met before, signed and then broke the deals that Quito drew up. He left.",
    'Troops of the army of the north, the general said, never left; nor did "they" (the rebels) besiege us.',
)


def letters(text: str) -> str:
    """All letters of a text, by another way than the program's: what cannot be read apart from marks and case."""
    text = unicodedata.normalize("NFKD", html.unescape(unquote(text)))
    return "".join(c for c in text.casefold() if c.isalpha())
