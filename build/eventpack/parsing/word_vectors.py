"""The vectors that the parser's networks begin with, kept by word: a word has the same one wherever it stands.

A text repeats most of its words, and the vector of a word takes a third of the work of a parse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy
from numpy.typing import NDArray
from thinc.api import Model

from .spacy_import import Doc, Language

Floats = NDArray[numpy.float32]

KEPT_WORDS = 20_000  # of 400 bytes each


def keep_in(nlp: Language) -> None:
    """Let the pipeline's networks keep the vectors of words."""
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if not isinstance(model, Model):
            continue
        for node in model.walk():
            if node.has_ref("embed"):
                embed = node.get_ref("embed")
                model.replace_node(embed, Model("kept_vectors", _vectors, layers=[embed], attrs={"kept": {}}))


def _vectors(model: Model, docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Callable]:
    nodes = list(model.layers[0].walk(order="dfs_pre"))
    extract = next(node for node in nodes if node.name == "extract_features")
    features = extract.predict(docs)
    words = numpy.ascontiguousarray(numpy.concatenate(features))
    keys = words.view(f"V{words.dtype.itemsize * words.shape[1]}").ravel().tolist()

    kept: dict[bytes, Floats] = model.attrs["kept"]
    new = {key: i for i, key in enumerate(keys) if key not in kept}
    if len(kept) + len(new) > KEPT_WORDS:
        kept.clear()
        new = {key: i for i, key in enumerate(keys)}
    if new:
        vectors = words[list(new.values())]
        for node in nodes:
            if node.name.startswith("with_array("):
                vectors = node.predict(vectors)
        kept.update(zip(new, vectors, strict=True))

    together = numpy.array([kept[key] for key in keys], dtype=numpy.float32)
    ends = numpy.cumsum([len(rows) for rows in features])
    return numpy.split(together, ends[:-1]), _no_training


def _no_training(_: object) -> None:
    raise NotImplementedError("these networks are not trained")
