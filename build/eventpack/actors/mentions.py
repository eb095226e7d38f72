"""What mentions of actors have in common."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.model import Actor, ActorMention


def known(mentions: Iterable[ActorMention]) -> list[Actor]:
    """The actors of the mentions that have one, in their order."""
    return [mention.actor for mention in mentions if mention.actor is not None]


def identifiers(mentions: Iterable[ActorMention]) -> set[str]:
    """The identifiers of the mentions' actors."""
    return {actor.actor_id for actor in known(mentions)}
