"""Decimals without loss: a float holds fifteen digits of one so that no other decimal of fifteen is the same float."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, InvalidOperation, localcontext

import pyarrow as pa
import pyarrow.compute as pc

DIGITS = 15


def long_digits(cells: pa.Array) -> bool:
    """Whether one of the cells may be a number of more digits, or of a greater exponent, than a float keeps apart."""
    if pa.types.is_floating(cells.type):
        return False
    if (pc.max(pc.binary_length(cells)).as_py() or 0) > DIGITS:
        return True
    return pc.any(pc.match_substring_regex(cells, r"[eE][+-]?0*[1-9][0-9]{2}")).as_py() or False


def canonical(number: str) -> str:
    """A number as XML Schema writes it, in one of the forms that it has."""
    found = as_decimal(number)
    return "0" if not found else str(found)


def as_decimal(number: str) -> Decimal:
    """A number without any loss. Raises ArithmeticError beyond exponents of eighteen digits."""
    with localcontext(Context(prec=max(len(number), 1), Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[InvalidOperation])):
        return Decimal(number).normalize()
