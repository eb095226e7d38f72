"""The rules on the texts: passages, quotes and triggers, and the digests and word counts of articles."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from ..core.problems import Problem
from ..tabular import schema
from ..tabular.arrow_lookup import codes
from ..tabular.columns import Tables
from . import casualty_rules
from .rule_problems import FIRST_ROW, bad, cells


def passages(frames: Tables, longest: int | None = None) -> list[Problem]:
    """A passage ends after it starts, and its quote is as long as it or as a quote may be: `longest`, by default what the
    schema says."""
    longest = longest or schema.quote_length()
    reports = frames["reports"]
    length = reports["char_end"] - reports["char_start"]
    problems = bad(reports, "reports", length <= 0, "char_end", "passage", "is not after char_start")
    quoted = reports["quote"].str.len()
    wrong = (length > 0) & (quoted != length.clip(upper=longest))
    return problems + bad(
        reports, "reports", wrong, "quote", "passage", f"is not as long as its passage (cut at {longest})"
    )


def mention_lengths(frames: Tables) -> list[Problem]:
    """A mention ends after it starts, and its words are as long as that, or as a quote may be."""
    mentions = frames["mentions"]
    length = mentions["char_end"] - mentions["char_start"]
    problems = bad(mentions, "mentions", length <= 0, "char_end", "passage", "is not after char_start")
    wrong = (length > 0) & (mentions["text"].str.len() != length.clip(upper=schema.quote_length()))
    return problems + bad(
        mentions,
        "mentions",
        wrong,
        "text",
        "passage",
        f"is not as long as its passage (cut at {schema.quote_length()})",
    )


def check_texts(
    frames: Mapping[str, pd.DataFrame], texts: Mapping[str, str], longest: int | None = None
) -> list[Problem]:
    """What sources and reports say of the texts, as far as these are at hand. `texts`: source_id → article text."""
    problems: list[Problem] = []
    changed = set()
    stated_of_article = cells(frames["sources"], ("source_id", "sha256", "words"))
    for row, (source_id, stated, words) in enumerate(stated_of_article, start=FIRST_ROW):
        text = texts.get(source_id)
        if text is None:
            continue
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != stated:
            changed.add(source_id)
            problems.append(
                Problem("sources", row, "sha256", stated, "article", "is not the digest of the article's text")
            )
        elif len(text.split()) != words:
            problems.append(Problem("sources", row, "words", str(words), "article", f"should be {len(text.split())}"))
    problems += _mentioned_words(frames["mentions"], texts, changed)
    problems += casualty_rules.check_words(frames, texts, changed)
    return problems + _check_quotes(frames["reports"], texts, changed, longest or schema.quote_length())


def _check_quotes(
    reports: pd.DataFrame, texts: Mapping[str, str], changed: Collection[str], longest: int
) -> list[Problem]:
    """Quotes and triggers where their offsets say."""
    problems: list[Problem] = []
    if not len(reports):
        return problems
    # The reports of one article one after the other: its text is got once.
    order = np.argsort(codes(reports["source_id"]), kind="stable")
    columns = ("source_id", "char_start", "char_end", "quote", "trigger", "trigger_start")
    text, of_source = None, None
    for row, (source_id, first, end, quote, trigger, start) in zip(
        (order + FIRST_ROW).tolist(), cells(reports, columns, order), strict=True
    ):
        if source_id != of_source:
            text, of_source = texts.get(source_id), source_id
        if text is None or source_id in changed:
            continue
        if text[first:end][:longest] != quote:
            problems.append(
                Problem("reports", row, "quote", quote, "quote", "is not what the article has at these offsets")
            )
        if text[start : start + len(trigger)] != trigger:
            problems.append(
                Problem("reports", row, "trigger", trigger, "trigger", "is not what the article has at trigger_start")
            )
    return problems


def _mentioned_words(mentions: pd.DataFrame, texts: Mapping[str, str], changed: set[str]) -> list[Problem]:
    problems: list[Problem] = []
    if not len(mentions):
        return problems
    order = np.argsort(codes(mentions["source_id"]), kind="stable")  # as for reports
    text, of_source, longest = None, None, schema.quote_length()
    for row, (source_id, first, end, words) in zip(
        (order + FIRST_ROW).tolist(),
        cells(mentions, ("source_id", "char_start", "char_end", "text"), order),
        strict=True,
    ):
        if source_id != of_source:
            text, of_source = texts.get(source_id), source_id
        if text is not None and source_id not in changed and text[first:end][:longest] != words:
            problems.append(
                Problem("mentions", row, "text", words, "quote", "is not what the article has at these offsets")
            )
    return problems
