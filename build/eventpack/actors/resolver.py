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
from .noun_phrases import NounPhrases


class Home(Protocol):
    """Whose state an office or force at token `i` belongs to, as an ISO 3166-1 alpha-3 code."""

    def of(self, i: int, suffix: str, of_government: bool) -> str | None: ...
    def focus(self, i: int, suffix: str = "gov") -> str | None: ...


class Antecedents(Protocol):
    """Who was spoken of before token `i`."""

    @property
    def home(self) -> Home: ...
    def of_pronoun(self, i: int) -> Actor | None: ...
    def of_description(self, i: int) -> Actor | None: ...
    def same_noun(self, i: int) -> Actor | None: ...
    def coalition(self, i: int) -> Actor | None: ...
    def secretariat(self, i: int) -> Actor | None: ...
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


class Composition(Protocol):
    """Who an agent noun with what goes with it stands for."""

    def composed(self, i: int, start: int, end: int, only: str | None = None, bearer: bool = True) -> Actor | None:
        """As :meth:`eventpack.actors.composition.Composer.composed`."""
        ...
