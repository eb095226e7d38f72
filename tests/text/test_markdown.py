"""Text as Markdown says just this text: nothing of it becomes a heading, a list, a rule or a link."""

from __future__ import annotations

import re

import pytest

from eventpack.text.markdown import cell


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("# BIG", r"\# BIG"),
        ("###### small", r"\###### small"),
        ("#", r"\#"),
        (" \n # BIG", r"\# BIG"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("* item", r"\* item"),
        ("1. first", r"1\. first"),
        ("12) twelfth", r"12\) twelfth"),
        ("---", r"\---"),
        ("- - -", r"\- - -"),
        ("===", r"\==="),
        ("> quoted", r"\> quoted"),
        ("```sh", r"\`\`\`sh"),
        ("~~~", r"\~\~\~"),
        ("| a | b |", r"\| a \| b \|"),
        ("Title ##", r"Title \##"),
        ("<h1>BIG</h1>", r"\<h1\>BIG\</h1\>"),
        ("-5 degrees", "-5 degrees"),
        ("1.5 million", "1.5 million"),
        ("C# and +49", "C# and +49"),
        ("evt-1 = evt-2", "evt-1 = evt-2"),
    ],
)
def test_what_would_be_a_block_of_its_own_is_a_paragraph(text, made):
    assert cell(text) == made


@pytest.mark.parametrize("mark", ["# ", "- ", "+ ", "1. ", "1) ", "> ", "```", "\t# ", "\u200b# "])
def test_a_line_never_begins_with_a_mark(mark):
    assert not re.match(r"\s{0,3}(#|[-+](\s|-)|\d+[.)]\s|>|=|`)", cell(f"{mark}BIG"))
