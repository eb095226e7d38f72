"""Words that the parser misreads in one context, shown to it as others of their kind: its networks see a word's norm."""

from __future__ import annotations

from functools import cache

from ..lexicon.countries import read_lexicon
from .spacy_import import Doc, Language

STEP = "eventpack_word_norms"


@cache
def _norms() -> tuple[dict[str, str], frozenset[str]]:
    """The word to show for each, and the words that such a word follows."""
    found = read_lexicon("word_norms.yaml")
    return dict(zip(found["nouns"], found["shown"], strict=True)), frozenset(found["after"])


@Language.component(STEP)
def set_norms(doc: Doc) -> Doc:
    """Give the words of lexicon/word_norms.yaml, in their context, the norm of the word listed with them. It comes before the
    tagger."""
    norms, after = _norms()
    for token in doc:
        if token.lower_ in norms and token.i and doc[token.i - 1].lower_ in after:
            token.norm_ = norms[token.lower_]
    return doc
