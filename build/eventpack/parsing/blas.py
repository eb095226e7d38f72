"""The parser's matrix products by NumPy's own BLAS, which is three to four times as fast as the one thinc brings.

A product must not depend on how many texts stand in one batch, or the number of workers would show in the tables.
OpenBLAS takes another way, with another rounding, for products of fewer than a million multiplications, and NumPy
another for a single row: so small ones are filled up with rows of zeros.
"""

from __future__ import annotations

import numpy
from thinc.api import NumpyOps

from .spacy_import import Language

_ENOUGH = 2_000_000  # multiplications


class Blas(NumpyOps):
    """thinc's operations, with matrix products by NumPy."""

    def gemm(self, x, y, out=None, trans1=False, trans2=False):
        x = x.T if trans1 else x
        y = y.T if trans2 else y
        rows = x.shape[0]
        wanted = 1 + _ENOUGH // max(1, y.size)
        if rows >= wanted:
            return numpy.matmul(x, y, out=out)
        filled = numpy.zeros((wanted, x.shape[1]), dtype=x.dtype)
        filled[:rows] = x
        product = numpy.matmul(filled, y)[:rows]
        if out is None:
            return product
        out[...] = product
        return out


def use_in(nlp: Language) -> None:
    """Let every layer of the pipeline's models use :class:`Blas`."""
    ops = Blas()
    for _, component in nlp.pipeline:
        if hasattr(component, "model"):
            for node in component.model.walk():
                node.ops = ops
