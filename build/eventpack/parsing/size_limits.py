"""Bounds on what a text can ask of the parser and of whoever walks its trees, so that time grows with length alone.

The tokenizer tries its patterns for punctuation anew at every character of a run without white space, over the rest
of the run; a sentence without an end gives a tree as deep as it is long. No prose is near either bound: the longest
sentences of news have some 150 words, the longest addresses on the web some hundreds of characters.
"""

from __future__ import annotations

import re

import numpy

from .spacy_import import DEP, HEAD, Doc, Language, Tokenizer

LONGEST_RUN = 250  # characters without white space
LONGEST_SENTENCE = 400  # tokens

_RUN = re.compile(rf"\S{{{LONGEST_RUN + 1},}}")


class BoundedTokenizer:
    """spaCy's tokenizer, given runs without white space in pieces of at most LONGEST_RUN characters."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.whole = tokenizer

    def __call__(self, text: str) -> Doc:
        if len(text) <= LONGEST_RUN or max(map(len, text.split()), default=0) <= LONGEST_RUN:
            return self.whole(text)
        cuts = [
            0,
            *(at for run in _RUN.finditer(text) for at in range(run.start() + LONGEST_RUN, run.end(), LONGEST_RUN)),
            len(text),
        ]
        pieces = [self.whole(text[start:end]) for start, end in zip(cuts, cuts[1:], strict=False)]
        return Doc.from_docs(pieces, ensure_whitespace=False)


@Language.component("eventpack_longest_sentence")
def cut_sentences(doc: Doc) -> Doc:
    """Cut sentences of more than LONGEST_SENTENCE tokens: a word whose head lies beyond the cut is a root."""
    overlong = [sent for sent in doc.sents if len(sent) > LONGEST_SENTENCE]
    if not overlong:
        return doc
    heads = doc.to_array([HEAD]).astype("int64").ravel()
    labels = doc.to_array([DEP]).ravel()
    at = numpy.arange(len(doc))
    for sent in overlong:
        here = at[sent.start : sent.end]
        beyond = (here - sent.start) // LONGEST_SENTENCE != (here + heads[here] - sent.start) // LONGEST_SENTENCE
        heads[here[beyond]] = 0
        labels[here[beyond]] = doc.vocab.strings["ROOT"]
    columns = numpy.stack([heads.astype("uint64"), labels], axis=1)
    return doc.from_array([HEAD, DEP], columns)  # type: ignore[arg-type]  # thinc declares no array of unsigned 64 bits
