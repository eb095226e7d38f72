"""The model's named entities, read off its scores in a few steps for all tokens of a batch at once.

spaCy's recogniser takes one step a token and asks of each of its 74 moves whether it is allowed, which is a third of the
time of a parse. But outside an entity its scores depend on the token alone, so that they can be had for all tokens
together; what follows a token that begins an entity depends on that token and the one before. The rules are spaCy's
(`spacy/pipeline/_parser_internals/ner.pyx`), and so are the entities.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .spacy_import import IS_SPACE, SENT_START, Doc, Language, Span, minibatch

STEP = "eventpack_entities"
_RECOGNISER = "ner"
_BATCH = 256  # documents
_ROWS = 1024  # tokens scored at a time, so that they stay in the processor's cache
_NONE = -1  # the token of an entity where none is open

Numbers = NDArray[np.int64]
Floats = NDArray[np.float32]


def take_over(nlp: Language) -> None:
    """Let this step find the pipeline's entities, with the model of spaCy's recogniser."""
    nlp.add_pipe(STEP, after=_RECOGNISER)
    nlp.disable_pipe(_RECOGNISER)


@Language.factory(STEP)
class NamedEntities:
    """The step of the pipeline."""

    def __init__(self, nlp: Language, name: str) -> None:
        recogniser: Any = nlp.get_pipe(_RECOGNISER)
        self._vectors, self._parts, self._last = recogniser.model.layers
        moves = [recogniser.moves.get_class_name(i) for i in range(recogniser.moves.n_moves)]
        self._kinds = np.array([move[:1] for move in moves])
        self._labels = [move[2:] for move in moves]
        at = {move: i for i, move in enumerate(moves)}
        # Of each move that begins an entity, those that carry it on and end it.
        self._inside = np.array([at.get(f"I-{label}", 0) for label in self._labels])
        self._ending = np.array([at.get(f"L-{label}", 0) for label in self._labels])
        self._never = np.isin(self._kinds, ["I", "L", "M"]) | np.array([move == "U-" for move in moves])

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:
        for docs in minibatch(stream, size=batch_size):
            if any(len(doc) for doc in docs):
                self._find(docs)
            yield from docs

    def _find(self, docs: list[Doc]) -> None:
        columns = np.concatenate([doc.to_array([SENT_START, IS_SPACE]) for doc in docs])
        ends = np.cumsum([len(doc) for doc in docs])
        # Of each token, whether an entity ends with it at the latest.
        closes = np.append(columns[1:, 0] == 1, True)
        closes[ends[ends > 0] - 1] = True
        parts: Floats = self._parts.predict(self._vectors.predict(docs))
        moves = self._outside(parts, closes, columns[:, 1] == 1)
        beyond = self._ends(parts, closes, moves)
        some = np.flatnonzero(self._kinds[moves] != "O").tolist()
        first, at = 0, 0
        for doc, last in zip(docs, ends.tolist(), strict=True):
            found, reached = [], first
            while at < len(some) and some[at] < last:
                i = some[at]
                if i >= reached:
                    reached = beyond[i]
                    found.append(Span(doc, i - first, reached - first, label=self._labels[moves[i]]))
                at += 1
            doc.set_ents(found, default="outside")
            first = last

    def _outside(self, parts: Floats, closes: NDArray[np.bool_], space: NDArray[np.bool_]) -> Numbers:
        """The best move at each token where no entity is open."""
        moves = np.empty(len(closes), dtype=np.int64)
        begins, alone = self._kinds == "B", self._kinds == "U"
        for start in range(0, len(closes), _ROWS):
            some = slice(start, start + _ROWS)
            tokens = np.arange(start, start + len(closes[some]))
            none = np.full(len(tokens), _NONE)
            scores = self._scores(parts, tokens, none, none)
            scores[:, self._never] = -np.inf
            scores[np.ix_(closes[some] | space[some], begins)] = -np.inf
            scores[np.ix_(space[some], alone)] = -np.inf
            moves[some] = scores.argmax(axis=1)
        return moves

    def _ends(self, parts: Floats, closes: NDArray[np.bool_], moves: Numbers) -> Numbers:
        """Of each token that begins an entity or is one, the token behind it."""
        beyond = np.arange(1, len(moves) + 1)
        begins = np.flatnonzero(self._kinds[moves] == "B")
        at = begins + 1
        while len(begins):
            scores = self._scores(parts, at, begins, at - 1)
            rows, move = np.arange(len(begins)), moves[begins]
            goes_on = ~closes[at] & (scores[rows, self._inside[move]] >= scores[rows, self._ending[move]])
            beyond[begins[~goes_on]] = at[~goes_on] + 1
            begins, at = begins[goes_on], at[goes_on] + 1
        return beyond

    def _scores(self, parts: Floats, at: Numbers, begin: Numbers, before: Numbers) -> Floats:
        """The scores of all moves at some tokens, with the first and the last token of the open entity. The first row of
        `parts` is for none."""
        sums = parts[at + 1, 0] + parts[begin + 1, 1] + parts[before + 1, 2] + self._parts.get_param("b")
        weights, bias = self._last.get_param("W"), self._last.get_param("b")
        scores: Floats = self._last.ops.gemm(sums.max(axis=-1), weights, trans2=True) + bias
        return scores
