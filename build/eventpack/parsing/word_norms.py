"""Words that the parser misreads in one context, shown to it as others of their kind: its networks see a word's norm."""

from __future__ import annotations

from functools import cache

import numpy as np

from ..lexicon.countries import read_lexicon
from .spacy_import import LOWER, Doc, Language, get_string_id

STEP = "eventpack_word_norms"


@cache
def _norms() -> tuple[dict[int, str], list[int]]:
    """The word to show for each, and the words that such a word follows; words by their numbers in the vocabulary."""
    found = read_lexicon("word_norms.yaml")
    shown = dict(zip(map(get_string_id, found["nouns"]), found["shown"], strict=True))
    return shown, list(map(get_string_id, found["after"]))


@Language.component(STEP)
def set_norms(doc: Doc) -> Doc:
    """Give the words of lexicon/word_norms.yaml, in their context, the norm of the word listed with them. It comes before the
    tagger."""
    norms, after = _norms()
    words = doc.to_array([LOWER]).ravel()
    follows = np.isin(words[:-1], after) & np.isin(words[1:], list(norms))
    for i in np.flatnonzero(follows).tolist():  # few of the tokens
        doc[i + 1].norm_ = norms[int(words[i + 1])]
    return doc
