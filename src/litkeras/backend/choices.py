# Generated from chapters/backend/choices.md by `make tangle`. Do not edit.
"""Comparison and choice.

Questions about each element, and answers that decide where its value comes from and where its
gradient goes.
"""

import numpy as np

from litkeras.backend.arithmetic import add, log, sum_to
from litkeras.backend.operations import op
from litkeras.backend.tensors import Tensor, as_tensor

__all__ = [
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "greater",
    "greater_equal",
    "lesser",
    "lesser_equal",
    "logical_and",
    "logical_or",
    "logical_not",
    "cast",
    "select",
    "where",
    "maximum",
    "minimum",
    "clip",
    "sqrt",
    "pow",
]


# Questions
# ---------


@op(elementwise=True)
def equal(x, y):
    """Whether `x == y`, elementwise."""
    return x == y


@op(elementwise=True)
def not_equal(x, y):
    """Whether `x != y`, elementwise."""
    return x != y


@op(elementwise=True)
def less(x, y):
    """Whether `x < y`, elementwise."""
    return x < y


@op(elementwise=True)
def less_equal(x, y):
    """Whether `x <= y`, elementwise."""
    return x <= y


@op(elementwise=True)
def greater(x, y):
    """Whether `x > y`, elementwise."""
    return x > y


@op(elementwise=True)
def greater_equal(x, y):
    """Whether `x >= y`, elementwise."""
    return x >= y


lesser, lesser_equal = less, less_equal  # Keras 1's names


@op(elementwise=True)
def logical_and(x, y):
    """Whether both `x` and `y` hold, elementwise."""
    return np.logical_and(x, y)


@op(elementwise=True)
def logical_or(x, y):
    """Whether `x` or `y` holds, elementwise."""
    return np.logical_or(x, y)


@op(elementwise=True)
def logical_not(x):
    """Whether `x` does not hold, elementwise."""
    return np.logical_not(x)


# Answers as numbers
# ------------------


@op(label="Cast", elementwise=True, passthrough=True)
def cast(x, *, dtype):
    """`x` as numbers of another type.

    Arguments:
        x: a tensor.
        dtype: name of a dtype: 'float16', 'float32', 'float64', 'int32', 'bool', ...
    """
    return x.astype(dtype)


@cast.shape
def _(x, *, dtype):
    return x.shape, np.dtype(dtype)


@cast.gradient
def _(g, y, x, *, dtype):
    return cast(g, x.dtype) if x.dtype.kind == y.dtype.kind == "f" else None


# Choice
# ------


@op(label="SelectV2", elementwise=True, mixed=True)
def select(condition, x, y):
    """`x` where `condition` holds, else `y`, elementwise."""
    return np.where(condition, x, y)


@select.gradient
def _(g, out, condition, x, y):
    zero = np.zeros((), g.dtype)
    return None, sum_to(select(condition, g, zero), x), sum_to(select(condition, zero, g), y)


def where(condition, x, y) -> Tensor:
    """`x` where `condition` holds, else `y`, elementwise; `x` and `y` take each other's dtype.

    Arguments:
        condition: a tensor of booleans, or of numbers, of which 0 is false.
        x, y: tensors, arrays or numbers.
    """
    condition = cast(as_tensor(condition), "bool")
    try:
        x, y = add._convert((x, y))
    except TypeError as error:
        raise TypeError("where" + str(error).removeprefix(add.__name__)) from None
    return select(condition, x, y)


# Larger and smaller
# ------------------


@op(elementwise=True)
def maximum(x, y):
    """The larger of `x` and `y`, elementwise."""
    return np.maximum(x, y)


@op(elementwise=True)
def minimum(x, y):
    """The smaller of `x` and `y`, elementwise."""
    return np.minimum(x, y)


@maximum.gradient
def _(g, y, a, b):
    return sum_to(where(a >= b, g, 0.0), a), sum_to(where(a >= b, 0.0, g), b)


@minimum.gradient
def _(g, y, a, b):
    return sum_to(where(a <= b, g, 0.0), a), sum_to(where(a <= b, 0.0, g), b)


def clip(x, min_value, max_value) -> Tensor:
    """`x` with what lies outside of a range moved to its border.

    Arguments:
        x: a tensor.
        min_value, max_value: the borders; None leaves that side open.
    """
    x = as_tensor(x)
    x = x if max_value is None else minimum(x, max_value)
    return x if min_value is None else maximum(x, min_value)


# Two functions with an edge
# --------------------------


@op(elementwise=True)
def sqrt(x):
    """Square root, elementwise; that of a negative number counts as 0."""
    return np.sqrt(np.maximum(x, 0))


@sqrt.gradient
def _(g, y, x):
    return where(x < 0, 0.0, g / (y * 2))


@op(elementwise=True)
def pow(x, a):
    """`x ** a`, elementwise.

    Arguments:
        x: a tensor.
        a: the exponent, a tensor or a number.
    """
    return np.power(x, a)


@pow.gradient
def _(g, y, x, a):
    dx = g * a * pow(x, a - 1)
    da = g * y * log(where(x > 0, x, 1))
    return sum_to(dx, x), sum_to(da, a)
