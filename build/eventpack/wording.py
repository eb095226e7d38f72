"""Words of messages that several places need."""

from __future__ import annotations


def counted(number: int, noun: str, form: str = "") -> str:
    """"1 row", "2 rows"; `form` as for format(), such as a comma for thousands."""
    return f"{number:{form}} {noun}{'s'[:number != 1]}"
