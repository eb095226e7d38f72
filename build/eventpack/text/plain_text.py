"""Typographic characters made plain."""

from __future__ import annotations

# One character for one character, so that offsets stay the article's own. The tokenizer and the tagger
# were trained on plain quotes and hyphens.
_PLAIN = str.maketrans(
    {
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2212": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2007": " ",
        "\t": " ",
        "\u200b": " ",
        "\u200e": " ",
        "\u200f": " ",
        "\ufeff": " ",
        "\u00ad": "-",
    }
)


def plain(text: str) -> str:
    """`text` with typographic hyphens, quotes and spaces made plain; the same length, offset for offset."""
    return text.translate(_PLAIN)
