"""Figures of casualties in reviews and brought reports: as people write them, and as the article has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..casualties.words import figure_at
from ..core.model import Actor, Casualty, Report, TextSpan
from ..resolving import Resolver
from .coding import Figure, Words, Wrong


def plain(one: Casualty | Figure) -> str:
    """A figure as a review has it: "killed 14+: at least 14 people"."""
    text = one.text if isinstance(one, Casualty) else one.words.text
    low, high = one.low, one.high
    if low is None and high is None:
        return f"{one.kind}: {text}"
    bounds = f"{low}" if low == high else f"{low}+" if high is None else f"{'' if low is None else low}-{high}"
    return f"{one.kind} {bounds}: {text}"


def made(
    figure: Figure,
    report: Report,
    located: Callable[[Words], TextSpan],
    actor_of: Callable[[str], Actor],
    resolver: Callable[[], Resolver],
) -> Casualty:
    """The figure with its place in the article. One that the report has already keeps what it was. Raises Wrong where
    the words are not in the article, or say no number and none is given."""
    for one in report.casualties:
        same = (
            plain(one) == plain(figure)
            or not figure.is_read
            and (one.kind, one.text) == (figure.kind, figure.words.text)
        )
        if (
            same
            and figure.actor_id in (None, one.actor and one.actor.actor_id)
            and figure.words.start in (None, one.start)
        ):
            return one
    span = located(figure.words)
    actor = actor_of(figure.actor_id) if figure.actor_id is not None else None
    if figure.is_read:
        return Casualty(span.start, span.end, span.text, figure.kind, figure.low, figure.high, actor)
    found = figure_at(figure.kind, span.start, span.end, resolver().doc, resolver().finder)
    if found is None:
        raise Wrong(
            ("text",),
            f'"{span.text}" does not say how many',
            "Give the words with the number, or low and high beside them",
        )
    return replace(found, text=span.text, actor=actor or found.actor)
