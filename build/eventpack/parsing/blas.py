"""The parser's matrix products, exact: the same on every processor, in every batch and by every kernel of BLAS.

A sum of floating-point numbers depends on the order in which a kernel adds, and kernels differ between processors,
between sizes of a product, and between the rows of one product. So the products are made of integers: rows and weights
are rounded to some 21 bits, so that the sum of all products of a row and a column stays below 2**53, up to where every
sum of doubles is exact in whatever order it is made. A row's scale is the power of two above its largest number, so
that no row depends on another. The error is that of single precision, and this is still faster than the products that
thinc brings.

One product is out of reach: the scores of the parser's next steps, inside spaCy, by thinc's BLIS. It adds the terms of
each element in their order, whatever the batch, and has one rounding on every processor with fused multiply-add (all
since 2013).
"""

from __future__ import annotations

import numpy
from numpy.typing import NDArray
from thinc.api import NumpyOps

from .spacy_import import Language

Floats = NDArray[numpy.float32]

_EXACT_BITS = 53  # of the integers that doubles hold
_ROWS = 256  # multiplied at a time, so that they stay in the processor's cache


def _exponents(largest: Floats) -> NDArray[numpy.int32]:
    """The powers of two above these numbers."""
    return numpy.frexp(largest)[1]


class _Weights:
    """A matrix as integers and a power of two, ready to multiply rows."""

    def __init__(self, weights: Floats) -> None:
        bits = _EXACT_BITS - weights.shape[0].bit_length()
        self._row_bits = bits // 2
        shift = bits - self._row_bits - int(_exponents(abs(weights).max(initial=0)))
        self._integers = numpy.rint(weights * numpy.ldexp(1.0, shift))
        self._unit = numpy.ldexp(1.0, -shift)

    def multiply(self, rows: Floats, out: Floats) -> None:
        """Write the product of `rows` and the weights into `out`."""
        for start in range(0, len(rows), _ROWS):
            some = rows[start : start + _ROWS]
            unit = numpy.ldexp(1.0, _exponents(abs(some).max(axis=1, initial=0)) - self._row_bits)[:, None]
            integers = numpy.multiply(some, 1 / unit)
            product = numpy.rint(integers, out=integers) @ self._integers
            product *= unit * self._unit
            out[start : start + _ROWS] = product


class Blas(NumpyOps):
    """thinc's operations, with exact matrix products."""

    def __init__(self) -> None:
        super().__init__()
        self._prepared: dict[int, _Weights] = {}

    def prepare(self, weights: Floats) -> None:
        """Make the integers of a model's weights once. The model must keep them, unchanged, as long as it uses this."""
        matrix = weights.reshape((-1, weights.shape[-1])).T
        self._prepared[weights.ctypes.data] = _Weights(matrix)

    def gemm(self, x, y, out=None, trans1=False, trans2=False):
        x = x.T if trans1 else x
        weights = self._prepared.get(y.ctypes.data) if trans2 else None
        if weights is None:
            weights = _Weights(y.T if trans2 else y)
        if out is None:
            out = numpy.empty((x.shape[0], y.shape[0 if trans2 else 1]), dtype=x.dtype)
        weights.multiply(x, out)
        return out


def use_in(nlp: Language) -> None:
    """Let every layer of the pipeline's models use :class:`Blas`."""
    ops = Blas()
    for _, component in nlp.pipeline:
        if hasattr(component, "model"):
            for node in component.model.walk():
                node.ops = ops
                if node.has_param("W"):
                    ops.prepare(node.get_param("W"))
