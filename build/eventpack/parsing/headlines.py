"""Headlines whose verb the tagger took for a noun, parsed again with the verb in the past: "Niger *orders* envoy out".

Headlines tell in the present what has happened, leave out articles, and join two names with a comma. "Orders", "exchange" and
"ink" are then read as nouns. "Niger ordered envoy out" and "Oslo and Lima exchanged prisoners" can only be read one way; what
the parser makes of such a line is taken over if it has the verb in the middle of a subject and an object.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..lexicon import event_words
from . import word_norms
from .spacy_import import DEP, HEAD, TAG, Doc, Language, Span, Token

_LONGEST = 30  # words of a headline
_TRIED = 4  # words that may be the verb
_LABEL = 4  # words at most before a colon: "News:", "DR Congo:"
_TAKEN_FOR = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "VB"})
_VERBS = frozenset({"VBD", "VBN", "VBP", "VBZ"})
_READ_AGAIN = (word_norms.STEP, "tok2vec", "tagger", "parser")
STEP = "eventpack_headlines"


def find_verbs(nlp: Language, doc: Doc) -> Doc:
    """The document with the parse of its headline replaced where another reading of it has a verb."""
    span = _headline(doc)
    if span is None or any(t.tag_ in _VERBS and t.dep_ != "amod" for t in span):
        return doc
    words = [t.text for t in span]
    for at in _may_be_verbs(words, [t.tag_ for t in span]):
        clause = [*words[:at], _past(words[at]), *words[at + 1 :], "."]
        for i in _joining_commas(span, words, at):
            clause[i] = "and"
        parsed = Doc(doc.vocab, words=clause)
        for name in _READ_AGAIN:
            parsed = nlp.get_pipe(name)(parsed)  # type: ignore[operator]  # spaCy declares a component as a function
        several = _base(words[at]) == words[at]
        if _is_clause(parsed[at], several):
            return _taken_over(doc, span.start, parsed, at, "VBP" if several else "VBZ")
    return doc


def _headline(doc: Doc) -> Span | None:
    """The first line without a label that opens it, None where the text has no other line or the line is no headline."""
    end = next((t.i for t in doc[: _LONGEST + 1] if t.is_space and "\n" in t.text), None)
    if end is None or not end or doc[end - 1].text in {".", "!", "?"}:
        return None
    start = next((t.i + 1 for t in doc[: min(_LABEL, end)] if t.text == ":"), 0)
    return doc[start:end] if end - start > 2 else None


def _may_be_verbs(words: Sequence[str], tags: Sequence[str]) -> Iterator[int]:
    """The first few words that could be the verb: small, with something on both sides, and a word for an event."""
    found = (
        i
        for i in range(1, len(words) - 1)
        if tags[i] in _TAKEN_FOR
        and words[i].islower()
        and words[i].isalpha()
        and _base(words[i]) in event_words.verbs()
    )
    for _, i in zip(range(_TRIED), found, strict=False):
        yield i


def _base(word: str) -> str:
    if word.endswith(("ches", "shes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    """As far as the parser is concerned, which looks at how a word ends."""
    base = _base(word)
    return base + ("d" if base.endswith("e") else "ed")


def _joining_commas(span: Span, words: Sequence[str], verb: int) -> list[int]:
    """The comma for "and" of "Oslo, Lima exchange prisoners": the only one before a verb of several, between names."""
    commas = [i for i in range(verb) if words[i] == ","]
    if len(commas) != 1 or _base(words[verb]) != words[verb]:
        return []
    at = commas[0]
    return [at] if at and span[at - 1].text[:1].isupper() and words[at + 1][:1].isupper() else []


def _is_clause(root: Token, several: bool) -> bool:
    """Whether the verb has an object, and a subject that agrees with it: one for "orders", several for "order". "Bomb attack
    victims" has none that does."""
    subject = next((c for c in root.lefts if c.dep_ == "nsubj" and c.tag_[:2] == "NN"), None)
    if root.dep_ != "ROOT" or root.tag_ not in {"VBD", "VBN"} or subject is None:
        return False
    are_several = subject.tag_ in {"NNS", "NNPS"} or any(c.dep_ == "conj" for c in subject.rights)
    return are_several == several and any(c.dep_ == "dobj" for c in root.rights)


def _taken_over(doc: Doc, start: int, parsed: Doc, verb: int, tag: str) -> Doc:
    end = start + len(parsed) - 1
    columns = doc.to_array([TAG, DEP, HEAD])
    new = parsed.to_array([TAG, DEP, HEAD])[:-1]
    heads = new[:, 2].astype(np.int64)
    outside = np.arange(len(new)) + heads >= len(new)
    heads[outside] = verb - np.flatnonzero(outside)
    new[:, 2] = heads.astype(np.uint64)
    columns[start:end] = new
    columns[start + verb, 0] = doc.vocab.strings.add(tag)
    # What hung on the line from outside, such as the end of the line and a label, hangs on its verb.
    for i in [*range(start), *range(end, len(doc))]:
        head = i + int(columns[i, 2].astype(np.int64))
        if start <= head < end:
            columns[i, 2] = np.int64(start + verb - i).astype(np.uint64)
    return doc.from_array([TAG, DEP, HEAD], columns)  # type: ignore[arg-type]  # thinc declares no array of unsigned 64 bits


@Language.factory(STEP)
class Headlines:
    """:func:`find_verbs` as a step of the pipeline."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.nlp = nlp

    def __call__(self, doc: Doc) -> Doc:
        return find_verbs(self.nlp, doc)
