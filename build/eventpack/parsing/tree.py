"""A parsed text as plain Python objects: the tokens, their heads and dependents, sentences and named entities.

The names are spaCy's, for they mean the same. A spaCy token is made anew each time it is asked for, and so is each
string of it; the coder asks some hundred times for every token of a text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from . import spacy_import
from .spacy_import import (
    DEP,
    ENT_TYPE,
    HEAD,
    IDX,
    LENGTH,
    SENT_START,
    TAG,
    lex_attrs,
)

_ATTRIBUTES = [IDX, LENGTH, TAG, DEP, ENT_TYPE, HEAD, SENT_START]


class Token:
    """A word or mark. `i` is its number in the text, `idx` the offset of its first character."""

    __slots__ = (
        "base",
        "children",
        "dep_",
        "doc",
        "ent_type_",
        "head",
        "i",
        "idx",
        "is_sent_start",
        "lefts",
        "lower_",
        "rights",
        "sent",
        "tag_",
        "text",
    )

    doc: Doc
    i: int
    idx: int
    text: str
    lower_: str
    base: str  # base form in lower case
    tag_: str  # Penn Treebank
    dep_: str  # ClearNLP
    ent_type_: str
    is_sent_start: bool
    head: Token  # itself, of a root
    lefts: list[Token]  # dependents before and after it, and both, in the order of the text
    rights: list[Token]
    children: list[Token]
    sent: Span

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    @property
    def is_space(self) -> bool:
        return self.text.isspace()

    @property
    def is_punct(self) -> bool:
        return lex_attrs.is_punct(self.text)

    @property
    def is_quote(self) -> bool:
        return lex_attrs.is_quote(self.text)

    @property
    def n_lefts(self) -> int:
        return len(self.lefts)

    @property
    def n_rights(self) -> int:
        return len(self.rights)

    @property
    def subtree(self) -> Iterator[Token]:
        """The token and all that hangs on it, in the order of the text."""
        for token in self.lefts:
            yield from token.subtree
        yield self
        for token in self.rights:
            yield from token.subtree

    def _below(self) -> Iterator[Token]:
        waiting = [self]
        while waiting:
            token = waiting.pop()
            yield token
            waiting += token.children

    @property
    def left_edge(self) -> Token:
        """The first token of the subtree."""
        return self.doc[min(token.i for token in self._below())] if self.children else self

    @property
    def right_edge(self) -> Token:
        """The last token of the subtree."""
        return self.doc[max(token.i for token in self._below())] if self.children else self

    @property
    def ancestors(self) -> Iterator[Token]:
        """Its head, the head's head, and so on to the root."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def is_ancestor(self, descendant: Token) -> bool:
        return any(token is self for token in descendant.ancestors)

    @property
    def conjuncts(self) -> tuple[Token, ...]:
        """The other tokens joined to this one by and, or, comma."""
        first = self
        while first.dep_ == "conj" and first.head is not first:
            first = first.head
        joined = [first]
        for token in joined:
            joined += [right for right in token.rights if right.dep_ == "conj"]
        return tuple(token for token in joined if token is not self)


class Span:
    """The tokens from `start` up to `end`."""

    __slots__ = ("doc", "end", "label_", "start", "tokens")

    def __init__(self, doc: Doc, start: int, end: int, label: str = "") -> None:
        self.doc, self.start, self.end, self.label_ = doc, start, end, label
        self.tokens = doc.tokens[start:end]

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            start, end, _ = at.indices(len(self))
            return Span(self.doc, self.start + start, self.start + max(start, end))
        return self.tokens[at]

    def __repr__(self) -> str:
        return self.text

    def token_at(self, offset: int) -> Token | None:
        """The token that begins at a character of the text; None where none of its tokens does."""
        return next((token for token in self.tokens if token.idx == offset), None)

    @property
    def start_char(self) -> int:
        return self.tokens[0].idx

    @property
    def end_char(self) -> int:
        return self.tokens[-1].idx + len(self.tokens[-1].text)

    @property
    def text(self) -> str:
        return self.doc.text[self.start_char : self.end_char] if self.tokens else ""

    @property
    def root(self) -> Token:
        """The first root among its tokens; where there is none, the first whose head lies outside."""
        root = next((token for token in self.tokens if token.head is token), None)
        return root or next(token for token in self.tokens if not self.start <= token.head.i < self.end)


class Doc:
    """A parsed text."""

    __slots__ = ("ents", "offsets", "sents", "text", "tokens", "user_data")

    text: str
    tokens: list[Token]
    offsets: list[int]  # of each token's first character
    sents: list[Span]
    ents: list[Span]
    user_data: dict[str, Any]  # what stages keep with the text

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            start, end, _ = at.indices(len(self.tokens))
            return Span(self, start, max(start, end))
        return self.tokens[at]

    def covering(self, start: int, end: int) -> range:
        """The numbers of the tokens that hold the characters from `start` up to `end`."""
        return range(max(0, bisect_right(self.offsets, start) - 1), bisect_left(self.offsets, end))

    def first_token(self, start: int, end: int) -> Token:
        """The first of the tokens that hold the characters from `start` up to `end`."""
        return self.tokens[self.covering(start, end).start]


def read(parsed: spacy_import.Doc, base: Callable[[str, str], str]) -> Doc:
    """The tree of a parsed text; `base` gives the base form of a lower-case word with a tag."""
    doc = Doc()
    doc.text = text = parsed.text
    doc.user_data = {}
    columns = parsed.to_array(_ATTRIBUTES).T
    doc.offsets, lengths, tags, labels, types = columns[:5].tolist()
    heads, starts = columns[5:].astype("int64").tolist()
    strings = {code: parsed.vocab.strings[code] for code in {*tags, *labels, *types}}
    doc.tokens = tokens = [Token() for _ in lengths]
    for i, (token, idx, length, tag, label, entity) in enumerate(
        zip(tokens, doc.offsets, lengths, tags, labels, types, strict=True)
    ):
        token.doc, token.i, token.idx = doc, i, idx
        token.text = word = text[idx : idx + length]
        token.lower_ = lower = word.lower()
        token.tag_ = tag = strings[tag]
        token.base = base(lower, tag)
        token.dep_, token.ent_type_ = strings[label], strings[entity]
        token.lefts, token.rights, token.children = [], [], []
    for i, (token, away) in enumerate(zip(tokens, heads, strict=True)):
        token.head = head = tokens[i + away]
        if away:
            head.children.append(token)
            (head.lefts if away > 0 else head.rights).append(token)
    _read_sentences(doc, starts)
    doc.ents = [Span(doc, ent.start, ent.end, ent.label_) for ent in parsed.ents]
    return doc


def _read_sentences(doc: Doc, starts: list[int]) -> None:
    bounds = [i for i, flag in enumerate(starts) if flag == 1 or not i]
    doc.sents = [Span(doc, start, end) for start, end in pairwise([*bounds, len(starts)])]
    for sent in doc.sents:
        for token in sent.tokens:
            token.sent, token.is_sent_start = sent, False
        sent.tokens[0].is_sent_start = True


# "23-year-old", "Two-month-old": one word. Of bounded length, or a long run of letters is read again from each of them.
AGE = re.compile(r"\b(?:\d{1,3}|[a-z]{1,12})-(?:year|month|week|day)-olds?\b", re.IGNORECASE)


def is_aged(word: str) -> bool:
    """Whether a word says how old: "43-year-old", "six-month-old", one word in what the parser reads."""
    return AGE.fullmatch(word) is not None


def lemma(token: Token) -> str:
    """The token's base form in lower case: verbs to the infinitive, nouns to the singular."""
    return token.base
