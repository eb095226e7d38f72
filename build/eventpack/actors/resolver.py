"""What the modules that resolve phrases ask of one another: who is meant at a token, whose a phrase is.

:class:`eventpack.actors.finder.ActorFinder` is the one resolver of an article, and
:class:`eventpack.actors.composition.Composer` its composition; the others see only these protocols.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ..core.model import Actor
from ..parsing.tree import Doc
from .evidence import Evidence
from .lexicon import AgentGroup
from .noun_phrases import NounPhrases


class Antecedents(Protocol):
    """Who was spoken of before token `i`."""

    def of_pronoun(self, i: int) -> Actor | None: ...
    def of_description(self, i: int) -> Actor | None: ...
    def coalition(self, i: int) -> Actor | None: ...
    def sentence_of(self, i: int) -> int: ...
    def end_of_sentence(self, i: int) -> int: ...
    def last(self, i: int, key: str, fits: Callable[[Actor], bool]) -> Actor | None: ...


class Resolver(Protocol):
    """Who is meant by the noun phrase headed by token `i` of an article."""

    doc: Doc
    phrases: NounPhrases
    evidence: Evidence

    @property
    def antecedents(self) -> Antecedents: ...
    def at(self, i: int) -> tuple[int, int, Actor | None]: ...
    def actor_at(self, i: int) -> Actor | None: ...
    def is_resolving(self, i: int) -> bool: ...


class NamedBodies(Protocol):
    """Bodies that only the article names."""

    def named_body(self, name: str, group: AgentGroup, iso3: str | None) -> Actor: ...


class Composition(Protocol):
    """Whose a phrase is and which agent noun ends it. `first` and `start` are tokens, `end` is one past the last."""

    finder: Resolver
    doc: Doc
    phrases: NounPhrases
    evidence: Evidence

    @property
    def bodies(self) -> NamedBodies: ...
    @property
    def nouns(self) -> dict[str, AgentGroup]: ...
    def owner(self, first: int, start: int, end: int, i: int) -> tuple[Actor | None, str | None]: ...
    def agent_phrase(self, i: int, start: int) -> tuple[AgentGroup | None, int]: ...
    def modifier_group(self, first: int, start: int) -> str | None: ...
    def composed(self, i: int, start: int, end: int, only: str | None = None, bearer: bool = True) -> Actor | None: ...
