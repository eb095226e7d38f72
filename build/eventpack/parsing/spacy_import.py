"""spaCy without its command line, whose import alone takes a third of spaCy's time and brings a web client along.

spaCy imports it for one function, `spacy.info`, that describes the installation. What eventpack uses of spaCy is
imported from here.
"""

from __future__ import annotations

import sys
from types import ModuleType


def _info(*_: object, **__: object) -> None:
    raise NotImplementedError("call spacy.cli.info, after importing spacy.cli")


def _import() -> None:
    if "spacy" in sys.modules:
        return
    passing = {name: ModuleType(name) for name in ("spacy.cli", "spacy.cli.info")}
    passing["spacy.cli.info"].info = _info  # type: ignore[attr-defined]
    sys.modules |= passing
    try:
        import spacy  # noqa: F401
    finally:
        for name in passing:  # who wants the command line gets the real one
            sys.modules.pop(name, None)


_import()

from spacy.attrs import (  # noqa: E402
    DEP,
    ENT_TYPE,
    HEAD,
    IDX,
    IS_ALPHA,
    IS_LOWER,
    IS_SPACE,
    LENGTH,
    LOWER,
    ORTH,
    SENT_START,
    TAG,
)
from spacy.lang import lex_attrs  # noqa: E402
from spacy.language import Language  # noqa: E402
from spacy.strings import get_string_id  # noqa: E402
from spacy.tokenizer import Tokenizer  # noqa: E402
from spacy.tokens import Doc, Span, Token  # noqa: E402
from spacy.util import minibatch  # noqa: E402

__all__ = [
    "DEP",
    "ENT_TYPE",
    "HEAD",
    "IDX",
    "IS_ALPHA",
    "IS_LOWER",
    "IS_SPACE",
    "LENGTH",
    "LOWER",
    "ORTH",
    "SENT_START",
    "TAG",
    "Doc",
    "Language",
    "Span",
    "Token",
    "Tokenizer",
    "get_string_id",
    "lex_attrs",
    "minibatch",
]
